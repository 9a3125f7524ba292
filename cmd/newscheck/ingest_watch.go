package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A watcher follows a folder and all folders in it. Notices of the system make
// it quick; looking at everything now and then makes it sure, for notices are
// lost when many come at once and never come from some network disks.
type watcher struct {
	run    *run
	dir    string
	settle time.Duration
	notify *fsnotify.Watcher // nil when the system gives none

	read    map[string]stamp   // files as they were when they were read
	waiting map[string]waiting // files that differ from that
}

// stamp tells one content of a file from another.
type stamp struct {
	size int64
	time time.Time // of its last change
}

// waiting is a file that came or changed.
type waiting struct {
	stamp
	since time.Time // when it was first seen like that
}

// scanEvery is how long a change can go unnoticed when no notice of it comes.
const scanEvery = 10 * time.Second

// watch begins to follow dir.
func (r *run) watch(dir string, settle time.Duration) (*watcher, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, readError(err)
	} else if !info.IsDir() {
		return nil, withHint(fmt.Errorf("cannot watch %s: it is no folder", dir), "--watch takes a folder; name files as PATHs")
	}
	w := &watcher{run: r, dir: dir, settle: settle, read: map[string]stamp{}, waiting: map[string]waiting{}}
	n, err := fsnotify.NewWatcher()
	if err == nil {
		w.notify = n
	} else {
		r.say("the system gives no notices of changes (%v): looking every %v instead", err, scanEvery)
	}
	return w, nil
}

func (w *watcher) close() {
	if w.notify != nil {
		w.notify.Close()
	}
}

// next waits until files have come or changed and settled, and returns them,
// the one that changed first first. It returns none when the user asks to stop,
// or at until.
func (w *watcher) next(until time.Time) []string {
	if len(w.read) == 0 && len(w.waiting) == 0 {
		w.scan(w.dir)
	}
	var notices chan fsnotify.Event
	var failures chan error
	if w.notify != nil {
		notices, failures = w.notify.Events, w.notify.Errors
	}
	scan := time.NewTicker(scanEvery)
	defer scan.Stop()
	look := time.NewTicker(max(w.settle/4, 10*time.Millisecond))
	defer look.Stop()
	for {
		select {
		case <-w.run.ctx.Done():
			return nil
		default:
		}
		if ready := w.ready(); len(ready) > 0 {
			return ready
		}
		if !until.IsZero() && time.Now().After(until) {
			return nil
		}
		select {
		case <-w.run.ctx.Done():
			return nil
		case e := <-notices:
			w.note(e.Name)
		case <-failures: // some notices were lost
			w.scan(w.dir)
		case <-scan.C:
			w.scan(w.dir)
		case <-look.C:
		}
	}
}

// scan notes every file below dir, and asks for notices of its folders.
func (w *watcher) scan(dir string) {
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil: // gone by now, or not for us to read
			return nil
		case d.IsDir():
			if path != w.dir && strings.HasPrefix(d.Name(), ".") {
				return fs.SkipDir
			}
			if w.notify != nil {
				if e := w.notify.Add(path); e != nil {
					w.run.say("cannot have notices of %s (%v): looking every %v instead", printable(path), cause(e), scanEvery)
					w.notify.Close()
					w.notify = nil
				}
			}
			return nil
		}
		w.note(path)
		return nil
	})
	for path := range w.read {
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			delete(w.read, path)
		}
	}
}

// note looks at one path that may have come or changed.
func (w *watcher) note(path string) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		delete(w.waiting, path)
		return
	case info.IsDir():
		if !strings.HasPrefix(filepath.Base(path), ".") && path != w.dir {
			w.scan(path)
		}
		return
	case !info.Mode().IsRegular() || strings.HasPrefix(filepath.Base(path), "."):
		return
	}
	now := stamp{info.Size(), info.ModTime()}
	if w.read[path] == now {
		delete(w.waiting, path)
		return
	}
	if w.waiting[path].stamp != now {
		w.waiting[path] = waiting{now, time.Now()}
	}
}

// ready takes out the files that have not changed for a while.
func (w *watcher) ready() []string {
	type file struct {
		path string
		stamp
	}
	var all []file
	for path, x := range w.waiting {
		if age := time.Since(x.stamp.time); time.Since(x.since) < w.settle && age < w.settle {
			continue
		}
		w.note(path) // it may have changed without a notice
		if y, ok := w.waiting[path]; ok && y == x {
			all = append(all, file{path, x.stamp})
			delete(w.waiting, path)
			w.read[path] = x.stamp
		}
	}
	slices.SortFunc(all, func(a, b file) int { return cmp.Or(a.time.Compare(b.time), strings.Compare(a.path, b.path)) })
	paths := make([]string, len(all))
	for i, f := range all {
		paths[i] = f.path
	}
	return paths
}

// again makes files come once more, after they could not be added.
func (w *watcher) again(paths []string) {
	for _, p := range paths {
		delete(w.read, p)
	}
}

// follow takes in what watch tells of until the user asks to stop.
func (g *ingestion) follow(in *input, watch *watcher, keep time.Duration) error {
	const (
		forgetEvery = time.Hour
		retryAfter  = 5 * time.Second
	)
	g.quiet = true
	if t, ok := g.out.(*findingTable); ok {
		t.every, t.top = true, 0 // who follows a folder wants to see what comes
	}
	var forget time.Time
	if keep > 0 {
		forget = time.Now().Add(forgetEvery)
	}
	failing := false
	for !g.run.interrupted() {
		files := watch.next(forget)
		if keep > 0 && time.Now().After(forget) {
			forget = time.Now().Add(forgetEvery)
			if err := g.retain(keep); err != nil {
				return err
			}
		}
		if len(files) == 0 {
			continue
		}
		some := *in
		some.paths, some.following, some.opts.Found = files, true, true
		err := g.take(&some)
		switch {
		case err == nil:
			failing = false
		case !mayPass(err):
			return err
		default:
			if !failing {
				g.run.report(err)
				g.run.say("trying again every %v", retryAfter)
			}
			failing = true
			watch.again(files)
			for _, f := range files {
				watch.note(f)
			}
			select {
			case <-g.run.ctx.Done():
			case <-time.After(retryAfter):
			}
		}
	}
	return nil
}

// mayPass tells errors of a disk, which can pass when there is room again, from
// those that stay.
func mayPass(err error) bool {
	var f indexFailure
	return errors.As(err, &f) && !errors.Is(err, context.Canceled)
}
