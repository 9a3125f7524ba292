package framing

import (
	"strings"
	"unicode/utf8"
)

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
			case whole && named(e.x[i0:i]):
				// A ship, a book, a programme: marks round a name are style.
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

// named tells whether all words of content are capitalised, as in a title.
func named(ts []*token) bool {
	for _, t := range ts {
		if t.content() && t.flags&isCapital == 0 {
			return false
		}
	}
	return true
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
