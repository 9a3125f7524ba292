package dedupe

import (
	"cmp"
	"container/heap"
	"slices"
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
// bound kept them from being looked at; such pairs count like those that were.
// It may be nil.
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
	members []int         // articles
	bonds   map[int]*bond // to other groups
	weight  float64       // of its members
	rank    int           // lowest of its members
}

// bond is what links two groups; both hold the same one.
type bond struct {
	sum    float64 // of link scores
	linked float64 // weight of the linked pairs
}

// merge is a proposal to join the groups that articles a and b are in. Its mean
// was true when it was made; since then it can only have fallen.
type merge struct {
	mean         float64
	a, b         int // a's group ranked before b's
	rankA, rankB int
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

// averageLink is the whole of Stories. The mean between two groups lies between
// the means of their parts, so the queue always holds a proposal whose mean is
// no lower than the true one: proposals are brought up to date when they come
// out, not whenever a group grows. With that and with the smaller set of bonds
// moving into the larger, the work is near linear in the links.
func averageLink(links []Link, rank []int, weight []float64, alike func(a, b int) bool) []int {
	l := &linker{groups: make([]*group, len(rank)), alike: alike}
	done := newUnion(len(rank))
	whole := cliques(links, len(rank))
	q := &mergeQueue{}
	for _, x := range links {
		if x.Score <= 0 {
			continue
		}
		if whole[x.A] {
			done.join(x.A, x.B)
			continue
		}
		for _, i := range [2]int{x.A, x.B} {
			if l.groups[i] == nil {
				l.groups[i] = &group{members: []int{i}, weight: weight[i], rank: rank[i], bonds: map[int]*bond{}}
			}
		}
		w := weight[x.A] * weight[x.B]
		b := &bond{x.Score * w, w}
		l.groups[x.A].bonds[x.B], l.groups[x.B].bonds[x.A] = b, b
		if m, ok := l.propose(x.A, x.B); ok {
			*q = append(*q, m)
		}
	}
	heap.Init(q)
	for q.Len() > 0 {
		m := heap.Pop(q).(merge)
		a, b := l.find(m.a), l.find(m.b)
		if a == b {
			continue
		}
		now, ok := l.propose(a, b)
		if !ok {
			continue
		}
		if q.Len() > 0 && (mergeQueue{now, (*q)[0]}).Less(1, 0) { // another one comes first
			heap.Push(q, now)
			continue
		}
		done.join(a, b)
		l.join(a, b)
	}
	return done.numbers()
}

// linker holds the groups of averageLink under the article that each began with
// or, once joined, under that of the larger part.
type linker struct {
	into   map[int]int // joined group -> the group it went into
	groups []*group
	alike  func(a, b int) bool
}

func (l *linker) find(i int) int {
	for {
		j, ok := l.into[i]
		if !ok {
			return i
		}
		if k, ok := l.into[j]; ok {
			l.into[i] = k // halve the path
		}
		i = j
	}
}

// propose gives the merge of groups a and b, if their mean holds.
func (l *linker) propose(a, b int) (merge, bool) {
	if l.groups[a].rank > l.groups[b].rank {
		a, b = b, a
	}
	x, y := l.groups[a], l.groups[b]
	bond := x.bonds[b]
	if bond == nil || bond.sum < minMean*bond.linked {
		return merge{}, false
	}
	pairs := x.weight * y.weight
	mean := bond.sum / pairs
	if missing := pairs - bond.linked; mean < minMean && missing > 0 && l.alike != nil {
		mean += missing / pairs * unseen(x, y, l.alike) * bond.sum / bond.linked
	}
	return merge{mean, a, b, x.rank, y.rank}, mean >= minMean
}

// join puts one of the groups a and b into the other.
func (l *linker) join(a, b int) {
	x, y := l.groups[a], l.groups[b]
	if len(x.bonds) < len(y.bonds) {
		a, b, x, y = b, a, y, x
	}
	if l.into == nil {
		l.into = map[int]int{}
	}
	l.into[b] = a
	l.groups[b] = nil
	delete(x.bonds, b)
	for o, bo := range y.bonds {
		if o == a {
			continue
		}
		g := l.groups[o]
		delete(g.bonds, b)
		if old := x.bonds[o]; old != nil {
			old.sum += bo.sum
			old.linked += bo.linked
		} else {
			x.bonds[o], g.bonds[a] = bo, bo
		}
	}
	if y.rank < x.rank { // the lower rank's members first, whichever part was larger
		x.members = append(slices.Clone(y.members), x.members...)
	} else {
		x.members = append(x.members, y.members...)
	}
	x.weight += y.weight
	x.rank = min(x.rank, y.rank)
}

// unseen estimates, from a fixed sample, which part of the pairs across two
// groups look alike.
func unseen(x, y *group, alike func(a, b int) bool) float64 {
	const sample = 6
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
