package framing

import "strings"

const minReworded = .55 // shared content stems (Dice) of a headline that is only reworded

// headlineType compares two headlines by their words, with the site's name cut
// off the end. same: equal words in order. trimmed: one is a run of the other.
// reworded: most of the content is shared and nothing of weight differs.
// reframed: same subject, another aspect or charge. new: no content shared.
func (c *comparison) headlineType(a, b string) (string, int) {
	v := newVocabulary(c.lang)
	x, y := v.headline(a), v.headline(b)
	if sameWords(x.toks, y.toks) {
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
	if shared == 0 {
		return "new", 2
	}
	if charge(x) != charge(y) {
		return "reframed", 2
	}
	if float64(2*shared) >= minReworded*float64(len(xs)+len(ys)) {
		return "reworded", 1
	}
	return "reframed", 2
}

func (v *vocabulary) headline(s string) *doc {
	h := &doc{Page: Page{Text: cutSite(s)}}
	h.tokenize(v)
	return h
}

// cutSite cuts a trailing site name: "… | The Daily Example", "… - Example News".
func cutSite(s string) string {
	for _, sep := range []string{" | ", " – ", " — ", " - ", " :: ", " « "} {
		if i := strings.LastIndex(s, sep); i > 0 {
			rest := s[i+len(sep):]
			if n := len(strings.Fields(rest)); n <= 4 && len(strings.Fields(s[:i])) > n && strings.Title(strings.ToLower(rest)) == rest {
				return s[:i]
			}
		}
	}
	return s
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

// charge is the set of labels, claims and evaluations in a headline.
func charge(d *doc) string {
	var s []string
	for _, x := range d.senses {
		switch x.Kind {
		case rowLabel, rowModifier, rowAccuse, rowDeny:
			s = append(s, x.Kind+"/"+x.Class+"/"+strings.Join(x.words, " "))
		case rowIntensity:
			if x.Class == "evaluative" || x.Class == "heat" {
				s = append(s, strings.Join(x.words, " "))
			}
		case rowVerb:
			if x.Class != "neutral" && x.Class != "factive" {
				s = append(s, x.Class)
			}
		}
	}
	return strings.Join(s, ";")
}
