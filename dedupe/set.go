package dedupe

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// Options are what a user can ask for. The zero value gives the defaults.
type Options struct {
	Passage int     // shortest re-used passage that must be found, in words; 0 means 40
	Recall  float64 // wanted probability that a pair which shares Passage is looked at; 0 means 0.95
	Noisy   bool    // OCR or transliteration noise: compare by character shingles
	Spans   bool    // tell the shared passages of each match (costs time and memory)
	Workers int     // goroutines; 0 means GOMAXPROCS
	Memory  int64   // bytes of articles, about as long as their texts, kept in memory before the rest spills to TempDir; 0 means 64 MiB
	TempDir string  // where to spill; "" means os.TempDir()
}

const (
	defaultPassage = 40
	defaultRecall  = 0.95
	defaultMemory  = 64 << 20
	minShingles    = 5 // kept shingles two articles must share
	shingleWords   = 5
	shingleChars   = 12
)

// params derives the numbers of the algorithm from what the user asked for.
func (o *Options) params() (Params, error) {
	if o.Passage == 0 {
		o.Passage = defaultPassage
	}
	if o.Recall == 0 {
		o.Recall = defaultRecall
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Memory == 0 {
		o.Memory = defaultMemory
	}
	p := Params{Shingle: shingleWords, MinShared: minShingles, Noisy: o.Noisy}
	if o.Noisy {
		p.Shingle = shingleChars
	}
	switch {
	case o.Passage < shingleWords+1:
		return p, fmt.Errorf("passage of %d words: must be at least %d", o.Passage, shingleWords+1)
	case !(o.Recall > 0 && o.Recall < 1):
		return p, fmt.Errorf("recall %v: must be above 0 and below 1", o.Recall)
	case o.Workers < 0:
		return p, fmt.Errorf("%d workers: must not be negative", o.Workers)
	case o.Memory < 0:
		return p, fmt.Errorf("memory of %d bytes: must not be negative", o.Memory)
	}
	p.Scale = 256
	for p.Scale > 1 && p.Detection(o.Passage) < o.Recall {
		p.Scale /= 2
	}
	return p, nil
}

// Detection is the probability that two articles which share one passage of so
// many words, unbroken, become candidates: that MinShared or more of its
// shingles are among the kept ones.
func (p Params) Detection(words int) float64 {
	n := words - p.Shingle + 1
	if p.Noisy {
		n = words*charUnit - p.Shingle + 1
	}
	if n <= 0 {
		return 0
	}
	q := 1 / float64(p.Scale)
	miss := 0.0
	for k := range min(int(math.Ceil(p.MinShared)), n+1) {
		miss += binomial(n, k) * math.Pow(q, float64(k)) * math.Pow(1-q, float64(n-k))
	}
	return 1 - miss
}

func binomial(n, k int) float64 {
	x := 1.0
	for i := range k {
		x *= float64(n-i) / float64(i+1)
	}
	return x
}

// Set is a pile of documents whose copies are to be found. Its methods may be
// called from several goroutines at once.
type Set struct {
	opts   Options
	params Params

	mu       sync.RWMutex
	docs     []entry
	byID     map[uint64]int32 // by hash of the id: a map without pointers costs the collector nothing
	sources  map[string]uint32
	sketches sketches
	lines    lineKeys
	store    *store
	scratch  sync.Pool // of *scratch
	ready    sync.Pool // of *prepared
	seed     maphash.Seed
}

// entry is what a Set remembers of a Doc besides its text and sketch.
type entry struct {
	id     string
	time   int64 // Unix seconds; noTime when unknown
	words  int32
	print  fingerprint
	source uint32
}

const noTime = math.MinInt64

// ErrDuplicate is the error of Add for an ID that the set already has.
var ErrDuplicate = errors.New("an article with this id was added before")

// New returns an empty set. It fails when an option is out of range.
func New(opts Options) (*Set, error) {
	p, err := opts.params()
	if err != nil {
		return nil, fmt.Errorf("dedupe: %w", err)
	}
	s := &Set{opts: opts, params: p, byID: map[uint64]int32{}, sources: map[string]uint32{},
		store: newStore(opts.Memory, opts.TempDir), seed: maphash.MakeSeed()}
	s.scratch.New = func() any { return &scratch{sketcher: sketcher{p: p}} }
	s.ready.New = func() any { return new(prepared) }
	return s, nil
}

// Params are the numbers that the set works with.
func (s *Set) Params() Params { return s.params }

// Len is the number of documents added.
func (s *Set) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.docs)
}

// scratch holds the buffers in which one document after the other is made ready.
type scratch struct {
	sketcher
	page page
}

// prepared is a document made ready for adding.
type prepared struct {
	doc    Doc
	sk     Sketch
	lines  []Line
	record []byte // what is kept to compare it
	print  fingerprint
}

// fingerprint tells texts apart: two of equal length have the same one by chance once in
// 2^64 times, whoever wrote them, since the seed of the hash is secret.
type fingerprint struct {
	hash uint64
	size int
}

func (s *Set) prepare(w *scratch, p *prepared, d Doc) {
	p.doc = d
	w.tokens.Read(d.Text)
	kept := p.sk.Scaled
	u := unit(w.tokens.Words)
	p.sk = w.sketch(d.Text, u)
	p.sk.Scaled = append(kept[:0], p.sk.Scaled...)
	if s.params.Noisy {
		w.page.fill.lines = lines(w.page.fill.lines[:0], d.Text, &w.tokens)
		p.record = append(p.record[:0], d.Text...)
	} else {
		w.page.read(d.Text, &w.tokens, u, furniturePhrases())
		p.record = w.page.pack(p.record[:0], w.tokens.Words)
	}
	p.lines = p.lines[:0]
	for _, l := range w.page.fill.lines {
		p.lines = append(p.lines, Line{l.key, l.to - l.from})
	}
	p.print = fingerprint{maphash.String(s.seed, d.Text), len(d.Text)}
}

// Add puts d into the set. d.ID must be new (ErrDuplicate). Results come in the
// order of the calls.
func (s *Set) Add(d Doc) error {
	w, p := s.scratch.Get().(*scratch), s.ready.Get().(*prepared)
	defer s.scratch.Put(w)
	defer s.ready.Put(p)
	s.prepare(w, p, d)
	err := s.commit(p)
	p.doc = Doc{} // let go of the text
	return err
}

// AddBatch adds ds in order, as Add does, sketching them on all workers. It adds
// what it can and returns the errors of the rest, joined. A few hundred articles
// a call keep the workers busy; the buffers of a call grow with their number.
func (s *Set) AddBatch(ds []Doc) error {
	ready := make([]*prepared, len(ds))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(s.opts.Workers, len(ds)) {
		wg.Go(func() {
			w := s.scratch.Get().(*scratch)
			defer s.scratch.Put(w)
			for i := int(next.Add(1)) - 1; i < len(ds); i = int(next.Add(1)) - 1 {
				ready[i] = s.ready.Get().(*prepared)
				s.prepare(w, ready[i], ds[i])
			}
		})
	}
	wg.Wait()
	var errs []error
	for _, p := range ready {
		if err := s.commit(p); err != nil {
			errs = append(errs, err)
		}
		p.doc = Doc{} // let go of the text
		s.ready.Put(p)
	}
	return errors.Join(errs...)
}

func (s *Set) commit(p *prepared) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &p.doc
	key, _, ok := s.find(d.ID)
	if ok {
		return fmt.Errorf("dedupe: %q: %w", d.ID, ErrDuplicate)
	}
	if err := s.store.add(p.record); err != nil {
		return fmt.Errorf("dedupe: %w", err)
	}
	e := entry{id: d.ID, time: noTime, words: int32(p.sk.Words), print: p.print}
	if !d.Time.IsZero() {
		e.time = d.Time.Unix()
	}
	if d.Source != "" {
		n, ok := s.sources[d.Source]
		if !ok {
			n = uint32(len(s.sources) + 1)
			s.sources[d.Source] = n
		}
		e.source = n
	}
	s.byID[key] = int32(len(s.docs))
	s.docs = append(s.docs, e)
	s.sketches.add(p.sk, e.source, Day(d.Time))
	s.lines.add(e.source, p.lines)
	return nil
}

// find returns the number of the document with this id, and its key in byID. Where
// there is none, key is free.
func (s *Set) find(id string) (key uint64, doc int32, ok bool) {
	for key = maphash.String(s.seed, id); ; key++ { // two ids in 2^64 have one hash
		doc, ok = s.byID[key]
		if !ok || s.docs[doc].id == id {
			return key, doc, ok
		}
	}
}

// Close removes spilled files. The set is not to be used after it.
func (s *Set) Close() error { return s.store.close() }

// ranks orders the documents by id, whatever order they came in.
func (s *Set) ranks() []int32 {
	type key struct {
		head uint64 // first bytes of the id: most often they decide, without a look at it
		doc  int32
	}
	order := make([]key, len(s.docs))
	for i := range order {
		var head [8]byte
		copy(head[:], s.docs[i].id)
		order[i] = key{binary.BigEndian.Uint64(head[:]), int32(i)}
	}
	slices.SortFunc(order, func(a, b key) int {
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Compare(s.docs[a.doc].id, s.docs[b.doc].id)
	})
	rank := make([]int32, len(order))
	for r, k := range order {
		rank[k.doc] = int32(r)
	}
	return rank
}

// twins finds documents with identical texts: for each, the one of lowest rank.
func (s *Set) twins(rank []int32) []int32 {
	keys := roomy[uint64](len(s.docs))
	of := make([]int32, len(s.docs))
	for i := range s.docs {
		keys = append(keys, s.docs[i].print.hash>>32<<32|uint64(i))
		of[i] = int32(i)
	}
	keys, _ = radixSort(keys, roomy[uint64](len(keys))[:len(keys)], 32)
	first := map[fingerprint]int32{}
	for i, j := 0, 0; i < len(keys); i = j {
		for j = i + 1; j < len(keys) && keys[j]>>32 == keys[i]>>32; {
			j++
		}
		if j-i == 1 {
			continue
		}
		clear(first)
		for _, k := range keys[i:j] {
			d := int32(uint32(k))
			if f, ok := first[s.docs[d].print]; !ok || rank[d] < rank[f] {
				first[s.docs[d].print] = d
			}
		}
		for _, k := range keys[i:j] {
			d := int32(uint32(k))
			of[d] = first[s.docs[d].print]
		}
	}
	return of
}
