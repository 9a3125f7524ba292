package reliability

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/provenance"
	"pgregory.net/rapid"
)

func rating(scheme, aspect, value, asOf string, domains ...string) Rating {
	r := Rating{Scheme: scheme, Aspect: aspect, Value: value, Original: value, AsOf: asOf, Domains: domains}
	if a := schemeOf(scheme).aspect(aspect); a != nil {
		r.Place = a.place(a.find(value))
	}
	return r
}

func at(r Rating, f float64) Rating { r.Place = &Place{At: &f}; return r }

// TestConflicts holds what is said of ratings that change or contradict each other.
func TestConflicts(t *testing.T) {
	imputed := at(rating("lin2023", "pc1", "0.691", "2023-09", "lantern.test"), 0.691)
	imputed.Imputed = Filled
	listed := rating("rsp", "status", "deprecated", "2026-04")
	listed.Marks = []string{"blacklisted"}
	part := rating("rsp", "status", "generally unreliable", "2026-04")
	part.Scope = "politics"
	for _, c := range []struct {
		name    string
		ratings []Rating
		want    []string
	}{
		{"nothing", nil, nil},
		{"one", []Rating{rating("rsp", "status", "deprecated", "2021")}, nil},
		{"changed", []Rating{rating("rsp", "status", "generally unreliable", "2021-03"), rating("rsp", "status", "deprecated", "2026-04")},
			[]string{"rsp changed: generally unreliable in 2021, deprecated in 2026"}},
		{"changed within a year", []Rating{rating("rsp", "status", "no consensus", "2021-03"), rating("rsp", "status", "deprecated", "2021-11")},
			[]string{"rsp changed: no consensus in 2021-03, deprecated in 2021-11"}},
		{"the same twice", []Rating{rating("rsp", "status", "deprecated", "2021-03"), rating("rsp", "status", "deprecated", "2026-04")}, nil},
		{"a mark came", []Rating{rating("rsp", "status", "deprecated", "2021-03"), listed},
			[]string{"rsp changed: deprecated in 2021, deprecated and blacklisted in 2026"}},
		{"two addresses", []Rating{at(rating("lin2023", "pc1", "0.234", "2023-09", "lantern.example"), 0.234), imputed},
			[]string{"lin2023 (2023-09) gives lantern.example 0.234 and lantern.test 0.691, imputed: two places on one scale for one outlet"}},
		{"two addresses, one value", []Rating{rating("state-media", "typology", "state-controlled", "2023", "a.example"), rating("state-media", "typology", "state-controlled", "2023", "b.example")}, nil},
		{"two classes", []Rating{rating("state-media", "typology", "state-controlled", "2023", "a.example"), rating("state-media", "typology", "captured public", "2023", "b.example")},
			[]string{"state-media (2023) gives a.example state-controlled and b.example captured public: two values for one outlet"}},
		{"schemes", []Rating{rating("rsp", "status", "generally unreliable", "2026-04"), rating("mbfc", "factual_reporting", "high", "2024")},
			[]string{"the schemes do not agree: at the low end of their scales rsp generally unreliable (2026-04); at the high end mbfc factual reporting high (2024)"}},
		{"schemes, an older rating", []Rating{rating("rsp", "status", "generally unreliable", "2021"), rating("rsp", "status", "no consensus", "2026"), rating("mbfc", "factual_reporting", "high", "2024")},
			[]string{"rsp changed: generally unreliable in 2021, no consensus in 2026"}},
		{"aspects of one scheme", []Rating{rating("mbfc", "factual_reporting", "high", "2024"), rating("mbfc", "credibility", "low", "2024")}, nil},
		{"bias is no merit", []Rating{rating("mbfc", "bias", "extreme right", "2024"), rating("rsp", "status", "generally reliable", "2024")}, nil},
		{"a part is not the whole", []Rating{part, rating("mbfc", "factual_reporting", "high", "2024")}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Conflicts(c.ratings); !slices.Equal(got, c.want) {
				t.Errorf("got %q\nwant %q", got, c.want)
			}
			shuffled := slices.Clone(c.ratings)
			rapid.Check(t, func(rt *rapid.T) {
				seed := rapid.Uint64().Draw(rt, "seed")
				rand.New(rand.NewPCG(seed, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
				if got := Conflicts(shuffled); !slices.Equal(got, c.want) {
					rt.Errorf("in another order %q", got)
				}
			})
		})
	}
}

// TestSaid: a rating in words names its place on its own scale.
func TestSaid(t *testing.T) {
	partly := at(rating("lin2023", "pc1", "0.234", "2023"), 0.234)
	partly.Imputed = Partly
	for _, c := range []struct {
		r    Rating
		want string
	}{
		{rating("rsp", "status", "generally unreliable", "2021"), "generally unreliable (step 2 of 4, deprecated to generally reliable)"},
		{partly, "0.234 (0 lowest quality to 1 highest quality), partly imputed"},
		{rating("state-media", "typology", "state-controlled", "2023"), "state-controlled"},
		{at(rating("our-desk", "rating", "31", "2023"), 0.31), "31 (at 0.310 of 0 to 1)"},
	} {
		if got := c.r.Said(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestForArticle: the outlet that wrote an article comes before the one that
// carries it, each with the reason.
func TestForArticle(t *testing.T) {
	b := inventedBook(t)
	lantern := &provenance.OutletRef{ID: "lantern-news", Name: "Lantern News"}
	copyshelf := &provenance.OutletRef{ID: "copyshelf", Name: "Copyshelf.example"}
	via := provenance.OutletRef{ID: "harbour-post", Name: "Harbour Post"}
	roles := func(rec provenance.Record) string {
		var out []string
		for _, x := range ForArticle(&rec, b) {
			if x.Reason == "" {
				t.Errorf("%s has no reason", x.Role)
			}
			if strings.Contains(x.Reason, "reliable") {
				t.Errorf("a reason judges: %s", x.Reason)
			}
			out = append(out, x.Role+" "+x.Outlet.ID)
		}
		return strings.Join(out, ", ")
	}
	for _, c := range []struct {
		rec  provenance.Record
		want string
	}{
		{provenance.Record{Origin: lantern, Publisher: copyshelf, OriginStatus: provenance.Stated}, "origin lantern-news, publisher copyshelf"},
		{provenance.Record{Origin: lantern, Publisher: copyshelf, OriginStatus: provenance.Inferred, Via: []provenance.OutletRef{*lantern, via}}, "origin lantern-news, via harbour-post, publisher copyshelf"},
		{provenance.Record{Origin: lantern, Publisher: lantern, OriginStatus: provenance.Own}, "origin lantern-news"},
		{provenance.Record{Publisher: copyshelf, OriginStatus: provenance.Unknown}, "publisher copyshelf"},
		{provenance.Record{}, ""},
	} {
		if got := roles(c.rec); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	st := provenance.Story{IndependentSources: []provenance.OutletRef{*lantern, via}}
	all := ForStory(&st, b)
	if len(all) != 2 || !all[0].Rated() || all[0].Role != RoleSource {
		t.Errorf("%+v", all)
	}
}

// TestSchemes: the shipped descriptions are whole, and say nothing of any outlet.
func TestSchemes(t *testing.T) {
	all, err := Schemes()
	if err != nil {
		t.Fatal(err)
	}
	reg := inventedOutlets(t)
	for _, s := range all {
		if len(s.Aspects) == 0 {
			t.Errorf("%s has no aspect", s.ID)
		}
		for _, a := range s.Aspects {
			if (a.Scale == Number) != (len(a.Values) == 0) {
				t.Errorf("%s %s: scale %s with %d values", s.ID, a.ID, a.Scale, len(a.Values))
			}
			ranks := map[int]bool{}
			for _, v := range a.Values {
				if v.Rank > 0 && ranks[v.Rank] {
					t.Errorf("%s %s: step %d is there twice", s.ID, a.ID, v.Rank)
				}
				ranks[v.Rank] = true
				for _, w := range append(v.Also, v.Value) {
					if f := a.find(w); f == nil || f.Value != v.Value {
						t.Errorf("%s %s: %q is not found as %q", s.ID, a.ID, w, v.Value)
					}
					if o := named(reg, w); o != nil {
						t.Errorf("%s %s: the value %q is the name of an outlet", s.ID, a.ID, w)
					}
				}
			}
			for n := range a.levels() {
				if !ranks[n+1] {
					t.Errorf("%s %s: step %d is missing", s.ID, a.ID, n+1)
				}
			}
		}
	}
	for _, bad := range []string{"", "x\ty\n", "scheme\taspect\tvalue\trank\tside\twords\talso\tref\nrsp\tstatus\tv\t1\tup\tw\t\tr\n",
		"scheme\taspect\tvalue\trank\tside\twords\talso\tref\nrsp\tnone\tv\n"} {
		if _, err := parseSchemes(schemesTSV, aspectsTSV, bad); err == nil && bad != "" {
			t.Errorf("%q was read", bad)
		}
	}
}

// TestCriteria: nine criteria, of which about three can be seen.
func TestCriteria(t *testing.T) {
	all, err := loadCriteria()
	if err != nil {
		t.Fatal(err)
	}
	partly := 0
	for _, c := range all {
		if c.Seen == "partly" {
			partly++
			if len(c.Figures) == 0 {
				t.Errorf("%s: no figure bears on it", c.Criterion)
			}
		}
	}
	if len(all) != 9 || partly != 3 {
		t.Errorf("%d criteria, %d of them partly seen", len(all), partly)
	}
}
