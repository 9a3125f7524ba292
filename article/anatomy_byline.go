package article

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// BylineParts is a byline, taken apart.
type BylineParts struct {
	Names    []string  // persons, in order, capitals made usual
	Rest     string    // what stands after the names: an outlet, a role, a date
	RestSpan text.Span // where Rest stands in the line
	Explicit bool      // the line says "By"
}

// maxByline is the longest byline, in bytes.
const maxByline = 240

// ParseByline reads a line that credits persons: "By JILL COLVIN, Associated
// Press", "Jonathan Lemire and Jill Colvin | AP", "Lee, Matthew", also where
// the outlet is glued to the last name ("Vladimir IsachenkovAssociated Press")
// and where all of it stands twice. outlet, which may be nil, tells whether a
// name is an outlet's. It reports false when the line names no person and does
// not say "By"; then it is no byline.
func ParseByline(line string, outlet func(name string) bool) (BylineParts, bool) {
	if len(line) > 3*maxByline {
		return BylineParts{}, false
	}
	if tight := Tidy(line); len(tight) < len(strings.TrimSpace(line)) {
		out, ok := ParseByline(tight, outlet)
		if out.Rest != "" { // find it again between its wider blanks
			first, _, _ := strings.Cut(out.Rest, " ")
			at := max(0, strings.LastIndex(line, first))
			out.RestSpan = text.Span{Start: at, End: len(strings.TrimRight(line, " \t\u00a0"))}
		}
		return out, ok
	}
	p := bylineScanner{s: line, outlet: outlet}
	if b, ok := p.mail(); ok {
		return b, true
	}
	p.skip()
	p.out.Explicit = p.opening()
	if !p.out.Explicit && strings.HasPrefix(line[p.i:], "From ") { // "From CNN's Betsy Klein"
		for _, s := range []string{"'s ", "’s ", "' ", "’ "} {
			if k := strings.Index(line[p.i:], s); k > 5 && k < 40 && outlet != nil && outlet(line[p.i+5:p.i+k]) {
				house := text.Span{Start: p.i + 5, End: p.i + k}
				p.i += k + len(s)
				p.names()
				p.out.Explicit, p.out.Rest, p.out.RestSpan = true, house.Of(line), house
				return p.out, true
			}
		}
	}
	if !p.out.Explicit && outlet != nil { // "The Associated Press — By JILL COLVIN"
		for _, k := range wordsBy(line[p.i:]) {
			if k > 0 && outlet(strings.Trim(line[p.i:p.i+k], " -–—|,/•·")) {
				p.i += k + 1
				p.out.Explicit = p.opening()
				break
			}
		}
	}
	if b, ok := p.houseFirst(line); ok {
		return b, true
	}
	start := p.i
	if k := p.glued(); k > 0 {
		p.s = line[:k]
		p.names()
		if len(p.out.Names) > 0 && p.i == k {
			p.rest(line, k)
			return p.out, true
		}
		p.s, p.i, p.out.Names = line, start, nil
	}
	p.names()
	if p.out.Explicit && len(p.out.Names) == 0 {
		if b, ok := p.roleFirst(line, start); ok {
			return b, true
		}
	}
	p.rest(line, p.i)
	return p.out, len(p.out.Names) > 0 || p.out.Explicit
}

// wordsBy is where " By ", " by " and " BY " first stand in s, each -1 when it does
// not. It looks for the rarest letter of them.
func wordsBy(s string) [3]int {
	at := [3]int{-1, -1, -1}
	for k := strings.IndexByte(s, 'y'); k >= 0; k = nextByte(s, 'y', k) {
		if k < 2 || k+1 >= len(s) || s[k-2] != ' ' || s[k+1] != ' ' {
			continue
		}
		switch {
		case s[k-1] == 'B' && at[0] < 0:
			at[0] = k - 2
		case s[k-1] == 'b' && at[1] < 0:
			at[1] = k - 2
		}
	}
	for k := strings.IndexByte(s, 'Y'); k >= 0; k = nextByte(s, 'Y', k) {
		if k >= 2 && k+1 < len(s) && s[k-2] == ' ' && s[k-1] == 'B' && s[k+1] == ' ' {
			at[2] = k - 2
			break
		}
	}
	return at
}

// nextByte is where c stands in s after k, or -1.
func nextByte(s string, c byte, k int) int {
	if j := strings.IndexByte(s[k+1:], c); j >= 0 {
		return k + 1 + j
	}
	return -1
}

type bylineScanner struct {
	s      string
	i      int
	outlet func(string) bool
	out    BylineParts
}

// houseFirst reads "DECCAN CHRONICLE. | ANY NAME": the outlet, a bar, and
// persons only.
func (p *bylineScanner) houseFirst(line string) (BylineParts, bool) {
	k := strings.IndexByte(line, '|')
	if k < 3 || k > 60 || p.outlet == nil || p.out.Explicit || strings.Count(line, "|") > 1 {
		return BylineParts{}, false
	}
	house := strings.TrimRight(line[:k], " .\u00a0")
	if !p.outlet(house) {
		return BylineParts{}, false
	}
	q := bylineScanner{s: strings.TrimSpace(line[k+1:]), outlet: p.outlet}
	q.names()
	if len(q.out.Names) == 0 || q.i < len(q.s) {
		return BylineParts{}, false
	}
	q.out.Rest, q.out.RestSpan = house, text.Span{End: len(house)}
	return q.out, true
}

// roleFirst reads "By PA Reporter Ella Ray": an outlet or a role, or both, and
// then persons only.
func (p *bylineScanner) roleFirst(line string, start int) (BylineParts, bool) {
	i, w := start, dateLexicon()
	for i < len(line) {
		end := i + strings.IndexByte(line[i:]+" ", ' ')
		word := line[i:end]
		low := strings.ToLower(word)
		if !w.notName[low] && !roleNouns[low] && (p.outlet == nil || !p.outlet(word)) {
			break
		}
		i = min(end+1, len(line))
	}
	if i == start || i >= len(line) {
		return BylineParts{}, false
	}
	q := bylineScanner{s: line, i: i, outlet: p.outlet}
	q.names()
	if len(q.out.Names) == 0 || strings.TrimSpace(line[q.i:]) != "" {
		return BylineParts{}, false
	}
	house := strings.TrimRight(line[start:i], " ")
	q.out.Explicit, q.out.Rest, q.out.RestSpan = true, house, text.Span{Start: start, End: start + len(house)}
	return q.out, true
}

// rest keeps what follows the names, without the marks before it.
func (p *bylineScanner) rest(line string, i int) {
	tail := strings.TrimLeft(line[i:], " \t\u00a0,;|/•·–—-:()")
	r := strings.TrimRight(tail, " \t\u00a0,;|/•·–—-:()")
	at := len(line) - len(tail)
	p.out.Rest, p.out.RestSpan = r, text.Span{Start: at, End: at + len(r)}
}

func (p *bylineScanner) skip() {
	for p.i < len(p.s) {
		r, n := utf8.DecodeRuneInString(p.s[p.i:])
		if !unicode.IsSpace(r) && !isDecoration(r) && r != '/' && r != '(' {
			return
		}
		p.i += n
	}
}

// opening passes over "By", "Story by:", "Автор:" and the like.
func (p *bylineScanner) opening() bool {
	if p.i >= len(p.s) {
		return false
	}
	lists, first := &dateLexicon().by, p.s[p.i]
	if first < utf8.RuneSelf && lists[lower(first)] == nil {
		return false
	}
	var buf [64]byte
	low := appendLower(buf[:0], cutRune(p.s[p.i:], 40))
	for _, w := range lists[low[0]] {
		if len(w) > len(low) || string(low[:len(w)]) != w {
			continue
		}
		rest := p.s[p.i+len(w):]
		trimmed := strings.TrimLeft(rest, " \t\u00a0:：/,")
		r, _ := utf8.DecodeRuneInString(rest)
		if rest != "" && unicode.IsLetter(r) && !isCaseless(r) {
			continue // "Bylaws"
		}
		if len(trimmed) == len(rest) && rest != "" && !isCaseless(r) {
			continue
		}
		// "Author", "Reporter" and the like need their colon.
		if w != "by" && w != "par" && w != "por" && w != "von" && !strings.HasSuffix(w, " by") && !strings.ContainsAny(rest[:len(rest)-len(trimmed)], ":：/") && !isCaseless(r) {
			continue
		}
		p.i = len(p.s) - len(trimmed)
		return true
	}
	return false
}

// dot closes initials.
var dot = []byte(".")

// lowerWord appends to dst what strings.ToLower returns.
func lowerWord(dst []byte, s string) []byte {
	if isASCII(s) {
		return lowerASCII(dst, s)
	}
	return append(dst, strings.ToLower(s)...)
}

// appendLower lower-cases without changing any offset; runes whose lower case
// has another length stay as they are.
func appendLower(dst []byte, s string) []byte {
	for _, r := range s {
		if r < utf8.RuneSelf {
			dst = append(dst, lower(byte(r)))
			continue
		}
		l := unicode.ToLower(r)
		if utf8.RuneLen(l) != utf8.RuneLen(r) {
			l = r
		}
		dst = utf8.AppendRune(dst, l)
	}
	return dst
}

// glued returns where an outlet's name or a word like "Posted" begins right
// after a lower-case letter, or 0.
func (p *bylineScanner) glued() int {
	s, k := p.s[p.i:], 1
	for k < len(s) && s[k] < utf8.RuneSelf && !('A' <= s[k] && s[k] <= 'Z' && 'a' <= s[k-1] && s[k-1] <= 'z') {
		k++
		for k+8 <= len(s) && (load8(s, k)|upper8(load8(s, k)&^highs))&highs == 0 { // no capital
			k += 8
		}
	}
	if k >= len(s) {
		return 0
	}
	prev := rune(0)
	for k, r := range p.s[p.i:] {
		if unicode.IsUpper(r) && unicode.IsLower(prev) {
			at := p.i + k
			tail := p.s[at:]
			first := strings.ToLower(firstWord(tail))
			if first == "posted" || first == "published" || first == "updated" {
				return at
			}
			if p.outlet != nil {
				name := tail
				if c := strings.IndexAny(name, ",|•;"); c > 0 {
					name = name[:c]
				}
				if p.outlet(strings.TrimSpace(name)) {
					return at
				}
			}
		}
		prev = r
	}
	return 0
}

// names reads persons as long as they follow one another.
func (p *bylineScanner) names() {
	lastFirst := p.lastFirst()
	if lastFirst {
		return
	}
	for len(p.out.Names) < 12 {
		start := p.i
		for p.i < len(p.s) {
			r, n := utf8.DecodeRuneInString(p.s[p.i:])
			if !unicode.IsSpace(r) {
				break
			}
			p.i += n
		}
		name, end := p.person(p.i)
		if name == "" {
			p.i = start
			return
		}
		if IsPaperName(name) && (len(p.out.Names) > 0 || p.roleAt(end)) { // Jane Doe, Milltown Ledger; Milltown Ledger staff
			p.i = start
			return
		}
		if !slices.ContainsFunc(p.out.Names, func(n string) bool { return strings.EqualFold(n, name) }) {
			p.out.Names = append(p.out.Names, name)
		}
		p.i = end
		next, ok := p.separator(end)
		if !ok {
			if by := strings.TrimLeft(p.s[end:], " "); strings.HasPrefix(strings.ToLower(by), "by ") { // all of it twice
				p.i = len(p.s) - len(by) + 3
				continue
			}
			return
		}
		p.i = next
		if n, _ := p.person(next); n == "" {
			p.i = end
			return
		}
	}
}

// roleAt tells whether a word for a post or a newsroom stands at i.
func (p *bylineScanner) roleAt(i int) bool {
	w := strings.ToLower(firstWord(strings.TrimLeft(p.s[i:], " ")))
	return roleNouns[w] || dateLexicon().notName[w]
}

// separator passes over what parts two persons: ",", "and", "&", ";". After "|"
// and "/" stands an outlet or a role.
func (p *bylineScanner) separator(i int) (int, bool) {
	rest := p.s[i:]
	trimmed := strings.TrimLeft(rest, " \t\u00a0")
	found := false
	for _, c := range []string{",", ";", "&", "、", "，"} {
		if strings.HasPrefix(trimmed, c) {
			trimmed, found = strings.TrimLeft(trimmed[len(c):], " \t\u00a0"), true
			break
		}
	}
	for _, c := range []string{"and ", "AND ", "And ", "y ", "et ", "и ", "und "} {
		if strings.HasPrefix(trimmed, c) {
			trimmed, found = strings.TrimLeft(trimmed[len(c):], " \t\u00a0"), true
			break
		}
	}
	return len(p.s) - len(trimmed), found
}

// mail reads the author of a feed item: "desk@example.com (Sam Burnett)".
func (p *bylineScanner) mail() (BylineParts, bool) {
	at := strings.IndexByte(p.s, '@')
	open := strings.IndexByte(p.s, '(')
	if at <= 0 || open < at || !strings.HasSuffix(p.s, ")") || strings.Contains(p.s[:at], " ") {
		return BylineParts{}, false
	}
	q := bylineScanner{s: p.s[open+1 : len(p.s)-1], outlet: p.outlet}
	q.names()
	if len(q.out.Names) == 0 || q.i != len(q.s) {
		return BylineParts{}, false
	}
	q.out.Explicit, q.out.Rest = true, strings.TrimSpace(p.s[:open])
	q.out.RestSpan = text.Span{Start: 0, End: len(q.out.Rest)}
	return q.out, true
}

// lastFirst reads "LEE, Matthew": one word, a comma, one word, and no more.
func (p *bylineScanner) lastFirst() bool {
	last, after, ok := strings.Cut(p.s[p.i:], ",")
	first := strings.TrimSpace(after)
	last = strings.TrimSpace(last)
	if !ok || last == "" || first == "" || strings.IndexByte(last, ' ') >= 0 || strings.ContainsAny(last, " \u00a0") || strings.ContainsAny(strings.TrimSuffix(first, "."), " \u00a0,.;|") {
		return false
	}
	if !isNameWord(last) || !isNameWord(first) || isInitials(last) {
		return false
	}
	if !p.out.Explicit && !(isUpperWord(last) && !isUpperWord(first)) {
		return false
	}
	if IsPlace(last) || IsPlace(first) || inRegion(last+", "+first) || p.outlet != nil && (p.outlet(last) || p.outlet(first)) {
		return false
	}
	p.out.Names = append(p.out.Names, properName(first+" "+last))
	p.i = len(p.s)
	return true
}

// person reads one person's name at i, or "".
func (p *bylineScanner) person(i int) (string, int) {
	start, end, words, full := i, i, 0, 0
	w := dateLexicon()
	var buf [64]byte
	for words < 6 {
		j := i
		for j < len(p.s) {
			if isLetterByte(p.s[j]) {
				j++
				continue
			}
			r, n := utf8.DecodeRuneInString(p.s[j:])
			if unicode.IsLetter(r) || unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '-' || r == '.' || r == '‘' {
				j += n
				continue
			}
			break
		}
		word := strings.TrimRight(p.s[i:j], "-'’")
		j = i + len(word)
		if word == "" {
			break
		}
		if !isNameWord(word) {
			if words > 0 && j < len(p.s) && p.s[j] == ' ' && isNameParticle(strings.ToLower(word)) {
				words++
				i = j + 1
				continue
			}
			break
		}
		low := lowerWord(buf[:0], word)
		if w.notName[string(bytes.TrimSuffix(low, dot))] && !isInitials(word) || w.month[string(low)] > 0 && words > 0 && full >= 2 {
			break
		}
		if string(low) == "and" || string(low) == "with" || words > 0 && string(low) == "by" {
			break
		}
		if words >= 2 && p.outlet != nil && (p.outlet(p.s[i:j]) || p.outlet(strings.TrimSpace(untilMark(p.s[i:])))) {
			break
		}
		if words == 0 && w.notFirst[string(low)] && !p.out.Explicit { // San Sebastian
			break
		}
		if !isInitials(word) {
			full++
		}
		words++
		end = j
		if strings.HasSuffix(word, ".") && !isInitials(word) && len(word) > 4 {
			end = j - 1
			break
		}
		if j >= len(p.s) {
			break
		}
		r, n := utf8.DecodeRuneInString(p.s[j:])
		if r != ' ' && r != '\u00a0' {
			break
		}
		i = j + n
		for i < len(p.s) && p.s[i] == ' ' {
			i++
		}
	}
	name := Tidy(p.s[start:end])
	words = strings.Count(name, " ") + 1
	if full < 1 || words < 2 || words > 5 || len(name) > 60 {
		if hanName(name) && p.out.Explicit {
			return name, end
		}
		return "", start
	}
	if p.outlet != nil && p.outlet(name) || IsPlace(name) && !p.out.Explicit {
		return "", start
	}
	if end < len(p.s) && isDigit(p.s[end]) { // Toyota RAV4
		return "", start
	}
	if half := strings.Fields(name); len(half) == 4 && strings.EqualFold(half[0], half[2]) && strings.EqualFold(half[1], half[3]) { // Jill Colvin Jill Colvin
		name = half[0] + " " + half[1]
	}
	return properName(name), end
}

// untilMark cuts s at the first mark that parts items of a byline.
func untilMark(s string) string {
	if k := strings.IndexAny(s, ",|;/•(–—-"); k >= 0 {
		return s[:k]
	}
	return s
}

// hanName tells a name of two to four Chinese characters.
func hanName(s string) bool {
	n := 0
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
		n++
	}
	return n >= 2 && n <= 4
}

func isNameParticle(low string) bool {
	switch low {
	case "de", "da", "di", "del", "della", "la", "le", "van", "von", "der", "den", "el", "al", "bin", "ibn", "ben", "dos", "du", "ter", "zu", "y", "e", "abu", "st.":
		return true
	}
	return strings.HasPrefix(low, "al-") || strings.HasPrefix(low, "el-") || strings.HasPrefix(low, "d'") || strings.HasPrefix(low, "d’")
}

func isNameWord(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r) || isCaseless(r) || strings.HasPrefix(w, "al-") || strings.HasPrefix(w, "el-")
}

// isInitials tells "S.A.", "J.", "AJ".
func isInitials(w string) bool {
	letters := 0
	for _, r := range w {
		if r == '.' {
			continue
		}
		if !unicode.IsUpper(r) {
			return false
		}
		letters++
	}
	return letters >= 1 && letters <= 2 && (strings.Contains(w, ".") || len(w) <= 2)
}

// properName gives a name that stands in capitals its usual case.
func properName(name string) string {
	upper := 0
	fields := strings.Fields(name)
	for _, f := range fields {
		if isUpperWord(f) && !isInitials(f) && utf8.RuneCountInString(f) > 2 {
			upper++
		}
	}
	if upper == 0 {
		return name
	}
	for i, f := range fields {
		if !isUpperWord(f) || isInitials(f) && strings.Contains(f, ".") {
			continue
		}
		if len(f) == 2 && i == 0 { // JD, AJ
			continue
		}
		low := strings.ToLower(f)
		if i > 0 && isNameParticle(low) {
			fields[i] = low
			continue
		}
		out := make([]rune, 0, len(low))
		up := true
		for _, r := range low {
			if up {
				r = unicode.ToUpper(r)
			}
			out = append(out, r)
			up = !unicode.IsLetter(r) && r != '.'
		}
		n := len(out)
		if n > 4 && out[0] == 'M' && out[1] == 'c' {
			out[2] = unicode.ToUpper(out[2])
		}
		fields[i] = string(out)
	}
	return strings.Join(fields, " ")
}
