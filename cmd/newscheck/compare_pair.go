package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/framing"
)

// comparison is what two copies say and where they differ.
type comparison struct {
	a, b    article.Article
	diff    framing.Diff
	notes   []framing.Note // that are shown, gravest first
	neutral int            // that are not
}

func newComparison(a, b article.Article, lex *framing.Lexicon, opts framing.Options, all bool) *comparison {
	x := &comparison{a: a, b: b, diff: framing.SideBySide(framing.PageOf(a), framing.PageOf(b), lex, opts)}
	x.notes = framing.Visible(x.diff.Notes)
	if all {
		x.notes = x.diff.Notes
	}
	x.neutral = len(x.diff.Notes) - len(x.notes)
	return x
}

// piece is a run of text of a comparison.
type piece struct {
	Kind string // "" both sides have it; "del" only A; "ins" only B
	Text string
}

// readable drops what would act on a terminal or page unseen: control
// characters, escape sequences, marks that turn the direction of writing. White
// space stays where it is.
func readable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == utf8.RuneError:
			return -1
		}
		return r
	}, ansi.Strip(s))
}

// excerptWords is how many words around the difference a note shows.
const excerptWords = 14

// excerpt is a side of a note with its focus marked as kind: the words that
// differ, with some of the words around them.
func excerpt(s *framing.Side, kind string) []piece {
	if s == nil {
		return nil
	}
	from, to := s.Focus.Start-s.Span.Start, s.Focus.End-s.Span.Start
	if from < 0 || from > to || to > len(s.Text) {
		from, to = 0, 0
	}
	before, focus, after := readable(s.Text[:from]), readable(s.Text[from:to]), readable(s.Text[to:])
	if w := strings.Fields(before); len(w) > excerptWords {
		before = "… " + strings.Join(w[len(w)-excerptWords:], " ") + spaceAtEnd(before)
	}
	if w := strings.Fields(after); len(w) > excerptWords {
		after = spaceAtStart(after) + strings.Join(w[:excerptWords], " ") + " …"
	}
	var out []piece
	for _, p := range []piece{{"", before}, {kind, focus}, {"", after}} {
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

func spaceAtEnd(s string) string {
	if strings.HasSuffix(s, " ") {
		return " "
	}
	return ""
}

func spaceAtStart(s string) string {
	if strings.HasPrefix(s, " ") {
		return " "
	}
	return ""
}

// noteName is what a note is about, in the words of docs/records.md.
func noteName(n *framing.Note) string {
	s := n.Kind
	label := n.Label
	if words := carried[label]; words != "" && (n.Kind == framing.KindOmitted || n.Kind == framing.KindAdded) {
		label = words
	}
	if label != "" {
		s += ": " + label
	}
	if n.Family != "" {
		s += " (" + n.Family + ")"
	}
	if n.Quoted {
		s += ", in direct speech"
	}
	return printable(s)
}

// carried says what a passage carries that only one copy has.
var carried = map[string]string{"accusation": "an accusation", "denial": "a denial", "evaluation": "a judgement", "stake": "what is at stake",
	"quote": "a quotation", "attribution": "who says so", "limits": "a limit or a condition", "count": "a count", "label": "a name for somebody or something",
	"deck": "the line under the headline", "cut": "the page stops here"}

// row is a step of the alignment with both texts in one line of reading.
type row struct {
	Kind   string // kept edited added omitted moved split merged
	Pieces []piece
}

// rows lays the alignment out, in order of A.
func (x *comparison) rows() []row {
	rows := make([]row, 0, len(x.diff.Pairs))
	for i := range x.diff.Pairs {
		p := &x.diff.Pairs[i]
		r := row{Kind: p.Kind}
		switch {
		case p.Kind == framing.OpAdded:
			for _, s := range p.B {
				r.Pieces = append(r.Pieces, piece{"ins", readable(s.Of(x.b.Text))})
			}
		case p.Kind == framing.OpOmitted:
			for _, s := range p.A {
				r.Pieces = append(r.Pieces, piece{"del", readable(s.Of(x.a.Text))})
			}
		case len(p.Hunks) == 0:
			for _, s := range p.A {
				r.Pieces = append(r.Pieces, piece{"", readable(s.Of(x.a.Text)) + " "})
			}
		default:
			r.Pieces = x.woven(p)
		}
		rows = append(rows, r)
	}
	return rows
}

// woven weaves the words of both sides into one text. What stands between the
// runs (spaces, commas, quotation marks) is A's, or B's where A has nothing.
func (x *comparison) woven(p *framing.Pair) []piece {
	a, b := p.A[0].Start, p.B[0].Start // up to where each side is woven in
	fromB := false                     // the last run is of B alone
	var out []piece
	gap := func(endA, endB int) {
		s := ""
		if fromB && endB > b {
			s = x.b.Text[b:endB]
		} else if endA > a {
			s = x.a.Text[a:endA]
		}
		if s != "" {
			out = append(out, piece{"", readable(s)})
		}
		a, b = max(a, endA), max(b, endB)
	}
	for _, h := range p.Hunks {
		onlyB := !h.Equal && h.A.Len() == 0
		if onlyB {
			fromB = true
		}
		gap(h.A.Start, h.B.Start)
		switch {
		case h.Equal:
			out = append(out, piece{"", readable(h.A.Of(x.a.Text))})
		default:
			if h.A.Len() > 0 {
				out = append(out, piece{"del", readable(h.A.Of(x.a.Text))})
			}
			if h.B.Len() > 0 {
				out = append(out, piece{"ins", readable(h.B.Of(x.b.Text))})
			}
		}
		a, b, fromB = max(a, h.A.End), max(b, h.B.End), onlyB
	}
	gap(p.A[len(p.A)-1].End, p.B[len(p.B)-1].End)
	return out
}

// heading is what is said of one side above a comparison.
func heading(a article.Article) (title, about string) {
	parts := []string{printable(a.ID)}
	for _, s := range []string{publisherOf(a), a.Published} {
		if s != "" {
			parts = append(parts, printable(s))
		}
	}
	return printable(titleOf(a)), strings.Join(parts, " · ")
}

// tallyLine sums the notes up.
func (x *comparison) tallyLine() string {
	grave, shown := 0, 0
	for i := range x.notes {
		if x.notes[i].Weight > 0 {
			shown++
		}
		if x.notes[i].Weight == 3 {
			grave++
		}
	}
	s := "No difference that matters"
	if shown > 0 {
		s = plural(shown, "difference")
		switch {
		case grave == shown && shown > 1:
			s += ", all grave"
		case grave == shown:
			s += ", grave"
		case grave > 0:
			s += fmt.Sprintf(", %d of them grave", grave)
		}
	}
	if x.neutral > 0 {
		do, are := "do", "are"
		if x.neutral == 1 {
			do, are = "does", "is"
		}
		s += fmt.Sprintf("; %s that %s not matter %s left out", thousands(x.neutral), do, are)
	}
	return s
}

// gravity is the sign of a note's weight.
func gravity(weight int) string {
	return [...]string{"=", "·", "●", "▲"}[min(max(weight, 0), 3)]
}

// writeTable shows the notes, gravest first, and the texts word by word.
func (x *comparison) writeTable(w io.Writer, r *run) error {
	th := r.theme()
	var b strings.Builder
	for _, s := range []struct {
		name string
		art  article.Article
	}{{"A", x.a}, {"B", x.b}} {
		title, about := heading(s.art)
		fmt.Fprintf(&b, "%s  %s\n   %s\n", th.head.Render(s.name), th.title.Render(fit(title, r.width-3)), th.dim.Render(fit(about, r.width-3)))
	}
	fmt.Fprintf(&b, "\n%s", th.title.Render(x.tallyLine()))
	if x.neutral > 0 {
		b.WriteString(th.dim.Render(" (--all shows them)"))
	}
	b.WriteString("\n")
	for i := range x.notes {
		n := &x.notes[i]
		style := [...]lipgloss.Style{th.dim, th.dim, th.warn, th.bad}[min(max(n.Weight, 0), 3)]
		fmt.Fprintf(&b, "\n%s\n", style.Render(gravity(n.Weight)+" "+noteName(n)))
		x.writeSide(&b, r, "A", excerpt(n.A, "del"))
		x.writeSide(&b, r, "B", excerpt(n.B, "ins"))
	}
	fmt.Fprintf(&b, "\n%s\n", th.head.Render("TEXT"))
	x.writeText(&b, r)
	_, err := io.WriteString(w, b.String())
	return err
}

// writeSide writes what one side of a note says.
func (x *comparison) writeSide(b *strings.Builder, r *run, name string, pieces []piece) {
	th := r.theme()
	if pieces == nil {
		fmt.Fprintf(b, "  %s %s\n", th.dim.Render(name), th.dim.Render("(has nothing of this)"))
		return
	}
	lead := "  " + th.dim.Render(name) + " "
	for _, line := range r.weave(pieces, r.width-4) {
		b.WriteString(lead + line + "\n")
		lead = "    "
	}
}

// weave sets pieces into lines: in colour where there is colour, else with the
// marks that git diff --word-diff uses.
func (r *run) weave(pieces []piece, width int) []string {
	th := r.theme()
	f := flow{width: max(width, 20)}
	for _, p := range pieces {
		text, style := p.Text, lipgloss.NewStyle()
		open, end := "", ""
		switch p.Kind {
		case "del":
			style, open, end = th.bad.Strikethrough(r.color), "[-", "-]"
		case "ins":
			style, open, end = th.good.Underline(r.color), "{+", "+}"
		}
		if r.color {
			open, end = "", ""
		}
		if p.Kind != "" { // marks hug the words
			core := strings.TrimSpace(text)
			lead, tail := text[:strings.Index(text, core)], text[strings.Index(text, core)+len(core):]
			if r.color && p.Kind == "ins" && len(f.word.String()) > 0 && lead == "" {
				lead = " " // where there are no marks, a space parts old from new
			}
			f.add(lead+open, style)
			f.add(core, style)
			f.add(end+tail, style)
			continue
		}
		f.add(text, style)
	}
	return f.done()
}

// keptShown is how many sentences that both have are shown around a change.
const keptShown = 1

// writeText writes the texts word by word; of long runs that both have, only
// what is next to a change.
func (x *comparison) writeText(b *strings.Builder, r *run) {
	th := r.theme()
	rows := x.rows()
	for i := 0; i < len(rows); {
		if rows[i].Kind != framing.OpKept {
			r.writeRow(b, rows[i])
			i++
			continue
		}
		end := i
		for end < len(rows) && rows[end].Kind == framing.OpKept {
			end++
		}
		from, to := i, end // what of the run is left out
		if i > 0 {
			from = min(i+keptShown, end)
		}
		if end < len(rows) {
			to = max(end-keptShown, from)
		}
		if to-from < 2 {
			from, to = end, end
		}
		for ; i < end; i++ {
			if i == from && to > from {
				fmt.Fprintf(b, "  %s\n", th.dim.Render(fmt.Sprintf("%-8s│ … %s that both have …", "", plural(to-from, "sentence"))))
				i = to - 1
				continue
			}
			r.writeRow(b, rows[i])
		}
	}
}

func (r *run) writeRow(b *strings.Builder, x row) {
	th := r.theme()
	style, kind := th.dim, x.Kind
	switch x.Kind {
	case framing.OpKept:
		kind = ""
	case framing.OpOmitted:
		style = th.bad
	case framing.OpAdded:
		style = th.good
	default:
		style = th.warn
	}
	for _, line := range r.weave(x.Pieces, r.width-12) {
		fmt.Fprintf(b, "  %s %s\n", style.Render(fmt.Sprintf("%-8s│", kind)), line)
		kind = ""
	}
}
