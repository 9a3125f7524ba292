package main

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/reliability"
)

// sourcesDocument is sources --format json.
type sourcesDocument struct {
	Articles int                      `json:"articles"`
	Stories  int                      `json:"stories"`
	Nameless int                      `json:"publisher_unknown"` // articles in no outlet's figures
	Unread   int                      `json:"unread"`            // records and files that could not be read
	Min      int                      `json:"min"`               // least number of articles for which a rate is given
	Figures  []reliability.Definition `json:"figures"`
	Ratings  []*reliability.Set       `json:"ratings"` // the sets that were imported
	Sources  []sourceRecord           `json:"sources"`
}

func (m *measured) writeJSON(w io.Writer) error {
	d := sourcesDocument{Articles: m.articles, Stories: m.stories, Nameless: m.nameless, Unread: m.lost, Min: m.min,
		Figures: reliability.Definitions(), Ratings: m.book.Sets(), Sources: m.sources}
	if d.Ratings == nil {
		d.Ratings = []*reliability.Set{}
	}
	if d.Sources == nil {
		d.Sources = []sourceRecord{}
	}
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(d)
}

// writeCSV writes one row an outlet: what it did, then what others say, by the
// latest date of each scheme. Names of the latter columns begin with "rated_".
func (m *measured) writeCSV(w io.Writer) error {
	var rated []string
	said := make([]map[string]string, len(m.sources))
	for i := range m.sources {
		said[i] = ratedCells(m.sources[i].Raters.Ratings)
		for col := range said[i] {
			if !slices.Contains(rated, col) {
				rated = append(rated, col)
			}
		}
	}
	slices.Sort(rated)
	head := []string{"key", "name", "domain", "kind", "state", "articles", "repeats", "carried", "unnamed"}
	for _, f := range figureNames() {
		head = append(head, f, f+"_low", f+"_high", f+"_count", f+"_of")
	}
	c := csv.NewWriter(w)
	if err := c.Write(append(head, rated...)); err != nil {
		return err
	}
	num := func(f float64) string { return strconv.FormatFloat(rounded(f), 'f', -1, 64) }
	for i := range m.sources {
		s := &m.sources[i]
		o := &s.Outlet
		row := []string{safeCell(s.Key), safeCell(o.Name), safeCell(o.Domain), o.Kind, o.State, strconv.Itoa(s.Articles), strconv.Itoa(s.Repeats), strconv.Itoa(s.Carried), strconv.Itoa(s.Unnamed)}
		for _, name := range figureNames() {
			f := s.Figure(name)
			if f == nil {
				row = append(row, "", "", "", "", "")
				continue
			}
			value, low, high := "", "", ""
			if f.Enough() {
				value = num(*f.Value)
				if f.Interval != nil {
					low, high = num(f.Interval[0]), num(f.Interval[1])
				}
			}
			row = append(row, value, low, high, strconv.Itoa(f.Count), strconv.Itoa(f.Of))
		}
		for _, col := range rated {
			row = append(row, safeCell(said[i][col]))
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// ratedCells are the cells of the columns "rated_…": the latest that each scheme
// says, with its date, and with the address where several are rated apart.
// Sub-domains are left out where the site is rated; json has them.
func ratedCells(ratings []reliability.Rating) map[string]string {
	cells := map[string][]string{}
	column := func(r *reliability.Rating) string {
		return "rated_" + strings.ReplaceAll(r.Scheme, "-", "_") + "_" + r.Aspect
	}
	latest := reliability.Latest(ratings)
	sites, addresses := map[string]bool{}, map[string]map[string]bool{}
	for i := range latest {
		r := &latest[i]
		col := column(r)
		sites[col] = sites[col] || r.WholeSite()
		if addresses[col] == nil {
			addresses[col] = map[string]bool{}
		}
		addresses[col][strings.Join(r.Domains, " ")] = true
	}
	for i := range latest {
		r := &latest[i]
		col := column(r)
		if sites[col] && !r.WholeSite() {
			continue
		}
		v := r.Value
		if len(r.Marks) > 0 {
			v += " and " + strings.Join(r.Marks, " and ")
		}
		if r.Imputed == reliability.Filled || r.Imputed == reliability.Partly {
			v += " (imputed: " + string(r.Imputed) + ")"
		}
		if r.Scope != "" {
			v += " (" + r.Scope + ")"
		}
		if len(addresses[col]) > 1 && len(r.Domains) > 0 {
			v += " for " + strings.Join(r.Domains, " ")
		}
		if v += " @" + r.AsOf; !slices.Contains(cells[col], v) {
			cells[col] = append(cells[col], v)
		}
	}
	out := map[string]string{}
	for col, v := range cells {
		out[col] = strings.Join(v, "; ")
	}
	return out
}

// safeCell keeps a spreadsheet from reading a name as a formula.
func safeCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// summary says what was measured.
func (m *measured) summary() string {
	s := fmt.Sprintf("%s, %s, %s", plural(m.articles, "article"), smallStories(m.stories), plural(len(m.sources), "outlet"))
	if m.nameless > 0 {
		s += fmt.Sprintf(", %s of an unknown publisher", plural(m.nameless, "article"))
	}
	if m.lost > 0 {
		s += fmt.Sprintf(", %s not read", thousands(m.lost))
	}
	return s
}

// cell is a figure in a table: "62 % (54–70)", "3.5 h (1–9)", or, where there are
// too few articles for a rate, the counts "3 of 7".
func figureCell(f *reliability.Figure) string {
	if f == nil || f.Of == 0 {
		return "–"
	}
	d := reliability.Define(f.Name)
	if !f.Enough() {
		if d.Kind == reliability.Rate {
			return fmt.Sprintf("%d of %d", f.Count, f.Of)
		}
		return fmt.Sprintf("%d", f.Count)
	}
	low, high := 0.0, 0.0
	if f.Interval != nil {
		low, high = f.Interval[0], f.Interval[1]
	}
	switch d.Kind {
	case reliability.Rate:
		return fmt.Sprintf("%s %% (%s–%s)", hundredths(*f.Value), hundredths(low), hundredths(high))
	case reliability.Median:
		return fmt.Sprintf("%s h (%s–%s)", tenth(*f.Value), tenth(low), tenth(high))
	}
	return fmt.Sprintf("%s (%s–%s)", tenth(*f.Value), tenth(low), tenth(high))
}

func hundredths(f float64) string {
	if f > 0 && f < 0.01 {
		return strconv.FormatFloat(f*100, 'f', 1, 64)
	}
	return strconv.FormatFloat(f*100, 'f', 0, 64)
}

func tenth(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// rated sums up in a cell what others say: the latest of each scheme, of the
// outlet as a whole; "+2" says that two more addresses are rated otherwise.
func (s *sourceRecord) rated() string {
	var titles []string
	values := map[string][]string{}
	for _, r := range reliability.Latest(s.Raters.Ratings) {
		if r.Scope != "" {
			continue
		}
		title := reliability.SchemeTitle(r.Scheme, r.Aspect)
		if values[title] == nil {
			titles = append(titles, title)
		}
		words := r.Value
		if len(r.Marks) > 0 {
			words += ", " + strings.Join(r.Marks, ", ")
		}
		if !slices.Contains(values[title], words) {
			values[title] = append(values[title], words)
		}
	}
	if len(titles) == 0 && len(s.Raters.Ratings) > 0 {
		return "only parts of it are rated"
	}
	for i, t := range titles {
		titles[i] = t + " " + values[t][0]
		if n := len(values[t]) - 1; n > 0 {
			titles[i] += fmt.Sprintf(" (+%d)", n)
		}
	}
	return strings.Join(titles, "; ")
}

const figuresNote = "OWN WORK, and reuse of others' work with the SOURCE NAMED or NOT NAMED: what was counted in these articles, with 95 % limits in brackets; “3 of 7” where there are too few for a rate. " +
	"A figure is about these articles, not about the outlet. newscheck sources explain OUTLET tells more; --trace OUTLET:FIGURE names the articles."

// writeTable draws the outlets for a person.
func (m *measured) writeTable(w io.Writer, r *run, figures []string, top int) error {
	th := r.theme()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", th.title.Render(m.summary()))
	shown := m.sources
	if top > 0 && len(shown) > top {
		shown = shown[:top]
	}
	others := slices.ContainsFunc(shown, func(s sourceRecord) bool { return s.Raters.Rated() })
	fixed := figures != nil
	if !fixed {
		figures = usualFigures
	}
	cols, rows := sourceGrid(shown, figures, others)
	// Figures are taken away from the right until the others fit, unless they were asked for.
	const leastName, leastRated = 16, 18
	for !fixed && len(figures) > 2 {
		width := 2 + leastName
		for i, n := range measure(cols, rows) {
			switch {
			case i == 0:
			case others && i == len(cols)-1:
				width += 2 + min(n, leastRated)
			default:
				width += 2 + n
			}
		}
		if width <= r.width {
			break
		}
		figures = figures[:len(figures)-1]
		cols, rows = sourceGrid(shown, figures, others)
	}
	least := map[int]int{0: leastName}
	if others {
		least[len(cols)-1] = leastRated
		cols[len(cols)-1].style = func(int) lipgloss.Style { return th.mark }
	}
	widths := narrow(measure(cols, rows), r.width, least)
	for _, row := range rows {
		for j := range row {
			row[j] = fit(row[j], widths[j])
		}
	}
	b.WriteString(grid(th, cols, widths, rows, true))
	if n := len(m.sources) - len(shown); n > 0 {
		fmt.Fprintf(&b, "\n%s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all", plural(n, "outlet"))))
	}
	note := figuresNote
	if others {
		note += " OTHERS SAY: the latest of each imported rater; (+2) where it rates two more addresses otherwise."
	}
	fmt.Fprintf(&b, "\n%s\n", th.dim.Render(wrapText(note, r.width, "")))
	_, err := io.WriteString(w, b.String())
	return err
}

// figureHead is a figure in the head of a column, short.
func figureHead(f string) string {
	switch f {
	case reliability.Originality:
		return "OWN WORK"
	case reliability.AttributedReuse:
		return "SOURCE NAMED"
	case reliability.UnattributedReuse:
		return "NOT NAMED"
	case reliability.WireShare:
		return "AGENCY"
	case reliability.StateLinkedShare:
		return "STATE-LINKED"
	case reliability.FirstRate:
		return "FIRST"
	}
	return strings.ToUpper(reliability.Define(f).Title)
}

func sourceGrid(shown []sourceRecord, figures []string, others bool) ([]column, [][]string) {
	cols := []column{{head: "OUTLET"}, {head: "ARTICLES", right: true}}
	for _, f := range figures {
		cols = append(cols, column{head: figureHead(f), right: true})
	}
	if others {
		cols = append(cols, column{head: "OTHERS SAY"})
	}
	rows := make([][]string, len(shown))
	for i := range shown {
		s := &shown[i]
		row := []string{printable(cmp.Or(s.Outlet.Name, s.Key)), thousands(s.Articles)}
		for _, f := range figures {
			row = append(row, figureCell(s.Figure(f)))
		}
		if others {
			row = append(row, printable(s.rated()))
		}
		rows[i] = row
	}
	return cols, rows
}

// writeMarkdown writes two tables, so that nobody takes one column for a
// consequence of the other.
func (m *measured) writeMarkdown(w io.Writer, figures []string, top int) error {
	if figures == nil {
		figures = usualFigures
	}
	shown := m.sources
	if top > 0 && len(shown) > top {
		shown = shown[:top]
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n## What outlets do in these articles\n\n| outlet | articles |", m.summary())
	line := "|---|--:|"
	for _, f := range figures {
		fmt.Fprintf(&b, " %s |", reliability.Define(f).Title)
		line += "--:|"
	}
	b.WriteString("\n" + line + "\n")
	for i := range shown {
		s := &shown[i]
		fmt.Fprintf(&b, "| %s | %d |", markdown(cmp.Or(s.Outlet.Name, s.Key)), s.Articles)
		for _, f := range figures {
			fmt.Fprintf(&b, " %s |", figureCell(s.Figure(f)))
		}
		b.WriteString("\n")
	}
	if n := len(m.sources) - len(shown); n > 0 {
		fmt.Fprintf(&b, "\n… and %s more.\n", plural(n, "outlet"))
	}
	b.WriteString("\nLimits in brackets: 95 %. “3 of 7”: too few articles for a rate.\n")
	if slices.ContainsFunc(shown, func(s sourceRecord) bool { return s.Raters.Rated() }) {
		b.WriteString("\n## What others say\n\n| outlet | scheme | value | date | rated |\n|---|---|---|---|---|\n")
		for i := range shown {
			for _, r := range shown[i].Raters.Ratings {
				title := reliability.SchemeTitle(r.Scheme, r.Aspect)
				if r.Scope != "" {
					title += " (" + r.Scope + ")"
				}
				fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", markdown(shown[i].Outlet.Name), markdown(title), markdown(r.Said()), r.AsOf, markdown(cmp.Or(strings.Join(r.Domains, ", "), r.Name)))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
