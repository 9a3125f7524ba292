package dedupe_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/synth"
)

// BenchmarkSketch sketches an ASCII article of 3 KB.
func BenchmarkSketch(b *testing.B) {
	text := random(rand.New(rand.NewPCG(1, 1)), 430)
	for _, c := range []struct {
		name string
		opts dedupe.Options
	}{{"words", dedupe.Options{}}, {"characters", dedupe.Options{Noisy: true}}} {
		b.Run(c.name, func(b *testing.B) {
			p := newSet(b, c.opts).Params()
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				dedupe.MakeSketch(text, p)
			}
		})
	}
}

// BenchmarkAdd adds articles of about 3 KB to a set: sketch, lines and prints.
func BenchmarkAdd(b *testing.B) {
	g := generate(b, synth.Options{Articles: 1000, Seed: 10})
	size := 0
	for _, d := range g.docs {
		size += len(d.Text)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		s, err := dedupe.New(dedupe.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, d := range g.docs {
			if err := s.Add(d); err != nil {
				b.Fatal(err)
			}
		}
		s.Close()
	}
}

// BenchmarkVerify compares each two of a hundred articles; it reports the time
// of one comparison.
func BenchmarkVerify(b *testing.B) {
	g := generate(b, synth.Options{Articles: 100, Seed: 11, Copies: .9})
	for i := range g.docs {
		g.docs[i].Source = ""
	}
	s := newSet(b, dedupe.Options{}, g.docs...)
	pairs := len(g.docs) * (len(g.docs) - 1) / 2
	for b.Loop() {
		if _, err := s.AllPairs(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pairs), "ns/pair")
}

// BenchmarkGroup10k takes ten thousand generated articles, two in five a copy,
// from text to stories.
func BenchmarkGroup10k(b *testing.B) {
	g := generate(b, synth.Options{Articles: 10_000, Seed: 12, Copies: .4})
	size := 0
	for _, d := range g.docs {
		size += len(d.Text)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		s, err := dedupe.New(dedupe.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, d := range g.docs {
			if err := s.Add(d); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := s.Group(context.Background()); err != nil {
			b.Fatal(err)
		}
		s.Close()
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(g.docs)), "µs/article")
}
