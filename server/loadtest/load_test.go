package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A server that stalls once is charged with every request that was due
// meanwhile.
func TestStallIsCharged(t *testing.T) {
	var n atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1) == 10 {
			time.Sleep(300 * time.Millisecond)
		}
		if n.Load() == 20 {
			w.WriteHeader(503)
		}
	}))
	defer s.Close()
	l := load{url: s.URL, bodies: [][]byte{[]byte("{}")}, rate: 200, n: 100, connections: 1}
	r := l.run(t.Context())
	if len(r.times) != 99 || r.status[503] != 1 || len(r.failed) != 0 {
		t.Errorf("%d answered, status %v, failed %v; want 99, one 503, none", len(r.times), r.status, r.failed)
	}
	if got := r.at(.6); got < 50*time.Millisecond {
		t.Errorf("p60 is %v: the requests that waited for the stall are not charged for it", got)
	}
	var b strings.Builder
	if _, err := r.WriteTo(&b); err != nil || !strings.Contains(b.String(), "status 503\t1\nanswered\t99\n") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestOwn(t *testing.T) {
	for target, ok := range map[string]bool{"http://127.0.0.1:1/": true, "http://[::1]/": true, "http://10.0.0.1/": false, "http://news.example/": false, "http://127.0.0.1.news.example/": false} {
		if err := own(target); (err == nil) != ok {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestReadLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(path, []byte("{1}\n\n{2}\n{3}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := readLines(path, 1, 1)
	if err != nil || len(got) != 1 || string(got[0]) != "{2}" {
		t.Errorf("%q %v", got, err)
	}
	if _, err := readLines(path, 9, 1); err == nil {
		t.Error("no line, and no error")
	}
}
