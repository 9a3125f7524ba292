package provenance

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
)

func stated(id, publisher, origin string, conf float64) Record {
	r := Record{ID: id, Publisher: &OutletRef{Name: publisher}, OriginStatus: Stated, Origin: &OutletRef{Name: origin, ID: origin}, OriginConfidence: conf}
	r.Evidence = []Evidence{{Rule: "dateline.agency", Supports: "origin", Value: origin, Text: "(" + origin + ")", Weight: conf}}
	return r
}

func unknown(id, publisher string) Record {
	return Record{ID: id, Publisher: &OutletRef{Name: publisher}, OriginStatus: Unknown}
}

func own(id, publisher string, conf float64) Record {
	p := &OutletRef{Name: publisher, ID: publisher}
	return Record{ID: id, Publisher: p, Origin: p, OriginStatus: Own, OriginConfidence: conf}
}

func TestResolve(t *testing.T) {
	place := func(id, story, family string) dedupe.Placement {
		return dedupe.Placement{ID: id, Story: story, Family: family, Relation: dedupe.Copy}
	}
	records := []Record{
		stated("a1", "P1", "ap", 0.93), unknown("a2", "P2"), unknown("a3", "P3"), // one story, one says so
		own("a4", "P4", 0.5),         // a bare byline over the same text
		own("a5", "P5", 0.9),         // a strong claim to be its own
		unknown("b1", "P1"),          // a version in the same family
		unknown("c1", "P1"),          // shares a partial passage only
		unknown("d1", "P1"),          // nearly all of it stands in a1
		stated("e1", "P1", "ap", .9), // two copies that disagree
		stated("e2", "P2", "afp", .9), unknown("e3", "P3"),
		stated("f1", "ap", "xinhua", .9), unknown("f2", "P9"),
	}
	records[12].Publisher = &OutletRef{Name: "xinhua", ID: "xinhua"}
	groups := &dedupe.Result{
		Articles: []dedupe.Placement{
			place("a1", "s1", "F1"), place("a2", "s1", "F1"), place("a3", "s1", "F1"), place("a4", "s1", "F1"), place("a5", "s1", "F1"),
			place("b1", "s2", "F1"), place("c1", "s3", "F3"), place("d1", "s4", "F4"),
			place("e1", "s5", "F5"), place("e2", "s5", "F5"), place("e3", "s5", "F5"),
			place("f1", "s6", "F6"), place("f2", "s6", "F6"),
		},
		Matches: []dedupe.Match{
			{A: "a1", B: "c1", Relation: dedupe.Partial, ContainmentAB: 0.3, ContainmentBA: 0.3},
			{A: "d1", B: "a1", Relation: dedupe.Partial, ContainmentAB: 0.97, ContainmentBA: 0.2},
		},
	}
	out, stories, err := Resolve(context.Background(), records, nil, groups, ResolveOptions{})
	if err != nil {
		t.Fatal(err)
	}
	type want struct {
		status Status
		origin string
		from   string
	}
	for i, w := range []want{
		{Stated, "ap", ""}, {Inferred, "ap", "a1"}, {Inferred, "ap", "a1"}, {Inferred, "ap", "a1"}, {Own, "P5", ""},
		{Inferred, "ap", "a1"}, {Unknown, "", ""}, {Inferred, "ap", "a1"},
		{Stated, "ap", ""}, {Stated, "afp", ""}, {Unknown, "", ""},
		{Stated, "xinhua", ""}, {Own, "xinhua", ""},
	} {
		r := out[i]
		name := ""
		if r.Origin != nil {
			name = r.Origin.Name
		}
		if r.OriginStatus != w.status || name != w.origin {
			t.Errorf("%s: got %s %q, want %s %q", r.ID, r.OriginStatus, name, w.status, w.origin)
		}
		if w.from != "" {
			e := r.Evidence[len(r.Evidence)-1]
			if e.From != w.from || e.Rule != "copies.stated" || e.Text != "(ap)" {
				t.Errorf("%s: evidence %+v, want a copy of %s", r.ID, e, w.from)
			}
			if r.OriginConfidence >= 0.93 {
				t.Errorf("%s: confidence %v is not less than the copy's", r.ID, r.OriginConfidence)
			}
		}
	}
	if n := len(records[1].Evidence); n != 0 {
		t.Errorf("Resolve changed its input: %d pieces of evidence", n)
	}
	// a5 says firmly that it is its own: the other side is shown.
	if e := out[4].Evidence; len(e) != 1 || e[0].From != "a1" {
		t.Errorf("a5: evidence %+v, want that of a1 beside its own claim", e)
	}
	var s1 Story
	for _, s := range stories {
		if s.Story == "s1" {
			s1 = s
		}
	}
	if len(s1.Copies) != 5 || s1.Origin == nil || s1.Origin.Name != "ap" || len(s1.Publishers) != 5 {
		t.Errorf("story s1: %+v", s1)
	}
	if len(s1.IndependentSources) != 2 { // ap, and P5 by its own word
		t.Errorf("s1 has %d independent sources, want 2: %+v", len(s1.IndependentSources), s1.IndependentSources)
	}
	if f := FamilySources(out)["F1"]; len(f) != 2 {
		t.Errorf("family F1 has sources %+v, want two", f)
	}
}

// The order of the input must not matter.
func TestResolveOrder(t *testing.T) {
	records := []Record{stated("a1", "P1", "ap", 0.9), stated("a2", "P2", "ap", 0.9), unknown("a3", "P3"), unknown("b1", "P4")}
	groups := &dedupe.Result{Articles: []dedupe.Placement{{ID: "a1", Story: "s", Family: "f"}, {ID: "a2", Story: "s", Family: "f"}, {ID: "a3", Story: "s", Family: "f"}, {ID: "b1", Story: "t", Family: "f"}}}
	var first string
	for range 8 {
		out, stories, err := Resolve(context.Background(), records, nil, groups, ResolveOptions{})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(out, func(a, b Record) int {
			if a.ID < b.ID {
				return -1
			}
			return 1
		})
		b, _ := json.Marshal([]any{out, stories})
		if first == "" {
			first = string(b)
		} else if first != string(b) {
			t.Fatalf("the order of the input changed the output:\n%s\n%s", first, b)
		}
		records = append(records[1:], records[0])
		groups.Articles = append(groups.Articles[1:], groups.Articles[0])
	}
}

// Lineage is called once with all records, and its edges become parents.
func TestResolveLineage(t *testing.T) {
	records := []Record{stated("a", "P1", "ap", 0.9), unknown("b", "P2"), unknown("c", "P3")}
	arts := []article.Article{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	groups := &dedupe.Result{Articles: []dedupe.Placement{{ID: "a", Story: "s", Family: "s"}, {ID: "b", Story: "s", Family: "s"}, {ID: "c", Story: "t", Family: "t"}}}
	calls := 0
	out, stories, err := Resolve(context.Background(), records, arts, groups, ResolveOptions{Lineage: func(_ context.Context, rs []Record, as []article.Article) ([]Edge, error) {
		calls++
		if len(rs) != 3 || len(as) != 3 || rs[1].OriginStatus != Inferred {
			t.Errorf("lineage got %d records, %d articles", len(rs), len(as))
		}
		return []Edge{{From: "", To: "a", Status: "inferred"}, {From: "a", To: "b", Status: "inferred", Score: 3}}, nil
	}})
	if err != nil || calls != 1 {
		t.Fatal(err, calls)
	}
	if out[1].Parent == nil || *out[1].Parent != "a" || out[1].ParentStatus != "inferred" || out[0].ParentStatus != "unobserved" || out[2].ParentStatus != "undetermined" {
		t.Errorf("parents: %+v", out)
	}
	if len(stories[0].Lineage) != 2 {
		t.Errorf("story: %+v", stories[0])
	}
}
