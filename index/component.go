package index

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// component is a set of articles that strong links join, directly or through
// others. Stories and families lie within components whole, so a component is
// what has to be grouped anew when an article comes. It is never changed once
// others can see it.
type component struct {
	members []member   // by number; the first names the component
	links   []link     // of members to earlier articles, by both numbers; weak ones may lead out of it, to what it joins one day
	ends    [][2]int32 // of the first links: the places of from and to, or -1 of one outside; see locate
	grouped int        // members when it was last grouped as a whole
}

// member is what grouping and judging need of an article.
type member struct {
	number    uint32
	state     state
	twin      uint32 // the first with the same text, or none
	words     int
	when      int64
	cut       bool
	source    string
	publisher *provenance.OutletRef
	said      origin
}

func (m *member) now() origin {
	if m.state.now != nil {
		return *m.state.now
	}
	return m.said
}

func (c *component) root() uint32 { return c.members[0].number }

// place finds a member.
func (c *component) place(n uint32) (int, bool) {
	return slices.BinarySearchFunc(c.members, n, func(m member, n uint32) int { return cmp.Compare(m.number, n) })
}

// sortLinks puts links into the order in which they are stored, so that ties are
// broken alike whether they are read again or not.
func (c *component) sortLinks() {
	slices.SortFunc(c.links, func(a, b link) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
}

// relinked is c with other links of some articles.
func (c *component) relinked(links map[uint32][]link) *component {
	out := &component{members: c.members, grouped: c.grouped}
	for _, l := range c.links {
		if _, ok := links[l.from]; !ok {
			out.links = append(out.links, l)
		}
	}
	for i := range c.members {
		out.links = append(out.links, links[c.members[i].number]...)
	}
	out.sortLinks()
	return out
}

// locate brings ends up to date.
func (c *component) locate() {
	if len(c.ends) == len(c.links) {
		return
	}
	numbers := make([]uint32, len(c.members)) // closer together than members
	for i := range c.members {
		numbers[i] = c.members[i].number
	}
	for _, l := range c.links[len(c.ends):] {
		at := [2]int32{-1, -1}
		for k, n := range [2]uint32{l.from, l.to} {
			if i, ok := slices.BinarySearch(numbers, n); ok {
				at[k] = int32(i)
			}
		}
		c.ends = append(c.ends, at)
	}
}

// cost is about the bytes that it takes.
func (c *component) cost() int { return 256*len(c.members) + 72*len(c.links) }

// Bounds on regrouping.
const (
	// wholeMembers is the size up to which a component is grouped as a whole with
	// every article, as a batch run would.
	wholeMembers = 256
	// A larger one is when it has grown by 1/growth since it was last; what comes
	// in between joins the story and the family that it fits best. A pile with
	// stories of 300 to 1,000 copies ends with the stories that grouping with every
	// article ends with, in a tenth of the time; until then, one article in twenty
	// is put elsewhere.
	growth = 16
	// fullWords is the length from which an article counts fully; see dedupe.
	fullWords = 400
)

func newMember(n uint32, h *header, s state) member {
	return member{number: n, state: s, twin: h.twin, words: h.words, when: h.when, cut: h.cut, source: h.source, publisher: h.publisher, said: h.said}
}

// join makes one component of several and a newcomer with its links, and groups
// it. alike is as of dedupe.Stories, by number. The parts are left as they are.
//
// With brief, of a component of more than wholeMembers only the newcomer is placed:
// what is right of the others is not asked.
func join(parts []*component, m member, links []link, alike func(a, b uint32) bool, brief bool) *component {
	out := &component{}
	size := 1
	for _, p := range parts {
		size += len(p.members)
	}
	out.members = make([]member, 0, size)
	for _, p := range parts {
		out.members = append(out.members, p.members...)
		out.grouped = max(out.grouped, p.grouped)
	}
	out.members = append(out.members, m) // it came after all others
	if len(parts) > 1 {
		slices.SortFunc(out.members, func(a, b member) int { return cmp.Compare(a.number, b.number) })
	}
	switch {
	case !brief && len(parts) == 1:
		// The one writer may put more behind what others see, and locate for itself.
		parts[0].locate()
		out.links, out.ends = parts[0].links, parts[0].ends
	case !brief || size <= wholeMembers:
		for _, p := range parts {
			out.links = append(out.links, p.links...)
		}
		if len(parts) > 1 {
			out.sortLinks()
		}
	}
	brief = brief && size > wholeMembers
	out.links = append(out.links, links...)
	n := len(out.members)
	if n <= wholeMembers || !brief && (len(parts) > 1 || n >= out.grouped+out.grouped/growth) {
		out.group(alike)
	} else {
		i, _ := out.place(m.number)
		out.admit(i)
	}
	out.settle()
	return out
}

// nodes numbers the members without their twins.
func (c *component) nodes() (node []int, firsts []int) {
	node = make([]int, len(c.members))
	for i := range c.members {
		if t := c.members[i].twin; t != none {
			if j, ok := c.place(t); ok && j != i {
				node[i] = node[j] // the first of twins has the lowest number
				continue
			}
		}
		node[i] = len(firsts)
		firsts = append(firsts, i)
	}
	return node, firsts
}

// group groups all members from scratch.
func (c *component) group(alike func(a, b uint32) bool) {
	node, firsts := c.nodes()
	rank, weight := make([]int, len(firsts)), make([]float64, len(firsts))
	anyCut := false
	for k, i := range firsts {
		rank[k] = k
		weight[k] = weightOf(&c.members[i])
		anyCut = anyCut || c.members[i].cut
	}
	links := make([]dedupe.Link, 0, len(c.links))
	c.locate()
	for k, l := range c.links {
		i, j := c.ends[k][0], c.ends[k][1]
		if i < 0 || j < 0 || node[i] == node[j] {
			continue
		}
		a, b := min(node[i], node[j]), max(node[i], node[j])
		links = append(links, dedupe.Link{A: a, B: b, Relation: l.relation, Score: l.score, Related: l.related})
	}
	var likeness func(a, b int) bool
	if anyCut && alike != nil {
		likeness = func(a, b int) bool {
			x, y := &c.members[firsts[a]], &c.members[firsts[b]]
			return (x.cut || y.cut) && alike(x.number, y.number)
		}
	}
	story := dedupe.Stories(links, rank, weight, likeness)
	family := dedupe.Families(story, links, rank, weight)
	c.assign(func(i int) int { return story[node[i]] }, func(i int) int { return family[node[i]] })
	c.grouped = len(c.members)
}

func weightOf(m *member) float64 { return float64(min(m.words, fullWords)) / fullWords }

// assign names groups: a story or family has the id of the first of its members
// to arrive, so the older part of two that join keeps its id.
func (c *component) assign(story, family func(i int) int) {
	stories, families := map[int]uint32{}, map[int]uint32{}
	for i := range c.members {
		m := &c.members[i]
		s, f := story(i), family(i)
		if _, ok := stories[s]; !ok {
			stories[s] = m.number
		}
		if _, ok := families[f]; !ok {
			families[f] = m.number
		}
		m.state.story, m.state.family = stories[s], families[f]
	}
}

// admit puts member i, just come, into the story that it links to best on
// average, and the family of which its two nearest are, as Stories and Families
// would if nothing else changed.
func (c *component) admit(i int) {
	m := &c.members[i]
	m.state.story, m.state.family = m.number, m.number
	if m.twin != none {
		if j, ok := c.place(m.twin); ok {
			m.state.story, m.state.family = c.members[j].state.story, c.members[j].state.family
			return
		}
	}
	type sums struct {
		score, linked float64
		near          [2]float64
		of            uint32
	}
	stories, families := map[uint32]*sums{}, map[uint32]*sums{}
	at := func(all map[uint32]*sums, k uint32) *sums {
		if all[k] == nil {
			all[k] = &sums{of: k}
		}
		return all[k]
	}
	own := len(c.links) // its links came last
	for own > 0 && c.links[own-1].from == m.number {
		own--
	}
	for _, l := range c.links[own:] {
		j, ok := c.place(l.to)
		if !ok {
			continue
		}
		o := &c.members[j]
		w := weightOf(o)
		s := at(stories, o.state.story)
		s.score += l.score * w
		s.linked += w
		f := at(families, o.state.family)
		switch {
		case l.related > f.near[0]:
			f.near[0], f.near[1] = l.related, f.near[0]
		case l.related > f.near[1]:
			f.near[1] = l.related
		}
	}
	sizes := map[uint32]float64{}
	count := map[uint32]int{}
	for j := range c.members {
		if o := &c.members[j]; j != i {
			if o.twin == none {
				sizes[o.state.story] += weightOf(o)
			}
			count[o.state.family]++
		}
	}
	best, mean := uint32(none), 0.0
	for k, s := range stories {
		all := sizes[k]
		if m.cut {
			all = s.linked // the others were not looked at
		}
		if x := s.score / max(all, s.linked, 1e-9); x >= joinAt && (x > mean || x == mean && k < best) {
			best, mean = k, x
		}
	}
	if best != none {
		m.state.story = best
		for j := range c.members {
			if j != i && c.members[j].state.story == best {
				m.state.family = c.members[j].state.family
				return
			}
		}
	}
	best, mean = none, 0
	for k, s := range families {
		x := s.near[0]
		if count[k] > 1 {
			x = (s.near[0] + s.near[1]) / 2
		}
		if x >= joinAt && (x > mean || x == mean && k < best) {
			best, mean = k, x
		}
	}
	if best != none {
		m.state.family = best
	}
}

// settle tells the relation of every member, as a batch run does: who is first
// of each story and family, and what the others are to them.
func (c *component) settle() {
	size, familySize := map[uint32]int{}, map[uint32]int{}
	first, firstOfFamily := map[uint32]int{}, map[uint32]int{}
	lead := func(of map[uint32]int, k uint32, i int) {
		if j, ok := of[k]; !ok || before(&c.members[i], &c.members[j]) {
			of[k] = i
		}
	}
	for i := range c.members {
		s := &c.members[i].state
		size[s.story]++
		familySize[s.family]++
		lead(first, s.story, i)
		lead(firstOfFamily, s.family, i)
	}
	best, value := make([]*link, len(c.members)), make([]float64, len(c.members))
	c.locate()
	for k := range c.links {
		l := &c.links[k]
		i, j := int(c.ends[k][0]), int(c.ends[k][1])
		if i < 0 || j < 0 {
			continue
		}
		for _, side := range [2][2]int{{i, j}, {j, i}} {
			d, o := side[0], side[1]
			x, y := &c.members[d].state, &c.members[o].state
			v := max(l.inTo, l.inFrom)
			switch {
			case x.story == y.story:
				v += 4
				if first[x.story] == o {
					v += 2
				}
			case x.family == y.family:
				v += 2
				if firstOfFamily[x.family] == o {
					v++
				}
			case l.relation == "" || l.relation == dedupe.Quote || !before(&c.members[o], &c.members[d]):
				continue
			}
			if v > value[d] {
				best[d], value[d] = l, v
			}
		}
	}
	for i := range c.members {
		m := &c.members[i]
		s := &m.state
		l := best[i]
		former := *s
		s.relation, s.of, s.jaccard, s.contain = dedupe.Single, none, 0, 0
		switch {
		case size[s.story] > 1 && first[s.story] == i:
			s.relation, l = dedupe.First, nil
		case size[s.story] > 1:
			s.relation = dedupe.Copy
			if f := &c.members[first[s.story]]; m.twin != none && (f.number == m.twin || f.twin == m.twin) || f.twin == m.number && m.twin == none {
				s.of, s.jaccard, s.contain, l = f.number, 1, 1, nil
			} else if l == nil {
				s.of = f.number
			}
		case familySize[s.family] > 1 && firstOfFamily[s.family] == i:
			s.relation, l = dedupe.First, nil
		case familySize[s.family] > 1 && l != nil:
			s.relation = dedupe.Version
		case l != nil:
			s.relation = dedupe.Partial
		case former.relation == dedupe.Partial:
			s.relation, s.of, s.jaccard, s.contain = former.relation, former.of, former.jaccard, former.contain
		}
		if l != nil {
			s.of, s.jaccard, s.contain = l.other(m.number), l.jaccard, max(l.inTo, l.inFrom)
		}
	}
}

func (l *link) other(n uint32) uint32 {
	if l.from == n {
		return l.to
	}
	return l.from
}

// before tells which of two is likelier the first: the earlier if the times are
// known, else the fuller, else the one that arrived first.
func before(a, b *member) bool {
	if (a.when == unknownTime) != (b.when == unknownTime) {
		return a.when != unknownTime
	}
	return cmp.Or(cmp.Compare(a.when, b.when), cmp.Compare(b.words, a.words), cmp.Compare(a.number, b.number)) < 0
}

// family lists the members of a family by place.
func (c *component) family(of uint32) []int {
	var out []int
	for i := range c.members {
		if c.members[i].state.family == of {
			out = append(out, i)
		}
	}
	return out
}

// roster is a component as it is stored: the rest stands with its articles.
type roster struct {
	members []uint32
	grouped int
}

func (c *component) roster() []byte {
	e := make(encoder, 0, 2*len(c.members)+8)
	e.uint(uint64(c.grouped))
	ns := make([]uint32, len(c.members))
	for i := range c.members {
		ns[i] = c.members[i].number
	}
	e.numbers(ns)
	return e
}

func decodeRoster(b []byte) (roster, bool) {
	d := decoder{b: b}
	grouped := d.uint()
	r := roster{members: d.numbers()}
	r.grouped = int(min(grouped, math.MaxInt32))
	return r, d.done() && len(r.members) > 1
}

// loadComponent reads the component that root names. single tells that it has no
// other member; head reads a header.
func (s *store) loadComponent(root uint32, single bool, head func(n uint32) (*header, error)) (*component, error) {
	r := roster{members: []uint32{root}}
	if !single {
		b, err := s.get(numberKey(keyComponent, root))
		if err != nil {
			return nil, err
		}
		var ok bool
		if r, ok = decodeRoster(b); b != nil && (!ok || r.members[0] != root) {
			return nil, faultAt(numberKey(keyComponent, root), "the members of a component cannot be read")
		}
		if b == nil {
			r = roster{members: []uint32{root}}
		}
	}
	c := &component{members: make([]member, len(r.members)), grouped: r.grouped}
	for i, n := range r.members {
		h, err := head(n)
		if err != nil {
			return nil, err
		}
		st, err := s.state(n)
		if err != nil {
			return nil, err
		}
		c.members[i] = newMember(n, h, st)
		ls, err := s.links(n)
		if err != nil {
			return nil, err
		}
		c.links = append(c.links, ls...)
	}
	return c, nil
}

func (s *store) header(n uint32) (*header, error) {
	b, err := s.get(numberKey(keyHeader, n))
	if err != nil {
		return nil, err
	}
	if b == nil {
		return nil, fmt.Errorf("article %d: %w", n, errGone)
	}
	h, ok := decodeHeader(b)
	if !ok {
		return nil, faultAt(numberKey(keyHeader, n), "the header of an article cannot be read")
	}
	return h, nil
}

func (s *store) state(n uint32) (state, error) {
	b, err := s.get(numberKey(keyState, n))
	if err != nil {
		return state{}, err
	}
	if b == nil {
		return state{}, fmt.Errorf("article %d: %w", n, errGone)
	}
	st, ok := decodeState(b)
	if !ok {
		return state{}, faultAt(numberKey(keyState, n), "the state of an article cannot be read")
	}
	return st, nil
}

func (s *store) links(n uint32) ([]link, error) {
	b, err := s.get(numberKey(keyLinks, n))
	if err != nil || b == nil {
		return nil, err
	}
	ls, ok := decodeLinks(n, b)
	if !ok {
		return nil, faultAt(numberKey(keyLinks, n), "the links of an article cannot be read")
	}
	return ls, nil
}

// How many bytes of components and of headers are kept, about, and what Options.Cache
// is when nothing is said.
const (
	cachedComponents = 48 << 20
	cachedHeaders    = 24 << 20
	defaultCache     = 128 << 20
)
