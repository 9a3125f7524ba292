package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
)

// findingWriter prints findings. What is written stands on standard output
// after flush.
type findingWriter interface {
	write(*index.Finding, *article.Article) error
	flush() error
	end(*summary, *ingestion) error
}

// findingLines writes one JSON object a line.
type findingLines struct {
	buf *bufio.Writer
	enc *json.Encoder
}

func newFindingLines(w io.Writer) *findingLines {
	buf := bufio.NewWriterSize(w, 64<<10)
	return &findingLines{buf, newEncoder(buf)}
}

func (l *findingLines) write(f *index.Finding, _ *article.Article) error {
	return l.enc.Encode(roundedFinding(f))
}
func (l *findingLines) flush() error                   { return l.buf.Flush() }
func (l *findingLines) end(*summary, *ingestion) error { return l.buf.Flush() }

// roundedFinding is f with four decimals, and lists where there is nothing in
// them, so that every line has the same form.
func roundedFinding(f *index.Finding) *index.Finding {
	g := *f
	g.Jaccard, g.Containment, g.OriginConfidence = rounded(f.Jaccard), rounded(f.Containment), rounded(f.OriginConfidence)
	g.Evidence = nonNil(f.Evidence)
	g.Matches = slices.Clone(nonNil(f.Matches))
	for i := range g.Matches {
		m := &g.Matches[i]
		m.Jaccard, m.ContainmentAB, m.ContainmentBA = rounded(m.Jaccard), rounded(m.ContainmentAB), rounded(m.ContainmentBA)
		m.Spans = nonNil(m.Spans)
	}
	return &g
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// findingColumns are the columns of ingest --format csv, named as in JSON.
var findingColumns = []string{"id", "publisher", "title", "published", "verdict", "reason", "story", "family", "relation", "of", "jaccard",
	"containment", "words", "origin", "origin_status", "origin_confidence", "independent_sources", "seen_in", "known"}

// findingCSV writes one row a finding.
type findingCSV struct {
	w     *csv.Writer
	began bool
}

func newFindingCSV(w io.Writer) *findingCSV { return &findingCSV{w: csv.NewWriter(w)} }

func (t *findingCSV) write(f *index.Finding, _ *article.Article) error {
	if err := t.head(); err != nil {
		return err
	}
	number := func(v float64) string { return strconv.FormatFloat(rounded(v), 'f', -1, 64) }
	origin := ""
	if f.Origin != nil {
		origin = f.Origin.Name
	}
	return t.w.Write([]string{f.ID, f.Publisher, f.Title, f.Published, string(f.Verdict), f.Reason, f.Story, f.Family, string(f.Relation), f.Of,
		number(f.Jaccard), number(f.Containment), strconv.Itoa(f.Words), origin, string(f.OriginStatus), number(f.OriginConfidence),
		strconv.Itoa(f.IndependentSrcs), strconv.Itoa(f.SeenIn), strconv.FormatBool(f.Known)})
}

func (t *findingCSV) head() error {
	if t.began {
		return nil
	}
	t.began = true
	return t.w.Write(findingColumns)
}

func (t *findingCSV) flush() error {
	t.w.Flush()
	return t.w.Error()
}

func (t *findingCSV) end(*summary, *ingestion) error {
	if err := t.head(); err != nil {
		return err
	}
	return t.flush()
}

// findingTable shows a person what came that is not simply new, as it comes,
// and sums up at the end.
type findingTable struct {
	run   *run
	top   int  // rows to show; 0 is all
	every bool // show what is original, too
	rows  int
	more  int // rows that were left out
	cells [][]string
	kinds []index.Verdict
}

// The table's columns have fixed shares of the width, for its rows are drawn
// before the last ones are known.
const (
	verdictWidth   = 12
	publisherWidth = 20
)

func (t *findingTable) write(f *index.Finding, _ *article.Article) error {
	if f.Known || f.Verdict == index.Original && !t.every {
		return nil
	}
	if t.top > 0 && t.rows == t.top {
		t.more++
		return nil
	}
	t.rows++
	t.kinds = append(t.kinds, f.Verdict)
	t.cells = append(t.cells, []string{string(f.Verdict), printable(f.Publisher), printable(cmp.Or(f.Title, f.ID)), printable(findingText(f))})
	return nil
}

func (t *findingTable) flush() error {
	if len(t.cells) == 0 {
		return nil
	}
	th, kinds := t.run.theme(), t.kinds
	rest := t.run.width - verdictWidth - publisherWidth - 8
	widths := []int{verdictWidth, publisherWidth, rest * 2 / 5, rest - rest*2/5}
	for _, row := range t.cells {
		for i := range row {
			row[i] = fit(row[i], widths[i])
		}
	}
	cols := []column{{head: "VERDICT", style: func(row int) lipgloss.Style {
		if row < len(kinds) {
			return th.ofVerdict(kinds[row])
		}
		return lipgloss.NewStyle()
	}}, {head: "PUBLISHER"}, {head: "HEADLINE"}, {head: "BECAUSE"}}
	_, err := io.WriteString(t.run.out, grid(th, cols, widths, t.cells, t.rows == len(t.cells)))
	t.cells, t.kinds = nil, nil
	return err
}

// ofVerdict is the style that a verdict is shown in.
func (th theme) ofVerdict(v index.Verdict) lipgloss.Style {
	switch v {
	case index.Original:
		return th.good
	case index.Republished:
		return th.warn
	case index.Revised, index.Partial:
		return th.mark
	}
	return th.dim
}

// findingText says in a few words what speaks for the verdict.
func findingText(f *index.Finding) string {
	switch {
	case f.Verdict == index.Revised && f.Revision != nil:
		return revisionText(f.Revision)
	case f.Verdict == index.Republished || f.Verdict == index.Partial || f.Verdict == index.Revised:
		var parts []string
		if f.Origin != nil && f.Origin.Name != f.Publisher && f.Verdict == index.Republished {
			parts = append(parts, "from "+f.Origin.Name)
		}
		if len(f.Matches) > 0 {
			m := f.Matches[0]
			in := m.ID
			if m.Publisher != "" {
				in += " (" + m.Publisher + ")"
			}
			parts = append(parts, percent(m.ContainmentAB)+" in "+in)
		}
		if len(parts) > 0 {
			return strings.Join(parts, ", ")
		}
	}
	return f.Reason
}

// revisionText says what a revision changed.
func revisionText(v *index.Revision) string {
	var parts []string
	for _, x := range []struct {
		n    int
		what string
	}{{v.Edited, "edited"}, {v.Added, "added"}, {v.Omitted, "left out"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	if v.Title {
		parts = append(parts, "new headline")
	}
	if v.Silent {
		parts = append(parts, "not said on the page")
	}
	text := "of " + v.Of
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	return text
}

// end sums up.
func (t *findingTable) end(s *summary, g *ingestion) error {
	if err := t.flush(); err != nil {
		return err
	}
	th := t.run.theme()
	var b strings.Builder
	if t.more > 0 {
		fmt.Fprintf(&b, "  %s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all, --format jsonl says all of each", thousands(t.more))))
	}
	if t.rows > 0 {
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "%s\n", th.title.Render(s.line(g.lost)))
	if from := s.origins(5); from != "" {
		fmt.Fprintf(&b, "%s\n", fit("republished from "+from, t.run.width))
	}
	if s.silent > 0 {
		fmt.Fprintf(&b, "%s that the page does not mention\n", plural(s.silent, "change"))
	}
	if s.forgotten > 0 {
		fmt.Fprintf(&b, "forgot %s that --keep does not keep\n", plural(s.forgotten, "article"))
	}
	if x, err := g.index.Stats(); err == nil {
		fmt.Fprintf(&b, "%s\n", th.dim.Render(fmt.Sprintf("%s now holds %s, %s, %s on disk", printable(g.dir),
			plural(x.Articles, "article"), smallStories(x.Stories), size(x.DiskBytes))))
	}
	_, err := io.WriteString(t.run.out, b.String())
	return err
}

// summary counts what came in.
type summary struct {
	articles  int
	known     int
	silent    int // revisions that the page does not mention
	forgotten int
	verdicts  map[index.Verdict]int // those that were known included
	from      map[string]int        // origins of what was republished
}

func (s *summary) add(f *index.Finding) {
	if s.verdicts == nil {
		s.verdicts, s.from = map[index.Verdict]int{}, map[string]int{}
	}
	s.articles++
	s.verdicts[f.Verdict]++
	if f.Known {
		s.known++
		return
	}
	if f.Revision != nil && f.Revision.Silent {
		s.silent++
	}
	if f.Verdict == index.Republished && f.Origin != nil && (len(s.from) < maxOrigins || s.from[f.Origin.Name] > 0) {
		s.from[f.Origin.Name]++
	}
}

// maxOrigins bounds the origins that are counted: names come from articles.
const maxOrigins = 10_000

// line is "12 articles: 8 original, 3 republished, 1 revision".
func (s *summary) line(lost int) string {
	var parts []string
	for _, v := range []struct {
		verdict index.Verdict
		what    string
	}{{index.Original, "original"}, {index.Republished, "republished"}, {index.Revised, "revised"}, {index.Partial, "partial"},
		{index.Undetermined, "undetermined"}} {
		if n := s.verdicts[v.verdict]; n > 0 {
			parts = append(parts, thousands(n)+" "+v.what)
		}
	}
	text := plural(s.articles, "article")
	if len(parts) > 0 {
		text += ": " + strings.Join(parts, ", ")
	}
	if s.known > 0 {
		text += fmt.Sprintf("; %s known already", thousands(s.known))
	}
	if lost > 0 {
		text += fmt.Sprintf("; %s not read", thousands(lost))
	}
	return text
}

// origins lists the n that most was republished from.
func (s *summary) origins(n int) string {
	names := slices.SortedFunc(maps.Keys(s.from), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.from[b], s.from[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, name := range names[:min(n, len(names))] {
		parts = append(parts, fmt.Sprintf("%s (%s)", printable(name), thousands(s.from[name])))
	}
	if more := len(names) - n; more > 0 {
		parts = append(parts, plural(more, "other"))
	}
	return strings.Join(parts, ", ")
}

// rate says on stderr how fast articles are taken in, after every so many.
type rate struct {
	every       int // 0 is never
	say         func(string, ...any)
	n           int
	start, last time.Time
	told        int
}

func (t *rate) begin() { t.start = time.Now(); t.last = t.start }

func (t *rate) add(n int) {
	t.n += n
	if t.every == 0 || t.n-t.told < t.every {
		return
	}
	now := time.Now()
	t.say("%d articles, %.0f/s over the last %d, %.0f/s over all", t.n,
		float64(t.n-t.told)/now.Sub(t.last).Seconds(), t.n-t.told, float64(t.n)/now.Sub(t.start).Seconds())
	t.told, t.last = t.n, now
}
