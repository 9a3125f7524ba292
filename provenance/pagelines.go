package provenance

import (
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// pageLines reads the lines that an HTML page marks as byline, credit and
// copyright, and that are not in its main text.
func (f *finder) pageLines() {
	for _, key := range [...]string{"html:byline", "html:credit", "html:copyright"} {
		v := f.a.Meta[key]
		for n := 0; v != "" && n < 8; n++ {
			var line string
			line, v, _ = strings.Cut(v, "\n")
			if line = strings.TrimSpace(line); len(line) < 2 || len(line) > 300 || strings.Contains(f.text, line) {
				continue
			}
			f.pageLine(key, line)
		}
	}
}

func (f *finder) pageLine(key, line string) {
	named := f.outletsOf(line)
	low := strings.ToLower(line)
	switch {
	case isContribution(low):
		for _, o := range named {
			if f.same(o) {
				f.claimOwnField("credit.own", key, line)
				continue
			}
			f.claimField("credit.contribution", o, "", key, line)
			f.rec.Contributors = append(f.rec.Contributors, o.Name)
		}
	case key == "html:byline":
		f.pageByline(key, line, named)
	case len(named) == 0:
	case key == "html:copyright" && (ofPicture(line) || !strings.Contains(line, "©") && !strings.Contains(low, "(c)") && !strings.Contains(low, "copyright")):
	case key == "html:copyright":
		if o := named[0]; f.same(o) || f.sister(o) || o.Kind == outlets.Group {
			f.claimOwnField("copyright.own", key, line)
		} else if o.Wire() {
			f.claimField("copyright.agency", o, "", key, line)
		}
	case strings.Contains(low, "originally ") || strings.Contains(low, "first published") || strings.Contains(low, "first appeared") || republication(low):
		f.pageOrigin("credit.originally", key, line, named)
	case isSourceLine(low):
		f.pageOrigin("credit.source", key, line, named)
	case isSignOffOf(line, f.outletName):
		f.pageOrigin("credit.signoff", key, line, named)
	}
}

// pageOrigin claims the first outlet of a line as the origin.
func (f *finder) pageOrigin(rule, key, line string, named []*outlets.Outlet) {
	if f.same(named[0]) {
		f.claimOwnField("credit.own", key, line)
		return
	}
	f.claimField(rule, named[0], "", key, line)
}

// pageByline claims for the outlets and persons of a byline.
func (f *finder) pageByline(key, line string, named []*outlets.Outlet) {
	b, ok := article.ParseByline(line, f.outletName)
	switch {
	case len(named) > 0 && f.same(named[0]):
		f.claimOwnField("byline.own", key, line)
	case len(named) > 0 && named[0].Wire():
		f.claimField("byline.agency", named[0], "", key, line)
	case len(named) > 0 && (ok || f.byName(line) != nil):
		f.claimField("byline.outlet", named[0], "", key, line)
	case ok && len(b.Names) == 0 && isHouse(b.Rest):
		f.claimOwnField("byline.staff", key, line)
	case ok && len(b.Names) > 0:
		f.claimOwnField("byline.bare", key, line)
	}
	if field, is := article.ParseByline(f.a.Byline, f.outletName); ok && (b.Explicit || line == f.a.Byline) && !(is && line != f.a.Byline && len(field.Names) > 0) {
		f.addNames(b.Names) // the author field has no person
	}
}

// outletsOf are the outlets that a line of the page names, in order.
func (f *finder) outletsOf(line string) []*outlets.Outlet {
	var out []*outlets.Outlet
	ctx := outlets.Context{Text: line, Attribution: true, Publisher: f.pub}
	for _, m := range f.reg.Find(nil, line) {
		if o, _ := f.reg.Resolve(m, ctx); o != nil && !socialNetwork(o.ID) && len(out) < 8 {
			out = append(out, o)
		}
	}
	return out
}

// isSignOffOf tells a line that is an agency's name and nothing else, or its
// credit with a writer's initials.
func isSignOffOf(line string, outlet func(string) bool) bool {
	t := strings.Trim(line, " \u00a0-–—―()[]/.*_©")
	if outlet(t) || article.JointNames(t, outlet) != nil {
		return true
	}
	before, _, ok := strings.Cut(t, "/")
	return ok && outlet(before)
}
