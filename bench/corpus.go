package main

import (
	"context"
	"fmt"
	"os"

	"github.com/newscheck/newscheck/internal/synth"
)

// truth is what the generator knows of its articles.
type truth struct {
	story  map[string]string // id → story
	copies [][2]string       // planted pairs of copies, by id
}

// recorder passes articles on to a file and keeps the truth.
type recorder struct {
	*synth.Writer
	truth
}

func (r *recorder) Doc(d synth.Doc) error {
	r.story[d.ID] = d.Story
	return nil
}

func (r *recorder) Pair(p synth.Pair) error {
	if p.Label == "copy" {
		r.copies = append(r.copies, [2]string{p.A, p.B})
	}
	return nil
}

// generate writes a corpus of JSON Lines to a temporary file; two in five of its
// articles are copies.
func generate(ctx context.Context, articles int, seed uint64) (file string, t truth, err error) {
	f, err := os.CreateTemp("", "newscheck-bench-*.jsonl")
	if err != nil {
		return "", t, fmt.Errorf("cannot write the generated articles: %w", err)
	}
	defer f.Close()
	w, err := synth.NewWriter(f, nil, nil, nil, seed)
	if err != nil {
		return "", t, err
	}
	r := &recorder{Writer: w, truth: truth{story: map[string]string{}}}
	if err := synth.Generate(ctx, synth.Options{Articles: articles, Seed: seed, Copies: .4}, r); err != nil {
		return "", t, err
	}
	return f.Name(), r.truth, w.Close()
}
