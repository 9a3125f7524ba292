package dedupe

import (
	"cmp"
	"container/heap"
)

// chains groups stories into families; see Families.
type chains struct {
	rank   []int
	weight []float64
	links  [][]near // per article: its links into other stories
	of     []int    // per article: its group
	groups []*chainGroup
	u      *union
	seen   []int // per group: the last round in which a merge with it was looked at
	round  int
}

// near is a link from the article that holds it.
type near struct {
	to      int
	related float64
}

// chainGroup is a family in the making.
type chainGroup struct {
	members []int
	rank    int // lowest of its members
	age     int // merges so far
}

// chainMerge is a merge that is valid while both groups stand as they stood:
// growing can raise the mean of the nearest.
type chainMerge struct {
	merge
	age int // of both groups together
}

type chainQueue []chainMerge

func (q chainQueue) Len() int { return len(q) }
func (q chainQueue) Less(i, j int) bool {
	return (mergeQueue{q[i].merge, q[j].merge}).Less(0, 1)
}
func (q chainQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *chainQueue) Push(x any)   { *q = append(*q, x.(chainMerge)) }
func (q *chainQueue) Pop() any {
	x := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return x
}

func newChains(story []int, links []Link, rank []int, weight []float64) *chains {
	c := &chains{rank: rank, weight: weight, links: make([][]near, len(story)), of: make([]int, len(story)), u: newUnion(len(story)), seen: make([]int, len(story))}
	first := map[int]int{} // story -> its first article
	for i, s := range story {
		f, ok := first[s]
		if !ok {
			f = i
			first[s] = i
		}
		c.of[i] = f
		c.u.join(f, i)
	}
	c.groups = make([]*chainGroup, len(story))
	for _, l := range links {
		if a, b := c.of[l.A], c.of[l.B]; a != b && l.Related > 0 {
			c.links[l.A] = append(c.links[l.A], near{l.B, l.Related})
			c.links[l.B] = append(c.links[l.B], near{l.A, l.Related})
			c.groups[a], c.groups[b] = &chainGroup{}, &chainGroup{}
		}
	}
	for i, f := range c.of {
		if g := c.groups[f]; g != nil {
			if len(g.members) == 0 || rank[i] < g.rank {
				g.rank = rank[i]
			}
			g.members = append(g.members, i)
		}
	}
	return c
}

// join runs the merges and returns the family of each article.
func (c *chains) join() []int {
	q := &chainQueue{}
	for a, g := range c.groups {
		if g != nil {
			c.propose(q, a, a+1)
		}
	}
	for q.Len() > 0 {
		m := heap.Pop(q).(chainMerge)
		x, y := c.groups[m.a], c.groups[m.b]
		if x == nil || y == nil || x.age+y.age != m.age {
			continue
		}
		c.u.join(m.a, m.b)
		a, b := m.a, m.b
		if len(x.members) < len(y.members) {
			a, b, x, y = b, a, y, x
		}
		for _, i := range y.members {
			c.of[i] = a
		}
		x.members = append(x.members, y.members...)
		x.rank = min(x.rank, y.rank)
		x.age++
		c.groups[b] = nil
		c.propose(q, a, 0)
	}
	return c.u.numbers()
}

// propose puts every merge of group a with one of number from or above that
// holds into the queue.
func (c *chains) propose(q *chainQueue, a, from int) {
	c.round++
	c.seen[a] = c.round
	for _, i := range c.groups[a].members {
		for _, n := range c.links[i] {
			b := c.of[n.to]
			if b < from || c.seen[b] == c.round {
				continue
			}
			c.seen[b] = c.round
			if mean := c.linkage(a, b); mean >= minMean {
				x, y := a, b
				if c.groups[x].rank > c.groups[y].rank {
					x, y = y, x
				}
				g, h := c.groups[x], c.groups[y]
				heap.Push(q, chainMerge{merge{mean, x, y, g.rank, h.rank}, g.age + h.age})
			}
		}
	}
}

// neighbours is how many of its nearest an article is judged by.
const neighbours = 2

// linkage is the weighted mean, over the articles of the smaller group, of how
// much they are versions of their nearest in the larger.
func (c *chains) linkage(a, b int) float64 {
	x, y := c.groups[a], c.groups[b]
	if cmp.Or(cmp.Compare(len(x.members), len(y.members)), cmp.Compare(y.rank, x.rank)) > 0 {
		a, b, x, y = b, a, y, x
	}
	want := min(neighbours, len(y.members))
	var sum, total float64
	for _, i := range x.members {
		var best [neighbours]float64 // highest first
		for _, n := range c.links[i] {
			if c.of[n.to] != b {
				continue
			}
			r := n.related
			for k := range best {
				if r > best[k] {
					best[k], r = r, best[k]
				}
			}
		}
		mean := 0.0
		for _, r := range best[:want] {
			mean += r / float64(want)
		}
		sum += mean * c.weight[i]
		total += c.weight[i]
	}
	if total == 0 {
		return 0
	}
	return sum / total
}
