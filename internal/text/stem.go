package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
	"github.com/kljensen/snowball/french"
	"github.com/kljensen/snowball/hungarian"
	"github.com/kljensen/snowball/norwegian"
	"github.com/kljensen/snowball/russian"
	"github.com/kljensen/snowball/spanish"
	"github.com/kljensen/snowball/swedish"
	"golang.org/x/text/unicode/norm"
)

// Bounds of a Stemmer's memory: distinct words remembered, and the longest word
// that is stemmed at all. No word of a dictionary is longer; strings of junk are.
const (
	stemMemo    = 1 << 16
	longestStem = 64
)

// Stemmer reduces words to their stems by the Snowball algorithms
// (https://snowballstem.org, Porter 2001), which take about a microsecond a word;
// it therefore remembers what it has seen, up to 65,536 words in each of two
// generations. A Stemmer is not safe for concurrent use: make one for each goroutine.
type Stemmer struct {
	stem     func(word string, stemStopWords bool) string
	young    map[string]string
	old      map[string]string
	capacity int
}

// NewStemmer returns a stemmer for the language with ISO 639-1 code lang: en, es,
// fr, ru, sv, no (or nb, nn) or hu. For any other, a word's stem is its folded form.
func NewStemmer(lang string) *Stemmer {
	s := &Stemmer{capacity: stemMemo, young: make(map[string]string)}
	switch lang {
	case "en":
		s.stem = english.Stem
	case "es":
		s.stem = spanish.Stem
	case "fr":
		s.stem = french.Stem
	case "ru":
		s.stem = russian.Stem
	case "sv":
		s.stem = swedish.Stem
	case "no", "nb", "nn":
		s.stem = norwegian.Stem
	case "hu":
		s.stem = hungarian.Stem
	}
	return s
}

// Stem returns the stem of word, folded. Give it the word as it stands in the
// text: the algorithms of most languages need its accents.
func (s *Stemmer) Stem(word string) string {
	if stem, ok := s.young[word]; ok {
		return stem
	}
	stem, ok := s.old[word]
	if !ok {
		stem = s.compute(word)
	}
	if len(word) <= longestStem {
		if len(s.young) >= s.capacity { // forget what was not asked for since the last time
			s.old, s.young = s.young, make(map[string]string, s.capacity)
		}
		s.young[strings.Clone(word)] = stem // the text that word is part of can be freed
	}
	return stem
}

func (s *Stemmer) compute(word string) string {
	if s.stem == nil || len(word) > longestStem || !isSpelling(word) {
		return Fold(word)
	}
	w := strings.ToLower(norm.NFC.String(word))
	if strings.ContainsAny(w, "’ё") {
		w = strings.NewReplacer("’", "'", "ё", "е").Replace(w)
	}
	return Fold(s.stem(w, true))
}

// isSpelling reports whether word is of letters only, with apostrophes, so that
// the suffixes which the algorithms look for can be there.
func isSpelling(word string) bool {
	for _, r := range word {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && r != '’' || r == utf8.RuneError {
			return false
		}
	}
	return word != ""
}
