package server

import (
	"encoding/json"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// wire, carried and kept are three copies of one text: an agency's, one that
// names it, and one that does not and changes what was said.
const wire = `CORRIGAN FALLS, Ohio (AP) — A judge has stopped the plan to drain Lake Corrigan.

The ruling came late on Monday, after two weeks of hearings in which farmers, anglers and the water board all spoke.

“We will read it with care,” said Dana Whitlow, who leads the board. “We do not rule out an appeal.”

The board had wanted to lower the water by 40 feet before winter, so that a dam from 1931 could be repaired.`

func story(t *testing.T) (*client, *fake) {
	x := newFake()
	c := newClient(t, x, Options{})
	for _, o := range []string{
		object("id", "ap 1/a", "publisher", "apnews.com", "title", "Judge stops plan to drain lake", "published", "2025-04-28T20:41:00Z", "text", wire),
		object("id", "courier", "publisher", "courier.example", "title", "Lake will stay", "published", "2025-04-29T08:00:00Z", "text", wire),
		object("id", "alone", "publisher", "gazette.example", "text", "The market will open an hour later on Friday, because of the race."),
	} {
		if w := c.ask("POST", "/v1/articles", "application/json", o); w.Code != 201 {
			t.Fatal(w.Body)
		}
	}
	return c, x
}

func (c *client) page(target string) *httptest.ResponseRecorder {
	c.t.Helper()
	r := request("GET", target, "", "")
	r.Header.Set("Accept", "text/html,application/xhtml+xml")
	return c.do(r)
}

func (c *client) submit(fields map[string]string, name, data string) *httptest.ResponseRecorder {
	c.t.Helper()
	body, kind := formOf(fields, name, data)
	r := request("POST", "/check", kind, body)
	r.Header.Set("Accept", "text/html")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.do(r)
}

func TestVerdictPage(t *testing.T) {
	c, x := story(t)
	before := x.len()
	for _, p := range []struct {
		name   string
		fields map[string]string
		file   [2]string
		status int
		want   []string
	}{
		{"pasted", map[string]string{"text": wire, "publisher": "post.example"}, [2]string{}, 200,
			[]string{"Republished from Associated Press, and it says so", "It is a copy of an article", "apnews.com", "/articles/ap%201%2Fa", "of it stands in", "28 Apr 2025, 20:41 UTC"}},
		{"nothing like it", map[string]string{"text": "A text of its own."}, [2]string{}, 200, []string{"Not seen before", "names no source"}},
		{"a page's source, pasted", map[string]string{"text": "<!DOCTYPE html><html><body><article><p>" + strings.ReplaceAll(wire, "\n\n", "</p><p>") + "</p></article></body></html>"}, [2]string{}, 200, []string{"Republished"}},
		{"a saved page", nil, [2]string{"Lake.HTML", "<html><body><article><p>" + strings.ReplaceAll(wire, "\n\n", "</p><p>") + "</p></article></body></html>"}, 200, []string{"Republished"}},
		{"a text file", nil, [2]string{"lake.txt", wire}, 200, []string{"Republished"}},
		{"empty", map[string]string{"text": " \n"}, [2]string{}, 422, []string{"nothing to check", `role="alert"`}},
		{"a picture", map[string]string{"url": "https://post.example/x"}, [2]string{"x.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\x00"}, 422, []string{"holds no article", "https://post.example/x"}},
	} {
		t.Run(p.name, func(t *testing.T) {
			c.t = t
			w := c.submit(p.fields, p.file[0], p.file[1])
			if w.Code != p.status {
				t.Errorf("status %d, want %d", w.Code, p.status)
			}
			for _, s := range p.want {
				if !strings.Contains(w.Body.String(), s) {
					t.Errorf("the page lacks %q:\n%s", s, w.Body)
				}
			}
		})
	}
	if x.len() != before {
		t.Errorf("checking kept something: %d articles, want %d", x.len(), before)
	}
	if w := c.ask("POST", "/check", "application/x-www-form-urlencoded", "text=a"); w.Code != 415 {
		t.Errorf("another form: status %d", w.Code)
	}
}

// What an article changed stands beside what it was taken from.
func TestVerdictChanges(t *testing.T) {
	x := &near{fake: newFake()}
	c := newClient(t, x, Options{})
	c.ask("POST", "/v1/articles", "application/json", object("id", "a", "publisher", "apnews.com", "title", "Judge stops plan", "text", wire))
	w := c.submit(map[string]string{"text": strings.Replace(strings.Replace(wire, "40 feet", "14 feet", 1), "We will read it with care", "We will fight it", 1), "publisher": "post.example"}, "", "")
	for _, s := range []string{"Side by side", "Altered quotation", "Changed number", "<del>40", "<ins>14"} {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("the page lacks %q:\n%s", s, w.Body)
		}
	}
}

var link = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)

// TestLinks follows every link of every page that can be reached.
func TestLinks(t *testing.T) {
	c, _ := story(t)
	queue, seen := []string{"/", "/none"}, map[string]bool{}
	outlets := 0
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		w := c.page(at)
		for w.Code == 303 {
			seen[w.Header().Get("Location")] = true
			w = c.page(w.Header().Get("Location"))
		}
		if w.Code != 200 && at != "/none" {
			t.Errorf("%s: status %d", at, w.Code)
		}
		if strings.Contains(at, "/outlets/") {
			outlets++
		}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		body := w.Body.String()
		if strings.Count(body, `<nav aria-label="Site">`) != 1 || strings.Contains(body, `aria-label="Report"`) {
			t.Errorf("%s has not the way around that all pages have", at)
		}
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			to, _, _ := strings.Cut(strings.ReplaceAll(m[1], "&amp;", "&"), "#")
			switch {
			case to == "" || to == "data:," || to == "/check":
			case strings.HasPrefix(to, "/"):
				queue = append(queue, to)
			default:
				t.Errorf("%s links to %s", at, m[1])
			}
		}
	}
	for _, want := range []string{"/stories/s1", "/stories?all=1", "/articles/alone", "/static/server.css"} {
		if !seen[want] {
			t.Errorf("no link leads to %s; seen: %v", want, seen)
		}
	}
	if outlets < 1 {
		t.Error("no link leads to an outlet")
	}
}

// What articles say is text on every page, whatever it holds.
func TestHostilePages(t *testing.T) {
	x := newFake()
	c := newClient(t, x, Options{})
	evil := `"><script>pwned=1</script><img src=x onerror=pwned=1> href="../story/x.html" ` + "\u202egnp.exe\u0007"
	evil += strings.Repeat("\u0301", 40) // a tower of accents, over the lines above
	text := strings.ReplaceAll(wire, "Whitlow", evil)
	send := func(id string) {
		o := object("id", id+evil, "publisher", "a.example"+evil, "title", evil, "url", "javascript:alert(1)//"+evil, "published", evil, "byline", evil, "text", text)
		if w := c.ask("POST", "/v1/articles", "application/json", o); w.Code != 201 {
			t.Fatal(w.Body)
		}
	}
	send("a")
	send("b")
	pages := []*httptest.ResponseRecorder{c.page("/"), c.page("/stories"), c.page("/stories/s1"), c.page("/%3Cscript%3Epwned=1%3C/script%3E"),
		c.submit(map[string]string{"text": text, "url": evil, "publisher": evil}, evil+".html", ""), c.submit(map[string]string{"text": " ", "url": evil}, "", "")}
	var l List
	if err := json.Unmarshal(c.ask("GET", "/v1/stories", "", "").Body.Bytes(), &l); err != nil {
		t.Fatal(err)
	}
	for _, id := range l.Stories[0].Copies {
		pages = append(pages, c.page("/articles/"+url.PathEscape(id)))
	}
	told := 0
	for i, w := range pages {
		body := w.Body.String()
		if strings.Contains(body, "<script>pwned") || strings.Contains(body, "<img") || strings.Contains(body, "javascript:alert(1)//\"><") || strings.ContainsAny(body, "\u202e\u0007") || strings.Contains(body, strings.Repeat("\u0301", 5)) {
			t.Errorf("page %d: hostile text became markup:\n%s", i, body)
		}
		if strings.Contains(body, `href="javascript`) || strings.Contains(body, `href="../`) {
			t.Errorf("page %d has a link that is not ours", i)
		}
		if strings.Contains(body, "&lt;script&gt;pwned=1") && strings.Contains(body, "⟨U+202E⟩") {
			told++
		}
	}
	if told < 4 {
		t.Errorf("%d pages show the hostile text as text, want 4 or more", told)
	}
}

// An index without texts still has pages.
func TestPagesWithoutTexts(t *testing.T) {
	c, x := story(t)
	for _, e := range x.entries {
		e.Article.Text = ""
	}
	for _, target := range []string{"/stories", "/stories/s1", "/articles/courier", "/stories?all=1"} {
		if w := c.page(target); w.Code != 200 {
			t.Errorf("%s: status %d: %s", target, w.Code, w.Body)
		}
	}
}

func TestProblemPages(t *testing.T) {
	c := newClient(t, newFake(), Options{})
	if w := c.page("/articles/none"); w.Code != 404 || !strings.Contains(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(w.Body.String(), "no such thing") {
		t.Errorf("status %d, %s", w.Code, w.Body)
	}
	if w := c.page("/v1/articles/none"); w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("the interface for programs answers with %s", w.Header().Get("Content-Type"))
	}
	if w := c.ask("GET", "/none", "", ""); w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("who asks for no page gets %s", w.Header().Get("Content-Type"))
	}
}
