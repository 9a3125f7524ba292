package provenance

import (
	"slices"
	"strings"

	"github.com/newscheck/newscheck/article"
)

// finish fills what the claims have settled.
func (f *finder) finish() {
	f.chainPublisher()
	f.bylines()
	f.rec.Published = f.published()
	f.lists()
	f.boilerplate()
	f.rec.Evidence = make([]Evidence, len(f.claims))
	spans := make([]Span, 0, len(f.claims))
	for i := range f.claims {
		e := f.claims[i].Evidence
		if e.Span != nil {
			spans = append(spans, *e.Span)
			e.Span = &spans[len(spans)-1]
		}
		f.rec.Evidence[i] = e
	}
	f.empty()
}

// empty makes lists without members empty, not null, in JSON.
func (f *finder) empty() {
	r := &f.rec
	for _, l := range []*[]string{&r.Byline, &r.Contributors, &r.Cites, &r.Notices} {
		if *l == nil {
			*l = []string{}
		}
	}
	if r.Via == nil {
		r.Via = []OutletRef{}
	}
	if r.Boilerplate == nil {
		r.Boilerplate = []Boilerplate{}
	}
}

// chainPublisher makes the outermost carrier the publisher where nothing else
// tells who published the page: a paper whose masthead stands over agency copy.
func (f *finder) chainPublisher() {
	if f.rec.Publisher != nil || f.rec.OriginStatus != Stated {
		return
	}
	if len(f.rec.Via) == 0 { // a masthead that is also an ordinary name
		for i := range min(3, len(f.parts)) {
			p := f.parts[i]
			if p.Kind != article.Masthead {
				continue
			}
			name := strings.TrimSpace(p.Span.Of(f.text))
			o := f.named(p.Span)
			if o != nil && o.ID == f.rec.Origin.ID {
				return
			}
			f.rec.Publisher = refOf(o, name)
			f.claimPublisher("furniture.masthead", idOr(o, name), p.Span)
			return
		}
		return
	}
	last := f.rec.Via[len(f.rec.Via)-1]
	for i := range f.claims {
		c := &f.claims[i]
		if c.outlet != nil && c.outlet.ID == last.ID && strings.HasPrefix(c.Rule, "masthead.") && c.Span != nil {
			f.rec.Publisher = &last
			f.rec.Via = f.rec.Via[:len(f.rec.Via)-1]
			f.claimPublisher("furniture.masthead", last.ID, *c.Span)
			return
		}
	}
}

// bylines settles the persons. What an author field says of a republished text
// is often the site's own editor, so that it counts only where the text is not
// known to be another's.
func (f *finder) bylines() {
	names := f.names
	if len(names) == 0 {
		names = f.tailBy
	}
	if len(names) == 0 && f.a.Byline != "" && f.rec.OriginStatus != Stated && f.ownPossible() {
		if b, ok := article.ParseByline(f.a.Byline, f.outletName); ok {
			names = b.Names
		}
	}
	for _, n := range names {
		if !slices.ContainsFunc(f.rec.Byline, func(k string) bool { return strings.EqualFold(k, n) }) {
			f.rec.Byline = append(f.rec.Byline, n)
		}
	}
}

// published is the date of this copy: from its metadata, else from the date
// line of the page, an original date before an update.
func (f *finder) published() *Date {
	if s := strings.TrimSpace(f.a.Published); s != "" {
		if st, ok := article.FindStamp(s); ok {
			return dateOf(st, "meta")
		}
	}
	var updated *Date
	label := ""
	for _, p := range f.parts {
		if p.Kind != article.DateLine && p.Kind != article.Byline && !(p.Kind == article.Credit && p.Span.Start < f.bodyStart) && p.Rule != "dateline.alone" {
			continue
		}
		line := p.Span.Of(f.text)
		if p.Kind == article.Credit && firstPublished(line) {
			continue // the date of another page
		}
		source := "text"
		st, ok := article.FindStamp(line)
		if !ok && p.Rule == "date.open" {
			if st, ok = f.openStamp(line); !ok && f.pub != nil && f.pub.Country != "" {
				st, ok = article.FindStampIn(line, f.pub.Country == "US")
				source = "text+country"
			} else if lang := f.language(); !ok && lang != "" && lang != "en" { // only Americans put the month first
				st, ok = article.FindStampIn(line, false)
				source = "text+language"
			}
		}
		if !ok {
			label = strings.ToLower(line)
			continue
		}
		d := dateOf(st, source)
		if st.Updated || strings.Contains(label, "updated") || strings.Contains(label, "modified") {
			if updated == nil {
				updated = d
			}
			label = ""
			continue
		}
		if p.Span.Start > f.bodyStart && updated != nil {
			break
		}
		return f.withClock(d, st, p.Span.End)
	}
	if updated != nil {
		return updated
	}
	if d := f.rec.Dateline; d != nil && d.Date != "" {
		if st, ok := article.FindStamp(d.Date); ok {
			return dateOf(st, "text")
		}
	}
	if d := f.openingDate(); d != nil {
		return d
	}
	if f.signDate != nil {
		return f.signDate
	}
	if st, ok := urlDate(f.a.URL); ok {
		return dateOf(st, "url")
	}
	return nil
}

// openStamp reads a date that has two readings, such as 06/11/2012, by the day
// that the dateline or the address gives.
func (f *finder) openStamp(line string) (article.Stamp, bool) {
	if d := f.rec.Dateline; d != nil && d.Date != "" {
		if on, ok := article.FindStamp(d.Date + ", 2000"); ok { // the year does not matter
			return article.FindStampOn(line, on.Month, on.Day)
		}
	}
	if on, ok := urlDate(f.a.URL); ok {
		return article.FindStampOn(line, on.Month, on.Day)
	}
	return article.Stamp{}, false
}

// firstPublished tells a note on where and when a text appeared before.
func firstPublished(line string) bool {
	low := strings.ToLower(line)
	for _, cue := range []string{"originally published", "originally appeared", "first published", "first appeared"} {
		if _, after, ok := strings.Cut(low, cue); ok {
			for _, w := range []string{" on ", " in ", " at ", " by ", ":"} {
				after = strings.TrimPrefix(after, w)
			}
			first, _, _ := strings.Cut(strings.TrimLeft(after, " "), " ")
			return first != "" && !article.IsDateWord(strings.Trim(first, ",.")) && !digits(first[:1])
		}
	}
	return strings.Contains(low, "originally ")
}

// openingDate is the date that opens the first paragraph in the place of a
// dateline: "16 August 2012 – The Security Council …".
func (f *finder) openingDate() *Date {
	if f.bodyStart >= len(f.text) {
		return nil
	}
	head := f.text[f.bodyStart:min(len(f.text), f.bodyStart+40)]
	st, ok := article.FindStamp(head)
	if !ok || st.Span.Start != 0 {
		return nil
	}
	rest := strings.TrimLeft(head[st.Span.End:], " \u00a0")
	for _, dash := range []string{"–", "—", "-"} {
		if strings.HasPrefix(rest, dash) {
			return dateOf(st, "text")
		}
	}
	return nil
}

// urlDate reads the day out of an address: ".../2021/06/09/slug", or out of a
// file's code that begins as its folders say, ".../2020/07/mil-200730-x.htm",
// ".../2024/iran-240520-x.htm".
func urlDate(raw string) (article.Stamp, bool) {
	_, path, ok := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(raw, "https://"), "http://"), "/")
	if !ok {
		return article.Stamp{}, false
	}
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i := 0; i+1 < len(parts); i++ {
		y, m := parts[i], ""
		if len(y) != 4 || !digits(y) || y < "1990" {
			continue
		}
		file := parts[i+1]
		if len(file) == 2 && digits(file) && i+2 < len(parts) {
			m, file = file, parts[i+2]
			if len(file) == 2 && digits(file) {
				return article.FindStamp(y + "-" + m + "-" + file)
			}
		}
		for code := range strings.FieldsFuncSeq(file, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
			if len(code) == 6 && digits(code) && strings.HasPrefix(code, y[2:]+m) {
				return article.FindStamp(y + "-" + code[2:4] + "-" + code[4:])
			}
		}
	}
	return article.Stamp{}, false
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// withClock adds a time of day that stands alone on the line after a date.
func (f *finder) withClock(d *Date, st article.Stamp, end int) *Date {
	if st.Precision != "day" {
		return d
	}
	for i, p := range f.parts {
		if p.Span.End != end || i+1 >= len(f.parts) {
			continue
		}
		next := f.parts[i+1].Span.Of(f.text)
		if len(next) > 40 {
			return d
		}
		joined := f.text[p.Span.Start:p.Span.End] + " " + next
		if s2, ok := article.FindStamp(joined); ok && s2.Precision != "day" && s2.Year == st.Year && s2.Day == st.Day && s2.Month == st.Month {
			return dateOf(s2, "text")
		}
	}
	return d
}

func dateOf(st article.Stamp, source string) *Date {
	return &Date{Value: st.String(), Precision: st.Precision, ZoneKnown: st.ZoneKnown, Source: source}
}

// lists settles citations and contributors: neither names the origin, the
// publisher or a station of the chain.
func (f *finder) lists() {
	involved := map[string]bool{}
	if o := f.rec.Origin; o != nil {
		involved[o.Name] = true
	}
	if p := f.rec.Publisher; p != nil {
		involved[p.Name] = true
	}
	for _, m := range f.told {
		if involved[m.Outlet.Name] || f.rec.Origin != nil && m.Outlet.Parent != "" && m.Outlet.Parent == f.rec.Origin.ID {
			continue
		}
		if !slices.Contains(f.rec.Cites, m.Outlet.Name) {
			f.rec.Cites = append(f.rec.Cites, m.Outlet.Name)
		}
	}
	for _, n := range f.toldNames {
		if !involved[n] && !slices.Contains(f.rec.Cites, n) {
			f.rec.Cites = append(f.rec.Cites, n)
		}
	}
	f.rec.Contributors = slices.DeleteFunc(f.rec.Contributors, func(n string) bool { return involved[n] })
	cited := func(e *Evidence) bool {
		return e.Supports == "cite" && f.rec.Origin != nil && e.Value == f.rec.Origin.ID
	}
	f.claims = slices.DeleteFunc(f.claims, func(c claim) bool { return cited(&c.Evidence) })
}

// boilerplate lists the page's furniture.
func (f *finder) boilerplate() {
	n := 0
	for i := range f.parts {
		if f.parts[i].Kind.Furnishing() {
			n++
		}
	}
	if n == 0 {
		return
	}
	f.rec.Boilerplate = make([]Boilerplate, 0, n)
	for i := range f.parts {
		p := &f.parts[i]
		if p.Kind.Furnishing() && p.Rule != "tail.bio" {
			f.rec.Boilerplate = append(f.rec.Boilerplate, Boilerplate{Kind: string(p.Kind), Span: p.Span, Text: p.Span.Of(f.text)})
		}
	}
}
