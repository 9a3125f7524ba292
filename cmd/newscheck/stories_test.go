package main

import (
	"slices"
	"testing"
	"time"

	"github.com/newscheck/newscheck/dedupe"
)

// pileOf is a pile of one story: a is the first, b repeats it, c has much more,
// d has the same more, e is another story. Dates: b is the earliest.
func pileOf() *pile {
	day := func(n int) moment {
		t := time.Date(2025, 3, n, 12, 0, 0, 0, time.UTC)
		return moment{t, t}
	}
	p := newPile(nil)
	p.result = &dedupe.Result{}
	for _, x := range []struct {
		id, story string
		words     int
		when      moment
		relation  dedupe.Relation
	}{
		{"a", "s1", 200, day(2), dedupe.First}, {"b", "s1", 150, day(1), dedupe.Copy}, {"c", "s1", 300, moment{}, dedupe.Copy},
		{"d", "s1", 290, day(4), dedupe.Copy}, {"e", "s2", 80, day(3), dedupe.Single},
	} {
		p.cards = append(p.cards, card{id: x.id, publisher: "P" + x.id, when: x.when})
		p.result.Articles = append(p.result.Articles, dedupe.Placement{ID: x.id, Story: x.story, Family: "f1", Words: x.words, Relation: x.relation})
	}
	p.result.Matches = []dedupe.Match{
		{A: "a", B: "b", ContainmentAB: .75, ContainmentBA: 1}, {A: "a", B: "c", ContainmentAB: 1, ContainmentBA: .66},
		{A: "a", B: "d", ContainmentAB: 1, ContainmentBA: .69}, {A: "b", B: "c", ContainmentAB: 1, ContainmentBA: .5},
		{A: "c", B: "d", ContainmentAB: .96, ContainmentBA: .99}, {A: "b", B: "d", ContainmentAB: 1, ContainmentBA: .5},
	}
	return p
}

func TestStories(t *testing.T) {
	all := pileOf().stories()
	if len(all) != 1 {
		t.Fatalf("%d stories with copies, want 1", len(all))
	}
	s := all[0]
	var order []string
	for _, c := range s.Copies {
		order = append(order, c.ID)
	}
	// the first, then by date, then those without one
	if want := []string{"a", "b", "d", "c"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	// c is the fullest and lacks nothing of d, a or b
	if want := []string{"c"}; !slices.Equal(s.Read, want) {
		t.Errorf("worth reading: %v, want %v", s.Read, want)
	}
	if s.First != "a" || s.From != "2025-03-01" || s.To != "2025-03-04" || !slices.Equal(s.Versions, []string{"s2"}) || len(s.Publishers) != 4 {
		t.Errorf("%+v", s)
	}
	for _, c := range s.Copies {
		if c.ID == "c" && (*c.Overlap != .66 || *c.NewWords != 102) {
			t.Errorf("c: overlap %v, new words %d", *c.Overlap, *c.NewWords)
		}
	}
}

// Where no copy has a paragraph of its own, the first is enough, though another
// is a little longer.
func TestStoriesFirstIsEnough(t *testing.T) {
	p := pileOf()
	p.result.Matches[1].ContainmentBA, p.result.Matches[2].ContainmentBA = .9, .9 // 30 and 29 new words
	if got := p.stories()[0].Read; !slices.Equal(got, []string{"a"}) {
		t.Errorf("worth reading: %v, want a", got)
	}
}

func TestUnique(t *testing.T) {
	p := pileOf()
	for keep, want := range map[string][]string{"fullest": {"c", "e"}, "earliest": {"b", "e"}} {
		var got []string
		for _, i := range p.unique(keep) {
			got = append(got, p.cards[i].id)
		}
		if !slices.Equal(got, want) {
			t.Errorf("--keep %s: %v, want %v", keep, got, want)
		}
	}
	// without dates the fuller one is kept; what is equal in all keeps input order
	for i := range p.cards {
		p.cards[i].when = moment{}
		p.result.Articles[i].Words = 100
	}
	if got := p.unique("earliest"); !slices.Equal(got, []int{0, 4}) {
		t.Errorf("all equal: %v, want the first of each", got)
	}
}

func TestDateRange(t *testing.T) {
	d := func(s string) time.Time { x, _ := time.Parse(time.DateOnly, s); return x }
	for _, x := range [][3]string{
		{"2016-10-03", "2016-10-03", "3 Oct 2016"}, {"2016-10-03", "2016-10-05", "3–5 Oct 2016"},
		{"2016-09-30", "2016-10-01", "30 Sep – 1 Oct 2016"}, {"2016-12-31", "2017-01-01", "31 Dec 2016 – 1 Jan 2017"},
	} {
		if got := dateRange(d(x[0]), d(x[1])); got != x[2] {
			t.Errorf("%s, %s: %q, want %q", x[0], x[1], got, x[2])
		}
	}
	if got := dateRange(time.Time{}, time.Time{}); got != "" {
		t.Errorf("no dates: %q", got)
	}
}

func TestVersionsWithoutCopies(t *testing.T) {
	p := pileOf()
	if got := p.versions(); len(got) != 0 {
		t.Errorf("%v: a family with copies stands in the table", got)
	}
	for _, x := range []struct{ id, story, family string }{{"g", "s3", "f2"}, {"h", "s4", "f2"}, {"i", "s5", "f3"}} {
		p.cards = append(p.cards, card{id: x.id})
		p.result.Articles = append(p.result.Articles, dedupe.Placement{ID: x.id, Story: x.story, Family: x.family, Relation: dedupe.Single})
	}
	if got := p.versions(); len(got) != 1 || !slices.Equal(got[0], []string{"g", "h"}) {
		t.Errorf("%v, want g and h", got)
	}
}
