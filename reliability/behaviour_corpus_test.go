package reliability

import (
	"context"
	"encoding/csv"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/corpus"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance/lineage"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// samplePile reads the sample corpus and finds its copies and their origins.
func samplePile(t *testing.T, also ...article.Article) *Meter {
	t.Helper()
	ctx := context.Background()
	arts := append(sampleArticles(t), also...)
	set, err := dedupe.New(dedupe.Options{})
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
	reg, err := outlets.Default()
	if err != nil {
		t.Fatal(err)
	}
	known, err := lineage.OfPile(ctx, arts, groups, reg, 0)
	if err != nil {
		t.Fatal(err)
	}
	lex, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	m, err := OfPile(ctx, arts, groups, known.Records, MeterOptions{Lexicon: lex, Min: 1, Trace: true})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// sampleArticles reads the sample corpus.
func sampleArticles(t *testing.T) (arts []article.Article) {
	t.Helper()
	var paths []string
	for _, name := range corpus.Articles() {
		paths = append(paths, filepath.Join("..", "corpus", name))
	}
	for a, err := range article.Read(t.Context(), paths, article.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		arts = append(arts, a)
	}
	return arts
}

// Every figure of the sample corpus is the one counted by hand.
func TestSampleCorpusAsCountedByHand(t *testing.T) {
	m := samplePile(t)
	reg, err := outlets.Default()
	if err != nil {
		t.Fatal(err)
	}
	f, err := corpus.FS.Open(corpus.Truth + "/behaviour.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	figures := map[string]bool{}
	for _, row := range rows[1:] {
		key := row[0]
		if o := reg.ByDomain(key); o != nil {
			key = o.ID
		}
		b := m.Behaviour(key)
		if b == nil {
			t.Errorf("%s has no figures", row[0])
			continue
		}
		got := b.Figure(row[1])
		if got == nil {
			t.Errorf("there is no figure %s", row[1])
			continue
		}
		count, of, left := number(row[2]), number(row[3]), number(row[4])
		if got.Count != count || got.Of != of || got.LeftOut != left {
			t.Errorf("%s: %s is %d of %d, %d left out; by hand %d of %d, %d left out", row[0], row[1], got.Count, got.Of, got.LeftOut, count, of, left)
		}
		if row[5] != "" && got.Exposure != number(row[5]) {
			t.Errorf("%s: %s in %d sentences, by hand %s", row[0], row[1], got.Exposure, row[5])
		}
		figures[row[1]] = true
	}
	for _, d := range Definitions() {
		if !figures[d.Name] {
			t.Errorf("no outlet of the table has %s", d.Name)
		}
	}
}

// The whole program, too, never finds an outlet more original for copies of others'
// work that it takes over: every article of the corpus is carried by an outlet that
// has some of its own, under its name, with and without a byline.
func TestTakingOverNeverRaisesOriginality(t *testing.T) {
	arts := sampleArticles(t)
	const site = "harborledger.example"
	before := samplePile(t).Behaviour(site).Figure(Originality)
	for i, head := range []string{"", "By Nora Quill, Ledger Correspondent\n\n"} {
		var taken []article.Article
		for k, a := range arts {
			if k%4 != i || a.Publisher == site || a.Published == "" {
				continue
			}
			taken = append(taken, article.Article{ID: "taken/" + a.ID, URL: "https://" + site + "/world/" + strconv.Itoa(k), Publisher: site,
				Title: a.Title, Published: "2026-01-02T08:00:00Z", Text: head + a.Text, Language: a.Language})
		}
		after := samplePile(t, taken...).Behaviour(site).Figure(Originality)
		t.Logf("own work was %d of %d, and is %d of %d after %d articles were taken over", before.Count, before.Of, after.Count, after.Of, len(taken))
		if len(taken) < 10 || after.Count*before.Of > before.Count*after.Of {
			t.Errorf("own work was %d of %d, and is %d of %d after %d articles were taken over", before.Count, before.Of, after.Count, after.Of, len(taken))
		}
	}
}
