package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// like a paragraph: a sentence of some length.
func (l *textLine) paragraph() bool {
	return l.kind == "" && (l.size >= 200 || l.size >= 60 && l.ends)
}

// findBody finds the first and the last line of the body.
func (p *anatomyPage) findBody() {
	p.dateline, p.head0 = -1, -1
	p.body = len(p.lines)
	first := -1
	room := 0
	index := p.isIndex()
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind == Copyright && i < 3 && l.size > 60 && !l.ends {
			continue
		}
		if l.kind != "" && l.kind != Notice {
			continue
		}
		if first < 0 && l.paragraph() && !p.captionBefore(i) && !p.longTitle(i) && !(l.size <= 160 && p.isDate(i)) && !(opensByline(p.str(i)) && p.isByline(i, true)) {
			first = i
		}
		if p.dateline < 0 && i < 160 && !index && l.size >= 25 && mayOpenWithDateline(p.str(i)) {
			if d, ok := ParseDateline(p.str(i), p.hints.Outlet); ok && !(l.size <= 90 && isDateLine(p.str(i)[d.Span.End:])) && l.size > lookLength(cutRune(p.str(i), d.Span.End))+8 {
				if d.Town && p.speaks(i) {
					continue
				}
				if first >= 0 && first < i && i > 45 && d.Agency == "" || d.Weak && (!l.ends && !p.endsInSignOff(i) || l.size < 60 || first >= 0 && first < i) {
					continue
				}
				p.dateline, p.datelineParts = i, d
				if first >= 0 && i-first > 6 && room > 1200 {
					break // the article began long before
				}
				if l.kind == Notice {
					l.kind, l.rule = "", ""
				}
				first = i
				break
			}
		}
		if first >= 0 {
			room += l.size
		}
		if first >= 0 && (i-first > 50 || room > 1<<14) {
			break
		}
	}
	if first < 0 { // no sentence: the longest plain line is all there is
		best := 59
		for i := range p.lines {
			if l := &p.lines[i]; l.kind == "" && l.size > best && i > 0 {
				first, best = i, l.size
			}
		}
		if first < 0 {
			return
		}
	}
	p.body = first
	p.afterDeck()
	p.loneDateline()
	p.last = p.body
	for i := len(p.lines) - 1; i > p.body; i-- {
		l := &p.lines[i]
		if l.kind == "" && (l.size >= 60 && l.ends || l.size >= 120 || (l.ends || p.endsInSignOff(i)) && l.size >= 25 && i <= p.last+12) {
			p.last = i
			break
		}
	}
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.kind == "" || l.rule == "":
		case i > p.body && i < p.last && strings.HasPrefix(l.rule, "section."):
			l.kind, l.rule = "", ""
		case i > p.body && i <= p.last && tailOnly(l.rule):
			l.kind, l.rule = "", ""
		}
	}
}

// speaks tells whether a line other than i opens with capitals and a colon, too,
// as the lines of a transcript do.
func (p *anatomyPage) speaks(i int) bool {
	for j := range min(len(p.lines), 80) {
		s := p.str(j)
		if k := strings.IndexByte(s[:min(len(s), 40)], ':'); j != i && k >= 3 && isUpperWord(s[:k]) && hasLetter(s[:k]) {
			return true
		}
	}
	return false
}

// endsInSignOff tells a line whose last sentence an agency's name follows: "The
// cause is not known. - Bernama", "… said. (ANI)".
func (p *anatomyPage) endsInSignOff(i int) bool {
	s := p.str(i)
	k := strings.LastIndexAny(s[:max(0, len(s)-2)], ".!?”\"")
	for k > 0 && k+1 < len(s) && s[k+1] != ' ' { // SAnews.gov.za
		k = strings.LastIndexAny(s[:k], ".!?”\"")
	}
	if k < 12 || len(s)-k > 50 {
		return false
	}
	_, n := utf8.DecodeRuneInString(s[k:])
	rest := strings.TrimLeft(s[k+n:], " \u00a0")
	return rest != "" && (strings.ContainsRune("-–—([/", firstRune(rest)) || isUpperWord(rest)) && isSignOff(rest, p.hints.Outlet)
}

// afterComma is the country of "RIZE, Turkey".
func afterComma(s string) string {
	_, country, _ := strings.Cut(s, ", ")
	return country
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// isIndex tells a page of links with ages ("5 hours ago"): what looks like a
// dateline there belongs to one of many snippets.
func (p *anatomyPage) isIndex() bool {
	n := 0
	for i := range min(len(p.lines), 80) {
		if l := &p.lines[i]; l.size <= 25 && isRelativeTime(p.str(i)) {
			n++
		}
	}
	return n >= 5
}

// longTitle tells a headline that could pass for a paragraph: at the top, not
// ending in a full stop, with paragraphs to follow.
func (p *anatomyPage) longTitle(i int) bool {
	l := &p.lines[i]
	if i > 12 || l.end-l.start > 330 || i+1 >= len(p.lines) {
		return false
	}
	for j := 0; j < i; j++ {
		if p.lines[j].kind == "" && wordCount(p.str(j)) >= 6 {
			return false // there is one already
		}
	}
	s := p.str(i)
	tail := strings.TrimRight(s, `"'”’»)] `)
	return !l.ends || l.size <= 140 && (strings.HasSuffix(tail, "?") || strings.HasSuffix(tail, "!") || strings.HasSuffix(tail, "..."))
}

// tailOnly tells the rules whose words also stand in running text.
func tailOnly(rule string) bool {
	r := lineRules().placed[rule]
	return r == atTail
}

// captionBefore tells whether line i is a caption by what stands beside it: its
// credit on the next line, or the same words once more.
func (p *anatomyPage) captionBefore(i int) bool {
	if i > 0 && p.lines[i].size == p.lines[i-1].size && p.lines[i].size >= 60 && p.str(i) == p.str(i-1) {
		return true
	}
	if i+1 >= len(p.lines) {
		return false
	}
	if p.lines[i].size == p.lines[i+1].size && p.str(i) == p.str(i+1) {
		return true
	}
	if p.lines[i].size > 330 {
		return false
	}
	next := &p.lines[i+1]
	if next.kind == Caption && next.size <= 80 && (i > 0 || p.lines[i].ends) { // a title may stand over a caption
		return true
	}
	return false
}

// mayOpenWithDateline is a cheap look at the first bytes: a capital or a
// bracket, and soon a mark that datelines have.
func mayOpenWithDateline(s string) bool {
	if n := leadingDate(s); n > 0 {
		s = s[n:]
	}
	c := s[0]
	if 'a' <= c && c <= 'z' || isDigit(c) {
		return false
	}
	n := min(len(s), 100)
	for i := 1; i < n; i++ {
		if !marksDateline[s[i]] {
			continue
		}
		switch s[i] {
		case '(', '/', '[', ':', ')', '|':
			return true
		case '-':
			if i+1 < len(s) && (s[i+1] == ' ' || s[i+1] == '-') || s[i-1] == ' ' || s[i-1] == '.' {
				return true
			}
		case 0xE2: // – — ―
			if i+2 < len(s) && s[i+1] == 0x80 && s[i+2] >= 0x90 && s[i+2] <= 0x95 {
				return true
			}
		case 0xE7: // 电
			if strings.HasPrefix(s[i:], "电") {
				return true
			}
		case 0xE9: // 電
			if strings.HasPrefix(s[i:], "電") {
				return true
			}
		}
	}
	return false
}

// marksDateline tells the first bytes of the marks that datelines have.
var marksDateline = [256]bool{'(': true, '/': true, '[': true, ':': true, ')': true, '|': true, '-': true, 0xE2: true, 0xE7: true, 0xE9: true}

// afterDeck moves the start of the body behind a deck or caption that reads
// like a sentence, when date line, byline or dateline come after it.
func (p *anatomyPage) afterDeck() {
	if p.dateline == p.body {
		return
	}
	for round := 0; round < 3; round++ {
		mark, long := -1, 0
		for j := p.body + 1; j < len(p.lines) && j <= p.body+6; j++ {
			l := &p.lines[j]
			if l.size > 160 && !opensByline(p.str(j)) {
				if long++; long > 1 {
					break
				}
				continue
			}
			if l.kind == "" && (p.isDate(j) || p.isByline(j, true)) {
				mark = j
			}
		}
		if mark < 0 || p.body > 24 {
			return
		}
		for j := mark + 1; j < len(p.lines); j++ {
			if p.lines[j].paragraph() && !p.captionBefore(j) {
				p.body = j
				break
			}
		}
		if p.body < mark {
			return
		}
	}
}

// loneDateline finds a place in capitals that stands on the line before the
// body ("HELSINKI").
func (p *anatomyPage) loneDateline() {
	if p.dateline >= 0 || p.body == 0 || p.body >= len(p.lines) {
		return
	}
	for i := max(0, p.body-2); i < len(p.lines) && i <= p.body+6; i++ { // (CNN)
		s := p.str(i)
		if len(s) < 4 || len(s) > 40 || s[0] != '(' || s[len(s)-1] != ')' || p.hints.Outlet == nil || !p.hints.Outlet(s[1:len(s)-1]) || i+1 >= len(p.lines) || p.lines[i+1].size < 60 {
			continue
		}
		p.dateline = i
		p.datelineParts = DatelineParts{Span: text.Span{End: len(s)}, Agency: s[1 : len(s)-1], AgencySpan: text.Span{Start: 1, End: len(s) - 1}}
		p.set(i, Dateline, "dateline.alone")
		return
	}
	for i := max(0, p.body-4); i < p.body; i++ { // AFP, Colombo
		if l := &p.lines[i]; l.kind == "" && l.size <= 100 && l.end-l.start >= 6 {
			s := p.str(i)
			if s[len(s)-1] == ')' { // Washington (CNN)
				s += " — A"
			}
			d, ok := ParseDateline(s, p.hints.Outlet)
			if n := p.lines[i].end - p.lines[i].start; ok && d.Span.End > n {
				d.Span.End = n
				s = p.str(i)
			}
			if ok && d.Agency != "" && d.Span.End >= len(strings.TrimRight(s, " -–—"))-2 && !p.isOutlet(s) && (d.Place == "" || IsPlace(beforeComma(d.Place)) || isUpperWord(beforeComma(d.Place))) {
				p.dateline, p.datelineParts = i, d
				p.set(i, Dateline, "dateline.alone")
				return
			}
		}
	}
	for i := p.body - 1; i >= max(0, p.body-4); i-- { // HELSINKI
		l := &p.lines[i]
		s := strings.TrimRight(p.str(i), " -–—:\u00a0") // WASHINGTON —
		if l.kind != "" || p.isDate(i) || p.isByline(i, true) || s == "" {
			continue
		}
		if i > 0 && p.lines[i-1].kind == Caption && !isUpperWord(beforeComma(s)) {
			return // what the picture shows
		}
		region := inRegion(s) || i == p.body-1 && i > 0 && IsPlace(s) && (p.isDate(i-1) || p.isByline(i-1, true)) // New Delhi, under the date
		if l.size > 40 || l.ends && !region || !region && (!isUpperWord(beforeComma(s)) || !IsPlace(beforeComma(s)) && !IsPlace(afterComma(s))) {
			return
		}
		p.dateline = i
		n := len(s)
		p.datelineParts = DatelineParts{Span: text.Span{End: n}, Place: s, PlaceSpan: text.Span{End: n}}
		p.set(i, Dateline, "dateline.alone")
		return
	}
}

// isDate tells whether line i is a publication date line.
func (p *anatomyPage) isDate(i int) bool {
	l := &p.lines[i]
	if l.dated == unasked {
		l.dated = no
		if s := p.str(i); len(s) <= 200 && mayHoldDate(s) && !strings.Contains(s, "(@") && isDateLine(s) {
			l.dated = yes
		}
	}
	return l.dated == yes
}

// isDateLine tells whether a line says little more than a date: what is left
// of it are names and the words of date lines, not a sentence.
func isDateLine(s string) bool {
	var buf [64]token
	t := tokens(buf[:0], cutRune(s, maxDateLine))
	st, end, ok := findStamp(s, t)
	if !ok {
		return false
	}
	w := dateLexicon()
	plain, lower := 0, 0
	for k := range t {
		x := &t[k]
		if x.kind != tkWord || x.start >= st.Span.Start && k < end {
			continue
		}
		if w.label[x.word] || w.day[x.word] || w.month[x.word] > 0 || w.zone[x.word] != 0 || x.word == "am" || x.word == "pm" || x.word == "m" || x.word == "ago" {
			continue
		}
		r, _ := utf8.DecodeRuneInString(s[x.start:])
		if unicode.IsLower(r) && x.word != "and" && x.word != "for" && x.word != "via" && x.word != "staff" && x.word != "local" && x.word != "min" && x.word != "read" {
			lower++
		}
		plain++
	}
	if lower > 0 && !(lower == 1 && plain <= 2) {
		return false
	}
	return plain <= 9 && !(plain > 3 && endsLine(s) && !strings.HasSuffix(s, ".m.") && !strings.HasSuffix(s, ":"))
}
