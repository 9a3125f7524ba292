package main

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/urfave/cli/v2"
)

// inputFlags are on every command that reads articles.
func inputFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "field", Usage: "take a newscheck field from another name: `FIELD=NAME`, such as text=body; may be repeated"},
		&cli.StringFlag{Name: "input-format", Usage: "read every input as `FORMAT` instead of telling by name and content: " + strings.Join(article.Formats(), ", ")},
	}
}

// inputChoices are the values of --input-format.
func inputChoices() []string { return append([]string{""}, article.Formats()...) }

// input is what to read and how.
type input struct {
	paths []string
	opts  article.Options
	// root is taken off the front of ids and file names: it is a folder that
	// the program made itself and means nothing to the user.
	root string
	// again says that an id may come again: as a new version of its article.
	again bool
	// following says that this is one reading of many: it may find nothing.
	following bool
	// replay is a copy of standard input for reading it again, or nil.
	replay *os.File
}

// input takes the arguments and the input flags of c.
func (r *run) input(c *cli.Context) (*input, error) {
	in := &input{paths: c.Args().Slice(), opts: article.Options{
		Format: c.String("input-format"), Fields: map[string]string{}, Stdin: r.in, Workers: c.Int("workers"),
	}}
	for _, f := range c.StringSlice("field") {
		field, name, ok := strings.Cut(f, "=")
		if !ok || field == "" || name == "" {
			return nil, withHint(fmt.Errorf("--field cannot be %q: it is FIELD=NAME", f), "to take the text from a column called body: --field text=body")
		}
		in.opts.Fields[field] = name
	}
	return in, nil
}

// keepStdin makes a second reading of standard input possible by copying it to
// a temporary file while it is read. Without "-" among the paths it does
// nothing. close removes the copy.
func (in *input) keepStdin() error {
	if !slices.Contains(in.paths, "-") {
		return nil
	}
	f, err := os.CreateTemp("", "newscheck-stdin-*")
	if err != nil {
		return fmt.Errorf("cannot keep standard input for a second reading: %w", err)
	}
	in.replay = f
	in.opts.Stdin = io.TeeReader(in.opts.Stdin, f)
	return nil
}

func (in *input) close() {
	if in.replay != nil {
		in.replay.Close()
		os.Remove(in.replay.Name())
	}
}

// tally counts what became of the input.
type tally struct {
	articles int
	lost     int // records and files that could not be read
	leftOut  int // files in folders that are no articles
}

// seen knows which ids were read, and where. It keeps hashes of them, of 128 bits
// with a secret seed, and no pointers: in a pile of millions the collector would
// otherwise visit every id again and again.
type seen struct {
	seeds [2]maphash.Seed
	at    map[[2]uint64]seenAt
	files []string
}

// seenAt is an article.Source by the number of its file.
type seenAt struct{ file, record int32 }

func newSeen() *seen {
	return &seen{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, at: map[[2]uint64]seenAt{}}
}

// add tells where id was read first, if it was; else it is from now on.
func (s *seen) add(id string, from article.Source) (first article.Source, twice bool) {
	key := [2]uint64{maphash.String(s.seeds[0], id), maphash.String(s.seeds[1], id)}
	if at, ok := s.at[key]; ok {
		return article.Source{File: s.files[at.file], Record: int(at.record)}, true
	}
	if n := len(s.files); n == 0 || s.files[n-1] != from.File {
		s.files = append(s.files, from.File)
	}
	s.at[key] = seenAt{int32(len(s.files) - 1), int32(from.Record)}
	return article.Source{}, false
}

// read gives every article to keep, in order. Records that cannot be read are
// named on stderr and counted. It ends without error when the user interrupts.
func (r *run) read(in *input, keep func(article.Article) error) (tally, error) {
	var t tally
	seen := newSeen()
	p := r.progress("reading", "articles", in.size())
	defer p.stop()
	opts := in.opts
	opts.Progress = p.read
	opts.Skipped = func(string, string) { t.leftOut++ }
	opts.Stdin = &stoppable{ctx: r.ctx, r: opts.Stdin}
	lose := func(e *article.RecordError) {
		t.lost++
		r.say("%s", printable(e.Error()))
	}
	for a, err := range article.Read(r.ctx, in.paths, opts) {
		if r.ctx.Err() != nil {
			break
		}
		if lost := (*article.RecordError)(nil); errors.As(err, &lost) {
			lost.File = in.trim(lost.File)
			lose(lost)
			continue
		}
		if err != nil {
			return t, readError(err)
		}
		a.ID, a.Source.File = in.trim(a.ID), in.trim(a.Source.File)
		if in.again {
			// The same articles may come again.
		} else if first, twice := seen.add(a.ID, a.Source); twice {
			lose(&article.RecordError{Source: a.Source, Field: "id",
				Reason: fmt.Sprintf("%q was already read from %s, so this article is left out; ids must differ", a.ID, first)})
			continue
		}
		if err := keep(a); err != nil {
			return t, err
		}
		t.articles++
		p.add(1)
	}
	if t.articles == 0 && !r.interrupted() && !in.following {
		return t, nothingRead(in.paths, t)
	}
	return t, nil
}

// readAgain gives the same articles to keep as read did, saying nothing, until
// keep returns false.
func (r *run) readAgain(in *input, keep func(article.Article) (bool, error)) error {
	opts := in.opts
	if in.replay != nil {
		if _, err := in.replay.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("cannot read standard input a second time: %w", err)
		}
		opts.Stdin = in.replay
	}
	for a, err := range article.Read(context.WithoutCancel(r.ctx), in.paths, opts) {
		if lost := (*article.RecordError)(nil); errors.As(err, &lost) {
			continue
		}
		if err != nil {
			return readError(err)
		}
		a.ID, a.Source.File = in.trim(a.ID), in.trim(a.Source.File)
		if more, err := keep(a); err != nil || !more {
			return err
		}
	}
	return nil
}

// trim takes in.root off a name.
func (in *input) trim(name string) string {
	if in.root == "" {
		return name
	}
	return strings.TrimPrefix(name, filepath.ToSlash(in.root)+"/")
}

// size is the number of bytes on disk under the paths, or 0 when it cannot be
// known beforehand.
func (in *input) size() int64 {
	var n int64
	for _, p := range in.paths {
		if p == "-" {
			return 0
		}
		err := filepath.WalkDir(p, func(_ string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				if info, err := d.Info(); err == nil {
					n += info.Size()
				}
			}
			return nil
		})
		if err != nil {
			return 0
		}
	}
	return n
}

// outcome is the error that stands for the exit code of a finished run.
func (r *run) outcome(t tally, found bool) error {
	switch {
	case r.interrupted():
		return errInterrupted
	case t.lost > 0:
		return errUnreadable
	case found:
		return errFound
	}
	return nil
}

// readError is an error that ended the reading.
func readError(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err := fmt.Errorf("cannot read %s: %w", pe.Path, pe.Err)
		if errors.Is(pe, fs.ErrNotExist) {
			if near := neighbour(pe.Path); near != "" {
				return withHint(err, "did you mean %s?", near)
			}
			return withHint(err, "name a file or folder, or - for standard input")
		}
		return err
	}
	return err
}

// neighbour is a file in the same folder with nearly the same name.
func neighbour(path string) string {
	dir, base := filepath.Split(filepath.Clean(path))
	entries, err := os.ReadDir(filepath.Join(".", dir))
	if filepath.IsAbs(dir) {
		entries, err = os.ReadDir(dir)
	}
	if err != nil {
		return ""
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near := nearest(base, names); near != "" {
		return dir + near
	}
	return ""
}

// nothingRead is the error of a run that had no articles to work on.
func nothingRead(paths []string, t tally) error {
	where := strings.Join(paths, ", ")
	if where == "-" {
		where = "standard input"
	}
	if t.lost > 0 {
		return fmt.Errorf("no article could be read from %s", where)
	}
	err := fmt.Errorf("no articles in %s", where)
	if t.leftOut > 0 {
		return withHint(err, "%s left out by name; --input-format FORMAT reads them all the same", plural(t.leftOut, "file"))
	}
	return withHint(err, "articles are .txt, .html, .jsonl, .json, .csv, .tsv, .parquet, .warc or .xml files, also .gz and .zst")
}

// stoppable is a reader that ends when ctx is done, even while a read of a
// terminal or pipe waits.
type stoppable struct {
	ctx context.Context
	r   io.Reader
	buf []byte // what the waiting read fills; p may be used again by then
}

func (s *stoppable) Read(p []byte) (int, error) {
	if s.ctx.Err() != nil {
		return 0, context.Cause(s.ctx)
	}
	if len(s.buf) < len(p) {
		s.buf = make([]byte, len(p))
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	go func() {
		n, err := s.r.Read(s.buf[:len(p)])
		done <- result{n, err}
	}()
	select {
	case x := <-done:
		return copy(p, s.buf[:x.n]), x.err
	case <-s.ctx.Done():
		return 0, context.Cause(s.ctx)
	}
}

func plural(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	if s, ok := strings.CutSuffix(unit, "y"); ok {
		return thousands(n) + " " + s + "ies"
	}
	return thousands(n) + " " + unit + "s"
}
