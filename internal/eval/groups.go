package eval

import (
	"fmt"
	"io"
	"slices"

	"github.com/newscheck/newscheck/dedupe"
)

// DocLabel says to which story and family an article belongs.
type DocLabel struct {
	ID     string
	Story  string // articles that are copies of one another
	Family string // stories that are versions of one running story
	Scored bool   // false: in the pile to be a trap, not counted
}

// ReadDocs reads a table with the columns doc, story and family, and scored
// ("1" counts; without that column every row does).
func ReadDocs(r io.Reader) ([]DocLabel, error) {
	rows, err := readTable(r, quoted, "doc", "story", "family")
	if err != nil {
		return nil, err
	}
	labels := make([]DocLabel, 0, len(rows))
	seen := make(map[string]bool, len(rows))
	for i, m := range rows {
		if m["doc"] == "" || seen[m["doc"]] {
			return nil, fmt.Errorf("row %d: doc %q is empty or stands twice", i+2, m["doc"])
		}
		seen[m["doc"]] = true
		s, has := m["scored"]
		labels = append(labels, DocLabel{ID: m["doc"], Story: m["story"], Family: m["family"], Scored: !has || s == "1"})
	}
	return labels, nil
}

// Cluster compares two partitions of the same articles.
type Cluster struct {
	PRF
	ARI float64 // adjusted Rand index, 1 for equal partitions, 0 for chance
}

// GroupScore is how well articles were grouped.
type GroupScore struct {
	Scored  int // labelled articles that count
	Missing int // of these, how many were not among the predictions
	Story   Cluster
	Family  Cluster
}

// Figures gives s by name.
func (s GroupScore) Figures() []Figure {
	fs := []Figure{count("missing", s.Missing)}
	for _, l := range []struct {
		name string
		c    Cluster
	}{{"story", s.Story}, {"family", s.Family}} {
		fs = append(fs, l.c.figures(l.name)...)
		fs = append(fs, share(l.name+".ARI", l.c.ARI))
	}
	return fs
}

// Groups scores placements against labels. Articles without a label are not
// counted; labelled ones without a placement count as alone and as Missing.
func Groups(labels []DocLabel, placed []dedupe.Placement) GroupScore {
	by := make(map[string]dedupe.Placement, len(placed))
	for _, p := range placed {
		by[p.ID] = p
	}
	var s GroupScore
	var gold, pred [2][]string
	for _, l := range labels {
		if !l.Scored {
			continue
		}
		s.Scored++
		p, ok := by[l.ID]
		if !ok {
			s.Missing++
		}
		for k, v := range [2][2]string{{l.Story, p.Story}, {l.Family, p.Family}} {
			if v[1] == "" {
				v[1] = "\x00" + l.ID // a group of its own
			}
			gold[k], pred[k] = append(gold[k], v[0]), append(pred[k], v[1])
		}
	}
	s.Story, s.Family = compare(gold[0], pred[0]), compare(gold[1], pred[1])
	return s
}

// compare scores partition pred against gold; the i-th item of each is the
// group of article i.
func compare(gold, pred []string) Cluster {
	both := map[[2]string]int{}
	a, b := map[string]int{}, map[string]int{}
	for i := range gold {
		both[[2]string{gold[i], pred[i]}]++
		a[gold[i]]++
		b[pred[i]]++
	}
	tp, inGold, inPred := pairs(both), pairs(a), pairs(b)
	c := Cluster{PRF: prf(tp, inPred-tp, inGold-tp), ARI: 1}
	if slices.Equal(gold, pred) || len(gold) < 2 {
		return c
	}
	chance := float64(inGold) * float64(inPred) / float64(len(gold)*(len(gold)-1)/2)
	if d := float64(inGold+inPred)/2 - chance; d != 0 {
		c.ARI = (float64(tp) - chance) / d
	}
	return c
}

// pairs counts the pairs within groups of the given sizes.
func pairs[K comparable](sizes map[K]int) int {
	n := 0
	for _, k := range sizes {
		n += k * (k - 1) / 2
	}
	return n
}
