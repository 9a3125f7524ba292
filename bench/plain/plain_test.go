package plain

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestJaccard(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"a b c d", "a b c d", 1},
		{"a b c d", "A, b. C – d!", 1},
		{"a b c d", "a b c e", .5},
		{"a b c d", "x y z", 0},
		{"", "", 0},
		{"a", "a", 1},
	} {
		if got := Jaccard(Shingles(Words(c.a), 2), Shingles(Words(c.b), 2)); got != c.want {
			t.Errorf("Jaccard(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// TestGroup compares with all pairs: every pair well above the threshold must be
// found, none below it.
func TestGroup(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var texts []string
	for range 60 {
		words := make([]string, 150)
		for i := range words {
			words[i] = fmt.Sprint("w", r.IntN(5000))
		}
		texts = append(texts, strings.Join(words, " "))
		for changes := range 3 {
			for range 4 * changes {
				words[r.IntN(len(words))] = "changed"
			}
			texts = append(texts, strings.Join(words, " "))
		}
	}
	got, err := Group(texts, Default)
	if err != nil {
		t.Fatal(err)
	}
	found := map[[2]int]float64{}
	for _, p := range got.Pairs {
		found[[2]int{p.A, p.B}] = p.Jaccard
	}
	sets := make([]map[uint64]struct{}, len(texts))
	for i, t := range texts {
		sets[i] = Shingles(Words(t), 5)
	}
	for a := range texts {
		for b := a + 1; b < len(texts); b++ {
			j := Jaccard(sets[a], sets[b])
			switch f, ok := found[[2]int{a, b}]; {
			case ok && (f != j || j < Default.Threshold):
				t.Errorf("pair %d, %d found at %v, is at %v", a, b, f, j)
			case !ok && j >= .75:
				t.Errorf("pair %d, %d at %v not found", a, b, j)
			}
		}
	}
}

func TestComponents(t *testing.T) {
	got := Components(6, []Pair{{A: 4, B: 5}, {A: 1, B: 3}, {A: 3, B: 4}})
	if want := []int{0, 1, 2, 1, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []Options{{}, {5, 40, 5, .5}, {5, 25, 5, 0}, {5, 25, 5, 1.5}} {
		if _, err := Group(nil, o); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}
