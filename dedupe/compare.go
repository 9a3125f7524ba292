package dedupe

import (
	"fmt"
	"math"

	"github.com/newscheck/newscheck/internal/text"
)

// This file is for programs that keep articles themselves, such as an index: the
// steps of a Set one by one, on one article or one pair at a time.

// Params derives the numbers of the algorithm, with minShared kept shingles as
// what two articles must share to be looked at: the fewer, the fewer shingles
// need to be kept for the same Recall (0 stands for what a Set takes, 5). It
// fails when an option is out of range.
func (o Options) Params(minShared int) (Params, error) {
	p, err := o.params()
	if err != nil {
		return p, fmt.Errorf("dedupe: %w", err)
	}
	if minShared > 0 {
		p.MinShared = float64(minShared)
	}
	// To a tenth of a percent, for at two shingles and forty words one in eight gives 94.98 %.
	for p.Scale = 256; p.Scale > 1 && math.Round(1000*p.Detection(o.Passage))/1000 < o.Recall; {
		p.Scale /= 2
	}
	return p, nil
}

// Line is one line of a text by its hash.
type Line struct {
	Key   uint64 // of its words
	Words int
}

// Long tells whether a line may well be a paragraph of a story. Such a line is
// furniture when it stands under LongArticles different articles of a
// publisher, another under ShortArticles.
func (l Line) Long() bool { return l.Words >= longLine }

// The numbers by which a Set tells furniture; see Line.Long and Different.
const (
	ShortArticles = articlesShort
	LongArticles  = articlesLong
)

// Scanner makes sketches; one goroutine at a time. Its buffers are used again.
type Scanner struct {
	sketcher
	packer
	ls  []line
	out []Line
}

// NewScanner returns a Scanner for p.
func NewScanner(p Params) *Scanner { return &Scanner{sketcher: sketcher{p: p}} }

// Scan returns the sketch and the lines of s. Sketch.Scaled and the lines are
// good until the next call.
func (s *Scanner) Scan(t string) (Sketch, []Line) {
	s.text = t
	s.tokens.Read(t)
	sk := s.sketch(t, unit(s.tokens.Words))
	s.ls = lines(s.ls[:0], t, &s.tokens)
	s.out = s.out[:0]
	for _, l := range s.ls {
		s.out = append(s.out, Line{l.key, l.to - l.from})
	}
	return sk, s.out
}

// Page is a text laid out for comparison. It may be compared by several
// goroutines at once.
type Page struct{ page page }

// LayOut lays out t. repeated tells of a line whether it stands under other
// articles of the same publisher; it may be nil.
func LayOut(t string, p Params, repeated func(l Line) bool) *Page {
	var pg Page
	var rep func(uint64, int) bool
	if repeated != nil {
		rep = func(key uint64, words int) bool { return repeated(Line{key, words}) }
	}
	words := len(t)/5 + 16
	pg.page.fill.tokens = &text.Tokens{Words: make([]text.Word, 0, words)}
	pg.page.sents = make([]sentence, 0, words/16)
	pg.page.layOut(t, furniturePhrases(), p, rep)
	pg.page.know()
	// What only laying out needed goes.
	f := &pg.page.fill
	f.text, f.chars, f.lines, f.first = "", nil, nil, nil
	if !p.Noisy {
		f.tokens = nil
	}
	return &pg
}

// Tokens is the length of the page in words (characters when Noisy), of which
// each takes some 40 bytes of memory.
func (p *Page) Tokens() int { return p.page.n }

// Comparison is what one page is to another, A being the loaded one.
type Comparison struct {
	Relation       Relation // of the pair by itself; "" when it shares nothing to speak of
	Score, Related float64  // as of Relate
	Jaccard        float64
	InB            float64    // share of A that B has
	InA            float64    // share of B that A has
	Spans          []SpanPair // in order of A; only when asked for
}

// Comparer compares one page with many; one goroutine at a time.
type Comparer struct{ al aligner }

// Load makes p the page that others are compared with.
func (c *Comparer) Load(p *Page) { c.al.load(&p.page) }

// Compare compares the loaded page, A, with b. It reports whether they have
// anything to do with each other.
func (c *Comparer) Compare(b *Page, spans bool) (Comparison, bool) {
	x := c.al.align(&b.page)
	rel, score, related := Relate(x)
	if rel == "" && related == 0 {
		return Comparison{}, false
	}
	m := Comparison{Relation: rel, Score: score, Related: related, Jaccard: x.Jaccard, InB: x.A.Containment, InA: x.B.Containment}
	if spans && rel != "" {
		m.Spans = c.al.spans(&b.page)
		for i, s := range m.Spans {
			m.Spans[i] = SpanPair{A: s.B, B: s.A}
		}
	}
	return m, true
}

// Overlap counts the values that two ascending slices share: the shingles that
// two sketches have in common.
func Overlap(a, b []uint32) int { return overlap(a, b) }
