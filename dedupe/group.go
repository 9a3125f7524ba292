package dedupe

import (
	"cmp"
	"container/heap"
)

// Link joins two articles, given by number, with Relate's verdict.
type Link struct {
	A, B     int // A < B
	Relation Relation
	Score    float64 // how much like a copy, 0 to 1
	Related  float64 // how much like two versions of one story, 0 to 1
}

// Stories groups articles by average link (UPGMA; Sokal & Michener 1958): two
// groups become one while the mean copy score over all pairs across them is at
// least 0.5. A pair without a link counts as 0, so one wrong or boilerplate
// link does not chain two stories together, as it does in connected components.
//
// alike tells of two articles without a link whether that is because a fan-out
// bound kept them from being looked at; such pairs do not count. It may be nil.
//
// It returns the group of each article, numbered by first member. The result
// depends only on the links and on rank (a strict order of the articles that
// breaks ties), not on the order of links.
func Stories(links []Link, rank []int, weight []float64, alike func(a, b int) bool) []int {
	return averageLink(links, rank, weight, alike)
}

// Families groups stories whose articles are versions of one running story. A
// running story is a chain: its first and last write-through may share little.
// So here two groups become one when the articles of the smaller are, in the
// weighted mean, versions of their nearest in the larger. Nearest are the best
// two links, so that one roundup that re-uses from everywhere bridges nothing.
// It returns the family of each article, numbered by first member.
func Families(story []int, links []Link, rank []int, weight []float64) []int {
	return newChains(story, links, rank, weight).join()
}

// group is a set of articles in the making.
type group struct {
	members []int           // articles
	bonds   map[int]float64 // sum of link scores to other groups
	linked  map[int]float64 // weight of the linked pairs
	weight  float64         // of its members
	age     int             // merges so far
	rank    int             // lowest of its members
}

// merge is a proposal to join groups a and b, valid while both stand as they
// stood when it was made.
type merge struct {
	mean         float64
	a, b         int // a ranks before b
	rankA, rankB int
	ageA, ageB   int
}

type mergeQueue []merge

func (q mergeQueue) Len() int { return len(q) }
func (q mergeQueue) Less(i, j int) bool {
	x, y := q[i], q[j]
	return cmp.Or(-cmp.Compare(x.mean, y.mean), cmp.Compare(x.rankA, y.rankA), cmp.Compare(x.rankB, y.rankB)) < 0
}
func (q mergeQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *mergeQueue) Push(x any)   { *q = append(*q, x.(merge)) }
func (q *mergeQueue) Pop() any {
	x := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return x
}

// minMean is the mean score from which two groups are one.
const minMean = 0.5

// averageLink is the whole of Stories.
func averageLink(links []Link, rank []int, weight []float64, alike func(a, b int) bool) []int {
	groups := make([]*group, len(rank))
	u := newUnion(len(rank))
	whole := cliques(links, len(rank))
	for _, l := range links {
		if l.Score <= 0 {
			continue
		}
		if whole[l.A] {
			u.join(l.A, l.B)
			continue
		}
		for _, i := range [2]int{l.A, l.B} {
			if groups[i] == nil {
				groups[i] = &group{members: []int{i}, weight: weight[i], rank: rank[i], bonds: map[int]float64{}, linked: map[int]float64{}}
			}
		}
		w := weight[l.A] * weight[l.B]
		groups[l.A].bond(l.B, l.Score*w, w)
		groups[l.B].bond(l.A, l.Score*w, w)
	}
	q := &mergeQueue{}
	propose := func(a, b int) {
		if groups[a].rank > groups[b].rank {
			a, b = b, a
		}
		x, y := groups[a], groups[b]
		pairs := x.weight * y.weight
		mean := x.bonds[b] / pairs
		if missing := pairs - x.linked[b]; mean < minMean && missing > 0 && alike != nil {
			mean = x.bonds[b] / max(pairs-missing*unseen(x, y, alike), x.linked[b])
		}
		if mean >= minMean {
			heap.Push(q, merge{mean, a, b, x.rank, y.rank, x.age, y.age})
		}
	}
	for a, g := range groups {
		if g != nil {
			for b := range g.bonds {
				if a < b {
					propose(a, b)
				}
			}
		}
	}
	for q.Len() > 0 {
		m := heap.Pop(q).(merge)
		x, y := groups[m.a], groups[m.b]
		if x == nil || y == nil || x.age != m.ageA || y.age != m.ageB {
			continue
		}
		u.join(m.a, m.b)
		x.members = append(x.members, y.members...)
		x.age++
		x.weight += y.weight
		groups[m.b] = nil
		delete(x.bonds, m.b)
		delete(x.linked, m.b)
		for o, sum := range y.bonds {
			if o == m.a {
				continue
			}
			n := y.linked[o]
			x.bond(o, sum, n)
			g := groups[o]
			g.bond(m.a, sum, n)
			delete(g.bonds, m.b)
			delete(g.linked, m.b)
		}
		for o := range x.bonds { // in any order: the queue's order is total
			propose(m.a, o)
		}
	}
	return u.numbers()
}

// cliques marks the articles of which all that hang together are copies of one
// another, pair by pair: most stories. However they are joined, they end as one.
func cliques(links []Link, n int) []bool {
	u := newUnion(n)
	for _, l := range links {
		if l.Score > 0 {
			u.join(l.A, l.B)
		}
	}
	size, copies, others := make([]int32, n), make([]int32, n), make([]bool, n)
	for i := range n {
		size[u.find(i)]++
	}
	for _, l := range links {
		switch r := u.find(l.A); {
		case l.Score >= minMean:
			copies[r]++
		case l.Score > 0:
			others[r] = true
		}
	}
	whole := make([]bool, n)
	for i := range whole {
		r := u.find(i)
		whole[i] = !others[r] && 2*int64(copies[r]) == int64(size[r])*int64(size[r]-1)
	}
	return whole
}

func (g *group) bond(other int, score, weight float64) {
	g.bonds[other] += score
	g.linked[other] += weight
}

// unseen estimates, from a fixed sample, which part of the pairs across two
// groups look alike.
func unseen(x, y *group, alike func(a, b int) bool) float64 {
	const sample = 8
	n, yes := 0, 0
	for i := range min(sample, len(x.members)) {
		for j := range min(sample, len(y.members)) {
			n++
			if alike(x.members[i*len(x.members)/sample%len(x.members)], y.members[j*len(y.members)/sample%len(y.members)]) {
				yes++
			}
		}
	}
	return float64(yes) / float64(n)
}

// union is a disjoint-set forest whose roots are the least members.
type union struct{ parent []int32 }

func newUnion(n int) *union {
	u := &union{make([]int32, n)}
	for i := range u.parent {
		u.parent[i] = int32(i)
	}
	return u
}

func (u *union) find(i int) int {
	for int(u.parent[i]) != i {
		u.parent[i] = u.parent[u.parent[i]]
		i = int(u.parent[i])
	}
	return i
}

func (u *union) join(a, b int) {
	a, b = u.find(a), u.find(b)
	if a > b {
		a, b = b, a
	}
	u.parent[b] = int32(a)
}

// numbers numbers the groups from 0 by first member.
func (u *union) numbers() []int {
	out := make([]int, len(u.parent))
	next := 0
	for i := range out {
		if r := u.find(i); r == i {
			out[i] = next
			next++
		} else {
			out[i] = out[r]
		}
	}
	return out
}
