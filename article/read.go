package article

import (
	"context"
	"io"
	"iter"
	"runtime"
)

// Options tell Read how to take articles out of files. The zero value is good.
type Options struct {
	Fields   map[string]string      // newscheck field -> name in the source ("text" -> "body"; "a.b" reaches into JSON objects)
	Format   string                 // force a format (see Formats) instead of telling by name and content
	Found    bool                   // leave out files named among the paths where one found in a folder would be left out
	KeepHTML bool                   // keep Article.HTML after its main text was taken
	MaxBytes int64                  // longest single record in bytes after decompression; 0 means 64 MiB
	Workers  int                    // goroutines that decode; 0 means GOMAXPROCS, 1 decodes in the caller's
	Stdin    io.Reader              // source of "-"; nil means os.Stdin
	Skipped  func(path, why string) // called for each file that is left out (hidden, not an article); may be nil
	Progress func(bytesRead int64)  // called now and then with the bytes read from disk so far; may be nil
}

// DefaultMaxBytes bounds a single record when Options.MaxBytes is 0.
const DefaultMaxBytes = 64 << 20

// Read yields every article under paths (files, folders, globs, "-"), in the
// order of paths, within each by sorted path, and within a file by record. A
// non-nil error of type *RecordError means that record was lost and the rest
// goes on; any other error (a path that does not exist, a wrong option, ctx
// done) ends the sequence.
//
// The order does not depend on opts.Workers. Skipped and Progress are called
// from the goroutine that ranges over the sequence. Breaking out of the loop
// stops the readers; one that is blocked in a read of standard input ends with
// that read.
func Read(ctx context.Context, paths []string, opts Options) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		if opts.MaxBytes <= 0 {
			opts.MaxBytes = DefaultMaxBytes
		}
		if opts.Workers <= 0 {
			opts.Workers = runtime.GOMAXPROCS(0)
		}
		r := &reader{ctx: ctx, opts: opts, max: int(opts.MaxBytes)}
		if err := r.check(); err != nil {
			yield(Article{}, err)
			return
		}
		if opts.Workers == 1 {
			r.readInline(paths, yield)
		} else {
			r.readParallel(paths, yield)
		}
	}
}
