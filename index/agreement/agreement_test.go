package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/corpus"
	"github.com/newscheck/newscheck/internal/synth"
)

// agree is the least pairwise F1 between the stories of an index and those of
// dedupe, in any order.
const agree = 0.97

func hold(t *testing.T, articles []article.Article, shuffles int) {
	t.Helper()
	scores, err := measure(t.Context(), articles, shuffles, 32)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scores {
		t.Logf("%d articles, %s: story %.4f, family %.4f", len(articles), s.order, s.Story.F1, s.Family.F1)
		if s.Missing > 0 || s.Story.F1 < agree || s.Family.F1 < agree {
			t.Errorf("%s: %+v, want at least %v", s.order, s.GroupScore, agree)
		}
	}
}

func TestSampleCorpus(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "corpus")
	if err := os.CopyFS(dir, corpus.FS); err != nil {
		t.Fatal(err)
	}
	articles, err := read(t.Context(), []string{dir})
	if err != nil {
		t.Fatal(err)
	}
	hold(t, articles, 3)
}

func TestGenerated(t *testing.T) {
	var g synth.Gathered
	if err := synth.Generate(context.Background(), synth.Options{Articles: 800, Seed: 21, Copies: .5, Chains: .2}, &g); err != nil {
		t.Fatal(err)
	}
	hold(t, g.Articles, 1)
}
