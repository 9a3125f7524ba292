package synth

import (
	"math"
	"math/bits"
)

// rng is SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): one addition and one
// mix a draw, and any 64-bit value is a good seed, so that every event of a
// corpus can have a generator of its own.
type rng struct{ state uint64 }

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}

func (r *rng) next() uint64 {
	r.state += 0x9E3779B97F4A7C15
	return mix(r.state)
}

// intn returns a number in [0, n); n must be positive.
func (r *rng) intn(n int) int {
	hi, _ := bits.Mul64(r.next(), uint64(n))
	return int(hi)
}

// between returns a number in [lo, hi].
func (r *rng) between(lo, hi int) int { return lo + r.intn(hi-lo+1) }

// float returns a number in [0, 1).
func (r *rng) float() float64 { return float64(r.next()>>11) * 0x1p-53 }

// chance is true with probability p.
func (r *rng) chance(p float64) bool { return r.float() < p }

// normal returns a draw from the standard normal distribution (Box–Muller).
func (r *rng) normal() float64 {
	return math.Sqrt(-2*math.Log(1-r.float())) * math.Cos(2*math.Pi*r.float())
}

// gap returns how many trials fail before the next that succeeds with
// probability p; it lets rare edits skip over text without a draw a letter.
func (r *rng) gap(p float64) int {
	if p <= 0 {
		return math.MaxInt32
	}
	if p >= 1 {
		return 0
	}
	return int(min(math.Log(1-r.float())/math.Log1p(-p), math.MaxInt32))
}

// choose returns one of the elements of list.
func choose[T any](r *rng, list []T) T { return list[r.intn(len(list))] }
