package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/reliability"
)

// writeMarkdown writes the explanation as a page of Markdown: the same parts in the
// same order as for a terminal, facts, ratings and behaviour in tables of their own.
func (x *explainedSource) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n## What it is, from the registry of facts\n\n", markdown(x.name()))
	if x.Facts == nil {
		b.WriteString("The registry does not have it.\n")
	} else {
		b.WriteString("| | |\n|---|---|\n")
		for _, f := range x.facts() {
			fmt.Fprintf(&b, "| %s | %s |\n", f[0], markdown(f[1]))
		}
	}
	b.WriteString("\n## What others say, as imported; newscheck does not rate\n\n")
	switch {
	case len(x.Sets) == 0:
		b.WriteString("No ratings were imported.\n")
	case !x.Raters.Rated():
		b.WriteString("No imported rating is about it.\n")
	default:
		b.WriteString("| scheme | date | says | of | rests on | link |\n|---|---|---|---|---|---|\n")
		for i := range x.Raters.Ratings {
			r := &x.Raters.Ratings[i]
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", markdown(ratedTitle(r)), r.AsOf, markdown(r.Said()), markdown(x.about(r)), markdown(ratedBasis(r)), markdownLink(r.Link))
		}
	}
	if len(x.Raters.Absent) > 0 {
		fmt.Fprintf(&b, "\nNot rated by: %s.\n", markdown(strings.Join(x.Raters.Absent, ", ")))
	}
	if len(x.Raters.Conflicts) > 0 {
		b.WriteString("\n### Where they changed or differ\n\n")
		for _, s := range x.Raters.Conflicts {
			fmt.Fprintf(&b, "- %s\n", markdown(s))
		}
	}
	x.markdownBehaviour(&b)
	b.WriteString("\n## What texts can and cannot tell, by the nine criteria of NewsGuard\n\n| criterion | seen | why |\n|---|---|---|\n")
	for _, c := range x.Unseen {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", markdown(c.Criterion), c.Seen, markdown(c.Why))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownLink is an address as a link, also where it has characters that Markdown
// takes for its own; "" for none, and words where it is no address.
func markdownLink(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return markdown(s)
	}
	return "[" + markdown(u.Host) + "](<" + strings.ReplaceAll(u.String(), "|", "%7C") + ">)"
}

func (x *explainedSource) markdownBehaviour(b *strings.Builder) {
	switch {
	case x.Articles == 0:
		b.WriteString("\n## What it does\n\nNo articles were given.\n")
		return
	case x.Behaviour == nil:
		fmt.Fprintf(b, "\n## What it does in these %s\n\nIt published none of them, and none is known to come from it.\n", plural(x.Articles, "article"))
		return
	}
	bh := x.Behaviour
	fmt.Fprintf(b, "\n## What it does in its %s among these %s\n\n| figure | value | left out | counts |\n|---|---|--:|---|\n", plural(bh.Articles, "article"), thousands(x.Articles))
	for i := range bh.Figures {
		f := &bh.Figures[i]
		d := reliability.Define(f.Name)
		counts := d.Counts + ", among " + d.Among
		if f.Sampled > 0 {
			counts += "; a sample of " + thousands(f.Sampled)
		}
		fmt.Fprintf(b, "| %s | %s | %d | %s |\n", markdown(d.Title), figureWords(f), f.LeftOut, markdown(counts))
	}
	b.WriteString("\nLimits in brackets: 95 %.\n")
	if s := carriedWords(bh); s != "" {
		fmt.Fprintf(b, "\n%s.\n", s)
	}
	rows := x.behind()
	if len(rows) == 0 {
		return
	}
	b.WriteString("\n### Articles behind the figures\n\n| figure | article | held against | what is known |\n|---|---|---|---|\n")
	for _, r := range rows {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", markdown(r.figure), markdown(r.ID), markdown(r.Other), markdown(r.Note))
	}
}

// writeCSV writes one row for each thing that is known. Column part tells what a row
// is: fact, rating, conflict, figure, article or criterion.
func (x *explainedSource) writeCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"part", "name", "value", "low", "high", "count", "of", "date", "about", "note", "link"}}
	add := func(part, name string, f ...string) {
		row := append([]string{part, name}, f...)
		for len(row) < len(rows[0]) {
			row = append(row, "")
		}
		for i := range row {
			row[i] = safeCell(row[i])
		}
		rows = append(rows, row)
	}
	for _, f := range x.facts() {
		add("fact", f[0], f[1])
	}
	for i := range x.Raters.Ratings {
		r := &x.Raters.Ratings[i]
		add("rating", ratedTitle(r), r.Said(), "", "", "", "", r.AsOf, x.about(r), ratedBasis(r), r.Link)
	}
	for _, s := range x.Raters.Conflicts {
		add("conflict", "", s)
	}
	if x.Behaviour != nil {
		num := func(f float64) string { return strconv.FormatFloat(rounded(f), 'f', -1, 64) }
		for i := range x.Behaviour.Figures {
			f := &x.Behaviour.Figures[i]
			value, low, high := "", "", ""
			if f.Enough() {
				value = num(*f.Value)
				if f.Interval != nil {
					low, high = num(f.Interval[0]), num(f.Interval[1])
				}
			}
			add("figure", f.Name, value, low, high, strconv.Itoa(f.Count), strconv.Itoa(f.Of))
		}
	}
	for _, r := range x.behind() {
		add("article", r.name, r.ID, "", "", "", "", "", r.Other, r.Note)
	}
	for _, k := range x.Unseen {
		add("criterion", k.Criterion, k.Seen, "", "", "", "", "", "", k.Why)
	}
	if err := c.WriteAll(rows); err != nil {
		return err
	}
	return c.Error()
}

// name is what the outlet is called.
func (x *explainedSource) name() string {
	if x.Behaviour != nil {
		return cmp.Or(x.Behaviour.Outlet.Name, x.Raters.Outlet.Name)
	}
	return x.Raters.Outlet.Name
}

// facts are the registry's facts, by name, without those that it does not have.
func (x *explainedSource) facts() [][2]string {
	f := x.Facts
	if f == nil {
		return nil
	}
	link := "none documented"
	if f.State != "" {
		link = f.State + " (" + cmp.Or(f.StateRef, "no reference") + ")"
	}
	var out [][2]string
	for _, row := range [][2]string{{"id", f.ID}, {"kind", f.Kind}, {"country", f.Country}, {"state link", link}, {"owner", f.Parent}, {"languages", f.Lang},
		{"also called", strings.Join(f.Aliases, "; ")}, {"addresses", strings.Join(f.Domains, ", ")}, {"references", strings.Join(f.Refs, "; ")}} {
		if row[1] != "" {
			out = append(out, row)
		}
	}
	return out
}

// about is which address, name and part of the outlet a rating is about.
func (x *explainedSource) about(r *reliability.Rating) string {
	about := strings.Join(r.Domains, ", ")
	if r.Name != "" && !x.calls(r.Name) {
		about = strings.TrimSuffix("as “"+r.Name+"”, "+about, ", ")
	}
	if r.Scope != "" {
		about = strings.TrimSpace("(" + r.Scope + ") " + about)
	}
	return about
}

// ratedTitle is the scheme of a rating and what of it.
func ratedTitle(r *reliability.Rating) string { return reliability.SchemeTitle(r.Scheme, r.Aspect) }

// ratedBasis is on what a rating rests, and what is said beside it.
func ratedBasis(r *reliability.Rating) string {
	if r.Note == "" {
		return r.Basis()
	}
	return r.Basis() + " · " + r.Note
}

// behindRow is an article that counts in a figure.
type behindRow struct {
	name, figure string
	reliability.Traced
}

func (x *explainedSource) behind() []behindRow {
	var out []behindRow
	for _, t := range x.Examples {
		for _, e := range t.Counted {
			out = append(out, behindRow{t.Figure, strings.ToLower(reliability.Define(t.Figure).Title), e})
		}
	}
	return out
}

// carriedWords tells how many articles others have from the outlet; "" for none.
func carriedWords(bh *reliability.Behaviour) string {
	if bh.Carried == 0 {
		return ""
	}
	line := fmt.Sprintf("Others carry %s that come from it", plural(bh.Carried, "article"))
	if bh.Unnamed > 0 {
		line += fmt.Sprintf(", %s of them without naming it", thousands(bh.Unnamed))
	}
	return line
}
