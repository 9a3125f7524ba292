package index

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// admitted is what an arrival came to.
type admitted struct {
	part   *component
	at     int      // its place in part
	joined []uint32 // stories that became part of its own
	rec    provenance.Record
}

// admit brings r into the component that it belongs to, groups that, and tells
// the origins anew.
func (sc *scope) admit(ctx context.Context, r *arrival) (*admitted, error) {
	links := linksOf(r)
	near := make([]uint32, 0, len(links)+1)
	if r.h.twin != none {
		near = append(near, r.h.twin)
	}
	for i := range links {
		if links[i].strong() {
			near = append(near, links[i].to)
		}
	}
	var parts []*component
	for _, n := range near {
		p, err := sc.component(n)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	m := newMember(r.number, &r.h, state{story: r.number, family: r.number, relation: dedupe.Single, of: none, revised: none})
	if f := bestPartial(r); f != nil {
		m.state.relation, m.state.of, m.state.jaccard, m.state.contain = dedupe.Partial, f.number, share(f.Jaccard), share(max(f.InA, f.InB))
	}
	a := &admitted{}
	leads := map[uint32]bool{}
	for _, p := range parts {
		for i := range p.members {
			if o := &p.members[i]; o.state.story == o.number {
				leads[o.number] = true
			}
		}
	}
	a.part = join(parts, m, links, sc.alike, !sc.write)
	a.at, _ = a.part.place(r.number)
	own := a.part.members[a.at].state.story
	for i := range a.part.members {
		if o := &a.part.members[i]; leads[o.number] && o.number != own && o.state.story == own {
			a.joined = append(a.joined, o.number)
		}
	}
	sc.replace(a.part, parts)
	if root := a.part.root(); root != r.number {
		sc.into[r.number] = root
	}
	return a, sc.resolve(ctx, r, a)
}

// bestPartial is the article of which r re-uses a passage, if it is in no story
// with any.
func bestPartial(r *arrival) *found {
	var best *found
	for i := range r.found {
		f := &r.found[i]
		if f.Relation != "" && f.Relation != dedupe.Quote && (best == nil || max(f.InA, f.InB) > max(best.InA, best.InB)) {
			best = f
		}
	}
	return best
}

// maxResolved is the most texts of a family of which origins are told together:
// of a larger family, the first ones and the newcomer.
const maxResolved = 256

// resolve tells the origins in the family of the newcomer, as provenance.Resolve
// does of a pile.
func (sc *scope) resolve(ctx context.Context, r *arrival, a *admitted) error {
	own := &a.part.members[a.at]
	// A text in which nearly all of this one stands may tell its origin, whatever
	// story it is in.
	var more []member
	var matches []dedupe.Match
	for i := range r.found {
		f := &r.found[i]
		if f.InB < containedShare {
			continue
		}
		if _, in := a.part.place(f.number); !in {
			o, err := sc.component(f.number)
			if errors.Is(err, errGone) {
				continue
			}
			if err != nil {
				return err
			}
			if j, ok := o.place(f.number); ok {
				more = append(more, o.members[j])
			}
		}
		matches = append(matches, dedupe.Match{A: recordID(own.number), B: recordID(f.number), Relation: f.Relation,
			ContainmentAB: f.InB, ContainmentBA: f.InA})
	}
	family := a.part.family(own.state.family)
	if len(family) > maxResolved {
		family = family[:maxResolved-1]
		if !slices.Contains(family, a.at) {
			family = append(family, a.at)
		}
	}
	rec, err := a.part.resolve(ctx, family, a.at, &r.rec, more, matches)
	a.rec = rec
	return err
}

// resolve tells the origins of some members, of which member own, if it is not
// -1, has the full record rec. more are articles of other components that matches
// are with. It returns the record of own.
func (c *component) resolve(ctx context.Context, family []int, own int, rec *provenance.Record, more []member, matches []dedupe.Match) (provenance.Record, error) {
	groups := &dedupe.Result{Matches: matches}
	var records []provenance.Record
	for _, i := range family {
		m := &c.members[i]
		brief := briefRecord(m)
		if i == own {
			id := brief.ID
			brief = *rec
			brief.ID = id
		}
		records = append(records, brief)
		groups.Articles = append(groups.Articles, dedupe.Placement{ID: brief.ID, Story: storyID(m.state.story), Family: familyID(m.state.family), Relation: m.state.relation})
	}
	for i := range more {
		brief := briefRecord(&more[i])
		records = append(records, brief)
		groups.Articles = append(groups.Articles, dedupe.Placement{ID: brief.ID, Story: brief.ID, Family: brief.ID, Relation: dedupe.Single})
	}
	out, _, err := provenance.Resolve(ctx, records, nil, groups, provenance.ResolveOptions{})
	if err != nil {
		return provenance.Record{}, err
	}
	var full provenance.Record
	for k, i := range family {
		m := &c.members[i]
		if i == own {
			full = out[k]
		}
		now := origin{ref: out[k].Origin, status: out[k].OriginStatus, confidence: out[k].OriginConfidence}
		m.state.now = nil
		if !now.same(m.said) {
			m.state.now = &now
		}
	}
	return full, nil
}

// containedShare is the part of a text that must stand in another one for that
// one's origin to say something of it.
const containedShare = 0.8

// briefRecord is as much of a stored article's record as Resolve looks at.
func briefRecord(m *member) provenance.Record {
	rec := provenance.Record{ID: recordID(m.number), Publisher: m.publisher, Origin: m.said.ref, OriginStatus: m.said.status, OriginConfidence: m.said.confidence}
	if m.said.text != "" {
		rec.Evidence = []provenance.Evidence{{Rule: m.said.rule, Supports: "origin", Value: refKey(m.said.ref), Text: m.said.text, Weight: m.said.confidence}}
	}
	return rec
}

// recordID names an article within one call of Resolve, so that the order of
// ids is that of arrival.
func recordID(n uint32) string { return fmt.Sprintf("%010d", n) }

func storyID(n uint32) string  { return fmt.Sprintf("s%d", n+1) }
func familyID(n uint32) string { return fmt.Sprintf("f%d", n+1) }

// finish gives the full record of member i of c what its family tells of it.
func (sc *scope) finish(rec *provenance.Record, c *component, i int) error {
	m := &c.members[i]
	rec.Story, rec.Family = storyID(m.state.story), familyID(m.state.family)
	rec.ParentStatus = "undetermined"
	o := m.now()
	if m.state.now == nil || rec.OriginStatus == o.status && refKey(rec.Origin) == refKey(o.ref) {
		if rec.Origin != nil && rec.OriginStatus == provenance.Stated {
			rec.ParentStatus = "unobserved"
		}
		return nil
	}
	rec.Origin, rec.OriginStatus, rec.OriginConfidence = o.ref, o.status, o.confidence
	// The best statement of it among the others is the evidence.
	best := -1
	for _, j := range c.family(m.state.family) {
		x := &c.members[j]
		if j != i && x.said.ref != nil && refKey(x.said.ref) == refKey(o.ref) && (best < 0 || x.said.confidence > c.members[best].said.confidence) {
			best = j
		}
	}
	if best >= 0 {
		x := &c.members[best]
		from, err := sc.name(x.number)
		if err != nil {
			return err
		}
		rec.Evidence = append(rec.Evidence, provenance.Evidence{Rule: "copies.stated", Supports: "origin", Value: refKey(o.ref), Text: x.said.text, Weight: o.confidence, From: from})
	}
	if rec.Origin != nil && o.status == provenance.Inferred {
		rec.ParentStatus = "unobserved"
	}
	return nil
}
