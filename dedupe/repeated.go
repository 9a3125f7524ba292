package dedupe

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Numbers that tell a publisher's furniture from text it published twice.
const (
	longLine      = 20  // words; a line from here on may well be a paragraph of a story
	articlesShort = 2   // different articles a short line must stand under to be furniture
	articlesLong  = 3   // the same for a long line
	differ        = 0.2 // articles are different when they share at most this part of their long lines
	lookAt        = 12  // articles of a line that are compared, at most
)

// lineKeys records the lines of every article of a known publisher, as hashes.
type lineKeys struct {
	keys rows[uint64] // lowest bit: the line is long
	row  []uint64     // buffer
}

func lineKey(source uint32, key uint64, words int) uint64 {
	k := mix(key^uint64(source)*base) &^ 1
	if words >= longLine {
		k |= 1
	}
	return k
}

// add records the lines of the next article. Without a publisher it records
// none: nothing can be said of furniture then.
func (l *lineKeys) add(source uint32, ls []Line) {
	l.row = l.row[:0]
	if source != 0 {
		for _, x := range ls {
			l.row = append(l.row, lineKey(source, x.Key, x.Words))
		}
	}
	l.keys.add(l.row)
}

// furniture returns the keys of the lines that stand under different articles
// of one publisher. Copies of one article, and its write-throughs, on one site
// share their text, which makes none of it furniture.
func (l *lineKeys) furniture(rank, day []int32) lineSet {
	f := &lineFinder{l: l, longs: map[int32][]uint64{}, same: map[[2]int32]bool{}}
	type shared struct {
		key uint64
		end int // of its articles in docs
	}
	var lines []shared
	var docs []int32
	var frequent []uint64
	// What stands under so many pages of a publisher, over time, says nothing of
	// whether two of them are one article, so it is found first.
	l.runs(func(key uint64, of []int32) {
		if len(of) > maxPerSource {
			low, high := int32(math.MaxInt32), int32(NoDay)
			for _, d := range of {
				low, high = min(low, day[d]), max(high, day[d])
			}
			if !brief(low, high) {
				frequent = append(frequent, key)
			}
		}
		if len(of) >= need(key) {
			slices.SortFunc(of, func(a, b int32) int { return cmp.Compare(rank[a], rank[b]) })
			docs = append(docs, of[:min(len(of), lookAt)]...)
			lines = append(lines, shared{key, len(docs)})
		}
	})
	f.frequent = newLineSet(frequent)
	var out []uint64
	from := 0
	for _, x := range lines {
		if f.different(docs[from:x.end], need(x.key)) {
			out = append(out, x.key)
		}
		from = x.end
	}
	return newLineSet(out)
}

// need is how many different articles a line must stand under to be furniture.
func need(key uint64) int {
	if key&1 == 1 {
		return articlesLong
	}
	return articlesShort
}

// runs gives each line that more than one article has to f, with the articles,
// which are f's to change during the call.
func (l *lineKeys) runs(f func(key uint64, docs []int32)) {
	twice, n := again(&l.keys)
	// In parts, to bound memory.
	parts := uint64(1) << bits.Len(uint(n/partition))
	var keys, at, spare []uint64 // at: upper half of a key, and its place in keys
	var owners, docs []int32
	for part := range parts {
		keys, at, owners = keys[:0], at[:0], owners[:0]
		for n, b := range l.keys.blocks {
			row := 0
			for i, k := range b.values {
				if i+touchAhead < len(b.values) {
					touch(twice.word(b.values[i+touchAhead]))
				}
				for i >= int(b.ends[row]) {
					row++
				}
				if k>>1&(parts-1) == part && twice.has(k) {
					at = append(at, k>>32<<32|uint64(len(keys)))
					keys, owners = append(keys, k), append(owners, int32(n*rowsInBlock+row))
				}
			}
		}
		spare = grow(spare, len(at))
		at, spare = radixSort(at, spare, 32)
		for i := 0; i < len(at); {
			j := i
			mixed := false
			for ; j < len(at) && at[j]>>32 == at[i]>>32; j++ {
				mixed = mixed || keys[uint32(at[j])] != keys[uint32(at[i])]
			}
			if mixed { // keys that agree in the upper half only
				slices.SortStableFunc(at[i:j], func(x, y uint64) int { return cmp.Compare(keys[uint32(x)], keys[uint32(y)]) })
			}
			for i < j {
				key := keys[uint32(at[i])]
				docs = docs[:0]
				for ; i < j && keys[uint32(at[i])] == key; i++ {
					if d := owners[uint32(at[i])]; len(docs) == 0 || docs[len(docs)-1] != d {
						docs = append(docs, d)
					}
				}
				if len(docs) > 1 {
					f(key, docs)
				}
			}
		}
	}
}

// lineFinder tells furniture from text that was published twice.
type lineFinder struct {
	l        *lineKeys
	frequent lineSet            // lines of more than maxPerSource pages over time
	longs    map[int32][]uint64 // of the articles that were compared
	same     map[[2]int32]bool  // pairs of articles that were compared
}

// different tells whether there are need mutually different articles among docs.
func (f *lineFinder) different(docs []int32, need int) bool {
	var kept [articlesLong]int32
	n := 0
next:
	for _, d := range docs {
		for _, k := range kept[:n] {
			if !f.differs(d, k) {
				continue next
			}
		}
		kept[n] = d
		if n++; n == need {
			return true
		}
	}
	return false
}

// differs tells whether two articles are different by their long lines, frequent
// ones aside.
func (f *lineFinder) differs(a, b int32) bool {
	pair := [2]int32{min(a, b), max(a, b)}
	d, ok := f.same[pair]
	if !ok {
		d = Different(f.long(a), f.long(b))
		f.same[pair] = d
	}
	return d
}

// Different tells whether two articles share hardly any of their long lines, given
// by their keys, ascending. Without such lines on both sides nothing can be
// said, so the answer is no.
func Different(x, y []uint64) bool {
	return len(x) > 0 && len(y) > 0 && float64(overlap(x, y)) <= differ*float64(min(len(x), len(y)))
}

// long is the long lines of article i that are not frequent, sorted.
func (f *lineFinder) long(i int32) []uint64 {
	if out, ok := f.longs[i]; ok {
		return out
	}
	var out []uint64
	for _, k := range f.l.keys.of(int(i)) {
		if k&1 == 1 && !f.frequent.has(k) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	f.longs[i] = out
	return out
}

// bitset, whose length is a power of two, marks keys by their hash; a few that were not marked seem to be.
type bitset []uint64

func (b bitset) has(k uint64) bool { return b.word(k)&(1<<(k>>1&63)) != 0 }

func (b bitset) word(k uint64) uint64 { return b[k>>7&uint64(len(b)-1)] }

// set marks k. It tells whether k seemed to be marked before.
func (b bitset) set(k uint64) bool {
	w, bit := &b[k>>7&uint64(len(b)-1)], uint64(1)<<(k>>1&63)
	was := *w&bit != 0
	*w |= bit
	return was
}

// newBitset returns a bitset for n keys, of which one in eight that is not marked
// seems to be.
func newBitset(n int) bitset {
	size := 1
	for size*64 < 8*n {
		size *= 2
	}
	return make(bitset, size)
}

// lineSet is a set of keys of lines. Most look-ups find nothing, and cost one look
// at the marks.
type lineSet struct {
	marked bitset
	keys   map[uint64]bool
}

func newLineSet(keys []uint64) lineSet {
	s := lineSet{newBitset(len(keys)), make(map[uint64]bool, len(keys))}
	for _, k := range keys {
		s.marked.set(k)
		s.keys[k] = true
	}
	return s
}

func (s lineSet) has(k uint64) bool { return len(s.keys) > 0 && s.marked.has(k) && s.keys[k] }

// again marks the keys that occur more than once, of which there are up to n. Most
// lines of a pile occur once: knowing that, only the others need sorting.
func again(keys *rows[uint64]) (twice bitset, n int) {
	once := newBitset(keys.size)
	twice = newBitset(keys.size)
	for _, b := range keys.blocks {
		for i, k := range b.values {
			if i+touchAhead < len(b.values) {
				touch(once.word(b.values[i+touchAhead]))
			}
			if once.set(k) {
				twice.set(k)
				n += 2 // the first one, too, at most
			}
		}
	}
	return twice, n
}
