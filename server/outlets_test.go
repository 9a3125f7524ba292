package server

import (
	"context"
	"fmt"
	"iter"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/reliability"
)

// paper fills an index with n articles each of a paper and an agency.
func paper(t *testing.T, n int) (*client, *fake) {
	x := newFake()
	book, err := reliability.NewBook([]*reliability.Set{{Scheme: "csv", AsOf: "2026-01", Ratings: []reliability.Rating{
		{Scheme: "csv", Aspect: "rating", Subject: "courier.example", Domains: []string{"courier.example"}, Value: "careful <b>", Original: "careful <b>", AsOf: "2026-01"}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, x, Options{Ratings: book})
	var lines strings.Builder
	for i := range n {
		text := fmt.Sprintf("CORRIGAN FALLS (AP) — Report number %d says that the lake rose by %d feet in a week.\n\nThe board will meet on Friday.", i, i+3)
		lines.WriteString(object("id", fmt.Sprint("ap", i), "publisher", "apnews.com", "title", "Lake rises", "published", "2025-04-28T20:41:00Z", "text", text) + "\n")
		if i%2 == 0 {
			text = fmt.Sprintf("By Dana Whitlow, Staff Writer\n\nThe market sold %d kinds of apples on day %d, and the baker was glad.", i+7, i)
		}
		lines.WriteString(object("id", fmt.Sprint("c", i), "publisher", "courier.example", "title", "News", "published", "2025-04-29T08:00:00Z", "text", text) + "\n")
	}
	c.ask("POST", "/v1/articles", ndjsonType, lines.String())
	return c, x
}

func TestOutlets(t *testing.T) {
	c, x := paper(t, 30)
	l := decode[OutletList](t, c.ask("GET", "/v1/outlets?limit=1", "", ""))
	if l.Articles != 60 || len(l.Outlets) != 1 || l.Next == "" || l.Made.IsZero() {
		t.Fatalf("first page: %+v", l)
	}
	second := decode[OutletList](t, c.ask("GET", "/v1/outlets?limit=1&from="+l.Next, "", ""))
	if len(second.Outlets) != 1 || second.Outlets[0].Key == l.Outlets[0].Key {
		t.Errorf("second page: %+v", second)
	}
	for _, name := range []string{"courier.example", "www.courier.example", "https://courier.example/"} {
		o := decode[Outlet](t, c.ask("GET", "/v1/outlets/"+url.PathEscape(name), "", ""))
		if o.Articles != 30 || len(o.Raters.Ratings) != 1 || o.Figure(reliability.AttributedReuse).Count != 15 {
			t.Errorf("%s: %+v", name, o)
		}
	}
	for target, status := range map[string]int{"/v1/outlets/nobody.example": 404, "/v1/outlets?from=x": 400, "/v1/outlets?limit=0": 400, "/v1/outlets/ap": 200, "/v1/outlets/Associated%20Press": 200} {
		if w := c.ask("GET", target, "", ""); w.Code != status {
			t.Errorf("%s: status %d, want %d: %s", target, w.Code, status, w.Body)
		}
	}
	w := c.page("/outlets/courier.example")
	for _, s := range []string{"these 30 articles", "careful &lt;b&gt;", "Own work", "of 30", "<svg class=\"interval\"", "50 %"} {
		if !strings.Contains(w.Body.String(), s) {
			t.Errorf("the page of an outlet lacks %q:\n%s", s, w.Body)
		}
	}
	if w := c.page("/outlets"); !strings.Contains(w.Body.String(), `href="/outlets/courier.example"`) {
		t.Errorf("the list of outlets:\n%s", w.Body)
	}
	// Within the rest, the last count is shown; after it, a new one.
	c.ask("POST", "/v1/articles", "application/json", object("id", "new", "publisher", "courier.example", "text", "Something that nobody had before."))
	if l := decode[OutletList](t, c.ask("GET", "/v1/outlets", "", "")); l.Articles != 60 {
		t.Errorf("counted again at once: %d articles", l.Articles)
	}
	c.s.surveying.Lock()
	c.s.survey.made = time.Now().Add(-time.Hour)
	c.s.surveying.Unlock()
	c.ask("GET", "/v1/outlets", "", "")
	c.s.background.Wait()
	if l := decode[OutletList](t, c.ask("GET", "/v1/outlets", "", "")); l.Articles != x.len() {
		t.Errorf("after the rest: %d articles, want %d", l.Articles, x.len())
	}
}

// slowly is a fake whose articles are read one at a time.
type slowly struct {
	*fake
	step chan struct{}
}

func (x slowly) Members(ctx context.Context) iter.Seq2[[]*index.Entry, error] {
	return func(yield func([]*index.Entry, error) bool) {
		for in := range x.fake.Members(ctx) {
			select {
			case <-x.step:
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
			if !yield(in, nil) {
				return
			}
		}
	}
}

// A count that takes long keeps nobody waiting, shows the part of it that there
// is, and stops with the server.
func TestLongSurvey(t *testing.T) {
	_, x := paper(t, 200)
	slow := slowly{x, make(chan struct{})}
	c := newClient(t, slow, Options{})
	c.s.queue = 20 * time.Millisecond
	for range 2 {
		if w := c.ask("GET", "/v1/outlets", "", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("while it is counted: status %d: %s", w.Code, w.Body)
		}
	}
	var w *httptest.ResponseRecorder
	for stories := range 250 {
		slow.step <- struct{}{}
		if stories < 150 {
			continue
		}
		if w = c.ask("GET", "/v1/outlets", "", ""); w.Code == 200 {
			break
		}
	}
	l := decode[OutletList](t, w)
	if w.Code != 200 {
		t.Fatalf("nothing is shown when half of it is counted: %s", w.Body)
	}
	if !l.Counting || l.Articles == 0 || l.Articles >= 400 || len(l.Outlets) == 0 {
		t.Errorf("when half of it is counted: %+v", l)
	}
	if o := decode[Outlet](t, c.ask("GET", "/v1/outlets/"+url.PathEscape(l.Outlets[0].Key), "", "")); !o.Counting || o.Articles == 0 {
		t.Errorf("an outlet, when half is counted: %+v", o)
	}
	if w := c.ask("GET", "/v1/outlets/nobody.example", "", ""); w.Code != 503 {
		t.Errorf("an outlet that was not met so far: status %d", w.Code)
	}
	if w := c.page("/outlets"); !strings.Contains(w.Body.String(), "so far") {
		t.Errorf("the page does not say that it is a part:\n%s", w.Body)
	}
	close(slow.step)
	c.s.background.Wait()
	if l := decode[OutletList](t, c.ask("GET", "/v1/outlets", "", "")); l.Articles != 400 || l.Counting {
		t.Errorf("then: %+v", l)
	}
	c = newClient(t, slowly{x, make(chan struct{})}, Options{})
	c.s.queue = 20 * time.Millisecond
	c.ask("GET", "/v1/outlets", "", "")
	c.s.halt()
	c.s.background.Wait() // it ends
}
