package outlets

import (
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Context is what stands around a mention. All fields but Text may be empty.
type Context struct {
	Text        string  // the string that Find was run on
	Attribution bool    // it stands where only a source can: byline, dateline, masthead, credit
	Country     string  // where the story is datelined, ISO 3166-1 alpha-2
	Publisher   *Outlet // who published the text
	Language    string  // of the text, ISO 639-1
}

// Resolve says which outlet m means in its context, or nil when it means none
// or the context does not tell, and the rule that decided, such as "AP:after".
//
// The rows for the alias in falsefriends.tsv are asked first, in their order.
// Then a code needs an attribution position or a cue beside it ("told AFP",
// "(AP)"), and so does an ambiguous word, for which a capital "The" within a
// sentence also counts. Among several outlets of one name the publisher's own
// family, the dateline's country, the publisher's country and the text's language
// decide.
func (g *Registry) Resolve(m Mention, ctx Context) (*Outlet, string) {
	if m.Outlet == nil || m.Span.Start < 0 || m.Span.End > len(ctx.Text) || m.Span.Start > m.Span.End {
		return nil, "span"
	}
	around := newSurroundings(g.folder, ctx.Text, m.Span)
	for _, r := range g.rules[g.key(m.Alias)] {
		if !r.holds(around, ctx) {
			continue
		}
		switch r.then {
		case "":
			return nil, r.id()
		case keep:
			return m.Outlet, r.id()
		}
		if o := g.byID[r.then]; r.when == "default" && !g.signed(m, around, ctx) {
			return nil, "bare"
		} else {
			return o, r.id()
		}
	}
	if !g.signed(m, around, ctx) {
		return nil, "bare"
	}
	if len(m.Candidates) > 1 {
		return g.choose(m.Candidates, ctx)
	}
	return m.Outlet, string(m.Class)
}

// signed reports whether there is a sign that the mention names an outlet.
func (g *Registry) signed(m Mention, around *surroundings, ctx Context) bool {
	switch {
	case m.Class == Strong || ctx.Attribution:
		return true
	case m.Class == Caps:
		return g.cues.caps.hold(around)
	}
	return g.cues.context.hold(around) || around.articled()
}

// choose picks one of several outlets with the same name.
func (g *Registry) choose(candidates []*Outlet, ctx Context) (*Outlet, string) {
	only := func(fits func(*Outlet) bool) *Outlet {
		var found *Outlet
		for _, c := range candidates {
			if fits(c) {
				if found != nil {
					return nil
				}
				found = c
			}
		}
		return found
	}
	if p := ctx.Publisher; p != nil {
		if o := only(func(c *Outlet) bool { return c == p || c.ID == p.Parent || c.Parent == p.ID }); o != nil {
			return o, "publisher"
		}
	}
	if ctx.Country != "" {
		if o := only(func(c *Outlet) bool { return c.Country == ctx.Country }); o != nil {
			return o, "dateline"
		}
	}
	if p := ctx.Publisher; p != nil && p.Country != "" {
		if o := only(func(c *Outlet) bool { return c.Country == p.Country }); o != nil {
			return o, "country"
		}
	}
	if ctx.Language != "" {
		if o := only(func(c *Outlet) bool { lang, _, _ := strings.Cut(c.Lang, " "); return lang == ctx.Language }); o != nil {
			return o, "language"
		}
	}
	return nil, "ambiguous"
}

// rule is one row of falsefriends.tsv.
type rule struct {
	line  int
	alias string
	when  string // before after near dateline publisher default
	words []string
	then  string // outlet id, keep, or "" for no outlet
}

const (
	keep       = "+"     // then: the outlet that was found
	anyCaps    = "*caps" // alias: every code
	anyContext = "*ctx"  // alias: every ambiguous word
)

func (r rule) id() string { return r.alias + ":" + r.when }

func (r rule) fold(f *folder) {
	if r.when == "dateline" || r.when == "publisher" {
		return
	}
	for i, w := range r.words {
		r.words[i] = foldCue(f, w)
	}
}

// foldCue folds a word of a rule; a sign such as "(" stays as it is.
func foldCue(f *folder, w string) string {
	if strings.IndexFunc(w, isWord) < 0 {
		return w
	}
	return strings.TrimSpace(f.foldText(w))
}

func (r rule) holds(a *surroundings, ctx Context) bool {
	switch r.when {
	case "before":
		return a.hasBefore(r.words)
	case "after":
		return a.hasAfter(r.words)
	case "near":
		return a.hasNear(r.words)
	case "dateline":
		return ctx.Country != "" && slices.Contains(r.words, ctx.Country)
	case "publisher":
		p := ctx.Publisher
		return p != nil && (slices.Contains(r.words, p.ID) || p.Country != "" && slices.Contains(r.words, p.Country))
	}
	return true
}

var ruleColumns = []string{"alias", "when", "words", "then", "note"}

func readRules(r io.Reader, file string) ([]rule, error) {
	var out []rule
	err := readTSV(r, file, ruleColumns, ruleColumns[:4], func(line int, field func(string) string) error {
		ru := rule{line: line, alias: field("alias"), when: field("when"), words: split(field("words")), then: field("then")}
		if ru.alias == "" {
			return fieldError(file, line, "alias", "is empty")
		}
		switch ru.when {
		case "before", "after", "near", "dateline", "publisher":
			if len(ru.words) == 0 {
				return fieldError(file, line, "words", "is empty; only \"default\" needs no words")
			}
		case "default":
		default:
			return fieldError(file, line, "when", "%q is none of before after near dateline publisher default", ru.when)
		}
		switch ru.then {
		case "-":
			ru.then = ""
		case "":
			return fieldError(file, line, "then", "is empty; write an outlet id, + to keep what was found, or - for no outlet")
		}
		out = append(out, ru)
		return nil
	})
	return out, err
}

// cues are the signs that make a code or an ambiguous word an outlet.
type cues struct{ caps, context cueWords }

type cueWords struct{ before, after []string }

func (c *cues) add(f *folder, r rule) {
	to := &c.caps
	if r.alias == anyContext {
		to = &c.context
	}
	for _, w := range r.words {
		w = foldCue(f, w)
		switch r.when {
		case "before":
			to.before = append(to.before, w)
		case "after":
			to.after = append(to.after, w)
		}
	}
}

func (c cueWords) hold(a *surroundings) bool { return a.hasBefore(c.before) || a.hasAfter(c.after) }

// surroundings is the text beside a mention, raw and folded. It is folded when a
// rule asks, since most names need none.
type surroundings struct {
	f                   *folder
	s                   string
	sp                  Span
	rawBefore, rawAfter string
	before, after, near string // " folded words " next to the name, "" when nobody has asked
}

const (
	besideBytes = 64  // enough for the words that touch a name
	nearBytes   = 240 // about two sentences on either side
)

func newSurroundings(f *folder, s string, sp Span) *surroundings {
	lo, hi := window(s, sp, besideBytes)
	a := &surroundings{f: f, s: s, sp: sp, rawBefore: s[lo:sp.Start], rawAfter: s[sp.End:hi]}
	if t := strings.TrimRightFunc(a.rawAfter, unicode.IsSpace); strings.HasPrefix(t, "'s") || strings.HasPrefix(t, "’s") {
		a.rawAfter = strings.TrimPrefix(strings.TrimPrefix(a.rawAfter, "'s"), "’s")
	}
	return a
}

// fold folds s into to, once.
func (a *surroundings) fold(to *string, s string) string {
	if *to == "" { // what is folded has a blank at least
		*to = a.f.foldText(s)
	}
	return *to
}

// window widens sp by n bytes on either side, to rune boundaries.
func window(s string, sp Span, n int) (lo, hi int) {
	for lo = max(0, sp.Start-n); lo < sp.Start && !utf8.RuneStart(s[lo]); lo++ {
	}
	for hi = min(len(s), sp.End+n); hi < len(s) && hi > sp.End && !utf8.RuneStart(s[hi]); hi-- {
	}
	return lo, hi
}

// foldText folds running text: whatever is no part of a word becomes one space.
func (f *folder) foldText(s string) string {
	b := make([]byte, 1, len(s)+2)
	b[0] = ' '
	for _, r := range s {
		q := f.rune(r)
		switch {
		case r == '.' || r == '\'' || r == '’':
			continue
		case q == drop && unicode.Is(unicode.Mn, r):
			continue
		case q == drop || q == stop:
			q = ' '
		}
		if q != ' ' || b[len(b)-1] != ' ' {
			b = utf8.AppendRune(b, q)
		}
	}
	if b[len(b)-1] != ' ' {
		b = append(b, ' ')
	}
	return string(b)
}

func (a *surroundings) hasBefore(words []string) bool {
	raw := strings.TrimRightFunc(a.rawBefore, unicode.IsSpace)
	for _, w := range words {
		if isSign(w) {
			if strings.HasSuffix(raw, w) {
				return true
			}
		} else if touching(raw, false) && wordEnds(a.fold(&a.before, a.rawBefore), w) {
			return true
		}
	}
	return false
}

func (a *surroundings) hasAfter(words []string) bool {
	raw := strings.TrimLeftFunc(a.rawAfter, unicode.IsSpace)
	for _, w := range words {
		if isSign(w) {
			if strings.HasPrefix(raw, w) {
				return true
			}
		} else if touching(raw, true) && wordBegins(a.fold(&a.after, a.rawAfter), w) {
			return true
		}
	}
	return false
}

// wordEnds reports whether a folded text ends in the word w.
func wordEnds(folded, w string) bool {
	head, ok := strings.CutSuffix(folded[:len(folded)-1], w)
	return ok && strings.HasSuffix(head, " ")
}

// wordBegins reports whether a folded text begins with the word w.
func wordBegins(folded, w string) bool {
	tail, ok := strings.CutPrefix(folded[1:], w)
	return ok && strings.HasPrefix(tail, " ")
}

func (a *surroundings) hasNear(words []string) bool {
	if a.near == "" {
		lo, hi := window(a.s, a.sp, nearBytes)
		a.near = a.f.foldText(a.s[lo:a.sp.Start]) + a.f.foldText(a.s[a.sp.End:hi])
	}
	for _, w := range words {
		if strings.Contains(a.near, " "+w+" ") || strings.Contains(a.near, " "+w+"s ") {
			return true
		}
	}
	return false
}

// articled reports whether a capital "The" stands before the name within a
// sentence, where only names have one.
func (a *surroundings) articled() bool {
	head, ok := strings.CutSuffix(a.rawBefore, "The ")
	if !ok {
		return false
	}
	head = strings.TrimRight(head, " ")
	r, _ := utf8.DecodeLastRuneInString(head)
	return head != "" && (unicode.IsLower(r) || r == ',')
}

// touching reports whether raw reaches the name without the end of a sentence
// between them.
func touching(raw string, after bool) bool {
	if raw == "" {
		return false
	}
	if after {
		r, _ := utf8.DecodeRuneInString(raw)
		return !strings.ContainsRune(".!?;", r)
	}
	r, _ := utf8.DecodeLastRuneInString(raw)
	return !strings.ContainsRune(".!?;", r)
}

func isSign(w string) bool { return strings.IndexFunc(w, isWord) < 0 }
