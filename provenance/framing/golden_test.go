package framing

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden compares two copies of a small story written for this project and
// keeps the whole result: alignment, word differences and notes.
func TestGolden(t *testing.T) {
	lex := mustLexicon(t)
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	a := Page{ID: "harbour-a", Publisher: "Maruna Post", Text: read("harbour-a.txt")}
	b := Page{ID: "harbour-b", Publisher: "Oskelia Wire", Text: read("harbour-b.txt")}
	d := SideBySide(a, b, lex, Options{})
	checkNotes(t, a, b, d.Notes)
	got := new(bytes.Buffer)
	enc := json.NewEncoder(got)
	enc.SetEscapeHTML(false)
	for _, n := range d.Notes {
		if err := enc.Encode(n); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range d.Pairs {
		if err := enc.Encode(p); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Encode(Matrix([]Page{a, b}, lex, Options{}, false)); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "harbour.golden.jsonl")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("differs from %s (run with -update and look at the change):\n%s", golden, got)
	}
}
