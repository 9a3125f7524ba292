package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// isByline tells whether line i credits persons. strict asks for "By", an
// outlet or a role beside the name.
func (p *anatomyPage) isByline(i int, strict bool) bool {
	l := &p.lines[i]
	s := p.str(i)
	if l.noByline || len(s) < 4 || strings.HasPrefix(s, "//") || strings.Contains(s, "(@") {
		return false
	}
	if l.size > 160 { // only blanks, or a date and links after the names, make a byline so long
		if !opensByline(s) || len(s) > 1200 {
			return false
		}
		s = Tidy(s)
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
		l.noByline = true
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
	if isRole(b.Rest) && len(b.Rest) < 70 && !l.ends && (b.RestSpan.Start < 2 || s[b.RestSpan.Start-1] != ' ' || !isLetterByte(s[b.RestSpan.Start-2]) || allRole(b.Rest)) {
		return true
	}
	if low := strings.ToLower(b.Rest); len(b.Rest) < 50 && !l.ends && (strings.HasPrefix(low, "special to ") || strings.HasPrefix(low, "special for ") || low == "special correspondent") {
		return true
	}
	return !strict && !l.ends && (b.Rest == "" || IsPlace(strings.TrimPrefix(b.Rest, "in "))) // Jane Doe, Istanbul
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
	if k < 4 || p.hints.Outlet == nil || signsOff(s[:k]) || p.jointSignOff(s, k) || strings.HasPrefix(strings.ToLower(s), "by ") {
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

// jointSignOff tells "They left at noon. (AFP/dpa, 12.3.2019)" and the editors'
// signs in "(End) xyz/abc", with their slash at k, from a photographer's "(Jane
// Doe/AFP)".
func (p *anatomyPage) jointSignOff(s string, k int) bool {
	before := s[strings.LastIndexAny(s[:k], " (")+1 : k]
	after, _ := utf8.DecodeRuneInString(s[k+1:])
	if r, _ := utf8.DecodeRuneInString(before); unicode.IsLower(r) && unicode.IsLower(after) {
		return true
	}
	open := strings.LastIndexByte(s[:k], '(')
	return open >= 0 && p.hints.Outlet(s[open+1:k])
}

// roleNouns end what stands after a writer's name.
var roleNouns = map[string]bool{"writer": true, "writers": true, "reporter": true, "reporters": true, "editor": true, "editors": true, "correspondent": true, "correspondents": true,
	"columnist": true, "fellow": true, "contributor": true, "contributors": true, "analyst": true, "producer": true, "journalist": true, "bureau": true, "staff": true, "desk": true, "photographer": true, "critic": true,
	"professor": true, "lecturer": true, "researcher": true, "historian": true, "economist": true, "scientist": true, "candidate": true}

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
		case s[0] == '@' && len(s) <= 40 && strings.IndexByte(s, ' ') < 0:
			p.set(i, Share, "share.handle")
		case isOpenDate(s), l.size <= 140 && p.agencyFields(s):
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
		if p.lines[i-1].kind == Caption && !(i+1 < end && p.lines[i+1].kind == DateLine && p.hasCredit(i-1)) || p.lines[i-1].kind == "" && p.lines[i-1].size > 110 {
			p.set(i, Caption, "caption.credit") // the photographer
			continue
		}
		if (next == DateLine || next == Masthead || next == Body && i+1 == end || next == Share || next == Dateline || next == Credit || prev == DateLine && next != "") && p.fullerBefore(i) {
			p.set(i, Byline, "byline.bare")
		}
	}
	if end > 1 && p.lines[0].kind == "" && p.maybeName(0) && p.isByline(0, false) && (p.lines[1].kind == DateLine || p.body == 1) {
		p.set(0, Byline, "byline.bare")
	}
}

// hasCredit tells a caption that names its photographer or agency itself, "(Jane
// Doe/AFP)", so that the name on the next line is the writer's.
func (p *anatomyPage) hasCredit(i int) bool {
	s := p.str(i)
	k := strings.LastIndexByte(s, '(')
	return k > 0 && s[len(s)-1] == ')' && (strings.IndexByte(s[k:], '/') > 0 || p.hints.Outlet != nil && p.hints.Outlet(s[k+1:len(s)-1]))
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
	if JointNames(s, p.hints.Outlet) != nil {
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
	return i+1 < len(p.lines) && p.lines[i+1].kind == DateLine && p.maybeName(i)
}

// maybeName tells whether line i, above which no headline stands, is rather a
// person's name than a headline with a capital in each word.
func (p *anatomyPage) maybeName(i int) bool {
	if wordCount(p.str(i)) <= 3 || p.title != "" {
		return true
	}
	for j := i + 1; j < min(p.body, len(p.lines)); j++ {
		if l := &p.lines[j]; l.kind == "" && wordCount(p.str(j)) >= 4 {
			return true
		}
	}
	return false
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

// agencyFields tells a line of fields that an agency opens: "PTI | Patna |
// Updated: 11-06-2019 17:20 IST".
func (p *anatomyPage) agencyFields(s string) bool {
	first, rest, ok := strings.Cut(s, "|")
	return ok && hasDigit(rest) && p.hints.Outlet != nil && p.hints.Outlet(strings.TrimSpace(first))
}

// signsOff tells "They left at noon. – Example.com" before the slash of a joint
// sign-off.
func signsOff(s string) bool {
	return strings.Contains(s, ". –") || strings.Contains(s, ". —") || strings.Contains(s, ". - ")
}
