// Package framing tells what one copy of a story changed against another: both
// sides shown, no verdict.
//
// Two pages are split into sentences and aligned ([Align]); aligned sentences
// are compared word by word, and each difference becomes a [Note] of one kind
// ([Compare]). What a word means to the comparison (label families, verb
// classes, hedges, …) is data: see FORMAT.md and [LoadLexicon]. There is no
// score of bias: absolute scores from word lists are weak, a difference between
// two copies of one text is a fact.
//
// Everything here is pure, deterministic and safe for concurrent use. Work
// grows with the length of the texts: common words are left out of the
// candidate search, and no table grows with the square of a text.
package framing

import (
	"math"
	"sort"
	"strings"

	"github.com/newscheck/newscheck/internal/text"
)

// Options tell how to compare.
type Options struct {
	Language string // BCP 47 of pages that do not say; "" means what the texts look like
}

// Compare returns what differs between two copies, gravest first: altered
// quotations and changed numbers, then the rest by weight and place. Notes of
// weight 0 (kind neutral) are known to be style, furniture or repeats; see
// [Visible]. There is exactly one headline note, unless neither page has one.
func Compare(a, b Page, lex *Lexicon, opts Options) []Note {
	c := newComparison(a, b, lex, opts)
	defer c.words.release()
	return c.notes()
}

// SideBySide returns the alignment with word differences and the notes.
func SideBySide(a, b Page, lex *Lexicon, opts Options) Diff {
	c := newComparison(a, b, lex, opts)
	defer c.words.release()
	d := Diff{From: a.ID, To: b.ID, Notes: c.notes()}
	groups := map[int]*group{}
	for g := range c.groups {
		groups[c.a.units[c.groups[g].a[0]].span.Start] = &c.groups[g]
	}
	for _, op := range c.ops() {
		p := Pair{Op: op}
		if len(op.A) > 0 && len(op.B) > 0 {
			if g := groups[op.A[0].Start]; g != nil && !g.exact {
				p.Hunks = c.hunks(g)
			}
		}
		d.Pairs = append(d.Pairs, p)
	}
	return d
}

type comparison struct {
	lang    *language
	words   *vocabulary
	a, b    *doc
	al      *aligner
	groups  []group
	out     []Note
	special map[*doc]map[uint64]bool // pairs of neighbouring words inside quotations
	pairs   map[*doc]map[uint64]bool // all pairs of neighbouring words
	common  map[int32]bool           // stems of what both pages have
}

func newComparison(a, b Page, lex *Lexicon, opts Options) *comparison {
	c := &comparison{lang: lex.language(languageOf(a, b, opts))}
	c.words = newVocabulary(c.lang)
	c.a, c.b = c.words.parse(a), c.words.parse(b)
	c.al, c.groups = align(c.a, c.b)
	return c
}

func languageOf(a, b Page, opts Options) string {
	for _, l := range []string{a.Language, b.Language, opts.Language} {
		if l != "" {
			return l
		}
	}
	if l := text.Language(a.Text); l != "" {
		return l
	}
	return text.Language(b.Text)
}

// ops turns the groups into steps in order of A.
func (c *comparison) ops() []Op {
	var out []Op
	byA := map[int]*group{}
	inB := map[int]int{} // unit of B -> first unit of A of its group
	for g := range c.groups {
		gr := &c.groups[g]
		byA[gr.a[0]] = gr
		for _, j := range gr.b {
			inB[j] = gr.a[0]
		}
	}
	inA := map[int]bool{}
	for _, g := range c.groups {
		for _, i := range g.a {
			inA[i] = true
		}
	}
	// Added units hang on the group of the unit before them in B.
	after := map[int][]int{}
	last := -1
	for j := range c.b.units {
		if i, ok := inB[j]; ok {
			last = i
		} else {
			after[last] = append(after[last], j)
		}
	}
	added := func(key int) {
		for _, j := range after[key] {
			out = append(out, Op{Kind: OpAdded, A: []text.Span{}, B: []text.Span{c.b.units[j].span}})
		}
	}
	added(-1)
	for i := range c.a.units {
		g := byA[i]
		if g == nil {
			if !inA[i] {
				out = append(out, Op{Kind: OpOmitted, A: []text.Span{c.a.units[i].span}, B: []text.Span{}})
			}
			continue
		}
		op := Op{Similarity: math.Round(g.score*1000) / 1000} // three digits, the same on every machine
		for _, k := range g.a {
			op.A = append(op.A, c.a.units[k].span)
		}
		for _, k := range g.b {
			op.B = append(op.B, c.b.units[k].span)
		}
		switch {
		case len(g.b) > 1:
			op.Kind = OpSplit
		case len(g.a) > 1:
			op.Kind = OpMerged
		case g.moved:
			op.Kind = OpMoved
		case g.exact:
			op.Kind = OpKept
		default:
			op.Kind = OpEdited
		}
		out = append(out, op)
		added(i)
	}
	return out
}

func (c *comparison) hunks(g *group) []Hunk {
	x, y := c.a.pointers(g.a), c.b.pointers(g.b)
	wa, wb := c.a.whole(g.a), c.b.whole(g.b)
	var out []Hunk
	i, j := 0, 0
	equal := func(i1, j1 int) {
		if i1 > i {
			out = append(out, Hunk{true, spanOf(x, i, i1, wa), spanOf(y, j, j1, wb)})
		}
	}
	for _, ch := range diffTokens(x, y) {
		equal(ch.a0, ch.b0)
		out = append(out, Hunk{false, c.a.closed(spanOf(x, ch.a0, ch.a1, wa)), c.b.closed(spanOf(y, ch.b0, ch.b1, wb))})
		i, j = ch.a1, ch.b1
	}
	equal(len(x), len(y))
	return out
}

// closed takes in the bracket that closes what a hunk opens: "(Reuters)".
func (d *doc) closed(s text.Span) text.Span {
	w := s.Of(d.Text)
	if strings.Count(w, "(") > strings.Count(w, ")") && strings.HasPrefix(d.Text[s.End:], ")") {
		s.End++
	}
	return s
}

// whole is the byte range from the first to the last of units.
func (d *doc) whole(units []int) text.Span {
	return text.Span{Start: d.units[units[0]].span.Start, End: d.units[units[len(units)-1]].span.End}
}

func (d *doc) side(sp, focus text.Span) *Side {
	return &Side{Span: sp, Text: sp.Of(d.Text), Focus: focus}
}

// notes runs all comparisons and sorts what they found.
func (c *comparison) notes() []Note {
	c.headline()
	for g := range c.groups {
		c.group(&c.groups[g])
	}
	c.across()
	c.oneSided()
	sort.SliceStable(c.out, func(i, j int) bool {
		p, q := &c.out[i], &c.out[j]
		if p.Weight != q.Weight {
			return p.Weight > q.Weight
		}
		if x, y := gravity(p), gravity(q); x != y {
			return x < y
		}
		return place(p) < place(q)
	})
	return c.out
}

// gravity orders notes of one weight.
func gravity(n *Note) int {
	if n.Kind == KindQuote && n.Label == "altered" {
		return 0
	}
	for i, k := range []string{KindNumber, KindHeadline, KindLabel, KindAttribution, KindHedge, KindQuote, KindIntensity, KindVoice, KindOmitted, KindAdded, KindMoved} {
		if n.Kind == k {
			return i + 1
		}
	}
	return 99
}

func place(n *Note) int {
	if n.A != nil {
		return n.A.Span.Start
	}
	return n.B.Span.Start
}

func (c *comparison) add(n Note) {
	n.From, n.To = c.a.ID, c.b.ID
	c.out = append(c.out, n)
}

// headline says how the headlines differ.
func (c *comparison) headline() {
	ha, hb := c.a.headSide(), c.b.headSide()
	if ha == nil && hb == nil {
		return
	}
	n := Note{Kind: KindHeadline, A: ha, B: hb}
	if ha == nil || hb == nil {
		n.Label, n.Family = "new", "none found on the other side"
		c.add(n)
		return
	}
	n.Label, n.Weight = c.headlineType(ha.Text, hb.Text)
	c.add(n)
}

func (d *doc) headSide() *Side {
	h := strings.TrimSpace(d.Headline)
	if h == "" {
		return nil
	}
	if d.head >= 0 {
		s := d.units[d.head].span
		if i := strings.Index(d.Text[s.Start:], h); i == 0 {
			s.End = s.Start + len(h)
		} else {
			s = d.lines[d.units[d.head].line].span
		}
		return d.side(s, s)
	}
	return &Side{Text: h}
}
