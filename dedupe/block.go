package dedupe

import (
	"cmp"
	"context"
	"math"
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"
	"time"
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
	// publisher and not all of the same days, is that publisher's boilerplate. (A
	// wire story is the reverse: many publishers, few articles each, in little time.
	// No global frequency cap tells them apart.)
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

// sketches holds the sketches of a set.
type sketches struct {
	scaled rows[uint32] // Scaled
	bands  rows[uint32] // Band
	source []uint32     // publisher, by number; 0 when unknown
	day    []int32      // of publication; NoDay when unknown
	rank   []int32      // canonical order, which does not depend on input order
	skip   []bool       // identical to another article: not blocked
}

func (s *sketches) add(sk Sketch, source uint32, day int32) {
	s.scaled.add(sk.Scaled)
	s.bands.add(sk.Band[:])
	s.source = append(s.source, source)
	s.day = append(s.day, day)
}

// RunningDays: what one publisher repeats within so many days may be a running
// story, told anew with every update, and is not its boilerplate.
const RunningDays = 2

// NoDay stands for a day that is not known; it is less than any other.
const NoDay = math.MinInt32

// Day is t in days since 1970, or NoDay when t is zero.
func Day(t time.Time) int32 {
	if t.IsZero() {
		return NoDay
	}
	return int32(min(max(t.Unix()/86400, -1<<30), 1<<30))
}

// brief tells whether the days from low to high, all known, are so few that what
// repeats in them may be a running story.
func brief(low, high int32) bool { return low != NoDay && high-low <= RunningDays }

// Block finds candidates among sketches: pairs that share MinShared rare
// shingles, or a whole band. source tells publishers apart (0: unknown), times are
// those of publication (zero: unknown), rank is any strict order of the articles that does not depend on how they came in.
func Block(ctx context.Context, sk []Sketch, source []uint32, times []time.Time, rank []int32, p Params, workers int) (Candidates, error) {
	var s sketches
	for i := range sk {
		s.add(sk[i], source[i], Day(times[i]))
	}
	s.rank, s.skip = rank, make([]bool, len(sk))
	return s.block(ctx, p, workers)
}

// block inverts the sketches into postings and walks them article by article.
func (s *sketches) block(ctx context.Context, p Params, workers int) (Candidates, error) {
	n := len(s.source)
	order := make([]int32, n)
	for d, r := range s.rank {
		order[r] = int32(d)
	}
	high := bits.Len(uint(s.scaled.size / partition))
	shingle, err := s.invert(ctx, order, 1<<high, 32-high, s.scaled.size>>high, s.part(high), maxPerSource, maxShared)
	if err != nil {
		return Candidates{}, err
	}
	band, err := s.invert(ctx, order, Bands, 32, n, s.column, math.MaxInt, math.MaxInt)
	if err != nil {
		return Candidates{}, err
	}
	c := Candidates{Of: make([][]int32, n), Some: make([]bool, n)}
	var cut atomic.Int64
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			w := &walker{order: order, min: float32(p.MinShared), score: roomy[float32](n)[:n]}
			for ctx.Err() == nil {
				// Chunks keep workers out of one another's cache lines.
				from := int(next.Add(256)) - 256
				if from >= n {
					break
				}
				for r := from; r < min(from+256, n); r++ {
					if i := order[r]; !s.skip[i] {
						c.Of[i] = w.candidates(int32(r), shingle, band)
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

// postings tell of each article, by rank, which articles before it have the same
// values. Most values have few articles: those stand there one by one, once for
// each value, so that a walker reads them in a row. A value of more articles has
// a list.
type postings struct {
	ends    []uint32 // per rank: where its entries end
	entries []int32  // rank of an article before, or ^ the place of a list in lists
	lists   []int32  // the length of a list and then the ranks of its articles, ascending
}

// fewArticles is up to how many articles a value has no list.
const fewArticles = 8

// of is the entries of the article of rank r.
func (p *postings) of(r int32) []int32 {
	if r == 0 {
		return p.entries[:p.ends[0]]
	}
	return p.entries[p.ends[r-1]:p.ends[r]]
}

// list is the list at entry e.
func (p *postings) list(e int32) []int32 {
	at := ^e
	return p.lists[at+1:][:p.lists[at]]
}

// partition is the most values sorted at a time, about, which bounds memory.
const partition = 1 << 23

// part returns a function that appends the kept shingles whose high upper bits are
// part, in the upper half, with the rank of their article in the lower. It must
// be called for one part after the other: the shingles of an article are in
// order, so it goes on where it was.
func (s *sketches) part(high int) func(keys []uint64, part int) []uint64 {
	width := uint64(1) << (32 - high)
	done := make([]uint32, len(s.source)) // per article: shingles of the parts before
	return func(keys []uint64, part int) []uint64 {
		end := uint64(part+1) * width
		for d, skip := range s.skip {
			if skip {
				continue
			}
			if near := d + touchAhead; near < len(done) {
				if row := s.scaled.of(near); int(done[near]) < len(row) {
					touch(uint64(row[done[near]]))
				}
			}
			row := s.scaled.of(d)
			i := done[d]
			for ; int(i) < len(row) && uint64(row[i]) < end; i++ {
				keys = append(keys, uint64(row[i])<<32|uint64(s.rank[d]))
			}
			done[d] = i
		}
		return keys
	}
}

// column appends the keys of one band in the same way.
func (s *sketches) column(keys []uint64, band int) []uint64 {
	for d, skip := range s.skip {
		if !skip {
			keys = append(keys, uint64(s.bands.of(d)[band])<<32|uint64(s.rank[d]))
		}
	}
	return keys
}

// invert sorts values, in so many parts of about size, and collects those that two
// or more articles share; those of a part differ in width bits. Values that more
// than perSource articles share, all of one publisher over time, and those that
// more than most share, are left out.
func (s *sketches) invert(ctx context.Context, order []int32, parts, width, size int, fill func(keys []uint64, part int) []uint64, perSource, most int) (*postings, error) {
	found := make([][]int32, parts) // for each value of a part the number of its articles, then their ranks
	keys, spare := roomy[uint64](size+size/16), roomy[uint64](size+size/16)
	for part := range parts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		keys = fill(keys[:0], part)
		spare = grow(spare, len(keys))
		keys, spare = radixSort(keys, spare, width)
		var of []int32
		if part > 0 { // parts are about alike
			of = roomy[int32](len(found[part-1]) * 17 / 16)
		}
		for i := 0; i < len(keys); {
			j := i + 1
			for j < len(keys) && keys[j]>>32 == keys[i]>>32 {
				j++
			}
			if j-i > 1 && j-i <= most && !(j-i > perSource && s.boilerplate(keys[i:j], order)) {
				if j-i > 2 {
					slices.Sort(keys[i:j])
				} else if keys[i] > keys[i+1] {
					keys[i], keys[i+1] = keys[i+1], keys[i]
				}
				of = append(of, int32(j-i))
				for _, k := range keys[i:j] {
					of = append(of, int32(uint32(k)))
				}
			}
			i = j
		}
		found[part] = of
	}
	return newPostings(found, len(order)), nil
}

// boilerplate tells whether all articles of a value are of one known publisher
// and stand further apart in time than a running story.
func (s *sketches) boilerplate(keys []uint64, order []int32) bool {
	source := s.source[order[uint32(keys[0])]]
	low, high := int32(math.MaxInt32), int32(NoDay)
	for _, k := range keys {
		d := order[uint32(k)]
		if x := s.source[d]; x != source || x == 0 {
			return false
		}
		low, high = min(low, s.day[d]), max(high, s.day[d])
	}
	return !brief(low, high)
}

// newPostings turns the articles of each value, as invert finds them, into
// postings of n articles. It lets go of each part when that is done.
func newPostings(found [][]int32, n int) *postings {
	p := &postings{ends: roomy[uint32](n)[:n]}
	long := 0
	for _, part := range found {
		for i := 0; i < len(part); {
			l := part[i+1:][:part[i]]
			for j, r := range l {
				if len(l) <= fewArticles {
					p.ends[r] += uint32(j)
				} else if j > 0 {
					p.ends[r]++
				}
			}
			if i += 1 + len(l); len(l) > fewArticles {
				long += 1 + len(l)
			}
		}
	}
	sum := uint32(0)
	for r, count := range p.ends {
		p.ends[r] = sum // for now where they begin
		sum += count
	}
	p.entries, p.lists = roomy[int32](int(sum))[:sum], roomy[int32](long)
	for k, part := range found {
		for i := 0; i < len(part); {
			l := part[i+1:][:part[i]]
			if len(l) <= fewArticles {
				for j, r := range l[1:] {
					end := p.ends[r]
					for _, before := range l[:j+1] {
						p.entries[end] = before
						end++
					}
					p.ends[r] = end
				}
			} else {
				for _, r := range l[1:] {
					p.entries[p.ends[r]] = ^int32(len(p.lists))
					p.ends[r]++
				}
				p.lists = append(p.lists, part[i:][:1+len(l)]...)
			}
			i += 1 + len(l)
		}
		found[k] = nil
	}
	return p
}

// walker collects the candidates of one article after the other.
type walker struct {
	order   []int32 // article of each rank
	min     float32
	score   []float32 // per rank: rarity-weighted shared shingles
	room    []int32   // where the next candidates go
	touched []int32   // ranks whose score is not 0
	enough  []int32   // those of them that share enough
	cut     int       // pairs left out, of the last article
	missed  bool      // whether the last article may have copies that it did not meet
}

// candidates returns the articles before the one of this rank that share enough
// with it.
func (w *walker) candidates(rank int32, shingle, band *postings) []int32 {
	w.touched, w.cut = w.touched[:0], 0
	lost := float32(0) // weight of the shingles through which it did not meet everyone
	entries := shingle.of(rank)
	for _, e := range entries {
		if e < 0 {
			touch(uint64(shingle.lists[^e]))
		}
	}
	for _, e := range entries {
		if e >= 0 {
			w.add(e, 1)
			continue
		}
		l := shingle.list(e)
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
	for _, e := range band.of(rank) {
		if e >= 0 {
			w.add(e, w.min)
			continue
		}
		// Only what is left out of a band counts as cut: those articles resemble this
		// one as a whole, while a shingle that many have says little of any two.
		w.cut += w.some(band.list(e), rank, w.min, maxBand)
	}
	out := w.enough[:0]
	for _, r := range w.touched {
		if w.score[r] >= w.min {
			out = append(out, r)
		}
	}
	w.enough = out
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
	if len(out) == 0 {
		return nil
	}
	slices.Sort(out)
	if cap(w.room)-len(w.room) < len(out) {
		w.room = make([]int32, 0, 4096)
	}
	at := len(w.room)
	for _, r := range out {
		w.room = append(w.room, w.order[r])
	}
	return w.room[at:len(w.room):len(w.room)]
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

// bucketKeys is about how many keys are sorted at a time: few enough to stay in
// a processor's second cache, together with as many spare ones.
const bucketKeys = 8192

// radixSort sorts keys by their upper 32 bits, stably, with a spare slice of the
// same length; only the lower width of those bits differ from key to key. It
// returns the sorted one of the two and the other.
//
// It deals the keys out into buckets by their highest bits, then sorts each
// bucket from the lowest bits up.
func radixSort(keys, spare []uint64, width int) (sorted, other []uint64) {
	high := min(bits.Len(uint(len(keys)/bucketKeys)), width, maxRadix)
	low := width - high
	var ends, count [1 << maxRadix]int32
	deal(keys, spare, ends[:1<<high], 32+low, high)
	passes := (low + maxRadix - 1) / maxRadix
	from := int32(0)
	for _, end := range ends[:1<<high] {
		a, b := spare[from:end], keys[from:end]
		from = end
		if len(a) < 32 {
			slices.SortStableFunc(a, func(x, y uint64) int { return cmp.Compare(x>>32, y>>32) })
			if passes&1 == 1 {
				copy(b, a)
			}
			continue
		}
		for pass := range passes {
			shift := low * pass / passes
			n := low*(pass+1)/passes - shift
			deal(a, b, count[:1<<n], 32+shift, n)
			a, b = b, a
		}
	}
	if passes&1 == 1 {
		return keys, spare
	}
	return spare, keys
}

// maxRadix is the most bits that keys are dealt out by.
const maxRadix = 12

// deal copies keys to out, in order of the n bits from bit shift on and otherwise
// as they stand. It sets ends, of which there are 2^n, to where those with
// the same bits end.
func deal(keys, out []uint64, ends []int32, shift, n int) {
	mask := uint64(1)<<n - 1
	clear(ends)
	for _, k := range keys {
		ends[k>>(shift&63)&mask]++
	}
	sum := int32(0)
	for i, c := range ends {
		ends[i] = sum // where they begin, for now
		sum += c
	}
	for _, k := range keys {
		at := &ends[k>>(shift&63)&mask]
		out[*at] = k
		*at++
	}
}
