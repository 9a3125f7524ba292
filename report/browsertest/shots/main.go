// Command shots makes the pictures of the README: pages of a report as a reader
// sees them.
//
//	go run ./shots -report DIR -o ../../docs/screenshots
//
// It finds the story to show by its size, so that no page is named here.
package main

import (
	"bytes"
	"cmp"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
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
		{"overview.png", "index.html", "", 1100, 1080, "light"},
		{"story.png", story, "", 1100, 880, "light"},
		{"side-by-side.png", story, "side", 1100, 820, "light"},
		{"story-dark.png", story, "", 1100, 880, "dark"},
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
		picture, err := b.Picture(s.part)
		if err != nil {
			return err
		}
		if picture, err = small(picture); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(out, s.name), picture, 0o666); err != nil {
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

// small stores a picture with the 256 colours that it uses most, in about a
// third of the bytes: pages have few colours, and letters few greys.
func small(data []byte) ([]byte, error) {
	src, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	r := src.Bounds()
	uses := map[color.RGBA]int{}
	at := func(x, y int) color.RGBA { return color.RGBAModel.Convert(src.At(x, y)).(color.RGBA) }
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			uses[at(x, y)]++
		}
	}
	var all []color.RGBA
	for c := range uses {
		all = append(all, c)
	}
	rank := func(c color.RGBA) int { return int(c.R)<<16 | int(c.G)<<8 | int(c.B) }
	slices.SortFunc(all, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(rank(a), rank(b)))
	})
	var palette color.Palette
	for _, c := range all[:min(256, len(all))] {
		palette = append(palette, c)
	}
	index := map[color.RGBA]uint8{}
	for _, c := range all {
		index[c] = uint8(palette.Index(c))
	}
	dst := image.NewPaletted(r, palette)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			dst.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, dst)
	return b.Bytes(), err
}
