// Agreement compares the stories that an index ends with, fed article by
// article, with those that dedupe finds in the pile as a whole:
//
//	go run ./index/agreement -shuffles 3 corpus/
//
// It feeds the articles in the order in which they were fetched (where they say
// so, else published), in the order of the input, backwards, and shuffled, and
// prints for each order precision, recall and F1 of the pairs of articles that
// are in one story, and in one family, dedupe's taken for the truth.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/internal/eval"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

func main() {
	shuffles := flag.Int("shuffles", 3, "how many shuffled orders to try")
	batch := flag.Int("batch", 64, "articles that are added at a time")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, flag.Args(), *shuffles, *batch, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "agreement:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, paths []string, shuffles, batch int, out io.Writer) error {
	articles, err := read(ctx, paths)
	if err != nil {
		return err
	}
	scores, err := measure(ctx, articles, shuffles, batch)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d articles\n%-12s %8s %8s %8s %10s %8s %8s %10s\n", len(articles), "order", "story.P", "story.R", "story.F1", "family.P", "fam.R", "fam.F1", "articles/s")
	for _, s := range scores {
		fmt.Fprintf(out, "%-12s %8.4f %8.4f %8.4f %10.4f %8.4f %8.4f %10.0f\n", s.order,
			s.Story.P, s.Story.R, s.Story.F1, s.Family.P, s.Family.R, s.Family.F1, float64(len(articles))/s.spent.Seconds())
	}
	return nil
}

// read reads articles as the commands do: a page in a file of its own says
// itself whose it is.
func read(ctx context.Context, paths []string) ([]article.Article, error) {
	reg, err := outlets.Default()
	if err != nil {
		return nil, err
	}
	var all []article.Article
	for a, err := range article.Read(ctx, paths, article.Options{}) {
		if err != nil {
			return nil, err
		}
		if a.Source.Record == 0 && a.Publisher == "" && a.URL == "" && a.CanonicalURL == "" {
			if r := provenance.Attribute(a, reg); r.Publisher != nil {
				a.Publisher = r.Publisher.Name
			}
		}
		all = append(all, a)
	}
	return all, nil
}

// score is how well the index agrees when it is fed in one order.
type score struct {
	eval.GroupScore
	order string
	spent time.Duration
}

func measure(ctx context.Context, articles []article.Article, shuffles, batch int) ([]score, error) {
	truth, err := together(ctx, articles)
	if err != nil {
		return nil, err
	}
	input, fetched, backwards := slices.Clone(articles), slices.Clone(articles), slices.Clone(articles)
	slices.SortStableFunc(fetched, func(a, b article.Article) int { return when(a).Compare(when(b)) })
	slices.Reverse(backwards)
	names, orders := []string{"fetched", "input", "backwards"}, [][]article.Article{fetched, input, backwards}
	for i := range shuffles {
		s := slices.Clone(articles)
		rand.New(rand.NewPCG(uint64(i), 7)).Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
		names, orders = append(names, fmt.Sprint("shuffled ", i+1)), append(orders, s)
	}
	var scores []score
	for i := range orders {
		begun := time.Now()
		placed, err := oneByOne(ctx, orders[i], batch)
		if err != nil {
			return nil, err
		}
		scores = append(scores, score{eval.Groups(truth, placed), names[i], time.Since(begun)})
	}
	return scores, nil
}

// when is the moment an article was fetched or, where that is not said, published.
func when(a article.Article) time.Time {
	for _, s := range []string{cmp.Or(a.Fetched, a.Published), a.Published} {
		for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly} {
			if t, err := time.Parse(form, s); err == nil {
				return t
			}
		}
	}
	return time.Time{}
}

// together groups the articles as one pile.
func together(ctx context.Context, articles []article.Article) ([]eval.DocLabel, error) {
	set, err := dedupe.New(dedupe.Options{})
	if err != nil {
		return nil, err
	}
	defer set.Close()
	docs := make([]dedupe.Doc, len(articles))
	for i, a := range articles {
		docs[i] = dedupe.Doc{ID: a.ID, Source: source(a), Time: when(a), Text: a.Text}
	}
	if err := set.AddBatch(docs); err != nil {
		return nil, err
	}
	r, err := set.Group(ctx)
	if err != nil {
		return nil, err
	}
	var labels []eval.DocLabel
	for _, p := range r.Articles {
		labels = append(labels, eval.DocLabel{ID: p.ID, Story: p.Story, Family: p.Family, Scored: true})
	}
	return labels, nil
}

// oneByOne feeds them to a new index.
func oneByOne(ctx context.Context, articles []article.Article, batch int) ([]dedupe.Placement, error) {
	dir, err := os.MkdirTemp("", "newscheck-agreement-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	x, err := index.Open(dir, index.Options{Create: true})
	if err != nil {
		return nil, err
	}
	defer x.Close()
	for part := range slices.Chunk(articles, batch) {
		if _, err := x.Add(ctx, part); err != nil {
			return nil, err
		}
	}
	var placed []dedupe.Placement
	for e, err := range x.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		placed = append(placed, dedupe.Placement{ID: e.Article.ID, Story: e.Story, Family: e.Family})
	}
	return placed, nil
}

// source is the site that a copy was taken from.
func source(a article.Article) string {
	if a.Publisher != "" {
		return a.Publisher
	}
	for _, s := range []string{a.URL, a.CanonicalURL} {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		}
	}
	return ""
}
