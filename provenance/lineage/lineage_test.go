package lineage

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance"
)

// report is an article of our own, paragraph by paragraph.
var report = []string{
	"The harbor board of Port Ellery voted on Monday to close the old grain terminal, which has stood empty since a fire in 2011 destroyed its conveyor.",
	"Board members said the concrete silos, among the tallest structures on the northern waterfront, would be taken down over eighteen months.",
	"\"We kept them as long as we could afford to,\" said Mara Lindqvist, who has chaired the board for nine years.",
	"A citizens' group had asked for the silos to be turned into a climbing hall and a museum of the grain trade.",
	"The group's plan was rejected by five votes to two after engineers warned that the foundations were sinking by about two centimeters a year.",
	"Demolition will begin in spring, when migrating swifts that nest in the upper gallery have left the building for good.",
	"Fishing crews who tie up beside the terminal were told that the quay would stay open while the work goes on.",
	"The board has not said what will be built on the site, but a ferry company has expressed interest in a second berth.",
}

// without is the report lacking some paragraphs.
func without(drop ...int) string {
	var pars []string
	for i, p := range report {
		if !slices.Contains(drop, i) {
			pars = append(pars, p)
		}
	}
	return page(pars...)
}

func page(pars ...string) string { return strings.Join(pars, "\n\n") }

func outlet(name, domain string) *provenance.Record {
	return &provenance.Record{Publisher: &provenance.OutletRef{Name: name, Domain: domain}, OriginStatus: provenance.Unknown}
}

func at(r *provenance.Record, value, precision string, zone bool) *provenance.Record {
	r.Published = &provenance.Date{Value: value, Precision: precision, ZoneKnown: zone, Source: "meta"}
	return r
}

func mustTrace(t testing.TB, copies []Copy) map[string]provenance.Edge {
	t.Helper()
	for i := range copies {
		copies[i].Story = "s1"
	}
	edges, err := Trace(context.Background(), copies)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]provenance.Edge{}
	for _, e := range edges {
		if _, twice := m[e.To]; twice {
			t.Errorf("two edges to %s", e.To)
		}
		m[e.To] = e
	}
	return m
}

func TestTrace(t *testing.T) {
	full := page(report...)
	swap := func(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }
	ledger, courier, bay := outlet("The Ellery Ledger", "elleryledger.example"), outlet("North Courier", "northcourier.example"), outlet("Bay Today", "baytoday.example")
	tests := []struct {
		name   string
		copies []Copy
		parent map[string]string // "" is outside, "?" undetermined, absent no edge
		status map[string]string
	}{
		{
			name: "the copy names its source",
			copies: []Copy{
				{ID: "a", Text: full, Record: ledger},
				{ID: "b", Text: page(append(report[:6:6], "This article first appeared in The Ellery Ledger.")...), Record: courier},
			},
			parent: map[string]string{"b": "a"},
			status: map[string]string{"b": Stated},
		},
		{
			name: "the house is residue in the copy",
			copies: []Copy{
				{ID: "a", Text: swap(full, "said Mara Lindqvist", "Mara Lindqvist told the Ellery Ledger"), Record: ledger},
				{ID: "b", Text: swap(page(report[:7]...), "said Mara Lindqvist", "Mara Lindqvist told the Ellery Ledger"), Record: courier},
			},
			parent: map[string]string{"b": "a"},
		},
		{
			name: "identical texts without clocks",
			copies: []Copy{
				{ID: "a", Text: full, Record: ledger}, {ID: "b", Text: full, Record: courier},
			},
			parent: map[string]string{"a": "", "b": "?"},
		},
		{
			name: "clocks of unknown zone never decide alone",
			copies: []Copy{
				{ID: "a", Text: full, Record: at(outlet("A", "aa.example"), "2025-03-03T08:00", "minute", false)},
				{ID: "b", Text: full, Record: at(outlet("B", "bb.example"), "2025-03-09T20:00", "minute", false)},
			},
			parent: map[string]string{"b": "?"},
		},
		{
			name: "clocks of known zone may",
			copies: []Copy{
				{ID: "b", Text: full, Record: at(outlet("A", "aa.example"), "2025-03-03T08:00:00Z", "second", true)},
				{ID: "a", Text: full, Record: at(outlet("B", "bb.example"), "2025-03-03T13:00:00+02:00", "second", true)},
			},
			parent: map[string]string{"a": "b"},
			status: map[string]string{"a": Inferred},
		},
		{
			name: "a chain by what each added",
			copies: []Copy{
				{ID: "c", Text: swap(page(report[:5]...), "taken down", "pulled down", "rejected", "turned down", "destroyed", "wrecked"), Record: bay},
				{ID: "a", Text: full, Record: at(ledgerProof(), "2025-03-03T08:00:00Z", "second", true)},
				{ID: "b", Text: swap(page(report[:7]...), "taken down", "pulled down", "rejected", "turned down"), Record: at(outlet("North Courier", "northcourier.example"), "2025-03-03T10:00:00Z", "second", true)},
			},
			parent: map[string]string{"b": "a", "c": "b"},
		},
		{
			name: "an agency outside the pile",
			copies: []Copy{
				{ID: "a", Text: swap(without(1, 4), "stood empty", "stood idle", "rejected", "thrown out"), Record: stated(outlet("North Courier", "northcourier.example"))},
				{ID: "b", Text: swap(without(2, 6), "northern waterfront", "harbor front", "climbing hall", "gymnasium"), Record: stated(outlet("Bay Today", "baytoday.example"))},
				{ID: "c", Text: swap(without(3, 5), "sinking", "settling", "second berth", "new berth"), Record: stated(outlet("Hill Radio", "hillradio.example"))},
			},
			parent: map[string]string{"a": "", "b": "", "c": ""},
		},
		{
			name: "the agency's own page",
			copies: []Copy{
				{ID: "z", Text: full, Record: &provenance.Record{Publisher: &provenance.OutletRef{ID: "reuters", Name: "Reuters", Domain: "reuters.com", Kind: "agency"}, OriginStatus: provenance.Own}},
				{ID: "a", Text: page(report[:6]...), Record: stated(outlet("North Courier", "northcourier.example"))},
				{ID: "b", Text: page(report[:7]...), Record: stated(outlet("Bay Today", "baytoday.example"))},
			},
			parent: map[string]string{"a": "z", "b": "z"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			edges := mustTrace(t, tt.copies)
			for id, want := range tt.parent {
				e, ok := edges[id]
				got := e.From
				if e.Status == Undetermined {
					got = "?"
					if e.From != "" {
						t.Errorf("undetermined edge to %s has a parent", id)
					}
				}
				if !ok && want != "" || got != want {
					t.Errorf("parent of %s is %q (%v, score %.1f), want %q\n%s", id, got, ok, e.Score, want, evidenceText(e))
				}
				if s := tt.status[id]; s != "" && e.Status != s {
					t.Errorf("edge to %s is %s, want %s", id, e.Status, s)
				}
			}
		})
	}
}

func ledgerProof() *provenance.Record {
	r := outlet("The Ellery Ledger", "elleryledger.example")
	r.OriginStatus = provenance.Own
	return r
}

func stated(r *provenance.Record) *provenance.Record {
	r.OriginStatus, r.Origin = provenance.Stated, &provenance.OutletRef{ID: "reuters", Name: "Reuters"}
	return r
}

func evidenceText(e provenance.Edge) string {
	var b strings.Builder
	for _, v := range e.Evidence {
		fmt.Fprintf(&b, "  %-26s %5.1f %s\n", v.Rule, v.Weight, v.Text)
	}
	return b.String()
}

func TestEvidenceShowsBothSides(t *testing.T) {
	edges := mustTrace(t, []Copy{
		{ID: "a", Title: "Board closes terminal", Text: page(report...), Record: outlet("The Ellery Ledger", "elleryledger.example")},
		{ID: "b", Title: "Silos to fall", Text: page(append(report[:6:6], "Source: The Ellery Ledger.", "")...), Record: outlet("North Courier", "northcourier.example")},
	})
	e := edges["b"]
	rules := map[string]provenance.Evidence{}
	for _, v := range e.Evidence {
		rules[v.Rule] = v
		if v.From != "a" || v.Supports != "parent" {
			t.Errorf("%+v does not point to the parent", v)
		}
	}
	if v := rules["reverse.named.child"]; v.Weight <= 0 || v.Text != "The Ellery Ledger" && v.Text != "Ellery Ledger" {
		t.Errorf("attribution is %+v, want the words that name the parent, in favor", v)
	}
	if v := rules["cut.tail"]; v.Weight >= 0 {
		t.Errorf("the cut is %+v, want a small weight against", v)
	}
	if v := rules["reverse.gain.tail"]; v.Weight <= 0 {
		t.Errorf("the end is %+v, want it in favor", v)
	}
}

func TestOrderOfCopiesDoesNotMatter(t *testing.T) {
	p := plant(t, 60, 7)
	want, err := Trace(context.Background(), p.copies)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		shuffled := rapid.Permutation(p.copies).Draw(t, "copies")
		got, err := Trace(context.Background(), shuffled)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatal("another order of the copies gives other edges")
		}
	})
}

func TestHostileCopies(t *testing.T) {
	same := strings.Repeat("We agree. ", 20000)
	copies := []Copy{
		{ID: "empty"}, {ID: "blank", Text: " \n\n\t"}, {ID: "broken", Text: "\xff\xfe broken \x80 text that goes on for a while, and ends."},
		{ID: "same1", Text: same}, {ID: "same2", Text: same},
		{ID: "long", Text: strings.Repeat("x", 1<<20)},
		{ID: "wide", Text: strings.Repeat("Every single sentence here is of one form. ", 5000)},
		{ID: "bad record", Text: page(report...), Record: &provenance.Record{Published: &provenance.Date{Value: "no date", Precision: "minute"}, Publisher: &provenance.OutletRef{}}},
		{ID: "bad spans", Text: page(report...), Record: &provenance.Record{Boilerplate: []provenance.Boilerplate{{Span: provenance.Span{Start: 5, End: 1 << 30}}, {Span: provenance.Span{Start: -4, End: 3}}}}},
	}
	start := time.Now()
	mustTrace(t, copies)
	if d := time.Since(start); d > 5*time.Second {
		t.Errorf("took %v", d)
	}
}

// TestLargeStory traces a story of hundreds of copies, where not all pairs are
// compared.
func TestLargeStory(t *testing.T) {
	for _, n := range []int{140, 700} {
		copies := largeStory(n)
		start := time.Now()
		edges := mustTrace(t, copies)
		took := time.Since(start)
		right, wrong := 0, 0
		for _, e := range edges {
			if e.Status == Undetermined || e.From == "" {
				continue
			}
			if parentOf[e.To] == e.From {
				right++
			} else {
				wrong++
			}
		}
		t.Logf("%d copies in %v: %d right, %d wrong", n, took, right, wrong)
		if took > 6*time.Second {
			t.Errorf("%d copies took %v", n, took)
		}
		if right < n*6/10 || wrong > n/10 {
			t.Errorf("%d copies: %d edges right, %d wrong", n, right, wrong)
		}
	}
}

var parentOf = map[string]string{}

// largeStory makes a tree in which copy i was made from copy (i-1)/4, with words
// of its own put in and its source named.
func largeStory(n int) []Copy {
	clear(parentOf)
	texts := make([]string, n)
	copies := make([]Copy, n)
	clock := time.Date(2025, 3, 3, 8, 0, 0, 0, time.UTC)
	for i := range n {
		id := fmt.Sprintf("c%04d", i)
		r := at(outlet(fmt.Sprintf("Paper%dville", i), fmt.Sprintf("paper%dville.example", i)), clock.Add(time.Duration(i)*17*time.Minute).Format(time.RFC3339), "second", true)
		if i == 0 {
			texts[0] = page(report...)
			r.OriginStatus = provenance.Own
		} else {
			up := (i - 1) / 4
			parentOf[id] = fmt.Sprintf("c%04d", up)
			pars := strings.Split(texts[up], "\n\n")
			k := i % len(pars)
			words := strings.Fields(pars[k])
			words[(i*7)%len(words)] = fmt.Sprintf("edited%d", i)
			pars[k] = strings.Join(words, " ")
			texts[i] = page(pars...)
		}
		copies[i] = Copy{ID: id, Text: texts[i], Record: r}
	}
	return copies
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	copies := largeStory(10)
	for i := range copies {
		copies[i].Story = "s"
	}
	if _, err := Trace(ctx, copies); err != context.Canceled {
		t.Errorf("error is %v, want %v", err, context.Canceled)
	}
}

func TestSinglesHaveNoEdges(t *testing.T) {
	edges, err := Trace(context.Background(), []Copy{{ID: "a", Story: "s1", Text: report[0]}, {ID: "b", Story: "s2", Text: report[0]}, {ID: "c"}, {ID: "d"}})
	if err != nil || len(edges) != 0 {
		t.Errorf("edges %v, error %v", edges, err)
	}
}

func TestEdgesForResolve(t *testing.T) {
	var f provenance.LineageFunc
	tracer := NewTracer()
	f = tracer.Edges
	p := plant(t, 60, 12)
	byFamily := map[string][]int{}
	for i, c := range p.copies {
		byFamily[c.Family] = append(byFamily[c.Family], i)
		tracer.Learn(c.Text)
	}
	want, err := tracer.Trace(context.Background(), p.copies)
	if err != nil {
		t.Fatal(err)
	}
	var got []provenance.Edge
	for _, ix := range byFamily {
		var rs []provenance.Record
		var arts []article.Article
		for _, i := range ix {
			r := *p.copies[i].Record
			r.Story, r.Family = p.copies[i].Story, p.copies[i].Family
			rs = append(rs, r)
			arts = append(arts, p.articles[i])
		}
		edges, err := f(context.Background(), rs, arts)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, edges...)
	}
	slices.SortFunc(got, func(a, b provenance.Edge) int { return strings.Compare(a.To, b.To) })
	if len(got) == 0 || !reflect.DeepEqual(got, want) {
		t.Errorf("family by family there are %d edges, together %d, or they differ", len(got), len(want))
	}
}
