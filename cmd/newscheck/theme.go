package main

import (
	"strings"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"
	"github.com/charmbracelet/x/ansi"
)

// theme is how things look. Without colour every style is plain, so that
// nothing but text comes out. The sixteen colours of the terminal are used:
// the user has chosen them to be readable.
type theme struct {
	title lipgloss.Style // what a block is about
	head  lipgloss.Style // column heads
	dim   lipgloss.Style // what is said in passing
	good  lipgloss.Style // worth reading, found, right
	warn  lipgloss.Style // differs
	bad   lipgloss.Style
	mark  lipgloss.Style // shared passages
}

func (r *run) theme() theme {
	s := lipgloss.NewStyle()
	if !r.color {
		return theme{s, s, s, s, s, s, s}
	}
	return theme{
		title: s.Bold(true),
		head:  s.Faint(true),
		dim:   s.Faint(true),
		good:  s.Foreground(lipgloss.Green),
		warn:  s.Foreground(lipgloss.Yellow),
		bad:   s.Foreground(lipgloss.Red),
		mark:  s.Foreground(lipgloss.Cyan),
	}
}

// column is one column of a grid.
type column struct {
	head  string
	right bool // numbers stand at the right
	style func(row int) lipgloss.Style
}

// grid draws rows under heads without borders, indented by two. Widths are
// given, so that several grids below one another line up.
func grid(th theme, cols []column, widths []int, rows [][]string, heads bool) string {
	t := table.New().
		BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).
		BorderHeader(false).BorderColumn(false).BorderRow(false).Wrap(false).
		StyleFunc(func(row, col int) lipgloss.Style {
			s := lipgloss.NewStyle()
			switch {
			case row == table.HeaderRow:
				s = th.head
			case cols[col].style != nil:
				s = cols[col].style(row)
			}
			s = s.Width(widths[col] + 2).PaddingLeft(2)
			if cols[col].right {
				s = s.Align(lipgloss.Right)
			}
			return s
		}).
		Rows(rows...)
	if heads {
		names := make([]string, len(cols))
		for i, c := range cols {
			names[i] = c.head
		}
		t = t.Headers(names...)
	}
	lines := strings.Split(t.Render(), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n"
}

// measure returns the width of each column's widest cell, heads included.
func measure(cols []column, rows [][]string) []int {
	widths := make([]int, len(cols))
	for i, c := range cols {
		widths[i] = ansi.StringWidth(c.head)
	}
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], ansi.StringWidth(cell))
		}
	}
	return widths
}

// dimColumn and badColumn style all cells of a column.
func (th theme) dimColumn(int) lipgloss.Style { return th.dim }
func (th theme) badColumn(int) lipgloss.Style { return th.bad }
