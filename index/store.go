package index

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// store is one opening of the pebble store. After a failed write it is dead: it
// answers reads, writes nothing any more, and another opening takes its place.
type store struct {
	db    *pebble.DB
	fence *fence
}

func openStore(dir string, fs vfs.FS, opts *Options) (*store, error) {
	s := &store{fence: &fence{FS: fs, died: make(chan struct{})}}
	o := &pebble.Options{
		FS:                          s.fence,
		ReadOnly:                    opts.ReadOnly,
		CacheSize:                   opts.Cache,
		MemTableSize:                32 << 20,
		MemTableStopWritesThreshold: 3,
		L0CompactionThreshold:       4,
		L0StopWritesThreshold:       24,
		MaxOpenFiles:                512,
		FormatMajorVersion:          pebble.FormatNewest,
		Logger:                      logger{s.fence},
		// Damage that a compaction meets is told where it is read; without a listener
		// the library would end the process for it.
		EventListener: &pebble.EventListener{DataCorruption: func(pebble.DataCorruptionInfo) {}, BackgroundError: func(err error) {
			// The library would try the same again at once, and for ever.
			s.fence.kill(err)
			runtime.Goexit()
		}},
	}
	// Filters keep reads out of the levels that do not have a key; what was never
	// seen at all is known from memory, so the last level, which has nearly
	// everything, needs none.
	for i := range o.Levels {
		l := &o.Levels[i]
		l.BlockSize = 8 << 10
		if i < len(o.Levels)-1 {
			l.FilterPolicy, l.FilterType = bloom.FilterPolicy(10), pebble.TableFilter
		} else {
			l.FilterPolicy = pebble.NoFilterPolicy
		}
		l.Compression = func() *sstable.CompressionProfile { return sstable.SnappyCompression }
	}
	o.TargetFileSizes[0] = 8 << 20
	var db *pebble.DB
	err := s.guarded(func() error {
		var err error
		db, err = pebble.Open(dir, o)
		return err
	})
	if err == nil {
		s.db = db // not before: an opening that was given up on may end later
	}
	if err != nil {
		s.fence.kill(err)
		return nil, err
	}
	return s, nil
}

// get reads a value; nil without an error when there is none.
func (s *store) get(key []byte) ([]byte, error) { return getFrom(s.db, key) }

func getFrom(r pebble.Reader, key []byte) ([]byte, error) {
	v, c, err := r.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, damage(err)
	}
	out := append([]byte{}, v...)
	return out, c.Close()
}

// damage names an error of reading for what it is.
func damage(err error) error {
	if err == nil || !pebble.IsCorruptionError(err) {
		return err
	}
	return fmt.Errorf("%w: %w (newscheck index verify names the files; put back a copy of the folder, or ingest the articles into a new index)", ErrDamaged, err)
}

// apply writes a batch, durably.
func (s *store) apply(b *pebble.Batch) error {
	if s.fence.dead.Load() {
		return errFailed
	}
	err := s.guarded(func() error { return s.db.Apply(b, pebble.Sync) })
	if err == nil && s.fence.dead.Load() {
		err = s.fence.reason()
	}
	if err != nil {
		s.fence.kill(err)
	}
	return err
}

// errFailed is of writes to a dead store.
var errFailed = errors.New("an earlier write failed")

// close lets go of the store. Of a dead one it waits for nothing, for the library
// may hold its locks for ever; the fence keeps it off the disk.
func (s *store) close() error {
	if s.fence.dead.Load() {
		go func() {
			defer func() { _ = recover() }() // it is no news that a dead store is broken
			_ = s.db.Close()
		}()
		return nil
	}
	return s.guarded(func() (err error) {
		defer func() {
			// The library panics when it is closed under an open iterator.
			if p := recover(); p != nil {
				err = fmt.Errorf("closing the store: %v", p)
			}
		}()
		return s.db.Close()
	})
}

// guarded runs f in a goroutine of its own, which logger.Fatalf may end, or the
// end of another one may leave waiting for ever: it is left behind then.
func (s *store) guarded(f func() error) error {
	done := make(chan error, 1)
	go func() {
		err := errors.New("the store gave up on a write")
		defer func() { done <- err }()
		err = f()
	}()
	select {
	case err := <-done:
		if err != nil && s.fence.dead.Load() {
			return s.fence.reason()
		}
		return err
	case <-s.fence.died:
		return s.fence.reason()
	}
}

// logger takes the messages of the library. It has nothing to say to the user
// but errors, which come back from calls; where the library would end the
// process, it ends the goroutine instead.
type logger struct{ fence *fence }

func (logger) Infof(string, ...any)  {}
func (logger) Errorf(string, ...any) {}
func (l logger) Fatalf(format string, args ...any) {
	l.fence.kill(fmt.Errorf(format, args...))
	runtime.Goexit()
}

// fence is a file system that can be shut for writing, so that a store given up
// on cannot touch the folder that its successor has.
type fence struct {
	vfs.FS
	dead  atomic.Bool
	died  chan struct{} // closed when dead becomes true
	disk  atomic.Value  // what the disk said first, a cause
	cause atomic.Value  // error that killed it first
}

type cause struct{ error }

// kill shuts the fence for err, of which the ground is what the disk said.
func (f *fence) kill(err error) {
	if c, ok := f.disk.Load().(cause); ok && !errors.Is(err, c.error) {
		err = c.error
	}
	f.cause.CompareAndSwap(nil, cause{err})
	if f.dead.CompareAndSwap(false, true) {
		close(f.died)
	}
}

// heard notes an error of the disk.
func (f *fence) heard(err error) error {
	if err != nil && !errors.Is(err, os.ErrNotExist) && !errors.Is(err, io.EOF) {
		f.disk.CompareAndSwap(nil, cause{err})
	}
	return err
}

func (f *fence) reason() error {
	if c, ok := f.cause.Load().(cause); ok {
		return c.error
	}
	return errFailed
}

// Lock gives no lock: the index has one on its own folder, which outlives a store.
func (f *fence) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

func (f *fence) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if f.dead.Load() {
		return nil, errFailed
	}
	return f.wrap(f.FS.Create(name, c))
}

func (f *fence) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	if f.dead.Load() {
		return nil, errFailed
	}
	return f.wrap(f.FS.OpenReadWrite(name, c, opts...))
}

// ReuseForWrite makes a new file instead: the log that would be written over
// holds texts, and what is forgotten must not live on behind a shorter log.
func (f *fence) ReuseForWrite(old, name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if f.dead.Load() {
		return nil, errFailed
	}
	if err := f.FS.Remove(old); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	return f.wrap(f.FS.Create(name, c))
}

func (f *fence) wrap(file vfs.File, err error) (vfs.File, error) {
	if f.heard(err) != nil {
		return nil, err
	}
	return &fenced{file, f}, nil
}

func (f *fence) do(op func() error) error {
	if f.dead.Load() {
		return errFailed
	}
	return op()
}

func (f *fence) Link(a, b string) error   { return f.do(func() error { return f.FS.Link(a, b) }) }
func (f *fence) Remove(name string) error { return f.do(func() error { return f.FS.Remove(name) }) }
func (f *fence) RemoveAll(name string) error {
	return f.do(func() error { return f.FS.RemoveAll(name) })
}
func (f *fence) Rename(old, name string) error {
	return f.do(func() error { return f.FS.Rename(old, name) })
}

// Unwrap gives the file system within.
func (f *fence) Unwrap() vfs.FS { return f.FS }

// fenced is a file behind a fence.
type fenced struct {
	vfs.File
	f *fence
}

func (f *fenced) Write(p []byte) (int, error) {
	if f.f.dead.Load() {
		return 0, errFailed
	}
	n, err := f.File.Write(p)
	return n, f.f.heard(err)
}

func (f *fenced) WriteAt(p []byte, off int64) (int, error) {
	if f.f.dead.Load() {
		return 0, errFailed
	}
	n, err := f.File.WriteAt(p, off)
	return n, f.f.heard(err)
}

func (f *fenced) Sync() error     { return f.f.heard(f.File.Sync()) }
func (f *fenced) SyncData() error { return f.f.heard(f.File.SyncData()) }
