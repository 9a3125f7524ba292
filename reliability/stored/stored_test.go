package stored

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/corpus"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/reliability"
)

// The sample corpus out of an index has the figures that its truth table has for
// the pages whose marks the program reads.
func TestMeasureSampleCorpus(t *testing.T) {
	ctx := t.Context()
	var paths []string
	for _, name := range corpus.Articles() {
		paths = append(paths, filepath.Join("..", "..", "corpus", name))
	}
	var arts []article.Article
	for a, err := range article.Read(ctx, paths, article.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		arts = append(arts, a)
	}
	x, err := index.Open(filepath.Join(t.TempDir(), "index"), index.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if _, err := x.Add(ctx, arts); err != nil {
		t.Fatal(err)
	}
	// One page is changed, once saying so and once not.
	page := article.Article{ID: "ferry", URL: "https://ellerycourant.example/ferry", Publisher: "ellerycourant.example", Title: "Ferry stays in harbour",
		Text: "By Moira Fenn, Courant Staff\n\nThe ferry to Garsan stays in harbour until the pumps are mended, the mayor said on Monday.\n\nIt carries four hundred people a day, most of them to the fish market and back again before noon."}
	quiet, told := page, page
	quiet.Text += "\n\nThe harbour board will meet on Thursday to hear what the new pumps will cost the island."
	told.Text = quiet.Text + "\n\nCorrection: An earlier version of this article gave the wrong day of the meeting."
	for _, a := range []article.Article{page, quiet, told} {
		if _, err := x.Add(ctx, []article.Article{a}); err != nil {
			t.Fatal(err)
		}
	}
	m, err := Measure(ctx, x, reliability.MeterOptions{Min: 1, Trace: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key, figure string
		count, of   int
	}{
		{"ap", reliability.Originality, 4, 4}, {"ap", reliability.NamedSources, 18, 4}, {"ap", reliability.Bylines, 4, 4},
		{"globalsecurity", reliability.AttributedReuse, 5, 5}, {"globalsecurity", reliability.StateLinkedShare, 5, 5},
		{"qnb.example", reliability.UnattributedReuse, 1, 1}, {"qnb.example", reliability.LabelShift, 1, 1},
		{"ellerycourant.example", reliability.SilentEdits, 1, 2},
	} {
		b := m.Behaviour(c.key)
		if b == nil {
			t.Errorf("%s has no figures", c.key)
			continue
		}
		if f := b.Figure(c.figure); f.Count != c.count || f.Of != c.of {
			t.Errorf("%s: %s is %d of %d, want %d of %d", c.key, c.figure, f.Count, f.Of, c.count, c.of)
		}
	}
	if b := m.Behaviour("ellerycourant.example"); b != nil && b.Articles != 1 {
		t.Errorf("an article with two revisions counts as %d", b.Articles)
	}
}

// failing is a source that breaks off.
type failing struct{}

func (failing) Members(context.Context) iter.Seq2[[]*index.Entry, error] {
	return func(yield func([]*index.Entry, error) bool) { yield(nil, index.ErrDamaged) }
}

func (failing) Article(string) (*index.Entry, error) { return nil, index.ErrNotFound }

func TestMeasureTellsOfDamage(t *testing.T) {
	if _, err := Measure(t.Context(), failing{}, reliability.MeterOptions{}); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("a damaged index gives %v", err)
	}
}
