package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
)

// explanation is why two articles match, or do not.
type explanation struct {
	a, b   article.Article
	pa, pb placed
	match  *dedupe.Match // in this pile; nil when there is none
	alone  *dedupe.Match // with nothing else around; nil when there is none
}

// maxPassages is how many shared passages an explanation shows.
const maxPassages = 12

// writeExplanation says why the articles with the given ids match or not: the
// numbers, what they are held against, and the passages they share.
func (p *pile) writeExplanation(w io.Writer, r *run, opts dedupe.Options, idA, idB string) error {
	x, err := p.explain(r, opts, idA, idB)
	if err != nil {
		return err
	}
	th := r.theme()
	var b strings.Builder
	for _, s := range []struct {
		name string
		art  article.Article
		at   placed
	}{{"A", x.a, x.pa}, {"B", x.b, x.pb}} {
		fmt.Fprintf(&b, "%s  %s\n", th.head.Render(s.name), th.title.Render(fit(printable(s.at.Title), r.width-3)))
		parts := []string{printable(s.at.ID)}
		for _, t := range []string{s.at.Publisher, s.at.Published} {
			if t != "" {
				parts = append(parts, printable(t))
			}
		}
		parts = append(parts, plural(s.at.Words, "word"), "story "+s.at.Story, "family "+s.at.Family)
		fmt.Fprintf(&b, "   %s\n", th.dim.Render(fit(strings.Join(parts, " · "), r.width-3)))
	}
	fmt.Fprintf(&b, "\n%s\n", x.verdict(th))
	fmt.Fprintf(&b, "%s\n", th.dim.Render(p.detection()))
	if m := x.shown(); m != nil {
		x.writeNumbers(&b, th, m)
		x.writePassages(&b, th, m, r.width)
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// explain gathers what is to be said of two articles. Their texts are read
// again, and they are compared with nothing else around, so that it shows when
// the rest of the pile made the difference.
func (p *pile) explain(r *run, opts dedupe.Options, idA, idB string) (*explanation, error) {
	x := &explanation{}
	for _, id := range []string{idA, idB} {
		if _, ok := p.index[id]; !ok {
			return nil, p.unknownID(id)
		}
	}
	if idA == idB {
		return nil, withHint(fmt.Errorf("--explain takes two different ids"), "both are %q", idA)
	}
	x.pa, x.pb = p.placed(p.index[idA]), p.placed(p.index[idB])
	for i, m := range p.result.Matches {
		if m.A == idA && m.B == idB || m.A == idB && m.B == idA {
			x.match = turned(&p.result.Matches[i], idA)
		}
	}
	found := 0
	err := r.readAgain(p.in, func(a article.Article) (bool, error) {
		switch {
		case a.ID == idA && x.a.ID == "":
			x.a = a
			found++
		case a.ID == idB && x.b.ID == "":
			x.b = a
			found++
		}
		return found < 2, nil
	})
	if err != nil {
		return nil, err
	}
	if found < 2 {
		return nil, fmt.Errorf("the input changed while it was read: the articles were not found a second time")
	}
	if x.match == nil {
		if x.alone, err = r.compareAlone(opts, x.a, x.b); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// compareAlone compares two articles with nothing else around.
func (r *run) compareAlone(opts dedupe.Options, a, b article.Article) (*dedupe.Match, error) {
	set, err := dedupe.New(opts)
	if err != nil {
		return nil, err
	}
	defer set.Close()
	dates := newDateReader()
	for _, d := range []article.Article{a, b} {
		if err := set.Add(docOf(d, dates.when(d))); err != nil {
			return nil, err
		}
	}
	result, err := set.Group(r.ctx)
	if err != nil || len(result.Matches) == 0 {
		return nil, err
	}
	return turned(&result.Matches[0], a.ID), nil
}

// turned is m with the article id as its A.
func turned(m *dedupe.Match, id string) *dedupe.Match {
	if m.A == id {
		return m
	}
	t := dedupe.Match{A: m.B, B: m.A, Relation: m.Relation, Jaccard: m.Jaccard, ContainmentAB: m.ContainmentBA, ContainmentBA: m.ContainmentAB}
	for _, s := range m.Spans {
		t.Spans = append(t.Spans, dedupe.SpanPair{A: s.B, B: s.A})
	}
	return &t
}

// unknownID is the error for an id that no article has.
func (p *pile) unknownID(id string) error {
	err := fmt.Errorf("no article has the id %q", id)
	var ends, names []string
	for _, c := range p.cards {
		if strings.HasSuffix(c.id, "/"+id) {
			ends = append(ends, c.id)
		}
		if len(names) < 10_000 {
			names = append(names, c.id)
		}
	}
	if len(ends) == 1 {
		return withHint(err, "did you mean %s?", ends[0])
	}
	if near := nearest(id, names); near != "" {
		return withHint(err, "did you mean %s?", near)
	}
	return withHint(err, "--format csv lists the ids")
}

// shown is the match whose numbers are shown.
func (x *explanation) shown() *dedupe.Match {
	if x.match != nil {
		return x.match
	}
	return x.alone
}

// verdict says in a sentence or two what the two articles are to each other.
func (x *explanation) verdict(th theme) string {
	one, family := x.pa.Story == x.pb.Story, x.pa.Family == x.pb.Family
	if x.match == nil {
		switch {
		case one:
			return th.good.Render("One story, though they do not match each other: both match other copies of it.")
		case x.alone != nil:
			return th.warn.Render("No match here. Alone they would be: "+string(x.alone.Relation)+".") +
				" What they share stands in so many pages of this pile that it counts as furniture."
		}
		return th.bad.Render("No match.") + " They share no passage long enough to count."
	}
	meaning := map[dedupe.Relation]string{
		dedupe.Copy:    "the same article; furniture, headline, cuts or light edits differ",
		dedupe.Version: "two versions of one running story: they share much, and one has much that is new",
		dedupe.Partial: "one re-uses a passage of the other, or both of a third; they are different articles",
		dedupe.Quote:   "they share only quotations or official statements, which is no copying",
	}[x.match.Relation]
	style := th.good
	if x.match.Relation == dedupe.Partial || x.match.Relation == dedupe.Quote {
		style = th.warn
	}
	s := style.Render(string(x.match.Relation)) + ": " + meaning + "."
	switch {
	case x.match.Relation == dedupe.Copy && !one:
		s += " Still two stories: most copies of either do not match the other's."
	case !one && family:
		s += " Two stories of one family."
	case one && x.match.Relation != dedupe.Copy:
		s += " One story all the same, through other copies."
	}
	return s
}

func (x *explanation) writeNumbers(b *strings.Builder, th theme, m *dedupe.Match) {
	cols := []column{{}, {right: true}, {style: nil}}
	rows := [][]string{
		{"of A found in B", percent(m.ContainmentAB), "of its words, rare phrases counting more"},
		{"of B found in A", percent(m.ContainmentBA), ""},
		{"shared of all", percent(m.Jaccard), "Jaccard"},
	}
	fmt.Fprintf(b, "\n%s", grid(th, cols, measure(cols, rows), rows, false))
}

func (x *explanation) writePassages(b *strings.Builder, th theme, m *dedupe.Match, width int) {
	if len(m.Spans) == 0 {
		return
	}
	total := 0
	for _, s := range m.Spans {
		total += s.A.Len()
	}
	fmt.Fprintf(b, "\n%s\n", th.head.Render(fmt.Sprintf("%s shared, %s characters of A", plural(len(m.Spans), "passage"), thousands(total))))
	for i, s := range m.Spans {
		if i == maxPassages {
			fmt.Fprintf(b, "  %s\n", th.dim.Render(fmt.Sprintf("… and %s more (--matches FILE lists all)", plural(len(m.Spans)-i, "passage"))))
			break
		}
		if !inside(s.A, x.a.Text) || !inside(s.B, x.b.Text) {
			continue
		}
		inA, inB := wrapPassage(s.A.Of(x.a.Text), width), wrapPassage(s.B.Of(x.b.Text), width)
		fmt.Fprintf(b, "  %s\n", th.dim.Render(fmt.Sprintf("A %d–%d, B %d–%d", s.A.Start, s.A.End, s.B.Start, s.B.End)))
		if inA == inB {
			writeMarked(b, th, "    ", inA)
			continue
		}
		writeMarked(b, th, "  A ", inA)
		writeMarked(b, th, "  B ", inB)
	}
}

func inside(s dedupe.Span, text string) bool {
	return s.Start >= 0 && s.Start <= s.End && s.End <= len(text)
}

// writeMarked writes a passage line by line, so that colour does not run into
// the margin.
func writeMarked(b *strings.Builder, th theme, lead, passage string) {
	for _, line := range strings.Split(passage, "\n") {
		fmt.Fprintf(b, "%s%s\n", lead, th.mark.Render(line))
		lead = "    "
	}
}

// wrapPassage shows a passage of an article in lines that leave room for a
// margin; of a long one the beginning and the end.
func wrapPassage(s string, width int) string {
	words := strings.Fields(printable(s))
	if len(words) > 60 {
		words = append(append(words[:35:35], "[…]"), words[len(words)-20:]...)
	}
	return wrapText(strings.Join(words, " "), width-4, "")
}

// explained is dedupe --explain A B --format json.
type explained struct {
	A     placed `json:"a"`
	B     placed `json:"b"`
	Match *match `json:"match"` // null when they do not match
	Alone *match `json:"alone"` // what they would be with nothing else around, when that differs
}

func (p *pile) writeExplanationJSON(w io.Writer, r *run, opts dedupe.Options, idA, idB string) error {
	x, err := p.explain(r, opts, idA, idB)
	if err != nil {
		return err
	}
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(explained{x.pa, x.pb, recordOf(x.match), recordOf(x.alone)})
}
