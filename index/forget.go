package index

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// forgetBatch is how many articles go in one atomic step.
const forgetBatch = 512

// Forget takes the selected articles out of the index and returns how many. An
// id stands for all its revisions, with "@N" for one. They show in no answer any
// more when it returns, and what they had told of others is taken back: stories
// that they held together part, origins that only they stated become unknown.
// Their bytes may lie in the folder until Compact.
//
// Large selections go in several steps, each whole by itself; when a later one
// fails, the number of those that are gone comes back with the error.
func (x *Index) Forget(ctx context.Context, sel Selection) (int, error) {
	x.writing.Lock()
	defer x.writing.Unlock()
	s, end, err := x.beginWrite(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	ns, err := x.selected(ctx, s, sel)
	if err != nil {
		return 0, err
	}
	n := 0
	for part := range slices.Chunk(ns, forgetBatch) {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		if err := x.forget(ctx, s, part); err != nil {
			return n, err
		}
		n += len(part)
	}
	return n, nil
}

// Selected tells what Forget would take out: how many articles, and the ids of
// the first most of them in the order of arrival. It reads no texts.
func (x *Index) Selected(ctx context.Context, sel Selection, most int) (n int, ids []string, err error) {
	s, end, err := x.begin()
	if err != nil {
		return 0, nil, err
	}
	defer end()
	ns, err := x.selected(ctx, s, sel)
	if err != nil {
		return 0, nil, err
	}
	for _, k := range ns[:min(len(ns), most)] {
		id, err := s.name(k)
		if err != nil {
			return 0, nil, err
		}
		if id != "" { // else it was forgotten meanwhile
			ids = append(ids, id)
		}
	}
	return len(ns), ids, nil
}

// selected lists the articles that a selection names, ascending.
func (x *Index) selected(ctx context.Context, s *store, sel Selection) ([]uint32, error) {
	var out []uint32
	if len(sel.IDs) == 0 && sel.Publisher == "" && sel.Before.IsZero() {
		return nil, nil
	}
	keep := func(n uint32, h *header) {
		if sel.Publisher != "" && !publishedBy(h, sel.Publisher) || !sel.Before.IsZero() && h.seen >= sel.Before.UnixMicro() {
			return
		}
		out = append(out, n)
	}
	for _, id := range sel.IDs {
		ns, err := s.numbers(hashKey(keyID, hashOf(id)))
		if err != nil {
			return nil, err
		}
		if newest(ns) == none {
			n, err := s.byID(id)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return nil, err
			}
			ns = []uint32{n}
		}
		for _, n := range ns {
			if n == none {
				continue
			}
			h, err := s.header(n)
			if err != nil {
				return nil, err
			}
			keep(n, h)
		}
	}
	if len(sel.IDs) == 0 {
		stop := errors.New("the rest is younger")
		err := scan(ctx, s.db, []byte{keyHeader}, func(k, v []byte) error {
			h, ok := decodeHeader(v)
			if !ok {
				return faultAt(k, "the header of an article cannot be read")
			}
			if !sel.Before.IsZero() && h.seen >= sel.Before.UnixMicro() {
				return stop
			}
			keep(numberOf(k), h)
			return nil
		})
		if err != nil && err != stop {
			return nil, err
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func publishedBy(h *header, name string) bool {
	if strings.EqualFold(h.source, name) {
		return true
	}
	p := h.publisher
	return p != nil && (strings.EqualFold(p.Name, name) || strings.EqualFold(p.Domain, name) || strings.EqualFold(p.ID, name))
}

// oblivion is one step of Forget.
type oblivion struct {
	sc      *scope
	gone    map[uint32]bool
	parts   []*component          // components that lose members
	after   []*component          // what is left of them
	headers map[uint32]*header    // of others, changed
	posts   map[uint32]*sketch    // firsts of texts from now on, to post
	links   map[uint32]bool       // articles whose links are to be written
	lists   map[[17]byte][]uint32 // changed
	redirs  map[uint32]uint32     // former ids of stories → survivor, or none
	unposts map[uint32]*sketch
	told    counters
}

// forget takes some articles out, in one atomic batch.
func (x *Index) forget(ctx context.Context, s *store, ns []uint32) error {
	sc := x.newScope(s, true)
	sc.limit = x.counters.next
	o := &oblivion{sc: sc, gone: map[uint32]bool{}, headers: map[uint32]*header{}, posts: map[uint32]*sketch{}, links: map[uint32]bool{},
		lists: map[[17]byte][]uint32{}, redirs: map[uint32]uint32{}, unposts: map[uint32]*sketch{}, told: x.counters}
	for _, n := range ns {
		o.gone[n] = true
	}
	for _, n := range ns {
		p, err := sc.component(n)
		if err != nil {
			return err
		}
		if !slices.Contains(o.parts, p) {
			o.parts = append(o.parts, p)
		}
		if err := o.unlist(n); err != nil {
			return err
		}
	}
	for _, p := range o.parts {
		if err := o.part(ctx, p); err != nil {
			return err
		}
	}
	if err := o.unrevise(ns); err != nil {
		return err
	}
	return o.commit()
}

// unlist takes n off the lists of its id, address and text.
func (o *oblivion) unlist(n uint32) error {
	h, err := o.sc.header(n)
	if err != nil {
		return err
	}
	c := &o.told
	c.articles--
	c.forgotten++
	c.textBytes -= int64(h.size)
	v, err := o.sc.s.get(numberKey(keyText, n))
	if err != nil {
		return err
	}
	c.stored -= int64(len(v))
	sk, err := o.sc.sketch(n)
	if err != nil {
		return err
	}
	o.unposts[n] = sk
	for _, k := range keysOf(h) {
		ns, err := o.list(k)
		if err != nil {
			return err
		}
		ns = slices.Clone(ns)
		for i := range ns {
			if ns[i] == n {
				ns[i] = none
			}
		}
		if k[0] != keyID { // there the place in the list is the number of the revision
			ns = slices.DeleteFunc(ns, func(n uint32) bool { return n == none })
		}
		o.lists[k] = ns
	}
	return nil
}

// keysOf are the keys of the lists that an article is in.
func keysOf(h *header) [][17]byte {
	ks := [][17]byte{[17]byte(hashKey(keyID, hashOf(h.id))), [17]byte(hashKey(keyPrint, h.print))}
	if u := addressOf(h.url); u != "" {
		ks = append(ks, [17]byte(hashKey(keyURL, hashOf(u))))
	}
	return ks
}

func (o *oblivion) list(k [17]byte) ([]uint32, error) {
	if ns, ok := o.lists[k]; ok {
		return ns, nil
	}
	return o.sc.s.numbers(k[:])
}

// part parts what is left of a component into the components that it makes.
func (o *oblivion) part(ctx context.Context, p *component) error {
	first := map[uint32]uint32{} // forgotten first of a text → the next one that has it
	for i := range p.members {
		m := &p.members[i]
		if o.gone[m.number] || m.twin == none || !o.gone[m.twin] {
			continue
		}
		if _, ok := first[m.twin]; !ok {
			first[m.twin] = m.number
			sk, err := o.sc.sketch(m.number)
			if err != nil {
				return err
			}
			again := *sk
			again.twin = false
			o.posts[m.number] = &again
			o.lists[[17]byte(hashKey(keyPrint, o.sc.heads[m.twin].print))] = []uint32{m.number}
		}
	}
	left := &component{grouped: p.grouped}
	for _, m := range p.members {
		if o.gone[m.number] {
			continue
		}
		if to, ok := first[m.twin]; ok && m.twin != none {
			if m.twin = to; to == m.number {
				m.twin = none
			}
			h, err := o.changed(m.number)
			if err != nil {
				return err
			}
			h.twin = m.twin
		}
		left.members = append(left.members, m)
	}
	for _, l := range p.links {
		if o.gone[l.from] || o.gone[l.to] {
			a, ok := heir(first, o.gone, l.from)
			b, ok2 := heir(first, o.gone, l.to)
			o.links[l.from] = true
			if !ok || !ok2 || a == b {
				continue
			}
			l.from, l.to = a, b
			if l.from < l.to {
				l.from, l.to, l.inTo, l.inFrom = l.to, l.from, l.inFrom, l.inTo
			}
			o.links[l.from] = true
		}
		left.links = append(left.links, l)
	}
	left.sortLinks()
	o.bequeath(p, left)
	for _, c := range left.split() {
		if err := c.regroup(ctx, o.sc); err != nil {
			return err
		}
		o.after = append(o.after, c)
	}
	return nil
}

// heir is n or, when it is forgotten, the one that has its text from now on.
func heir(first map[uint32]uint32, gone map[uint32]bool, n uint32) (uint32, bool) {
	if !gone[n] {
		return n, true
	}
	to, ok := first[n]
	return to, ok
}

// bequeath gives the ids of stories that forgotten articles stood for to the
// first of each story that is left, so that the ids stay good.
func (o *oblivion) bequeath(p, left *component) {
	for i := range p.members {
		m := &p.members[i]
		if !o.gone[m.number] {
			continue
		}
		ids := m.state.was
		if m.state.led {
			ids = append(slices.Clone(ids), m.number)
		}
		if len(ids) == 0 {
			continue
		}
		to := uint32(none)
		for j := range left.members {
			if s := &left.members[j].state; s.story == m.state.story {
				to = left.members[j].number
				was := append(slices.Clone(s.was), ids...)
				slices.Sort(was)
				s.was = was
				break
			}
		}
		for _, id := range ids {
			o.redirs[id] = to
		}
	}
}

// families lists the members of each family.
func (c *component) families() map[uint32][]int {
	out := map[uint32][]int{}
	for i := range c.members {
		f := c.members[i].state.family
		out[f] = append(out[f], i)
	}
	return out
}

// split parts a component into those that strong links and equal texts hold
// together.
func (c *component) split() []*component {
	up := make([]int, len(c.members))
	for i := range up {
		up[i] = i
	}
	find := func(i int) int {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	union := func(a, b uint32) {
		i, ok := c.place(a)
		j, ok2 := c.place(b)
		if ok && ok2 {
			i, j = find(i), find(j)
			up[max(i, j)] = min(i, j)
		}
	}
	for i := range c.members {
		if m := &c.members[i]; m.twin != none {
			union(m.number, m.twin)
		}
	}
	for i := range c.links {
		if c.links[i].strong() {
			union(c.links[i].from, c.links[i].to)
		}
	}
	by := map[int]*component{}
	var out []*component
	for i := range c.members {
		r := find(i)
		if by[r] == nil {
			by[r] = &component{}
			out = append(out, by[r])
		}
		by[r].members = append(by[r].members, c.members[i])
	}
	for _, l := range c.links {
		if i, ok := c.place(l.from); ok {
			r := find(i)
			by[r].links = append(by[r].links, l)
		}
	}
	return out
}

// changed is the header of an article that stays, to be changed and written.
func (o *oblivion) changed(n uint32) (*header, error) {
	if h := o.headers[n]; h != nil {
		return h, nil
	}
	h, err := o.sc.header(n)
	if err != nil {
		return nil, err
	}
	c := *h
	o.headers[n] = &c
	return &c, nil
}

// unrevise takes back what revisions tell of forgotten articles, and what the
// articles before them tell of forgotten revisions.
func (o *oblivion) unrevise(ns []uint32) error {
	for _, n := range ns {
		h, err := o.sc.header(n)
		if err != nil {
			return err
		}
		st := o.sc.former[n]
		if st.revised != none && !o.gone[st.revised] {
			next, err := o.changed(st.revised)
			if err != nil && !errors.Is(err, errGone) {
				return err
			}
			if err == nil {
				next.revises, next.revision = none, Revision{}
			}
		}
		if h.revises != none && !o.gone[h.revises] {
			if err := o.unrevised(h.revises); err != nil && !errors.Is(err, errGone) {
				return err
			}
		}
	}
	return nil
}

// unrevised makes n the newest again, if nothing newer has its id.
func (o *oblivion) unrevised(n uint32) error {
	h, err := o.sc.header(n)
	if err != nil {
		return err
	}
	ns, err := o.list([17]byte(hashKey(keyID, hashOf(h.id))))
	if err != nil {
		return err
	}
	m, err := o.member(n)
	if err != nil {
		return err
	}
	m.state.revised, m.state.old = none, false
	if newest(ns) != n {
		at := slices.Index(ns, n)
		m.state.old = true
		for _, later := range ns[at+1:] {
			if later != none {
				m.state.revised = later
				break
			}
		}
	}
	return nil
}

// member is an article that stays, to be changed.
func (o *oblivion) member(n uint32) (*member, error) {
	for _, c := range o.after {
		if i, ok := c.place(n); ok {
			return &c.members[i], nil
		}
	}
	p, err := o.sc.component(n)
	if err != nil {
		return nil, err
	}
	c := *p
	c.members = slices.Clone(p.members)
	o.after = append(o.after, &c)
	i, ok := c.place(n)
	if !ok {
		return nil, errGone
	}
	return &c.members[i], nil
}
