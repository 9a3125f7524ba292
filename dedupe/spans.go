package dedupe

import (
	"cmp"
	"slices"
)

// Passages shorter than minPassage words are not told, and two passages become
// one when at most joinGap words part them on either side (a changed word).
const (
	minPassage = 8
	joinGap    = 4
)

// run is a stretch of equal tokens: a[A:A+N] = b[B:B+N].
type run struct{ a, b, n int }

// spans lists the passages that b, just aligned, shares with the loaded page;
// the loaded page is side B of the result. Each place of b is used once, by the
// longest run that starts there; of equally long ones by that which goes on
// where the last one ended.
func (al *aligner) spans(b *page) []SpanPair {
	n := b.gram
	var runs []run
	if n != al.a.gram {
		return nil
	}
	al.chain()
	lastEnd := 0
	for i := 0; i < len(b.shingles); {
		c := -1
		if h := b.shingles[i]; h != 0 {
			c = al.a.find(h)
		}
		if c < 0 {
			i++
			continue
		}
		best := run{b: i}
		tries := 0
		for p := int32(c); p >= 0 && tries < maxChain; p, tries = al.next[p], tries+1 {
			m := al.extend(b, int(p), i)
			if m > best.n || m == best.n && abs(int(p)-lastEnd) < abs(best.a-lastEnd) {
				best.a, best.n = int(p), m
			}
		}
		best.n = max(best.n, n)
		runs = append(runs, best)
		lastEnd = best.a + best.n
		i += best.n
	}
	if len(al.places) == 0 {
		al.places = al.a.tokens.spans(al.places)
	}
	al.others = b.tokens.spans(al.others[:0])
	var out []SpanPair
	for _, r := range join(runs, joinGap*b.unit) {
		if r.nb < minPassage*b.unit {
			continue
		}
		out = append(out, SpanPair{
			A: Span{Start: al.others[r.b].Start, End: al.others[r.b+r.nb-1].End},
			B: Span{Start: al.places[r.a].Start, End: al.places[r.a+r.na-1].End},
		})
	}
	return out
}

// chain links the places of the loaded page that have the same shingle.
func (al *aligner) chain() {
	if al.next != nil {
		return
	}
	al.room = grow(al.room, len(al.a.shingles))
	al.next = al.room
	for i := range al.next {
		al.next[i] = -1
	}
	for _, r := range slices.Backward(al.a.repeats) {
		al.next[r.place], al.next[r.first] = al.next[r.first], r.place
	}
}

// maxChain is how many places of one shingle are tried for a run.
const maxChain = 16

// extend is the number of equal tokens from place p of a and place i of b on.
func (al *aligner) extend(b *page, p, i int) int {
	a := al.a
	n := 0
	for p+n < a.n && i+n < b.n && a.tokens.hash(p+n) == b.tokens.hash(i+n) {
		n++
	}
	return n
}

// passage is a run whose sides may differ by a few tokens.
type passage struct{ a, na, b, nb int }

// join makes passages of runs that follow one another closely on both sides.
func join(runs []run, gap int) []passage {
	slices.SortFunc(runs, func(x, y run) int { return cmp.Or(cmp.Compare(x.b, y.b), cmp.Compare(x.a, y.a)) })
	var out []passage
	for _, r := range runs {
		if len(out) > 0 {
			l := &out[len(out)-1]
			da, db := r.a-(l.a+l.na), r.b-(l.b+l.nb)
			if da >= 0 && db >= 0 && da <= gap && db <= gap {
				l.na, l.nb = r.a+r.n-l.a, r.b+r.n-l.b
				continue
			}
		}
		out = append(out, passage{r.a, r.n, r.b, r.n})
	}
	return out
}

func abs(x int) int { return max(x, -x) }
