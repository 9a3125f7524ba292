package main

import (
	"bytes"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/bench/plain"
)

// corpus generates articles for a test.
func corpus(t testing.TB, articles int, seed uint64) (file string, known truth) {
	t.Helper()
	file, known, err := generate(t.Context(), articles, seed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(file) })
	return file, known
}

// TestAgainstPlain checks newscheck with the textbook method: what copies that
// finds, by comparing whole sets, newscheck must find as well.
func TestAgainstPlain(t *testing.T) {
	for _, seed := range []uint64{1, 2} {
		file, known := corpus(t, 600, seed)
		ours, texts, err := newscheck(t.Context(), file, math.MaxInt, "")
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := plain.Group(texts, plain.Default)
		if err != nil {
			t.Fatal(err)
		}
		pairs, missed := 0, 0
		for _, p := range theirs.Pairs {
			a, b := ours.ids[p.A], ours.ids[p.B]
			if known.story[a] != known.story[b] { // alike and yet no copies: daily templates
				continue
			}
			pairs++
			if ours.group[p.A] != ours.group[p.B] {
				missed++
			}
		}
		if pairs < 100 || missed > pairs/100 {
			t.Errorf("seed %d: newscheck misses %d of the %d pairs of copies that the textbook method finds", seed, missed, pairs)
		}
		r := report{truth: known, outcomes: []*outcome{ours}}
		reference, err := textbook(texts, .5)
		if err != nil {
			t.Fatal(err)
		}
		us, them, lib := r.score(ours.group), r.score(reference.group), r.score(library(texts, .5).group)
		if us.planted < them.planted || us.planted < lib.planted {
			t.Errorf("seed %d: recall is %.3f, of the textbook method %.3f, of minhash-lsh %.3f", seed, us.planted, them.planted, lib.planted)
		}
	}
}

func TestScore(t *testing.T) {
	r := report{
		outcomes: []*outcome{{ids: []string{"a", "b", "c", "d", "e"}}},
		truth: truth{
			story:  map[string]string{"a": "s", "b": "s", "c": "s", "d": "t", "e": "u"},
			copies: [][2]string{{"a", "b"}, {"b", "c"}},
		},
	}
	got := r.score([]int{0, 0, 2, 2, 4})
	want := scores{planted: .5, precision: .5, f1: 2 * .5 / 3 / (.5 + 1./3)}
	if math.Abs(got.planted-want.planted)+math.Abs(got.precision-want.precision)+math.Abs(got.f1-want.f1) > 1e-12 {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestRun checks that the command prints every stage, and that the names of the
// functions by which stages are told still exist.
func TestRun(t *testing.T) {
	file, known := corpus(t, 1000, 3)
	ours, texts, err := newscheck(t.Context(), file, math.MaxInt, "")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	print(&b, report{truth: known, alone: []rate{{"tokenise", 1e9, 3e5}}, outcomes: []*outcome{ours, library(texts, .5)}})
	for _, want := range append(slices.Clone(stageNames), "article to groups", "minhash-lsh", "precision", "1000 articles") {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in the table:\n%s", want, b.String())
		}
	}
	var named, other float64
	for _, s := range ours.stages {
		if s.name == "other" {
			other = s.time.Seconds()
		} else {
			named += s.time.Seconds()
		}
	}
	if named < other {
		t.Errorf("%.2f s in stages, %.2f s in none: have functions been renamed?\n%s", named, other, b.String())
	}
}

func benchmark(b *testing.B, group func(b *testing.B, file string, texts []string)) {
	file, _ := corpus(b, 2000, 5)
	_, texts, err := grouped(b.Context(), file, math.MaxInt)
	if err != nil {
		b.Fatal(err)
	}
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		group(b, file, texts)
	}
}

func BenchmarkNewscheck(b *testing.B) {
	benchmark(b, func(b *testing.B, file string, _ []string) {
		if _, _, err := grouped(b.Context(), file, math.MaxInt); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkPlain(b *testing.B) {
	benchmark(b, func(b *testing.B, _ string, texts []string) {
		if _, err := textbook(texts, .5); err != nil {
			b.Fatal(err)
		}
	})
}

func BenchmarkLibrary(b *testing.B) {
	benchmark(b, func(_ *testing.B, _ string, texts []string) { library(texts, .5) })
}
