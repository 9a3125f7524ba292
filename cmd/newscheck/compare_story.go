package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/provenance/framing"
)

// storyNames is which copies of a story use which names.
type storyNames struct {
	story, title string
	matrix       framing.LabelMatrix
}

// family is the columns of one family of names.
type family struct {
	name  string
	terms []int // places in matrix.Terms
}

func (s *storyNames) families() []family {
	var all []family
	for j, t := range s.matrix.Terms {
		if n := len(all); n == 0 || all[n-1].name != t.Family {
			all = append(all, family{name: t.Family})
		}
		f := &all[len(all)-1]
		f.terms = append(f.terms, j)
	}
	return all
}

// outlet names a copy by its publisher, and by its id where the publisher has
// several copies or is not known.
func (s *storyNames) outlet(i int) string {
	row := &s.matrix.Rows[i]
	several := slices.ContainsFunc(s.matrix.Rows, func(o framing.MatrixRow) bool { return o.Publisher == row.Publisher && o.ID != row.ID })
	switch {
	case row.Publisher == "":
		return row.ID
	case several:
		return row.Publisher + " (" + row.ID + ")"
	}
	return row.Publisher
}

// count is a cell: how often a copy uses a name, and how often of that inside
// direct speech, where the words are not its own.
func count(c framing.LabelCell) string {
	switch {
	case c.N == 0:
		return "–"
	case c.Quoted == 0:
		return strconv.Itoa(c.N)
	}
	return fmt.Sprintf("%d (%d quoted)", c.N, c.Quoted)
}

func (s *storyNames) headline() string {
	return fmt.Sprintf("%s · story %s · %s", printable(s.title), s.story, plural(len(s.matrix.Rows), "article"))
}

const noNames = "No family of names in which the copies could differ: newscheck knows no two names for one thing in this story."

// cells are the rows of one family, for a table: outlets × terms.
func (s *storyNames) cells(f family) (heads []string, rows [][]string) {
	heads = []string{f.name}
	for _, j := range f.terms {
		heads = append(heads, s.matrix.Terms[j].Term)
	}
	for i := range s.matrix.Rows {
		row := []string{printable(s.outlet(i))}
		for _, j := range f.terms {
			row = append(row, count(s.matrix.Rows[i].Cells[j]))
		}
		rows = append(rows, row)
	}
	return heads, rows
}

func (s *storyNames) writeTable(w io.Writer, r *run) error {
	th := r.theme()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", th.title.Render(fit(s.headline(), r.width)))
	if len(s.matrix.Terms) == 0 {
		fmt.Fprintf(&b, "\n%s\n", wrapText(noNames, r.width, ""))
	}
	for _, f := range s.families() {
		// As many columns as fit; the rest go into another block below.
		for terms := f.terms; len(terms) > 0; {
			take := len(terms)
			var cols []column
			var widths []int
			var rows [][]string
			for ; ; take-- {
				heads, cells := s.cells(family{f.name, terms[:take]})
				cols = make([]column, len(heads))
				for j, h := range heads {
					cols[j] = column{head: strings.ToUpper(printable(h)), right: j > 0}
				}
				rows = cells
				widths = narrow(measure(cols, rows), r.width, map[int]int{0: 24})
				total := 0
				for _, w := range widths {
					total += w + 2
				}
				if total <= r.width || take == 1 {
					break
				}
			}
			for _, row := range rows {
				row[0] = fitEnd(row[0], widths[0])
			}
			fmt.Fprintf(&b, "\n%s", grid(th, cols, widths, rows, true))
			terms = terms[take:]
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (s *storyNames) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", markdown(s.headline()))
	if len(s.matrix.Terms) == 0 {
		fmt.Fprintf(&b, "\n%s\n", noNames)
	}
	for _, f := range s.families() {
		heads, rows := s.cells(f)
		b.WriteString("\n|")
		for _, h := range heads {
			fmt.Fprintf(&b, " %s |", markdown(h))
		}
		b.WriteString("\n|---|" + strings.Repeat("--:|", len(heads)-1) + "\n")
		for _, row := range rows {
			b.WriteString("|")
			for _, cell := range row {
				fmt.Fprintf(&b, " %s |", markdown(cell))
			}
			b.WriteString("\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// namesDocument is compare --story --format json.
type namesDocument struct {
	Story string `json:"story"`
	Title string `json:"title"`
	framing.LabelMatrix
}

func (s *storyNames) writeJSON(w io.Writer) error {
	e := newEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(namesDocument{s.story, s.title, s.matrix})
}

// nameUse is one line of compare --story --format jsonl: how often a copy uses a
// name. Names that it does not use have no line.
type nameUse struct {
	ID        string `json:"id"`
	Publisher string `json:"publisher,omitempty"`
	Family    string `json:"family"`
	Term      string `json:"term"`
	framing.LabelCell
}

func (s *storyNames) writeJSONL(w io.Writer) error {
	e := newEncoder(w)
	for _, row := range s.matrix.Rows {
		for j, c := range row.Cells {
			if c.N == 0 {
				continue
			}
			t := s.matrix.Terms[j]
			if err := e.Encode(nameUse{row.ID, row.Publisher, t.Family, t.Term, c}); err != nil {
				return err
			}
		}
	}
	return nil
}
