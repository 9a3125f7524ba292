package article

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

//go:embed anatomy_words.tsv
var wordsTSV string

// Stamp is a time as a page gives it, with what is honestly known of it.
type Stamp struct {
	Year, Month, Day     int
	Hour, Minute, Second int
	Precision            string // year month day hour minute second
	ZoneKnown            bool
	Offset               int       // minutes east of UTC, when ZoneKnown
	Span                 text.Span // in the string that was parsed
	Updated              bool      // the words before it say that it is an update
}

// String is the stamp in ISO 8601, cut to its precision, with its zone only
// when that is known.
func (s Stamp) String() string {
	v := fmt.Sprintf("%04d", s.Year)
	switch s.Precision {
	case "year":
		return v
	case "month":
		return fmt.Sprintf("%s-%02d", v, s.Month)
	}
	v = fmt.Sprintf("%s-%02d-%02d", v, s.Month, s.Day)
	switch s.Precision {
	case "day":
		return v
	case "hour":
		v += fmt.Sprintf("T%02d", s.Hour)
	case "minute":
		v += fmt.Sprintf("T%02d:%02d", s.Hour, s.Minute)
	default:
		v += fmt.Sprintf("T%02d:%02d:%02d", s.Hour, s.Minute, s.Second)
	}
	if !s.ZoneKnown {
		return v
	}
	if s.Offset == 0 {
		return v + "Z"
	}
	sign, o := '+', s.Offset
	if o < 0 {
		sign, o = '-', -o
	}
	return v + fmt.Sprintf("%c%02d:%02d", sign, o/60, o%60)
}

// dateWords are the words that date lines and bylines are made of, folded.
type dateWords struct {
	month map[string]int  // name -> 1..12
	day   map[string]bool // weekday names
	zone  map[string]int  // abbreviation -> minutes east of UTC; unsure marks those with two meanings
	label map[string]bool // "published", "updated", "at" …
	fresh map[string]bool // labels that speak of an update

	house   map[string]bool // words that stand for a newsroom in bylines
	notName map[string]bool // words that no person is called by
	// notFirst are words that open names of places and hardly ever of persons.
	notFirst map[string]bool
	by       [256][]string // what opens a byline, folded, by its first byte, longest first
}

// unsure marks a zone abbreviation that stands for several zones, such as IST.
const unsure = 1 << 20

var dateLexicon = sync.OnceValue(func() *dateWords {
	w := &dateWords{month: map[string]int{}, day: map[string]bool{}, zone: map[string]int{}, label: map[string]bool{}, fresh: map[string]bool{}, house: map[string]bool{}, notName: map[string]bool{}, notFirst: map[string]bool{}}
	for row := range strings.SplitSeq(wordsTSV, "\n") {
		if row == "" || row[0] == '#' || strings.HasPrefix(row, "kind\t") {
			continue
		}
		f := strings.Split(row, "\t")
		for name := range strings.SplitSeq(f[2], " ") {
			switch f[0] {
			case "month":
				w.month[name], _ = strconv.Atoi(f[1])
			case "weekday":
				w.day[name] = true
			case "zone":
				if f[1] == "?" {
					w.zone[name] = unsure
				} else {
					w.zone[name], _ = strconv.Atoi(f[1])
				}
			case "notname":
				w.notName[name] = true
			case "notfirst":
				w.notFirst[name] = true
			case "house":
				w.house[name] = true
			case "by":
				w.by[name[0]] = append(w.by[name[0]], strings.ReplaceAll(name, "_", " "))
			case "label":
				w.label[name] = true
				if f[1] == "update" {
					w.fresh[name] = true
				}
			}
		}
	}
	for _, list := range w.by {
		slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	}
	return w
})

// IsDateWord tells the words of date lines, in lower case: months, weekdays,
// and labels such as "published" and "at".
func IsDateWord(w string) bool {
	x := dateLexicon()
	return x.month[w] > 0 || x.day[w] || x.label[w]
}

// longestDateWord bounds the names of months and weekdays, in bytes.
const longestDateWord = 32

// mayOpenDate tells whether s may begin with a date: with a number or, where it
// begins with a word of plain letters, with the name of a month or of a weekday.
func (w *dateWords) mayOpenDate(s string) bool {
	if s == "" || s[0] < utf8.RuneSelf && !isDigit(s[0]) && !isLetterByte(s[0]) {
		return false
	}
	n := 0
	for n < len(s) && isLetterByte(s[n]) {
		n++
	}
	if n < 2 || n < len(s) && s[n] >= utf8.RuneSelf {
		return true
	}
	if n > longestDateWord {
		return false
	}
	var buf [longestDateWord]byte
	low := lowerASCII(buf[:0], s[:n])
	return w.month[string(low)] > 0 || w.day[string(low)]
}

// lowerASCII appends s to dst with its plain letters in lower case.
func lowerASCII(dst []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		dst = append(dst, lower(s[i]))
	}
	return dst
}

// lower is the lower case of a plain letter, and any other byte itself.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return c
}

type tokenKind uint8

const (
	tkWord tokenKind = iota
	tkNumber
	tkMark
)

// token is a word, a number or a mark of a short line.
type token struct {
	kind       tokenKind
	start, end int
	num        int
	digits     int
	word       string // folded, without dots
}

// maxDateLine is the longest line that is read for a date, in bytes.
const maxDateLine = 320

// tokens cuts a short line. Letters and digits that touch are parted.
func tokens(dst []token, s string) []token {
	low := "" // s in lower case, made when a word asks for it and all is ASCII
	fold := func(i, j int) string {
		k := i
		for k < j && (s[k] < 'A' || s[k] > 'Z') && s[k] < utf8.RuneSelf {
			k++
		}
		switch {
		case k == j:
			return s[i:j]
		case low == "" && isASCII(s):
			low = strings.ToLower(s)
		case low == "":
			return strings.ToLower(s[i:j])
		}
		return low[i:j]
	}
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case isDigit(c):
			j, n := i, 0
			for j < len(s) && isDigit(s[j]) {
				if j-i < 9 {
					n = n*10 + int(s[j]-'0')
				}
				j++
			}
			dst = append(dst, token{kind: tkNumber, start: i, end: j, num: n, digits: j - i})
			i = j
		case c <= ' ':
			i++
		case c < utf8.RuneSelf && !isLetterByte(c):
			dst = append(dst, token{kind: tkMark, start: i, end: i + 1, word: s[i : i+1]})
			i++
		default:
			j, dots := i, false
			for j < len(s) {
				if isLetterByte(s[j]) {
					j++
					continue
				}
				if s[j] == '.' && j+1 < len(s) && isLetterByte(s[j+1]) && j-i <= 1 { // a.m.
					dots = true
					j++
					continue
				}
				if s[j] < utf8.RuneSelf {
					break
				}
				r, n := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) || isCJKDate(r) {
					break
				}
				j += n
			}
			if j == i {
				r, n := utf8.DecodeRuneInString(s[i:])
				if !unicode.IsSpace(r) {
					word := s[i : i+n]
					if r == '،' || r == '，' || r == '、' {
						word = ","
					}
					dst = append(dst, token{kind: tkMark, start: i, end: i + n, word: word})
				}
				i += n
				continue
			}
			word := fold(i, j)
			if dots {
				word = strings.ReplaceAll(word, ".", "")
			}
			dst = append(dst, token{kind: tkWord, start: i, end: j, word: word})
			i = j
		}
	}
	return dst
}

func isLetterByte(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

// isCJKDate tells the characters that stand between the numbers of a Chinese,
// Japanese or Korean date, and those about it.
func isCJKDate(r rune) bool {
	switch r {
	case '年', '月', '日', '时', '時', '分', '秒', '년', '월', '일', '시', '분', '电', '電', '星', '期':
		return true
	}
	return false
}

// FindStamp returns the first date that s states in full, in any of the forms
// that agencies and sites use ("Mon Oct 3, 2016 6:13PM", "08:13, May 21, 2024",
// "20 мая 2024, 14:30", "2024年5月20日"). A day without a year, or a form like
// 03/04/2018 that can be read two ways, is no date. Only the first 320 bytes
// of s are read.
func FindStamp(s string) (Stamp, bool) {
	s = cutRune(s, maxDateLine)
	if !mayHoldDate(s) {
		return Stamp{}, false
	}
	var buf [64]token
	st, _, ok := findStamp(s, tokens(buf[:0], s))
	return st, ok
}

// mayHoldDate tells whether s has numbers as dateAt reads them: a year of four
// digits, a day of eight, or two digits after a slash.
func mayHoldDate(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			continue
		}
		from := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if n := i - from; n == 4 || n == 8 || n == 2 && strings.IndexByte(s[:from], '/') >= 0 {
			return true
		}
	}
	return false
}

func hasDigit(s string) bool {
	for i := 0; i < len(s); i++ {
		if isDigit(s[i]) {
			return true
		}
	}
	return false
}

// findStamp also returns the index of the token after the date.
func findStamp(s string, t []token) (Stamp, int, bool) {
	w := dateLexicon()
	for i := range t {
		st, from, to, ok := dateAt(w, s, t, i)
		if !ok {
			continue
		}
		st.Precision = "day"
		end := to
		if n, e := clockAt(w, s, t, afterFiller(w, t, to), &st); n {
			end = e
		} else if b, ok := clockBefore(w, s, t, from, &st); ok {
			from = b
		}
		for from > 0 && (t[from-1].kind == tkWord && w.day[t[from-1].word] || t[from-1].kind == tkMark && isOneOf(t[from-1].word, ",.") && from > 1 && w.day[t[from-2].word]) {
			from--
		}
		st.Span = text.Span{Start: t[from].start, End: t[end-1].end}
		for k := max(0, from-4); k < from; k++ {
			if w.label[t[k].word] {
				st.Updated = w.fresh[t[k].word]
			}
		}
		return st, end, true
	}
	return Stamp{}, 0, false
}

func isOneOf(w, set string) bool { return len(w) == 1 && strings.Contains(set, w) }

func markIs(t []token, i int, set string) bool {
	return i >= 0 && i < len(t) && t[i].kind == tkMark && isOneOf(t[i].word, set)
}

func numberIs(t []token, i, lo, hi int) bool {
	return i >= 0 && i < len(t) && t[i].kind == tkNumber && t[i].num >= lo && t[i].num <= hi
}

func tokensTouch(t []token, i int) bool { return i+1 < len(t) && t[i].end == t[i+1].start }

func validDay(y, m, d int) bool {
	if m < 1 || m > 12 || d < 1 || d > 31 || y < 1700 || y > 2200 {
		return false
	}
	last := [...]int{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[m-1]
	if m == 2 && (y%4 != 0 || y%100 == 0 && y%400 != 0) {
		last = 28
	}
	return d <= last
}

// dateAt reads a date that starts at token i; from and to bound its tokens.
func dateAt(w *dateWords, s string, t []token, i int) (st Stamp, from, to int, ok bool) {
	set := func(y, m, d, to int) (Stamp, int, int, bool) {
		return Stamp{Year: y, Month: m, Day: d}, i, to, validDay(y, m, d)
	}
	if t[i].kind == tkWord {
		m := w.month[t[i].word]
		if m == 0 {
			return
		}
		k := skipMark(t, i+1, ".,")
		if !numberIs(t, k, 1, 31) || t[k].digits > 2 {
			return
		}
		d := t[k].num
		k = skipOrdinal(t, k+1)
		k = skipMark(t, k, ",.")
		if numberIs(t, k, 1700, 2200) && t[k].digits == 4 {
			return set(t[k].num, m, d, k+1)
		}
		return
	}
	if t[i].kind != tkNumber {
		return
	}
	n := t[i]
	switch {
	case n.digits == 8 && validDay(n.num/10000, n.num/100%100, n.num%100) && n.num/10000 >= 1900:
		return set(n.num/10000, n.num/100%100, n.num%100, i+1)
	case n.digits == 4 && n.num >= 1700 && n.num <= 2200:
		for _, sep := range []string{"-", "/", "."} {
			if markIs(t, i+1, sep) && numberIs(t, i+2, 1, 12) && markIs(t, i+3, sep) && numberIs(t, i+4, 1, 31) {
				return set(n.num, t[i+2].num, t[i+4].num, i+5)
			}
		}
		if (wordIs(t, i+1, "年") || wordIs(t, i+1, "년")) && numberIs(t, i+2, 1, 12) && (wordIs(t, i+3, "月") || wordIs(t, i+3, "월")) && numberIs(t, i+4, 1, 31) {
			to := i + 5
			if wordIs(t, to, "日") || wordIs(t, to, "일") {
				to++
			}
			return set(n.num, t[i+2].num, t[i+4].num, to)
		}
		if i+1 < len(t) && t[i+1].kind == tkWord && w.month[t[i+1].word] > 0 && numberIs(t, i+2, 1, 31) && t[i+2].digits <= 2 {
			return set(n.num, w.month[t[i+1].word], t[i+2].num, i+3)
		}
		if markIs(t, i+1, "-") && i+2 < len(t) && w.month[t[i+2].word] > 0 && markIs(t, i+3, "-") && numberIs(t, i+4, 1, 31) {
			return set(n.num, w.month[t[i+2].word], t[i+4].num, i+5)
		}
	case n.digits <= 2 && n.num >= 1 && n.num <= 31:
		k := skipOrdinal(t, i+1)
		k = skipMark(t, k, ".,-/")
		if wordIs(t, k, "de") || wordIs(t, k, "of") {
			k++
		}
		if k < len(t) && t[k].kind == tkWord && w.month[t[k].word] > 0 {
			m := w.month[t[k].word]
			k = skipMark(t, k+1, ".,-/")
			if wordIs(t, k, "de") || wordIs(t, k, "del") {
				k++
			}
			if numberIs(t, k, 1700, 2200) && t[k].digits == 4 {
				return set(t[k].num, m, n.num, k+1)
			}
			return
		}
		// Numbers only: dots and dashes put the day first, slashes differ
		// by country and are read only when one number cannot be a month.
		for _, sep := range []string{"/", ".", "-"} {
			if !(markIs(t, i+1, sep) && numberIs(t, i+2, 1, 31) && markIs(t, i+3, sep) && numberIs(t, i+4, 1900, 2200) && t[i+4].digits == 4) {
				continue
			}
			a, b, y := n.num, t[i+2].num, t[i+4].num
			switch {
			case a > 12 && b <= 12, sep == ".":
				return set(y, b, a, i+5)
			case b > 12 && a <= 12:
				return set(y, a, b, i+5)
			case a == b:
				return set(y, a, b, i+5)
			}
		}
		if st, ok := shortYear(t, i); ok {
			st.Span = text.Span{}
			return st, i, i + 5, true
		}
	}
	return
}

func wordIs(t []token, i int, w string) bool { return i >= 0 && i < len(t) && t[i].word == w }

func skipMark(t []token, i int, set string) int {
	if markIs(t, i, set) {
		return i + 1
	}
	return i
}

func skipOrdinal(t []token, i int) int {
	if i < len(t) && i > 0 && t[i-1].end == t[i].start {
		switch t[i].word {
		case "st", "nd", "rd", "th", "er", "º", "ª":
			return i + 1
		}
	}
	return i
}

func isUpperWord(s string) bool {
	up := false
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		up = up || unicode.IsUpper(r)
	}
	return up
}
