package report

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs from what was made; go test ./report -update writes it anew\n%s", path, firstDifference(want, got))
	}
}

func firstDifference(want, got []byte) string {
	w, g := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return "line " + thousands(i+1) + "\n- " + w[i] + "\n+ " + g[i]
		}
	}
	return "one is longer"
}

// The whole Model and its Markdown, from provenance that is given, so that only
// what this package does can change them, and what framing says of clear cases.
func TestGolden(t *testing.T) {
	m, err := Build(context.Background(), smallKnown(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Markdown(&b, m, Limits{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "small.md", b.Bytes())
	b.Reset()
	if err := JSON(&b, m); err != nil {
		t.Fatal(err)
	}
	golden(t, "small.json", b.Bytes())
	var again Model
	if err := json.Unmarshal(b.Bytes(), &again); err != nil {
		t.Fatal(err)
	}
	if len(again.Stories) != len(m.Stories) {
		t.Error("the JSON does not read back")
	}
}

// What the golden files must hold, whatever else they do.
func TestSmallPileTruth(t *testing.T) {
	m := modelOf(t, smallPile(), Options{})
	if m.Totals.Articles != 6 || len(m.Stories) != 1 {
		t.Fatalf("%d articles, %d stories with copies: want 6 and 1", m.Totals.Articles, len(m.Stories))
	}
	s := m.Stories[0]
	if got := s.Finding.String(); !strings.HasPrefix(got, "4 articles on 3 sites and 1 page whose site is not known, but one source: Associated Press (stated in the dateline: “AP”). 2 copies do not name it.") {
		t.Errorf("finding: %s", got)
	}
	for _, want := range []struct{ kind, label string }{{"quote", "altered"}, {"number", "changed"}, {"label", "changed"}, {"omitted", "denial"}} {
		if !slices.ContainsFunc(s.Changes, func(c Change) bool {
			return c.Kind == want.kind && c.Label == want.label && slices.Contains(c.In, "paper-2")
		}) {
			t.Errorf("paper-2: no %s/%s among the changes", want.kind, want.label)
		}
	}
	if s.Changes[0].Weight < 3 || !slices.IsSortedFunc(s.Changes, func(a, b Change) int { return b.Weight - a.Weight }) {
		t.Error("the gravest change does not stand first")
	}
	if !slices.ContainsFunc(s.Related, func(r Related) bool {
		return r.Copy.ID == "roundup-1" && r.Relation == dedupe.Partial && strings.Contains(r.Passage, "1,200 trucks")
	}) {
		t.Errorf("the roundup is not related: %+v", s.Related)
	}
	ap := m.Outlets[slices.IndexFunc(m.Outlets, func(o Outlet) bool { return o.Slug == "ap" })]
	if ap.CarriedBy != 3 || ap.Unnamed != 2 || ap.Own != 1 {
		t.Errorf("AP: own %d, carried by %d, not named by %d: want 1, 3, 2", ap.Own, ap.CarriedBy, ap.Unnamed)
	}
}

func TestWorkersChangeNothing(t *testing.T) {
	arts := sampleArticles(t)
	var want []byte
	for _, workers := range []int{1, 3} {
		var b bytes.Buffer
		if err := JSON(&b, modelOf(t, arts, Options{Workers: workers})); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = b.Bytes()
		} else if !bytes.Equal(want, b.Bytes()) {
			t.Errorf("%d workers: %s", workers, firstDifference(want, b.Bytes()))
		}
	}
}

// The numbers of a report hang together.
func TestSampleSums(t *testing.T) {
	m := sampleModel(t)
	tot := m.Totals
	if tot.Own+tot.Stated+tot.Inferred+tot.Unknown != tot.Articles {
		t.Errorf("statuses do not add up to %d articles: %+v", tot.Articles, tot)
	}
	in := 0
	for _, s := range m.Stories {
		in += len(s.Copies)
		if len(s.Copies) < 2 {
			t.Errorf("story %s has %d copies", s.ID, len(s.Copies))
		}
		ids := map[string]bool{}
		for _, c := range s.Copies {
			ids[c.ID] = true
		}
		for _, c := range s.Changes {
			if !ids[c.From] || len(c.In) == 0 || c.A == nil && c.B == nil || c.Says == "" {
				t.Errorf("story %s: incomplete change %+v", s.ID, c)
			}
			if c.Weight < 1 {
				t.Errorf("story %s shows a change that does not matter: %+v", s.ID, c)
			}
		}
	}
	if in != tot.InCopied {
		t.Errorf("stories hold %d articles, totals say %d", in, tot.InCopied)
	}
	flows, foreign := 0, 0
	for _, f := range m.Flows {
		flows += f.Articles
		if f.Stated > f.Articles || f.From == f.To {
			t.Errorf("flow %+v", f)
		}
	}
	for _, o := range m.Outlets {
		if o.Own+o.Stated+o.Inferred+o.Unknown != o.Articles || len(o.Published) != o.Articles || len(o.Elsewhere) != o.CarriedBy {
			t.Errorf("outlet %s does not add up: %+v", o.Slug, o.Finding)
		}
		for _, f := range o.Gave {
			foreign += f.Articles
		}
	}
	if flows != foreign || flows == 0 {
		t.Errorf("flows hold %d articles, the outlets' pages %d", flows, foreign)
	}
}

func TestBuildRefusesWhatDoesNotBelongTogether(t *testing.T) {
	_, err := Build(context.Background(), Pile{Articles: smallPile(), Groups: &dedupe.Result{}}, Options{})
	if err == nil || !strings.Contains(err.Error(), "do not belong together") {
		t.Errorf("error %v", err)
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m := sampleModel(t)
	if err := Pages(ctx, m, Limits{}, func(string, []byte) error { return nil }); err != context.Canceled {
		t.Errorf("error %v", err)
	}
}

func TestOrderOfCopies(t *testing.T) {
	day := func(v string) *provenance.Date { return &provenance.Date{Value: v, Precision: "day"} }
	at := func(v string) *provenance.Date {
		return &provenance.Date{Value: v, Precision: "second", ZoneKnown: true}
	}
	copies := []Copy{
		{ID: "undated", Parent: "late"},
		{ID: "day", Published: day("2025-03-04")},
		{ID: "local", Published: &provenance.Date{Value: "2025-03-04T07:00", Precision: "minute"}, Parent: "wire"},
		{ID: "late", Published: at("2025-03-05T01:00:00Z")},
		{ID: "wire", Published: at("2025-03-04T12:00:00+03:00")},
		{ID: "ring-a", Parent: "ring-b"},
		{ID: "ring-b", Parent: "ring-a"},
	}
	inOrder(copies)
	var got []string
	for _, c := range copies {
		got = append(got, c.ID)
	}
	want := "wire local day late ring-b ring-a undated"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("order %s, want %s", s, want)
	}
}
