package framing

import (
	"slices"
	"strings"
)

// free tells whether no note explains the words yet.
func (e *edit) freeA(s located) bool {
	for i := s.at; i < s.end; i++ {
		if e.used[e.x[i]] {
			return false
		}
	}
	return true
}

func (e *edit) freeB(s located) bool {
	for i := s.at; i < s.end; i++ {
		if e.used[e.y[i]] {
			return false
		}
	}
	return true
}

// labels finds other names of one family in the same place, and names that
// were coloured or cleaned by a modifier.
func (e *edit) labels() {
	for _, p := range e.sx {
		if p.Kind != rowLabel || !e.freeA(p) || hasSame(e.sy, p) {
			continue
		}
		best := -1
		for k, q := range e.sy {
			if q.Kind == rowLabel && q.Class == p.Class && (q.changed && p.changed || e.extends(p, q)) && e.freeB(q) && !hasSame(e.sx, q) &&
				(best < 0 || distance(e, p, q) < distance(e, p, e.sy[best])) {
				best = k
			}
		}
		if best >= 0 && (distance(e, p, e.sy[best]) <= 2 || e.extends(p, e.sy[best])) {
			q := e.sy[best]
			e.note(KindLabel, "changed", p.Class, 2, p.at, p.end, q.at, q.end)
		}
	}
	// A name of a family against words of none, or a name that came or went: a
	// choice where people and powers are named, and none for "attack" or "died".
	for _, s := range e.sx {
		if h := e.hunkA(s.at); s.Kind == rowLabel && s.changed && h != nil && e.freeA(s) && !hasSame(e.sy, s) && e.brief(*h) && e.c.lang.namers[s.Class] {
			e.note(KindLabel, labelOf(h.b1 > h.b0, "dropped"), s.Class, 1, s.at, s.end, h.b0, h.b1)
		}
	}
	for _, s := range e.sy {
		if h := e.hunkB(s.at); s.Kind == rowLabel && s.changed && h != nil && e.freeB(s) && !hasSame(e.sx, s) && e.brief(*h) && e.c.lang.namers[s.Class] {
			e.note(KindLabel, labelOf(h.a1 > h.a0, "added"), s.Class, 1, h.a0, h.a1, s.at, s.end)
		}
	}
	for _, s := range e.sx {
		if s.Kind == rowModifier && s.changed && e.freeA(s) && !hasSame(e.sy, s) {
			b := e.placeInB(s.at)
			e.note(KindLabel, "dropped", s.Class, 2, s.at, s.end, b, b)
		}
	}
	for _, s := range e.sy {
		if s.Kind == rowModifier && s.changed && e.freeB(s) && !hasSame(e.sx, s) {
			a := e.placeInA(s.at)
			e.note(KindLabel, "added", s.Class, 2, a, a, s.at, s.end)
		}
	}
}

// extends: one name is the other with more words ("military operation", "special
// military operation"), so that part of it did not change.
func (e *edit) extends(p, q located) bool {
	if p.changed == q.changed && !p.changed {
		return false
	}
	return e.x[p.end-1].id == e.y[q.end-1].id || e.x[p.at].id == e.y[q.at].id
}

func labelOf(both bool, alone string) string {
	if both {
		return "changed"
	}
	return alone
}

// brief: the hunk swaps a few words, it does not rewrite the sentence.
func (e *edit) brief(h change) bool { return h.a1-h.a0 <= 4 && h.b1-h.b0 <= 4 }

// distance in hunks between two senses.
func distance(e *edit, p, q located) int {
	n := 0
	for k := range e.ch {
		h := &e.ch[k]
		inA := h.a0 < p.end && p.at < h.a1
		inB := h.b0 < q.end && q.at < h.b1
		if inA && inB {
			return 0
		}
		if inA || inB {
			if n > 0 {
				return k + 1 - n
			}
			n = k + 1
		}
	}
	return len(e.ch)
}

// hasSame tells whether the other side has the same term.
func hasSame(ss []located, p located) bool {
	for _, s := range ss {
		if s.Kind == p.Kind && s.Class == p.Class && strings.Join(s.words, " ") == strings.Join(p.words, " ") {
			return true
		}
	}
	return false
}

func hasClass(ss []located, kind, class string) bool {
	for _, s := range ss {
		if s.Kind == kind && s.Class == class {
			return true
		}
	}
	return false
}

// placeInB is where, in B, the words of A at position i would stand.
func (e *edit) placeInB(i int) int {
	if h := e.hunkA(i); h != nil {
		return h.b1
	}
	return 0
}

func (e *edit) placeInA(j int) int {
	if h := e.hunkB(j); h != nil {
		return h.a1
	}
	return 0
}

// attribution compares verbs and sources of what is reported.
func (e *edit) attribution() {
	va, vb := e.claims(e.sx), e.claims(e.sy)
	// A verb of another class in its place.
	for _, p := range va {
		if !p.changed || !e.freeA(p) {
			continue
		}
		for _, q := range vb {
			if q.changed && e.freeB(q) && retells(p, q) && distance(e, p, q) <= reach(p, q) &&
				(count(va, p.Class) > count(vb, p.Class) || count(vb, q.Class) > count(va, q.Class)) {
				w := 2
				if (plainClaim(p) || plainClaim(q)) && (mild[p.Class] || mild[q.Class]) {
					w = 1
				}
				e.note(KindAttribution, "verb", p.Class+" / "+q.Class, w, p.at, p.end, q.at, q.end)
				break
			}
		}
	}
	// A claim without its source.
	if len(va) > 0 && len(vb) == 0 {
		if s, ok := e.changedClaim(va); ok && !e.allQuoted(e.y) {
			h := e.hunkA(s.at)
			if h == nil {
				return
			}
			e.note(KindAttribution, "dropped", s.Class, 2, h.a0, h.a1, h.b0, h.b1)
		}
	} else if len(vb) > 0 && len(va) == 0 {
		if s, ok := e.changedClaim(vb); ok && !e.allQuoted(e.x) {
			h := e.hunkB(s.at)
			if h == nil {
				return
			}
			e.note(KindAttribution, "added", s.Class, 2, h.a0, h.a1, h.b0, h.b1)
		}
	} else {
		// One source of several: a tag of its own that only one side has.
		for _, s := range va {
			if h := e.hunkA(s.at); s.changed && h != nil && h.b0 == h.b1 && len(va) > len(vb) && e.isTag(s, e.x, h.a0, h.a1) && e.freeA(s) {
				e.note(KindAttribution, "dropped", s.Class, 2, h.a0, h.a1, h.b0, h.b1)
			}
		}
		for _, s := range vb {
			if h := e.hunkB(s.at); s.changed && h != nil && h.a0 == h.a1 && len(vb) > len(va) && e.isTag(s, e.y, h.b0, h.b1) && e.freeB(s) {
				e.note(KindAttribution, "added", s.Class, 2, h.a0, h.a1, h.b0, h.b1)
			}
		}
	}
}

// retells tells whether two claims put the same words otherwise: by verbs of two
// classes, or by a verb that takes a side where the other only names its source.
func retells(p, q located) bool {
	if p.Kind == rowSource || q.Kind == rowSource {
		return plainClaim(p) != plainClaim(q)
	}
	return p.Class != q.Class
}

func plainClaim(s located) bool { return s.Kind == rowSource || s.Class == "neutral" }

// reach is how many hunks may part the two: "according to X" and "X warned" have
// the name between them.
func reach(p, q located) int {
	if p.Kind != q.Kind {
		return 1
	}
	return 0
}

// isTag: the words are an attribution and little else, and name someone.
func (e *edit) isTag(s located, ts []*token, from, to int) bool {
	content := 0
	for i := from; i < to; i++ {
		if ts[i].content() && (i < s.at || i >= s.end) {
			content++
		}
	}
	return content > 0 && (s.Kind == rowSource && content <= 6 || content <= 2 && !e.allQuoted(ts))
}

// mild verb classes shade "said" without taking a side.
var mild = map[string]bool{"argue": true, "suggest": true, "urge": true, "believe": true}

func count(ss []located, class string) int {
	n := 0
	for _, s := range ss {
		if s.Class == class {
			n++
		}
	}
	return n
}

// claims are the reporting verbs and source phrases outside quotation marks.
func (e *edit) claims(ss []located) []located {
	var out []located
	for _, s := range ss {
		if (s.Kind == rowVerb || s.Kind == rowSource) && !s.quoted && !covered(ss, s) {
			out = append(out, s)
		}
	}
	return out
}

// covered: the verb is part of a longer term that is none ("so-called", "accused of").
func covered(ss []located, s located) bool {
	for _, o := range ss {
		if (o.Kind == rowHedge || o.Kind == rowModifier || o.Kind == rowDeny) && o.at <= s.at && s.end <= o.end && o.end-o.at > s.end-s.at {
			return true
		}
	}
	return false
}

func (e *edit) changedClaim(ss []located) (located, bool) {
	for _, s := range ss {
		if s.changed {
			return s, true
		}
	}
	return located{}, false
}

// allQuoted: all content of the sentence is direct speech, whose tag stands
// before or after it.
func (e *edit) allQuoted(ts []*token) bool {
	in, out := 0, 0
	for _, t := range ts {
		if t.content() {
			if t.quote != 0 {
				in++
			} else {
				out++
			}
		}
	}
	return in > 0 && in >= 2*out
}

// hedges compares how sure the two sides are.
func (e *edit) hedges() {
	one := func(own, other []located, free func(located) bool, inA bool) {
		for _, s := range own {
			if s.Kind != rowHedge || !s.changed || s.quoted || !free(s) || hasClass(other, rowHedge, s.Class) || e.reworded(s, own, other, inA) || e.rounds(s, own, inA) {
				continue
			}
			// Its counterpart in the same hunk, if any.
			var q *located
			for k := range other {
				o := &other[k]
				if o.Kind == rowHedge && o.changed && !hasClass(own, rowHedge, o.Class) {
					if inA && distance(e, s, *o) == 0 || !inA && distance(e, *o, s) == 0 {
						q = o
						break
					}
				}
			}
			switch {
			case q != nil && inA:
				e.note(KindHedge, "changed", s.Class+" / "+q.Class, 2, s.at, s.end, q.at, q.end)
			case q != nil:
				e.note(KindHedge, "changed", q.Class+" / "+s.Class, 2, q.at, q.end, s.at, s.end)
			case s.Class == "certain" || s.Class == "modal" || s.Class == "necessity" || s.Class == "bound":
				// Plain statement and "will" are the same strength; alone they say nothing.
			case inA:
				h := e.hunkA(s.at)
				if h != nil && h.a1-h.a0 <= 25 {
					e.note(KindHedge, "dropped", s.Class, 2, s.at, s.end, h.b0, h.b1)
				}
			default:
				h := e.hunkB(s.at)
				if h != nil && h.b1-h.b0 <= 25 {
					e.note(KindHedge, "added", s.Class, 2, h.a0, h.a1, s.at, s.end)
				}
			}
		}
	}
	one(e.sx, e.sy, e.freeA, true)
	one(e.sy, e.sx, e.freeB, false)
}

// reworded tells whether the other side has, in the place of s, a plain word for the
// same thing: "some 1,500", "about 1,500".
func (e *edit) reworded(s located, own, other []located, inA bool) bool {
	for _, p := range own {
		if p.Kind != rowWording || p.at != s.at || p.end != s.end {
			continue
		}
		for _, q := range other {
			if q.Kind == rowWording && q.Class == p.Class && q.changed && (inA && distance(e, p, q) == 0 || !inA && distance(e, q, p) == 0) {
				return true
			}
		}
	}
	return false
}

// rounds tells whether s is a plain word for "about" that stands before a number.
func (e *edit) rounds(s located, own []located, inA bool) bool {
	ts := e.x
	if !inA {
		ts = e.y
	}
	return s.end < len(ts) && ts[s.end].flags&isNumber != 0 &&
		slices.ContainsFunc(own, func(o located) bool { return o.Kind == rowWording && o.at == s.at && o.end == s.end })
}

// intensity finds strengthening and evaluating words that one side has.
func (e *edit) intensity() {
	one := func(own, other []located, free func(located) bool, ts []*token, inA bool) {
		for _, s := range own {
			if s.Kind != rowIntensity || !s.changed || s.quoted || !free(s) || hasSame(other, s) || e.c.carried(s, ts, inA) {
				continue
			}
			label, w := "dropped", 1
			if !inA {
				label = "added"
			}
			if s.Class == "evaluative" || s.Class == "heat" {
				w = 2
			}
			if inA {
				h := e.hunkA(s.at)
				if h == nil {
					continue
				}
				b1 := h.b1
				if h.b1 > h.b0 && h.a1-h.a0 <= 3 {
					label = "changed"
				}
				e.note(KindIntensity, label, s.Class, w, s.at, s.end, h.b0, b1)
			} else {
				h := e.hunkB(s.at)
				if h == nil {
					continue
				}
				if h.a1 > h.a0 && h.b1-h.b0 <= 3 {
					label = "changed"
				}
				e.note(KindIntensity, label, s.Class, w, h.a0, h.a1, s.at, s.end)
			}
		}
	}
	one(e.sx, e.sy, e.freeA, e.x, true)
	one(e.sy, e.sx, e.freeB, e.y, false)
	e.charges()
}

// charges finds a word of accusation or denial that came into a sentence, or
// went, and that the other side does not put in other words of the kind.
func (e *edit) charges() {
	for _, kind := range []string{rowAccuse, rowDeny} {
		for _, s := range e.sx {
			if h := e.hunkA(s.at); s.Kind == kind && s.changed && !s.quoted && h != nil && e.freeA(s) && !hasKind(e.sy, kind) && !e.c.carried(s, e.x, true) {
				e.note(KindIntensity, "dropped", kind, 2, s.at, s.end, h.b0, h.b1)
			}
		}
		for _, s := range e.sy {
			if h := e.hunkB(s.at); s.Kind == kind && s.changed && !s.quoted && h != nil && e.freeB(s) && !hasKind(e.sx, kind) && !e.c.carried(s, e.y, false) {
				e.note(KindIntensity, "added", kind, 2, h.a0, h.a1, s.at, s.end)
			}
		}
	}
}

func hasKind(ss []located, kind string) bool {
	for _, s := range ss {
		if s.Kind == kind {
			return true
		}
	}
	return false
}

// carried tells whether the other page has the same words together elsewhere:
// the phrase was moved.
func (c *comparison) carried(s located, ts []*token, inA bool) bool {
	other := c.b
	if !inA {
		other = c.a
	}
	have := c.allPairs(other)
	return s.end < len(ts) && ts[s.end].content() && ts[s.end-1].content() && have[bigram(ts[s.end-1], ts[s.end])] ||
		s.at > 0 && ts[s.at-1].content() && ts[s.at].content() && have[bigram(ts[s.at-1], ts[s.at])]
}

// clauses finds what is left: words enough for a clause that only one side
// has, and that the other page does not have elsewhere either. Where a sentence
// was rewritten, each side may hold something of its own.
func (e *edit) clauses() {
	for _, h := range e.ch {
		xs, ys := e.x[h.a0:h.a1], e.y[h.b0:h.b1]
		a, b := e.weightOf(xs), e.weightOf(ys)
		if len(ys) == 0 {
			a = e.weightOf(newTo(xs, e.stemsB()))
		} else if len(xs) == 0 {
			b = e.weightOf(newTo(ys, e.stemsA()))
		}
		if a >= e.least(h.b1-h.b0) && a >= b && !e.c.known(xs, e.c.b) {
			if label, w := e.c.carries(e.c.a, xs); w > 0 && (a >= minClause || label != "attribution") {
				e.note(KindOmitted, label, "clause", w, h.a0, h.a1, h.b0, h.b1)
			}
		}
		if b >= e.least(h.a1-h.a0) && b >= a && !e.c.known(ys, e.c.a) {
			if label, w := e.c.carries(e.c.b, ys); w > 0 && (b >= minClause || label != "attribution") {
				e.note(KindAdded, label, "clause", w, h.a0, h.a1, h.b0, h.b1)
			}
		}
	}
}

const (
	minClause   = 4 // content words, without names, titles and dates
	minInserted = 2 // the same where the other side has nothing in their place
)

// newTo are the words whose stems the other sentence has nowhere.
func newTo(ts []*token, other map[int32]bool) []*token {
	var out []*token
	for _, t := range ts {
		if !other[t.stem] {
			out = append(out, t)
		}
	}
	return out
}

// least is how many words make a clause where the other side has so many.
func (e *edit) least(other int) int {
	if other == 0 {
		return minInserted
	}
	return minClause
}

func (e *edit) weightOf(ts []*token) int {
	n := 0
	for _, t := range ts {
		if t.content() && !t.name() && !e.used[t] {
			n++
		}
	}
	return n
}
