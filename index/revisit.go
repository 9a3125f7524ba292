package index

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
)

// When a line turns out to be furniture, articles under which it stood before
// were compared as if it were text. They are compared again, so that in the end
// it does not matter in which order a publisher's pages came.

const (
	// maxRevisited is the most articles that one Add compares again.
	maxRevisited = 2048
	// maxRegrouped is the size up to which components are grouped anew for it.
	maxRegrouped = 4096
)

// revisit compares again the articles that hold lines of b.lines.
func (b *batch) revisit(ctx context.Context) error {
	sc, m := b.sc, b.sc.x.memory
	set := map[uint32]bool{}
	for _, l := range b.lines {
		var at [1][]uint32
		m.lines.find(at[:], []uint32{lineTerm(l.key)}, none)
		for _, n := range at[0][:min(len(at[0]), maxLine)] {
			if m.roots[n] != none {
				set[n] = true
			}
		}
	}
	again := make([]*arrival, 0, len(set))
	for _, n := range slices.Sorted(maps.Keys(set)) {
		again = append(again, &arrival{h: header{twin: none, revises: none}, number: n, limit: sc.limit + uint32(len(sc.fresh)), known: n})
	}
	if len(again) == 0 {
		return nil
	}
	again = again[:min(len(again), maxRevisited)]
	if err := sc.x.each(len(again), func(t *tools, i int) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return sc.again(t, again[i])
	}); err != nil {
		return err
	}
	return sc.relink(ctx, again)
}

// again compares r, which is there, with all that shares enough with it.
func (sc *scope) again(t *tools, r *arrival) error {
	sk, err := sc.sketch(r.number)
	if err != nil {
		return err
	}
	r.sk = *sk // shares its slices, which nobody changes
	if sk.twin {
		return nil
	}
	if own := sc.own(r.number); own != nil {
		r.art.Text, r.packed = own.art.Text, own.packed
	} else if !sc.x.meta.Params.NoText {
		if r.packed, r.art.Text, err = sc.readable(t, r.number); err != nil {
			return err
		}
	}
	m := sc.x.memory
	m.find(&t.hits, sk, r.limit)
	r.candidates, _, _ = m.candidates(&t.walker, sk, &t.hits)
	return sc.compare(t, r)
}

// relink puts what the articles were found to have in common now in the place
// of their links, and groups the components around them anew.
func (sc *scope) relink(ctx context.Context, again []*arrival) error {
	whose := map[uint32]bool{}
	fresh := map[[2]uint32]link{}
	for _, r := range again {
		if r.sk.twin {
			continue
		}
		whose[r.number] = true
		for _, l := range linksOf(r) {
			if l.from < l.to {
				l.from, l.to, l.inTo, l.inFrom = l.to, l.from, l.inFrom, l.inTo
			}
			fresh[[2]uint32{l.from, l.to}] = l
		}
	}
	// Components that are touched, and the links that change in them.
	var parts []*component
	for _, n := range slices.Sorted(maps.Keys(whose)) {
		p, err := sc.component(n)
		if err != nil {
			return err
		}
		if !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	pairs := slices.SortedFunc(maps.Keys(fresh), func(a, b [2]uint32) int { return slices.Compare(a[:], b[:]) })
	for _, k := range pairs {
		l := fresh[k]
		if !l.strong() {
			continue
		}
		for _, n := range k {
			p, err := sc.component(n)
			if errors.Is(err, errGone) {
				continue
			}
			if err != nil {
				return err
			}
			if !slices.Contains(parts, p) {
				parts = append(parts, p)
			}
		}
	}
	changed := false
	all := &component{}
	for _, p := range parts {
		all.members = append(all.members, p.members...)
	}
	slices.SortFunc(all.members, func(a, b member) int { return cmp.Compare(a.number, b.number) })
	had := map[[2]uint32]bool{}
	for _, p := range parts {
		for _, l := range p.links {
			k := [2]uint32{l.from, l.to}
			had[k] = true
			if !whose[l.from] && !whose[l.to] {
				all.links = append(all.links, l)
				continue
			}
			if _, within := all.place(l.to); within {
				now, ok := fresh[k]
				changed = changed || !ok || now != l
			}
		}
	}
	for _, k := range pairs {
		if _, ok := all.place(k[0]); ok {
			all.links = append(all.links, fresh[k])
			_, within := all.place(k[1])
			changed = changed || within && !had[k]
		}
	}
	all.sortLinks()
	if err := sc.storeLinks(whose, fresh); err != nil {
		return err
	}
	if !changed || len(all.members) > maxRegrouped {
		return nil
	}
	for _, p := range parts {
		delete(sc.parts, p.root())
	}
	for _, c := range all.split() {
		if err := c.regroup(ctx, sc); err != nil {
			return err
		}
		sc.put(c)
		sc.moved[c.root()] = true
	}
	return nil
}

// regroup groups a component and tells its origins from scratch.
func (c *component) regroup(ctx context.Context, sc *scope) error {
	c.group(sc.alike)
	c.settle()
	families := c.families()
	for _, f := range slices.Sorted(maps.Keys(families)) {
		family := families[f]
		if _, err := c.resolve(ctx, family[:min(len(family), maxResolved)], -1, nil, nil, nil); err != nil {
			return err
		}
	}
	return nil
}

// storeLinks brings the stored links of articles, and of those that link to
// them, up to date.
func (sc *scope) storeLinks(whose map[uint32]bool, fresh map[[2]uint32]link) error {
	touched := map[uint32]bool{}
	for n := range whose {
		touched[n] = true
	}
	for k := range fresh {
		touched[k[0]] = true
	}
	for _, p := range sc.parts {
		for _, l := range p.links {
			if whose[l.to] {
				touched[l.from] = true
			}
		}
	}
	by := map[uint32][]link{}
	for _, l := range fresh {
		by[l.from] = append(by[l.from], l)
	}
	for n := range touched {
		ls, err := sc.links(n)
		if err != nil {
			return err
		}
		out := by[n]
		for _, l := range ls {
			if !whose[n] && !whose[l.to] {
				out = append(out, l)
			}
		}
		slices.SortFunc(out, func(a, b link) int { return cmp.Compare(a.to, b.to) })
		sc.relinked[n] = out
	}
	return nil
}

// links are the links of an article to earlier ones as the scope has them.
func (sc *scope) links(n uint32) ([]link, error) {
	if ls, ok := sc.relinked[n]; ok {
		return ls, nil
	}
	if r := sc.own(n); r != nil {
		return linksOf(r), nil
	}
	return sc.s.links(n)
}
