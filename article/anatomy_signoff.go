package article

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// sourceWords stand before the agencies in brackets under a text, folded.
var sourceWords = [...]string{"quelle:", "quellen:", "source:", "sources:", "fuente:", "fuentes:", "fonte:", "fonti:", "bron:"}

// deskWords stand among the agencies for the house's own desk or for agencies in
// general: "(red, APA, 12.3.2019)".
var deskWords = [...]string{"red", "red.", "ag", "ag.", "agenturen", "agencies", "agences", "agencias"}

// SignOff is a sign-off in brackets under a text, such as "(APA, 12.3.2019)",
// "(AFP/dpa, March 12)", "(Quelle: APA)".
type SignOff struct {
	Names  []string // outlets, in order; at least one
	Date   string   // as it stands there, or ""
	Source bool     // it says that they are the source
}

// maxSignOff is the longest sign-off, in bytes.
const maxSignOff = 80

// ParseSignOff reads a sign-off that says more than an agency's name: a date, a
// place, or that this is the source. outlet tells whether a name is an outlet's.
func ParseSignOff(s string, outlet func(name string) bool) (SignOff, bool) {
	s = strings.TrimRight(s, " \u00a0.*")
	if len(s) < 6 || len(s) > maxSignOff || outlet == nil || s[0] != '(' && s[0] != '[' || s[len(s)-1] != ')' && s[len(s)-1] != ']' {
		return SignOff{}, false
	}
	in := strings.TrimSpace(s[1 : len(s)-1])
	first, _, _ := strings.Cut(in, " ")
	out, placed := SignOff{Source: slices.Contains(sourceWords[:], strings.ToLower(first))}, false
	if out.Source {
		in = strings.TrimSpace(in[len(first):])
	}
	for at := 0; at <= len(in); {
		rest := in[at:]
		if at > 0 && isShortDate(rest) {
			out.Date = strings.TrimSpace(rest)
			break
		}
		field, _, _ := strings.Cut(rest, ",")
		at += len(field) + 1
		for name := range strings.SplitSeq(field, "/") {
			switch name = strings.TrimSpace(name); {
			case outlet(name):
				out.Names = append(out.Names, name)
			case slices.Contains(deskWords[:], name):
			case at > len(in) && len(out.Names) > 0 && IsPlace(name): // (APA, Wien)
				placed = true
			default:
				return SignOff{}, false
			}
		}
	}
	return out, len(out.Names) > 0 && len(out.Names) < 5 && (out.Source || placed || out.Date != "")
}

// isShortDate tells a date alone, with or without its year: "12.3.2019", "March 12".
func isShortDate(s string) bool {
	var buf [16]token
	t := tokens(buf[:0], cutRune(s, 40))
	w := dateLexicon()
	numbers := 0
	for i := range t {
		switch x := &t[i]; {
		case x.kind == tkNumber:
			numbers++
		case x.kind == tkMark && isOneOf(x.word, ",./-"):
		case x.kind == tkWord && (w.month[x.word] > 0 || w.day[x.word]):
		default:
			return false
		}
	}
	return len(s) <= 40 && numbers > 0 && numbers <= 3
}

// bracketsAtEnd is where the brackets open that close a text at its end and
// follow the end of a sentence, or -1.
func bracketsAtEnd(s string) int {
	if t := strings.TrimRight(s, " \u00a0.*"); t == "" || t[len(t)-1] != ')' && t[len(t)-1] != ']' {
		return -1
	}
	from := max(0, len(s)-maxSignOff)
	k := from + strings.LastIndexAny(s[from:], "([")
	if k < from || k == 0 {
		return -1
	}
	before := strings.TrimRight(s[:k], " \u00a0\n")
	if r, _ := utf8.DecodeLastRuneInString(before); before == "" || !strings.ContainsRune(`.!?…"”“»'’`, r) {
		return -1
	}
	return k
}

// SignOffAtEnd reads the sign-off that follows the last sentence of s, and says
// where its brackets open.
func SignOffAtEnd(s string, outlet func(name string) bool) (SignOff, int, bool) {
	k := bracketsAtEnd(s)
	if k < 0 {
		return SignOff{}, 0, false
	}
	off, ok := ParseSignOff(s[k:], outlet)
	return off, k, ok
}
