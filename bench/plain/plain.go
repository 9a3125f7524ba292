// Package plain groups near-copies the textbook way: word shingles in Go maps,
// MinHash with 128 permutations (Broder 1997), banded locality-sensitive hashing
// (Leskovec, Rajaraman & Ullman, Mining of Massive Datasets, ch. 3), the exact
// Jaccard index of every candidate, and connected components.
//
// It is what newscheck is measured against, and what its results are checked
// with: each step does one thing in the plainest way that is not wasteful.
package plain

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/bits"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"
)

// Options say what counts as a copy. All fields are required.
type Options struct {
	Shingle   int     // words in a shingle
	Bands     int     // bands × rows permutations are used
	Rows      int     // values in a band
	Threshold float64 // least Jaccard index of a pair
}

// Default finds pairs with a Jaccard index of one half: 128 permutations in 25
// bands of 5, the split that datasketch chooses for that threshold.
var Default = Options{Shingle: 5, Bands: 25, Rows: 5, Threshold: .5}

// Permutations is the number of hash functions, of which bands may use fewer.
const Permutations = 128

// Pair is two texts, A before B, whose Jaccard index reaches the threshold.
type Pair struct {
	A, B    int
	Jaccard float64
}

// Stage is how long one part of the work took.
type Stage struct {
	Name string
	Time time.Duration
}

// Result is what grouping gives. Group numbers the texts: equal numbers, same
// group; a text's number is that of the first in its group.
type Result struct {
	Pairs      []Pair
	Group      []int
	Candidates int
	Stages     []Stage
}

// Group groups texts.
func Group(texts []string, o Options) (*Result, error) {
	if o.Shingle < 1 || o.Bands < 1 || o.Rows < 1 || o.Bands*o.Rows > Permutations || o.Threshold <= 0 || o.Threshold > 1 {
		return nil, fmt.Errorf("plain: bad options %+v: bands × rows must be 1 to %d, the threshold above 0 and at most 1", o, Permutations)
	}
	r := &Result{}
	start := time.Now()
	lap := func(name string) {
		r.Stages = append(r.Stages, Stage{name, time.Since(start)})
		start = time.Now()
	}
	words := make([][]string, len(texts))
	for i, t := range texts {
		words[i] = Words(t)
	}
	lap("tokenise")
	sets := make([]map[uint64]struct{}, len(texts))
	sketches := make([][]uint64, len(texts))
	m := newMinHash()
	for i, w := range words {
		sets[i] = Shingles(w, o.Shingle)
		sketches[i] = m.sketch(sets[i])
	}
	lap("sketch")
	candidates := candidates(sketches, o)
	r.Candidates = len(candidates)
	lap("block")
	for p := range candidates {
		if j := Jaccard(sets[p[0]], sets[p[1]]); j >= o.Threshold {
			r.Pairs = append(r.Pairs, Pair{p[0], p[1], j})
		}
	}
	lap("verify")
	r.Group = Components(len(texts), r.Pairs)
	lap("group")
	return r, nil
}

// Words are the runs of letters and digits of s, in lower case.
func Words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// Shingles is the set of hashes of all runs of n words. A text of fewer words is
// one shingle; an empty one has none.
func Shingles(words []string, n int) map[uint64]struct{} {
	set := make(map[uint64]struct{})
	if len(words) == 0 {
		return set
	}
	n = min(n, len(words))
	h := fnv.New64a()
	for i := 0; i+n <= len(words); i++ {
		h.Reset()
		h.Write([]byte(strings.Join(words[i:i+n], " ")))
		set[h.Sum64()] = struct{}{}
	}
	return set
}

// Jaccard is the size of the intersection of a and b over that of their union.
func Jaccard(a, b map[uint64]struct{}) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	both := 0
	for x := range a {
		if _, ok := b[x]; ok {
			both++
		}
	}
	if len(a)+len(b) == both {
		return 0
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// prime is the Mersenne prime 2⁶¹−1, over which the permutations are taken.
const prime = 1<<61 - 1

// minHash holds the coefficients of x → (ax + b) mod prime.
type minHash struct{ a, b [Permutations]uint64 }

func newMinHash() *minHash {
	m := &minHash{}
	r := rand.New(rand.NewPCG(1, 1))
	for i := range m.a {
		m.a[i], m.b[i] = 1+r.Uint64N(prime-1), r.Uint64N(prime)
	}
	return m
}

func (m *minHash) sketch(set map[uint64]struct{}) []uint64 {
	sig := make([]uint64, Permutations)
	for i := range sig {
		sig[i] = prime
	}
	for x := range set {
		x %= prime
		for i := range sig {
			hi, lo := bits.Mul64(m.a[i], x)
			v := (lo & prime) + (lo>>61 | hi<<3) // reduce modulo 2⁶¹−1
			v = (v & prime) + v>>61 + m.b[i]
			v = (v & prime) + v>>61
			if v < sig[i] {
				sig[i] = v
			}
		}
	}
	return sig
}

// candidates are the pairs that agree in a whole band.
func candidates(sketches [][]uint64, o Options) map[[2]int]struct{} {
	found := make(map[[2]int]struct{})
	key := make([]byte, 8*o.Rows)
	for band := range o.Bands {
		buckets := make(map[string][]int)
		for i, sig := range sketches {
			for r := range o.Rows {
				binary.LittleEndian.PutUint64(key[8*r:], sig[band*o.Rows+r])
			}
			buckets[string(key)] = append(buckets[string(key)], i)
		}
		for _, b := range buckets {
			for i, x := range b {
				for _, y := range b[i+1:] {
					found[[2]int{x, y}] = struct{}{}
				}
			}
		}
	}
	return found
}

// Components numbers n texts by the connected components that pairs make.
func Components(n int, pairs []Pair) []int {
	parent := make([]int, n)
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, p := range pairs {
		a, b := root(p.A), root(p.B)
		parent[max(a, b)] = min(a, b)
	}
	for i := range parent {
		parent[i] = root(i)
	}
	return parent
}
