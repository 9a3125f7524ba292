package outlets

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// Span is a half-open byte range of the string that was searched.
type Span = text.Span

// Mention is an outlet's name in a text.
type Mention struct {
	Outlet     *Outlet   // who is most often called so
	Candidates []*Outlet // all who are called so, when there are several; shared, read-only
	Span       Span
	Alias      string // the name as the registry spells it
	Class      Class
}

// Find appends the outlet names in s to dst, leftmost and longest first, in
// order of place and without overlap, and returns the extended slice. It costs
// one pass and, when dst has room, no allocation.
//
// A name must stand as a word of its own and, where its script has case, begin
// as it is spelt: "Associated Press" also finds ASSOCIATED PRESS but not
// "associated press" (ask ByName for whole strings such as bylines). Codes of
// class Caps are found as spelt or in upper case, with or without dots.
// Accents, curly apostrophes, hyphens, line breaks and possessives do not
// matter. What a short or common word really means here, Resolve tells.
func (g *Registry) Find(dst []Mention, s string) []Mention {
	if s == "" {
		return dst
	}
	// The byte before a name and its first two decide nearly always; this is the
	// loop that has to be fast.
	last := ' '<<8 | uint32(s[0]) // bytes
	for i := 1; i < len(s); i++ {
		last = last<<8 | uint32(s[i])
		if g.trie.starts[uint16(last)]&^inWord[byte(last>>16)] == 0 || !g.trie.mayBegin(s[i-1:]) || !startsWord(s, i-1) {
			continue
		}
		entries, end := g.walk(s, i-1)
		if entries == nil {
			continue
		}
		e := entries[0]
		m := Mention{Outlet: e.outlet, Span: Span{Start: i - 1, End: end}, Alias: e.alias.Text, Class: e.alias.Class}
		if len(e.all) > 1 {
			m.Candidates = e.all
		}
		dst = append(dst, m)
		if end >= len(s) {
			break
		}
		i, last = end, uint32(s[end-1])<<8|uint32(s[end])
	}
	return dst
}

// startsWord reports whether a name may begin at s[i]: after anything that is
// no part of a word, at a character of a script without spaces, or after an
// Arabic or Hebrew one-letter prefix (and, to, by, as).
func startsWord(s string, i int) bool {
	if i == 0 {
		return true
	}
	if c := s[i-1]; c < utf8.RuneSelf {
		return !isASCIIWord(c)
	}
	if !utf8.RuneStart(s[i]) {
		return false
	}
	here, _ := utf8.DecodeRuneInString(s[i:])
	if isCJK(here) {
		return true
	}
	prev, n := utf8.DecodeLastRuneInString(s[:i])
	if !isWord(prev) || isCJK(prev) {
		return true
	}
	if strings.ContainsRune("وفبلكובלמשכה", prev) {
		before, _ := utf8.DecodeLastRuneInString(s[:i-n])
		return i == n || !isWord(before)
	}
	return false
}

// walk follows the trie from s[start:] and returns the entries of the longest
// name that stands there, and where it ends.
func (g *Registry) walk(s string, start int) ([]entry, int) {
	t := &g.trie
	node, prev := int32(0), rune(' ')
	var best []entry
	bestEnd := 0
	for i := start; i < len(s); {
		var r rune
		if c := s[i]; isASCIIWord(c) {
			r = rune(lower(c))
			i++
		} else {
			q, n := g.folder.next(s, i, prev)
			if q == stop {
				break
			}
			i += n
			if q == drop {
				continue
			}
			r = q
		}
		if node = t.child(node, r); node < 0 {
			break
		}
		prev = r
		if es := t.nodes[node].entries; es != nil && endsWord(s, i, r) {
			if e := matchCase(es, s[start:i]); e != nil {
				best, bestEnd = e, closeName(s, start, i)
			}
		}
	}
	return best, bestEnd
}

// endsWord reports whether a name whose last folded rune is last may end at s[i:].
func endsWord(s string, i int, last rune) bool {
	if i >= len(s) || isCJK(last) {
		return true
	}
	if c := s[i]; c < utf8.RuneSelf {
		return !isASCIIWord(c)
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return !isWord(r) || isCJK(r)
}

// closeName takes in what closes a name: the last dot of an initialism, the
// bracket that was opened within.
func closeName(s string, start, end int) int {
	if end >= len(s) {
		return end
	}
	name := s[start:end]
	switch s[end] {
	case '.':
		if len(name) >= 3 && name[len(name)-2] == '.' {
			return end + 1
		}
	case ')':
		if strings.IndexByte(name, '(') >= 0 {
			return end + 1
		}
	}
	return end
}

// entry is one alias at the end of a path in the trie.
type entry struct {
	outlet *Outlet
	alias  Alias
	all    []*Outlet // all outlets with this folded name
}

// matchCase returns the entries from the first that the text's case allows.
func matchCase(es []entry, found string) []entry {
	for i := range es {
		if caseFits(es[i].alias, found) {
			return es[i:]
		}
	}
	return nil
}

// caseFits reports whether found may be a spelling of a. Codes keep their case
// or are upper case; of other names each word that is spelt with a capital
// needs one, except generic ones at the end ("Fars news agency").
func caseFits(a Alias, found string) bool {
	if found == a.Text {
		return true
	}
	if a.Class == Caps {
		exact, upper := true, true
		rest := a.Text
		for _, r := range found {
			if r == '.' || r == '\'' || r == '’' {
				continue
			}
			for rest != "" && (rest[0] == '.' || rest[0] == '\'') {
				rest = rest[1:]
			}
			q, n := utf8.DecodeRuneInString(rest)
			rest = rest[n:]
			exact = exact && r == q
			upper = upper && !unicode.IsLower(r)
		}
		return exact || upper
	}
	spelt, read := a.Text, found
	for first := true; ; first = false {
		var w, v string
		w, spelt = cutWord(spelt)
		v, read = cutWord(read)
		if w == "" || v == "" {
			return true
		}
		q, _ := utf8.DecodeRuneInString(w)
		r, _ := utf8.DecodeRuneInString(v)
		if unicode.IsUpper(q) && unicode.IsLower(r) && (first || !genericWord(v, read)) {
			return false
		}
	}
}

// genericWord reports whether v, in lower case, says what kind of thing the
// words before it name: "Fars news agency".
func genericWord(v, rest string) bool {
	switch v {
	case "agency", "newspaper", "television", "magazine", "channel", "and", "of", "the", "for":
		return true
	case "news":
		next, _ := cutWord(rest)
		return next == "agency" || next == "service" || next == "channel"
	case "service":
		return rest == ""
	}
	return false
}

// cutWord parts s after its first word.
func cutWord(s string) (word, rest string) {
	from := strings.IndexFunc(s, isWord)
	if from < 0 {
		return "", ""
	}
	s = s[from:]
	to := strings.IndexFunc(s, func(r rune) bool { return !isWord(r) && r != '.' && r != '\'' && r != '’' })
	if to < 0 {
		return s, ""
	}
	return s[:to], s[to:]
}

// trie holds the folded aliases, one edge a rune.
type trie struct {
	starts [1 << 16]uint8 // 1 for the first two bytes that some alias may begin with
	heads  headSet        // how the folded aliases begin
	root   [utf8.RuneSelf]int32
	nodes  []trieNode
	labels []rune  // of the edges, node by node, sorted
	kids   []int32 // where they lead
	edges  []map[rune]int32
}

type trieNode struct {
	first   int32 // of its edges
	n       int32
	entries []entry
}

func (t *trie) child(node int32, r rune) int32 {
	if node == 0 && r < utf8.RuneSelf {
		return t.root[r]
	}
	nd := &t.nodes[node]
	lo, hi := nd.first, nd.first+nd.n
	for hi-lo > 8 {
		mid := (lo + hi) / 2
		if t.labels[mid] <= r {
			lo = mid
		} else {
			hi = mid
		}
	}
	for ; lo < hi; lo++ {
		if t.labels[lo] == r {
			return t.kids[lo]
		}
	}
	return -1
}

// headLen is how many characters of an alias mayBegin looks at.
const headLen = 8

// mayBegin reports whether some alias may stand at the beginning of s. It looks at
// the first characters, up to each blank among them, and lets pass what is no
// plain letter, digit or single blank, so that it errs only towards yes.
func (t *trie) mayBegin(s string) bool {
	if len(s) < headLen {
		return true
	}
	h := uint64(0)
	for i := range headLen {
		c := s[i]
		switch {
		case isASCIIWord(c):
			h = nextHead(h, lower(c))
		case c != ' ' || i > 0 && s[i-1] == ' ':
			return true
		default:
			if h = nextHead(h, c); t.heads.has(h) {
				return true // a name may end here
			}
		}
	}
	return t.heads.has(h)
}

// headSet is a set of hashes of the first headLen characters of folded names or,
// when a name is shorter, of all of them and a blank. It has some that were never
// added.
type headSet [1 << 11]uint64

// nextHead moves a hash on by one character, of which it keeps five bits.
func nextHead(h uint64, c byte) uint64 { return h<<5 | uint64(c&31) }

// place is where the bit of a hash stands.
func (t *headSet) place(h uint64) (word *uint64, bit uint64) {
	h *= 0x9E3779B97F4A7C15
	return &t[h>>53], 1 << (h >> 47 & 63)
}

func (t *headSet) has(h uint64) bool {
	word, bit := t.place(h)
	return *word&bit != 0
}

func (t *headSet) add(folded string) {
	h := uint64(0)
	for i := range headLen {
		c := byte(' ')
		if i < len(folded) {
			c = folded[i]
		}
		h = nextHead(h, c)
		if i == len(folded) {
			break
		}
	}
	word, bit := t.place(h)
	*word |= bit
}

// mayHold reports whether s, folded and without an article, may be a name of the
// set. It lets pass what mayBegin lets pass.
func (t *headSet) mayHold(s string) bool {
	if len(s) > 4 && s[3] == ' ' && strings.EqualFold(s[:3], "the") {
		s = s[4:]
	}
	h := uint64(0)
	for i := range min(headLen, len(s)) {
		c := s[i]
		if isASCIIWord(c) {
			c = lower(c)
		} else if c != ' ' || i == 0 || s[i-1] == ' ' {
			return true
		}
		h = nextHead(h, c)
	}
	if len(s) < headLen {
		h = nextHead(h, ' ')
	}
	return t.has(h)
}

// lower is the lower case of an ASCII letter; digits have that bit already.
func lower(c byte) byte { return c | 0x20 }

// inWord is 1 for the bytes of ASCII that a name cannot begin after.
var inWord = func() (t [256]uint8) {
	for c := range t {
		if isASCIIWord(byte(c)) {
			t[c] = 1
		}
	}
	return t
}()

// add puts an alias into the trie.
func (t *trie) add(f *folder, o *Outlet, a Alias) {
	if len(t.nodes) == 0 {
		t.nodes, t.edges = append(t.nodes, trieNode{}), append(t.edges, nil)
	}
	folded := f.fold(a.Text)
	node := int32(0)
	for _, r := range folded {
		next, ok := t.edges[node][r]
		if !ok {
			next = int32(len(t.nodes))
			t.nodes, t.edges = append(t.nodes, trieNode{}), append(t.edges, nil)
			if t.edges[node] == nil {
				t.edges[node] = make(map[rune]int32)
			}
			t.edges[node][r] = next
		}
		node = next
	}
	t.heads.add(folded)
	nd := &t.nodes[node]
	if slices.ContainsFunc(nd.entries, func(e entry) bool { return e.outlet == o && e.alias.Class == a.Class && e.alias.Text == a.Text }) {
		return
	}
	nd.entries = append(nd.entries, entry{outlet: o, alias: a})
	t.addStart(a, folded)
}

// addStart marks the pairs of bytes that a may begin with in a text.
func (t *trie) addStart(a Alias, folded string) {
	r, _ := utf8.DecodeRuneInString(a.Text)
	second, _ := utf8.DecodeRuneInString(folded[utf8.RuneLen(firstRune(folded)):])
	for _, v := range []rune{r, unicode.ToUpper(r), firstRune(folded), unicode.ToUpper(firstRune(folded))} {
		if unicode.IsLower(v) && unicode.IsUpper(r) {
			continue // a text must begin the name as it is spelt
		}
		var buf [4]byte
		if k := utf8.EncodeRune(buf[:], v); k > 1 {
			t.mayStart(buf[0], buf[1])
			continue
		}
		mark := func(c byte) { t.mayStart(buf[0], c) }
		for c := utf8.RuneSelf; c < 256; c++ {
			mark(byte(c)) // an accent, a curly apostrophe, a no-break space
		}
		for _, c := range "'.-" {
			mark(byte(c))
		}
		if second < utf8.RuneSelf && second > ' ' {
			mark(byte(unicode.ToLower(second)))
			mark(byte(unicode.ToUpper(second)))
		}
		if second == ' ' {
			for _, c := range " -/\n\t\r" {
				mark(byte(c))
			}
		}
	}
	t.mayStart(0xEF, 0xBC) // full-width Latin
}

// mayStart marks that some alias may begin with the bytes a and b.
func (t *trie) mayStart(a, b byte) {
	t.starts[uint16(a)<<8|uint16(b)] = 1
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// pack lays the edges out in one sorted run a node.
func (t *trie) pack() {
	for i := range t.nodes {
		keys := make([]rune, 0, len(t.edges[i]))
		for r := range t.edges[i] {
			keys = append(keys, r)
		}
		slices.Sort(keys)
		t.nodes[i].first, t.nodes[i].n = int32(len(t.labels)), int32(len(keys))
		for _, r := range keys {
			t.labels = append(t.labels, r)
			t.kids = append(t.kids, t.edges[i][r])
		}
		es := t.nodes[i].entries
		if len(es) > 1 {
			// Names that need no sign come before those that do.
			slices.SortStableFunc(es, func(a, b entry) int { return rank(a.alias.Class) - rank(b.alias.Class) })
		}
		for j := range es {
			for _, e := range es[j:] {
				if !slices.Contains(es[j].all, e.outlet) {
					es[j].all = append(es[j].all, e.outlet)
				}
			}
		}
	}
	for r := range t.root {
		t.root[r] = -1
		if len(t.edges) == 0 {
			continue
		}
		if kid, ok := t.edges[0][rune(r)]; ok {
			t.root[r] = kid
		}
	}
	t.edges = nil
}

func rank(c Class) int {
	switch c {
	case Strong:
		return 0
	case Caps:
		return 1
	}
	return 2
}
