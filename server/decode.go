package server

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"

	"github.com/newscheck/newscheck/article"
)

// media is a type of body that the server reads, and the format it is to
// package article.
type media struct {
	name   string
	format string
}

// articleMedia are the types of a body that is one article.
var articleMedia = []media{{"application/json", "json"}, {"text/plain", "text"}, {"text/html", "html"}, {"application/xhtml+xml", "html"}}

// streamMedia are the types of a body of one JSON object a line. There is no
// registered one; all of these are in use.
var streamMedia = []media{{"application/x-ndjson", "jsonl"}, {"application/jsonl", "jsonl"}, {"application/x-jsonlines", "jsonl"}, {"application/ndjson", "jsonl"}}

// mediaOf finds the type of a body among those that are read. The charset is
// "" when the header names none.
func mediaOf(r *http.Request, known ...media) (m media, label string, err error) {
	header := r.Header.Get("Content-Type")
	if header == "" {
		return m, "", wrongType.problem("Content-Type is missing; it is one of %s.", names(known))
	}
	name, params, e := mime.ParseMediaType(header)
	if e != nil {
		return m, "", wrongType.problem("Content-Type cannot be read; it is one of %s.", names(known))
	}
	if enc := r.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return m, "", wrongType.problem("A body with Content-Encoding is not read; send it as it is.")
	}
	for _, m := range known {
		if m.name == name {
			return m, params["charset"], nil
		}
	}
	return m, "", wrongType.problem("Bodies of this type are not read; Content-Type is one of %s.", names(known))
}

func names(known []media) string {
	var s []string
	for _, m := range known {
		s = append(s, m.name)
	}
	return strings.Join(s, ", ")
}

// decodeArticle reads the one article of a body. What a text or a page does not
// say of itself may stand in the query: id, url, publisher, title, published,
// fetched.
func decodeArticle(ctx context.Context, body []byte, m media, label string, query url.Values) (article.Article, error) {
	if label != "" && !strings.EqualFold(label, "utf-8") && m.format != "json" {
		enc, _ := charset.Lookup(label)
		if enc == nil {
			return article.Article{}, wrongType.problem("The charset is not known; send UTF-8.")
		}
		// The mark tells readers of pages that what the page says of its charset no
		// longer holds.
		utf8, err := io.ReadAll(transform.NewReader(bytes.NewReader(body), enc.NewDecoder()))
		if err != nil {
			return article.Article{}, badArticle.problem("The text is not in the charset that Content-Type names.").because(err)
		}
		body = append([]byte("\ufeff"), utf8...)
	}
	var a article.Article
	ok := false
	if m.format == "json" {
		a, ok = plainObject(body)
	}
	if !ok {
		all, skipped, err := read(ctx, body, m.format, 2)
		switch {
		case err != nil:
			return article.Article{}, err
		case len(all) > 1:
			return article.Article{}, badRequest.problem("The body holds several articles; this takes one. POST /v1/articles takes a stream of them.")
		case len(all) == 0:
			return article.Article{}, badArticle.problem("The body holds no article (%s).", cmp.Or(skipped, "it is empty"))
		}
		a = all[0]
	}
	for name, field := range map[string]*string{"url": &a.URL, "publisher": &a.Publisher, "title": &a.Title, "published": &a.Published, "fetched": &a.Fetched} {
		if v := query.Get(name); v != "" {
			*field = v
		}
	}
	if id := query.Get("id"); id != "" {
		a.ID = id
	}
	return a, named(&a)
}

// plainObject reads the commonest body, one object with fields of Article alone,
// as read does, without the buffers that reading files takes. It reads nothing
// that is out of the ordinary.
func plainObject(body []byte) (a article.Article, ok bool) {
	err := json.Unmarshal(body, &a, json.RejectUnknownMembers(true))
	if err != nil || a.Text == "" || strings.TrimSpace(a.Text) == "" || a.HTML != "" || len(a.Meta) > 0 {
		return article.Article{}, false
	}
	return a, true
}

// read reads at most n articles out of a body.
func read(ctx context.Context, body []byte, format string, n int) (all []article.Article, skipped string, err error) {
	opts := article.Options{Format: format, Stdin: bytes.NewReader(body), Workers: 1, MaxBytes: int64(len(body)) + 1,
		Skipped: func(_, why string) { skipped = why }}
	for a, e := range article.Read(ctx, []string{"-"}, opts) {
		if e != nil {
			return nil, "", e
		}
		if all = append(all, a); len(all) == n {
			break
		}
	}
	return all, skipped, nil
}

// maxID bounds the id of an article, in bytes.
const maxID = 2048

// named gives a an id when its source had none: its address, else a print of
// its text, so that sending it again finds it.
func named(a *article.Article) error {
	if a.ID == "" || a.ID == "-" || a.ID == a.Source.String() {
		a.ID = cmp.Or(a.CanonicalURL, a.URL)
		if a.ID == "" || len(a.ID) > maxID {
			sum := sha256.Sum256([]byte(a.Text))
			a.ID = "text-" + hex.EncodeToString(sum[:12])
		}
	}
	if len(a.ID) > maxID {
		return badArticle.problem("The id has %d bytes; %d are allowed.", len(a.ID), maxID)
	}
	return nil
}

// lead stands before the lines of a stream when they are read, so that what
// they hold is never taken for another format than one object a line.
const lead = `{"text":"-"}` + "\n"

// decodeLines reads the article of each line of a stream; where there is none,
// errs says why.
func decodeLines(ctx context.Context, group []line) (arts []article.Article, errs []error) {
	arts, errs = make([]article.Article, len(group)), make([]error, len(group))
	body := []byte(lead)
	at := []int{-1} // place in group, by line of body
	for i, l := range group {
		data := bytes.TrimSpace(l.data)
		if len(data) == 0 || data[0] != '{' {
			errs[i] = badArticle.problem("A line of the stream is one JSON object.")
			continue
		}
		errs[i] = badArticle.problem("The line holds no article.") // until it is found to hold one
		body = append(append(body, data...), '\n')
		at = append(at, i)
	}
	opts := article.Options{Format: "jsonl", Stdin: bytes.NewReader(body), Workers: 1, MaxBytes: int64(len(body)) + 1}
	for a, err := range article.Read(ctx, []string{"-"}, opts) {
		n := a.Source.Record
		var record *article.RecordError
		if errors.As(err, &record) {
			n = record.Record
		}
		if n < 1 || n > len(at) {
			continue // reading ended; what was not read keeps its error
		}
		if i := at[n-1]; i >= 0 {
			arts[i], errs[i] = a, err
			if err == nil {
				errs[i] = named(&arts[i])
			}
		}
	}
	return arts, errs
}
