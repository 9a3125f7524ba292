package corpus_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// grams returns the sets of runs of n words (n characters in Chinese) of s.
func grams(s string, n int) map[string]bool {
	var words []string
	for _, f := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if r, _ := utf8.DecodeRuneInString(f); unicode.Is(unicode.Han, r) {
			words = append(words, strings.Split(f, "")...)
		} else {
			words = append(words, f)
		}
	}
	out := map[string]bool{}
	for i := 0; i+n <= len(words); i++ {
		out[strings.Join(words[i:i+n], " ")] = true
	}
	return out
}

// within is the share of a's members that are in b.
func within(a, b map[string]bool) float64 {
	n := 0
	for g := range a {
		if b[g] {
			n++
		}
	}
	return float64(n) / float64(max(len(a), 1))
}

// TestLabelsHold checks the labels against what the texts share, so that a text
// cannot be edited away from its label.
func TestLabelsHold(t *testing.T) {
	three, twelve := map[string]map[string]bool{}, map[string]map[string]bool{}
	for id, p := range pages(t) {
		three[id], twelve[id] = grams(p.text, 3), grams(p.text, 12)
	}
	for _, r := range table(t, "pairs.tsv", true, pairsColumns) {
		a, b := r["doc_a"], r["doc_b"]
		ab, ba := within(three[a], three[b]), within(three[b], three[a])
		run := within(twelve[a], twelve[b]) > 0
		ok := true
		switch r["label"] {
		case "copy":
			ok = max(ab, ba) > 0.6
		case "version":
			ok = max(ab, ba) > 0.25 && min(ab, ba) < 0.7
		case "partial":
			ok = run && min(ab, ba) < 0.4
		case "quote-only":
			ok = run && max(ab, ba) < 0.4
		case "same-event":
			ok = !run && max(ab, ba) < 0.12
		case "unrelated":
			ok = max(ab, ba) < 0.5
		}
		if !ok {
			t.Errorf("%s and %s: %s, but they share %.2f and %.2f", a, b, r["label"], ab, ba)
		}
	}
}
