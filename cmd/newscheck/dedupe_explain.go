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
	a, b    article.Article
	pa, pb  placed
	settled dedupe.Relation // what they are in this pile; "" when they do not match
	pair    *dedupe.Explanation
}

// maxPassages is how many shared passages an explanation shows.
const maxPassages = 12

// writeExplanation says why the articles with the given ids match or not: the
// numbers, what they are held against, and the passages they share.
func (p *pile) writeExplanation(w io.Writer, r *run, idA, idB string) error {
	x, err := p.explain(r, idA, idB)
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
	fmt.Fprintf(&b, "\n%s\n", wrapText(x.verdict(), r.width, ""))
	x.writeReasons(&b, th, r.width)
	x.writeNumbers(&b, th)
	x.writePassages(&b, th, r.width)
	candidate := "the sketches alone bring this pair up"
	if !x.pair.Candidate {
		candidate = "the sketches alone do not bring this pair up"
	}
	fmt.Fprintf(&b, "\n%s\n", th.dim.Render(wrapText(candidate+"; newscheck "+p.detection(), r.width, "")))
	_, err = io.WriteString(w, b.String())
	return err
}

// explain gathers what is to be said of two articles. Their texts are read
// again: only their cards were kept.
func (p *pile) explain(r *run, idA, idB string) (*explanation, error) {
	for _, id := range []string{idA, idB} {
		if _, ok := p.index()[id]; !ok {
			return nil, p.unknownID(id)
		}
	}
	if idA == idB {
		return nil, withHint(fmt.Errorf("--explain takes two different ids"), "both are %q", idA)
	}
	x := &explanation{pa: p.placed(p.index()[idA]), pb: p.placed(p.index()[idB])}
	for _, m := range p.result.Matches {
		if m.A == idA && m.B == idB || m.A == idB && m.B == idA {
			x.settled = m.Relation
		}
	}
	var err error
	if x.pair, err = p.set.Explain(idA, idB); err != nil {
		return nil, err
	}
	found := 0
	err = r.readAgain(p.in, func(a article.Article) (bool, error) {
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
	if err == nil && found < 2 {
		err = fmt.Errorf("the input changed while it was read: the articles were not found a second time")
	}
	return x, err
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

// meaning says what a relation is.
func meaning(r dedupe.Relation) string {
	switch r {
	case dedupe.Copy:
		return "copy: the same article; furniture, headline, cuts or light edits differ."
	case dedupe.Version:
		return "version: one running story; they share much, and one has much that is new."
	case dedupe.Partial:
		return "partial: one re-uses a passage of the other, or both of a third; they are different articles."
	case dedupe.Quote:
		return "quote: they share only quotations or official statements, which is no copying."
	}
	return "No match."
}

// verdict says in a sentence or two what the two articles are to each other.
func (x *explanation) verdict() string {
	s := meaning(x.settled)
	one := x.pa.Story == x.pb.Story
	switch {
	case x.settled == "" && one:
		s += " One story all the same: both match other copies of it."
	case x.settled == "" && x.pair.Relation != "":
		s += " By themselves they would be: " + string(x.pair.Relation) + "; the other articles of this pile decide otherwise."
	case x.settled == dedupe.Copy && !one:
		s += " Still two stories: most copies of either do not match the other's."
	case x.settled != "" && x.settled != dedupe.Copy && one:
		s += " One story all the same, through other copies."
	case x.settled != "" && !one && x.pa.Family == x.pb.Family:
		s += " Two stories of one family."
	}
	return s
}

// writeReasons lists the questions that were asked of the pair, up to the one
// that decided.
func (x *explanation) writeReasons(b *strings.Builder, th theme, width int) {
	cols := []column{{head: "ASKED"}, {head: "FOUND"}, {head: "LIMIT"}}
	var rows [][]string
	for _, r := range x.pair.Reasons {
		mark := "✗ "
		if r.Holds {
			mark = "✓ "
		}
		rows = append(rows, []string{mark + r.Asked, r.Found, r.Limit})
	}
	if len(rows) == 0 {
		return
	}
	widths := measure(cols, rows)
	total := 0
	for _, w := range widths {
		total += w + 2
	}
	b.WriteString("\n")
	if total <= width {
		b.WriteString(grid(th, cols, widths, rows, true))
		return
	}
	for _, row := range rows { // one below the other where they do not fit side by side
		fmt.Fprintf(b, "  %s: %s\n    %s\n", row[0], row[1], th.dim.Render(row[2]))
	}
}

func (x *explanation) writeNumbers(b *strings.Builder, th theme) {
	cols := []column{{}, {right: true}, {}}
	rows := [][]string{
		{"of A found in B", percent(x.pair.ContainmentAB), "of its words, furniture left out"},
		{"of B found in A", percent(x.pair.ContainmentBA), ""},
		{"shared of all", percent(x.pair.Jaccard), "Jaccard"},
	}
	fmt.Fprintf(b, "\n%s", grid(th, cols, measure(cols, rows), rows, false))
}

func (x *explanation) writePassages(b *strings.Builder, th theme, width int) {
	m := x.pair.Match
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
	A         placed          `json:"a"`
	B         placed          `json:"b"`
	Relation  dedupe.Relation `json:"relation"`  // in this pile; "" when they do not match
	Match     *match          `json:"match"`     // the pair by itself
	Score     float64         `json:"score"`     // how much like a copy
	Related   float64         `json:"related"`   // how much like versions
	Candidate bool            `json:"candidate"` // whether the sketches alone bring the pair up
	Reasons   []reason        `json:"reasons"`
}

// reason is one question that was asked of the pair.
type reason struct {
	Asked string `json:"asked"`
	Found string `json:"found"`
	Limit string `json:"limit"`
	Holds bool   `json:"holds"`
}

func (p *pile) writeExplanationJSON(w io.Writer, r *run, idA, idB string) error {
	x, err := p.explain(r, idA, idB)
	if err != nil {
		return err
	}
	out := explained{A: x.pa, B: x.pb, Relation: x.settled, Match: recordOf(&x.pair.Match), Score: rounded(x.pair.Score),
		Related: rounded(x.pair.Related), Candidate: x.pair.Candidate, Reasons: []reason{}}
	for _, q := range x.pair.Reasons {
		out.Reasons = append(out.Reasons, reason(q))
	}
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
