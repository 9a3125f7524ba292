package article

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// repeat is a reader of n bytes of s again and again.
func repeat(s string, n int64) io.Reader { return &repeater{s: []byte(s), left: n} }

type repeater struct {
	s    []byte
	at   int
	left int64
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && r.left > 0 {
		k := copy(p[n:min(int64(len(p)), int64(n)+r.left)], r.s[r.at:])
		r.at = (r.at + k) % len(r.s)
		n += k
		r.left -= int64(k)
	}
	return n, nil
}

// peakHeap runs f and returns by how many bytes the heap in use grew at most,
// as sampled every few milliseconds.
func peakHeap(f func()) int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	base, peak := int64(m.HeapAlloc), int64(0)
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(5 * time.Millisecond):
				runtime.ReadMemStats(&m)
				peak = max(peak, int64(m.HeapAlloc)-base)
			}
		}
	}()
	f()
	close(stop)
	<-done
	return peak
}

// TestOversizedRecords gives each reader one record far over the bound, with a
// good one before and behind it.
func TestOversizedRecords(t *testing.T) {
	const gib = 1 << 30
	tests := []struct {
		name, format string
		head         string
		fill         string
		n            int64
		tail         string
		max          int64 // Options.MaxBytes
		heap         int64 // bound on the growth of the heap
		articles     int
		bad          int
	}{
		{"jsonl line of 1 GiB", "jsonl", "{\"text\":\"one\"}\n{\"text\":\"", strings.Repeat("long ", 2000), gib, "\"}\n{\"text\":\"two\"}\n", 0, 300 << 20, 2, 1},
		{"jsonl line of 1 GiB, no end", "jsonl", "{\"text\":\"one\"}\n", strings.Repeat("x", 8192), gib, "", 1 << 20, 16 << 20, 1, 1},
		{"json element", "json", `[{"text":"one"},{"text":"`, "long ", 48 << 20, `"},{"text":"two"}]`, 1 << 20, 16 << 20, 2, 1},
		{"csv cell", "csv", "text\none\n", "long ", 64 << 20, "\ntwo\n", 1 << 20, 16 << 20, 2, 1},
		{"csv quote, never closed", "csv", "text\none\n\"", "long\n", 2 << 20, "", 1 << 20, 200 << 20, 1, -1},
		{"text", "text", "", "long ", 256 << 20, "", 1 << 20, 16 << 20, 0, 1},
		{"html", "html", "", "<p>long</p>", 256 << 20, "", 1 << 20, 16 << 20, 0, 1},
		{"feed", "feed", "<rss><channel>", "<item>long</item>", 256 << 20, "", 1 << 20, 16 << 20, 0, 1},
		{"warc", "warc", warcRecordText("conversion", "u", "text/plain", "one") + "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Type: text/plain\r\nContent-Length: 67108864\r\n\r\n", "long",
			64 << 20, "\r\n\r\n" + warcRecordText("conversion", "u", "text/plain", "two"), 1 << 20, 16 << 20, 2, 1},
		{"warc header", "warc", "WARC/1.0\r\nX: ", "long", 64 << 20, "\r\n\r\n" + warcRecordText("conversion", "u", "text/plain", "two"), 1 << 20, 16 << 20, 1, 1},
	}
	for _, c := range tests {
		if c.n == gib && testing.Short() {
			continue
		}
		for _, workers := range []int{1, 2} {
			if workers > 1 && c.n == gib {
				continue
			}
			start := time.Now()
			var all []Article
			var bad []*RecordError
			var err error
			grown := peakHeap(func() {
				in := io.MultiReader(strings.NewReader(c.head), repeat(c.fill, c.n), strings.NewReader(c.tail))
				all, bad, err = collect(t, Options{Format: c.format, Stdin: in, MaxBytes: c.max, Workers: workers}, "-")
			})
			if err != nil || c.bad >= 0 && (len(all) != c.articles || len(bad) != c.bad) || c.bad < 0 && (len(all)+len(bad) == 0) {
				t.Errorf("%s: %d articles, %d errors, %v", c.name, len(all), len(bad), err)
				continue
			}
			t.Logf("%-30s %d workers: heap +%d MiB, %d ms", c.name, workers, grown>>20, time.Since(start).Milliseconds())
			if grown > c.heap {
				t.Errorf("%s: the heap grew by %d MiB", c.name, grown>>20)
			}
		}
	}
}

// TestBombs reads compressed files that unpack to far more than their size.
func TestBombs(t *testing.T) {
	var member bytes.Buffer
	z, _ := gzip.NewWriterLevel(&member, gzip.BestCompression)
	io.Copy(z, repeat(" ", 64<<20))
	z.Close()
	bomb := bytes.Repeat(member.Bytes(), 16) // 1 GiB in 1 MiB
	for _, format := range []string{"jsonl", "json", "csv", "text", "html", "feed", "warc"} {
		var bad []*RecordError
		var all []Article
		grown := peakHeap(func() {
			all, bad, _ = collect(t, Options{Format: format, Stdin: bytes.NewReader(bomb), MaxBytes: 8 << 20, Workers: 1}, "-")
		})
		if len(all) != 0 || len(bad) == 0 {
			t.Errorf("%s: %d articles, %v", format, len(all), bad)
		}
		if grown > 64<<20 {
			t.Errorf("%s: the heap grew by %d MiB", format, grown>>20)
		}
	}
	// The same inside a WARC record.
	record := warcRecordText("response", "https://a.example", "application/http", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"+member.String())
	if all, bad, _ := collect(t, Options{Format: "warc", Stdin: strings.NewReader(record), MaxBytes: 8 << 20}, "-"); len(all) != 0 || len(bad) != 1 {
		t.Errorf("warc body: %d articles, %v", len(all), bad)
	}
}

// TestHostileStructure gives readers input that nests or repeats without end.
// Each must be done in little time; the bound is far above what it takes.
func TestHostileStructure(t *testing.T) {
	tests := []struct{ name, format, in string }{
		{"deep html", "html", strings.Repeat("<div>", 100_000) + "<p>The text is here.</p>"},
		{"deep html, every tag open", "html", strings.Repeat("<b><i><font><p>word ", 50_000)},
		{"html of many siblings", "html", strings.Repeat("<p>A short line of text, one of many.</p>", 100_000)},
		{"html of many bylines", "html", strings.Repeat(`<div class="byline author credit">`, 400) + strings.Repeat(`<span class="byline">By A. B.</span>`, 40_000)},
		{"html of many links", "html", "<body>" + strings.Repeat(`<a href="/x">link</a> `, 25_000)},
		{"html tables", "html", strings.Repeat("<table><tr><td>", 20_000) + "text"},
		{"huge attribute", "html", `<p class="` + strings.Repeat("word-Word ", 2_000_000) + `">The text is here.</p>`},
		{"many attributes", "html", "<p " + strings.Repeat("a=b ", 500_000) + ">The text is here.</p>"},
		{"huge comment", "html", "<!--" + strings.Repeat("-", 8<<20) + "--><p>The text is here.</p>"},
		{"many metas", "html", "<head>" + strings.Repeat(`<meta name="k" content="v"><meta property="og:title" content="t">`, 20_000) + "<p>The text is here.</p>"},
		{"deep linked data", "html", `<script type="application/ld+json">` + strings.Repeat(`{"@graph":[`, 5_000) + `</script><p>The text is here.</p>`},
		{"deep json", "jsonl", `{"text":"t","x":` + strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000) + "}"},
		{"many keys", "jsonl", `{"text":"t"` + manyKeys(200_000) + "}"},
		{"deep json values", "json", strings.Repeat("[", 1_000_000)},
		{"deep feed", "feed", "<rss><channel><item>" + strings.Repeat("<a:b>", 1_000_000)},
		{"broken feed of many items", "feed", "<rss><channel>" + strings.Repeat("<item><b></item>", 20_000)},
		{"entities", "feed", `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "` + strings.Repeat("x", 1000) + `"><!ENTITY b "` + strings.Repeat("&a;", 1000) + `">]><rss><channel><item><description>` + strings.Repeat("&b;", 1000) + "</description></item></channel></rss>"},
		{"open quotes", "csv", "id,text\n" + strings.Repeat("1,\"open\n", 150_000)},
		{"markdown of stars", "md", strings.Repeat("*", 500_000)},
		{"markdown of brackets", "md", strings.Repeat("[", 500_000) + strings.Repeat("](", 100_000)},
		{"markdown of tags", "md", strings.Repeat("<a", 500_000)},
		{"warc of versions", "warc", strings.Repeat("WARC/1.0\r\n", 200_000)},
		{"warc of empty records", "warc", strings.Repeat("WARC/1.0\r\nContent-Length: 0\r\n\r\n", 100_000)},
	}
	for _, c := range tests {
		start := time.Now()
		all, bad, err := collect(t, Options{Format: c.format, Stdin: strings.NewReader(c.in), Workers: 1}, "-")
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		d := time.Since(start)
		t.Logf("%-28s %6d ms %d articles %d errors", c.name, d.Milliseconds(), len(all), len(bad))
		if d > 8*time.Second {
			t.Errorf("%s takes %v", c.name, d)
		}
		if strings.Contains(c.in, "The text is here.") && (len(all) != 1 || !strings.Contains(all[0].Text, "The text is here.")) {
			t.Errorf("%s: the text is lost: %v", c.name, bad)
		}
	}
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"k%d":%d`, i, i)
	}
	return b.String()
}

// TestStop breaks out of the sequence early and cancels it.
func TestStop(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, workers := range []int{1, 4} {
		n := 0
		for range Read(t.Context(), []string{"-"}, Options{Stdin: repeat("{\"text\":\"one\"}\n", 1<<34), Workers: workers}) {
			if n++; n == 100_000 {
				break
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		var last error
		n = 0
		for _, err := range Read(ctx, []string{"-"}, Options{Stdin: repeat("{\"text\":\"one\"}\n", 1<<34), Workers: workers}) {
			if n++; n == 1000 {
				cancel()
			}
			last = err
		}
		cancel()
		if last != context.Canceled {
			t.Errorf("workers %d: %v after cancel", workers, last)
		}
	}
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d goroutines left over", runtime.NumGoroutine()-before)
}

// TestUnreadable gives a folder with a file that may not be opened, and files
// whose bytes are not what their names say.
func TestUnreadable(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string]string{
		"a.jsonl": "{\"text\":\"one\"}\n", "b.jsonl.gz": "no gzip, {\"text\":1}", "c.parquet": "PAR1 nothing", "d.warc": "nothing", "e.csv": "\n", "f.json": "",
		"g.html": "\x00\x01\x02", "h.zst": "\x28\xb5\x2f\xfdjunk", "i.txt": strings.Repeat("\x01\x02", 100),
	} {
		os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644)
	}
	var skipped []string
	all, bad, err := collect(t, Options{Skipped: func(p, w string) { skipped = append(skipped, filepath.Base(p)) }}, dir)
	if err != nil || len(all) != 1 {
		t.Errorf("%d articles, %v", len(all), err)
	}
	var files []string
	for _, e := range bad {
		files = append(files, filepath.Base(e.File))
	}
	if got := strings.Join(files, " ") + " | " + strings.Join(skipped, " "); got != "b.jsonl.gz c.parquet d.warc h.zst | e.csv f.json g.html i.txt" {
		t.Error(got, bad)
	}
}
