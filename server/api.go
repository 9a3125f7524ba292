package server

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
)

// Bounds of a list of stories, and of the stories that are looked at to fill it.
const (
	defaultList = 100
	maxList     = 1000
	maxLooked   = 20_000
)

// check looks an article up and stores nothing.
func (s *Server) check(w http.ResponseWriter, r *http.Request) error {
	m, label, err := mediaOf(r, articleMedia...)
	if err != nil {
		return err
	}
	body, done, err := s.body(w, r)
	if err != nil {
		return err
	}
	defer done()
	f, err := s.lookup(r, func(ctx context.Context) (article.Article, error) {
		return decodeArticle(ctx, body, m, label, r.URL.Query())
	})
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, f)
}

// lookup decodes an article and looks it up, in its turn.
func (s *Server) lookup(r *http.Request, decode func(context.Context) (article.Article, error)) (*index.Finding, error) {
	ctx, cancel := context.WithTimeout(r.Context(), s.opts.Timeout)
	defer cancel()
	done, err := s.turn(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	a, err := decode(ctx)
	if err != nil {
		return nil, err
	}
	f, err := s.ix.Lookup(ctx, a)
	if err != nil {
		return nil, err
	}
	s.metrics.verdict(f, false)
	told(r, f)
	return f, nil
}

// add keeps one article, or a stream of them.
func (s *Server) add(w http.ResponseWriter, r *http.Request) error {
	m, label, err := mediaOf(r, append(articleMedia[:len(articleMedia):len(articleMedia)], streamMedia...)...)
	if err != nil {
		return err
	}
	if m.format == "jsonl" {
		return s.addStream(w, r)
	}
	body, release, err := s.body(w, r)
	if err != nil {
		return err
	}
	defer release()
	done, err := s.turn(r.Context())
	if err != nil {
		return err
	}
	defer done()
	a, err := decodeArticle(r.Context(), body, m, label, r.URL.Query())
	if err != nil {
		return err
	}
	// From here on the client may go away: what is begun is finished.
	found, err := s.ix.Add(context.WithoutCancel(r.Context()), []article.Article{a})
	if err != nil {
		return err
	}
	f := &found[0]
	s.metrics.verdict(f, true)
	told(r, f)
	w.Header().Set("Location", "/v1/articles/"+url.PathEscape(f.ID))
	status := http.StatusCreated
	if f.Known {
		status = http.StatusOK
	}
	return answerJSON(w, status, f)
}

func (s *Server) findArticle(w http.ResponseWriter, r *http.Request) error {
	address := r.URL.Query().Get("url")
	if address == "" {
		return badRequest.problem("The query names no url: /v1/articles?url=https%%3A%%2F%%2Fexample.com%%2Fa")
	}
	e, err := s.ix.ByURL(address)
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, e)
}

func (s *Server) article(w http.ResponseWriter, r *http.Request) error {
	e, err := s.ix.Article(r.PathValue("id"))
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, e)
}

func (s *Server) forget(w http.ResponseWriter, r *http.Request) error {
	n, err := s.ix.Forget(context.WithoutCancel(r.Context()), index.Selection{IDs: []string{r.PathValue("id")}})
	if err != nil {
		return err
	}
	if n == 0 {
		return index.ErrNotFound
	}
	s.metrics.forgot.Add(float64(n))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (s *Server) provenance(w http.ResponseWriter, r *http.Request) error {
	p, err := s.ix.Provenance(r.PathValue("id"))
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, p)
}

func (s *Server) story(w http.ResponseWriter, r *http.Request) error {
	st, err := s.ix.Story(r.PathValue("id"))
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, st)
}

func (s *Server) stories(w http.ResponseWriter, r *http.Request) error {
	q, err := listOf(r.URL.Query())
	if err != nil {
		return err
	}
	l, err := s.list(r.Context(), q)
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, l)
}

// listQuery asks for a page of stories.
type listQuery struct {
	since, before time.Time
	limit, copies int
}

func listOf(v url.Values) (q listQuery, err error) {
	number := func(name string, fallback, most int) int {
		s := v.Get(name)
		if s == "" {
			return fallback
		}
		n, e := strconv.Atoi(s)
		if e != nil || n < 1 || n > most {
			err = badRequest.problem("%s is a number from 1 to %d.", name, most)
		}
		return n
	}
	q.limit, q.copies = number("limit", defaultList, maxList), number("min_copies", 1, 1<<31-1)
	if t := v.Get("since"); t != "" {
		var e error
		if q.since, e = time.Parse(time.RFC3339, t); e != nil {
			err = badRequest.problem("since is a time such as 2026-03-01T12:00:00Z.")
		}
	}
	if c := v.Get("cursor"); c != "" {
		var e error
		if q.before, e = readCursor(c); e != nil {
			err = badRequest.problem("cursor is not one that this server gave; begin again without it.")
		}
	}
	return q, err
}

// list is a page of stories. When few stories are as large as is asked for, a
// page ends early, so that a request looks at a bounded number.
func (s *Server) list(ctx context.Context, q listQuery) (*List, error) {
	l := &List{Stories: []*index.Story{}}
	looked := 0
	var last time.Time
	for st, err := range s.ix.Stories(ctx, q.since, q.before) {
		if err != nil {
			return nil, err
		}
		if len(l.Stories) == q.limit || looked == maxLooked {
			l.Next = cursor(last)
			break
		}
		looked++
		last = st.Grew
		if len(st.Copies) >= q.copies {
			l.Stories = append(l.Stories, st)
		}
	}
	return l, ctx.Err()
}

// cursor names the place in the list of stories after the one that grew at t.
// Clients are not to look inside.
func cursor(t time.Time) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(t.UnixNano())))
}

var errCursor = errors.New("no cursor")

func readCursor(s string) (time.Time, error) {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 8 {
		return time.Time{}, errCursor
	}
	return time.Unix(0, int64(binary.BigEndian.Uint64(b))).UTC(), nil
}

func (s *Server) stats(w http.ResponseWriter, _ *http.Request) error {
	st, err := s.ix.Stats()
	if err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, st)
}

func (s *Server) health(w http.ResponseWriter, _ *http.Request) error {
	select {
	case <-s.stop:
		return stopping.problem("It finishes what is in hand.")
	default:
	}
	if _, err := s.ix.Stats(); err != nil {
		return err
	}
	return answerJSON(w, http.StatusOK, Health{"ok"})
}

func (s *Server) showMetrics(w http.ResponseWriter, r *http.Request) error {
	s.metrics.show.ServeHTTP(w, r)
	return nil
}

func (s *Server) describe(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", jsonType)
	_, _ = w.Write(s.openAPI)
	return nil
}
