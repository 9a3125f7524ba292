package lineage

import (
	"strings"
	"testing"

	"github.com/newscheck/newscheck/provenance"
)

func TestParseWeights(t *testing.T) {
	if _, err := parseWeights(weightsFile); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{
		"", "cut.tail\t1\tx\n", strings.Replace(weightsFile, "cut.tail\t0.4", "cut.tail\tmuch", 1),
		strings.Replace(weightsFile, "cut.tail\t", "cut.tails\t", 1), weightsFile + "cut.tail\t1\tx\ty\n", strings.Replace(weightsFile, "\t0.4\t", "\t-1\t", 1),
	} {
		if _, err := parseWeights(bad); err == nil {
			t.Errorf("accepted: %.60q", bad)
		}
	}
	w := defaultWeights()
	if w[ruleTimeReversedW] >= w[ruleThreshold] {
		t.Error("a clock of unknown zone alone must stay under the threshold")
	}
}

func TestOrderOfClocks(t *testing.T) {
	d := func(value, precision string, zone bool) *provenance.Date {
		return &provenance.Date{Value: value, Precision: precision, ZoneKnown: zone, Source: "meta"}
	}
	tests := []struct {
		a, b *provenance.Date
		sign int
		firm bool
	}{
		{d("2025-03-03T08:00:00Z", "second", true), d("2025-03-03T09:00:00Z", "second", true), -1, true},
		{d("2025-03-03T08:00:00Z", "second", true), d("2025-03-03T09:00:00+02:00", "second", true), 1, true}, // 07:00 UTC
		{d("2025-03-03T08:00:00Z", "second", true), d("2025-03-03T08:05:00Z", "second", true), 0, true},      // under ten minutes
		{d("2025-03-03T08:00", "minute", false), d("2025-03-03T21:00", "minute", false), 0, false},           // under 14 hours
		{d("2025-03-03T08:00", "minute", false), d("2025-03-04T00:00", "minute", false), -1, false},
		{d("2025-03-03T08:00", "minute", false), d("2025-03-03T12:00:00Z", "second", true), 0, false},
		{d("2025-03-03", "day", false), d("2025-03-04", "day", false), 0, false}, // may be the same hour
		{d("2025-03-03", "day", false), d("2025-03-05", "day", false), -1, false},
		{d("2025-03", "month", false), d("2025-03-05", "day", false), 0, false},
		{d("2025-05", "month", false), d("2025-03-05", "day", false), 1, false},
		{d("2025-03-03T08:00:00Z", "second", true), nil, 0, false},
		{d("2025-03-03T08:00:00Z", "second", true), &provenance.Date{Value: "2025-03-09T08:00:00Z", Precision: "second", ZoneKnown: true, Source: "fetched"}, 0, false},
		{d("soon", "minute", false), d("2025-03-05", "day", false), 0, false},
	}
	for _, tt := range tests {
		a, b := readClock(tt.a), readClock(tt.b)
		if sign, firm := order(a, b); sign != tt.sign || firm != tt.firm {
			t.Errorf("order(%v, %v) = %d %v, want %d %v", tt.a, tt.b, sign, firm, tt.sign, tt.firm)
		}
		if sign, _ := order(b, a); sign != -tt.sign {
			t.Errorf("order(%v, %v) is not the reverse", tt.b, tt.a)
		}
	}
}

func TestChanges(t *testing.T) {
	known := newLexicon()
	for _, s := range []string{"The official said so.", "An official of the board came.", "They separate the two.", "We separate ours.", "Police reports came in.", "The report of a day."} {
		known.add(s)
	}
	tests := []struct {
		a, b string
		want []changeKind
	}{
		{"the board official spoke", "the board offical spoke", []changeKind{typoMade}},
		{"the board offical spoke", "the board official spoke", []changeKind{typoMended}},
		{"they will seperate them", "they will separate them", []changeKind{typoMended}},
		{"the report was late", "the reports was late", []changeKind{reworded}}, // an ending is grammar
		{"the militants left", "the rebels left", []changeKind{reworded}},
		{"the silos stand tall", "the silos stand tall", nil},
		{"the silos stand", "the old silos still stand", []changeKind{reworded, reworded}},
		{"", "a b c", []changeKind{reworded}},
	}
	for _, tt := range tests {
		got := diff(tt.a, tt.b, known)
		if len(got) != len(tt.want) {
			t.Errorf("diff(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
			continue
		}
		for i, c := range got {
			if c.kind != tt.want[i] {
				t.Errorf("diff(%q, %q)[%d] = %+v, want kind %v", tt.a, tt.b, i, c, tt.want[i])
			}
		}
	}
}

func TestMentions(t *testing.T) {
	ps := newPublishers([]*Copy{
		{Record: outlet("The Ellery Ledger", "elleryledger.example")},
		{Record: outlet("AP", "ap.example")},
		{Record: outlet("baytoday.example", "baytoday.example")},
		{Record: nil},
		{Record: outlet("港口日报", "gangkou.example")},
		{Record: outlet("Портовый вестник", "vestnik.example")},
	})
	tests := []struct {
		s    string
		want []int
	}{
		{"Lindqvist told the Ellery Ledger that it was over.", []int{0}},
		{"Lindqvist told The Ellery Ledger.", []int{0}},
		{"See elleryledger.example for more.", []int{0}},
		{"PORT ELLERY (AP) - The board met, the Bay Today newspaper said.", []int{1, 2}},
		{"An ap is no agency, and bay today means the bay, today.", nil},
		{"The ledger of Ellery is long.", nil},
		{"Ellery (Ledger) is parted.", nil},
		{"市长对港口日报说，码头将关闭。", []int{3}},
		{"Об этом сообщил «Портовый вестник» в понедельник.", []int{4}},
		{"", nil},
	}
	for _, tt := range tests {
		var got []int
		for _, m := range ps.mentions(tt.s) {
			got = append(got, m.publisher)
			if m.span.Start < 0 || m.span.End > len(tt.s) || m.span.Len() <= 0 {
				t.Errorf("%q: span %v", tt.s, m.span)
			}
		}
		if len(got) != len(tt.want) {
			t.Errorf("%q names %v, want %v", tt.s, got, tt.want)
			continue
		}
		for i := range got {
			if got[i] != tt.want[i] {
				t.Errorf("%q names %v, want %v", tt.s, got, tt.want)
			}
		}
	}
}
