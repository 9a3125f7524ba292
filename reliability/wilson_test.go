package reliability

import (
	"math"
	"math/rand/v2"
	"testing"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// The limits that textbooks print.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		k, n      int
		low, high float64
	}{
		{0, 0, 0, 1},
		{0, 20, 0, 0.1611},
		{20, 20, 0.8389, 1},
		{10, 20, 0.2993, 0.7007},
		{5, 20, 0.1119, 0.4687},
		{81, 263, 0.2553, 0.3662}, // Newcombe, Statistics in Medicine 17, 1998, table I
		{15, 148, 0.0624, 0.1605},
		{1, 29, 0.0513 / 29, 0.1718}, // the lower one by Brown, Cai & DasGupta
	} {
		low, high := Wilson(c.k, c.n)
		near(t, "low", low, c.low, 1e-4)
		near(t, "high", high, c.high, 1e-4)
	}
}

func TestWilsonSymmetry(t *testing.T) {
	for n := 1; n < 120; n++ {
		last := -1.0
		for k := 0; k <= n; k++ {
			low, high := Wilson(k, n)
			l2, h2 := Wilson(n-k, n)
			near(t, "mirrored low", 1-h2, low, 1e-12)
			near(t, "mirrored high", 1-l2, high, 1e-12)
			p := float64(k) / float64(n)
			if low > p || high < p || low < last {
				t.Fatalf("Wilson(%d, %d) = %v, %v", k, n, low, high)
			}
			last = low
		}
	}
}

// Exact coverage, summed over all counts, for rates from end to end.
func TestWilsonCoverage(t *testing.T) {
	worst, sum, cells := 1.0, 0.0, 0
	for _, n := range []int{20, 25, 32, 50, 80, 120, 200, 400, 800} {
		for p := 0.0025; p < 1; p += 0.0025 {
			cover := 0.0
			for k := range n + 1 {
				if low, high := Wilson(k, n); low <= p && p <= high {
					cover += math.Exp(logBinomial(n, k) + float64(k)*math.Log(p) + float64(n-k)*math.Log(1-p))
				}
			}
			worst, sum, cells = min(worst, cover), sum+cover, cells+1
		}
	}
	t.Logf("coverage: mean %.4f, least %.4f, in %d cells", sum/float64(cells), worst, cells)
	if worst < 0.90 || sum/float64(cells) < 0.945 {
		t.Errorf("coverage: mean %.4f, least %.4f", sum/float64(cells), worst)
	}
}

func logBinomial(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}

// Values of tables of the Poisson distribution.
func TestGarwood(t *testing.T) {
	for _, c := range []struct{ k, low, high float64 }{
		{0, 0, 3.6889}, {1, 0.0253, 5.5716}, {5, 1.6235, 11.6683}, {10, 4.7954, 18.3904}, {50, 37.1110, 65.9188}, {100, 81.3640, 121.6268},
	} {
		low, high := garwood(c.k)
		near(t, "low", low, c.low, 2e-4)
		near(t, "high", high, c.high, 2e-4)
	}
}

// Conover's table A3: places of the limits of a median.
func TestMedianLimits(t *testing.T) {
	for _, c := range []struct {
		n, low, high int
		ok           bool
	}{{5, 0, 0, false}, {6, 0, 5, true}, {10, 1, 8, true}, {20, 5, 14, true}, {100, 39, 60, true}} {
		low, high, ok := medianLimits(c.n)
		if low != c.low || high != c.high || ok != c.ok {
			t.Errorf("medianLimits(%d) = %d, %d, %v, want %d, %d, %v", c.n, low, high, ok, c.low, c.high, c.ok)
		}
	}
}

func TestMedianCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	hit, draws := 0, 2000
	for range draws {
		o := sums{lags: map[int32]int32{}}
		for range 20 + r.IntN(80) {
			o.lags[lagStep(math.Exp(2*r.NormFloat64()+2))]++
			o.lagsN++
		}
		var f Figure
		o.medianLag(&f)
		if m := math.Exp(2); f.Interval[0] <= m && m <= f.Interval[1] {
			hit++
		}
	}
	if c := float64(hit) / float64(draws); c < 0.94 {
		t.Errorf("the interval covers the median in %.3f of the draws", c)
	}
}
