package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"
)

const requestIDHeader = "X-Request-Id"

// observe gives each request its id, its line in the log and its place in the
// metrics, and turns a panic into an answer.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := requestID(r.Header.Get(requestIDHeader))
		w.Header().Set(requestIDHeader, id)
		w.Header().Set("Server", "newscheck")
		note := &note{}
		r = r.WithContext(context.WithValue(r.Context(), noteKey{}, note))
		c := &counted{ResponseWriter: w}
		_, route := s.mux.Handler(r)
		if route == "" {
			route = "none"
		}
		s.metrics.inFlight.Inc()
		defer func() {
			s.metrics.inFlight.Dec()
			v := recover()
			if v == http.ErrAbortHandler {
				c.status = 499 // as other servers note a client that has gone away; it is not sent
				defer panic(v)
			} else if v != nil {
				note.err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
				if c.status == 0 {
					s.fail(c, r, broken.problem("The log of the server says why, under the id of this request."))
				}
			}
			if c.status == 0 {
				c.status = http.StatusOK
			}
			spent := time.Since(began)
			s.metrics.request(route, r.Method, c.status, spent)
			level := slog.LevelInfo
			switch {
			case c.status == http.StatusServiceUnavailable:
				level = slog.LevelWarn
			case c.status >= 500:
				level = slog.LevelError
			}
			attrs := []slog.Attr{slog.String("id", id), slog.String("method", r.Method), slog.String("path", cutBytes(r.URL.Path, 500)), slog.Int("status", c.status),
				slog.Int64("bytes", c.bytes), slog.Duration("took", spent.Round(time.Microsecond)), slog.String("from", r.RemoteAddr)}
			if note.err != nil {
				attrs = append(attrs, slog.String("error", note.err.Error()))
			}
			s.opts.Log.LogAttrs(r.Context(), level, "request", append(attrs, note.attrs...)...)
		}()
		next.ServeHTTP(c, r)
	})
}

// note is what a handler adds to the request's line in the log.
type note struct {
	err   error
	attrs []slog.Attr
}

type noteKey struct{}

func noteOf(r *http.Request) *note {
	if n, ok := r.Context().Value(noteKey{}).(*note); ok {
		return n
	}
	return &note{}
}

// counted counts what is answered.
type counted struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counted) WriteHeader(status int) {
	if c.status == 0 && status >= 200 {
		c.status = status
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *counted) Write(p []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(p)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counted) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// requestID is the id that a client gave, when it can stand in a log, else one
// of its own.
func requestID(given string) string {
	ok := len(given) >= 1 && len(given) <= 128
	for i := 0; ok && i < len(given); i++ {
		c := given[i]
		ok = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_' || c == '.' || c == ':'
	}
	if ok {
		return given
	}
	var b [12]byte
	_, _ = rand.Read(b[:]) // it never fails
	return hex.EncodeToString(b[:])
}

// fail answers with what went wrong: as a page to a browser that asked for one,
// else as problem details.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, errClientGone) {
		panic(http.ErrAbortHandler)
	}
	p := problemOf(err)
	if p.cause != nil {
		noteOf(r).err = p.cause
	}
	if wantsPage(r) {
		s.problemPage(w, r, p)
		return
	}
	p.write(w)
}

func cutBytes(s string, n int) string {
	if len(s) > n {
		return s[:n] + "…"
	}
	return s
}
