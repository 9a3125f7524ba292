package index

import (
	"context"
	"flag"
	"slices"
	"testing"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/synth"
)

// benchArticles is how large an index the benchmarks make:
//
//	go test ./index -run '^$' -bench . -benchtime 1x -articles 1000000 -timeout 2h
var benchArticles = flag.Int("articles", 5000, "articles in the index of the benchmarks")

// toIndex is a synth.Sink that adds what it is given.
type toIndex struct {
	x    *Index
	held []article.Article
	some []article.Article // every hundredth
	n    int
	mark func(n int)
}

func (s *toIndex) Article(a synth.Article) error {
	s.held = append(s.held, article.Article{ID: a.ID, Publisher: a.Publisher, URL: a.URL, Title: a.Title, Byline: a.Byline, Published: a.Published, Text: string(a.Text)})
	if s.n++; s.n%100 == 0 {
		s.some = append(s.some, s.held[len(s.held)-1])
	}
	if len(s.held) < 512 {
		return nil
	}
	return s.flush()
}

func (s *toIndex) flush() error {
	_, err := s.x.Add(context.Background(), s.held)
	s.held = s.held[:0]
	if s.mark != nil {
		s.mark(s.n)
	}
	return err
}

func (s *toIndex) Doc(synth.Doc) error   { return nil }
func (s *toIndex) Pair(synth.Pair) error { return nil }
func (s *toIndex) Link(synth.Link) error { return nil }

func filled(b *testing.B, mark func(n int)) *toIndex {
	s := &toIndex{x: open(b, b.TempDir(), Options{}), mark: mark}
	if err := synth.Generate(context.Background(), synth.Options{Articles: *benchArticles, Seed: 3, Copies: .4}, s); err != nil {
		b.Fatal(err)
	}
	if err := s.flush(); err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkAdd tells the throughput as a whole and of the last tenth, and what
// the disk holds for each byte of compressed text.
func BenchmarkAdd(b *testing.B) {
	for range b.N {
		start, tenth, at := time.Now(), time.Time{}, 0
		s := filled(b, func(n int) {
			if tenth.IsZero() && n >= *benchArticles*9/10 {
				tenth, at = time.Now(), n
			}
		})
		b.ReportMetric(float64(s.n)/time.Since(start).Seconds(), "articles/s")
		if s.n > at {
			b.ReportMetric(float64(s.n-at)/time.Since(tenth).Seconds(), "last-tenth/s")
		}
		st, err := s.x.Stats()
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(st.DiskBytes)/float64(st.Stored), "disk/text")
		b.ReportMetric(float64(st.Memory)/float64(st.Articles), "B-memory/article")
		s.x.Close()
	}
}

// BenchmarkLookup looks up articles that are there under other ids, one after
// the other.
func BenchmarkLookup(b *testing.B) {
	s := filled(b, nil)
	took := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for i := range b.N {
		a := s.some[i%len(s.some)]
		a.ID, a.URL, a.Publisher = "asked", "", "elsewhere.example"
		start := time.Now()
		if _, err := s.x.Lookup(context.Background(), a); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
}

// BenchmarkMembers streams all stories with their texts.
func BenchmarkMembers(b *testing.B) {
	s := filled(b, nil)
	b.ResetTimer()
	for range b.N {
		start, n := time.Now(), 0
		for es, err := range s.x.Members(context.Background()) {
			if err != nil {
				b.Fatal(err)
			}
			n += len(es)
		}
		b.ReportMetric(float64(n)/time.Since(start).Seconds(), "articles/s")
	}
}
