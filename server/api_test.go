package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/newscheck/newscheck/index"
)

func TestCheck(t *testing.T) {
	x := newFake()
	c := newClient(t, x, Options{MaxBody: 4096})
	c.ask("POST", "/v1/articles", "application/json", object("id", "a", "publisher", "courier.example", "text", lake))
	page := "<html><head><title>Judge stops plan</title></head><body><article><p>" + strings.ReplaceAll(lake, "\n\n", "</p><p>") + "</p></article></body></html>"
	for _, x := range []struct {
		name, target, kind, body string
		status                   int
		want                     string // in the body
	}{
		{"object", "/v1/check", "application/json", object("id", "b", "text", lake), 200, `"verdict":"republished"`},
		{"known", "/v1/check", "application/json; charset=utf-8", object("id", "a", "text", lake), 200, `"known":true`},
		{"several lines", "/v1/check", "application/json", "{\n \"text\": \"Something else entirely.\"\n}", 200, `"verdict":"original"`},
		{"array of one", "/v1/check", "application/json", "[" + object("text", lake) + "]", 200, `"verdict":"republished"`},
		{"two", "/v1/check", "application/json", "[" + object("text", "a b") + "," + object("text", "c d") + "]", 400, "several articles"},
		{"text", "/v1/check?id=t1&publisher=post.example", "text/plain", lake, 200, `"id":"t1","publisher":"post.example"`},
		{"text in another charset", "/v1/check", "text/plain; charset=iso-8859-1", "caf\xe9 society", 200, `"verdict":"original"`},
		{"unknown charset", "/v1/check", "text/plain; charset=klingon", "x", 415, "charset"},
		{"page", "/v1/check?url=https%3A%2F%2Fpost.example%2Flake", "text/html", page, 200, `"verdict":"republished"`},
		{"named by its address", "/v1/check?url=https%3A%2F%2Fpost.example%2Flake", "text/plain", lake, 200, `"id":"https://post.example/lake"`},
		{"named by its text", "/v1/check", "text/plain", lake, 200, `"id":"text-`},
		{"cut off", "/v1/check", "application/json", `{"text":"abc`, 422, "cut off"},
		{"no text", "/v1/check", "application/json", `{"id":"a"}`, 422, "no text"},
		{"not an object", "/v1/check", "application/json", `7`, 422, "object"},
		{"empty", "/v1/check", "application/json", "", 422, "no article"},
		{"binary", "/v1/check", "text/plain", "\x00\x01\x02\x00\x00\x03", 422, "binary"},
		{"long id", "/v1/check", "application/json", object("id", strings.Repeat("x", 3000), "text", "a"), 422, "id"},
		{"no type", "/v1/check", "", "x", 415, "Content-Type"},
		{"bad type", "/v1/check", "a/b/c", "x", 415, "Content-Type"},
		{"other type", "/v1/check", "image/png", "x", 415, "text/html"},
		{"stream", "/v1/check", "application/x-ndjson", "x", 415, "application/json"},
		{"large", "/v1/check", "text/plain", strings.Repeat("word ", 1000), 413, "4096 bytes"},
	} {
		t.Run(x.name, func(t *testing.T) {
			c.t = t
			w := c.ask("POST", x.target, x.kind, x.body)
			if w.Code != x.status || !strings.Contains(w.Body.String(), x.want) {
				t.Errorf("status %d, want %d with %q:\n%s", w.Code, x.status, x.want, w.Body)
			}
		})
	}
	if x.len() != 1 {
		t.Errorf("after look-ups the index holds %d articles, want 1", x.len())
	}
}

func TestArticles(t *testing.T) {
	x := newFake()
	c := newClient(t, x, Options{})
	const id = "dir/a.jsonl:12 ü" // as ids of files are, with what must be escaped in a path
	path := "/v1/articles/" + url.PathEscape(id)
	w := c.ask("POST", "/v1/articles", "application/json", object("id", id, "url", "https://courier.example/lake", "publisher", "courier.example", "text", lake))
	if w.Code != 201 || w.Header().Get("Location") != path {
		t.Fatalf("status %d, Location %q, want 201 and %q", w.Code, w.Header().Get("Location"), path)
	}
	if w = c.ask("POST", "/v1/articles", "application/json", object("id", id, "publisher", "courier.example", "text", lake)); w.Code != 200 || !decode[index.Finding](t, w).Known {
		t.Errorf("the same again: status %d, %s", w.Code, w.Body)
	}
	if e := decode[index.Entry](t, c.ask("GET", path, "", "")); e.Article.ID != id || e.Article.Text != lake {
		t.Errorf("stored: %+v", e)
	}
	if e := decode[index.Entry](t, c.ask("GET", "/v1/articles?url="+url.QueryEscape("https://courier.example/lake"), "", "")); e.Article.ID != id {
		t.Errorf("by address: %+v", e)
	}
	for target, status := range map[string]int{
		"/v1/articles?url=x": 404, "/v1/articles": 400, "/v1/articles/none": 404, "/v1/articles/none/provenance": 404, path + "/provenance": 200,
		"/v1/stories/none": 404, "/v1/stories/s1": 200, "/v1/stats": 200, "/healthz": 200, "/metrics": 200, "/openapi.json": 200, "/v1/nothing": 404, "/v1/": 404,
	} {
		if w := c.ask("GET", target, "", ""); w.Code != status {
			t.Errorf("GET %s: status %d, want %d: %s", target, w.Code, status, w.Body)
		}
	}
	if w := c.ask("DELETE", path, "", ""); w.Code != 204 || x.len() != 0 {
		t.Errorf("DELETE: status %d, %d left", w.Code, x.len())
	}
	if w := c.ask("DELETE", path, "", ""); w.Code != 404 {
		t.Errorf("DELETE again: status %d, want 404", w.Code)
	}
	if w := c.ask("PUT", path, "", ""); w.Code != 405 || w.Header().Get("Allow") == "" || decode[Problem](t, w).Title == "" {
		t.Errorf("PUT: status %d, Allow %q, %s", w.Code, w.Header().Get("Allow"), w.Body)
	}
}

// Errors of the index reach the client as what they mean for it, and nothing of
// the server's inside does.
func TestIndexErrors(t *testing.T) {
	x := newFake()
	c := newClient(t, x, Options{})
	for _, e := range []struct {
		err    error
		status int
		retry  bool
	}{
		{fmt.Errorf("write /srv/archive/000012.log: %w", syscall.ENOSPC), 507, true},
		{fmt.Errorf("open /srv/archive: %w", syscall.EROFS), 403, false},
		{fmt.Errorf("index: /srv/archive: %w", index.ErrReadOnly), 403, false},
		{fmt.Errorf("index: /srv/archive: %w", index.ErrClosed), 503, true},
		{fmt.Errorf("index: /srv/archive/x.sst: %w", index.ErrDamaged), 500, false},
		{fmt.Errorf("index: /srv/archive: something new"), 500, false},
	} {
		x.fail = e.err
		w := c.ask("POST", "/v1/articles", "application/json", object("text", "a b c"))
		if w.Code != e.status || (w.Header().Get("Retry-After") != "") != e.retry || strings.Contains(w.Body.String(), "/srv") {
			t.Errorf("%v: status %d, want %d: %s", e.err, w.Code, e.status, w.Body)
		}
		if w := c.ask("POST", "/v1/articles", ndjsonType, object("text", "a b c")+"\n"); decode[Problem](t, w).Status != e.status {
			t.Errorf("%v in a stream: %s", e.err, w.Body)
		}
	}
}

func TestStories(t *testing.T) {
	x := newFake()
	c := newClient(t, x, Options{})
	for i := range 25 {
		c.ask("POST", "/v1/articles", "application/json", object("id", fmt.Sprint("n", i), "text", fmt.Sprintf("%02d is the number of this report.", i%20)))
	}
	var ids []string
	cursor := ""
	for page := 0; ; page++ {
		l := decode[List](t, c.ask("GET", "/v1/stories?limit=7&cursor="+cursor, "", ""))
		for _, st := range l.Stories {
			ids = append(ids, st.Story)
		}
		if cursor = l.Next; cursor == "" || page > 5 {
			break
		}
	}
	if got := strings.Join(ids, " "); got != "s5 s4 s3 s2 s1 s20 s19 s18 s17 s16 s15 s14 s13 s12 s11 s10 s9 s8 s7 s6" {
		t.Errorf("stories by pages: %s", got)
	}
	if l := decode[List](t, c.ask("GET", "/v1/stories?min_copies=2", "", "")); len(l.Stories) != 5 || l.Next != "" {
		t.Errorf("stories of two articles: %d, next %q", len(l.Stories), l.Next)
	}
	if l := decode[List](t, c.ask("GET", "/v1/stories?since=2026-03-01T12:00:23Z", "", "")); len(l.Stories) != 3 {
		t.Errorf("stories since: %d", len(l.Stories))
	}
	for _, q := range []string{"limit=0", "limit=1001", "limit=x", "since=yesterday", "cursor=!!", "cursor=AAAA", "min_copies=-1"} {
		if w := c.ask("GET", "/v1/stories?"+q, "", ""); w.Code != 400 {
			t.Errorf("%s: status %d, want 400", q, w.Code)
		}
	}
}

func TestStream(t *testing.T) {
	x := newFake()
	c := newClient(t, x, Options{MaxBody: 2048})
	body := strings.Join([]string{
		object("id", "a", "text", "First report of the day."),
		"",
		`{"id":"b"}`,
		`[1,2]`,
		object("id", "c", "text", strings.Repeat("long ", 1000)),
		object("id", "d", "text", "First report of the day."),
		object("id", "a", "text", "First report of the day."),
		`{"id":"e","text":"The last line has no end."}`,
	}, "\n")
	w := c.ask("POST", "/v1/articles", "application/x-ndjson", body)
	type answer struct {
		ID      string
		Verdict string
		Known   bool
		Status  int
		Line    int
	}
	var got []answer
	for l := range strings.Lines(w.Body.String()) {
		var a answer
		if err := json.Unmarshal([]byte(l), &a); err != nil {
			t.Fatal(err)
		}
		got = append(got, a)
	}
	want := []answer{{ID: "a", Verdict: "original"}, {Status: 422, Line: 3}, {Status: 422, Line: 4}, {Status: 413, Line: 5}, {ID: "d", Verdict: "republished"},
		{ID: "a", Verdict: "republished", Known: true}, {ID: "e", Verdict: "original"}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("answers\n%v\nwant\n%v", got, want)
	}
	if w.Code != 200 || x.len() != 3 || x.batches != 2 { // the last line is waited for
		t.Errorf("status %d, %d articles in %d batches, want 200, 3, 2", w.Code, x.len(), x.batches)
	}
}

// TestDescription holds the description against the rules of OpenAPI and against
// the routes, both ways.
func TestDescription(t *testing.T) {
	doc, err := document()
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Error(err)
	}
	c := newClient(t, newFake(), Options{Version: "1.2.3"})
	if got := c.ask("GET", "/openapi.json", "", "").Body.String(); !strings.HasPrefix(got, "{") || !json.Valid([]byte(got)) {
		t.Errorf("/openapi.json: %.100s", got)
	}
	described := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described[method+" "+path] = true
			r := request(method, strings.ReplaceAll(path, "{id}", "x"), "", "")
			if _, pattern := c.s.mux.Handler(r); pattern != method+" "+path {
				t.Errorf("%s %s is described and leads to %q", method, path, pattern)
			}
		}
	}
	pages := 0
	for _, rt := range routes() {
		if rt.operation == "" {
			pages++
			continue
		}
		if !described[rt.method+" "+rt.path] {
			t.Errorf("%s %s is not described", rt.method, rt.path)
		}
		if rt.summary == "" || len(rt.gives) == 0 {
			t.Errorf("%s %s: nothing is said of it", rt.method, rt.path)
		}
	}
	if len(described) != len(routes())-pages {
		t.Errorf("%d operations are described, there are %d", len(described), len(routes())-pages)
	}
}

func TestHead(t *testing.T) {
	c := newClient(t, newFake(), Options{})
	w := c.ask(http.MethodHead, "/", "", "")
	if w.Code != 200 {
		t.Errorf("HEAD /: status %d", w.Code)
	}
}

// Every kind of problem has the heading in docs/api.md that its type names.
func TestProblemsAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range allKinds {
		if !strings.Contains(string(doc), fmt.Sprintf("\n### %s\n%d. ", k.name, k.status)) {
			t.Errorf("docs/api.md says nothing of %s, status %d", k.name, k.status)
		}
	}
	for _, rt := range apiRoutes() {
		if !strings.Contains(string(doc), rt.path) {
			t.Errorf("docs/api.md does not name %s", rt.path)
		}
	}
}
