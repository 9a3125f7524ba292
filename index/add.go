package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/newscheck/newscheck/article"
)

// Add puts articles into the index, as one durable batch, and says of each, in
// the order of the call, what it is to all that was there before it, those
// before it in the call included. A few hundred articles a call keep the
// processors and the disk busy.
//
// An article whose id or address is there with the same text is Known: nothing
// is added. With another text it is a revision.
//
// On an error nothing of the call is kept, unless it was the disk that failed
// while it was written: then all of it may be, or none. Giving the articles again
// does no harm. After a failure the next Add opens the folder anew, and goes on
// if the disk does.
func (x *Index) Add(ctx context.Context, articles []article.Article) ([]Finding, error) {
	return x.add(ctx, articles, nil)
}

// add is Add with times of arrival to keep, when seen is not nil.
func (x *Index) add(ctx context.Context, articles []article.Article, seen []int64) ([]Finding, error) {
	p, err := x.Prepare(ctx, articles)
	if err != nil {
		return nil, err
	}
	return x.addPrepared(ctx, p, seen)
}

// Prepared are articles on which all was done that needs no other article, half
// of the work of Add.
type Prepared struct {
	x        *Index
	arrivals []*arrival
}

// Prepare begins an Add, without waiting for others: a program that prepares one
// call's articles while it adds those of the call before keeps all processors
// busy, for in parts of an Add one is.
func (x *Index) Prepare(ctx context.Context, articles []article.Article) (*Prepared, error) {
	if x.opts.ReadOnly {
		return nil, ErrReadOnly
	}
	p := &Prepared{x, make([]*arrival, len(articles))}
	return p, x.each(len(articles), func(t *tools, i int) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		p.arrivals[i] = x.prepare(t, articles[i])
		x.pack(t, p.arrivals[i])
		return nil
	})
}

// AddPrepared is Add of the articles that p was made of. What p is, is told at
// this moment and not when it was made. It uses p up, also when it fails.
func (x *Index) AddPrepared(ctx context.Context, p *Prepared) ([]Finding, error) {
	return x.addPrepared(ctx, p, nil)
}

func (x *Index) addPrepared(ctx context.Context, p *Prepared, seen []int64) ([]Finding, error) {
	if p.x != x {
		return nil, errors.New("the articles were prepared for another index, or added before: prepare them anew")
	}
	arrivals := p.arrivals
	p.x, p.arrivals = nil, nil
	x.writing.Lock()
	defer x.writing.Unlock()
	s, end, err := x.beginWrite(ctx)
	if err != nil {
		return nil, err
	}
	defer end()
	sc := x.newScope(s, true)
	sc.limit = x.counters.next
	if uint64(sc.limit)+uint64(len(arrivals)) > maxNumber {
		return nil, fmt.Errorf("the index has been given %d articles in all, which is the most there can be: begin another one", sc.limit)
	}
	if err := x.each(len(arrivals), func(_ *tools, i int) error { return sc.lookKeys(arrivals[i]) }); err != nil {
		return nil, err
	}
	b := &batch{sc: sc, counters: x.counters, lists: map[[17]byte][]uint32{}}
	findings, err := b.run(ctx, arrivals, seen)
	if err == nil && len(sc.fresh) > 0 {
		err = b.commit()
	}
	if err != nil {
		b.undo()
		return nil, err
	}
	return findings, nil
}

// batch is one Add under way.
type batch struct {
	sc       *scope
	counters counters
	lists    map[[17]byte][]uint32 // lists of numbers as they come to be, by key
	lines    []furnished
	posted   int // articles of the scope that are in the postings
}

func (b *batch) run(ctx context.Context, arrivals []*arrival, seen []int64) ([]Finding, error) {
	x, sc := b.sc.x, b.sc
	t := x.tools.get()
	defer x.tools.put(t)
	now := x.opts.Now().UnixMicro()
	for i, r := range arrivals {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		at := now
		if seen != nil {
			at = seen[i]
		}
		if err := b.place(t, r, at); err != nil {
			return nil, err
		}
	}
	if err := x.each(len(arrivals), func(t *tools, i int) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return sc.compare(t, arrivals[i])
	}); err != nil {
		return nil, err
	}
	findings := make([]Finding, len(arrivals))
	for i, r := range arrivals {
		f, err := sc.judge(ctx, t, r)
		if err != nil {
			return nil, err
		}
		r.h.verdict = f.Verdict
		findings[i] = *f
	}
	return findings, b.revisit(ctx)
}

// place gives an article its number and its postings, and finds its candidates
// among those before it.
func (b *batch) place(t *tools, r *arrival, at int64) error {
	sc, m := b.sc, b.sc.x.memory
	r.limit = sc.limit + uint32(len(sc.fresh))
	for _, l := range []struct {
		kind byte
		hash [16]byte
		ns   *[]uint32
	}{{keyID, r.idKey, &r.byID}, {keyURL, r.urlKey, &r.byURL}, {keyPrint, r.printKey, &r.byPrint}} {
		if ns, ok := b.lists[[17]byte(hashKey(l.kind, l.hash))]; ok {
			*l.ns = ns
		}
	}
	if err := sc.identify(r); err != nil {
		return err
	}
	m.find(&t.hits, &r.sk, r.limit)
	var missed bool
	r.candidates, r.cut, missed = m.candidates(&t.walker, &r.sk, &t.hits)
	if r.known != none {
		return nil
	}
	r.h.cut = missed
	r.number = r.limit
	r.h.seen = max(at, b.counters.newest+1)
	b.counters.newest = r.h.seen
	sc.fresh = append(sc.fresh, r)
	list := func(kind byte, hash [16]byte, ns []uint32) {
		b.lists[[17]byte(hashKey(kind, hash))] = append(slices.Clip(ns), r.number)
	}
	list(keyID, r.idKey, r.byID)
	if r.urlKey != [16]byte{} {
		list(keyURL, r.urlKey, r.byURL)
	}
	x := sc.x
	if r.sk.twin {
		x.mu.Lock()
		m.sources, m.days, m.roots = append(m.sources, r.sk.source), append(m.days, r.sk.day), append(m.roots, r.number)
		m.know(&r.sk)
		b.posted++
		x.mu.Unlock()
		return nil
	}
	list(keyPrint, r.printKey, nil)
	m.findLines(&t.hits, &r.sk, r.limit)
	lines, err := sc.furnish(r, &t.hits)
	if err != nil {
		return err
	}
	b.lines = append(b.lines, lines...)
	x.mu.Lock()
	m.sources, m.days, m.roots = append(m.sources, r.sk.source), append(m.days, r.sk.day), append(m.roots, r.number)
	m.know(&r.sk)
	m.post(&r.sk, r.number, &t.hits)
	b.posted++
	for _, l := range lines {
		m.setFurniture(l.source, l.key, l.number)
	}
	x.mu.Unlock()
	return nil
}

// undo takes what place did out of the memory.
func (b *batch) undo() {
	x, m := b.sc.x, b.sc.x.memory
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := b.posted - 1; i >= 0; i-- {
		r := b.sc.fresh[i]
		if !r.sk.twin {
			m.unpost(&r.sk, r.number)
		}
	}
	m.sources, m.days, m.roots = m.sources[:b.sc.limit], m.days[:b.sc.limit], m.roots[:b.sc.limit]
	for _, l := range b.lines {
		delete(m.furniture, l.key)
		m.since[l.source] = slices.DeleteFunc(m.since[l.source], func(n uint32) bool { return n >= b.sc.limit })
	}
	x.pages.clear()
}

// commit writes the batch, and then lets others see it.
func (b *batch) commit() error {
	x, sc := b.sc.x, b.sc
	w := sc.s.db.NewBatchWithSize(len(sc.fresh) * 3 << 10)
	defer w.Close()
	c := &b.counters
	for _, r := range sc.fresh {
		c.articles++
		c.textBytes += int64(r.h.size)
		c.stored += int64(len(r.text))
		put(w, numberKey(keyHeader, r.number), r.h.encode())
		put(w, numberKey(keySketch, r.number), r.sk.encode())
		put(w, numberKey(keyText, r.number), r.text)
		if _, ok := sc.relinked[r.number]; ok {
			// below
		} else if ls := linksOf(r); len(ls) > 0 {
			put(w, numberKey(keyLinks, r.number), encodeLinks(ls))
		}
		if x.meta.Params.NoText {
			v, err := encodeRecord(&r.rec)
			if err != nil {
				return err
			}
			put(w, numberKey(keyProvenance, r.number), v)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(sc.relinked)) {
		if ls := sc.relinked[n]; len(ls) > 0 {
			put(w, numberKey(keyLinks, n), encodeLinks(ls))
		} else {
			drop(w, numberKey(keyLinks, n))
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(b.lists), func(a, b [17]byte) int { return slices.Compare(a[:], b[:]) }) {
		put(w, k[:], encodeList(b.lists[k]))
	}
	for _, l := range b.lines {
		e := encoder{}
		e.uint(uint64(l.source))
		e.num(l.number)
		put(w, furnitureKey(l.key), e)
	}
	changed := sc.writeParts(w, c)
	c.next = sc.limit + uint32(len(sc.fresh))
	if err := x.commit(sc.s, w, c); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.counters = *c
	sc.publish(changed)
	for _, r := range sc.fresh {
		h := r.h // alone: r holds the text
		x.headers.put(r.number, &h, h.cost())
		if r.packed != nil && r.h.twin == none { // of twins, the first is compared
			x.packed.put(r.number, r.packed, r.packed.Size())
		}
	}
	return nil
}

func put(w *pebble.Batch, k, v []byte) {
	_ = w.Set(k, v, nil) // fails only on a batch that was applied
}

func drop(w *pebble.Batch, k []byte) { _ = w.Delete(k, nil) }

// linksOf are what is kept of the comparisons of an article. A twin has those of
// the first with its text.
func linksOf(r *arrival) []link {
	if r.h.twin != none {
		return nil
	}
	var ls []link
	for _, f := range r.found {
		if f.Score > 0 || f.Related > 0 {
			// Rounded as they are stored, so that it is all one whether they are read again.
			ls = append(ls, link{from: r.number, to: f.number, relation: f.Relation, score: share(f.Score), related: share(f.Related),
				jaccard: share(f.Jaccard), inTo: share(f.InB), inFrom: share(f.InA)})
		}
	}
	return ls
}

// writeParts writes the components that changed, and the states of their
// members that did. It brings the counters up to date.
func (sc *scope) writeParts(w *pebble.Batch, c *counters) []*component {
	var changed []*component
	for _, root := range slices.Sorted(maps.Keys(sc.roots)) {
		if p := sc.parts[root]; (p == nil || len(p.members) == 1) && sc.x.memory.several.has(root) {
			drop(w, numberKey(keyComponent, root))
		}
	}
	for _, root := range slices.Sorted(maps.Keys(sc.parts)) {
		p := sc.parts[root]
		dirty := sc.moved[root]
		for i := range p.members {
			m := &p.members[i]
			if m.state.story == m.number {
				m.state.led = true
			}
			was, had := sc.former[m.number]
			if had && was.same(&m.state) {
				continue
			}
			dirty = true
			put(w, numberKey(keyState, m.number), m.state.encode())
			count := func(n *int, had, has bool) {
				if had {
					*n--
				}
				if has {
					*n++
				}
			}
			count(&c.stories, had && was.story == m.number, m.state.story == m.number)
			count(&c.families, had && was.family == m.number, m.state.family == m.number)
			count(&c.revisions, had && was.revised != none, m.state.revised != none)
		}
		if dirty {
			changed = append(changed, p)
			if len(p.members) > 1 {
				put(w, numberKey(keyComponent, root), p.roster())
			}
		}
	}
	return changed
}

// publish lets others see components; the caller holds the lock.
func (sc *scope) publish(changed []*component) {
	m := sc.x.memory
	for root := range sc.roots {
		p := sc.parts[root]
		if p == nil {
			m.components.drop(root)
		}
		if p == nil || len(p.members) == 1 {
			m.several.put(root, false)
		}
	}
	for _, p := range changed {
		root := p.root()
		for i := range p.members {
			m.roots[p.members[i].number] = root
		}
		m.several.put(root, len(p.members) > 1)
		m.components.put(root, p, p.cost())
	}
	touched := map[uint32]bool{} // by links that lead out of them, too
	for n := range sc.relinked {
		touched[m.roots[n]] = true
	}
	for root := range touched {
		if c, ok := m.components.get(root); ok {
			c = c.relinked(sc.relinked)
			m.components.put(root, c, c.cost())
		}
	}
}
