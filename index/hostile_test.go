package index_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/klauspost/compress/zstd"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
)

// An index on a disk that fails, that is full, that was written by someone
// else, that lost or changed some of its bytes.

// fill makes an index of the articles in dir.
func fill(t *testing.T, dir string, o index.Options, articles []article.Article) {
	t.Helper()
	o.Create = true
	x, err := index.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	for part := range slices.Chunk(articles, 50) {
		if _, err := x.Add(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

// answers are all that an index says: its articles, and what it says of probes.
// Equal indexes give equal answers.
func answers(ctx context.Context, x *index.Index, probes []article.Article) ([]string, error) {
	var all []string
	for e, err := range x.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprint(e.Article.ID, e.Article.Title, e.Article.Text, e.Story, e.Family, e.Relation, e.Of, e.Verdict, e.Seen.UnixMicro()))
	}
	for _, a := range probes {
		f, err := x.Lookup(ctx, a)
		if err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprint(f.ID, f.Verdict, f.Known, f.Story, f.Of, len(f.Matches), f.IndependentSrcs, f.SeenIn))
		st, err := x.Story(f.Story)
		if err != nil && !errors.Is(err, index.ErrNotFound) {
			return nil, err
		}
		if err == nil {
			all = append(all, fmt.Sprint(st.Copies, st.Publishers))
		}
	}
	return all, nil
}

// filesOf lists the files of a folder by their paths in it.
func filesOf(t *testing.T, disk vfs.FS, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	names, err := disk.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		p := disk.PathJoin(dir, name)
		info, err := disk.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		if info.IsDir() {
			for f, b := range filesOf(t, disk, p) {
				all[disk.PathJoin(name, f)] = b
			}
			continue
		}
		f, err := disk.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
		all[name] = b
	}
	return all
}

// damaged is a disk with the files in the folder ix, one of them changed.
func damaged(t *testing.T, files map[string][]byte, name string, change func([]byte) []byte) vfs.FS {
	t.Helper()
	disk := vfs.NewMem()
	for f, b := range files {
		if f == name {
			if b = change(slices.Clone(b)); b == nil {
				continue
			}
		}
		p := disk.PathJoin("ix", f)
		if err := disk.MkdirAll(disk.PathDir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		w, err := disk.Create(p, vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(slices.Clone(b)); err != nil { // under the race detector the disk spoils what it is given
			t.Fatal(err)
		}
		w.Close()
	}
	return disk
}

// judgeDamage opens a damaged index and says how the damage showed: "opening",
// "verify", or "" when it changed nothing. A wrong answer without an error
// fails the test.
func judgeDamage(t *testing.T, what string, disk vfs.FS, want []string, probes []article.Article) string {
	t.Helper()
	expected := []error{index.ErrDamaged, index.ErrNotIndex, index.ErrVersion, index.ErrParameters}
	named := func(err error) {
		if !slices.ContainsFunc(expected, func(e error) bool { return errors.Is(err, e) }) {
			t.Errorf("%s: an error that does not say that the index is damaged: %v", what, err)
		}
	}
	x, err := index.Open("ix", index.Options{Workers: 1, FS: disk})
	if err != nil {
		named(err)
		return "opening"
	}
	defer x.Close()
	got, err := answers(t.Context(), x, probes)
	if err != nil {
		named(err)
	} else if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: a wrong answer, and no error: %d answers, want %d", what, len(got), len(want))
	}
	faults := 0
	if err := x.Verify(t.Context(), func(f index.Fault) {
		faults++
		if f.What == "" {
			t.Errorf("%s: a fault without words: %+v", what, f)
		}
	}); err != nil {
		named(err)
		return "verify"
	}
	switch {
	case faults > 0:
		return "verify"
	case err != nil:
		t.Errorf("%s: an answer failed (%v), and Verify finds nothing", what, err)
	}
	return ""
}

// go test ./index -run Damage -damage.steps 100 looks more closely.
var damageSteps = flag.Int("damage.steps", 3, "bits that TestDamage flips in each file, beside those at its start and end")

// TestDamage flips bits in every file of an index, at its start, its end and in
// between, cuts files off, and takes them away: of one that was closed, of one
// that was compacted, and of one whose writer was killed, which has its last
// articles in the log only.
func TestDamage(t *testing.T) {
	articles := synthetic(t, 150, 5)
	probes := []article.Article{articles[0], articles[70], articles[149]}
	probes = append(probes, synthetic(t, 5, 6)...)
	for _, state := range []string{"closed", "compacted", "killed"} {
		t.Run(state, func(t *testing.T) {
			t.Parallel()
			disk := vfs.NewCrashableMem()
			made(t, disk, "ix")
			fill(t, "ix", index.Options{FS: disk}, articles[:100])
			x, err := index.Open("ix", index.Options{FS: disk})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := x.Add(t.Context(), articles[100:]); err != nil {
				t.Fatal(err)
			}
			switch state {
			case "compacted":
				if err := x.Compact(t.Context()); err != nil {
					t.Fatal(err)
				}
			case "killed":
				clone := disk.CrashClone(vfs.CrashCloneCfg{})
				x.Close()
				disk = clone
			}
			x.Close()
			files := filesOf(t, disk, "ix")
			if x, err = index.Open("ix", index.Options{FS: damaged(t, files, "", nil), ReadOnly: true}); err != nil {
				t.Fatal(err)
			}
			want, err := answers(t.Context(), x, probes)
			x.Close()
			if err != nil {
				t.Fatal(err)
			}
			if got := judgeDamage(t, "nothing", damaged(t, files, "", nil), want, probes); got != "" {
				t.Fatalf("an undamaged index shows damage at %s", got)
			}
			shown := map[string]map[string]int{} // kind of file → how the damage showed → count
			note := func(name, how string) {
				kind := filepath.Ext(name)
				if kind == "" || strings.HasPrefix(filepath.Base(name), "MANIFEST") {
					kind, _, _ = strings.Cut(filepath.Base(name), "-")
				}
				if shown[kind] == nil {
					shown[kind] = map[string]int{}
				}
				shown[kind][how]++
			}
			for name, b := range files {
				if len(b) == 0 {
					continue
				}
				places := []int{0, 7, len(b) - 1, len(b) - 30}
				for i := range *damageSteps {
					places = append(places, i*len(b) / *damageSteps + i)
				}
				for _, at := range places {
					if at < 0 || at >= len(b) {
						continue
					}
					what := fmt.Sprintf("bit flipped in %s at %d of %d", name, at, len(b))
					how := judgeDamage(t, what, damaged(t, files, name, func(b []byte) []byte {
						b[at] ^= 1 << (at % 8)
						return b
					}), want, probes)
					note(name, how)
					if how == "" && filepath.Ext(name) == ".sst" {
						t.Errorf("%s: not noticed", what)
					}
				}
				for _, n := range []int{0, len(b) / 2, len(b) - 1} {
					what := fmt.Sprintf("%s cut off at %d of %d", name, n, len(b))
					how := judgeDamage(t, what, damaged(t, files, name, func(b []byte) []byte { return b[:n] }), want, probes)
					note(name+".cut", how)
				}
				how := judgeDamage(t, name+" is gone", damaged(t, files, name, func([]byte) []byte { return nil }), want, probes)
				note(name+".gone", how)
			}
			t.Log(shown)
		})
	}
}

// TestForgottenIsGone: after forgetting and compacting, no word of an article,
// its headline, address or id is in any file, packed or not.
func TestForgottenIsGone(t *testing.T) {
	dir := t.TempDir()
	x, err := index.Open(dir, index.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { x.Close() }()
	var secrets []string
	token := func() string {
		var b [16]byte
		rand.Read(b[:])
		secrets = append(secrets, fmt.Sprintf("zq%x", b))
		return secrets[len(secrets)-1]
	}
	articles := synthetic(t, 200, 8)
	var ids []string
	for i := range articles {
		if i%20 != 3 {
			continue
		}
		a := &articles[i]
		a.ID, a.Title = token(), a.Title+" "+token()
		a.URL = "https://mill.example/" + token()
		a.Text = strings.Replace(a.Text, ". ", ". "+token()+" said so. ", 1) + "\n\n" + token()
		a.Byline, a.Meta = "By "+token(), map[string]string{"note": token()}
		ids = append(ids, a.ID)
	}
	for part := range slices.Chunk(articles, 30) {
		if _, err := x.Add(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	edited := articles[3] // a revision holds words of the first text, too
	edited.Text += "\n\nIt was changed: " + token()
	if _, err := x.Add(t.Context(), []article.Article{edited}); err != nil {
		t.Fatal(err)
	}
	// The search can find what it looks for: texts and all are there before.
	if found := search(t, dir, secrets); len(found) < len(secrets)/2 {
		t.Fatalf("the search sees %d of %d secrets in an index that has them all", len(found), len(secrets))
	}
	n, err := x.Forget(t.Context(), index.Selection{IDs: ids})
	if err != nil || n != len(ids)+1 {
		t.Fatalf("forgot %d, %v; want %d", n, err, len(ids)+1)
	}
	if err := x.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := search(t, dir, secrets); len(found) > 0 {
		t.Errorf("after compaction, while it is open: %v", found)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if found := search(t, dir, secrets); len(found) > 0 {
		t.Errorf("after compaction, when it is closed: %v", found)
	}
	if x, err = index.Open(dir, index.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := x.Verify(t.Context(), func(f index.Fault) { t.Errorf("%+v", f) }); err != nil {
		t.Fatal(err)
	}
	if s, err := x.Stats(); err != nil || s.Articles != len(articles)-len(ids) || s.Forgotten != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

// search looks for words in all files of a folder, and in whatever in them is
// packed by zstd. It returns the words found, with their files.
func search(t *testing.T, dir string, words []string) map[string]string {
	t.Helper()
	found := map[string]string{}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	look := func(name string, b []byte) {
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				found[w] = name
			}
		}
	}
	for name, b := range filesOf(t, vfs.Default, dir) {
		look(name, b)
		for rest := b; ; {
			i := bytes.Index(rest, []byte{0x28, 0xb5, 0x2f, 0xfd})
			if i < 0 {
				break
			}
			// What follows the frame is no frame, so that unpacking ends in an error
			// behind what is looked for.
			if d.Reset(bytes.NewReader(rest[i:])) == nil {
				var out bytes.Buffer
				_, _ = out.ReadFrom(d)
				look(name+", unpacked", out.Bytes())
			}
			rest = rest[i+4:]
		}
	}
	return found
}

// fullFS is a disk with little room, or none to write at all.
type fullFS struct {
	vfs.FS
	left     atomic.Int64 // bytes that still fit
	readOnly atomic.Bool
}

func (f *fullFS) refuse() error {
	if f.readOnly.Load() {
		return syscall.EROFS
	}
	if f.left.Load() <= 0 {
		return syscall.ENOSPC
	}
	return nil
}

func (f *fullFS) wrap(file vfs.File, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	return &fullFile{file, f}, nil
}

func (f *fullFS) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if err := f.refuse(); err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return f.wrap(f.FS.Create(name, c))
}

func (f *fullFS) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	if f.readOnly.Load() {
		return nil, &os.PathError{Op: "open", Path: name, Err: syscall.EROFS}
	}
	return f.wrap(f.FS.OpenReadWrite(name, c, opts...))
}

func (f *fullFS) ReuseForWrite(old, name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if err := f.refuse(); err != nil {
		return nil, &os.PathError{Op: "open", Path: name, Err: err}
	}
	return f.wrap(f.FS.ReuseForWrite(old, name, c))
}

func (f *fullFS) changes(op, name string, do func() error) error {
	if f.readOnly.Load() {
		return &os.PathError{Op: op, Path: name, Err: syscall.EROFS}
	}
	return do()
}

func (f *fullFS) MkdirAll(name string, perm os.FileMode) error {
	return f.changes("mkdir", name, func() error { return f.FS.MkdirAll(name, perm) })
}
func (f *fullFS) Remove(name string) error {
	return f.changes("remove", name, func() error { return f.FS.Remove(name) })
}
func (f *fullFS) RemoveAll(name string) error {
	return f.changes("remove", name, func() error { return f.FS.RemoveAll(name) })
}
func (f *fullFS) Rename(a, b string) error {
	return f.changes("rename", a, func() error { return f.FS.Rename(a, b) })
}
func (f *fullFS) Link(a, b string) error {
	return f.changes("link", a, func() error { return f.FS.Link(a, b) })
}
func (f *fullFS) Unwrap() vfs.FS { return f.FS }

type fullFile struct {
	vfs.File
	disk *fullFS
}

func (f *fullFile) Write(p []byte) (int, error) {
	if f.disk.readOnly.Load() {
		return 0, syscall.EROFS
	}
	left := f.disk.left.Add(int64(-len(p)))
	if left >= 0 {
		return f.File.Write(p)
	}
	fits := max(0, len(p)+int(left)) // part of it still reaches the disk, as on a real one
	n, _ := f.File.Write(p[:min(fits, len(p))])
	return n, syscall.ENOSPC
}

// TestDiskFull fills the disk at various moments: Add says so, nothing that it
// answered for is lost, and it goes on when there is room again.
func TestDiskFull(t *testing.T) {
	articles := synthetic(t, 240, 9)
	for _, room := range []int64{6 << 10, 30 << 10, 77 << 10, 150 << 10, 260 << 10} {
		t.Run(fmt.Sprint(room>>10, "k"), func(t *testing.T) {
			disk := &fullFS{FS: vfs.NewMem()}
			disk.left.Store(1 << 40)
			o := index.Options{FS: disk, Create: true}
			x, err := index.Open("ix", o)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { x.Close() }()
			disk.left.Store(room)
			safe, failures := 0, 0
			for safe < len(articles) {
				part := articles[safe:min(safe+30, len(articles))]
				_, err := x.Add(t.Context(), part)
				if err == nil {
					safe += len(part)
					continue
				}
				if failures++; failures > 3 {
					t.Fatalf("still failing with room on the disk: %v", err)
				}
				if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, index.ErrFull) {
					t.Errorf("the error does not say that the disk is full: %v", err)
				}
				if failures == 1 { // while it is full: what is there can be asked for, and adding fails again
					if f, err := x.Lookup(t.Context(), articles[0]); safe > 0 && (err != nil || !f.Known) {
						t.Errorf("look-up on a full disk: %+v, %v", f, err)
					}
					if _, err := x.Add(t.Context(), part); err == nil {
						t.Error("added on a full disk")
					}
				}
				disk.left.Store(1 << 40)
			}
			if failures == 0 {
				t.Fatalf("%d bytes were room enough", room)
			}
			for range 2 { // as it is, and opened anew
				i := 0
				for e, err := range x.Entries(t.Context()) {
					if err != nil {
						t.Fatal(err)
					}
					if i >= len(articles) || e.Article.ID != articles[i].ID || e.Article.Text != articles[i].Text {
						t.Fatalf("article %d is %s", i, e.Article.ID)
					}
					i++
				}
				if i != len(articles) {
					t.Fatalf("%d articles, want %d", i, len(articles))
				}
				if err := x.Verify(t.Context(), func(f index.Fault) { t.Errorf("%+v", f) }); err != nil {
					t.Fatal(err)
				}
				if err := x.Close(); err != nil {
					t.Fatal(err)
				}
				if x, err = index.Open("ix", index.Options{FS: disk}); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestReadOnlyDisk: an index on a disk that cannot be written can be read, and
// adding to it says why it cannot.
func TestReadOnlyDisk(t *testing.T) {
	articles := synthetic(t, 60, 10)
	disk := &fullFS{FS: vfs.NewMem()}
	disk.left.Store(1 << 40)
	fill(t, "ix", index.Options{FS: disk}, articles)
	disk.readOnly.Store(true)
	x, err := index.Open("ix", index.Options{FS: disk, ReadOnly: true})
	if err != nil {
		t.Fatalf("opening for reading only: %v", err)
	}
	if f, err := x.Lookup(t.Context(), articles[7]); err != nil || !f.Known {
		t.Errorf("look-up: %+v, %v", f, err)
	}
	if _, err := x.Add(t.Context(), articles[:1]); !errors.Is(err, index.ErrReadOnly) {
		t.Errorf("add: %v", err)
	}
	if _, err := x.Forget(t.Context(), index.Selection{IDs: []string{articles[0].ID}}); !errors.Is(err, index.ErrReadOnly) {
		t.Errorf("forget: %v", err)
	}
	if err := x.Verify(t.Context(), func(f index.Fault) { t.Errorf("%+v", f) }); err != nil {
		t.Error(err)
	}
	x.Close()
	x, err = index.Open("ix", index.Options{FS: disk})
	if err == nil {
		if _, err = x.Add(t.Context(), synthetic(t, 3, 12)); err == nil {
			t.Error("added to a disk that cannot be written")
		}
		x.Close()
	}
	if err != nil && !errors.Is(err, syscall.EROFS) {
		t.Errorf("the error does not say that the disk cannot be written: %v", err)
	}
	disk.readOnly.Store(false)
	x, err = index.Open("ix", index.Options{FS: disk})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if s, err := x.Stats(); err != nil || s.Articles != len(articles) {
		t.Errorf("%+v, %v", s, err)
	}
}
