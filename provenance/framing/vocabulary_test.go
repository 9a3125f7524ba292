package framing

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// What a vocabulary remembers of one comparison changes nothing in the next: notes
// and alignments are those of a lexicon that was never used, also when many compare
// at once.
func TestVocabulariesRememberWithoutTrace(t *testing.T) {
	used := mustLexicon(t)
	for seed := range uint64(12) {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			p, q, _ := generator{rand.New(rand.NewPCG(seed, 7))}.pair()
			a, b := Page{ID: "a", Text: p}, Page{ID: "b", Text: q}
			want := SideBySide(a, b, mustLexicon(t), Options{})
			for range 3 {
				if got := SideBySide(a, b, used, Options{}); !reflect.DeepEqual(got, want) {
					t.Fatalf("with a used lexicon %+v, with a new one %+v", got, want)
				}
			}
		})
	}
}

// A vocabulary that is taken again numbers from 1 and has its words; one that was
// fed with too much is let go.
func TestVocabularyIsTakenAgain(t *testing.T) {
	l := mustLexicon(t).language("en")
	v := newVocabulary(l)
	first := v.word("harbour", 0)
	v.release()
	again := newVocabulary(l)
	if again != v {
		t.Skip("the collector took it")
	}
	again.word("ferry", 0)
	if w := again.word("harbour", 0); w != first || w.form.id != 3 || w.root.id != 4 {
		t.Errorf("the second word has number %d and stem %d, want 3 and 4", w.form.id, w.root.id)
	}
	again.word(strings.Repeat("x", maxRemembered), 0)
	again.release()
	if next := newVocabulary(l); next == v {
		t.Error("a vocabulary too large is kept")
	}
}
