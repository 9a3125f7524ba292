package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"
)

// load is what is to be sent.
type load struct {
	url         string
	token       string
	bodies      [][]byte
	rate        float64 // requests a second
	n           int     // requests in all
	connections int
}

// result is what came of it.
type result struct {
	spent  time.Duration
	times  []time.Duration // from the moment a request was due to the end of its answer; of those answered with 2xx
	status map[int]int     // answers by status
	failed map[string]int  // requests without an answer, by error
}

// run sends the load and waits for the answers.
func (l *load) run(ctx context.Context) *result {
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConns: l.connections, MaxIdleConnsPerHost: l.connections, MaxConnsPerHost: l.connections}}
	defer client.CloseIdleConnections()
	type due struct {
		i  int
		at time.Time
	}
	queue := make(chan due, l.n)
	out := &result{status: map[int]int{}, failed: map[string]int{}}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range min(l.connections, l.n) {
		wg.Go(func() {
			for d := range queue {
				status, err := l.send(ctx, client, l.bodies[d.i%len(l.bodies)])
				took := time.Since(d.at)
				mu.Lock()
				switch {
				case err != nil:
					out.failed[err.Error()]++
				default:
					out.status[status]++
					if status/100 == 2 {
						out.times = append(out.times, took)
					}
				}
				mu.Unlock()
			}
		})
	}
	began := time.Now()
	for i := range l.n {
		at := began.Add(time.Duration(float64(i) / l.rate * float64(time.Second)))
		if wait := time.Until(at); wait > 0 {
			time.Sleep(wait)
		}
		if ctx.Err() != nil {
			break
		}
		queue <- due{i, at}
	}
	close(queue)
	wg.Wait()
	out.spent = time.Since(began)
	slices.Sort(out.times)
	return out
}

func (l *load) send(ctx context.Context, client *http.Client, body []byte) (int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if l.token != "" {
		r.Header.Set("Authorization", "Bearer "+l.token)
	}
	res, err := client.Do(r)
	if err != nil {
		return 0, errors.Unwrap(err) // without the address
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// at is the time that the share q of the answers took at most.
func (r *result) at(q float64) time.Duration {
	if len(r.times) == 0 {
		return 0
	}
	return r.times[max(0, int(math.Ceil(q*float64(len(r.times))))-1)]
}

// WriteTo writes the result as lines of names and values.
func (r *result) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	n := len(r.times)
	for status, k := range r.status {
		if status/100 != 2 {
			fmt.Fprintf(&b, "status %d\t%d\n", status, k)
		}
	}
	for why, k := range r.failed {
		fmt.Fprintf(&b, "error %s\t%d\n", why, k)
	}
	fmt.Fprintf(&b, "answered\t%d\nper second\t%.0f\n", n, float64(n)/r.spent.Seconds())
	for _, q := range []float64{.5, .9, .99, .999, 1} {
		fmt.Fprintf(&b, "p%g ms\t%.2f\n", 100*q, float64(r.at(q).Microseconds())/1000)
	}
	return b.WriteTo(w)
}

// readLines reads lines of a file after the first skip.
func readLines(path string, skip, most int) ([][]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out [][]byte
	s := bufio.NewScanner(f)
	s.Buffer(nil, 16<<20)
	for n := 0; s.Scan() && len(out) < most; n++ {
		if l := bytes.TrimSpace(s.Bytes()); n >= skip && len(l) > 0 {
			out = append(out, bytes.Clone(l))
		}
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no lines to send", path)
	}
	return out, nil
}
