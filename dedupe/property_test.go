package dedupe_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/synth"
	"github.com/newscheck/newscheck/internal/text"
)

// pile draws a small set of articles that have to do with one another: cuts,
// mixtures, edits, versions and furniture, of few publishers and few moments.
func pile() *rapid.Generator[[]dedupe.Doc] {
	stock := slices.Concat(bridge, orchard, news, bridgeAgain, russian[:4], chinese[:4],
		[]string{"Share this", "Photo by the author", "VELMARA EVENING POST", "", "“", "x", "\xff\xfe", strings.Repeat("so ", 90)})
	return rapid.Custom(func(t *rapid.T) []dedupe.Doc {
		var docs []dedupe.Doc
		for i := range rapid.IntRange(0, 12).Draw(t, "articles") {
			var parts []string
			if i > 0 && rapid.IntRange(0, 2).Draw(t, "reuses") > 0 {
				parts = strings.Split(docs[rapid.IntRange(0, i-1).Draw(t, "source")].Text, "\n")
				from := rapid.IntRange(0, len(parts)).Draw(t, "from")
				parts = slices.Clone(parts[:from])
			}
			for range rapid.IntRange(0, 12).Draw(t, "parts") {
				at := rapid.IntRange(0, len(stock)-1).Draw(t, "part")
				parts = append(parts, stock[at:min(len(stock), at+rapid.IntRange(1, 8).Draw(t, "run"))]...)
			}
			docs = append(docs, doc(fmt.Sprintf("%c%d", 'a'+rapid.IntRange(0, 25).Draw(t, "letter"), i),
				rapid.SampledFrom([]string{"", "post", "courier"}).Draw(t, "source of"),
				rapid.SampledFrom([]int64{0, 1000, 2000}).Draw(t, "time"), strings.Join(parts, "\n")))
		}
		return docs
	})
}

// canonical is a result with its articles by id, and stats.
func canonical(r *dedupe.Result) *dedupe.Result {
	c := *r
	c.Articles = slices.Clone(r.Articles)
	slices.SortFunc(c.Articles, func(a, b dedupe.Placement) int { return cmp.Compare(a.ID, b.ID) })
	return &c
}

// same fails unless two results say the same.
func same(t tb, what string, want, got *dedupe.Result) {
	t.Helper()
	want, got = canonical(want), canonical(got)
	if len(want.Articles) != len(got.Articles) {
		t.Fatalf("%s: %d articles became %d", what, len(want.Articles), len(got.Articles))
	}
	for i := range want.Articles {
		if want.Articles[i] != got.Articles[i] {
			t.Fatalf("%s:\n%+v became\n%+v", what, want.Articles[i], got.Articles[i])
		}
	}
	if len(want.Matches) != len(got.Matches) {
		t.Fatalf("%s: %d matches became %d", what, len(want.Matches), len(got.Matches))
	}
	for i := range want.Matches {
		if a, b := want.Matches[i], got.Matches[i]; !reflect.DeepEqual(a, b) {
			t.Fatalf("%s:\n%+v became\n%+v", what, a, b)
		}
	}
	if want.Stats != got.Stats {
		t.Fatalf("%s:\n%+v became\n%+v", what, want.Stats, got.Stats)
	}
}

// variants are ways to hand the same articles over, none of which may matter.
func variants(t *testing.T, seed uint64, o dedupe.Options, docs []dedupe.Doc, want *dedupe.Result) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	shuffled := slices.Clone(docs)
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	reversed := slices.Clone(docs)
	slices.Reverse(reversed)
	same(t, "shuffled", want, group(t, o, shuffled...))
	same(t, "reversed", want, group(t, o, reversed...))
	for _, n := range []int{1, 2, 7} {
		o := o
		o.Workers = n
		same(t, fmt.Sprintf("%d workers", n), want, group(t, o, docs...))
	}
	spilled := o
	spilled.Memory = 1
	spilled.TempDir = t.TempDir()
	same(t, "texts on disk", want, group(t, spilled, docs...))
	spilled.Memory = 20_000
	same(t, "some texts on disk, shuffled", want, group(t, spilled, shuffled...))

	s := newSet(t, o)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < len(docs); i += 4 {
				if err := s.Add(docs[i]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	for _, what := range []string{"added side by side", "grouped again"} {
		r, err := s.Group(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		same(t, what, want, r)
	}
}

// The result depends on nothing but the articles.
func TestResultDependsOnArticlesAlone(t *testing.T) {
	for _, o := range []dedupe.Options{{Spans: true}, {Noisy: true, Spans: true}} {
		t.Run(fmt.Sprintf("noisy=%v", o.Noisy), func(t *testing.T) {
			n := 250
			if testing.Short() || o.Noisy {
				n = 80
			}
			g := generate(t, synth.Options{Articles: n, Seed: 31, Copies: .5, Chains: .1, Noise: .03, NoiseShare: .2})
			docs := append(g.docs, sample(t)...)
			variants(t, 5, o, docs, group(t, o, docs...))
		})
	}
}

// The same of many small sets in which everything overlaps.
func TestResultDependsOnArticlesAloneSmall(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		docs := pile().Draw(rt, "docs")
		o := dedupe.Options{Noisy: rapid.Bool().Draw(rt, "noisy"), Spans: true}
		want := group(rt, o, docs...)
		order := rapid.Permutation(docs).Draw(rt, "order")
		o.Workers = rapid.SampledFrom([]int{1, 2, 7}).Draw(rt, "workers")
		o.Memory = rapid.SampledFrom([]int64{1, 2000, 0}).Draw(rt, "memory")
		o.TempDir = t.TempDir()
		same(rt, "shuffled", want, group(rt, o, order...))
	})
}

// coherent fails when a result contradicts itself or its articles.
func coherent(t tb, o dedupe.Options, docs []dedupe.Doc, r *dedupe.Result) {
	t.Helper()
	at := map[string]int{}
	for i, p := range r.Articles {
		at[p.ID] = i
		if p.ID != docs[i].ID {
			t.Fatalf("article %d is %s, was added as %s", i, p.ID, docs[i].ID)
		}
	}
	story, family, first := map[string]int{}, map[string]int{}, map[string]int{}
	familyOf := map[string]string{}
	for _, p := range r.Articles {
		story[p.Story]++
		family[p.Family]++
		if p.Relation == dedupe.First {
			first[p.Story]++
		}
		if f, ok := familyOf[p.Story]; ok && f != p.Family {
			t.Fatalf("story %s lies in two families", p.Story)
		}
		familyOf[p.Story] = p.Family
	}
	if len(story) != r.Stats.Stories || len(family) != r.Stats.Families || len(r.Matches) != r.Stats.Matches || len(docs) != r.Stats.Articles {
		t.Fatalf("stats %+v: %d stories, %d families, %d matches, %d articles", r.Stats, len(story), len(family), len(r.Matches), len(docs))
	}
	for _, p := range r.Articles {
		fraction(t, p.Jaccard, p.Containment)
		if _, ok := at[p.Of]; p.Of != "" && (!ok || p.Of == p.ID) {
			t.Fatalf("%s is of %q", p.ID, p.Of)
		}
		if n := story[p.Story]; n > 1 && first[p.Story] != 1 {
			t.Fatalf("story %s has %d firsts", p.Story, first[p.Story])
		}
		of := dedupe.Placement{}
		if p.Of != "" {
			of = r.Articles[at[p.Of]]
		}
		ok := false
		switch p.Relation {
		case dedupe.First:
			ok = family[p.Family] > 1 && p.Of == ""
		case dedupe.Copy:
			ok = story[p.Story] > 1 && of.Story == p.Story
		case dedupe.Version:
			ok = story[p.Story] == 1 && family[p.Family] > 1 && of.Family == p.Family
		case dedupe.Partial:
			ok = family[p.Family] == 1 && p.Of != "" && of.Family != p.Family
		case dedupe.Single:
			ok = family[p.Family] == 1 && p.Of == "" && p.Jaccard == 0 && p.Containment == 0
		}
		if !ok {
			t.Fatalf("%+v in a story of %d, family of %d, of %+v", p, story[p.Story], family[p.Family], of)
		}
	}
	for i, m := range r.Matches {
		fraction(t, m.Jaccard, m.ContainmentAB, m.ContainmentBA)
		if m.A >= m.B {
			t.Fatalf("match %q %q: A must sort before B", m.A, m.B)
		}
		if i > 0 && cmp.Or(cmp.Compare(r.Matches[i-1].A, m.A), cmp.Compare(r.Matches[i-1].B, m.B)) >= 0 {
			t.Fatalf("matches out of order: %q %q", m.A, m.B)
		}
		a, b := r.Articles[at[m.A]], r.Articles[at[m.B]]
		want := dedupe.Partial
		switch {
		case a.Story == b.Story:
			want = dedupe.Copy
		case a.Family == b.Family:
			want = dedupe.Version
		case m.Relation == dedupe.Quote:
			want = dedupe.Quote
		}
		if m.Relation != want {
			t.Fatalf("match %q %q is %s, the groups make it %s", m.A, m.B, m.Relation, want)
		}
		spans(t, o, docs[at[m.A]].Text, docs[at[m.B]].Text, m.Spans)
	}
}

func fraction(t tb, xs ...float64) {
	t.Helper()
	for _, x := range xs {
		if !(x >= 0 && x <= 1) {
			t.Fatalf("figure %v is not between 0 and 1", x)
		}
	}
}

// spans fails unless the passages lie in the texts, on rune boundaries, in
// order of a, and say nearly the same on both sides.
func spans(t tb, o dedupe.Options, a, b string, ps []dedupe.SpanPair) {
	t.Helper()
	last := 0
	for _, p := range ps {
		valid(t, a, p.A)
		valid(t, b, p.B)
		if p.A.Start < last {
			t.Fatalf("passage at %d of a, after one at %d", p.A.Start, last)
		}
		last = p.A.Start
		if o.Noisy || p.A.Of(a) == p.B.Of(b) {
			continue // in noisy mode wrong letters make other words
		}
		if s := alike(p.A.Of(a), p.B.Of(b)); s < .5 {
			t.Fatalf("passages say different things (%.2f):\n%q\n%q", s, p.A.Of(a), p.B.Of(b))
		}
	}
}

func valid(t tb, s string, x dedupe.Span) {
	t.Helper()
	if x.Start < 0 || x.End > len(s) || x.Start >= x.End {
		t.Fatalf("span %v of a text of %d bytes", x, len(s))
	}
	for _, at := range []int{x.Start, x.End} {
		if at < len(s) && utf8.ValidString(s) && !utf8.RuneStart(s[at]) {
			t.Fatalf("span %v cuts a character of %q", x, s[max(0, at-4):min(len(s), at+4)])
		}
	}
}

// alike is the part of the longer passage's words that the shorter has.
func alike(a, b string) float64 {
	count := map[uint64]int{}
	x, y := text.Words(nil, a), text.Words(nil, b)
	for _, w := range x {
		count[w.Hash]++
	}
	n := 0
	for _, w := range y {
		if count[w.Hash] > 0 {
			count[w.Hash]--
			n++
		}
	}
	return float64(n) / float64(max(len(x), len(y), 1))
}

func TestResultsAreCoherent(t *testing.T) {
	for _, o := range []dedupe.Options{{Spans: true}, {Noisy: true, Spans: true}} {
		t.Run(fmt.Sprintf("noisy=%v", o.Noisy), func(t *testing.T) {
			g := generate(t, synth.Options{Articles: 200, Seed: 41, Copies: .5, Chains: .2})
			docs := append(g.docs, sample(t)...)
			coherent(t, o, docs, group(t, o, docs...))
			rapid.Check(t, func(rt *rapid.T) {
				docs := pile().Draw(rt, "docs")
				coherent(rt, o, docs, group(rt, o, docs...))
			})
		})
	}
}

// What one article is to another does not depend on which is named first, but
// for the sides.
func TestExplainIsSymmetric(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		docs := pile().Draw(rt, "docs")
		if len(docs) < 2 {
			return
		}
		o := dedupe.Options{Noisy: rapid.Bool().Draw(rt, "noisy")}
		s := newSet(rt, o, docs...)
		i := rapid.IntRange(1, len(docs)-1).Draw(rt, "i")
		a, b := docs[0].ID, docs[i].ID
		x, err := s.Explain(a, b)
		if err != nil {
			rt.Fatal(err)
		}
		y, err := s.Explain(b, a)
		if err != nil {
			rt.Fatal(err)
		}
		if x.Relation != y.Relation || x.Score != y.Score || x.Related != y.Related || x.Candidate != y.Candidate || x.Kept != y.Kept ||
			x.Jaccard != y.Jaccard || x.ContainmentAB != y.ContainmentBA || x.ContainmentBA != y.ContainmentAB {
			rt.Fatalf("%s and %s:\n%+v\n%+v", a, b, x, y)
		}
		if x.Alignment.A != y.Alignment.B || x.Alignment.B != y.Alignment.A || !reflect.DeepEqual(x.Reasons, y.Reasons) && x.Alignment.A != x.Alignment.B {
			rt.Fatalf("%s and %s:\n%+v %+v\n%+v %+v", a, b, x.Alignment, x.Reasons, y.Alignment, y.Reasons)
		}
		sane(rt, o, docs[0].Text, docs[i].Text, x)
	})
}

// sane fails when the figures of an explanation contradict each other.
func sane(t tb, o dedupe.Options, a, b string, e *dedupe.Explanation) {
	t.Helper()
	x := e.Alignment
	fraction(t, e.Score, e.Related, e.Jaccard, e.ContainmentAB, e.ContainmentBA, x.Jaccard, x.A.Containment, x.B.Containment)
	for _, s := range []dedupe.Side{x.A, x.B} {
		for _, n := range []int{s.Words, s.Covered, s.Prose, s.Shared, s.Top, s.Inside, s.Tail, s.Run, s.RunLength, s.Quoted, s.Facts, s.OtherFacts} {
			if n < 0 {
				t.Fatalf("a negative count: %+v", s)
			}
		}
		if s.Covered > s.Words || s.Prose > s.Words+1 && !o.Noisy || s.Shared > s.Prose || s.Quoted > s.Shared || s.Run > s.Shared || s.OtherFacts > s.Facts ||
			s.Shared+s.Top+s.Inside+s.Tail > s.Prose || s.Shared+s.Top+s.Inside+s.Tail < s.Prose-4 || s.Run > 0 && s.RunLength == 0 {
			t.Fatalf("figures that contradict each other: %+v", s)
		}
	}
	if (e.Relation == dedupe.Copy) != (e.Score >= .5) {
		t.Fatalf("relation %q with score %v", e.Relation, e.Score)
	}
	if e.Relation == dedupe.Version && e.Related < .5 || e.Related < e.Score {
		t.Fatalf("relation %q, score %v, related %v", e.Relation, e.Score, e.Related)
	}
	if rel, score, related := dedupe.Relate(x); rel != e.Relation || score != e.Score || related != e.Related {
		t.Fatalf("Relate says %q %v %v of the alignment, Explain %q %v %v", rel, score, related, e.Relation, e.Score, e.Related)
	}
	if len(e.Reasons) == 0 {
		t.Fatal("no reasons")
	}
	for _, r := range e.Reasons {
		if r.Asked == "" || r.Found == "" || r.Limit == "" {
			t.Fatalf("a reason without words: %+v", r)
		}
	}
	spans(t, o, a, b, e.Spans)
}

// Explain says of a pair what Group says of it, where no third article decides.
func TestExplainAgreesWithGroup(t *testing.T) {
	g := generate(t, synth.Options{Articles: 600, Seed: 51, Copies: .5})
	var tried, matched int
	for i := 0; i+1 < len(g.docs) && tried < 200; i++ {
		a, b := g.docs[i], g.docs[i+1]
		o := dedupe.Options{Spans: true}
		s := newSet(t, o, a, b)
		r, err := s.Group(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		e, err := s.Explain(a.ID, b.ID)
		if err != nil {
			t.Fatal(err)
		}
		tried++
		if !e.Candidate {
			if len(r.Matches) > 0 {
				t.Fatalf("%s and %s: no candidate, and yet %+v", a.ID, b.ID, r.Matches)
			}
			continue
		}
		want := e.Relation
		if want == "" {
			if len(r.Matches) > 0 {
				t.Fatalf("%s and %s: Explain says nothing, Group %s", a.ID, b.ID, r.Matches[0].Relation)
			}
			continue
		}
		matched++
		if len(r.Matches) != 1 || r.Matches[0].Relation != want {
			t.Fatalf("%s and %s: Explain says %s, Group %+v", a.ID, b.ID, want, r.Matches)
		}
		if len(r.Matches[0].Spans) != len(e.Spans) {
			t.Errorf("%s and %s: %d passages in Group, %d in Explain", a.ID, b.ID, len(r.Matches[0].Spans), len(e.Spans))
		}
	}
	if matched < 40 {
		t.Fatalf("only %d pairs matched: the test says little", matched)
	}
}

// Looking an article up finds it, its copies, and nothing that Explain denies.
func TestLookup(t *testing.T) {
	ctx := context.Background()
	g := generate(t, synth.Options{Articles: 300, Seed: 61, Copies: .5})
	for i := range g.docs {
		g.docs[i].Source = "" // Lookup knows no furniture of the article's publisher
	}
	s := newSet(t, dedupe.Options{Spans: true, Memory: 100_000, TempDir: t.TempDir()}, g.docs...)
	r, err := s.Group(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range g.docs[:60] {
		ask := d
		ask.ID = "asked"
		ms, err := s.Lookup(ctx, ask)
		if err != nil {
			t.Fatal(err)
		}
		if len(ms) == 0 {
			t.Fatalf("%s was not found by its own text", d.ID)
		}
		got := map[string]dedupe.Relation{}
		for _, m := range ms {
			if m.A != "asked" {
				t.Fatalf("match of %q", m.A)
			}
			got[m.B] = m.Relation
			fraction(t, m.Jaccard, m.ContainmentAB, m.ContainmentBA)
			i := slices.IndexFunc(g.docs, func(x dedupe.Doc) bool { return x.ID == m.B })
			spans(t, dedupe.Options{}, d.Text, g.docs[i].Text, m.Spans)
			if m.B == d.ID {
				continue
			}
			e, err := s.Explain(d.ID, m.B)
			if err != nil {
				t.Fatal(err)
			}
			if e.Relation != m.Relation {
				t.Errorf("%s and %s: %s looked up, %s explained", d.ID, m.B, m.Relation, e.Relation)
			}
		}
		if got[d.ID] != dedupe.Copy {
			t.Errorf("%s is %q to its own text", d.ID, got[d.ID])
		}
		for _, m := range r.Matches {
			if m.A != d.ID || got[m.B] != "" {
				continue
			}
			// Families may settle what a pair by itself is not.
			if e, err := s.Explain(m.A, m.B); err != nil || e.Relation != "" {
				t.Errorf("%s matches %s in Group, not in Lookup (%+v, %v)", m.A, m.B, e, err)
			}
		}
		own, err := s.Lookup(ctx, d)
		if err != nil {
			t.Fatal(err)
		}
		if slices.ContainsFunc(own, func(m dedupe.Match) bool { return m.B == d.ID }) || len(own) != len(ms)-1 {
			t.Errorf("%s looked up under its own id: %d matches, %d with another id", d.ID, len(own), len(ms))
		}
	}
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Lookup(done, g.docs[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("a look-up whose context is done: %v", err)
	}
}

// Looking up, explaining and adding side by side is safe (run with -race).
func TestSideBySide(t *testing.T) {
	ctx := context.Background()
	g := generate(t, synth.Options{Articles: 60, Seed: 71, Copies: .5})
	s := newSet(t, dedupe.Options{Memory: 30_000, TempDir: t.TempDir()}, g.docs[:30]...)
	var wg sync.WaitGroup
	wg.Go(func() {
		for _, d := range g.docs[30:] {
			if err := s.Add(d); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for _, d := range g.docs[:10] {
			if _, err := s.Lookup(ctx, d); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for i := range 10 {
			if _, err := s.Explain(g.docs[i].ID, g.docs[i+1].ID); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for range 3 {
			if _, err := s.Group(ctx); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
	if s.Len() != 60 {
		t.Errorf("%d articles, want 60", s.Len())
	}
}
