package report

import (
	"fmt"
	"strings"
)

// Phrase is a sentence in parts, so that names, which are foreign text, can be
// set apart where it is shown. In JSON it is one string.
type Phrase []Part

// Part is a piece of a Phrase.
type Part struct {
	Text   string
	Name   bool // a name or a quotation: text that is not ours
	Outlet string
	Strong bool
}

func (p Phrase) String() string {
	var b strings.Builder
	for _, x := range p {
		b.WriteString(x.Text)
	}
	return b.String()
}

// MarshalText returns the sentence.
func (p Phrase) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText takes a sentence as one part.
func (p *Phrase) UnmarshalText(b []byte) error {
	*p = Phrase{{Text: string(b)}}
	return nil
}

func (p *Phrase) say(format string, args ...any) {
	*p = append(*p, Part{Text: fmt.Sprintf(format, args...)})
}

func (p *Phrase) strong(format string, args ...any) {
	*p = append(*p, Part{Text: fmt.Sprintf(format, args...), Strong: true})
}

// maxName bounds a name, in letters, wherever it may stand many times.
const maxName = 80

func (p *Phrase) name(s, outlet string) {
	*p = append(*p, Part{Text: cutRunes(s, maxName), Name: true, Outlet: outlet, Strong: true})
}

func (p *Phrase) quote(s string) {
	*p = append(*p, Part{Text: s, Name: true})
}

// names lists names: "A", "A and B", "A, B and C", "A, B and 4 others".
func (p *Phrase) names(names, outlets []string) {
	const most = 5
	n := len(names)
	shown := n
	if n > most {
		shown = most - 1
	}
	for i := range shown {
		switch {
		case i == 0:
		case i == n-1:
			p.say(" and ")
		default:
			p.say(", ")
		}
		p.name(names[i], outlets[i])
	}
	if shown < n {
		p.say(" and %d others", n-shown)
	}
}

// count is "1 copy", "2 copies", "1,234 articles".
func count(n int, unit string) string {
	s := thousands(n)
	if n == 1 {
		return s + " " + unit
	}
	if stem, ok := strings.CutSuffix(unit, "y"); ok {
		return s + " " + stem + "ies"
	}
	return s + " " + unit + "s"
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// verb is the form of a verb that goes with n: verb(1, "does", "do").
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// capital makes the first letter of a heading a capital.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
