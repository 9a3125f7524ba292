package framing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball"

	"github.com/newscheck/newscheck/internal/text"
)

var snowballNames = map[string]string{"en": "english", "es": "spanish", "fr": "french", "ru": "russian", "sv": "swedish", "no": "norwegian", "hu": "hungarian"}

// newStemmer returns the stemmer of a language, or the identity.
func newStemmer(lang string) func(string) string {
	name := snowballNames[lang]
	if name == "" {
		return func(w string) string { return w }
	}
	return func(w string) string {
		s, err := snowball.Stem(w, name, true)
		if err != nil {
			return w
		}
		return s
	}
}

var abbreviations = map[string]bool{}

func init() {
	for _, a := range strings.Fields("mr mrs ms dr prof sen rep gov gen col lt sgt st jr sr inc ltd co corp no vs etc jan feb mar apr jun jul aug sept sep oct nov dec u.s u.k u.n d.c a.m p.m e.g i.e conn calif mass ky ill fla tex va pa neb s.d n.y n.j ore wash minn wis mich ariz colo tenn") {
		abbreviations[a] = true
	}
}

// sentencesOf splits one line into sentences.
func sentencesOf(s string) []text.Span {
	var out []text.Span
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r != '.' && r != '!' && r != '?' && r != '…' {
			continue
		}
		j := i
		for j < len(s) {
			r2, n2 := utf8.DecodeRuneInString(s[j:])
			if !strings.ContainsRune(".!?…\"'”’)]»", r2) {
				break
			}
			j += n2
		}
		if j < len(s) && !unicode.IsSpace(rune(s[j])) {
			i = j
			continue
		}
		k := j
		for k < len(s) && (s[k] == ' ' || s[k] == '\t') {
			k++
		}
		if k < len(s) {
			next, _ := utf8.DecodeRuneInString(s[k:])
			if unicode.IsLower(next) {
				i = j
				continue
			}
			if r == '.' {
				w := s[start : i-1]
				if p := strings.LastIndexAny(w, " \t(“\""); p >= 0 {
					w = w[p+1:]
				}
				if j == i && (abbreviations[strings.ToLower(w)] || utf8.RuneCountInString(w) == 1) {
					continue
				}
			}
		}
		out = append(out, text.Span{Start: start, End: j})
		start, i = k, k
	}
	if strings.TrimSpace(s[start:]) != "" {
		out = append(out, text.Span{Start: start, End: len(s)})
	}
	return out
}

// quotesOf finds passages in double quotation marks in one line; an opening
// mark without a closing one runs to the end of the line.
func quotesOf(s string) []text.Span {
	var out []text.Span
	open := -1
	var want rune
	for i, r := range s {
		switch {
		case open < 0 && (r == '"' || r == '“' || r == '«' || r == '„'):
			open, want = i, r
		case open >= 0 && (r == '"' && want == '"' || r == '”' || r == '»' || (want == '„' && r == '“')):
			out = append(out, text.Span{Start: open, End: i + utf8.RuneLen(r)})
			open = -1
		}
	}
	if open >= 0 {
		out = append(out, text.Span{Start: open, End: len(s)})
	}
	return out
}

func detect(s string) string { return "en" }
