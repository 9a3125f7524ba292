package dedupe

import "math/bits"

// Alignment is what two articles share, measured sentence by sentence. It is
// symmetric but for the names of the sides.
//
// The unit of measure is the sentence of running text: a sentence is shared
// when at least half of its words stand in shingles that the other article has
// too, so that light edits inside it do not make it new. Furniture (captions,
// share lines, what repeats under other articles of the publisher) and lines
// that are no sentences are left out of the count on both sides.
type Alignment struct {
	A, B    Side
	Jaccard float64 // of the two sets of shingles, furniture left out
}

// Side is one article's part in an Alignment. All figures are in words.
type Side struct {
	Words       int     // outside furniture
	Covered     int     // of Words, those inside shared shingles
	Prose       int     // in sentences of running text
	Shared      int     // of Prose, in sentences that the other article has
	Top         int     // of Prose, in new sentences before the first shared one
	Inside      int     // of Prose, in new sentences between shared ones
	Tail        int     // of Prose, in new sentences after the last shared one
	Run         int     // longest stretch of consecutive shared sentences, words in quotation marks left out
	RunLength   int     // sentences in that stretch
	Quoted      int     // of Shared, words inside quotation marks
	Facts       int     // numbers and names in shared sentences
	OtherFacts  int     // of Facts, those that the other article has nowhere
	Containment float64 // Covered / Words
}

// New is the number of words that this side has and the other lacks, leaving
// out what stands after the last shared sentence: there the other side may
// just have been cut.
func (s Side) New() int { return s.Top + s.Inside }

// aligner compares one page with many. Not safe for concurrent use.
type aligner struct {
	a      *page
	filter [filterWords]uint64 // most shingles of b are not in a: one bit says so

	hits marks // per place in a: its shingle was met in b
	covA marks // per token: inside a shared shingle
	covB marks

	// For spans only.
	next   []int32 // per place in a: next place with the same shingle, or -1; nil until it is needed
	room   []int32 // buffer of next
	places []Span  // of the tokens of a; empty until they are needed
	others []Span  // of the tokens of b
}

// filterWords makes a filter of 8,192 bits, which lets one in sixteen shingles of
// b pass that a of 500 words does not have.
const filterWords = 128

// load makes a the page that others are compared with.
func (al *aligner) load(a *page) {
	al.a, al.next, al.places = a, nil, al.places[:0]
	clear(al.filter[:])
	for _, h := range a.shingles {
		al.filter[h>>57] |= 1 << (h >> 51 & 63)
	}
}

// share marks what a and b have in common. It returns the number of different
// shingles that both have.
//
// Copies share long runs, so where one shingle is found the next ones are
// looked for behind it, without asking the table.
func (al *aligner) share(b *page) (both int) {
	a := al.a
	al.hits = al.hits.reset(len(a.shingles))
	al.covA, al.covB = al.covA.reset(a.n), al.covB.reset(b.n)
	if b.gram != a.gram { // one is written without spaces, the other with
		return 0
	}
	n := b.gram
	for i := 0; i < len(b.shingles); {
		h := b.shingles[i]
		if al.filter[h>>57]&(1<<(h>>51&63)) == 0 || h == 0 {
			i++
			continue
		}
		p := a.find(h)
		if p < 0 {
			i++
			continue
		}
		x, y := a.shingles[p:], b.shingles[i:]
		x, y = x[:min(len(x), len(y))], y[:min(len(x), len(y))]
		m := 1
		for m < len(x) && x[m] == y[m] && x[m] != 0 {
			m++
		}
		al.hits.set(p, p+m)
		al.covA.set(p, min(p+m-1+n, a.n))
		al.covB.set(i, min(i+m-1+n, b.n))
		i += m
	}
	// A shingle that stands twice in a is shared at both places.
	for _, r := range a.repeats {
		if al.hits.has(int(r.place)) {
			al.hits.set(int(r.first), int(r.first)+1)
			al.covA.set(int(r.first), min(int(r.first)+n, a.n))
		}
	}
	both = al.hits.count(0, int32(len(a.shingles)))
	for _, r := range a.repeats {
		if al.hits.has(int(r.place)) {
			both--
		} else if al.hits.has(int(r.first)) {
			al.covA.set(int(r.place), min(int(r.place)+n, a.n))
		}
	}
	return both
}

// align measures what b shares with the loaded page.
func (al *aligner) align(b *page) Alignment {
	both := al.share(b)
	x := Alignment{A: measure(al.a, b, al.covA), B: measure(b, al.a, al.covB)}
	if both > 0 {
		x.Jaccard = float64(both) / float64(al.a.distinct+b.distinct-both)
	}
	return x
}

// measure counts one side, pg, of an alignment with other.
func measure(pg, other *page, cov marks) Side {
	var s Side
	var covered, prose, shared, quoted, top, tail, inside, run, runLength, longest, longestLength int
	pending := 0 // new words since the last shared sentence
	for i := range pg.sents {
		st := &pg.sents[i]
		if st.furniture {
			continue
		}
		n, c := int(st.to-st.from), cov.count(st.from, st.to)
		covered += c
		if !st.prose {
			continue
		}
		prose += n
		if 2*c < n {
			pending += n
			run, runLength = 0, 0
			continue
		}
		if shared == 0 {
			top = pending
		} else {
			inside += pending
		}
		pending = 0
		shared += n
		plain, plainCov := int(st.plain), c
		if plain < n {
			plainCov = cov.countBut(pg.quoted, st.from, st.to)
		}
		quoted += n - plain
		s.Facts += int(st.facts)
		s.OtherFacts += missing(pg, other, st, cov)
		if plain >= proseWords*pg.unit && 2*plainCov >= plain {
			run += plain
			runLength++
			if run > longest {
				longest, longestLength = run, runLength
			}
		}
	}
	if shared == 0 {
		top = pending
	} else {
		tail = pending
	}
	u := pg.unit
	s = Side{Facts: s.Facts, OtherFacts: s.OtherFacts, Words: pg.words, Covered: min(covered/u, pg.words), Prose: prose / u, Shared: shared / u, Quoted: quoted / u, Top: top / u, Inside: inside / u, Tail: tail / u, Run: longest / u, RunLength: longestLength}
	if s.Words > 0 {
		s.Containment = float64(s.Covered) / float64(s.Words)
	}
	return s
}

// missing counts the numbers and names of a shared sentence that the other
// article has nowhere.
func missing(pg, other *page, st *sentence, cov marks) int {
	n := 0
	for i := int(st.from) >> 6; i*64 < int(st.to); i++ {
		for x := part(pg.facts[i]&^cov[i], i, st.from, st.to); x != 0; x &= x - 1 {
			other.know()
			if !other.has.has(pg.fact(i*64 + bits.TrailingZeros64(x))) {
				n++
			}
		}
	}
	return n
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
