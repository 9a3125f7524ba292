package article

import (
	"slices"
	"strings"
	"sync"
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
func (h Hints) Anatomy(a Article) []Part { return h.AppendAnatomy(make([]Part, 0, 16), a) }

// AppendAnatomy appends what Anatomy returns to dst.
func (h Hints) AppendAnatomy(dst []Part, a Article) []Part {
	p := pages.Get().(*anatomyPage)
	defer p.release()
	p.text, p.title, p.publisher, p.hints = a.Text, a.Title, a.Publisher, h
	p.split()
	if len(p.lines) == 0 {
		return dst
	}
	p.furniture()
	p.findBody()
	p.head()
	p.headline()
	p.deckAndSection()
	p.tail()
	return p.appendParts(dst)
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
	ends       bool   // ends like a sentence
	dated      answer // a publication date line
	noByline   bool   // ParseByline was asked, and said no
	noBio      bool   // isBio was asked, and said no
}

// answer is what is known of a line: nothing yet, or yes or no.
type answer uint8

const (
	unasked answer = iota
	no
	yes
)

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

// pages keeps the buffers of pages that were read, so that reading one more
// needs no new ones. What a page returns never shares them.
var pages = sync.Pool{New: func() any { return new(anatomyPage) }}

// maxKeptLines bounds the buffer that is kept for the next page.
const maxKeptLines = 1 << 12

// release gives the page's buffers back.
func (p *anatomyPage) release() {
	if cap(p.lines) > maxKeptLines {
		return
	}
	clear(p.lines)
	*p = anatomyPage{lines: p.lines[:0], buf: p.buf[:0]}
	pages.Put(p)
}

func (p *anatomyPage) str(i int) string { return p.text[p.lines[i].start:p.lines[i].end] }

func (p *anatomyPage) set(i int, k Kind, rule string) { p.lines[i].kind, p.lines[i].rule = k, rule }

// split cuts the text into lines.
func (p *anatomyPage) split() {
	p.lines = slices.Grow(p.lines[:0], 16+len(p.text)/128)
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

// Tidy returns s without white space at its ends and with single spaces within.
func Tidy(s string) string {
	for i := 0; i < len(s); {
		if i+8 <= len(s) && s[i] != ' ' && s[i+7] != ' ' && plain8(load8(s, i)) {
			i += 8
			continue
		}
		if c := s[i]; c > ' ' && c < utf8.RuneSelf || c == ' ' && i > 0 && i+1 < len(s) && s[i+1] != ' ' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if unicode.IsSpace(r) {
			return strings.Join(strings.Fields(s), " ")
		}
		i += n
	}
	return s
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
		for i+8 <= len(s) && load8(s, i)&highs == 0 { // eight plain letters at once
			n += 16
			i += 8
		}
		if i == len(s) {
			break
		}
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

// load8 is the eight bytes of s from i on; the compiler makes one load of it.
func load8(s string, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// upper8 has the high bit of each of eight bytes of ASCII that is a capital.
func upper8(x uint64) uint64 { return (x + (0x80-'A')*ones) &^ (x + (0x7F-'Z')*ones) & highs }

// lower8 is the lower case of eight bytes of ASCII.
func lower8(x uint64) uint64 { return x | upper8(x)>>2 }

// plain8 tells whether eight bytes are ASCII without controls and without two
// blanks in a row. It may say no of others.
func plain8(x uint64) bool {
	controls := (x - ' '*ones) &^ x
	blank := x ^ ' '*ones
	blank = (blank - ones) &^ blank
	return (x|controls|blank&(blank<<8))&highs == 0
}

// isASCII tells whether s has plain letters only.
func isASCII(s string) bool {
	i := 0
	for ; i+8 <= len(s); i += 8 {
		if load8(s, i)&highs != 0 {
			return false
		}
	}
	for ; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
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

// appendParts gives the lines as parts; lines of the body that touch become one.
func (p *anatomyPage) appendParts(out []Part) []Part {
	from := len(out)
	for i := range p.lines {
		l := &p.lines[i]
		k, rule := l.kind, l.rule
		if k == "" {
			k, rule = Body, "body"
		}
		if k == Body && len(out) > from && i > 0 && p.lines[i-1].kind == "" {
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
