package index

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2"
	"github.com/newscheck/newscheck/provenance"
)

// Article returns the newest revision of the article with the id, or its Nth
// when id ends in "@N" (and no article has that very id). In records an article
// that was revised under its own id is named in that way. Without such an article
// the error is ErrNotFound.
func (x *Index) Article(id string) (*Entry, error) {
	return x.find(func(s *store) (uint32, error) { return s.byID(id) })
}

// find reads the article that by finds.
func (x *Index) find(by func(s *store) (uint32, error)) (*Entry, error) {
	s, end, err := x.begin()
	if err != nil {
		return nil, err
	}
	defer end()
	n, err := by(s)
	if err != nil {
		return nil, err
	}
	t := x.tools.get()
	defer x.tools.put(t)
	h, err := s.header(n)
	if err != nil {
		return nil, err
	}
	st, err := s.state(n)
	if err != nil {
		return nil, err
	}
	return s.entry(t, n, h, &st)
}

// byID finds the article that Article's id names.
func (s *store) byID(id string) (uint32, error) {
	ns, err := s.numbers(hashKey(keyID, hashOf(id)))
	if err != nil {
		return none, err
	}
	if n := newest(ns); n != none {
		return n, nil
	}
	if i := strings.LastIndexByte(id, '@'); i > 0 {
		if k, err := strconv.Atoi(id[i+1:]); err == nil && k > 0 {
			ns, err := s.numbers(hashKey(keyID, hashOf(id[:i])))
			if err != nil {
				return none, err
			}
			if k <= len(ns) && ns[k-1] != none {
				return ns[k-1], nil
			}
		}
	}
	return none, fmt.Errorf("article %q: %w", id, ErrNotFound)
}

// ByURL returns the newest article of an address, which is compared without
// "www.", a fragment, and parameters that only count visits.
func (x *Index) ByURL(url string) (*Entry, error) {
	return x.find(func(s *store) (uint32, error) {
		var ns []uint32
		if a := addressOf(url); a != "" {
			var err error
			if ns, err = s.numbers(hashKey(keyURL, hashOf(a))); err != nil {
				return none, err
			}
		}
		if n := newest(ns); n != none {
			return n, nil
		}
		return none, fmt.Errorf("address %q: %w", url, ErrNotFound)
	})
}

// entry puts together what is stored of an article.
func (s *store) entry(t *tools, n uint32, h *header, st *state) (*Entry, error) {
	a, err := s.article(t, n, h)
	if err != nil {
		return nil, err
	}
	a.ID = nameOf(h, st)
	o := h.said
	if st.now != nil {
		o = *st.now
	}
	e := &Entry{id: h.id, Article: a, Seen: micros(h.seen), Story: storyID(st.story), Family: familyID(st.family), Relation: st.relation, Words: h.words,
		Verdict: h.verdict, Publisher: h.publisher, Origin: o.ref, OriginStatus: o.status, OriginConfidence: o.confidence}
	if e.Of, err = s.name(st.of); err != nil {
		return nil, err
	}
	if e.RevisedBy, err = s.name(st.revised); err != nil {
		return nil, err
	}
	if h.revises != none {
		r := h.revision
		if r.Of, err = s.name(h.revises); err != nil {
			return nil, err
		}
		e.Revision = &r
	}
	return e, nil
}

// name is how records name article n; "" when it is not there.
func (s *store) name(n uint32) (string, error) {
	if n == none {
		return "", nil
	}
	h, err := s.header(n)
	if errors.Is(err, errGone) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	st, err := s.state(n)
	if err != nil && !errors.Is(err, errGone) {
		return "", err
	}
	return nameOf(h, &st), nil
}

// Story returns a story, also under the id of one that became part of it.
func (x *Index) Story(id string) (out *Story, err error) {
	err = x.inGroup(id, 's', func(s *store, c *component, m *member) error {
		out, err = s.story(c, m.state.story)
		return err
	})
	return out, err
}

// Family returns the stories of a family, those that began first first. As with
// Story, the id may be one that it had before.
func (x *Index) Family(id string) (out []*Story, err error) {
	err = x.inGroup(id, 'f', func(s *store, c *component, m *member) error {
		for _, i := range c.family(m.state.family) {
			o := &c.members[i]
			if o.state.story != o.number {
				continue
			}
			st, err := s.story(c, o.number)
			if err != nil {
				return err
			}
			out = append(out, st)
		}
		return nil
	})
	return out, err
}

// inGroup gives f an article of the story or family with the id, and the
// component that it is in.
func (x *Index) inGroup(id string, kind byte, f func(s *store, c *component, m *member) error) error {
	s, end, err := x.begin()
	if err != nil {
		return err
	}
	defer end()
	n, err := s.groupOf(id, kind)
	if err == nil {
		var c *component
		var i int
		if c, i, err = x.component(s, n); err == nil {
			return f(s, c, &c.members[i])
		}
	}
	if errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("%s %q: %w", map[byte]string{'s': "story", 'f': "family"}[kind], id, ErrNotFound)
	}
	return err
}

// groupOf returns an article of the story or family with the id.
func (s *store) groupOf(id string, kind byte) (uint32, error) {
	if len(id) < 2 || id[0] != kind || id[1] == '0' || id[1] == '+' {
		return none, ErrNotFound
	}
	k, err := strconv.ParseUint(id[1:], 10, 32)
	if err != nil || k == 0 {
		return none, ErrNotFound
	}
	n := uint32(k - 1)
	// An id is good from when it was told on: each article gave one, if only until
	// the next came, unless it joined another story at once.
	if r, err := s.get(numberKey(keyRedirect, n)); err != nil {
		return none, err
	} else if r != nil {
		d := decoder{b: r}
		if n = d.num(); !d.done() {
			return none, faultAt(numberKey(keyRedirect, uint32(k-1)), "a former id cannot be read")
		}
		return n, nil
	}
	st, err := s.state(n)
	if errors.Is(err, errGone) {
		return none, ErrNotFound
	}
	if err != nil {
		return none, err
	}
	if kind == 's' && !st.led {
		return none, ErrNotFound
	}
	return n, nil
}

// component returns the component of article n, and its place there.
func (x *Index) component(s *store, n uint32) (*component, int, error) {
	for range 8 { // it may be joined to another one at this moment
		x.mu.RLock()
		root := uint32(none)
		if x.memory != nil && int(n) < len(x.memory.roots) {
			root = x.memory.roots[n]
		}
		var c *component
		if root != none {
			c, _ = x.memory.components.get(root)
		}
		x.mu.RUnlock()
		if root == none {
			return nil, 0, ErrNotFound
		}
		var err error
		if c == nil {
			if c, err = s.loadComponent(root, false, s.header); errors.Is(err, errGone) {
				continue
			}
		}
		if err != nil {
			return nil, 0, err
		}
		if i, ok := c.place(n); ok {
			return c, i, nil
		}
	}
	return nil, 0, ErrNotFound
}

// story describes one story of a component.
func (s *store) story(c *component, story uint32) (*Story, error) {
	sum := c.sum(story)
	out := &Story{Story: storyID(story), Origin: sum.origin, Copies: []string{}, Publishers: sum.publishers, IndependentSources: sum.sources}
	if out.Publishers == nil {
		out.Publishers = []string{}
	}
	if out.IndependentSources == nil {
		out.IndependentSources = []provenance.OutletRef{}
	}
	for k, i := range sum.members {
		m := &c.members[i]
		h, err := s.header(m.number)
		if err != nil {
			return nil, err
		}
		out.Copies = append(out.Copies, nameOf(h, &m.state))
		if k == 0 {
			out.Began = micros(h.seen)
		}
		out.Grew = micros(h.seen)
		out.Family = familyID(m.state.family)
		if i == sum.first {
			out.First = nameOf(h, &m.state)
		}
		if m.number != story && m.state.led {
			out.Was = append(out.Was, storyID(m.number))
		}
		for _, w := range m.state.was {
			out.Was = append(out.Was, storyID(w))
		}
	}
	slices.Sort(out.Was)
	return out, nil
}

// Provenance returns the full provenance of a stored article: read anew from
// its text, with what its story tells by now; without a text, what was stored of
// it when it came.
func (x *Index) Provenance(id string) (*provenance.Record, error) {
	s, end, err := x.begin()
	if err != nil {
		return nil, err
	}
	defer end()
	n, err := s.byID(id)
	if err != nil {
		return nil, err
	}
	h, err := s.header(n)
	if err != nil {
		return nil, err
	}
	var rec provenance.Record
	if x.meta.Params.NoText {
		b, err := s.get(numberKey(keyProvenance, n))
		if err != nil {
			return nil, err
		}
		if json.Unmarshal(b, &rec) != nil {
			return nil, faultAt(numberKey(keyProvenance, n), "the provenance of an article cannot be read")
		}
	} else {
		t := x.tools.get()
		defer x.tools.put(t)
		a, err := s.article(t, n, h)
		if err != nil {
			return nil, err
		}
		rec = provenance.Attributor{Registry: x.registry}.Attribute(a)
	}
	c, i, err := x.component(s, n)
	if err != nil {
		return nil, err
	}
	sc := x.newScope(s, false)
	sc.limit = none
	if err := sc.finish(&rec, c, i); err != nil {
		return nil, err
	}
	rec.ID = nameOf(h, &c.members[i].state)
	return &rec, nil
}

func encodeRecord(r *provenance.Record) ([]byte, error) { return json.Marshal(r) }

// Stats says what the index holds. It is cheap.
func (x *Index) Stats() (Stats, error) {
	s, end, err := x.begin()
	if err != nil {
		return Stats{}, err
	}
	defer end()
	x.mu.RLock()
	c := x.counters
	m := x.memory
	st := Stats{Articles: c.articles, Revisions: c.revisions, Stories: c.stories, Families: c.families, Forgotten: c.forgotten,
		TextBytes: c.textBytes, Stored: c.stored, Version: x.meta.Version, Params: x.meta.Params,
		Memory: m.shingles.memory() + m.bands.memory() + m.lines.memory() + int64(8*len(m.roots)+48*len(m.furniture)+16*len(m.common)) + m.components.memory() + x.headers.memory() + x.packed.memory()}
	x.mu.RUnlock()
	x.pages.mu.Lock()
	st.Memory += int64(x.pages.tokens) * pageBytes
	x.pages.mu.Unlock()
	if c.articles > 0 {
		for _, last := range []bool{false, true} {
			h, err := s.endHeader(last)
			if err != nil {
				return st, err
			}
			if h == nil {
				continue
			}
			if last {
				st.Newest = micros(h.seen)
			} else {
				st.Oldest = micros(h.seen)
			}
		}
	}
	st.DiskBytes = x.diskBytes()
	return st, nil
}

// pageBytes is what a token of a laid-out page takes.
const pageBytes = 48

// endHeader is the first or the last article.
func (s *store) endHeader(last bool) (*header, error) {
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte{keyHeader}, UpperBound: []byte{keyHeader + 1}})
	if err != nil {
		return nil, damage(err)
	}
	defer it.Close()
	ok := false
	if last {
		ok = it.Last()
	} else {
		ok = it.First()
	}
	if !ok {
		return nil, damage(it.Error())
	}
	v, err := it.ValueAndErr()
	if err != nil {
		return nil, damage(err)
	}
	h, ok := decodeHeader(v)
	if !ok {
		return nil, faultAt(it.Key(), "the header of an article cannot be read")
	}
	return h, nil
}

// diskBytes adds up the files of the folder; those that go meanwhile count for
// nothing.
func (x *Index) diskBytes() int64 {
	var total int64
	for _, dir := range []string{x.dir, x.path(storeName)} {
		names, _ := x.fs.List(dir)
		for _, n := range names {
			if info, err := x.fs.Stat(x.fs.PathJoin(dir, n)); err == nil && !info.IsDir() {
				total += info.Size()
			}
		}
	}
	return total
}

// compile-time check that an Index can be streamed.
var (
	_ Source = (*Index)(nil)
)
