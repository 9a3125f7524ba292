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
	words []functionWord // a hash table with open addressing, a quarter full at most
}

// functionWord is a word with its languages; none where the place is free.
type functionWord struct {
	hash  uint64
	langs uint32
}

// of returns the languages of which the word with a hash is a function word.
func (l *languages) of(hash uint64) uint32 { return l.words[l.place(hash)].langs }

// place is where a word stands, or would stand.
func (l *languages) place(hash uint64) uint64 {
	mask := uint64(len(l.words) - 1)
	i := hash & mask
	for l.words[i].langs != 0 && l.words[i].hash != hash {
		i = (i + 1) & mask
	}
	return i
}

var functionWords = sync.OnceValue(func() *languages {
	l := &languages{}
	table := rows(stopData)
	words := 0
	for _, row := range table {
		words += len(strings.Fields(row[1]))
	}
	size := 1
	for size < 4*words {
		size *= 2
	}
	l.words = make([]functionWord, size)
	for i, row := range table {
		l.names = append(l.names, row[0])
		for w := range strings.FieldsSeq(row[1]) {
			h := HashOf(Fold(w))
			x := &l.words[l.place(h)]
			x.hash = h
			x.langs |= 1 << i
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
	for _, w := range l.words {
		if w.langs&want == 0 {
			continue
		}
		i := w.hash % uint64(len(t))
		for t[i] != 0 {
			i = (i + 1) % uint64(len(t))
		}
		t[i] = w.hash
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
