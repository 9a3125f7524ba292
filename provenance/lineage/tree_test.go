package lineage

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// trees calls f for every spanning arborescence from node 0 of a complete graph.
func trees(n int, f func(parent []int)) {
	parent := make([]int, n)
	var fill func(v int)
	fill = func(v int) {
		if v == n {
			for x := 1; x < n; x++ {
				steps := 0
				for y := x; y != 0; y = parent[y] {
					if steps++; steps > n {
						return // a cycle
					}
				}
			}
			f(parent)
			return
		}
		for p := range n {
			if p != v {
				parent[v] = p
				fill(v + 1)
			}
		}
	}
	fill(1)
}

func drawWeights(t *rapid.T) [][]float64 {
	n := rapid.IntRange(2, 5).Draw(t, "nodes")
	w := make([][]float64, n)
	for i := range w {
		w[i] = make([]float64, n)
		for j := range w[i] {
			w[i][j] = rapid.Float64Range(-12, 0).Draw(t, "weight")
			if i == j || j == 0 {
				w[i][j] = math.Inf(-1)
			}
		}
	}
	return w
}

func TestArborescenceIsTheBest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWeights(t)
		n := len(w)
		var arcs []arc
		for i := range n {
			for j := range n {
				if i != j && j != 0 {
					arcs = append(arcs, arc{i, j, w[i][j]})
				}
			}
		}
		total := func(parent []int) (s float64) {
			for v := 1; v < n; v++ {
				s += w[parent[v]][v]
			}
			return s
		}
		best := math.Inf(-1)
		trees(n, func(parent []int) { best = max(best, total(parent)) })
		got := arborescence(n, arcs)
		for v := 1; v < n; v++ { // it is a tree
			steps := 0
			for x := v; x != 0; x = got[x] {
				if steps++; steps > n {
					t.Fatalf("cycle in %v", got)
				}
			}
		}
		if math.Abs(total(got)-best) > 1e-9 {
			t.Fatalf("weight %.6f, best %.6f: %v", total(got), best, got)
		}
	})
}

func TestMarginalsMatchEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := drawWeights(t)
		n := len(w)
		sum := 0.0
		want := make([][]float64, n)
		for i := range want {
			want[i] = make([]float64, n)
		}
		trees(n, func(parent []int) {
			s := 0.0
			for v := 1; v < n; v++ {
				s += w[parent[v]][v]
			}
			e := math.Exp(s)
			sum += e
			for v := 1; v < n; v++ {
				want[parent[v]][v] += e
			}
		})
		got, logSum := marginals(w)
		if math.Abs(logSum-math.Log(sum)) > 1e-6 {
			t.Fatalf("log sum %.8f, by enumeration %.8f", logSum, math.Log(sum))
		}
		for i := range n {
			for v := 1; v < n; v++ {
				if i != v && math.Abs(got[i][v]-want[i][v]/sum) > 1e-6 {
					t.Fatalf("p[%d][%d] = %.8f, by enumeration %.8f", i, v, got[i][v], want[i][v]/sum)
				}
			}
		}
	})
}

func TestMarginalsSurviveExtremeWeights(t *testing.T) {
	inf := math.Inf(-1)
	p, _ := marginals([][]float64{{inf, -900, -900}, {inf, inf, -1}, {inf, -1, inf}})
	for v := 1; v < 3; v++ {
		sum := 0.0
		for i := range 3 {
			if i != v {
				sum += p[i][v]
			}
		}
		if math.IsNaN(sum) || math.Abs(sum-1) > 1e-6 {
			t.Errorf("probabilities of the parents of %d add up to %v", v, sum)
		}
	}
}
