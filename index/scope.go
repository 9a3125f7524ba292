package index

import (
	"errors"
	"slices"
	"sync"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
)

// scope is what one Add or one Lookup sees: the store, the memory, and over
// them what it has brought in itself so far.
type scope struct {
	x     *Index
	s     *store
	limit uint32     // articles from here on are its own
	fresh []*arrival // its own, from limit on
	write bool       // it is an Add: the memory is read without a lock, and filled

	parts  map[uint32]*component // by root, as this scope has joined or read them
	into   map[uint32]uint32     // root → root of the component that took it in
	roots  map[uint32]bool       // of components as they stand in the store
	former map[uint32]state      // states as they stand in the store, of members of parts
	states map[uint32]state      // and of other articles
	heads  map[uint32]*header

	headersAt, packedAt int // how often their caches were cleared before

	mu       sync.Mutex // guards sketches, which several goroutines ask for
	sketches map[uint32]*sketch

	relinked map[uint32][]link // links to write, by the later article
	moved    map[uint32]bool   // roots of components that are to be written whatever their states
}

func (x *Index) newScope(s *store, write bool) *scope {
	return &scope{x: x, s: s, write: write, headersAt: x.headers.times(), packedAt: x.packed.times(), parts: map[uint32]*component{}, into: map[uint32]uint32{}, roots: map[uint32]bool{},
		former: map[uint32]state{}, states: map[uint32]state{}, heads: map[uint32]*header{}, relinked: map[uint32][]link{}, moved: map[uint32]bool{}, sketches: map[uint32]*sketch{}}
}

// memory runs f with the memory.
func (sc *scope) memory(f func(m *memory)) {
	if !sc.write {
		sc.x.mu.RLock()
		defer sc.x.mu.RUnlock()
	}
	f(sc.x.memory)
}

func (sc *scope) own(n uint32) *arrival {
	if n >= sc.limit && n-sc.limit < uint32(len(sc.fresh)) {
		return sc.fresh[n-sc.limit]
	}
	return nil
}

func (sc *scope) header(n uint32) (*header, error) {
	if r := sc.own(n); r != nil {
		return &r.h, nil
	}
	if h := sc.heads[n]; h != nil {
		return h, nil
	}
	h, ok := sc.x.headers.get(n)
	if !ok {
		var err error
		if h, err = sc.s.header(n); err != nil {
			return nil, err
		}
		sc.x.headers.putIf(sc.headersAt, n, h, h.cost())
	}
	sc.heads[n] = h
	return h, nil
}

// whereabouts is what is known of the component that an article is in without
// reading the store.
type whereabouts struct {
	root     uint32 // none when the article is gone
	part     *component
	single   bool   // in the store it has no other member
	sequence uint64 // batches written when this was so
}

// locate finds the component that article n is in, as this scope has it or as it
// is at hand.
func (sc *scope) locate(n uint32) (at whereabouts) {
	at.root = n
	sc.memory(func(m *memory) {
		at.sequence = sc.x.counters.sequence
		if sc.own(n) == nil {
			at.root = m.roots[n]
			at.part, _ = m.components.get(at.root)
			at.single = !m.several.has(at.root)
		}
	})
	for at.root != none {
		to, ok := sc.into[at.root]
		if !ok {
			break
		}
		at.root = to
	}
	if p := sc.parts[at.root]; p != nil {
		at.part = p
	}
	if at.part != nil && at.part.root() != at.root {
		at.part = nil
	}
	return at
}

// component returns the component that article n is in.
func (sc *scope) component(n uint32) (*component, error) {
	at := sc.locate(n)
	root, c := at.root, at.part
	if root == none {
		return nil, errGone
	}
	if p := sc.parts[root]; p != nil {
		return p, nil
	}
	if c == nil {
		var err error
		if c, err = sc.s.loadComponent(root, at.single, sc.header); err != nil {
			return nil, err
		}
		// Whoever commits puts the components that he changed in their place, so what
		// was read before is right until the next batch.
		sc.x.mu.RLock()
		if sc.x.memory != nil && sc.x.counters.sequence == at.sequence {
			sc.x.memory.components.put(root, c, c.cost())
		}
		sc.x.mu.RUnlock()
	}
	if _, ok := c.place(n); !ok && !sc.write {
		// It was joined to another one a moment ago.
		h, err := sc.header(n)
		if err != nil {
			return nil, err
		}
		st, err := sc.s.state(n)
		if err != nil {
			return nil, err
		}
		c = &component{members: []member{newMember(n, h, st)}}
	}
	sc.put(c)
	sc.roots[c.root()] = true
	for i := range c.members {
		if _, ok := sc.former[c.members[i].number]; !ok {
			sc.former[c.members[i].number] = c.members[i].state
		}
	}
	return c, nil
}

// put makes c the component of all its members.
func (sc *scope) put(c *component) {
	sc.parts[c.root()] = c
}

// replace puts c in the place of the components that went into it.
func (sc *scope) replace(c *component, parts []*component) {
	for _, p := range parts {
		if r := p.root(); r != c.root() {
			sc.into[r] = c.root()
			delete(sc.parts, r)
		}
	}
	sc.put(c)
}

// state is an article's state as this scope has it. It reads no more than that.
func (sc *scope) state(n uint32) (state, error) {
	at := sc.locate(n)
	if at.root == none {
		return state{}, errGone
	}
	if at.part != nil {
		if i, ok := at.part.place(n); ok {
			return at.part.members[i].state, nil
		}
	}
	if st, ok := sc.states[n]; ok {
		return st, nil
	}
	st, err := sc.s.state(n)
	if err == nil {
		sc.states[n] = st
	}
	return st, err
}

// name is how records name an article: its id, or of one that was revised under
// its id, with the number of the revision. One that was forgotten has none.
func (sc *scope) name(n uint32) (string, error) {
	h, err := sc.header(n)
	if errors.Is(err, errGone) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	st, err := sc.state(n)
	if err != nil {
		return "", err
	}
	return nameOf(h, &st), nil
}

// article is an article with its text, if one is kept.
func (sc *scope) article(t *tools, n uint32) (article.Article, error) {
	if r := sc.own(n); r != nil {
		return r.art, nil
	}
	h, err := sc.header(n)
	if err != nil {
		return article.Article{}, err
	}
	return sc.s.article(t, n, h)
}

func (s *store) article(t *tools, n uint32, h *header) (article.Article, error) {
	key := numberKey(keyText, n)
	v, c, err := s.db.Get(key)
	if err != nil {
		if v, err2 := s.get(key); err2 == nil && v == nil {
			return article.Article{}, errGone
		}
		return article.Article{}, damage(err)
	}
	defer c.Close()
	if t.buf, err = t.decomp.DecodeAll(v, t.buf[:0]); err != nil {
		return article.Article{}, faultAt(key, "a text cannot be unpacked")
	}
	a, ok := decodeArticle(t.buf, h)
	if !ok {
		return article.Article{}, faultAt(key, "an article cannot be read")
	}
	return a, nil
}

// alike tells whether two articles share half of their shingles or more.
func (sc *scope) alike(a, b uint32) bool {
	x, err := sc.sketch(a)
	y, err2 := sc.sketch(b)
	if err != nil || err2 != nil {
		return false
	}
	return 2*dedupe.Overlap(x.shingles, y.shingles) >= min(len(x.shingles), len(y.shingles))
}

func (sc *scope) sketch(n uint32) (*sketch, error) {
	if r := sc.own(n); r != nil {
		return &r.sk, nil
	}
	sc.mu.Lock()
	sk := sc.sketches[n]
	sc.mu.Unlock()
	if sk != nil {
		return sk, nil
	}
	sk, err := sc.s.sketch(n)
	if err == nil {
		sc.mu.Lock()
		if len(sc.sketches) >= maxSketches {
			clear(sc.sketches)
		}
		sc.sketches[n] = sk
		sc.mu.Unlock()
	}
	return sk, err
}

// maxSketches is how many sketches a scope remembers: a few megabytes.
const maxSketches = 8192

func (s *store) sketch(n uint32) (*sketch, error) {
	key := numberKey(keySketch, n)
	b, err := s.get(key)
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, errGone
	}
	sk, ok := decodeSketch(b)
	if !ok {
		return nil, faultAt(key, "the sketch of an article cannot be read")
	}
	return &sk, nil
}

// page lays out article n as it looks below limit. The page is good until t is
// asked for the next one.
func (sc *scope) page(t *tools, n, limit uint32) (*dedupe.Page, error) {
	r := sc.own(n)
	var source uint32
	epoch := 0
	sc.memory(func(m *memory) {
		if r != nil {
			source = r.sk.source
		} else {
			source = m.sources[n]
		}
		epoch = m.epoch(source, limit)
	})
	cached := sc.x.params.Noisy // else the page can be packed
	if cached {
		if pg := sc.x.pages.get(n, epoch); pg != nil {
			return pg, nil
		}
	}
	var packed *dedupe.Packed
	var text string
	if r != nil {
		packed, text = r.packed, r.art.Text
	} else {
		var err error
		if packed, text, err = sc.readable(t, n); err != nil {
			return nil, err
		}
	}
	repeated := sc.repeated(source, limit)
	if !cached {
		packed.LayOutOther(&t.other, sc.x.params, repeated)
		return &t.other, nil
	}
	pg := dedupe.LayOut(text, sc.x.params, repeated)
	sc.x.pages.put(n, epoch, pg)
	return pg, nil
}

// readable is what it takes to lay out a stored article: its packed page or, where
// there is none, its text.
func (sc *scope) readable(t *tools, n uint32) (*dedupe.Packed, string, error) {
	if k, ok := sc.x.packed.get(n); ok {
		return k, "", nil
	}
	key := numberKey(keyText, n)
	v, c, err := sc.s.db.Get(key)
	if err != nil {
		if v, err2 := sc.s.get(key); err2 == nil && v == nil {
			return nil, "", errGone
		}
		return nil, "", damage(err)
	}
	t.buf, err = t.decomp.DecodeAll(v, t.buf[:0])
	c.Close()
	if err != nil {
		return nil, "", faultAt(key, "a text cannot be unpacked")
	}
	text, ok := textOf(t.buf)
	if !ok {
		return nil, "", faultAt(key, "an article cannot be read")
	}
	k := t.scanner.PackText(text)
	if k == nil {
		return nil, text, nil
	}
	sc.x.packed.putIf(sc.packedAt, n, k, k.Size())
	return k, "", nil
}

// repeated tells which lines are furniture on the pages of a publisher below limit;
// nil when none are known.
func (sc *scope) repeated(source, limit uint32) (is func(dedupe.Line) bool) {
	sc.memory(func(m *memory) {
		if source == 0 || len(m.since[source]) == 0 {
			return
		}
		is = func(l dedupe.Line) (is bool) {
			k := lineKey(source, l)
			sc.memory(func(m *memory) {
				since, ok := m.furniture[k]
				is = ok && since < limit
			})
			return is
		}
	})
	return is
}

// compare verifies the candidates of r and fills r.found. Those that went
// meanwhile are left out.
func (sc *scope) compare(t *tools, r *arrival) error {
	if len(r.candidates) == 0 {
		return nil
	}
	noText := sc.x.meta.Params.NoText
	if !noText {
		repeated := sc.repeated(r.sk.source, r.limit)
		if r.packed != nil {
			r.packed.LayOut(&t.own, sc.x.params, repeated)
			t.compare.Load(&t.own)
		} else {
			t.compare.Load(dedupe.LayOut(r.art.Text, sc.x.params, repeated))
		}
	}
	for _, cand := range r.candidates {
		if cand.number == r.known {
			continue
		}
		var c dedupe.Comparison
		var ok bool
		if noText {
			sk, err := sc.sketch(cand.number)
			if errors.Is(err, errGone) {
				continue
			}
			if err != nil {
				return err
			}
			c, ok = estimate(&r.sk, sk)
		} else {
			pg, err := sc.page(t, cand.number, r.limit)
			if errors.Is(err, errGone) {
				continue
			}
			if err != nil {
				return err
			}
			c, ok = t.compare.Compare(pg, true)
		}
		if ok {
			r.found = append(r.found, found{cand.number, c})
		}
	}
	return nil
}

// identify finds out whether the article, its id, its address or its text is
// there already. byID and byURL hold what the scope has brought in, too.
func (sc *scope) identify(r *arrival) error {
	for _, n := range slices.Concat(last(r.byID, sameChecked), last(r.byURL, sameChecked)) {
		if n == none {
			continue
		}
		h, err := sc.header(n)
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return err
		}
		if h.print == r.h.print {
			r.known = n
			return nil
		}
	}
	if n := newest(r.byID); n != none {
		r.revises = n
	} else if n := newest(r.byURL); n != none {
		r.revises = n
	}
	r.h.ordinal = len(r.byID) + 1
	r.h.revises = r.revises
	if n := newest(r.byPrint); n != none {
		r.h.twin, r.sk.twin = n, true
	}
	return nil
}

// sameChecked is how many revisions of one id or address are compared with one
// that comes, to know it again.
const sameChecked = 64

func last(ns []uint32, most int) []uint32 { return ns[max(0, len(ns)-most):] }
