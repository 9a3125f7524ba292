package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// prose is n sentences about a topic, which share no run of words with those of
// another.
func prose(topic, n int) []string {
	syllables := []string{"ba", "den", "ki", "lor", "mu", "nes", "po", "ra", "sil", "tu", "ven", "zo"}
	links := []string{"the", "of", "and", "to", "in", "for", "with", "on", "by", "from"}
	r := rand.New(rand.NewPCG(uint64(topic), 7))
	out := make([]string, n)
	for i := range out {
		words := []string{"The"}
		for range 20 {
			if r.IntN(3) == 0 {
				words = append(words, links[r.IntN(len(links))])
				continue
			}
			words = append(words, syllables[r.IntN(12)]+syllables[r.IntN(12)]+syllables[r.IntN(12)])
		}
		out[i] = strings.Join(words, " ") + "."
	}
	return out
}

func page(id, publisher, published string, sentences ...string) article.Article {
	return article.Article{ID: id, Publisher: publisher, Published: published, Title: "Report " + id, Text: strings.Join(sentences, "\n\n")}
}

func open(t testing.TB, dir string, o Options) *Index {
	t.Helper()
	o.Create = !o.ReadOnly
	x, err := Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func add(t testing.TB, x *Index, as ...article.Article) []Finding {
	t.Helper()
	fs, err := x.Add(context.Background(), as)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func inJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func whole(t testing.TB, x *Index) {
	t.Helper()
	if err := x.Verify(context.Background(), func(f Fault) { t.Errorf("fault: %+v", f) }); err != nil {
		t.Error(err)
	}
}

func TestVerdicts(t *testing.T) {
	x := open(t, t.TempDir(), Options{})
	a, b := prose(1, 14), prose(2, 14)
	for _, c := range []struct {
		what     string
		article  article.Article
		verdict  Verdict
		relation dedupe.Relation
		of       string
		reason   string
	}{
		{"new", page("a", "gazette.example", "2025-03-02T10:00:00Z", a...), Original, dedupe.Single, "", "nothing like it"},
		{"copy elsewhere", page("b", "mirror.example", "2025-03-02T12:00:00Z", a...), Republished, dedupe.Copy, "a", "copy of a at gazette.example"},
		{"cut copy", page("c", "digest.example", "2025-03-02T13:00:00Z", a[:9]...), Republished, dedupe.Copy, "a", "copy of a"},
		{"another", page("d", "gazette.example", "2025-03-03T10:00:00Z", b...), Original, dedupe.Single, "", ""},
		{"built in", page("e", "weekly.example", "2025-03-04T10:00:00Z", slices.Concat(prose(3, 12), b[4:7], prose(4, 12))...), Partial, dedupe.Partial, "d", "passage of d"},
		{"late, and earlier by its date", page("f", "first.example", "2025-03-01T08:00:00Z", a...), Original, dedupe.First, "", "dated before"},
		{"agency copy", page("g", "site.example", "2025-03-05T10:00:00Z", append([]string{"OSLO (Reuters) - " + prose(5, 1)[0]}, prose(5, 9)[1:]...)...), Republished, dedupe.Single, "", "Reuters"},
		{"too short", page("h", "gazette.example", "2025-03-05T11:00:00Z", "Weather tomorrow: rain."), Undetermined, dedupe.Single, "", "too few"},
	} {
		look, err := x.Lookup(context.Background(), c.article)
		if err != nil {
			t.Fatal(err)
		}
		f := add(t, x, c.article)[0]
		if f.Verdict != c.verdict || f.Relation != c.relation || f.Of != c.of || !strings.Contains(f.Reason, c.reason) {
			t.Errorf("%s: %s %s of %q because %q, want %s %s of %q because … %q", c.what, f.Verdict, f.Relation, f.Of, f.Reason, c.verdict, c.relation, c.of, c.reason)
		}
		if got, want := inJSON(t, look), inJSON(t, f); got != want {
			t.Errorf("%s: Lookup said\n%s\nand Add\n%s", c.what, got, want)
		}
	}
	s, err := x.Story("s1")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Copies, []string{"a", "b", "c", "f"}) || s.First != "f" {
		t.Errorf("story has %v, first %s", s.Copies, s.First)
	}
	f := add(t, x, page("i", "late.example", "2025-03-06", a...))[0]
	if f.SeenIn != 5 || len(f.Matches) != 4 || f.Matches[0].Spans == nil {
		t.Errorf("seen in %d, %d matches", f.SeenIn, len(f.Matches))
	}
	whole(t, x)
}

func TestRevisions(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, Options{})
	text := prose(10, 12)
	v1 := page("a", "gazette.example", "2025-03-02", text...)
	v1.URL = "https://www.gazette.example/news/bridge?utm_source=mail"
	v2 := v1
	v2.Text = strings.Replace(v1.Text, text[3], "The harbour office said on Tuesday that the old pier will stay closed until June.", 1)
	v3 := v2
	v3.ID, v3.Text = "other", v2.Text+"\n\n"+prose(11, 1)[0]
	v3.URL = "https://gazette.example/news/bridge/"
	v4 := v3
	v4.ID, v4.Text = "other", v3.Text+"\n\nCorrection: An earlier version of this article misstated the date of the vote."

	add(t, x, v1)
	if f := add(t, x, v1, v1); !f[0].Known || !f[1].Known || f[0].Verdict != Original {
		t.Errorf("again: %+v", f)
	}
	f := add(t, x, v2)[0]
	if r := f.Revision; f.Verdict != Revised || r == nil || r.Of != "a@1" || r.Number != 2 || r.Edited+r.Added < 1 || !r.Silent || r.Kept < 10 || len(r.Changes) == 0 {
		t.Fatalf("edited: %+v %+v", f, f.Revision)
	}
	f = add(t, x, v3)[0]
	if r := f.Revision; f.Verdict != Revised || r.Of != "a" || r.Number != 3 || r.Added != 1 || !r.Silent {
		t.Fatalf("same address: %+v %+v", f, f.Revision)
	}
	f = add(t, x, v4)[0]
	if r := f.Revision; r == nil || r.Number != 4 || r.Silent {
		t.Fatalf("with a notice: %+v", f.Revision)
	}
	for _, v := range []article.Article{v1, v2, v3, v4} {
		if f := add(t, x, v)[0]; !f.Known {
			t.Errorf("%s came in twice", v.ID)
		}
	}
	for id, want := range map[string]string{"a": v2.Text, "a@1": v1.Text, "a@2": v2.Text, "other": v4.Text, "other@1": v3.Text} {
		if e, err := x.Article(id); err != nil || e.Article.Text != want {
			t.Errorf("Article(%q): %v", id, err)
		}
	}
	if e, err := x.ByURL("http://www.gazette.example/news/bridge#top"); err != nil || e.Article.ID != "other" || e.Revision.Of != "other@1" {
		t.Errorf("ByURL: %v %+v", err, e)
	}
	if e, _ := x.Article("a@1"); e.RevisedBy != "a" || e.Article.ID != "a@1" {
		t.Errorf("a@1 is %q, revised by %q", e.Article.ID, e.RevisedBy)
	}
	whole(t, x)

	if n, err := x.Forget(context.Background(), Selection{IDs: []string{"other@2", "nothing"}}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if e, err := x.Article("other"); err != nil || e.Article.Text != v3.Text || e.RevisedBy != "" {
		t.Errorf("after forgetting the newest: %v %+v", err, e)
	}
	whole(t, x)
	if n, err := x.Forget(context.Background(), Selection{IDs: []string{"a"}}); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := x.Article("a"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if e, err := x.Article("other"); err != nil || e.Revision != nil {
		t.Errorf("it still tells of what was forgotten: %v %+v", err, e.Revision)
	}
	whole(t, x)
	if f := add(t, x, v1)[0]; f.Known || f.Revision == nil {
		t.Errorf("forgotten and given again: %+v", f)
	}
	whole(t, x)
}

func TestForgetPartsStories(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir, Options{})
	text := prose(20, 10)
	add(t, x, page("first", "a.example", "2025-01-01", text...), page("twin", "b.example", "2025-01-02", text...),
		page("cut", "c.example", "2025-01-03", text[:7]...), page("alone", "a.example", "2025-01-04", prose(21, 9)...))
	was, err := x.Story("s1")
	if err != nil || len(was.Copies) != 3 {
		t.Fatal(was, err)
	}
	if n, err := x.Forget(context.Background(), Selection{Publisher: "A.example"}); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	now, err := x.Story("s1")
	if err != nil || now.Story != "s2" || !slices.Equal(now.Was, []string{"s1"}) || !slices.Equal(now.Copies, []string{"twin", "cut"}) || now.First != "twin" {
		t.Fatalf("%+v %v", now, err)
	}
	if f := add(t, x, page("new", "d.example", "2025-01-05", text[1:]...))[0]; f.Story != "s2" || f.Relation != dedupe.Copy {
		t.Errorf("a copy of what is left: %+v", f)
	}
	whole(t, x)
	if err := x.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	st, err := x.Stats()
	if err != nil || st.Articles != 3 || st.Forgotten != 0 || st.Stories != 1 {
		t.Errorf("%+v %v", st, err)
	}
	x.Close()
	y := open(t, dir, Options{})
	whole(t, y)
	if n, err := y.Forget(context.Background(), Selection{Before: time.Now().Add(time.Hour)}); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := y.Forget(context.Background(), Selection{}); n != 0 || err != nil {
		t.Error("an empty selection names nothing:", n, err)
	}
	if _, err := y.Story("s1"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	whole(t, y)
}

// Selected names what Forget takes out.
func TestSelected(t *testing.T) {
	ctx := context.Background()
	begun := time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC)
	all := []article.Article{page("a17", "Gazette.example", "", prose(1, 9)...), page("b", "The Mill", "", prose(2, 9)...),
		page("a17", "gazette.example", "", prose(3, 9)...), page("c@2", "gazette.example", "", prose(4, 9)...)}
	for _, c := range []struct {
		sel  Selection
		want []string
	}{
		{Selection{}, nil},
		{Selection{IDs: []string{"a17"}}, []string{"a17@1", "a17"}},
		{Selection{IDs: []string{"a17@1", "nobody"}}, []string{"a17@1"}},
		{Selection{IDs: []string{"a1", "c"}}, nil},
		{Selection{IDs: []string{"c@2"}}, []string{"c@2"}},
		{Selection{Publisher: "the mill"}, []string{"b"}},
		{Selection{Publisher: "gazette.EXAMPLE", IDs: []string{"b"}}, nil},
		{Selection{Publisher: "gazette.example"}, []string{"a17@1", "a17", "c@2"}},
		{Selection{Before: begun.Add(2 * time.Hour)}, []string{"a17@1", "b"}},
		{Selection{Before: begun.Add(9 * time.Hour), Publisher: "The Mill"}, []string{"b"}},
	} {
		hour := 0
		x := open(t, t.TempDir(), Options{Now: func() time.Time { hour++; return begun.Add(time.Duration(hour-1) * time.Hour) }})
		for _, a := range all {
			add(t, x, a)
		}
		for _, most := range []int{1, 9} {
			n, ids, err := x.Selected(ctx, c.sel, most)
			if err != nil || n != len(c.want) || !slices.Equal(ids, c.want[:min(most, n)]) {
				t.Errorf("%+v: %d, %v, %v; want %v", c.sel, n, ids, err, c.want)
			}
		}
		if n, err := x.Forget(ctx, c.sel); n != len(c.want) || err != nil {
			t.Errorf("%+v: Forget takes %d (%v), and %v were told", c.sel, n, err, c.want)
		}
	}
}

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	made := filepath.Join(dir, "made")
	x := open(t, made, Options{Passage: 30})
	if _, err := Open(made, Options{}); !errors.Is(err, ErrLocked) {
		t.Error("two writers:", err)
	}
	if _, err := Open(made, Options{ReadOnly: true}); !errors.Is(err, ErrLocked) {
		t.Error("a reader beside a writer:", err)
	}
	x.Close()
	if _, err := x.Add(context.Background(), nil); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if _, err := Open(filepath.Join(dir, "none"), Options{}); !errors.Is(err, ErrNotIndex) || !strings.Contains(err.Error(), "newscheck ingest") {
		t.Error(err)
	}
	if _, err := Open(made, Options{Passage: 40}); !errors.Is(err, ErrParameters) || !strings.Contains(err.Error(), "passage 30, not 40") {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "letter.txt"), []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{Create: true}); !errors.Is(err, ErrNotIndex) {
		t.Error("a folder with other files:", err)
	}
	a, b := open(t, made, Options{ReadOnly: true}), open(t, made, Options{ReadOnly: true})
	if _, err := a.Add(context.Background(), []article.Article{page("a", "b.example", "", "text")}); !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
	whole(t, b)
	a.Close()
	b.Close()
	meta := filepath.Join(made, metaName)
	text, err := os.ReadFile(meta)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(meta, []byte(strings.Replace(string(text), `"version": 1`, `"version": 99`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(made, Options{}); !errors.Is(err, ErrVersion) || !strings.Contains(err.Error(), "99") {
		t.Error(err)
	}
}

func TestStreamsAndPaging(t *testing.T) {
	x := open(t, t.TempDir(), Options{})
	for i := range 30 {
		add(t, x, page(fmt.Sprint("n", i), "a.example", "2025-01-01", prose(100+i%10, 8)...))
	}
	n, members := 0, 0
	var last time.Time
	for e, err := range x.Entries(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		if !e.Seen.After(last) || e.Article.ID != fmt.Sprint("n", n) || e.Article.Text == "" {
			t.Fatalf("%d is %s of %v", n, e.Article.ID, e.Seen)
		}
		last = e.Seen
		n++
	}
	stories := map[string]int{}
	for es, err := range x.Members(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		stories[es[0].Story] = len(es)
		members += len(es)
	}
	if n != 30 || members != 30 || len(stories) != 10 {
		t.Fatalf("%d entries, %d members of %d stories", n, members, len(stories))
	}
	var paged []string
	before := time.Time{}
	for range 20 {
		got := 0
		for s, err := range x.Stories(context.Background(), time.Time{}, before) {
			if err != nil {
				t.Fatal(err)
			}
			paged = append(paged, s.Story)
			before = s.Grew
			if got++; got == 3 {
				break
			}
		}
	}
	if len(paged) != 10 || !slices.Equal(paged, []string{"s10", "s9", "s8", "s7", "s6", "s5", "s4", "s3", "s2", "s1"}) {
		t.Errorf("paged %v", paged)
	}
	e, err := x.Article("n25")
	if err != nil {
		t.Fatal(err)
	}
	since := 0
	for range x.Stories(context.Background(), e.Seen, time.Time{}) {
		since++
	}
	if since != 5 {
		t.Errorf("%d stories grew since n25", since)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range x.Entries(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

func TestProvenanceAndRebuild(t *testing.T) {
	dir := t.TempDir()
	x := open(t, filepath.Join(dir, "one"), Options{})
	text := prose(30, 10)
	add(t, x, page("silent", "a.example", "2025-01-02", text...),
		page("stated", "b.example", "2025-01-01", append([]string{"LIMA (AP) - " + text[0]}, text[1:]...)...))
	r, err := x.Provenance("silent")
	if err != nil || r.OriginStatus != provenance.Inferred || r.Origin == nil || r.Origin.ID != "ap" {
		t.Fatalf("%+v %v", r, err)
	}
	if last := r.Evidence[len(r.Evidence)-1]; last.From != "stated" || !strings.Contains(last.Text, "AP") {
		t.Errorf("evidence %+v", last)
	}
	if e, _ := x.Article("silent"); e.Origin == nil || e.Origin.ID != "ap" || e.OriginStatus != provenance.Inferred {
		t.Errorf("entry %+v", e)
	}
	to := filepath.Join(dir, "two")
	if err := x.Rebuild(context.Background(), to, Options{Passage: 30, NoText: true}); err != nil {
		t.Fatal(err)
	}
	y := open(t, to, Options{})
	whole(t, y)
	e, err := y.Article("stated")
	f, err2 := x.Article("stated")
	if err != nil || err2 != nil || !e.Seen.Equal(f.Seen) || e.Story != f.Story || e.Article.Text != "" {
		t.Errorf("%+v %v %v", e, err, err2)
	}
	g, err := y.Lookup(context.Background(), page("q", "c.example", "", text...))
	if err != nil || !g.Estimated || g.Relation != dedupe.Copy {
		t.Errorf("without texts: %+v %v", g, err)
	}
	if r, err := y.Provenance("stated"); err != nil || r.OriginStatus != provenance.Stated {
		t.Errorf("%+v %v", r, err)
	}
	if err := y.Rebuild(context.Background(), filepath.Join(dir, "three"), Options{}); err == nil {
		t.Error("rebuilt without texts")
	}
}

// Look-ups go on beside adds; run with -race.
// A story that is too large to be grouped with every article stays one, and what
// the newcomers are told is right.
func TestLargeStory(t *testing.T) {
	x := open(t, t.TempDir(), Options{})
	ctx := context.Background()
	text := prose(1, 12)
	var all []article.Article
	for i := range wholeMembers + 40 {
		cut := text[:9+i%4]
		if i%3 == 0 {
			cut = append(slices.Clone(cut), prose(100+i, 1)...)
		}
		all = append(all, page(fmt.Sprint("a", i), fmt.Sprintf("p%d.example", i%50), fmt.Sprintf("2025-03-02T%02d:%02d:00Z", i/60, i%60), cut...))
	}
	other := page("other", "p1.example", "2025-03-02", prose(2, 12)...)
	for i, part := range [][]article.Article{all[:wholeMembers-3], {other}, all[wholeMembers-3:]} {
		for j, f := range add(t, x, part...) {
			if want := "s1"; i != 1 && (f.Story != want || j+i > 0 && (f.Verdict != Republished || f.Relation != dedupe.Copy)) {
				t.Fatalf("article %d of part %d is %s %s of story %s", j, i, f.Verdict, f.Relation, f.Story)
			}
		}
	}
	last := page("last", "new.example", "2025-03-03", append(text[:11:11], prose(999, 1)...)...)
	look, err := x.Lookup(ctx, last)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := inJSON(t, look), inJSON(t, add(t, x, last)[0]); got != want {
		t.Errorf("Lookup said\n%s\nand Add\n%s", got, want)
	}
	if st, err := x.Story("s1"); err != nil || len(st.Copies) != len(all)+1 || st.First != "a0" {
		t.Errorf("%d copies, first %s, %v", len(st.Copies), st.First, err)
	}
	c, ok := x.memory.components.get(0)
	if !ok || len(c.links) < wholeMembers {
		t.Fatal("the component is not at hand", ok)
	}
	c.locate()
	for k, l := range c.links {
		for side, n := range [2]uint32{l.from, l.to} {
			if i, ok := c.place(n); !ok || int32(i) != c.ends[k][side] {
				t.Fatalf("link %d of %d to %d ends at %v, and %d is at %d", k, l.from, l.to, c.ends[k], n, i)
			}
		}
	}
	whole(t, x)
}

// What is long kept of an article does not keep its text.
func TestDetached(t *testing.T) {
	x := open(t, t.TempDir(), Options{})
	a := page("a", "site.example", "2025-03-05", append([]string{"OSLO (Reuters) - " + prose(5, 1)[0]}, prose(5, 9)[1:]...)...)
	tools := x.tools.get()
	h := &x.prepare(tools, a).h
	if h.said.ref == nil || h.said.text == "" || h.publisher == nil || h.source != "site.example" {
		t.Fatalf("%+v", h)
	}
	within := func(s, whole string) bool {
		from, at := uintptr(unsafe.Pointer(unsafe.StringData(whole))), uintptr(unsafe.Pointer(unsafe.StringData(s)))
		return s != "" && at >= from && at < from+uintptr(len(whole))
	}
	for _, s := range []string{h.said.text, h.said.ref.Name, h.publisher.Name, h.publisher.Domain, h.source} {
		if within(s, a.Text) || within(s, a.Publisher) {
			t.Errorf("%q is a part of the article", s)
		}
	}
}

// What is prepared ahead, even while another call writes, comes to what it would
// come to if it were prepared when it is added.
func TestPrepareAhead(t *testing.T) {
	ctx := context.Background()
	a, b := prose(1, 14), prose(2, 14)
	first := []article.Article{page("a", "gazette.example", "2025-03-02T10:00:00Z", a...), page("b", "gazette.example", "2025-03-02T11:00:00Z", b...)}
	second := []article.Article{page("a", "gazette.example", "2025-03-02T10:00:00Z", a...), page("b", "gazette.example", "2025-03-02T11:00:00Z", b[:12]...),
		page("c", "mirror.example", "2025-03-03", a...), page("c", "mirror.example", "2025-03-03", a[1:]...)}
	now := func() time.Time { return time.Date(2025, 4, 1, 0, 0, 0, 0, time.UTC) }
	plain, ahead := open(t, t.TempDir(), Options{Now: now}), open(t, t.TempDir(), Options{Now: now})
	want := append(add(t, plain, first...), add(t, plain, second...)...)

	ahead.writing.Lock() // another call is writing
	var ready []*Prepared
	for _, as := range [][]article.Article{first, second} {
		p, err := ahead.Prepare(ctx, as)
		if err != nil {
			t.Fatal(err)
		}
		ready = append(ready, p)
	}
	ahead.writing.Unlock()
	var got []Finding
	for _, p := range ready {
		fs, err := ahead.AddPrepared(ctx, p)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fs...)
	}
	if got, want := inJSON(t, got), inJSON(t, want); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if _, err := ahead.AddPrepared(ctx, ready[0]); err == nil {
		t.Error("what was added can be added again")
	}
	if p, err := plain.Prepare(ctx, first); err != nil {
		t.Error(err)
	} else if _, err := ahead.AddPrepared(ctx, p); err == nil {
		t.Error("what was prepared for one index can be added to another")
	}
	whole(t, ahead)
}

func TestConcurrent(t *testing.T) {
	x := open(t, t.TempDir(), Options{})
	ctx := context.Background()
	done := make(chan error, 3)
	stop := make(chan struct{})
	for range 3 {
		go func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				if _, err := x.Lookup(ctx, page("q", "q.example", "", prose(200+i%20, 8)...)); err != nil {
					done <- err
					return
				}
				for _, err := range x.Stories(ctx, time.Time{}, time.Time{}) {
					if err != nil {
						done <- err
						return
					}
					break
				}
			}
		}()
	}
	for i := range 40 {
		add(t, x, page(fmt.Sprint("a", i), "a.example", "", prose(200+i%20, 8)...), page(fmt.Sprint("b", i), "b.example", "", prose(200+i%20, 7)...))
		if i%7 == 6 {
			if _, err := x.Forget(ctx, Selection{IDs: []string{fmt.Sprint("a", i-3)}}); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(stop)
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	whole(t, x)
}
