package framing

import (
	"sort"
	"strconv"
)

func formatValue(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// isDateNumber tells a day, a year or a clock time from a count.
func isDateNumber(ts []*token, i int) bool {
	v := ts[i].value
	near := func(k int) bool { return k >= 0 && k < len(ts) && ts[k].flags&isCalendar != 0 }
	if ts[i].flags&isVariant != 0 { // a number word counts
		return false
	}
	if v >= 1900 && v < 2100 && v == float64(int(v)) {
		return true
	}
	return v <= 31 && v >= 1 && (near(i-1) || near(i+1)) || near(i+1) && v < 100
}

// numbers finds counts that differ, were added or dropped.
func (e *edit) numbers() {
	e.converted()
	allA := e.amounts(e.c.a, e.x, e.sx, 0, len(e.x), false)
	allB := e.amounts(e.c.b, e.y, e.sy, 0, len(e.y), false)
	for _, h := range e.ch {
		na := without(e.amounts(e.c.a, e.x, e.sx, h.a0, h.a1, false), allB)
		nb := without(e.amounts(e.c.b, e.y, e.sy, h.b0, h.b1, false), allA)
		if e.quotedHunk(h) {
			continue // altered quotation, already told
		}
		switch {
		case len(na) > 0 && len(nb) == 0 && none(e.y, h.b0, h.b1):
			e.note(KindNumber, "changed", "none", 3, h.a0, h.a1, h.b0, h.b1)
			continue
		case len(nb) > 0 && len(na) == 0 && none(e.x, h.a0, h.a1):
			e.note(KindNumber, "changed", "none", 3, h.a0, h.a1, h.b0, h.b1)
			continue
		case len(na) > 0 && len(nb) > 0:
			e.note(KindNumber, "changed", "", 3, na[0], na[len(na)-1]+1, nb[0], nb[len(nb)-1]+1)
			continue
		case h.a1-h.a0 == 1 && h.b1-h.b0 == 1 && e.x[h.a0].flags&e.y[h.b0].flags&isNumber != 0:
			e.note(KindNumber, "changed", "date", 2, h.a0, h.a1, h.b0, h.b1)
			continue
		}
		// A count that only one side has, where the sentence is otherwise kept.
		if len(na) > 0 && h.b1-h.b0 <= 3 && e.x[na[0]].flags&isNumber != 0 && e.x[na[0]].value > 1 && h.a1-h.a0 <= 4 {
			e.note(KindNumber, "dropped", "", 1, h.a0, h.a1, h.b0, h.b1)
		} else if len(nb) > 0 && h.a1-h.a0 <= 3 && e.y[nb[0]].flags&isNumber != 0 && e.y[nb[0]].value > 1 && h.b1-h.b0 <= 4 {
			e.note(KindNumber, "added", "", 1, h.a0, h.a1, h.b0, h.b1)
		} else if len(na) > 0 && h.b1 == h.b0 && h.a1-h.a0 <= 3 {
			e.note(KindNumber, "dropped", "vague", 1, h.a0, h.a1, h.b0, h.b1)
		} else if len(nb) > 0 && h.a1 == h.a0 && h.b1-h.b0 <= 3 {
			e.note(KindNumber, "added", "vague", 1, h.a0, h.a1, h.b0, h.b1)
		}
	}
}

// none tells whether one of the words is a negator, and none is of content: "no".
func none(ts []*token, from, to int) bool {
	no := false
	for i := from; i < to; i++ {
		if ts[i].content() {
			return false
		}
		for _, n := range ts[i].info.entries {
			no = no || n.Kind == rowNegation && len(n.words) == 1
		}
	}
	return no
}

func without(m, other map[string]int) []int {
	var out []int
	for k, i := range m {
		if _, ok := other[k]; !ok {
			out = append(out, i)
		}
	}
	sort.Ints(out)
	return out
}

// quotedHunk tells whether both sides of a hunk stand in quotation marks.
func (e *edit) quotedHunk(h change) bool {
	for i := h.a0; i < h.a1; i++ {
		if e.x[i].quote == 0 {
			return false
		}
	}
	for j := h.b0; j < h.b1; j++ {
		if e.y[j].quote == 0 {
			return false
		}
	}
	return true
}

// inSense tells whether word i stands in a term of the kind: "eleventh hour" counts nothing.
func inSense(ss []located, kind string, i int) bool {
	for _, s := range ss {
		if s.Kind == kind && s.at <= i && i < s.end {
			return true
		}
	}
	return false
}

// amounts are the numbers and vague quantities of a run of words, without those of dates.
func (e *edit) amounts(d *doc, ts []*token, ss []located, from, to int, dates bool) map[string]int {
	out := map[string]int{}
	for i := from; i < to; i++ {
		if ts[i].flags&isNumber != 0 && !e.same[ts[i]] && (isDateNumber(ts, i) == dates) && !inSense(ss, rowIntensity, i) {
			out[formatValue(ts[i].value)] = i
		}
	}
	for _, s := range ss {
		if s.Kind == rowQuantity && s.at < to && from < s.end && !dates {
			out["~"+s.Class] = s.at
		}
	}
	return out
}
