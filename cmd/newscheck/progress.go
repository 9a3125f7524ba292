package main

import (
	"fmt"
	"sync"
	"time"
)

// progress is a line on stderr that says how far a long piece of work is. It
// is drawn only on a terminal, a few times a second, and never longer than the
// work. All methods are safe for concurrent use.
type progress struct {
	run   *run
	what  string // "reading"
	unit  string // "articles"
	total int64  // bytes, or 0 when unknown
	start time.Time
	done  chan struct{}
	once  sync.Once

	mu    sync.Mutex
	count int
	bytes int64
}

const (
	progressDelay = 500 * time.Millisecond // quick work needs no progress
	progressEvery = 200 * time.Millisecond
)

// progress starts a line; stop must be called.
func (r *run) progress(what, unit string, total int64) *progress {
	p := &progress{run: r, what: what, unit: unit, total: total, start: time.Now(), done: make(chan struct{})}
	if r.errTerminal && r.env("TERM") != "dumb" {
		go p.draw()
	}
	return p
}

// add counts one more.
func (p *progress) add(n int) {
	p.mu.Lock()
	p.count += n
	p.mu.Unlock()
}

// read notes the bytes read so far.
func (p *progress) read(bytes int64) {
	p.mu.Lock()
	p.bytes = max(bytes, p.bytes)
	p.mu.Unlock()
}

// stop takes the line away.
func (p *progress) stop() {
	p.once.Do(func() { close(p.done) })
	p.run.mu.Lock()
	p.run.clearLine()
	p.run.mu.Unlock()
}

func (p *progress) draw() {
	wait := progressDelay
	for {
		select {
		case <-p.done:
			return
		case <-time.After(wait):
		}
		wait = progressEvery
		p.mu.Lock()
		s := progressLine(p.what, p.unit, p.count, p.bytes, p.total, time.Since(p.start))
		p.mu.Unlock()
		p.run.mu.Lock()
		select {
		case <-p.done: // stopped while the line was made
		default:
			fmt.Fprintf(p.run.err, "\r\x1b[K%s", s)
			p.run.line = true
		}
		p.run.mu.Unlock()
	}
}

// clearLine takes a progress line off the terminal; r.mu is held.
func (r *run) clearLine() {
	if r.line {
		fmt.Fprint(r.err, "\r\x1b[K")
		r.line = false
	}
}

// progressLine is what the line says: how many, how much of all, how fast,
// how long still.
func progressLine(what, unit string, count int, bytes, total int64, spent time.Duration) string {
	s := what
	if count > 0 {
		s += " " + thousands(count) + " " + unit
	}
	seconds := spent.Seconds()
	if bytes <= 0 || seconds <= 0 {
		return fmt.Sprintf("%s · %s", s, clock(spent))
	}
	rate := float64(bytes) / seconds
	if total < bytes {
		return fmt.Sprintf("%s · %s · %s/s", s, size(bytes), size(int64(rate)))
	}
	left := time.Duration(float64(total-bytes) / rate * float64(time.Second))
	return fmt.Sprintf("%s · %d %% of %s · %s/s · %s left", s, 100*bytes/total, size(total), size(int64(rate)), clock(left))
}

// clock is a duration as people say it.
func clock(d time.Duration) string {
	switch s := int(d.Seconds() + 0.5); {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %02d s", s/60, s%60)
	default:
		return fmt.Sprintf("%d h %02d min", s/3600, s/60%60)
	}
}

// size is a number of bytes as people say it.
func size(n int64) string {
	switch f := float64(n); {
	case f >= 1e9:
		return fmt.Sprintf("%.1f GB", f/1e9)
	case f >= 1e6:
		return fmt.Sprintf("%.0f MB", f/1e6)
	case f >= 1e3:
		return fmt.Sprintf("%.0f kB", f/1e3)
	default:
		return fmt.Sprintf("%d B", n)
	}
}

// thousands is n with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
