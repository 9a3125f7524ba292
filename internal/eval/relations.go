package eval

import (
	"fmt"
	"io"

	"github.com/newscheck/newscheck/dedupe"
)

// none is the relation of a pair that is no match.
const none dedupe.Relation = "none"

// PairLabel says what two articles are to each other; the order is free.
type PairLabel struct {
	A, B     string
	Relation dedupe.Relation // copy, version, partial, quote, or "none"
}

// ReadPairs reads a table with the columns doc_a, doc_b and label. A label is
// copy, version, partial, quote-only, same-event or unrelated; the last two
// are both no match.
func ReadPairs(r io.Reader) ([]PairLabel, error) {
	rows, err := readTable(r, quoted, "doc_a", "doc_b", "label")
	if err != nil {
		return nil, err
	}
	known := map[string]dedupe.Relation{
		"copy": dedupe.Copy, "version": dedupe.Version, "partial": dedupe.Partial,
		"quote": dedupe.Quote, "quote-only": dedupe.Quote,
		"none": none, "same-event": none, "unrelated": none,
	}
	labels := make([]PairLabel, 0, len(rows))
	for i, m := range rows {
		rel, ok := known[m["label"]]
		if !ok {
			return nil, fmt.Errorf("row %d: label %q is none of copy, version, partial, quote-only, same-event, unrelated", i+2, m["label"])
		}
		labels = append(labels, PairLabel{A: m["doc_a"], B: m["doc_b"], Relation: rel})
	}
	return labels, nil
}

// RelationScore is how well labelled pairs were told apart.
type RelationScore struct {
	Pairs                  int // labelled pairs
	Copy, Version, Partial PRF
}

// MacroF1 is the mean F1 of copy, version and partial.
func (s RelationScore) MacroF1() float64 { return (s.Copy.F1 + s.Version.F1 + s.Partial.F1) / 3 }

// Figures gives s by name.
func (s RelationScore) Figures() []Figure {
	fs := append(s.Copy.figures("copy"), s.Version.figures("version")...)
	fs = append(fs, s.Partial.figures("partial")...)
	return append(fs, share("macroF1", s.MacroF1()))
}

// Relations scores matches against labelled pairs. A pair without a match has
// no relation. Shared quotations need not be reported, and reporting them is
// no mistake: between "quote" and "none" neither side is an error.
func Relations(labels []PairLabel, matches []dedupe.Match) RelationScore {
	found := make(map[[2]string]dedupe.Relation, len(matches))
	for _, m := range matches {
		found[unordered(m.A, m.B)] = m.Relation
	}
	type tally struct{ tp, fp, fn int }
	per := map[dedupe.Relation]*tally{}
	at := func(r dedupe.Relation) *tally {
		if per[r] == nil {
			per[r] = &tally{}
		}
		return per[r]
	}
	for _, l := range labels {
		got, ok := found[unordered(l.A, l.B)]
		if !ok {
			got = none
		}
		quoteOrNone := func(r dedupe.Relation) bool { return r == dedupe.Quote || r == none }
		if got == l.Relation || quoteOrNone(got) && quoteOrNone(l.Relation) {
			at(l.Relation).tp++
			continue
		}
		at(got).fp++
		at(l.Relation).fn++
	}
	score := func(r dedupe.Relation) PRF { t := at(r); return prf(t.tp, t.fp, t.fn) }
	return RelationScore{Pairs: len(labels), Copy: score(dedupe.Copy), Version: score(dedupe.Version), Partial: score(dedupe.Partial)}
}

// unordered is a key for the pair {a, b}.
func unordered(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}
