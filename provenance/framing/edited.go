package framing

import (
	"math"
	"sort"
	"strings"

	"github.com/newscheck/newscheck/internal/text"
)

// edit is a group of aligned sentences being compared.
type edit struct {
	c      *comparison
	x, y   []*token
	wa, wb text.Span
	ch     []change
	dx, dy []bool // tokens that differ
	sx, sy []located
	used   map[*token]bool // words that a note already explains
	same   map[*token]bool // words of amounts that the other side has, if in other units
	endA   int             // where the comparison stops: the end, or where one side is cut off
	endB   int
	noted  bool
	inA    map[int32]bool // stems of the sentences, see stemsA
	inB    map[int32]bool
}

// located is a sense by position in the edit's tokens.
type located struct {
	sense
	at, end int
	changed bool // any of its words differs
	quoted  bool
}

// maxSentence is the longest sentence, in words, that is compared word by word.
// Prose has none so long; lists without full stops and junk do.
const maxSentence = 2000

// group compares aligned sentences that are not the same word for word.
func (c *comparison) group(g *group) {
	ua, ub := &c.a.units[g.a[0]], &c.b.units[g.b[0]]
	if ua.furn == furnHead || ub.furn == furnHead {
		return
	}
	e := &edit{c: c, x: c.a.pointers(g.a), y: c.b.pointers(g.b), wa: c.a.whole(g.a), wb: c.b.whole(g.b)}
	neutral := func(label string) {
		c.add(Note{Kind: KindNeutral, Label: label, A: c.a.side(e.wa, e.wa), B: c.b.side(e.wb, e.wb)})
	}
	if ua.furn != "" || ub.furn != "" {
		if !g.exact {
			neutral("furniture")
		}
		return
	}
	if max(len(e.x), len(e.y)) > maxSentence {
		if !g.exact {
			neutral("too long")
		}
		return
	}
	e.endA, e.endB = len(e.x), len(e.y)
	if g.exact {
		e.quotes()
	} else {
		e.differ()
		e.cut()
		e.quotes()
		e.numbers()
		e.labels()
		e.attribution()
		e.hedges()
		e.voice()
		e.intensity()
		e.wording()
		e.clauses()
	}
	switch {
	case e.noted:
	case g.moved && g.exact:
		label, _ := c.carries(c.a, e.x)
		if far := c.far(g); far && (label == "denial" || label == "accusation") {
			c.add(Note{Kind: KindMoved, Label: label, Weight: 1, A: c.a.side(e.wa, e.wa), B: c.b.side(e.wb, e.wb)})
			return
		}
		neutral("moved")
	case !g.exact:
		neutral("wording")
	case e.wa.Of(c.a.Text) != e.wb.Of(c.b.Text):
		neutral("style")
	}
}

// differ finds the words that differ, and what they mean.
func (e *edit) differ() {
	e.ch = diffTokens(e.x, e.y)
	e.dx, e.dy = make([]bool, len(e.x)), make([]bool, len(e.y))
	for _, h := range e.ch {
		for i := h.a0; i < h.a1; i++ {
			e.dx[i] = true
		}
		for j := h.b0; j < h.b1; j++ {
			e.dy[j] = true
		}
	}
	e.sx, e.sy = e.locate(e.c.a, e.x, e.dx), e.locate(e.c.b, e.y, e.dy)
}

// far tells whether a moved sentence stands in another part of the story: a
// denial at the top is read, one at the bottom is not.
func (c *comparison) far(g *group) bool {
	at := func(d *doc, u int) float64 {
		return float64(d.units[u].span.Start-d.units[d.first].span.Start) / float64(len(d.Text)-d.units[d.first].span.Start)
	}
	if c.a.first >= len(c.a.units) || c.b.first >= len(c.b.units) {
		return false
	}
	return math.Abs(at(c.a, g.a[0])-at(c.b, g.b[0])) >= minMoved
}

const minMoved = 1.0 / 3 // of the story's length

func (e *edit) locate(d *doc, toks []*token, changed []bool) []located {
	var out []located
	pos := 0
	for pos < len(toks) {
		// Tokens of a unit are consecutive in the document.
		i := d.indexOf(toks[pos])
		n := 1
		for pos+n < len(toks) && i+n < len(d.toks) && toks[pos+n] == &d.toks[i+n] {
			n++
		}
		for _, s := range d.sensesIn(i, i+n) {
			l := located{sense: s, at: pos + s.from - i, end: min(pos+s.to-i, len(toks))}
			for k := l.at; k < l.end; k++ {
				l.changed = l.changed || changed[k]
				l.quoted = l.quoted || toks[k].quote != 0
			}
			out = append(out, l)
		}
		pos += n
	}
	return out
}

// indexOf is the position of a token of d.
func (d *doc) indexOf(t *token) int {
	return sort.Search(len(d.toks), func(i int) bool { return d.toks[i].start >= t.start })
}

// note adds a note on the words x[a0:a1] against y[b0:b1], with the sentences around them.
func (e *edit) note(kind, label, family string, weight, a0, a1, b0, b1 int) {
	if e.used == nil {
		e.used = map[*token]bool{}
	}
	quoted := a1 > a0 || b1 > b0
	for i := a0; i < a1; i++ {
		quoted = quoted && e.x[i].quote != 0
		e.used[e.x[i]] = true
	}
	for j := b0; j < b1; j++ {
		quoted = quoted && e.y[j].quote != 0
		e.used[e.y[j]] = true
	}
	e.noted = true
	e.c.add(Note{Kind: kind, Label: label, Family: family, Weight: weight, Quoted: quoted,
		A: e.c.a.side(e.wa, spanOf(e.x, a0, a1, e.wa)), B: e.c.b.side(e.wb, spanOf(e.y, b0, b1, e.wb))})
}

// hunkOf is the hunk that position i of A (or B) falls in.
func (e *edit) hunkA(i int) *change {
	for k := range e.ch {
		if e.ch[k].a0 <= i && i < e.ch[k].a1 {
			return &e.ch[k]
		}
	}
	return nil
}

func (e *edit) hunkB(j int) *change {
	for k := range e.ch {
		if e.ch[k].b0 <= j && j < e.ch[k].b1 {
			return &e.ch[k]
		}
	}
	return nil
}

// cut finds a page that ends in mid-sentence: what the other side still has is
// a cut, not an edit.
func (e *edit) cut() {
	if len(e.ch) == 0 {
		return
	}
	h := &e.ch[len(e.ch)-1]
	endA, endB := h.a1 == len(e.x), h.b1 == len(e.y)
	if !endA || !endB {
		return
	}
	cutA := h.a1-h.a0 <= 1 && h.b1-h.b0 >= 4 && e.c.a.endsCut(e.wa)
	cutB := h.b1-h.b0 <= 1 && h.a1-h.a0 >= 4 && e.c.b.endsCut(e.wb)
	if !cutA && !cutB {
		return
	}
	kind := KindAdded
	if cutB {
		kind = KindOmitted
	}
	e.note(kind, "cut", "", 1, h.a0, h.a1, h.b0, h.b1)
	e.markUsed(*h)
	e.endA, e.endB = h.a0, h.b0
	e.ch = e.ch[:len(e.ch)-1]
}

// endsCut tells whether a sentence stops without a full stop and nothing of
// the story follows it.
func (d *doc) endsCut(w text.Span) bool {
	for i := len(d.units) - 1; i >= 0; i-- {
		if u := &d.units[i]; u.furn == "" || u.span.End == w.End {
			return u.span.End == w.End && (!u.stopped || strings.HasSuffix(w.Of(d.Text), "...") || strings.HasSuffix(w.Of(d.Text), "…"))
		}
	}
	return false
}

func (e *edit) markUsed(h change) {
	for i := h.a0; i < h.a1; i++ {
		e.used[e.x[i]] = true
	}
	for j := h.b0; j < h.b1; j++ {
		e.used[e.y[j]] = true
	}
}
