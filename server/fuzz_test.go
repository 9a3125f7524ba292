package server

import (
	"bytes"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/newscheck/newscheck/article"
)

// FuzzDecodeArticle reads any body as any type: an article with an id and text
// that is UTF-8, or an error that a client may read.
func FuzzDecodeArticle(f *testing.F) {
	for i, s := range []string{object("id", "a", "text", lake), "[" + object("text", "a b") + "]", lake, "<html><p>" + lake, "caf\xe9", "PAR1", "WARC/1.0\r\n", "\x1f\x8b\x08\x00", `{"text":"a"}{"text":"b"}`} {
		f.Add([]byte(s), uint8(i), "")
		f.Add([]byte(s), uint8(i), "iso-8859-1")
	}
	f.Fuzz(func(t *testing.T, body []byte, kind uint8, label string) {
		m := articleMedia[int(kind)%len(articleMedia)]
		a, err := decodeArticle(t.Context(), body, m, label, url.Values{})
		if err != nil {
			if p := problemOf(err); p.Status < 400 || p.Status >= 500 {
				t.Errorf("a bad body is the client's mistake: %+v", p)
			}
			return
		}
		if a.ID == "" || len(a.ID) > maxID || strings.TrimSpace(a.Text) == "" || !utf8.ValidString(a.Text) || !utf8.ValidString(a.ID) {
			t.Errorf("%q: %q", a.ID, a.Text)
		}
	})
}

// FuzzPlainObject reads a body both ways: where the short one reads anything, it
// is what the other reads.
func FuzzPlainObject(f *testing.F) {
	for _, s := range []string{object("id", "a", "text", lake, "title", "x"), `{"text":"a","id":null}`, `{"text":"a","ID":"b"}`, `{"text":"a","text":"b"}`, `{"text":"\u0000\ud800"}`, `{"text":" \n"}`,
		"\ufeff{\"text\":\"a\"}", `{"text":"a","meta":{}}`, `{"text":"a","meta":null}`, `{"text":"a","html":""}`, `{"text":"a"} `} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		a, ok := plainObject(body)
		if !ok {
			return
		}
		all, _, err := read(t.Context(), body, "json", 2)
		if err != nil || len(all) != 1 {
			t.Fatalf("%q is read in short and not else: %v", body, err)
		}
		b := all[0]
		b.Source = article.Source{}
		if a.ID == "" && (b.ID == "-:1" || b.ID == "-") {
			b.ID = "" // both are then named by the server
		}
		if a.Meta = nil; !reflect.DeepEqual(a, b) {
			t.Errorf("%q:\n%+v\n%+v", body, a, b)
		}
	})
}

// FuzzLines cuts any stream, arriving in any pieces, into the lines that it has.
func FuzzLines(f *testing.F) {
	f.Add([]byte("{}\n\n{}\r\nlast"), 4, false)
	f.Add([]byte(strings.Repeat("x", 100)+"\n{}"), 10, true)
	f.Fuzz(func(t *testing.T, data []byte, most int, slowly bool) {
		most = max(1, most%64)
		var want []line
		n := 0
		for l := range bytes.Lines(data) {
			if n++; len(bytes.TrimSpace(l)) > 0 || len(l) > most {
				want = append(want, line{n, l, len(l) > most})
			}
		}
		in := newLines(bytes.NewReader(data), most)
		if slowly {
			in = newLines(iotest.OneByteReader(bytes.NewReader(data)), most)
		}
		var got []line
		for range len(data) + 2 {
			group, err := in.batch(3)
			got = append(got, group...)
			if len(group) > 3 {
				t.Errorf("a batch of %d", len(group))
			}
			if err != nil {
				break
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%d lines, want %d", len(got), len(want))
		}
		for i := range got {
			if got[i].number != want[i].number || got[i].long != want[i].long || !got[i].long && !bytes.Equal(got[i].data, want[i].data) {
				t.Errorf("line %+v, want %+v", got[i], want[i])
			}
		}
	})
}

// FuzzStream sends any stream to a server: each line that is not blank is
// answered once.
func FuzzStream(f *testing.F) {
	f.Add(object("text", "a") + "\n\n{}\n[\n" + `{"text":` + "\n7")
	f.Add("")
	f.Fuzz(func(t *testing.T, body string) {
		x := newFake()
		c := newClient(t, x, Options{MaxBody: 1024})
		w := c.ask("POST", "/v1/articles", ndjsonType, body)
		want := 0
		for l := range strings.Lines(body) {
			if strings.TrimSpace(l) != "" || len(l) > 1024 {
				want++
			}
		}
		if got := strings.Count(w.Body.String(), "\n"); w.Code != 200 || got != want {
			t.Errorf("status %d, %d answers, want %d:\n%s", w.Code, got, want, w.Body)
		}
	})
}

// FuzzForm sends any form: a page, or a problem of the client's.
func FuzzForm(f *testing.F) {
	body, kind := formOf(map[string]string{"text": lake}, "a.html", "<p>"+lake)
	f.Add(body, kind)
	f.Add("--x\r\n\r\n--x--", "multipart/form-data; boundary=x")
	f.Fuzz(func(t *testing.T, body, kind string) {
		c := newClient(t, newFake(), Options{MaxBody: 4096})
		r := request("POST", "/check", "", body)
		r.Header["Content-Type"] = []string{kind}
		if w := c.do(r); w.Code >= 500 {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(cursor(time.Now()))
	f.Fuzz(func(t *testing.T, s string) {
		at, err := readCursor(s)
		if err != nil {
			return
		}
		if again, err := readCursor(cursor(at)); err != nil || !again.Equal(at) {
			t.Errorf("%v becomes %v, %v", at, again, err)
		}
	})
}
