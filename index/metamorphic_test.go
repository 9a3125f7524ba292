package index_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/internal/synth"
	"pgregory.net/rapid"
)

// synthetic makes n invented articles, about 40 % of them copies.
func synthetic(t testing.TB, n int, seed uint64) []article.Article {
	t.Helper()
	var g synth.Gathered
	if err := synth.Generate(context.Background(), synth.Options{Articles: n, Seed: seed, Copies: .4}, &g); err != nil {
		t.Fatal(err)
	}
	return g.Articles[:n]
}

// withChecks sets how many cases rapid tries, unless the command line does.
func withChecks(t *testing.T, checks, steps int) {
	for name, n := range map[string]int{"rapid.checks": checks, "rapid.steps": steps} {
		f := flag.Lookup(name)
		if f == nil || f.Value.String() != f.DefValue {
			continue
		}
		if testing.Short() {
			n /= 2
		}
		if err := f.Value.Set(fmt.Sprint(n)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { f.Value.Set(f.DefValue) })
	}
}

// TestMetamorphic does at random what users and accidents do to an index (adds,
// look-ups, forgets, compactions, reopenings, crashes that lose what was not
// synced) and holds it each time against a plain list of what it should have.
func TestMetamorphic(t *testing.T) {
	withChecks(t, 12, 20)
	pool := synthetic(t, 60, 11)
	rapid.Check(t, func(t *rapid.T) {
		m := newMachine(t, pool)
		defer func() { m.x.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"":        m.check,
			"add":     m.add,
			"add2":    m.add, // twice as often as what takes articles away
			"lookup":  m.lookup,
			"forget":  m.forget,
			"compact": m.compact,
			"reopen":  m.reopen,
			"crash":   m.crash,
			"verify":  m.verify,
		})
		m.verify(t)
	})
}

// machine is an index and what should be in it.
type machine struct {
	pool  []article.Article
	fs    *vfs.MemFS
	x     *index.Index
	clock time.Time
	want  []held // in the order of arrival
	edits int
}

type held struct {
	id, url, publisher, text string
	seen                     time.Time
}

func newMachine(t *rapid.T, pool []article.Article) *machine {
	m := &machine{pool: pool, fs: vfs.NewCrashableMem(), clock: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)}
	made(t, m.fs, "ix")
	m.open(t, index.Options{Create: true})
	return m
}

// made makes a folder that is there after a crash, too.
func made(t interface{ Fatal(...any) }, fs vfs.FS, name string) {
	err := fs.MkdirAll(name, 0o755)
	if err == nil {
		var d vfs.File
		if d, err = fs.OpenDir("/"); err == nil {
			err = errors.Join(d.Sync(), d.Close())
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestCreationIsDurable: an index whose folder it made itself is there after a
// crash, with the first articles that it answered for.
func TestCreationIsDurable(t *testing.T) {
	fs := vfs.NewCrashableMem()
	made(t, fs, "data")
	x, err := index.Open("data/new/ix", index.Options{FS: fs, Create: true})
	if err != nil {
		t.Fatal(err)
	}
	articles := synthetic(t, 3, 1)
	if _, err := x.Add(t.Context(), articles); err != nil {
		t.Fatal(err)
	}
	clone := fs.CrashClone(vfs.CrashCloneCfg{})
	x.Close()
	x, err = index.Open("data/new/ix", index.Options{FS: clone})
	if err != nil {
		t.Fatalf("after a crash: %v", err)
	}
	defer x.Close()
	if s, err := x.Stats(); err != nil || s.Articles != len(articles) {
		t.Errorf("after a crash: %+v, %v", s, err)
	}
}

func (m *machine) open(t *rapid.T, o index.Options) {
	t.Helper()
	o.FS, o.Workers, o.Now = m.fs, 2, func() time.Time {
		m.clock = m.clock.Add(time.Second)
		return m.clock
	}
	x, err := index.Open("ix", o)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	m.x = x
}

// newest is the place in want of the newest article with the id, or -1.
func (m *machine) newest(id string) int {
	for i := len(m.want) - 1; i >= 0; i-- {
		if m.want[i].id == id {
			return i
		}
	}
	return -1
}

// draw is an article of the pool, as it is there, or edited.
func (m *machine) draw(t *rapid.T) article.Article {
	a := m.pool[rapid.IntRange(0, len(m.pool)-1).Draw(t, "article")]
	if i := m.newest(a.ID); i >= 0 {
		switch rapid.IntRange(0, 3).Draw(t, "edit") {
		case 0:
			m.edits++
			a.Text = fmt.Sprintf("%s\n\nThis is edit number %d of the text.", m.want[i].text, m.edits)
		case 1:
			a.Text = m.want[i].text
		}
	}
	return a
}

func (m *machine) add(t *rapid.T) {
	var batch []article.Article
	for range rapid.IntRange(1, 6).Draw(t, "articles") {
		batch = append(batch, m.draw(t))
	}
	findings, err := m.x.Add(context.Background(), batch)
	if err != nil {
		t.Fatalf("add: %v", err)
	}
	if len(findings) != len(batch) {
		t.Fatalf("%d findings for %d articles", len(findings), len(batch))
	}
	for i, a := range batch {
		known := slices.ContainsFunc(m.want, func(h held) bool { return h.id == a.ID && h.text == a.Text })
		f := findings[i]
		if base(f.ID) != a.ID || f.Known != known {
			t.Fatalf("article %s: finding for %s says known = %v, want %v", a.ID, f.ID, f.Known, known)
		}
		revised := m.newest(a.ID) >= 0 && !known
		if revised && (f.Verdict != index.Revised || f.Revision == nil) {
			t.Fatalf("article %s was there with another text: %s (%s)", a.ID, f.Verdict, f.Reason)
		}
		if !known {
			m.want = append(m.want, held{id: a.ID, url: a.URL, publisher: a.Publisher, text: a.Text})
		}
	}
	m.stamps(t)
}

// stamps notes when the index says that each article came.
func (m *machine) stamps(t *rapid.T) {
	i := 0
	for e, err := range m.x.Entries(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if i < len(m.want) {
			if !m.want[i].seen.IsZero() && !m.want[i].seen.Equal(e.Seen) {
				t.Fatalf("%s came at %v and now at %v", m.want[i].id, m.want[i].seen, e.Seen)
			}
			m.want[i].seen = e.Seen
		}
		i++
	}
}

// base is an id without the number of the revision.
func base(id string) string {
	id, _, _ = strings.Cut(id, "@")
	return id
}

func (m *machine) lookup(t *rapid.T) {
	a := m.draw(t)
	before, err := m.x.Stats()
	if err != nil {
		t.Fatal(err)
	}
	f, err := m.x.Lookup(context.Background(), a)
	if err != nil {
		t.Fatalf("lookup: %v", err)
	}
	known := slices.ContainsFunc(m.want, func(h held) bool { return h.id == a.ID && h.text == a.Text })
	if f.Known != known {
		t.Fatalf("lookup of %s: known = %v, want %v", a.ID, f.Known, known)
	}
	for _, x := range f.Matches {
		if m.newest(base(x.ID)) < 0 {
			t.Fatalf("lookup of %s matches %s, which is not in the index", a.ID, x.ID)
		}
	}
	after, err := m.x.Stats()
	if err != nil {
		t.Fatal(err)
	}
	if after.Articles != before.Articles || after.Stories != before.Stories {
		t.Fatalf("a look-up changed the index: %+v, then %+v", before, after)
	}
}

func (m *machine) forget(t *rapid.T) {
	if len(m.want) == 0 {
		t.Skip("nothing to forget")
	}
	h := m.want[rapid.IntRange(0, len(m.want)-1).Draw(t, "which")]
	var s index.Selection
	var gone func(held) bool
	switch rapid.SampledFrom([]string{"id", "id", "publisher", "before", "publisher and before"}).Draw(t, "by") {
	case "id":
		s.IDs = []string{h.id}
		gone = func(x held) bool { return x.id == h.id }
	case "publisher":
		s.Publisher = h.publisher
		gone = func(x held) bool { return x.publisher == h.publisher }
	case "before":
		s.Before = h.seen
		gone = func(x held) bool { return x.seen.Before(h.seen) }
	default:
		s.Publisher, s.Before = h.publisher, h.seen.Add(time.Microsecond)
		gone = func(x held) bool { return x.publisher == h.publisher && !x.seen.After(h.seen) }
	}
	left := slices.DeleteFunc(slices.Clone(m.want), gone)
	n, err := m.x.Forget(context.Background(), s)
	if err != nil {
		t.Fatalf("forget %+v: %v", s, err)
	}
	if n != len(m.want)-len(left) {
		t.Fatalf("forget %+v: %d articles, want %d", s, n, len(m.want)-len(left))
	}
	m.want = left
	if s.IDs != nil {
		if _, err := m.x.Article(h.id); err == nil {
			t.Fatalf("%s is still found by its id", h.id)
		}
		if _, err := m.x.ByURL(h.url); err == nil {
			t.Fatalf("%s is still found by its address", h.id)
		}
	}
}

func (m *machine) compact(t *rapid.T) {
	if err := m.x.Compact(context.Background()); err != nil {
		t.Fatalf("compact: %v", err)
	}
}

// probes are answers that nothing but adding and forgetting may change.
func (m *machine) probes(t *rapid.T) []*index.Finding {
	var all []*index.Finding
	for _, i := range []int{0, len(m.pool) / 3, len(m.pool) / 2, len(m.pool) - 1} {
		f, err := m.x.Lookup(context.Background(), m.pool[i])
		if err != nil {
			t.Fatalf("lookup: %v", err)
		}
		all = append(all, f)
	}
	return all
}

func (m *machine) same(t *rapid.T, before []*index.Finding, what string) {
	for i, f := range m.probes(t) {
		if !reflect.DeepEqual(f, before[i]) {
			t.Fatalf("%s changed an answer:\n%+v\nthen\n%+v", what, *before[i], *f)
		}
	}
}

func (m *machine) reopen(t *rapid.T) {
	before := m.probes(t)
	if err := m.x.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	m.open(t, index.Options{})
	m.same(t, before, "closing and opening")
}

// crash goes on with what a machine that lost its power has on its disk.
func (m *machine) crash(t *rapid.T) {
	before := m.probes(t)
	share := rapid.SampledFrom([]int{0, 0, 30, 100}).Draw(t, "unsynced")
	seed := rapid.Uint64().Draw(t, "seed")
	clone := m.fs.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: share, RNG: rand.New(rand.NewPCG(seed, 1))})
	m.x.Close()
	m.fs = clone
	m.open(t, index.Options{})
	m.same(t, before, "a crash")
}

func (m *machine) verify(t *rapid.T) {
	err := m.x.Verify(context.Background(), func(f index.Fault) { t.Errorf("verify: %+v", f) })
	if err != nil {
		t.Fatalf("verify: %v", err)
	}
}

// check holds the index against the list: the same articles in the same order,
// each in one story, which names it and nothing that is not there.
func (m *machine) check(t *rapid.T) {
	ctx := context.Background()
	stories := map[string]int{}
	i := 0
	for e, err := range m.x.Entries(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		if i >= len(m.want) {
			t.Fatalf("%s should not be there", e.Article.ID)
		}
		if h := m.want[i]; base(e.Article.ID) != h.id || e.Article.Text != h.text || e.Article.URL != h.url {
			t.Fatalf("article %d is %s, want %s; or its text or address differs", i, e.Article.ID, h.id)
		}
		stories[e.Story]++
		i++
	}
	if i != len(m.want) {
		t.Fatalf("%d articles, want %d", i, len(m.want))
	}
	s, err := m.x.Stats()
	if err != nil {
		t.Fatal(err)
	}
	if s.Articles != len(m.want) || s.Stories != len(stories) {
		t.Fatalf("stats say %d articles in %d stories, there are %d in %d", s.Articles, s.Stories, len(m.want), len(stories))
	}
	told := 0
	last := time.Time{}
	for st, err := range m.x.Stories(ctx, time.Time{}, time.Time{}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(st.Copies) != stories[st.Story] {
			t.Fatalf("story %s names %q, %d articles say that they are in it", st.Story, st.Copies, stories[st.Story])
		}
		if !last.IsZero() && !st.Grew.Before(last) {
			t.Fatalf("stories are not in order of growth: %v after %v", st.Grew, last)
		}
		last = st.Grew
		told++
	}
	if told != len(stories) {
		t.Fatalf("%d stories are listed, articles are in %d", told, len(stories))
	}
	for _, h := range m.want {
		newest := m.want[m.newest(h.id)]
		e, err := m.x.Article(h.id)
		if err != nil || e.Article.Text != newest.text {
			t.Fatalf("%s by its id: %v", h.id, err)
		}
		if e, err = m.x.ByURL(h.url); err != nil || e.Article.Text != newest.text {
			t.Fatalf("%s by its address %s: %v", h.id, h.url, err)
		}
	}
}
