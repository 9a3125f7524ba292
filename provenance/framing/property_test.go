package framing

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// texts draws two texts made of the same few sentences, lines and odd bytes.
func texts(rt *rapid.T) (string, string) {
	piece := rapid.SampledFrom([]string{
		"The rebels left the town.", "The militants left the town.", "“We will not go,” he said.", `"We will go," he said.`,
		"Officials said 12 people were hurt.", "Officials said 21 people were hurt.", "The mayor denied the claim that the mill was sold.",
		"Share this", "By Ilse Varga", "March 4, 2019", "A headline about the old mill", " ", "\n", "\n\n", "…", "”", "‘", "«", "U.S.", "the", "not",
		"\u202e", "\xff", "é", "日本語の文。", "<b>", "1,000", "The", "mill", "old mill in the valley of Idrin,",
	})
	join := func(p []string) string { return strings.Join(p, " ") }
	return join(rapid.SliceOfN(piece, 0, 40).Draw(rt, "a")), join(rapid.SliceOfN(piece, 0, 40).Draw(rt, "b"))
}

func checkNotes(t interface{ Fatalf(string, ...any) }, a, b Page, notes []Note) {
	heads := 0
	for i, n := range notes {
		if n.A == nil && n.B == nil {
			t.Fatalf("note %d has no side", i)
		}
		if n.Kind == KindHeadline {
			heads++
		}
		for k, s := range []*Side{n.A, n.B} {
			if s == nil {
				continue
			}
			txt := []string{a.Text, b.Text}[k]
			if s.Span.Start < 0 || s.Span.End > len(txt) || s.Span.Start > s.Span.End {
				t.Fatalf("%s: span %v of %d bytes", n.Kind, s.Span, len(txt))
			}
			if s.Span.Len() > 0 && s.Span.Of(txt) != s.Text {
				t.Fatalf("%s: span says %q, text %q", n.Kind, s.Span.Of(txt), s.Text)
			}
			if s.Focus.Start < s.Span.Start || s.Focus.End > s.Span.End || s.Focus.Start > s.Focus.End {
				t.Fatalf("%s: focus %v outside %v", n.Kind, s.Focus, s.Span)
			}
		}
		if n.Weight < 0 || n.Weight > 3 || (n.Weight == 0) != (n.Kind == KindNeutral || n.Kind == KindHeadline && n.Label == "same" || n.Kind == KindHeadline && (n.A == nil || n.B == nil)) {
			t.Fatalf("%s/%s weighs %d", n.Kind, n.Label, n.Weight)
		}
		if i > 0 && n.Weight > notes[i-1].Weight {
			t.Fatalf("note %d is graver than the one before", i)
		}
		if (n.Kind == KindOmitted && n.A == nil) || (n.Kind == KindAdded && n.B == nil) {
			t.Fatalf("%s without its side", n.Kind)
		}
	}
	if heads > 1 {
		t.Fatalf("%d headline notes", heads)
	}
}

func TestNoteProperties(t *testing.T) {
	lex := mustLexicon(t)
	rapid.Check(t, func(rt *rapid.T) {
		x, y := texts(rt)
		a, b := Page{ID: "a", Text: x}, Page{ID: "b", Text: y}
		opts := Options{Language: "en"}
		notes := Compare(a, b, lex, opts)
		checkNotes(rt, a, b, notes)
		if again := Compare(a, b, lex, opts); !reflect.DeepEqual(notes, again) {
			rt.Fatalf("two runs differ")
		}
		if v := Visible(Compare(a, a, lex, opts)); len(v) > 0 {
			rt.Fatalf("a page differs from itself: %s", list(v))
		}
	})
}

// One lexicon serves many goroutines, and all of them get the same notes.
func TestConcurrent(t *testing.T) {
	lex := mustLexicon(t)
	g := generator{rand.New(rand.NewPCG(5, 5))}
	x, y, _ := g.pair()
	want := Compare(Page{Text: x}, Page{Text: y}, lex, Options{})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := Compare(Page{Text: x}, Page{Text: y}, lex, Options{}); !reflect.DeepEqual(got, want) {
				t.Error("notes differ between goroutines")
			}
		})
	}
	wg.Wait()
}

// Every sentence of both texts stands in exactly one op, in order within it.
func TestAlignProperties(t *testing.T) {
	lex := mustLexicon(t)
	rapid.Check(t, func(rt *rapid.T) {
		x, y := texts(rt)
		opts := Options{Language: "en"}
		c := newComparison(Page{Text: x}, Page{Text: y}, lex, opts)
		seenA, seenB := map[int]int{}, map[int]int{}
		last := -1
		for _, op := range Align(x, y, lex, opts) {
			for i, s := range op.A {
				seenA[s.Start]++
				if i == 0 && s.Start <= last {
					rt.Fatalf("ops are not in the order of A")
				}
				if i == 0 {
					last = s.Start
				}
			}
			for _, s := range op.B {
				seenB[s.Start]++
			}
			if (len(op.A) == 0) != (op.Kind == OpAdded) || (len(op.B) == 0) != (op.Kind == OpOmitted) {
				rt.Fatalf("%s with %d and %d sentences", op.Kind, len(op.A), len(op.B))
			}
			if op.Similarity < 0 || op.Similarity > 1 {
				rt.Fatalf("similarity %v", op.Similarity)
			}
		}
		for d, seen := range map[*doc]map[int]int{c.a: seenA, c.b: seenB} {
			if len(seen) != len(d.units) {
				rt.Fatalf("%d sentences in ops, %d in the text", len(seen), len(d.units))
			}
			for s, n := range seen {
				if n != 1 {
					rt.Fatalf("sentence at %d stands in %d ops", s, n)
				}
			}
		}
	})
}

// Changing sides changes omitted to added and nothing else.
func TestSwapSymmetry(t *testing.T) {
	lex := mustLexicon(t)
	swap := map[string]string{KindOmitted: KindAdded, KindAdded: KindOmitted}
	for seed := range uint64(60) {
		g := generator{rand.New(rand.NewPCG(seed, 11))}
		x, y, _ := g.pair()
		count := func(notes []Note, turned bool) map[string]int {
			m := map[string]int{}
			for _, n := range Visible(notes) {
				k := n.Kind
				if s := swap[k]; turned && s != "" {
					k = s
				}
				m[k]++
			}
			return m
		}
		ab := count(Compare(Page{Text: x}, Page{Text: y}, lex, Options{}), false)
		ba := count(Compare(Page{Text: y}, Page{Text: x}, lex, Options{}), true)
		if !reflect.DeepEqual(ab, ba) {
			t.Errorf("seed %d: %v there, %v back", seed, ab, ba)
		}
	}
}

// Hostile pages: the time for twice the text must not be four times as long.
func TestHostileIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	lex := mustLexicon(t)
	opts := Options{Language: "en"}
	for name, make := range map[string]func(n int) (string, string){
		"one word": func(n int) (string, string) { return strings.Repeat("x", 20*n), strings.Repeat("y", 20*n) },
		"one sentence": func(n int) (string, string) {
			return strings.Repeat("word not ", 2*n), strings.Repeat("word never ", 2*n)
		},
		"same sentence": func(n int) (string, string) {
			return strings.Repeat("The mill is old. ", n), strings.Repeat("The mill is very old. ", n)
		},
		"short lines": func(n int) (string, string) {
			return strings.Repeat("old mill town road\n", n), strings.Repeat("old mill town way\n", n)
		},
		"open quotes": func(n int) (string, string) { return strings.Repeat("“a ", 4*n), strings.Repeat("\" b ", 4*n) },
		"different":   func(n int) (string, string) { return numbered("gate", n), numbered("door", n) },
		"nearly the same": func(n int) (string, string) {
			return numbered("gate", n), strings.ReplaceAll(numbered("gate", n), "old", "new")
		},
		"one against many": func(n int) (string, string) {
			return strings.ReplaceAll(numbered("gate", n), ".", ","), numbered("gate", n)
		},
	} {
		run := func(n int) time.Duration { // best of three: others use the machine too
			x, y := make(n)
			a, b := Page{Text: x}, Page{Text: y}
			best := time.Hour
			for range 3 {
				start := time.Now()
				notes := Compare(a, b, lex, opts)
				best = min(best, time.Since(start))
				checkNotes(t, a, b, notes)
			}
			return best
		}
		small, big := run(1500), run(6000)
		t.Logf("%-17s %8v %8v", name, small.Round(time.Millisecond), big.Round(time.Millisecond))
		if big > 10*small+200*time.Millisecond {
			t.Errorf("%s: 4 times the text takes %.1f times as long", name, float64(big)/float64(small))
		}
	}
}

func numbered(w string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "The old %s%d near bridge%d was said to be %s of town%d. ", w, i, i%977, w, i%311)
	}
	return b.String()
}

func FuzzCompare(f *testing.F) {
	for _, c := range editCases {
		f.Add(story(c.a), story(c.b))
	}
	f.Add("“", "\xff\x00")
	f.Add("A\n\n”\nB. ‘‘x’’", "a b c d e f. \u2028 g")
	lex := mustLexicon(f)
	f.Fuzz(func(t *testing.T, x, y string) {
		a, b := Page{ID: "a", Text: x}, Page{ID: "b", Text: y, Headline: "Old mill"}
		checkNotes(t, a, b, Compare(a, b, lex, Options{}))
		SideBySide(a, b, lex, Options{Language: "en"})
		Matrix([]Page{a, b}, lex, Options{}, true)
	})
}

func FuzzLexicon(f *testing.F) {
	f.Add("en\tlabel\tdam\tdam | =barrage | US\tours\n")
	f.Add("xx\tnumber\t3\t=three\t\n# c\n")
	f.Fuzz(func(t *testing.T, s string) {
		lex, err := LoadLexicon(strings.NewReader(s))
		if (lex == nil) == (err == nil) {
			t.Fatalf("lexicon %v, error %v", lex, err)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	lex := mustLexicon(b)
	var x, y []string
	words := 0
	for seed := uint64(0); words < 1000; seed++ {
		g := generator{rand.New(rand.NewPCG(seed, 3))}
		p, q, _ := g.pair()
		x, y = append(x, p), append(y, q)
		words += len(strings.Fields(p))
	}
	a, c := Page{Text: strings.Join(x, "\n\n")}, Page{Text: strings.Join(y, "\n\n")}
	b.ReportAllocs()
	for b.Loop() {
		Compare(a, c, lex, Options{})
	}
	b.ReportMetric(float64(words), "words/text")
}
