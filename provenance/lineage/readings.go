package lineage

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
)

// reading is one wording of a passage, as one or more copies have it.
type reading struct {
	words   []uint64 // hashes of its folded words
	text    string
	support int // how many copies have it
	locus   int // the place in the story that it is a wording of
}

// place is where a copy has a locus.
type place struct {
	locus, reading int
	at             int // position among the copy's sentences
	span           text.Span
}

// witness is a copy as a sequence of readings.
type witness struct {
	*Copy
	places []place // in order of the text
	sorted []place // in order of locus
	title  uint64
	size   int // words
	origin originOf
	clock  clock
	notice int // correction and update notices
}

// longest is how many sentences of one article are compared.
const longest = 2000

// readings holds the wordings of one family.
type readings struct {
	all   []reading
	index map[uint64][]int // hash of words -> readings
	held  []int            // locus -> how many copies have it
	diffs map[[2]int][]change
}

// read turns the copies of a family into witnesses over common readings.
func read(group []*Copy, pubs *publishers) ([]*witness, *readings) {
	rs := &readings{index: map[uint64][]int{}, diffs: map[[2]int][]change{}}
	ws := make([]*witness, len(group))
	var buf []text.Word
	for i, c := range group {
		w := &witness{Copy: c}
		ws[i] = w
		for _, s := range bodySentences(c, pubs) {
			buf = text.Words(buf[:0], s.Of(c.Text))
			if len(buf) == 0 {
				continue
			}
			if len(w.places) == longest {
				break
			}
			r := rs.add(buf, s.Of(c.Text))
			w.places = append(w.places, place{reading: r, at: len(w.places), span: s})
			w.size += len(buf)
		}
		buf = text.Words(buf[:0], c.Title)
		for _, x := range buf {
			w.title = mix(w.title, x.Hash)
		}
	}
	rs.join()
	for _, w := range ws {
		seen := map[int]bool{}
		kept := w.places[:0]
		for _, p := range w.places {
			p.locus = rs.all[p.reading].locus
			if seen[p.locus] { // said twice: the first counts
				continue
			}
			seen[p.locus] = true
			p.at = len(kept)
			kept = append(kept, p)
			rs.all[p.reading].support++
			rs.held[p.locus]++
		}
		w.places = kept
		w.sorted = slices.Clone(kept)
		slices.SortFunc(w.sorted, func(a, b place) int { return cmp.Compare(a.locus, b.locus) })
	}
	return ws, rs
}

func (rs *readings) add(words []text.Word, s string) int {
	var h uint64
	for _, w := range words {
		h = mix(h, w.Hash)
	}
	for _, r := range rs.index[h] {
		if slices.EqualFunc(rs.all[r].words, words, func(a uint64, b text.Word) bool { return a == b.Hash }) {
			return r
		}
	}
	hs := make([]uint64, len(words))
	for i, w := range words {
		hs[i] = w.Hash
	}
	rs.index[h] = append(rs.index[h], len(rs.all))
	rs.all = append(rs.all, reading{words: hs, text: s})
	return len(rs.all) - 1
}

// join puts readings that are wordings of one passage into one locus: those that
// share at least half of their word pairs. Candidates come from shared word
// triples, of which a bounded number of readings each are kept.
func (rs *readings) join() {
	up := make([]int, len(rs.all))
	for i := range up {
		up[i] = i
	}
	find := func(i int) int {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	const (
		fanOut = 8  // readings kept for each triple
		tries  = 32 // readings that one is compared with at most
	)
	byTriple := map[uint64][]int{}
	for i, r := range rs.all {
		tried := map[int]bool{}
		for k := 0; k+3 <= len(r.words); k++ {
			h := mix(mix(r.words[k], r.words[k+1]), r.words[k+2])
			for _, j := range byTriple[h] {
				if root := find(j); !tried[j] && len(tried) < tries && root != find(i) {
					tried[j] = true
					if alike(rs.all[j].words, r.words) >= .5 {
						a, b := find(i), root
						up[max(a, b)] = min(a, b)
					}
				}
			}
			if len(byTriple[h]) < fanOut {
				byTriple[h] = append(byTriple[h], i)
			}
		}
	}
	number := map[int]int{}
	for i := range rs.all {
		root := find(i)
		if _, ok := number[root]; !ok {
			number[root] = len(number)
		}
		rs.all[i].locus = number[root]
	}
	rs.held = make([]int, len(number))
}

// alike is the Dice coefficient of two word sequences' pairs of neighbours.
func alike(a, b []uint64) float64 {
	if len(a) < 2 || len(b) < 2 {
		return 0
	}
	pairs := make(map[uint64]int, len(a))
	for i := range len(a) - 1 {
		pairs[mix(a[i], a[i+1])]++
	}
	n := 0
	for i := range len(b) - 1 {
		if h := mix(b[i], b[i+1]); pairs[h] > 0 {
			pairs[h]--
			n++
		}
	}
	return 2 * float64(n) / float64(len(a)+len(b)-2)
}

// bodySentences returns the sentences of c's text that are no furniture: outside
// the record's boilerplate and dateline (or, without a record, the parts of the
// page that are not its body); in no short line without an end
// mark; and not in closing paragraphs that speak of an outlet (credits, lines
// about the site), which say who printed the text but are no part of it.
func bodySentences(c *Copy, pubs *publishers) []text.Span {
	var out []text.Span
	if r := c.Record; r != nil {
		for _, b := range r.Boilerplate {
			out = append(out, b.Span)
		}
		if r.Dateline != nil {
			out = append(out, r.Dateline.Span)
		}
	} else {
		for _, p := range article.Anatomy(article.Article{ID: c.ID, Title: c.Title, Text: c.Text}) {
			if p.Kind != article.Body {
				out = append(out, p.Span)
			}
		}
	}
	slices.SortFunc(out, func(a, b text.Span) int { return cmp.Compare(a.Start, b.Start) })
	var sentences []text.Span
	pars := text.Paragraphs(c.Text)
	kept := pars[:0]
	for _, p := range pars {
		if running(p.Of(c.Text)) && !covered(p, out) {
			kept = append(kept, p)
		}
	}
	const closing = 3 // paragraphs
	names := func(p text.Span) bool {
		return len(text.QuoteSpans(p.Of(c.Text))) == 0 && len(pubs.mentions(p.Of(c.Text))) > 0
	}
	for i := max(len(kept)-closing, 1); i < len(kept); i++ {
		if names(kept[i]) {
			kept = kept[:i]
			break
		}
	}
	if half := len(kept) / 2; half > 0 { // a credit line with furniture behind it
		kept = append(kept[:half], slices.DeleteFunc(kept[half:], func(p text.Span) bool { return p.Len() < 120 && names(p) })...)
	}
	for _, p := range kept {
		for _, s := range text.Sentences(p.Of(c.Text)) {
			s.Start += p.Start
			s.End += p.Start
			if covered(s, out) {
				continue
			}
			for _, o := range out { // a dateline opens its sentence
				if o.Start <= s.Start && o.End > s.Start && o.End < s.End {
					s.Start = o.End
				}
			}
			sentences = append(sentences, s)
		}
	}
	return sentences
}

// covered tells whether most of s lies within one of the spans, sorted by start.
func covered(s text.Span, spans []text.Span) bool {
	for _, o := range spans {
		if o.Start >= s.End {
			break
		}
		if 2*(min(o.End, s.End)-max(o.Start, s.Start)) > s.Len() {
			return true
		}
	}
	return false
}

// running tells whether a paragraph is running text: long, or of more than a few
// words and ended like a sentence.
func running(p string) bool {
	if len(p) > 160 {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(p)
	return len(p) > 30 && strings.ContainsRune(".!?\"”’'»…。！？", r)
}
