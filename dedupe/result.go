package dedupe

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
)

// Group finds all matches, stories and families among the added documents. The
// result does not depend on the order in which they were added nor on the
// number of workers, but for the order of Result.Articles.
//
// Memory while it runs is about 1 KB an article of 3 KB, besides Options.Memory.
func (s *Set) Group(ctx context.Context) (*Result, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rank := s.ranks()
	twin := s.twins(rank)
	sk := &s.sketches
	sk.rank = rank
	sk.skip = make([]bool, len(s.docs))
	for i, t := range twin {
		sk.skip[i] = int(t) != i
	}
	cands, err := sk.block(ctx, s.params, s.opts.Workers)
	if err != nil {
		return nil, err
	}
	furniture := s.lines.furniture(rank, s.sketches.day)
	pairs, err := s.verify(ctx, cands, rank, furniture)
	if err != nil {
		return nil, err
	}
	g := &grouping{s: s, rank: rank, twin: twin, pairs: pairs}
	g.group(pairs, cands.Some)
	g.addTwins(furniture)
	r := g.result()
	r.Stats.Cut = cands.Cut
	for _, of := range cands.Of {
		r.Stats.Candidates += len(of)
	}
	r.Stats.Verified = r.Stats.Candidates
	return r, nil
}

// grouping turns verified pairs into a Result.
type grouping struct {
	s      *Set
	rank   []int32
	twin   []int32
	pairs  []verified
	story  []int
	family []int
}

// maxTwins is the most identical documents of which every pair becomes a match;
// of more, only the pairs with the first one do.
const maxTwins = 64

// addTwins adds the pairs of identical documents, and for small sets of them
// what each is to the matches of the first.
func (g *grouping) addTwins(furniture lineSet) {
	others := map[int32][]int32{}
	for i, t := range g.twin {
		if int(t) != i {
			others[t] = append(others[t], int32(i))
		}
	}
	if len(others) == 0 {
		return
	}
	for _, m := range g.pairs {
		xs, ys := append([]int32{m.a}, others[m.a]...), append([]int32{m.b}, others[m.b]...)
		if len(xs)+len(ys) == 2 || len(xs) > maxTwins || len(ys) > maxTwins {
			continue
		}
		for i, x := range xs {
			for j, y := range ys {
				if i+j > 0 {
					g.pairs = append(g.pairs, g.turned(m, x, y))
				}
			}
		}
	}
	firsts := make([]int32, 0, len(others))
	for t := range others {
		firsts = append(firsts, t)
	}
	slices.Sort(firsts)
	v := newVerifier(g.s, furniture)
	for _, t := range firsts {
		m := v.self(t)
		all := append([]int32{t}, others[t]...)
		for i, x := range all {
			for _, y := range all[i+1:] {
				g.pairs = append(g.pairs, g.turned(m, x, y))
			}
			if len(all) > maxTwins {
				break
			}
		}
	}
}

// turned is m said of x and y, in order of rank.
func (g *grouping) turned(m verified, x, y int32) verified {
	m.a, m.b = x, y
	if g.rank[x] > g.rank[y] {
		m.a, m.b = y, x
		m.inA, m.inB = m.inB, m.inA
		spans := slices.Clone(m.spans)
		for i, p := range spans {
			spans[i] = SpanPair{A: p.B, B: p.A}
		}
		slices.SortFunc(spans, func(p, q SpanPair) int { return cmp.Compare(p.A.Start, q.A.Start) })
		m.spans = spans
	}
	return m
}

// self is what a document is to an identical one.
func (v *verifier) self(i int32) verified {
	pg, err := v.page(i)
	if err != nil {
		pg = &page{} // only the figures would be missing
	}
	m := verified{relation: Copy, score: 1, related: 1, jaccard: 1, inA: 1, inB: 1}
	if v.s.opts.Spans && pg.size > 0 {
		all := Span{Start: 0, End: pg.size}
		m.spans = []SpanPair{{A: all, B: all}}
	}
	return m
}

// fullWords is the length from which an article counts fully in a group: a
// brief of forty words says less about what belongs together than a report.
const fullWords = 400

// group finds stories and families. Identical documents count as one, so that a
// hundred of them do not outvote the rest.
func (g *grouping) group(pairs []verified, cut []bool) {
	node := make([]int32, len(g.twin))
	var rank, docs []int
	var someCut []bool
	var weight []float64
	for i, t := range g.twin {
		if int(t) == i {
			node[i] = int32(len(rank))
			rank = append(rank, int(g.rank[i]))
			someCut = append(someCut, cut[i])
			docs = append(docs, i)
			weight = append(weight, min(float64(g.s.docs[i].words), fullWords)/fullWords)
		}
	}
	links := make([]Link, len(pairs))
	for i, m := range pairs {
		links[i] = Link{A: int(node[m.a]), B: int(node[m.b]), Relation: m.relation, Score: float64(m.score), Related: float64(m.related)}
	}
	alike := func(a, b int) bool {
		if !someCut[a] && !someCut[b] {
			return false
		}
		x, y := g.s.sketches.scaled.of(docs[a]), g.s.sketches.scaled.of(docs[b])
		return 2*overlap(x, y) >= min(len(x), len(y))
	}
	story := Stories(links, rank, weight, alike)
	family := Families(story, links, rank, weight)
	g.story, g.family = make([]int, len(node)), make([]int, len(node))
	for i, t := range g.twin {
		g.story[i], g.family[i] = story[node[t]], family[node[t]]
	}
}

// result lays out what was found, with the relations settled by the groups: a
// pair inside a story is a copy, inside a family a version.
func (g *grouping) result() *Result {
	s := g.s
	n := len(s.docs)
	for i := range g.pairs {
		m := &g.pairs[i]
		switch {
		case g.story[m.a] == g.story[m.b]:
			m.relation = Copy
		case g.family[m.a] == g.family[m.b]:
			m.relation = Version
		case m.relation == Copy || m.relation == Version:
			m.relation = Partial
		}
	}
	g.pairs = slices.DeleteFunc(g.pairs, func(m verified) bool { return m.relation == "" })
	order := g.order()
	r := &Result{Articles: make([]Placement, n), Matches: make([]Match, len(g.pairs))}
	for i, k := range order {
		g.touch(order, i)
		m := &g.pairs[k.pair]
		r.Matches[i] = Match{A: s.docs[m.a].id, B: s.docs[m.b].id, Relation: m.relation, Jaccard: share(m.jaccard),
			ContainmentAB: share(m.inB), ContainmentBA: share(m.inA), Spans: m.spans}
	}
	stories, families := g.names(g.story, "s"), g.names(g.family, "f")
	first, firstOfFamily := g.firsts(g.story), g.firsts(g.family)
	sizes, familySizes := count(g.story), count(g.family)
	best := g.bestMatches(order, first, firstOfFamily)
	for i := range r.Articles {
		d := &s.docs[i]
		p := Placement{ID: d.id, Story: stories[g.story[i]], Family: families[g.family[i]], Relation: Single, Words: int(d.words)}
		m := best[i]
		switch {
		case sizes[g.story[i]] > 1 && first[g.story[i]] == int32(i):
			p.Relation, m = First, nil
		case sizes[g.story[i]] > 1:
			p.Relation = Copy
			if m == nil {
				p.Of = s.docs[first[g.story[i]]].id
			}
		case m == nil:
		case familySizes[g.family[i]] > 1:
			p.Relation = Version
			if firstOfFamily[g.family[i]] == int32(i) {
				p.Relation, m = First, nil
			}
		case m.relation == Partial:
			p.Relation = Partial
		default:
			m = nil
		}
		if m != nil {
			other := m.a
			if other == int32(i) {
				other = m.b
			}
			p.Of = s.docs[other].id
			p.Jaccard, p.Containment = share(m.jaccard), share(max(m.inA, m.inB))
		}
		r.Articles[i] = p
		r.Stats.Words += p.Words
	}
	r.Stats.Articles, r.Stats.Matches = n, len(r.Matches)
	r.Stats.Stories, r.Stats.Families = len(sizes), len(familySizes)
	return r
}

// pairKey is the place of a pair among the others, by the ranks of its articles.
type pairKey struct {
	ranks uint64
	pair  int32
}

// order sorts the pairs by rank of the first article, then of the second.
func (g *grouping) order() []pairKey {
	keys := make([]pairKey, len(g.pairs))
	for i, m := range g.pairs {
		keys[i] = pairKey{uint64(g.rank[m.a])<<32 | uint64(g.rank[m.b]), int32(i)}
	}
	slices.SortFunc(keys, func(x, y pairKey) int { return cmp.Compare(x.ranks, y.ranks) })
	return keys
}

// touch touches what is asked of the pairs that come some steps after number i.
func (g *grouping) touch(order []pairKey, i int) {
	if far := i + 2*touchAhead; far < len(order) {
		touch(uint64(g.pairs[order[far].pair].a))
	}
	if near := i + touchAhead; near < len(order) {
		m := &g.pairs[order[near].pair]
		touch(uint64(g.s.docs[m.a].time))
		touch(uint64(g.s.docs[m.b].time))
	}
}

// share rounds a figure to the four digits that are worth printing.
func share(x float32) float64 { return math.Round(float64(x)*1e4) / 1e4 }

func count(group []int) []int {
	var out []int
	for _, g := range group {
		for len(out) <= g {
			out = append(out, 0)
		}
		out[g]++
	}
	return out
}

// names numbers groups by their member of lowest rank, so that they do not
// depend on input order.
func (g *grouping) names(group []int, prefix string) []string {
	low := make([]int32, 0)
	for i, x := range group {
		for len(low) <= x {
			low = append(low, math.MaxInt32)
		}
		low[x] = min(low[x], g.rank[i])
	}
	order := make([]int, len(low))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(low[a], low[b]) })
	out := make([]string, len(low))
	for n, x := range order {
		out[x] = prefix + strconv.Itoa(n+1)
	}
	return out
}

// firsts is the first article of each group: the earliest of those whose time
// is known, else the one with most words; of equals, the first by id.
func (g *grouping) firsts(group []int) []int32 {
	var out []int32
	for i, x := range group {
		for len(out) <= x {
			out = append(out, -1)
		}
		if out[x] < 0 || g.before(int32(i), out[x]) {
			out[x] = int32(i)
		}
	}
	return out
}

func (g *grouping) before(a, b int32) bool {
	x, y := &g.s.docs[a], &g.s.docs[b]
	if (x.time == noTime) != (y.time == noTime) {
		return x.time != noTime
	}
	if x.time != y.time {
		return x.time < y.time
	}
	if x.words != y.words {
		return x.words > y.words
	}
	return g.rank[a] < g.rank[b]
}

// bestMatches picks for each article the match to name in its placement: that
// with the first of its story, else of its family, else the fullest one with an
// article that came before it.
func (g *grouping) bestMatches(order []pairKey, first, firstOfFamily []int32) []*verified {
	out := make([]*verified, len(g.s.docs))
	value := make([]float64, len(out))
	for i, k := range order {
		g.touch(order, i)
		m := &g.pairs[k.pair]
		if m.relation == Quote {
			continue
		}
		for _, side := range [2][2]int32{{m.a, m.b}, {m.b, m.a}} {
			d, other := side[0], side[1]
			if m.relation == Partial && !g.before(other, d) {
				continue
			}
			v := float64(max(m.inA, m.inB))
			switch m.relation {
			case Copy:
				v += 4
				if first[g.story[d]] == other {
					v += 2
				}
			case Version:
				v += 2
				if firstOfFamily[g.family[d]] == other {
					v++
				}
			}
			if v > value[d] {
				out[d], value[d] = m, v
			}
		}
	}
	return out
}
