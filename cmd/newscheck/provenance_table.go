package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/export"
)

// storyRow is a story as the table shows it.
type storyRow struct {
	title, origin, status, proof, publishers, sources string
	copies                                            int
	id                                                string
	known                                             bool
}

// row sums up one story.
func (a *attributed) row(st *provenance.Story) storyRow {
	row := storyRow{id: st.Story, copies: len(st.Copies), origin: "–", proof: "–", publishers: "–", sources: "–", known: st.Origin != nil}
	count := map[provenance.Status]int{}
	var best *provenance.Evidence
	for _, id := range st.Copies {
		rec := &a.records[a.index()[id]]
		count[rec.OriginStatus]++
		if id == st.First {
			row.title = cmp.Or(rec.Headline, a.cards[a.index()[id]].title)
		}
		if e := export.Proof(rec); e != nil && e.From == "" && st.Origin != nil && sameOutlet(rec.Origin, st.Origin) && (best == nil || e.Weight > best.Weight) {
			best = e
		}
	}
	if row.title = printable(row.title); row.title == "" {
		row.title = "(no headline)"
	}
	if st.Origin != nil {
		row.origin = printable(st.Origin.Name)
	}
	if best != nil {
		row.proof = proofWords(best)
	}
	for _, s := range []provenance.Status{provenance.Stated, provenance.Own, provenance.Inferred, provenance.Unknown} {
		if n := count[s]; n > 0 {
			if row.status = string(s); n < row.copies {
				row.status += fmt.Sprintf(" %d/%d", n, row.copies)
			}
			break
		}
	}
	if len(st.Publishers) > 0 {
		row.publishers = printable(st.Publishers[0])
		if more := len(st.Publishers) - 1; more > 0 {
			row.publishers += fmt.Sprintf(" +%d", more)
		}
	}
	if n := len(st.IndependentSources); n > 0 {
		row.sources = strconv.Itoa(n)
	}
	return row
}

func sameOutlet(x, y *provenance.OutletRef) bool {
	return x != nil && y != nil && cmp.Or(x.ID, x.Domain, x.Name) == cmp.Or(y.ID, y.Domain, y.Name)
}

// places says where the rules of a group find what they find, in a word. Groups
// that are not here are called by their own name: "dateline", "byline".
var places = map[string]string{"url": "address", "meta": "metadata", "self": "text", "mail": "mail address", "copies": "another copy"}

// proofWords is a piece of evidence in a few words: where it stands, and what
// stands there.
func proofWords(e *provenance.Evidence) string {
	group, _, _ := strings.Cut(e.Rule, ".")
	place := group
	if p := places[group]; p != "" {
		place = p
	}
	return place + ": " + printable(e.Text)
}

// summary says in a line or two what was found.
func (a *attributed) summary() string {
	count := map[provenance.Status]int{}
	for i := range a.records {
		count[a.records[i].OriginStatus]++
	}
	s := fmt.Sprintf("%s, %s, %s", plural(len(a.records), "article"), smallStories(len(a.stories)), plural(a.sources(), "independent source"))
	if a.lost > 0 {
		s += fmt.Sprintf(", %s not read", thousands(a.lost))
	}
	var parts []string
	for _, p := range []struct {
		status provenance.Status
		words  string
	}{{provenance.Stated, "stated"}, {provenance.Inferred, "inferred from copies"}, {provenance.Own, "the publisher's own"}, {provenance.Unknown, "unknown"}} {
		if n := count[p.status]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", p.words, thousands(n)))
		}
	}
	return s + "\norigin " + strings.Join(parts, ", ")
}

const sourcesNote = "SOURCES are the distinct origins behind a story: ten copies of one agency's text are one source. " +
	"STATUS says how many copies state the origin themselves. --explain ID shows the evidence of one article."

// narrowTerminal is a width below which a column is left out.
const narrowTerminal = 90

// writeTable draws the stories for a person, those with most copies first.
func (a *attributed) writeTable(w io.Writer, r *run, top int) error {
	th := r.theme()
	head, status, _ := strings.Cut(a.summary(), "\n")
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n\n", th.title.Render(head), th.dim.Render(status))
	shown := a.stories
	if top > 0 && len(shown) > top {
		shown = shown[:top]
	}
	known := make([]bool, len(shown))
	rows := make([][]string, len(shown))
	for i := range shown {
		row := a.row(&shown[i])
		known[i] = row.known
		rows[i] = []string{row.title, row.origin, row.status, row.proof, row.publishers, row.sources}
	}
	cols := []column{{head: "STORY"}, {head: "ORIGIN", style: func(i int) lipgloss.Style {
		if i >= 0 && i < len(known) && known[i] {
			return th.good
		}
		return th.dim
	}}, {head: "STATUS"}, {head: "PROOF", style: func(int) lipgloss.Style { return th.mark }}, {head: "PUBLISHERS"}, {head: "SOURCES", right: true}}
	least := map[int]int{0: 24, 1: 14, 3: 18, 4: 14}
	if r.width < narrowTerminal { // the names of publishers are in every other format
		least = map[int]int{0: 14, 1: 8, 3: 8}
		cols = without(cols, 4)
		for i := range rows {
			rows[i] = without(rows[i], 4)
		}
	}
	widths := narrow(measure(cols, rows), r.width, least)
	for _, row := range rows {
		for j := range row {
			row[j] = fit(row[j], widths[j])
		}
	}
	b.WriteString(grid(th, cols, widths, rows, true))
	if len(shown) < len(a.stories) {
		fmt.Fprintf(&b, "\n%s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all", smallStories(len(a.stories)-len(shown)))))
	}
	fmt.Fprintf(&b, "\n%s\n", th.dim.Render(wrapText(sourcesNote, r.width, "")))
	_, err := io.WriteString(w, b.String())
	return err
}

// narrow takes columns in until a grid fits into width: always the widest of
// those that have a least width, until they are down to it.
func narrow(widths []int, width int, least map[int]int) []int {
	total := 0
	for _, w := range widths {
		total += w + 2
	}
	for total > width {
		widest := -1
		for j := range widths {
			if low, ok := least[j]; ok && widths[j] > low && (widest < 0 || widths[j]-low > widths[widest]-least[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}

// writeMarkdown writes the table for a document.
func (a *attributed) writeMarkdown(w io.Writer, top int) error {
	head, status, _ := strings.Cut(a.summary(), "\n")
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", head, capital(status))
	b.WriteString("| story | title | copies | origin | status | proof | publishers | independent sources |\n|---|---|--:|---|---|---|---|---|\n")
	for i := range a.stories {
		if top > 0 && i == top {
			fmt.Fprintf(&b, "\n… and %s more.\n", smallStories(len(a.stories)-top))
			break
		}
		st := &a.stories[i]
		row := a.row(st)
		var sources []string
		for _, o := range st.IndependentSources {
			sources = append(sources, o.Name)
		}
		cells := []string{row.id, row.title, strconv.Itoa(row.copies), row.origin, row.status, fit(row.proof, 120), strings.Join(st.Publishers, ", "),
			fmt.Sprint(len(sources), " ", strings.Join(sources, ", "))}
		for j := range cells {
			cells[j] = markdown(cells[j])
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// attributions is provenance --format json.
type attributions struct {
	Articles []provenance.Record `json:"articles"` // in input order
	Stories  []provenance.Story  `json:"stories"`
	Stats    originStats         `json:"stats"`
}

// originStats sums a run up.
type originStats struct {
	Articles int `json:"articles"`
	Stories  int `json:"stories"`
	Sources  int `json:"independent_sources"` // distinct origins behind all stories
	Stated   int `json:"stated"`
	Inferred int `json:"inferred"`
	Own      int `json:"own"`
	Unknown  int `json:"unknown"`
	Unread   int `json:"unread"`   // records and files that could not be read
	LeftOut  int `json:"left_out"` // files in folders that are no articles
}

func (a *attributed) writeJSON(w io.Writer) error {
	d := attributions{Articles: a.records, Stories: a.stories,
		Stats: originStats{Articles: len(a.records), Stories: len(a.stories), Sources: a.sources(), Unread: a.lost, LeftOut: a.leftOut}}
	for i := range a.records {
		switch a.records[i].OriginStatus {
		case provenance.Stated:
			d.Stats.Stated++
		case provenance.Inferred:
			d.Stats.Inferred++
		case provenance.Own:
			d.Stats.Own++
		default:
			d.Stats.Unknown++
		}
	}
	if d.Articles == nil {
		d.Articles = []provenance.Record{}
	}
	d.Stories = whole(d.Stories)
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

func (a *attributed) writeJSONL(w io.Writer) error {
	e := newEncoder(w)
	for i := range a.records {
		if err := e.Encode(&a.records[i]); err != nil {
			return err
		}
	}
	return nil
}

// whole makes the lists of stories that have no members empty, not null.
func whole(stories []provenance.Story) []provenance.Story {
	out := slices.Clone(stories)
	for i := range out {
		st := &out[i]
		if st.Publishers == nil {
			st.Publishers = []string{}
		}
		if st.IndependentSources == nil {
			st.IndependentSources = []provenance.OutletRef{}
		}
		st.Lineage = slices.Clone(st.Lineage)
		for j := range st.Lineage {
			if st.Lineage[j].Evidence == nil {
				st.Lineage[j].Evidence = []provenance.Evidence{}
			}
		}
		if st.Lineage == nil {
			st.Lineage = []provenance.Edge{}
		}
	}
	return out
}
