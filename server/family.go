package server

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/report"
)

// maxFamily bounds the articles that the page of a story is made of.
const maxFamily = 150

// storyPage shows a story as the report does.
func (s *Server) storyPage(w http.ResponseWriter, r *http.Request) error {
	st, err := s.ix.Story(r.PathValue("id"))
	if err != nil {
		return err
	}
	if len(st.Copies) < 2 { // there is nothing to compare
		http.Redirect(w, r, "/articles/"+url.PathEscape(st.First), http.StatusSeeOther)
		return nil
	}
	pages, err := s.family(r.Context(), st)
	if err != nil {
		return err
	}
	page := pages.story[st.Story]
	if page == nil { // its other articles were forgotten meanwhile
		return index.ErrNotFound
	}
	return sendPage(w, http.StatusOK, page)
}

// storyOutletPage shows an outlet as the report does, from the articles of one
// running story.
func (s *Server) storyOutletPage(w http.ResponseWriter, r *http.Request) error {
	st, err := s.ix.Story(r.PathValue("id"))
	if err != nil {
		return err
	}
	pages, err := s.family(r.Context(), st)
	if err != nil {
		return err
	}
	page := pages.outlet[r.PathValue("outlet")]
	if page == nil {
		return notFound.problem("This story has no such outlet.")
	}
	return sendPage(w, http.StatusOK, page)
}

// familyPages are the pages of the report on a running story.
type familyPages struct {
	story  map[string][]byte // by id
	outlet map[string][]byte // by slug
}

// family makes the report on the stories that st is one of.
func (s *Server) family(ctx context.Context, st *index.Story) (*familyPages, error) {
	select { // a report keeps the processors busy for a while; look-ups must not wait for many
	case s.heavy <- struct{}{}:
		defer func() { <-s.heavy }()
	case <-ctx.Done():
		return nil, gone(ctx)
	}
	arts, groups, left, err := s.members(st)
	if err != nil {
		return nil, err
	}
	m, err := report.From(ctx, arts, groups, report.Options{Title: "newscheck", Registry: s.opts.Registry, Lexicon: s.opts.Lexicon})
	if err != nil {
		return nil, err
	}
	for i := range m.Stories {
		if n := left[m.Stories[i].ID]; n > 0 {
			m.Stories[i].Notices = append(m.Stories[i].Notices, fmt.Sprintf("%s of this story came later and are not on this page.", count(n, "article")))
		}
	}
	out := &familyPages{map[string][]byte{}, map[string][]byte{}}
	places := map[string]string{}
	var raw []reportPage
	stories := m.Stories
	err = report.Pages(ctx, m, report.Limits{}, func(name string, page []byte) error {
		switch {
		case strings.HasPrefix(name, "story/"): // they come in the order of the model
			places[name] = "/stories/" + url.PathEscape(stories[0].ID)
			raw = append(raw, reportPage{stories[0].ID, true, page})
			stories = stories[1:]
		case strings.HasPrefix(name, "outlet/"):
			slug := strings.TrimSuffix(strings.TrimPrefix(name, "outlet/"), ".html")
			places[name] = "/stories/" + url.PathEscape(st.Story) + "/outlets/" + slug
			raw = append(raw, reportPage{slug, false, page})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	places["stories.html"], places["outlets.html"], places["index.html"] = "/stories", "/stories/"+url.PathEscape(st.Story), "/"
	nav, err := s.nav("stories")
	if err != nil {
		return nil, err
	}
	for _, p := range raw {
		page := reroute(p.page, nav, places)
		if p.story {
			out.story[p.name] = page
		} else {
			out.outlet[p.name] = page
		}
	}
	return out, nil
}

// reportPage is a page of the report before its links lead to the server.
type reportPage struct {
	name  string
	story bool
	page  []byte
}

// members are the articles of a family, those of st first, and how they are
// grouped; left counts those that are left out, by story.
func (s *Server) members(st *index.Story) (arts []article.Article, groups *dedupe.Result, left map[string]int, err error) {
	family, err := s.ix.Family(st.Family)
	if err != nil && !errors.Is(err, index.ErrNotFound) {
		return nil, nil, nil, err
	}
	all := []*index.Story{st}
	for _, o := range family {
		if o.Story != st.Story {
			all = append(all, o)
		}
	}
	groups, left = &dedupe.Result{}, map[string]int{}
	seen := map[string]bool{}
	for _, o := range all {
		for _, id := range o.Copies {
			if len(arts) == maxFamily {
				left[o.Story]++
				continue
			}
			e, err := s.ix.Article(id)
			if errors.Is(err, index.ErrNotFound) || seen[id] {
				continue // it was forgotten meanwhile
			}
			if err != nil {
				return nil, nil, nil, err
			}
			seen[id] = true
			a := e.Article
			a.ID = id // of this revision
			arts = append(arts, a)
			groups.Articles = append(groups.Articles, dedupe.Placement{ID: id, Story: o.Story, Family: o.Family, Relation: e.Relation, Of: e.Of, Words: e.Words})
		}
	}
	return arts, groups, left, nil
}

// reroute makes the links of a page of the report lead to pages of the server,
// and puts the server's way around in the place of the report's. Only the
// report's own templates make attributes: what articles say is escaped and holds
// no quotation marks.
func reroute(page, nav []byte, places map[string]string) []byte {
	const open, end = `<nav aria-label="Report">`, `</nav>`
	var out bytes.Buffer
	if before, rest, ok := bytes.Cut(page, []byte(open)); ok {
		if _, after, ok := bytes.Cut(rest, []byte(end)); ok {
			out.Write(before)
			out.Write(nav)
			page = after
		}
	}
	const href = `href="../`
	for {
		before, rest, ok := bytes.Cut(page, []byte(href))
		out.Write(before)
		if !ok {
			return out.Bytes()
		}
		to, after, _ := bytes.Cut(rest, []byte(`"`))
		place, ok := places[string(to)]
		if !ok {
			place = "/stories"
		}
		out.WriteString(`href="` + place + `"`)
		page = after
	}
}

// nav is the way around the server's pages.
func (s *Server) nav(here string) ([]byte, error) {
	var b bytes.Buffer
	err := s.look.templates.ExecuteTemplate(&b, "nav", frame{Here: here})
	return b.Bytes(), err
}
