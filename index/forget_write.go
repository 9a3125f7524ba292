package index

import (
	"maps"
	"slices"

	"github.com/cockroachdb/pebble/v2"
)

// commit writes the step, and then lets others see it.
func (o *oblivion) commit() error {
	sc, x := o.sc, o.sc.x
	w := sc.s.db.NewBatch()
	defer w.Close()
	for _, n := range slices.Sorted(maps.Keys(o.gone)) {
		for _, kind := range []byte{keyHeader, keyState, keyText, keySketch, keyLinks, keyProvenance} {
			drop(w, numberKey(kind, n))
		}
		was := sc.former[n]
		count := func(c *int, had bool) {
			if had {
				*c--
			}
		}
		count(&o.told.stories, was.story == n)
		count(&o.told.families, was.family == n)
		count(&o.told.revisions, was.revised != none)
	}
	for _, p := range o.parts {
		drop(w, numberKey(keyComponent, p.root()))
	}
	for _, k := range slices.SortedFunc(maps.Keys(o.lists), func(a, b [17]byte) int { return slices.Compare(a[:], b[:]) }) {
		if ns := o.lists[k]; newest(ns) == none {
			drop(w, k[:])
		} else {
			put(w, k[:], encodeList(ns))
		}
	}
	for _, n := range slices.Sorted(maps.Keys(o.headers)) {
		put(w, numberKey(keyHeader, n), o.headers[n].encode())
	}
	for id, to := range o.redirs {
		if to == none {
			drop(w, numberKey(keyRedirect, id))
			continue
		}
		var e encoder
		e.num(to)
		put(w, numberKey(keyRedirect, id), e)
	}
	sc.parts, sc.into = map[uint32]*component{}, map[uint32]uint32{}
	for _, c := range o.after {
		sc.parts[c.root()] = c
	}
	o.writeLinks(w)
	changed := sc.writeParts(w, &o.told)
	// A component may have lost members and changed nothing else.
	for _, c := range o.after {
		if len(c.members) > 1 {
			put(w, numberKey(keyComponent, c.root()), c.roster())
		}
		if !slices.Contains(changed, c) {
			changed = append(changed, c)
		}
	}
	m := x.memory
	t := x.tools.get()
	defer x.tools.put(t)
	x.mu.Lock()
	for n, sk := range o.unposts {
		if !sk.twin {
			m.unpost(sk, n)
		}
	}
	posted := slices.Sorted(maps.Keys(o.posts))
	for _, n := range posted {
		sk := o.posts[n]
		m.find(&t.hits, sk, none)
		m.findLines(&t.hits, sk, none)
		m.post(sk, n, &t.hits)
		put(w, numberKey(keySketch, n), sk.encode())
	}
	x.mu.Unlock()
	if err := x.commit(sc.s, w, &o.told); err != nil {
		x.mu.Lock()
		for _, n := range posted {
			m.unpost(o.posts[n], n)
		}
		for n, sk := range o.unposts {
			if !sk.twin {
				m.find(&t.hits, sk, none)
				m.findLines(&t.hits, sk, none)
				m.post(sk, n, &t.hits)
			}
		}
		x.mu.Unlock()
		return err
	}
	x.mu.Lock()
	x.counters = o.told
	for n := range o.gone {
		m.roots[n] = none
	}
	for _, p := range o.parts {
		m.components.drop(p.root())
		m.several.put(p.root(), false)
	}
	sc.publish(changed)
	x.headers.clear()
	x.packed.clear()
	x.mu.Unlock()
	x.pages.clear()
	return nil
}

// writeLinks writes the links of articles that had some to forgotten ones.
func (o *oblivion) writeLinks(w *pebble.Batch) {
	by := map[uint32][]link{}
	for _, c := range o.after {
		for _, l := range c.links {
			if o.links[l.from] {
				by[l.from] = append(by[l.from], l)
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(o.links)) {
		if o.gone[n] {
			continue
		}
		ls := by[n]
		// Weak links that lead out of the component stay.
		stored, err := o.sc.s.links(n)
		if err == nil {
			for _, l := range stored {
				if !o.gone[l.to] && !slices.ContainsFunc(ls, func(k link) bool { return k.to == l.to }) {
					ls = append(ls, l)
				}
			}
		}
		slices.SortFunc(ls, func(a, b link) int { return int(int64(a.to) - int64(b.to)) })
		put(w, numberKey(keyLinks, n), encodeLinks(ls))
	}
}
