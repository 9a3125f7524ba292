package framing

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// wordInfo is all that the lexicon says of a word as it is written.
type wordInfo struct {
	fold, stem string
	form, root *number // of fold and of stem
	entries    []*entry
	number     float64
	isNumber   bool
	spelled    float64 // the whole number that the word means, or 0
	magnitude  float64 // of "million", or 0
	joins      bool    // stands within a spelled number: "and"
	article    bool    // stands for one before a unit: "an"
	between    bool    // may stand between a number and its unit: "plus"
	beyond     bool    // and says that it was more
	stop       bool    // by the general list, for languages without one of their own
}

// number is the number of a word or a stem in the comparison of one round.
type number struct {
	id    int32
	round uint64
}

// vocabulary numbers the words and stems of the two pages that are compared, from 1
// in the order in which they come. What it has found out of a word it remembers for
// the next comparison, which is the greater part of the work.
type vocabulary struct {
	lang    *language
	stemmer *text.Stemmer
	words   map[string]*wordInfo
	numbers map[string]*number
	round   uint64
	last    int32 // number of this round
	bytes   int   // of all words
}

// newVocabulary returns a vocabulary that has numbered nothing. Release it when its
// numbers are needed no more.
func newVocabulary(l *language) *vocabulary {
	v, ok := l.idle.Get().(*vocabulary)
	if !ok {
		v = &vocabulary{lang: l, stemmer: text.NewStemmer(l.code), words: map[string]*wordInfo{}, numbers: map[string]*number{}}
	}
	v.round++
	v.last = 0
	return v
}

// maxRemembered bounds the words of a vocabulary that is kept, in bytes: some tens of
// thousands of words.
const maxRemembered = 1 << 19

func (v *vocabulary) release() {
	if v.bytes <= maxRemembered {
		v.lang.idle.Put(v)
	}
}

// id is the number of a string in this round.
func (v *vocabulary) id(s string) int32 { return v.give(v.place(s)) }

func (v *vocabulary) place(s string) *number {
	n := v.numbers[s]
	if n == nil {
		n = new(number)
		v.numbers[s] = n
		v.bytes += len(s)
	}
	return n
}

func (v *vocabulary) give(n *number) int32 {
	if n.round != v.round {
		v.last++
		n.id, n.round = v.last, v.round
	}
	return n.id
}

// word looks a word up and numbers it and its stem.
func (v *vocabulary) word(raw string, hash uint64) *wordInfo {
	w := v.words[raw]
	if w == nil {
		w = v.learn(strings.Clone(raw), hash) // the page can be freed
	}
	v.give(w.form)
	v.give(w.root)
	return w
}

func (v *vocabulary) learn(raw string, hash uint64) *wordInfo {
	w := &wordInfo{fold: text.Fold(raw)}
	w.stem = v.lang.stem(v.stemmer, raw)
	w.stop = !v.lang.stops && text.IsStop(hash)
	w.form, w.root = v.place(w.fold), v.place("~"+w.stem)
	w.entries = v.lang.entries[w.stem]
	w.spelled, w.magnitude, w.joins = w.means(), v.lang.magnitudes[w.fold], v.lang.plain["join "+w.fold]
	w.article, w.between, w.beyond = v.lang.plain["article "+w.fold], v.lang.plain["between "+w.fold], v.lang.plain["beyond "+w.fold]
	digits, factor := v.cardinal(w.fold)
	if n, err := strconv.ParseFloat(digits, 64); err == nil && !math.IsInf(n, 0) && !math.IsNaN(n) {
		if r, _ := utf8.DecodeRuneInString(w.fold); unicode.IsDigit(r) {
			w.number, w.isNumber = n*factor, true
		}
	}
	v.words[raw] = w
	v.bytes += len(raw)
	return w
}
