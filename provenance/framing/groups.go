package framing

import (
	"slices"
	"sort"
)

// between pairs a lone sentence between two aligned ones with its counterpart
// when they share anything of weight, and collects the groups.
func (al *aligner) between() []group {
	for i := range al.a.units {
		if al.toB[i] >= 0 || i == 0 || i+1 >= len(al.toB) || al.toB[i-1] < 0 || al.toB[i+1] < 0 {
			continue
		}
		j := al.toB[i-1] + 1
		if al.toB[i+1] != j+1 || al.toA[j] >= 0 || !al.compatible(i, j) || al.a.units[i].furn != "" {
			continue
		}
		if w := al.sumA[i] + al.sumB[j]; w > 0 && 2*al.shared(i, j)/w >= minAlone {
			al.toB[i], al.toA[j] = j, i
		}
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
