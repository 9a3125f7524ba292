package dedupe

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
	a *page

	// Open-addressing table of a's shingles: the class of a shingle is the
	// number of the first place where it stands.
	slots  []slot
	mask   uint64
	filter [filterWords]uint64 // most shingles of b are not in a: one bit says so
	class  []int32             // per place in a: its class
	next   []int32             // per place in a: next place of the same class, or -1

	hits []bool  // per class: found in b
	covA []uint8 // per token: 1 inside a shared shingle
	covB []uint8
	inB  []int32 // per place in b: class in a, or -1
}

// filterWords makes a filter of 8,192 bits, which lets one in sixteen shingles of
// b pass that a of 500 words does not have.
const filterWords = 128

type slot struct {
	hash  uint64
	place int32 // 1-based; 0 is empty
	last  int32 // last place of the class, to append to its chain
}

// load makes a the page that others are compared with.
func (al *aligner) load(a *page) {
	al.a = a
	n := len(a.shingles)
	size := tableSize(n)
	if cap(al.slots) < size {
		al.slots = make([]slot, size)
	} else {
		al.slots = al.slots[:size]
		clear(al.slots)
	}
	al.mask = uint64(size - 1)
	clear(al.filter[:])
	al.class, al.next = grow(al.class, n), grow(al.next, n)
	for i, h := range a.shingles {
		al.next[i] = -1
		al.filter[h>>57] |= 1 << (h >> 51 & 63)
		at := h & al.mask
		for al.slots[at].place != 0 && al.slots[at].hash != h {
			at = (at + 1) & al.mask
		}
		if s := &al.slots[at]; s.place == 0 {
			*s = slot{hash: h, place: int32(i + 1), last: int32(i)}
			al.class[i] = int32(i)
		} else {
			al.class[i] = s.place - 1
			al.next[s.last] = int32(i)
			s.last = int32(i)
		}
	}
}

// find returns the class of shingle h in a, or -1.
func (al *aligner) find(h uint64) int32 {
	if al.filter[h>>57]&(1<<(h>>51&63)) == 0 {
		return -1
	}
	for at := h & al.mask; al.slots[at].place != 0; at = (at + 1) & al.mask {
		if al.slots[at].hash == h {
			return al.slots[at].place - 1
		}
	}
	return -1
}

// share marks what a and b have in common. It returns false as soon as that is
// less than one shingle.
func (al *aligner) share(b *page) bool {
	al.hits = grow(al.hits, len(al.a.shingles))
	clear(al.hits)
	n := b.gram
	al.covA, al.covB = grow(al.covA, len(al.a.tokens)), grow(al.covB, len(b.tokens))
	clear(al.covA)
	clear(al.covB)
	al.inB = grow(al.inB, len(b.shingles))
	if n != al.a.gram { // one is written without spaces, the other with
		for i := range al.inB {
			al.inB[i] = -1
		}
		return false
	}
	found := false
	to := 0
	for i, h := range b.shingles {
		al.inB[i] = -1
		if h == 0 {
			continue
		}
		c := al.find(h)
		if c < 0 {
			continue
		}
		al.inB[i], al.hits[c], found = c, true, true
		for j := max(i, to); j < min(i+n, len(al.covB)); j++ {
			al.covB[j] = 1
		}
		to = i + n
	}
	if !found {
		return false
	}
	to = 0
	for i, c := range al.class {
		if al.a.shingles[i] != 0 && al.hits[c] {
			for j := max(i, to); j < min(i+n, len(al.covA)); j++ {
				al.covA[j] = 1
			}
			to = i + n
		}
	}
	return true
}

// align measures what b shares with the loaded page.
func (al *aligner) align(b *page) Alignment {
	found := al.share(b)
	x := Alignment{A: measure(al.a, b, al.covA), B: measure(b, al.a, al.covB)}
	if found {
		both := 0
		for c, hit := range al.hits {
			if hit && int(al.class[c]) == c {
				both++
			}
		}
		x.Jaccard = float64(both) / float64(al.a.distinct+b.distinct-both)
	}
	return x
}

// measure counts one side, pg, of an alignment with other.
func measure(pg, other *page, cov []uint8) Side {
	var s Side
	var covered, prose, shared, quoted, top, tail, inside, run, runLength, longest, longestLength int
	pending := 0 // new words since the last shared sentence
	for _, st := range pg.sents {
		if st.furniture {
			continue
		}
		n, c := st.to-st.from, 0
		for _, x := range cov[st.from:st.to] {
			c += int(x)
		}
		covered += c
		if !st.prose {
			continue
		}
		prose += n
		is := 2*c >= n
		if is {
			if shared == 0 {
				top = pending
			} else {
				inside += pending
			}
			pending = 0
			shared += n
			plain, plainCov := 0, 0
			for t := st.from; t < st.to; t++ {
				if !pg.quoted[t] {
					plain++
					plainCov += int(cov[t])
				}
			}
			quoted += n - plain
			f, o := facts(pg, other, st, cov)
			s.Facts += f
			s.OtherFacts += o
			if plain >= proseWords*pg.unit && 2*plainCov >= plain {
				run += plain
				runLength++
				if run > longest {
					longest, longestLength = run, runLength
				}
			}
		} else {
			pending += n
			run, runLength = 0, 0
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

// facts counts the numbers and names of a shared sentence, and those of them
// that the other article has nowhere.
func facts(pg, other *page, st sentence, cov []uint8) (all, missing int) {
	for t := st.from; t < st.to; t++ {
		if h, ok := pg.fact(st, t); ok {
			all++
			if cov[t] == 0 && !other.has.has(h) {
				missing++
			}
		}
	}
	return all, missing
}

func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
