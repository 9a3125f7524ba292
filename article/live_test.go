package article

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A line on a pipe is handed on before the next one comes, also the first.
func TestLive(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	got := make(chan string)
	go func() {
		for a, err := range Read(t.Context(), []string{"-"}, Options{Stdin: in, Workers: 2}) {
			if err != nil {
				return
			}
			got <- a.ID
		}
	}()
	for _, id := range []string{"n1", "n2", "n3"} {
		go io.WriteString(out, `{"id":"`+id+`","text":"Rain fell on the allotments."}`+"\n")
		select {
		case x := <-got:
			if x != id {
				t.Fatalf("got %q, want %q", x, id)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s was not handed on while the pipe stayed open", id)
		}
	}
}

// With Found, files that are named are taken or left as those found in a folder.
func TestFound(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for name, text := range map[string]string{"a.txt": "Rain fell.", ".b.txt": "Hidden.", "c.tmp": "Unfinished.", "README.txt": "About.",
		"d.json": `{"settings":1}`} {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, p)
	}
	slices.Sort(paths)
	gone := filepath.Join(dir, "gone[1].txt")
	read := func(paths []string, opts Options) (ids []string) {
		for a, err := range Read(t.Context(), paths, opts) {
			if err != nil {
				ids = append(ids, err.Error())
				continue
			}
			ids = append(ids, filepath.Base(a.ID))
		}
		return ids
	}
	left := 0
	found := read(append(slices.Clone(paths), gone), Options{Found: true, Skipped: func(string, string) { left++ }})
	if !slices.Equal(found, read([]string{dir}, Options{})) || !slices.Equal(found, []string{"a.txt"}) || left != 5 {
		t.Errorf("read %q and left out %d, want a.txt and 5", found, left)
	}
	if named := read(paths, Options{}); len(named) != 5 {
		t.Errorf("files that the user names are all read: %q", named)
	}
}
