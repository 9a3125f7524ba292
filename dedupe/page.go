package dedupe

import (
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// page is an article laid out for comparison: its tokens, and which of them
// make up the sentences of its running text. Tokens are words, or characters
// in noisy mode. Once laid out it changes only where know is called for the first
// time; after that several goroutines may compare it.
type page struct {
	size   int // bytes of the text
	n      int // tokens
	tokens columns
	quoted marks      // per token: inside quotation marks
	facts  marks      // per token: a number or name, which a form letter leaves blank
	wordOf []int32    // per token, in noisy mode: the word it is a character of
	sents  []sentence // in order; together they cover all tokens
	unit   int        // tokens that make about one word
	words  int        // words (not tokens) outside furniture
	has    wordSet    // all words, once known says so
	known  bool

	shingles []uint64 // hash of the shingle that starts at each token; 0 where it touches furniture
	gram     int      // tokens in a shingle
	table    []uint32 // open addressing: 1 + the first place of a shingle; 0 is empty
	repeats  []repeat // places whose shingle stands further up as well
	distinct int      // different shingles

	fill filler // buffers
}

// sentence is a run of tokens up to a full stop or the end of its line.
type sentence struct {
	from, to  int32 // tokens [from,to)
	plain     int32 // tokens outside quotation marks
	facts     int32 // tokens that are facts
	prose     bool  // running text: counts as content, matched or new
	furniture bool  // a repeated line, caption or share line: counts for nothing
}

// repeat is a place whose shingle stands at place first already.
type repeat struct{ place, first int32 }

// filler is what laying out needs: the text as it is read, and buffers.
type filler struct {
	text   string
	tokens *text.Tokens
	chars  []text.Word // tokens in noisy mode
	lines  []line
	first  []int32 // open addressing: 1 + the first line with an opening
	record []byte  // the page as it is packed, unless a store has it
	taken  []int32 // places of shingles whose place in the table is taken
}

// wordSet is a set of words in which a word that is not there seems to be once
// in about thirty times, for an article of 500 words.
type wordSet [1 << 8]uint64

func (s *wordSet) add(h uint32)      { s[h>>6%uint32(len(s))] |= 1 << (h & 63) }
func (s *wordSet) has(h uint32) bool { return s[h>>6%uint32(len(s))]&(1<<(h&63)) != 0 }

// line is one line of the source: words [from,to) and whether it ends as a
// sentence does.
type line struct {
	from, to int
	sents    int // sentences up to its end
	stop     bool
	twin     bool   // stands twice on the page
	key      uint64 // hash of its words
	opening  uint64 // hash of its first twinWords words
}

// markTwins marks the lines that stand twice on a page: captions, decks and
// promos that repeat. When most of the page stands twice, the page itself was
// scraped twice over: then the first of each is the text.
func (pg *page) markTwins() {
	f := &pg.fill
	size := tableSize(len(f.lines))
	f.first = grow(f.first, size)
	clear(f.first)
	all, doubled, twins := 0, 0, 0
	for i := range f.lines {
		l := &f.lines[i]
		n := l.to - l.from
		all += n
		l.twin = false
		if n < twinWords*pg.unit {
			continue
		}
		at := mix(l.opening) & uint64(size-1)
		for f.first[at] != 0 && f.lines[f.first[at]-1].opening != l.opening {
			at = (at + 1) & uint64(size-1)
		}
		if f.first[at] == 0 {
			f.first[at] = int32(i + 1)
			continue
		}
		l.twin = true
		twins++
		doubled += n
		if o := &f.lines[f.first[at]-1]; !o.twin {
			o.twin = true
			doubled += o.to - o.from
		}
	}
	if twins > 0 && 2*doubled > all {
		for _, at := range f.first {
			if at != 0 {
				f.lines[at-1].twin = false
			}
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
	if pg.fill.tokens == nil {
		pg.fill.tokens = new(text.Tokens)
	}
	pg.fill.tokens.Read(s)
	pg.read(s, pg.fill.tokens, unit(pg.fill.tokens.Words), ph)
	if repeated != nil {
		for i, l := range pg.fill.lines {
			if repeated(l.key, l.to-l.from) {
				pg.strike(i)
			}
		}
	}
	tokens := pg.fill.tokens.Words
	if p.Noisy {
		tokens = pg.toCharacters()
	}
	pg.fill.record = pg.pack(pg.fill.record[:0], tokens)
	pg.unpack(pg.fill.record)
	pg.finish(p)
}

// read takes down what can be said of s, whose tokens are given, without knowing
// what else its publisher has: lines, sentences, and which of them are prose.
func (pg *page) read(s string, tokens *text.Tokens, unit int, ph *phrases) {
	f := &pg.fill
	f.text, f.tokens, pg.size = s, tokens, len(s)
	words := tokens.Words
	pg.unit = unit
	pg.split()
	pg.markTwins()
	from := 0
	for _, l := range f.lines {
		n := l.to - l.from
		// A short line is a caption or a share line as a whole; so is a rather long one
		// that does not end as text does. In any other, where a scraper has run
		// captions and text together, each sentence is judged for itself.
		short := n <= textWords*pg.unit || !l.stop && n <= captionWords*pg.unit
		furniture := short && ph.in(words[l.from:l.to])
		prose := (l.stop || n >= textWords*pg.unit) && n >= proseWords*pg.unit && !l.twin
		for i := from; i < l.sents; i++ {
			st := &pg.sents[i]
			st.furniture = furniture || !short && ph.in(words[st.from:st.to])
			st.prose = prose && !st.furniture
		}
		from = l.sents
	}
}

// strike makes line i furniture.
func (pg *page) strike(i int) {
	from := 0
	if i > 0 {
		from = pg.fill.lines[i-1].sents
	}
	for j := from; j < pg.fill.lines[i].sents; j++ {
		pg.sents[j].furniture, pg.sents[j].prose = true, false
	}
}

// finish makes ready for comparison what was read.
func (pg *page) finish(p Params) {
	pg.outline(p)
	pg.tabulate()
}

// outline is finish for a page that is not loaded: it finds no shingles, and does
// not know how many different ones there are.
func (pg *page) outline(p Params) {
	pg.known = false
	pg.gram = p.Shingle * pg.unit
	if p.Noisy {
		pg.gram = noisyGram
	}
	pg.words = 0
	for _, st := range pg.sents {
		if !st.furniture {
			pg.words += int(st.to - st.from)
		}
	}
	pg.words /= pg.unit
	for i := range pg.sents {
		st := &pg.sents[i]
		st.facts = int32(pg.facts.count(st.from, st.to))
		st.plain = st.to - st.from - int32(pg.quoted.count(st.from, st.to))
	}
	pg.shingle()
}

// know makes the set of all words, which few comparisons need.
func (pg *page) know() {
	if pg.known {
		return
	}
	pg.known = true
	clear(pg.has[:])
	if pg.unit == charUnit {
		for _, w := range pg.fill.tokens.Words {
			pg.has.add(uint32(w.Hash))
		}
		return
	}
	for i := range pg.n {
		pg.has.add(pg.tokens.hash(i))
	}
}

// noisyGram is the number of characters in a shingle for verification under
// noise: long enough that chance makes no sentence shared, short enough that
// most stretches between two wrong characters hold one.
const noisyGram = 9

// shingle hashes the shingles of the page. One that touches furniture counts
// for nothing: its hash is 0.
func (pg *page) shingle() {
	out := pg.tokens.shingles(pg.shingles[:0], pg.gram)
	for _, s := range pg.sents {
		if s.furniture {
			for i := max(0, int(s.from)-pg.gram+1); i < min(int(s.to), len(out)); i++ {
				out[i] = 0
			}
		}
	}
	pg.shingles = out
}

// tabulate makes the table of the shingles, by which find finds them.
func (pg *page) tabulate() {
	out := pg.shingles
	size := tableSize(len(out))
	pg.table = grow(pg.table, size)
	clear(pg.table)
	// First those whose place is free: which are, no processor can foresee, so there
	// is no branch. Then the others.
	table, mask := pg.table, uint64(size-1)
	pg.fill.taken = grow(pg.fill.taken, len(out)+1)
	taken, n, none := pg.fill.taken, 0, 0
	for i, h := range out {
		if h == 0 {
			none++
			continue
		}
		place, was := uint32(i+1), table[h&mask]
		taken[n] = int32(i)
		if was != 0 {
			place = was
		}
		table[h&mask] = place
		if was != 0 {
			n++
		}
	}
	pg.repeats = pg.repeats[:0]
	pg.distinct = len(out) - none - n
	for _, i := range taken[:n] {
		h := out[i]
		at := h & mask
		for pg.table[at] != 0 && out[pg.table[at]-1] != h {
			at = (at + 1) & uint64(size-1)
		}
		if first := pg.table[at]; first == 0 {
			pg.table[at] = uint32(i + 1)
			pg.distinct++
		} else {
			pg.repeats = append(pg.repeats, repeat{i, int32(first - 1)})
		}
	}
}

// find returns the first place of shingle h, which is not 0, or -1.
func (pg *page) find(h uint64) int {
	mask := uint64(len(pg.table) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		p := pg.table[at]
		if p == 0 {
			return -1
		}
		if pg.shingles[p-1] == h {
			return int(p - 1)
		}
	}
}

// tableSize is the size of an open-addressing table for n keys: at most two thirds
// of it are taken.
func tableSize(n int) int {
	size := 16
	for 2*size < 3*n {
		size *= 2
	}
	return size
}

// lines appends the lines of s that hold words.
func lines(dst []line, s string, t *text.Tokens) []line {
	from := 0
	for _, i := range t.Breaks {
		end, last := len(s), int(i)+1 == len(t.Words)
		if !last {
			end = int(t.Words[i+1].Start)
		}
		gap := s[t.Words[i].End:end]
		if last || hasBreak(gap) {
			to := int(i) + 1
			dst = append(dst, line{from: from, to: to, stop: stops(gap), key: mix(hashWords(t.Words[from:to]))})
			from = to
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

// split divides the words of the page into lines and sentences, and marks
// those inside quotation marks and those that are facts.
func (pg *page) split() {
	words, s := pg.fill.tokens.Words, pg.fill.text
	ls, sents := pg.fill.lines[:0], pg.sents[:0]
	pg.quoted = pg.quoted.reset(len(words))
	longest := maxUnits * pg.unit
	begin, from := 0, 0 // of the line and of the sentence
	quote := -1         // where the quotation began, or -1
	if len(words) > 0 && quoteState(s[:words[0].Start], false, true) {
		quote = 0
	}
	for _, at := range pg.fill.tokens.Breaks {
		i := int(at)
		for i+1-from > longest {
			sents = append(sents, sentence{from: int32(from), to: int32(from + longest)})
			from += longest
		}
		gap := s[words[i].End:]
		last := i+1 == len(words)
		if !last {
			gap = gap[:words[i+1].Start-words[i].End]
			if gap == ", " && i+1-from < longest {
				continue
			}
		}
		if last || hasBreak(gap) {
			sents = append(sents, sentence{from: int32(from), to: int32(i + 1)})
			l := line{from: begin, to: i + 1, sents: len(sents), stop: stops(gap), key: mix(hashWords(words[begin : i+1]))}
			if n := twinWords * pg.unit; i+1-begin >= n {
				l.opening = hashWords(words[begin : begin+n])
			}
			ls = append(ls, l)
			begin, from = i+1, i+1
			if quote >= 0 {
				pg.quoted.set(quote, i+1)
			}
			quote = -1
			if last {
				break
			}
			if quoteState(gap, false, true) {
				quote = i + 1
			}
			continue
		}
		if len(gap) > 1 {
			if in := quoteState(gap, quote >= 0, false); in != (quote >= 0) {
				if in {
					quote = i + 1
				} else {
					pg.quoted.set(quote, i+1)
					quote = -1
				}
			}
		}
		if i+1-from >= longest || endsSentence(gap, s[words[i+1].Start:]) {
			sents = append(sents, sentence{from: int32(from), to: int32(i + 1)})
			from = i + 1
		}
	}
	pg.fill.lines, pg.sents = ls, sents
	pg.factsOf(words)
}

// hashWords is a polynomial over the hashes of words. It takes four at a time, since
// a product must wait for the one before it.
func hashWords(words []text.Word) uint64 {
	const (
		mask  = 1<<64 - 1
		base2 = base * base & mask
		base3 = base2 * base & mask
		base4 = base2 * base2 & mask
	)
	var h uint64
	for ; len(words) >= 4; words = words[4:] {
		h = h*base4 + (words[0].Hash*base3 + words[1].Hash*base2) + (words[2].Hash*base + words[3].Hash)
	}
	for _, w := range words {
		h = h*base + w.Hash
	}
	return h
}

// endsSentence tells whether a sentence ends with the gap between two words, of
// which the second begins next.
func endsSentence(gap, next string) bool {
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
				r, _ := utf8.DecodeRuneInString(next)
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

// factsOf marks the words that are facts: a number or, inside a sentence, a name,
// which is what a form letter leaves blank.
func (pg *page) factsOf(words []text.Word) {
	s := pg.fill.text
	pg.facts = grow(pg.facts, len(words)/64+1)
	for g := range pg.facts {
		group := words[min(64*g, len(words)):min(64*g+64, len(words))]
		var facts uint64
		var all uint8
		for i := range group {
			k := beginsFact[s[group[i].Start]]
			facts |= uint64(k&1) << (i & 63)
			all |= k
		}
		for i := 0; all > 1 && i < len(group); i++ {
			if r, _ := utf8.DecodeRuneInString(s[group[i].Start:]); r >= utf8.RuneSelf && (unicode.IsUpper(r) || unicode.IsDigit(r)) {
				facts |= 1 << (i & 63)
			}
		}
		pg.facts[g] = facts
	}
	// A capital at the beginning of a sentence makes no fact.
	for _, st := range pg.sents {
		if r, _ := utf8.DecodeRuneInString(s[words[st.from].Start:]); !unicode.IsDigit(r) {
			pg.facts.unset(int(st.from))
		}
	}
}

// beginsFact is 1 for the bytes that begin a fact, 2 for those that only the whole
// character tells of.
var beginsFact = func() (t [256]uint8) {
	for c := range t {
		switch {
		case '0' <= c && c <= '9', 'A' <= c && c <= 'Z':
			t[c] = 1
		case c >= utf8.RuneSelf:
			t[c] = 2
		}
	}
	return t
}()

// fact is the hash of the word that token t, a fact, begins.
func (pg *page) fact(t int) uint32 {
	if pg.unit == charUnit {
		return uint32(pg.fill.tokens.Words[pg.wordOf[t]].Hash)
	}
	return pg.tokens.hash(t)
}

// toCharacters makes the characters of the words the tokens of the page, so that
// noise spoils a character and not a word. Noise spoils long words first, so of
// the facts only numbers in ASCII digits stay.
func (pg *page) toCharacters() []text.Word {
	words, chars := pg.fill.tokens.Words, pg.fill.chars[:0]
	pg.wordOf = pg.wordOf[:0]
	old := pg.quoted
	var quoted, facts marks
	for si := range pg.sents {
		st := &pg.sents[si]
		from := len(chars)
		for i := st.from; i < st.to; i++ {
			w := words[i]
			first := len(chars)
			for at, r := range pg.fill.text[w.Start:w.End] {
				for _, c := range text.Fold(string(r)) {
					chars = append(chars, text.Word{Hash: mix(uint64(c)), Start: w.Start + uint32(at), End: w.Start + uint32(at+utf8.RuneLen(r))})
					pg.wordOf = append(pg.wordOf, i)
				}
			}
			quoted, facts = quoted.extend(len(chars)), facts.extend(len(chars))
			if old.has(int(i)) {
				quoted.set(first, len(chars))
			}
			if c := pg.fill.text[w.Start]; '0' <= c && c <= '9' && first < len(chars) {
				facts.set(first, first+1)
			}
		}
		st.from, st.to = int32(from), int32(len(chars))
	}
	pg.quoted, pg.facts, pg.unit, pg.fill.chars = quoted.extend(len(chars)), facts.extend(len(chars)), charUnit, chars
	return chars
}
