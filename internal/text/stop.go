package text

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed data/stopwords.tsv
var stopData string

// stopLanguages are the languages whose function words IsStop knows.
var stopLanguages = []string{"en", "es", "fr", "ru"}

// languages lists the languages of data/stopwords.tsv, in its order, and for each
// word hash the set of them as bits.
type languages struct {
	names []string
	bits  map[uint64]uint32
}

var functionWords = sync.OnceValue(func() languages {
	l := languages{bits: make(map[uint64]uint32)}
	for i, row := range rows(stopData) {
		l.names = append(l.names, row[0])
		for w := range strings.FieldsSeq(row[1]) {
			l.bits[HashOf(Fold(w))] |= 1 << i
		}
	}
	return l
})

// stopTable is a hash set with open addressing, a quarter full: looking a word
// up costs less than hashing it again for a Go map would.
type stopTable [4096]uint64

var stops = sync.OnceValue(func() *stopTable {
	l := functionWords()
	var want uint32
	for i, name := range l.names {
		for _, s := range stopLanguages {
			if s == name {
				want |= 1 << i
			}
		}
	}
	t := new(stopTable)
	for h, langs := range l.bits {
		if langs&want == 0 {
			continue
		}
		i := h % uint64(len(t))
		for t[i] != 0 {
			i = (i + 1) % uint64(len(t))
		}
		t[i] = h
	}
	return t
})

// IsStop reports whether hash, of a [Word], is that of a function word of English,
// Spanish, French or Russian: words that say nothing of what a text is about.
func IsStop(hash uint64) bool {
	t := stops()
	for i := hash % uint64(len(t)); t[i] != 0; i = (i + 1) % uint64(len(t)) {
		if t[i] == hash {
			return true
		}
	}
	return false
}
