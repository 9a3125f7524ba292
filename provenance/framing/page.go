package framing

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
)

// Page is one copy of a story as Compare takes it.
type Page struct {
	ID        string
	Publisher string
	Language  string      // BCP 47; "" means what the text looks like
	Headline  string      // "" means: find it in Text
	Text      string      // paragraphs on lines of their own
	Skip      []text.Span // furniture known from elsewhere, as article.Anatomy tells it, sorted; may be nil

	likely string // headline to take when Text shows none by its words
}

// PageOf takes a page out of an article: its title as headline, and what
// article.Anatomy knows to be furniture as Skip. The lines above the body are
// left to Compare, which tells a headline by the words it shares with the body.
func PageOf(a article.Article) Page {
	p := Page{ID: a.ID, Publisher: a.Publisher, Language: a.Language, Headline: strings.TrimSpace(a.Title), Text: a.Text}
	body := false
	for _, part := range article.Anatomy(a) {
		switch s := strings.TrimSpace(part.Span.Of(a.Text)); part.Kind {
		case article.Headline:
			if p.likely == "" && !strings.HasSuffix(s, ".") {
				p.likely = s
			}
		case article.Body:
			body = true
		case article.Deck, article.Dateline, article.Section, article.Masthead:
		default:
			if body {
				p.Skip = append(p.Skip, part.Span)
			}
		}
	}
	return p
}

// token is a word, or several that stand for one ("United States" is "US").
type token struct {
	start, end int
	id         int32 // equal ids, equal words after spelling, number words and variants are made one
	stem       int32
	quote      int32 // 1-based number of the quotation it stands in, 0 outside
	flags      uint16
	value      float64 // of a number
	info       *wordInfo
}

const (
	isStop uint16 = 1 << iota
	isCapital
	isNumber
	isDate
	isTitle
	isVariant  // canonical form differs from what is written
	isBe       // auxiliary of the passive
	isCalendar // a month, a weekday, a clock's word: a number beside it counts nothing
	isOpenable // first word of a sentence: its capital says nothing
)

// content tells whether t carries meaning of its own.
func (t *token) content() bool { return t.flags&isStop == 0 }

// name tells whether t looks like part of a proper name, a title or a date,
// which copies change as a matter of style.
func (t *token) name() bool {
	return t.flags&(isTitle|isDate) != 0 || t.flags&isCapital != 0 && t.flags&isOpenable == 0
}

// sense is a lexicon entry found at tokens [from, to).
type sense struct {
	*entry
	from, to int
}

// unit is a sentence (or a line without one), the thing that is aligned.
type unit struct {
	span     text.Span
	from, to int // tokens
	hash     uint64
	line     int
	furn     string  // kind of furniture, "" for prose
	stems    []int32 // distinct stems of content words, in order of appearance
	stopped  bool    // ends like a sentence
}

type line struct {
	span     text.Span
	from, to int // units
}

// doc is a page taken apart.
type doc struct {
	Page
	toks   []token
	senses []sense
	units  []unit
	lines  []line
	quotes []text.Span
	head   int // unit that is the headline, or -1
	first  int // first unit of the body
	lang   *language

	counted []amount // see amounts
}

// parse takes a page apart. Linear in the length of its text.
func (v *vocabulary) parse(p Page) *doc {
	d := &doc{Page: p, head: -1}
	d.tokenize(v)
	sentences := text.Sentences(p.Text)
	tok, next := 0, 0
	for _, ln := range text.Lines(p.Text) {
		from := len(d.units)
		for ; next < len(sentences) && sentences[next].Start < ln.End; next++ {
			tok = d.addUnit(sentences[next], tok, len(d.lines))
		}
		if len(d.units) > from {
			d.lines = append(d.lines, line{ln, from, len(d.units)})
		}
	}
	d.dropNames()
	d.quotes = text.QuoteSpans(p.Text)
	d.markQuotes()
	d.markFurniture()
	d.findHeadline()
	return d
}

func (d *doc) addUnit(s text.Span, tok, ln int) int {
	for tok < len(d.toks) && d.toks[tok].end <= s.Start {
		tok++
	}
	u := unit{span: s, from: tok, line: ln, hash: 14695981039346656037}
	seen := map[int32]bool{}
	for ; tok < len(d.toks) && d.toks[tok].start < s.End; tok++ {
		t := &d.toks[tok]
		if tok == u.from {
			t.flags |= isOpenable
		}
		u.hash = (u.hash ^ uint64(t.id)) * 1099511628211
		if t.content() && !seen[t.stem] {
			seen[t.stem] = true
			u.stems = append(u.stems, t.stem)
		}
	}
	u.to = tok
	u.stopped = strings.ContainsRune(".!?…:;。！？؟۔।", lastRune(strings.TrimRight(s.Of(d.Text), "\"'”’)]» ")))
	d.units = append(d.units, u)
	return tok
}

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

// tokenize finds words, lexicon senses and canonical forms.
func (d *doc) tokenize(v *vocabulary) {
	d.lang = v.lang
	t := d.Text
	raw := text.Words(nil, t)
	infos := make([]*wordInfo, 0, len(raw))
	keep := raw[:0]
	for _, w := range raw {
		s := t[w.Start:w.End]
		if len(s) == 1 && (s == "s" || s == "S") && w.Start > 0 { // a possessive that came off its word
			if r, _ := utf8.DecodeLastRuneInString(t[:w.Start]); r == '\'' || r == '’' {
				continue
			}
		}
		keep = append(keep, w)
		infos = append(infos, v.word(s, w.Hash))
	}
	raw = keep
	d.toks = make([]token, 0, len(raw))
	d.senses = make([]sense, 0, len(raw)/2) // about as many as prose has
	at := make([]int32, len(raw)+1)         // raw index -> token index
	var merged int
	for i := range raw {
		at[i] = int32(len(d.toks))
		if i < merged {
			at[i] = int32(len(d.toks) - 1)
			continue
		}
		in := infos[i]
		tk := token{start: int(raw[i].Start), end: int(raw[i].End), id: in.form.id, stem: in.root.id, info: in}
		if in.stop {
			tk.flags |= isStop
		}
		if in.isNumber && !partOfName(t, tk.start) {
			tk.flags |= isNumber
			tk.value = in.number
			tk.id = v.id("#" + strconv.FormatFloat(in.number, 'g', -1, 64))
		}
		best := 0
		for _, e := range in.entries {
			if e.Kind != rowVariant && e.Kind != rowNumber || len(e.words) <= best || !d.matches(e, raw, infos, i) {
				continue
			}
			best = len(e.words)
			tk.end = int(raw[i+best-1].End)
			tk.flags |= isVariant
			if e.Kind == rowNumber {
				tk.flags |= isNumber
				tk.value = e.value
				tk.id = v.id("#" + strconv.FormatFloat(e.value, 'g', -1, 64))
				tk.stem = tk.id
			} else {
				tk.id = v.id("=" + e.Class)
				tk.stem = tk.id
			}
		}
		if n, value := d.spelled(raw, infos, i); n > 1 && n > best {
			best = n
			tk.end = int(raw[i+n-1].End)
			tk.flags |= isVariant | isNumber
			tk.value = value
			tk.id = v.id("#" + formatValue(value))
			tk.stem = tk.id
		}
		if best == 0 && in.isNumber && i+1 < len(raw) && infos[i+1].isNumber && raw[i+1].Start == raw[i].End+1 && t[raw[i].End] == '.' &&
			!(i+2 < len(raw) && raw[i+2].Start == raw[i+1].End+1 && infos[i+2].isNumber) {
			best = 2
			tk.end = int(raw[i+1].End)
			fraction, factor := v.cardinal(infos[i+1].fold)
			tk.value = v.decimal(in.fold, fraction) * factor
			tk.id = v.id("#" + strconv.FormatFloat(tk.value, 'g', -1, 64))
			tk.stem = tk.id
		}
		if n := max(best, 1); tk.flags&isNumber != 0 && i+n < len(raw) && joins(t[raw[i+n-1].End:raw[i+n].Start]) {
			// "2.1 million", "3.4bn" with a blank: one number.
			if f := infos[i+n].magnitude; f != 0 {
				best = n + 1
				tk.end = int(raw[i+n].End)
				tk.value *= f
				tk.id = v.id("#" + formatValue(tk.value))
				tk.stem = tk.id
			}
		}
		merged = i + max(best, 1)
		if r, _ := utf8.DecodeRuneInString(t[tk.start:]); unicode.IsUpper(r) {
			tk.flags |= isCapital
		}
		d.toks = append(d.toks, tk)
	}
	at[len(raw)] = int32(len(d.toks))
	var until [numKinds]int // per kind: senses do not overlap, the longest wins
	for i := range raw {
		n := len(d.senses)
		for _, e := range infos[i].entries {
			if e.Kind != rowVariant && e.Kind != rowNumber && i >= until[e.number] && d.matches(e, raw, infos, i) {
				d.senses = append(d.senses, sense{e, int(at[i]), int(at[i+len(e.words)-1]) + 1})
			}
		}
		for _, s := range d.senses[n:] {
			if k := s.number; s.Kind != rowWording { // of those all count: "deal with", "deal"
				until[k] = max(until[k], i+len(s.words))
			}
		}
	}
	d.dropShorter()
	for _, s := range d.senses {
		var f uint16
		switch s.Kind {
		case rowStop, rowBy:
			f = isStop
		case rowBe:
			f = isStop | isBe
		case rowDate:
			f = isDate
			if s.Class == "calendar" {
				f |= isCalendar
			}
		case rowTitle:
			f = isTitle
		default:
			continue
		}
		for i := s.from; i < s.to; i++ {
			d.toks[i].flags |= f
		}
	}
}

// dropShorter keeps, of the senses of one kind at one place, the longest.
func (d *doc) dropShorter() {
	out := d.senses[:0]
	for i := 0; i < len(d.senses); {
		j := i
		for j < len(d.senses) && d.senses[j].from == d.senses[i].from {
			j++
		}
		group := d.senses[i:j]
		for k := range group {
			longest := true
			for m := range group {
				if m != k && group[m].Kind == group[k].Kind && group[k].Kind != rowWording && (group[m].to > group[k].to || group[m].to == group[k].to && m < k && group[m].Class == group[k].Class) {
					longest = false
				}
			}
			if longest {
				out = append(out, group[k])
			}
		}
		i = j
	}
	d.senses = out
}

// dropNames drops the label terms that are no words of the story here: "March"
// the month, "Strike" in the name of a ship. A capital tells, where the sentence
// does not set one on most words; names of people and powers keep theirs, for
// many a desk writes "the Syrian Government".
func (d *doc) dropNames() {
	keep := make([]bool, len(d.senses))
	for i := range keep {
		keep[i] = true
	}
	k := 0
	for u := range d.units {
		un := &d.units[u]
		capitals, content := 0, 0
		for i := un.from; i < un.to; i++ {
			if d.toks[i].content() {
				content++
				if d.toks[i].flags&isCapital != 0 {
					capitals++
				}
			}
		}
		for ; k < len(d.senses) && d.senses[k].from < un.to; k++ {
			s := d.senses[k]
			if s.from < un.from || s.Kind != rowLabel || s.upper || s.to-s.from > 1 {
				continue
			}
			t := &d.toks[s.from]
			r, _ := utf8.DecodeRuneInString(s.Term.Term)
			if t.flags&isCapital == 0 || unicode.IsUpper(r) {
				continue
			}
			next := func(i int, f uint16) bool { return i >= un.from && i < un.to && d.toks[i].flags&f != 0 }
			first := s.from == un.from
			switch {
			case t.flags&isCalendar != 0:
				keep[k] = first && !next(s.from+1, isNumber)
			case !first && 2*capitals <= content && !d.lang.namers[s.Class]:
				keep[k] = !next(s.from+1, isCapital) && !(s.from-1 > un.from && next(s.from-1, isCapital))
			}
		}
	}
	out := d.senses[:0]
	for i, s := range d.senses {
		if keep[i] {
			out = append(out, s)
		}
	}
	d.senses = out
}

func (d *doc) matches(e *entry, raw []text.Word, infos []*wordInfo, i int) bool {
	if i+len(e.words) > len(raw) {
		return false
	}
	for k, w := range e.words {
		if e.exact && infos[i+k].fold != w || !e.exact && infos[i+k].stem != w {
			return false
		}
		if k > 0 {
			gap := d.Text[raw[i+k-1].End:raw[i+k].Start]
			if !joins(gap) || e.hyphen && gap == " " {
				return false
			}
		}
	}
	return !e.upper || isAbbreviation(d.Text[raw[i].Start:raw[i].End])
}

// joins tells whether words so parted belong to one term: by a blank, a hyphen
// or the dot of an abbreviation, and not by a comma or a quotation mark.
func joins(gap string) bool {
	for _, r := range gap {
		switch r {
		case ' ', '\u00a0', '\u202f', '-', '\u2010', '\u2011', '.', '\'', '’':
		default:
			return false
		}
	}
	return len(gap) <= 4
}

// markQuotes gives every token the number of the quotation it stands in.
func (d *doc) markQuotes() {
	i := 0
	for n, q := range d.quotes {
		for i < len(d.toks) && d.toks[i].start < q.Start {
			i++
		}
		for ; i < len(d.toks) && d.toks[i].start < q.End; i++ {
			d.toks[i].quote = int32(n + 1)
		}
	}
}

// sensesIn returns the senses that start in tokens [from, to).
func (d *doc) sensesIn(from, to int) []sense {
	lo, hi := 0, len(d.senses)
	for lo < hi {
		m := (lo + hi) / 2
		if d.senses[m].from < from {
			lo = m + 1
		} else {
			hi = m
		}
	}
	end := lo
	for end < len(d.senses) && d.senses[end].from < to {
		end++
	}
	return d.senses[lo:end]
}

const numKinds = 26 // more than there are

// kindNumbers numbers the kinds of rows that stand in texts.
var kindNumbers = func() map[string]int {
	m := map[string]int{}
	for i, k := range []string{rowLabel, rowModifier, rowVerb, rowSource, rowHedge, rowIntensity, rowAccuse, rowDeny, rowContrast, rowStake,
		rowVariant, rowForm, rowNumber, rowQuantity, rowDate, rowTitle, rowStop, rowBe, rowBy, rowFurniture, rowWording, rowNegation, rowUnit, rowLasting} {
		m[k] = i
	}
	return m
}()
