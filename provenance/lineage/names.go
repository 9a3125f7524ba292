package lineage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
)

// mention is a place where a copy names the publisher of a copy of its group.
type mention struct {
	publisher int // number of the publisher within the group
	span      text.Span
	body      bool // in the running text, where nobody's furniture stands
}

// originOf is the origin that a copy states, by outlet id or folded name.
type originOf struct {
	key       string
	own       bool // the publisher's own staff wrote it
	stated    bool
	publisher string // key of the copy's own publisher
	via       []string
	agency    bool
}

func refKey(r *provenance.OutletRef) string {
	switch {
	case r == nil:
		return ""
	case r.ID != "":
		return r.ID
	case strings.Contains(r.Name, ".") || r.Name == "": // known by its host alone
		return squash(label(r.Domain))
	}
	return squash(r.Name)
}

func originOfCopy(c *Copy) (o originOf) {
	r := c.Record
	if r == nil {
		return o
	}
	o.publisher = refKey(r.Publisher)
	if r.Publisher != nil {
		o.agency = r.Publisher.Kind == "agency"
	}
	switch r.OriginStatus {
	case provenance.Own:
		o.own = true
	case provenance.Stated:
		o.key, o.stated = refKey(r.Origin), r.Origin != nil
	}
	for i := range r.Via {
		o.via = append(o.via, refKey(&r.Via[i]))
	}
	return o
}

// squash folds a name to its letters and digits in lower case, without a leading
// article: "The Port-Hill Courier" and porthillcourier.com meet so.
func squash(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	s := b.String()
	if t := strings.TrimPrefix(s, "the"); len(t) >= 4 {
		return t
	}
	return s
}

// publishers numbers the publishers of a group and knows the forms that they are
// named by.
type publishers struct {
	of    []int          // copy -> publisher, -1 when unknown
	forms map[string]int // squashed name or domain label -> publisher
	exact map[string]int // short names, which must match letter by letter
	plain []form         // names in scripts that put no spaces between words
	opens [1 << 12]bool  // hashes of the first bytes of forms: most words begin none
}

type form struct {
	name      string
	publisher int
}

// maxPlain bounds how many names are searched for letter by letter.
const maxPlain = 64

// opening hashes the first three bytes of a form.
func opening(b []byte) uint {
	return (uint(b[0])*961 + uint(b[1])*31 + uint(b[2])) % (1 << 12)
}

const (
	shortName = 4 // letters; shorter names must match exactly
	maxRun    = 5 // words in a name
)

func newPublishers(group []*Copy) *publishers {
	ps := &publishers{of: make([]int, len(group)), forms: map[string]int{}, exact: map[string]int{}}
	n := 0
	byKey := map[string]int{}
	for i, c := range group {
		ps.of[i] = -1
		if c.Record == nil || c.Record.Publisher == nil {
			continue
		}
		p := c.Record.Publisher
		key := refKey(p)
		if key == "" {
			continue
		}
		k, ok := byKey[key]
		if !ok {
			k = n
			n++
			byKey[key] = k
			ps.name(p.Name, k)
			ps.name(label(p.Domain), k)
		}
		ps.of[i] = k
	}
	return ps
}

func (ps *publishers) name(s string, k int) {
	q := squash(s)
	if utf8.RuneCountInString(q) < 2 {
		return // a letter names nobody
	}
	if strings.IndexFunc(s, unspaced) >= 0 {
		if len(ps.plain) < maxPlain {
			ps.plain = append(ps.plain, form{s, k})
		}
		return
	}
	m, form := ps.forms, q
	if utf8.RuneCountInString(q) < shortName {
		m, form = ps.exact, s
	}
	if _, taken := m[form]; !taken {
		m[form] = k
	}
	if len(q) >= 3 {
		ps.opens[opening([]byte(q))] = true
	}
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer)
}

// label returns the longest label of a host name, which is mostly the outlet's:
// "news" in news.example is too plain, so that labels shared by many sites are
// left out.
func label(domain string) string {
	best := ""
	labels := strings.Split(domain, ".")
	for _, l := range labels[:max(len(labels)-1, 0)] {
		switch l {
		case "www", "com", "co", "org", "net", "news", "english", "mobile", "edition", "blog", "blogs":
			continue
		}
		if len(l) > len(best) {
			best = l
		}
	}
	if len(best) < shortName {
		return ""
	}
	return best
}

// mentions finds where s names publishers of the group.
func (ps *publishers) mentions(s string) []mention {
	var out []mention
	for _, f := range ps.plain {
		if i := strings.Index(s, f.name); i >= 0 {
			out = append(out, mention{publisher: f.publisher, span: text.Span{Start: i, End: i + len(f.name)}})
		}
	}
	if len(ps.forms)+len(ps.exact) == 0 {
		return out
	}
	type word struct {
		start, end int
		squashed   string
	}
	words := make([]word, 0, len(s)/5)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			i += n
			continue
		}
		start := i
		for i < len(s) {
			if c := s[i] | 0x20; c >= 'a' && c <= 'z' {
				i++
				continue
			}
			r, n = utf8.DecodeRuneInString(s[i:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				break
			}
			i += n
		}
		words = append(words, word{start, i, s[start:i]})
	}
	var buf []byte
	for i := 0; i < len(words); i++ {
		w := words[i]
		if k, ok := ps.exact[w.squashed]; ok {
			out = append(out, mention{publisher: k, span: text.Span{Start: w.start, End: w.end}})
			continue
		}
		if r, _ := utf8.DecodeRuneInString(w.squashed); !unicode.IsUpper(r) && !unicode.IsDigit(r) && unicode.ToUpper(r) != unicode.ToLower(r) && !strings.HasPrefix(s[w.end:], ".") {
			continue // names begin with a capital; domains stand before a dot
		}
		buf = buf[:0]
		for j := i; j < min(i+maxRun, len(words)); j++ {
			if j > i && words[j].start-words[j-1].end > 3 {
				break
			}
			if j > i && strings.ContainsAny(s[words[j-1].end:words[j].start], "\n\"()") {
				break
			}
			for _, r := range words[j].squashed {
				buf = utf8.AppendRune(buf, unicode.ToLower(r))
			}
			if len(buf) >= 3 && !ps.opens[opening(buf)] {
				break
			}
			if k, ok := ps.forms[string(buf)]; ok {
				out = append(out, mention{publisher: k, span: text.Span{Start: w.start, End: words[j].end}})
				i = j
				break
			}
		}
	}
	return out
}
