package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/reliability"
	"github.com/urfave/cli/v2"
)

func sourcesExplainCommand() *command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "table", Usage: "write `FORMAT`: table, json, csv or md"},
		&cli.IntFlag{Name: "examples", Value: 3, Usage: "name `N` articles behind each figure"},
		&cli.IntFlag{Name: "min", Value: reliability.DefaultMin, Usage: "give no rate that rests on fewer than `N` articles; not below 20"},
		indexFlag(),
		ratingsFlag(),
		outletsFlag(),
		&cli.StringSliceFlag{Name: "lexicon", Usage: "know the words of `FILE`, too, a table as provenance/framing/FORMAT.md describes; may be repeated"},
	}
	flags = append(flags, searchFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "sources explain", args: "OUTLET [PATH…]", min: 1, max: -1,
		summary: "tell all that is known of one outlet",
		examples: []example{
			{"newscheck sources explain presstv.com", "what it is, and what raters say of it in time"},
			{"newscheck sources explain \"Press TV\" corpus/", "also what it does in these articles, with examples"},
			{"newscheck sources explain presstv --index archive --format json", "the same from an index, for programs"},
		},
		about:   `OUTLET is an id of the registry, a name, an alias, or a domain; all addresses of one outlet are one. Shown are the registry's facts with their references; what raters said, at which date, on which scale, and where they changed or contradict each other; with PATHs or an index, what the outlet does in those articles, with limits and examples; and what texts cannot tell.`,
		flags:   append(flags, colorFlag()),
		choices: map[string][]string{"format": sourcesFormats, "color": colorChoices, "input-format": inputChoices()},
		exits:   []exit{exitReads, exitStops},
		action:  runSourcesExplain,
	}
}

// explainedSource is sources explain --format json.
type explainedSource struct {
	reliability.Explanation
	Articles int                      `json:"articles"` // that were looked at; 0 when none were given
	Figures  []reliability.Definition `json:"figures"`  // what the figures count
	Schemes  []reliability.Scheme     `json:"schemes"`  // the raters' schemes that occur
	Sets     []*reliability.Set       `json:"sets"`     // the sets of ratings that were imported
}

func runSourcesExplain(r *run, c *cli.Context) error {
	name, paths := c.Args().First(), c.Args().Slice()[1:]
	if n := c.Int("min"); n < reliability.DefaultMin {
		return fmt.Errorf("--min cannot be %d: a rate of fewer than %d articles says little", n, reliability.DefaultMin)
	}
	if c.Int("examples") < 0 {
		return fmt.Errorf("--examples cannot be %d: it is 0 or more", c.Int("examples"))
	}
	if strings.TrimSpace(name) == "" {
		return withHint(errors.New("the name of the outlet is empty"), "give an id, a name or a domain: newscheck sources explain presstv.com")
	}
	reg, err := registry(c)
	if err != nil {
		return err
	}
	book, err := r.book(c, reg)
	if err != nil {
		return err
	}
	ref, known := book.Outlet(name)
	x := explainedSource{Explanation: book.Explain(ref), Sets: book.Sets(), Figures: reliability.Definitions(), Schemes: []reliability.Scheme{}}
	if x.Sets == nil {
		x.Sets = []*reliability.Set{}
	}
	var t tally
	if len(paths) > 0 || c.String("index") != "" {
		m, err := r.measure(c, paths, true)
		if err != nil {
			return err
		}
		t = m.tally
		x.Articles = m.articles
		if s, err := m.find(name); err == nil {
			known = true
			x.Behaviour = &s.Behaviour
			if x.Facts == nil && !x.Raters.Rated() {
				x.Raters = s.Raters
			}
			for _, f := range figureNames() {
				if tr := m.meter.Trace(s.Key, f); tr != nil && len(tr.Counted)+len(tr.LeftOut) > 0 {
					tr.Others = []reliability.Traced{}
					tr.Counted = tr.Counted[:min(len(tr.Counted), c.Int("examples"))]
					tr.LeftOut = tr.LeftOut[:min(len(tr.LeftOut), c.Int("examples"))]
					x.Examples = append(x.Examples, *tr)
				}
			}
		}
	}
	if !known {
		err := fmt.Errorf("nothing is known of %q: neither the registry nor an imported rating has it", name)
		if len(paths) > 0 {
			err = fmt.Errorf("nothing is known of %q: neither the registry nor an imported rating nor these articles have it", name)
		}
		var names []string
		for o := range reg.All() {
			names = append(names, o.ID, o.Name)
		}
		names = append(names, book.Subjects()...)
		if near := nearest(name, names); near != "" {
			return withHint(err, "did you mean newscheck sources explain %q?", near)
		}
		return withHint(err, "--outlets adds outlets to the registry, newscheck sources import adds ratings")
	}
	x.addSchemes()
	switch c.String("format") {
	case "json":
		err = r.emit("", func(w io.Writer) error {
			e := newEncoder(w)
			e.SetIndent("", "  ")
			return e.Encode(x)
		})
	case "csv":
		err = r.emit("", x.writeCSV)
	case "md":
		err = r.emit("", x.writeMarkdown)
	default:
		_, err = io.WriteString(r.out, x.text(r.theme(), r.width))
	}
	if err != nil {
		return err
	}
	return r.outcome(t, false)
}

// addSchemes describes the schemes of the ratings.
func (x *explainedSource) addSchemes() {
	all, err := reliability.Schemes()
	if err != nil {
		return
	}
	for _, s := range all {
		if slices.ContainsFunc(x.Raters.Ratings, func(r reliability.Rating) bool { return r.Scheme == s.ID }) {
			x.Schemes = append(x.Schemes, s)
		}
	}
}

// text is the explanation for a person.
func (x *explainedSource) text(th theme, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", th.title.Render(fit(printable(x.name()), width)))
	plain := lipgloss.NewStyle()
	head := func(s string) { b.WriteString("\n" + th.head.Render(s) + "\n") }

	head("WHAT IT IS, from the registry of facts")
	for _, f := range x.facts() {
		labelled(&b, th, f[0], f[1], plain, width)
	}
	if x.Facts == nil {
		b.WriteString(wrapText("The registry does not have it; --outlets FILE adds outlets.", width, "  ") + "\n")
	}
	x.writeRaters(&b, th, width)
	x.writeBehaviour(&b, th, width)

	head("WHAT TEXTS CAN AND CANNOT TELL, by the nine criteria of NewsGuard")
	for _, c := range x.Unseen {
		style, mark := th.dim, "no    "
		if c.Seen == "partly" {
			style, mark = th.good, "partly"
		}
		const indent = 10
		f := flow{width: max(width-indent, 20)}
		f.add(c.Criterion+": ", plain)
		f.add(c.Why, th.dim)
		lead := "  " + style.Render(mark) + "  "
		for _, line := range f.done() {
			b.WriteString(lead + line + "\n")
			lead = strings.Repeat(" ", indent)
		}
	}
	return b.String()
}

// writeRaters writes what others say, scheme by scheme in time, and where they
// differ.
func (x *explainedSource) writeRaters(b *strings.Builder, th theme, width int) {
	plain := lipgloss.NewStyle()
	b.WriteString("\n" + th.head.Render("WHAT OTHERS SAY, as imported; newscheck does not rate") + "\n")
	if len(x.Sets) == 0 {
		b.WriteString(wrapText("No ratings were imported; newscheck sources import reads files of them.", width, "  ") + "\n")
		return
	}
	if !x.Raters.Rated() {
		b.WriteString("  No imported rating is about it.\n")
	}
	last := ""
	for i := range x.Raters.Ratings {
		rt := &x.Raters.Ratings[i]
		title := rt.Scheme
		for _, s := range x.Schemes {
			if s.ID == rt.Scheme {
				title = s.ID + " — " + s.Name
			}
		}
		if title != last {
			fmt.Fprintf(b, "  %s\n", th.title.Render(fit(printable(title), width-2)))
			last = title
		}
		x.writeRating(b, th, rt, width)
	}
	if len(x.Raters.Absent) > 0 {
		labelled(b, th, "not rated by", strings.Join(x.Raters.Absent, ", "), plain, width)
	}
	if len(x.Raters.Conflicts) > 0 {
		b.WriteString("\n" + th.head.Render("WHERE THEY CHANGED OR DIFFER") + "\n")
		for _, s := range x.Raters.Conflicts {
			f := flow{width: max(width-4, 20)}
			f.add(s, th.warn)
			for n, line := range f.done() {
				lead := "  • "
				if n > 0 {
					lead = "    "
				}
				b.WriteString(lead + line + "\n")
			}
		}
	}
}

// writeRating writes one rating: date, value, address, on what it rests, link.
func (x *explainedSource) writeRating(b *strings.Builder, th theme, rt *reliability.Rating, width int) {
	const indent = 16
	f := flow{width: max(width-indent, 20)}
	if what := strings.TrimPrefix(reliability.SchemeTitle(rt.Scheme, rt.Aspect), rt.Scheme); what != "" {
		f.add(strings.TrimSpace(what)+": ", th.dim)
	}
	if rt.Scope != "" {
		f.add("("+rt.Scope+") ", th.dim)
	}
	f.add(rt.Said(), th.mark)
	if rt.Original != rt.Value && !strings.EqualFold(rt.Original, rt.Value) && !(rt.Place != nil && rt.Place.At != nil) {
		f.add(" “"+rt.Original+"”", th.dim)
	}
	part := *rt
	part.Scope = ""
	if about := x.about(&part); about != "" {
		f.add(" · "+about, lipgloss.NewStyle())
	}
	rest := []string{ratedBasis(rt)}
	if rt.Link != "" {
		rest = append(rest, rt.Link)
	}
	f.add(" · "+strings.Join(rest, " · "), th.dim)
	lead := fmt.Sprintf("    %-*s", indent-4, rt.AsOf)
	for _, line := range f.done() {
		b.WriteString(lead + line + "\n")
		lead = strings.Repeat(" ", indent)
	}
}

// calls reports whether a name is one of the outlet's, so that it need not be
// repeated.
func (x *explainedSource) calls(name string) bool {
	name, _, _ = strings.Cut(name, " (")
	same := func(s string) bool { return strings.EqualFold(s, name) }
	if same(x.Raters.Outlet.Name) {
		return true
	}
	return x.Facts != nil && (same(x.Facts.Name) || slices.ContainsFunc(x.Facts.Aliases, same))
}

// writeBehaviour writes the figures with their limits and some of the articles.
func (x *explainedSource) writeBehaviour(b *strings.Builder, th theme, width int) {
	if x.Articles == 0 {
		b.WriteString("\n" + th.head.Render("WHAT IT DOES") + "\n" + wrapText("No articles were given; add PATHs or --index DIR to see what it does in them.", width, "  ") + "\n")
		return
	}
	if x.Behaviour == nil {
		fmt.Fprintf(b, "\n%s\n  It published none of them, and none is known to come from it.\n", th.head.Render(fmt.Sprintf("WHAT IT DOES in these %s", plural(x.Articles, "article"))))
		return
	}
	bh := x.Behaviour
	fmt.Fprintf(b, "\n%s\n", th.head.Render(fmt.Sprintf("WHAT IT DOES in its %s among these %s", plural(bh.Articles, "article"), thousands(x.Articles))))
	const indent = 27
	for i := range bh.Figures {
		f := &bh.Figures[i]
		d := reliability.Define(f.Name)
		text := flow{width: max(width-indent, 20)}
		value, counts := lipgloss.NewStyle(), ": "+d.Counts+", among "+d.Among
		if f.Enough() {
			value = th.mark
		}
		text.add(figureWords(f), value)
		if f.LeftOut > 0 {
			text.add(fmt.Sprintf("; %d left out, not clear", f.LeftOut), th.dim)
		}
		if f.Sampled > 0 {
			text.add("; a sample of "+thousands(f.Sampled), th.dim)
		}
		text.add(counts, th.dim)
		lead := fmt.Sprintf("  %-*s ", indent-3, fit(d.Title, indent-3))
		for _, line := range text.done() {
			b.WriteString(lead + line + "\n")
			lead = strings.Repeat(" ", indent)
		}
	}
	if line := carriedWords(bh); line != "" {
		fmt.Fprintf(b, "  %s.\n", line)
	}
	if len(x.Examples) == 0 {
		return
	}
	b.WriteString("\n" + th.head.Render("ARTICLES BEHIND THE FIGURES") + "\n")
	for _, t := range x.Examples {
		if len(t.Counted) == 0 {
			continue
		}
		for n, e := range t.Counted {
			title := strings.ToLower(reliability.Define(t.Figure).Title)
			if n > 0 {
				title = ""
			}
			line := printable(e.ID)
			if e.Other != "" {
				line += " · held against " + printable(e.Other)
			}
			if e.Note != "" {
				line += " · " + printable(e.Note)
			}
			fmt.Fprintf(b, "  %s %s\n", th.dim.Render(fmt.Sprintf("%-24s", fit(title, 24))), fit(line, max(width-27, 20)))
		}
	}
}
