package reliability

import (
	"github.com/newscheck/newscheck/provenance"
)

// timing is when a unit came out among the other houses of its story.
type timing struct {
	order   int     // part in FirstRate
	follows int     // member of another house that was before it for certain, or -1
	lag     float64 // hours after that member, where there is one
}

func (c *scene) timing(u *unit) timing {
	t := timing{order: nowhere, follows: -1}
	if len(c.houses) < 2 {
		return t
	}
	when := c.when[u.rep()]
	i, after := c.order.follows(when, u.house)
	switch {
	case c.order.leads(when, u.house):
		t.order = in
	case after:
		t.order, t.follows, t.lag = out, i, when.lag(c.when[i])
	default:
		t.order = aside
	}
	return t
}

// measure finds what a unit adds to the figures of its outlet. It changes nothing.
func (m *Meter) measure(s *Story, u *unit) counted {
	var c counted
	id := func(i int) string {
		if i < 0 {
			return ""
		}
		return s.Members[i].Article.ID
	}
	for _, i := range u.changed {
		x := &s.Members[i]
		c.parts = append(c.parts, part{SilentEdits, choose(x.Revision.Silent), Traced{ID: x.Article.ID, Other: x.Revision.Of}})
	}
	if len(u.members) == 0 {
		return c
	}
	x := &s.Members[u.rep()]
	put := func(figure string, as int, t Traced) {
		t.ID = x.Article.ID
		c.parts = append(c.parts, part{figure, as, t})
	}
	known := Traced{Other: id(u.other), Note: u.why}
	if u.class == unclear {
		put(OriginKnown, out, known)
		for _, f := range []string{Originality, AttributedReuse, UnattributedReuse, WireShare, StateLinkedShare} {
			put(f, aside, known)
		}
	} else {
		put(OriginKnown, in, known)
		put(Originality, choose(u.class == original), known)
		put(AttributedReuse, choose(u.class == attributed), known)
		put(UnattributedReuse, choose(u.class == unattributed), known)
		put(WireShare, choose(u.class != original && m.houses.outlet(u.origin).Wire()), Traced{Note: u.origin.Name})
		put(StateLinkedShare, choose(u.origin.State != ""), Traced{Note: stateNote(u.origin)})
	}
	if u.order != nowhere {
		put(FirstRate, u.order, Traced{Other: id(u.follows)})
	}
	switch u.order {
	case out:
		c.lag, c.lags = u.lag, true
		put(MedianLag, in, Traced{Other: id(u.follows), Note: hours(u.lag)})
	case aside:
		put(MedianLag, aside, Traced{})
	}
	if u.foreign {
		if u.from >= 0 {
			c.pair, c.pairs = pair{rank(x.Article.ID), id(u.from), x.Article.ID}, true
		}
		return c
	}
	if x.Article.Text == "" {
		return c // what the page says is not known
	}
	page := x.page()
	correction := m.opts.Speech.correction(page.Notices)
	put(CorrectionsNoted, choose(correction != ""), Traced{Note: correction})
	signature := ""
	if len(page.Byline) == 0 {
		signature = m.opts.Speech.signature(x.Article.Text)
	}
	put(Bylines, choose(len(page.Byline) > 0 || signature != ""), Traced{Note: signature})
	d := page.Dateline
	put(Datelines, choose(d != nil && d.Place != ""), Traced{})
	if n, ok := m.opts.Speech.count(&x.Article, page); ok {
		c.speech, c.measured = n, true
		put(NamedSources, choose(n.named > 0), Traced{Note: n.note(n.named)})
		put(AnonymousSources, choose(n.anonymous > 0), Traced{Note: n.note(n.anonymous)})
	}
	return c
}

func choose(b bool) int {
	if b {
		return in
	}
	return out
}

func stateNote(o *provenance.OutletRef) string {
	if o.State == "" {
		return o.Name
	}
	return o.Name + " (" + o.State + ")"
}

// source is the member that a unit's copy was taken from, as far as it is in the
// story: its parent, else the origin's own copy; -1 when there is none. A copy at a
// third house is no measure: what differs may be the third's doing.
func (c *scene) source(u *unit) int {
	r := c.Members[u.rep()].Record
	if r.Parent != nil && (r.ParentStatus == "stated" || r.ParentStatus == "inferred") {
		if i, ok := c.byID[*r.Parent]; ok && c.house[i] != u.house && !c.Members[i].Replaced {
			return i
		}
	}
	if c.claim[u.rep()] != "" {
		if p := c.pages[c.claim[u.rep()]]; p != nil && !c.Members[p.member].Replaced {
			return p.member
		}
	}
	return -1
}
