package dedupe_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newscheck/newscheck/dedupe"
)

// tb is what a helper needs of *testing.T, *testing.B, *testing.F or *rapid.T.
type tb interface {
	rapid.TB
	Cleanup(func())
}

// newSet makes a set of docs and closes it when the test ends.
func newSet(t tb, o dedupe.Options, docs ...dedupe.Doc) *dedupe.Set {
	t.Helper()
	s, err := dedupe.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, d := range docs {
		if err := s.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func group(t tb, o dedupe.Options, docs ...dedupe.Doc) *dedupe.Result {
	t.Helper()
	r, err := newSet(t, o, docs...).Group(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// placed finds the placement of an article.
func placed(t tb, r *dedupe.Result, id string) dedupe.Placement {
	t.Helper()
	i := slices.IndexFunc(r.Articles, func(p dedupe.Placement) bool { return p.ID == id })
	if i < 0 {
		t.Fatalf("no placement of %s", id)
	}
	return r.Articles[i]
}

// found is the relation of a pair in a result; "" when it does not match.
func found(r *dedupe.Result, a, b string) dedupe.Relation {
	for _, m := range r.Matches {
		if m.A == a && m.B == b || m.A == b && m.B == a {
			return m.Relation
		}
	}
	return ""
}

// pairs returns each story with more than one article as "a b c".
func stories(r *dedupe.Result) []string {
	by := map[string][]string{}
	for _, p := range r.Articles {
		by[p.Story] = append(by[p.Story], p.ID)
	}
	var out []string
	for _, ids := range by {
		if len(ids) > 1 {
			slices.Sort(ids)
			out = append(out, strings.Join(ids, " "))
		}
	}
	slices.Sort(out)
	return out
}

// every puts b[i] after each n-th of a's sentences.
func every(n int, a, b []string) []string {
	var out []string
	for i, s := range a {
		out = append(out, s)
		if (i+1)%n == 0 && len(b) > 0 {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return out
}

// statement is a quotation long enough to be found as a passage.
const statement = "“We should have looked under the water ten years ago, and we did not, and for that I can only ask the people of this town to forgive us; " +
	"but I will not sign a paper which lets one more lorry roll over those piers before I know that they can carry it,”"

const masthead = "VELMARA EVENING POST\nHome | News | Sport | Weather\nShare on all platforms\n\n"

const promo = "\n\nFollow us on your favourite network for more.\nSign up for the morning letter and never miss a story again.\nAll rights reserved."

func TestRelations(t *testing.T) {
	all := lay(bridge...)
	forecast := func(high, low, wind, rain, place string) string {
		return fmt.Sprintf("Tomorrow will be mostly cloudy in %s with highs of %s degrees and a light breeze from the west. "+
			"Overnight temperatures will fall to %s degrees, and patches of fog are likely near the river at %s before sunrise. "+
			"Winds will reach %s kilometres an hour along the coast of %s, where small boats should stay in harbour. "+
			"The chance of rain is %s percent in the afternoon, and showers may linger over the hills of %s until evening.",
			place, high, low, place, wind, place, rain, place)
	}
	for _, c := range []struct {
		name  string
		a, b  string
		want  dedupe.Relation
		noisy bool
	}{
		{"identical", all, all, dedupe.Copy, false},
		{"tail cut off", all, lay(bridge[:8]...), dedupe.Copy, false},
		{"cut to the opening", all, lay(bridge[:5]...), dedupe.Copy, false},
		{"new headline, furniture around it", all, masthead + "Lorries banned from crossing\n\n" + all + promo, dedupe.Copy, false},
		{"furniture on both, other tails cut", masthead + lay(bridge[:14]...), "The Ostrand Courier\n\n" + lay(bridge[:11]...) + promo, dedupe.Copy, false},
		{"a word replaced throughout, laid out anew", all, sentences(strings.Fields(strings.ReplaceAll(all, "bridge", "crossing"))), dedupe.Copy, false},
		{"one sentence dropped", all, lay(slices.Concat(bridge[:6], bridge[7:])...), dedupe.Copy, false},
		{"one sentence put in", all, lay(slices.Concat(bridge[:6], news[:1], bridge[6:])...), dedupe.Copy, false},
		{"one paragraph a line", all, strings.Join(bridge, "\n"), dedupe.Copy, false},

		{"new lead on top", all, lay(slices.Concat(news[:7], bridge[3:])...), dedupe.Version, false},
		{"new sentences between", all, lay(every(2, bridge[:13], news)...), dedupe.Version, false},
		{"half rewritten", lay(every(2, bridge[:12], news[:6])...), lay(every(2, bridge[:12], news[6:])...), dedupe.Version, false},

		{"excerpt in a roundup", all, lay(slices.Concat(orchard[:6], bridge[:3], orchard[6:], news)...), dedupe.Partial, false},
		{"one passage built in", lay(slices.Concat(bridge[:4], orchard)...), lay(slices.Concat(news[:7], bridge[:4], news[7:])...), dedupe.Partial, false},
		{"two sentences taken over", all, lay(slices.Concat(orchard[:8], bridge[12:14], orchard[8:])...), dedupe.Partial, false},

		{"only a quotation", lay(slices.Concat(bridge[:4], []string{statement + " said Marit Solheim, who leads the public works department."}, bridge[6:])...),
			lay(slices.Concat(bridgeAgain[:4], []string{statement + " Solheim conceded."}, bridgeAgain[5:])...), dedupe.Quote, false},
		{"the same event in own words", all, lay(bridgeAgain...), "", false},
		{"another matter", all, lay(orchard...), "", false},
		{"one form filled in twice", forecast("21", "9", "35", "40", "Velmara"), forecast("14", "3", "60", "85", "Tarnov"), "", false},
		{"furniture alone", masthead + all + promo, masthead + lay(orchard...) + promo, "", false},
		{"nothing and something", "", all, "", false},

		{"curly quotes and dashes made plain", all, strings.NewReplacer("“", `"`, "”", `"`, "’", "'").Replace(all), dedupe.Copy, false},
		{"capitals", all, strings.ToUpper(all), dedupe.Copy, false},
		{"accents lost", strings.ReplaceAll(all, "Solheim", "Sólheïm"), all, dedupe.Copy, false},
		{"decomposed accents", strings.ReplaceAll(all, "e", "é"), strings.ReplaceAll(all, "e", "e\u0301"), dedupe.Copy, false},
		{"no-break spaces", all, strings.ReplaceAll(all, " ", "\u00a0"), dedupe.Copy, false},

		{"Russian, cut", lay(russian...), lay(russian[:7]...), dedupe.Copy, false},
		{"Russian, ё as е", lay(russian...), strings.NewReplacer("ё", "е").Replace(lay(russian...)), dedupe.Copy, false},
		{"Arabic, cut", lay(arabic...), lay(arabic[:7]...), dedupe.Copy, false},
		{"Arabic, hamzas and vowel signs lost", lay(arabic...), strings.NewReplacer("أ", "ا", "إ", "ا", "ّ", "").Replace(lay(arabic...)), dedupe.Copy, false},
		{"Chinese, cut", lay(chinese...), lay(chinese[:7]...), dedupe.Copy, false},
		{"Chinese, one sentence put in", lay(chinese...), lay(slices.Concat(chinese[:3], []string{"一位不愿透露姓名的驾驶员说，他从来没有见过这么长的车队。"}, chinese[3:])...), dedupe.Copy, false},
		{"Chinese and Russian", lay(chinese...), lay(russian...), "", false},

		{"misread, whole", all, misread(rand.New(rand.NewPCG(1, 1)), all, .06), dedupe.Copy, true},
		{"misread on both sides", misread(rand.New(rand.NewPCG(1, 2)), all, .03), misread(rand.New(rand.NewPCG(1, 3)), all, .03), dedupe.Copy, true},
		{"misread, cut", all, misread(rand.New(rand.NewPCG(1, 4)), lay(bridge[:9]...), .06), dedupe.Copy, true},
		{"misread, spaces lost", all, strings.ReplaceAll(all, "the ", "the"), dedupe.Copy, true},
		{"noisy mode, another matter", all, lay(orchard...), "", true},
		{"noisy mode, own words", all, lay(bridgeAgain...), "", true},
		{"noisy mode, version", all, lay(every(2, bridge[:13], news)...), dedupe.Version, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := dedupe.Options{Noisy: c.noisy, Spans: true}
			r := group(t, o, dedupe.Doc{ID: "a", Text: c.a}, dedupe.Doc{ID: "b", Text: c.b})
			if got := found(r, "a", "b"); got != c.want {
				x, err := newSet(t, o, dedupe.Doc{ID: "a", Text: c.a}, dedupe.Doc{ID: "b", Text: c.b}).Explain("a", "b")
				t.Errorf("got %q, want %q\n%+v %v", got, c.want, x, err)
			}
			same := placed(t, r, "a").Story == placed(t, r, "b").Story
			if same != (c.want == dedupe.Copy) {
				t.Errorf("in one story: %v", same)
			}
			together := placed(t, r, "a").Family == placed(t, r, "b").Family
			if together != (c.want == dedupe.Copy || c.want == dedupe.Version) {
				t.Errorf("in one family: %v", together)
			}
		})
	}
}

// Near-identical pairs, one word in fifty changed, as in the planted pairs with
// which McCormick's MinHash tutorial is tested: all must be found, and no other.
func TestPlantedPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var docs []dedupe.Doc
	var want []string
	for i := range 500 {
		ws := words(r, 150+r.IntN(400))
		docs = append(docs, dedupe.Doc{ID: fmt.Sprintf("%03d", i), Text: sentences(ws)})
		if i%10 == 0 {
			docs = append(docs, dedupe.Doc{ID: fmt.Sprintf("%03dx", i), Text: sentences(edited(r, ws, 50))})
			want = append(want, fmt.Sprintf("%03d %03dx", i, i))
		}
	}
	res := group(t, dedupe.Options{}, docs...)
	if got := stories(res); !slices.Equal(got, want) {
		t.Errorf("stories:\n%q\nwant:\n%q", got, want)
	}
	if len(res.Matches) != len(want) {
		t.Errorf("%d matches, want %d", len(res.Matches), len(want))
	}
}

// What a match says of passages must be what the texts say.
func TestSpansTellWhatIsShared(t *testing.T) {
	a := dedupe.Doc{ID: "a", Text: lay(slices.Concat(orchard[:3], bridge[5:8])...)}
	b := dedupe.Doc{ID: "b", Text: lay(slices.Concat(bridge[5:8], news[:4])...)}
	r := group(t, dedupe.Options{Spans: true}, a, b)
	if len(r.Matches) != 1 || len(r.Matches[0].Spans) != 1 {
		t.Fatalf("want one match with one passage: %+v", r.Matches)
	}
	p := r.Matches[0].Spans[0]
	want := strings.TrimSuffix(strings.Join(bridge[5:8], " "), ".")
	if got := strings.Join(strings.Fields(p.A.Of(a.Text)), " "); got != want {
		t.Errorf("passage in a: %q", got)
	}
	if got := strings.Join(strings.Fields(p.B.Of(b.Text)), " "); got != want {
		t.Errorf("passage in b: %q", got)
	}
	if r := group(t, dedupe.Options{}, a, b); len(r.Matches[0].Spans) != 0 {
		t.Error("spans were told without Options.Spans")
	}
}

// The first of a story is the earliest; without times the fullest.
func TestFirst(t *testing.T) {
	full, cut := lay(bridge...), lay(bridge[:9]...)
	for _, c := range []struct {
		name   string
		ta, tb int64
		a, b   string
		first  string
	}{
		{"earlier", 200, 100, full, cut, "b"},
		{"time known", 0, 100, full, cut, "b"},
		{"fuller", 0, 0, cut, full, "b"},
		{"same time, fuller", 100, 100, cut, full, "b"},
		{"all alike", 100, 100, full, full, "a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := group(t, dedupe.Options{}, doc("a", "", c.ta, c.a), doc("b", "", c.tb, c.b))
			for _, id := range []string{"a", "b"} {
				p := placed(t, r, id)
				want := dedupe.Copy
				if id == c.first {
					want = dedupe.First
				}
				if p.Relation != want {
					t.Errorf("%s is %s, want %s", id, p.Relation, want)
				}
				if want == dedupe.First && p.Of != "" {
					t.Errorf("%s is the first and of %q", id, p.Of)
				}
				if want == dedupe.Copy && p.Of != c.first {
					t.Errorf("%s is of %q, want %q", id, p.Of, c.first)
				}
			}
		})
	}
}

func TestOptions(t *testing.T) {
	for _, o := range []dedupe.Options{{Passage: 5}, {Passage: -1}, {Recall: 1}, {Recall: -.1}, {Recall: 2}, {Workers: -1}, {Memory: -1}} {
		if _, err := dedupe.New(o); err == nil {
			t.Errorf("%+v was taken", o)
		} else if !strings.HasPrefix(err.Error(), "dedupe: ") {
			t.Errorf("%+v: error %q does not say where it is from", o, err)
		}
	}
	s := newSet(t, dedupe.Options{}, dedupe.Doc{ID: "a", Text: "x"})
	if err := s.Add(dedupe.Doc{ID: "a", Text: "y"}); err == nil || s.Len() != 1 {
		t.Errorf("an id was taken twice: %v, %d documents", err, s.Len())
	}
	if _, err := s.Explain("a", "nobody"); err == nil || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("explaining an unknown id: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Group(ctx); err == nil {
		t.Error("Group went on after its context was done")
	}
	if r, err := newSet(t, dedupe.Options{}).Group(context.Background()); err != nil || len(r.Articles) != 0 || r.Stats.Stories != 0 {
		t.Errorf("an empty set: %+v, %v", r, err)
	}
}
