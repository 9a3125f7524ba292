package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/dedupe"
)

// How much of a long answer a table shows; it always says what it leaves out.
const maxCopies = 12 // of one story

// writeTable draws the stories for a person: largest first, each with its
// copies, who published them, when, how much of each stands in the first, and
// which are worth reading.
func (p *pile) writeTable(w io.Writer, r *run, top int, detection string) error {
	th := r.theme()
	stories := p.stories()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", th.title.Render(p.headline(stories)))
	for _, line := range strings.Split(wrapText(detection, r.width, ""), "\n") {
		fmt.Fprintf(&b, "%s\n", th.dim.Render(line))
	}
	shown := stories
	if top > 0 && len(shown) > top {
		shown = shown[:top]
	}
	l := p.layout(shown, r.width)
	for i, s := range shown {
		fmt.Fprintln(&b)
		s.writeHead(&b, th, i+1, r.width)
		rows, reads := s.rows(l.widths)
		l.cols[0].style = func(row int) lipgloss.Style {
			if row < len(reads) && reads[row] {
				return th.good
			}
			return lipgloss.NewStyle()
		}
		cols, widths, rows := l.visible(rows)
		b.WriteString(grid(th, cols, widths, rows, i == 0))
		if more := len(s.Copies) - maxCopies; more > 0 {
			fmt.Fprintf(&b, "    %s\n", th.dim.Render(fmt.Sprintf("… and %s more (--format jsonl lists all)", plural(more, "article"))))
		}
	}
	if len(shown) < len(stories) {
		fmt.Fprintf(&b, "\n%s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all", smallStories(len(stories)-len(shown)))))
	}
	if running := p.versions(); len(running) > 0 {
		fmt.Fprintf(&b, "\n%s\n", th.title.Render("Versions of one running story, without copies"))
		for i, ids := range running {
			if top > 0 && i == top {
				fmt.Fprintf(&b, "  %s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all", thousands(len(running)-i))))
				break
			}
			more := ""
			if n := len(ids) - maxCopies; n > 0 {
				ids, more = ids[:maxCopies], fmt.Sprintf(" and %s more", thousands(n))
			}
			fmt.Fprintf(&b, "%s\n", wrapText(printable(strings.Join(ids, " · ")+more), r.width, "  "))
		}
	}
	if len(shown) > 0 {
		fmt.Fprintf(&b, "\n%s\n", th.dim.Render(wrapText(readNote, r.width, "")))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// versions lists the articles of each family that has several stories and no
// copies, in input order: the table of stories shows none of them.
func (p *pile) versions() [][]string {
	members, order := map[string][]int{}, []string{}
	for i, a := range p.result.Articles {
		if members[a.Family] == nil {
			order = append(order, a.Family)
		}
		members[a.Family] = append(members[a.Family], i)
	}
	var all [][]string
	for _, f := range order {
		stories := map[string]bool{}
		var ids []string
		for _, i := range members[f] {
			stories[p.result.Articles[i].Story] = true
			ids = append(ids, p.cards[i].id)
		}
		if len(ids) > 1 && len(stories) == len(ids) {
			all = append(all, ids)
		}
	}
	return all
}

const readNote = "▸ worth reading: together they hold every paragraph of their story. " +
	"IN FIRST is the share of a copy that stands in the first one, NEW the words that do not."

func smallStories(n int) string {
	if n == 1 {
		return "1 story"
	}
	return thousands(n) + " stories"
}

// headline sums the pile up in one line.
func (p *pile) headline(stories []story) string {
	articles, all := len(p.result.Articles), map[string]bool{}
	families := map[string]map[string]bool{}
	for _, a := range p.result.Articles {
		all[a.Story] = true
		if families[a.Family] == nil {
			families[a.Family] = map[string]bool{}
		}
		families[a.Family][a.Story] = true
	}
	running := 0
	for _, f := range families {
		if len(f) > 1 {
			running++
		}
	}
	s := fmt.Sprintf("%s, %s: %s with copies", plural(articles, "article"), smallStories(len(all)), thousands(len(stories)))
	if running > 0 {
		s += fmt.Sprintf(", %s in several versions", thousands(running))
	}
	if p.lost > 0 {
		s += fmt.Sprintf(", %s not read", thousands(p.lost))
	}
	return s
}

// layout is the columns of all stories' tables and their widths.
type layout struct {
	cols   []column
	widths []int
	hidden int // a column that says nothing here, or -1
}

const relationColumn = 3

// layout decides the columns' widths for all stories at once, so that their
// tables line up. What does not fit is taken from the names. The relation is
// left out where it says nothing but who is first.
func (p *pile) layout(stories []story, width int) layout {
	l := layout{hidden: relationColumn, cols: []column{{head: "  ARTICLE"}, {head: "PUBLISHER"}, {head: "DATE"},
		{head: "RELATION"}, {head: "WORDS", right: true}, {head: "IN FIRST", right: true}, {head: "NEW", right: true}}}
	wide := slices.Repeat([]int{width}, len(l.cols))
	var rows [][]string
	for _, s := range stories {
		r, _ := s.rows(wide)
		rows = append(rows, r...)
		for _, c := range s.Copies {
			if c.Relation != dedupe.First && c.Relation != dedupe.Copy {
				l.hidden = -1
			}
		}
	}
	l.widths = measure(l.cols, rows)
	total := 0
	for i, w := range l.widths {
		if i != l.hidden {
			total += w + 2
		}
	}
	for total > width && (l.widths[0] > 16 || l.widths[1] > 12) { // the wider of the two names gives
		if l.widths[0]-16 >= l.widths[1]-12 {
			l.widths[0]--
		} else {
			l.widths[1]--
		}
		total--
	}
	return l
}

// visible takes the hidden column out.
func (l layout) visible(rows [][]string) ([]column, []int, [][]string) {
	if l.hidden < 0 {
		return l.cols, l.widths, rows
	}
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = without(row, l.hidden)
	}
	return without(l.cols, l.hidden), without(l.widths, l.hidden), out
}

// without is a copy of s that lacks item i.
func without[T any](s []T, i int) []T { return slices.Delete(slices.Clone(s), i, i+1) }

func onlyDashes(rows [][]string, col int) bool {
	for _, r := range rows {
		if r[col] != "–" {
			return false
		}
	}
	return true
}

// writeHead writes what a story is about and where it ran.
func (s *story) writeHead(b *strings.Builder, th theme, n, width int) {
	number := fmt.Sprintf("%d  ", n)
	title := printable(s.Title)
	if title == "" {
		title = "(no headline)"
	}
	fmt.Fprintf(b, "%s%s\n", th.dim.Render(number), th.title.Render(fit(title, width-len(number))))
	parts := []string{plural(len(s.Copies), "article")}
	if n := len(s.Publishers); n > 0 {
		parts = append(parts, plural(n, "publisher"))
	}
	if d := dateRange(s.from, s.to); d != "" {
		parts = append(parts, d)
	}
	parts = append(parts, "story "+s.ID)
	if len(s.Versions) > 0 {
		list := s.Versions
		more := ""
		if len(list) > 4 {
			list, more = list[:4], fmt.Sprintf(" and %d more", len(s.Versions)-4)
		}
		parts = append(parts, "versions "+strings.Join(list, ", ")+more)
	}
	pad := strings.Repeat(" ", len(number))
	fmt.Fprintf(b, "%s%s\n", pad, th.dim.Render(fit(strings.Join(parts, " · "), width-len(number))))
}

// rows are the cells of s, cut to widths, and which rows are worth reading.
func (s *story) rows(widths []int) (rows [][]string, reads []bool) {
	for i, c := range s.Copies {
		if i == maxCopies {
			break
		}
		mark := "  "
		if c.reads {
			mark = "▸ "
		}
		date := "–"
		if !c.when.IsZero() {
			date = c.when.Format(time.DateOnly)
		}
		publisher := printable(c.Publisher)
		if publisher == "" {
			publisher = "–"
		}
		overlap, fresh := "–", "–"
		if c.Relation == dedupe.First {
			overlap = "first"
		} else if c.Overlap != nil {
			overlap, fresh = percent(*c.Overlap), thousands(*c.NewWords)
		}
		rows = append(rows, []string{
			mark + fitEnd(printable(c.ID), widths[0]-2), fit(publisher, widths[1]), date,
			string(c.Relation), thousands(c.Words), overlap, fresh,
		})
		reads = append(reads, c.reads)
	}
	return rows, reads
}

// percent is a share without decimals; only all is 100 %.
func percent(f float64) string {
	n := int(f*100 + 0.5)
	if n >= 100 && f < 1 {
		n = 99
	}
	return fmt.Sprintf("%d %%", n)
}

// dateRange is "3–5 Oct 2016", "3 Oct 2016", or "" when no date is known.
func dateRange(from, to time.Time) string {
	if from.IsZero() {
		return ""
	}
	y1, m1, d1 := from.Date()
	y2, m2, d2 := to.Date()
	switch {
	case y1 == y2 && m1 == m2 && d1 == d2:
		return from.Format("2 Jan 2006")
	case y1 == y2 && m1 == m2:
		return fmt.Sprintf("%d–%s", d1, to.Format("2 Jan 2006"))
	case y1 == y2:
		return from.Format("2 Jan") + " – " + to.Format("2 Jan 2006")
	}
	return from.Format("2 Jan 2006") + " – " + to.Format("2 Jan 2006")
}
