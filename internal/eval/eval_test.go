package eval

import (
	"math"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func wantFigures(t *testing.T, got []Figure, want string) {
	t.Helper()
	by := map[string]string{}
	for _, f := range got {
		by[f.Name] = f.Number()
	}
	for _, line := range strings.Fields(want) {
		name, value, _ := strings.Cut(line, "=")
		if by[name] != value {
			t.Errorf("%s = %q, want %q", name, by[name], value)
		}
	}
}

// Six articles, gold {a b c} {d e} {f}, found {a b} {c d e} {f}.
// Pairs: gold ab ac bc de, found ab cd ce de; common ab de.
// P = 2/4, R = 2/4. Chance = 4·4/15; ARI = (2 − 16/15) / (4 − 16/15) = 14/44.
func TestGroupsByHand(t *testing.T) {
	var labels []DocLabel
	var placed []dedupe.Placement
	for _, x := range []struct{ id, gold, found string }{
		{"a", "1", "x"}, {"b", "1", "x"}, {"c", "1", "y"}, {"d", "2", "y"}, {"e", "2", "y"}, {"f", "3", "z"},
	} {
		labels = append(labels, DocLabel{ID: x.id, Story: x.gold, Family: "all", Scored: true})
		placed = append(placed, dedupe.Placement{ID: x.id, Story: x.found, Family: "same"})
	}
	labels = append(labels, DocLabel{ID: "trap", Story: "1", Family: "all"}) // not scored
	placed = append(placed, dedupe.Placement{ID: "trap", Story: "z", Family: "other"})
	s := Groups(labels, placed)
	if s.Scored != 6 || s.Missing != 0 {
		t.Errorf("scored %d missing %d, want 6 and 0", s.Scored, s.Missing)
	}
	if !near(s.Story.P, .5) || !near(s.Story.R, .5) || !near(s.Story.F1, .5) || !near(s.Story.ARI, 14.0/44) {
		t.Errorf("story %+v", s.Story)
	}
	if !near(s.Family.F1, 1) || s.Family.ARI != 1 {
		t.Errorf("family %+v, want perfect", s.Family)
	}
	wantFigures(t, s.Figures(), "missing=0 story.P=0.500 story.ARI=0.318 family.F1=1.000")
}

func TestGroupsMissingAreAlone(t *testing.T) {
	labels := []DocLabel{{"a", "1", "1", true}, {"b", "1", "1", true}, {"c", "2", "2", true}}
	s := Groups(labels, []dedupe.Placement{{ID: "c", Story: "x", Family: "x"}})
	if s.Missing != 2 || s.Story.R != 0 || s.Story.P != 0 || s.Story.F1 != 0 {
		t.Errorf("%+v, want two missing and nothing found", s)
	}
	if got := Groups(nil, nil); math.IsNaN(got.Story.ARI) || math.IsNaN(got.Story.F1) {
		t.Errorf("no labels give NaN: %+v", got)
	}
}

// copy: found 1 of 2 right, one called version; version: found none of 1, and
// one wrong; partial: 1 right, and one unrelated pair called partial.
func TestRelationsByHand(t *testing.T) {
	labels, err := ReadPairs(strings.NewReader("doc_a\tdoc_b\tlabel\tbasis\n" +
		"a\tb\tcopy\tread\n" + "a\tc\tcopy\tread\n" + "c\td\tversion\tread\n" + "d\te\tpartial\tread\n" +
		"e\tf\tunrelated\trule\n" + "f\tg\tquote-only\trule\n" + "g\th\tsame-event\trule\n"))
	if err != nil {
		t.Fatal(err)
	}
	s := Relations(labels, []dedupe.Match{
		{A: "b", B: "a", Relation: dedupe.Copy}, // the order is free
		{A: "a", B: "c", Relation: dedupe.Version},
		{A: "d", B: "e", Relation: dedupe.Partial},
		{A: "e", B: "f", Relation: dedupe.Partial},
		{A: "g", B: "h", Relation: dedupe.Quote}, // no mistake
	})
	wantFigures(t, s.Figures(), "copy.P=1.000 copy.R=0.500 copy.F1=0.667 version.P=0.000 version.R=0.000 version.F1=0.000 partial.P=0.500 partial.R=1.000 partial.F1=0.667 macroF1=0.444")
	if s.Pairs != 7 {
		t.Errorf("%d pairs, want 7", s.Pairs)
	}
}

func TestReadPairsRejects(t *testing.T) {
	for _, table := range []string{"", "doc_a\tdoc_b\n", "doc_a\tdoc_b\tlabel\na\tb\tsimilar\n"} {
		if _, err := ReadPairs(strings.NewReader(table)); err == nil {
			t.Errorf("%q: no error", table)
		}
	}
	_, err := ReadDocs(strings.NewReader("doc\tstory\tfamily\na\t1\t1\na\t1\t1\n"))
	if err == nil || !strings.Contains(err.Error(), "row 3") {
		t.Errorf("a doc that stands twice: %v, want an error that names row 3", err)
	}
}

func TestReadTableQuoting(t *testing.T) {
	table := "\ufeffdoc\tstory\tfamily\n\"a \"\"x\"\"\nb\"\ts\tf\n\nplain \"q\"\ts\tf\n"
	rows, err := readTable(strings.NewReader(table), quoted, "doc")
	if err != nil || len(rows) != 2 || rows[0]["doc"] != "a \"x\"\nb" || rows[1]["doc"] != `plain "q"` {
		t.Errorf("quoted: %q %v", rows, err)
	}
	rows, err = readTable(strings.NewReader("a\tb\r\n\"x\t\"y\"\r\n"), literal, "b")
	if err != nil || len(rows) != 1 || rows[0]["a"] != `"x` || rows[0]["b"] != `"y"` {
		t.Errorf("literal: %q %v", rows, err)
	}
}

func rec(id string, status provenance.Status, name string) provenance.Record {
	r := provenance.Record{ID: id, OriginStatus: status}
	if name != "" {
		r.Origin = &provenance.OutletRef{Name: name}
	}
	return r
}

func TestOriginByHand(t *testing.T) {
	labels, err := ReadOrigins(strings.NewReader(strings.ReplaceAll(
		`doc|origin|origin_outlet|cites_only|origin_by_copy|origin_guess
hit|Associated Press|Associated Press|CNN||
miss|Reuters|Reuters|||
trap|Reuters|Reuters|CNN; Fox News||
own|own|The Daily Sun|||
ownname|own|The Daily Sun|||
ownwrong|own|The Daily Sun|||
bycopy|unknown|||AFP|
guess|unknown||||CNN
bad|unknown||||
quiet|unknown||||
`, "|", "\t")))
	if err != nil {
		t.Fatal(err)
	}
	s := Origin(labels, []provenance.Record{
		rec("hit", provenance.Stated, "the  associated PRESS"),
		rec("miss", provenance.Unknown, ""),
		rec("trap", provenance.Stated, "CNN"),
		rec("own", provenance.Own, ""),
		rec("ownname", provenance.Stated, "Daily Sun"), // the publisher itself is not foreign
		rec("ownwrong", provenance.Stated, "Reuters"),
		rec("bycopy", provenance.Inferred, "AFP"),
		rec("guess", provenance.Inferred, "CNN"),
		rec("bad", provenance.Stated, "Xinhua"),
		// nothing is said of "quiet"
	}, nil)
	wantFigures(t, s.Figures(), `docs=10 gold_foreign=3 hit=1 abstain=1 wrong=1 gold_own=3 own_hit=2 own_taken_for_foreign=1
		gold_unknown=4 unknown_supported=2 unknown_unsupported=1 bycopy=1 bycopy_hit=1 trap=1
		origin.P=0.500 origin.R=0.333 own.R=0.667 trap.rate=0.100 bycopy.R=1.000`)
}

func TestOriginAliases(t *testing.T) {
	labels := []OriginLabel{{ID: "a", Origin: "AP", Outlet: "AP"}}
	records := []provenance.Record{rec("a", provenance.Stated, "Associated Press")}
	if s := Origin(labels, records, nil); s.Wrong != 1 {
		t.Errorf("without aliases: %+v, want one wrong", s)
	}
	known := func(name string) string {
		if n := PlainName(name); n != "ap" {
			return n
		}
		return "associated press"
	}
	if s := Origin(labels, records, known); s.Hit != 1 {
		t.Errorf("with aliases: %+v, want one hit", s)
	}
}

func side(text string) *framing.Side { return &framing.Side{Text: text} }

func TestFramingByHand(t *testing.T) {
	labels, err := ReadFraming(strings.NewReader(strings.ReplaceAll(
		`pair_id|doc_a|doc_b|kind|a_text|b_text|detail|matters
x|a|b|headline|Talks end|Talks collapse|reframed: end -> collapse|2
x|a|b|label|militants|terrorists|actor|2
x|a|b|number|12 dead|15 dead|toll|1
x|a|b|omitted|The ministry denied it|||1
x|a|b|neutral|colour|color|spelling|0
x|a|b|added||"Subscribe now"|furniture|0
x|a|b|added|||other 4 sentences|0
y|c|d|headline|Same|Same|same|0
`, "|", "\t")))
	if err != nil {
		t.Fatal(err)
	}
	if len(labels) != 7 {
		t.Fatalf("%d labels, want 7: the row that only counts is left out", len(labels))
	}
	s := Framing(labels, map[string][]framing.Note{"x": {
		{Kind: "headline", Label: "reframed", A: side("Talks end"), B: side("Talks collapse")},
		{Kind: "intensity", A: side("the Militants  fled"), B: side("the terrorists fled")}, // right place, kindred kind
		{Kind: "label", A: side("12 dead"), B: side("15 dead")},                             // right place, but not a number
		{Kind: "added", B: side(`"subscribe now"`)},                                         // flags what does not matter
		{Kind: "added", B: side("nobody listed this")},
		{Kind: "neutral", A: side("colour"), B: side("color")}, // known, not flagged
	}})
	wantFigures(t, s.Figures(), `recall=0.333 neutral_flagged=0.500 headline.acc=1.000 precision_listed=0.667
		notes=4 unlisted=1 label.R=1.000 number.R=0.000 omitted.R=0.000 hedge.R=0.000`)
}

func TestFramingHeadlineType(t *testing.T) {
	labels := []FramingLabel{{Pair: "p", Kind: "headline", AText: "x", Detail: "new"}, {Pair: "q", Kind: "headline", AText: "x", Detail: ""}}
	s := Framing(labels, nil) // no note: the headlines are the same
	if s.Headlines != 2 || s.HeadlineOK != 0 {
		t.Errorf("%+v", s)
	}
}
