package article

import (
	"context"
	"io"
	"iter"
)

// Options tell Read how to take articles out of files.
type Options struct {
	Fields   map[string]string      // newscheck field -> name in the source ("text" -> "body")
	Format   string                 // force a format ("jsonl", "csv", …) instead of telling by name and content
	KeepHTML bool                   // keep Article.HTML after its main text was taken
	MaxBytes int64                  // longest single record in bytes after decompression; 0 means 64 MiB
	Stdin    io.Reader              // source of "-"; nil means os.Stdin
	Skipped  func(path, why string) // called for each file that is left out (hidden, not an article); may be nil
	Progress func(bytesRead int64)  // called now and then with the bytes read from disk so far; may be nil
}

// Read yields every article under paths (files, folders, globs, "-"), in sorted
// path order and record order. A non-nil error of type *RecordError means that
// record was lost and the rest goes on; any other error ends the sequence.
func Read(ctx context.Context, paths []string, opts Options) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {}
}
