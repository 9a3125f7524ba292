package lineage

import (
	"cmp"
	"slices"
)

// near returns up to [nearest] likely parents of v within a large family: the
// copies that share most of its rarest readings, and the fullest copies of all.
func (b *bench) near(v int) []int {
	b.indexOnce()
	score := map[int]float64{}
	for _, p := range b.ws[v].places {
		list := b.holders[p.reading]
		for _, u := range list[:min(len(list), nearest)] {
			if u != v {
				score[u] += 1 / float64(len(list))
			}
		}
	}
	out := make([]int, 0, len(score)+len(b.fullest))
	for u := range score {
		out = append(out, u)
	}
	slices.SortFunc(out, func(x, y int) int { return cmp.Or(cmp.Compare(score[y], score[x]), cmp.Compare(x, y)) })
	out = out[:min(len(out), nearest)]
	for _, u := range b.fullest {
		if u != v && !slices.Contains(out, u) {
			out = append(out, u)
		}
	}
	slices.Sort(out)
	return out
}

// indexOnce lists for each reading the copies that have it, and the fullest
// copies, proved originals first.
func (b *bench) indexOnce() {
	if b.holders != nil {
		return
	}
	b.holders = make([][]int, len(b.rs.all))
	for i, w := range b.ws {
		for _, p := range w.places {
			b.holders[p.reading] = append(b.holders[p.reading], i)
		}
	}
	rank := make([]int, len(b.ws))
	cost := make([]float64, len(b.ws))
	for i := range rank {
		rank[i] = i
		cost[i], _ = b.originalCost(i)
	}
	slices.SortFunc(rank, func(x, y int) int {
		return cmp.Or(cmp.Compare(cost[x], cost[y]), cmp.Compare(b.ws[y].size, b.ws[x].size), cmp.Compare(x, y))
	})
	b.fullest = slices.Clone(rank[:min(len(rank), 8)])
}
