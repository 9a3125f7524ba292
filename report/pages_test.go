package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance"
	"golang.org/x/net/html"
)

// rendered makes the pages of m.
func rendered(t testing.TB, m *Model, l Limits) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	err := Pages(context.Background(), m, l, func(name string, page []byte) error {
		if _, ok := pages[name]; ok {
			t.Errorf("%s is written twice", name)
		}
		pages[name] = slices.Clone(page)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

var (
	safeName = regexp.MustCompile(`^([a-z]+/)?[a-z0-9-]+\.html$`)
	voids    = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
	loads    = []string{"script", "iframe", "object", "embed", "img", "image", "audio", "video", "link", "form", "input", "base", "use", "foreignObject"}
)

// checkPages holds what is true of every page of every report: well formed, ids
// unique, links that lead somewhere, one style sheet which the policy names,
// nothing that loads or runs, and no character that acts unseen.
func checkPages(t *testing.T, pages map[string][]byte) {
	t.Helper()
	ids := map[string]map[string]bool{}
	for name, page := range pages {
		ids[name] = checkForm(t, name, page)
	}
	for name, page := range pages {
		z := html.NewTokenizer(bytes.NewReader(page))
		for z.Next() != html.ErrorToken {
			tok := z.Token()
			for _, a := range tok.Attr {
				switch a.Key {
				case "href":
					u, err := url.Parse(a.Val)
					if err != nil || u.IsAbs() || u.Host != "" {
						t.Errorf("%s: link out: %q", name, a.Val)
						continue
					}
					to := name
					if u.Path != "" {
						to = path.Join(path.Dir(name), u.Path)
					}
					if pages[to] == nil || u.Fragment != "" && !ids[to][u.Fragment] {
						t.Errorf("%s: %q leads nowhere", name, a.Val)
					}
				case "aria-labelledby":
					for _, id := range strings.Fields(a.Val) {
						if !ids[name][id] {
							t.Errorf("%s: nothing is called %q", name, id)
						}
					}
				case "src", "srcset", "style", "action", "background", "poster", "data":
					t.Errorf("%s: <%s %s=%q>", name, tok.Data, a.Key, a.Val)
				default:
					if strings.HasPrefix(a.Key, "on") {
						t.Errorf("%s: handler %s", name, a.Key)
					}
				}
			}
		}
	}
}

// checkForm checks one page by itself and returns its ids.
func checkForm(t *testing.T, name string, page []byte) map[string]bool {
	t.Helper()
	if !safeName.MatchString(name) {
		t.Errorf("unsafe name %q", name)
	}
	for _, r := range string(page) {
		if r != '\n' && acts(r) {
			t.Errorf("%s holds U+%04X", name, r)
			break
		}
	}
	seen := map[string]bool{}
	var open []string
	headings, level, policies := 0, 0, 0
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		tt := z.Next()
		if tt == html.ErrorToken {
			break
		}
		tok := z.Token()
		switch tt {
		case html.StartTagToken:
			if slices.Contains(loads, tok.Data) {
				t.Errorf("%s: <%s>", name, tok.Data)
			}
			if len(tok.Data) == 2 && tok.Data[0] == 'h' && tok.Data[1] >= '1' && tok.Data[1] <= '6' {
				l := int(tok.Data[1] - '0')
				if l > level+1 {
					t.Errorf("%s: a heading of level %d follows one of level %d", name, l, level)
				}
				if level = l; l == 1 {
					headings++
				}
			}
			if !slices.Contains(voids, tok.Data) {
				open = append(open, tok.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tok.Data {
				t.Errorf("%s: </%s> closes %v", name, tok.Data, open)
				return seen
			}
			open = open[:len(open)-1]
		}
		if tok.Data == "meta" && slices.ContainsFunc(tok.Attr, func(a html.Attribute) bool { return a.Key == "content" && a.Val == policy() }) {
			policies++
		}
		for _, a := range tok.Attr {
			if a.Key == "id" {
				if a.Val == "" || seen[a.Val] {
					t.Errorf("%s: id %q is empty or not unique", name, a.Val)
				}
				seen[a.Val] = true
			}
		}
	}
	if len(open) > 0 {
		t.Errorf("%s: left open: %v", name, open)
	}
	if headings != 1 {
		t.Errorf("%s has %d first headings", name, headings)
	}
	if n := bytes.Count(page, []byte("<style>"+string(style())+"</style>")); n != 1 {
		t.Errorf("%s has its style sheet %d times", name, n)
	}
	if policies != 1 {
		t.Errorf("%s has the policy %d times", name, policies)
	}
	if _, err := html.Parse(bytes.NewReader(page)); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return seen
}

func TestSamplePages(t *testing.T) {
	m := sampleModel(t)
	pages := rendered(t, m, Limits{})
	checkPages(t, pages)
	if len(pages) < len(m.Stories)+3 {
		t.Errorf("%d pages for %d stories", len(pages), len(m.Stories))
	}
	again := rendered(t, m, Limits{})
	for name, p := range pages {
		if !bytes.Equal(p, again[name]) {
			t.Errorf("%s differs when made again", name)
		}
	}
}

// Lists of many pages, and pages that leave things out, are whole, too.
func TestTightLimits(t *testing.T) {
	pages := rendered(t, sampleModel(t), Limits{Compared: 1, Text: 500, Changes: 2, Copies: 2, List: 7})
	checkPages(t, pages)
	if pages["stories-2.html"] == nil || pages["outlets-3.html"] == nil {
		t.Error("lists are not cut into pages")
	}
	out := 0
	for name, p := range pages {
		if strings.HasPrefix(name, "story/") && bytes.Contains(p, []byte("not listed here")) {
			out++
		}
	}
	if out == 0 {
		t.Error("no page says what it leaves out")
	}
}

func TestEmptyPile(t *testing.T) {
	m := modelOf(t, smallPile()[5:], Options{Title: "One"})
	checkPages(t, rendered(t, m, Limits{}))
	if s := string(rendered(t, m, Limits{})["index.html"]); !strings.Contains(s, "No article of this pile is a copy of another.") {
		t.Error("the overview does not say that there are no copies")
	}
}

// hostileArticles are those that the browser test uses, too.
func hostileArticles(t testing.TB) []article.Article {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("browsertest", "testdata", "hostile.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var arts []article.Article
	for l := range bytes.Lines(data) {
		var a article.Article
		if err := json.Unmarshal(l, &a); err != nil {
			t.Fatal(err)
		}
		arts = append(arts, a)
	}
	return arts
}

func TestHostileText(t *testing.T) {
	m := modelOf(t, hostileArticles(t), Options{Title: "</title><script>pwned=9</script>\u202e"})
	if len(m.Stories) != 1 {
		t.Fatalf("%d stories", len(m.Stories))
	}
	pages := rendered(t, m, Limits{})
	checkPages(t, pages)
	var b bytes.Buffer
	if err := Markdown(&b, m, Limits{}); err != nil {
		t.Fatal(err)
	}
	if s := b.String(); strings.Contains(s, "<script") || strings.Contains(s, "<img") || strings.ContainsRune(s, '\u202e') {
		t.Error("hostile text is markup in Markdown")
	}
	for name, p := range pages {
		if strings.HasPrefix(name, "story/") {
			for _, want := range []string{"&lt;script&gt;pwned=1&lt;/script&gt;", "⟨U+202E⟩", "&lt;img src=x onerror=pwned=2&gt;", "{{.Pwned}}"} {
				if !bytes.Contains(p, []byte(want)) {
					t.Errorf("%s does not show %s", name, want)
				}
			}
		}
	}
}

// FuzzPages puts any text everywhere and expects pages that are as they should be.
func FuzzPages(f *testing.F) {
	f.Add("a", "b", "c")
	f.Add("<script>", "\u202e\x00\xff", "s\"'><img src=x>")
	f.Add("../../x", "javascript:alert(1)", "</style><!--")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		ref := provenance.OutletRef{Name: b, ID: a, Domain: c, Kind: b, State: a}
		copies := []Copy{{ID: a, Title: b, Publisher: c, Outlet: "x", OriginStatus: "own", Origin: &ref, Story: c}, {ID: a + "2", Title: c, OriginStatus: "inferred", Origin: &ref, Parent: a, ParentStatus: a, Proof: &Proof{Where: "w", Text: b, From: a}, Against: a}}
		m := &Model{Title: a, Stories: []Story{{ID: c, Family: a, Title: b, Language: "en", Origin: &ref, Sources: []provenance.OutletRef{ref}, Publishers: []string{c}, Copies: copies, Finding: Phrase{{Text: a, Name: true, Outlet: "x"}, {Text: "x"}},
			Changes:  []Change{{Kind: a, Says: b, Weight: 3, A: &Passage{a, b, c}, B: &Passage{c, b, a}, From: a, In: []string{b}}},
			Compared: []Comparison{{From: a, To: a + "2", Rows: []Row{{Kind: "edited", A: []Segment{{a, true}}, B: []Segment{{b, false}}, Notes: []RowNote{{c, 2}}}}}},
			Related:  []Related{{Copy: copies[0], Relation: "partial", With: a, Passage: c}}, Notices: []string{a}}},
			Outlets: []Outlet{{Slug: "x", Ref: ref, Articles: 1, Own: 1, CarriedBy: 1, Published: copies[:1], Elsewhere: copies[1:], Finding: Phrase{{Text: c, Name: true}}}},
			Flows:   []Flow{{From: "x", To: "y", FromName: a, ToName: b, Articles: 2, Stated: 1}}, Notices: []string{b}}
		checkPages(t, rendered(t, m, Limits{}))
		var w bytes.Buffer
		if err := Markdown(&w, m, Limits{}); err != nil {
			t.Fatal(err)
		}
		if bytes.ContainsAny(w.Bytes(), "<\u202e") {
			t.Error("Markdown holds markup")
		}
	})
}

// A story with 500 different copies makes a page that a phone opens.
func TestLargeStory(t *testing.T) {
	copies := 500
	if testing.Short() {
		copies = 150
	}
	base := smallPile()[0]
	var arts []article.Article
	for i := range copies {
		a := base
		a.ID, a.URL, a.Publisher = fmt.Sprintf("copy-%03d", i), "", fmt.Sprintf("site%03d.example", i)
		a.Published = fmt.Sprintf("2025-06-%02dT%02d:%02d:00Z", 3+i/240, i/10%24, i%10*6)
		a.Text = strings.Replace(a.Text, "14 cracked", fmt.Sprintf("%d cracked", 20+i), 1) + strings.Repeat(fmt.Sprintf("\n\nReader %d wrote to the paper that the ferry smells of diesel and of %d wet dogs.", i, i+2), 1+i%3)
		arts = append(arts, a)
	}
	m := modelOf(t, arts, Options{})
	if len(m.Stories) != 1 || len(m.Stories[0].Copies) != copies {
		t.Fatalf("%d stories", len(m.Stories))
	}
	pages := rendered(t, m, Limits{})
	checkPages(t, pages)
	total := 0
	for name, p := range pages {
		total += len(p)
		if len(p) > 600_000 {
			t.Errorf("%s has %d bytes", name, len(p))
		}
		if strings.HasPrefix(name, "story/") {
			for _, want := range []string{fmt.Sprint(copies-100, " more copies"), "are shown side by side", "later copies"} {
				if !bytes.Contains(p, []byte(want)) {
					t.Errorf("%s does not say %q", name, want)
				}
			}
		}
	}
	if total > 20_000_000 {
		t.Errorf("all pages have %d bytes", total)
	}
}

// Names, headlines and sentences as long as books make no page as long.
func TestHugeFields(t *testing.T) {
	if testing.Short() {
		t.Skip("slow with -race")
	}
	var arts []article.Article
	for i, a := range smallPile()[:4] {
		a.ID += strings.Repeat("i", 50_000)
		a.Publisher = strings.Repeat("p", 200_000+i)
		a.Title = strings.Repeat("t", 200_000+i)
		a.URL = ""
		a.Text += "\n\n" + strings.Repeat(fmt.Sprint("and then ", i%2, " of them "), 40_000) + "."
		arts = append(arts, a)
	}
	m := modelOf(t, arts, Options{Title: strings.Repeat("T", 100_000)})
	if len(m.Stories) != 1 {
		t.Fatalf("%d stories", len(m.Stories))
	}
	pages := rendered(t, m, Limits{})
	checkPages(t, pages)
	for name, p := range pages {
		if len(p) > 400_000 {
			t.Errorf("%s has %d bytes", name, len(p))
		}
	}
}

func TestWriteDir(t *testing.T) {
	m, ctx := sampleModel(t), context.Background()
	dir := filepath.Join(t.TempDir(), "a", "report")
	n, size, err := WriteDir(ctx, m, Limits{}, dir)
	if err != nil || n == 0 || size == 0 {
		t.Fatal(n, size, err)
	}
	stale := filepath.Join(dir, "story", "stale.html")
	if err := os.WriteFile(stale, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, _, err := WriteDir(ctx, m, Limits{}, dir); err != nil {
		t.Fatal("an older report is not replaced:", err)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("a page of the older report is left")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "thesis.tex"), []byte("precious"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, _, err := WriteDir(ctx, m, Limits{}, other); !errors.Is(err, ErrNotReport) {
		t.Errorf("a folder of other things: %v", err)
	}
	if _, err := os.ReadFile(filepath.Join(other, "thesis.tex")); err != nil {
		t.Error("what was in the folder is gone")
	}
	// What cannot be finished leaves what was there.
	done, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := WriteDir(done, m, Limits{}, dir); err == nil {
		t.Error("no error when canceled")
	}
	if _, err := os.Stat(filepath.Join(dir, "index.html")); err != nil {
		t.Error("the report that was there is gone:", err)
	}
}
