package article

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// paths reads everything under the paths that the user gave. Paths that do not
// exist are found before anything is read.
func (r *reader) paths(given []string) error {
	if len(given) == 0 {
		return errors.New("no path given: name a file, a folder, a glob, or - for standard input")
	}
	var all []string
	stdin := false
	for _, p := range given {
		if p == "-" {
			if stdin {
				return errors.New("standard input (-) can be read only once")
			}
			stdin = true
			all = append(all, p)
			continue
		}
		_, err := os.Stat(p)
		switch {
		case err == nil:
			all = append(all, p)
		case r.opts.Found && errors.Is(err, fs.ErrNotExist):
			if err := r.skip(filepath.ToSlash(p), "gone"); err != nil {
				return err
			}
		case strings.ContainsAny(p, "*?[") && errors.Is(err, fs.ErrNotExist):
			found, err := filepath.Glob(p)
			if err != nil {
				return fmt.Errorf("glob %s: %w", p, err)
			}
			if len(found) == 0 {
				return fmt.Errorf("no file matches %s", p)
			}
			slices.Sort(found)
			for _, name := range found {
				if strings.HasPrefix(filepath.Base(name), ".") && !strings.HasPrefix(filepath.Base(p), ".") {
					if err := r.skip(filepath.ToSlash(name), "hidden"); err != nil {
						return err
					}
					continue
				}
				all = append(all, name)
			}
		default:
			return err
		}
	}
	for _, p := range all {
		if err := r.path(p); err != nil {
			return err
		}
	}
	return nil
}

// path reads one file, or all files under one folder.
func (r *reader) path(p string) error {
	if p == "-" {
		in := r.opts.Stdin
		if in == nil {
			in = os.Stdin
		}
		return r.stream(&file{name: "-", live: true}, in)
	}
	info, err := os.Stat(p)
	if err != nil {
		return r.fail(&RecordError{Source: Source{File: filepath.ToSlash(p)}, Reason: "cannot be read", Err: err})
	}
	if !info.IsDir() {
		if why := r.noArticle(filepath.Base(p)); r.opts.Found && why != "" {
			return r.skip(filepath.ToSlash(p), why)
		}
		return r.open(p, r.opts.Found)
	}
	root := p
	if l, err := os.Lstat(p); err == nil && l.Mode()&fs.ModeSymlink != 0 {
		root += string(filepath.Separator) // a link that the user names is followed
	}
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			if e := r.fail(&RecordError{Source: Source{File: filepath.ToSlash(path)}, Reason: "cannot be read: " + reason(err), Err: err}); e != nil {
				return e
			}
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if path == root {
			return nil
		}
		slash := filepath.ToSlash(path)
		hidden := strings.HasPrefix(d.Name(), ".")
		if d.IsDir() {
			if hidden {
				if err := r.skip(slash+"/", "hidden"); err != nil {
					return err
				}
				return fs.SkipDir
			}
			return nil
		}
		mode := d.Type()
		if mode&fs.ModeSymlink != 0 {
			to, err := os.Stat(path)
			if err != nil {
				return r.skip(slash, "broken link")
			}
			mode = to.Mode().Type()
		}
		switch {
		case hidden:
		case mode.IsDir():
			return r.skip(slash, "link to a folder")
		case !mode.IsRegular():
			return r.skip(slash, "not a regular file")
		}
		if why := r.noArticle(d.Name()); why != "" {
			return r.skip(slash, why)
		}
		return r.open(path, true)
	})
}

// noArticle says why a file of that name, when it is found in a folder, is none
// that articles are read from, or "".
func (r *reader) noArticle(name string) string {
	switch f, _ := formatOfName(name); {
	case strings.HasPrefix(name, "."):
		return "hidden"
	case aboutFolder(name):
		return "about the folder, by its name"
	case f == unknown && r.opts.Format == "":
		return "not an article file, by its name"
	}
	return ""
}

// aboutFolder says whether a file found in a folder is by its name about that
// folder and no article of it.
func aboutFolder(name string) bool {
	stem, _, _ := strings.Cut(strings.ToUpper(name), ".")
	switch stem {
	case "README", "LICENSE", "LICENCE", "COPYING", "NOTICE", "CHANGELOG", "CONTRIBUTING":
		return true
	}
	return false
}

// open reads the file at path; walked says that it was found in a folder and
// not named by the user.
func (r *reader) open(path string, walked bool) error {
	f := &file{name: filepath.ToSlash(path), walked: walked}
	in, err := os.Open(path)
	if err != nil {
		return r.fail(&RecordError{Source: Source{File: f.name}, Reason: "cannot be opened: " + reason(err), Err: err})
	}
	defer in.Close()
	if info, err := in.Stat(); err == nil && info.Mode().IsRegular() {
		f.disk, f.size = in, info.Size()
	} else {
		f.live = true
	}
	return r.stream(f, in)
}

// reason is the text of err without the path, which the Source names already.
func reason(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err.Error()
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return "cut off (unexpected end of file)"
	}
	return err.Error()
}
