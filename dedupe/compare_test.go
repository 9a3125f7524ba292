package dedupe

import (
	"math"
	"testing"
)

// What an index does with a pair, step by step, is what a Set does with it.
func TestStepsAgreeWithSet(t *testing.T) {
	a := "The council voted on Monday to close the old bridge for repairs. Engineers had warned for years that its piers were giving way.\n\nTraffic will be sent along the river road until the end of autumn, officials said. Shop owners fear for their trade.\n\nThe work is to cost nine million and will be paid by the county and the state in equal parts."
	b := "RIVERTON — " + a + "\n\nThe mayor, who had asked for the closing in spring, thanked the council for a vote that nobody had wanted to take."
	s, err := New(Options{Spans: true})
	if err != nil {
		t.Fatal(err)
	}
	for id, text := range map[string]string{"a": a, "b": b} {
		if err := s.Add(Doc{ID: id, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	want, err := s.Explain("a", "b")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Options{}.Params(0)
	if err != nil || p != s.Params() {
		t.Fatalf("params %+v, want %+v (%v)", p, s.Params(), err)
	}
	var c Comparer
	c.Load(LayOut(a, p, nil))
	got, ok := c.Compare(LayOut(b, p, nil), true)
	if !ok || got.Relation != want.Relation || got.Score != want.Score || got.InB != want.ContainmentAB || got.InA != want.ContainmentBA || got.Jaccard != want.Jaccard {
		t.Errorf("%+v, want %+v", got, want.Match)
	}
	for _, x := range got.Spans {
		if x.A.Start < 0 || x.A.End > len(a) || x.B.End > len(b) || a[x.A.Start:x.A.Start+12] != b[x.B.Start:x.B.Start+12] {
			t.Errorf("span %+v", x)
		}
	}
	sk, lines := NewScanner(p).Scan(a)
	whole := MakeSketch(a, p)
	if sk.Words != whole.Words || sk.Band != whole.Band || Overlap(sk.Scaled, whole.Scaled) != len(whole.Scaled) || len(lines) != 3 {
		t.Errorf("scan %+v of %d lines", sk, len(lines))
	}
}

// Fewer shingles to share need fewer to be kept, for the same detection.
func TestParamsOfFewerShared(t *testing.T) {
	for _, passage := range []int{20, 40, 80} {
		o := Options{Passage: passage}
		five, err := o.Params(5)
		if err != nil {
			t.Fatal(err)
		}
		two, err := o.Params(2)
		if err != nil {
			t.Fatal(err)
		}
		if two.Scale < five.Scale || math.Round(1000*two.Detection(passage)) < 950 {
			t.Errorf("passage %d: scale %d against %d, detection %v", passage, two.Scale, five.Scale, two.Detection(passage))
		}
	}
	if _, err := (Options{Passage: 2}).Params(2); err == nil {
		t.Error("a passage of two words was taken")
	}
}
