package provenance

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// cites finds the outlets that the text names as the source of a fact: "told
// AFP", "Reuters reported", "according to the BBC". An outlet that is only the
// subject of a sentence is none.
func (f *finder) cites() {
	k := 0
	for _, p := range f.parts {
		if p.Kind != article.Body && p.Kind != article.Deck && p.Kind != article.Caption {
			continue
		}
		for k < len(f.mentions) && f.mentions[k].Span.Start < p.Span.Start {
			k++
		}
		for ; k < len(f.mentions) && f.mentions[k].Span.End <= p.Span.End && len(f.told) < maxClaims; k++ {
			m := f.mentions[k]
			if f.rec.Dateline != nil && m.Span.Start < f.rec.Dateline.Span.End && m.Span.Start >= f.rec.Dateline.Span.Start {
				continue
			}
			rule, cue := citation(f.text, p.Span, m.Span)
			if rule == "" {
				continue
			}
			o := f.toldAs(m)
			if o == nil { // one reading of a name holds for the whole page
				o = f.resolve(m, outlets.Context{Text: f.text, Attribution: cue && (m.Class == outlets.Caps || articled(f.text, m.Span)), Publisher: f.pub})
			}
			if o == nil || o.Kind == outlets.Government || o.Kind == outlets.IGO || o.Kind == outlets.Group || socialNetwork(o.ID) {
				continue
			}
			m.Outlet = o
			if f.same(o) {
				after := f.text[m.Span.End:min(p.Span.End, m.Span.End+64)]
				if rule == "cite.told" || learned(after) || staffReports(after) {
					f.claimOwn("self.own", m.Span)
				}
				continue
			}
			f.told = append(f.told, m)
			f.claim(rule, o, "", m.Span)
		}
	}
	f.unlisted()
	// An outlet that signs the page and speaks of itself in the text.
	for _, m := range f.told {
		if f.houseClaim(m.Outlet) {
			f.claim("self.told", m.Outlet, "", m.Span)
		}
	}
}

// ownName finds the publisher's own name where the text speaks of what it wrote
// or was told, and the registry does not have it: "a survey that Ledger & Loom
// carried out". A text of another does not speak so of the site that carries it.
func (f *finder) ownName() {
	p := f.rec.Publisher
	if f.pub != nil || p == nil {
		return
	}
	brand, _, _ := strings.Cut(p.Domain, ".")
	if brand == "" {
		brand = strings.ToLower(strings.ReplaceAll(p.Name, " ", ""))
	}
	if len(brand) < 8 {
		return
	}
	for i := range f.parts {
		if q := &f.parts[i]; q.Kind == article.Body {
			for part := q.Span; ; {
				sp, ok := brandIn(f.text, part, brand)
				if !ok {
					break
				}
				if rule, _ := citation(f.text, q.Span, sp); rule != "" || appears(f.text[sp.End:q.Span.End]) {
					f.claimOwn("self.name", sp)
					return
				}
				part.Start = sp.End
			}
		}
	}
}

// appears tells whether what follows a name says when that comes out, as a paper says
// of itself: "The Fish Exchange | Bulletin appears every Tuesday".
func appears(after string) bool {
	for range 3 { // the rest of the name
		rest := strings.TrimLeft(after, " ")
		if rest == "" || rest == after || rest[0] < 'A' || rest[0] > 'Z' {
			break
		}
		after = rest[len(rest)-len(strings.TrimLeftFunc(rest, func(r rune) bool { return r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r) })):]
	}
	for _, w := range []string{" appears every ", " appears each ", " appears on ", " is published every ", " is published on ", " is published each ", " comes out ", " is issued ", " is sent out "} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return false
}

// brandIn finds two or more capitalised words that written together are brand,
// "&" being "and".
func brandIn(text string, part Span, brand string) (Span, bool) {
	text = text[:part.End]
	for at := nextCapital(text, part.Start); at < part.End; at = nextCapital(text, at+1) {
		if text[at]|0x20 != brand[0] || at > part.Start && isMailByte(text[at-1]) {
			continue
		}
		k, i, gaps := 0, at, 0
	name:
		for i < part.End && k < len(brand) {
			switch c := text[i]; {
			case isMailByte(c) && c|0x20 == brand[k]:
				k++
			case c == ' ' || c == '\'' || c == '-':
				gaps++
			case c == '&' && strings.HasPrefix(brand[k:], "and"):
				k += 3
			default:
				break name
			}
			i++
		}
		if k == len(brand) && gaps > 0 && (i == part.End || !isMailByte(text[i]) || text[i] == '.') {
			return Span{Start: at, End: i}, true
		}
	}
	return Span{}, false
}

// learned tells " has learned" and the like, which an outlet says of itself.
func learned(after string) bool {
	for _, w := range []string{" has learned", " has learnt", " learned ", " learnt ", " understands", " has seen", " can reveal", " can exclusively"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return false
}

// paperWords end the names of newspapers that are many more than a registry
// can list: "the Worthing Herald".
var paperWords = [...]string{"Herald", "Gazette", "Tribune", "Chronicle", "Courier", "Observer", "Examiner", "Dispatch", "Sentinel", "Enquirer", "Inquirer", "Argus", "Telegraph", "Journal", "Daily News"}

// paperStarts has a bit for the first two letters of each of paperWords, five bits
// of either.
var paperStarts = func() (t [32]uint32) {
	for _, w := range paperWords {
		t[w[0]&31] |= 1 << (w[1] & 31)
	}
	return t
}()

// unlisted finds newspapers that the registry does not have where the text cites
// them.
func (f *finder) unlisted() {
	for i := range f.parts {
		p := &f.parts[i]
		if p.Kind != article.Body {
			continue
		}
		part := p.Span.Of(f.text)
		for at, n := nextCapital(part, 1), 0; n < 64 && at+6 < len(part); at = nextCapital(part, at+1) {
			if part[at-1] != ' ' || paperStarts[part[at]&31]>>(part[at+1]&31)&1 == 0 {
				continue
			}
			for _, w := range paperWords {
				if w[0] == part[at] && strings.HasPrefix(part[at:], w) {
					n++
					f.unlistedAt(p.Span, Span{Start: p.Span.Start + at - 1, End: p.Span.Start + at + len(w)})
				}
			}
		}
	}
}

// nextCapital is where the first capital of ASCII stands in s from i on, or len(s).
// It looks at eight bytes at once, since few are capitals.
func nextCapital(s string, i int) int {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(s); i += 8 {
		b := s[i : i+8]
		x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		low := x &^ high
		if capital := (low + (0x80-'A')*ones) &^ (low + (0x7F-'Z')*ones) &^ x & high; capital != 0 {
			return i + bits.TrailingZeros64(capital)/8
		}
	}
	for i < len(s) && (s[i] < 'A' || s[i] > 'Z') {
		i++
	}
	return i
}

// unlistedAt looks at one word that ends papers' names. sp begins at the blank
// before it.
func (f *finder) unlistedAt(part, sp Span) {
	if sp.End < part.End && (isMailByte(f.text[sp.End]) && f.text[sp.End] != '.' || f.text[sp.End] == '\'') {
		return
	}
	start := sp.Start
	for words := 0; words < 3; words++ {
		w, at := lastWord(f.text[part.Start:start], start-part.Start)
		r, _ := utf8.DecodeRuneInString(w)
		if w == "" || !unicode.IsUpper(r) || at+len(w) != start-part.Start || strings.EqualFold(w, "the") {
			break
		}
		start = part.Start + at
		if start == part.Start || f.text[start-1] != ' ' {
			break
		}
		start-- // the blank before the word
	}
	if start < sp.Start && f.text[start] == ' ' {
		start++
	}
	name := Span{Start: start, End: sp.End}
	if start >= sp.Start {
		return
	}
	for _, m := range f.mentions {
		if m.Span.Start < name.End && m.Span.End > name.Start {
			return
		}
	}
	rule, _ := citation(f.text, part, name)
	if rule == "" || f.byName(name.Of(f.text)) != nil || f.sameName(name.Of(f.text)) || len(f.toldNames) >= 16 {
		return
	}
	f.toldNames = append(f.toldNames, name.Of(f.text))
	f.claim(rule, nil, name.Of(f.text), name)
}

// articled tells a name that stands after "the" or is spelt with it.
func articled(text string, sp Span) bool {
	before := text[max(0, sp.Start-4):sp.Start]
	return strings.EqualFold(before, "the ") || strings.HasPrefix(sp.Of(text), "The ")
}

// toldAs is the outlet that the same name was found to mean before, or nil.
func (f *finder) toldAs(m outlets.Mention) *outlets.Outlet {
	for i := range f.told {
		if f.told[i].Alias == m.Alias {
			return f.told[i].Outlet
		}
	}
	return nil
}

// citation looks at the words beside a mention. cue tells that the words alone
// show that a code such as AP is an outlet's.
func citation(text string, part, sp Span) (rule string, cue bool) {
	before := text[max(part.Start, sp.Start-96):sp.Start]
	after := text[sp.End:min(part.End, sp.End+64)]
	if citedBefore(before, after) {
		return "cite.told", true
	}
	if reportsAfter(before, after) {
		return "cite.reported", true
	}
	return "", false
}

// modifiers may stand between a cue and the outlet's name.
var modifiers = map[string]bool{
	"the": true, "a": true, "an": true, "its": true, "his": true, "her": true, "their": true, "state": true, "official": true, "semi-official": true, "semiofficial": true,
	"news": true, "agency": true, "agencies": true, "television": true, "tv": true, "channel": true, "broadcaster": true, "network": true, "newspaper": true, "daily": true, "weekly": true,
	"paper": true, "magazine": true, "website": true, "site": true, "outlet": true, "portal": true, "radio": true, "station": true, "service": true, "tabloid": true, "run": true, "owned": true,
	"state-run": true, "state-owned": true, "state-controlled": true, "state-backed": true, "state-funded": true, "government-run": true, "pro-government": true, "private": true, "independent": true, "opposition": true,
	"public": true, "local": true, "national": true, "cable": true, "business": true, "financial": true, "english-language": true, "satellite": true, "wire": true, "media": true, "press": true, "organization": true, "outlets": true,
	"в": true, "понедельник": true, "вторник": true, "среду": true, "четверг": true, "пятницу": true, "субботу": true, "воскресенье": true,
	"газета": true, "газеты": true, "агентство": true, "агентству": true, "агентства": true, "издание": true, "изданию": true, "телеканал": true, "телеканалу": true,
	"la": true, "el": true, "le": true, "l'": true, "l’": true, "un": true, "una": true, "agencia": true, "agence": true, "diario": true, "periódico": true, "quotidien": true, "journal": true, "jornal": true, "agência": true,
	"der": true, "die": true, "das": true, "dem": true, "nachrichtenagentur": true, "zeitung": true, "sender": true, "agenzia": true, "wire's": true,
	"وكالة": true, "صحيفة": true, "قناة": true, "الأنباء": true,
	"broadcasters": true, "conservative": true, "liberal": true, "left-wing": true, "right-wing": true, "hardline": true, "reformist": true, "leading": true, "monday's": true, "sunday's": true, "and": true, "both": true,
}

// citeCues are the words that stand before an outlet that is a source; the
// last one or two words count. True asks for no more; false asks that a person
// or body speaks, so that "to Reuters" alone is not enough.
var citeCues = map[string]bool{
	"told": true, "tells": true, "telling": true, "citing": true, "cites": true, "quoting": true, "quoted by": true, "cited by": true, "reported by": true, "reported in": true, "reports by": true, "reports in": true, "reports from": true, "report by": true,
	"report in": true, "report from": true, "according to": true, "interview with": true, "interview to": true, "interview on": true, "interview by": true, "interviewed by": true, "interviewed on": true, "interviews with": true, "interview for": true,
	"speaking to": true, "speaking on": true, "speaking with": true, "spoke to": true, "spoke with": true, "spoken to": true, "appeared on": true, "appearing on": true, "appearance on": true, "aired on": true, "aired by": true,
	"broadcast by": true, "broadcast on": true, "published by": true, "published in": true, "published on": true, "statement to": true, "comments to": true, "comment to": true, "remarks to": true, "article in": true, "article for": true, "op-ed in": true, "op-ed for": true, "wrote in": true, "writing in": true, "confirmed to": true,
	"said to": true, "carried by": true, "shown on": true, "obtained by": true, "seen by": true, "reviewed by": true, "released by": true, "conducted by": true, "taken by": true, "tally by": true, "count by": true, "poll by": true, "editorial in": true, "column in": true, "story in": true, "piece in": true, "reporting by": true, "by way of": true, "compiled by": true, "posted by": true, "relayed by": true, "monitored by": true, "quoted in": true, "cited in": true, "told to": true, "informed": true, "footage from": true, "footage by": true, "video from": true, "data from": true, "published with": false, "revealed by": true, "disclosed by": true, "investigation by": true, "said on": true, "wrote for": true, "talking to": true, "talked to": true, "talk with": true, "conversation with": true, "emailed": true, "message to": true,
	"según": true, "dijo a": true, "declaró a": true, "informó": true, "citado por": true, "citada por": true, "declaraciones a": true, "entrevista con": true, "entrevista a": true, "explicó a": true, "contó a": true,
	"selon": true, "déclaré à": true, "dit à": true, "expliqué à": true, "raconté à": true, "confié à": true, "indiqué à": true, "cité par": true, "cités par": true, "citée par": true, "rapporté par": true, "révélé par": true, "interrogé par": true,
	"laut": true, "berichtet": true, "berichtete": true, "berichten": true, "gegenüber": true, "segundo": true, "disse à": true, "disse ao": true, "contou à": true, "secondo": true, "riferisce": true,
	"сообщает": true, "сообщил": true, "сообщила": true, "сообщило": true, "сообщили": true, "передает": true, "передаёт": true, "передал": true, "передало": true, "пишет": true, "писала": true, "писал": true, "цитирует": true, "ссылкой на": true, "данным": true, "информации": true, "рассказал": true, "рассказала": true,
	"نقلت": true, "ونقلت": true, "ذكرت": true, "وذكرت": true, "أفادت": true, "وأفادت": true, "بحسب": true, "وفق": true, "لوكالة": true, "لصحيفة": true, "لقناة": true, "wrote on": false, "answering": false,
}

// citedBefore tells "told AFP", "in an interview with the BBC", "on NBC's “Meet
// the Press”", "according to the state news agency IRNA".
func citedBefore(before, after string) bool {
	i := len(before)
	skipped := 0
	for skipped < 8 {
		w, at := lastWord(before, i)
		if w == "" {
			return false
		}
		low := strings.ToLower(w)
		prev, prevAt := lastWord(before, at)
		two := strings.ToLower(prev) + " " + low
		if prev != "" && citeCues[two] && adjacent(before, prevAt, at) {
			return true
		}
		if citeCues[low] {
			return !(low == "cites" || low == "informed") || skipped <= 3
		}
		if low == "on" && skipped == 0 && showFollows(after) {
			return true
		}
		if !modifiers[low] && !isNationality(w) && !strings.HasSuffix(low, "'s") && !strings.HasSuffix(low, "’s") && !(skipped > 0 && isListedOutlet(before[at:])) {
			return false
		}
		i = at
		skipped++
	}
	return false
}

// isListedOutlet lets "told AFP and Reuters" reach the second name.
func isListedOutlet(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r) && (strings.Contains(s, " and ") || strings.Contains(s, ", "))
}

// showFollows tells "'s “Meet the Press”": the outlet's programme was the stage.
func showFollows(after string) bool {
	t := strings.TrimPrefix(strings.TrimPrefix(after, "'s"), "’s")
	if len(t) == len(after) {
		return false
	}
	t = strings.TrimLeft(t, " \u00a0")
	r, _ := utf8.DecodeRuneInString(t)
	return strings.ContainsRune("“\"'‘", r) || unicode.IsUpper(r)
}

// lastWord is the word that ends at or before i, and where it starts. A full
// stop, semicolon or line break ends the search.
func lastWord(s string, i int) (string, int) {
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if r == '.' || r == '!' || r == '?' || r == ';' || r == '\n' || r == ':' {
			return "", i
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			break
		}
		i -= n
	}
	end := i
	for i > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' && r != '’' {
			break
		}
		i -= n
	}
	return s[i:end], i
}

// adjacent tells that only blanks stand between a word and the next.
func adjacent(s string, from, to int) bool {
	w := s[from:to]
	return !strings.ContainsAny(w, ",;:()")
}

func isNationality(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	if !unicode.IsUpper(r) {
		return strings.HasSuffix(w, "-based") || strings.HasSuffix(w, "-run") || strings.HasSuffix(w, "-owned")
	}
	low := strings.ToLower(w)
	for _, s := range []string{"an", "ish", "ese", "ch", "i", "ic", "-based", "-run", "-owned", "s", "ian"} {
		if strings.HasSuffix(low, s) && len(w) > 3 {
			return true
		}
	}
	switch w {
	case "US", "U.S", "UK", "UAE", "Greek", "Turkish", "Czech", "Dutch":
		return true
	}
	return false
}

// reportVerbs follow an outlet that is a source.
var reportVerbs = map[string]bool{
	"reported": true, "reports": true, "report": true, "reporting": true, "quoted": true, "quotes": true, "quoting": true, "cited": true, "cites": true, "citing": true, "wrote": true, "writes": true, "said": true, "says": true,
	"revealed": true, "reveals": true, "published": true, "broadcast": true, "aired": true, "showed": true, "noted": true, "learned": true, "learnt": true, "claimed": true, "claims": true, "described": true, "confirmed": true,
	"added": true, "carried": true, "obtained": true, "estimated": true, "estimates": true, "called": true, "put": true, "ran": true, "headlined": true, "interviewed": true, "understands": true, "disclosed": true, "announced": true, "relayed": true, "tweeted": true, "warned": true, "argued": true, "commented": true, "observed": true, "calculated": true, "counted": true, "dismissed": true, "declared": true, "predicted": true, "opined": true, "editorialized": true, "concluded": true, "recalled": true,
	"informó": true, "reportó": true, "publicó": true, "rapporte": true, "berichtet": true, "berichtete": true, "сообщил": true, "сообщило": true, "сообщила": true, "сообщали": true, "сообщало": true, "пишет": true, "пишут": true, "писал": true, "писала": true, "писало": true, "писали": true, "передает": true, "передаёт": true, "передавало": true, "уточняет": true, "уточнило": true, "отмечает": true, "informa": true, "informaron": true, "publica": true, "señaló": true, "noticiou": true, "informou": true, "meldet": true, "meldete": true, "schreibt": true, "schrieb": true, "riporta": true, "scrive": true,
}

// reportNouns follow an outlet in "a CNN poll", "a Washington Post report".
var reportNouns = map[string]bool{
	"poll": true, "survey": true, "report": true, "interview": true, "investigation": true, "editorial": true, "op-ed": true, "tally": true, "analysis": true, "article": true, "story": true, "count": true, "column": true, "documentary": true, "reporting": true, "exclusive": true, "poll's": true, "calculations": true, "database": true,
}

// plain may stand between an outlet and its verb.
var plain = map[string]bool{
	"news": true, "agency": true, "newspaper": true, "daily": true, "television": true, "tv": true, "also": true, "earlier": true, "has": true, "had": true, "have": true, "later": true, "first": true, "previously": true, "on": true, "channel": true, "website": true,
	"broadcaster": true, "radio": true, "network": true, "magazine": true, "monday": true, "tuesday": true, "wednesday": true, "thursday": true, "friday": true, "saturday": true, "sunday": true, "separately": true, "separate": true, "state": true, "recently": true, "then": true, "quickly": true, "initially": true, "meanwhile": true, "today": true, "yesterday": true, "exclusively": true, "correspondent": true, "paper": true, "service": true, "persian": true, "arabic": true, "journal": true,
}

// reportsAfter tells "Reuters reported", "IRNA news agency on Sunday quoted",
// "a CNN poll".
func reportsAfter(before, after string) bool {
	t := after
	if staffReports(t) {
		return true
	}
	if strings.HasPrefix(t, ", ") && strings.HasSuffix(before, ", the ") { // the local paper, the X, reported
		t = t[2:]
	}
	if strings.HasPrefix(t, ",") && !strings.HasPrefix(t, ", citing") && !strings.HasPrefix(t, ", quoting") {
		return false
	}
	t = strings.TrimLeft(t, ", ")
	for range 5 {
		end := strings.IndexFunc(t, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
		if end == 0 {
			return false
		}
		w := t
		if end > 0 {
			w = t[:end]
		}
		low := strings.ToLower(w)
		rest := strings.TrimLeft(t[len(w):], " \u00a0")
		if reportVerbs[low] {
			return !aboutItself(low, rest) && !isPassive(low, rest)
		}
		if reportNouns[low] && unicode.IsLower(rune(w[0])) {
			return true
		}
		if !plain[low] {
			return false
		}
		if len(t) > len(w) && t[len(w)] != ' ' && t[len(w)] != 0xC2 {
			return false
		}
		t = rest
	}
	return false
}

// staffReports tells "'s David Gray wrote": a person of the outlet as the source.
func staffReports(after string) bool {
	t := strings.TrimPrefix(strings.TrimPrefix(after, "'s "), "’s ")
	if len(t) == len(after) {
		return false
	}
	names := 0
	for w := range strings.FieldsSeq(t) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsUpper(r) && names < 4 {
			names++
			continue
		}
		switch strings.TrimRight(w, ",.:;") {
		case "reported", "reports", "wrote", "writes", "noted", "notes", "observed":
			return names > 0
		}
		return false
	}
	return false
}

// aboutItself tells "CNN said it had fired the anchor": the outlet is the subject.
func aboutItself(verb, rest string) bool {
	low := strings.ToLower(rest)
	switch verb {
	case "reported": // agencies report that it rained; firms report their profits
		for _, s := range []string{"its ", "a profit", "a loss", "a net ", "revenue", "earnings", "quarterly", "record profit", "record earnings"} {
			if strings.HasPrefix(low, s) {
				return true
			}
		}
	case "said", "says", "announced", "confirmed", "added", "noted", "warned", "tweeted", "called", "put", "claimed", "published", "ran", "revealed":
		for _, s := range []string{"it would", "it will", "it had", "it has", "it was", "it is", "its ", "in a statement", "that it ", "it does", "it did", "it could", "it stood", "it stands", "it plans", "it expects", "a profit", "a loss", "revenue", "earnings", "quarterly", "they ", "on twitter that its", "for "} {
			if strings.HasPrefix(low, s) {
				return true
			}
		}
	case "report", "reporting", "reports":
		return strings.HasPrefix(low, "to ")
	}
	return false
}

// isPassive tells "CNN called in lawyers" poorly, but "Reuters called" for what
// is meant: verbs that need an object or a clause after them.
func isPassive(verb, rest string) bool {
	if verb != "called" && verb != "put" && verb != "ran" {
		return false
	}
	low := strings.ToLower(rest)
	return strings.HasPrefix(low, "in ") || strings.HasPrefix(low, "on ") || strings.HasPrefix(low, "for ") || strings.HasPrefix(low, "out ")
}
