package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
)

// childVariable makes this program the writer that is killed.
const childVariable = "NEWSCHECK_CRASH_CHILD"

// childBatch is how many articles the writer adds at a time: few, so that a
// kill finds it at all places.
const childBatch = 40

// child adds the articles on in to the index that args[0] names, and prints a
// finding for each when it is durable.
func child(args []string, in io.Reader, out, errs io.Writer) int {
	if err := ingest(args[0], in, out); err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	return 0
}

func ingest(dir string, in io.Reader, out io.Writer) error {
	ctx := context.Background()
	x, err := index.Open(dir, index.Options{Create: true})
	if err != nil {
		return err
	}
	w := bufio.NewWriter(out)
	lines := json.NewEncoder(w)
	var batch []article.Article
	add := func() error {
		findings, err := x.Add(ctx, batch)
		if err != nil {
			return err
		}
		for i := range findings {
			if err := lines.Encode(printed{findings[i].ID, findings[i].Known}); err != nil {
				return err
			}
		}
		batch = batch[:0]
		return w.Flush()
	}
	for a, err := range article.Read(ctx, []string{"-"}, article.Options{Stdin: in, Workers: 1}) {
		if err != nil {
			return err
		}
		if batch = append(batch, a); len(batch) == childBatch {
			if err := add(); err != nil {
				return err
			}
		}
	}
	if err := add(); err != nil {
		return err
	}
	return x.Close()
}

// printed is what is read of a finding.
type printed struct {
	ID    string `json:"id"`
	Known bool   `json:"known"`
}
