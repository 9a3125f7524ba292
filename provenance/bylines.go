package provenance

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// byline reads a line that credits writers.
func (f *finder) byline(i int) {
	p := &f.parts[i]
	line := p.Span.Of(f.text)
	if p.Rule == "byline.shared" {
		name := article.SharedByline(line, f.outletName)
		if o := f.byName(name); o != nil && !f.same(o) {
			f.claim("byline.agency", o, "", p.Span)
		}
		if head, _, ok := strings.Cut(line, ","); ok {
			if b, ok := article.ParseByline(head, f.outletName); ok {
				f.addNames(b.Names)
			}
		}
		return
	}
	f.placeField(p.Span, line)
	b, ok := article.ParseByline(line, f.outletName)
	if !ok && p.Rule != "byline.staff" {
		return
	}
	tail := p.Rule == "byline.tail"
	if tail {
		if !b.Explicit && len(b.Names) > 1 && len(line) > 0 && line[0] != b.Names[0][0] { // "— William Dasso, Arlington Heights"
			b.Names = b.Names[:1]
		}
		if len(f.tailBy) < maxNames {
			f.tailBy = append(f.tailBy, b.Names...)
		}
	} else {
		f.addNames(b.Names)
	}
	f.mail(p.Span, line)
	ms := f.bylineOutlets(p.Span, b)
	ms = f.distributors(ms)
	if len(ms) > 0 && len(b.Names) > 0 && f.writtenAt(ms[0], line[:max(0, ms[0].Span.Start-p.Span.Start)]) {
		ms = ms[1:]
	}
	person := len(b.Names) > 0
	if len(ms) == 0 {
		if name := viaName(b.Rest); name != "" && person && !f.sameName(name) {
			f.claim("byline.outlet", nil, name, p.Span)
			return
		}
		if name := b.Rest; person && !tail && article.IsPaperName(name) {
			if f.sameName(name) || f.rec.Publisher != nil && containsBrand(name, f.rec.Publisher) {
				f.claimOwn("byline.own", p.Span)
			} else {
				f.claim("byline.outlet", nil, strings.TrimPrefix(name, "The "), p.Span)
			}
			return
		}
		switch {
		case person && tail:
			f.claimOwn("byline.tail", p.Span)
		case person:
			f.claimOwn("byline.bare", p.Span)
		case p.Rule == "byline.staff", b.Explicit && isHouse(b.Rest):
			f.staff = true
			f.claimOwn("byline.staff", p.Span)
		}
		return
	}
	for k, m := range ms {
		switch {
		case k > 0:
			f.contributor(m)
		case withHouse(line[:max(0, m.Span.Start-p.Span.Start)]):
			f.contributor(m)
			if person {
				f.claimOwn("byline.bare", p.Span)
			} else {
				f.staff = true
				f.claimOwn("byline.staff", p.Span)
			}
		case f.same(m.Outlet):
			f.claimOwn("byline.own", p.Span)
		case m.Outlet.Wire():
			f.claim("byline.agency", m.Outlet, "", p.Span)
		default:
			f.claim("byline.outlet", m.Outlet, "", p.Span)
		}
	}
}

// withHouse tells what stands before an agency that the writer or the house only
// drew on: "By Daily Ledger with AFP", "Par Le Courrier avec AFP".
func withHouse(before string) bool {
	words := strings.Fields(strings.ToLower(before))
	if len(words) < 3 {
		return false
	}
	switch words[len(words)-1] {
	case "with", "avec", "mit", "con", "com":
		return true
	}
	return false
}

// viaName is the outlet that a byline names after "via", also where the registry
// does not have it: "Authored by Ann Doe via The Some Foundation,".
func viaName(rest string) string {
	after, ok := strings.CutPrefix(strings.ToLower(rest), "via ")
	if !ok || len(after) != len(rest)-4 {
		return ""
	}
	return strings.TrimPrefix(properNoun(rest[4:]), "The ")
}

// bylineOutlets are the outlets that a byline names, in order, one each.
func (f *finder) bylineOutlets(sp Span, b article.BylineParts) []outlets.Mention {
	var out []outlets.Mention
	ctx := outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}
	for _, m := range f.within(sp) {
		if len(b.Names) > 0 && m.Span.Start < sp.Start+b.RestSpan.Start && m.Class != outlets.Strong {
			continue // part of a person's name
		}
		o := f.resolve(m, ctx)
		if o == nil {
			continue
		}
		m.Outlet = o
		if len(out) == 0 || out[len(out)-1].Outlet != o {
			out = append(out, m)
		}
	}
	if first, _, _ := strings.Cut(b.Rest, " "); len(out) == 0 && len(b.Names) > 0 && len(first) < len(b.Rest) && hasRole(b.Rest) { // PA South West Correspondent
		if o := f.byName(first); o.Wire() {
			at := sp.Start + b.RestSpan.Start
			out = append(out, outlets.Mention{Outlet: o, Span: Span{Start: at, End: at + len(first)}})
		}
	}
	if len(out) == 0 && b.Rest != "" { // glued to a name, or in other case
		// "Leeds Evening Star" is no person at The Star: one word after a name, with
		// nothing between, is an outlet only when it is an agency's name.
		if o := f.byName(b.Rest); o != nil && (o.Wire() || b.Explicit || len(b.Names) == 0 || strings.Contains(b.Rest, " ") || !f.followsSpace(sp, b)) {
			out = append(out, outlets.Mention{Outlet: o, Span: Span{Start: sp.Start + b.RestSpan.Start, End: sp.Start + b.RestSpan.End}})
		}
	}
	return out
}

// followsSpace tells whether nothing but a space parts what a byline names from
// the words before it.
func (f *finder) followsSpace(sp Span, b article.BylineParts) bool {
	before := strings.TrimRight(sp.Of(f.text)[:b.RestSpan.Start], " \u00a0")
	if len(before) == b.RestSpan.Start || before == "" {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(before)
	return unicode.IsLetter(r)
}

// distributors takes services that only spread texts out of a byline that also
// names the outlet which wrote it: "Los Angeles Times (TNS)".
func (f *finder) distributors(ms []outlets.Mention) []outlets.Mention {
	if len(ms) < 2 {
		return ms
	}
	spreads := func(m outlets.Mention) bool { return f.writer(m.Outlet).Kind == outlets.Distributor }
	if !slices.ContainsFunc(ms, spreads) || !slices.ContainsFunc(ms, func(m outlets.Mention) bool { return !spreads(m) }) {
		return ms
	}
	var out []outlets.Mention
	for _, m := range ms {
		if spreads(m) {
			f.claim("label.distributor", m.Outlet, "", m.Span)
		} else {
			out = append(out, m)
		}
	}
	return out
}

// writtenAt tells bylines of broadcasters that end in where the writer stood,
// "Kent Klein | White House": a seat of government that issues texts of its
// own, too, but not under a reporter's name.
func (f *finder) writtenAt(m outlets.Mention, before string) bool {
	if m.Outlet.Kind != outlets.Government && m.Outlet.Kind != outlets.IGO || m.Class != outlets.Contextual || !strings.HasSuffix(strings.TrimRight(before, " \u00a0"), "|") {
		return false
	}
	for i := range f.claims {
		if c := &f.claims[i]; strings.HasPrefix(c.Rule, "masthead.") && c.Supports == "origin" {
			return true
		}
	}
	return false
}

// isHouse tells bylines of the house without a name.
func isHouse(rest string) bool {
	low := strings.ToLower(rest)
	for _, w := range []string{"correspondent", "staff", "reporter", "our ", "desk", "newsroom", "bureau", "editor", "team", "news service"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// newsroom tells the names of a house's own desks before a date: "News Desk",
// "Web Desk", "Staff Report".
func newsroom(head string) bool {
	words := strings.Fields(strings.ToLower(head))
	if len(words) < 2 || len(words) > 3 {
		return false
	}
	switch words[len(words)-1] {
	case "desk", "newsroom", "bureau":
		return true
	case "report", "reporter", "correspondent":
		return words[0] == "staff" || words[0] == "our"
	}
	return false
}

// maxNames bounds the persons of one page.
const maxNames = 64

func (f *finder) addNames(names []string) {
	for _, n := range names {
		if len(f.names) >= maxNames {
			return
		}
		known := false
		for _, k := range f.names {
			known = known || strings.EqualFold(k, n)
		}
		if !known {
			f.names = append(f.names, n)
		}
	}
}

// dateLine reads who stands on a date line beside the date: "CBS News July 16,
// 2018", "(Xinhua) 08:13, May 21, 2024", "by CNN Wires", "Jordan Graham Sunday".
func (f *finder) dateLine(i int) {
	p := &f.parts[i]
	line := p.Span.Of(f.text)
	st, dated := article.FindStamp(line)
	f.placeField(p.Span, line)
	if dated && f.rec.Dateline == nil && p.Span.Start <= f.bodyStart {
		f.placeBeforeDate(p.Span, line, st)
		f.agencyBeforeDate(p.Span, line, st)
	}
	if p.Span.Start <= f.bodyStart || len(f.names) == 0 {
		f.dateLineNames(p.Span, line, st, dated)
	}
	for _, m := range f.within(p.Span) {
		o := f.resolve(m, outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub})
		if o == nil {
			continue
		}
		switch {
		case f.same(o):
			f.claimOwn("byline.own", p.Span)
		case o.Wire():
			f.claim("byline.agency", o, "", m.Span)
		default:
			f.claim("label.source", o, "", m.Span)
		}
		return
	}
	if dated && st.Updated && f.source != nil {
		return
	}
}

// placeBeforeDate reads the place of a date line that stands for the dateline, as
// in Indian papers: "CHENNAI, AUGUST 21, 2019 01:12 IST".
func (f *finder) placeBeforeDate(sp Span, line string, st article.Stamp) {
	place := strings.TrimRight(line[:st.Span.Start], " ,:|-–—\u00a0")
	if len(place) == st.Span.Start || place == "" || !article.IsPlace(place) {
		return
	}
	if place != strings.ToUpper(place) && (place[0] < 'A' || place[0] > 'Z' || line[len(place)] != ' ' && line[len(place)] != ',') {
		return
	}
	f.rec.Dateline = &Dateline{Text: line[:st.Span.End], Place: place, Date: line[st.Span.Start:st.Span.End], Span: Span{Start: sp.Start, End: sp.Start + st.Span.End}}
}

// placeField reads the place among the fields of a byline or date line: "Written
// by Radhika Joshi | Pune | Published: March 3, 2019".
func (f *finder) placeField(sp Span, line string) {
	if f.rec.Dateline != nil || sp.Start > f.bodyStart || strings.Count(line, "|") < 2 {
		return
	}
	at := sp.Start
	for field := range strings.SplitSeq(line, "|") {
		place := strings.TrimSpace(field)
		start := at + strings.Index(field, place)
		at += len(field) + 1
		if place != "" && place[0] >= 'A' && place[0] <= 'Z' && article.IsPlace(place) {
			f.rec.Dateline = &Dateline{Text: place, Place: place, Span: Span{Start: start, End: start + len(place)}}
			return
		}
	}
}

// agencyBeforeDate reads a dateline that stands on the date's line: "Tokyo (AFP)
// July 3, 2019".
func (f *finder) agencyBeforeDate(sp Span, line string, st article.Stamp) {
	head := strings.TrimRight(line[:st.Span.Start], " ,\u00a0")
	if !strings.HasSuffix(head, ")") || f.rec.Dateline != nil {
		return
	}
	d, ok := article.ParseDateline(head+" — A", f.outletName)
	if !ok || d.Place == "" || d.Agency == "" || !article.IsPlace(d.Place) {
		return
	}
	at := Span{Start: sp.Start + d.AgencySpan.Start, End: sp.Start + d.AgencySpan.End}
	o := f.agencyAt(at, article.PlaceCountry(d.Place))
	if o == nil {
		return
	}
	f.rec.Dateline = &Dateline{Text: line[:st.Span.End], Place: d.Place, Date: line[st.Span.Start:st.Span.End], Agency: o.Name, Span: Span{Start: sp.Start, End: sp.Start + st.Span.End}}
	if f.same(o) {
		f.claimOwn("dateline.own", at)
	} else {
		f.claim("dateline.agency", o, "", at)
	}
}

// dateLineNames reads persons that stand before the date or after "by".
func (f *finder) dateLineNames(sp Span, line string, st article.Stamp, dated bool) {
	cut := len(line)
	if dated {
		cut = st.Span.Start
	}
	head := strings.TrimRightFunc(line[:cut], func(r rune) bool { return !unicode.IsLetter(r) })
	for again := true; again; {
		again = false
		k := strings.LastIndexFunc(head, func(r rune) bool { return !unicode.IsLetter(r) })
		if w := strings.ToLower(head[k+1:]); article.IsDateWord(w) {
			head = strings.TrimRightFunc(head[:k+1], func(r rune) bool { return !unicode.IsLetter(r) && r != '.' })
			again = head != ""
		}
	}
	for _, by := range []string{" by ", " By "} {
		if k := strings.LastIndex(line, by); k >= 0 {
			head = line[k+1:]
		}
	}
	if head == "" {
		return
	}
	b, ok := article.ParseByline(head, f.outletName)
	if !ok || len(b.Names) == 0 {
		if newsroom(head) && len(f.within(sp)) == 0 && sp.Start <= f.bodyStart {
			f.staff = true
			f.claimOwn("byline.staff", sp)
		}
		return
	}
	f.addNames(b.Names)
	if len(f.within(sp)) == 0 && sp.Start <= f.bodyStart {
		f.claimOwn("byline.bare", sp)
	}
}

// tail reads notes on the author and house mail addresses under the text.
func (f *finder) tail(p *article.Part) {
	line := p.Span.Of(f.text)
	if p.Rule == "tail.bio" {
		f.bio(p.Span, line)
	}
	f.mail(p.Span, line)
}

// bio reads "Jill Colvin is an Associated Press writer."
func (f *finder) bio(sp Span, line string) {
	head := strings.ReplaceAll(line, "\u00a0", " ")
	for _, verb := range []string{" is ", " are ", " covers ", " was ", ", a "} {
		if k := strings.Index(head, verb); k > 0 {
			head = head[:k]
		}
	}
	if b, ok := article.ParseByline(head, f.outletName); ok && len(f.tailBy) < maxNames {
		f.tailBy = append(f.tailBy, b.Names...)
	}
	ctx := outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}
	for _, m := range f.within(sp) {
		o := f.resolve(m, ctx)
		before := f.text[max(sp.Start, m.Span.Start-24):m.Span.Start]
		after := f.text[m.Span.End:min(sp.End, m.Span.End+24)]
		switch {
		case o == nil || strings.Contains(before, "former"):
		case f.same(o):
			f.claimOwn("bio.own", sp)
			return
		case o.Wire() && (strings.HasSuffix(before, " is an ") || strings.HasSuffix(before, " is a ") || strings.HasSuffix(before, "are ")) && hasRole(after):
			f.claim("bio.outlet", o, "", sp)
			return
		}
	}
	f.claimOwn("bio.own", sp)
}

func hasRole(s string) bool {
	s = strings.ToLower(s)
	for _, w := range []string{"writer", "reporter", "correspondent", "journalist"} {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// mail reads the outlet of a mail address.
func (f *finder) mail(sp Span, line string) {
	k := strings.IndexByte(line, '@')
	if k <= 0 || k+4 > len(line) || !isMailByte(line[k-1]) {
		return
	}
	end := k + 1
	for end < len(line) && isMailByte(line[end]) {
		end++
	}
	host := strings.TrimRight(line[k+1:end], ".")
	if !strings.Contains(host, ".") {
		return
	}
	at := Span{Start: sp.Start, End: sp.Start + end}
	o := f.reg.ByDomain(host)
	switch {
	case o == nil && outlets.DomainName(host) == outlets.DomainName(f.pubHost) && f.pubHost != "", f.same(o):
		f.claimOwn("mail.own", at)
	case o != nil && (o.Kind != outlets.Portal):
		f.claim("mail.house", o, "", at)
	}
}

// ownMail finds addresses at the publisher's own domain anywhere in the text.
func (f *finder) ownMail() {
	host := f.pubHost
	if f.pub != nil {
		host = f.pub.Domain()
	}
	if host == "" {
		return
	}
	host = outlets.DomainName(hostOf(host))
	for i, n := 0, 0; n < 64; n++ {
		k := strings.IndexByte(f.text[i:], '@')
		if k < 0 {
			return
		}
		i += k + 1
		if strings.HasPrefix(f.text[i:], host) && i > 1 && isMailByte(f.text[i-2]) {
			start := i - 1
			for start > 0 && isMailByte(f.text[start-1]) {
				start--
			}
			f.claimOwn("mail.own", Span{Start: start, End: i + len(host)})
			return
		}
	}
}

func isMailByte(c byte) bool {
	return c == '.' || c == '-' || c == '_' || c == '+' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
