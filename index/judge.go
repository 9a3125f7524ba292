package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// Bounds and thresholds of a verdict.
const (
	maxMatches = 20 // told of one article, the best
	tooShort   = 25 // words under which an article that matches nothing is not judged
)

// judge says what r is to all that was before it. r has been compared.
func (sc *scope) judge(ctx context.Context, t *tools, r *arrival) (*Finding, error) {
	f := &Finding{ID: r.art.ID, Publisher: r.h.source, Title: r.h.title, Published: r.art.Published, Words: r.h.words,
		Evidence: []provenance.Evidence{}, Estimated: sc.x.meta.Params.NoText && len(r.found) > 0}
	if r.known != none {
		return f, sc.judgeKnown(t, r, f)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	a, err := sc.admit(ctx, r)
	if err != nil {
		return nil, err
	}
	if r.revises != none {
		if f.Revision, err = sc.revise(t, r); err != nil {
			return nil, err
		}
		a.part = sc.parts[a.part.root()] // which may be a newer one now
	}
	m := &a.part.members[a.at]
	s := &m.state
	f.Story, f.Family, f.Relation = storyID(s.story), familyID(s.family), s.relation
	f.Jaccard, f.Containment = share(s.jaccard), share(s.contain)
	for _, n := range a.joined {
		f.Joined = append(f.Joined, storyID(n))
	}
	if s.of != none {
		if f.Of, err = sc.name(s.of); err != nil {
			return nil, err
		}
	}
	rec := &a.rec
	f.Origin, f.OriginStatus, f.OriginConfidence = rec.Origin, rec.OriginStatus, rec.OriginConfidence
	for _, e := range rec.Evidence {
		if e.From != "" {
			if e.From, err = sc.recordName(e.From); err != nil {
				return nil, err
			}
		}
		f.Evidence = append(f.Evidence, e)
	}
	sum := a.part.sum(s.story)
	f.IndependentSrcs, f.SeenIn = len(sum.sources), max(1, len(sum.publishers))
	if err := sc.matches(r, f, m); err != nil {
		return nil, err
	}
	return f, sc.verdict(r, a, m, f)
}

// judgeKnown tells of an article that is there what was told when it came, and
// what it belongs to by now.
func (sc *scope) judgeKnown(t *tools, r *arrival, f *Finding) error {
	h, err := sc.header(r.known)
	if err != nil {
		return err
	}
	c, err := sc.component(r.known)
	if err != nil {
		return err
	}
	i, ok := c.place(r.known)
	if !ok {
		return errGone
	}
	m := &c.members[i]
	s := &m.state
	f.Known, f.Verdict = true, h.verdict
	f.Story, f.Family, f.Relation = storyID(s.story), familyID(s.family), s.relation
	f.Jaccard, f.Containment = share(s.jaccard), share(s.contain)
	if s.of != none {
		if f.Of, err = sc.name(s.of); err != nil {
			return err
		}
	}
	name := nameOf(h, s)
	f.Reason = "it is in the index since " + micros(h.seen).Format("2006-01-02 15:04:05")
	if name != f.ID {
		f.Reason += " as " + name
	}
	o := m.now()
	f.Origin, f.OriginStatus, f.OriginConfidence = o.ref, o.status, o.confidence
	f.Evidence = append(f.Evidence, r.rec.Evidence...)
	if h.revises != none {
		rev := h.revision
		f.Revision = &rev
	}
	sum := c.sum(s.story)
	f.IndependentSrcs, f.SeenIn = len(sum.sources), max(1, len(sum.publishers))
	return sc.matches(r, f, m)
}

// recordName is the name of the article that recordID stands for.
func (sc *scope) recordName(id string) (string, error) {
	var n uint32
	if _, err := fmt.Sscanf(id, "%d", &n); err != nil {
		return id, nil
	}
	return sc.name(n)
}

// matches tells the best of what was found. Within a story a pair is a copy,
// within a family a version, whatever the two are by themselves.
func (sc *scope) matches(r *arrival, f *Finding, m *member) error {
	type rated struct {
		found
		state    state
		relation dedupe.Relation
	}
	f.Matches = []Match{}
	var all []rated
	same, err := sc.withTwins(r)
	if err != nil {
		return err
	}
	for _, x := range same {
		st, err := sc.state(x.number)
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return err
		}
		rel := x.Relation
		switch {
		case st.story == m.state.story:
			rel = dedupe.Copy
		case st.family == m.state.family:
			rel = dedupe.Version
		case rel == dedupe.Copy || rel == dedupe.Version:
			rel = dedupe.Partial
		}
		if rel != "" {
			all = append(all, rated{x, st, rel})
		}
	}
	order := map[dedupe.Relation]int{dedupe.Copy: 0, dedupe.Version: 1, dedupe.Partial: 2, dedupe.Quote: 3}
	slices.SortFunc(all, func(a, b rated) int {
		return cmp.Or(cmp.Compare(order[a.relation], order[b.relation]), -cmp.Compare(max(a.InA, a.InB)+a.Jaccard, max(b.InA, b.InB)+b.Jaccard), cmp.Compare(a.number, b.number))
	})
	f.MatchesCut = r.cut + max(0, len(all)-maxMatches)
	for _, x := range all[:min(len(all), maxMatches)] {
		h, err := sc.header(x.number)
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return err
		}
		o := h.said
		if x.state.now != nil {
			o = *x.state.now
		}
		spans := x.Spans
		if spans == nil {
			spans = []dedupe.SpanPair{}
		}
		f.Matches = append(f.Matches, Match{ID: nameOf(h, &x.state), Publisher: h.source, Title: h.title, URL: h.url, Published: h.published,
			Story: storyID(x.state.story), Relation: x.relation, Jaccard: share(x.Jaccard), ContainmentAB: share(x.InB), ContainmentBA: share(x.InA),
			Spans: spans, Origin: o.ref})
	}
	return nil
}

// withTwins is r.found with the articles that have the very text of one that was
// found: only the first of them is ever compared.
func (sc *scope) withTwins(r *arrival) ([]found, error) {
	out := slices.Clone(r.found)
	told := map[uint32]int{} // of each that was found: its twins
	var parts []*component
	for _, x := range r.found {
		if x.Relation == "" {
			continue
		}
		told[x.number] = 0
		twinned, err := sc.twinned(x.number)
		if err == nil && !twinned {
			continue
		}
		var c *component
		if err == nil {
			c, err = sc.component(x.number)
		}
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(parts, c) {
			parts = append(parts, c)
		}
	}
	for _, c := range parts {
		for i := range c.members {
			m := &c.members[i]
			if m.twin == none || m.number == r.number || m.number == r.known {
				continue
			}
			n, ok := told[m.twin]
			if !ok || n == maxMatches {
				continue
			}
			told[m.twin]++
			at, _ := slices.BinarySearchFunc(r.found, m.twin, func(x found, n uint32) int { return cmp.Compare(x.number, n) })
			t := r.found[at]
			t.number = m.number
			out = append(out, t)
		}
	}
	return out, nil
}

// twinned tells whether other articles may have the text of article n.
func (sc *scope) twinned(n uint32) (may bool, err error) {
	h, err := sc.header(n)
	if err == nil {
		sc.memory(func(m *memory) { may = m.twinned.has(keyOf(h.print)) })
	}
	return may, err
}

func share(x float64) float64 { return float64(int(x*1e4+0.5)) / 1e4 }

// verdict gives f its verdict and the ground for it.
func (sc *scope) verdict(r *arrival, a *admitted, m *member, f *Finding) error {
	say := func(v Verdict, format string, args ...any) error {
		f.Verdict, f.Reason = v, fmt.Sprintf(format, args...)
		return nil
	}
	foreign := f.OriginStatus == provenance.Stated && f.Origin != nil && refKey(f.Origin) != refKey(r.rec.Publisher)
	named := ""
	if foreign {
		named = f.Origin.Name
	}
	if f.Revision != nil {
		return say(Revised, "%s", revisionReason(f.Revision))
	}
	others := len(f.Matches)
	if r.h.words < tooShort && others == 0 && !foreign {
		return say(Undetermined, "%d words are too few to judge", r.h.words)
	}
	var of *header
	if m.state.of != none {
		var err error
		if of, err = sc.header(m.state.of); err != nil {
			return err
		}
	}
	switch f.Relation {
	case dedupe.First:
		if foreign {
			return say(Republished, "its page gives %s as the origin", named)
		}
		if f.OriginStatus == provenance.Inferred && f.Origin != nil && refKey(f.Origin) != refKey(r.rec.Publisher) {
			return say(Republished, "copies of it give %s as the origin", f.Origin.Name)
		}
		return say(Original, "it is dated before the copies and versions of it that came earlier")
	case dedupe.Copy:
		if foreign {
			return say(Republished, "a copy of %s%s, and its page gives %s as the origin", f.Of, at(of), named)
		}
		if sc.copiesName(a, m) {
			return say(Original, "copies of it that came earlier name %s as their origin, and its page says the same", m.publisher.Name)
		}
		return say(Republished, "a copy of %s%s", f.Of, at(of))
	case dedupe.Version:
		switch {
		case of != nil && of.source == r.h.source && of.source != "":
			return say(Revised, "a new version of %s by the same publisher", f.Of)
		case foreign:
			return say(Republished, "a version of %s%s, and its page gives %s as the origin", f.Of, at(of), named)
		}
		return say(Partial, "a version of %s%s with much that is new", f.Of, at(of))
	case dedupe.Partial:
		if foreign {
			return say(Republished, "its page gives %s as the origin", named)
		}
		return say(Partial, "it re-uses a passage of %s%s", f.Of, at(of))
	}
	if foreign {
		return say(Republished, "its page gives %s as the origin", named)
	}
	return say(Original, "nothing like it was seen before, and its page names no other origin")
}

func at(h *header) string {
	if h == nil || h.source == "" {
		return ""
	}
	return " at " + h.source
}

// copiesName tells whether an article that says that it is its publisher's own
// has that publisher for origin in earlier copies at other publishers, too.
func (sc *scope) copiesName(a *admitted, m *member) bool {
	if m.said.status != provenance.Own || m.publisher == nil {
		return false
	}
	for i := range a.part.members {
		o := &a.part.members[i]
		if o.number != m.number && o.state.story == m.state.story && o.said.status == provenance.Stated && refKey(o.said.ref) == refKey(m.publisher) && refKey(o.publisher) != refKey(m.publisher) {
			return true
		}
	}
	return false
}

func revisionReason(r *Revision) string {
	var parts []string
	for _, p := range []struct {
		n    int
		what string
	}{{r.Edited, "edited"}, {r.Added, "added"}, {r.Omitted, "omitted"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	s := "the text of " + r.Of + " changed"
	if len(parts) > 0 {
		s += " (sentences: " + strings.Join(parts, ", ") + ")"
	}
	if r.Silent {
		s += ", and the page does not say so"
	}
	return s
}

// summary is what a story's members come to.
type summary struct {
	members    []int // places
	first      int
	origin     *provenance.OutletRef
	publishers []string
	sources    []provenance.OutletRef
}

// sum sums up one story of c.
func (c *component) sum(story uint32) summary {
	s := summary{first: -1}
	votes, named := map[string]int{}, map[string]bool{}
	best := ""
	for i := range c.members {
		m := &c.members[i]
		if m.state.story != story {
			continue
		}
		s.members = append(s.members, i)
		if s.first < 0 || before(m, &c.members[s.first]) {
			s.first = i
		}
		if m.publisher != nil && !named[m.publisher.Name] {
			named[m.publisher.Name] = true
			s.publishers = append(s.publishers, m.publisher.Name)
		}
		o := m.now()
		if o.ref == nil || o.status == provenance.Unknown {
			continue
		}
		k := refKey(o.ref)
		if votes[k] == 0 {
			s.sources = append(s.sources, *o.ref)
		}
		if votes[k]++; votes[k] > votes[best] || votes[k] == votes[best] && k < best {
			best, s.origin = k, o.ref
		}
	}
	slices.Sort(s.publishers)
	slices.SortFunc(s.sources, func(a, b provenance.OutletRef) int { return cmp.Compare(refKey(&a), refKey(&b)) })
	return s
}
