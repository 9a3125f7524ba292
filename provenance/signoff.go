package provenance

import (
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// bracketSignOff reads a sign-off in brackets at the end of a paragraph that says
// more than an agency's name: "… at noon. (APA/dpa, 12.3.2019)".
func (f *finder) bracketSignOff(sp Span) bool {
	off, at, ok := article.SignOffAtEnd(sp.Of(f.text), f.outletName)
	if !ok {
		return false
	}
	f.claimSignOff("credit.inline", off, Span{Start: sp.Start + at, End: sp.End})
	return true
}

// claimSignOff claims for the outlets of a sign-off. The first agency of them wrote
// the text, or the first outlet where none is one; the others are credited
// beside it.
func (f *finder) claimSignOff(rule string, off article.SignOff, sp Span) {
	type named struct {
		outlet *outlets.Outlet
		span   Span
	}
	var all []named
	first, at := 0, sp.Start
	for _, name := range off.Names {
		at += strings.Index(f.text[at:sp.End], name)
		s := Span{Start: at, End: at + len(name)}
		at = s.End
		o := f.agencyAt(s, "")
		if o == nil {
			continue
		}
		if all = append(all, named{o, s}); o.Wire() && !all[first].outlet.Wire() {
			first = len(all) - 1
		}
	}
	if len(all) == 0 || !off.Source && !all[first].outlet.Wire() && !f.same(all[first].outlet) {
		return // "(The Guardian, 12 March 2019)" may be a reference
	}
	for k, n := range all {
		switch {
		case k == first && f.same(n.outlet):
			f.claimOwn("masthead.own", n.span)
		case k == first:
			f.claim(rule, n.outlet, "", n.span)
		case !f.same(n.outlet):
			f.contributor(outlets.Mention{Outlet: n.outlet, Span: n.span})
		}
	}
	if st, ok := article.FindStamp(off.Date); ok {
		f.signDate = dateOf(st, "text")
	}
}
