package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
)

// explainedPage is provenance --explain ID --format json.
type explainedPage struct {
	Record provenance.Record `json:"record"`
	Parts  []article.Part    `json:"parts"` // of the article's text, in order
	// What imported ratings say of the outlets behind it, the one that wrote it first.
	Raters []reliability.Assessed `json:"raters"`
	// The same of each independent source of its story.
	Sources []reliability.Assessed `json:"independent_sources"`
}

// page finds the article with the given id and the parts of its text.
func (a *attributed) page(id string) (int, []article.Part, error) {
	i, ok := a.index()[id]
	if !ok {
		return 0, nil, a.unknownID(id)
	}
	outlet := func(name string) bool { return len(name) > 1 && len(name) <= 80 && a.registry.ByName(name) != nil }
	return i, article.Hints{Outlet: outlet, Furniture: a.attributor.Furniture}.Anatomy(a.arts[i]), nil
}

func (a *attributed) writeExplanationJSON(w io.Writer, id string) error {
	i, parts, err := a.page(id)
	if err != nil {
		return err
	}
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(explainedPage{a.records[i], parts, reliability.ForArticle(&a.records[i], a.book), a.behind(&a.records[i])})
}

// writeExplanation shows one article: what is told of it, its page with the
// parts and the evidence marked, and each piece of evidence.
func (a *attributed) writeExplanation(w io.Writer, r *run, id string) error {
	i, parts, err := a.page(id)
	if err != nil {
		return err
	}
	th := r.theme()
	rec, art := &a.records[i], &a.arts[i]
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", th.title.Render(fit(printable(cmp.Or(rec.Headline, a.cards[i].title)), r.width)),
		th.dim.Render(fit(printable(rec.ID)+" · story "+rec.Story+" · family "+rec.Family, r.width)))
	a.writeFindings(&b, th, rec, r.width)
	b.WriteString("\n" + th.head.Render("PAGE") + "\n")
	writePage(&b, th, art.Text, parts, rec.Evidence, r.width)
	b.WriteString("\n")
	a.writeEvidence(&b, th, rec.Evidence, r.width)
	writeAssessed(&b, th, reliability.ForArticle(rec, a.book), a.behind(rec), r.width)
	_, err = io.WriteString(w, b.String())
	return err
}

// labelled writes "  name  value", the value over as many lines as it needs.
func labelled(b *strings.Builder, th theme, name, value string, style lipgloss.Style, width int) {
	const column = 14
	f := flow{width: max(width-column-2, 20)}
	f.add(value, style)
	for n, line := range f.done() {
		if n > 0 {
			name = ""
		}
		fmt.Fprintf(b, "  %s%s\n", th.dim.Render(fmt.Sprintf("%-*s", column, name)), line)
	}
}

// writeFindings writes what is told of one article.
func (a *attributed) writeFindings(b *strings.Builder, th theme, rec *provenance.Record, width int) {
	plain := lipgloss.NewStyle()
	say := func(name, value string) { labelled(b, th, name, value, plain, width) }
	origin, style := "not known", th.warn
	switch rec.OriginStatus {
	case provenance.Stated:
		origin, style = outletWords(rec.Origin)+", which this copy states", th.good
	case provenance.Inferred:
		origin, style = outletWords(rec.Origin)+", inferred from another copy", th.good
	case provenance.Own:
		origin, style = "the publisher's own staff", th.good
		if rec.Origin != nil {
			origin += ": " + outletWords(rec.Origin)
		}
	}
	if rec.OriginConfidence > 0 {
		origin += fmt.Sprintf("; confidence %.2f", rec.OriginConfidence)
	}
	labelled(b, th, "origin", origin, style, width)
	if len(rec.Via) > 0 {
		var via []string
		for j := range rec.Via {
			via = append(via, outletWords(&rec.Via[j]))
		}
		say("via", strings.Join(via, ", then "))
	}
	if rec.Publisher != nil {
		say("publisher", outletWords(rec.Publisher))
	} else {
		say("publisher", "not known")
	}
	switch {
	case rec.Parent != nil:
		say("taken from", *rec.Parent+" ("+rec.ParentStatus+")")
	case rec.ParentStatus == "unobserved":
		say("taken from", "a text that is not among these articles")
	}
	if p := rec.Published; p != nil {
		zone := ", zone not known"
		if p.ZoneKnown || p.Precision == "day" || p.Precision == "month" || p.Precision == "year" {
			zone = ""
		}
		say("published", fmt.Sprintf("%s, to the %s%s, from %s", p.Value, p.Precision, zone, dateSource(p.Source)))
	}
	if d := rec.Dateline; d != nil {
		var parts []string
		for _, p := range []struct{ name, value string }{{"place", d.Place}, {"date", d.Date}, {"agency", d.Agency}} {
			if p.value != "" {
				parts = append(parts, p.name+" "+p.value)
			}
		}
		say("dateline", strings.Join(parts, ", "))
	}
	for _, l := range []struct {
		name string
		list []string
	}{{"byline", rec.Byline}, {"contributors", rec.Contributors}, {"quotes", rec.Cites}, {"notices", rec.Notices}} {
		if len(l.list) > 0 {
			say(l.name, strings.Join(l.list, "; "))
		}
	}
}

// dateSource is where a date was found, in words.
func dateSource(source string) string {
	switch source {
	case "text":
		return "the page"
	case "meta":
		return "metadata"
	case "url":
		return "the address"
	case "fetched":
		return "the time of fetching"
	}
	return source
}

// outletWords names an outlet and says what it is.
func outletWords(o *provenance.OutletRef) string {
	if o == nil {
		return "not known"
	}
	var about []string
	if o.Kind != "" {
		about = append(about, o.Kind)
	}
	if o.State != "" {
		about = append(about, "linked to the state "+o.State)
	}
	if o.Domain != "" && !strings.EqualFold(o.Domain, o.Name) {
		about = append(about, o.Domain)
	}
	if len(about) == 0 {
		return o.Name
	}
	return o.Name + " (" + strings.Join(about, ", ") + ")"
}

// partStyle is how a part of a page is drawn.
func (th theme) partStyle(k article.Kind) lipgloss.Style {
	switch k {
	case article.Headline, article.Deck:
		return th.title
	case article.Masthead, article.Byline, article.DateLine, article.Credit, article.Copyright:
		return th.warn
	case article.Notice:
		return th.bad
	case article.Body:
		return lipgloss.NewStyle()
	}
	if k.Furnishing() {
		return th.dim
	}
	return lipgloss.NewStyle()
}

// mark is where a piece of evidence begins or ends.
type mark struct {
	at    int
	end   bool
	other int // the other end
	n     int // number of the evidence, from 1
}

// marksOf lists the ends of all evidence that stands in text, in order; at one
// place ends come before beginnings, and inner spans lie inside outer ones.
func marksOf(evidence []provenance.Evidence, text string) []mark {
	var marks []mark
	for i := range evidence {
		if s := evidence[i].Span; s != nil && evidence[i].From == "" && s.Start < s.End && inside(*s, text) {
			marks = append(marks, mark{s.Start, false, s.End, i + 1}, mark{s.End, true, s.Start, i + 1})
		}
	}
	slices.SortStableFunc(marks, func(x, y mark) int {
		if c := cmp.Compare(x.at, y.at); c != 0 {
			return c
		}
		if x.end != y.end {
			return boolOrder(x.end, y.end)
		}
		return cmp.Or(cmp.Compare(y.other, x.other), cmp.Compare(x.n, y.n))
	})
	return marks
}

// gutter is the width of the names of parts at the left of a page.
const gutter = 11

// writePage writes a text part by part, evidence in angle quotes with its
// number.
func writePage(b *strings.Builder, th theme, text string, parts []article.Part, evidence []provenance.Evidence, width int) {
	marks := marksOf(evidence, text)
	var open []int
	f := flow{width: max(width-gutter-4, 20)}
	at := 0
	// set sets text[at:end] with the marks in it.
	set := func(end int, style lipgloss.Style) {
		piece := func(to int) {
			s := style
			if len(open) > 0 {
				s = th.mark
			}
			f.add(text[at:max(to, at)], s)
			at = max(to, at)
		}
		for len(marks) > 0 && (marks[0].at < end || marks[0].at == end && marks[0].end) {
			m := marks[0]
			marks = marks[1:]
			piece(m.at)
			if m.end {
				open = slices.DeleteFunc(open, func(n int) bool { return n == m.n })
				f.add(fmt.Sprintf("»[%d]", m.n), th.good)
			} else {
				open = append(open, m.n)
				f.add("«", th.good)
			}
		}
		piece(end)
	}
	show := func(kind string) {
		for n, line := range f.done() {
			if n > 0 {
				kind = ""
			}
			fmt.Fprintf(b, "  %s %s\n", th.dim.Render(fmt.Sprintf("%-*s│", gutter, kind)), line)
		}
	}
	for _, p := range parts {
		if p.Span.Start < at && p.Kind == article.Dateline || !inside(p.Span, text) {
			continue // inside the body that is shown already
		}
		set(p.Span.Start, lipgloss.NewStyle())
		show("")
		set(p.Span.End, th.partStyle(p.Kind))
		show(string(p.Kind))
	}
	set(len(text), lipgloss.NewStyle())
	show("")
}

// writeEvidence lists the evidence with the numbers that the page shows.
func (a *attributed) writeEvidence(b *strings.Builder, th theme, evidence []provenance.Evidence, width int) {
	if len(evidence) == 0 {
		fmt.Fprintf(b, "%s\n", th.dim.Render("No evidence: nothing on the page or in its metadata says where it comes from."))
		return
	}
	b.WriteString(th.head.Render("EVIDENCE") + "\n")
	plain := lipgloss.NewStyle()
	for i := range evidence {
		e := &evidence[i]
		style := th.good
		if e.Weight < 0 {
			style = th.bad
		}
		name := e.Value
		if o := a.registry.ByID(e.Value); o != nil {
			name = o.Name
		}
		where := ""
		switch {
		case e.From != "":
			where = " in the copy " + e.From
		case e.Field != "":
			where = " in the field " + e.Field
		case e.Span != nil:
			where = fmt.Sprintf(" at %d–%d", e.Span.Start, e.Span.End)
		}
		const indent = 14
		f := flow{width: max(width-indent, 20)}
		f.add(fmt.Sprintf("%s %s: ", e.Supports, name), plain)
		f.add(e.Rule+" ", th.dim)
		f.add("“"+firstWords(e.Text, 40)+"”", th.mark)
		f.add(where, th.dim)
		if rule, ok := provenance.RuleByID(e.Rule); ok {
			f.add(" — "+rule.What, plain)
		}
		lead := fmt.Sprintf("  %4s ", fmt.Sprintf("[%d]", i+1)) + style.Render(fmt.Sprintf("%+.2f", e.Weight)) + "  "
		for _, line := range f.done() {
			b.WriteString(lead + line + "\n")
			lead = strings.Repeat(" ", indent)
		}
	}
}

// firstWords is s cut after n words.
func firstWords(s string, n int) string {
	words := strings.Fields(s)
	if len(words) <= n {
		return strings.Join(words, " ")
	}
	return strings.Join(words[:n], " ") + " …"
}
