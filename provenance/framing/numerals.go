package framing

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// maxSpelled is how many words a number has at most.
const maxSpelled = 12

// spelled reads a number written in several words that starts at word i, and
// tells how many words it has: "three hundred and forty", "cuarenta y dos".
func (d *doc) spelled(raw []text.Word, infos []*wordInfo, i int) (words int, value float64) {
	total, group := 0.0, 0.0
	for j := i; j < min(len(raw), i+maxSpelled); j++ {
		if j > i && !joins(d.Text[raw[j-1].End:raw[j].Start]) {
			break
		}
		if f := infos[j].magnitude; f > 1 && group > 0 && j > i && !infos[j].isNumber {
			if f < 1000 {
				group *= f
			} else {
				total, group = total+group*f, 0
			}
			words, value = j+1-i, total+group
			continue
		}
		if w := infos[j].spelled; w > 0 && (group == 0 || w < scale(group)) {
			group += w
			words, value = j+1-i, total+group
			continue
		}
		if j > i && infos[j].joins {
			continue // counts only when a number follows
		}
		break
	}
	return words, value
}

// means is the whole number that a word means, or 0.
func (w *wordInfo) means() float64 {
	for _, e := range w.entries {
		if e.Kind == rowNumber && len(e.words) == 1 && e.value >= 1 && e.value == math.Trunc(e.value) && (!e.exact || e.words[0] == w.fold) {
			return e.value
		}
	}
	return 0
}

// scale is the largest power of ten that divides v: 100 of 300.
func scale(v float64) float64 {
	s := 1.0
	for s*10 <= v && math.Mod(v, s*10) == 0 {
		s *= 10
	}
	return s
}

// partOfName: the number at s[i:] hangs on a word by a hyphen ("F-16", "Covid-19").
func partOfName(s string, i int) bool {
	if i < 2 || s[i-1] != '-' {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(s[:i-1])
	return unicode.IsLetter(r)
}

// decimal is the value of "whole.fraction": a dot before three digits parts
// thousands in most languages, and a fraction in English.
func (v *vocabulary) decimal(whole, fraction string) float64 {
	s := whole + "." + fraction
	if len(fraction) == 3 && v.lang.code != "en" {
		s = whole + fraction
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(n, 0) {
		return 0
	}
	return n
}

// cardinal cuts what hangs on figures: "94th" is 94, "400m" is 400 times a million.
func (v *vocabulary) cardinal(s string) (digits string, factor float64) {
	n := len(strings.TrimRightFunc(s, unicode.IsLetter))
	if n == 0 || n == len(s) {
		return s, 1
	}
	if f := v.lang.magnitudes[s[n:]]; f != 0 {
		return s[:n], f
	}
	if v.lang.code == "en" {
		switch s[n:] {
		case "st", "nd", "rd", "th":
			return s[:n], 1
		}
	}
	return s, 1
}
