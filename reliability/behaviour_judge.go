package reliability

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// class is whose work an article is to its outlet. Every article is in one.
type class int

const (
	unclear      class = iota
	original           // of the outlet or its house
	attributed         // of another house, and says so
	unattributed       // of another house, and names nobody
)

// verdict is a class with its reason.
type verdict struct {
	class   class
	origin  *provenance.OutletRef // who wrote it, when that is clear or likely
	foreign bool                  // not to be taken for the outlet's own work
	other   int                   // member that speaks for the verdict, or -1
	why     string
}

// The least confidences for the gravest claim: that of the copy which states the
// origin, and that with which it is carried over.
const (
	statedFor   = 0.7
	inferredFor = 0.5
)

// judge parts a story by outlet and says of each whose work it has. The rules, from
// docs/figures.md:
//
//   - a copy that states another house as origin is attributed reuse;
//   - one that its page says is the outlet's own is original, unless another house
//     also lays claim to the text and the dates do not show the outlet first, or
//     another house's copy is certainly earlier;
//   - one whose origin only other copies show is unattributed reuse if all of the
//     gates of silent hold;
//   - everything else is unclear, and counts nowhere.
func (m *Meter) judge(s *Story) []unit {
	c := m.scene(s)
	us := c.units()
	for i := range us {
		u := &us[i]
		u.other, u.from = -1, -1
		if len(u.members) > 0 {
			m.judgeUnit(c, u)
			u.timing = c.timing(u)
			u.from = c.source(u)
		}
	}
	return us
}

func (m *Meter) judgeUnit(c *scene, u *unit) {
	own := -1           // the earliest that its page says is the outlet's
	var silent *verdict // of the copies that do not say where they are from; the first that is clear
	for _, i := range u.members {
		r := c.Members[i].Record
		foreign := c.claim[i] != "" && c.claim[i] != u.house
		switch {
		case r.OriginStatus == provenance.Stated && foreign:
			u.verdict = verdict{attributed, r.Origin, true, -1, "names " + r.Origin.Name}
			return
		case c.claim[i] == u.house && own < 0:
			own = i
		case r.OriginStatus == provenance.Inferred && foreign && (silent == nil || silent.class == unclear):
			if v := m.silent(c, u, i); silent == nil || v.class != unclear {
				silent = &v
			}
		}
	}
	switch {
	case silent != nil:
		u.verdict = *silent
	case own >= 0:
		u.verdict = c.ownWork(u, own)
	default:
		u.verdict = verdict{class: unclear, other: -1, why: "nothing shows who wrote it"}
	}
}

// ownWork judges a text that the page says is the outlet's.
func (c *scene) ownWork(u *unit, at int) verdict {
	when := c.when[at]
	v := verdict{original, c.Members[at].Record.Origin, false, -1, "its page says that it is its own"}
	rivals := c.saying - c.claims[u.house]
	switch {
	case rivals > 0 && !c.rivals.leads(when, u.house):
		v.class, v.why = unclear, "other houses lay claim to the text, too, and the dates do not tell who was first"
	case rivals == 0:
		if i, ok := c.rivals.follows(when, u.house); ok {
			v.class, v.other, v.why = unclear, i, "its page says that it is its own, but another house had it before"
		}
	}
	return v
}

// silent judges a copy whose origin only other copies show. It is unattributed
// reuse when
//
//   - its text is at hand, and it is a copy (not a version, an excerpt or a quotation);
//   - in its own story a copy at another house states the origin, or the origin's
//     own page lays claim to it, and surely enough;
//   - nothing speaks for the other direction: unless the origin writes to be carried,
//     the outlet was not certainly before the origin's own page or before everyone
//     else, no other house says that it comes from the outlet, and the origin was not
//     found to have taken it from here;
//   - no mark of its page says that it is the outlet's own work;
//   - it names neither the origin nor any agency: not as contributor, carrier or cited
//     source, and nowhere in its text, metadata or address.
func (m *Meter) silent(c *scene, u *unit, at int) verdict {
	x := &c.Members[at]
	r := x.Record
	v := verdict{unclear, r.Origin, true, -1, ""}
	house := c.claim[at]
	says := -1
	if p := c.pages[house]; p != nil && c.Members[p.member].Record.OriginConfidence >= inferredFor {
		says = p.member
	} else if l := c.stating[house]; l != nil {
		if best, ok := l.except(u.house); ok && best.weight >= statedFor {
			says = best.member
		}
	}
	wire := m.houses.outlet(r.Origin).Wire()
	v.other = says
	switch {
	case x.Article.Text == "":
		v.why = "its text is not kept"
	case !copied(x):
		v.why = "it is not a copy of the whole article"
	case says < 0:
		v.why = "no copy of the same story states its origin surely enough"
	case r.OriginConfidence < inferredFor:
		v.why = "the copies do not agree well enough on its origin"
	case c.credits[u.house] > 0:
		v.why = "another house says that it comes from here"
	case !wire && c.backwards(at, house):
		v.why = "it may be the earlier text"
	case c.order.leads(c.when[at], u.house):
		v.why = "it was published before all other copies"
	default:
		page := x.page()
		if name := m.names(x, page, r.Origin, house); name != "" {
			v.why = name
			return v
		}
		v.class = unattributed
		v.why = fmt.Sprintf("copy of an article by %s, which it names nowhere in the text at hand", r.Origin.Name)
		if p := c.pages[house]; p != nil && p.member == says {
			v.why += "; the article stands at the source itself"
		} else {
			v.why += fmt.Sprintf("; the copy at %s names it", nameOf(c.Members[says].Record.Publisher))
		}
		if len(page.Byline) == 0 {
			v.why += "; no byline of any kind is in the text at hand"
		}
	}
	return v
}

// backwards tells signs that the member at did not take the text from the origin.
func (c *scene) backwards(at int, house string) bool {
	p := c.pages[house]
	if p == nil {
		return false
	}
	parent := c.Members[p.member].Record.Parent
	return c.when[at].before(p.when) || parent != nil && *parent == c.Members[at].Article.ID
}

// names tells in words how an article names its origin or an agency, or that it
// speaks of itself as its own; "" when it does neither.
func (m *Meter) names(x *Member, r *provenance.Record, origin *provenance.OutletRef, house string) string {
	reg := m.opts.Registry
	theirs := func(o *outlets.Outlet) bool { return o != nil && (o.Wire() || m.houses.of(referTo(o)) == house) }
	for _, n := range r.Contributors {
		return "it names " + n + " as a contributor"
	}
	for _, v := range r.Via {
		return "it names " + v.Name + " as where it comes through"
	}
	for _, n := range r.Cites {
		if strings.EqualFold(n, origin.Name) || theirs(reg.ByName(n)) {
			return "it cites " + n
		}
	}
	for i := range r.Evidence {
		e := &r.Evidence[i]
		switch {
		case e.From != "" || e.Weight <= 0:
		case e.Supports == "own":
			return "a mark of its page says that it is its own work"
		case e.Supports != "publisher" && (strings.EqualFold(e.Value, origin.Name) || theirs(reg.ByID(e.Value))):
			return "a mark of its page names " + e.Value
		}
	}
	a := &x.Article
	if _, codes := reg.ByURL(a.URL); len(codes) > 0 {
		for _, c := range codes {
			if theirs(c.Outlet) {
				return "its address names " + c.Outlet.Name
			}
		}
	}
	found := ""
	look := func(s string) {
		if found != "" || s == "" {
			return
		}
		for _, f := range reg.Find(nil, s) {
			if o := m.meant(reg, f, s, house); o != nil {
				found = "it mentions " + o.Name
				return
			}
		}
		if origin.ID == "" && containsFold(s, origin.Name) || origin.Domain != "" && containsFold(s, origin.Domain) {
			found = "it mentions " + origin.Name
		}
	}
	look(a.Text)
	look(a.Title)
	look(a.Byline)
	for _, k := range slices.Sorted(maps.Keys(a.Meta)) {
		look(a.Meta[k])
	}
	return found
}

// meant is the outlet of a house, or the agency, that a mention may stand for. Any
// name of the house counts; that of another agency only where it is spelt as the
// agency spells it and is no other word.
func (m *Meter) meant(reg *outlets.Registry, f outlets.Mention, s, house string) *outlets.Outlet {
	for _, o := range append([]*outlets.Outlet{f.Outlet}, f.Candidates...) {
		if m.houses.of(referTo(o)) == house {
			return o
		}
	}
	if f.Span.Of(s) == f.Alias {
		if o, _ := reg.Resolve(f, outlets.Context{Text: s}); o.Wire() {
			return o
		}
	}
	return nil
}

func nameOf(ref *provenance.OutletRef) string {
	if ref == nil {
		return "an unknown site"
	}
	return ref.Name
}

func containsFold(s, sub string) bool {
	return sub != "" && strings.Contains(strings.ToLower(s), strings.ToLower(sub))
}

func referTo(o *outlets.Outlet) *provenance.OutletRef {
	return &provenance.OutletRef{ID: o.ID, Name: o.Name, Domain: o.Domain(), Kind: string(o.Kind), State: o.State.Linked()}
}
