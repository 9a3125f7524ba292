package article

import (
	"fmt"

	"github.com/newscheck/newscheck/internal/text"
)

// FindStampOn is FindStamp for dates such as 06/11/2012, which can be read two
// ways: the reading is taken that falls on the given month and day.
func FindStampOn(s string, month, day int) (Stamp, bool) {
	s = cutRune(s, maxDateLine)
	var buf [64]token
	t := tokens(buf[:0], s)
	for i := range t {
		if a, b, y, ok := twoWays(t, i); ok && (a == month && b == day || b == month && a == day) {
			iso := fmt.Sprintf("%04d-%02d-%02d", y, month, day)
			st, ok := FindStamp(s[:t[i].start] + iso + s[t[i+4].end:])
			st.Span = text.Span{Start: min(st.Span.Start, len(s)), End: min(st.Span.End, len(s))}
			return st, ok
		}
	}
	return Stamp{}, false
}

// FindStampIn is FindStamp for dates such as 06/11/2012, read with the month
// first or with the day first, as the country of who wrote them does.
func FindStampIn(s string, monthFirst bool) (Stamp, bool) {
	s = cutRune(s, maxDateLine)
	var buf [64]token
	t := tokens(buf[:0], s)
	for i := range t {
		if a, b, _, ok := twoWays(t, i); ok {
			if monthFirst {
				return FindStampOn(s, a, b)
			}
			return FindStampOn(s, b, a)
		}
	}
	return Stamp{}, false
}

// twoWays reads numbers that are a date in more than one way.
func twoWays(t []token, i int) (a, b, y int, ok bool) {
	if !numberIs(t, i, 1, 12) || !markIs(t, i+1, "/-") || !numberIs(t, i+2, 1, 12) || !wordIs(t, i+3, t[i+1].word) || !numberIs(t, i+4, 1900, 2200) || t[i+4].digits != 4 {
		return 0, 0, 0, false
	}
	return t[i].num, t[i+2].num, t[i+4].num, true
}

// isOpenDate tells a line that is nothing but a date which can be read two ways,
// or a time of day: it stands in a date line's place, though it gives no date.
func isOpenDate(s string) bool {
	if len(s) > 100 || !hasDigit(s) {
		return false
	}
	var buf [32]token
	t := tokens(buf[:0], s)
	w := dateLexicon()
	found := false
	for i := range t {
		if _, _, _, ok := twoWays(t, i); ok {
			found = true
		}
		if numberIs(t, i, 0, 23) && markIs(t, i+1, ":.") && numberIs(t, i+2, 0, 59) && t[i+2].digits == 2 && tokensTouch(t, i) && tokensTouch(t, i+1) {
			found = true
		}
		if x := &t[i]; x.kind == tkWord && !w.label[x.word] && !w.day[x.word] && w.zone[x.word] == 0 && x.word != "am" && x.word != "pm" && x.word != "m" && x.word != "hrs" && x.word != "local" {
			return false
		}
	}
	return found
}

// shortYear reads "07/16/18", where a time of day follows or nothing does and
// only one of the first two numbers can be the month.
func shortYear(t []token, i int) (Stamp, bool) {
	if !(markIs(t, i+1, "/") && numberIs(t, i+2, 1, 31) && markIs(t, i+3, "/") && i+4 < len(t) && t[i+4].kind == tkNumber && t[i+4].digits == 2) {
		return Stamp{}, false
	}
	if i+5 < len(t) && !numberIs(t, i+5, 0, 24) && !((markIs(t, i+5, ",-|@") || wordIs(t, i+5, "at")) && numberIs(t, i+6, 0, 24)) {
		return Stamp{}, false
	}
	a, b, y := t[i].num, t[i+2].num, 2000+t[i+4].num
	if y > 2069 {
		y -= 100
	}
	switch {
	case a > 12 && validDay(y, b, a):
		return Stamp{Year: y, Month: b, Day: a}, true
	case (b > 12 || a == b) && validDay(y, a, b):
		return Stamp{Year: y, Month: a, Day: b}, true
	}
	return Stamp{}, false
}

// afterFiller passes over what may stand between a date and its time.
func afterFiller(w *dateWords, t []token, i int) int {
	for k := 0; k < 3 && i < len(t); k++ {
		if t[i].kind == tkMark && (isOneOf(t[i].word, ",-|@/(.") || isOneOf(t[i].word, ";") || t[i].word == "–" || t[i].word == "—" || t[i].word == "•" || t[i].word == "·") ||
			t[i].kind == tkWord && (t[i].word == "at" || t[i].word == "à" || t[i].word == "a" || t[i].word == "в" || t[i].word == "las" || t[i].word == "t" || t[i].word == "time" || w.day[t[i].word]) {
			i++
			continue
		}
		break
	}
	return i
}

// clockAt reads a time of day that starts at token i into st.
func clockAt(w *dateWords, s string, t []token, i int, st *Stamp) (bool, int) {
	if !numberIs(t, i, 0, 24) || t[i].digits > 2 {
		return false, i
	}
	h, m, sec, k := t[i].num, 0, 0, i+1
	precision := "hour"
	sep := markIs(t, k, ":.") || wordIs(t, k, "h") || wordIs(t, k, "时") || wordIs(t, k, "時") || wordIs(t, k, "시")
	switch {
	case sep && numberIs(t, k+1, 0, 59) && t[k+1].digits == 2:
		m, k, precision = t[k+1].num, k+2, "minute"
		if markIs(t, k, ":") && numberIs(t, k+1, 0, 60) && t[k+1].digits == 2 {
			sec, k, precision = min(t[k+1].num, 59), k+2, "second"
			if markIs(t, k, ".") && numberIs(t, k+1, 0, 1<<30) { // fractions are left out
				k += 2
			}
		}
		if wordIs(t, k, "分") || wordIs(t, k, "분") {
			k++
		}
	case sep && wordIs(t, k, "h") && tokensTouch(t, k-1):
		k++
	}
	half := ""
	if k < len(t) && t[k].kind == tkWord {
		switch t[k].word {
		case "am", "pm", "a", "p":
			half, k = t[k].word[:1], k+1
			if markIs(t, k, ".") {
				k++
			}
			if wordIs(t, k, "m") {
				k = skipMark(t, k+1, ".")
			}
		case "hrs", "hours", "uhr", "hs", "ч", "horas", "hour":
			k++
		}
	}
	if precision == "hour" && half == "" && !(sep && k > i+1) {
		return false, i
	}
	switch {
	case half != "" && (h == 0 && half == "a"):
	case half != "" && (h < 1 || h > 12):
		if h > 12 { // "13:20 PM" says the same twice
			half = ""
		} else {
			return false, i
		}
	case half == "p" && h < 12:
		h += 12
	case half == "a" && h == 12:
		h = 0
	}
	if h == 24 {
		return false, i
	}
	st.Hour, st.Minute, st.Second, st.Precision = h, m, sec, precision
	return true, zoneAt(w, s, t, k, st)
}

// zoneAt reads a zone after a time. Abbreviations that stand for more than one
// zone, or that leave summer time open, are passed over as unknown.
func zoneAt(w *dateWords, s string, t []token, k int, st *Stamp) int {
	if k >= len(t) {
		return k
	}
	j := skipMark(t, k, "([")
	if j < len(t) && t[j].kind == tkWord && t[j].end-t[j].start <= 5 {
		name := t[j].word
		if name == "local" {
			return k
		}
		off, ok := w.zone[name]
		if ok && (name == "z" || isUpperWord(s[t[j].start:t[j].end])) {
			j++
			if off != unsure {
				st.ZoneKnown, st.Offset = true, off
				if (name == "gmt" || name == "utc") && (markIs(t, j, "+") || markIs(t, j, "-")) && numberIs(t, j+1, 0, 14) {
					return offsetAt(t, j, st)
				}
			}
			return skipMark(t, j, ")]")
		}
		return k
	}
	if (markIs(t, j, "+") || markIs(t, j, "-")) && j > 0 && numberIs(t, j+1, 0, 1400) && t[j+1].digits >= 2 &&
		(t[j+1].digits == 4 || markIs(t, j+2, ":") && numberIs(t, j+3, 0, 59)) {
		return offsetAt(t, j, st)
	}
	return k
}

func offsetAt(t []token, j int, st *Stamp) int {
	neg := t[j].word == "-"
	n, k := t[j+1].num, j+2
	if t[j+1].digits == 4 {
		n = n/100*60 + n%100
	} else {
		n *= 60
		if markIs(t, k, ":") && numberIs(t, k+1, 0, 59) {
			n, k = n+t[k+1].num, k+2
		}
	}
	if neg {
		n = -n
	}
	st.ZoneKnown, st.Offset = true, n
	return skipMark(t, k, ")]")
}

// clockBefore reads a time that stands before the date ("08:13, May 21, 2024").
func clockBefore(w *dateWords, s string, t []token, from int, st *Stamp) (int, bool) {
	for i := max(0, from-12); i < from; i++ {
		if !numberIs(t, i, 0, 24) || i > 0 && markIs(t, i-1, ":/-") && tokensTouch(t, i-1) {
			continue
		}
		probe := *st
		ok, end := clockAt(w, s, t, i, &probe)
		if !ok || end > from {
			continue
		}
		gap := true
		for k := end; k < from; k++ {
			x := t[k]
			if x.kind == tkMark || x.kind == tkWord && (w.day[x.word] || w.label[x.word]) {
				continue
			}
			gap = x.kind == tkWord && k == end && isUpperWord(s[x.start:x.end]) && x.end-x.start <= 5 // a zone that we do not know
			if !gap {
				break
			}
		}
		if gap {
			*st = probe
			return i, true
		}
	}
	return from, false
}
