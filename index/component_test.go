package index

import (
	"cmp"
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/newscheck/newscheck/internal/synth"
)

// What an index has at hand of components and headers changes nothing of what it
// says: it is what the store has.
func TestAtHand(t *testing.T) {
	var g synth.Gathered
	if err := synth.Generate(context.Background(), synth.Options{Articles: 1500, Seed: 11, Copies: .6}, &g); err != nil {
		t.Fatal(err)
	}
	x, y := open(t, t.TempDir(), Options{}), open(t, t.TempDir(), Options{})
	for part := range slices.Chunk(g.Articles, 50) {
		y.memory.components.clear()
		y.headers.clear()
		a, b := add(t, x, part...), add(t, y, part...)
		for i := range a {
			if got, want := inJSON(t, a[i]), inJSON(t, b[i]); got != want {
				t.Fatalf("with what was at hand\n%s\nand without\n%s", got, want)
			}
		}
	}
	several := 0
	for n := range x.counters.next {
		c, ok := x.memory.components.get(n)
		if !ok {
			continue
		}
		s, err := x.store.loadComponent(n, !x.memory.several.has(n), x.store.header)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.members) > 1 {
			several++
		}
		if len(c.members) != len(s.members) {
			t.Fatalf("component %d has %d members at hand and %d in the store", n, len(c.members), len(s.members))
		}
		for i := range c.members {
			if a, b := c.members[i], s.members[i]; a.number != b.number || !a.state.same(&b.state) || !a.said.same(b.said) {
				t.Errorf("member %+v at hand, %+v in the store", a, b)
			}
		}
		if a, b := byEnds(c.links), byEnds(s.links); !reflect.DeepEqual(a, b) {
			t.Errorf("links of component %d: %+v at hand, %+v in the store", n, a, b)
		}
		if h, ok := x.headers.get(n); ok {
			if s, err := x.store.header(n); err != nil || !reflect.DeepEqual(h, s) {
				t.Errorf("header %+v at hand, %+v in the store (%v)", h, s, err)
			}
		}
	}
	if several < 100 {
		t.Errorf("only %d components at hand", several)
	}
	whole(t, x)
}

func byEnds(ls []link) []link {
	ls = slices.Clone(ls)
	slices.SortFunc(ls, func(a, b link) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return ls
}

// Articles that have one text are told together when any of them is met, also in
// an index that was opened again.
func TestTwinsAreMet(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, Options{})
	text := prose(1, 10)
	add(t, x, page("a", "a.example", "2025-01-01", text...), page("other", "o.example", "2025-01-01", prose(2, 10)...))
	add(t, x, page("b", "b.example", "2025-01-02", text...))
	q := page("q", "q.example", "2025-01-03", append(slices.Clone(text[:6]), prose(3, 6)...)...)
	for range 2 {
		f, err := x.Lookup(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, m := range f.Matches {
			ids = append(ids, m.ID)
		}
		if !slices.Equal(ids, []string{"a", "b"}) {
			t.Errorf("met %v", ids)
		}
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		x = open(t, dir, Options{})
	}
}
