package server

import (
	"fmt"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/index"
)

// TestRealIndex asks everything of an index on disk, so that its records, too,
// are held against the description.
func TestRealIndex(t *testing.T) {
	for _, noText := range []bool{false, true} {
		t.Run(fmt.Sprint("no text ", noText), func(t *testing.T) {
			x, err := index.Open(filepath.Join(t.TempDir(), "archive"), index.Options{Create: true, NoText: noText})
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			c := newClient(t, x, Options{})
			long := wire + "\n\nOfficials of three counties along the shore said on Tuesday that they would meet before the end of the month to settle who pays for the pumps, the roads and the watch on the old dam."
			edited := strings.Replace(long, "40 feet", "14 feet", 1)
			w := c.ask("POST", "/v1/articles", ndjsonType, strings.Join([]string{
				object("id", "a", "url", "https://apnews.com/lake", "publisher", "apnews.com", "title", "Judge stops plan to drain lake", "published", "2025-04-28T20:41:00Z", "text", long),
				object("id", "dir/b:2", "url", "https://courier.example/lake", "publisher", "courier.example", "title", "Lake will stay", "published", "2025-04-29T08:00:00Z", "text", long),
				object("id", "a", "url", "https://apnews.com/lake", "publisher", "apnews.com", "title", "Judge stops plan to drain lake", "published", "2025-04-28T20:41:00Z", "text", edited),
				object("id", "c", "publisher", "gazette.example", "text", "The market will open an hour later on Friday, because of the race through the old town, the mayor said."),
			}, "\n")+"\n")
			for _, s := range []string{`"verdict":"republished"`, `"verdict":"revision"`, `"verdict":"original"`} {
				if !strings.Contains(w.Body.String(), s) {
					t.Errorf("no line has %s:\n%s", s, w.Body)
				}
			}
			b := decode[index.Entry](t, c.ask("GET", "/v1/articles/"+url.PathEscape("dir/b:2"), "", ""))
			for _, target := range []string{"/v1/articles/a", "/v1/articles/a@1", "/v1/articles?url=" + url.QueryEscape("https://apnews.com/lake"), "/v1/articles/a/provenance",
				"/v1/stories/" + url.PathEscape(b.Story), "/v1/stories?min_copies=2", "/v1/stats", "/v1/outlets", "/v1/outlets/courier.example", "/healthz", "/metrics"} {
				if w := c.ask("GET", target, "", ""); w.Code != 200 {
					t.Errorf("%s: status %d: %s", target, w.Code, w.Body)
				} else if n := w.Header().Get("Content-Length"); target != "/metrics" && n != strconv.Itoa(w.Body.Len()) {
					t.Errorf("%s: told to have %q bytes, and has %d", target, n, w.Body.Len())
				}
			}
			for _, target := range []string{"/", "/stories", "/stories?all=1", "/stories/" + url.PathEscape(b.Story), "/articles/" + url.PathEscape("dir/b:2"), "/articles/a", "/outlets", "/outlets/ap"} {
				if w := c.page(target); w.Code != 200 {
					t.Errorf("%s: status %d: %s", target, w.Code, w.Body)
				}
			}
			if w := c.submit(map[string]string{"text": edited, "publisher": "post.example"}, "", ""); w.Code != 200 || !strings.Contains(w.Body.String(), "Republished from Associated Press") {
				t.Errorf("the verdict on a copy: status %d\n%s", w.Code, w.Body)
			}
			if w := c.ask("DELETE", "/v1/articles/c", "", ""); w.Code != 204 {
				t.Errorf("DELETE: status %d: %s", w.Code, w.Body)
			}
			if w := c.ask("GET", "/v1/articles/c", "", ""); w.Code != 404 {
				t.Errorf("after DELETE: status %d: %s", w.Code, w.Body)
			}
		})
	}
}
