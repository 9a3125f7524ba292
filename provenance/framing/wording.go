package framing

import (
	"strings"

	"github.com/newscheck/newscheck/internal/text"
)

// Words that no list names differ too. In a sentence that is otherwise kept,
// one word of content in the place of another is a choice somebody made, unless
// the two are plain words for one thing (rows of kind wording); an adverb or an
// adjective that judges shows by its ending (rows of kind ending).

const (
	minKept    = .40 // share of the shorter sentence that the other has, where words without a list are compared
	maxSwap    = 2   // words of content on each side of such a swap
	maxSwapAll = 5   // and words of any kind
)

// wording finds swapped words, judging words that came or went, and negations.
func (e *edit) wording() {
	kept := len(e.x)
	for _, h := range e.ch {
		kept -= h.a1 - h.a0
	}
	if float64(kept) < minKept*float64(min(len(e.x), len(e.y))) {
		return
	}
	for _, h := range e.rest() {
		if h.a1-h.a0 > maxSwapAll || h.b1-h.b0 > maxSwapAll || e.quotedHunk(h) {
			continue
		}
		if e.c.a.together(e.x[h.a0:h.a1]) == e.c.b.together(e.y[h.b0:h.b1]) {
			continue // "lime stone", "limestone"
		}
		a, plainA := e.open(e.x[h.a0:h.a1], e.stemsB())
		b, plainB := e.open(e.y[h.b0:h.b1], e.stemsA())
		switch {
		case len(a) == 0 && len(b) == 0:
			if plainA && plainB && negations(e.sx, h.a0, h.a1)%2 != negations(e.sy, h.b0, h.b1)%2 {
				e.note(KindHedge, "negated", "negation", 2, h.a0, h.a1, h.b0, h.b1)
			}
		case !plainA || !plainB:
			// A name on one side: who is meant, not how it is called.
		case len(a) > 0 && len(b) > 0:
			if len(a) <= maxSwap && len(b) <= maxSwap && !e.sameWording(h, a, b) {
				e.note(e.swapKind(h, a, b), "changed", "", 1, h.a0, h.a1, h.b0, h.b1)
			}
		case len(b) == 0:
			if e.judging(e.x, h.a0, h.a1, true) {
				e.note(KindIntensity, "dropped", "", 1, h.a0, h.a1, h.b0, h.b1)
			}
		default:
			if e.judging(e.y, h.b0, h.b1, false) {
				e.note(KindIntensity, "added", "", 1, h.a0, h.a1, h.b0, h.b1)
			}
		}
	}
}

// together is the words folded, without what parts them.
func (d *doc) together(ts []*token) string {
	var b strings.Builder
	for _, t := range ts {
		for _, w := range text.Words(nil, d.Text[t.start:t.end]) {
			b.WriteString(text.Fold(d.Text[t.start:t.end][w.Start:w.End]))
		}
	}
	return b.String()
}

// rest is what no note explains yet: hunks, or what stands in one before and
// after the words that a note took on both sides.
func (e *edit) rest() []change {
	var out []change
	for _, h := range e.ch {
		fa, la := e.taken(e.x, h.a0, h.a1)
		fb, lb := e.taken(e.y, h.b0, h.b1)
		switch {
		case fa < 0 && fb < 0:
			out = append(out, h)
		case fa >= 0 && fb >= 0:
			out = append(out, change{h.a0, fa, h.b0, fb}, change{la + 1, h.a1, lb + 1, h.b1})
		}
	}
	return out
}

// taken returns the first and the last of ts[from:to] that a note explains, or -1.
func (e *edit) taken(ts []*token, from, to int) (first, last int) {
	first, last = -1, -1
	for i := from; i < to; i++ {
		if e.used[ts[i]] {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

// open returns the words of content in ts whose stems the other sentence lacks,
// and whether there are no names, dates or numbers among those.
func (e *edit) open(ts []*token, other map[int32]bool) (words []*token, plain bool) {
	plain = true
	for _, t := range ts {
		switch {
		case other[t.stem], e.c.lang.plain["adverb "+t.info.fold]: // it moved, or tells how no more than when
		case t.name() || t.flags&isNumber != 0:
			plain = false
		case t.content():
			words = append(words, t)
		}
	}
	return words, plain
}

// stemsA and stemsB are the stems of the two sentences.
func (e *edit) stemsA() map[int32]bool { return stemSet(&e.inA, e.x) }
func (e *edit) stemsB() map[int32]bool { return stemSet(&e.inB, e.y) }

func stemSet(m *map[int32]bool, ts []*token) map[int32]bool {
	if *m == nil {
		*m = make(map[int32]bool, len(ts))
		for _, t := range ts {
			(*m)[t.stem] = true
		}
	}
	return *m
}

func negations(ss []located, from, to int) int {
	n := 0
	for _, s := range ss {
		if s.Kind == rowNegation && from <= s.at && s.at < to {
			n++
		}
	}
	return n
}

// sameWording tells whether the two sides of a hunk are plain words for one
// thing, or report, doubt or measure in the same way.
func (e *edit) sameWording(h change, a, b []*token) bool {
	if e.plainVerbs(a) && e.plainVerbs(b) || len(a) == 1 && len(b) == 1 && compounded(a[0], b[0]) {
		return true
	}
	if len(a) == len(b) && len(a) > 1 { // word by word: "memo to staff", "message to employees"
		same := true
		for i := range a {
			same = same && e.sameWording(h, a[i:i+1], b[i:i+1])
		}
		if same {
			return true
		}
	}
	for _, p := range e.sx {
		if !alike(p) || !p.changed || p.end <= h.a0 || h.a1 <= p.at || !covers(e.x, p, a) {
			continue
		}
		for _, q := range e.sy {
			if q.Kind == p.Kind && q.Class == p.Class && q.end > h.b0 && h.b1 > q.at && covers(e.y, q, b) {
				return true
			}
		}
	}
	return false
}

// plainVerbs tells whether all words are verbs that colour nothing.
func (e *edit) plainVerbs(ts []*token) bool {
	for _, t := range ts {
		if !e.c.lang.plain["verb ~"+t.info.stem] {
			return false
		}
	}
	return true
}

// alike tells whether terms of one class are as good as one another here. The
// verbs of fight and praise are not: "welcomed" is less than "hailed".
func alike(s located) bool {
	switch s.Kind {
	case rowWording, rowHedge, rowQuantity:
		return true
	case rowVerb:
		return s.Class != "heat" && s.Class != "praise" && s.Class != "urge"
	}
	return false
}

// covers tells whether all words stand within the sense.
func covers(ts []*token, s located, words []*token) bool {
	for _, w := range words {
		if w.start < ts[s.at].start || w.end > ts[s.end-1].end {
			return false
		}
	}
	return true
}

// swapKind: another noun is another name, another verb, adjective or adverb
// another strength. A noun closes its phrase: a word of function, a mark or
// the end of the sentence follows, and one opens it.
func (e *edit) swapKind(h change, a, b []*token) string {
	if h.a0 > 0 && !e.x[h.a0-1].content() && e.closes(e.c.a, e.x, h.a1) && e.closes(e.c.b, e.y, h.b1) && !e.ends("adverb", a[0]) && !e.ends("adverb", b[0]) {
		return KindLabel
	}
	return KindIntensity
}

// closes tells whether a phrase ends before ts[i].
func (e *edit) closes(d *doc, ts []*token, i int) bool {
	return i >= len(ts) || !ts[i].content() || strings.ContainsAny(d.Text[ts[i-1].end:ts[i].start], ",.;:!?")
}

// judging tells whether the words, which the other side lacks, hold an adverb
// or an adjective that judges by its ending, and the other page has not the same
// words elsewhere.
func (e *edit) judging(ts []*token, from, to int, inA bool) bool {
	for i := from; i < to; i++ {
		t := ts[i]
		if !t.content() || t.name() {
			continue
		}
		adjective := e.ends("adjective", t) && i+1 < len(ts) && ts[i+1].content()
		d := e.c.a
		if !inA {
			d = e.c.b
		}
		// "shark-infested": a participle that hangs on a word before it.
		hangs := i > from && ts[i-1].flags&(isNumber|isCapital) == 0 && d.Text[ts[i-1].end:t.start] == "-" && e.ends("compound", t) &&
			i+1 < len(ts) && ts[i+1].content()
		if (adjective || hangs || e.ends("adverb", t)) && !e.c.carried(located{at: i, end: i + 1}, ts, inA) {
			return true
		}
	}
	return false
}

// compounded tells whether one word is the other with something before it:
// "schoolteacher", "teacher".
func compounded(x, y *token) bool {
	a, b := x.info.stem, y.info.stem
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) > minStemmed && len(b) >= len(a)+minStemmed && strings.HasSuffix(b, a)
}

// minStemmed is the least a word has before an ending.
const minStemmed = 3

// ends tells whether a word has an ending of the class and is not plain all the same.
func (e *edit) ends(class string, t *token) bool {
	w := t.info.fold
	if e.c.lang.plain[class+" "+w] {
		return false
	}
	for _, s := range e.c.lang.endings[class] {
		if len(w) >= len(s)+minStemmed && strings.HasSuffix(w, s) {
			return true
		}
	}
	return false
}
