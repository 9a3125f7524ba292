package article

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

//go:embed anatomy_places.txt
var placesTXT string

// placeNames are the known places, each with its country or "".
var placeNames = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for l := range strings.SplitSeq(placesTXT, "\n") {
		if l != "" && l[0] != '#' {
			name, country, _ := strings.Cut(l, "\t")
			m[name] = country
		}
	}
	return m
})

// IsPlace tells whether name is one of the places that often stand in
// datelines. Case does not matter.
func IsPlace(name string) bool {
	if len(name) > 40 {
		return false
	}
	var buf [64]byte
	_, ok := placeNames()[string(lowerWord(buf[:0], name))]
	return ok
}

// PlaceCountry is the country (ISO 3166-1 alpha-2) of a dateline's place,
// "TAIPEI" or "Sharm el-Sheikh, Egypt", or "" when it is not known.
func PlaceCountry(place string) string { return placeNames()[strings.ToLower(beforeComma(place))] }

// DatelineParts is a dateline, taken apart. Spans are offsets into the
// paragraph that was given; an absent part has an empty span.
type DatelineParts struct {
	Span                text.Span // all of it, with its closing dash
	Place, Date, Agency string
	PlaceSpan           text.Span
	DateSpan            text.Span
	AgencySpan          text.Span
	// Weak tells forms that headlines have, too ("Mumbai: …", "NNA - …"): they
	// count only before a paragraph.
	Weak bool
	// Town tells a place that no list has, in capitals before a colon: on a page
	// with several such lines it is a speaker's name.
	Town bool
}

// maxDateline is the longest dateline, in bytes.
const maxDateline = 170

// ParseDateline reads the dateline that opens a paragraph, in the house styles
// of agencies across the world:
//
//	MOSCOW (AP) —            TEHRAN, May 20 (Xinhua) --    MOSCOW, October 3. /TASS/.
//	New Delhi, May 20 (PTI)  New Delhi: (PTI)              Tehran, May 20, IRNA –
//	(Reuters) -              ABU DHABI, 20th May, 2024 (WAM) --
//	Kampala, Uganda | XINHUA | The …        SANTOS | REUTERS O porto …
//	МОСКВА, 3 окт - РИА Новости.        新华社德黑兰5月20日电
//
// outlet, which may be nil, tells whether a name is an outlet's; without it,
// only names in brackets or between slashes are taken for agencies.
func ParseDateline(par string, outlet func(name string) bool) (DatelineParts, bool) {
	par = cutRune(par, maxDateline)
	c := datelineScanner{s: par, outlet: outlet}
	c.skipSpace()
	c.i += leadingDate(c.s[c.i:])
	switch {
	case len(par)-c.i < 6:
		return c.d, false
	case c.chinese():
		return c.d, true
	}
	if c.lone() {
		return c.d, true
	}
	start := c.i
	for _, try := range []func() bool{c.agencyFirst, c.placeFirst, c.bareFirst, c.barred} {
		c.i, c.d = start, DatelineParts{}
		if try() {
			c.d.Span = text.Span{Start: start, End: c.i}
			c.twice()
			return c.d, true
		}
	}
	return DatelineParts{}, false
}

// leadingDate is the length of a date and a dash that stand before the place, as
// in "7/8/2010 - KANDAHAR AIRFIELD, Afghanistan (AFNS) --", or 0.
func leadingDate(s string) int {
	i, n := 0, 0
	for i < len(s) && i < 12 && (isDigit(s[i]) || n < 2 && i > 0 && (s[i] == '/' || s[i] == '.')) {
		if !isDigit(s[i]) {
			n++
		}
		i++
	}
	if n != 2 {
		return 0
	}
	rest := strings.TrimLeft(s[i:], " \u00a0")
	after := strings.TrimLeft(rest, "-–—")
	trimmed := strings.TrimLeft(after, " \u00a0")
	if len(after) == len(rest) || len(trimmed) < 6 {
		return 0
	}
	return len(s) - len(trimmed)
}

// lone reads a dateline that is a line of its own: "AFP, Colombo", "دمشق-سانا",
// "Geneva, Switzerland | AFP | Wednesday 2/12/2020 - 14:20 GMT".
func (c *datelineScanner) lone() bool {
	line, _, more := strings.Cut(c.s[c.i:], "\n")
	line = strings.TrimRight(line, " .:,\u00a0")
	if len(line) > 100 || more && len(line) > 60 || c.outlet == nil {
		return false
	}
	sub := func(part string) text.Span {
		at := c.i + strings.Index(line, part)
		return text.Span{Start: at, End: at + len(part)}
	}
	if n := strings.Count(line, "|"); n == 1 || n == 2 {
		f := strings.Split(line, "|")
		place, agency := strings.TrimSpace(f[0]), strings.TrimSpace(f[1])
		if IsPlace(beforeComma(place)) && c.outlet(agency) {
			c.d = DatelineParts{Span: text.Span{Start: c.i, End: c.i + len(line)}, Place: place, PlaceSpan: sub(place), Agency: agency, AgencySpan: sub(agency)}
			if len(f) == 3 {
				c.d.Date = strings.TrimSpace(f[2])
				c.d.DateSpan = sub(c.d.Date)
			}
			return true
		}
		return false
	}
	if len(line) > 60 {
		return false
	}
	for _, sep := range []string{", ", " - ", " – ", " — ", "/", "-", "، "} {
		k := strings.LastIndex(line, sep)
		if k < 2 {
			continue
		}
		a, b := strings.TrimSpace(line[:k]), strings.TrimSpace(line[k+len(sep):])
		place, agency := a, b
		if !IsPlace(beforeComma(place)) || !c.outlet(agency) {
			place, agency = b, a
		}
		if IsPlace(place) && c.outlet(agency) || IsPlace(beforeComma(place)) && c.outlet(agency) {
			c.d = DatelineParts{Span: text.Span{Start: c.i, End: c.i + len(line)}, Place: place, PlaceSpan: sub(place), Agency: agency, AgencySpan: sub(agency)}
			return true
		}
	}
	return false
}

// gloss passes over a state or country in brackets after a place: "Panaji (Goa)
// [India],", "Vigo (España),". What follows must be a comma, a bracket or a dash.
func (c *datelineScanner) gloss() {
	for range 2 {
		k := c.i
		c.skipSpace()
		if c.i >= len(c.s) || c.s[c.i] != '(' && c.s[c.i] != '[' {
			c.i = k
			return
		}
		end := strings.IndexAny(c.s[c.i:], ")]")
		if end < 3 || end > 32 {
			c.i = k
			return
		}
		in := c.s[c.i+1 : c.i+end]
		if c.outlet != nil && c.outlet(in) || hasDigit(in) {
			c.i = k
			return
		}
		after := strings.TrimLeft(c.s[c.i+end+1:], " ")
		if after == "" || after[0] != ',' && after[0] != '[' && after[0] != '(' {
			c.i = k
			return
		}
		c.i += end + 1
	}
}

// twice reads the second of two datelines: a site's own before the agency's
// ("HELSINKI - HELSINKI (AP) -").
func (c *datelineScanner) twice() {
	if c.d.Agency != "" || c.i >= len(c.s) {
		return
	}
	keep := *c
	c.skipSpace()
	c.d = DatelineParts{}
	if c.placeFirst() && c.d.Agency != "" {
		c.d.Span = text.Span{Start: keep.d.Span.Start, End: c.i}
		return
	}
	*c = keep
}

type datelineScanner struct {
	s      string
	i      int
	d      DatelineParts
	outlet func(string) bool
}

func (c *datelineScanner) skipSpace() {
	for c.i < len(c.s) {
		r, n := utf8.DecodeRuneInString(c.s[c.i:])
		if !unicode.IsSpace(r) && r != '\u200b' && r != '\ufeff' {
			return
		}
		c.i += n
	}
}

func (c *datelineScanner) peek() rune {
	r, _ := utf8.DecodeRuneInString(c.s[c.i:])
	return r
}

func (c *datelineScanner) setAgency(start, end int) {
	c.d.AgencySpan = text.Span{Start: start, End: end}
	c.d.Agency = c.s[start:end]
}

// agencyFirst reads "(Reuters) - " and "(Xinhua) -- TEHRAN, May 20 --".
func (c *datelineScanner) agencyFirst() bool {
	if p := c.peek(); p != '(' && p != '[' && p != '/' {
		return false
	}
	if !c.bracketed() {
		return false
	}
	after := c.i
	ok, strong := c.terminator()
	if !ok {
		// (Daily Wire) An animated cartoon …: where the name is known or of two words.
		c.i = after
		c.skipSpace()
		return (c.outlet != nil && c.outlet(c.d.Agency) || isTitleCased(c.d.Agency)) && unicode.IsUpper(c.peek())
	}
	if IsPlace(c.d.Agency) { // (HELSINKI) —
		c.d.Place, c.d.PlaceSpan = c.d.Agency, c.d.AgencySpan
		c.d.Agency, c.d.AgencySpan = "", text.Span{}
		return true
	}
	keep, agency := c.i, c.d
	if strong && c.place() {
		named := c.placeUpper() || IsPlace(c.d.Place)
		dated := c.date() && c.outlet != nil && c.outlet(agency.Agency)
		if ok, _ := c.terminator(); ok && (named || dated) {
			c.d.Agency, c.d.AgencySpan = agency.Agency, agency.AgencySpan
			return true
		}
	}
	c.i, c.d = keep, agency
	return true
}

// bareFirst reads an agency's code that opens the paragraph without brackets:
// "NNA - ", "سانا – ".
func (c *datelineScanner) bareFirst() bool {
	if c.outlet == nil {
		return false
	}
	j := c.wordEnd(c.i)
	name := c.s[c.i:j]
	r, _ := utf8.DecodeRuneInString(name)
	if utf8.RuneCountInString(name) < 3 || !isUpperWord(name) && !isCaseless(r) || !c.outlet(name) {
		return false
	}
	c.setAgency(c.i, j)
	c.i = j
	if ok, strong := c.terminator(); !ok || !strong || c.i >= len(c.s) || c.s[c.i-1] != ' ' {
		return false
	}
	c.d.Weak = true
	r = c.peek()
	return unicode.IsUpper(r) || isCaseless(r) || strings.ContainsRune(`"“'‘«`, r)
}

// barred reads "Kampala, Uganda | XINHUA | The …".
func (c *datelineScanner) barred() bool {
	k := strings.IndexByte(c.s[c.i:], '|')
	if k < 3 || c.outlet == nil {
		return false
	}
	n := strings.IndexByte(c.s[c.i+k+1:], '|')
	if n < 3 { // SANTOS | REUTERS O porto …
		n = c.bareAfterBar(c.i + k + 1)
	}
	if n < 3 {
		return false
	}
	place := strings.TrimRight(c.s[c.i:c.i+k], " \u00a0")
	field := c.s[c.i+k+1 : c.i+k+1+n]
	agency := strings.TrimSpace(field)
	if !IsPlace(beforeComma(place)) && !inRegion(place) && !(isUpperWord(place) && wordCount(place) <= 3 && !c.outlet(place)) || !c.outlet(agency) {
		return false
	}
	at := c.i + k + 1 + strings.Index(field, agency)
	c.setAgency(at, at+len(agency))
	c.d.Place, c.d.PlaceSpan = place, text.Span{Start: c.i, End: c.i + len(place)}
	c.i = min(c.i+k+n+2, len(c.s))
	c.skipSpace()
	return true
}

// bareAfterBar is the length of a code in capitals, with the blanks around it, that
// stands at i before the first word of the text; 0 for none.
func (c *datelineScanner) bareAfterBar(i int) int {
	from := i + len(c.s[i:]) - len(strings.TrimLeft(c.s[i:], " \u00a0"))
	end := c.wordEnd(from)
	if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(c.s[end:], " ")); end == from || end >= len(c.s) || c.s[end] != ' ' || !unicode.IsUpper(r) || !isUpperWord(c.s[from:end]) || !c.outlet(c.s[from:end]) {
		return 0
	}
	return end - i
}

// isCountryCode tells initials that open sentences and are no dateline's place.
func isCountryCode(s string) bool {
	switch strings.ReplaceAll(s, ".", "") {
	case "US", "USA", "UK", "UN", "EU", "UAE", "DC", "GOP", "NATO", "AI", "TV", "PM":
		return true
	}
	return false
}

// isTitleCased tells two or three words, each with a capital.
func isTitleCased(s string) bool {
	n := 0
	for w := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
		n++
	}
	return n == 2 || n == 3
}

// placeUpper tells whether the first part of the place stands in capitals.
func (c *datelineScanner) placeUpper() bool {
	first, _, _ := strings.Cut(c.d.Place, ",")
	first, _, _ = strings.Cut(first, "/")
	return isUpperWord(first)
}

// placeFirst reads the styles that open with a place.
func (c *datelineScanner) placeFirst() bool {
	if !c.place() {
		return false
	}
	name := c.d.Place
	known := func() bool { return IsPlace(name) || IsPlace(beforeComma(name)) || inRegion(name) }
	c.gloss()
	hasDate := c.date()
	if rest := strings.TrimLeft(c.s[c.i:], " "); !hasDate && rest != "" && isLetterByte(rest[0]) {
		return false // as most paragraphs go on
	}
	if c.outlet != nil && c.outlet(name) || isCountryCode(name) {
		return false
	}
	gap := c.i
	c.skipSpace()
	for c.i < len(c.s) && strings.IndexByte(",.:", c.s[c.i]) >= 0 {
		c.i++
		c.skipSpace()
	}
	if rest := strings.TrimLeft(c.s[c.i:], "-–—"); len(rest) < len(c.s[c.i:]) && strings.HasPrefix(rest, "(") { // Mass.--(BUSINESS WIRE)--
		c.i = len(c.s) - len(rest)
	}
	if c.bracketed() {
		end := c.i
		if !hasDate {
			c.skipSpace()
			if k := c.i; c.i < len(c.s) && (c.s[c.i] == ',' || isDigit(c.s[c.i]) || c.monthNext()) { // MOSCOW (Sputnik), May 20 –
				if c.s[c.i] == ',' {
					c.i++
				}
				if !c.date() {
					c.i = k
				}
			}
			if c.i == 0 || c.d.Date == "" {
				c.i = end
			}
		}
		if ok, _ := c.terminator(); !ok {
			// "New Delhi, May 20 (PTI) The …", "Washington (CNN)President …"
			c.i = max(end, c.i)
			for c.i < len(c.s) && (c.s[c.i] == '.' || c.s[c.i] == '/' || c.s[c.i] == ' ' || c.s[c.i] == ';') { // /TASS/. and (News 1st);
				c.i++
			}
			c.skipSpace()
			r := c.peek()
			return c.i < len(c.s) && (unicode.IsUpper(r) || unicode.IsDigit(r) || isCaseless(r) || strings.ContainsRune(`"“'‘«`, r)) &&
				(hasDate || c.placeUpper() || known() || c.outlet != nil && c.outlet(c.d.Agency))
		}
		return true
	}
	c.i = gap
	// Without brackets: "Tehran, May 20, IRNA – ", "Damascus, SANA- ", "МОСКВА, 3 окт - РИА Новости."
	if c.bareAgency() {
		return true
	}
	c.i = gap
	ok, strong := c.terminator()
	if !ok {
		if hasDate && c.placeUpper() { // "WASHINGTON, May 20, 2024. Text"
			return false
		}
		return false
	}
	c.skipSpace()
	r := c.peek()
	if c.i >= len(c.s) || !(unicode.IsUpper(r) || unicode.IsDigit(r) || isCaseless(r) || strings.ContainsRune(`"“'‘«¿¡`, r)) {
		return false
	}
	switch {
	case strong && c.placeUpper():
		return hasDate || !isShoutWord(c.d.Place) || known()
	case strong:
		return known()
	}
	if c.placeUpper() || hasDate { // RIYADH: The …
		if hasDate && !c.placeUpper() && !isShoutWord(c.d.Place) && strings.Count(c.d.Place, " ") < 2 && c.s[c.d.DateSpan.End:c.d.DateSpan.End+1] == ":" && !known() {
			c.d.Weak = true // Beni, July 19: A …
			return true
		}
		if !hasDate && c.maybeTown() && !known() {
			c.d.Weak, c.d.Town = true, true // KUALA PERLIS: A …
			return true
		}
		return known()
	}
	c.d.Weak = true // Mumbai: The …
	return c.s[c.d.PlaceSpan.End] == ':' && known()
}

// maybeTown tells a name in capitals before a colon that is spelt as a town's
// could be and neither as an acronym nor as the label of a line or a speaker.
func (c *datelineScanner) maybeTown() bool {
	place, w := c.d.Place, dateLexicon()
	if c.s[c.d.PlaceSpan.End] != ':' || isShoutWord(place) || len(place) < 5 || len(place) > 30 || strings.ContainsAny(place, ".&0123456789'’") {
		return false
	}
	if strings.Count(place, " ") > 1 {
		return false
	}
	for f := range strings.FieldsSeq(place) {
		low := strings.ToLower(strings.Trim(f, ","))
		if len(f) < 3 || roleNouns[low] || w.notName[low] || w.house[low] || w.label[low] || speakers[low] {
			return false
		}
	}
	return true
}

// speakers are the words in capitals by which transcripts name who speaks, and
// those that open notes.
var speakers = map[string]bool{"question": true, "answer": true, "moderator": true, "host": true, "secretary": true, "president": true, "minister": true, "ambassador": true, "general": true, "senator": true, "chairman": true, "director": true,
	"mister": true, "participant": true, "operator": true, "unidentified": true, "male": true, "female": true, "speaker": true, "spokesperson": true, "spokesman": true, "governor": true, "admiral": true, "colonel": true, "captain": true,
	"lawsuit": true, "report": true, "poll": true, "fact": true, "check": true, "verdict": true, "claim": true, "disclaimer": true, "disclosure": true, "spoiler": true, "results": true, "score": true, "final": true, "scores": true, "weather": true, "forecast": true,
	"location": true, "when": true, "where": true, "cost": true, "price": true, "address": true, "phone": true, "email": true, "website": true, "tickets": true, "title": true, "subject": true, "contact": true, "details": true, "question:": true, "spoilers": true, "pros": true, "cons": true, "bottom": true, "takeaway": true, "advisory": true}

func beforeComma(s string) string {
	s, _, _ = strings.Cut(s, ",")
	s, _, _ = strings.Cut(s, "/")
	return strings.TrimSpace(s)
}

// isShoutWord tells words that sites put in capitals before a colon or dash.
func isShoutWord(place string) bool {
	first, _, _ := strings.Cut(strings.ToLower(place), " ")
	switch first {
	case "breaking", "update", "updated", "watch", "video", "live", "opinion", "analysis", "exclusive", "file", "photo", "photos", "listen", "read", "more", "related", "editorial", "correction", "note", "alert", "urgent", "factbox", "timeline", "explainer", "feature", "interview", "commentary", "poll", "quiz", "review", "recap", "preview", "just", "developing", "must", "new", "the", "here", "what", "why", "how", "who", "when", "top", "q", "a", "i", "we", "now", "today", "tonight", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "caption", "image", "pictured", "warning", "sponsored", "podcast", "united24", "no", "yes", "press", "graphic", "chart", "map", "join", "follow", "subscribe", "donate", "share", "also", "see", "tags", "source", "by", "from", "headline", "headlines", "morning", "evening", "special", "summary", "highlights", "key", "background", "context", "advertisement":
		return first != "new" || strings.EqualFold(place, "new")
	}
	return false
}
