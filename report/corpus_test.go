package report

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/corpus"
	"github.com/newscheck/newscheck/dedupe"
)

// modelOf runs the whole way from articles to a Model.
func modelOf(t testing.TB, arts []article.Article, opts Options) *Model {
	t.Helper()
	ctx := context.Background()
	set, err := dedupe.New(dedupe.Options{Spans: true})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	for _, a := range arts {
		if err := set.Add(dedupe.Doc{ID: a.ID, Source: a.Publisher, Text: a.Text}); err != nil {
			t.Fatal(err)
		}
	}
	groups, err := set.Group(ctx)
	if err != nil {
		t.Fatal(err)
	}
	m, err := From(ctx, arts, groups, opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sampleArticles are those of the sample corpus.
func sampleArticles(t testing.TB) []article.Article {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, corpus.FS); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, name := range corpus.Articles() {
		paths = append(paths, filepath.Join(dir, name))
	}
	var arts []article.Article
	for a, err := range article.Read(context.Background(), paths, article.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		if rel, err := filepath.Rel(dir, a.ID); err == nil && filepath.IsAbs(a.ID) {
			a.ID = filepath.ToSlash(rel)
		}
		arts = append(arts, a)
	}
	return arts
}

var sample struct {
	once  sync.Once
	model *Model
}

// sampleModel is the report on the sample corpus.
func sampleModel(t testing.TB) *Model {
	t.Helper()
	sample.once.Do(func() { sample.model = modelOf(t, sampleArticles(t), Options{}) })
	if sample.model == nil {
		t.Fatal("the sample corpus could not be read")
	}
	return sample.model
}

func TestOut(t *testing.T) {
	dir := os.Getenv("REPORT_OUT")
	if dir == "" {
		t.Skip()
	}
	n, size, err := WriteDir(context.Background(), sampleModel(t), Limits{}, dir)
	t.Log(n, size, err)
	if err != nil {
		t.Fatal(err)
	}
}
