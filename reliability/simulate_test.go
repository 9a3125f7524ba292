package reliability

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
)

// The words, read once for all tests.
var (
	lexicon = sync.OnceValues(func() (*framing.Lexicon, error) { return framing.LoadLexicon() })
	speech  = sync.OnceValues(func() (*Speech, error) { return LoadSpeech() })
)

func newMeter(t testing.TB, opts MeterOptions) *Meter {
	t.Helper()
	var err, err2 error
	opts.Lexicon, err = lexicon()
	opts.Speech, err2 = speech()
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	m, err := NewMeter(opts)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// 10,000 outlets with rates that are known because they are drawn, of 20 to 5,000
// articles each: every rate's interval covers the true one in at least 93 %, also
// among the rare rates and the small outlets alone.
func TestIntervalsCoverSimulatedRates(t *testing.T) {
	m := newMeter(t, MeterOptions{})
	r := rand.New(rand.NewPCG(20, 5000))
	type bin struct{ hit, n int }
	bins := map[string]*bin{}
	count := func(name string, hit bool) {
		if bins[name] == nil {
			bins[name] = &bin{}
		}
		bins[name].n++
		if hit {
			bins[name].hit++
		}
	}
	for draw := range 10_000 {
		n := int(math.Round(20 * math.Pow(250, r.Float64()))) // 20 to 5,000, as many small as large
		p := r.Float64()
		if draw%2 == 0 {
			p = math.Pow(10, -3*r.Float64()) // rare ones, down to one in a thousand
		}
		o := m.sumsOf(fmt.Sprint("outlet ", draw), &provenance.OutletRef{Name: "o"})
		t := &o.tallies[place(UnattributedReuse)]
		for range n {
			if r.Float64() < p {
				t.in++
			} else {
				t.out++
			}
		}
		b := m.behaviour(o)
		f := b.Figure(UnattributedReuse)
		hit := f.Enough() && f.Interval[0] <= p && p <= f.Interval[1]
		count("all", hit)
		if p < 0.05 {
			count("rates below 5 %", hit)
		}
		if n < 50 {
			count("fewer than 50 articles", hit)
		}
		if p < 0.05 && n < 50 {
			count("both", hit)
		}
	}
	for name, b := range bins {
		c := float64(b.hit) / float64(b.n)
		t.Logf("%s: %.4f of %d", name, c, b.n)
		if c < 0.93 {
			t.Errorf("%s: intervals cover the true rate in %.4f of %d draws, want .93", name, c, b.n)
		}
	}
}

// Densities of sources, which cluster in articles: articles differ in length and
// in how much they quote.
func TestIntervalsCoverSimulatedDensities(t *testing.T) {
	r := rand.New(rand.NewPCG(100, 1))
	m := newMeter(t, MeterOptions{})
	for _, spread := range []float64{0, 0.3, 1} { // variance of the articles' own rates around the outlet's
		hit, draws := 0, 2000
		for range draws {
			n, rate := 20+r.IntN(180), 0.02+0.3*r.Float64()
			o := m.sumsOf("x", &provenance.OutletRef{Name: "x"})
			*o = sums{ref: o.ref, tallies: o.tallies, lags: o.lags}
			for range n {
				sentences := 8 + r.IntN(40)
				own := rate
				if spread > 0 {
					own *= gamma(r, 1/spread) * spread
				}
				k := 0
				for range sentences {
					if r.Float64() < own {
						k++
					}
				}
				o.speechN++
				o.lines += float64(sentences)
				o.linesSq += float64(sentences * sentences)
				o.named.add(float64(k), float64(sentences))
			}
			b := m.behaviour(o)
			if f := b.Figure(NamedSources); f.Interval[0] <= 100*rate && 100*rate <= f.Interval[1] {
				hit++
			}
		}
		c := float64(hit) / float64(draws)
		t.Logf("spread %v: %.3f", spread, c)
		if spread < 1 && c < 0.93 || c < 0.90 {
			t.Errorf("spread %v: intervals cover the true density in %.3f of the draws", spread, c)
		}
	}
}

// gamma draws from the gamma distribution of shape a and scale 1 (Marsaglia & Tsang,
// ACM TOMS 26, 2000).
func gamma(r *rand.Rand, a float64) float64 {
	if a < 1 {
		return gamma(r, a+1) * math.Pow(r.Float64(), 1/a)
	}
	d := a - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(r.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// Outlets with known habits, measured through Add: below 20 articles nothing but
// counts is told, above all counts are right.
func TestMeterCountsSimulatedOutlets(t *testing.T) {
	m := newMeter(t, MeterOptions{})
	r := rand.New(rand.NewPCG(7, 7))
	ctx := context.Background()
	type habit struct{ n, own, stated, silent, byline, dateline int }
	want := map[string]*habit{}
	for o := range 60 {
		site := fmt.Sprintf("site%d.example", o)
		h := &habit{}
		want[site] = h
		n := 1 + r.IntN(60)
		for i := range n {
			id := fmt.Sprintf("%d-%d", o, i)
			rec := &provenance.Record{ID: id, Publisher: &provenance.OutletRef{Name: site, Domain: site}}
			mine := Member{Article: article.Article{ID: id, Text: "Rain fell on the harbour for three days."}, Record: rec, Relation: dedupe.Single}
			members := []Member{}
			wire := &provenance.OutletRef{Name: "Associated Press", ID: "ap", Kind: "agency"}
			h.n++
			switch x := r.Float64(); {
			case x < 0.4:
				h.own++
				rec.Origin, rec.OriginStatus, rec.OriginConfidence = rec.Publisher, provenance.Own, 0.9
				if r.Float64() < 0.5 {
					h.byline++
					rec.Byline = []string{"A. Writer"}
				}
				if r.Float64() < 0.3 {
					h.dateline++
					rec.Dateline = &provenance.Dateline{Place: "Garsan"}
				}
			case x < 0.7:
				h.stated++
				rec.Origin, rec.OriginStatus, rec.OriginConfidence = wire, provenance.Stated, 0.9
			case x < 0.9:
				h.silent++
				mine.Relation = dedupe.Copy
				rec.Origin, rec.OriginStatus, rec.OriginConfidence = wire, provenance.Inferred, 0.8
				members = append(members, Member{Article: article.Article{ID: id + "-wire"}, Relation: dedupe.First, Record: &provenance.Record{
					ID: id + "-wire", Publisher: wire, Origin: wire, OriginStatus: provenance.Own, OriginConfidence: 0.9}})
			}
			if err := m.Add(ctx, Story{ID: id, Members: append(members, mine)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for site, h := range want {
		b := m.Behaviour(site)
		if b == nil || b.Articles != h.n {
			t.Fatalf("%s: %+v, want %d articles", site, b, h.n)
		}
		known := h.own + h.stated + h.silent
		for _, f := range []struct {
			name  string
			k, of int
		}{{OriginKnown, known, h.n}, {Originality, h.own, known}, {AttributedReuse, h.stated, known}, {UnattributedReuse, h.silent, known},
			{WireShare, h.stated + h.silent, known}, {Bylines, h.byline, h.n - h.stated - h.silent}, {Datelines, h.dateline, h.n - h.stated - h.silent}} {
			got := b.Figure(f.name)
			if got.Count != f.k || got.Of != f.of {
				t.Errorf("%s: %s is %d of %d, want %d of %d", site, f.name, got.Count, got.Of, f.k, f.of)
			}
			if got.Enough() != (f.of >= DefaultMin) || got.Enough() != (got.Interval != nil) {
				t.Errorf("%s: %s of %d articles has a value: %v", site, f.name, f.of, got.Enough())
			}
		}
	}
}
