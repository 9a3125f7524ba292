package stored

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/corpus"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
)

// sampleIndex holds the sample corpus, and a page that is changed twice.
func sampleIndex(t *testing.T) *index.Index {
	t.Helper()
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
	t.Cleanup(func() { x.Close() })
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
	return x
}

// The sample corpus out of an index has the figures that its truth table has for
// the pages whose marks the program reads.
func TestMeasureSampleCorpus(t *testing.T) {
	m, err := Measure(t.Context(), sampleIndex(t), reliability.MeterOptions{Min: 1, Trace: true})
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

// Pages that are read where a figure needs them give what reading all gives.
func TestMeasureReadsWhatIsNeeded(t *testing.T) {
	ctx := t.Context()
	x := sampleIndex(t)
	reg, err := outlets.Default()
	if err != nil {
		t.Fatal(err)
	}
	want, err := reliability.NewMeter(reliability.MeterOptions{Min: 1, Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	for entries, err := range x.Members(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		s := reliability.Story{ID: entries[0].Story}
		for _, e := range entries {
			r := provenance.Attribute(e.Article, reg)
			r.Publisher, r.Origin, r.OriginStatus, r.OriginConfidence = e.Publisher, e.Origin, e.OriginStatus, e.OriginConfidence
			member := reliability.Member{Article: e.Article, Record: &r, Relation: e.Relation, Replaced: e.RevisedBy != ""}
			if v := e.Revision; v != nil {
				member.Revision = &reliability.Revision{Of: v.Of, Silent: v.Silent}
			}
			s.Members = append(s.Members, member)
		}
		if err := want.Add(ctx, s); err != nil {
			t.Fatal(err)
		}
	}
	if err := want.Compare(ctx, Fetch(x)); err != nil {
		t.Fatal(err)
	}
	got, err := Measure(ctx, x, reliability.MeterOptions{Min: 1, Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := got.Behaviours(), want.Behaviours(); !reflect.DeepEqual(got, want) {
		t.Errorf("with pages read where needed: %+v\nwith all read: %+v", got, want)
	}
}

// Reading ends when it is told to.
func TestFillEnds(t *testing.T) {
	m, err := reliability.NewMeter(reliability.MeterOptions{})
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	if err := Fill(t.Context(), sampleIndex(t), m, Options{Workers: 1, Next: func(articles int) bool { asked += articles; return asked < 20 }}); err != nil {
		t.Fatal(err)
	}
	read := m.Nameless()
	for _, b := range m.Behaviours() {
		read += b.Articles
	}
	if asked < 20 || read >= asked || read == 0 {
		t.Errorf("told to end after %d articles, it measured %d", asked, read)
	}
}

// failing is a source that breaks off.
type failing struct{}

func (failing) Members(context.Context) iter.Seq2[[]*index.Entry, error] {
	return func(yield func([]*index.Entry, error) bool) { yield(nil, index.ErrDamaged) }
}

func (failing) Provenance(string) (*provenance.Record, error) { return nil, index.ErrNotFound }

func (failing) Article(string) (*index.Entry, error) { return nil, index.ErrNotFound }

func TestMeasureTellsOfDamage(t *testing.T) {
	if _, err := Measure(t.Context(), failing{}, reliability.MeterOptions{}); !errors.Is(err, index.ErrDamaged) {
		t.Errorf("a damaged index gives %v", err)
	}
}
