package server

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
	"github.com/newscheck/newscheck/report"
)

//go:embed templates/*.tmpl static
var files embed.FS

// look is how the pages look: those of the report, whose style sheet they use,
// and what forms need beside it.
type look struct {
	templates *template.Template
	static    map[string]staticFile
	policy    string // Content-Security-Policy of every answer
}

type staticFile struct {
	data []byte
	kind string
	etag string
}

func newLook() (look, error) {
	l := look{static: map[string]staticFile{}}
	style := report.Style()
	sum := sha256.Sum256(style)
	// Pages of the report carry their style sheet inside; its hash lets it through.
	l.policy = "default-src 'none'; style-src 'self' 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; script-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	forms, err := files.ReadFile("static/server.css")
	if err != nil {
		return l, err
	}
	script, err := files.ReadFile("static/drop.js")
	if err != nil {
		return l, err
	}
	for name, f := range map[string]staticFile{
		"server.css": {append(style, forms...), "text/css; charset=utf-8", ""}, "drop.js": {script, "text/javascript; charset=utf-8", ""},
	} {
		sum := sha256.Sum256(f.data)
		f.etag = `"` + hex.EncodeToString(sum[:8]) + `"`
		l.static[name] = f
	}
	l.templates, err = template.New("").Funcs(template.FuncMap{
		"count": count, "percent": func(f float64) string { return fmt.Sprintf("%.0f %%", 100*f) }, "cut": cutRunes,
		"articleHref": func(id string) string { return "/articles/" + url.PathEscape(id) },
		"outletHref":  func(key string) string { return "/outlets/" + url.PathEscape(key) },
		"storyHref":   func(id string) string { return "/stories/" + url.PathEscape(id) },
		"when":        func(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") },
		"machine":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"status":      statusWords, "relation": relationWords, "paragraphs": paragraphs, "sentence": sentence, "share": shareOf, "key": reliability.Key, "published": published,
		"row": func(r report.Row, c *besideView) any {
			return struct {
				Row report.Row
				C   *besideView
			}{r, c}
		},
		"proof": func(e []provenance.Evidence) []proof { return proofs(e) },
	}).ParseFS(files, "templates/*.tmpl")
	return l, err
}

// frame is what every page has around it.
type frame struct {
	PageTitle string
	Here      string // check, stories or ""
}

// page answers with a page made of a template.
func (s *Server) page(w http.ResponseWriter, status int, name string, view any) error {
	var b bytes.Buffer
	if err := s.look.templates.ExecuteTemplate(&b, name, view); err != nil {
		return fmt.Errorf("page %s: %w", name, err)
	}
	return sendPage(w, status, report.Visible(b.Bytes()))
}

func sendPage(w http.ResponseWriter, status int, page []byte) error {
	h := w.Header()
	h.Set("Content-Type", pageType)
	h.Set("Cache-Control", "no-store") // pages show articles, which may be forgotten
	w.WriteHeader(status)
	_, _ = w.Write(page)
	return nil
}

func (s *Server) file(w http.ResponseWriter, r *http.Request) error {
	f, ok := s.look.static[r.PathValue("name")]
	if !ok {
		return notFound.problem("There is no such file.")
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("ETag", f.etag)
	h.Set("Cache-Control", "no-cache")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(f.data))
	return nil
}

// wantsPage reports whether a request comes from someone who looks at pages.
func wantsPage(r *http.Request) bool {
	return !strings.HasPrefix(r.URL.Path, "/v1/") && strings.Contains(r.Header.Get("Accept"), "text/html")
}

type problemView struct {
	frame
	*Problem
}

func (s *Server) problemPage(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.headers(w.Header())
	if err := s.page(w, p.Status, "problem", problemView{frame{p.Title, ""}, p}); err != nil {
		noteOf(r).err = err
		p.write(w)
	}
}

// cutRunes cuts s to n letters and says so with an ellipsis.
func cutRunes(n int, s string) string {
	i := 0
	for at := range s {
		if i == n {
			return s[:at] + "…"
		}
		i++
	}
	return s
}

// count is a number and what it counts: "1 article", "2 stories".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	if stem, ok := strings.CutSuffix(what, "y"); ok {
		return fmt.Sprintf("%d %sies", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// paragraphs parts a text where it has blank lines; a page shows at most most of
// it, in bytes.
func paragraphs(s string) []string {
	const most = 200_000
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	var out []string
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
