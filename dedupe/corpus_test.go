package dedupe_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/corpus"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/eval"
	"github.com/newscheck/newscheck/internal/synth"
)

// sample reads the sample corpus. Its files are read from the folder, as a user
// would have it read; ids are those of the truth tables.
func sample(t tb) []dedupe.Doc {
	t.Helper()
	var docs []dedupe.Doc
	for a, err := range article.Read(context.Background(), []string{"../corpus"}, article.Options{Workers: 1}) {
		if err != nil {
			t.Fatal(err)
		}
		d := dedupe.Doc{ID: strings.TrimPrefix(a.ID, "../corpus/"), Source: a.Publisher, Text: a.Text}
		d.Time, _ = time.Parse(time.RFC3339, a.Published)
		docs = append(docs, d)
	}
	return docs
}

func truth(t tb, name string) *bytes.Reader {
	t.Helper()
	b, err := corpus.FS.ReadFile(corpus.Truth + "/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b)
}

// Every story and every family of the sample corpus must be right.
func TestSampleCorpus(t *testing.T) {
	docs := sample(t)
	labels, err := eval.ReadDocs(truth(t, "docs.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != len(labels) {
		t.Fatalf("%d articles were read, %d have labels", len(docs), len(labels))
	}
	for _, c := range []struct {
		name    string
		publish bool // publishers known, as of an archive
	}{{"publishers as given", true}, {"publishers unknown", false}} {
		t.Run(c.name, func(t *testing.T) {
			in := slices.Clone(docs)
			for i := range in {
				if !c.publish {
					in[i].Source = ""
				}
			}
			r := group(t, dedupe.Options{}, in...)
			story, family := map[string]string{}, map[string]string{}
			for _, p := range r.Articles {
				story[p.ID], family[p.ID] = p.Story, p.Family
			}
			for i, a := range labels {
				if story[a.ID] == "" {
					t.Fatalf("no placement of %s", a.ID)
				}
				for _, b := range labels[:i] {
					if want := a.Story == b.Story; (story[a.ID] == story[b.ID]) != want {
						t.Errorf("%s and %s: one story must be %v", b.ID, a.ID, want)
					}
					if want := a.Family == b.Family; (family[a.ID] == family[b.ID]) != want {
						t.Errorf("%s and %s: one family must be %v", b.ID, a.ID, want)
					}
				}
			}
			pairs, err := eval.ReadPairs(truth(t, "pairs.tsv"))
			if err != nil {
				t.Fatal(err)
			}
			if f := eval.Relations(pairs, r.Matches).MacroF1(); f < .95 {
				t.Errorf("relations: macro-F1 %.3f, want .95", f)
			}
		})
	}
}

// generated is a synthetic corpus with its truth.
type generated struct {
	docs   []dedupe.Doc
	labels []eval.DocLabel
}

func (g *generated) Article(a synth.Article) error {
	d := dedupe.Doc{ID: a.ID, Source: a.Publisher, Text: string(a.Text)}
	d.Time, _ = time.Parse(time.RFC3339, a.Published)
	g.docs = append(g.docs, d)
	return nil
}

func (g *generated) Doc(d synth.Doc) error {
	g.labels = append(g.labels, eval.DocLabel{ID: d.ID, Story: d.Story, Family: d.Family, Scored: true})
	return nil
}

func (g *generated) Pair(synth.Pair) error { return nil }
func (g *generated) Link(synth.Link) error { return nil }

func generate(t tb, o synth.Options) *generated {
	t.Helper()
	g := &generated{}
	if err := synth.Generate(context.Background(), o, g); err != nil {
		t.Fatal(err)
	}
	return g
}

// Generated articles, with seeds on which nothing was tuned.
func TestGeneratedCorpus(t *testing.T) {
	for _, c := range []struct {
		name          string
		synth         synth.Options
		opts          dedupe.Options
		story, family float64 // least ARI
	}{
		{"clean", synth.Options{Articles: 2000, Seed: 90210, Copies: .4}, dedupe.Options{}, .98, .98},
		{"copying trees", synth.Options{Articles: 1000, Seed: 90211, Copies: .4, Chains: .5}, dedupe.Options{}, .9, .95},
		{"misread", synth.Options{Articles: 600, Seed: 90212, Copies: .4, Noise: .06, NoiseShare: .6}, dedupe.Options{Noisy: true}, .85, .85},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := generate(t, c.synth)
			s := eval.Groups(g.labels, group(t, c.opts, g.docs...).Articles)
			t.Logf("story %+v family %+v", s.Story, s.Family)
			if s.Story.ARI < c.story || s.Family.ARI < c.family {
				t.Errorf("ARI %.4f for stories, %.4f for families; want %v and %v", s.Story.ARI, s.Family.ARI, c.story, c.family)
			}
			if s.Missing > 0 {
				t.Errorf("%d articles have no placement", s.Missing)
			}
		})
	}
}
