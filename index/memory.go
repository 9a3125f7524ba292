package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/newscheck/newscheck/dedupe"
)

// memory is what is kept in memory beside the store, and made from it by Open.
// Index.mu guards it: the one writer changes it under the lock and reads it
// without; all others read it under the lock.
type memory struct {
	shingles, bands, lines *postings
	common                 map[uint32]uint32   // shingles that so many have that no more are posted → how many
	furniture              map[uint64]uint32   // lineKey → the article since which it is furniture
	since                  map[uint32][]uint32 // publisher → the values of its lines in furniture, ascending
	sources                []uint32            // of each article
	days                   []int32             // of each article
	roots                  []uint32            // of each article: the lowest of its component; none when forgotten
	several                set                 // roots of components of more than one article
	components             recent[*component]  // by root
	known                  filter              // of the keys of all articles, forgotten ones included
	twinned                filter              // of the prints of texts that several articles have
}

func newMemory() *memory {
	return &memory{shingles: newPostings(), bands: newPostings(), lines: newPostings(), common: map[uint32]uint32{},
		furniture: map[uint64]uint32{}, since: map[uint32][]uint32{}, components: recent[*component]{room: cachedComponents}}
}

// close gives back what the garbage collector does not.
func (m *memory) close() {
	for _, p := range []*postings{m.shingles, m.bands, m.lines} {
		p.close()
	}
}

// set is some articles, a bit for each.
type set []uint64

func (s set) has(n uint32) bool { return int(n>>6) < len(s) && s[n>>6]>>(n&63)&1 == 1 }

func (s *set) put(n uint32, in bool) {
	for int(n>>6) >= len(*s) {
		if !in {
			return
		}
		*s = append(*s, 0)
	}
	if (*s)[n>>6] &^= 1 << (n & 63); in {
		(*s)[n>>6] |= 1 << (n & 63)
	}
}

// filter tells of a key that it was never added, or may have been: a Bloom
// filter in blocks of one word (Putze, Sanders, Singler 2007), grown by layers
// of doubling size.
type filter struct {
	layers [][]uint64
	left   int // keys that the last layer has room for
}

// firstLayer is the size of the first layer in words of five keys: about three
// keys in a hundred that were never added seem to have been.
const firstLayer = 1 << 12

func filterBits(k uint64) uint64 {
	return 1<<(k&63) | 1<<(k>>6&63) | 1<<(k>>12&63) | 1<<(k>>18&63)
}

func (f *filter) add(key uint32) {
	if f.left == 0 {
		n := firstLayer << len(f.layers)
		f.layers = append(f.layers, make([]uint64, n))
		f.left = 5 * n
	}
	l := f.layers[len(f.layers)-1]
	k := mix(uint64(key))
	l[k>>32%uint64(len(l))] |= filterBits(k)
	f.left--
}

func (f *filter) has(key uint32) bool {
	k := mix(uint64(key))
	bits := filterBits(k)
	for _, l := range f.layers {
		if l[k>>32%uint64(len(l))]&bits == bits {
			return true
		}
	}
	return false
}

// know adds the keys of an article.
func (m *memory) know(s *sketch) {
	for i, k := range s.keys {
		if k != 0 {
			m.known.add(k ^ uint32(i)<<30)
		}
	}
	if s.twin {
		m.twinned.add(s.keys[2])
	}
}

// Bounds on the work of finding candidates; see the same in dedupe.
const (
	// maxPostings: a shingle is posted for so many articles. Of those that come
	// later each meets the first ones, and the shingle weighs less.
	maxPostings   = 64
	minPostings   = 8
	maxBand       = 16 // articles met through one band
	maxPerSource  = 8  // a shingle of more articles, all of one publisher over time, is its boilerplate
	maxCandidates = 64
	maxLine       = 12 // articles that a line is posted for
)

// hits are the postings of one article's terms at the time when it came.
type hits struct {
	shingles, bands, lines [][]uint32
	lineTerms              []uint32
}

func renew(ls [][]uint32, n int) [][]uint32 {
	for len(ls) < n {
		ls = append(ls, nil)
	}
	ls = ls[:n]
	for i := range ls {
		ls[i] = ls[i][:0]
	}
	return ls
}

// find looks up the terms of s among the articles below limit.
func (m *memory) find(h *hits, s *sketch, limit uint32) {
	h.shingles, h.bands = renew(h.shingles, len(s.shingles)), renew(h.bands, len(s.bands))
	m.shingles.find(h.shingles, s.shingles, limit)
	m.bands.find(h.bands, s.bands, limit)
}

// findLines looks up its lines.
func (m *memory) findLines(h *hits, s *sketch, limit uint32) {
	h.lines, h.lineTerms = renew(h.lines, len(s.lines)), h.lineTerms[:0]
	for _, k := range s.lines {
		h.lineTerms = append(h.lineTerms, lineTerm(k))
	}
	m.lines.find(h.lines, h.lineTerms, limit)
}

// post adds article n, whose terms had the postings h. It notes in s what it
// left out.
func (m *memory) post(s *sketch, n uint32, h *hits) {
	s.unposted = nil
	for i, t := range s.shingles {
		if len(h.shingles[i]) >= maxPostings {
			s.unposted = append(s.unposted, uint32(i))
			m.common[t] = max(m.common[t], maxPostings) + 1
			continue
		}
		m.shingles.add(t, n)
	}
	for _, t := range s.bands {
		m.bands.add(t, n)
	}
	for i, k := range s.lines {
		if _, ok := m.furniture[k]; !ok && len(h.lines[i]) < maxLine {
			m.lines.add(h.lineTerms[i], n)
		}
	}
}

// unpost takes article n out again.
func (m *memory) unpost(s *sketch, n uint32) {
	left := s.unposted
	for i, t := range s.shingles {
		if len(left) > 0 && left[0] == uint32(i) {
			left = left[1:]
			if m.common[t]--; m.common[t] <= maxPostings {
				delete(m.common, t)
			}
			continue
		}
		m.shingles.remove(t, n)
	}
	for _, t := range s.bands {
		m.bands.remove(t, n)
	}
	for _, k := range s.lines {
		m.lines.remove(lineTerm(k), n)
	}
}

// setFurniture notes that a line of a publisher is furniture from article n on.
func (m *memory) setFurniture(source uint32, key uint64, n uint32) {
	m.furniture[key] = n
	l := m.since[source]
	at, _ := slices.BinarySearch(l, n+1)
	m.since[source] = slices.Insert(l, at, n)
}

// epoch counts the furniture of a publisher that was known below limit: pages of
// one epoch are laid out alike.
func (m *memory) epoch(source, limit uint32) int {
	at, _ := slices.BinarySearch(m.since[source], limit)
	return at
}

// candidate is an article worth comparing.
type candidate struct {
	number uint32
	score  float32
}

// walker adds up what articles share with one.
type walker struct{ score map[uint32]float32 }

func (w *walker) add(n uint32, weight float32) { w.score[n] += weight }

// candidates picks the articles that share enough with one of a publisher. It
// tells how many a bound left out, and whether copies may be among them.
func (m *memory) candidates(w *walker, s *sketch, h *hits) (out []candidate, cut int, missed bool) {
	if w.score == nil {
		w.score = map[uint32]float32{}
	}
	clear(w.score)
	var lost float32
	for i, l := range h.shingles {
		if len(l) == 0 {
			continue
		}
		total := max(len(l), int(m.common[s.shingles[i]]))
		if len(l) >= maxPerSource && m.boilerplate(l, s) {
			continue
		}
		if total <= maxPostings {
			for _, n := range l {
				w.add(n, 1)
			}
			continue
		}
		weight := maxPostings / float32(total)
		most := max(minPostings, int(weight*maxPostings))
		for _, n := range ends(l, most) {
			w.add(n, weight)
		}
		if total > most {
			lost += weight
		}
	}
	for _, l := range h.bands {
		for _, n := range ends(l, maxBand) {
			w.add(n, minShared)
		}
		cut += max(0, len(l)-maxBand)
	}
	for n, score := range w.score { // in any order: they are sorted below
		if score >= minShared && m.roots[n] != none {
			out = append(out, candidate{n, score})
		}
	}
	if len(out) > maxCandidates {
		slices.SortFunc(out, func(a, b candidate) int {
			return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.number, b.number))
		})
		cut += len(out) - maxCandidates
		out = out[:maxCandidates]
	}
	slices.SortFunc(out, func(a, b candidate) int { return cmp.Compare(a.number, b.number) })
	return out, cut, cut > 0 || lost >= minShared
}

// ends is l, or of a longer one its first and last most/2.
func ends(l []uint32, most int) []uint32 {
	if len(l) <= most {
		return l
	}
	return append(l[:most/2:most/2], l[len(l)-most/2:]...)
}

// boilerplate tells whether articles are all of the publisher of s and stand
// further apart in time, s included, than a running story.
func (m *memory) boilerplate(l []uint32, s *sketch) bool {
	if s.source == 0 {
		return false
	}
	low, high := s.day, s.day
	for _, n := range l {
		if m.sources[n] != s.source {
			return false
		}
		low, high = min(low, m.days[n]), max(high, m.days[n])
	}
	return low == dedupe.NoDay || high-low > dedupe.RunningDays
}

// loadMemory makes the memory from a store that holds the articles below next.
func loadMemory(ctx context.Context, db *pebble.DB, next uint32) (*memory, error) {
	m := newMemory()
	ok := false
	defer func() {
		if !ok {
			m.close()
		}
	}()
	m.sources, m.days, m.roots = make([]uint32, next), make([]int32, next), make([]uint32, next)
	for i := range m.roots {
		m.roots[i] = none
	}
	err := scan(ctx, db, []byte{keyFurniture}, func(k, v []byte) error {
		d := decoder{b: v}
		source, n := uint32(d.uint()), d.num()
		if len(k) != 9 || !d.done() {
			return faultAt(k, "a line of furniture cannot be read")
		}
		key := uint64(0)
		for _, b := range k[1:] {
			key = key<<8 | uint64(b)
		}
		m.setFurniture(source, key, n)
		return nil
	})
	if err != nil {
		return nil, err
	}
	ld := loader{m: m}
	var s sketch
	err = scan(ctx, db, []byte{keySketch}, func(k, v []byte) error {
		n := numberOf(k)
		if n >= next || !s.decode(v) {
			return faultAt(k, "the sketch of an article cannot be read")
		}
		m.sources[n], m.days[n], m.roots[n] = s.source, s.day, n
		m.know(&s)
		if !s.twin {
			ld.add(&s, n)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	ld.flush()
	err = scan(ctx, db, []byte{keyComponent}, func(k, v []byte) error {
		root := numberOf(k)
		c, ok := decodeRoster(v)
		if !ok || root >= next {
			return faultAt(k, "the members of a component cannot be read")
		}
		for _, n := range c.members {
			if n >= next || m.roots[n] == none {
				return faultAt(k, fmt.Sprintf("article %d of a component is not there", n))
			}
			m.roots[n] = root
		}
		m.several.put(root, true)
		return nil
	})
	if err != nil {
		return nil, err
	}
	ok = true
	return m, nil
}

// loader fills postings part by part of the terms, so that each part's buckets
// stay in the processor's cache.
type loader struct {
	m     *memory
	parts [3][256][]posting
	held  int
}

type posting struct{ term, number uint32 }

// heldPostings is how many postings wait for their turn: some 40 MB.
const heldPostings = 4 << 20

func (ld *loader) add(s *sketch, n uint32) {
	left := s.unposted
	for i, t := range s.shingles {
		if len(left) > 0 && left[0] == uint32(i) {
			left = left[1:]
			ld.m.common[t] = max(ld.m.common[t], maxPostings) + 1
			continue
		}
		ld.put(0, t, n)
	}
	for _, t := range s.bands {
		ld.put(1, t, n)
	}
	for _, k := range s.lines {
		if _, ok := ld.m.furniture[k]; !ok {
			ld.put(2, lineTerm(k), n)
		}
	}
	if ld.held >= heldPostings {
		ld.flush()
	}
}

func (ld *loader) put(kind int, term, n uint32) {
	part := &ld.parts[kind][term>>24]
	*part = append(*part, posting{term, n})
	ld.held++
}

func (ld *loader) flush() {
	for kind, p := range []*postings{ld.m.shingles, ld.m.bands, ld.m.lines} {
		for i := range ld.parts[kind] {
			part := &ld.parts[kind][i]
			for _, x := range *part {
				p.add(x.term, x.number)
			}
			*part = (*part)[:0]
		}
	}
	ld.held = 0
}

// scan gives every key with a prefix and its value to f; both are good only
// until f returns.
func scan(ctx context.Context, r pebble.Reader, prefix []byte, f func(k, v []byte) error) error {
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: after(prefix)})
	if err != nil {
		return damage(err)
	}
	defer it.Close()
	i := 0
	for ok := it.First(); ok; ok = it.Next() {
		if i++; i&1023 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		v, err := it.ValueAndErr()
		if err != nil {
			return damage(err)
		}
		if err := f(it.Key(), v); err != nil {
			return err
		}
	}
	return damage(it.Error())
}

// after is the first key behind all that begin with prefix.
func after(prefix []byte) []byte {
	out := slices.Clone(prefix)
	out[len(out)-1]++
	return out
}

func faultAt(key []byte, what string) error {
	return fmt.Errorf("%w: %s (key %q)", ErrDamaged, what, key)
}

// estimate stands for a comparison when no texts are kept: what the sketches
// share. Resemblance is told from it as Relate does from words, with more room
// for the furniture that a sketch cannot leave out.
func estimate(a, b *sketch) (dedupe.Comparison, bool) {
	if len(a.shingles) == 0 || len(b.shingles) == 0 {
		return dedupe.Comparison{}, false
	}
	both := float64(dedupe.Overlap(a.shingles, b.shingles))
	c := dedupe.Comparison{Jaccard: both / (float64(len(a.shingles)+len(b.shingles)) - both),
		InB: both / float64(len(a.shingles)), InA: both / float64(len(b.shingles))}
	whole := max(c.InA, c.InB)
	size := float64(min(len(a.shingles), len(b.shingles))) / float64(max(len(a.shingles), len(b.shingles)))
	c.Score = min(1, max(0, 1-(1-whole)/(2*estimateNew)))
	c.Related = max(c.Score, min(1, whole/(2*estimateVersion)))
	if size < estimateExcerpt {
		c.Score, c.Related = min(c.Score, 0.4), min(c.Related, 0.4)
	}
	switch {
	case c.Score >= joinAt:
		c.Relation = dedupe.Copy
	case c.Related >= joinAt:
		c.Relation = dedupe.Version
	case both >= estimatePartial:
		c.Relation = dedupe.Partial
	}
	return c, c.Related > 0
}

// Limits of estimate: shares of the shorter one's kept shingles.
const (
	estimateNew     = 0.3     // a copy lacks at most so much
	estimateVersion = 0.35    // a version has so much
	estimateExcerpt = 1.0 / 6 // length of the shorter one against the longer
	estimatePartial = 5       // shared kept shingles: some forty words
)
