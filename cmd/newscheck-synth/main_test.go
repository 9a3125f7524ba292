package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCommandWritesAllFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name string) string { return filepath.Join(dir, name) }
	args := []string{"newscheck-synth", "--articles", "400", "--seed", "9", "--noise", ".06", "--noise-share", ".6",
		"--output", file("c.jsonl"), "--truth", file("c.docs.tsv"), "--pairs", file("c.pairs.tsv"), "--lineage", file("c.tsv")}
	var out bytes.Buffer
	if err := newApp(&out).Run(args); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][2]int{"c.jsonl": {400, 400}, "c.docs.tsv": {401, 401}, "c.pairs.tsv": {50, 100000}, "c.tsv": {60, 140}} {
		b, err := os.ReadFile(file(name))
		if err != nil {
			t.Fatal(err)
		}
		if n := strings.Count(string(b), "\n"); n < want[0] || n > want[1] {
			t.Errorf("%s has %d lines, want %v", name, n, want)
		}
	}
	if out.Len() != 0 {
		t.Errorf("wrote %d bytes to standard output", out.Len())
	}
}

func TestCommandWritesToStdout(t *testing.T) {
	var a, b bytes.Buffer
	for _, out := range []*bytes.Buffer{&a, &b} {
		if err := newApp(out).Run([]string{"newscheck-synth", "-n", "20"}); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Count(a.String(), "\n") != 20 || a.String() != b.String() {
		t.Error("twenty articles are wanted on standard output, the same each time")
	}
}

func TestCommandRefuses(t *testing.T) {
	for _, args := range [][]string{{"--articles", "0"}, {"--copies", "2"}, {"--nope"}, {"stray"}, {"--output", "/nonexistent/dir/x"}} {
		if err := newApp(&bytes.Buffer{}).Run(append([]string{"newscheck-synth"}, args...)); err == nil {
			t.Errorf("%v is accepted", args)
		}
	}
}
