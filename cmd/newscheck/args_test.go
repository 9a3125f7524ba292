package main

import (
	"slices"
	"strings"
	"testing"
)

func TestArrange(t *testing.T) {
	for _, x := range []struct{ in, want string }{
		{"", ""},
		{"--version", "--version"},
		{"-- dedupe", "dedupe"},
		{"dedupe corpus", "dedupe -- corpus"},
		{"dedupe corpus --format json", "dedupe --format json -- corpus"},
		{"dedupe a --format=json b", "dedupe --format=json -- a b"},
		{"dedupe a -f json b -o x", "dedupe -f json -o x -- a b"},
		{"--format json dedupe a", "dedupe --format json -- a"},
		{"--noisy dedupe a", "dedupe --noisy -- a"},
		{"dedupe --noisy a", "dedupe --noisy -- a"},
		{"dedupe - --top 3", "dedupe --top 3 -- -"},
		{"dedupe a --workers -1", "dedupe --workers -1 -- a"},
		{"dedupe a --format json -- --top b", "dedupe --format json -- a --top b"},
		{"dedupe a --explain x y b", "dedupe --explain x --explain y -- a b"},
		{"dedupe a --explain=x y b", "dedupe --explain=x --explain y -- a b"},
		{"dedupe a --explain x --top 3", "dedupe --explain x --top 3 -- a"},
		{"dedupe a --explain", "dedupe --explain"},
		{"dedupe a --top 3 --format", "dedupe --format"},
		{"dedupe --format -- a", "dedupe --format"},
		{"dedupe a --nonsense", "dedupe --nonsense -- a"},
		{"dedupe a --top 3 --help", "dedupe --help"},
		{"nonsense a --top 3", "nonsense --top 3 a"},
	} {
		got := arrange(commands(), strings.Fields(x.in))
		if want := strings.Fields(x.want); !slices.Equal(got, want) {
			t.Errorf("%s\n got %q\nwant %q", x.in, got, want)
		}
	}
}

// FuzzArrange: words are moved, never lost or made up, but for "--", the name
// of a flag that takes two values, and lines that are only an error or help.
func FuzzArrange(f *testing.F) {
	f.Add("dedupe a --explain x y --format json")
	f.Add("--color never dedupe - -o")
	f.Add("-- -- --")
	f.Add("-- 0")
	f.Fuzz(func(t *testing.T, line string) {
		args := strings.Fields(line)
		got := arrange(commands(), args)
		if n := len(got); n > 0 && isFlag(got[n-1]) { // a flag that lacks its value, or asks for help, stands alone
			return
		}
		if slices.Contains(args, "--help") || slices.Contains(args, "-h") || slices.Contains(args, "-help") {
			return
		}
		count := map[string]int{}
		for _, a := range args {
			count[a]++
		}
		for _, a := range got {
			count[a]--
		}
		for a, n := range count {
			if n > 0 && a != "--" || n < 0 && a != "--" && !strings.Contains(a, "explain") {
				t.Errorf("%q became %q: %q differs", args, got, a)
			}
		}
	})
}
