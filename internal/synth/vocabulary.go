package synth

import (
	"embed"
	"math"
	"strings"
	"unicode"
)

//go:embed data/*.txt
var data embed.FS

// lines returns the lines of an embedded file that are not comments; blank
// lines are kept, since some files use them to part blocks.
func lines(name string) []string {
	b, err := data.ReadFile("data/" + name)
	if err != nil {
		panic("synth: " + err.Error()) // embedded: cannot happen in a build that compiled
	}
	var out []string
	for l := range strings.Lines(string(b)) {
		if l = strings.TrimRight(l, "\n"); !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out
}

// list is a ranked list of words. Words are drawn by the Zipf–Mandelbrot law,
// P(rank) ~ 1/(rank+shift), by inverting its cumulative distribution: the rank of
// a uniform u is (shift+1)·((N+shift)/(shift+1))^u − shift. The powers are
// tabulated and interpolated.
type list struct {
	words []string
	power [1025]float64
}

// shift flattens the head, so that the most frequent noun is about one noun in
// 200, as in news, where function words (which frames hold) fill the very top.
const shift = 25

func newList(words []string) *list {
	l := &list{words: words}
	n := float64(len(words))
	for i := range l.power {
		l.power[i] = (shift+1)*math.Pow((n+shift)/(shift+1), float64(i)/1024) - shift
	}
	return l
}

// rank returns the index of a word drawn by the Zipf–Mandelbrot law.
func (l *list) rank(r *rng) int {
	u := r.next()
	i, frac := u>>54, float64(u<<10>>11)*0x1p-53
	return min(int(l.power[i]+(l.power[i+1]-l.power[i])*frac)-1, len(l.words)-1)
}

// draw returns a word by the Zipf–Mandelbrot law.
func (l *list) draw(r *rng) string { return l.words[l.rank(r)] }

// rare returns a word from the tail, by equal chance.
func (l *list) rare(r *rng) string {
	return l.words[len(l.words)/8+r.intn(len(l.words)-len(l.words)/8)]
}

// vocabulary is every word that the generator can write, about 80,000. It is
// the same for all seeds: corpora share a language and differ in events.
type vocabulary struct {
	nouns, plurals, verbs, pasts, ings, adjs *list
	firsts, surnames, places                 *list
	roles                                    []string
	titles, days, months                     []string
	phrases                                  []string
}

func newVocabulary() *vocabulary {
	raw := map[string][]string{}
	for _, l := range lines("words.txt") {
		if kind, words, ok := strings.Cut(l, ": "); ok {
			if strings.Contains(words, "|") {
				raw[kind] = strings.Split(words, "|")
			} else {
				raw[kind] = strings.Fields(words)
			}
		}
	}
	r := &rng{state: 1} // fixed: the vocabulary is one
	nouns := distinct(raw["noun"])
	head := len(nouns)
	nouns = extend(nouns, 30000, func() string { // compounds: harborworker, grainmarket
		a, b := nouns[r.intn(head)], nouns[r.intn(head)]
		if len(a) > 6 || len(b) > 8 {
			return ""
		}
		return a + b
	})
	verbs := distinct(raw["verb"])
	head = len(verbs)
	prefixes := []string{"re", "out", "over", "pre", "mis", "under", "counter", "de", "inter", "cross"}
	verbs = extend(verbs, 1500, func() string { return choose(r, prefixes) + verbs[r.intn(head)] })
	adjs := distinct(raw["adj"])
	endings := []string{"less", "like", "wide", "bound", "worthy", "free", "prone", "rich"}
	adjs = extend(adjs, 3000, func() string { return nouns[r.intn(400)] + choose(r, endings) })
	v := &vocabulary{
		nouns: newList(nouns), verbs: newList(verbs), adjs: newList(adjs),
		plurals: newList(mapAll(nouns, plural)), pasts: newList(mapAll(verbs, past)), ings: newList(mapAll(verbs, gerund)),
		firsts: newList(raw["first"]),
		surnames: newList(extend(nil, 12000, func() string {
			return syllables(r, 2, 3, []string{"", "", "son", "er", "ov", "ez", "ski", "ini", "u", "ari"})
		})),
		places: newList(extend(nil, 5000, func() string {
			return syllables(r, 1, 3, []string{"", "ville", "ton", "burg", "grad", "port", "abad", "mouth", "ia"})
		})),
		roles: raw["role"], titles: raw["title"], days: raw["day"], months: raw["month"],
	}
	for _, l := range lines("phrases.txt") {
		if l != "" {
			v.phrases = append(v.phrases, l)
		}
	}
	return v
}

// distinct drops repeated words, keeping the first.
func distinct(words []string) []string { return extend(words, 0, nil) }

// extend adds new words from next until there are n distinct ones. It gives up
// after many words that were known already.
func extend(words []string, n int, next func() string) []string {
	seen := make(map[string]bool, n)
	out := make([]string, 0, max(n, len(words)))
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	for misses := 0; len(out) < n && misses < 1_000_000; {
		if w := next(); w != "" && !seen[w] {
			seen[w] = true
			out = append(out, w)
		} else {
			misses++
		}
	}
	return out
}

func mapAll(words []string, f func(string) string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = f(w)
	}
	return out
}

var (
	onsets = []string{"b", "br", "ch", "d", "dr", "f", "g", "gr", "h", "j", "k", "kl", "kr", "l", "m", "n", "p", "pr", "r", "s", "sh", "sl", "st", "str", "t", "th", "tr", "v", "w", "y", "z", "", "", "al", "el", "os"}
	nuclei = []string{"a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "ea", "ei", "ou"}
	codas  = []string{"", "", "", "", "n", "r", "l", "s", "m", "k", "t", "nd", "rt", "ck", "ng", "sh"}
)

// syllables makes a proper name of between lo and hi syllables.
func syllables(r *rng, lo, hi int, ends []string) string {
	var b strings.Builder
	for range r.between(lo, hi) {
		b.WriteString(choose(r, onsets) + choose(r, nuclei) + choose(r, codas))
	}
	b.WriteString(choose(r, ends))
	w := b.String()
	if len(w) < 4 {
		return ""
	}
	return strings.ToUpper(w[:1]) + w[1:]
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func plural(w string) string {
	switch {
	case hasAnySuffix(w, "s", "x", "ch", "sh", "z"):
		return w + "es"
	case strings.HasSuffix(w, "y") && !isVowel(w[len(w)-2]):
		return w[:len(w)-1] + "ies"
	}
	return w + "s"
}

func past(w string) string {
	switch {
	case strings.HasSuffix(w, "e"):
		return w + "d"
	case strings.HasSuffix(w, "y") && !isVowel(w[len(w)-2]):
		return w[:len(w)-1] + "ied"
	case doubles(w):
		return w + w[len(w)-1:] + "ed"
	}
	return w + "ed"
}

func gerund(w string) string {
	switch {
	case strings.HasSuffix(w, "ee"):
		return w + "ing"
	case strings.HasSuffix(w, "e"):
		return w[:len(w)-1] + "ing"
	case doubles(w):
		return w + w[len(w)-1:] + "ing"
	}
	return w + "ing"
}

// doubles tells whether a verb doubles its last letter: ban, banned.
func doubles(w string) bool {
	n := len(w)
	return n >= 3 && n <= 4 && !isVowel(w[n-1]) && !strings.ContainsRune("wxy", rune(w[n-1])) && isVowel(w[n-2]) && !isVowel(w[n-3])
}

func hasAnySuffix(w string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// capital upper-cases the first letter of s.
func capital(s string) string {
	for i, r := range s {
		return s[:i] + string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// hostname folds an outlet's name to a domain label.
func hostname(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
