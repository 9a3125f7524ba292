package server

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/newscheck/newscheck/provenance/framing"
)

// document is the description of the server, read by another program's reader.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	data, err := openAPI("1.2.3")
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(data)
})

// lexicon is read once for all tests.
var lexicon = sync.OnceValues(func() (*framing.Lexicon, error) { return framing.LoadLexicon() })

// client asks a server and holds each answer of the interface for programs
// against its description.
type client struct {
	t *testing.T
	s *Server
}

func newClient(t *testing.T, ix Index, opts Options) *client {
	t.Helper()
	lexicon, err := lexicon()
	if err != nil {
		t.Fatal(err)
	}
	opts.Lexicon = lexicon
	s, err := New(ix, opts)
	if err != nil {
		t.Fatal(err)
	}
	return &client{t, s}
}

// request is one for this machine's own server.
func request(method, target, kind, body string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Host = "127.0.0.1:8017"
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	return r
}

func (c *client) do(r *http.Request) *httptest.ResponseRecorder {
	c.t.Helper()
	w := httptest.NewRecorder()
	c.s.Handler().ServeHTTP(w, r)
	c.described(r, w)
	return w
}

func (c *client) ask(method, target, kind, body string) *httptest.ResponseRecorder {
	c.t.Helper()
	return c.do(request(method, target, kind, body))
}

// described holds an answer against the description of its route.
func (c *client) described(r *http.Request, w *httptest.ResponseRecorder) {
	c.t.Helper()
	if w.Header().Get(requestIDHeader) == "" {
		c.t.Errorf("%s %s: the answer has no request id", r.Method, r.URL)
	}
	_, pattern := c.s.mux.Handler(r)
	_, path, _ := strings.Cut(pattern, " ")
	doc, err := document()
	if err != nil {
		c.t.Fatal(err)
	}
	item := doc.Paths.Value(path)
	if item == nil {
		return
	}
	where := r.Method + " " + path + ", status " + strconv.Itoa(w.Code)
	op := item.GetOperation(r.Method)
	if op == nil {
		c.t.Errorf("%s: the method is not described", where)
		return
	}
	answer := op.Responses.Value(strconv.Itoa(w.Code))
	if answer == nil {
		c.t.Errorf("%s: the status is not described: %s", where, w.Body)
		return
	}
	if w.Body.Len() == 0 {
		if len(answer.Value.Content) > 0 && w.Header().Get("Content-Type") != ndjsonType { // an empty stream is answered with one
			c.t.Errorf("%s: the answer is empty", where)
		}
		return
	}
	kind, _, _ := mime.ParseMediaType(w.Header().Get("Content-Type"))
	media := answer.Value.Content.Get(kind)
	if media == nil {
		c.t.Errorf("%s: type %q is not described", where, kind)
		return
	}
	switch kind {
	case "application/json", "application/problem+json":
		c.valid(where, media.Schema, w.Body.Bytes())
	case ndjsonType:
		for l := range bytes.Lines(w.Body.Bytes()) {
			name := "Finding"
			if bytes.Contains(l, []byte(`"status":`)) {
				name = "Problem"
			}
			c.valid(where, doc.Components.Schemas[name], l)
		}
	}
}

func (c *client) valid(where string, schema *openapi3.SchemaRef, data []byte) {
	c.t.Helper()
	if schema == nil {
		return
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		c.t.Errorf("%s: %v: %s", where, err, data)
		return
	}
	if err := schema.Value.VisitJSON(v, openapi3.EnableJSONSchema2020()); err != nil {
		c.t.Errorf("%s: not as described: %v", where, err)
	}
}

// decode reads the body of an answer.
func decode[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

// object is an article as a client sends it.
func object(pairs ...string) string {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	b, _ := json.Marshal(m)
	return string(b)
}

// formOf is a form with fields, and with a file when name is not "".
func formOf(fields map[string]string, name, data string) (body, kind string) {
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range fields {
		_ = m.WriteField(k, v)
	}
	if name != "" {
		f, _ := m.CreateFormFile("file", name)
		_, _ = io.WriteString(f, data)
	}
	_ = m.Close()
	return b.String(), m.FormDataContentType()
}

const lake = "A judge has stopped the plan to drain Lake Corrigan.\n\nThe ruling came late on Monday, after two weeks of hearings in which farmers, anglers and the water board all spoke.\n\n“We will read it with care,” said Dana Whitlow, who leads the board."
