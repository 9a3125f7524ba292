package dedupe

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"github.com/newscheck/newscheck/internal/text"
)

// page is an article laid out for comparison: its tokens, and which of them
// make up the sentences of its running text. Tokens are words, or characters
// in noisy mode.
type page struct {
	text   string
	tokens []text.Word
	quoted []bool      // per token: inside quotation marks
	chars  []text.Word // buffer of tokens in noisy mode
	wordOf []int32     // per token, in noisy mode: the word it is a character of
	sents  []sentence  // in order; together they cover all tokens
	unit   int         // tokens that make about one word
	words  int         // words (not tokens) outside furniture
	has    wordSet     // all words

	shingles []uint64 // hash of the shingle that starts at each token; 0 where it touches furniture
	gram     int      // tokens in a shingle
	distinct int      // different shingles

	fill filler // buffers
	own  []byte // the text, when it had to be copied
}

// sentence is a run of tokens up to a full stop or the end of its line.
type sentence struct {
	from, to  int  // tokens [from,to)
	prose     bool // running text: counts as content, matched or new
	furniture bool // a repeated line, caption or share line: counts for nothing
}

type filler struct {
	words []text.Word
	lines []line
	twins []twin
	seen  []uint64 // open-addressing set
}

// wordSet is a set of words in which a word that is not there seems to be once
// in about thirty times, for an article of 500 words.
type wordSet [1 << 8]uint64

func (s *wordSet) add(h uint64)      { s[h>>6%uint64(len(s))] |= 1 << (h & 63) }
func (s *wordSet) has(h uint64) bool { return s[h>>6%uint64(len(s))]&(1<<(h&63)) != 0 }

// line is one line of the source: words [from,to) and whether it ends as a
// sentence does.
type line struct {
	from, to int
	stop     bool
	twin     bool   // stands twice on the page
	key      uint64 // hash of its words
}

// twin is the opening of a line.
type twin struct {
	opening uint64
	line    int
}

// markTwins marks the lines that stand twice on a page: captions, decks and
// promos that repeat. When most of the page stands twice, the page itself was
// scraped twice over: then the first of each is the text.
func markTwins(ls []line, ts []twin) {
	slices.SortFunc(ts, func(a, b twin) int { return cmp.Or(cmp.Compare(a.opening, b.opening), cmp.Compare(a.line, b.line)) })
	all, doubled := 0, 0
	for _, l := range ls {
		all += l.to - l.from
	}
	again := func(i int) bool { return i > 0 && ts[i].opening == ts[i-1].opening }
	for i, t := range ts {
		if again(i) || i+1 < len(ts) && again(i+1) {
			ls[t.line].twin = true
			doubled += ls[t.line].to - ls[t.line].from
		}
	}
	if 2*doubled > all {
		for i, t := range ts {
			ls[t.line].twin = again(i)
		}
	}
}

const (
	proseWords   = 6   // a line under this many words is a heading, a button, a name
	captionWords = 160 // a caption that is cut off is no longer than this
	textWords    = 70  // a line of so many words is running text even if it ends without a full stop: it was cut
	twinWords    = 6   // lines that open with the same so many words say the same thing twice
	charUnit     = 5   // characters to a word, in noisy mode
	maxUnits     = 64  // longest sentence in words before it is cut, so that text without full stops still has units
)

// layOut lays s out. repeated tells whether the line with that key stands
// under other articles of the same publisher; it may be nil.
func (pg *page) layOut(s string, ph *phrases, p Params, repeated func(key uint64, words int) bool) {
	f := &pg.fill
	pg.text = s
	f.words = text.Words(f.words[:0], s)
	pg.unit = unit(f.words)
	f.lines = lines(f.lines[:0], s, f.words)
	clear(pg.has[:])
	for _, w := range f.words {
		pg.has.add(w.Hash)
	}
	pg.sents, pg.quoted = pg.sents[:0], pg.quoted[:0]
	pg.words = 0

	f.twins = f.twins[:0]
	for i, l := range f.lines {
		if k, ok := opening(f.words[l.from:l.to], pg.unit); ok {
			f.twins = append(f.twins, twin{k, i})
		}
	}
	markTwins(f.lines, f.twins)
	for _, l := range f.lines {
		n := l.to - l.from
		// A short line is a caption or a share line as a whole; so is a rather long one
		// that does not end as text does. In any other, where a scraper has run
		// captions and text together, each sentence is judged for itself.
		short := n <= textWords*pg.unit || !l.stop && n <= captionWords*pg.unit
		furniture := repeated != nil && repeated(l.key, n) || short && ph.in(f.words[l.from:l.to])
		prose := (l.stop || n >= textWords*pg.unit) && n >= proseWords*pg.unit && !l.twin
		from := len(pg.sents)
		pg.split(l)
		for i := from; i < len(pg.sents); i++ {
			st := &pg.sents[i]
			st.furniture = furniture || !short && ph.in(f.words[st.from:st.to])
			st.prose = prose && !st.furniture
			if !st.furniture {
				pg.words += st.to - st.from
			}
		}
	}
	pg.words /= pg.unit
	if p.Noisy {
		pg.toCharacters()
		pg.gram = noisyGram
	} else {
		pg.tokens = f.words
		pg.gram = p.Shingle * pg.unit
	}
	pg.shingle()
}

// noisyGram is the number of characters in a shingle for verification under
// noise: long enough that chance makes no sentence shared, short enough that
// most stretches between two wrong characters hold one.
const noisyGram = 9

// shingle hashes the shingles of the page. One that touches furniture counts
// for nothing: its hash is 0.
func (pg *page) shingle() {
	out := shingles(pg.shingles[:0], pg.tokens, pg.gram)
	for _, s := range pg.sents {
		if s.furniture {
			for i := max(0, s.from-pg.gram+1); i < min(s.to, len(out)); i++ {
				out[i] = 0
			}
		}
	}
	pg.shingles = out
	size := tableSize(len(out))
	f := &pg.fill
	f.seen = grow(f.seen, size)
	clear(f.seen)
	pg.distinct = 0
	for _, h := range out {
		at := h & uint64(size-1)
		for f.seen[at] != 0 && f.seen[at] != h {
			at = (at + 1) & uint64(size-1)
		}
		if h != 0 && f.seen[at] == 0 {
			f.seen[at] = h
			pg.distinct++
		}
	}
}

// tableSize is the size of an open-addressing table for n keys.
func tableSize(n int) int {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return size
}

// keepText makes the page independent of the buffer that its text lies in.
func (pg *page) keepText() {
	pg.own = append(pg.own[:0], pg.text...)
	pg.text = unsafe.String(unsafe.SliceData(pg.own), len(pg.own))
}

// opening is the hash of the first twinWords words of a line.
func opening(w []text.Word, unit int) (uint64, bool) {
	n := twinWords * unit
	if len(w) < n {
		return 0, false
	}
	h := uint64(1)
	for _, x := range w[:n] {
		h = h*base + x.Hash
	}
	return h, true
}

// lines appends the lines of s that hold words.
func lines(dst []line, s string, words []text.Word) []line {
	from := 0
	var h uint64
	for i, w := range words {
		h = h*base + w.Hash
		if i+1 < len(words) && words[i+1].Start == w.End+1 && s[w.End] != '\n' && s[w.End] != '\r' {
			continue // one space: most gaps
		}
		end := len(s)
		if i+1 < len(words) {
			end = int(words[i+1].Start)
		}
		gap := s[w.End:end]
		if i+1 == len(words) || hasBreak(gap) {
			dst = append(dst, line{from: from, to: i + 1, stop: stops(gap), key: mix(h)})
			from, h = i+1, 0
		}
	}
	return dst
}

func hasBreak(gap string) bool {
	for i := 0; i < len(gap); i++ {
		if gap[i] == '\n' || gap[i] == '\r' {
			return true
		}
	}
	return false
}

// stops tells whether what follows a word ends a sentence.
func stops(gap string) bool {
	for _, r := range gap {
		switch r {
		case '.', '!', '?', ':', '…', '。', '！', '？', '؟', '।', '｡':
			return true
		case '\n', '\r':
			return false
		}
	}
	return false
}

// split appends the sentences of line l, and the quoted flags of its words.
func (pg *page) split(l line) {
	words := pg.fill.words
	from, inQuote := l.from, false
	for i := l.from; i < l.to; i++ {
		prev := uint32(0)
		if i > 0 {
			prev = words[i-1].End
		}
		if before := pg.text[prev:words[i].Start]; len(before) > 1 || i == l.from {
			inQuote = quoteState(before, inQuote, i == l.from)
		}
		pg.quoted = append(pg.quoted, inQuote)
		if i+1 == l.to || i+1-from >= maxUnits*pg.unit || pg.endsAfter(i) {
			pg.sents = append(pg.sents, sentence{from: from, to: i + 1})
			from = i + 1
		}
	}
}

// endsAfter tells whether a sentence ends between words i and i+1.
func (pg *page) endsAfter(i int) bool {
	words := pg.fill.words
	gap := pg.text[words[i].End:words[i+1].Start]
	if len(gap) < 2 {
		return false
	}
	stop := false
	for _, r := range gap {
		switch r {
		case '。', '！', '？', '؟', '।', '｡':
			return true
		case '.', '!', '?', '…':
			stop = true
		case ' ', '\t', 0xA0:
			if stop {
				r, _ := utf8.DecodeRuneInString(pg.text[words[i+1].Start:])
				return !unicode.IsLower(r)
			}
		}
	}
	return false
}

// quoteState follows the quotation marks in the gap before a word. At the
// start of a line no quotation is open: an unclosed mark ends with its line.
func quoteState(gap string, in, lineStart bool) bool {
	if lineStart {
		in = false
		for i := len(gap) - 1; i >= 0; i-- {
			if gap[i] == '\n' {
				gap = gap[i:]
				break
			}
		}
	}
	for _, r := range gap {
		switch r {
		case '"', '＂':
			in = !in
		case '“', '„', '«', '「', '『':
			in = true
		case '”', '»', '」', '』':
			in = false
		}
	}
	return in
}

// fact tells whether a word that a form letter leaves blank starts at token t: a
// number or, inside a sentence, a name; and its hash. Noise spoils long words
// first, so in noisy mode only numbers count.
func (pg *page) fact(st sentence, t int) (uint64, bool) {
	start := pg.tokens[t].Start
	c := pg.text[start]
	if pg.unit == charUnit {
		w := pg.wordOf[t]
		return pg.fill.words[w].Hash, '0' <= c && c <= '9' && pg.fill.words[w].Start == start
	}
	if c < utf8.RuneSelf {
		return pg.tokens[t].Hash, '0' <= c && c <= '9' || t > st.from && 'A' <= c && c <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(pg.text[start:])
	return pg.tokens[t].Hash, unicode.IsDigit(r) || t > st.from && unicode.IsUpper(r)
}

// toCharacters replaces the tokens by the characters of the words, so that
// noise spoils a character and not a word.
func (pg *page) toCharacters() {
	words := pg.fill.words
	pg.tokens, pg.wordOf = pg.chars[:0], pg.wordOf[:0]
	old := pg.quoted
	quoted := make([]bool, 0, len(pg.text))
	for si := range pg.sents {
		st := &pg.sents[si]
		from := len(pg.tokens)
		for i := st.from; i < st.to; i++ {
			w := words[i]
			for at, r := range pg.text[w.Start:w.End] {
				for _, c := range text.Fold(string(r)) {
					pg.tokens = append(pg.tokens, text.Word{Hash: mix(uint64(c)), Start: w.Start + uint32(at), End: w.Start + uint32(at+utf8.RuneLen(r))})
					quoted = append(quoted, old[i])
					pg.wordOf = append(pg.wordOf, int32(i))
				}
			}
		}
		st.from, st.to = from, len(pg.tokens)
	}
	pg.quoted, pg.unit, pg.chars = quoted, charUnit, pg.tokens
}
