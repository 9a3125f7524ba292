package text

import (
	"math"
	"math/bits"
	"unicode/utf8"
)

// Words appends the words of s to dst and returns the extended slice. Pass
// dst[:0] of the last call to use its memory again. Words stand in order of
// their offsets and do not overlap. What a word is, is told at [Word]; how the
// loop works, in the package comment.
func Words(dst []Word, s string) []Word {
	if len(s) > math.MaxUint32 {
		s = s[:math.MaxUint32]
	}
	for i := 0; i < len(s); {
		words, wides := classify(s, i)
		// A word that touches the end of the block waits for the next one, unless
		// it fills this one.
		after := i + blockSize
		if cut := bits.LeadingZeros64(^words); cut < blockSize {
			words &= math.MaxUint64 >> cut
			after -= cut
		}
		next := i
		for starts := words | wides; starts != 0; starts &= math.MaxUint64 << uint(next-i) {
			at := bits.TrailingZeros64(starts)
			start := i + at
			if wides>>at&1 != 0 {
				dst, next = wide(dst, s, start)
				continue
			}
			n := bits.TrailingZeros64(^(words >> at))
			next = start + n
			var h uint64
			if n <= 16 && start+16 <= len(s) {
				// Setting bit 5 makes letters lower case and leaves digits as they are.
				x, y := load64(s, start)|0x20*ones, load64(s, start+8)|0x20*ones
				h = mix(hashSeed, x)
				if n <= 8 {
					h = hashSeed
					y = x
				}
				h = finish(h, y&(math.MaxUint64>>(uint(-8*n)&63)), n)
			} else {
				if n == blockSize {
					next += len(asciiWord(s[next:]))
				}
				h = hashASCII(s[start:next])
			}
			if next < len(s) && mayJoin[s[next]] && joins(s, start, next) {
				h, next = tableWord(s, start)
			}
			dst = append(dst, Word{Hash: h, Start: uint32(start), End: uint32(next)})
		}
		i = max(next, after)
	}
	return dst
}

// blockSize is the number of bytes that Words classifies at a time, one bit each.
const blockSize = 64

// classify looks at the 64 bytes of s from i on. Bit k of words is set when byte
// i+k is an ASCII letter or digit, bit k of wides when it is not ASCII.
func classify(s string, i int) (words, wides uint64) {
	if i+blockSize > len(s) {
		return classifyTail(s, i)
	}
	b := s[i : i+blockSize]
	var all uint64
	for k := 0; k < blockSize; k += 8 {
		x := load64(b, k)
		all |= x
		words |= gather(alnum(x)) << k
	}
	if all&highs != 0 {
		for k := 0; k < blockSize; k += 8 {
			wides |= gather(load64(b, k)&highs) << k
		}
	}
	return words, wides
}

// classifyTail is classify for less than 64 bytes.
func classifyTail(s string, i int) (words, wides uint64) {
	for k := 0; i+k < len(s); k += 8 {
		x := loadTail(s[:min(i+k+8, len(s))], i+k)
		words |= gather(alnum(x)) << k
		wides |= gather(x&highs) << k
	}
	return words, wides
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
