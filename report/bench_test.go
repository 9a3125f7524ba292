package report

import (
	"context"
	"io"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/synth"
)

// pile collects generated articles.
type pile struct{ arts []article.Article }

func (p *pile) Article(a synth.Article) error {
	p.arts = append(p.arts, article.Article{ID: a.ID, Publisher: a.Publisher, URL: a.URL, Title: a.Title, Byline: a.Byline, Published: a.Published, Text: string(a.Text)})
	return nil
}
func (p *pile) Doc(synth.Doc) error   { return nil }
func (p *pile) Pair(synth.Pair) error { return nil }
func (p *pile) Link(synth.Link) error { return nil }

// BenchmarkReport is the whole way from 10,000 grouped articles to pages.
//
//	go test ./report -run '^$' -bench Report -benchtime 1x
func BenchmarkReport(b *testing.B) {
	ctx := context.Background()
	var p pile
	if err := synth.Generate(ctx, synth.Options{Articles: 10_000, Seed: 1, Copies: .4}, &p); err != nil {
		b.Fatal(err)
	}
	set, err := dedupe.New(dedupe.Options{Spans: true})
	if err != nil {
		b.Fatal(err)
	}
	defer set.Close()
	for _, a := range p.arts {
		if err := set.Add(dedupe.Doc{ID: a.ID, Source: a.Publisher, Text: a.Text}); err != nil {
			b.Fatal(err)
		}
	}
	groups, err := set.Group(ctx)
	if err != nil {
		b.Fatal(err)
	}
	var m *Model
	b.Run("model", func(b *testing.B) {
		for b.Loop() {
			if m, err = From(ctx, p.arts, groups, Options{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(p.arts)), "articles")
	})
	b.Run("pages", func(b *testing.B) {
		size := 0
		for b.Loop() {
			size = 0
			if err := Pages(ctx, m, Limits{}, func(_ string, page []byte) error { size += len(page); return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(size)/1e6, "MB")
	})
	b.Run("json", func(b *testing.B) {
		for b.Loop() {
			if err := JSON(io.Discard, m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
