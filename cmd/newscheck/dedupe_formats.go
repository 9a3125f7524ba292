package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
)

// placed is one line of dedupe --format jsonl. docs/records.md describes it.
type placed struct {
	ID          string          `json:"id"`
	Publisher   string          `json:"publisher,omitempty"`
	Title       string          `json:"title,omitempty"`
	Published   string          `json:"published,omitempty"`
	Story       string          `json:"story"`
	Family      string          `json:"family"`
	Relation    dedupe.Relation `json:"relation"`
	Of          string          `json:"of,omitempty"`
	Jaccard     *float64        `json:"jaccard,omitempty"`
	Containment *float64        `json:"containment,omitempty"`
	Words       int             `json:"words"`
}

func (p *pile) placed(i int) placed {
	c, a := p.cards[i], p.result.Articles[i]
	out := placed{ID: a.ID, Publisher: c.publisher, Title: c.title, Published: c.published,
		Story: a.Story, Family: a.Family, Relation: a.Relation, Of: a.Of, Words: a.Words}
	if a.Of != "" {
		j, k := rounded(a.Jaccard), rounded(a.Containment)
		out.Jaccard, out.Containment = &j, &k
	}
	return out
}

// rounded keeps four decimals: more is noise.
func rounded(f float64) float64 {
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'f', 4, 64), 64)
	return f
}

// newEncoder writes JSON lines, with <, > and & as they are.
func newEncoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

func (p *pile) writeJSONL(w io.Writer) error {
	e := newEncoder(w)
	for i := range p.cards {
		if err := e.Encode(p.placed(i)); err != nil {
			return err
		}
	}
	return nil
}

// document is dedupe --format json.
type document struct {
	Articles []placed `json:"articles"`
	Stories  []story  `json:"stories"`
	Stats    stats    `json:"stats"`
}

// stats sums a run up.
type stats struct {
	Articles   int `json:"articles"`
	Stories    int `json:"stories"`
	Families   int `json:"families"`
	Words      int `json:"words"`
	Matches    int `json:"matches"`
	Candidates int `json:"candidates"`
	Cut        int `json:"cut"`      // candidate pairs that the bound on fan-out left out
	Unread     int `json:"unread"`   // records and files that could not be read
	LeftOut    int `json:"left_out"` // files in folders that are no articles
}

func (p *pile) stats() stats {
	s := p.result.Stats
	return stats{Articles: len(p.cards), Stories: s.Stories, Families: s.Families, Words: s.Words, Matches: s.Matches,
		Candidates: s.Candidates, Cut: s.Cut, Unread: p.lost, LeftOut: p.leftOut}
}

func (p *pile) writeJSON(w io.Writer) error {
	d := document{Articles: make([]placed, len(p.cards)), Stories: p.stories(), Stats: p.stats()}
	for i := range p.cards {
		d.Articles[i] = p.placed(i)
	}
	if d.Stories == nil {
		d.Stories = []story{}
	}
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// placedColumns are the columns of dedupe --format csv, named as in JSON.
var placedColumns = []string{"id", "publisher", "title", "published", "story", "family", "relation", "of", "jaccard", "containment", "words"}

func (p *pile) writeCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	if err := c.Write(placedColumns); err != nil {
		return err
	}
	number := func(f *float64) string {
		if f == nil {
			return ""
		}
		return strconv.FormatFloat(*f, 'f', -1, 64)
	}
	for i := range p.cards {
		a := p.placed(i)
		if err := c.Write([]string{a.ID, a.Publisher, a.Title, a.Published, a.Story, a.Family, string(a.Relation), a.Of,
			number(a.Jaccard), number(a.Containment), strconv.Itoa(a.Words)}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func (p *pile) writeMarkdown(w io.Writer, top int) error {
	stories := p.stories()
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", p.headline(stories))
	for i, s := range stories {
		if top > 0 && i == top {
			fmt.Fprintf(&b, "\n… and %s more.\n", smallStories(len(stories)-top))
			break
		}
		fmt.Fprintf(&b, "\n## %s\n\n", markdown(s.Title))
		fmt.Fprintf(&b, "Story %s · %s · %s", markdown(s.ID), plural(len(s.Copies), "article"), plural(len(s.Publishers), "publisher"))
		if d := dateRange(s.from, s.to); d != "" {
			fmt.Fprintf(&b, " · %s", d)
		}
		b.WriteString("\n\n| read | article | publisher | date | relation | words | in first | new |\n|---|---|---|---|---|--:|--:|--:|\n")
		wide := slices.Repeat([]int{1 << 20}, 7)
		rows, reads := s.rows(wide)
		for k, row := range rows {
			row[0] = strings.TrimSpace(strings.TrimPrefix(row[0], "▸"))
			mark := ""
			if reads[k] {
				mark = "▸"
			}
			for j := range row {
				row[j] = markdown(row[j])
			}
			fmt.Fprintf(&b, "| %s | %s |\n", mark, strings.Join(row, " | "))
		}
		if more := len(s.Copies) - len(rows); more > 0 {
			fmt.Fprintf(&b, "\n… and %s more.\n", plural(more, "article"))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// markdown escapes text from an article for a line or cell of Markdown, so
// that it can neither break the table nor become HTML or a link.
func markdown(s string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", ">", "&gt;", "&", "&amp;", "*", "\\*", "_", "\\_",
		"`", "\\`", "[", "\\[", "]", "\\]", "#", "\\#").Replace(printable(s))
}

// match is one line of --matches.
type match struct {
	A             string            `json:"a"`
	B             string            `json:"b"`
	Relation      dedupe.Relation   `json:"relation"`
	Jaccard       float64           `json:"jaccard"`
	ContainmentAB float64           `json:"containment_ab"`
	ContainmentBA float64           `json:"containment_ba"`
	Spans         []dedupe.SpanPair `json:"spans"`
}

// recordOf is m as it is written; nil stays nil.
func recordOf(m *dedupe.Match) *match {
	if m == nil {
		return nil
	}
	out := &match{m.A, m.B, m.Relation, rounded(m.Jaccard), rounded(m.ContainmentAB), rounded(m.ContainmentBA), m.Spans}
	if out.Spans == nil {
		out.Spans = []dedupe.SpanPair{}
	}
	return out
}

func (p *pile) writeMatches(w io.Writer) error {
	e := newEncoder(w)
	for i := range p.result.Matches {
		if err := e.Encode(recordOf(&p.result.Matches[i])); err != nil {
			return err
		}
	}
	return nil
}

// writeUnique writes one whole article for each story, as JSON lines. The
// articles are read a second time, because only their cards were kept.
func (p *pile) writeUnique(w io.Writer, r *run, keep string) error {
	wanted := map[string]bool{}
	for _, i := range p.unique(keep) {
		wanted[p.cards[i].id] = true
	}
	e := newEncoder(w)
	return r.readAgain(p.in, func(a article.Article) (bool, error) {
		if !wanted[a.ID] {
			return true, nil
		}
		delete(wanted, a.ID) // an id that stands twice is written once: the first was compared
		return len(wanted) > 0, e.Encode(a)
	})
}
