package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/framing"
)

// compared is compare --format json.
type compared struct {
	A       comparedSide   `json:"a"`
	B       comparedSide   `json:"b"`
	Notes   []framing.Note `json:"notes"`   // gravest first
	Neutral int            `json:"neutral"` // notes that do not matter and are left out
	Pairs   []framing.Pair `json:"pairs"`   // sentences of A against sentences of B, in order of A
}

// comparedSide names one of the two articles.
type comparedSide struct {
	ID        string `json:"id"`
	Publisher string `json:"publisher,omitempty"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"`
}

func sideOf(a article.Article) comparedSide {
	return comparedSide{a.ID, publisherOf(a), titleOf(a), a.Published}
}

func (x *comparison) writeJSON(w io.Writer) error {
	d := compared{A: sideOf(x.a), B: sideOf(x.b), Notes: x.notes, Neutral: x.neutral, Pairs: x.diff.Pairs}
	if d.Notes == nil {
		d.Notes = []framing.Note{}
	}
	if d.Pairs == nil {
		d.Pairs = []framing.Pair{}
	}
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

func (x *comparison) writeJSONL(w io.Writer) error {
	e := newEncoder(w)
	for i := range x.notes {
		if err := e.Encode(&x.notes[i]); err != nil {
			return err
		}
	}
	return nil
}

func (x *comparison) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# What changed\n\n")
	for _, s := range []struct {
		name string
		art  article.Article
	}{{"A", x.a}, {"B", x.b}} {
		title, about := heading(s.art)
		fmt.Fprintf(&b, "- **%s** %s (%s)\n", s.name, markdown(title), markdown(about))
	}
	fmt.Fprintf(&b, "\n%s.\n", markdown(x.tallyLine()))
	for i := range x.notes {
		n := &x.notes[i]
		fmt.Fprintf(&b, "\n## %s %s\n\n", gravity(n.Weight), markdown(noteName(n)))
		fmt.Fprintf(&b, "- A: %s\n- B: %s\n", markdownPieces(excerpt(n.A, "del")), markdownPieces(excerpt(n.B, "ins")))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdownPieces is an excerpt with what differs in bold.
func markdownPieces(pieces []piece) string {
	if pieces == nil {
		return "*(has nothing of this)*"
	}
	var b strings.Builder
	for _, p := range pieces {
		text := markdownText(p.Text)
		core := strings.TrimSpace(text)
		if p.Kind == "" || core == "" {
			b.WriteString(text)
			continue
		}
		b.WriteString(strings.Replace(text, core, "**"+core+"**", 1))
	}
	return strings.TrimSpace(b.String())
}

// markdownText is markdown that leaves the spaces at the ends.
func markdownText(s string) string {
	core := markdown(s)
	if core == "" {
		return spaceAtStart(s)
	}
	return spaceAtStart(s) + core + spaceAtEnd(s)
}

//go:embed compare_page.tmpl
var comparePage string

// writeHTML writes one page that needs nothing else: no script, no network.
// Article text goes through html/template alone.
func (x *comparison) writeHTML(w io.Writer) error {
	t, err := template.New("compare").Parse(comparePage)
	if err != nil {
		return fmt.Errorf("compare_page.tmpl: %w", err)
	}
	type side struct {
		Name, Title, About string
	}
	type note struct {
		Weight     int
		Sign, Name string
		A, B       []piece
	}
	page := struct {
		Sides []side
		Tally string
		Notes []note
		Rows  []row
		All   bool
	}{Tally: x.tallyLine(), Rows: x.rows(), All: len(x.notes) > len(framing.Visible(x.notes))}
	for _, s := range []struct {
		name string
		art  article.Article
	}{{"A", x.a}, {"B", x.b}} {
		title, about := heading(s.art)
		page.Sides = append(page.Sides, side{s.name, title, about})
	}
	for i := range x.notes {
		n := &x.notes[i]
		page.Notes = append(page.Notes, note{min(max(n.Weight, 0), 3), gravity(n.Weight), noteName(n), excerpt(n.A, "del"), excerpt(n.B, "ins")})
	}
	return t.Execute(w, page)
}
