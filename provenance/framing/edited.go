package framing

import (
	"sort"
	"strings"
	"unicode/utf8"

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
	endA   int             // where the comparison stops: the end, or where one side is cut off
	endB   int
	noted  bool
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
	e := &edit{c: c, x: c.a.pointers(g.a), y: c.b.pointers(g.b), wa: c.a.whole(g.a), wb: c.b.whole(g.b), used: map[*token]bool{}}
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
	if !g.exact {
		e.ch = diffTokens(e.x, e.y)
	}
	e.dx, e.dy = make([]bool, len(e.x)), make([]bool, len(e.y))
	for _, h := range e.ch {
		for i := h.a0; i < h.a1; i++ {
			e.dx[i] = true
		}
		for j := h.b0; j < h.b1; j++ {
			e.dy[j] = true
		}
	}
	e.sx, e.sy = e.locate(c.a, e.x, e.dx), e.locate(c.b, e.y, e.dy)
	e.cut()
	e.quotes()
	if !g.exact {
		e.numbers()
		e.labels()
		e.attribution()
		e.hedges()
		e.voice()
		e.intensity()
		e.clauses()
	}
	switch {
	case e.noted:
	case g.moved && g.exact:
		neutral("moved")
	case !g.exact:
		neutral("wording")
	case e.wa.Of(c.a.Text) != e.wb.Of(c.b.Text):
		neutral("style")
	}
}

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

// quotes compares the words inside quotation marks.
func (e *edit) quotes() {
	// Words that both sides have, quoted on one only.
	i, j := 0, 0
	flush := func(i1, j1 int) {
		for i < i1 {
			if (e.x[i].quote != 0) == (e.y[j].quote != 0) {
				i++
				j++
				continue
			}
			i0, j0 := i, j
			inA := e.x[i].quote != 0
			words := 0
			for i < i1 && (e.x[i].quote != 0) != (e.y[j].quote != 0) && (e.x[i].quote != 0) == inA {
				if e.x[i].content() {
					words++
				}
				i++
				j++
			}
			if words == 0 {
				continue
			}
			whole := e.wholeQuote(e.x[i0:i], e.y[j0:j], inA)
			switch {
			case e.marked(inA, e.x[i0], e.x[i-1], e.y[j0], e.y[j-1]):
				// Both have marks, of which one set is not told as speech.
			case !whole && i-i0 < 3:
				// The quotation goes on in changed words; the hunk says so.
			case inA:
				e.note(KindQuote, "de-quoted", "", 2, i0, i, j0, j)
			case i-i0 <= 4:
				e.note(KindQuote, "scare-quoted", "", 2, i0, i, j0, j)
			default:
				e.note(KindQuote, "quoted", "", 1, i0, i, j0, j)
			}
		}
	}
	for _, h := range e.ch {
		flush(h.a0, h.b0)
		i, j = h.a1, h.b1
	}
	flush(e.endA, e.endB)

	for _, h := range e.ch {
		qa, qb := quotedWords(e.x[h.a0:h.a1]), quotedWords(e.y[h.b0:h.b1])
		if qa == 0 && qb == 0 {
			continue
		}
		left := h.a0 > 0 && h.b0 > 0 && e.x[h.a0-1].quote != 0 && e.y[h.b0-1].quote != 0
		right := h.a1 < len(e.x) && h.b1 < len(e.y) && e.x[h.a1].quote != 0 && e.y[h.b1].quote != 0
		switch {
		case qa > 0 && qb > 0 && (left || right):
			e.note(KindQuote, "altered", "", 3, h.a0, h.a1, h.b0, h.b1)
		case qa > 0 && qb > 0:
			if !e.elsewhere(h) {
				e.note(KindQuote, "replaced", "", 2, h.a0, h.a1, h.b0, h.b1)
			}
		case left && right && h.a1 == h.a0 && e.sameQuote(h.b0-1, h.b1, e.y), left && right && h.b1 == h.b0 && e.sameQuote(h.a0-1, h.a1, e.x):
			if e.ellipsis(h) {
				e.note(KindQuote, "trimmed", "ellipsis", 1, h.a0, h.a1, h.b0, h.b1)
			} else {
				e.note(KindQuote, "altered", "", 3, h.a0, h.a1, h.b0, h.b1)
			}
		case (left || right) && (qa == 0) != (qb == 0):
			if !e.elsewhere(h) {
				e.note(KindQuote, "trimmed", "", 1, h.a0, h.a1, h.b0, h.b1)
			}
		default:
			if e.elsewhere(h) {
				continue
			}
			label := "paraphrased" // own words on one side, a report of them on the other
			if h.a1 == h.a0 {
				label = "added"
			} else if h.b1 == h.b0 {
				label = "dropped"
			}
			e.note(KindQuote, label, "", 1, h.a0, h.a1, h.b0, h.b1)
		}
	}
}

// marked tells whether the words of the side that seems unquoted stand between
// marks all the same.
func (e *edit) marked(inA bool, xf, xl, yf, yl *token) bool {
	s, from, to := e.c.b.Text, yf.start, yl.end
	if !inA {
		s, from, to = e.c.a.Text, xf.start, xl.end
	}
	const marks = "\"'`‘’“”«»„‹›"
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	rest := strings.TrimLeft(s[to:min(len(s), to+4)], ",.!?…")
	after, _ := utf8.DecodeRuneInString(rest)
	return strings.ContainsRune(marks, before) && strings.ContainsRune(marks, after)
}

// wholeQuote tells whether the words are all that their quotation holds.
func (e *edit) wholeQuote(xs, ys []*token, inA bool) bool {
	d, ts := e.c.a, xs
	if !inA {
		d, ts = e.c.b, ys
	}
	q := d.quotes[ts[0].quote-1]
	first, last := ts[0], ts[len(ts)-1]
	return first.start-q.Start <= 3 && q.End-last.end <= 4
}

func (e *edit) sameQuote(i, j int, ts []*token) bool {
	return i >= 0 && j < len(ts) && ts[i].quote == ts[j].quote
}

// ellipsis tells whether the shorter side marks the gap.
func (e *edit) ellipsis(h change) bool {
	var gap string
	if h.a1 == h.a0 {
		gap = e.c.a.Text[e.x[h.a0-1].end:e.x[h.a0].start]
	} else {
		gap = e.c.b.Text[e.y[h.b0-1].end:e.y[h.b0].start]
	}
	for _, r := range gap {
		if r == '…' || r == '[' || r == '(' {
			return true
		}
	}
	return len(gap) >= 3 && containsDots(gap)
}

func containsDots(s string) bool {
	n := 0
	for _, r := range s {
		if r == '.' {
			n++
		}
	}
	return n >= 2
}

func quotedWords(ts []*token) int {
	n := 0
	for _, t := range ts {
		if t.quote != 0 {
			n++
		}
	}
	return n
}

// elsewhere tells whether the quoted words of a hunk stand in quotation marks
// at another place of the other page.
func (e *edit) elsewhere(h change) bool {
	return e.c.quotedElsewhere(e.x[h.a0:h.a1], e.c.b) && e.c.quotedElsewhere(e.y[h.b0:h.b1], e.c.a)
}

func (c *comparison) quotedElsewhere(ts []*token, other *doc) bool {
	have := c.quotedPairs(other)
	n, hit := 0, 0
	for k := 1; k < len(ts); k++ {
		if ts[k].quote != 0 && ts[k].quote == ts[k-1].quote {
			n++
			if have[bigram(ts[k-1], ts[k])] {
				hit++
			}
		}
	}
	return hit*5 >= n*4 && (n > 0 || quotedWords(ts) == 0)
}

func bigram(x, y *token) uint64 { return uint64(uint32(x.id))<<32 | uint64(uint32(y.id)) }

func (c *comparison) quotedPairs(d *doc) map[uint64]bool {
	if c.special == nil {
		c.special = map[*doc]map[uint64]bool{}
	}
	m := c.special[d]
	if m == nil {
		m = map[uint64]bool{}
		for k := 1; k < len(d.toks); k++ {
			if d.toks[k].quote != 0 && d.toks[k].quote == d.toks[k-1].quote {
				m[bigram(&d.toks[k-1], &d.toks[k])] = true
			}
		}
		c.special[d] = m
	}
	return m
}

// amounts are the numbers and vague quantities of a run of words, without those of dates.
func (e *edit) amounts(d *doc, ts []*token, ss []located, from, to int, dates bool) map[string]int {
	out := map[string]int{}
	for i := from; i < to; i++ {
		if ts[i].flags&isNumber != 0 && (isDateNumber(ts, i) == dates) {
			out[formatValue(ts[i].value)] = i
		}
	}
	for _, s := range ss {
		if s.Kind == rowQuantity && s.at >= from && s.end <= to && !dates {
			out["~"+s.Class] = s.at
		}
	}
	return out
}
