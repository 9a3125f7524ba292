package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// bracketed reads (X), [X] or /X/ with an agency's name in it.
func (c *datelineScanner) bracketed() bool {
	if c.i >= len(c.s) {
		return false
	}
	var close byte
	switch c.s[c.i] {
	case '(':
		close = ')'
	case '[':
		close = ']'
	case '/':
		close = '/'
	default:
		return false
	}
	end := strings.IndexByte(c.s[c.i+1:], close)
	if end < 2 || end > 72 {
		return false
	}
	in := c.s[c.i+1 : c.i+1+end]
	start := c.i + 1
	if name := c.carried(in); name != "" {
		off := strings.LastIndex(in, name)
		c.setAgency(start+off, start+off+len(name))
		c.i = start + end + 1
		return true
	}
	if end > 44 {
		return false
	}
	name := in
	if k := strings.IndexAny(in, ",;"); k > 1 { // (Xinhua, by Li Ming)
		name = in[:k]
	}
	name = strings.TrimSpace(name)
	if !c.agencyName(name, close == '/') {
		return false
	}
	off := strings.Index(in, name)
	c.setAgency(start+off, start+off+len(name))
	c.i = start + end + 1
	return true
}

// carried is the agency in brackets that name first who carries its text: "UrduPoint
// News / Sputnik - 12th March, 2019", "MENAFN - Gulf Times". It is "" for others.
func (c *datelineScanner) carried(in string) string {
	k := strings.LastIndex(in, " - ")
	if k < 2 || c.outlet == nil {
		return ""
	}
	head, tail := in[:k], strings.TrimSpace(in[k+3:])
	if !isShortDate(strings.TrimRight(tail, ".")) && !isOrdinalDate(tail) {
		if r, _ := utf8.DecodeRuneInString(head); unicode.IsUpper(r) && !strings.Contains(head, "/") && c.outlet(tail) {
			return tail
		}
		return ""
	}
	if j := strings.LastIndexByte(head, '/'); j >= 0 {
		head = head[j+1:]
	}
	if head = strings.TrimSpace(head); !c.outlet(head) {
		return ""
	}
	return head
}

// isOrdinalDate tells "12th March, 2019".
func isOrdinalDate(s string) bool {
	st, ok := FindStamp(s)
	return ok && st.Span.Start == 0 && st.Span.End >= len(s)-1
}

// agencyName tells whether a bracketed name can be an agency: it starts with a
// capital, is short, and is no date, number, place abbreviation or adjective.
func (c *datelineScanner) agencyName(name string, slashes bool) bool {
	if c.outlet != nil && c.outlet(name) {
		return true
	}
	if strings.Contains(name, "/") { // (Evan Vucci / AP) is a photo credit
		return c.outlet != nil && sharedCredit(name, c.outlet)
	}
	words := 0
	for w := range strings.FieldsSeq(name) {
		words++
		for _, r := range w {
			if unicode.IsDigit(r) {
				return false
			}
		}
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && words == 1 && !slashes && !isCaseless(r) && w != "dpa" && w != "eFE" {
			return false
		}
	}
	if words == 0 || words > 5 || len(name) < 2 {
		return false
	}
	switch strings.ToLower(name) {
	case "us", "u.s.", "uk", "eu", "un", "update", "video", "photo", "photos", "pictured", "left", "right", "op-ed", "opinion", "analysis", "file", "file photo", "live", "exclusive", "corrected":
		return false
	}
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	w := dateLexicon()
	return w.month[first] == 0 && !w.day[first]
}

// sharedCredit tells "KSTU/AP": codes in capitals, one of which at least is an
// outlet's.
func sharedCredit(name string, outlet func(string) bool) bool {
	known := false
	for part := range strings.SplitSeq(name, "/") {
		part = strings.TrimSpace(part)
		is := outlet(part)
		if known && !is && len(part) <= 4 && part == strings.ToLower(part) { // dpa/lno: the agency's regional service
			continue
		}
		known = known || is
		if !is && (len(part) < 2 || len(part) > 10 || !isUpperWord(part) || strings.Contains(part, " ") && !hasDigit(part)) {
			return false
		}
	}
	return known
}

func isCaseless(r rune) bool {
	return unicode.IsLetter(r) && !unicode.IsUpper(r) && !unicode.IsLower(r)
}

// terminator reads the mark that ends a dateline. strong is a dash or a pair
// of them; a colon or a full stop is weak.
func (c *datelineScanner) terminator() (ok, strong bool) {
	mark := c.i
	for c.i < len(c.s) {
		r, n := utf8.DecodeRuneInString(c.s[c.i:])
		switch r {
		case '-', '–', '—', '―', '‒', '−', '─', '\u0097', '\u0096':
			ok, strong = true, true
		case ':':
			ok = true
		case '.', '/':
		case ' ', '\t', '\u00a0':
		default:
			if !ok {
				c.i = mark
			}
			return
		}
		c.i += n
	}
	if !ok {
		c.i = mark
	}
	return
}

// bareAgency reads an agency that stands without brackets before the dash.
func (c *datelineScanner) bareAgency() bool {
	start := c.i
	c.skipSpace()
	for c.i < len(c.s) {
		r, n := utf8.DecodeRuneInString(c.s[c.i:])
		if r != ',' && r != '-' && r != '–' && r != '—' && r != '.' && r != '/' && r != ':' {
			break
		}
		c.i += n
		c.skipSpace()
	}
	if c.i == start {
		return false
	}
	from, words := c.i, 0
	end := from
	for words < 4 {
		j := c.wordEnd(c.i)
		if j == c.i {
			break
		}
		c.i, end = j, j
		words++
		name := c.s[from:end]
		if (c.outlet != nil && c.outlet(name)) || (words == 1 && isUpperWord(name) && len(name) >= 3 && len(name) <= 6 && !IsPlace(name) && c.d.Date != "") {
			k := c.i
			dash, strong := c.terminator()
			if dash && strong || c.followsStop(k) {
				if !dash {
					c.i = k
					for c.i < len(c.s) && strings.IndexByte("./ ", c.s[c.i]) >= 0 {
						c.i++
					}
				}
				c.setAgency(from, end)
				return true
			}
			c.i = k
		}
		c.skipSpace()
	}
	return false
}

// followsStop tells whether a full stop and a capital stand at k.
func (c *datelineScanner) followsStop(k int) bool {
	if k >= len(c.s) || c.s[k] != '.' && c.s[k] != '/' {
		return false
	}
	rest := strings.TrimLeft(c.s[k:], "./ \u00a0")
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsUpper(r) || strings.ContainsRune(`"“«`, r)
}

// wordEnd is the end of the name word that starts at i, or i.
func (c *datelineScanner) wordEnd(i int) int {
	j := i
	for j < len(c.s) {
		if isLetterByte(c.s[j]) {
			j++
			continue
		}
		r, n := utf8.DecodeRuneInString(c.s[j:])
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
		case (r == '\'' || r == '’' || r == '-') && j > i && j+n < len(c.s):
			if r2, _ := utf8.DecodeRuneInString(c.s[j+n:]); !unicode.IsLetter(r2) {
				return j
			}
		default:
			return j
		}
		j += n
	}
	return j
}

// place reads "HELSINKI", "GLASGOW, Scotland", "SEOUL/TOKYO", "AUGUSTA, Me.",
// "ABOARD AIR FORCE ONE", "Sharm el-Sheikh, Egypt".
func (c *datelineScanner) place() bool {
	start := c.i
	end, words, commas := start, 0, 0
	w := dateLexicon()
	var buf [64]byte
	for c.i < len(c.s) && c.i-start < 64 {
		j := c.wordEnd(c.i)
		if j == c.i {
			break
		}
		word := c.s[c.i:j]
		r, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsUpper(r) && !isCaseless(r) {
			if words == 0 || !isParticle(word) {
				break
			}
		} else if words > 0 {
			low := lowerWord(buf[:0], word)
			if w.month[string(low)] > 0 && c.digitNear(j) || w.day[string(low)] || c.outlet != nil && commas > 0 && c.outlet(word) && isUpperWord(word) {
				break
			}
		}
		c.i = j
		if c.i < len(c.s) && c.s[c.i] == '.' && j-start < 60 && (len(word) <= 5 || words > 0) { // St. Louis, Me.
			k := c.i + 1
			if k < len(c.s) && (c.s[k] == ' ' || isLetterByte(c.s[k]) || c.s[k] == ',' || c.s[k] == '-') {
				rest := strings.TrimLeft(c.s[k:], " ")
				low := strings.ToLower(firstWord(rest))
				if !(rest == "" || isDigit(rest[0]) || rest[0] == '/' || w.month[low] > 0) {
					c.i = k
				}
			}
		}
		words++
		end = c.i
		if words > 8 {
			return false
		}
		k := c.i
		c.skipSpace()
		if c.i >= len(c.s) {
			break
		}
		if (c.s[c.i] == ',' || c.s[c.i] == '/') && commas < 2 {
			sep := c.s[c.i]
			c.i++
			c.skipSpace()
			if sep == '/' && c.i < len(c.s) {
				if e := strings.IndexByte(c.s[c.i:], '/'); e > 0 && e < 24 && !strings.ContainsAny(c.s[c.i:c.i+e], "()") { // /TASS/
					c.i = k
					break
				}
			}
			nw := c.s[c.i:c.wordEnd(c.i)]
			r, _ := utf8.DecodeRuneInString(nw)
			low := strings.ToLower(nw)
			if nw == "" || !unicode.IsUpper(r) || w.month[low] > 0 || w.day[low] ||
				c.outlet != nil && len(nw) >= 3 && isUpperWord(nw) && c.outlet(nw) {
				c.i = k
				break
			}
			commas++
			continue
		}
		if c.i == k && c.s[c.i] != '-' && c.s[k-1] != '.' {
			break
		}
	}
	if k := strings.LastIndexByte(c.s[start:end], ' '); k > 0 && isDatePreposition(c.s[start+k+1:end]) { // أبوظبي في 5 نوفمبر
		end = start + k
		words--
	}
	if first := firstWord(c.s[start:]); words == 0 || words > 7 || strings.EqualFold(first, "by") || strings.EqualFold(first, "from") && words > 1 {
		return false
	}
	c.i = end
	c.d.PlaceSpan = text.Span{Start: start, End: end}
	c.d.Place = c.s[start:end]
	return true
}

// isDatePreposition tells words that part a place from its date.
func isDatePreposition(w string) bool {
	switch w {
	case "في", "em", "el", "le", "am", "den", "в":
		return true
	}
	return false
}

func (c *datelineScanner) digitNear(j int) bool {
	for k := j; k < len(c.s) && k < j+4; k++ {
		if isDigit(c.s[k]) {
			return true
		}
	}
	return false
}

func (c *datelineScanner) monthNext() bool {
	return dateLexicon().month[strings.ToLower(firstWord(c.s[c.i:]))] > 0
}

func firstWord(s string) string {
	for i, r := range s {
		if !unicode.IsLetter(r) {
			return s[:i]
		}
	}
	return s
}

func isParticle(w string) bool {
	switch w {
	case "de", "la", "le", "el", "al", "of", "the", "es", "an", "on", "ez", "del", "los", "las", "do", "da", "dos", "i", "and", "near", "den", "der":
		return true
	}
	return strings.HasPrefix(w, "el-") || strings.HasPrefix(w, "al-") || strings.HasPrefix(w, "ez-")
}

// date reads ", May 20", ", 20th May, 2024", ". May 20", ", 3 окт", " 20 May",
// ", Monday". It reports whether there is one.
func (c *datelineScanner) date() bool {
	keep := c.i
	c.skipSpace()
	for c.i < len(c.s) && (c.s[c.i] == ',' || c.s[c.i] == '.' || c.s[c.i] == '(' && c.i+1 < len(c.s) && isDigit(c.s[c.i+1])) {
		c.i++
		c.skipSpace()
	}
	if p := c.s[c.i:c.wordEnd(c.i)]; isDatePreposition(p) {
		c.i += len(p)
		c.skipSpace()
	}
	w := dateLexicon()
	start := c.i
	if !w.mayOpenDate(c.s[start:]) {
		c.i = keep
		return false
	}
	var buf [24]token
	t := tokens(buf[:0], cutRune(c.s[c.i:], 48))
	k := 0
	if k < len(t) && t[k].kind == tkWord && w.day[t[k].word] {
		k = skipMark(t, k+1, ",")
		if k >= len(t) || t[k].kind == tkMark {
			return c.setDate(start, start+t[0].end)
		}
	}
	end := -1
	switch {
	case k < len(t) && t[k].kind == tkWord && w.month[t[k].word] > 0:
		j := skipMark(t, k+1, ".")
		if numberIs(t, j, 1, 31) {
			j = skipOrdinal(t, j+1)
			end = t[j-1].end
			if y := skipMark(t, j, ","); numberIs(t, y, 1900, 2200) {
				end = t[y].end
			} else if y < len(t) && wordIs(t, y, "juche") && numberIs(t, y+1, 1, 300) {
				end = t[y+1].end
			}
		}
	case numberIs(t, k, 1, 31) && t[k].digits <= 2:
		j := skipOrdinal(t, k+1)
		if wordIs(t, j, "de") {
			j++
		}
		if j < len(t) && t[j].kind == tkWord && w.month[t[j].word] > 0 {
			end = t[j].end
			y := skipMark(t, j+1, ".,")
			if wordIs(t, y, "de") {
				y++
			}
			if numberIs(t, y, 1900, 2200) {
				end = t[y].end
			} else if markIs(t, j+1, ".") {
				end = t[j+1].end
			}
		} else if markIs(t, j, "/.") && numberIs(t, j+1, 1, 12) { // (20/5)
			end = t[j+1].end
		}
	case numberIs(t, k, 1900, 2200):
		if st, to, ok := findStamp(c.s[c.i:], t[:min(len(t), 8)]); ok && st.Span.Start <= t[k].start {
			end = t[to-1].end
		}
	}
	if end < 0 {
		c.i = keep
		return false
	}
	ok := c.setDate(start, start+end)
	if c.i < len(c.s) && c.s[c.i] == ')' {
		c.i++
	}
	return ok
}

func (c *datelineScanner) setDate(start, end int) bool {
	c.d.DateSpan = text.Span{Start: start, End: end}
	c.d.Date = c.s[start:end]
	c.i = end
	return true
}

// chinese reads 新华社德黑兰5月20日电, 中新社北京5月20日电, （中央社記者…台北20日電）.
func (c *datelineScanner) chinese() bool {
	s := c.s[c.i:]
	end := strings.Index(s, "电")
	size := len("电")
	if k := strings.Index(s, "電"); k >= 0 && (end < 0 || k < end) {
		end = k
	}
	if end < 0 || end > 120 {
		return false
	}
	head := s[:end]
	agencyEnd := -1
	for _, suffix := range []string{"社", "网", "網"} {
		if k := strings.Index(head, suffix); k >= 0 && k <= 15 && (agencyEnd < 0 || k < agencyEnd) {
			agencyEnd = k + len(suffix)
		}
	}
	day := strings.LastIndex(head, "日")
	if agencyEnd < 0 || day < agencyEnd {
		return false
	}
	a := 0
	for a < agencyEnd {
		r, n := utf8.DecodeRuneInString(head[a:])
		if unicode.Is(unicode.Han, r) {
			break
		}
		a += n
	}
	c.setAgency(c.i+a, c.i+agencyEnd)
	d := day
	for d > agencyEnd {
		r, n := utf8.DecodeLastRuneInString(head[:d])
		if !unicode.IsDigit(r) && r != '月' && r != '年' && r != ' ' {
			break
		}
		d -= n
	}
	p := agencyEnd
	if k := strings.LastIndexAny(head[:d], " 　）)"); k > p {
		_, n := utf8.DecodeRuneInString(head[k:])
		p = k + n
	}
	if d > p {
		c.d.PlaceSpan = text.Span{Start: c.i + p, End: c.i + d}
		c.d.Place = head[p:d]
	}
	c.d.DateSpan = text.Span{Start: c.i + d, End: c.i + day + len("日")}
	c.d.Date = c.s[c.d.DateSpan.Start:c.d.DateSpan.End]
	c.i += end + size
	for c.i < len(c.s) && strings.ContainsRune(" 　）)，,：:", c.peek()) {
		_, n := utf8.DecodeRuneInString(c.s[c.i:])
		c.i += n
	}
	c.d.Span = text.Span{Start: 0, End: c.i}
	return true
}
