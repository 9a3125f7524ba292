package lineage

import "math"

// arc is a possible edge of a tree from parent to child with its weight in nats.
// Node 0 is the root that stands for an original outside the pile.
type arc struct {
	from, to int
	weight   float64
}

// arborescence returns the parent of every node (0 for node 0 itself) in the
// spanning arborescence from node 0 with the greatest sum of weights, by the
// algorithm of Chu & Liu (1965) and Edmonds (1967). All cycles of a round are
// contracted at once, so that there are at most log2(n) rounds of O(E). Every node
// must have an arc from node 0. Of equal arcs the first is taken, so that the
// result depends on the order of arcs alone.
func arborescence(n int, arcs []arc) []int {
	parent := make([]int, n)
	best := make([]int, n) // each node's best incoming arc
	for i := range best {
		best[i] = -1
	}
	for i, a := range arcs {
		if a.to != 0 && a.from != a.to && (best[a.to] < 0 || a.weight > arcs[best[a.to]].weight) {
			best[a.to] = i
		}
	}
	for v := 1; v < n; v++ {
		parent[v] = arcs[best[v]].from
	}
	number, m := contract(parent)
	if m == n {
		return parent
	}
	// Each cycle is one node now. What enters it at v gives up v's own best arc.
	var inner []arc
	var source []int // the arc that each inner one stands for
	at := make(map[[2]int]int, len(arcs))
	for i, a := range arcs {
		from, to := number[a.from], number[a.to]
		if to == 0 || from == to {
			continue
		}
		w := a.weight - arcs[best[a.to]].weight
		if k, ok := at[[2]int{from, to}]; !ok {
			at[[2]int{from, to}] = len(inner)
			inner, source = append(inner, arc{from, to, w}), append(source, i)
		} else if w > inner[k].weight {
			inner[k].weight, source[k] = w, i
		}
	}
	for to, from := range arborescence(m, inner) {
		if to != 0 { // opens a cycle, or is the arc of a single node
			a := arcs[source[at[[2]int{from, to}]]]
			parent[a.to] = a.from
		}
	}
	return parent
}

// contract numbers the nodes such that those of one cycle of parents have the
// same number, and returns how many numbers there are. Node 0 keeps 0.
func contract(parent []int) (number []int, count int) {
	n := len(parent)
	number = make([]int, n)
	walk := make([]int, n) // the walk that reached a node first
	for i := range number {
		number[i] = -1
	}
	number[0], count = 0, 1
	for start := 1; start < n; start++ {
		v := start
		for v != 0 && walk[v] == 0 {
			walk[v] = start
			v = parent[v]
		}
		if v != 0 && walk[v] == start { // a new cycle
			for u := v; number[u] < 0; u = parent[u] {
				number[u] = count
			}
			count++
		}
	}
	for v := range number {
		if number[v] < 0 {
			number[v] = count
			count++
		}
	}
	return number, count
}

// marginals returns p[i][j], the probability that j's parent is i when each
// arborescence has a probability in proportion to exp of its weight, and the
// logarithm of the sum over all of them. They follow from the matrix-tree theorem
// (Tutte 1984; Koo, Globerson, Carreras & Collins, EMNLP 2007). w[i][j] is the
// weight of the arc from i to j, -Inf for none. The cost is cubic in the number of
// nodes.
func marginals(w [][]float64) (p [][]float64, logSum float64) {
	n := len(w)
	p = make([][]float64, n)
	for i := range p {
		p[i] = make([]float64, n)
	}
	if n < 2 {
		return p, 0
	}
	e := make([][]float64, n) // exp(w), each column scaled by its greatest
	for i := range e {
		e[i] = make([]float64, n)
	}
	for j := 1; j < n; j++ {
		top := math.Inf(-1)
		for i := range n {
			if i != j {
				top = max(top, w[i][j])
			}
		}
		logSum += top
		for i := range n {
			if i != j {
				e[i][j] = math.Exp(w[i][j] - top)
			}
		}
	}
	laplacian := make([][]float64, n-1)
	for i := range laplacian {
		laplacian[i] = make([]float64, n-1)
	}
	for j := 1; j < n; j++ {
		for i := range n {
			if i != j {
				laplacian[j-1][j-1] += e[i][j]
			}
			if i != j && i > 0 {
				laplacian[i-1][j-1] = -e[i][j]
			}
		}
	}
	inv, logDet, ok := invert(laplacian)
	logSum += logDet
	for j := 1; j < n; j++ {
		sum := 0.0
		for i := range n {
			switch {
			case i == j:
			case !ok: // numerically singular: each child by itself
				p[i][j] = e[i][j]
			case i == 0:
				p[i][j] = e[0][j] * inv[j-1][j-1]
			default:
				p[i][j] = e[i][j] * (inv[j-1][j-1] - inv[j-1][i-1])
			}
			p[i][j] = max(p[i][j], 0)
			sum += p[i][j]
		}
		for i := range n {
			p[i][j] /= max(sum, 1e-300)
		}
	}
	return p, logSum
}

// invert returns the inverse of a by Gauss-Jordan elimination with pivoting, and
// the logarithm of its determinant's size; a is destroyed. ok is false when a is
// singular to working precision.
func invert(a [][]float64) (inv [][]float64, logDet float64, ok bool) {
	n := len(a)
	inv = make([][]float64, n)
	for i := range inv {
		inv[i] = make([]float64, n)
		inv[i][i] = 1
	}
	for c := range n {
		pivot := c
		for r := c + 1; r < n; r++ {
			if math.Abs(a[r][c]) > math.Abs(a[pivot][c]) {
				pivot = r
			}
		}
		if math.Abs(a[pivot][c]) < 1e-13 {
			return nil, math.Inf(-1), false
		}
		a[c], a[pivot] = a[pivot], a[c]
		inv[c], inv[pivot] = inv[pivot], inv[c]
		logDet += math.Log(math.Abs(a[c][c]))
		scale := 1 / a[c][c]
		for k := range n {
			a[c][k] *= scale
			inv[c][k] *= scale
		}
		for r := range n {
			if f := a[r][c]; r != c && f != 0 {
				for k := range n {
					a[r][k] -= f * a[c][k]
					inv[r][k] -= f * inv[c][k]
				}
			}
		}
	}
	return inv, logDet, true
}
