package framing

import (
	"strings"
	"unicode"
)

// Kinds of furniture that a unit can be.
const (
	furnSkip    = "skip"    // told by the caller
	furnCode    = "code"    // scripts, coordinates, lines without words
	furnTime    = "time"    // time stamp
	furnLine    = "line"    // a line that is no sentence: link, crosshead, byline, button
	furnDeck    = "deck"    // line between headline and body
	furnCaption = "caption" // words under a picture
	furnHead    = "headline"
	furnPoll    = "poll" // a question to the reader
)

// markFurniture finds what is not prose of the story, as far as one copy's
// text shows it. What it cannot tell by itself (a teaser that is a full
// sentence, a caption without credit) is told later, against the other copy.
func (d *doc) markFurniture() {
	skip := 0
	for li := range d.lines {
		ln := &d.lines[li]
		for u := ln.from; u < ln.to; u++ {
			un := &d.units[u]
			for skip < len(d.Skip) && d.Skip[skip].End <= un.span.Start {
				skip++
			}
			if skip < len(d.Skip) && d.Skip[skip].Start <= un.span.Start && un.span.End <= d.Skip[skip].End {
				un.furn = furnSkip
				continue
			}
			un.furn = d.phraseFurniture(un, ln)
			if un.furn == "" && u == ln.from && d.dateline(un) {
				un.furn = "dateline"
			}
		}
		if k := d.lineFurniture(ln); k != "" {
			for u := ln.from; u < ln.to; u++ {
				if d.units[u].furn == "" {
					d.units[u].furn = k
				}
			}
		}
	}
	d.findBody()
	d.markCaptions()
}

// dateline: a place in capitals, a date and an agency, as a sentence of its own.
func (d *doc) dateline(un *unit) bool {
	if n := un.to - un.from; n < 1 || n > 7 {
		return false
	}
	t := &d.toks[un.from]
	w := d.Text[t.start:t.end]
	return len(w) >= 4 && strings.ToUpper(w) == w && strings.ToLower(w) != w
}

// phraseFurniture looks for the phrases of the lexicon. A long phrase tells by
// itself, a short one only in a short line.
func (d *doc) phraseFurniture(un *unit, ln *line) string {
	words := d.units[ln.to-1].to - d.units[ln.from].from
	for _, s := range d.sensesIn(un.from, un.to) {
		if s.Kind != rowFurniture {
			continue
		}
		n := len(s.words)
		switch {
		case s.whole:
			if s.from == d.units[ln.from].from && s.to == d.units[ln.to-1].to {
				return s.Class
			}
		case s.start:
			if s.from == un.from && (n >= 3 || words <= 14) {
				return s.Class
			}
		case n >= 4 || n == 3 && words <= 20 || n == 2 && words <= 9 || words <= 4:
			return s.Class
		}
	}
	return ""
}

func (d *doc) lineFurniture(ln *line) string {
	s := d.Text[ln.span.Start:ln.span.End]
	from, to := d.units[ln.from].from, d.units[ln.to-1].to
	n := to - from
	letters, marks := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			letters++
		case strings.ContainsRune("{}[]=;_|<>/\\", r):
			marks++
		}
	}
	if letters < 3 || marks*6 > letters {
		if n <= 2 || letters < 3 || marks >= 4 {
			return furnCode
		}
	}
	if marks >= 8 && marks*12 > letters {
		return furnCode
	}
	dates, numbers := 0, 0
	for i := from; i < to; i++ {
		if d.toks[i].flags&isDate != 0 {
			dates++
		}
		if r := rune(d.Text[d.toks[i].start]); r >= '0' && r <= '9' {
			numbers++
		}
	}
	if n <= 16 && numbers > 0 && (dates+numbers)*3 >= n*2 && !d.units[ln.to-1].stopped {
		return furnTime
	}
	if n <= 16 && numbers > 1 && (dates+numbers)*2 >= n {
		return furnTime
	}
	if !d.units[ln.to-1].stopped && ln.to-ln.from == 1 && n <= 22 {
		return furnLine
	}
	if ln.to-ln.from == 1 && n <= 14 && strings.HasSuffix(strings.TrimSpace(s), "?") && d.toks[from].quote == 0 {
		return furnPoll
	}
	return ""
}

// findBody sets first to the first unit of running prose: a full sentence of
// some length with another such line right after it or one line on. A lone
// sentence between short lines is a caption or a notice above the story.
func (d *doc) findBody() {
	d.first = -1
	prose := func(l int) bool {
		if l >= len(d.lines) {
			return false
		}
		u := &d.units[d.lines[l].from]
		return u.furn == "" && u.stopped && u.to-u.from >= 9
	}
	for l := range d.lines {
		if !prose(l) {
			continue
		}
		if d.first < 0 {
			d.first = d.lines[l].from
		}
		if prose(l+1) || prose(l+2) {
			d.first = d.lines[l].from
			return
		}
	}
	if d.first < 0 {
		d.first = len(d.units)
	}
}

// markCaptions finds the words under pictures: a sentence with a full date in
// it and the credit after it, or next to a credit line.
func (d *doc) markCaptions() {
	for u := range d.units {
		un := &d.units[u]
		if un.furn != "" || un.to == un.from {
			continue
		}
		s := d.Text[un.span.Start:un.span.End]
		if d.fullDate(un) && !d.quoted(un) {
			un.furn = furnCaption
			continue
		}
		// "… in Geneva. (Agency/Photographer)"
		if i := strings.LastIndexByte(s, '('); i >= 0 && strings.HasSuffix(s, ")") && strings.ContainsAny(s[i:], "/") && len(s)-i < 80 {
			un.furn = furnCaption
			continue
		}
		if u+1 < len(d.units) && d.units[u+1].furn == "photo" && d.lines[un.line].to-d.lines[un.line].from <= 2 &&
			d.units[u+1].line <= un.line+1 && u < len(d.units) && !d.quoted(un) && d.units[u+1].to-d.units[u+1].from <= 14 {
			un.furn = furnCaption
		}
	}
}

func (d *doc) quoted(un *unit) bool {
	for i := un.from; i < un.to; i++ {
		if d.toks[i].quote != 0 {
			return true
		}
	}
	return false
}

// fullDate: "Monday, July 16, 2018" stands in captions and time stamps, hardly
// ever in running text, which says "Monday".
func (d *doc) fullDate(un *unit) bool {
	run, day, year := 0, false, false
	for i := un.from; i < un.to; i++ {
		t := &d.toks[i]
		switch {
		case t.flags&isDate != 0:
			run++
		case t.flags&isNumber != 0 && run > 0:
			if t.value >= 1900 && t.value < 2100 {
				year = true
			} else if t.value >= 1 && t.value <= 31 {
				day = true
			}
			run++
		default:
			run, day, year = 0, false, false
		}
		if run >= 4 && day && year {
			return true
		}
	}
	return false
}

// findHeadline finds the headline: the caller's where the text holds it, or
// the short line above the body that shares most with it. Lines between it and
// the body are decks.
func (d *doc) findHeadline() {
	if h := strings.TrimSpace(d.Headline); h != "" {
		d.head = d.lineOf(h)
	} else if d.head = d.guessHeadline(); d.head < 0 && d.likely != "" {
		// Told by its position only: take it when it speaks of the story at all.
		if at := d.lineOf(d.likely); at >= 0 {
			ln := d.lines[d.units[at].line]
			if known, content := d.known(d.units[ln.from].from, d.units[ln.to-1].to, d.bodyStems()); known >= 0.4*content {
				d.head, d.Headline = at, d.likely
			}
		}
	}
	if d.head < 0 {
		return
	}
	ln := d.lines[d.units[d.head].line]
	if d.Headline == "" {
		d.Headline = ln.span.Of(d.Text)
	}
	d.markHead(ln)
	for u := range d.units { // it may stand twice
		if d.units[u].hash == d.units[d.head].hash && d.units[u].furn == furnLine {
			d.markHead(d.lines[d.units[u].line])
		}
	}
	for u := d.head + 1; u < d.first; u++ {
		if n := d.units[u].to - d.units[u].from; d.units[u].furn == furnLine && n >= 4 {
			d.units[u].furn = furnDeck
		}
	}
}

func (d *doc) markHead(ln line) {
	for u := ln.from; u < ln.to; u++ {
		d.units[u].furn = furnHead
	}
}

// lineOf is the unit of the line that begins with h, or -1.
func (d *doc) lineOf(h string) int {
	for _, ln := range d.lines {
		if strings.HasPrefix(ln.span.Of(d.Text), h) {
			return ln.from
		}
	}
	return -1
}

func (d *doc) guessHeadline() int {
	body := d.bodyStems()
	best, score := -1, 0.0
	looks := maxAgain
	for l, ln := range d.lines {
		if ln.from >= d.first {
			break
		}
		u, last := &d.units[ln.from], &d.units[ln.to-1]
		n := last.to - u.from
		if d.byline(u.from) && n <= maxByline || n < 3 || n > maxHeadline || ln.to-ln.from > 3 ||
			u.furn != furnLine && u.furn != "" && u.furn != furnPoll {
			continue
		}
		known, content := d.known(u.from, last.to, body)
		signed := d.signed(l + 1)
		again := false
		if signed && looks > 0 {
			looks--
			again = d.again(ln)
		}
		if content < 2 || known == 0 || known*4 < content && !again || !signed && known < 2 && known/content < 0.5 {
			continue
		}
		sc := known / (content + 1)
		if again {
			sc += byAgain
		}
		if signed {
			sc += bySigned
		}
		if strings.HasSuffix(last.span.Of(d.Text), ".") { // a caption or a deck rather
			sc *= 0.6
		}
		// Among lines alike the first: decks and links stand below.
		if sc > score+0.12 {
			best, score = ln.from, sc
		}
	}
	if score < 0.45 { // of a sidebar line less is known
		return -1
	}
	return best
}

// again tells whether another line of the page holds the words of this one,
// as those that offer to share the story do. A word before a colon need not be
// there ("PICTURED: …").
func (d *doc) again(ln line) bool {
	from, to := d.units[ln.from].from, d.units[ln.to-1].to
	if from+1 < to && strings.HasPrefix(d.Text[d.toks[from].end:], ":") {
		from++
	}
	if to-from < startWords {
		return false
	}
	for i := to; i+to-from <= len(d.toks); i++ {
		if d.toks[i].id == d.toks[from].id && sameWords(d.toks[i:i+to-from], d.toks[from:to]) {
			return true
		}
	}
	return false
}

// signed tells whether line l is a byline or a time stamp, which stand right
// below headlines, also below those that share few words with the story.
func (d *doc) signed(l int) bool {
	if l >= len(d.lines) {
		return false
	}
	u := &d.units[d.lines[l].from]
	n := d.units[d.lines[l].to-1].to - u.from
	return n > 0 && n <= maxByline && (d.byline(u.from) || u.furn == furnTime || u.furn == "credit")
}

func (d *doc) bodyStems() map[int32]bool {
	m := map[int32]bool{}
	for u := d.first; u < len(d.units); u++ {
		if d.units[u].furn == "" {
			for _, s := range d.units[u].stems {
				m[s] = true
			}
		}
	}
	return m
}

// known counts the distinct content stems of tokens [from, to), and those that
// the body has.
func (d *doc) known(from, to int, body map[int32]bool) (known, content float64) {
	seen := map[int32]bool{}
	for i := from; i < to; i++ {
		t := &d.toks[i]
		if !t.content() || seen[t.stem] {
			continue
		}
		seen[t.stem] = true
		content++
		if body[t.stem] {
			known++
		}
	}
	return known, content
}

const (
	maxHeadline = 30 // words
	maxByline   = 12
	maxAgain    = 8   // lines that are looked for on the rest of the page
	byAgain     = .15 // what its standing on the page once more adds
	bySigned    = .25 // what a byline right below adds to the share of words known
)

// byline: the line begins with "By".
func (d *doc) byline(from int) bool {
	for _, s := range d.sensesIn(from, from+1) {
		if s.Kind == rowBy {
			return true
		}
	}
	return false
}
