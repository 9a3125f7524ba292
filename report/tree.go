package report

import (
	"maps"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance"
)

// treePicture is the lineage of a story as rows that lead down from what was
// copied to the copies, like the branches of a version history.
type treePicture struct {
	Rows   []treeRow
	Height int
	Desc   string
}

type treeRow struct {
	X, Y   int // of the mark, in pixels
	PX, PY int // of the mark of the row that it was taken from
	Edge   string
	Class  string
	Name   string
	Note   string
	Short  string // Note where there is little room
	Copies int    // more than 1: a row that stands for so many
}

const (
	treeStep   = 44 // pixels from row to row
	treeIndent = 26
	treeDeep   = 7  // levels beyond this one are not indented further
	treeLeaves = 12 // copies without copies that are drawn for one parent
	treeRows   = 60
)

// tree lays out the lineage of the copies of a story.
func (v *storyView) tree() treePicture {
	s := v.Story
	children := map[string][]int{}
	var roots, lost, unseen []int
	versions := map[string][]int{} // who published another version → copies taken from it
	index := map[string]int{}
	for i := range s.Copies {
		index[s.Copies[i].ID] = i
	}
	for i := range s.Copies {
		c := &s.Copies[i]
		if _, ok := index[c.Parent]; ok && c.Parent != c.ID {
			children[c.Parent] = append(children[c.Parent], i)
			continue
		}
		switch {
		case c.ParentStory != "":
			versions[c.ParentName] = append(versions[c.ParentName], i)
		case c.OriginStatus == provenance.Own:
			roots = append(roots, i)
		case c.ParentStatus == "unobserved":
			unseen = append(unseen, i)
		default:
			lost = append(lost, i)
		}
	}
	t := treePicture{}
	y := 22
	drawn := map[int]bool{}
	var draw func(i, depth, px, py int, edge string)
	family := func(ids []int, depth, px, py int, edge func(*Copy) string) {
		slices.SortStableFunc(ids, func(a, b int) int {
			x, y := len(children[s.Copies[a].ID]) > 0, len(children[s.Copies[b].ID]) > 0
			switch {
			case x == y:
				return a - b
			case x:
				return -1
			}
			return 1
		})
		shown, more := 0, 0
		for _, i := range ids {
			if drawn[i] {
				continue
			}
			leaf := len(children[s.Copies[i].ID]) == 0
			if len(t.Rows) >= treeRows || leaf && shown >= treeLeaves && len(ids) > treeLeaves+1 {
				drawn[i] = true
				more += 1 + v.below(i, children, drawn)
				continue
			}
			if leaf {
				shown++
			}
			draw(i, depth, px, py, edge(&s.Copies[i]))
		}
		if more > 0 {
			x := 14 + treeIndent*min(depth, treeDeep)
			t.Rows = append(t.Rows, treeRow{X: x, Y: y, PX: px, PY: py, Edge: "inferred", Class: "more", Name: "and " + count(more, "more copy"), Note: "in the table below", Short: "in the table below", Copies: more})
			y += treeStep
		}
	}
	known := func(c *Copy) string { return c.ParentStatus }
	draw = func(i, depth, px, py int, edge string) {
		c := &s.Copies[i]
		drawn[i] = true
		r := treeRow{X: 14 + treeIndent*min(depth, treeDeep), Y: y, PX: px, PY: py, Edge: edge, Class: v.class(c), Name: v.Label(c.ID), Note: v.treeNote(c), Short: shortNote(c)}
		t.Rows = append(t.Rows, r)
		y += treeStep
		family(children[c.ID], depth+1, r.X, r.Y, known)
	}
	family(roots, 0, 0, 0, func(*Copy) string { return "" })
	ghost := func(ids []int, name, note, edge string) {
		if len(ids) == 0 {
			return
		}
		r := treeRow{X: 14, Y: y, Class: "ghost", Name: name, Note: note, Short: note}
		t.Rows = append(t.Rows, r)
		y += treeStep
		family(ids, 1, r.X, r.Y, func(*Copy) string { return edge })
	}
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		ghost(versions[name], name, "another version of this story", "inferred")
	}
	name := "Original"
	if s.Origin != nil {
		name = cutRunes(s.Origin.Name, maxName)
	}
	ghost(unseen, name, "the original is not here", "unobserved")
	ghost(lost, "Not determined", "nothing tells what these come from", "undetermined")
	for i := range s.Copies { // copies that are said to be taken from each other in a ring
		if !drawn[i] {
			draw(i, 0, 0, 0, "")
		}
	}
	t.Height = y - treeStep/2 + 6
	t.Desc = v.treeDesc(&t)
	return t
}

// below counts and marks what hangs on copy i.
func (v *storyView) below(i int, children map[string][]int, drawn map[int]bool) int {
	n := 0
	for _, k := range children[v.Story.Copies[i].ID] {
		if !drawn[k] {
			drawn[k] = true
			n += 1 + v.below(k, children, drawn)
		}
	}
	return n
}

// class is how the mark of a copy looks.
func (v *storyView) class(c *Copy) string {
	if c.OriginStatus == "" {
		return string(provenance.Unknown)
	}
	return string(c.OriginStatus)
}

// shortNote is what a phone has room for.
func shortNote(c *Copy) string {
	s := "source not known"
	switch c.OriginStatus {
	case provenance.Own:
		s = wrote(c)
	case provenance.Stated:
		s = "names its source"
	case provenance.Inferred:
		s = "does not name its source"
	}
	if c.Grave > 0 {
		s += " · " + count(c.Grave, "grave change")
	}
	return s
}

func (v *storyView) treeNote(c *Copy) string {
	parts := []string{showDate(c.Published)}
	switch c.OriginStatus {
	case provenance.Own:
		parts = append(parts, wrote(c))
	case provenance.Stated:
		parts = append(parts, "names "+shorten(c.Origin.Name, 24))
	case provenance.Inferred:
		parts = append(parts, "does not name "+shorten(c.Origin.Name, 24))
	default:
		parts = append(parts, "source not known")
	}
	if c.Grave > 0 {
		parts = append(parts, count(c.Grave, "grave change"))
	}
	return strings.Join(parts, " · ")
}

// wrote is what an outlet says that calls a text its own: where another copy is
// known to be what it was taken from, that is no more than a claim.
func wrote(c *Copy) string {
	if c.Parent != "" {
		return "says it is its own"
	}
	return "wrote it"
}

// treeDesc says in words what the picture shows.
func (v *storyView) treeDesc(t *treePicture) string {
	var b strings.Builder
	for i := range v.Story.Copies {
		c := &v.Story.Copies[i]
		if i == 8 && len(v.Story.Copies) > 9 {
			b.WriteString("The table of copies has the others. ")
			break
		}
		b.WriteString(v.Label(c.ID))
		switch {
		case c.Parent != "" && v.Has(c.Parent):
			b.WriteString(" was taken from " + v.Label(c.Parent) + " (" + c.ParentStatus + "). ")
		case c.ParentStory != "":
			b.WriteString(" was taken from another version, at " + cutRunes(c.ParentName, maxName) + ". ")
		case c.OriginStatus == provenance.Own:
			b.WriteString(" wrote it. ")
		case c.ParentStatus == "unobserved":
			b.WriteString(" was taken from an original that is not among these articles. ")
		default:
			b.WriteString(": not determined where it was taken from. ")
		}
	}
	return strings.TrimSpace(b.String())
}
