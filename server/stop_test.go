package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// serve starts a server on a port of its own. stop stops it and waits.
func serve(t *testing.T, s *Server) (address string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = stop() })
	return "http://" + l.Addr().String(), stop
}

// A server that is stopped in the middle of its work has kept every article that
// it answered for, those of streams too, and says where a stream was left.
func TestStopLosesNothing(t *testing.T) {
	x := newFake()
	x.slow = func(context.Context) { time.Sleep(2 * time.Millisecond) }
	s, err := New(x, Options{})
	if err != nil {
		t.Fatal(err)
	}
	address, stop := serve(t, s)
	var mu sync.Mutex
	answered := map[string]bool{}
	promise := func(id string) {
		mu.Lock()
		defer mu.Unlock()
		answered[id] = true
	}
	var wg sync.WaitGroup
	var posted atomic.Int64
	for k := range 4 {
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("single-%d-%d", k, i)
				res, err := http.Post(address+"/v1/articles", "application/json", strings.NewReader(object("id", id, "text", id)))
				if err != nil {
					return
				}
				_, err = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if err == nil && res.StatusCode == 201 {
					promise(id)
					posted.Add(1)
				}
			}
		})
	}
	left := make(chan int, 2) // the lines that streams were left at
	for k := range 2 {
		wg.Go(func() {
			r, w := io.Pipe()
			go func() {
				for i := 1; ; i++ {
					id := fmt.Sprintf("stream-%d-%d", k, i)
					if _, err := io.WriteString(w, object("id", id, "text", id)+"\n"); err != nil {
						return
					}
				}
			}()
			defer r.Close()
			res, err := http.Post(address+"/v1/articles", "application/x-ndjson", r)
			if err != nil {
				t.Error(err)
				return
			}
			defer res.Body.Close()
			n := 0
			lines := bufio.NewScanner(res.Body)
			for lines.Scan() {
				var a struct {
					ID     string
					Status int
					Line   int
				}
				if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
					t.Errorf("after %d answers: %v: %q, %v", n, err, lines.Bytes(), lines.Err())
					return
				}
				if a.Status != 0 {
					if a.Status != 503 || a.Line != n+1 {
						t.Errorf("after %d answers: %s", n, lines.Bytes())
					}
					left <- a.Line
					return
				}
				n++
				promise(a.ID)
			}
			t.Errorf("stream %d ended after %d answers without a word: %v", k, n, lines.Err())
		})
	}
	for posted.Load() < 40 {
		time.Sleep(time.Millisecond)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if len(left) != 2 {
		t.Errorf("%d streams said where they were left, want 2", len(left))
	}
	mu.Lock()
	defer mu.Unlock()
	for id := range answered {
		if _, err := x.Article(id); err != nil {
			t.Errorf("%s was answered for and is not there", id)
		}
	}
	if len(answered) < 50 {
		t.Errorf("only %d articles were answered for", len(answered))
	}
}

// A stream is answered while it is being sent, and read no faster than that.
func TestStreamIsAnsweredAtOnce(t *testing.T) {
	x := newFake()
	s, err := New(x, Options{})
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serve(t, s)
	r, w := io.Pipe()
	answers := make(chan *http.Response, 1)
	go func() {
		res, err := http.Post(address+"/v1/articles", "application/x-ndjson", r)
		if err != nil {
			t.Error(err)
		}
		answers <- res
	}()
	send := func(i int) {
		if _, err := io.WriteString(w, object("id", fmt.Sprint("n", i), "text", fmt.Sprint("Report ", i))+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	send(0)
	res := <-answers
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for i := range 5 {
		if i > 0 {
			send(i)
		}
		if !lines.Scan() || !bytes.Contains(lines.Bytes(), fmt.Appendf(nil, `"id":"n%d"`, i)) {
			t.Fatalf("line %d was answered by %q, %v", i, lines.Bytes(), lines.Err())
		}
		if x.len() != i+1 {
			t.Errorf("line %d was answered when the index held %d articles", i, x.len())
		}
	}
	w.Close()
	if lines.Scan() || lines.Err() != nil {
		t.Errorf("after the end: %q %v", lines.Bytes(), lines.Err())
	}
}

// While the index does not keep up, the client's sends wait; memory holds no
// more than a buffer and a batch of each stream.
func TestBackPressure(t *testing.T) {
	x := newFake()
	hold := make(chan struct{})
	x.slow = func(context.Context) { <-hold }
	s, err := New(x, Options{})
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serve(t, s)
	r, w := io.Pipe()
	go func() {
		res, err := http.Post(address+"/v1/articles", "application/x-ndjson", r)
		if err == nil {
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
	}()
	var sent atomic.Int64
	const most = 256 << 20
	go func() {
		l := object("text", strings.Repeat("word ", 2000)) + "\n"
		for sent.Load() < most {
			n, err := io.WriteString(w, l)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
		w.Close()
	}()
	before := int64(-1)
	for n := sent.Load(); n != before; n = sent.Load() { // until no more is taken
		before = n
		time.Sleep(200 * time.Millisecond)
	}
	if before == 0 || before > 32<<20 {
		t.Errorf("%d bytes were taken while nothing became durable", before)
	}
	r.Close()
	close(hold)
}

// A connection serves further requests after a stream, as well as after a body
// that was refused.
func TestConnectionGoesOn(t *testing.T) {
	s, err := New(newFake(), Options{Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serve(t, s)
	one := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	for i := range 12 {
		kind, path := []string{"application/x-ndjson", "application/json", "text/html"}[i%3], "/v1/articles"
		if i%3 == 1 {
			path = "/v1/check"
		}
		res, err := one.Post(address+path, kind, strings.NewReader(object("id", fmt.Sprint(i), "text", fmt.Sprint("Report ", i))))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode/100 != 2 || !bytes.Contains(body, []byte(`"verdict":`)) {
			t.Errorf("request %d, %s: status %d, %v, %q", i, kind, res.StatusCode, err, body)
		}
		if i == 5 {
			time.Sleep(500 * time.Millisecond) // no deadline of a request outlives it
		}
	}
}
