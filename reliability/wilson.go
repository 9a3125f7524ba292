package reliability

import "math"

// z is the 97.5 % point of the normal distribution.
const z = 1.959963984540054

// few holds, for 1 to 3 counts, the Poisson mean at which at least so many are
// seen with a probability of 5 %. See Wilson.
var few = [...]float64{1: 0.0512933, 2: 0.3553615, 3: 0.8176915}

// Wilson returns the limits between which a rate lies with 95 % confidence when
// k of n were counted (Wilson, JASA 22, 1927). Where k or n-k is 1 to 3 (to 2 for
// n up to 50), the limit near the end is the one-sided Poisson limit, as Brown,
// Cai and DasGupta (Statistical Science 16, 2001, section 4.1.1) propose, without
// which the interval covers rates near 0 and 1 too seldom. For n = 0 the limits are 0
// and 1. It panics unless 0 ≤ k ≤ n.
func Wilson(k, n int) (low, high float64) {
	if k < 0 || k > n {
		panic("reliability: Wilson needs 0 ≤ k ≤ n")
	}
	if n == 0 {
		return 0, 1
	}
	p, m := float64(k)/float64(n), float64(n)
	mid := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	low, high = max(0, mid-half), min(1, mid+half)
	most := 3
	if n <= 50 {
		most = 2
	}
	if k >= 1 && k <= most {
		low = min(low, few[k]/m)
	}
	if k := n - k; k >= 1 && k <= most {
		high = max(high, 1-few[k]/m)
	}
	if k == 0 {
		low = 0
	}
	if k == n {
		high = 1
	}
	return low, high
}

// garwood returns the 95 % limits of the mean of a Poisson count of k (Garwood,
// Biometrika 28, 1936), which need not be whole: half the 2.5 % point of
// chi-square with 2k degrees of freedom, and half the 97.5 % point with 2k+2.
func garwood(k float64) (low, high float64) {
	if k > 0 {
		low = gammaQuantile(0.025, k)
	}
	return low, gammaQuantile(0.975, k+1)
}

// gammaQuantile is the p-th quantile of the gamma distribution of shape a and
// scale 1, by bisection on the regularised incomplete gamma function.
func gammaQuantile(p, a float64) float64 {
	low, high := 0.0, a+10*math.Sqrt(a)+20
	for range 100 {
		mid := (low + high) / 2
		if gammaP(a, mid) < p {
			low = mid
		} else {
			high = mid
		}
		if high-low <= 1e-12*high {
			break
		}
	}
	return (low + high) / 2
}

// gammaP is the regularised lower incomplete gamma function P(a, x), by its
// series for x < a+1 and by its continued fraction above (Abramowitz & Stegun
// 6.5.29, 6.5.31).
func gammaP(a, x float64) float64 {
	if x <= 0 {
		return 0
	}
	lg, _ := math.Lgamma(a)
	front := math.Exp(a*math.Log(x) - x - lg)
	if x < a+1 {
		sum, term := 1/a, 1/a
		for n := 1; n < 10000 && term > sum*1e-15; n++ {
			term *= x / (a + float64(n))
			sum += term
		}
		return front * sum
	}
	const tiny = 1e-300
	b := x + 1 - a
	c, d := 1/tiny, 1/b
	h := d
	for i := 1; i < 10000; i++ {
		an := -float64(i) * (float64(i) - a)
		b += 2
		d = 1 / notZero(an*d+b, tiny)
		c = notZero(b+an/c, tiny)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return 1 - front*h
}

func notZero(x, tiny float64) float64 {
	if math.Abs(x) < tiny {
		return tiny
	}
	return x
}

// medianLimits returns the 0-based places, in a sorted sample of n, of the order
// statistics between which the median lies with at least 95 % confidence, whatever
// the distribution (David & Nagaraja, Order Statistics, 2003, section 7.1). ok is
// false when n is too small for that (n < 6).
func medianLimits(n int) (low, high int, ok bool) {
	// The largest j with P(Binomial(n, 1/2) < j) ≤ 2.5 %: the interval is from
	// the j-th to the (n-j+1)-th.
	sum, j := 0.0, 0
	for k := range n {
		lc, _ := math.Lgamma(float64(n + 1))
		a, _ := math.Lgamma(float64(k + 1))
		b, _ := math.Lgamma(float64(n - k + 1))
		sum += math.Exp(lc - a - b - float64(n)*math.Ln2)
		if sum > 0.025 {
			break
		}
		j = k + 1
	}
	if j == 0 {
		return 0, 0, false
	}
	return j - 1, n - j, true
}
