package lineage

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
)

const (
	// most is the largest family whose copies are all compared with each other
	// and weighed over all trees; the work grows with its cube.
	most = 150
	// nearest is how many possible parents each copy of a larger family has.
	nearest = 24
)

// traceGroup builds the tree of one family. The copies are sorted by ID.
func traceGroup(ctx context.Context, group []*Copy, known *lexicon) ([]provenance.Edge, error) {
	b := newBench(group, known)
	n := len(b.ws) + 1
	var arcs []arc
	for v := 1; v < n; v++ {
		c, _ := b.rootCost(v - 1)
		arcs = append(arcs, arc{0, v, -c})
	}
	for v := 1; v < n; v++ {
		if v%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, u := range b.candidates(v - 1) {
			arcs = append(arcs, arc{u + 1, v, -b.cost(u, v-1, nil)})
		}
	}
	parents := arborescence(n, arcs)
	prob := b.probabilities(n, arcs)
	var edges []provenance.Edge
	for v := 1; v < n; v++ {
		if e, ok := b.edge(parents[v]-1, v-1, prob); ok {
			edges = append(edges, e)
		}
	}
	return edges, nil
}

func newBench(group []*Copy, known *lexicon) *bench {
	pubs := newPublishers(group)
	ws, rs := read(group, pubs)
	b := &bench{weights: defaultWeights(), ws: ws, rs: rs, pubs: pubs, known: known, stated: map[string]bool{}, namedBy: map[int]int{}}
	b.named = make([]map[int]mention, len(ws))
	for i, w := range ws {
		w.origin = originOfCopy(w.Copy)
		if w.origin.stated && w.origin.key != w.origin.publisher {
			b.stated[w.origin.key] = true
		}
		if w.Record != nil {
			w.clock = readClock(w.Record.Published)
			w.notice = len(w.Record.Notices)
		}
		b.named[i] = map[int]mention{}
		for _, m := range b.pubs.mentions(w.Text) {
			m.body = w.inBody(m.span)
			if old, ok := b.named[i][m.publisher]; !ok || m.body && !old.body {
				b.named[i][m.publisher] = m
			}
		}
		for k := range b.named[i] {
			if k != b.pubs.of[i] {
				b.namedBy[k]++
			}
		}
	}
	return b
}

// inBody tells whether s lies in one of w's sentences.
func (w *witness) inBody(s text.Span) bool {
	i, found := slices.BinarySearchFunc(w.places, s.Start, func(p place, at int) int { return cmp.Compare(p.span.Start, at) })
	if !found {
		i--
	}
	return i >= 0 && s.End <= w.places[i].span.End
}

// candidates returns the copies that may be v's parent: all others in a small
// family; in a large one those that share its rarest readings, and the fullest.
func (b *bench) candidates(v int) []int {
	out := make([]int, 0, min(len(b.ws), most))
	if len(b.ws) <= most {
		for u := range b.ws {
			if u != v {
				out = append(out, u)
			}
		}
		return out
	}
	return b.near(v)
}

// probabilities returns for each pair of nodes (0 is outside) the probability of
// the arc: over all trees for a small family, over each child's own candidates
// for a large one.
func (b *bench) probabilities(n int, arcs []arc) func(from, to int) float64 {
	if n-1 <= most {
		w := make([][]float64, n)
		for i := range w {
			w[i] = make([]float64, n)
			for j := range w[i] {
				w[i][j] = math.Inf(-1)
			}
		}
		for _, a := range arcs {
			w[a.from][a.to] = a.weight
		}
		p := marginals(w)
		return func(i, j int) float64 { return p[i][j] }
	}
	top, sum := make([]float64, n), make([]float64, n)
	for i := range top {
		top[i] = math.Inf(-1)
	}
	p := make(map[[2]int]float64, len(arcs))
	for _, a := range arcs {
		top[a.to] = max(top[a.to], a.weight)
	}
	for _, a := range arcs {
		e := math.Exp(a.weight - top[a.to])
		p[[2]int{a.from, a.to}] = e
		sum[a.to] += e
	}
	return func(i, j int) float64 { return p[[2]int{i, j}] / sum[j] }
}

// least is the least probability of a parent that is asserted.
const least = .34

// edge describes the arc from parent to child (-1 is outside the pile). ok is
// false for an original, which has no edge.
func (b *bench) edge(parent, child int, prob func(from, to int) float64) (e provenance.Edge, ok bool) {
	e.To = b.ws[child].ID
	p := prob(parent+1, child+1)
	if parent < 0 {
		if _, proved := b.rootCost(child); proved {
			return e, false
		}
		e.Status, e.Score = Inferred, logit(p)
		if p < .5 {
			e.Status = Undetermined
		}
		return e, true
	}
	back := prob(child+1, parent+1)
	e.Score = clamp(math.Log(max(p, 1e-9) / max(back, 1e-9)))
	e.Evidence = b.evidence(parent, child)
	if e.Score < b.weights[ruleThreshold] || p < least {
		e.Status = Undetermined
		return e, true
	}
	e.From = b.ws[parent].ID
	e.Status = Inferred
	if _, named := b.named[child][b.pubs.of[parent]]; named && b.pubs.of[parent] >= 0 && b.pubs.of[parent] != b.pubs.of[child] {
		e.Status = Stated
	}
	return e, true
}

func logit(p float64) float64 { return clamp(math.Log(max(p, 1e-9) / max(1-p, 1e-9))) }

// clamp keeps scores within what the costs can carry.
func clamp(x float64) float64 { return math.Round(100*max(-12, min(12, x))) / 100 }

// evidence sets what parent → child took against what child → parent would have
// taken, rule by rule.
func (b *bench) evidence(parent, child int) []provenance.Evidence {
	var there, back []deed
	b.cost(parent, child, &there)
	b.cost(child, parent, &back)
	from := b.ws[parent].ID
	var out []provenance.Evidence
	for _, d := range there {
		out = append(out, provenance.Evidence{Rule: d.rule, Supports: "parent", Value: from, Span: d.span, Text: clip(d.text), Weight: -d.cost, From: from})
	}
	for _, d := range back {
		out = append(out, provenance.Evidence{Rule: "reverse." + d.rule, Supports: "parent", Value: from, Text: clip(d.text), Weight: d.cost, From: from})
	}
	slices.SortStableFunc(out, func(a, b provenance.Evidence) int { return cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)) })
	return out
}
