package dedupe

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
)

// Bounds on the work of blocking. What they leave out is counted in
// Candidates.Cut, never dropped silently.
const (
	// maxPostings: of a shingle that stands in more articles than this, an
	// article meets only the first and the nearest of them, and the shingle
	// weighs less the more articles have it.
	maxPostings = 64
	// minPostings is how few of the articles that share a common shingle an
	// article meets.
	minPostings = 8
	// maxShared: a shingle that stands in more articles than this is a stock phrase
	// of the language and brings nobody together; a story that has so many copies
	// is held together by its bands.
	maxShared = 1024
	// maxBand is the same for the keys of a band.
	maxBand = 16
	// maxPerSource: a shingle that stands in more articles than this, all of one
	// publisher, is that publisher's boilerplate. (A wire story is the reverse:
	// many publishers, few articles each. No global frequency cap tells them apart.)
	maxPerSource = 8
	// maxCandidates is the most articles that one article is verified against.
	maxCandidates = 64
)

// Candidates are the pairs of articles that are worth verifying.
type Candidates struct {
	Of   [][]int32 // per article, ascending: the articles that come before it in rank
	Cut  int       // pairs that a bound left out
	Some []bool    // per article: whether a bound may have left a copy of it out
}

// sketches holds the sketches of a set in two flat arrays, article by article.
type sketches struct {
	scaled []uint32 // all Scaled values
	ends   []int    // end of each article's values
	bands  []uint32 // Bands keys an article
	source []uint32 // publisher, by number; 0 when unknown
	rank   []int32  // canonical order, which does not depend on input order
	skip   []bool   // identical to another article: not blocked
}

func (s *sketches) add(sk Sketch, source uint32) {
	s.scaled = append(s.scaled, sk.Scaled...)
	s.ends = append(s.ends, len(s.scaled))
	s.bands = append(s.bands, sk.Band[:]...)
	s.source = append(s.source, source)
}

func (s *sketches) from(i int) int {
	if i == 0 {
		return 0
	}
	return s.ends[i-1]
}

// of is the kept shingles of article i.
func (s *sketches) of(i int) []uint32 { return s.scaled[s.from(i):s.ends[i]] }

// Block finds candidates among sketches: pairs that share MinShared rare
// shingles, or a whole band. source tells publishers apart (0: unknown), rank is
// any strict order of the articles that does not depend on how they came in.
func Block(ctx context.Context, sk []Sketch, source []uint32, rank []int32, p Params, workers int) (Candidates, error) {
	var s sketches
	for i := range sk {
		s.add(sk[i], source[i])
	}
	s.rank, s.skip = rank, make([]bool, len(sk))
	return s.block(ctx, p, workers)
}

// block inverts the sketches into postings and walks them article by article.
func (s *sketches) block(ctx context.Context, p Params, workers int) (Candidates, error) {
	n := len(s.ends)
	shingle, err := s.invert(ctx, s.scaled, func(pos int) int { return 0 }, s.ends, maxPerSource, maxShared)
	if err != nil {
		return Candidates{}, err
	}
	bandEnds := make([]int, n)
	for i := range bandEnds {
		bandEnds[i] = (i + 1) * Bands
	}
	band, err := s.invert(ctx, s.bands, func(pos int) int { return pos % Bands }, bandEnds, math.MaxInt, math.MaxInt)
	if err != nil {
		return Candidates{}, err
	}
	order := make([]int32, n)
	for d, r := range s.rank {
		order[r] = int32(d)
	}
	c := Candidates{Of: make([][]int32, n), Some: make([]bool, n)}
	var cut atomic.Int64
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			w := &walker{s: s, order: order, min: float32(p.MinShared), score: make([]float32, n)}
			for ctx.Err() == nil {
				// Chunks keep workers out of one another's cache lines.
				from := int(next.Add(256)) - 256
				if from >= n {
					break
				}
				for i := from; i < min(from+256, n); i++ {
					if !s.skip[i] {
						c.Of[i] = w.candidates(int32(i), shingle, band)
						c.Some[i] = w.missed
						cut.Add(int64(w.cut))
					}
				}
			}
		})
	}
	wg.Wait()
	c.Cut = int(cut.Load())
	return c, ctx.Err()
}

// postings is an inverted file. A list stands in ranks as its length and then
// the ranks of its articles, ascending: one look takes a walker to all of it.
type postings struct {
	at    []uint32 // per position: where its list begins in ranks, or noList
	ranks []int32
}

const noList = math.MaxUint32

func (p *postings) of(pos int) []int32 {
	at := p.at[pos]
	if at == noList {
		return nil
	}
	return p.ranks[at+1:][:p.ranks[at]]
}

// partition is the number of values sorted at a time, which bounds memory.
const partition = 1 << 22

// invert sorts the values and collects those that two or more articles share.
// Values that more than perSource articles share, all of one publisher, get no
// list. column tells values of different kinds apart.
func (s *sketches) invert(ctx context.Context, values []uint32, column func(pos int) int, ends []int, perSource, most int) (*postings, error) {
	p := &postings{at: make([]uint32, len(values))}
	for i := range p.at {
		p.at[i] = noList
	}
	parts := len(values)/partition + 1
	width := (uint64(1)<<32 + uint64(parts) - 1) / uint64(parts)
	docOf := newOwner(ends)
	var keys, spare []uint64
	for part := range parts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		lo, hi := uint64(part)*width, uint64(part+1)*width
		keys = keys[:0]
		for pos, v := range values {
			// Spread bands over the whole range, so that equal values of different
			// columns do not meet.
			k := uint64(v)
			if c := column(pos); c > 0 {
				k = mix(k<<8|uint64(c)) >> 32
			}
			if k >= lo && k < hi {
				keys = append(keys, k<<32|uint64(pos))
			}
		}
		spare = grow(spare, len(keys))
		radixSort(keys, spare)
		for i := 0; i < len(keys); {
			j := i + 1
			for j < len(keys) && keys[j]>>32 == keys[i]>>32 {
				j++
			}
			if j-i > 1 && j-i <= most {
				s.list(p, keys[i:j], docOf, perSource)
			}
			i = j
		}
	}
	return p, nil
}

// list makes one list of postings of the keys, which share a value.
func (s *sketches) list(p *postings, keys []uint64, docOf owner, perSource int) {
	at := len(p.ranks)
	p.ranks = append(p.ranks, 0)
	one, sorted := true, true
	var source uint32
	for _, k := range keys {
		d := docOf.of(int(uint32(k)))
		if s.skip[d] {
			continue
		}
		r := s.rank[d]
		if n := len(p.ranks); n == at+1 {
			source = s.source[d]
		} else {
			one = one && s.source[d] == source && source != 0
			sorted = sorted && r > p.ranks[n-1]
		}
		p.ranks = append(p.ranks, r)
	}
	l := p.ranks[at+1:]
	if len(l) < 2 || one && len(l) > perSource {
		p.ranks = p.ranks[:at]
		return
	}
	if !sorted {
		slices.Sort(l)
	}
	p.ranks[at] = int32(len(l))
	for _, k := range keys {
		p.at[uint32(k)] = uint32(at)
	}
}

// owner tells which article a position of a flat array belongs to.
type owner struct {
	ends   []int
	coarse []int32 // article at every ownerStep-th position
}

const ownerStep = 32

func newOwner(ends []int) owner {
	total := 0
	if len(ends) > 0 {
		total = ends[len(ends)-1]
	}
	o := owner{ends: ends, coarse: make([]int32, total/ownerStep+1)}
	d := 0
	for i := range o.coarse {
		for d < len(ends)-1 && ends[d] <= i*ownerStep {
			d++
		}
		o.coarse[i] = int32(d)
	}
	return o
}

func (o owner) of(pos int) int {
	d := int(o.coarse[pos/ownerStep])
	for o.ends[d] <= pos {
		d++
	}
	return d
}

// walker collects the candidates of one article after the other.
type walker struct {
	s       *sketches
	order   []int32 // article of each rank
	min     float32
	score   []float32 // per rank: rarity-weighted shared shingles
	touched []int32   // ranks whose score is not 0
	cut     int       // pairs left out, of the last article
	missed  bool      // whether the last article may have copies that it did not meet
}

// candidates returns the articles before i in rank that share enough with it.
func (w *walker) candidates(i int32, shingle, band *postings) []int32 {
	s := w.s
	rank := s.rank[i]
	w.touched, w.cut = w.touched[:0], 0
	lost := float32(0) // weight of the shingles through which it did not meet everyone
	for pos := s.from(int(i)); pos < s.ends[i]; pos++ {
		l := shingle.of(pos)
		if len(l) <= maxPostings {
			for _, r := range l {
				if r >= rank {
					break
				}
				w.add(r, 1)
			}
			continue
		}
		// The more articles have a shingle, the less it says, and the fewer of them
		// are worth meeting through it.
		weight := maxPostings / float32(len(l))
		if w.some(l, rank, weight, max(minPostings, int(weight*maxPostings))) > 0 {
			lost += weight
		}
	}
	for pos := int(i) * Bands; pos < int(i+1)*Bands; pos++ {
		// Only what is left out of a band counts as cut: those articles resemble i
		// as a whole, while a shingle that many have says little of any two.
		w.cut += w.some(band.of(pos), rank, w.min, maxBand)
	}
	var out []int32
	for _, r := range w.touched {
		if w.score[r] >= w.min {
			out = append(out, r)
		}
	}
	if len(out) > maxCandidates {
		slices.SortFunc(out, func(a, b int32) int {
			return cmp.Or(-cmp.Compare(w.score[a], w.score[b]), cmp.Compare(a, b))
		})
		w.cut += len(out) - maxCandidates
		out = out[:maxCandidates]
	}
	w.missed = w.cut > 0 || lost >= w.min
	for _, r := range w.touched {
		w.score[r] = 0
	}
	slices.Sort(out)
	for j, r := range out {
		out[j] = w.order[r]
	}
	return slices.Clip(out)
}

// some adds weight to articles of a list that rank before rank: to all of them
// when they are up to most, else to the first and to those nearest before it.
// It returns how many it left out.
func (w *walker) some(l []int32, rank int32, weight float32, most int) int {
	at, _ := slices.BinarySearch(l, rank)
	if at <= most {
		for _, r := range l[:at] {
			w.add(r, weight)
		}
		return 0
	}
	for _, r := range l[:most/2] {
		w.add(r, weight)
	}
	for _, r := range l[at-most/2 : at] {
		w.add(r, weight)
	}
	return at - most
}

func (w *walker) add(r int32, weight float32) {
	x := w.score[r]
	if x == 0 {
		w.touched = append(w.touched, r)
	}
	w.score[r] = x + weight
}

// radixSort sorts keys by their upper 32 bits, stably; spare is as long.
func radixSort(keys, spare []uint64) {
	const bits = 11
	var count [3][1 << bits]int
	for _, k := range keys {
		h := k >> 32
		count[0][h&(1<<bits-1)]++
		count[1][h>>bits&(1<<bits-1)]++
		count[2][h>>(2*bits)]++
	}
	for pass := range count {
		c := &count[pass]
		sum := 0
		for i, n := range c {
			c[i] = sum
			sum += n
		}
		shift := 32 + uint(pass)*bits
		for _, k := range keys {
			b := k >> shift & (1<<bits - 1)
			spare[c[b]] = k
			c[b]++
		}
		keys, spare = spare, keys
	}
	copy(spare, keys)
}
