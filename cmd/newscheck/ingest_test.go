package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
)

func TestParseAge(t *testing.T) {
	for s, want := range map[string]time.Duration{"": 0, "90d": 90 * 24 * time.Hour, "2w": 14 * 24 * time.Hour, "36h": 36 * time.Hour,
		"1.5d": 36 * time.Hour, "0d": -1, "-3d": -1, "d": -1, "90": -1, "soon": -1, "999999999d": -1} {
		got, err := parseAge(s)
		if want < 0 != (err != nil) || err == nil && got != want {
			t.Errorf("%q: %v, %v; want %v", s, got, err, want)
		}
	}
}

// runOn makes a run whose input is in and whose messages go to the test's log.
func runOn(t *testing.T, in io.Reader) (*run, *bytes.Buffer) {
	var errs bytes.Buffer
	r := newRun(in, io.Discard, &errs, env())
	r.ctx = t.Context()
	return r, &errs
}

// A pile comes in few batches, in order and whole; a record that cannot be read
// is counted and named.
func TestIntake(t *testing.T) {
	const n = 3000
	var pile strings.Builder
	for i := range n {
		fmt.Fprintf(&pile, `{"id":"n%d","text":"Gust %d at the mole."}`+"\n", i, i)
	}
	pile.WriteString("{broken\n")
	r, errs := runOn(t, strings.NewReader(pile.String()))
	q := r.intake(&input{paths: []string{"-"}, opts: article.Options{Stdin: r.in}, again: true})
	batches, seen := 0, 0
	for batch := q.next(); len(batch) > 0; batch = q.next() {
		if batches++; len(batch) > batchArticles {
			t.Errorf("a batch of %d", len(batch))
		}
		for _, a := range batch {
			if want := fmt.Sprint("n", seen); a.ID != want || a.placed {
				t.Fatalf("got %s (placed %v), want %s", a.ID, a.placed, want)
			}
			seen++
		}
	}
	tally, err := q.result()
	if err != nil || seen != n || tally.lost != 1 || !strings.Contains(errs.String(), "-:3001") {
		t.Errorf("%d articles, %+v, %v, %q", seen, tally, err, errs)
	}
	if batches > n/10 {
		t.Errorf("%d batches for a pile of %d", batches, n)
	}
}

// Batches of files are full however slowly they are read; what is no file is a stream.
func TestIntakeFiles(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a.jsonl")
	if err := os.WriteFile(file, []byte(`{"id":"a","text":"Rain."}`), 0o666); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]bool{"-": true, file: false, dir: false, filepath.Join(dir, "*.jsonl"): false, os.DevNull: true} {
		if isStream(path) != want {
			t.Errorf("%s is a stream: %v", path, !want)
		}
	}
	q := &intake{ch: make(chan arrival), room: semaphore.NewWeighted(batchBytes), ctx: t.Context()}
	go func() {
		for i := range 5 {
			q.ch <- arrival{Article: article.Article{ID: fmt.Sprint(i)}}
			time.Sleep(2 * linger)
		}
		close(q.ch)
	}()
	_ = q.room.Acquire(t.Context(), batchBytes)
	if batch := q.next(); len(batch) != 5 {
		t.Errorf("a batch of %d was handed on while a file was read", len(batch))
	}
}

// What is alone is handed on at once; a reader that nobody wants any more stops.
func TestIntakeTrickle(t *testing.T) {
	in, out := io.Pipe()
	r, _ := runOn(t, in)
	q := r.intake(&input{paths: []string{"-"}, opts: article.Options{Stdin: in}, again: true})
	for i := range 3 {
		go fmt.Fprintf(out, `{"text":"Gust %d at the mole."}`+"\n", i)
		batch := q.next()
		if len(batch) != 1 || batch[0].ID != fmt.Sprintf("-:%d", i+1) || !batch[0].placed {
			t.Fatalf("got %v", batch)
		}
	}
	q.stop()
	go func() {
		for {
			if _, err := io.WriteString(out, `{"text":"Rain."}`+"\n"); err != nil {
				return
			}
		}
	}()
	for batch := q.next(); len(batch) > 0; batch = q.next() {
	}
	out.Close()
}

func TestWatcher(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	r, errs := runOn(t, nil)
	const settle = 300 * time.Millisecond
	w, err := r.watch(dir, settle)
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	expect := func(why string, names ...string) {
		t.Helper()
		var got []string
		deadline := time.Now().Add(8 * time.Second)
		for len(got) < len(names) && time.Now().Before(deadline) {
			for _, p := range w.next(deadline) {
				rel, _ := filepath.Rel(dir, p)
				got = append(got, filepath.ToSlash(rel))
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, names) {
			t.Fatalf("%s: got %q, want %q; %s", why, got, names, errs)
		}
	}
	quiet := func(why string) {
		t.Helper()
		if p := w.next(time.Now().Add(2 * settle)); len(p) > 0 {
			t.Fatalf("%s: got %q, want nothing", why, p)
		}
	}
	put("there/before.txt", "Rain.")
	put(".hidden.txt", "Rain.")
	expect("what was there", "there/before.txt")
	quiet("no change")
	put("new.txt", "Rain.")
	expect("a new file", "new.txt")
	put("deep/er/new.txt", "Rain.")
	expect("a new file in a new folder", "deep/er/new.txt")
	put("new.txt", "Rain, then sun.")
	expect("written anew", "new.txt")

	other := filepath.Join(t.TempDir(), "moved.txt")
	if err := os.WriteFile(other, []byte("Rain."), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(other, filepath.Join(dir, "moved.txt")); err == nil {
		expect("renamed into the folder", "moved.txt")
	}

	// Written slowly: it comes once, when it is whole.
	f, err := os.Create(filepath.Join(dir, "slow.txt"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	go func() {
		for range 8 {
			f.WriteString("Rain. ")
			time.Sleep(settle / 3)
		}
		f.Close()
		close(done)
	}()
	expect("a file that is written slowly", "slow.txt")
	select {
	case <-done:
	case <-time.After(settle / 2): // the last pause
		t.Error("came before it was whole")
	}
	quiet("slow.txt came already")

	w.again([]string{filepath.Join(dir, "new.txt")})
	w.note(filepath.Join(dir, "new.txt"))
	expect("once more after a failure", "new.txt")

	ctx, stop := context.WithCancel(t.Context())
	r.ctx = ctx
	time.AfterFunc(50*time.Millisecond, stop)
	if p := w.next(time.Time{}); p != nil {
		t.Errorf("stopped: %q", p)
	}
}

// storedEntry is a stored article with every field set.
func storedEntry() *index.Entry {
	return &index.Entry{
		Article: article.Article{ID: "a17", URL: "https://mill.example/a17", CanonicalURL: "https://mill.example/17", Publisher: "mill.example",
			Title: "Weir gate jams", Byline: "By Ada Poole", Published: "2025-03-02", Fetched: "2025-03-02T10:00:00Z", Language: "en",
			Text: "The weir gate jammed.\n\nDivers came.", Meta: map[string]string{"section": "local", "a\"b": "<x>"}},
		Seen: time.Date(2025, 3, 2, 10, 0, 1, 5e8, time.UTC), Story: "s1", Family: "f1", Relation: dedupe.Copy, Of: "a03", Words: 6,
		Verdict: index.Republished, Origin: &provenance.OutletRef{Name: "Agency North", ID: "an"}, OriginStatus: provenance.Stated, OriginConfidence: .9,
		RevisedBy: "a17@2",
	}
}

// What export writes, article.Read reads, the same article.
func TestExportReadsBack(t *testing.T) {
	e := storedEntry()
	for _, x := range []struct {
		name, file string
		make       func(io.Writer) exporter
		meta       func(map[string]string) bool
	}{
		{"articles", "x.jsonl", func(w io.Writer) exporter { return newLineExporter(w, "articles") },
			func(m map[string]string) bool { return len(m) == 2 && m["section"] == "local" && m["a\"b"] == "<x>" }},
		{"all", "x.jsonl", func(w io.Writer) exporter { return newLineExporter(w, "all") },
			func(m map[string]string) bool {
				return m["section"] == "local" && m["story"] == "s1" && m["verdict"] == "republished"
			}},
		{"parquet", "x.parquet", func(w io.Writer) exporter { return newParquetExporter(w) },
			func(m map[string]string) bool {
				return strings.Contains(m["meta"], `"section":"local"`) && m["story"] == "s1" && m["origin"] == "Agency North"
			}},
	} {
		path := filepath.Join(t.TempDir(), x.file)
		var b bytes.Buffer
		w := x.make(&b)
		for range 3 {
			if err := w.write(e); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		n := 0
		for a, err := range article.Read(t.Context(), []string{path}, article.Options{}) {
			if err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			n++
			want := e.Article
			if !x.meta(a.Meta) {
				t.Errorf("%s: meta %q", x.name, a.Meta)
			}
			a.Meta, want.Meta, a.Source = nil, nil, article.Source{}
			if fmt.Sprint(a) != fmt.Sprint(want) {
				t.Errorf("%s:\n got %+v\nwant %+v", x.name, a, want)
			}
		}
		if n != 3 {
			t.Errorf("%s: %d articles, want 3", x.name, n)
		}
	}
}

func TestSummary(t *testing.T) {
	var s summary
	origin := &provenance.OutletRef{Name: "Agency North"}
	for _, f := range []index.Finding{
		{Verdict: index.Original}, {Verdict: index.Original, Known: true}, {Verdict: index.Republished, Origin: origin},
		{Verdict: index.Republished, Origin: origin}, {Verdict: index.Republished, Origin: &provenance.OutletRef{Name: "B\x1b[2J"}},
		{Verdict: index.Revised, Revision: &index.Revision{Silent: true}},
	} {
		s.add(&f)
	}
	if got, want := s.line(1), "6 articles: 2 original, 3 republished, 1 revised; 1 known already; 1 not read"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := s.origins(1), "Agency North (2), 1 other"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := s.origins(2); strings.Contains(got, "\x1b") {
		t.Errorf("%q goes to a terminal", got)
	}
}

// A stream is answered line by line while it stays open; an interrupt ends it
// with 130, and what was answered is there.
func TestIngestStream(t *testing.T) {
	dir := t.TempDir()
	c := exec.Command("newscheck", "ingest", "--index", filepath.Join(dir, "ix"), "-")
	c.Env = append(os.Environ(), "NEWSCHECK_CONFIG="+os.DevNull)
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	c.Stderr = &errs
	if err := c.Start(); err != nil {
		t.Skip("the test binary cannot be run as newscheck: ", err)
	}
	defer c.Process.Kill()
	lines := bufio.NewScanner(out)
	for i := range 3 {
		fmt.Fprintf(in, `{"id":"n%d","text":"Report number %d from the weather station at Tarn Head: wind %d knots and falling, rain before dawn."}`+"\n", i, i, 7*i)
		if !lines.Scan() || !strings.HasPrefix(lines.Text(), fmt.Sprintf(`{"id":"n%d",`, i)) {
			t.Fatalf("answer %d is %q; %s", i, lines.Text(), errs.String())
		}
	}
	c.Process.Signal(os.Interrupt)
	for lines.Scan() {
	}
	var exit *exec.ExitError
	if err := c.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("ended with %v, want %d; %s", err, exitInterrupted, errs.String())
	}
	if !strings.Contains(errs.String(), "interrupted: the 3 articles") {
		t.Errorf("stderr: %s", errs.String())
	}
	x, err := index.Open(filepath.Join(dir, "ix"), index.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if s, err := x.Stats(); err != nil || s.Articles != 3 {
		t.Errorf("%+v, %v", s, err)
	}
}
