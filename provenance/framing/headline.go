package framing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

const (
	minReworded = .54 // shared content stems (Dice) of a headline that is only reworded
	minAlike    = .42 // the same, where nothing is named or judged otherwise and each page says what the other's headline says
	minTold     = .70 // share of a headline's content that a page has, to say it
)

// headlineType compares two headlines by their words, with the site's name cut
// off the end. same: equal words in order. trimmed: one is a run of the other.
// reworded: most of the content is shared and nothing of weight differs.
// reframed: same subject, another aspect or charge. new: no content shared, nor
// told by the other page.
func (c *comparison) headlineType(a, b string) (string, int) {
	v := newVocabulary(c.lang)
	defer v.release()
	x, y := v.headline(a), v.headline(b)
	if sameWords(x.toks, y.toks) || c.withSite(v, a, y) || c.withSite(v, b, x) {
		return "same", 0
	}
	short, long := x.toks, y.toks
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) >= 3 && within(short, long) {
		// A site's name or section before or after is no difference of headlines.
		if extra := len(long) - len(short); extra <= 4 && siteParts(a, b) {
			return "same", 0
		}
		return "trimmed", 1
	}
	xs, ys := contentStems(x), contentStems(y)
	shared := 0
	for s := range xs {
		if ys[s] {
			shared++
		}
	}
	if shared == 0 && !c.told(y, c.a) && !c.told(x, c.b) {
		return "new", 2
	}
	if charged(x, y) || charged(y, x) || unquoted(x, y) || unquoted(y, x) {
		return "reframed", 2
	}
	dice := func(shared int) float64 { return float64(2*shared) / float64(len(xs)+len(ys)) }
	loose := dice(shared + synonyms(x, y, xs, ys))
	if dice(shared) >= minReworded || plain(x, y) && plain(y, x) &&
		(loose >= minReworded || loose >= minAlike && c.tells(y, c.a) >= minTold && c.tells(x, c.b) >= minTold) {
		return "reworded", 1
	}
	return "reframed", 2
}

// told tells whether a page says what a headline says: a third of its content.
func (c *comparison) told(h *doc, d *doc) bool { return c.tells(h, d) >= 1.0/3 }

// tells is the share of a headline's content that a page has.
func (c *comparison) tells(h *doc, d *doc) float64 {
	has := map[string]bool{}
	for i := range d.toks {
		has[d.toks[i].info.stem] = true
	}
	n, hit := 0, 0
	for i := range h.toks {
		if h.toks[i].content() {
			n++
			if has[h.toks[i].info.stem] {
				hit++
			}
		}
	}
	return float64(hit) / float64(max(n, 1))
}

func (v *vocabulary) headline(s string) *doc {
	h := &doc{Page: Page{Text: cutSite(s)}}
	h.tokenize(v)
	h.quotes = text.QuoteSpans(h.Text)
	h.markQuotes()
	return h
}

// withSite tells whether headline s is the other one with a site's name after
// it, whose first word alone need have a capital: "… — Вести края".
func (c *comparison) withSite(v *vocabulary, s string, other *doc) bool {
	for _, sep := range siteMarks {
		if i := strings.LastIndex(s, sep); i > 0 {
			rest := strings.Fields(s[i+len(sep):])
			if n := len(rest); n > 0 && n <= 4 && capitalised(rest[0]) && sameWords(v.headline(s[:i]).toks, other.toks) {
				return true
			}
		}
	}
	return false
}

// siteMarks part a headline from the name of its site.
var siteMarks = []string{" | ", " – ", " — ", " - ", " :: ", " « "}

// cutSite cuts a trailing site name: "… | The Daily Example", "… - Example News".
func cutSite(s string) string {
	for _, sep := range siteMarks {
		if i := strings.LastIndex(s, sep); i > 0 {
			rest := s[i+len(sep):]
			if n := len(strings.Fields(rest)); n <= 4 && len(strings.Fields(s[:i])) > n && capitalised(rest) {
				return s[:i]
			}
		}
	}
	return s
}

// capitalised: every word begins with a capital or a digit, as in a name.
func capitalised(s string) bool {
	for _, w := range strings.Fields(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) {
			return false
		}
	}
	return true
}

func siteParts(a, b string) bool {
	return strings.ContainsAny(a, "|:") != strings.ContainsAny(b, "|:")
}

func sameWords(x, y []token) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].id != y[i].id {
			return false
		}
	}
	return true
}

// within tells whether x is a run of y.
func within(x, y []token) bool {
	for i := 0; i+len(x) <= len(y); i++ {
		if sameWords(x, y[i:i+len(x)]) {
			return true
		}
	}
	return false
}

func contentStems(d *doc) map[int32]bool {
	m := map[int32]bool{}
	for i := range d.toks {
		if d.toks[i].content() {
			m[d.toks[i].stem] = true
		}
	}
	return m
}

// synonyms counts the words of x and y that plain words for the same thing stand for
// on the other side: "reached", "got through to".
func synonyms(x, y *doc, xs, ys map[int32]bool) int {
	classes := func(d *doc, other map[int32]bool) map[string]bool {
		m := map[string]bool{}
		for _, s := range d.senses {
			if s.Kind != rowWording {
				continue
			}
			content, new := false, true
			for i := s.from; i < s.to; i++ {
				content = content || d.toks[i].content()
				new = new && !(d.toks[i].content() && other[d.toks[i].stem])
			}
			if content && new {
				m[s.Class] = true
			}
		}
		return m
	}
	cx, cy := classes(x, ys), classes(y, xs)
	n := 0
	for c := range cx {
		if cy[c] {
			n++
		}
	}
	return n
}

// plain tells whether y has all that x has of names of actors and acts, of judging
// words and of claims, by class.
func plain(x, y *doc) bool {
	for _, s := range x.senses {
		switch s.Kind {
		case rowLabel, rowModifier, rowIntensity, rowAccuse, rowDeny, rowHedge, rowStake:
		default:
			continue
		}
		same := false
		for _, o := range y.senses {
			same = same || o.Kind == s.Kind && o.Class == s.Class
		}
		if !same {
			return false
		}
	}
	return true
}

// unquoted tells whether y says in its own words what x puts in quotation marks.
func unquoted(x, y *doc) bool {
	own := map[int32]bool{}
	for i := range y.toks {
		if y.toks[i].content() && y.toks[i].quote == 0 {
			own[y.toks[i].stem] = true
		}
	}
	for i := range x.toks {
		if t := &x.toks[i]; t.content() && t.quote != 0 && own[t.stem] {
			return true
		}
	}
	return false
}

// charged tells whether x accuses, denies, judges, claims or turns where y does
// not, or calls by one name of a family what y calls by another.
func charged(x, y *doc) bool {
	for _, s := range x.senses {
		kind, class := false, false // y has the kind, and the class
		same := false
		for _, o := range y.senses {
			if o.Kind == s.Kind {
				kind = true
				class = class || o.Class == s.Class
				same = same || o.entry == s.entry
			}
		}
		switch s.Kind {
		case rowLabel:
			if class && !same {
				return true
			}
		case rowModifier, rowAccuse, rowDeny, rowContrast:
			if !kind {
				return true
			}
		case rowIntensity:
			if s.Class != "strong" && !same {
				return true
			}
		case rowVerb:
			if !class && s.Class != "neutral" && s.Class != "factive" {
				return true
			}
		}
	}
	return false
}
