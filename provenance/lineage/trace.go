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
	var arcs []arc
	for v := range b.ws {
		if v%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, u := range b.candidates(v) {
			arcs = append(arcs, arc{u + 1, v + 1, -b.cost(u, v, nil)})
		}
	}
	f := b.weigh(arcs)
	var edges []provenance.Edge
	for v := range b.ws {
		if e, ok := b.edge(f, v); ok {
			edges = append(edges, e)
		}
	}
	return edges, nil
}

// forest is what is believed of a family: the most likely tree, and for each arc
// its probability over all trees. Node 0 is outside the pile, node i+1 is copy i.
type forest struct {
	parent   []int
	original int // the copy that is the original in that tree, or -1
	prob     func(from, to int) float64
}

// hypotheses returns the copies that may be the original of all, likeliest first,
// and what each costs; -1 is an original outside the pile. There is one original
// in truth: each hypothesis has its own trees.
func (b *bench) hypotheses() (roots []int, costs []float64) {
	type root struct {
		copy int
		cost float64
	}
	all := []root{{-1, b.weights[ruleOutside]}}
	for i := range b.ws {
		if c, rule := b.originalCost(i); rule != ruleOriginal {
			all = append(all, root{i, c})
		}
	}
	slices.SortStableFunc(all, func(x, y root) int { return cmp.Compare(x.cost, y.cost) })
	bound := 8
	if len(b.ws) > most {
		bound = 3
	}
	for i, r := range all {
		if i < bound || r.copy < 0 {
			roots, costs = append(roots, r.copy), append(costs, r.cost)
		}
	}
	return roots, costs
}

// rootArcs returns the arcs from outside under one hypothesis.
func (b *bench) rootArcs(original int, cost float64) []arc {
	out := make([]arc, len(b.ws))
	for v := range out {
		c := b.weights[ruleRoot] + cost/float64(len(b.ws))
		if original >= 0 {
			c = b.weights[ruleRoot] + b.weights[ruleBeside]
		}
		if v == original {
			c = cost
		}
		out[v] = arc{0, v + 1, -c}
	}
	return out
}

// weigh finds the most likely tree and the probability of each arc over the trees
// of all hypotheses.
func (b *bench) weigh(arcs []arc) forest {
	n := len(b.ws) + 1
	f := forest{original: -1}
	roots, costs := b.hypotheses()
	best := math.Inf(-1)
	dense := n-1 <= most
	var sums []float64
	var probs []func(from, to int) float64
	for h, root := range roots {
		all := append(b.rootArcs(root, costs[h]), arcs...)
		if root >= 0 {
			for i := range all {
				if a := &all[i]; a.from != 0 && a.from != root+1 {
					a.weight -= b.weights[ruleSecondhand]
				}
			}
		}
		parent := arborescence(n, all)
		total := 0.0
		for _, a := range all {
			if a.from == parent[a.to] {
				total += a.weight
			}
		}
		if total > best {
			best, f.parent, f.original = total, parent, root
		}
		if dense {
			p, sum := marginals(matrix(n, all))
			probs = append(probs, func(i, j int) float64 { return p[i][j] })
			sums = append(sums, sum)
		} else {
			probs = append(probs, alone(n, all))
			sums = append(sums, total)
		}
	}
	top := slices.Max(sums)
	z := 0.0
	for h := range sums {
		sums[h] = math.Exp(sums[h] - top)
		z += sums[h]
	}
	f.prob = func(from, to int) float64 {
		p := 0.0
		for h, g := range probs {
			p += sums[h] / z * g(from, to)
		}
		return p
	}
	return f
}

func matrix(n int, arcs []arc) [][]float64 {
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
	return w
}

// alone returns the probability of each arc among those to the same child, for
// families too large to weigh all trees.
func alone(n int, arcs []arc) func(from, to int) float64 {
	top, sum := make([]float64, n), make([]float64, n)
	for i := range top {
		top[i] = math.Inf(-1)
	}
	for _, a := range arcs {
		top[a.to] = max(top[a.to], a.weight)
	}
	p := make(map[[2]int]float64, len(arcs))
	for _, a := range arcs {
		e := math.Exp(a.weight - top[a.to])
		p[[2]int{a.from, a.to}] = e
		sum[a.to] += e
	}
	return func(i, j int) float64 { return p[[2]int{i, j}] / sum[j] }
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

// least is the least probability of a parent that is asserted.
const least = .4

// edge describes how child hangs in the tree. ok is false for an original, which
// has no edge.
func (b *bench) edge(f forest, child int) (e provenance.Edge, ok bool) {
	parent := f.parent[child+1] - 1
	e.To = b.ws[child].ID
	p := f.prob(parent+1, child+1)
	if parent < 0 {
		if child == f.original {
			return e, false
		}
		e.Status, e.Score = Inferred, logit(p)
		if p < .5 {
			e.Status = Undetermined
		}
		return e, true
	}
	back := f.prob(child+1, parent+1)
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
