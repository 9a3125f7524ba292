package reliability

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"pgregory.net/rapid"
)

// drawStories makes stories of some houses, with any mixture of claims and dates.
func drawStories(t *rapid.T) []Story {
	sites := []*provenance.OutletRef{ap, tass, gazette, herald, post}
	site := rapid.SampledFrom(sites)
	date := rapid.SampledFrom([]string{"", "2024-03-01", "2024-03-02T10:00", "2024-03-03T08:00Z", "2024-03-03T09:30Z", "2024-03-05"})
	stories := make([]Story, rapid.IntRange(1, 12).Draw(t, "stories"))
	for s := range stories {
		stories[s].ID = fmt.Sprint("s", s)
		for k := range rapid.IntRange(1, 6).Draw(t, "members") {
			by := site.Draw(t, "by")
			status := rapid.SampledFrom([]provenance.Status{provenance.Own, provenance.Stated, provenance.Inferred, provenance.Unknown}).Draw(t, "status")
			var origin *provenance.OutletRef
			switch status {
			case provenance.Own:
				origin = by
			case provenance.Stated, provenance.Inferred:
				origin = site.Filter(func(o *provenance.OutletRef) bool { return o != by }).Draw(t, "origin")
			}
			x := member(fmt.Sprintf("s%d-%d", s, k), by, origin, status, date.Draw(t, "date"))
			x.Relation = rapid.SampledFrom([]dedupe.Relation{dedupe.Copy, dedupe.First}).Draw(t, "relation")
			x.Record.OriginConfidence = rapid.SampledFrom([]float64{0.4, 0.6, 0.8, 1}).Draw(t, "confidence")
			if rapid.Bool().Draw(t, "mentions") {
				x.Article.Text += " Reuters was told so."
			}
			stories[s].Members = append(stories[s].Members, x)
		}
	}
	return stories
}

func measured(t testing.TB, stories []Story) *Meter {
	m := newMeter(t, MeterOptions{Min: 1, Trace: true})
	for _, s := range stories {
		if err := m.Add(context.Background(), s); err != nil {
			t.Fatal(err)
		}
	}
	err := m.Compare(context.Background(), func(_ context.Context, id string) (article.Article, error) {
		return article.Article{ID: id, Text: "The ferry stays in harbour, the mayor said."}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Neither the order of stories nor that of articles matters.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		stories := drawStories(rt)
		render := func() string {
			m := measured(t, stories)
			all := m.Behaviours()
			out, err := json.Marshal(all)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range all {
				for _, d := range Definitions() {
					tr, err := json.Marshal(m.Trace(b.Key, d.Name))
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, tr...)
				}
			}
			return string(out)
		}
		want := render()
		r := rand.New(rand.NewPCG(uint64(rapid.IntRange(0, 1<<30).Draw(rt, "seed")), 1))
		for s := range stories {
			ms := stories[s].Members
			r.Shuffle(len(ms), func(i, j int) { ms[i], ms[j] = ms[j], ms[i] })
		}
		r.Shuffle(len(stories), func(i, j int) { stories[i], stories[j] = stories[j], stories[i] })
		if got := render(); got != want {
			i := 0
			for got[i] == want[i] {
				i++
			}
			rt.Fatalf("another order gives …%.150s, not …%.150s", got[max(0, i-70):], want[max(0, i-70):])
		}
	})
}

// The shares of a partition add up, counts are within bounds, the trace holds as
// many articles as the figures say.
func TestFiguresHangTogether(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		m := measured(t, drawStories(rt))
		for _, b := range m.Behaviours() {
			known := b.Figure(OriginKnown)
			sum := b.Figure(Originality).Count + b.Figure(AttributedReuse).Count + b.Figure(UnattributedReuse).Count
			if sum != known.Count || known.Of != b.Articles-b.Repeats || b.Figure(Originality).Of != known.Count {
				rt.Fatalf("%s: %d judged, %d known of %d, %d articles with %d repeats", b.Key, sum, known.Count, known.Of, b.Articles, b.Repeats)
			}
			for _, f := range b.Figures {
				tr := m.Trace(b.Key, f.Name)
				if d := Define(f.Name); d.Kind == Density {
					if len(tr.Counted)+len(tr.Others) != f.Of {
						rt.Fatalf("%s: %s: %d articles traced, %d counted", b.Key, f.Name, len(tr.Counted)+len(tr.Others), f.Of)
					}
				} else if len(tr.Counted) != f.Count || len(tr.Counted)+len(tr.Others) != f.Of || len(tr.LeftOut) != f.LeftOut {
					rt.Fatalf("%s: %s: %+v, but the trace has %d, %d and %d", b.Key, f.Name, f, len(tr.Counted), len(tr.Others), len(tr.LeftOut))
				}
				if f.Value != nil && (*f.Value < f.Interval[0]-1e-6 || *f.Value > f.Interval[1]+1e-6) {
					rt.Fatalf("%s: %s: %v is outside of %v", b.Key, f.Name, *f.Value, *f.Interval)
				}
			}
		}
	})
}

// Adding copies of others' work never raises an outlet's originality: whatever the
// copies say of their origin, as long as another house lays claim to the text or is
// named as its origin, and they do not pretend to be older.
func TestCopiesOfOthersNeverRaiseOriginality(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		stories := drawStories(rt)
		by := rapid.SampledFrom([]*provenance.OutletRef{gazette, herald, post}).Draw(rt, "copier")
		before := measured(t, stories).Behaviour(Key(by))
		for n := range rapid.IntRange(1, 6).Draw(rt, "copies") {
			s := &stories[rapid.IntRange(0, len(stories)-1).Draw(rt, "story")]
			var source *provenance.OutletRef
			for i := range s.Members {
				r := s.Members[i].Record
				if said(r) && Key(r.Origin) != Key(by) && Key(r.Publisher) != Key(by) {
					source = r.Origin
				}
			}
			if source == nil {
				continue // not known to be others' work
			}
			status := rapid.SampledFrom([]provenance.Status{provenance.Own, provenance.Stated, provenance.Inferred, provenance.Unknown}).Draw(rt, "status")
			origin := source
			switch status {
			case provenance.Own:
				origin = by
			case provenance.Unknown:
				origin = nil
			}
			x := member(fmt.Sprint("added", n), by, origin, status, rapid.SampledFrom([]string{"", "2024-03-09", "2024-03-09T10:00Z"}).Draw(rt, "when"))
			if rapid.Bool().Draw(rt, "mentions") {
				x.Article.Text += " It is from the Associated Press."
			}
			s.Members = append(s.Members, x)
		}
		after := measured(t, stories).Behaviour(Key(by))
		if after == nil {
			return
		}
		b, a := Figure{}, after.Figure(Originality)
		if before != nil {
			b = *before.Figure(Originality)
		}
		if a.Count > b.Count || a.Count*b.Of > b.Count*a.Of {
			rt.Fatalf("own work was %d of %d and is %d of %d", b.Count, b.Of, a.Count, a.Of)
		}
	})
}
