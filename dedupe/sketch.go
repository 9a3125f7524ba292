package dedupe

import (
	"math"
	"math/bits"
	"slices"

	"github.com/newscheck/newscheck/internal/text"
)

// Params are the numbers that sketching and blocking work with. A user states
// Options; Options.params derives these.
type Params struct {
	Shingle   int     // words in a shingle (characters when Noisy)
	Scale     int     // one shingle in Scale is kept in Sketch.Scaled; a power of two
	MinShared float64 // rarity-weighted number of kept shingles two articles must share to be looked at
	Noisy     bool    // shingle by characters instead of words
}

// Geometry of the MinHash part of a sketch: Bands bands of Rows bins each.
const (
	Bands = 16
	Rows  = 8
	bins  = Bands * Rows

	// keepAll is the number of shingles up to which an article keeps every one
	// of them, so that briefs are compared exactly.
	keepAll = 64

	emptyBin = math.MaxUint32
)

// Sketch is the fixed, small summary of an article by which candidates are
// found. It has two parts, both made of the same shingle hashes:
//
//   - Scaled is a FracMinHash (Irber et al. 2022): the shingles whose hash is
//     under 2^64/Scale. It grows with the article, so it estimates containment
//     between articles of unequal length without bias.
//   - Band holds the LSH keys of a one-permutation MinHash (Li, Owen, Zhang,
//     NIPS 2012) with optimal densification (Shrivastava, ICML 2017): equal
//     keys mean that the articles resemble each other as a whole.
type Sketch struct {
	Words  int           // words in the article
	Scaled []uint32      // ascending, distinct
	Band   [Bands]uint32 // one key a band
}

// sketcher holds the buffers that sketching needs; one goroutine at a time.
type sketcher struct {
	p      Params
	tokens text.Tokens
	hashes []uint64
	scaled []uint32
	spare  []uint32
	sig    [bins]uint32
}

// MakeSketch sketches one text. Equal texts give equal sketches on every
// machine; see testdata/vectors.json for test vectors.
func MakeSketch(s string, p Params) Sketch {
	k := &sketcher{p: p}
	k.tokens.Read(s)
	sk := k.sketch(s, unit(k.tokens.Words))
	sk.Scaled = slices.Clone(sk.Scaled)
	return sk
}

// sketch makes the sketch of s, whose tokens are in k.tokens, so many of them as unit
// says to one word of meaning. Sketch.Scaled is only valid until the next call.
func (k *sketcher) sketch(s string, unit int) Sketch {
	sk := Sketch{Words: len(k.tokens.Words)}
	if k.p.Noisy {
		k.hashes = charShingles(k.hashes[:0], s, k.tokens.Words, k.p.Shingle)
	} else {
		k.hashes = shingles(k.hashes[:0], k.tokens.Words, k.p.Shingle*unit)
	}
	shift := uint(bitLen(k.p.Scale))
	scale := k.p.Scale
	if len(k.hashes) <= keepAll {
		scale = 1
	}
	limit := uint64(math.MaxUint64)
	if scale > 1 {
		limit = 1 << (64 - shift)
	}
	sig := &k.sig
	for i := range sig {
		sig[i] = emptyBin
	}
	// Without branches: which hashes are kept, no processor can foresee.
	kept := grow(k.scaled, len(k.hashes))
	k.spare = grow(k.spare, len(k.hashes)) // the two change places
	n := 0
	for _, h := range k.hashes {
		// The top bits of a kept hash are zero: the next 32 identify it.
		kept[n] = uint32(h >> (32 - shift))
		_, less := bits.Sub64(h, limit, 0)
		n += int(less)
		b := h % bins
		sig[b] = min(sig[b], uint32(h>>32))
	}
	kept = kept[:n]
	k.scaled = slices.Compact(k.sortKept(kept))
	sk.Scaled = k.scaled
	if len(k.hashes) > 0 {
		densify(sig)
		for b := range sk.Band {
			h := uint64(b) + 1
			for _, v := range sig[b*Rows : (b+1)*Rows] {
				h = mix(h ^ uint64(v))
			}
			sk.Band[b] = uint32(h >> 32)
		}
	}
	return sk
}

// sortKept sorts kept shingles. They are spread evenly over 32 bits: put each
// near its place by its upper bits, and insertion does the rest.
func (k *sketcher) sortKept(v []uint32) []uint32 {
	const buckets = 256
	if len(v) > 4*buckets {
		slices.Sort(v)
		return v
	}
	var at [buckets]uint16
	for _, x := range v {
		at[x>>24]++
	}
	sum := uint16(0)
	for i, n := range at {
		at[i] = sum
		sum += n
	}
	out := k.spare[:len(v)]
	k.spare = v
	for _, x := range v {
		out[at[x>>24]] = x
		at[x>>24]++
	}
	for i := 1; i < len(out); i++ {
		x, j := out[i], i
		for ; j > 0 && out[j-1] > x; j-- {
			out[j] = out[j-1]
		}
		out[j] = x
	}
	return out
}

// densify fills the empty bins of a one-permutation MinHash from full ones,
// chosen by a hash of the bin and the attempt only, so that two sketches borrow
// alike (Shrivastava 2017). At least one bin must be full.
func densify(sig *[bins]uint32) {
	if !slices.Contains(sig[:], emptyBin) {
		return
	}
	full := *sig
	for i, v := range full {
		for try := uint64(1); v == emptyBin; try++ {
			v = full[mix(uint64(i)<<32|try)%bins]
		}
		sig[i] = v
	}
}

// shingles appends the hash of each run of n words. A text shorter than n words
// is one shingle.
func shingles(dst []uint64, words []text.Word, n int) []uint64 {
	if len(words) == 0 {
		return dst
	}
	n = min(n, len(words))
	// Rolling polynomial over the word hashes, then a finaliser: the polynomial
	// alone is linear, and linear hashes make bad samples.
	var h, top uint64 = 0, 1
	for i := range n {
		h = h*base + words[i].Hash
		if i > 0 {
			top *= base
		}
	}
	at := len(dst)
	dst = slices.Grow(dst, len(words)-n+1)[:at+len(words)-n+1]
	dst[at] = mix(h)
	out, in, gone := dst[at+1:], words[n:], words[:len(words)-n]
	top *= base
	for i := range out {
		h = h*base + (in[i].Hash - gone[i].Hash*top)
		out[i] = mix(h)
	}
	return dst
}

// charShingles appends the hash of each run of n letters or digits of s, words
// joined, so that a wrong letter or a lost space spoils n shingles and no more.
func charShingles(dst []uint64, s string, words []text.Word, n int) []uint64 {
	var ring [64]uint64
	n = min(n, len(ring))
	var h, top uint64 = 0, 1
	for range n - 1 {
		top *= base
	}
	at := 0
	for _, w := range words {
		for _, r := range text.Fold(s[w.Start:w.End]) {
			if at >= n {
				h -= ring[at%n] * top
			}
			c := mix(uint64(r))
			ring[at%n] = c
			h = h*base + c
			if at++; at >= n {
				dst = append(dst, mix(h))
			}
		}
	}
	if at > 0 && at < n {
		dst = append(dst, mix(h))
	}
	return dst
}

const base = 0x9E3779B97F4A7C15 // odd, so that it has an inverse mod 2^64

// mix is the finaliser of MurmurHash3: every bit of x moves every bit of it.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xFF51AFD7ED558CCD
	x ^= x >> 33
	x *= 0xC4CEB9FE1A85EC53
	return x ^ x>>33
}

// unit is how many Words make about one word of meaning: 2 where each character
// is a Word (Han, Kana, Thai), else 1.
func unit(words []text.Word) int {
	n := 0
	step := max(1, len(words)/64)
	for i := 0; i < len(words); i += step {
		// Ideographs take three or four bytes and stand alone; three Latin
		// letters side by side do not touch the next word.
		if w := words[i]; w.End-w.Start >= 3 && w.End-w.Start <= 4 && i+1 < len(words) && words[i+1].Start == w.End {
			n++
		}
	}
	if n*step*2 > len(words) {
		return 2
	}
	return 1
}

func bitLen(scale int) int {
	n := 0
	for scale > 1 {
		scale >>= 1
		n++
	}
	return n
}
