package article

import (
	"bytes"
	_ "embed"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed anatomy_rules.tsv
var rulesTSV string

// place of a line on its page that a rule asks for.
type linePlace uint8

const (
	anywhere linePlace = iota
	atHead             // before the first paragraph of the body
	atTail             // after the last one
	atEdge             // either
)

// lineRule is one row of anatomy_rules.tsv.
type lineRule struct {
	id     string
	kind   Kind
	place  linePlace
	max    int    // longest line, in bytes, that it may match
	glob   string // folded pattern, with {site} written as siteMark
	prefix bool   // glob ends in *: only its beginning is looked at
	site   bool   // has {site}
	probe  []byte // for globs that start with *: a literal that must be in the line
}

// siteMark stands for {site} in a compiled glob.
const siteMark = '\x01'

// ruleBook is the rules, indexed by how the lines that they match begin, or,
// for patterns that start with a wildcard, by three letters within.
type ruleBook struct {
	anchored []lineRule
	starts   [1 << 14]uint16   // slot of the first two bytes -> its place in byStart, counted from one
	byStart  [][]startEntry    // anchored rules by how they begin, in their order
	loose    []lineRule        // patterns that start with a wildcard
	slots    [1 << 15]uint16   // key of a trigram -> its place in grams, counted from one
	grams    [][]gramEntry     // loose rules that need a trigram
	always   []int16           // loose rules without a trigram
	short    gramSet           // trigrams of the loose rules
	long     gramSet           // of those that match lines longer than shortLine
	buttons  map[string]string // words that buttons are labelled with -> rule id
	placed   map[string]linePlace
}

// startEntry is what must hold of a line before an anchored rule is tried: its
// length, and its first eight bytes under a mask.
type startEntry struct {
	next, mask uint64
	max        int32
	rule       int16
}

// may tells whether a line of n bytes, whose folded form begins as eightBytes
// says, can fulfil the rule. known masks the bytes that are known.
func (e *startEntry) may(first, known uint64, n int) bool {
	return n <= int(e.max) && (first^e.next)&e.mask&known == 0
}

// eightBytes are the first bytes of a folded line, the first of them lowest, and
// a mask of those that there are.
func eightBytes(folded []byte) (first, known uint64) {
	for i := min(len(folded), 8) - 1; i >= 0; i-- {
		first, known = first<<8|uint64(folded[i]), known<<8|0xFF
	}
	return first, known
}

// rules parses the embedded table once. A malformed row is a fault of the
// build, and the package's tests would not pass with it.
var lineRules = sync.OnceValue(func() *ruleBook {
	b := &ruleBook{buttons: map[string]string{}, placed: map[string]linePlace{}}
	for row := range strings.SplitSeq(rulesTSV, "\n") {
		if row == "" || row[0] == '#' || strings.HasPrefix(row, "id\t") {
			continue
		}
		f := strings.Split(row, "\t")
		r := lineRule{id: f[0], kind: Kind(f[1]), place: placeOf(f[2]), glob: strings.ReplaceAll(f[4], "{site}", string(siteMark))}
		r.max, _ = strconv.Atoi(f[3])
		r.prefix = strings.HasSuffix(r.glob, "*")
		r.site = strings.IndexByte(r.glob, siteMark) >= 0
		if f[2] == "word" {
			b.buttons[r.glob] = r.id
			continue
		}
		b.placed[r.id] = r.place
		if len(r.glob) < 2 || isWildcard(rune(r.glob[0])) || isWildcard(rune(r.glob[1])) {
			for lit := range strings.FieldsFuncSeq(r.glob, isWildcard) {
				if len(lit) > len(r.probe) {
					r.probe = []byte(lit)
				}
			}
			b.fileLoose(r)
			continue
		}
		e := startEntry{max: int32(min(r.max, 1<<30)), rule: int16(len(b.anchored))}
		literal := r.glob
		if i := strings.IndexFunc(literal, isWildcard); i >= 0 {
			literal = literal[:i]
		}
		e.next, e.mask = eightBytes([]byte(literal))
		k := startSlot(r.glob[0], r.glob[1])
		if b.starts[k] == 0 {
			b.byStart = append(b.byStart, nil)
			b.starts[k] = uint16(len(b.byStart))
		}
		list := &b.byStart[b.starts[k]-1]
		*list = append(*list, e)
		b.anchored = append(b.anchored, r)
	}
	return b
})

func isWildcard(c rune) bool { return c == '*' || c == '#' || c == siteMark }

func placeOf(s string) linePlace {
	switch s {
	case "head":
		return atHead
	case "tail":
		return atTail
	case "edge":
		return atEdge
	}
	return anywhere
}

// startSlot is where rules that begin with two bytes are filed. Letters beyond
// ASCII share slots; the pattern itself tells them apart.
func startSlot(a, b byte) int { return int(a&127)<<7 | int(b&127) }

// starting are the anchored rules that a folded line may fulfil by its first two
// bytes.
func (b *ruleBook) starting(first, second byte) []startEntry {
	if k := b.starts[startSlot(first, second)]; k > 0 {
		return b.byStart[k-1]
	}
	return nil
}

const (
	// longLine is the length, in bytes, from which a line is only matched by
	// rules for how it begins.
	longLine = 240
	// shortLine is the length from which only rules for long lines are tried.
	shortLine = 100
)

// worthFolding is a look at a line as it is, so that most are passed over
// without folding them.
func (b *ruleBook) worthFolding(s string) bool {
	if len(s) <= shortLine && !isASCII(s) { // capitals beyond ASCII may fold to plain letters
		return true
	}
	var first, known uint64
	if len(s) > 8 && isLetterByte(s[0]) && plain8(load8(s, 0)) {
		first, known = lower8(load8(s, 0)), math.MaxUint64
	} else {
		var buf [32]byte
		f := foldLine(buf[:0], cutRune(s, 16))
		if len(f) < 4 {
			return true
		}
		first, known = eightBytes(f)
	}
	list := b.starting(byte(first), byte(first>>8))
	for i := range list {
		if list[i].may(first, known, len(s)) {
			return true
		}
	}
	if len(s) <= shortLine {
		return b.mayMatchLoose(s, &b.short) || b.mayBeButtons(s)
	}
	if len(s) <= longLine || strings.HasSuffix(s, ")") {
		return b.mayMatchLoose(s, &b.long)
	}
	return strings.Contains(cutRune(s, 64), "_taboola")
}

// match returns the first rule that the folded line fulfils. n is the length
// of the line itself, which may be longer than its folded form; ends tells
// whether it ends like a sentence.
func (b *ruleBook) match(folded []byte, n int, ends bool) *lineRule {
	if len(folded) < 2 {
		return nil
	}
	first, _ := eightBytes(folded)
	list := b.starting(folded[0], folded[1])
	for i := range list {
		if !list[i].may(first, math.MaxUint64, n) {
			continue
		}
		if r := &b.anchored[list[i].rule]; r.fits(ends, n) && globMatch(r.glob, folded) {
			return r
		}
	}
	if n <= longLine || folded[len(folded)-1] == ')' {
		if r := b.looseMatch(folded, n); r != nil {
			return r
		}
	}
	if n <= 100 {
		return b.button(folded)
	}
	return nil
}

// fits keeps links and buttons from matching whole sentences that begin alike.
func (r *lineRule) fits(ends bool, n int) bool {
	return !ends || n < 45 || !r.prefix || r.kind != Share && r.kind != Related && r.kind != Section
}

// buttonRule is what a line of button labels only is reported as.
var buttonRule = lineRule{id: "share.buttons", kind: Share}

// button tells lines made only of button labels: "Facebook Twitter Email".
func (b *ruleBook) button(folded []byte) *lineRule {
	words := 0
	for i := 0; i < len(folded); {
		if !isLetterByte(folded[i]) {
			if folded[i] >= utf8.RuneSelf {
				return nil
			}
			i++
			continue
		}
		j := i
		for j < len(folded) && (isLetterByte(folded[j]) || folded[j] == '-') {
			j++
		}
		if _, ok := b.buttons[string(folded[i:j])]; !ok {
			return nil
		}
		words++
		i = j
	}
	if words == 0 {
		return nil
	}
	return &buttonRule
}

// mayBeButtons tells, from the line itself, whether its first word is a button's
// label. It errs only towards yes.
func (b *ruleBook) mayBeButtons(s string) bool {
	i := 0
	for i < len(s) && !isLetterByte(s[i]) {
		i++
	}
	j := i
	for j < len(s) && (isLetterByte(s[j]) || s[j] == '-') {
		j++
	}
	if j == len(s) {
		return j > i // its end may be decoration
	}
	var buf [shortLine]byte
	_, ok := b.buttons[string(lowerASCII(buf[:0], s[i:j]))]
	return ok
}

// globMatch tells whether s fulfils p: * is any run, # a run of digits,
// siteMark a run of 2 to 48 bytes. It goes back to the last wildcard only, so
// that it takes at most len(p)*len(s) steps.
func globMatch(p string, s []byte) bool {
	if last := p[len(p)-1]; !isWildcard(rune(last)) && (len(s) == 0 || s[len(s)-1] != last) {
		return false
	}
	i, j := 0, 0
	star, from := -1, 0
	for j < len(s) {
		switch {
		case i < len(p) && (p[i] == '*' || p[i] == siteMark):
			star, from = i, j
			i++
			continue
		case i < len(p) && p[i] == '#' && isDigit(s[j]):
			for j < len(s) && isDigit(s[j]) {
				j++
			}
			i++
			continue
		case i < len(p) && p[i] == s[j]:
			i++
			j++
			continue
		}
		if i == len(p) && i > 0 && p[i-1] == '*' {
			return true
		}
		if star < 0 {
			return false
		}
		from++
		if i = star + 1; i < len(p) && !isWildcard(rune(p[i])) { // what follows the run
			k := bytes.IndexByte(s[from:], p[i])
			if k < 0 {
				return false
			}
			from += k
		}
		j = from
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// siteIn returns the run of the folded line that stands where glob has {site}.
func siteIn(glob, folded string) string {
	pre, post, ok := strings.Cut(glob, string(siteMark))
	if !ok {
		return ""
	}
	i := 0
	if k := strings.LastIndexByte(pre, '*'); k >= 0 {
		lit := pre[k+1:]
		at := strings.Index(folded, lit)
		if at < 0 {
			return ""
		}
		i = at + len(lit)
	} else {
		i = min(len(pre), len(folded))
	}
	if k := strings.IndexAny(post, "*#"); k >= 0 {
		post = post[:k]
	}
	rest := folded[i:]
	if post != "" {
		k := strings.Index(rest, post)
		if k < 0 {
			return ""
		}
		rest = rest[:k]
	}
	return strings.Trim(rest, " .,!:")
}

// foldLine appends the folded form of a line to dst: lower case, curly quotes
// and dashes made plain, white space collapsed, decoration at both ends left
// out. Of a line longer than 400 bytes only the two ends are kept, because no
// rule looks at the middle of a long paragraph.
func foldLine(dst []byte, s string) []byte {
	if len(s) > 400 {
		head, tail := cutRune(s, 160), s[len(cutRune(s, len(s)-120)):]
		dst = foldLine(dst, head)
		dst = append(dst, " ... "...)
		return append(dst, foldLine(nil, tail)...)
	}
	start, space := len(dst), false
	for i := 0; i < len(s); {
		c := s[i]
		if len(dst) > start && foldsToItself[c] { // a run of plain letters at once
			if space {
				dst, space = append(dst, ' '), false
			}
			j := i + 1
			for j < len(s) && (foldsToItself[s[j]] || s[j] == ' ' && j+1 < len(s) && foldsToItself[s[j+1]]) {
				j++
			}
			dst = append(dst, s[i:j]...)
			i = j
			continue
		}
		if c < utf8.RuneSelf {
			i++
			if c <= ' ' {
				space = len(dst) > start
				continue
			}
			if len(dst) == start && isDecoration(rune(c)) {
				continue
			}
			if space {
				dst, space = append(dst, ' '), false
			}
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, c)
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f' {
			space = len(dst) > start
			continue
		}
		if len(dst) == start && isDecoration(r) {
			continue
		}
		if space {
			dst, space = append(dst, ' '), false
		}
		switch r {
		case '‘', '’', 'ʼ':
			dst = append(dst, '\'')
		case '“', '”', '«', '»':
			dst = append(dst, '"')
		case '–', '—', '―', '‒':
			dst = append(dst, '-')
		case '…':
			dst = append(dst, "..."...)
		default:
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	for len(dst) > start {
		r, n := utf8.DecodeLastRune(dst[start:])
		if !isDecoration(r) && r != ' ' && r != '"' {
			break
		}
		dst = dst[:len(dst)-n]
	}
	return dst
}

// foldsToItself tells the bytes that foldLine leaves as they are inside a line.
var foldsToItself = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = c < 'A' || c > 'Z'
	}
	return t
}()

// isDecoration tells marks that sites put around a line.
func isDecoration(r rune) bool {
	switch r {
	case '*', '_', '-', '=', '~', '>', '<', '|', '•', '·', '»', '«', '›', '▶', '►', '→', '↑', '▲', '■', '●', '[', ']', '–', '—', '#', '+', '✉', '☰', '×':
		return true
	}
	return false
}

// cutRune returns at most n bytes of s, cut at a rune boundary.
func cutRune(s string, n int) string {
	if n >= len(s) {
		return s
	}
	// A character has at most three bytes after its first; a longer run is none,
	// and going back to its start could go on for ever.
	for i := n; i > 0 && i > n-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s[:n]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
