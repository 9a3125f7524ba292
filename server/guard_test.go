package server

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

const secret = "a-token-that-is-long-enough"

func TestToken(t *testing.T) {
	c := newClient(t, newFake(), Options{Token: secret})
	for _, x := range []struct {
		name, target string
		head         func(*http.Request)
		status       int
	}{
		{"none", "/v1/stats", func(*http.Request) {}, 401},
		{"bearer", "/v1/stats", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret) }, 200},
		{"bearer in another case", "/v1/stats", func(r *http.Request) { r.Header.Set("Authorization", "bearer  "+secret) }, 200},
		{"wrong", "/v1/stats", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret+"x") }, 401},
		{"a part", "/v1/stats", func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+secret[:5]) }, 401},
		{"empty", "/v1/stats", func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") }, 401},
		{"other scheme", "/v1/stats", func(r *http.Request) { r.Header.Set("Authorization", "Digest "+secret) }, 401},
		{"in the query", "/v1/stats?token=" + secret, func(*http.Request) {}, 401},
		{"basic", "/", func(r *http.Request) { r.SetBasicAuth("anyone", secret) }, 200},
		{"basic, wrong", "/", func(r *http.Request) { r.SetBasicAuth(secret, "x") }, 401},
		{"a page", "/", func(*http.Request) {}, 401},
		{"metrics", "/metrics", func(*http.Request) {}, 401},
		{"health", "/healthz", func(*http.Request) {}, 200},
		{"another name", "/v1/stats", func(r *http.Request) { r.Host = "news.example"; r.Header.Set("Authorization", "Bearer "+secret) }, 200},
	} {
		r := request("GET", x.target, "", "")
		x.head(r)
		c.t = t
		w := c.do(r)
		if w.Code != x.status {
			t.Errorf("%s: status %d, want %d", x.name, w.Code, x.status)
		}
		if x.status == 401 && len(w.Header().Values("WWW-Authenticate")) != 2 {
			t.Errorf("%s: WWW-Authenticate %q", x.name, w.Header().Values("WWW-Authenticate"))
		}
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("%s: the answer holds the token", x.name)
		}
	}
	if _, err := New(newFake(), Options{Token: "short"}); err == nil {
		t.Error("a short token was taken")
	}
}

// Without a token a page elsewhere must not reach the server by a name of its
// own that leads to this machine.
func TestHost(t *testing.T) {
	c := newClient(t, newFake(), Options{Hosts: []string{"news.example"}})
	for host, status := range map[string]int{
		"localhost": 200, "localhost:8017": 200, "127.0.0.1:8017": 200, "127.3.2.1": 200, "[::1]:8017": 200, "[::1]": 200, "LOCALHOST.": 200, "news.example": 200, "News.Example:80": 200,
		"evil.example": 421, "evil.example:8017": 421, "localhost.evil.example": 421, "10.0.0.1": 421, "": 421, "127.0.0.1.evil.example": 421, "[fe80::1]": 421,
	} {
		r := request("GET", "/v1/stats", "", "")
		r.Host = host
		if w := c.do(r); w.Code != status {
			t.Errorf("Host %q: status %d, want %d", host, w.Code, status)
		}
	}
}

func TestCrossSite(t *testing.T) {
	c := newClient(t, newFake(), Options{})
	body, kind := formOf(map[string]string{"text": lake}, "", "")
	for _, x := range []struct {
		name, value string
		status      int
	}{
		{"Sec-Fetch-Site", "cross-site", 403}, {"Sec-Fetch-Site", "same-site", 403}, {"Sec-Fetch-Site", "same-origin", 200}, {"Sec-Fetch-Site", "none", 200},
		{"Origin", "https://evil.example", 403}, {"Origin", "null", 403}, {"Origin", "http://127.0.0.1:8017", 200}, {"Origin", "http://127.0.0.1:9999", 403}, {"X-Nothing", "", 200},
	} {
		r := request("POST", "/check", kind, body)
		r.Header.Set(x.name, x.value)
		if w := c.do(r); w.Code != x.status {
			t.Errorf("%s %s: status %d, want %d", x.name, x.value, w.Code, x.status)
		}
		r = request("DELETE", "/v1/articles/a", "", "")
		r.Header.Set(x.name, x.value)
		if w := c.do(r); (w.Code == 403) != (x.status == 403) {
			t.Errorf("DELETE, %s %s: status %d", x.name, x.value, w.Code)
		}
	}
}

func TestHeaders(t *testing.T) {
	c := newClient(t, newFake(), Options{})
	for _, target := range []string{"/", "/stories", "/v1/stats", "/none", "/static/drop.js"} {
		h := c.ask("GET", target, "", "").Header()
		policy := h.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || !strings.Contains(policy, "frame-ancestors 'none'") {
			t.Errorf("%s: policy %q", target, policy)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s: headers %v", target, h)
		}
	}
}

func TestRequestID(t *testing.T) {
	var log bytes.Buffer
	c := newClient(t, newFake(), Options{Log: slog.New(slog.NewJSONHandler(&log, nil))})
	for given, kept := range map[string]bool{"trace-01:a_b.c": true, "": false, "with space": false, "line\nbreak": false, strings.Repeat("x", 200): false, "<b>": false} {
		log.Reset()
		r := request("GET", "/v1/none", "", "")
		if given != "" {
			r.Header[requestIDHeader] = []string{given}
		}
		w := c.do(r)
		id := w.Header().Get(requestIDHeader)
		if (id == given) != kept || id == "" {
			t.Errorf("given %q: answered with %q", given, id)
		}
		if decode[Problem](t, w).ID != id || !strings.Contains(log.String(), `"id":"`+id+`"`) || strings.Count(log.String(), "\n") != 1 {
			t.Errorf("given %q: the problem or the log names another: %s %s", given, w.Body, log.String())
		}
	}
}

// A panic in a handler is an answer and a line in the log.
func TestPanic(t *testing.T) {
	var log bytes.Buffer
	x := newFake()
	x.slow = func(context.Context) { panic("of the index, at /srv/archive") }
	c := newClient(t, x, Options{Log: slog.New(slog.NewJSONHandler(&log, nil)), MaxRequests: 1})
	for range 3 { // it gives its turn back
		w := c.ask("POST", "/v1/check", "text/plain", "abc")
		if w.Code != 500 || strings.Contains(w.Body.String(), "/srv") || !strings.Contains(log.String(), "/srv/archive") {
			t.Fatalf("status %d: %s\n%s", w.Code, w.Body, log.String())
		}
	}
}

// More requests than are worked on at once wait, and are refused when that
// takes too long.
func TestBusy(t *testing.T) {
	x := newFake()
	hold := make(chan struct{})
	entered := make(chan struct{}, 10)
	x.slow = func(context.Context) { entered <- struct{}{}; <-hold }
	c := newClient(t, x, Options{MaxRequests: 1})
	c.s.queue = 50 * time.Millisecond
	first := make(chan int)
	ask := func() { first <- c.ask("POST", "/v1/check", "text/plain", "abc").Code }
	go ask()
	<-entered
	began := time.Now()
	w := c.ask("GET", "/v1/stats", "", "")
	if w.Code != 503 || w.Header().Get("Retry-After") != "1" || time.Since(began) > 5*time.Second {
		t.Errorf("status %d, Retry-After %q after %v", w.Code, w.Header().Get("Retry-After"), time.Since(began))
	}
	if w := c.ask("GET", "/healthz", "", ""); w.Code != 200 {
		t.Errorf("/healthz waits for a turn: %d", w.Code)
	}
	c.s.queue = time.Minute
	go ask()
	close(hold)
	if a, b := <-first, <-first; a != 200 || b != 200 {
		t.Errorf("those who waited got %d and %d", a, b)
	}
}

func TestBodiesInHand(t *testing.T) {
	x := newFake()
	hold := make(chan struct{})
	entered := make(chan struct{}, bodies)
	x.slow = func(context.Context) { entered <- struct{}{}; <-hold }
	c := newClient(t, x, Options{MaxBody: 1 << 10, MaxRequests: 100})
	c.s.queue = 50 * time.Millisecond
	done := make(chan int, bodies)
	for range bodies {
		go func() { done <- c.ask("POST", "/v1/check", "text/plain", strings.Repeat("a", 1<<10)).Code }()
	}
	for range bodies {
		<-entered
	}
	if w := c.ask("POST", "/v1/check", "text/plain", strings.Repeat("a", 1<<10)); w.Code != 503 {
		t.Errorf("one more body: status %d, want 503", w.Code)
	}
	close(hold)
	for range bodies {
		if code := <-done; code != 200 {
			t.Errorf("a body in hand: status %d", code)
		}
	}
	if w := c.ask("POST", "/v1/check", "text/plain", strings.Repeat("a", 1<<10)); w.Code != 200 {
		t.Errorf("afterwards: status %d", w.Code)
	}
}

// A request is given up when its answer takes longer than the timeout.
func TestTimeout(t *testing.T) {
	x := newFake()
	x.slow = func(ctx context.Context) { <-ctx.Done() }
	c := newClient(t, x, Options{Timeout: 30 * time.Millisecond})
	if w := c.ask("POST", "/v1/check", "text/plain", "abc"); w.Code != 503 {
		t.Errorf("status %d, want 503: %s", w.Code, w.Body)
	}
}

// A body that does not arrive is not waited for longer than the timeout.
func TestSlowBody(t *testing.T) {
	s, err := New(newFake(), Options{Timeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	for _, head := range []string{"Content-Type: text/plain\r\nContent-Length: 100\r\n", "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n"} {
		conn, err := net.Dial("tcp", h.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = conn.Write([]byte("POST /v1/articles HTTP/1.1\r\nHost: localhost\r\n" + head + "\r\n"))
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		buf := make([]byte, 4096)
		n, err := conn.Read(buf)
		if err != nil || !strings.Contains(string(buf[:n]), "too-slow") && !strings.Contains(string(buf[:n]), "408") {
			// The head of a stream's answer may come by itself.
			m, _ := conn.Read(buf[n:])
			n += m
		}
		if !strings.Contains(string(buf[:n]), "too-slow") {
			t.Errorf("%q: %v %q", head, err, buf[:n])
		}
		conn.Close()
	}
}

func TestServeNeedsToken(t *testing.T) {
	for addr, refused := range map[string]bool{"0.0.0.0:0": true, "127.0.0.1:0": false} {
		for _, token := range []string{"", secret} {
			s, err := New(newFake(), Options{Token: token})
			if err != nil {
				t.Fatal(err)
			}
			l, err := net.Listen("tcp", addr)
			if err != nil {
				t.Skip(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := s.Serve(ctx, l); (err == ErrNeedsToken) != (refused && token == "") {
				t.Errorf("%s with token %q: %v", addr, token, err)
			}
			l.Close()
		}
	}
}
