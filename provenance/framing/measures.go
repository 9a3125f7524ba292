package framing

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A number says something of a thing: how long it took, how far, how many, what it
// costs. Two desks put the same amount in other units, and other amounts of the same
// thing into sentences that hardly resemble each other ("talked for two-plus hours",
// "the session ran well past 90 minutes"). Amounts are therefore read with their
// units and looked for in the whole other page.

// amount is a number with its unit.
type amount struct {
	from, to int // tokens of the page, the unit among them
	unit     int // sentence
	value    float64
	measure  *yardstick
	base     float64 // value in the unit of the dimension; for a bare count the number
	bound    bool    // "more than", "-plus"
	lasts    bool    // tells how long something went on
	soft     bool    // "an hour", "a day": often no amount
}

// yardstick is a unit: value*factor+offset is the value in the unit of its dimension.
type yardstick struct {
	dimension      string
	factor, offset float64
}

// bare is the measure of a number without a unit.
var bare = &yardstick{factor: 1}

// parseMeasure reads the class of a unit row: "length 1609.344", "temperature 0.5556 -17.78".
func parseMeasure(class string) (*yardstick, bool) {
	f := strings.Fields(class)
	if len(f) < 2 || len(f) > 3 {
		return nil, false
	}
	m := &yardstick{dimension: f[0]}
	for i, x := range f[1:] {
		v, err := strconv.ParseFloat(x, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, false
		}
		*[]*float64{&m.factor, &m.offset}[i] = v
	}
	return m, m.factor > 0
}

const (
	sameMeasure  = .10 // relative difference of amounts in two units that desks take for the same: 60 miles, 100 kilometres
	sameTime     = .02 // the same for times, which desks do not round so: 30 days, a month
	sameDegrees  = 1.5 // the same for temperatures, in degrees Celsius
	maxCounted   = 500 // amounts of a page that is compared as a whole
	maxAmounts   = 64  // of one page that are held against those of the other
	maxCue       = 6   // words between a verb of lasting and the amount
	maxForCue    = 3   // the same for "for", and for what bounds an amount: "well past the scheduled 90 minutes"
	maxTimes     = 6   // two lengths of one thing do not differ by more than this factor
	maxFactor    = 20  // nor do two amounts of another kind
	maxSmall     = 12  // numbers up to this stand everywhere
	minSameThing = .40 // share of the lighter sentence's weight that the other has, when both speak of one thing
)

// amounts are the amounts of a page, in order.
func (d *doc) amounts() []amount {
	if d.counted != nil {
		return d.counted
	}
	d.counted = []amount{}
	for u := range d.units {
		un := &d.units[u]
		toks := d.toks[un.from:un.to]
		for k := un.from; k < un.to; k++ {
			t := &d.toks[k]
			a := amount{from: k, to: k + 1, unit: u, value: t.value, measure: bare}
			switch {
			case t.flags&isNumber != 0:
				if isDateToken(toks, k-un.from) || d.senseAt(rowIntensity, k) != nil {
					continue
				}
				d.measured(&a, un)
			case !d.single(&a, un):
				continue
			}
			a.base = a.value*a.measure.factor + a.measure.offset
			if n := len(d.counted); n > 0 && d.continues(&d.counted[n-1], &a) {
				last := &d.counted[n-1]
				last.to, last.base, last.soft = a.to, last.base+a.base, false
			} else {
				d.counted = append(d.counted, a)
			}
			k = a.to - 1
		}
	}
	return d.counted
}

// single reads a unit behind an article: "an hour", "an hour and a half".
func (d *doc) single(a *amount, un *unit) bool {
	article := func(k int) bool { return k < un.to && d.toks[k].info.article }
	if !article(a.from) || a.to >= un.to || !d.joined(a.to) {
		return false
	}
	s := d.senseAt(rowUnit, a.to)
	if s == nil || s.measure.dimension != "time" && s.measure.dimension != "length" {
		return false
	}
	a.to, a.measure, a.value, a.soft = s.to, s.measure, 1, true
	if k := s.to; k+2 < un.to && d.toks[k].info.joins && article(k+1) && d.toks[k+2].flags&isNumber != 0 && d.toks[k+2].value < 1 {
		a.to, a.value, a.soft = k+3, 1+d.toks[k+2].value, false
	}
	d.cues(a, un)
	return true
}

// measured finds the unit behind a number, or the sign of one around it.
func (d *doc) measured(a *amount, un *unit) {
	k := a.from + 1
	if k < un.to && d.toks[k].info.between && d.joined(k) { // "two-plus hours", "half an hour"
		a.bound = d.toks[k].info.beyond
		k++
	}
	if k < un.to && d.joined(k) {
		if s := d.senseAt(rowUnit, k); s != nil && !strings.HasPrefix(d.Text[d.toks[s.to-1].end:], "-") {
			a.measure, a.to = s.measure, s.to
		}
	}
	if a.measure == bare {
		t := &d.toks[a.from]
		before, _ := utf8.DecodeLastRuneInString(d.Text[:t.start])
		after, _ := utf8.DecodeRuneInString(d.Text[t.end:])
		if m := d.lang.signs[before]; m != nil {
			a.measure = m
		} else if m := d.lang.signs[after]; m != nil {
			a.measure = m
		}
	}
	d.cues(a, un)
}

// cues reads what stands before an amount.
func (d *doc) cues(a *amount, un *unit) {
	for i := max(un.from, a.from-maxCue); i < a.from; i++ {
		for _, s := range d.sensesIn(i, i+1) {
			switch {
			case s.Kind == rowHedge && s.Class == "bound" && a.from-s.to < maxForCue:
				a.bound = true
			case s.Kind == rowLasting && a.measure.dimension == "time" && (s.Class != "for" || a.from-s.to < maxForCue):
				a.lasts = true
			}
		}
	}
}

// joined reports whether nothing but a blank or a hyphen parts token k from the one
// before it.
func (d *doc) joined(k int) bool { return joins(d.Text[d.toks[k-1].end:d.toks[k].start]) }

// continues reports whether an amount goes on in a smaller unit: "two hours and 10
// minutes", "five feet four inches".
func (d *doc) continues(a, next *amount) bool {
	if a.unit != next.unit || a.measure == bare || a.measure.dimension != next.measure.dimension || next.measure.factor >= a.measure.factor ||
		a.measure.offset != 0 || next.base >= a.measure.factor {
		return false
	}
	switch next.from - a.to {
	case 0:
		return len(d.Text[d.toks[a.to-1].end:d.toks[next.from].start]) <= 2
	case 1:
		return d.toks[a.to].info.joins
	}
	return false
}

// senseAt is the longest sense of a kind that begins at token k, or nil.
func (d *doc) senseAt(kind string, k int) *sense {
	var best *sense
	ss := d.sensesIn(k, k+1)
	for i := range ss {
		if ss[i].Kind == kind && (best == nil || ss[i].to > best.to) {
			best = &ss[i]
		}
	}
	return best
}

// isDateToken is isDateNumber for tokens in a row.
func isDateToken(toks []token, i int) bool {
	var around [3]*token
	n, at := 0, 0
	for k := max(0, i-1); k < min(len(toks), i+2); k++ {
		if k == i {
			at = n
		}
		around[n] = &toks[k]
		n++
	}
	return isDateNumber(around[:n], at)
}

// equal reports whether two amounts are the same, if in other units.
func (a *amount) equal(b *amount) bool {
	if a.measure.dimension != b.measure.dimension {
		return false
	}
	switch diff := math.Abs(a.base - b.base); {
	case a.measure.factor == b.measure.factor && a.measure.offset == b.measure.offset:
		return diff <= 1e-9*math.Abs(a.base)
	case a.measure.dimension == "temperature":
		return diff <= sameDegrees
	case a.measure.dimension == "time":
		return diff <= sameTime*max(math.Abs(a.base), math.Abs(b.base))
	default:
		return diff <= sameMeasure*max(math.Abs(a.base), math.Abs(b.base))
	}
}

// converted finds the amounts that both sides have in other units, and takes their
// words for explained.
func (e *edit) converted() {
	xs, ys := e.c.a.amountsIn(e.x), e.c.b.amountsIn(e.y)
	for i := range xs {
		for j := range ys {
			if x, y := &xs[i], &ys[j]; x.measure != bare && x.equal(y) {
				e.explain(e.c.a, x)
				e.explain(e.c.b, y)
			}
		}
	}
}

func (e *edit) explain(d *doc, a *amount) {
	if e.used == nil {
		e.used = map[*token]bool{}
	}
	if e.same == nil {
		e.same = map[*token]bool{}
	}
	for k := a.from; k < a.to; k++ {
		e.used[&d.toks[k]], e.same[&d.toks[k]] = true, true
	}
}

// amountsIn are the amounts from the first to the last of some tokens.
func (d *doc) amountsIn(ts []*token) []amount {
	if len(ts) == 0 {
		return nil
	}
	all := d.amounts()
	from, _ := slices.BinarySearchFunc(all, d.indexOf(ts[0]), func(a amount, k int) int { return a.from - k })
	to, _ := slices.BinarySearchFunc(all, d.indexOf(ts[len(ts)-1])+1, func(a amount, k int) int { return a.from - k })
	return all[from:to]
}

// has reports whether a page has the amount, or at least its number, anywhere; exact
// is whether it has it with a bound just when a has one.
func (d *doc) has(a *amount) (some, exact bool) {
	all := d.amounts()
	for i := range all {
		b := &all[i]
		switch {
		case a.equal(b):
			some, exact = true, exact || a.bound == b.bound
		case a.value == b.value && (a.measure == bare || b.measure == bare && a.value > maxSmall):
			some, exact = true, true // with a unit that is not known, or none
		}
	}
	return some, exact
}

// stated is an amount that the other page does not have so.
type stated struct {
	*amount
	known bool // the other page has it, but with another bound
}

// apart are the amounts of prose of d that the other page lacks, or has with another
// bound where they tell how long something went on.
func (d *doc) apart(other *doc) []stated {
	var out []stated
	all := d.amounts()
	for i := range all {
		a := &all[i]
		if a.soft || d.units[a.unit].furn != "" || len(out) == maxAmounts {
			continue
		}
		some, exact := other.has(a)
		if !some || a.lasts && a.bound && !exact {
			out = append(out, stated{a, some})
		}
	}
	return out
}

// paired is two amounts of one thing.
type paired struct {
	a, b    *amount
	aligned bool
	score   float64
}

// across finds amounts of the same thing that differ between the pages and that no
// note tells of yet: in sentences that are aligned or speak of the same, and lengths
// of time that something went on, of which each page has few.
func (c *comparison) across() {
	if len(c.a.amounts()) > maxCounted || len(c.b.amounts()) > maxCounted {
		return // a table; only aligned lines are compared
	}
	xs, ys := c.a.apart(c.b), c.b.apart(c.a)
	if len(xs) == 0 && len(ys) == 0 {
		return
	}
	var all []paired
	try := func(a, b *amount) {
		if p, ok := c.oneThing(a, b); ok {
			all = append(all, p)
		}
	}
	for _, x := range xs {
		for _, y := range ys {
			if !x.known && !y.known {
				try(x.amount, y.amount)
			}
		}
	}
	// "Well past 90 minutes" here, "two hours" there: the 90 minutes may stand
	// there, too, as what was planned.
	lengths := func(ss []stated, known bool) (out []*amount) {
		for _, s := range ss {
			if s.lasts && s.known == known {
				out = append(out, s.amount)
			}
		}
		return out
	}
	for _, x := range lengths(xs, false) {
		for _, y := range lengths(ys, true) {
			try(x, y)
		}
	}
	for _, x := range lengths(xs, true) {
		for _, y := range lengths(ys, false) {
			try(x, y)
		}
	}
	slices.SortStableFunc(all, func(p, q paired) int {
		switch {
		case p.aligned != q.aligned:
			if p.aligned {
				return -1
			}
			return 1
		case p.score > q.score:
			return -1
		case p.score < q.score:
			return 1
		}
		return 0
	})
	usedA, usedB := map[*amount]bool{}, map[*amount]bool{}
	for _, p := range all {
		if !usedA[p.a] && !usedB[p.b] {
			usedA[p.a], usedB[p.b] = true, true
			c.differ(p)
		}
	}
}

// oneThing reports whether two amounts are likely of one thing.
func (c *comparison) oneThing(a, b *amount) (paired, bool) {
	p := paired{a: a, b: b, aligned: c.al.toB[a.unit] == b.unit || c.al.toA[b.unit] == a.unit}
	if a.measure.dimension != b.measure.dimension || a.base <= 0 || b.base <= 0 {
		return p, false
	}
	factor := max(a.base/b.base, b.base/a.base)
	if factor > maxFactor {
		return p, false
	}
	p.score = c.alike(a.unit, b.unit)
	near := p.aligned || p.score >= minSameThing || c.al.sameGap(a.unit, b.unit)
	if a.measure == bare {
		// Of bare counts the thing counted must be the same.
		return p, near && c.a.thing(a) != "" && c.a.thing(a) == c.b.thing(b)
	}
	return p, near || a.lasts && b.lasts && factor <= maxTimes
}

// alike is the share of the lighter sentence's weight that the other has, numbers
// apart: those that differ are what is asked about.
func (c *comparison) alike(i, j int) float64 {
	words := func(d *doc, u int, sum float64) float64 {
		counted := map[int32]bool{}
		for k := d.units[u].from; k < d.units[u].to; k++ {
			if t := &d.toks[k]; t.flags&isNumber != 0 && t.content() && !counted[t.stem] {
				counted[t.stem] = true
				sum -= c.al.weight[t.stem]
			}
		}
		return sum
	}
	least := min(words(c.a, i, c.al.sumA[i]), words(c.b, j, c.al.sumB[j]))
	if least <= 0 {
		return 0
	}
	return min(1, c.al.shared(i, j)/least)
}

// sameGap tells whether two sentences stand between the same aligned ones, with few
// others: one may well be the other in other words.
func (al *aligner) sameGap(i, j int) bool {
	if al.toB[i] >= 0 || al.toA[j] >= 0 {
		return false
	}
	edge := func(to []int, k, step int) int {
		for n := 0; n <= maxGap; n++ {
			if k += step; k < 0 || k >= len(to) || to[k] >= 0 {
				return k
			}
		}
		return -2 // too far
	}
	before, after := edge(al.toB, i, -1), edge(al.toB, i, 1)
	return before >= 0 && after >= 0 && after < len(al.toB) && al.toB[before] == edge(al.toA, j, -1) && al.toB[after] == edge(al.toA, j, 1)
}

// thing is the stem of the word behind a bare count.
func (d *doc) thing(a *amount) string {
	if a.to < d.units[a.unit].to && d.joined(a.to) && d.toks[a.to].content() {
		return d.toks[a.to].info.stem
	}
	return ""
}

// differ tells that an amount of one thing is stated otherwise. A note that has the
// number, or the unit alone, come or go becomes this one; one that tells of the change
// is enough.
func (c *comparison) differ(p paired) {
	fa, fb := c.a.focus(p.a), c.b.focus(p.b)
	hits := func(s *Side, x *Side) bool {
		return s != nil && s.Focus.Start < x.Focus.End && x.Focus.Start < s.Focus.End
	}
	within := func(s *Side, x *Side) bool {
		return s != nil && s.Focus.Start >= x.Focus.Start && s.Focus.End <= x.Focus.End
	}
	for i := range c.out {
		n := &c.out[i]
		told := n.Kind == KindNumber && n.Label == "changed" || n.Kind == KindQuote && (n.Label == "altered" || n.Label == "replaced")
		if told && (hits(n.A, fa) || hits(n.B, fb)) {
			return
		}
	}
	c.out = slices.DeleteFunc(c.out, func(n Note) bool {
		count := n.Kind == KindNumber || n.Label == "count" && n.Family == "clause"
		return count && (hits(n.A, fa) || hits(n.B, fb)) || n.Kind == KindIntensity && within(n.A, fa) && within(n.B, fb)
	})
	weight := 2
	if p.aligned {
		weight = 3
	}
	c.add(Note{Kind: KindNumber, Label: "changed", Family: p.a.measure.dimension, Weight: weight, A: fa, B: fb})
}

// focus is the sentence of an amount, with the amount in focus.
func (d *doc) focus(a *amount) *Side {
	s := d.side(d.units[a.unit].span, d.units[a.unit].span)
	s.Focus.Start, s.Focus.End = d.toks[a.from].start, d.toks[a.to-1].end
	return s
}
