package lineage

import (
	"context"
	"sync"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/synth"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// planted is a generated pile of copying trees.
type planted struct {
	articles []article.Article
	copies   []Copy
	links    map[string]synth.Link
	dated    map[string]bool
}

func (p *planted) Article(a synth.Article) error {
	p.articles = append(p.articles, article.Article{ID: a.ID, URL: a.URL, Publisher: a.Publisher, Title: a.Title, Byline: a.Byline, Published: a.Published, Text: string(a.Text)})
	p.copies = append(p.copies, Copy{ID: a.ID, Title: a.Title, Text: string(a.Text)})
	p.dated[a.ID] = a.Published != ""
	return nil
}

func (p *planted) Doc(d synth.Doc) error {
	for i := len(p.copies) - 1; i >= 0; i-- {
		if p.copies[i].ID == d.ID {
			p.copies[i].Story, p.copies[i].Family = d.Story, d.Family
			break
		}
	}
	return nil
}
func (p *planted) Pair(synth.Pair) error   { return nil }
func (p *planted) Link(l synth.Link) error { p.links[l.ID] = l; return nil }

var registry = sync.OnceValue(func() *outlets.Registry {
	r, err := outlets.Default()
	if err != nil {
		panic(err)
	}
	return r
})

// records attributes every planted article by itself.
func (p *planted) attribute() {
	at := provenance.Attributor{Registry: registry(), Furniture: article.NewFurniture()}
	for _, a := range p.articles {
		at.Furniture.Add(a)
	}
	for i, a := range p.articles {
		r := at.Attribute(a)
		p.copies[i].Record = &r
	}
}

func plant(t testing.TB, articles int, seed uint64) *planted {
	t.Helper()
	p := &planted{links: map[string]synth.Link{}, dated: map[string]bool{}}
	if err := synth.Generate(context.Background(), synth.Options{Articles: articles, Seed: seed, Chains: 1}, p); err != nil {
		t.Fatal(err)
	}
	p.attribute()
	return p
}

// figures are the scores of a run, computed as lineage is judged.
type figures struct {
	edges, hit, asserted, direct float64
	up, down                     float64
	dated, datedAsserted         float64
	undated, undatedAsserted     float64
	outside, outsideRight        float64
}

func (f figures) precision() float64 { return f.direct / f.asserted }
func (f figures) recall() float64    { return f.hit / f.edges }
func (f figures) f1() float64 {
	return 2 * f.precision() * f.recall() / (f.precision() + f.recall())
}
func (f figures) direction() float64 { return f.up / (f.up + f.down) }

func score(p *planted, edges []provenance.Edge) (f figures) {
	parent := map[string]string{}
	for _, e := range edges {
		if e.Status != Undetermined {
			parent[e.To] = e.From
		}
	}
	ancestors := func(id string) map[string]bool {
		out := map[string]bool{}
		for x := p.links[id].Parent; x != "" && x != "unobserved"; x = p.links[x].Parent {
			out[x] = true
		}
		return out
	}
	for id, l := range p.links {
		got := parent[id]
		inside := l.Parent != "" && l.Parent != "unobserved"
		if got != "" {
			f.asserted++
			if got == l.Parent {
				f.direct++
			}
			if ancestors(id)[got] {
				f.up++
			}
			if ancestors(got)[id] {
				f.down++
			}
		}
		if inside {
			f.edges++
			if got == l.Parent {
				f.hit++
			}
			if p.dated[id] && p.dated[l.Parent] {
				f.dated++
				if got != "" {
					f.datedAsserted++
				}
			} else {
				f.undated++
				if got != "" {
					f.undatedAsserted++
				}
			}
		} else {
			f.outside++
			if got == "" {
				f.outsideRight++
			}
		}
	}
	return f
}

// TestPlantedTrees holds lineage to what is asked of it, on seeds that nothing
// was tuned on.
func TestPlantedTrees(t *testing.T) {
	for _, seed := range []uint64{9001, 9002} {
		p := plant(t, 1500, seed)
		edges, err := Trace(context.Background(), p.copies)
		if err != nil {
			t.Fatal(err)
		}
		f := score(p, edges)
		t.Logf("seed %d: %.0f edges, P %.3f R %.3f F1 %.3f, direction %.3f, asserted %.3f dated %.3f undated, outside %.3f",
			seed, f.edges, f.precision(), f.recall(), f.f1(), f.direction(), f.datedAsserted/f.dated, f.undatedAsserted/f.undated, f.outsideRight/f.outside)
		for _, c := range []struct {
			name      string
			got, want float64
		}{
			{"F1 of parent edges", f.f1(), .85},
			{"direction where asserted", f.direction(), .95},
			{"asserted of dated pairs", f.datedAsserted / f.dated, .70},
			{"asserted of undated pairs", f.undatedAsserted / f.undated, .35},
			{"no parent where none is in the pile", f.outsideRight / f.outside, .89},
		} {
			if !(c.got >= c.want) {
				t.Errorf("seed %d: %s %.3f, want %.2f", seed, c.name, c.got, c.want)
			}
		}
	}
}

func BenchmarkTrace(b *testing.B) {
	p := plant(b, 1000, 5)
	for b.Loop() {
		if _, err := Trace(context.Background(), p.copies); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(p.copies))/b.Elapsed().Seconds(), "copies/s")
}
