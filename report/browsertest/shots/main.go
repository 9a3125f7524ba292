// Command shots makes the pictures of the README: pages of a report as a reader
// sees them.
//
//	go run ./shots -report DIR -o ../../docs/screenshots
//
// It finds the story to show by its size, so that no page is named here.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/newscheck/newscheck/report/browsertest"
)

func main() {
	dir := flag.String("report", "", "folder that newscheck report wrote")
	out := flag.String("o", "", "folder for the pictures")
	flag.Parse()
	if *dir == "" || *out == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*dir, *out); err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		os.Exit(1)
	}
}

// shot is one picture.
type shot struct {
	name, page, part string
	width, height    int64
	scheme           string
}

func run(dir, out string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	path, err := browsertest.FindBrowser(ctx)
	if err != nil {
		return err
	}
	b, err := browsertest.Start(ctx, path)
	if err != nil {
		return err
	}
	defer b.Close()
	story, err := grave(b, dir)
	if err != nil {
		return err
	}
	shots := []shot{
		{"overview.png", "index.html", "", 1100, 900, "light"},
		{"story.png", story, "", 1100, 900, "light"},
		{"changes.png", story, "changes", 1100, 760, "light"},
		{"side-by-side.png", story, "side", 1100, 760, "light"},
		{"story-dark.png", story, "", 1100, 900, "dark"},
		{"story-phone.png", story, "", 360, 740, "light"},
	}
	if err := os.MkdirAll(out, 0o777); err != nil {
		return err
	}
	for _, s := range shots {
		if err := b.Size(s.width, s.height, s.scheme); err != nil {
			return err
		}
		if err := b.Open(filepath.Join(dir, filepath.FromSlash(s.page))); err != nil {
			return err
		}
		png, err := b.Picture(s.part)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, s.name), png, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// grave is the page of the largest story that has a grave change: the first in
// the list that says so.
func grave(b *browsertest.Browser, dir string) (string, error) {
	if err := b.Open(filepath.Join(dir, "stories.html")); err != nil {
		return "", err
	}
	return browsertest.Eval[string](b, `([...document.querySelectorAll('.card')].find(c => c.textContent.includes('grave')) || document.querySelector('.card')).querySelector('a').getAttribute('href')`)
}
