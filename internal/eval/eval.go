// Package eval scores what newscheck found against labels made by reading.
//
// Four things are scored: the grouping into stories and families ([Groups]),
// the relation of labelled pairs ([Relations]), who wrote each article
// ([Origin]), and what copies changed ([Framing]). Labels are tab-separated
// tables with a header line; docs/records.md describes their columns.
//
// Every score is a pure function from labels and predictions to figures, and
// every figure is given by name ([Figure]), so that two programs' scores can be
// compared line by line. Figures are fractions between 0 and 1 unless they are
// counts. A fraction of nothing is 0, not NaN.
//
// Pairwise scores count pairs of articles: a pair is positive in the labels
// when both carry the same group, and found when both were given the same
// group. The adjusted Rand index is that of Hubert and Arabie, "Comparing
// partitions", Journal of Classification 2 (1985).
package eval

import (
	"fmt"
	"strconv"
)

// Figure is one named result.
type Figure struct {
	Name  string  // such as "story.F1"; stable, documented in docs/records.md
	Value float64 // a fraction between 0 and 1, or a whole number when Count is set
	Count bool    // Value counts things
}

// String is "name value", fractions to three places, as other scorers print it.
func (f Figure) String() string { return f.Name + " " + f.Number() }

// Number is the value as text: counts whole, fractions to three places.
func (f Figure) Number() string {
	if f.Count {
		return strconv.Itoa(int(f.Value))
	}
	return fmt.Sprintf("%.3f", f.Value)
}

// PRF is precision, recall and their harmonic mean.
type PRF struct{ P, R, F1 float64 }

// prf makes a PRF from true positives, false positives and false negatives.
func prf(tp, fp, fn int) PRF {
	s := PRF{P: ratio(tp, tp+fp), R: ratio(tp, tp+fn)}
	if s.P+s.R > 0 {
		s.F1 = 2 * s.P * s.R / (s.P + s.R)
	}
	return s
}

// ratio is a/b, and 0 when b is 0.
func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func count(name string, n int) Figure      { return Figure{Name: name, Value: float64(n), Count: true} }
func share(name string, v float64) Figure  { return Figure{Name: name, Value: v} }
func shareOf(name string, a, b int) Figure { return share(name, ratio(a, b)) }
func (s PRF) figures(name string) []Figure {
	return []Figure{share(name+".P", s.P), share(name+".R", s.R), share(name+".F1", s.F1)}
}
