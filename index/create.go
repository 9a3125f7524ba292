package index

import (
	"encoding/json"
	"fmt"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// create makes an empty index. index.json comes last but for the seal, so that
// what was cut short is begun anew.
func (x *Index) create() (meta, error) {
	m := meta{What: metaWhat, Version: formatVersion, Params: Parameters{Passage: x.opts.Passage, Recall: x.opts.Recall, Noisy: x.opts.Noisy, NoText: x.opts.NoText}}
	if m.Params.Passage == 0 {
		m.Params.Passage = 40
	}
	if m.Params.Recall == 0 {
		m.Params.Recall = 0.95
	}
	if _, err := paramsOf(m.Params); err != nil {
		return m, err
	}
	names, err := x.fs.List(x.dir)
	if err != nil {
		return m, fmt.Errorf("cannot make the index: %w", err)
	}
	for _, n := range names {
		if n != lockName && n != storeName && n != metaName+".new" {
			return m, fmt.Errorf("%w: %s holds other files, such as %s (give a new or an empty folder)", ErrNotIndex, x.dir, n)
		}
	}
	fail := func(err error) (meta, error) { return m, fmt.Errorf("cannot make the index: %w", err) }
	if err := x.fs.RemoveAll(x.path(storeName)); err != nil {
		return fail(err)
	}
	if err := x.fs.MkdirAll(x.path(storeName), 0o755); err != nil {
		return fail(err)
	}
	s, err := openStore(x.path(storeName), x.fs, &x.opts)
	if err != nil {
		return fail(err)
	}
	w := s.db.NewBatch()
	c := counters{}
	put(w, []byte{keyCounters}, c.encode())
	err = s.apply(w)
	w.Close()
	if err2 := s.close(); err == nil {
		err = err2
	}
	if err != nil {
		return fail(err)
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fail(err)
	}
	if err := x.writeFile(metaName, append(b, '\n')); err != nil {
		return fail(err)
	}
	if err := createSeal(x.fs, x.path(sealName)); err != nil {
		return fail(err)
	}
	if err := x.syncDir(); err != nil {
		return fail(err)
	}
	return m, nil
}

// writeFile puts a file in its place as a whole.
func (x *Index) writeFile(name string, b []byte) error {
	f, err := x.fs.Create(x.path(name+".new"), vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	if _, err = f.Write(b); err == nil {
		err = f.Sync()
	}
	if err2 := f.Close(); err == nil {
		err = err2
	}
	if err != nil {
		return err
	}
	return x.fs.Rename(x.path(name+".new"), x.path(name))
}

// makeDir makes the folder of the index, and sees to it that it is there after a
// crash: what a folder has in it is safe only when the folder above is synced.
func (x *Index) makeDir() error {
	var above []string // of the folders that are made
	for dir := x.dir; ; {
		if _, err := x.fs.Stat(dir); err == nil {
			break
		}
		up := x.fs.PathDir(dir)
		if up == dir {
			break
		}
		above = append(above, up)
		dir = up
	}
	if err := x.fs.MkdirAll(x.dir, 0o755); err != nil {
		return err
	}
	for _, dir := range above {
		if err := x.sync(dir); err != nil {
			return err
		}
	}
	return nil
}

func (x *Index) syncDir() error { return x.sync(x.dir) }

func (x *Index) sync(dir string) error {
	d, err := x.fs.OpenDir(dir)
	if err != nil {
		return err
	}
	if err := d.Sync(); err != nil {
		d.Close()
		return err
	}
	return d.Close()
}
