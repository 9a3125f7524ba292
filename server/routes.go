package server

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
)

// route is one method of one address. The mux and the OpenAPI document are both
// made from the list of them.
type route struct {
	method, path string
	do           func(*Server, http.ResponseWriter, *http.Request) error
	self         bool // do waits for its turn by itself, or needs none

	// What the document says of it; pages have no operation and are not in it.
	operation string
	summary   string
	about     string
	query     []param
	takes     []media // types of the body
	stream    bool    // a second form: a stream of articles
	gives     []answer
	problems  []kind
}

// param is a member of the query.
type param struct {
	name, about string
	schema      map[string]any
}

// answer is what a route answers when all is well.
type answer struct {
	status int
	about  string
	media  string // "" means that there is no body
	value  any    // of the type of the body; nil when it has no schema
}

const (
	jsonType   = "application/json"
	ndjsonType = "application/x-ndjson"
	pageType   = "text/html; charset=utf-8"
)

// List is a page of stories.
type List struct {
	Stories []*index.Story `json:"stories"`
	Next    string         `json:"next,omitempty"` // cursor of the next page; absent on the last
}

// Health is the answer of /healthz.
type Health struct {
	Status string `json:"status"` // "ok", else why not
}

var (
	stringSchema = map[string]any{"type": "string"}
	timeSchema   = map[string]any{"type": "string", "format": "date-time"}
)

// aboutArticle are what a body of text or HTML does not say of itself.
var aboutArticle = []param{
	{"id", "Id of the article; without one, its address or a print of its text.", stringSchema},
	{"url", "Where it was taken from.", stringSchema},
	{"publisher", "Name or domain of the site that it was taken from.", stringSchema},
	{"title", "Its headline.", stringSchema},
	{"published", "When it was published, as the source writes it.", stringSchema},
	{"fetched", "When it was taken from there.", stringSchema},
}

// posted are the problems of routes that take a body.
var posted = []kind{badRequest, badArticle, crossSite, tooSlow, tooLarge, wrongType, busy}

// routes lists everything that the server answers.
func routes() []route {
	return append(apiRoutes(), pageRoutes()...)
}

func apiRoutes() []route {
	return []route{
		{method: "POST", path: "/v1/check", do: (*Server).check, self: true, operation: "check", summary: "Say what an article is to all that was seen",
			about: "Looks an article up and stores nothing. The answer is what POST /v1/articles would say of it.",
			query: aboutArticle, takes: articleMedia, gives: []answer{{200, "What the index says of the article.", jsonType, index.Finding{}}}, problems: posted},
		{method: "POST", path: "/v1/articles", do: (*Server).add, self: true, operation: "addArticles", summary: "Keep an article, or a stream of them",
			about: "One article is answered when it is on disk. A stream of JSON Lines is answered line by line, in order, each line when its article is on disk: with a Finding, or with a Problem that names the line. " +
				"It is read no faster than that. Sending an article again changes nothing and is answered with known: true. A stream that ends with a problem of status 503 or 507 was not read on from the line that it names.",
			query: aboutArticle, takes: articleMedia, stream: true,
			gives:    []answer{{201, "The article was kept.", jsonType, index.Finding{}}, {200, "The article was there already; or, to a stream, a line for each line.", jsonType, index.Finding{}}},
			problems: append([]kind{readOnly, diskFull, stopping}, posted...)},
		{method: "GET", path: "/v1/articles", do: (*Server).findArticle, operation: "findArticle", summary: "Find an article by its address",
			query: []param{{"url", "The address; required.", stringSchema}}, gives: []answer{{200, "The newest article with this address.", jsonType, index.Entry{}}},
			problems: []kind{badRequest, notFound, busy}},
		{method: "GET", path: "/v1/articles/{id}", do: (*Server).article, operation: "getArticle", summary: "Read a stored article",
			about: "The newest revision; an id that ends in @N names the Nth.",
			gives: []answer{{200, "The article and what is known of it by now.", jsonType, index.Entry{}}}, problems: []kind{notFound, busy}},
		{method: "DELETE", path: "/v1/articles/{id}", do: (*Server).forget, operation: "forgetArticle", summary: "Forget an article",
			about: "It shows in no answer from then on. Its bytes are gone from disk after the next newscheck index compact.",
			gives: []answer{{204, "It is forgotten.", "", nil}}, problems: []kind{crossSite, readOnly, notFound, busy}},
		{method: "GET", path: "/v1/articles/{id}/provenance", do: (*Server).provenance, operation: "getProvenance", summary: "Read who wrote an article and what says so",
			gives: []answer{{200, "The provenance record, with evidence.", jsonType, provenance.Record{}}}, problems: []kind{notFound, busy}},
		{method: "GET", path: "/v1/stories", do: (*Server).stories, operation: "listStories", summary: "List stories, those that grew last first",
			query: []param{{"since", "Only stories that grew at this time or later (RFC 3339).", timeSchema},
				{"limit", "How many to a page, 1 to 1000; 100 when absent.", map[string]any{"type": "integer", "minimum": 1, "maximum": maxList, "default": defaultList}},
				{"min_copies", "Only stories of at least so many articles.", map[string]any{"type": "integer", "minimum": 1, "default": 1}},
				{"cursor", "The value of next of the page before.", stringSchema}},
			gives: []answer{{200, "A page of stories.", jsonType, List{}}}, problems: []kind{badRequest, busy}},
		{method: "GET", path: "/v1/stories/{id}", do: (*Server).story, operation: "getStory", summary: "Read a story",
			about: "Also under the id of a story that became part of it.",
			gives: []answer{{200, "The story.", jsonType, index.Story{}}}, problems: []kind{notFound, busy}},
		{method: "GET", path: "/v1/outlets", do: (*Server).outlets, operation: "listOutlets", summary: "List outlets and what they do in the articles of the index",
			about: "Counted over the whole index now and then; made says when. The first count of a large index takes a while; until it is there, counting is true and the answer is of what was counted so far, or 503.",
			query: []param{{"limit", "How many to a page, 1 to 1000; 100 when absent.", map[string]any{"type": "integer", "minimum": 1, "maximum": maxList, "default": defaultList}},
				{"from", "The value of next of the page before.", stringSchema}},
			gives: []answer{{200, "A page of outlets, most articles first.", jsonType, OutletList{}}}, problems: []kind{badRequest, busy}},
		{method: "GET", path: "/v1/outlets/{id}", do: (*Server).outlet, operation: "getOutlet", summary: "Read what an outlet does, and what others say of it",
			about: "By its id, domain, or a name that is known for it.",
			gives: []answer{{200, "Figures with intervals, and ratings that were imported. The two are never merged.", jsonType, Outlet{}}}, problems: []kind{notFound, busy}},
		{method: "GET", path: "/v1/stats", do: (*Server).stats, operation: "getStats", summary: "Say what the index holds",
			gives: []answer{{200, "Counts and sizes.", jsonType, index.Stats{}}}, problems: []kind{busy}},
		{method: "GET", path: "/healthz", do: (*Server).health, self: true, operation: "getHealth", summary: "Say whether the server takes requests",
			about: "Needs no token. Answers 503 once the server is being stopped.",
			gives: []answer{{200, "It does.", jsonType, Health{}}}, problems: []kind{stopping}},
		{method: "GET", path: "/metrics", do: (*Server).showMetrics, self: true, operation: "getMetrics", summary: "Metrics for Prometheus",
			gives: []answer{{200, "Metrics in the text format of Prometheus.", "text/plain", nil}}},
		{method: "GET", path: "/openapi.json", do: (*Server).describe, self: true, operation: "getDescription", summary: "This description",
			gives: []answer{{200, "An OpenAPI 3.1 document.", jsonType, nil}}},
	}
}

// handle runs a route: in its turn, in its time, with its error as the answer.
func (s *Server) handle(rt route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.answerBy(w)
		if rt.self {
			if err := rt.do(s, w, r); err != nil {
				s.fail(w, r, err)
			}
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), s.opts.Timeout)
		defer cancel()
		done, err := s.turn(ctx)
		if err == nil {
			defer done()
			err = rt.do(s, w, r.WithContext(ctx))
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// dispatch gives a request to its route, and says in our form what the mux would
// say in its own.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	h, pattern := s.mux.Handler(r)
	if pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	c := &caught{header: http.Header{}}
	h.ServeHTTP(c, r)
	switch {
	case c.status == http.StatusMethodNotAllowed:
		p := wrongMethod.problem("The address takes %s.", c.header.Get("Allow"))
		p.allow = c.header.Get("Allow")
		s.fail(w, r, p)
	case c.status >= 300 && c.status < 400:
		h.ServeHTTP(w, r)
	default:
		detail := "The server has no such address; / leads on."
		if strings.HasPrefix(r.URL.Path, "/v1/") {
			detail = "The server has no such address; /openapi.json lists all. Slashes within an id are written %2F."
		}
		p := notFound.problem("")
		p.Detail = detail
		s.fail(w, r, p)
	}
}

// caught is an answer that is looked at and not sent.
type caught struct {
	header http.Header
	status int
}

func (c *caught) Header() http.Header         { return c.header }
func (c *caught) WriteHeader(status int)      { c.status = status }
func (c *caught) Write(p []byte) (int, error) { return len(p), nil }

// answerJSON sends v.
func answerJSON(w http.ResponseWriter, status int, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	w.Header().Set("Content-Type", jsonType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len())) // else a long answer goes in pieces
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a client that has gone away needs no answer
	return nil
}

// told adds a verdict to the request's line in the log.
func told(r *http.Request, f *index.Finding) {
	n := noteOf(r)
	n.attrs = append(n.attrs, slog.String("verdict", string(f.Verdict)), slog.String("article", cutBytes(f.ID, 200)))
}
