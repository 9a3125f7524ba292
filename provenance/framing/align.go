package framing

import (
	"math"
	"slices"
	"sort"

	"github.com/agnivade/levenshtein"

	"github.com/newscheck/newscheck/internal/text"
)

// The kinds of an Op.
const (
	OpKept    = "kept"
	OpEdited  = "edited"
	OpAdded   = "added"
	OpOmitted = "omitted"
	OpMoved   = "moved" // kept or edited, and standing elsewhere
	OpSplit   = "split" // one sentence of A is several of B
	OpMerged  = "merged"
)

// Op is one step of an alignment: sentences of A against sentences of B.
type Op struct {
	Kind       string      `json:"kind"`
	A          []text.Span `json:"a"` // in order of the text; empty when added
	B          []text.Span `json:"b"` // empty when omitted
	Similarity float64     `json:"similarity"`
}

// Align aligns the sentences of two copies: exact first, then by stems and by
// edit distance over words. Candidates come from an inverted index of stems,
// in which common words are left out, so the work grows with the length of the
// texts and not with its square. Ops come in order of A; an added sentence
// stands after the one that precedes it in B.
func Align(a, b string, lex *Lexicon, opts Options) []Op {
	c := newComparison(Page{Text: a}, Page{Text: b}, lex, opts)
	defer c.words.release()
	return c.ops()
}

// group is aligned units: one to one, one to many or many to one.
type group struct {
	a, b  []int
	score float64
	exact bool
	moved bool
}

type aligner struct {
	a, b   *doc
	toA    []int // unit of b -> unit of a, or -1
	toB    []int
	weight map[int32]float64 // of stems
	postA  map[int32][]int32 // stem -> units
	postB  map[int32][]int32
	sumA   []float64 // weight of each unit's stems
	sumB   []float64
}

const (
	maxPosting     = 48  // stems in more units than this say little and cost much
	maxCandidates  = 6   // looked at closely per sentence
	minEdited      = .50 // two sentences as similar as this are one, edited
	minSameStart   = .35 // the same, when they alone begin with the same words
	minBetween     = .30 // the same, when their neighbours are aligned to each other
	neighbourBonus = .08 // of two candidates alike, the one whose neighbours are aligned
	maxTail        = 16  // lines at the end of a page that may be the one that was cut
	maxPasses      = 3   // of looking for similar sentences
	maxParts       = 6   // sentences that one sentence may be split into
	minAlone       = .25 // the same, when each is the only one left between two aligned pairs
	minInGap       = .30 // and of a few between two aligned pairs
	minLikeInGap   = .42 // the same by the words in their order: most may be plain words
	maxGap         = 6   // sentences on either side of such a gap
	minPart        = .60 // share of a sentence that must stand in the other for split and merged
)

func align(a, b *doc) (*aligner, []group) {
	al := &aligner{a: a, b: b, toA: fill(len(b.units)), toB: fill(len(a.units))}
	al.exact()
	al.cut(b, a, al.toA, al.toB, func(j, i int) { al.toA[j], al.toB[i] = i, j })
	al.cut(a, b, al.toB, al.toA, func(i, j int) { al.toB[i], al.toA[j] = j, i })
	al.index()
	for range maxPasses { // what is aligned in one pass is the neighbour of the next
		if !al.similar() {
			break
		}
	}
	groups := al.between()
	groups = al.splits(groups)
	markMoved(groups)
	return al, groups
}

func fill(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = -1
	}
	return s
}

// exact pairs sentences whose canonical words are the same. Where one stands
// several times, the pairing keeps to the neighbours already paired.
func (al *aligner) exact() {
	where := map[uint64][]int{}
	for i, u := range al.b.units {
		if u.to > u.from {
			where[u.hash] = append(where[u.hash], i)
		}
	}
	pair := func(i, j int) { al.toB[i], al.toA[j] = j, i }
	for pass := 0; pass < 2; pass++ {
		for i, u := range al.a.units {
			js := where[u.hash]
			if al.toB[i] >= 0 || len(js) == 0 || u.to == u.from {
				continue
			}
			if pass == 0 {
				// Prose before furniture of the same words: a caption may repeat the body.
				if len(js) == 1 && al.toA[js[0]] < 0 && (u.furn == "") == (al.b.units[js[0]].furn == "") {
					pair(i, js[0])
				}
				continue
			}
			best := -1
			for _, j := range js[:min(len(js), maxPosting)] {
				if al.toA[j] >= 0 {
					continue
				}
				if best < 0 {
					best = j
				}
				if i > 0 && j > 0 && al.toB[i-1] == j-1 {
					best = j
					break
				}
			}
			if best >= 0 {
				pair(i, best)
			}
			if n := len(js); n > maxPosting && best < 0 {
				where[u.hash] = js[maxPosting:]
			}
		}
	}
}

// cut pairs the last line of a page that stops in mid-sentence with the
// sentence of the other page that it begins.
func (al *aligner) cut(d, other *doc, toOther, toOwn []int, pair func(own, other int)) {
	tries := 0
	for i := len(d.units) - 1; i >= 0 && tries < maxTail && (d.units[i].furn != "" || !d.units[i].stopped); i-- {
		u := &d.units[i]
		n := u.to - u.from
		if toOther[i] >= 0 || u.stopped || u.furn != furnLine && u.furn != "" || n < startWords {
			continue
		}
		tries++
		h := d.startHash(i)
		for j := range other.units {
			o := &other.units[j]
			if toOwn[j] < 0 && o.furn == "" && o.to-o.from > n && other.startHash(j) == h &&
				sameWords(d.toks[u.from:u.to-1], other.toks[o.from:o.from+n-1]) {
				u.furn = ""
				pair(i, j)
				return
			}
		}
	}
}

func (al *aligner) index() {
	al.postA, al.postB, al.weight = map[int32][]int32{}, map[int32][]int32{}, map[int32]float64{}
	for _, x := range []struct {
		d    *doc
		post map[int32][]int32
	}{{al.a, al.postA}, {al.b, al.postB}} {
		for i, u := range x.d.units {
			for _, s := range u.stems {
				x.post[s] = append(x.post[s], int32(i))
			}
		}
	}
	n := float64(len(al.a.units) + len(al.b.units) + 2)
	for _, post := range []map[int32][]int32{al.postA, al.postB} {
		for s := range post {
			al.weight[s] = math.Log(n / (float64(len(al.postA[s])+len(al.postB[s])) + 0.5))
			if al.weight[s] < 0.2 {
				al.weight[s] = 0.2
			}
		}
	}
	for i := range al.a.units {
		al.sumA = append(al.sumA, al.sum(al.a.units[i].stems))
	}
	for j := range al.b.units {
		al.sumB = append(al.sumB, al.sum(al.b.units[j].stems))
	}
}

// in tells whether unit u has stem s.
func in(post map[int32][]int32, s int32, u int) bool {
	_, ok := slices.BinarySearch(post[s], int32(u))
	return ok
}

func (al *aligner) sum(stems []int32) float64 {
	w := 0.0
	for _, s := range stems {
		w += al.weight[s]
	}
	return w
}

// shared is the weight of the stems that units i of A and j of B both have.
// Only the shorter list is walked: a page may be one endless sentence.
func (al *aligner) shared(i, j int) float64 {
	stems, post, u := al.a.units[i].stems, al.postB, j
	if other := al.b.units[j].stems; len(other) < len(stems) {
		stems, post, u = other, al.postA, i
	}
	w := 0.0
	for _, s := range stems {
		if in(post, s, u) {
			w += al.weight[s]
		}
	}
	return w
}

type candidate struct {
	i, j  int
	score float64
}

// candidates returns the units of the other page that share most with stems.
func (al *aligner) candidates(stems []int32, post map[int32][]int32, ok func(int) bool) []candidate {
	acc := map[int32]float64{}
	for _, s := range stems {
		p := post[s]
		if len(p) > maxPosting {
			continue
		}
		for _, j := range p {
			if ok == nil || ok(int(j)) {
				acc[j] += al.weight[s]
			}
		}
	}
	out := make([]candidate, 0, len(acc))
	for j, w := range acc {
		out = append(out, candidate{j: int(j), score: w})
	}
	sort.Slice(out, func(x, y int) bool {
		if out[x].score != out[y].score {
			return out[x].score > out[y].score
		}
		return out[x].j < out[y].j
	})
	return out[:min(len(out), maxCandidates)]
}

// similarity of two units: half stems (weighted Dice), half words in order.
func (al *aligner) similarity(i, j int) float64 {
	x, y := &al.a.units[i], &al.b.units[j]
	if al.sumA[i]+al.sumB[j] == 0 {
		return 0
	}
	dice := 2 * al.shared(i, j) / (al.sumA[i] + al.sumB[j])
	return (dice + wordSimilarity(al.a.toks[x.from:x.to], al.b.toks[y.from:y.to])) / 2
}

const maxEditWords = 256 // edit distance is quadratic: longer sentences are judged by their first words

// wordSimilarity is 1 minus the edit distance over words, by their longer length.
func wordSimilarity(x, y []token) float64 {
	x, y = x[:min(len(x), maxEditWords)], y[:min(len(y), maxEditWords)]
	n := max(len(x), len(y))
	if n == 0 {
		return 0
	}
	return 1 - float64(levenshtein.ComputeDistance(runes(x), runes(y)))/float64(n)
}

// runes maps words to runes, so that an edit distance over strings is one over words.
func runes(toks []token) string {
	out := make([]rune, len(toks))
	for i := range toks {
		out[i] = 0x10000 + toks[i].id%0xF0000
	}
	return string(out)
}

// similar pairs the sentences left by their likeness, best first, and tells
// whether it found any.
func (al *aligner) similar() bool {
	found := false
	var all []candidate
	starts := al.starts()
	for i, u := range al.a.units {
		if al.toB[i] >= 0 || len(u.stems) == 0 {
			continue
		}
		cs := al.candidates(u.stems, al.postB, func(j int) bool { return al.toA[j] < 0 })
		if j, ok := starts[i]; ok && !slices.ContainsFunc(cs, func(c candidate) bool { return c.j == j }) {
			cs = append(cs, candidate{j: j})
		}
		for _, c := range cs {
			c.i = i
			c.score = al.similarity(i, c.j)
			if j, ok := starts[i]; ok && j == c.j { // a sentence that was drawn out, cut short or reworded
				c.score = max(c.score, al.containment(i, c.j), minSameStart)
			}
			if al.neighbours(i, c.j) {
				c.score += neighbourBonus
			}
			if c.score >= minBetween {
				all = append(all, c)
			}
		}
	}
	sort.Slice(all, func(x, y int) bool {
		p, q := all[x], all[y]
		if p.score != q.score {
			return p.score > q.score
		}
		if p.i != q.i {
			return p.i < q.i
		}
		return p.j < q.j
	})
	for _, c := range all {
		if al.toB[c.i] >= 0 || al.toA[c.j] >= 0 {
			continue
		}
		need := minEdited
		if al.neighbours(c.i, c.j) {
			need = minBetween + neighbourBonus
		} else if j, ok := starts[c.i]; ok && j == c.j {
			need = minSameStart
		}
		if c.score >= need && al.compatible(c.i, c.j) {
			al.toB[c.i], al.toA[c.j] = c.j, c.i
			found = true
		}
	}
	return found
}

// compatible: furniture is only aligned to furniture, and a headline to a headline.
func (al *aligner) compatible(i, j int) bool {
	x, y := al.a.units[i].furn, al.b.units[j].furn
	return (x == "") == (y == "") && (x == furnHead) == (y == furnHead)
}

// neighbours: the sentence before or after is already aligned to that of the
// other side, or both open the body.
func (al *aligner) neighbours(i, j int) bool {
	if i > 0 && j > 0 && al.toB[i-1] == j-1 || i+1 < len(al.toB) && j+1 < len(al.toA) && al.toB[i+1] == j+1 {
		return true
	}
	return i == al.a.first && j == al.b.first
}

// containment is the share of the lighter sentence's weight that the other has.
func (al *aligner) containment(i, j int) float64 {
	if al.sumA[i] == 0 || al.sumB[j] == 0 {
		return 0
	}
	return al.shared(i, j) / min(al.sumA[i], al.sumB[j])
}

// startWords is how many first words two sentences must share to be looked at
// together even when the rest differs.
const startWords = 4

// startHash is a hash of the first words of unit u, 0 for a short one.
func (d *doc) startHash(u int) uint64 {
	un := &d.units[u]
	if un.to-un.from < startWords {
		return 0
	}
	h := uint64(14695981039346656037)
	for k := un.from; k < un.from+startWords; k++ {
		h = (h ^ uint64(d.toks[k].id)) * 1099511628211
	}
	return h
}

// starts pairs the units of A and B that alone on their page begin with the
// same words, two of content among them.
func (al *aligner) starts() map[int]int {
	unique := func(d *doc) map[uint64]int {
		m := map[uint64]int{}
		for u := range d.units {
			if h := d.startHash(u); h != 0 && d.units[u].furn == "" {
				if _, ok := m[h]; ok {
					m[h] = -1
				} else {
					m[h] = u
				}
			}
		}
		return m
	}
	ma, mb := unique(al.a), unique(al.b)
	out := map[int]int{}
	for h, i := range ma {
		j, ok := mb[h]
		if !ok || i < 0 || j < 0 || al.toB[i] >= 0 || al.toA[j] >= 0 {
			continue
		}
		content := 0
		for k := al.a.units[i].from; k < al.a.units[i].from+startWords; k++ {
			if al.a.toks[k].content() {
				content++
			}
		}
		if content >= 2 {
			out[i] = j
		}
	}
	return out
}

// coverage is the largest share of a unit's weight that stands within two
// neighbouring units of the other page.
func (al *aligner) coverage(stems []int32, post map[int32][]int32) float64 {
	total := al.sum(stems)
	if total == 0 {
		return 1
	}
	best := 0.0
	for _, c := range al.candidates(stems, post, nil) {
		for _, from := range []int{c.j - 1, c.j} {
			if from < 0 {
				continue
			}
			w := 0.0
			for _, s := range stems {
				if in(post, s, from) || in(post, s, from+1) {
					w += al.weight[s]
				}
			}
			best = max(best, w/total)
		}
	}
	return best
}
