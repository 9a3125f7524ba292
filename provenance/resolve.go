package provenance

import (
	"cmp"
	"context"
	"slices"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
)

// LineageFunc tells who copied whom among articles; records and arts belong
// together. It must look at each family (Record.Family) by itself and as a whole,
// so that a version finds the version it was made from, and must be pure.
type LineageFunc func(ctx context.Context, records []Record, arts []article.Article) ([]Edge, error)

// ResolveOptions are what Resolve can be given beside the groups.
type ResolveOptions struct {
	Lineage LineageFunc // nil leaves parents undetermined
}

// Resolve carries what one copy states of its origin over to the other copies
// of the same story, and tells each story's independent sources. records and
// arts belong together and are in the order of groups.Articles.
//
// An origin is inferred only for records whose own text states none, from
// copies (dedupe.Copy) in the same story that agree; where copies name
// different origins, the better stated one is taken when it is clearly better,
// else none. A version (dedupe.Version) shares its family's origin with less
// confidence. Partial re-use and shared quotations prove nothing of the origin.
// A copy that says "own" while another outlet's copies name a different origin
// keeps its status, and the others are added as evidence on the other side,
// unless the claim to own is weak and two or more copies speak against it.
//
// The result does not depend on the order of the input.
func Resolve(ctx context.Context, records []Record, arts []article.Article, groups *dedupe.Result, opts ResolveOptions) ([]Record, []Story, error) {
	out := slices.Clone(records)
	place := make([]dedupe.Placement, len(out))
	byID := make(map[string]int, len(out))
	for i := range out {
		byID[out[i].ID] = i
		place[i] = dedupe.Placement{ID: out[i].ID, Story: out[i].ID, Family: out[i].ID, Relation: dedupe.Single}
	}
	if groups != nil {
		for _, p := range groups.Articles {
			if i, ok := byID[p.ID]; ok {
				place[i] = p
			}
		}
	}
	for i := range out {
		out[i].Story, out[i].Family = place[i].Story, place[i].Family
	}
	stories, order := members(out, func(r *Record) string { return r.Story })
	families, familyOrder := members(out, func(r *Record) string { return r.Family })

	for _, s := range order {
		inferWithin(out, records, stories[s], copyTrust)
	}
	for _, f := range familyOrder {
		inferWithin(out, records, families[f], versionTrust)
	}

	inferContained(out, records, byID, groups)

	var edges map[string][]Edge
	if opts.Lineage != nil && len(arts) == len(out) {
		all, err := opts.Lineage(ctx, out, arts)
		if err != nil {
			return nil, nil, err
		}
		edges = setParents(out, byID, all)
	}
	var result []Story
	for _, s := range order {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		st := storyOf(out, stories[s])
		st.Lineage = edges[s]
		result = append(result, st)
	}
	for i := range out {
		if out[i].ParentStatus == "" {
			out[i].ParentStatus = "undetermined"
			if o := out[i].Origin; o != nil && (out[i].OriginStatus == Stated || out[i].OriginStatus == Inferred) {
				out[i].ParentStatus = "unobserved"
			}
		}
	}
	return out, result, ctx.Err()
}

// The trust in what another text of the group states: a copy carries the same
// text; a version may have been rewritten by someone else.
const (
	copyTrust    = 0.92
	versionTrust = 0.75
)

// members collects the indices of each group; groups come in order of the id
// of their first member, so that input order does not matter.
func members(rs []Record, key func(*Record) string) (map[string][]int, []string) {
	m := map[string][]int{}
	for i := range rs {
		k := key(&rs[i])
		m[k] = append(m[k], i)
	}
	order := make([]string, 0, len(m))
	for k, ix := range m {
		slices.SortFunc(ix, func(a, b int) int { return cmp.Compare(rs[a].ID, rs[b].ID) })
		order = append(order, k)
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Compare(rs[m[a][0]].ID, rs[m[b][0]].ID) })
	return m, order
}

// vote is what the members of a group state of one origin.
type vote struct {
	ref    *OutletRef
	miss   float64 // probability that all of them are wrong
	best   int     // the record that states it best
	copies []int
}

// weakOwn is the confidence under which a publisher's claim to a text yields to
// what any other text of the story states, as if it had made none.
const weakOwn = 0.5

func weaklyOwn(r *Record) bool { return r.OriginStatus == Own && r.OriginConfidence < weakOwn }

// inferWithin gives the members of a group that state no origin the one that
// the others state. said are the records as they were before any inference.
func inferWithin(out, said []Record, ix []int, trust float64) {
	if len(ix) < 2 {
		return
	}
	votes := votesOf(said, ix)
	if len(votes) == 0 {
		return
	}
	top := votes[0]
	conf := trust * (1 - top.miss)
	if len(votes) > 1 {
		second := votes[1]
		if len(top.copies) < 2*len(second.copies) && (1-second.miss) > 0.8*(1-top.miss) {
			return // they disagree, and neither is clearly better
		}
		conf *= 1 - (1-second.miss)/2
	}
	for _, i := range ix {
		r := &out[i]
		switch {
		case r.OriginStatus == Unknown, weaklyOwn(r) && !sameRef(r.Publisher, top.ref):
			infer(r, said, top, conf)
		case r.OriginStatus == Own:
			if sameRef(r.Origin, top.ref) || sameRef(r.Publisher, top.ref) {
				continue
			}
			if trust != copyTrust {
				continue
			}
			if r.OriginConfidence < 0.65 && conf >= 0.5 && foreignCopies(said, top, r) >= 1 {
				infer(r, said, top, conf*(1-r.OriginConfidence/2))
			} else {
				r.Evidence = append(slices.Clip(r.Evidence), fromCopy(said, top, conf))
			}
		}
	}
}

// containedAt is the share of a text that must stand in another text for the
// other's origin to be its own, whatever the other has beside it: an excerpt or
// a live page cut out of a longer copy.
const containedAt = 0.8

// inferContained gives records that still have no origin the one that is stated
// by a text in which nearly all of theirs stands.
func inferContained(out, said []Record, byID map[string]int, groups *dedupe.Result) {
	if groups == nil {
		return
	}
	type source struct {
		by    int
		share float64
	}
	best := map[int]source{}
	offer := func(i, j int, share float64) {
		if out[i].OriginStatus != Unknown && !weaklyOwn(&out[i]) || said[j].OriginStatus != Stated || share < containedAt {
			return
		}
		b, ok := best[i]
		if !ok || share > b.share || share == b.share && out[j].ID < out[b.by].ID {
			best[i] = source{j, share}
		}
	}
	for _, m := range groups.Matches {
		i, ok := byID[m.A]
		j, ok2 := byID[m.B]
		if ok && ok2 && m.Relation != dedupe.Quote {
			offer(i, j, m.ContainmentAB)
			offer(j, i, m.ContainmentBA)
		}
	}
	for i, s := range best {
		v := vote{ref: said[s.by].Origin, best: s.by, copies: []int{s.by}}
		infer(&out[i], said, v, versionTrust*s.share*said[s.by].OriginConfidence)
	}
}

// foreignCopies counts the copies at other publishers that state an origin.
func foreignCopies(said []Record, v vote, r *Record) int {
	n := 0
	for _, i := range v.copies {
		if !sameRef(said[i].Publisher, r.Publisher) {
			n++
		}
	}
	return n
}

func infer(r *Record, said []Record, v vote, conf float64) {
	if sameRef(r.Publisher, v.ref) {
		r.OriginStatus = Own
		r.Origin = r.Publisher
	} else {
		r.OriginStatus = Inferred
		ref := *v.ref
		r.Origin = &ref
		r.Cites = slices.DeleteFunc(slices.Clone(r.Cites), func(c string) bool { return c == ref.Name })
	}
	r.OriginConfidence = round2(conf)
	r.Evidence = append(slices.Clip(r.Evidence), fromCopy(said, v, conf))
}

// fromCopy is the evidence that the best copy gives.
func fromCopy(said []Record, v vote, conf float64) Evidence {
	b := &said[v.best]
	e := Evidence{Rule: "copies.stated", Supports: "origin", Value: refKey(v.ref), From: b.ID, Weight: round2(conf)}
	best := 0.0
	for i := range b.Evidence {
		x := &b.Evidence[i]
		if x.Supports == "origin" && x.Value == e.Value && x.Weight > best {
			best, e.Text = x.Weight, x.Text
		}
	}
	return e
}

// ownTrust lowers what a publisher says of itself against what it says of
// others: many sites put a byline of their own over agency copy, few credit an
// agency with what they wrote.
const ownTrust = 0.7

// votesOf counts what the members state: foreign origins, and the publishers
// that say it is their own.
func votesOf(said []Record, ix []int) []vote {
	var votes []vote
	for _, i := range ix {
		r := &said[i]
		if r.Origin == nil || r.OriginStatus != Stated && !(r.OriginStatus == Own && r.OriginConfidence >= 0.8) {
			continue
		}
		k := refKey(r.Origin)
		j := slices.IndexFunc(votes, func(v vote) bool { return refKey(v.ref) == k })
		if j < 0 {
			votes = append(votes, vote{ref: r.Origin, miss: 1, best: i})
			j = len(votes) - 1
		}
		v := &votes[j]
		conf := r.OriginConfidence
		if r.OriginStatus == Own {
			conf *= ownTrust
		}
		v.miss *= 1 - conf
		v.copies = append(v.copies, i)
		if r.OriginConfidence > said[v.best].OriginConfidence {
			v.best = i
		}
	}
	slices.SortStableFunc(votes, func(a, b vote) int {
		return cmp.Or(cmp.Compare(len(b.copies), len(a.copies)), cmp.Compare(a.miss, b.miss), cmp.Compare(refKey(a.ref), refKey(b.ref)))
	})
	return votes
}

func refKey(r *OutletRef) string {
	if r == nil {
		return ""
	}
	return cmp.Or(r.ID, r.Domain, r.Name)
}

func sameRef(a, b *OutletRef) bool { return a != nil && b != nil && refKey(a) == refKey(b) }

// storyOf sums up one story: its origin, its copies, who published them, and
// the distinct origins that stand behind it.
func storyOf(rs []Record, ix []int) Story {
	st := Story{Story: rs[ix[0]].Story, Family: rs[ix[0]].Family}
	first := -1
	for _, i := range ix {
		r := &rs[i]
		st.Copies = append(st.Copies, r.ID)
		if r.Publisher != nil && !slices.Contains(st.Publishers, r.Publisher.Name) {
			st.Publishers = append(st.Publishers, r.Publisher.Name)
		}
		if first < 0 || before(r, &rs[first]) {
			first = i
		}
	}
	st.First = rs[first].ID
	votes := votesOf(rs, ix)
	inferred := func(r *Record) bool { return r.OriginStatus == Inferred && r.Origin != nil }
	if len(votes) > 0 {
		ref := *votes[0].ref
		st.Origin = &ref
	}
	for _, i := range ix {
		r := &rs[i]
		if inferred(r) && st.Origin == nil {
			ref := *r.Origin
			st.Origin = &ref
		}
	}
	st.IndependentSources = independent(rs, ix)
	slices.Sort(st.Publishers)
	return st
}

// independent lists the distinct origins behind a group of texts: stated, own
// or inferred. Texts of unknown origin count as one with whatever else is known
// of their story, and as one when nothing is.
func independent(rs []Record, ix []int) []OutletRef {
	var refs []OutletRef
	for _, i := range ix {
		r := &rs[i]
		if r.Origin == nil || r.OriginStatus == Unknown {
			continue
		}
		if !slices.ContainsFunc(refs, func(o OutletRef) bool { return sameRef(&o, r.Origin) }) {
			refs = append(refs, *r.Origin)
		}
	}
	slices.SortFunc(refs, func(a, b OutletRef) int { return cmp.Compare(refKey(&a), refKey(&b)) })
	return refs
}

// FamilySources lists the independent sources of each family of stories: ten
// copies of one agency's running story, in all its versions, are one.
func FamilySources(records []Record) map[string][]OutletRef {
	groups, _ := members(records, func(r *Record) string { return r.Family })
	out := make(map[string][]OutletRef, len(groups))
	for f, ix := range groups {
		out[f] = independent(records, ix)
	}
	return out
}

// before orders records by time where both are known to the day or better, and
// in the same way; the id decides otherwise, so that the answer is stable.
func before(a, b *Record) bool {
	if a.Published != nil && b.Published != nil {
		x, y := a.Published, b.Published
		n := min(len(x.Value), len(y.Value))
		if x.ZoneKnown != y.ZoneKnown || !x.ZoneKnown {
			n = min(n, len("2006-01-02T15:04"))
		}
		if x.Value[:n] != y.Value[:n] {
			return x.Value[:n] < y.Value[:n]
		}
	} else if (a.Published != nil) != (b.Published != nil) {
		return a.Published != nil
	}
	return a.ID < b.ID
}

// setParents copies what edges say into the records that they lead to, and
// returns them by the story of that record.
func setParents(rs []Record, byID map[string]int, edges []Edge) map[string][]Edge {
	by := map[string][]Edge{}
	for _, e := range edges {
		i, ok := byID[e.To]
		if !ok {
			continue
		}
		switch {
		case e.Status == "undetermined":
			rs[i].ParentStatus = "undetermined"
		case e.From == "":
			rs[i].ParentStatus = "unobserved"
		default:
			from := e.From
			rs[i].Parent, rs[i].ParentStatus = &from, e.Status
		}
		by[rs[i].Story] = append(by[rs[i].Story], e)
	}
	return by
}
