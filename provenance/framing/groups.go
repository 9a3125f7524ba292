package framing

import (
	"slices"
	"sort"
)

// between pairs what is left between two aligned sentences, on both sides, when
// it shares anything of weight: a lone sentence with a lone one, and of a few the
// best. Then it collects the groups.
func (al *aligner) between() []group {
	prev := -1 // last aligned unit of A
	for i := 0; i <= len(al.toB); i++ {
		if i < len(al.toB) && al.toB[i] < 0 {
			continue
		}
		from, to := 0, len(al.toA)
		if prev >= 0 {
			from = al.toB[prev] + 1
		}
		if i < len(al.toB) {
			to = al.toB[i]
		}
		al.gap(prev+1, i, from, to)
		prev = i
	}
	var groups []group
	for i, j := range al.toB {
		if j >= 0 {
			ex := al.a.units[i].hash == al.b.units[j].hash
			s := 1.0
			if !ex {
				s = al.similarity(i, j)
			}
			groups = append(groups, group{a: []int{i}, b: []int{j}, score: s, exact: ex})
		}
	}
	return groups
}

// gap pairs units [i0,i1) of A with units [j0,j1) of B, best first.
func (al *aligner) gap(i0, i1, j0, j1 int) {
	if i1-i0 < 1 || j1-j0 < 1 || i1-i0 > maxGap || j1-j0 > maxGap {
		return
	}
	need := minInGap
	if i1-i0 == 1 && j1-j0 == 1 {
		need = minAlone
	}
	var all []candidate
	for i := i0; i < i1; i++ {
		for j := j0; j < j1; j++ {
			if al.toA[j] >= 0 || !al.compatible(i, j) || al.a.units[i].furn != "" {
				continue
			}
			if w := al.sumA[i] + al.sumB[j]; w > 0 {
				s := 2 * al.shared(i, j) / w
				if s >= need || al.similarity(i, j) >= minLikeInGap {
					all = append(all, candidate{i, j, s})
				}
			}
		}
	}
	sort.SliceStable(all, func(x, y int) bool { return all[x].score > all[y].score })
	for _, c := range all {
		if al.toB[c.i] < 0 && al.toA[c.j] < 0 {
			al.toB[c.i], al.toA[c.j] = c.j, c.i
		}
	}
}

// splits joins a leftover sentence to the group next to it, when most of it
// stands in that group's sentence of the other side.
func (al *aligner) splits(groups []group) []group {
	byA, byB := map[int]int{}, map[int]int{}
	for g := range groups {
		byA[groups[g].a[0]] = g
		byB[groups[g].b[0]] = g
	}
	join := func(own, other *doc, postOwn, postOther map[int32][]int32, toOther []int, units func(*group) *[]int, others func(*group) []int, by map[int]int) {
		for i := range own.units {
			u := &own.units[i]
			if toOther[i] >= 0 || u.furn != "" || len(u.stems) == 0 {
				continue
			}
			for _, n := range []int{i - 1, i + 1} {
				g, ok := by[n]
				if !ok || groups[g].exact || len(others(&groups[g])) != 1 || other.units[others(&groups[g])[0]].furn != "" {
					continue
				}
				if len(*units(&groups[g])) >= maxParts {
					continue
				}
				// What stands in the other sentence and is not explained by the group so far.
				got := 0.0
				for _, s := range u.stems {
					if in(postOther, s, others(&groups[g])[0]) && !slices.ContainsFunc(*units(&groups[g]), func(k int) bool { return in(postOwn, s, k) }) {
						got += al.weight[s]
					}
				}
				if got >= minPart*al.sum(u.stems) {
					us := units(&groups[g])
					*us = append(*us, i)
					sort.Ints(*us)
					by[i] = g
					toOther[i] = others(&groups[g])[0]
					break
				}
			}
		}
	}
	join(al.a, al.b, al.postA, al.postB, al.toB, func(g *group) *[]int { return &g.a }, func(g *group) []int { return g.b }, byA)
	join(al.b, al.a, al.postB, al.postA, al.toA, func(g *group) *[]int { return &g.b }, func(g *group) []int { return g.a }, byB)
	return groups
}

// markMoved marks the groups that are not on the longest chain that rises on
// both sides.
func markMoved(groups []group) {
	if len(groups) == 0 {
		return
	}
	tail := []int{}
	prev := make([]int, len(groups))
	for g := range groups {
		b := groups[g].b[0]
		k := sort.Search(len(tail), func(k int) bool { return groups[tail[k]].b[0] >= b })
		prev[g] = -1
		if k > 0 {
			prev[g] = tail[k-1]
		}
		if k == len(tail) {
			tail = append(tail, g)
		} else {
			tail[k] = g
		}
	}
	for g := range groups {
		groups[g].moved = true
	}
	for g := tail[len(tail)-1]; g >= 0; g = prev[g] {
		groups[g].moved = false
	}
}
