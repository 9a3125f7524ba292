package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cockroachdb/pebble/v2"
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
		i, _ := c.place(l.from)
		j, _ := c.place(l.to)
		if r := find(i); r == find(j) {
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
	t := x.tools.Get().(*tools)
	defer x.tools.Put(t)
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
	}
	sc.publish(changed)
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

// Compact writes the folder anew so that nothing of what was forgotten is left
// in any file. While a loop over the index is under way, what it still can see is
// kept; Compact then fails, and can be called again.
func (x *Index) Compact(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	s, end, err := x.beginWrite(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := x.room(0); err != nil {
		return err
	}
	c := x.counters
	c.forgotten = 0
	w := s.db.NewBatch()
	defer w.Close()
	if err := x.commit(s, w, &c); err != nil {
		return err
	}
	x.mu.Lock()
	x.counters = c
	x.mu.Unlock()
	err = s.guarded(func() error {
		if err := s.db.Flush(); err != nil {
			return err
		}
		return s.db.Compact(ctx, []byte{0}, []byte{0xFF}, false)
	})
	if err != nil {
		return damage(fmt.Errorf("the index cannot be compacted: %w", err))
	}
	// Files go in the background.
	for wait := time.Millisecond; ; wait *= 2 {
		m := s.db.Metrics()
		if m.Table.ObsoleteCount == 0 && m.Table.ZombieCount == 0 && m.Keys.TombstoneCount == 0 {
			break
		}
		if wait > 4*time.Second {
			return fmt.Errorf("something still reads what was forgotten: %d old files and %d marks are left (end the loops over the index and compact again)", m.Table.ObsoleteCount+m.Table.ZombieCount, m.Keys.TombstoneCount)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	return x.dropLogs()
}

// dropLogs deletes the logs that the library would write over later. All but
// the newest one are in tables by now.
func (x *Index) dropLogs() error {
	names, err := x.fs.List(x.path(storeName))
	if err != nil {
		return err
	}
	newest := -1
	logs := map[int]string{}
	for _, n := range names {
		if k, err := strconv.Atoi(strings.TrimSuffix(n, ".log")); err == nil && strings.HasSuffix(n, ".log") {
			logs[k] = n
			newest = max(newest, k)
		}
	}
	for k, n := range logs {
		if k == newest {
			continue
		}
		if err := x.fs.Remove(x.fs.PathJoin(x.path(storeName), n)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
