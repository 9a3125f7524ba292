package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
)

// output is a place that data goes to: stdout, or a file. A file is opened at
// the first byte, written beside its place and renamed by commit, so that a
// run that fails leaves nothing half done and spoils nothing that was there.
type output struct {
	path string // as the user gave it; "" and "-" are stdout
	buf  *bufio.Writer
	file *os.File
	temp string // where file is until commit; "" when it is written in place
	dest string // where temp is renamed to
	err  error
	run  *run
}

// output prepares to write to path. Nothing is touched yet.
func (r *run) output(path string) *output {
	o := &output{path: path, run: r}
	r.mu.Lock()
	r.outputs = append(r.outputs, o)
	r.mu.Unlock()
	return o
}

// stdout reports whether o is standard output.
func (o *output) stdout() bool { return o.path == "" || o.path == "-" }

// Write writes to the buffer, opening the file when it is the first time.
func (o *output) Write(p []byte) (int, error) {
	if o.err == nil && o.buf == nil {
		o.err = o.open()
	}
	if o.err != nil {
		return 0, o.err
	}
	return o.buf.Write(p)
}

func (o *output) open() error {
	if o.stdout() {
		o.buf = bufio.NewWriterSize(o.run.out, 64<<10)
		return nil
	}
	o.dest = o.path
	if p, err := filepath.EvalSymlinks(o.path); err == nil {
		o.dest = p // write what a link points to, not over the link
	}
	mode := os.FileMode(0o666) // less the umask
	f, err := (*os.File)(nil), error(nil)
	switch info, e := os.Stat(o.dest); {
	case e == nil && !info.Mode().IsRegular(): // a pipe or a device
		f, err = os.OpenFile(o.dest, os.O_WRONLY, 0)
	default:
		if e == nil {
			mode = info.Mode().Perm()
		}
		temp := filepath.Join(filepath.Dir(o.dest), fmt.Sprintf(".%s.%d.part", filepath.Base(o.dest), os.Getpid()))
		if f, err = os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode); err == nil {
			o.run.mu.Lock()
			o.temp = temp
			o.run.mu.Unlock()
		}
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", o.path, cause(err))
	}
	o.file = f
	o.buf = bufio.NewWriterSize(f, 64<<10)
	return nil
}

// writable reports what would keep a file from being written, so that a long
// run does not end with that.
func writable(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return withHint(fmt.Errorf("cannot write %s: it is a folder", path), "name a file, such as %s", filepath.Join(path, "stories.jsonl"))
	}
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return withHint(fmt.Errorf("cannot write %s: %w", path, cause(err)), "mkdir -p %s makes its folder", filepath.Dir(path))
	}
	return nil
}

// commit flushes o and puts the file in its place.
func (o *output) commit() error {
	if o.err == nil && o.buf == nil && !o.stdout() {
		o.err = o.open() // an empty result is a file too
	}
	if o.err != nil {
		return o.err
	}
	if o.buf != nil {
		if err := o.buf.Flush(); err != nil {
			return fmt.Errorf("cannot write %s: %w", o.name(), cause(err))
		}
	}
	if o.file == nil {
		return nil
	}
	err := o.file.Close()
	o.file = nil
	if err == nil && o.temp != "" {
		err = os.Rename(o.temp, o.dest)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", o.path, cause(err))
	}
	o.run.mu.Lock()
	defer o.run.mu.Unlock()
	o.temp = ""
	o.run.outputs = slices.DeleteFunc(o.run.outputs, func(p *output) bool { return p == o })
	return nil
}

func (o *output) name() string {
	if o.stdout() {
		return "standard output"
	}
	return o.path
}

// removeUnfinished removes what was written beside its place and never
// committed.
func (r *run) removeUnfinished() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clearLine()
	for _, o := range r.outputs {
		if o.temp != "" {
			os.Remove(o.temp)
		}
	}
	r.outputs = nil
}

// emit writes one whole file with write and commits it.
func (r *run) emit(path string, write func(io.Writer) error) error {
	o := r.output(path)
	if err := write(o); err != nil {
		return err
	}
	return o.commit()
}

// cause is what is wrong, without the operation and path that a message says
// already.
func cause(err error) error {
	var pe *os.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	var le *os.LinkError
	if errors.As(err, &le) {
		return le.Err
	}
	return err
}
