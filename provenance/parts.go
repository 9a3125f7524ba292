package provenance

import (
	"slices"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// readParts gathers evidence from the parts of the page.
func (f *finder) readParts() {
	for i := range f.parts {
		p := &f.parts[i]
		f.labelled(i)
		switch p.Kind {
		case article.Masthead:
			f.masthead(i)
		case article.Section, article.Share, article.Deck:
			f.label(i)
		case article.Dateline:
			f.dateline(p.Span)
		case article.Byline:
			f.byline(i)
		case article.DateLine:
			f.dateLine(i)
		case article.Credit, article.Copyright, article.Notice:
			f.credit(i)
		case article.Tail:
			f.tail(p)
		}
		if p.Kind == article.Notice {
			f.rec.Notices = append(f.rec.Notices, p.Span.Of(f.text))
		}
	}
}

// sourceLabels stand over the name of a source.
var sourceLabels = map[string]bool{"source": true, "sources": true, "fuente": true, "quelle": true, "fonte": true, "источник": true, "sumber": true, "kaynak": true, "bron": true, "المصدر": true, "来源": true, "來源": true, "منبع": true}

// labelled reads a label and its value on two lines, as aggregators print their
// records: "Source", and below it the name.
func (f *finder) labelled(i int) {
	p := &f.parts[i]
	if i+1 >= len(f.parts) || i >= maxHead || p.Span.Len() > 8 {
		return
	}
	if l := strings.TrimRight(strings.ToLower(p.Span.Of(f.text)), ": "); !sourceLabels[l] {
		return
	}
	v := f.parts[i+1].Span
	name := v.Of(f.text)
	if len(name) < 2 || len(name) > 80 || strings.HasSuffix(name, ".") {
		return
	}
	switch o := f.named(v); {
	case f.same(o):
		f.claimOwn("masthead.own", v)
	case o != nil:
		f.claim("credit.source", o, "", v)
	case properNoun(name) == name:
		f.claim("credit.source", nil, name, v)
	}
}

// neighbour returns the kind of the part before (-1) or after (+1) part i.
func (f *finder) neighbour(i, step int) article.Kind {
	for j := i + step; j >= 0 && j < len(f.parts); j += step {
		if f.parts[j].Kind != article.Dateline {
			return f.parts[j].Kind
		}
	}
	return ""
}

// maxHead is how many parts of a page can be its head.
const maxHead = 64

// masthead reads the name of an outlet that stands alone above the text.
func (f *finder) masthead(i int) {
	if i >= maxHead {
		return
	}
	p := &f.parts[i]
	line := strings.TrimRight(p.Span.Of(f.text), " •·|:\u00a0")
	sp := Span{Start: p.Span.Start, End: p.Span.Start + len(line)}
	if f.joint(i, sp) {
		return
	}
	o := f.named(sp)
	for _, m := range f.within(sp) { // Los Angeles Times (TNS)
		if d := f.resolve(m, outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}); o != nil && d != nil && d != o && f.writer(d).Kind == outlets.Distributor && !f.same(d) {
			f.claim("label.distributor", d, "", m.Span)
		}
	}
	if o == nil {
		if name, place, ok := strings.Cut(strings.TrimSuffix(line, ")"), " ("); ok && article.IsPlace(place) && len(f.reg.Candidates(name)) == 0 {
			f.claim("masthead.line", nil, name, sp) // an aggregator's label for a paper that is not listed
		}
		return
	}
	labelled := len(line) < p.Span.Len() // "NBC News •"
	if f.same(o) {
		f.claimOwn("masthead.own", sp)
		return
	}
	prev, next := f.neighbour(i, -1), f.neighbour(i, 1)
	times := 0
	for j := range min(len(f.parts), maxHead) {
		if f.parts[j].Kind == article.Masthead && f.named(f.parts[j].Span) == o {
			times++
		}
	}
	switch {
	case labelled:
		f.claimLabel(o, sp)
	case f.ambiguous(sp) && times < 2 && next != article.DateLine && !(f.republishes() && strings.Contains(line, " ")):
		// a section called "Time" or "Nation"
	case prev == article.Caption || next == article.Caption && !(prev == article.DateLine && o.Wire()):
		// a photo credit
	case times > 1:
		f.claim("masthead.repeated", o, "", sp)
	case next == article.DateLine || prev == article.Byline || prev == article.DateLine:
		if o.Wire() {
			f.claim("byline.agency", o, "", sp)
		} else {
			f.claim("label.source", o, "", sp)
		}
	case prev == article.Headline && next != article.Share, next == article.Headline, next == article.Byline, i <= 2 && prev != article.Share, prev == article.Section || prev == article.Promo:
		if o.Wire() && isCode(line) && next != article.Headline && prev != article.Headline {
			f.claim("masthead.bare", o, "", sp)
		} else {
			f.claim("masthead.line", o, "", sp)
		}
	default:
		f.claim("masthead.bare", o, "", sp)
	}
}

// joint reads a line of several outlets, such as "AFP-JIJI" or "AFP/The Local".
// The first agency of them wrote the text, or the first outlet where none is one;
// the others are credited beside it. It reports whether the line is such.
func (f *finder) joint(i int, sp Span) bool {
	return f.byName(sp.Of(f.text)) == nil && f.neighbour(i, -1) != article.Caption && f.claimJoint(sp)
}

// claimJoint claims for the outlets of a joint line.
func (f *finder) claimJoint(sp Span) bool {
	names := article.JointNames(sp.Of(f.text), f.outletName)
	if names == nil {
		return false
	}
	first := -1
	all := make([]*outlets.Outlet, len(names))
	for k, n := range names {
		all[k] = f.byName(n)
		if first < 0 && all[k].Wire() && !f.same(all[k]) {
			first = k
		}
	}
	for k, o := range all {
		switch {
		case k == max(first, 0) && f.same(o):
			f.claimOwn("byline.own", sp)
		case k == max(first, 0) && o.Wire():
			f.claim("byline.agency", o, "", sp)
		case k == max(first, 0):
			f.claim("byline.outlet", o, "", sp)
		case !f.same(o):
			f.contributor(outlets.Mention{Outlet: o, Span: sp})
		}
	}
	return true
}

// named is the outlet that a whole line names, in the sense that fits the page.
func (f *finder) named(sp Span) *outlets.Outlet {
	if o := f.agencyAt(sp, ""); o != nil && !f.cutShort(sp) {
		return o
	}
	if o := f.byName(sp.Of(f.text)); o != nil {
		if len(f.reg.Candidates(sp.Of(f.text))) > 1 {
			return nil // several are called so, and nothing tells which is meant
		}
		return o
	}
	if f.cutShort(sp) {
		return nil
	}
	if o := f.atPlace(sp); o != nil {
		return o
	}
	if ms := f.within(sp); len(ms) > 1 && ms[0].Span.Start == sp.Start { // short and long name
		return ms[0].Outlet
	}
	return nil
}

// atPlace reads "The Herald (Harare)": of several outlets of one name that which
// is of the place's country.
func (f *finder) atPlace(sp Span) *outlets.Outlet {
	line := sp.Of(f.text)
	if house := article.HouseName(line); house != line {
		return f.byName(house)
	}
	name, place, ok := strings.Cut(strings.TrimSuffix(line, ")"), " (")
	if !ok {
		return nil
	}
	country := article.PlaceCountry(place)
	for _, o := range f.reg.Candidates(name) {
		if country != "" && o.Country == country {
			return o
		}
	}
	return nil
}

// cutShort tells that the only outlet which a line names is the beginning of
// another name, as the paper Daily Press is of "Daily Press Briefing".
func (f *finder) cutShort(sp Span) bool {
	ms := f.within(sp)
	if len(ms) != 1 || ms[0].Span.Start != sp.Start || ms[0].Span.End >= sp.End {
		return false
	}
	rest := f.text[ms[0].Span.End:sp.End]
	if r := strings.TrimLeft(rest, " "); len(r) == len(rest) || r[0] < 'A' || r[0] > 'Z' {
		return false
	}
	for w := range strings.FieldsSeq(strings.ToLower(rest)) {
		switch w {
		case "news", "agency", "online", "service", "wire", "english", "staff", "press", "world", "international", "network", "desk", "global", "video", "videos", "sports", "politics", "digital", "tv", "radio", "centre", "center":
		default:
			return true
		}
	}
	return false
}

// republishes tells a publisher whose pages carry others' texts.
func (f *finder) republishes() bool {
	return f.pub != nil && (f.pub.Kind == outlets.Aggregator || f.pub.Kind == outlets.Portal)
}

// ambiguous tells names that are also ordinary words.
func (f *finder) ambiguous(sp Span) bool {
	for _, m := range f.within(sp) {
		if m.Span == sp {
			return m.Class == outlets.Contextual
		}
	}
	return len(f.within(sp)) == 0
}

// claimLabel records the label that a portal puts on a text it carries. A local
// station's or paper's label often fronts agency copy, and so does that of any
// paper where a dateline stands but no writer's name.
func (f *finder) claimLabel(o *outlets.Outlet, sp Span) {
	if p := f.reg.Parent(o); o.Kind == outlets.Broadcaster && (p != nil || strings.Contains(strings.ToLower(o.Name), "local")) && o.Country == "US" && len(o.Codes) == 0 || o.Kind == outlets.Paper && (len(o.Codes) == 0 || f.has(article.Dateline) && !f.has(article.Byline)) {
		f.claim("label.local", o, "", sp)
		return
	}
	f.claim("label.source", o, "", sp)
}

// has tells whether the page has a part of kind k at its head.
func (f *finder) has(k article.Kind) bool {
	for i := range min(len(f.parts), maxHead) {
		if f.parts[i].Kind == k {
			return true
		}
	}
	return false
}

// isCode tells short names in capitals, such as AP.
func isCode(s string) bool {
	return len(s) <= 5 && s == strings.ToUpper(s)
}

// label reads "CBS News Videos •" and the like: a line at the head that opens
// with an outlet's name and closes with a bullet.
func (f *finder) label(i int) {
	p := &f.parts[i]
	line := p.Span.Of(f.text)
	if !strings.HasSuffix(line, "•") && !strings.HasSuffix(line, "·") || len(line) > 60 {
		return
	}
	ms := f.within(p.Span)
	if len(ms) == 0 || ms[0].Span.Start != p.Span.Start {
		return
	}
	if f.same(ms[0].Outlet) {
		f.claimOwn("masthead.own", p.Span)
		return
	}
	f.claimLabel(ms[0].Outlet, ms[0].Span)
}

func (f *finder) claimOwn(rule string, sp Span) {
	r := ruleTable()[rule]
	f.addClaim(claim{Evidence: Evidence{Rule: rule, Supports: "own", Value: idOr(f.pub, "publisher"), Span: f.keep(sp), Text: sp.Of(f.text), Weight: r.Weight}})
}

// dateline reads the part that opens the first paragraph.
func (f *finder) dateline(sp Span) {
	end := min(len(f.text), sp.Start+200)
	if nl := strings.IndexByte(f.text[sp.Start:end], '\n'); nl > 0 {
		end = sp.Start + nl
	}
	for end < len(f.text) && !isRuneStart(f.text[end]) {
		end++
	}
	if line := sp.Of(f.text); strings.HasPrefix(line, "(") && strings.HasSuffix(line, ")") { // (CNN) on its own line
		end = sp.End
		if o := f.agencyAt(Span{Start: sp.Start + 1, End: sp.End - 1}, ""); o != nil {
			f.rec.Dateline = &Dateline{Text: line, Agency: o.Name, Span: sp}
			if f.same(o) {
				f.claimOwn("dateline.own", sp)
			} else {
				f.claim("dateline.agency", o, "", sp)
			}
			return
		}
	}
	d, ok := article.ParseDateline(f.text[sp.Start:end], f.outletName)
	if !ok && f.text[end-1] == ')' { // "Washington (CNN)" alone: lend it the dash that it lacks
		d, ok = article.ParseDateline(f.text[sp.Start:end]+" — A", f.outletName)
		d.Span.End = min(d.Span.End, end-sp.Start)
	}
	if !ok {
		// A place alone on its line.
		place := sp.Of(f.text)
		f.rec.Dateline = &Dateline{Text: place, Place: strings.TrimRight(place, " -–—:\u00a0"), Span: sp}
		return
	}
	at := func(s Span) Span { return Span{Start: sp.Start + s.Start, End: sp.Start + s.End} }
	whole := at(d.Span)
	f.rec.Dateline = &Dateline{Text: strings.TrimRight(whole.Of(f.text), " \u00a0"), Place: d.Place, Date: d.Date, Agency: d.Agency, Span: whole}
	f.rec.Dateline.Span.End = whole.Start + len(f.rec.Dateline.Text)
	if d.Agency == "" {
		return
	}
	asp := at(d.AgencySpan)
	o := f.agencyAt(asp, article.PlaceCountry(d.Place))
	if o == nil && strings.Contains(d.Agency, "/") {
		f.sharedDateline(asp)
		return
	}
	if o == nil { // /Корр. ТАСС Имя Фамилия/
		if ms := f.within(asp); len(ms) == 1 {
			o = f.resolve(ms[0], outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub})
		}
	}
	if o != nil {
		f.rec.Dateline.Agency = o.Name
	}
	switch {
	case o == nil && f.sameName(d.Agency), o != nil && f.same(o):
		f.claimOwn("dateline.own", asp)
	case o == nil:
		f.claim("dateline.agency", nil, d.Agency, asp)
	default:
		f.claim("dateline.agency", o, "", asp)
	}
}

// sharedDateline reads "(KSTU/AP)": a station that put its own code beside the
// agency whose text it carries. The agency wrote it.
func (f *finder) sharedDateline(sp Span) {
	f.rec.Dateline.Agency = ""
	at := sp.Start
	for part := range strings.SplitSeq(sp.Of(f.text), "/") {
		name := strings.TrimSpace(part)
		start := at + strings.Index(part, name)
		at += len(part) + 1
		s := Span{Start: start, End: start + len(name)}
		o := f.agencyAt(s, "")
		switch {
		case o == nil || f.same(o):
		case o.Wire():
			f.rec.Dateline.Agency = o.Name
			f.claim("dateline.agency", o, "", s)
		default:
			f.claim("label.local", o, "", s)
		}
	}
}

func isRuneStart(b byte) bool { return b&0xC0 != 0x80 }

// agencyAt tells which outlet a name in an attribution position means.
func (f *finder) agencyAt(sp Span, country string) *outlets.Outlet {
	ctx := outlets.Context{Text: f.text, Attribution: true, Country: country, Publisher: f.pub}
	from, _ := slices.BinarySearchFunc(f.mentions, sp.Start, func(m outlets.Mention, at int) int { return m.Span.End - at })
	for _, m := range f.mentions[from:] {
		if m.Span.Start >= sp.End {
			break
		}
		if m.Span.Start <= sp.Start && m.Span.End >= sp.End || m.Span.Start >= sp.Start && m.Span.End <= sp.End && m.Span.Len()*2 > sp.Len() {
			if o := f.resolve(m, ctx); o != nil {
				return o
			}
			if len(m.Candidates) > 1 {
				return nil
			}
		}
	}
	name := sp.Of(f.text)
	if c := f.reg.Candidates(name); len(c) == 1 {
		return c[0]
	} else if len(c) > 1 {
		for _, o := range c {
			if country != "" && o.Country == country {
				return o
			}
		}
	}
	return nil
}
