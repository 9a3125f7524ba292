package report

import (
	"sort"
	"strings"

	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance/framing"
)

// sideBySide lays two copies out in rows: what both have stands once, across
// both columns; what differs stands beside each other. It takes what it shows off
// the budget, in bytes, and stops when there is none left.
func (b *builder) sideBySide(d *framing.Diff, pa, pb framing.Page, budget *int) Comparison {
	c := Comparison{From: d.From, To: d.To, Rows: []Row{}}
	furniture := furnitureOf(d)
	notes := newNoteFinder(framing.Visible(d.Notes))
	if r, ok := headlineRow(d.Notes); ok {
		c.Rows = append(c.Rows, r)
	}
	full := false
	for i := range d.Pairs {
		p := &d.Pairs[i]
		shown := notes.in(p)
		if len(shown) == 0 && (furniture.has(p) || repeats(p, pa, pb)) {
			c.Furniture++
			continue
		}
		c.tally(p.Kind)
		if full {
			c.Cut++
			continue
		}
		r := Row{Kind: p.Kind, A: clip(sideA(p, pa.Text)), B: clip(sideB(p, pb.Text)), Notes: shown}
		if p.Kind == framing.OpKept {
			r.B = nil
		}
		if len(r.A)+len(r.B) == 0 {
			continue
		}
		for _, s := range r.A {
			*budget -= len(s.Text)
		}
		for _, s := range r.B {
			*budget -= len(s.Text)
		}
		full = *budget <= 0
		if n := len(c.Rows); n > 0 && p.Kind == framing.OpKept && c.Rows[n-1].Kind == framing.OpKept && len(r.Notes) == 0 && len(c.Rows[n-1].Notes) == 0 {
			c.Rows[n-1].A = append(c.Rows[n-1].A, Segment{Text: " "})
			c.Rows[n-1].A = append(c.Rows[n-1].A, r.A...)
			continue
		}
		c.Rows = append(c.Rows, r)
	}
	for i := range c.Rows {
		if c.Rows[i].Kind == framing.OpKept {
			c.Rows[i].A = []Segment{{Text: joined(c.Rows[i].A)}}
		}
	}
	return c
}

// repeats reports whether a line that one page alone has is its headline, which
// is shown above.
func repeats(p *framing.Pair, pa, pb framing.Page) bool {
	switch p.Kind {
	case framing.OpOmitted:
		return strings.EqualFold(fold(p.A[0].Of(pa.Text)), fold(pa.Headline))
	case framing.OpAdded:
		return strings.EqualFold(fold(p.B[0].Of(pb.Text)), fold(pb.Headline))
	}
	return false
}

// maxRow bounds the text of one side of a row, in bytes: a sentence of news is
// rarely longer than a fiftieth of it.
const maxRow = 20_000

// clip cuts a side of a row to maxRow.
func clip(ss []Segment) []Segment {
	room := maxRow
	for i := range ss {
		if n := len(ss[i].Text); n > room {
			ss[i].Text = head(ss[i].Text, room)
			return ss[:i+1]
		} else {
			room -= n
		}
	}
	return ss
}

func joined(ss []Segment) string {
	var b strings.Builder
	for _, s := range ss {
		b.WriteString(s.Text)
	}
	return b.String()
}

func (c *Comparison) tally(kind string) {
	switch kind {
	case framing.OpKept:
		c.Kept++
	case framing.OpAdded:
		c.Added++
	case framing.OpOmitted:
		c.Omitted++
	case framing.OpMoved:
		c.Moved++
	default:
		c.Edited++
	}
}

// headlineRow shows both headlines.
func headlineRow(notes []framing.Note) (Row, bool) {
	for i := range notes {
		n := &notes[i]
		if n.Kind != framing.KindHeadline || n.A == nil || n.B == nil {
			continue
		}
		same := n.A.Text == n.B.Text
		r := Row{Kind: "headline", A: clip([]Segment{{Text: fold(n.A.Text), Differs: !same}}), B: clip([]Segment{{Text: fold(n.B.Text), Differs: !same}})}
		if n.Weight > 0 {
			r.Notes = []RowNote{{changeWords(n.Kind, n.Label, n.Family), n.Weight}}
		}
		return r, true
	}
	return Row{}, false
}

func sideA(p *framing.Pair, t string) []Segment {
	return marked(p.A, t, p.Hunks, func(h framing.Hunk) text.Span { return h.A })
}

func sideB(p *framing.Pair, t string) []Segment {
	return marked(p.B, t, p.Hunks, func(h framing.Hunk) text.Span { return h.B })
}

// plain is whole sentences without marks.
func plain(spans []text.Span, t string) []Segment {
	if len(spans) == 0 {
		return nil
	}
	parts := make([]string, len(spans))
	for i, s := range spans {
		parts[i] = fold(s.Of(t))
	}
	return []Segment{{Text: strings.Join(parts, " ")}}
}

func appendSegment(out []Segment, s string, differs bool) []Segment {
	if s == "" {
		return out
	}
	return append(out, Segment{Text: s, Differs: differs})
}

// marked is sentences with the words marked in which the other side differs.
// Spaces and marks between words belong to neither side.
func marked(spans []text.Span, t string, hunks []framing.Hunk, side func(framing.Hunk) text.Span) []Segment {
	if len(spans) == 0 || len(hunks) == 0 {
		return plain(spans, t)
	}
	from, to := spans[0].Start, spans[len(spans)-1].End
	var out []Segment
	at := from
	for _, h := range hunks {
		sp := side(h)
		if sp.Len() == 0 || sp.Start < at || sp.End > to {
			continue
		}
		out = appendSegment(out, fold(t[at:sp.Start]), false)
		out = appendSegment(out, fold(sp.Of(t)), !h.Equal)
		at = sp.End
	}
	return appendSegment(out, fold(t[at:to]), false)
}

// noteFinder finds the notes that a row shows.
type noteFinder struct {
	a, b []framing.Note // by the start of their side
}

func newNoteFinder(notes []framing.Note) noteFinder {
	var f noteFinder
	for _, n := range notes {
		switch {
		case n.Kind == framing.KindHeadline:
		case n.A != nil && n.A.Span.Len() > 0:
			f.a = append(f.a, n)
		case n.B != nil && n.B.Span.Len() > 0:
			f.b = append(f.b, n)
		}
	}
	sort.SliceStable(f.a, func(i, j int) bool { return f.a[i].A.Span.Start < f.a[j].A.Span.Start })
	sort.SliceStable(f.b, func(i, j int) bool { return f.b[i].B.Span.Start < f.b[j].B.Span.Start })
	return f
}

func (f noteFinder) in(p *framing.Pair) []RowNote {
	var out []RowNote
	for _, s := range p.A {
		i := sort.Search(len(f.a), func(i int) bool { return f.a[i].A.Span.Start >= s.Start })
		for ; i < len(f.a) && f.a[i].A.Span.Start < s.End; i++ {
			out = appendNote(out, &f.a[i])
		}
	}
	for _, s := range p.B {
		i := sort.Search(len(f.b), func(i int) bool { return f.b[i].B.Span.Start >= s.Start })
		for ; i < len(f.b) && f.b[i].B.Span.Start < s.End; i++ {
			out = appendNote(out, &f.b[i])
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Weight > out[j].Weight })
	return out
}

func appendNote(out []RowNote, n *framing.Note) []RowNote {
	r := RowNote{changeWords(n.Kind, n.Label, n.Family), n.Weight}
	for _, x := range out {
		if x == r {
			return out
		}
	}
	return append(out, r)
}
