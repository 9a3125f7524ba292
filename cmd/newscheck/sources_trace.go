package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/reliability"
)

// traced is a line of sources --trace FILE, and sources --trace OUTLET:FIGURE
// --format json: the articles behind one figure of one outlet.
type traced struct {
	Key      string             `json:"key"`
	Outlet   string             `json:"outlet"`
	Measured reliability.Figure `json:"measured"`
	reliability.Trace
}

func (m *measured) traceOf(s *sourceRecord, figure string) *traced {
	t := m.meter.Trace(s.Key, figure)
	f := s.Figure(figure)
	if t == nil || f == nil {
		return nil
	}
	return &traced{s.Key, s.Outlet.Name, *f, *t}
}

// writeTraces writes the articles behind all figures of all outlets.
func (m *measured) writeTraces(w io.Writer) error {
	e := newEncoder(w)
	for i := range m.sources {
		for _, f := range figureNames() {
			t := m.traceOf(&m.sources[i], f)
			if t == nil || len(t.Counted)+len(t.Others)+len(t.LeftOut) == 0 {
				continue
			}
			if err := e.Encode(t); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeTrace writes the articles behind one figure of one outlet.
func (m *measured) writeTrace(w io.Writer, r *run, name, figure, format string) error {
	s, err := m.find(name)
	if err != nil {
		return err
	}
	t := m.traceOf(s, figure)
	if t == nil {
		return fmt.Errorf("nothing was measured of %s", s.Outlet.Name)
	}
	groups := []struct {
		name string
		list []reliability.Traced
	}{{"counted", t.Counted}, {"not counted", t.Others}, {"left out", t.LeftOut}}
	switch format {
	case "json":
		e := newEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(t)
	case "csv":
		c := csv.NewWriter(w)
		if err := c.Write([]string{"id", "as", "other", "note"}); err != nil {
			return err
		}
		for _, g := range groups {
			for _, x := range g.list {
				if err := c.Write([]string{safeCell(x.ID), g.name, safeCell(x.Other), safeCell(x.Note)}); err != nil {
					return err
				}
			}
		}
		c.Flush()
		return c.Error()
	}
	th := r.theme()
	d := reliability.Define(figure)
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n", th.title.Render(fmt.Sprintf("%s: %s, %s", printable(s.Outlet.Name), strings.ToLower(d.Title), figureWords(&t.Measured))),
		th.dim.Render(wrapText(fmt.Sprintf("%s, among %s", d.Counts, d.Among), r.width, "")))
	var rows [][]string
	for _, g := range groups {
		for _, x := range g.list {
			rows = append(rows, []string{g.name, printable(x.ID), printable(x.Other), printable(x.Note)})
		}
	}
	if len(rows) == 0 {
		b.WriteString("\nNo article.\n")
	} else {
		cols := []column{{head: "AS", style: th.dimColumn}, {head: "ARTICLE"}, {head: "HELD AGAINST"}, {head: "WHAT IS KNOWN"}}
		empty := !slices.ContainsFunc(rows, func(r []string) bool { return r[2] != "" })
		if empty {
			cols = without(cols, 2)
			for i := range rows {
				rows[i] = without(rows[i], 2)
			}
		}
		widths := measure(cols, rows)
		last := len(cols) - 1
		widths = narrow(widths, r.width, map[int]int{1: 20, last: 24})
		for _, row := range rows {
			row[1], row[last] = fitEnd(row[1], widths[1]), fit(row[last], widths[last])
		}
		b.WriteString("\n" + grid(th, cols, widths, rows, true))
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// figureWords is a figure in a sentence: "62 % (54–70) of 128", "3 of 7, too few
// for a rate".
func figureWords(f *reliability.Figure) string {
	d := reliability.Define(f.Name)
	switch {
	case f.Of == 0:
		return "nothing to count"
	case !f.Enough() && d.Kind == reliability.Rate:
		return fmt.Sprintf("%d of %d (not enough for a rate)", f.Count, f.Of)
	case !f.Enough():
		return fmt.Sprintf("%d in %s (not enough for a rate)", f.Count, plural(f.Of, "article"))
	case d.Kind == reliability.Rate:
		return fmt.Sprintf("%s, %d of %d", figureCell(f), f.Count, f.Of)
	case d.Kind == reliability.Median:
		return fmt.Sprintf("%s, of %s", figureCell(f), plural(f.Of, "story"))
	}
	return fmt.Sprintf("%s in 100 sentences, %d in %s", figureCell(f), f.Count, plural(f.Exposure, "sentence"))
}
