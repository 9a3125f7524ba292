package server

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
)

func pageRoutes() []route {
	return []route{
		{method: "GET", path: "/{$}", do: (*Server).startPage},
		{method: "POST", path: "/check", do: (*Server).checkPage, self: true},
		{method: "GET", path: "/stories", do: (*Server).storiesPage},
		{method: "GET", path: "/stories/{id}", do: (*Server).storyPage},
		{method: "GET", path: "/stories/{id}/outlets/{outlet}", do: (*Server).storyOutletPage},
		{method: "GET", path: "/outlets", do: (*Server).outletsPage},
		{method: "GET", path: "/outlets/{id}", do: (*Server).outletPage},
		{method: "GET", path: "/articles/{id}", do: (*Server).articlePage},
		{method: "GET", path: "/static/{name}", do: (*Server).file, self: true},
	}
}

// form is what a person entered.
type form struct {
	Text, URL, Publisher, Published string
	Most                            int64 // bytes that may be sent
	Problem                         string
}

type startView struct {
	frame
	form
	Stats index.Stats
}

func (s *Server) startPage(w http.ResponseWriter, _ *http.Request) error {
	st, err := s.ix.Stats()
	if err != nil {
		return err
	}
	return s.page(w, http.StatusOK, "start", startView{frame{"Check an article", "check"}, form{Most: s.opts.MaxBody}, st})
}

// checkPage looks up what the form holds. Nothing is stored.
func (s *Server) checkPage(w http.ResponseWriter, r *http.Request) error {
	given, file, kind, done, err := s.readForm(w, r)
	if err != nil {
		return err
	}
	defer done()
	given.Most = s.opts.MaxBody
	again := func(why string) error {
		st, err := s.ix.Stats()
		if err != nil {
			return err
		}
		given.Problem = why
		return s.page(w, http.StatusUnprocessableEntity, "start", startView{frame{"Check an article", "check"}, given, st})
	}
	if len(file) == 0 && strings.TrimSpace(given.Text) == "" {
		return again("There was nothing to check: paste a text or choose a file.")
	}
	var a article.Article
	f, err := s.lookup(r, func(ctx context.Context) (article.Article, error) {
		var err error
		a, err = s.formArticle(ctx, given, file, kind)
		return a, err
	})
	var unread *article.RecordError
	var p *Problem
	switch {
	case errors.As(err, &unread):
		return again("It cannot be read: " + unread.Reason + ".")
	case errors.As(err, &p) && p.Status == http.StatusUnprocessableEntity:
		return again(p.Detail)
	case err != nil:
		return err
	}
	v, err := s.verdictView(r.Context(), a, f)
	if err != nil {
		return err
	}
	return s.page(w, http.StatusOK, "verdict", v)
}

// readForm reads the form of the first page, within the bounds of a body. The
// caller calls done when it needs the bytes no more.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) (f form, file []byte, kind string, done func(), err error) {
	name, params, e := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if e != nil || name != "multipart/form-data" || params["boundary"] == "" {
		return f, nil, "", nil, wrongType.problem("The form is sent as multipart/form-data.")
	}
	body, done, err := s.body(w, r)
	if err != nil {
		return f, nil, "", nil, err
	}
	parts := multipart.NewReader(strings.NewReader(string(body)), params["boundary"])
	for n := 0; ; n++ {
		p, err := parts.NextPart()
		if err == io.EOF {
			return f, file, kind, done, nil
		}
		var data []byte
		if err == nil {
			data, err = io.ReadAll(p)
		}
		if err != nil || n > 20 {
			done()
			return f, nil, "", nil, badRequest.problem("The form cannot be read.").because(err)
		}
		field := map[string]*string{"text": &f.Text, "url": &f.URL, "publisher": &f.Publisher, "published": &f.Published}[p.FormName()]
		switch {
		case field != nil:
			*field = strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n"))
		case p.FormName() == "file" && len(data) > 0:
			file, kind = data, fileKind(p.FileName(), data)
		}
	}
}

// fileKind is the format of a file that was chosen or dropped.
func fileKind(name string, data []byte) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return "html"
	case ".json", ".jsonl":
		return "json"
	case ".md", ".markdown":
		return "markdown"
	case ".txt", ".text":
		return "text"
	}
	if strings.HasPrefix(http.DetectContentType(data), "text/html") {
		return "html"
	}
	return "text"
}

// formArticle is the article that a form holds. A file comes before what was
// pasted, and what was said of it before what it says of itself.
func (s *Server) formArticle(ctx context.Context, f form, file []byte, kind string) (article.Article, error) {
	if len(file) == 0 {
		file, kind = []byte(f.Text), "text"
		if looksLikePage(f.Text) {
			kind = "html"
		}
	}
	a, err := decodeArticle(ctx, file, media{format: kind}, "", nil)
	if err != nil {
		return a, err
	}
	a.URL, a.Publisher, a.Published = cmp.Or(f.URL, a.URL), cmp.Or(f.Publisher, a.Publisher), cmp.Or(f.Published, a.Published)
	return a, nil
}

// looksLikePage reports whether what was pasted is the source of a page.
func looksLikePage(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s[:min(len(s), 1024)]))
	return strings.HasPrefix(s, "<!doctype html") || strings.HasPrefix(s, "<html")
}

type storiesView struct {
	frame
	Stories []storyLine
	All     bool // stories of one article, too
	Next    string
	First   bool // this is the first page
}

// storyLine is a story in the list.
type storyLine struct {
	*index.Story
	Title string
}

const storiesPage = 50

func (s *Server) storiesPage(w http.ResponseWriter, r *http.Request) error {
	v := storiesView{frame: frame{"Stories", "stories"}, All: r.URL.Query().Get("all") != "", First: r.URL.Query().Get("cursor") == ""}
	q, err := listOf(r.URL.Query())
	if err != nil {
		return err
	}
	q.limit, q.copies = storiesPage, 2
	if v.All {
		q.copies = 1
	}
	l, err := s.list(r.Context(), q)
	if err != nil {
		return err
	}
	v.Next = l.Next
	for _, st := range l.Stories {
		v.Stories = append(v.Stories, storyLine{st, s.titleOf(st.First)})
	}
	return s.page(w, http.StatusOK, "stories", v)
}

// titleOf is what an article is called in a list.
func (s *Server) titleOf(id string) string {
	e, err := s.ix.Article(id)
	if err != nil {
		return id
	}
	return titleOf(&e.Article)
}

func titleOf(a *article.Article) string {
	if t := strings.TrimSpace(a.Title); t != "" {
		return t
	}
	for _, p := range paragraphs(a.Text[:min(len(a.Text), 2000)]) {
		line, _, _ := strings.Cut(p, "\n")
		return cutRunes(100, line)
	}
	return a.ID
}

type articleView struct {
	frame
	*index.Entry
	Title  string
	Record *provenance.Record
	Story  *index.Story
}

func (s *Server) articlePage(w http.ResponseWriter, r *http.Request) error {
	e, err := s.ix.Article(r.PathValue("id"))
	if err != nil {
		return err
	}
	v := articleView{frame: frame{titleOf(&e.Article), ""}, Entry: e, Title: titleOf(&e.Article)}
	if v.Record, err = s.ix.Provenance(r.PathValue("id")); err != nil {
		return err
	}
	if v.Story, err = s.ix.Story(e.Story); err != nil && !errors.Is(err, index.ErrNotFound) {
		return err
	}
	return s.page(w, http.StatusOK, "article", v)
}
