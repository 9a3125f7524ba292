package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/cockroachdb/pebble/v2/record"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Verify reads everything and tells report each fault, from one goroutine. An
// error means that it could not look; no error and no fault, that all is whole:
// every block of every file has its checksum, every article its parts, every text
// its print, and what one record says of another is so. Writers wait meanwhile.
func (x *Index) Verify(ctx context.Context, report func(Fault)) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	s, end, err := x.begin()
	if err != nil {
		return err
	}
	defer end()
	v := &verifier{x: x, s: s, report: report}
	v.header()
	if !x.opts.ReadOnly && !s.fence.dead.Load() {
		if err := s.guarded(s.db.Flush); err != nil { // so that the tables hold everything
			return err
		}
	}
	if err := v.files(ctx); err != nil {
		return err
	}
	return v.records(ctx)
}

// verifier is one run of Verify.
type verifier struct {
	x      *Index
	s      *store
	report func(Fault)
	next   uint32
	told   map[string]bool
}

func (v *verifier) fault(f Fault) {
	k := f.What + f.ID + f.Key + f.File
	if v.told == nil {
		v.told = map[string]bool{}
	}
	if !v.told[k] && len(v.told) < 10_000 {
		v.told[k] = true
		v.report(f)
	}
}

// header looks at the files beside the store.
func (v *verifier) header() {
	m, err := v.x.readMeta()
	switch {
	case err != nil:
		v.fault(Fault{What: err.Error(), File: metaName})
	case m != v.x.meta:
		v.fault(Fault{What: "its version or its parameters are not those that the index was opened with", File: metaName})
	}
	sealed, err := readSeal(v.x.fs, v.x.path(sealName))
	switch {
	case err != nil:
		v.fault(Fault{What: err.Error(), File: sealName})
	case sealed != v.x.counters.sequence && v.x.counters.sequence != sealed+1:
		v.fault(Fault{What: fmt.Sprintf("it tells of %d batches, the store of %d", sealed, v.x.counters.sequence), File: sealName})
	}
}

// files checks the checksums of all files of the store.
func (v *verifier) files(ctx context.Context) error {
	tables, err := v.s.db.SSTables()
	if err != nil {
		return damage(err)
	}
	for _, level := range tables {
		for _, t := range level {
			if err := ctx.Err(); err != nil {
				return err
			}
			name := fmt.Sprintf("%s.sst", t.BackingSSTNum)
			err := v.table(ctx, name)
			if errors.Is(err, os.ErrNotExist) && !v.inUse(name) {
				continue // a compaction put others in its place meanwhile
			}
			if err != nil {
				v.fault(Fault{What: err.Error(), File: storeName + "/" + name})
			}
		}
	}
	names, err := v.x.fs.List(v.x.path(storeName))
	if err != nil {
		return err
	}
	newest := "" // manifest; older ones are of no use any more
	for _, n := range names {
		if strings.HasPrefix(n, "MANIFEST-") && (len(n) > len(newest) || n > newest) {
			newest = n
		}
	}
	if newest == "" {
		v.fault(Fault{What: "the store has no MANIFEST", File: storeName})
		return nil
	}
	if err := v.log(newest); err != nil {
		v.fault(Fault{What: err.Error(), File: storeName + "/" + newest})
	}
	return nil
}

// inUse reports whether the store still has a table.
func (v *verifier) inUse(name string) bool {
	tables, err := v.s.db.SSTables()
	if err != nil {
		return true
	}
	for _, level := range tables {
		for _, t := range level {
			if fmt.Sprintf("%s.sst", t.BackingSSTNum) == name {
				return true
			}
		}
	}
	return false
}

// table checks every block of one table as it is on the disk.
func (v *verifier) table(ctx context.Context, name string) error {
	f, err := v.x.fs.Open(v.x.fs.PathJoin(v.x.path(storeName), name))
	if err != nil {
		return err
	}
	readable, err := sstable.NewSimpleReadable(f)
	if err != nil {
		f.Close()
		return err
	}
	r, err := sstable.NewReader(ctx, readable, sstable.ReaderOptions{})
	if err != nil {
		return errors.Join(err, readable.Close())
	}
	defer r.Close()
	return r.ValidateBlockChecksums()
}

// log checks the records of a manifest.
func (v *verifier) log(name string) error {
	f, err := v.x.fs.Open(v.x.fs.PathJoin(v.x.path(storeName), name), vfs.SequentialReadsOption)
	if err != nil {
		return err
	}
	defer f.Close()
	r := record.NewReader(f, 0) // the number is of logs that are written over
	for {
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, rec); err != nil {
			return err
		}
	}
}

// records checks what is stored against itself.
func (v *verifier) records(ctx context.Context) error {
	v.next = v.x.counters.next
	n := int(v.next)
	has := map[byte][]bool{}
	for _, k := range []byte{keyHeader, keySketch, keyState, keyText} {
		has[k] = make([]bool, n)
	}
	var c counters
	states := make([]state, n)
	roots := make([]uint32, n)
	twins := make([]uint32, n)
	c.sequence, c.next, c.forgotten, c.newest = v.x.counters.sequence, v.next, v.x.counters.forgotten, v.x.counters.newest
	each := func(kind byte, f func(n uint32, key, value []byte)) error {
		err := scan(ctx, v.s.db, []byte{kind}, func(k, val []byte) error {
			i := numberOf(k)
			if i >= v.next {
				v.fault(Fault{What: "an article that was never counted", Key: fmt.Sprintf("%q", k)})
				return nil
			}
			if has[kind] != nil {
				has[kind][i] = true
			}
			f(i, k, val)
			return nil
		})
		if errors.Is(err, ErrDamaged) {
			v.fault(Fault{What: err.Error(), Key: fmt.Sprintf("%q…", kind)})
			return nil
		}
		return err
	}
	bad := func(what string, key []byte) { v.fault(Fault{What: what, Key: fmt.Sprintf("%q", key)}) }

	t := v.x.tools.get()
	defer v.x.tools.put(t)
	var seen int64
	if err := each(keyHeader, func(n uint32, k, val []byte) {
		h, ok := decodeHeader(val)
		if !ok {
			bad("the header of an article cannot be read", k)
			return
		}
		c.articles++
		c.textBytes += int64(h.size)
		twins[n] = h.twin
		if h.seen <= seen {
			v.fault(Fault{What: "an article that arrived before the one before it", ID: h.id})
		}
		seen = h.seen
		for _, lk := range keysOf(h) {
			ns, err := v.s.numbers(lk[:])
			want := n
			if lk[0] == keyPrint && h.twin != none {
				want = h.twin
			}
			if err != nil || !slices.Contains(ns, want) {
				v.fault(Fault{What: "it cannot be found by its id, its address or its text", ID: h.id, Key: fmt.Sprintf("%q", lk[:1])})
			}
		}
	}); err != nil {
		return err
	}
	if err := each(keyText, func(n uint32, k, val []byte) {
		c.stored += int64(len(val))
		b, err := t.decomp.DecodeAll(val, t.buf[:0])
		t.buf = b
		h, err2 := v.s.header(n)
		if err != nil || err2 != nil {
			bad("a text cannot be unpacked, or is of no article", k)
			return
		}
		a, ok := decodeArticle(b, h)
		if !ok || !v.x.meta.Params.NoText && (hashOf(a.Text) != h.print || len(a.Text) != h.size) {
			v.fault(Fault{What: "its text is not the one that was stored", ID: h.id, Key: fmt.Sprintf("%q", k)})
		}
	}); err != nil {
		return err
	}
	shingles := 0
	if err := each(keySketch, func(n uint32, k, val []byte) {
		sk, ok := decodeSketch(val)
		if !ok || !slices.IsSorted(sk.shingles) || sk.twin != (twins[n] != none) {
			bad("the sketch of an article cannot be read", k)
			return
		}
		if !sk.twin {
			shingles += len(sk.shingles) - len(sk.unposted)
		}
	}); err != nil {
		return err
	}
	if got := v.x.memory.shingles.entries; got != shingles {
		v.fault(Fault{What: fmt.Sprintf("%d postings in memory, where the sketches have %d (close the index and open it again)", got, shingles)})
	}
	if err := each(keyState, func(n uint32, k, val []byte) {
		st, ok := decodeState(val)
		if !ok {
			bad("the state of an article cannot be read", k)
			return
		}
		states[n], roots[n] = st, n
		if st.story == n {
			c.stories++
		}
		if st.family == n {
			c.families++
		}
		if st.revised != none {
			c.revisions++
		}
	}); err != nil {
		return err
	}
	for _, kind := range slices.Sorted(maps.Keys(has)) {
		for i := range n {
			if has[kind][i] != has[keyHeader][i] {
				bad("an article that is there in part", numberKey(kind, uint32(i)))
			}
		}
	}
	if err := each(keyComponent, func(n uint32, k, val []byte) {
		r, ok := decodeRoster(val)
		if !ok || r.members[0] != n {
			bad("the members of a component cannot be read", k)
			return
		}
		for _, m := range r.members {
			if m >= v.next || !has[keyState][m] || roots[m] != m {
				bad(fmt.Sprintf("article %d of a component is not there, or in another one", m), k)
				continue
			}
			roots[m] = n
		}
	}); err != nil {
		return err
	}
	if err := each(keyLinks, func(n uint32, k, val []byte) {
		ls, ok := decodeLinks(n, val)
		if !ok {
			bad("the links of an article cannot be read", k)
			return
		}
		for _, l := range ls {
			if l.to >= n {
				bad("a link to a later article", k)
			} else if has[keyState][l.to] && l.strong() && roots[l.to] != roots[n] {
				bad(fmt.Sprintf("a link to article %d, which is not in its component", l.to), k)
			}
		}
	}); err != nil {
		return err
	}
	for i := range n {
		if !has[keyState][i] {
			continue
		}
		st := &states[i]
		for _, g := range []uint32{st.story, st.family} {
			if g >= v.next || !has[keyState][g] || roots[g] != roots[i] {
				bad("an article of a story or family that is not there", numberKey(keyState, uint32(i)))
				break
			}
		}
		if st.story < v.next && states[st.story].story != st.story || st.family < v.next && states[st.family].family != st.family ||
			st.story < v.next && states[st.story].family != st.family {
			bad("an article of a story whose first is in another one", numberKey(keyState, uint32(i)))
		}
		if st.revised != none && (st.revised >= v.next || !has[keyState][st.revised]) {
			bad("an article whose revision is not there", numberKey(keyState, uint32(i)))
		}
		if v.x.memory.roots[i] != roots[i] {
			bad("an article that is in another component in memory (close the index and open it again)", numberKey(keyState, uint32(i)))
		}
	}
	if c != v.x.counters {
		v.fault(Fault{What: fmt.Sprintf("the counters tell of %+v, and there are %+v", v.x.counters, c), Key: fmt.Sprintf("%q", keyCounters)})
	}
	return ctx.Err()
}
