package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance/framing"
)

// compare tells what each copy changed against the one it was taken from, else
// against the one that the story is shown by.
func (b *builder) compare(s *Story) {
	base := s.base()
	pages := map[string]framing.Page{}
	page := func(id string) framing.Page {
		p, ok := pages[id]
		if !ok {
			p = b.page(id)
			pages[id] = p
		}
		return p
	}
	merged := map[string]int{}
	budget := b.opts.Limits.Text
	type candidate struct {
		diff   framing.Diff
		weight int
		at     int
	}
	var all []candidate
	for i := range s.Copies {
		c := &s.Copies[i]
		from := c.Parent
		if _, ok := b.at[from]; !ok || b.storyOf(from) != s.ID {
			from = base
			if s.parentOf(base) == c.ID {
				continue // the base was taken from it: that pair is told once
			}
		}
		if from == c.ID {
			continue
		}
		c.Against = from
		d := framing.SideBySide(page(from), page(c.ID), b.opts.Lexicon, framing.Options{})
		weight := 0
		for _, n := range framing.Visible(d.Notes) {
			c.Changes++
			weight += n.Weight * n.Weight
			if n.Weight >= 3 {
				c.Grave++
			}
			s.merge(merged, n)
		}
		if sameText(&d, page(from), page(c.ID)) {
			s.Identical = append(s.Identical, c.ID)
		} else {
			all = append(all, candidate{d, weight, i})
		}
	}
	sortChanges(s.Changes)
	slices.SortStableFunc(all, func(x, y candidate) int { return cmp.Compare(y.weight, x.weight) })
	for k, c := range all {
		if k >= b.opts.Limits.Compared || budget <= 0 {
			s.Notices = append(s.Notices, fmt.Sprintf("Of %s with differences, the %d with the gravest are shown side by side.", count(len(all), "copy"), k))
			break
		}
		x := b.sideBySide(&c.diff, page(c.diff.From), page(c.diff.To), &budget)
		s.Compared = append(s.Compared, x)
	}
	b.matrix(s, page)
}

// base is the article that others are compared with when nothing says what they
// were taken from: the origin's own, else the earliest.
func (s *Story) base() string {
	for _, c := range s.Copies {
		if c.OriginStatus == "own" && refKey(c.Origin) == refKey(s.Origin) {
			return c.ID
		}
	}
	return s.Copies[0].ID
}

// parentOf is the article of the story that id was taken from, or "".
func (s *Story) parentOf(id string) string {
	for _, c := range s.Copies {
		if c.ID == id {
			return c.Parent
		}
	}
	return ""
}

// maxMatrixRows bounds the copies whose names for things are counted.
const maxMatrixRows = 60

func (b *builder) matrix(s *Story, page func(string) framing.Page) {
	var pages []framing.Page
	for i := range s.Copies {
		if len(pages) == maxMatrixRows {
			s.Notices = append(s.Notices, fmt.Sprintf("The names that copies use are counted for the first %d of them.", maxMatrixRows))
			break
		}
		pages = append(pages, page(s.Copies[i].ID))
	}
	s.Matrix = framing.Matrix(pages, b.opts.Lexicon, framing.Options{}, false)
}

// sameText reports whether nothing but furniture and headline tells two pages
// apart.
func sameText(d *framing.Diff, pa, pb framing.Page) bool {
	if len(framing.Visible(d.Notes)) > 0 {
		return false
	}
	furniture := furnitureOf(d)
	for i := range d.Pairs {
		p := &d.Pairs[i]
		switch p.Kind {
		case framing.OpKept, framing.OpMoved:
		default:
			if !furniture.has(p) && !repeats(p, pa, pb) {
				return false
			}
		}
	}
	return true
}

// furnishing tells where the furniture of two pages begins.
type furnishing struct{ a, b map[int]bool }

// has reports whether a sentence that one page alone has is furniture.
func (f furnishing) has(p *framing.Pair) bool {
	switch p.Kind {
	case framing.OpOmitted:
		return f.a[p.A[0].Start]
	case framing.OpAdded:
		return f.b[p.B[0].Start]
	}
	return false
}

func furnitureOf(d *framing.Diff) furnishing {
	f := furnishing{map[int]bool{}, map[int]bool{}}
	for i := range d.Notes {
		n := &d.Notes[i]
		if n.Weight != 0 || n.Label != "furniture" {
			continue
		}
		if n.A != nil {
			f.a[n.A.Span.Start] = true
		}
		if n.B != nil {
			f.b[n.B.Span.Start] = true
		}
	}
	return f
}

// merge adds a note to the changes of s, or to a change that another copy made,
// too.
func (s *Story) merge(merged map[string]int, n framing.Note) {
	key := strings.Join([]string{n.Kind, n.Label, n.Family, words(n.A), words(n.B)}, "\x00")
	if k, ok := merged[key]; ok {
		if c := &s.Changes[k]; !slices.Contains(c.In, n.To) {
			c.In = append(c.In, n.To)
		}
		return
	}
	merged[key] = len(s.Changes)
	s.Changes = append(s.Changes, Change{Kind: n.Kind, Label: n.Label, Family: n.Family, Says: changeWords(n.Kind, n.Label, n.Family), Quoted: n.Quoted,
		Weight: n.Weight, A: passageOf(n.A), B: passageOf(n.B), From: n.From, In: []string{n.To}})
}

// words are a side's sentence and the words in it that differ.
func words(s *framing.Side) string {
	if s == nil {
		return ""
	}
	f := focusIn(s)
	return s.Text + "\x01" + s.Text[f.Start:f.End]
}

// focusIn is the focus of a side as a range of its Text.
func focusIn(s *framing.Side) text.Span {
	f := text.Span{Start: s.Focus.Start - s.Span.Start, End: s.Focus.End - s.Span.Start}
	if f.Start < 0 || f.End < f.Start || f.End > len(s.Text) {
		return text.Span{}
	}
	return f
}

// around is how much of a sentence stands on either side of what differs in it.
const around = 180 // bytes

func passageOf(s *framing.Side) *Passage {
	if s == nil {
		return nil
	}
	f := focusIn(s)
	if f.Len() == 0 && f.Start == 0 {
		return &Passage{After: shorten(s.Text, 2*around)}
	}
	return &Passage{Before: tail(fold(s.Text[:f.Start]), around), Focus: shorten(s.Text[f.Start:f.End], 2*around), After: head(fold(s.Text[f.End:]), around)}
}

// fold makes every run of white space one space.
func fold(s string) string {
	f := strings.Join(strings.Fields(s), " ")
	if f == "" {
		if s != "" {
			return " "
		}
		return ""
	}
	if strings.TrimLeft(s, " \t\r\n") != s {
		f = " " + f
	}
	if strings.TrimRight(s, " \t\r\n") != s {
		f += " "
	}
	return f
}

func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := strings.ToValidUTF8(s[:n], "")
	if i := strings.LastIndexByte(cut, ' '); i > n/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

func tail(s string, n int) string {
	if len(s) <= n {
		return s
	}
	cut := strings.ToValidUTF8(s[len(s)-n:], "")
	if i := strings.IndexByte(cut, ' '); i >= 0 && i < n/2 {
		cut = cut[i+1:]
	}
	return "…" + cut
}

// sortChanges puts the gravest first; among equals the order in which they were
// found holds, but what more copies did comes first.
func sortChanges(cs []Change) {
	slices.SortStableFunc(cs, func(x, y Change) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(gravity(x), gravity(y)), cmp.Compare(len(y.In), len(x.In)))
	})
}

// gravity orders kinds of one weight: altered quotations and changed numbers
// come first.
func gravity(c Change) int {
	if c.Kind == framing.KindQuote && c.Label == "altered" {
		return -1
	}
	return slices.Index([]string{framing.KindNumber, framing.KindLabel, framing.KindAttribution, framing.KindHeadline, framing.KindHedge, framing.KindQuote,
		framing.KindIntensity, framing.KindVoice, framing.KindOmitted, framing.KindAdded, framing.KindMoved}, c.Kind)
}

// Swap reports whether a change is well told by the words on both sides alone.
func (c Change) Swap() bool {
	const most = 60
	return c.A != nil && c.B != nil && c.Kind != framing.KindHeadline && c.Weight < 3 && c.A.Focus != "" && c.B.Focus != "" && len(c.A.Focus) <= most && len(c.B.Focus) <= most
}

// Brief is c with no more of its sentences than shows where the words stand;
// the gravest changes are shown in full.
func (c Change) Brief() Change {
	const most = 70
	if c.Weight >= 3 || c.A == nil || c.B == nil {
		return c
	}
	cut := func(p *Passage) *Passage {
		if p.Focus == "" && p.Before == "" {
			return &Passage{After: head(p.After, 4*most)}
		}
		return &Passage{Before: tail(p.Before, most), Focus: p.Focus, After: head(p.After, most)}
	}
	c.A, c.B = cut(c.A), cut(c.B)
	return c
}
