package article

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// Kind of a part of a page.
type Kind string

// The parts of a page, from top to bottom as they usually stand.
const (
	Promo     Kind = "promo"    // call to donate, subscribe, follow
	Section   Kind = "section"  // section or topic line of the site
	Masthead  Kind = "masthead" // name of the outlet, standing alone
	Headline  Kind = "headline"
	Deck      Kind = "deck" // sub-headline
	Byline    Kind = "byline"
	DateLine  Kind = "date"     // publication date line ("Mon Oct 3, 2016 6:13PM")
	Dateline  Kind = "dateline" // "MOSCOW (AP) --" at the start of the first body paragraph
	Body      Kind = "body"
	Caption   Kind = "caption" // caption or photo credit
	Credit    Kind = "credit"  // "X contributed to this report", "Reporting by …", "Source: …"
	Copyright Kind = "copyright"
	Notice    Kind = "notice"  // correction, update, editor's note
	Related   Kind = "related" // links to other stories
	Share     Kind = "share"   // share buttons, comment counters, player controls
	Tail      Kind = "tail"    // mailing-list tail, "about the author" and the like
)

// Furnishing tells whether parts of kind k are page furniture: what a site puts
// around a text and what is not of the text itself.
func (k Kind) Furnishing() bool {
	switch k {
	case Promo, Section, Masthead, Caption, Copyright, Related, Share, Tail:
		return true
	}
	return false
}

// Part is a run of bytes of Article.Text with its kind. Parts do not overlap
// (but a Dateline lies inside the first Body part) and are sorted by start.
type Part struct {
	Kind Kind      `json:"kind"`
	Span text.Span `json:"span"`
	Rule string    `json:"rule"`           // id of the rule that told it
	Site string    `json:"site,omitempty"` // name of the site that the furniture gives away, folded
}

// Hints are what is known from outside the page. The zero value is nothing.
type Hints struct {
	// Outlet tells whether name, as a whole, is an outlet's. May be nil.
	Outlet func(name string) bool
	// Furniture knows lines that a publisher puts on many pages. May be nil.
	Furniture *Furniture
}

// Anatomy tells the parts of one article's text apart, by what the text alone
// shows. Pure; linear in len(a.Text); safe for concurrent use.
func Anatomy(a Article) []Part { return Hints{}.Anatomy(a) }

// Anatomy is like the function of that name, with what the hints add.
//
// It reads the page by lines. Rules (anatomy_rules.tsv) tell furniture by its
// words; then the first dateline or the first line that reads like a sentence
// begins the body, and what stands above is told apart by its form: dates,
// bylines, mastheads, and the headline as the fullest line before them. Long
// lines are looked at only at their ends, so that the cost is little more than
// finding the line breaks.
func (h Hints) Anatomy(a Article) []Part {
	p := anatomyPage{text: a.Text, title: a.Title, publisher: a.Publisher, hints: h}
	p.split()
	if len(p.lines) == 0 {
		return nil
	}
	p.furniture()
	p.findBody()
	p.head()
	p.headline()
	p.deckAndSection()
	p.tail()
	return p.parts()
}

// headlineAgain is the rule of lines that repeat the headline, such as a page
// title with the site's name after it.
const headlineAgain = "headline.again"

// HeadlineOf returns the headline among parts, or "".
func HeadlineOf(a Article, parts []Part) string {
	for _, p := range parts {
		if p.Kind == Headline && p.Rule != headlineAgain {
			return p.Span.Of(a.Text)
		}
	}
	return ""
}

// BodyOf returns the text of the body parts, paragraphs parted by a blank line.
func BodyOf(a Article, parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Kind != Body {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(p.Span.Of(a.Text))
	}
	return b.String()
}

// textLine is one line of a page that is not blank.
type textLine struct {
	start, end int // in the text, white space left out
	size       int // length as it looks: wide characters count more, long lines are cut at 400 bytes
	kind       Kind
	rule       string
	site       string
	ends       bool // ends like a sentence
}

type anatomyPage struct {
	text, title, publisher string
	hints                  Hints
	lines                  []textLine
	body, last             int           // first and last line of the body; body == len(lines) when there is none
	dateline               int           // line with the dateline, or -1
	datelineParts          DatelineParts // offsets in that line
	head0                  int           // line of the headline, or -1
	buf                    []byte
}

func (p *anatomyPage) str(i int) string { return p.text[p.lines[i].start:p.lines[i].end] }

func (p *anatomyPage) set(i int, k Kind, rule string) { p.lines[i].kind, p.lines[i].rule = k, rule }

// split cuts the text into lines.
func (p *anatomyPage) split() {
	p.lines = make([]textLine, 0, 16+len(p.text)/128)
	for start := 0; start < len(p.text); {
		end := strings.IndexByte(p.text[start:], '\n')
		if end < 0 {
			end = len(p.text)
		} else {
			end += start
		}
		s, e := trimLine(p.text, start, end)
		if s < e {
			l := textLine{start: s, end: e, ends: endsLine(p.text[s:e])}
			if e-s > 400 {
				l.size = 400
			} else {
				l.size = lookLength(p.text[s:e])
			}
			p.lines = append(p.lines, l)
		}
		start = end + 1
	}
}

func trimLine(s string, start, end int) (int, int) {
	for start < end && s[start] <= ' ' {
		start++
	}
	for end > start && s[end-1] <= ' ' {
		end--
	}
	t := s[start:end]
	if t != "" && (t[0] >= utf8.RuneSelf || t[len(t)-1] >= utf8.RuneSelf) {
		l := strings.TrimLeftFunc(t, isBlankRune)
		start += len(t) - len(l)
		end = start + len(strings.TrimRightFunc(l, isBlankRune))
	}
	return start, end
}

func isBlankRune(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u200e' || r == '\u200f'
}

// lookLength is about the number of Latin letters that take the same room.
func lookLength(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0x80:
			n += 2
		case c < 0xC0:
		case c >= 0xE3 && c <= 0xED: // CJK
			n += 6
		default:
			n += 2
		}
	}
	return n / 2
}

// endsLine tells whether s ends in a mark that ends sentences, closing
// quotes and brackets aside.
func endsLine(s string) bool {
	for s != "" {
		r, n := utf8.DecodeLastRuneInString(s)
		switch r {
		case '.', '!', '?', '…', '。', '！', '？', '؟', '۔', ':', '：':
			return true
		case '"', '\'', '”', '’', '»', ')', ']', '」', '』', '）', '*', '_':
			s = s[:len(s)-n]
		default:
			return false
		}
	}
	return false
}

// furniture gives lines the kind that the rules give them.
func (p *anatomyPage) furniture() {
	b := lineRules()
	for i := range p.lines {
		l := &p.lines[i]
		s := p.text[l.start:l.end]
		if p.hints.Furniture != nil && l.end-l.start <= maxFurnitureLine && p.hints.Furniture.Has(p.publisher, s) && !p.credits(i, s) {
			l.kind, l.rule = Tail, "furniture.publisher"
		}
		if len(s) <= 60 && strings.IndexByte(s, '/') > 0 && p.hints.Outlet != nil && SharedByline(s, p.hints.Outlet) != "" {
			l.kind, l.rule = Byline, "byline.shared"
			continue
		}
		if !b.worthFolding(s) {
			continue
		}
		p.buf = foldLine(p.buf[:0], s)
		r := b.match(p.buf, len(s), l.ends)
		if r == nil {
			continue
		}
		l.kind, l.rule = r.kind, r.id
		if r.site {
			l.site = siteIn(r.glob, string(p.buf))
		}
	}
	// A line is a head line or a tail line only where the body is known;
	// rules for those places are checked again by findBody.
}

// credits tells lines that say where a text comes from. A site puts the same
// one over all that it takes from an agency, which does not make it furniture.
func (p *anatomyPage) credits(i int, s string) bool {
	return p.isOutlet(strings.TrimRight(s, " •·|:\u00a0")) || opensByline(s) || p.isByline(i, true) ||
		p.hints.Outlet != nil && isSignOff(s, p.hints.Outlet)
}

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
				if first >= 0 && first < i && i > 45 && d.Agency == "" || d.Weak && (!l.ends || l.size < 60 || first >= 0 && first < i) {
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
		if l.kind == "" && (l.size >= 60 && l.ends || l.size >= 120 || l.ends && l.size >= 25 && i <= p.last+12) {
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
	if next.kind == Caption && next.size <= 80 {
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
		switch s[i] {
		case '(', '/', '[', ':', ')':
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
		if l.size > 40 || l.ends || !isUpperWord(beforeComma(s)) || !IsPlace(beforeComma(s)) {
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
	s := p.str(i)
	return len(s) <= 200 && hasDigit(s) && !strings.Contains(s, "(@") && isDateLine(s)
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

// isByline tells whether line i credits persons. strict asks for "By", an
// outlet or a role beside the name.
func (p *anatomyPage) isByline(i int, strict bool) bool {
	l := &p.lines[i]
	s := p.str(i)
	if len(s) < 4 || strings.HasPrefix(s, "//") || strings.Contains(s, "(@") {
		return false
	}
	if l.size > 160 { // only blanks, or a date and links after the names, make a byline so long
		if !opensByline(s) || len(s) > 1200 {
			return false
		}
		s = strings.Join(strings.Fields(s), " ")
		if len(s) > 160 {
			b, ok := ParseByline(cutRune(s, 160), p.hints.Outlet)
			return ok && len(b.Names) > 0 && IsDateWord(strings.ToLower(firstWord(b.Rest)))
		}
	}
	if p.isPhotoCredit(i, s) {
		return false
	}
	b, ok := ParseByline(s, p.hints.Outlet)
	if !ok {
		return false
	}
	if b.Explicit {
		if len(b.Names) > 0 {
			return len(b.Rest) < 110 && !(l.ends && len(b.Rest) > 60)
		}
		return l.size <= 70 && (!l.ends || l.size < 40)
	}
	if len(b.Rest) > 0 && p.hints.Outlet != nil {
		house, _, _ := strings.Cut(b.Rest, " (") // Los Angeles Times (TNS
		if p.hints.Outlet(b.Rest) || p.hints.Outlet(beforeComma(b.Rest)) || p.hints.Outlet(strings.TrimSpace(house)) {
			return true
		}
	}
	if isRole(b.Rest) && len(b.Rest) < 70 && !l.ends && (b.RestSpan.Start < 2 || s[b.RestSpan.Start-1] != ' ' || isLetterByte(s[b.RestSpan.Start-2]) == false || allRole(b.Rest)) {
		return true
	}
	return !strict && b.Rest == "" && !l.ends
}

// allRole tells a rest that is a role and nothing else, so that it may follow a
// name without a mark between them.
func allRole(s string) bool {
	w := dateLexicon()
	for f := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '-' }) {
		if !w.notName[f] && !roleNouns[f] && f != "ap" && f != "and" && f != "for" {
			return false
		}
	}
	return true
}

func opensByline(s string) bool {
	return len(s) > 3 && (s[0] == 'B' || s[0] == 'b') && (s[1] == 'y' || s[1] == 'Y') && (s[2] == ' ' || s[2] == ':')
}

// isPhotoCredit tells "Evan Vucci/AP", and "Marcellus Stein | AP" beside a caption.
func (p *anatomyPage) isPhotoCredit(i int, s string) bool {
	k := strings.IndexAny(s, "/|")
	if k < 4 || p.hints.Outlet == nil || strings.HasPrefix(strings.ToLower(s), "by ") {
		return false
	}
	after := strings.TrimSpace(s[k+1:])
	if !p.hints.Outlet(after) && !p.hints.Outlet(beforeComma(after)) || isUpperWord(strings.TrimSpace(s[:k])) {
		return false
	}
	if s[k] == '/' && s[k-1] != ' ' {
		return true
	}
	beside := func(j int) bool {
		if j < 0 || j >= len(p.lines) {
			return false
		}
		l := &p.lines[j]
		return l.kind == Caption || l.kind == "" && l.size >= 60 && l.ends || p.str(j) == p.str(i)
	}
	return beside(i-1) || beside(i+1) && !(i+1 < len(p.lines) && p.lines[i+1].kind == DateLine)
}

// roleNouns end what stands after a writer's name.
var roleNouns = map[string]bool{"writer": true, "writers": true, "reporter": true, "reporters": true, "editor": true, "editors": true, "correspondent": true, "correspondents": true,
	"columnist": true, "fellow": true, "contributor": true, "contributors": true, "analyst": true, "producer": true, "journalist": true, "bureau": true, "staff": true, "desk": true, "photographer": true, "critic": true}

// isRole tells "AP Diplomatic Writer", "China/Asia Pacific Reporter", "Senior
// Fellow, Some Institute": capitalised words with a role among them, or only
// words that no person is called by.
func isRole(s string) bool {
	if s == "" {
		return false
	}
	w := dateLexicon()
	n, other, role := 0, 0, false
	for f := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '-' }) {
		low := strings.ToLower(f)
		n++
		role = role || roleNouns[low]
		if w.notName[low] || low == "and" || low == "of" || low == "for" || low == "the" || low == "on" || low == "in" || low == "at" {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(f); unicode.IsLower(r) {
			return false
		}
		other++
	}
	return n > 0 && (other == 0 || role && n <= 10)
}

// head tells date lines, bylines and mastheads above the body.
func (p *anatomyPage) head() {
	end := min(p.body, len(p.lines))
	for i := 0; i < end; i++ {
		l := &p.lines[i]
		if l.kind != "" || l.size > 200 && !opensByline(p.str(i)) {
			continue
		}
		s := p.str(i)
		switch {
		case l.size <= 80 && p.isOutlet(strings.TrimRight(s, " •·|:"+"\u00a0")):
			p.set(i, Masthead, "masthead.name")
		case p.isPhotoCredit(i, s):
			p.set(i, Caption, "caption.credit")
		case l.size >= 25 && l.size <= 200 && p.endsInCredit(s):
			p.set(i, Caption, "caption.credit")
		case p.isDate(i):
			p.set(i, DateLine, "date.line")
		case isOpenDate(s):
			p.set(i, DateLine, "date.open")
		case isDateLabel(s):
			p.set(i, DateLine, "date.label")
		case p.isStaff(s):
			p.set(i, Byline, "byline.staff")
		case p.isByline(i, true):
			p.set(i, Byline, "byline.line")
		case l.size <= 25 && isRelativeTime(s):
			p.set(i, DateLine, "date.relative")
		case !hasLetter(s):
			p.set(i, Share, "share.marks")
		}
	}
	p.repeated(end)
	// A bare name is a byline when a date line, a masthead, a byline or the body follows.
	for i := 1; i < end; i++ {
		l := &p.lines[i]
		if l.kind != "" || l.size > 60 || !p.isByline(i, false) {
			continue
		}
		next := Body
		if i+1 < end {
			next = p.lines[i+1].kind
		}
		prev := p.lines[i-1].kind
		if p.lines[i-1].kind == Caption || p.lines[i-1].kind == "" && p.lines[i-1].size > 110 {
			p.set(i, Caption, "caption.credit") // the photographer
			continue
		}
		if (next == DateLine || next == Masthead || next == Body && i+1 == end || next == Share || next == Dateline || next == Credit || prev == DateLine && next != "") && p.fullerBefore(i) {
			p.set(i, Byline, "byline.bare")
		}
	}
	if end > 1 && p.lines[0].kind == "" && p.isByline(0, false) && (p.lines[1].kind == DateLine || p.body == 1) {
		p.set(0, Byline, "byline.bare")
	}
}

// isOutlet tells a line that is an outlet's name, or its short and its long
// name ("IRNA - Islamic Republic News Agency").
func (p *anatomyPage) isOutlet(s string) bool {
	if p.hints.Outlet == nil {
		return false
	}
	if p.hints.Outlet(s) {
		return true
	}
	if house := HouseName(s); house != s && p.hints.Outlet(house) {
		return true
	}
	for _, sep := range []string{" - ", " – ", " — ", " | ", " ("} {
		if a, b, ok := strings.Cut(s, sep); ok {
			b = strings.TrimSuffix(b, ")")
			if sep == " (" && IsPlace(b) && topicCase(a) && wordCount(a) >= 2 { // The Chronicle (Bulawayo)
				return true
			}
			return p.hints.Outlet(a) && p.hints.Outlet(b)
		}
	}
	return false
}

// HouseName is the outlet's name in lines that say a little more: "Agence
// France-Presse in Quito", "The New Arab & agencies", "RFE/RL's Kazakh Service",
// "from The Conversation".
// Other lines are returned as they are.
func HouseName(line string) string {
	for _, tail := range []string{" & agencies", " and agencies", " with agencies", "/agencies", " + agencies", ", agencies", " & Agencies", " and Agencies", "/Agencies", " staff and agencies"} {
		if a, ok := strings.CutSuffix(line, tail); ok {
			return strings.TrimSuffix(a, " staff")
		}
	}
	if a, b, ok := strings.Cut(line, " in "); ok && IsPlace(b) {
		return a
	}
	for _, s := range []string{"from ", "From ", "via ", "Via "} {
		if a, ok := strings.CutPrefix(line, s); ok {
			return a
		}
	}
	for _, s := range []string{"'s ", "’s "} {
		if a, b, ok := strings.Cut(line, s); ok && len(b) < 40 && (strings.HasSuffix(b, " Service") || strings.HasSuffix(b, " Bureau")) && topicCase(b) {
			return a
		}
	}
	return line
}

// isStaff tells bylines of the house: "Staff Reporter", "Our Correspondent",
// "Senior Correspondent, Some Outlet", "Redacción".
func (p *anatomyPage) isStaff(s string) bool {
	if len(s) > 60 || strings.HasSuffix(s, ".") {
		return false
	}
	if house := HouseName(s); house != s && len(house) <= 6 && isUpperWord(house) { // MEE and agencies
		return true
	}
	role, rest, _ := strings.Cut(s, ",")
	if rest = strings.TrimSpace(rest); rest != "" && (p.hints.Outlet == nil || !p.hints.Outlet(rest)) && !IsPlace(rest) {
		return false
	}
	w := dateLexicon()
	n, is := 0, false
	for f := range strings.FieldsFuncSeq(role, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '-' }) {
		low := strings.ToLower(f)
		n++
		if r, _ := utf8.DecodeRuneInString(f); n > 4 || !unicode.IsUpper(r) && !(n > 1 && roleNouns[low]) {
			return false
		}
		switch {
		case w.house[low]:
			is = true
		case roleNouns[low] && (n > 1 || rest != ""):
			is = true
		case w.notName[low] || len(f) <= 5 && isUpperWord(f) && p.hints.Outlet != nil && (p.hints.Outlet(f) || p.publisher != ""):
		default:
			return false
		}
	}
	return is
}

// endsInCredit tells a sentence with an agency in capitals after its full stop,
// as captions have it: "A red tide near the coast. REUTERS".
func (p *anatomyPage) endsInCredit(s string) bool {
	k := strings.LastIndex(s, ". ")
	if k < 12 || len(s)-k > 24 || p.hints.Outlet == nil {
		return false
	}
	name := strings.TrimSpace(s[k+2:])
	return isUpperWord(name) && p.hints.Outlet(name)
}

// fullerBefore tells whether a line that can be the headline stands before i,
// so that i need not be it.
func (p *anatomyPage) fullerBefore(i int) bool {
	for j := 0; j < i; j++ {
		if l := &p.lines[j]; l.kind == "" && wordCount(p.str(j)) >= 4 {
			return true
		}
	}
	return i+1 < len(p.lines) && p.lines[i+1].kind == DateLine
}

// repeated finds, without a registry, the masthead that stands on both sides
// of the headline, and buttons that stand many times over.
func (p *anatomyPage) repeated(end int) {
	if end > 24 {
		end = 24
	}
	for i := 0; i < end; i++ {
		l := &p.lines[i]
		if l.kind != "" || l.size > 40 || l.ends {
			continue
		}
		for j := i + 2; j < end && j <= i+3; j++ {
			if p.str(j) == p.str(i) && p.lines[j].kind == "" && wordCount(p.str(i)) <= 5 && p.fullerBetween(i, j) {
				p.set(i, Masthead, "masthead.repeated")
				p.set(j, Masthead, "masthead.repeated")
			}
		}
	}
}

// fullerBetween tells whether a line that can be the headline of line i's
// outlet stands between i and j: one of more words than the name itself.
func (p *anatomyPage) fullerBetween(i, j int) bool {
	n := wordCount(p.str(i))
	for k := i + 1; k < j; k++ {
		if wordCount(p.str(k)) > n {
			return true
		}
	}
	return false
}

func hasLetter(s string) bool {
	for _, r := range s {
		if unicode.IsLetter(r) {
			return true
		}
	}
	return false
}

// isDateLabel tells "Updated", "; Posted", "Published on:" and "By" alone.
func isDateLabel(s string) bool {
	if len(s) > 40 {
		return false
	}
	w := dateLexicon()
	n := 0
	for f := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !w.label[f] {
			return false
		}
		n++
	}
	return n > 0
}

// isRelativeTime tells "5 hours ago", "1 hr ago", "33 mins ago".
func isRelativeTime(s string) bool {
	return hasDigit(s) && strings.HasSuffix(strings.ToLower(s), " ago")
}

func wordCount(s string) int {
	n, in, han := 0, false, 0
	for _, r := range s {
		switch {
		case r >= 0x2E80 && unicode.Is(unicode.Han, r):
			han++
			in = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !in {
				n++
			}
			in = true
		case r == '\'' || r == '’' || r == '-' || r == '.':
		default:
			in = false
		}
	}
	return n + (han+1)/2
}

// headline chooses the headline among the lines above the body.
func (p *anatomyPage) headline() {
	end := min(p.body, len(p.lines))
	best, bestScore := -1, 0
	consider := func(i int, base int) {
		l := &p.lines[i]
		s := p.str(i)
		n := wordCount(s)
		if l.size < 8 || l.end-l.start > 330 || n < 2 || n == 2 && l.size < 12 {
			return
		}
		score := base + min(n, 6)*10 - min(2*i, 40)
		if n <= 3 {
			score -= 25
		}
		if l.size > 200 || l.ends && !strings.HasSuffix(s, "?") && l.size > 90 {
			score -= 25
		}
		if p.title != "" && sameTitle(p.title, s) {
			score += 200
		}
		if i+1 < end && l.size > 20 {
			switch p.lines[i+1].kind {
			case Masthead, Byline, DateLine:
				score += 2
			}
		} else if i+1 == end {
			score++
		}
		if l.ends && !strings.HasSuffix(s, "...") && strings.Contains(s[max(0, len(s)-5):], ".") {
			score -= 12
		}
		if p.captionBefore(i) {
			score -= 40
		}
		if i < end-1 && n <= 5 && topicCase(s) {
			score -= 12
		}
		if i > 0 && p.lines[i-1].kind == Masthead && i+1 < end && p.lines[i+1].kind == Masthead {
			score += 40
		}
		for j := i + 1; j < end && j < i+12; j++ { // stands twice
			if p.lines[j].size == l.size && p.str(j) == s {
				score += 30
				break
			}
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	for i := 0; i < end && i < 60; i++ {
		if p.lines[i].kind == "" {
			consider(i, 0)
		}
	}
	if best < 0 || bestScore < 30 {
		for i := 0; i < end && i < 20; i++ {
			switch p.lines[i].kind {
			case Related, Notice, Section:
				if !p.lines[i].ends || wordCount(p.str(i)) > 4 {
					consider(i, -15)
				}
			case Caption:
				if !p.lines[i].ends && (strings.HasPrefix(p.lines[i].rule, "caption.video") || strings.HasPrefix(p.lines[i].rule, "caption.photo5")) {
					consider(i, -15)
				}
			}
		}
	}
	if best < 0 || bestScore < 18 {
		if end < len(p.lines) && p.title != "" && sameTitle(p.title, p.str(p.body)) && p.lines[p.body].size < 220 {
			p.set(p.body, Headline, "headline.title")
			p.head0 = p.body
		}
		return
	}
	best = p.headlineOfBody(best, end)
	p.head0 = best
	p.set(best, Headline, "headline.position")
	if p.title != "" && sameTitle(p.title, p.str(best)) {
		p.lines[best].rule = "headline.title"
	}
	for j := 0; j < end; j++ { // the same headline again, also with the site's name after it
		if j == best || p.lines[j].kind != "" {
			continue
		}
		s, h := p.str(j), p.str(best)
		if s == h || len(s) > len(h) && (strings.HasPrefix(s, h) && isTitleTail(s[len(h):]) || strings.HasSuffix(s, h) && strings.HasSuffix(strings.TrimRight(s[:len(s)-len(h)], " "), "|")) {
			p.set(j, Headline, headlineAgain)
		} else if len(h) > len(s) && strings.HasPrefix(h, s) && isTitleTail(h[len(s):]) {
			p.set(j, Headline, "headline.position")
			p.set(best, Headline, headlineAgain)
			best = j
			p.head0 = j
		} else if len(h) > len(s) && strings.HasSuffix(h, s) && strings.HasSuffix(strings.TrimRight(h[:len(h)-len(s)], " "), "|") {
			p.set(j, Headline, "headline.position")
			p.set(best, Headline, headlineAgain)
			best = j
			p.head0 = j
		}
	}
	p.cutTitleTail()
}

// headlineOfBody returns the line that shares words with the body's opening,
// where the one that stands best shares none: links to other stories stand above
// headlines and have their form.
func (p *anatomyPage) headlineOfBody(best, end int) int {
	if p.title != "" && sameTitle(p.title, p.str(best)) || end >= len(p.lines) {
		return best
	}
	other := false
	for j := best + 1; j < end && j <= best+6; j++ {
		other = other || p.mayBeHeadline(j)
	}
	if !other {
		return best
	}
	open := p.text[p.lines[p.body].start:min(len(p.text), p.lines[p.body].start+1500)]
	low := strings.ToLower(open)
	n, hits := sharedWords(p.str(best), low)
	if n < 3 || hits > 0 {
		return best
	}
	for j := best + 1; j < end && j <= best+6; j++ {
		if !p.mayBeHeadline(j) {
			continue
		}
		if m, k := sharedWords(p.str(j), low); m >= 3 && k >= 2 && k*3 >= m {
			return j
		}
	}
	return best
}

func (p *anatomyPage) mayBeHeadline(i int) bool {
	l := &p.lines[i]
	return l.kind == "" && l.size >= 20 && l.size <= 200 && !(l.ends && l.size > 90) && !p.captionBefore(i)
}

// sharedWords counts the words of a line that have four letters or more, and
// those of them that stand in low, a text in lower case, in any inflection that
// keeps their first five letters.
func sharedWords(line, low string) (n, hits int) {
	for w := range strings.FieldsFuncSeq(strings.ToLower(line), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) < 4 {
			continue
		}
		if n++; n > 16 {
			return n, hits
		}
		stem := w
		for k, c := 0, 0; k < len(w); c++ {
			if c == 5 {
				stem = w[:k]
				break
			}
			_, size := utf8.DecodeRuneInString(w[k:])
			k += size
		}
		if strings.Contains(low, stem) {
			hits++
		}
	}
	return n, hits
}

// cutTitleTail leaves the site's name out of a headline that ends in it.
func (p *anatomyPage) cutTitleTail() {
	l := &p.lines[p.head0]
	h := p.text[l.start:l.end]
	for _, sep := range []string{" | ", " - ", " – ", " — ", " :: "} {
		k := strings.LastIndex(h, sep)
		if k < 20 {
			continue
		}
		name := strings.TrimSpace(h[k+len(sep):])
		if p.hints.Outlet != nil && p.hints.Outlet(name) || p.publisher != "" && (strings.EqualFold(name, p.publisher) || strings.HasPrefix(strings.ToLower(p.publisher), strings.ToLower(strings.ReplaceAll(name, " ", ""))+".")) {
			l.end = l.start + k
			return
		}
	}
}

// topicCase tells a line in which no word but a particle is in lower case, or
// that closes with an acronym in brackets: the names of sections look so, and
// headlines only in some houses.
func topicCase(s string) bool {
	if strings.HasSuffix(s, ")") {
		if k := strings.LastIndexByte(s, '('); k > 0 && isUpperWord(s[k+1:len(s)-1]) && len(s)-k < 9 {
			return true
		}
	}
	for w := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) && !isParticle(w) && w != "in" && w != "for" && w != "to" && w != "with" && w != "at" {
			return false
		}
	}
	return true
}

// isTitleTail tells " | Miami Herald", " - BBC News".
func isTitleTail(s string) bool {
	t := strings.TrimLeft(s, " \u00a0")
	return len(t) < len(s) && len(t) < 60 && (strings.HasPrefix(t, "|") || strings.HasPrefix(t, "-") || strings.HasPrefix(t, "–") || strings.HasPrefix(t, "—") || strings.HasPrefix(t, "»"))
}

// sameTitle tells whether a title from metadata is the line, with or without
// the name of the site after it.
func sameTitle(title, line string) bool {
	title = strings.TrimSpace(title)
	return strings.EqualFold(title, line) || len(title) > len(line) && len(line) > 12 && strings.EqualFold(cutRune(title, len(line)), line) && isTitleTail(title[len(cutRune(title, len(line))):])
}

// deckAndSection tells what else stands above the body.
func (p *anatomyPage) deckAndSection() {
	end := min(p.body, len(p.lines))
	for i := 0; i < end; i++ {
		l := &p.lines[i]
		if l.kind != "" {
			continue
		}
		switch {
		case p.captionBefore(i) || l.size >= 60 && l.ends && !p.isDeck(i):
			p.set(i, Caption, "caption.position")
		case i < p.head0 || p.head0 < 0:
			if l.size <= 70 && !l.ends {
				p.set(i, Section, "section.position")
			} else {
				p.set(i, Tail, "head.other")
			}
		case l.size >= 20:
			p.set(i, Deck, "deck.position")
		default:
			p.set(i, Share, "share.position")
		}
	}
}

// isDeck tells whether line i stands right under the headline.
func (p *anatomyPage) isDeck(i int) bool {
	return p.head0 >= 0 && (i == p.head0+1 || i == p.head0+2 && p.lines[i-1].kind != "")
}

// tail tells what stands under the body, and the links between its paragraphs.
func (p *anatomyPage) tail() {
	n := len(p.lines)
	related := false
	for i := p.body + 1; i < n; i++ {
		l := &p.lines[i]
		inTail := i > p.last
		if l.kind != "" {
			related = l.kind == Related
			continue
		}
		s := p.str(i)
		if related && !l.ends && l.size <= 140 && (inTail || p.lines[i-1].rule == "related.link" || isHeading(p.lines[i-1].rule)) {
			p.set(i, Related, "related.link")
			continue
		}
		related = false
		if l.size > 200 {
			continue
		}
		if inTail || i > n-4 {
			switch {
			case !hasLetter(s):
				p.set(i, Share, "share.marks")
			case isSignOff(s, p.hints.Outlet):
				p.set(i, Credit, "credit.signoff")
			case p.isPhotoCredit(i, s):
				p.set(i, Caption, "caption.credit")
			case p.isByline(i, true) || inTail && (strings.HasPrefix(s, "—") || strings.HasPrefix(s, "–") || strings.HasPrefix(s, "-") || isUpperWord(s)) && (p.isByline(i, false) || isSignature(s)):
				p.set(i, Byline, "byline.tail")
			case isBio(s, l.ends):
				p.set(i, Tail, "tail.bio")
			case l.size <= 120 && p.isDate(i):
				p.set(i, DateLine, "date.tail")
			case inTail && l.size < 60 && !l.ends:
				p.set(i, Tail, "tail.position")
			}
			continue
		}
		if l.size <= 4 && !hasLetter(s) {
			p.set(i, Share, "share.marks")
		} else if l.size <= 90 && !l.ends && p.captionBefore(i) {
			p.set(i, Caption, "caption.position")
		} else if l.size >= 60 && p.captionBefore(i) {
			p.set(i, Caption, "caption.position")
		}
	}
	p.buttons()
	// Bios are also the last paragraph of an op-ed.
	for i := max(p.body+1, n-6); i < n; i++ {
		if l := &p.lines[i]; l.kind == "" && l.size <= 400 && isBio(p.str(i), l.ends) {
			p.set(i, Tail, "tail.bio")
		}
	}
}

// isHeading tells the rules that announce links to other stories.
func isHeading(rule string) bool {
	return strings.HasPrefix(rule, "related.") && rule != "related.link" && !strings.HasPrefix(rule, "related.link.")
}

// isSignOff tells "-- IANS", "(PTI)", "AP", "—Bernama", "(With agencies)".
func isSignOff(s string, outlet func(string) bool) bool {
	if len(s) > 60 {
		return false
	}
	t := strings.Trim(s, " \u00a0-–—―()[]/.*_")
	if t == "" {
		return false
	}
	if outlet != nil && outlet(t) {
		return true
	}
	if k := strings.IndexByte(t, '/'); k > 0 && outlet != nil { // APP/ab, XINHUA/li
		return outlet(t[:k])
	}
	return false
}

// isSignature tells how letters to the editor are signed: "— Jane Doe, Oak Park".
func isSignature(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if r != '—' && r != '–' && r != '-' || len(s) > 70 || strings.Contains(s, "@") {
		return false
	}
	b, ok := ParseByline(s, nil)
	if !ok || len(b.Names) == 0 {
		return false
	}
	for w := range strings.FieldsSeq(b.Rest) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// isBio tells "Jane Doe is a reporter for …".
func isBio(s string, ends bool) bool {
	if !ends && !strings.HasSuffix(s, ")") || len(s) < 25 {
		return false
	}
	head := strings.ReplaceAll(cutRune(s, 80), "\u00a0", " ")
	k := -1
	for _, verb := range []string{" is a ", " is an ", " is the ", " are ", " covers ", " was a ", ", a "} {
		if j := strings.Index(head, verb); j > 4 && (k < 0 || j < k) {
			k = j
		}
	}
	if k < 0 {
		return false
	}
	b, ok := ParseByline(strings.TrimPrefix(head[:k], "The writer, "), nil)
	if !ok || len(b.Names) == 0 || b.Rest != "" && len(b.Rest) > 12 {
		return strings.HasPrefix(s, "The writer is ") || strings.HasPrefix(s, "The author is ")
	}
	low := strings.ToLower(s)
	for _, w := range []string{"reporter", "editor", "correspondent", "columnist", "journalist", "fellow", "professor", "writer", "author", "staff", "contributor", "analyst", "director", "covers", "researcher", "lecturer", "blogger", "freelance"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// buttons finds short lines that stand three times or more on the page.
func (p *anatomyPage) buttons() {
	var counts map[string]int
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != "" || l.size > 30 || l.ends {
			continue
		}
		if counts == nil {
			counts = map[string]int{}
		}
		counts[p.str(i)]++
	}
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == "" && l.size <= 30 && !l.ends && counts[p.str(i)] >= 3 {
			p.set(i, Share, "share.repeated")
		}
	}
}

// parts gives the lines as parts; lines of the body that touch become one.
func (p *anatomyPage) parts() []Part {
	out := make([]Part, 0, 16)
	for i := range p.lines {
		l := &p.lines[i]
		k, rule := l.kind, l.rule
		if k == "" {
			k, rule = Body, "body"
		}
		if k == Body && len(out) > 0 && i > 0 && p.lines[i-1].kind == "" {
			for j := len(out) - 1; j >= 0; j-- {
				if out[j].Kind == Body {
					out[j].Span.End = l.end
					break
				}
			}
		} else {
			out = append(out, Part{Kind: k, Span: text.Span{Start: l.start, End: l.end}, Rule: rule, Site: l.site})
		}
		if i == p.dateline && p.lines[i].kind == "" {
			d := p.datelineParts.Span
			out = append(out, Part{Kind: Dateline, Span: text.Span{Start: l.start + d.Start, End: l.start + d.End}, Rule: "dateline"})
		}
	}
	return out
}
