package index

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance/framing"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// Files of the folder; see formatVersion.
const (
	metaName  = "index.json"
	sealName  = "seal"
	lockName  = "LOCK"
	storeName = "store"
)

// Index is an open index. Its methods may be called from several goroutines at
// once; Add, Forget and Compact wait for one another, and look-ups wait for none
// of them.
type Index struct {
	dir      string
	opts     Options
	fs       vfs.FS
	meta     meta
	params   dedupe.Params
	registry *outlets.Registry
	lexicon  func() (*framing.Lexicon, error)
	tools    toolbox
	pages    pageCache
	headers  recent[*header]        // of stored articles, by number
	packed   recent[*dedupe.Packed] // and their pages

	writing sync.Mutex // held by Add, Forget, Compact and Close
	lock    io.Closer  // on the folder; nil when read-only
	seal    seal

	mu       sync.RWMutex // guards what follows
	store    *store
	users    *sync.WaitGroup // calls that use store
	memory   *memory
	counters counters
	closed   bool
}

// meta is index.json.
type meta struct {
	What    string     `json:"what"`
	Version int        `json:"version"`
	Params  Parameters `json:"parameters"`
}

const metaWhat = "newscheck index"

// Open opens the index in dir, or with Options.Create makes one there when the
// folder is empty or missing. Errors are ErrNotIndex, ErrVersion, ErrParameters,
// ErrLocked and ErrDamaged, wrapped in words that say what to do, or those of the
// disk.
//
// It reads the sketches of all articles, some seconds for a million. In memory
// an article of 3 KB then takes about half a kilobyte.
func Open(dir string, opts Options) (*Index, error) {
	x := &Index{dir: dir, opts: opts, fs: opts.FS, registry: opts.Registry}
	if x.fs == nil {
		x.fs = vfs.Default
	}
	if x.opts.Now == nil {
		x.opts.Now = time.Now
	}
	if x.opts.Workers == 0 {
		x.opts.Workers = runtime.GOMAXPROCS(0)
	}
	if x.opts.Workers < 0 || x.opts.Cache < 0 {
		return nil, errors.New("index: the numbers of workers and of bytes to cache must not be negative")
	}
	if x.registry == nil {
		var err error
		if x.registry, err = outlets.Default(); err != nil {
			return nil, err
		}
	}
	x.lexicon = sync.OnceValues(func() (*framing.Lexicon, error) { return framing.LoadLexicon() })
	x.tools.make = x.newTools
	if x.opts.Cache == 0 {
		x.opts.Cache = defaultCache
	}
	// Copies of a story come within days, and a packed page takes less than its
	// text: so most pages that are asked for are at hand.
	x.headers.room, x.packed.room = cachedHeaders, int(x.opts.Cache/2)
	if err := x.open(); err != nil {
		return nil, err
	}
	return x, nil
}

func (x *Index) path(name string) string { return x.fs.PathJoin(x.dir, name) }

// open takes the folder, and makes it an index first when it is to.
func (x *Index) open() (err error) {
	m, err := x.readMeta()
	create := errors.Is(err, ErrNotIndex) && x.opts.Create && !x.opts.ReadOnly
	if err != nil && !create {
		return err
	}
	if create {
		if err := x.makeDir(); err != nil {
			return fmt.Errorf("cannot make the index: %w", err)
		}
	}
	if err := x.takeLock(); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			x.letGo()
		}
	}()
	if create {
		if m, err = x.create(); err != nil {
			return err
		}
	}
	if err := x.check(m); err != nil {
		return err
	}
	return x.start()
}

// readMeta reads index.json.
func (x *Index) readMeta() (meta, error) {
	var m meta
	f, err := x.fs.Open(x.path(metaName))
	if errors.Is(err, os.ErrNotExist) {
		what := fmt.Errorf("%w: %s", ErrNotIndex, x.dir)
		if names, err := x.fs.List(x.dir); err == nil && x.isIndexWithout(names) {
			return m, fmt.Errorf("%w: %s has the other files of an index, but no %s (put it back from a copy)", ErrDamaged, x.dir, metaName)
		}
		return m, fmt.Errorf("%w (give the folder of one, or have one made by newscheck ingest --index %s)", what, x.dir)
	}
	if err != nil {
		return m, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, 1<<16))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil || m.What != metaWhat {
		return m, fmt.Errorf("%w: %s cannot be read (put it back from a copy)", ErrDamaged, x.path(metaName))
	}
	return m, nil
}

// isIndexWithout tells of the names in a folder whether they are an index that
// lost its index.json. One whose making was cut short has no seal yet.
func (x *Index) isIndexWithout(names []string) bool {
	for _, n := range names {
		if n == sealName {
			return true
		}
	}
	return false
}

// takeLock keeps other writers out. A reader only looks whether there is one.
func (x *Index) takeLock() error {
	l, err := x.fs.Lock(x.path(lockName))
	if err != nil {
		if x.opts.ReadOnly && (errors.Is(err, os.ErrPermission) || isReadOnlyDisk(err)) {
			return nil // nobody can write there
		}
		if errors.Is(err, os.ErrPermission) || isReadOnlyDisk(err) || errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("cannot write to the index: %w (open it for reading only, or free the folder for writing)", err)
		}
		return fmt.Errorf("%w: %s (%w; stop that process, or send it the articles: newscheck serve takes them over HTTP)", ErrLocked, x.dir, err)
	}
	if x.opts.ReadOnly {
		return l.Close()
	}
	x.lock = l
	return nil
}

func isReadOnlyDisk(err error) bool {
	return err != nil && strings.Contains(err.Error(), "read-only file system")
}

// letGo gives the folder back.
func (x *Index) letGo() {
	x.seal.close()
	x.seal = seal{}
	if x.lock != nil {
		x.lock.Close()
		x.lock = nil
	}
}

func paramsOf(p Parameters) (dedupe.Params, error) {
	return dedupe.Options{Passage: p.Passage, Recall: p.Recall, Noisy: p.Noisy}.Params(minShared)
}

// check holds index.json against the program and the options.
func (x *Index) check(m meta) error {
	if m.Version != formatVersion {
		return fmt.Errorf("%w: %s has format %d, this program reads and writes format %d (use the newscheck that made it, or have that one export the articles and ingest them into a new index)", ErrVersion, x.dir, m.Version, formatVersion)
	}
	o := &x.opts
	var differ []string
	want := func(given bool, name string, got, stored any) {
		if given && got != stored {
			differ = append(differ, fmt.Sprintf("%s %v, not %v", name, stored, got))
		}
	}
	want(o.Passage != 0, "passage", o.Passage, m.Params.Passage)
	want(o.Recall != 0, "recall", o.Recall, m.Params.Recall)
	want(o.Noisy, "noisy", o.Noisy, m.Params.Noisy)
	want(o.NoText, "no text", o.NoText, m.Params.NoText)
	if len(differ) > 0 {
		return fmt.Errorf("%w: %s (leave them out to take what is stored, or make another index with newscheck index rebuild)", ErrParameters, strings.Join(differ, ", "))
	}
	p, err := paramsOf(m.Params)
	if err != nil {
		return fmt.Errorf("%w: %s has parameters out of range: %w", ErrDamaged, metaName, err)
	}
	x.meta, x.params = m, p
	return nil
}

// start opens the store, and makes the memory from it.
func (x *Index) start() error {
	sealed, err := readSeal(x.fs, x.path(sealName))
	if err != nil {
		return err
	}
	// Whether the store is there is asked before the library would make a new one.
	if names, err := x.fs.List(x.path(storeName)); err != nil || !hasManifest(names) {
		return fmt.Errorf("%w: the store in %s is not there (put back a copy of the folder)", ErrDamaged, x.path(storeName))
	}
	s, err := openStore(x.path(storeName), x.fs, &x.opts)
	if err != nil {
		if pebble.IsCorruptionError(err) || errors.Is(err, os.ErrNotExist) || strings.Contains(err.Error(), "size mismatch") {
			return fmt.Errorf("%w: %w (put back a copy of the folder, or ingest the articles into a new index)", ErrDamaged, err)
		}
		return fmt.Errorf("cannot open the index: %w", err)
	}
	ok := false
	defer func() {
		if !ok {
			s.close()
		}
	}()
	b, err := s.get([]byte{keyCounters})
	if err != nil {
		return err
	}
	c, readable := decodeCounters(b)
	switch {
	case b == nil || !readable:
		return fmt.Errorf("%w: its counters are not there (put back a copy of the folder, or ingest the articles into a new index)", ErrDamaged)
	case c.sequence < sealed:
		return fmt.Errorf("%w: the last %d of %d batches are not there (put back a copy of the folder, or ingest the articles into a new index)", ErrDamaged, sealed-c.sequence, sealed)
	}
	m, err := loadMemory(context.Background(), s.db, c.next)
	if err != nil {
		return err
	}
	defer func() {
		if !ok {
			m.close()
		}
	}()
	if !x.opts.ReadOnly {
		f, err := x.fs.OpenReadWrite(x.path(sealName), vfs.WriteCategoryUnspecified)
		if err != nil {
			return fmt.Errorf("cannot write to the index: %w (open it for reading only, or free the folder for writing)", err)
		}
		x.seal = seal{f}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.store, x.users, x.memory, x.counters = s, &sync.WaitGroup{}, m, c
	ok = true
	return nil
}

func hasManifest(names []string) bool {
	for _, n := range names {
		if strings.HasPrefix(n, "MANIFEST-") {
			return true
		}
	}
	return false
}

// begin gives the store for one call; end must be called after it.
func (x *Index) begin() (s *store, end func(), err error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	if x.closed {
		return nil, nil, ErrClosed
	}
	if x.store == nil {
		return nil, nil, errFailed
	}
	u := x.users
	u.Add(1)
	return x.store, u.Done, nil
}

// beginWrite is begin for a writer, who holds the writers' lock. After a failed
// write it opens the folder anew.
func (x *Index) beginWrite(ctx context.Context) (*store, func(), error) {
	if x.opts.ReadOnly {
		return nil, nil, ErrReadOnly
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	x.mu.RLock()
	broken := !x.closed && (x.store == nil || x.store.fence.dead.Load())
	x.mu.RUnlock()
	if broken {
		if err := x.reopen(); err != nil {
			return nil, nil, fmt.Errorf("the index failed before, and cannot be opened again yet: %w", err)
		}
	}
	return x.begin()
}

// reopen puts a new opening of the folder in the place of a broken one, whose
// readers finish on it.
func (x *Index) reopen() error {
	if err := x.room(0); err != nil {
		return err
	}
	x.mu.RLock()
	old, users, memory := x.store, x.users, x.memory
	x.mu.RUnlock()
	x.seal.close()
	x.seal = seal{} // start may fail, and this be tried again
	if err := x.start(); err != nil {
		return err
	}
	x.pages.clear()
	x.headers.clear()
	x.packed.clear()
	if old != nil {
		go func() {
			users.Wait()
			_ = old.close() // it is dead: there is nothing to lose
			memory.close()
		}()
	}
	return nil
}

// Close lets go of the folder when the calls and loops under way have ended. All
// that Add answered for is there already.
func (x *Index) Close() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	if x.closed {
		x.mu.Unlock()
		return nil
	}
	x.closed = true
	s, users := x.store, x.users
	x.mu.Unlock()
	users.Wait()
	var err error
	if !x.opts.ReadOnly && !s.fence.dead.Load() {
		// With an empty log, the next opening needs to replay nothing.
		err = s.guarded(s.db.Flush)
	}
	if err2 := s.close(); err == nil {
		err = err2
	}
	x.letGo()
	x.mu.Lock()
	x.memory.close()
	x.store, x.memory = nil, nil
	x.mu.Unlock()
	return err
}
