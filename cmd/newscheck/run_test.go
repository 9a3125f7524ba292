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
	"strings"
	"syscall"
	"testing"
	"time"
)

func env(pairs ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestDecideColor(t *testing.T) {
	for _, x := range []struct {
		mode     string
		terminal bool
		env      func(string) string
		want     bool
	}{
		{"auto", true, env(), true},
		{"auto", false, env(), false},
		{"auto", true, env("NO_COLOR", "1"), false},
		{"auto", true, env("NO_COLOR", ""), true},
		{"auto", true, env("TERM", "dumb"), false},
		{"always", false, env("NO_COLOR", "1", "TERM", "dumb"), true},
		{"never", true, env(), false},
	} {
		r := &run{env: x.env, outTerminal: x.terminal}
		r.decideColor(x.mode)
		if r.color != x.want {
			t.Errorf("--color %s, terminal %v: colour %v, want %v", x.mode, x.terminal, r.color, x.want)
		}
	}
}

func TestExitCode(t *testing.T) {
	for _, x := range []struct {
		err  error
		want int
	}{
		{nil, 0}, {errFound, 1}, {errors.New("x"), 2}, {errUnreadable, 3}, {errInterrupted, 130},
		{withHint(fmt.Errorf("while reading: %w", errInterrupted), "hint"), 130},
	} {
		if got := exitCode(x.err); got != x.want {
			t.Errorf("%v: %d, want %d", x.err, got, x.want)
		}
	}
}

// The first interrupt ends the reading even while a read waits; what was read
// is finished, written, and said. The second ends the program at once.
func TestInterrupt(t *testing.T) {
	for _, signals := range []int{1, 2} {
		t.Run(fmt.Sprint(signals), func(t *testing.T) {
			dir := t.TempDir()
			c := exec.Command("newscheck", "dedupe", "-", "--format", "jsonl", "--workers", "1")
			c.Env = append(os.Environ(), "XDG_CONFIG_HOME="+dir)
			in, err := c.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			c.Stdout = &out
			stderr, err := c.StderrPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Start(); err != nil {
				t.Skip("the test binary cannot be run as newscheck: ", err)
			}
			// Many times what the reader and its queue can hold, so that some of it
			// was surely handed on when Write returns, however busy the machine is;
			// then the pipe stays open and silent.
			const reports = 15000
			var pile strings.Builder
			for i := range reports {
				fmt.Fprintf(&pile, `{"id":"n%d","text":"Report number %d from the weather station at Tarn Head: wind %d knots and falling, %s"}`+"\n",
					i, i, i*7, strings.Repeat(fmt.Sprint("gust ", i*i, " "), 100))
			}
			if _, err := io.WriteString(in, pile.String()); err != nil {
				t.Fatal(err)
			}
			defer in.Close()
			lines := bufio.NewScanner(stderr)
			said := ""
			c.Process.Signal(os.Interrupt)
			for lines.Scan() {
				said += lines.Text() + "\n"
				if signals == 2 && strings.Contains(said, "interrupt again") {
					c.Process.Signal(syscall.SIGINT)
					signals = 0
				}
			}
			err = c.Wait()
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != 130 {
				t.Errorf("ended with %v, want exit code 130; stderr:\n%s", err, said)
			}
			if signals != 1 {
				return
			}
			n := strings.Count(out.String(), `"id":"n`)
			if n == 0 || n > reports || !strings.HasPrefix(out.String(), `{"id":"n0"`) {
				t.Errorf("%d articles written, want those read before the interrupt", n)
			}
			if want := fmt.Sprintf("the result holds the %s read until then", plural(n, "article")); !strings.Contains(said, want) {
				t.Errorf("stderr lacks %q:\n%s", want, said)
			}
		})
	}
}

func TestStoppable(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	r, w := io.Pipe()
	defer w.Close()
	s := &stoppable{ctx: ctx, r: r}
	go io.WriteString(w, "abc")
	buf := make([]byte, 2)
	if n, err := io.ReadFull(s, buf); n != 2 || err != nil || string(buf) != "ab" {
		t.Fatalf("%d %v %q", n, err, buf)
	}
	if n, err := s.Read(buf); n != 1 || err != nil {
		t.Fatalf("%d %v", n, err)
	}
	time.AfterFunc(10*time.Millisecond, func() { cancel(errInterrupted) })
	if _, err := s.Read(buf); !errors.Is(err, errInterrupted) {
		t.Errorf("a waiting read ended with %v", err)
	}
}

func TestProgressLine(t *testing.T) {
	for _, x := range []struct {
		count        int
		bytes, total int64
		spent        time.Duration
		want         string
	}{
		{0, 0, 0, 3 * time.Second, "reading · 3 s"},
		{1234, 0, 0, time.Second, "reading 1,234 articles · 1 s"},
		{1234, 50e6, 0, time.Second, "reading 1,234 articles · 50 MB · 50 MB/s"},
		{1234, 50e6, 200e6, time.Second, "reading 1,234 articles · 25 % of 200 MB · 50 MB/s · 3 s left"},
		{9, 1500, 3e9, time.Second, "reading 9 articles · 0 % of 3.0 GB · 2 kB/s · 555 h 33 min left"},
	} {
		if got := progressLine("reading", "articles", x.count, x.bytes, x.total, x.spent); got != x.want {
			t.Errorf("got  %q\nwant %q", got, x.want)
		}
	}
}

func TestPrintable(t *testing.T) {
	for in, want := range map[string]string{
		"plain":                       "plain",
		" two\n\tlines ":              "two lines",
		"\x1b[31mred\x1b[0m\a":        "red",
		"a\u202eb\u200fc":             "abc",
		"\x1b]0;title\x07x":           "x",
		"bad \xff byte":               "bad byte",
		"Привет, 世界":                  "Привет, 世界",
		strings.Repeat("\x1b[", 1000): "",
	} {
		if got := printable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestReadDates(t *testing.T) {
	d := newDateReader()
	for in, want := range map[string]string{ // as written, and the latest it can mean
		"2018-07-15T11:54:28Z":            "2018-07-15T11:54:28Z 2018-07-15T11:54:28Z",
		"2018-07-15T11:54:28+02:00":       "2018-07-15T09:54:28Z 2018-07-15T09:54:28Z",
		"2018-07-15T11:54":                "2018-07-15T11:54:00Z 2018-07-15T23:54:00Z",
		"2018-07-15":                      "2018-07-15T00:00:00Z 2018-07-16T12:00:00Z",
		"Sun, 15 Jul 2018 11:54:28 +0000": "2018-07-15T11:54:28Z 2018-07-15T11:54:28Z",
		"Sun, 15 Jul 2018 11:54:28 GMT":   "2018-07-15T11:54:28Z 2018-07-15T11:54:28Z",
		"Sun, 15 Jul 2018 11:54:28 EDT":   "2018-07-15T11:54:28Z 2018-07-15T23:54:28Z",
		"July 15, 2018":                   "2018-07-15T00:00:00Z 2018-07-16T12:00:00Z",
		"15 July 2018":                    "2018-07-15T00:00:00Z 2018-07-16T12:00:00Z",
		"Mon Oct 3, 2016 6:13PM":          "2016-10-03T18:13:00Z 2016-10-04T06:13:00Z",
		"20180715":                        "2018-07-15T00:00:00Z 2018-07-16T12:00:00Z",
		"3/10/2016":                       "", // March or October
		"yesterday":                       "",
		"":                                "",
	} {
		for range 2 { // the second time, its form is tried first
			got := ""
			if m := d.read(in); !m.IsZero() {
				got = m.UTC().Format(time.RFC3339) + " " + m.latest.UTC().Format(time.RFC3339)
			}
			if got != want {
				t.Errorf("%q: %q, want %q", in, got, want)
			}
		}
	}
}

func TestParseSize(t *testing.T) {
	for in, want := range map[string]int64{"1000": 1000, "64k": 64e3, "512MB": 512e6, "512 MiB": 512 << 20, "1.5GiB": 3 << 29, "2gb": 2e9} {
		if got, err := parseSize(in); got != want || err != nil {
			t.Errorf("%q: %d %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "x", "-1", "0", "1 parsec", "1e300", "NaN"} {
		if got, err := parseSize(in); err == nil {
			t.Errorf("%q: %d, want an error", in, got)
		}
	}
}

func TestNearest(t *testing.T) {
	names := []string{"dedupe", "demo", "config", "version"}
	for in, want := range map[string]string{"dedup": "dedupe", "dedpue": "dedupe", "conf": "config", "xyzzy": "", "": ""} {
		if got := nearest(in, names); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestWholeIDs(t *testing.T) {
	whole := wholeIDs([]string{"corpus/txt/a.txt", "corpus/html/b.html", "other/b.html", "plain", "b.html/plain2"})
	for in, want := range map[string]string{
		"txt/a.txt": "corpus/txt/a.txt", "a.txt": "corpus/txt/a.txt", "plain": "plain",
		"b.html": "b.html" /* two end so */, "html/b.html": "corpus/html/b.html", "missing": "missing",
	} {
		if got := whole(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
