package synth

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// pile is a sink that keeps everything.
type pile struct {
	articles []Article
	texts    map[string]string
	docs     map[string]Doc
	pairs    []Pair
	links    []Link
}

func (p *pile) Article(a Article) error {
	p.texts[a.ID] = string(a.Text)
	a.Text = nil
	p.articles = append(p.articles, a)
	return nil
}
func (p *pile) Doc(d Doc) error   { p.docs[d.ID] = d; return nil }
func (p *pile) Pair(q Pair) error { p.pairs = append(p.pairs, q); return nil }
func (p *pile) Link(l Link) error { p.links = append(p.links, l); return nil }

func generate(t testing.TB, o Options) *pile {
	t.Helper()
	p := &pile{texts: map[string]string{}, docs: map[string]Doc{}}
	if err := Generate(context.Background(), o, p); err != nil {
		t.Fatal(err)
	}
	return p
}

func written(t testing.TB, o Options) string {
	t.Helper()
	var a, d, q, l bytes.Buffer
	w, err := NewWriter(&a, &d, &q, &l, o.Seed)
	if err != nil {
		t.Fatal(err)
	}
	if err := Generate(context.Background(), o, w); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return strings.Join([]string{a.String(), d.String(), q.String(), l.String()}, "\x00")
}

func TestSameSeedSameBytes(t *testing.T) {
	o := Options{Articles: 4500, Seed: 5, Copies: .4, Noise: .03, NoiseShare: .5, Chains: .1}
	a := written(t, o)
	if b := written(t, o); a != b {
		t.Error("two runs with one seed differ")
	}
	o.Seed++
	if b := written(t, o); a == b {
		t.Error("two seeds give the same corpus")
	}
}

func TestWriterOutputParses(t *testing.T) {
	const n = 5000 // more than the shuffling window holds
	parts := strings.Split(written(t, Options{Articles: n, Seed: 2, Copies: .4, Noise: .1, NoiseShare: 1, Chains: .2}), "\x00")
	ids := map[string]bool{}
	dec := json.NewDecoder(strings.NewReader(parts[0]))
	for dec.More() {
		var a struct{ ID, Publisher, URL, Title, Published, Text string }
		if err := dec.Decode(&a); err != nil {
			t.Fatal(err)
		}
		if ids[a.ID] || a.ID == "" || a.Publisher == "" || a.URL == "" || len(a.Text) < 40 {
			t.Fatalf("bad article %+v", a)
		}
		ids[a.ID] = true
	}
	if len(ids) != n {
		t.Errorf("%d articles, want %d", len(ids), n)
	}
	for i, want := range map[int]int{1: 6, 2: 4, 3: 8} {
		r := csv.NewReader(strings.NewReader(parts[i]))
		r.Comma, r.FieldsPerRecord = '\t', want
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatalf("table %d: %v", i, err)
		}
		for _, row := range rows[1:] {
			if !ids[row[0]] || i == 2 && !ids[row[1]] {
				t.Fatalf("table %d names an article that is not there: %v", i, row)
			}
		}
	}
}

func TestTruthIsConsistent(t *testing.T) {
	p := generate(t, Options{Articles: 8000, Seed: 11, Copies: .4, Chains: .1})
	if len(p.articles) != 8000 || len(p.docs) != 8000 {
		t.Fatalf("%d articles, %d docs", len(p.articles), len(p.docs))
	}
	stories, families := map[string]int{}, map[string]string{}
	for _, d := range p.docs {
		stories[d.Story]++
		if f, ok := families[d.Story]; ok && f != d.Family {
			t.Fatalf("story %s is in families %s and %s", d.Story, f, d.Family)
		}
		families[d.Story] = d.Family
	}
	if share := 1 - float64(len(stories))/float64(len(p.docs)); math.Abs(share-.4) > .02 {
		t.Errorf("share of copies %.3f, asked for 0.4", share)
	}
	count := map[string]int{}
	overlap := map[string]float64{}
	for _, q := range p.pairs {
		a, b := p.docs[q.A], p.docs[q.B]
		if a.ID == "" || b.ID == "" || a.ID == b.ID {
			t.Fatalf("bad pair %+v", q)
		}
		if ok := map[string]bool{
			"copy":       a.Story == b.Story,
			"version":    a.Story != b.Story && a.Family == b.Family,
			"partial":    a.Family != b.Family,
			"quote-only": a.Family != b.Family,
			"same-event": a.Family != b.Family,
			"unrelated":  a.Family != b.Family,
		}[q.Label]; !ok {
			t.Fatalf("label %s of %+v and %+v", q.Label, a, b)
		}
		if count[q.Label] < 200 { // enough for a mean
			count[q.Label]++
			overlap[q.Label] += containment(p.texts[q.A], p.texts[q.B])
		}
	}
	for label, want := range map[string][2]float64{ // mean share of the shorter article's 5-grams
		"copy": {.7, .95}, "version": {.25, .6}, "partial": {.08, .4},
		"quote-only": {.03, .25}, "same-event": {0, .06}, "unrelated": {.02, .25},
	} {
		if m := overlap[label] / float64(max(count[label], 1)); count[label] < 30 || m < want[0] || m > want[1] {
			t.Errorf("%s: %d pairs, mean containment %.3f, want %v", label, count[label], m, want)
		}
	}
}

func containment(a, b string) float64 {
	grams := func(s string) map[string]bool {
		w := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') })
		g := map[string]bool{}
		for i := 0; i+5 <= len(w); i++ {
			g[strings.Join(w[i:i+5], " ")] = true
		}
		return g
	}
	x, y := grams(a), grams(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	n := 0
	for g := range x {
		if y[g] {
			n++
		}
	}
	return float64(n) / float64(max(len(x), 1))
}

func TestLineageIsATree(t *testing.T) {
	p := generate(t, Options{Articles: 3000, Seed: 4, Chains: 1})
	links := map[string]Link{}
	for _, l := range p.links {
		links[l.ID] = l
	}
	if len(links) != 3000 {
		t.Fatalf("%d links for 3000 articles", len(links))
	}
	undated, unobserved := 0, 0
	for _, l := range p.links {
		steps := 0
		for x := l; x.Parent != "" && x.Parent != "unobserved"; steps++ {
			up, ok := links[x.Parent]
			if !ok || up.Group != l.Group || steps > 20 {
				t.Fatalf("%s: chain breaks at %q", l.ID, x.Parent)
			}
			x = up
		}
		if (l.Parent == "") != (l.Relation == "first") {
			t.Errorf("%+v: only an original has no parent", l)
		}
		if d := p.docs[l.ID]; d.Story != l.Story || d.Family != l.Family {
			t.Errorf("%+v disagrees with %+v", l, d)
		}
		if l.Parent == "unobserved" {
			unobserved++
		}
	}
	for _, a := range p.articles {
		if a.Published == "" {
			undated++
		}
	}
	if unobserved < 200 || undated < 600 || undated > 2000 {
		t.Errorf("%d unobserved parents, %d articles without a time", unobserved, undated)
	}
}

func TestNoiseRate(t *testing.T) {
	const phrase = "theharborcouncilapprovedabudgetof30millionforthenewbridge"
	for _, rate := range []float64{0, .01, .06, .3} {
		r := &rng{state: 9}
		changed, total := 0, 0
		for range 2000 {
			changed += levenshtein.ComputeDistance(phrase, string(noise(nil, []byte(phrase), rate, r)))
			total += len(phrase)
		}
		if got := float64(changed) / float64(total); math.Abs(got-rate) > .15*rate {
			t.Errorf("rate %.2f: %.4f of the letters changed", rate, got)
		}
	}
}

func TestNoisyShare(t *testing.T) {
	clean := generate(t, Options{Articles: 4000, Seed: 8, Copies: .5})
	noisy := generate(t, Options{Articles: 4000, Seed: 8, Copies: .5, Noise: .06, NoiseShare: .6})
	stray, total := 0, 0
	for id := range noisy.docs {
		total++
		letters := strings.Count(noisy.texts[id], "x") + strings.Count(noisy.texts[id], "q") + strings.Count(noisy.texts[id], "z")
		if float64(letters) > .006*float64(len(noisy.texts[id])) {
			stray++
		}
		if !utf8.ValidString(clean.texts[id]) {
			t.Errorf("%s is not valid UTF-8 without noise", id)
		}
	}
	if share := float64(stray) / float64(total); share < .18 || share > .45 {
		t.Errorf("%.2f of the articles look noisy, want about .3", share)
	}
}

func TestEditRate(t *testing.T) {
	d := &desk{prose: newProse()}
	words, changed := 0, 0
	for i := range uint64(60) {
		d.reset(&rng{state: i}, i)
		a := d.story(4000)
		b := a.clone()
		d.edit(b, .02)
		for k := range a.sents {
			x, y := strings.Fields(string(d.text(a.sents[k]))), strings.Fields(string(d.text(b.sents[k])))
			if len(x) != len(y) {
				t.Fatalf("edit changed the number of words:\n%q\n%q", x, y)
			}
			for n := range x {
				words++
				if x[n] != y[n] {
					changed++
				}
			}
		}
	}
	if got := float64(changed) / float64(words); math.Abs(got-.02) > .004 {
		t.Errorf("%.4f of the words changed, asked for 0.02", got)
	}
}

func TestEveryFrameAndTemplateFills(t *testing.T) {
	p := newProse()
	r := &rng{state: 3}
	m := p.newMatter(r)
	m.label, m.outlet = "rebels", "The Harbor Ledger"
	for kind, frames := range p.frames {
		for _, f := range frames {
			for range 20 {
				if s := string(p.expand(nil, f, r, m)); strings.ContainsAny(s, "{}") || strings.Contains(s, "  ") {
					t.Errorf("%s frame gives %q", kind, s)
				}
			}
		}
	}
	for _, b := range newBriefs() {
		for _, l := range append([]string{b.headline}, b.body...) {
			for range 20 {
				if s := p.fill(l, r, m); strings.ContainsAny(s, "{}|") {
					t.Errorf("template gives %q", s)
				}
			}
		}
	}
}

func TestOptionsOutOfRange(t *testing.T) {
	for _, o := range []Options{{}, {Articles: -1}, {Articles: 1, Copies: 1}, {Articles: 1, Noise: math.NaN()}, {Articles: 1, NoiseShare: 2}, {Articles: 1, Chains: -1}} {
		if err := Generate(context.Background(), o, &nothing{}); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Generate(ctx, Options{Articles: 10}, &nothing{}); err != context.Canceled {
		t.Errorf("canceled context: %v", err)
	}
}

func TestWriterReportsErrors(t *testing.T) {
	w, err := NewWriter(failing{}, nil, nil, nil, 1)
	if err != nil {
		t.Fatal(err)
	}
	err = Generate(context.Background(), Options{Articles: 20, Seed: 1}, w)
	if err2 := w.Close(); err == nil && err2 == nil {
		t.Error("a full disk goes unnoticed")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// nothing is a sink that counts bytes.
type nothing struct{ bytes int64 }

func (n *nothing) Article(a Article) error { n.bytes += int64(len(a.Text)); return nil }
func (*nothing) Doc(Doc) error             { return nil }
func (*nothing) Pair(Pair) error           { return nil }
func (*nothing) Link(Link) error           { return nil }

func BenchmarkGenerate(b *testing.B) {
	var n nothing
	if err := Generate(context.Background(), Options{Articles: b.N, Seed: 1, Copies: .4}, &n); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(n.bytes / int64(b.N))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}

func BenchmarkWrite(b *testing.B) {
	w, err := NewWriter(io.Discard, io.Discard, io.Discard, io.Discard, 1)
	if err != nil {
		b.Fatal(err)
	}
	if err := Generate(context.Background(), Options{Articles: b.N, Seed: 1, Copies: .4}, w); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
