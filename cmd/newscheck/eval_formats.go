package main

import (
	"fmt"
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/newscheck/newscheck/internal/eval"
)

// sections are the parts of s with their names, in order.
func (s *scores) sections() []struct {
	name    string
	figures []eval.Figure
} {
	return []struct {
		name    string
		figures []eval.Figure
	}{{"groups", s.Groups}, {"relations", s.Relations}, {"provenance", s.Provenance}, {"framing", s.Framing}}
}

func (s *scores) writePlain(w io.Writer) error {
	for _, sec := range s.sections() {
		for _, f := range sec.figures {
			if _, err := fmt.Fprintln(w, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *scores) writeJSON(w io.Writer) error {
	out := map[string]map[string]float64{}
	for _, sec := range s.sections() {
		if sec.figures == nil {
			continue
		}
		m := map[string]float64{}
		for _, f := range sec.figures {
			m[f.Name] = rounded(f.Value)
		}
		out[sec.name] = m
	}
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(out)
}

// writeTable draws precision, recall and F1 side by side, and what is no such
// figure below.
func (s *scores) writeTable(w io.Writer, r *run) error {
	th := r.theme()
	var b strings.Builder
	for i, sec := range s.sections() {
		if sec.figures == nil {
			continue
		}
		if i > 0 && b.Len() > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s\n", th.title.Render(sec.name))
		cols := []column{{head: ""}, {head: "PRECISION", right: true}, {head: "RECALL", right: true}, {head: "F1", right: true}, {head: "ARI", right: true}}
		place := map[string]int{"P": 1, "R": 2, "F1": 3, "ARI": 4}
		var rows [][]string
		at := map[string]int{}
		var rest [][]string
		for _, f := range sec.figures {
			name, kind, ok := strings.Cut(f.Name, ".")
			if !ok || place[kind] == 0 {
				rest = append(rest, []string{strings.NewReplacer("_", " ", ".", " ").Replace(f.Name), f.Number()})
				continue
			}
			if _, ok := at[name]; !ok {
				at[name] = len(rows)
				rows = append(rows, []string{name, "–", "–", "–", "–"})
			}
			rows[at[name]][place[kind]] = f.Number()
		}
		for i := len(cols) - 1; i > 0; i-- {
			if onlyDashes(rows, i) {
				cols = without(cols, i)
				for k := range rows {
					rows[k] = without(rows[k], i)
				}
			}
		}
		if len(rows) > 0 {
			b.WriteString(grid(th, cols, measure(cols, rows), rows, true))
		}
		if len(rest) > 0 {
			cols := []column{{style: func(int) lipgloss.Style { return th.dim }}, {right: true}}
			b.WriteString(grid(th, cols, measure(cols, rest), rest, false))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
