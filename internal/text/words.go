package text

import (
	"math"
	"slices"
	"unicode/utf8"
	"unsafe"
)

// Words appends the words of s to dst and returns the extended slice. Pass
// dst[:0] of the last call to use its memory again. Words stand in order of
// their offsets and do not overlap. What a word is, is told at [Word]; how the
// loop works, in the package comment.
func Words(dst []Word, s string) []Word {
	t := Tokens{Words: dst}
	t.read(s, false)
	return t.Words
}

// Tokens are the words of a text and what a reader of its lines and sentences looks
// at. The zero value is ready to Read, which uses its memory again.
type Tokens struct {
	Words []Word

	// Breaks holds, ascending, the number of each word behind which something else
	// stands than one space and the next word. There may be others among them.
	Breaks []int32

	edges [maxEdges]uint32    // of the runs at hand
	ends  [maxEdges / 2]int32 // those of their words that are breaks
}

// Read makes t the tokens of s.
func (t *Tokens) Read(s string) {
	t.Words, t.Breaks = t.Words[:0], t.Breaks[:0]
	t.read(s, true)
}

// read appends the words of s, and the breaks where they are wanted.
func (t *Tokens) read(s string, wanted bool) {
	if len(s) > math.MaxUint32 {
		s = s[:math.MaxUint32]
	}
	dst, breaks := t.Words, t.Breaks
	for done := 0; done < len(s); {
		edges, end := runs(&t.edges, s, done)
		for len(edges) > 0 {
			if int(edges[0]) >= done { // no word reaches into this run
				dst = slices.Grow(dst, len(edges)/2)
				n, found := simple(dst[len(dst):cap(dst)], &t.ends, edges, s, len(dst))
				dst, edges = dst[:len(dst)+n], edges[2*n:]
				if wanted {
					breaks = append(breaks, t.ends[:found]...)
				}
			}
			// One that is not simple, and those after it that begin as no simple one does.
			for again := true; again && len(edges) > 0; edges = edges[2:] {
				first := len(dst)
				dst, done = mixed(dst, s, max(done, int(edges[0])), int(edges[1]))
				if wanted {
					for i, w := range dst[first:] {
						if !goesOn(s, int(w.End)) {
							breaks = append(breaks, int32(first+i))
						}
					}
				}
				again = len(edges) > 2 && s[edges[2]] >= utf8.RuneSelf
			}
		}
		done = max(done, end)
	}
	t.Words, t.Breaks = dst, breaks
}

// mixed appends the words that begin in s[from:to], a run of ASCII letters and
// digits and of anything that is not ASCII. Next is where the last of them ends,
// to at least.
func mixed(dst []Word, s string, from, to int) (words []Word, next int) {
	for next = from; next < to; {
		start := next
		if s[start] >= utf8.RuneSelf {
			dst, next = wide(dst, s, start)
			continue
		}
		word := asciiWord(s[start:])
		next += len(word)
		h := hashASCII(word)
		if next < len(s) && mayJoin[s[next]] && joins(s, start, next) {
			h, next = tableWord(s, start)
		}
		dst = append(dst, Word{Hash: h, Start: uint32(start), End: uint32(next)})
	}
	return dst, next
}

// goesOn reports whether one space and a word follow at s[i]. It may say no when
// the word is of letters beyond U+07FF.
func goesOn(s string, i int) bool {
	if i+2 >= len(s) || s[i] != ' ' {
		return false
	}
	c := s[i+1]
	if c < utf8.RuneSelf {
		return oneByte[c].size() > 0
	}
	if c < 0xC2 || c >= 0xE0 || !isTail(s[i+2]) {
		return false
	}
	k := twoByte[int(c&0x1F)<<6|int(s[i+2]&0x3F)].kind()
	return k == letter || k == digit
}

const (
	block    = 64 // bytes that are looked at together, one bit each
	stretch  = 16 // blocks
	maxEdges = (stretch + 1) * block
)

// noRun is where the run would begin behind the last one.
const noRun = math.MaxUint32

// runs returns where the runs of s from byte i on begin and end, in turn, and where
// the stretch ends that it looked at, which is after i. A run is one of ASCII letters
// and digits and of what is not ASCII: where words are. One that goes on after the
// stretch is left for the next, unless it fills this one. Behind the edges, in room,
// stands noRun.
func runs(room *[maxEdges]uint32, s string, i int) (edges []uint32, end int) {
	n, open := 0, false
	if blocks := min((len(s)-i)/block, stretch); blocks > 0 {
		end = i + blocks*block
		n, open = turns(room, s[i:end], uint32(i))
	} else {
		var last [block]byte // what is missing are zeros, no letters
		end = i + copy(last[:], s[i:])
		n, open = turns(room, unsafe.String(&last[0], block), uint32(i))
	}
	switch {
	case !open:
	case n == 1 && room[0] == uint32(i) || end == len(s):
		room[n] = uint32(end)
		n++
	default:
		n--
		end = int(room[n])
	}
	room[n] = noRun
	return room[:n], end
}

// asciiWord is the run of ASCII letters and digits at the beginning of s.
func asciiWord(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || oneByte[c].size() == 0 {
			return s[:i]
		}
	}
	return s
}

// hashASCII is HashOf(Fold(w)) for a word of ASCII letters and digits.
func hashASCII(w string) uint64 {
	if len(w) <= 8 {
		return finish(hashSeed, loadTail(w, 0)|0x20*ones>>(64-8*len(w)), len(w))
	}
	h, i := uint64(hashSeed), 0
	for ; i+8 < len(w); i += 8 {
		h = mix(h, load64(w, i)|0x20*ones)
	}
	rest := load64(w, len(w)-8) | 0x20*ones // reaches back into what was mixed in
	return finish(h, rest>>(8*(8-(len(w)-i))), len(w))
}

// mayJoin marks the bytes that can stand inside a word without being an ASCII
// letter or digit.
var mayJoin = [256]bool{
	'\'': true, '`': true, '.': true, ',': true,
	0xC2: true, 0xC3: true, 0xC4: true, 0xC5: true, 0xC6: true, 0xC7: true, 0xC8: true, 0xC9: true,
	0xCA: true, 0xCB: true, 0xCC: true, 0xCD: true, 0xCE: true, 0xCF: true, 0xD0: true, 0xD1: true,
	0xD2: true, 0xD3: true, 0xD4: true, 0xD5: true, 0xD6: true, 0xD7: true, 0xD8: true, 0xD9: true,
	0xDA: true, 0xDB: true, 0xDC: true, 0xDD: true, 0xDE: true, 0xDF: true, 0xE0: true, 0xE1: true,
	0xE2: true, 0xE3: true, 0xE4: true, 0xE5: true, 0xE6: true, 0xE7: true, 0xE8: true, 0xE9: true,
	0xEA: true, 0xEB: true, 0xEC: true, 0xED: true, 0xEE: true, 0xEF: true, 0xF0: true, 0xF1: true,
	0xF2: true, 0xF3: true, 0xF4: true,
}

// joins reports whether the word s[start:i] of ASCII letters and digits may go
// on at byte i. It is quick to say no; when it says yes, tableWord decides.
func joins(s string, start, i int) bool {
	c := s[i]
	if i+1 >= len(s) {
		return false
	}
	d := s[i+1]
	if d == ' ' { // by far the most common
		return false
	}
	switch c {
	case ',':
		return d-'0' <= 9 || d >= utf8.RuneSelf
	case '.':
		return i-start == 1 && (d|0x20-'a' < 26 || d >= utf8.RuneSelf)
	case '\'', '`':
		return d|0x20-'a' < 26 || d >= utf8.RuneSelf
	case 0xC2:
		return d != 0xA0 && d != 0xAB && d != 0xBB // no-break space, « and »
	case 0xE2:
		return d != 0x80 || i+2 >= len(s) || general[s[i+2]&0x3F] != separator
	}
	return true
}

// general holds the kinds of U+2000–203F, General Punctuation: quotation marks,
// dashes, spaces.
var general = [64]kind{
	0x0B: invisible, 0x0C: invisible, 0x0D: invisible, 0x0E: invisible, 0x0F: invisible,
	0x18: apostrophe, 0x19: apostrophe, 0x1B: apostrophe, 0x27: apostrophe,
	0x2A: invisible, 0x2B: invisible, 0x2C: invisible, 0x2D: invisible, 0x2E: invisible,
	0x32: apostrophe,
}

// wide handles the rune that begins at s[i], which is not ASCII: it skips it, or
// appends the word that begins there. It returns where to go on.
func wide(dst []Word, s string, i int) ([]Word, int) {
	c := s[i]
	if c < 0xE0 && i+1 < len(s) && isTail(s[i+1]) && c >= 0xC2 {
		switch twoByte[int(c&0x1F)<<6|int(s[i+1]&0x3F)].kind() {
		case separator, invisible, apostrophe:
			return dst, i + 2
		case mark:
			if r, _ := utf8.DecodeRuneInString(s[i:]); kindOf(r) == mark {
				return dst, i + 2
			}
		}
	} else if c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && isTail(s[i+2]) {
		return dst, i + 3
	} else if isHan(s, i) {
		end := markEnd(s, i+3)
		h := finish(hashSeed, uint64(s[i])|uint64(s[i+1])<<8|uint64(s[i+2])<<16, 3)
		if end > i+3 {
			h = HashOf(Fold(s[i:end]))
		}
		return append(dst, Word{Hash: h, Start: uint32(i), End: uint32(end)}), end
	} else {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r >= 0xAC00 && r <= 0xD7A3 {
			h, end := tableWord(s, i)
			return append(dst, Word{Hash: h, Start: uint32(i), End: uint32(end)}), end
		}
		switch k := kindOf(r); k {
		case letter, digit:
		case ideograph:
			end := markEnd(s, i+n)
			return append(dst, Word{Hash: ideographHash(s[i:end], r), Start: uint32(i), End: uint32(end)}), end
		default:
			return dst, i + n
		}
	}
	h, end := tableWord(s, i)
	return append(dst, Word{Hash: h, Start: uint32(i), End: uint32(end)}), end
}

// isHan reports whether one of U+4E00–9FFF, the common Chinese characters, is at s[i].
func isHan(s string, i int) bool {
	if i+3 > len(s) {
		return false
	}
	c := s[i]
	return (c >= 0xE5 && c <= 0xE9 || c == 0xE4 && s[i+1] >= 0xB8) && isTail(s[i+1]) && isTail(s[i+2])
}

// isTail reports whether b continues a UTF-8 sequence.
func isTail(b byte) bool { return b&0xC0 == 0x80 }

// markEnd is the end of the marks that stand at s[i] and after, invisible runes
// between them included.
func markEnd(s string, i int) int {
	end := i
	for i < len(s) && s[i] >= 0xC2 && (s[i] < 0xE4 || s[i] > 0xE9) {
		r, n := utf8.DecodeRuneInString(s[i:])
		k := kindOf(r)
		if k != mark && k != invisible {
			break
		}
		i += n
		if k == mark {
			end = i
		}
	}
	return end
}

// ideographHash is HashOf(Fold(w)), where w begins with the ideograph r.
func ideographHash(w string, r rune) uint64 {
	if len(w) == 3 && r >= 0xE01 && r <= 0xE30 { // Thai consonants fold to themselves
		return finish(hashSeed, loadTail(w, 0), 3)
	}
	return HashOf(Fold(w))
}

// tableWord returns the hash and the end of the word that begins at s[start]. It
// folds rune by rune from tables; words with runes that are not in them, or with
// combining marks, go through unicodeWord.
func tableWord(s string, start int) (hash uint64, end int) {
	f := hasher{h: hashSeed}
	run := runState{}
	end = start
	for i := start; i < len(s); {
		c := s[i]
		var e folded
		n := 1 // bytes of the rune
		switch {
		case c < utf8.RuneSelf:
			e = oneByte[c]
		case c < 0xE0:
			if c < 0xC2 || i+1 >= len(s) || !isTail(s[i+1]) {
				return f.sum(), end
			}
			e, n = twoByte[int(c&0x1F)<<6|int(s[i+1]&0x3F)], 2
		case c == 0xE2 && i+2 < len(s) && s[i+1] == 0x80 && isTail(s[i+2]):
			e, n = folded(general[s[i+2]&0x3F])<<kindShift, 3
		case c == 0xE1 && i+2 < len(s) && s[i+1] >= 0xB8 && s[i+1] <= 0xBB && isTail(s[i+2]):
			e, n = latinMore[int(s[i+1]&3)<<6|int(s[i+2]&0x3F)], 3
		default:
			var r rune
			r, n = utf8.DecodeRuneInString(s[i:])
			if r >= 0xAC00 && r <= 0xD7A3 { // Hangul syllables fold to themselves
				e = folded(letter)<<kindShift | 3<<sizeShift | folded(s[i]) | folded(s[i+1])<<8 | folded(s[i+2])<<16
				break
			}
			switch kindOf(r) {
			case letter, digit, mark:
				return unicodeWord(s, start)
			case invisible:
				e = folded(invisible) << kindShift
			case apostrophe:
				e = folded(apostrophe) << kindShift
			}
		}
		switch k := e.kind(); k {
		case letter, digit:
			f.add(e.bytes(), e.size())
			run.take(k)
			i += n
			end = i
			continue
		case mark:
			return unicodeWord(s, start)
		default:
			if !run.passes(s, i, n, k) {
				return f.sum(), end
			}
			i += n
		}
	}
	return f.sum(), end
}

// unicodeWord is tableWord for any rune, by the Unicode database.
func unicodeWord(s string, start int) (hash uint64, end int) {
	run := runState{}
	end = start
scan:
	for i := start; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch k := kindOf(r); k {
		case letter, digit:
			run.take(k)
			i += n
			end = i
		case mark:
			run.last = mark
			i += n
			end = i
		default:
			if !run.passes(s, i, n, k) {
				break scan
			}
			i += n
		}
	}
	return HashOf(Fold(s[start:end])), end
}

// runState is what the rules for joining need to know of the word so far.
type runState struct {
	last    kind // of the rune before
	letters int  // letters since the beginning or the last dot; a digit counts as two
}

func (r *runState) take(k kind) {
	r.last = k
	if k == letter {
		r.letters++
	} else {
		r.letters += 2
	}
}

// passes reports whether the word goes on over the rune of n bytes at s[i], which
// is of kind k and no letter, digit or mark.
func (r *runState) passes(s string, i, n int, k kind) bool {
	last := r.last
	r.last = k
	switch k {
	case invisible:
		return true
	case apostrophe:
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		return kindOf(next) == letter
	case separator:
		switch s[i] {
		case ',':
			next, _ := utf8.DecodeRuneInString(s[i+1:])
			return last == digit && kindOf(next) == digit
		case '.':
			if r.letters == 1 && oneLetterAt(s, i+1) {
				r.letters = 0
				return true
			}
		}
	}
	return false
}

// oneLetterAt reports whether a letter stands at s[i] that no other letter or
// digit follows.
func oneLetterAt(s string, i int) bool {
	r, n := utf8.DecodeRuneInString(s[i:])
	if kindOf(r) != letter {
		return false
	}
	for {
		i += n
		r, n = utf8.DecodeRuneInString(s[i:])
		switch kindOf(r) {
		case letter, digit:
			return false
		case mark, invisible:
		default:
			return true
		}
	}
}
