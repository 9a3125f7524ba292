package dedupe

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
)

// verified is a pair that was looked at, with what came of it. There is one for
// every match, so it is small.
type verified struct {
	a, b              int32 // a before b in rank
	relation          Relation
	score, related    float32
	jaccard, inB, inA float32 // inB: part of a that is in b; inA: part of b that is in a
	spans             []SpanPair
}

// verify aligns and relates every candidate.
func (s *Set) verify(ctx context.Context, c Candidates, rank []int32, furniture lineSet) ([]verified, error) {
	order := c.order(rank)
	const chunk = 64
	out := make([][]verified, (len(order)+chunk-1)/chunk)
	var next atomic.Int64
	errs := make(chan error, s.opts.Workers)
	var wg sync.WaitGroup
	for range s.opts.Workers {
		wg.Go(func() {
			v := newVerifier(s, furniture)
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(out) {
					return
				}
				part := order[n*chunk : min((n+1)*chunk, len(order))]
				pairs := 0
				for _, b := range part {
					pairs += len(c.Of[b])
				}
				out[n] = make([]verified, 0, pairs)
				for k, b := range part {
					if k+1 < len(part) {
						v.touch(part[k+1])
						for _, a := range c.Of[part[k+1]] {
							v.touch(a)
						}
					}
					var err error
					if out[n], err = v.against(out[n], b, c.Of[b]); err != nil {
						errs <- err
						return
					}
				}
			}
		})
	}
	wg.Wait()
	select {
	case err := <-errs:
		return nil, err
	default:
	}
	return slices.Concat(out...), ctx.Err()
}

// order lists the articles that have candidates, neighbours near one another
// (breadth first, from the lowest rank of each component on), so that most pages
// are still in the verifier's cache when their partners need them.
func (c *Candidates) order(rank []int32) []int32 {
	later := make([]int32, len(c.Of)+1) // of each article: how many have it as a candidate
	for _, of := range c.Of {
		for _, j := range of {
			later[j+1]++
		}
	}
	for i := range later[1:] {
		later[i+1] += later[i]
	}
	back := make([]int32, later[len(c.Of)])
	fill := slices.Clone(later)
	byRank := make([]int32, len(rank))
	for i, r := range rank {
		byRank[r] = int32(i)
	}
	for _, i := range byRank {
		for _, j := range c.Of[i] {
			back[fill[j]] = i
			fill[j]++
		}
	}
	seen := make([]bool, len(c.Of))
	var order []int32
	for _, start := range byRank {
		if seen[start] {
			continue
		}
		seen[start] = true
		for at, queue := 0, []int32{start}; at < len(queue); at++ {
			i := queue[at]
			if len(c.Of[i]) > 0 {
				order = append(order, i)
			}
			for _, near := range [2][]int32{c.Of[i], back[later[i]:later[i+1]]} {
				for _, j := range near {
					if !seen[j] {
						seen[j] = true
						queue = append(queue, j)
					}
				}
			}
		}
	}
	return order
}

// verifier compares documents of a set; one goroutine at a time.
type verifier struct {
	s         *Set
	furniture lineSet
	al        aligner
	cache     []*cachedPage
	at        map[int32]int // document -> place in cache
	hand      int
	tokens    int   // of all pages in the cache
	pin       int32 // document whose page must stay; -1: none
}

// The cache of a verifier holds at most so many pages, and at most so many
// tokens (some 60 MB) unless two pages alone have more.
const (
	cachePages  = 96
	cacheTokens = 2 << 20
)

type cachedPage struct {
	doc  int32
	used bool // since the hand last passed: clock replacement
	page page
}

func newVerifier(s *Set, furniture lineSet) *verifier {
	return &verifier{s: s, furniture: furniture, at: map[int32]int{}, pin: -1}
}

// lay lays out document i, given its record.
func (v *verifier) lay(pg *page, i int32, record []byte) {
	s := v.s
	source := s.docs[i].source
	known := source != 0 && len(v.furniture.keys) > 0
	if s.params.Noisy {
		var repeated func(uint64, int) bool
		if known {
			repeated = func(key uint64, words int) bool { return v.furniture.has(lineKey(source, key, words)) }
		}
		pg.layOut(string(record), furniturePhrases(), s.params, repeated)
		return
	}
	pg.unpack(record)
	if known {
		for j, key := range s.lines.keys.of(int(i)) {
			if v.furniture.has(key) {
				pg.strike(j)
			}
		}
	}
	pg.finish(s.params)
}

// touch touches what laying out document i asks for first.
func (v *verifier) touch(i int32) {
	touch(uint64(v.s.docs[i].source))
	if row := v.s.lines.keys.of(int(i)); len(row) > 0 {
		touch(row[0])
	}
}

// page returns the page of document i. Unless it is pinned it is good only until
// the next one is asked for.
func (v *verifier) page(i int32) (*page, error) {
	if at, ok := v.at[i]; ok {
		v.cache[at].used = true
		return &v.cache[at].page, nil
	}
	e := v.slot()
	e.doc, e.used = i, true
	record, err := v.s.store.record(int(i), &e.page.fill.record)
	if err != nil {
		return nil, err
	}
	v.at[i] = v.hand
	v.hand = (v.hand + 1) % cachePages
	v.lay(&e.page, i, record)
	v.tokens += e.page.n
	return &e.page, nil
}

// slot moves the hand to a place for a new page: a new one while there is room,
// else that of a page that was not used since the hand last passed.
func (v *verifier) slot() *cachedPage {
	if len(v.cache) < 2 || len(v.cache) < cachePages && v.tokens < cacheTokens {
		v.hand = len(v.cache)
		v.cache = append(v.cache, &cachedPage{})
		return v.cache[v.hand]
	}
	v.hand %= len(v.cache)
	for v.cache[v.hand].used || v.cache[v.hand].doc == v.pin {
		v.cache[v.hand].used = false
		v.hand = (v.hand + 1) % len(v.cache)
	}
	e := v.cache[v.hand]
	if v.at[e.doc] == v.hand {
		delete(v.at, e.doc)
	}
	v.tokens -= e.page.n
	if v.tokens >= cacheTokens { // let go of buffers that an outsized page left
		*e = cachedPage{}
	}
	return e
}

// against appends to dst what b is to each of its candidates.
func (v *verifier) against(dst []verified, b int32, of []int32) ([]verified, error) {
	v.pin = b
	pb, err := v.page(b)
	if err != nil {
		return dst, err
	}
	v.al.load(pb)
	for _, a := range of {
		pa, err := v.page(a)
		if err != nil {
			return dst, err
		}
		if m, ok := v.compare(pa); ok {
			m.a, m.b = a, b
			dst = append(dst, m)
		}
	}
	return dst, nil
}

// compare aligns a with the loaded page, which is the later one.
func (v *verifier) compare(a *page) (verified, bool) {
	x := v.al.align(a)
	x.A, x.B = x.B, x.A
	rel, score, related := Relate(x)
	if rel == "" && related == 0 {
		return verified{}, false
	}
	m := verified{relation: rel, score: float32(score), related: float32(related),
		jaccard: float32(x.Jaccard), inB: float32(x.A.Containment), inA: float32(x.B.Containment)}
	if v.s.opts.Spans {
		m.spans = v.al.spans(a)
	}
	return m, true
}
