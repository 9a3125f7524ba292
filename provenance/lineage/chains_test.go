package lineage

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/internal/synth"
	"github.com/newscheck/newscheck/provenance"
)

// planted is a generated pile of copying trees.
type planted struct {
	copies []Copy
	links  map[string]synth.Link
	dated  map[string]bool
}

func (p *planted) Article(a synth.Article) error {
	c := Copy{ID: a.ID, Title: a.Title, Text: string(a.Text), Record: recordOf(a)}
	p.copies = append(p.copies, c)
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

// agencies are what a registry would know of the agencies that the generator
// uses: domain, short name.
var agencies = map[string]string{
	"apnews.com": "AP", "reuters.com": "Reuters", "afp.com": "AFP", "tass.com": "TASS", "xinhuanet.com": "Xinhua", "dpa.com": "dpa",
	"ptinews.com": "PTI", "kyodonews.net": "Kyodo", "aa.com.tr": "AA", "upi.com": "UPI", "interfax.com": "Interfax", "yna.co.kr": "Yonhap",
}

// dateline is the place and agency that open a paragraph, as the generator prints
// them.
var dateline = regexp.MustCompile(`(?:^|\n\n)(\p{Lu}[\p{L}]+(?:[,.] \w+ \d+)?[.,]? ?(?:\(\w+\)|/\w+/\.)?(?: ?[-—]+|\)|/\.) )`)

// recordOf is what attribution tells of one article by itself: its publisher by
// domain, an agency in its dateline, its clock.
func recordOf(a synth.Article) *provenance.Record {
	r := &provenance.Record{ID: a.ID, Publisher: &provenance.OutletRef{Name: a.Publisher, Domain: a.Publisher}, OriginStatus: provenance.Unknown}
	if short := agencies[a.Publisher]; short != "" {
		r.Publisher.Name, r.Publisher.Kind = short, "agency"
	}
	for _, short := range agencies {
		t := string(a.Text)
		if strings.Contains(t, "("+short+")") || strings.Contains(t, "/"+short+"/") {
			r.Origin, r.OriginStatus = &provenance.OutletRef{Name: short, Kind: "agency"}, provenance.Stated
			if r.Publisher.Name == short {
				r.OriginStatus = provenance.Own
			}
		}
	}
	if m := dateline.FindStringSubmatchIndex(string(a.Text)); m != nil {
		r.Dateline = &provenance.Dateline{Span: provenance.Span{Start: m[2], End: m[3]}}
	}
	for _, l := range strings.Split(string(a.Text), "\n") {
		if strings.HasPrefix(l, "Correction:") {
			r.Notices = append(r.Notices, l)
		}
	}
	for _, f := range []struct {
		layout, precision string
		zone              bool
	}{{time.RFC3339, "second", true}, {"2006-01-02T15:04", "minute", false}, {"2006-01-02", "day", false}} {
		if _, err := time.Parse(f.layout, a.Published); err == nil {
			r.Published = &provenance.Date{Value: a.Published, Precision: f.precision, ZoneKnown: f.zone, Source: "meta"}
		}
	}
	return r
}

func plant(t testing.TB, articles int, seed uint64) *planted {
	t.Helper()
	p := &planted{links: map[string]synth.Link{}, dated: map[string]bool{}}
	if err := synth.Generate(context.Background(), synth.Options{Articles: articles, Seed: seed, Chains: 1}, p); err != nil {
		t.Fatal(err)
	}
	return p
}

// figures are the scores of a run, computed as lineage is judged.
type figures struct {
	edges, hit, asserted, direct      float64
	up, down                          float64
	dated, datedAsserted              float64
	undated, undatedAsserted          float64
	outside, outsideRight, outsideAll float64
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

func TestPlantedTrees(t *testing.T) {
	for _, seed := range []uint64{101} {
		p := plant(t, 3000, seed)
		start := time.Now()
		edges, err := Trace(context.Background(), p.copies)
		if err != nil {
			t.Fatal(err)
		}
		f := score(p, edges)
		t.Logf("seed %d: edges %.0f P %.3f R %.3f F1 %.3f direction %.3f asserted dated %.3f undated %.3f outside %.3f in %v", seed,
			f.edges, f.precision(), f.recall(), f.f1(), f.direction(), f.datedAsserted/f.dated, f.undatedAsserted/f.undated, f.outsideRight/f.outside, time.Since(start))
	}
}
