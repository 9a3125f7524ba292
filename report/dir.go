package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotReport is the error of WriteDir for a folder that holds something else.
var ErrNotReport = errors.New("the folder is not empty and holds no report")

// WriteDir writes the pages of m to the folder dir. They are written beside it
// and put in its place when all are there, so that a run that fails leaves what
// was there. An empty folder and an older report are replaced; anything else is
// not ([ErrNotReport]). It returns the number of pages and their bytes.
func WriteDir(ctx context.Context, m *Model, limits Limits, dir string) (pages int, size int64, err error) {
	dir = filepath.Clean(dir)
	if err := Replaceable(dir); err != nil {
		return 0, 0, err
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return 0, 0, err
	}
	temp, err := os.MkdirTemp(parent, ".newscheck-report-*")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(temp)
	made := filepath.Join(temp, "new")
	for _, d := range []string{made, filepath.Join(made, "story"), filepath.Join(made, "outlet")} {
		if err := os.Mkdir(d, 0o777); err != nil {
			return 0, 0, err
		}
	}
	err = Pages(ctx, m, limits, func(name string, page []byte) error {
		pages++
		size += int64(len(page))
		return os.WriteFile(filepath.Join(made, filepath.FromSlash(name)), page, 0o666)
	})
	if err != nil {
		return 0, 0, err
	}
	old := filepath.Join(temp, "old")
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return 0, 0, err
	}
	if err := os.Rename(made, dir); err != nil {
		_ = os.Rename(old, dir) // what was there comes back
		return 0, 0, err
	}
	return pages, size, nil
}

// Replaceable reports whether WriteDir may put a report in the place of dir:
// there is nothing, an empty folder, or an older report.
func Replaceable(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case len(entries) == 0:
		return nil
	}
	index, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil || !bytes.Contains(index, []byte(`<meta name="generator" content="newscheck report">`)) {
		return fmt.Errorf("%s: %w", dir, ErrNotReport)
	}
	return nil
}
