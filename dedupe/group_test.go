package dedupe_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/dedupe"
)

// doc is a document of a publisher; unix 0 means no time.
func doc(id, source string, unix int64, text string) dedupe.Doc {
	d := dedupe.Doc{ID: id, Source: source, Text: text}
	if unix != 0 {
		d.Time = time.Unix(unix, 0)
	}
	return d
}

const about = "Northgate Media has told the stories of the valley since 1887 and is owned by the people who work for it. " +
	"Our reporters are paid by readers and by nobody else, and they answer to an editor whom those readers elect every fourth year. " +
	"If you have seen something that ought to be in the paper, write to the desk or come by on any weekday before noon."

// One paragraph that unrelated articles share must not chain their stories.
func TestNoChainingThroughBoilerplate(t *testing.T) {
	r := group(t, dedupe.Options{},
		doc("a1", "", 0, lay(bridge...)+"\n\n"+about),
		doc("a2", "", 0, lay(bridge[:12]...)+"\n\n"+about),
		doc("b1", "", 0, lay(orchard...)+"\n\n"+about),
		doc("b2", "", 0, lay(orchard[:9]...)+"\n\n"+about),
		doc("c1", "", 0, lay(news...)+"\n\n"+about),
		doc("d1", "", 0, lay(bridgeAgain...)+"\n\n"+about))
	if got, want := stories(r), []string{"a1 a2", "b1 b2"}; !slices.Equal(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
	if n := r.Stats.Families; n != 4 {
		t.Errorf("%d families, want 4", n)
	}
}

// The same of a chain: each article holds half of the one before it and half of
// the one after it.
func TestNoChainingThroughMixtures(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	part := make([]string, 12)
	for i := range part {
		part[i] = random(rng, 240)
	}
	var docs []dedupe.Doc
	for i := range part[1:] {
		docs = append(docs, doc(fmt.Sprintf("m%02d", i), "", 0, part[i]+"\n\n"+part[i+1]))
	}
	if got := stories(group(t, dedupe.Options{}, docs...)); len(got) > 0 {
		t.Errorf("stories %q, want none", got)
	}
}

// A publisher's standing paragraph counts for nothing on its own pages, and a
// wire story that it carries still meets the other papers' copies.
func TestBoilerplateOfOnePublisher(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	var docs []dedupe.Doc
	for i := range 6 {
		docs = append(docs, doc(fmt.Sprintf("n%d", i), "northgate", int64(1+i*86400), random(rng, 300)+"\n\n"+about))
	}
	docs = append(docs,
		doc("wire", "agency", 1, lay(bridge...)),
		doc("n-wire", "northgate", 2, lay(bridge[:10]...)+"\n\n"+about),
		doc("other", "courier", 3, lay(bridge[:12]...)))
	r := group(t, dedupe.Options{}, docs...)
	if got, want := stories(r), []string{"n-wire other wire"}; !slices.Equal(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
	for _, m := range r.Matches {
		if m.Relation == dedupe.Partial {
			t.Errorf("%s and %s match by boilerplate alone: %+v", m.A, m.B, m)
		}
	}
	if p := placed(t, r, "n-wire"); p.Relation != dedupe.Copy || p.Of != "wire" || p.Containment < .99 {
		t.Errorf("the copy with boilerplate: %+v", p)
	}
}

// What one publisher repeats on many pages within two days is a running story, and
// the same over months is its furniture.
func TestRunningStoryOfOnePublisher(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	var old []string
	for range 8 {
		old = append(old, sentences(words(rng, 45)))
	}
	for _, test := range []struct {
		every    int64 // seconds from one article to the next
		families int
	}{{2 * 3600, 1}, {15 * 86400, 16}} {
		var docs []dedupe.Doc
		for i := range 16 {
			kept := slices.Clone(old)
			rng.Shuffle(len(kept), func(a, b int) { kept[a], kept[b] = kept[b], kept[a] })
			text := random(rng, 150) + "\n\n" + strings.Join(kept[:6], "\n\n")
			docs = append(docs, doc(fmt.Sprintf("v%02d", i), "agency", 1+int64(i)*test.every, text))
		}
		if r := group(t, dedupe.Options{}, docs...); r.Stats.Families != test.families {
			t.Errorf("one every %d s: %d families, want %d", test.every, r.Stats.Families, test.families)
		}
	}
}

// Six write-throughs, each keeping half of the last: the first and the sixth
// share next to nothing, and all are one family but no story.
func TestFamiliesChain(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	old := split(sentencesPerLine(rng, 24))
	var docs []dedupe.Doc
	for i := range 6 {
		docs = append(docs, doc(fmt.Sprintf("v%d", i), "", int64(1+i*3600), lay(old...)))
		fresh := split(sentencesPerLine(rng, 12))
		next := every(1, fresh, slices.Clone(old[:12]))
		old = next
	}
	r := group(t, dedupe.Options{}, docs...)
	if got := stories(r); len(got) > 0 {
		t.Errorf("stories %q, want none", got)
	}
	if r.Stats.Families != 1 {
		t.Errorf("%d families, want 1", r.Stats.Families)
	}
	for i := range 6 {
		p, want := placed(t, r, fmt.Sprintf("v%d", i)), dedupe.Version
		if i == 0 {
			want = dedupe.First
		}
		if p.Relation != want {
			t.Errorf("%s is %s, want %s", p.ID, p.Relation, want)
		}
	}
}

// sentencesPerLine returns n random sentences of 20 words, one a line.
func sentencesPerLine(rng *rand.Rand, n int) string {
	s := ""
	for range n {
		s += sentences(words(rng, 20)) + "\n"
	}
	return s
}

// One roundup that takes from five stories brings none of them together.
func TestRoundupBridgesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	var docs []dedupe.Doc
	var roundup []string
	var want []string
	for i := range 5 {
		story := split(sentencesPerLine(rng, 15))
		roundup = append(append(roundup, split(sentencesPerLine(rng, 1))...), story[:4]...)
		docs = append(docs,
			doc(fmt.Sprintf("s%d", i), "", int64(1+i), lay(story...)),
			doc(fmt.Sprintf("s%dcut", i), "", int64(10+i), lay(story[:11]...)))
		want = append(want, fmt.Sprintf("s%d s%dcut", i, i))
	}
	docs = append(docs, doc("today", "", 100, lay(roundup...)))
	r := group(t, dedupe.Options{}, docs...)
	if got := stories(r); !slices.Equal(got, want) {
		t.Errorf("stories %q, want %q", got, want)
	}
	if r.Stats.Families != 6 {
		t.Errorf("%d families, want 6", r.Stats.Families)
	}
	if p := placed(t, r, "today"); p.Relation != dedupe.Partial {
		t.Errorf("the roundup is %q, want partial", p.Relation)
	}
	for i := range 5 {
		if got := found(r, fmt.Sprintf("s%d", i), "today"); got != dedupe.Partial {
			t.Errorf("story %d and the roundup: %q, want partial", i, got)
		}
	}
}

// Many identical articles count as one, so that they do not outvote the rest.
func TestTwinsDoNotOutvote(t *testing.T) {
	docs := []dedupe.Doc{doc("a", "", 1, lay(bridge...)), doc("b", "", 2, lay(bridge[:9]...))}
	for i := range 60 {
		docs = append(docs, doc(fmt.Sprintf("c%02d", i), "", 3, lay(bridge[:12]...)))
	}
	r := group(t, dedupe.Options{}, docs...)
	if r.Stats.Stories != 1 {
		t.Errorf("%d stories, want 1", r.Stats.Stories)
	}
	if p := placed(t, r, "a"); p.Relation != dedupe.First {
		t.Errorf("a is %s, want first", p.Relation)
	}
	for _, p := range r.Articles {
		if p.ID != "a" && (p.Relation != dedupe.Copy || p.Of != "a") {
			t.Errorf("%+v, want a copy of a", p)
		}
	}
}

// ones is n times 1.
func ones(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 1
	}
	return w
}

func inOrder(n int) []int {
	r := make([]int, n)
	for i := range r {
		r[i] = i
	}
	return r
}

func link(a, b int, score float64) dedupe.Link {
	return dedupe.Link{A: a, B: b, Score: score, Related: score}
}

func clique(score float64, articles ...int) []dedupe.Link {
	var ls []dedupe.Link
	for i, a := range articles {
		for _, b := range articles[i+1:] {
			ls = append(ls, link(a, b, score))
		}
	}
	return ls
}

func TestStories(t *testing.T) {
	for _, c := range []struct {
		name  string
		n     int
		links []dedupe.Link
		want  []int
	}{
		{"nothing", 0, nil, []int{}},
		{"no links", 3, nil, []int{0, 1, 2}},
		{"a pair", 3, []dedupe.Link{link(0, 2, 1)}, []int{0, 1, 0}},
		{"at the threshold", 2, []dedupe.Link{link(0, 1, .5)}, []int{0, 0}},
		{"under it", 2, []dedupe.Link{link(0, 1, .49)}, []int{0, 1}},
		{"a chain of three", 3, []dedupe.Link{link(0, 1, 1), link(1, 2, .9)}, []int{0, 0, 1}},
		{"a full chain of three holds at the mean", 3, []dedupe.Link{link(0, 1, 1), link(1, 2, 1)}, []int{0, 0, 0}},
		{"two cliques and a bridge", 6, append(append(clique(1, 0, 1, 2), clique(1, 3, 4, 5)...), link(2, 3, 1)), []int{0, 0, 0, 1, 1, 1}},
		{"a hub joins one", 4, []dedupe.Link{link(0, 3, .8), link(1, 3, .7), link(2, 3, .6)}, []int{0, 1, 2, 0}},
		{"one link of a clique is missing", 4, clique(1, 0, 1, 2, 3)[:5], []int{0, 0, 0, 0}},
		{"tie: the lower ranks join", 3, []dedupe.Link{link(1, 2, .9), link(0, 1, .9)}, []int{0, 0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := dedupe.Stories(c.links, inOrder(c.n), ones(c.n), nil); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// With a tie the ranks decide, not the numbers of the articles.
func TestStoriesTieByRank(t *testing.T) {
	links := []dedupe.Link{link(0, 1, .9), link(1, 2, .9)}
	if got, want := dedupe.Stories(links, []int{2, 1, 0}, ones(3), nil), []int{0, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Briefs weigh less: two of them do not keep two reports apart.
func TestStoriesByWeight(t *testing.T) {
	links := append(clique(1, 0, 1), clique(.9, 2, 3)...)
	links = append(links, link(0, 2, .8)) // 1 and 3 are briefs that match nothing across
	if got, want := dedupe.Stories(links, inOrder(4), ones(4), nil), []int{0, 0, 1, 1}; !slices.Equal(got, want) {
		t.Errorf("weights alike: got %v, want %v", got, want)
	}
	if got, want := dedupe.Stories(links, inOrder(4), []float64{1, .2, 1, .2}, nil), []int{0, 0, 0, 0}; !slices.Equal(got, want) {
		t.Errorf("briefs weigh less: got %v, want %v", got, want)
	}
}

// Pairs that a fan-out bound kept from being looked at do not count against a merge.
func TestStoriesUnseenPairs(t *testing.T) {
	const n = 16
	var links []dedupe.Link
	for i := range n / 2 {
		for j := i + 1; j < n/2; j++ {
			links = append(links, link(i, j, 1), link(n/2+i, n/2+j, 1))
		}
	}
	links = append(links, link(0, n/2, .9))
	count := func(alike func(a, b int) bool) int {
		return slices.Max(dedupe.Stories(links, inOrder(n), ones(n), alike)) + 1
	}
	if got := count(nil); got != 2 {
		t.Errorf("%d stories, want 2", got)
	}
	if got := count(func(a, b int) bool { return false }); got != 2 {
		t.Errorf("unlike: %d stories, want 2", got)
	}
	if got := count(func(a, b int) bool { return true }); got != 1 {
		t.Errorf("alike: %d stories, want 1", got)
	}
}

func TestFamilies(t *testing.T) {
	for _, c := range []struct {
		name  string
		story []int
		links []dedupe.Link
		want  []int
	}{
		{"nothing", []int{}, nil, []int{}},
		{"a story is a family", []int{0, 1, 0}, nil, []int{0, 1, 0}},
		{"two versions", []int{0, 1}, []dedupe.Link{link(0, 1, .6)}, []int{0, 0}},
		{"too little", []int{0, 1}, []dedupe.Link{link(0, 1, .4)}, []int{0, 1}},
		{"a chain of which each is like the last two", []int{0, 1, 2, 3, 4},
			[]dedupe.Link{link(0, 1, .9), link(0, 2, .6), link(1, 2, .9), link(1, 3, .6), link(2, 3, .9), link(2, 4, .6), link(3, 4, .9)}, []int{0, 0, 0, 0, 0}},
		{"two stories by one link", []int{0, 0, 0, 1, 1, 1}, []dedupe.Link{link(0, 3, 1)}, []int{0, 0, 0, 1, 1, 1}},
		{"two stories, each article has two", []int{0, 0, 0, 1, 1, 1},
			[]dedupe.Link{link(0, 3, 1), link(0, 4, 1), link(0, 5, 1), link(1, 3, 1), link(1, 4, 1), link(1, 5, 1)}, []int{0, 0, 0, 0, 0, 0}},
		{"a roundup with one link to each of two", []int{0, 0, 1, 1, 2},
			[]dedupe.Link{link(0, 4, .9), link(2, 4, .9)}, []int{0, 0, 1, 1, 2}},
		{"links inside a story do not count", []int{0, 0, 1}, []dedupe.Link{link(0, 1, 1), link(1, 2, .3)}, []int{0, 0, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := len(c.story)
			if got := dedupe.Families(c.story, c.links, inOrder(n), ones(n)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// Grouping is a function of the links as a set: their order, and which numbers
// the articles carry, change nothing but the names of the groups.
func TestGroupingIgnoresOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	for range 200 {
		n := 2 + rng.IntN(20)
		rank, weight := inOrder(n), make([]float64, n)
		for i := range weight {
			weight[i] = float64(1+rng.IntN(4)) / 4
		}
		var links []dedupe.Link
		for a := range n {
			for b := a + 1; b < n; b++ {
				if rng.IntN(3) == 0 {
					// Few values, so that ties abound.
					links = append(links, dedupe.Link{A: a, B: b, Score: float64(rng.IntN(5)) / 4, Related: float64(rng.IntN(5)) / 4})
				}
			}
		}
		story := dedupe.Stories(links, rank, weight, nil)
		family := dedupe.Families(story, links, rank, weight)
		// Number the articles anew, keep their ranks, shuffle the links.
		to := rng.Perm(n)
		rank2, weight2 := make([]int, n), make([]float64, n)
		for i := range n {
			rank2[to[i]], weight2[to[i]] = rank[i], weight[i]
		}
		links2 := make([]dedupe.Link, len(links))
		for i, l := range links {
			l.A, l.B = to[l.A], to[l.B]
			if l.A > l.B {
				l.A, l.B = l.B, l.A
			}
			links2[i] = l
		}
		rng.Shuffle(len(links2), func(i, j int) { links2[i], links2[j] = links2[j], links2[i] })
		story2 := dedupe.Stories(links2, rank2, weight2, nil)
		family2 := dedupe.Families(story2, links2, rank2, weight2)
		for a := range n {
			for b := range a {
				if (story[a] == story[b]) != (story2[to[a]] == story2[to[b]]) {
					t.Fatalf("articles %d and %d: stories %v, numbered anew as %v %v\nlinks %+v", b, a, story, to, story2, links)
				}
				if (family[a] == family[b]) != (family2[to[a]] == family2[to[b]]) {
					t.Fatalf("articles %d and %d: families %v, numbered anew as %v %v\nlinks %+v", b, a, family, to, family2, links)
				}
				if story[a] == story[b] && family[a] != family[b] {
					t.Fatalf("articles %d and %d: one story, two families", b, a)
				}
			}
		}
	}
}
