package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance"
)

// storyView is the page of a story.
type storyView struct {
	frame
	*Story
	labels   map[string]string
	index    map[string]int
	Tree     treePicture
	Timeline timelinePicture
	Table    []Copy
	MoreC    int
	Groups   []changeGroup
	MoreN    int // changes left out
	Nowhere  int
	Unnamed  int
	Grave    int
	Families []matrixFamily
	Versions []string // other stories of the running story
}

// changeGroup is the changes of one kind.
type changeGroup struct {
	Name    string
	N       int
	Changes []Change
}

// matrixFamily is a run of columns of the matrix.
type matrixFamily struct {
	Name  string
	Terms int
}

func newStoryView(s *site, st *Story) *storyView {
	v := &storyView{frame: s.frame(st.Title, "", "../"), Story: st, labels: map[string]string{}, index: map[string]int{}}
	times := map[string]int{}
	for i := range st.Copies {
		times[v.plainLabel(&st.Copies[i])]++
	}
	seen := map[string]int{}
	for i := range st.Copies {
		c := &st.Copies[i]
		l := v.plainLabel(c)
		if times[l] > 1 {
			seen[l]++
			l = fmt.Sprintf("%s (%d)", l, seen[l])
		}
		v.labels[c.ID] = l
		v.index[c.ID] = i
	}
	return v
}

func (v *storyView) plainLabel(c *Copy) string {
	if c.Publisher != "" {
		return cutRunes(c.Publisher, maxName)
	}
	return cutRunes(base(c.ID), maxName)
}

// Label is how a copy is called on this page.
func (v *storyView) Label(id string) string {
	if l, ok := v.labels[id]; ok {
		return l
	}
	return cutRunes(base(id), maxName)
}

// Has reports whether a copy is one of this story.
func (v *storyView) Has(id string) bool {
	_, ok := v.index[id]
	return ok
}

// Anchor is the id of a copy's row in the table, or "" when it has none.
func (v *storyView) Anchor(id string) string {
	i, ok := v.index[id]
	if !ok || i >= v.site.limits.Copies {
		return ""
	}
	return fmt.Sprintf("copy-%d", i+1)
}

// ComparedAnchor is the id of the comparison that shows a copy, or "".
func (v *storyView) ComparedAnchor(id string) string {
	for i := range v.Compared {
		if v.Compared[i].To == id {
			return fmt.Sprintf("compare-%d", i+1)
		}
	}
	return ""
}

// Who lists copies by name: at most three, then how many more.
func (v *storyView) Who(ids []string) string {
	var names []string
	for i, id := range ids {
		if i == 3 && len(ids) > 4 {
			names = append(names, fmt.Sprintf("%d more", len(ids)-3))
			break
		}
		names = append(names, v.Label(id))
	}
	return strings.Join(names, ", ")
}

// Heat is the shade of a cell of the matrix, 0 to 4.
func (v *storyView) Heat(n int) int {
	switch {
	case n == 0:
		return 0
	case n == 1:
		return 1
	case n <= 3:
		return 2
	case n <= 6:
		return 3
	}
	return 4
}

// Direct reports whether a copy is shown to be compared with its parent, and
// not with a stand-in for it.
func (v *storyView) Direct(id string) bool {
	i, ok := v.index[id]
	return ok && v.Copies[i].Parent != "" && v.Copies[i].Against == v.Copies[i].Parent
}

func (s *site) story(st *Story) *storyView {
	v := newStoryView(s, st)
	v.Tree, v.Timeline = v.tree(), v.timeline()
	v.Table = st.Copies[:min(len(st.Copies), s.limits.Copies)]
	v.MoreC = len(st.Copies) - len(v.Table)
	for i := range st.Copies {
		if st.Copies[i].Publisher == "" {
			v.Nowhere++
		}
		if st.Copies[i].OriginStatus == "inferred" {
			v.Unnamed++
		}
	}
	v.Grave = st.grave()
	shown := st.Changes[:min(len(st.Changes), s.limits.Changes)]
	v.MoreN = len(st.Changes) - len(shown)
	for _, c := range shown {
		name := groupOf(c.Kind)
		k := slices.IndexFunc(v.Groups, func(g changeGroup) bool { return g.Name == name })
		if k < 0 {
			v.Groups = append(v.Groups, changeGroup{Name: name})
			k = len(v.Groups) - 1
		}
		v.Groups[k].Changes = append(v.Groups[k].Changes, c)
		v.Groups[k].N++
	}
	for _, t := range st.Matrix.Terms {
		if n := len(v.Families); n > 0 && v.Families[n-1].Name == t.Family {
			v.Families[n-1].Terms++
		} else {
			v.Families = append(v.Families, matrixFamily{t.Family, 1})
		}
	}
	for _, id := range s.families[st.Family] {
		if id != st.ID && len(v.Versions) < maxRelated {
			v.Versions = append(v.Versions, id)
		}
	}
	return v
}

// Slug is the slug of an outlet, "" when it is not in the report.
func (v *storyView) Slug(ref provenance.OutletRef) string { return v.site.slugs[refKey(&ref)] }
