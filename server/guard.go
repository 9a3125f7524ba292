package server

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// guard lets a request through when it comes from where it may. What it sends
// with every answer keeps browsers from doing more than the pages need.
func (s *Server) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Content-Security-Policy", s.look.policy)
		// A page that is opened by a form must be able to say where the form was, or
		// the check against forms of other sites would refuse our own.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		switch {
		case r.URL.Path == "/healthz":
		case s.opts.Token == "" && !s.goesBy(r.Host):
			s.refuse(w, r, "host", wrongHost.problem("Without a token the server answers only as localhost, 127.0.0.1 or [::1], and to names that it was started with."))
			return
		case s.opts.Token != "" && !s.authorised(r):
			s.refuse(w, r, "token", unauthorised.problem("Send the header Authorization: Bearer and the token; a browser asks for it as a password, with any name."))
			return
		}
		if err := cross.Check(r); err != nil {
			s.refuse(w, r, "cross_site", crossSite.problem("Only pages of this server may send forms to it.").because(err))
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, why string, p *Problem) {
	s.metrics.refused.WithLabelValues(why).Inc()
	s.fail(w, r, p)
}

// goesBy reports whether host, as a request names it, is this machine or a name
// that the server was started with.
func (s *Server) goesBy(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if name == "localhost" || slices.ContainsFunc(s.opts.Hosts, func(h string) bool { return strings.EqualFold(h, name) }) {
		return true
	}
	ip, err := netip.ParseAddr(name)
	return err == nil && ip.IsLoopback()
}

// authorised reports whether a request carries the token. Hashes of equal
// length are compared, so that the time taken tells nothing of the token.
func (s *Server) authorised(r *http.Request) bool {
	given, ok := "", false
	if scheme, rest, found := strings.Cut(r.Header.Get("Authorization"), " "); found && strings.EqualFold(scheme, "bearer") {
		given, ok = strings.TrimSpace(rest), true
	} else if _, password, basic := r.BasicAuth(); basic {
		given, ok = password, true
	}
	sum := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(sum[:], s.token[:]) == 1 && ok
}

// turn waits for a place among the requests that are worked on. The caller calls
// done when it has its answer.
func (s *Server) turn(ctx context.Context) (done func(), err error) {
	done = func() { <-s.work }
	select {
	case s.work <- struct{}{}:
		return done, nil
	default:
	}
	wait := time.NewTimer(s.queue)
	defer wait.Stop()
	select {
	case s.work <- struct{}{}:
		return done, nil
	case <-wait.C:
		s.metrics.refused.WithLabelValues("busy").Inc()
		return nil, busy.problem("%d requests are being worked on, and none ended within %v.", cap(s.work), s.queue).after(1)
	case <-ctx.Done():
		return nil, gone(ctx)
	}
}

// gone is why a request's context ended.
func gone(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return ctx.Err()
	}
	return errClientGone
}

// body reads the whole body of a request, once there is room for it among the
// bodies in hand. The caller calls done when it needs the bytes no more.
func (s *Server) body(w http.ResponseWriter, r *http.Request) (data []byte, done func(), err error) {
	room := s.opts.MaxBody
	if r.ContentLength > room {
		return nil, nil, &http.MaxBytesError{Limit: room}
	}
	if r.ContentLength >= 0 {
		room = r.ContentLength
	}
	wait, cancel := context.WithTimeout(r.Context(), s.queue)
	defer cancel()
	if s.memory.Acquire(wait, room) != nil {
		if r.Context().Err() != nil {
			return nil, nil, gone(r.Context())
		}
		s.metrics.refused.WithLabelValues("memory").Inc()
		return nil, nil, busy.problem("The articles in hand fill the room for them, and none was done within %v.", s.queue).after(1)
	}
	done = sync.OnceFunc(func() { s.memory.Release(room) })
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Now().Add(s.opts.Timeout))
	if r.ContentLength >= 0 {
		data = make([]byte, r.ContentLength)
		_, err = io.ReadFull(r.Body, data)
	} else {
		data, err = io.ReadAll(http.MaxBytesReader(w, r.Body, s.opts.MaxBody))
	}
	if err != nil {
		done()
		return nil, nil, bodyError(err)
	}
	// From here on the connection is watched for its client's going away, which is
	// not to be told from a deadline that passes.
	_ = c.SetReadDeadline(time.Time{})
	return data, done, nil
}

// bodyError tells a body that came too slowly or not at all from other errors.
func bodyError(err error) error {
	var tooLong *http.MaxBytesError
	var timeout net.Error
	switch {
	case errors.As(err, &tooLong):
		return err
	case errors.As(err, &timeout) && timeout.Timeout():
		return tooSlow.problem("No more of the body arrived in time.").because(err)
	}
	return badRequest.problem("The body ended early or is not well formed.").because(err)
}

// answerBy gives an answer its time to be taken. It is set for every request, for
// a connection keeps that of the request before.
func (s *Server) answerBy(w http.ResponseWriter) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(2*s.opts.Timeout + s.queue)) // a recorder in a test has none
}
