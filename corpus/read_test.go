package corpus_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/newscheck/newscheck/corpus"
)

// page is one article as this test reads it, without the readers it is meant to test.
type page struct {
	title, text string // white space folded
	html        bool
}

// has says whether s stands in the text or is the headline.
func (p page) has(s string) bool {
	s = fold(s)
	return strings.Contains(p.text, s) || p.title == s
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

var (
	article = regexp.MustCompile(`(?s)<article>(.*?)</article>`)
	aside   = regexp.MustCompile(`(?s)<aside.*?</aside>`)
	h1      = regexp.MustCompile(`(?s)<h1>(.*?)</h1>`)
	tag     = regexp.MustCompile(`<[^>]*>`)
	charset = regexp.MustCompile(`charset="?([\w-]+)`)
)

func readHTML(t *testing.T, raw []byte) page {
	t.Helper()
	m := charset.FindSubmatch(raw)
	if m == nil {
		t.Fatal("no charset")
	}
	switch string(m[1]) {
	case "windows-1251":
		raw, _ = charmap.Windows1251.NewDecoder().Bytes(raw)
	case "ISO-8859-1":
		raw, _ = charmap.ISO8859_1.NewDecoder().Bytes(raw)
	}
	if !utf8.Valid(raw) {
		t.Fatal("not in the charset that it declares")
	}
	s := string(raw)
	strip := func(s string) string { return fold(html.UnescapeString(tag.ReplaceAllString(s, " "))) }
	body := article.FindStringSubmatch(s)
	head := h1.FindStringSubmatch(s)
	if body == nil || head == nil {
		t.Fatal("no article or no headline")
	}
	return page{title: strip(head[1]), text: strip(aside.ReplaceAllString(body[1], " ")), html: true}
}

// pages reads every article of the corpus.
func pages(t *testing.T) map[string]page {
	t.Helper()
	out := map[string]page{}
	add := func(id string, p page) {
		if _, dup := out[id]; dup {
			t.Errorf("two articles are called %s", id)
		}
		out[id] = p
	}
	for _, root := range corpus.Articles() {
		err := fs.WalkDir(corpus.FS, root, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := corpus.FS.ReadFile(p)
			if err != nil {
				return err
			}
			switch path.Ext(p) {
			case ".txt":
				if !utf8.Valid(raw) {
					t.Errorf("%s is not UTF-8", p)
				}
				add(p, page{text: fold(string(raw))})
			case ".html":
				add(p, readHTML(t, raw))
			case ".jsonl":
				sc := bufio.NewScanner(bytes.NewReader(raw))
				sc.Buffer(nil, 1<<20)
				for sc.Scan() {
					var r struct{ ID, URL, Publisher, Title, Text, Published, Fetched string }
					if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
						return fmt.Errorf("%s: %w", p, err)
					}
					for name, v := range map[string]string{"id": r.ID, "url": r.URL, "publisher": r.Publisher, "title": r.Title, "text": r.Text, "published": r.Published, "fetched": r.Fetched} {
						if v == "" {
							t.Errorf("%s: %s: no %s", p, r.ID, name)
						}
					}
					add(r.ID, page{title: fold(r.Title), text: fold(r.Text)})
				}
				return sc.Err()
			default:
				t.Errorf("%s is not an article", p)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// table reads a truth table as maps from column to value. Quoted tables are CSV with tabs.
func table(t *testing.T, name string, quoted bool, columns string) []map[string]string {
	t.Helper()
	raw, err := corpus.FS.ReadFile(path.Join(corpus.Truth, name))
	if err != nil {
		t.Fatal(err)
	}
	var recs [][]string
	if quoted {
		r := csv.NewReader(bytes.NewReader(raw))
		r.Comma = '\t'
		if recs, err = r.ReadAll(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	} else {
		for l := range strings.Lines(string(raw)) {
			recs = append(recs, strings.Split(strings.TrimSuffix(l, "\n"), "\t"))
		}
	}
	if got := strings.Join(recs[0], " "); got != columns {
		t.Fatalf("%s has columns\n%s\nwant\n%s", name, got, columns)
	}
	var out []map[string]string
	for i, rec := range recs[1:] {
		if len(rec) != len(recs[0]) {
			t.Fatalf("%s:%d has %d columns", name, i+2, len(rec))
		}
		row := map[string]string{}
		for k, v := range rec {
			row[recs[0][k]] = v
		}
		out = append(out, row)
	}
	return out
}
