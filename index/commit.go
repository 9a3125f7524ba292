package index

import (
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"
)

// counters are what the store knows of itself as a whole; they are written with
// every batch.
type counters struct {
	sequence                                          uint64 // batches written
	next                                              uint32 // number of the next article
	articles, revisions, stories, families, forgotten int
	textBytes, stored                                 int64
	newest                                            int64 // microseconds; of the last article
}

func (c *counters) encode() []byte {
	var e encoder
	e.uint(c.sequence)
	e.uint(uint64(c.next))
	for _, n := range []int{c.articles, c.revisions, c.stories, c.families, c.forgotten} {
		e.uint(uint64(max(n, 0)))
	}
	e.int(c.textBytes)
	e.int(c.stored)
	e.int(c.newest)
	return e
}

func decodeCounters(b []byte) (c counters, ok bool) {
	d := decoder{b: b}
	c.sequence = d.uint()
	next := d.uint()
	if next > maxNumber {
		d.fail()
	}
	c.next = uint32(next)
	for _, n := range []*int{&c.articles, &c.revisions, &c.stories, &c.families, &c.forgotten} {
		*n = int(d.uint())
	}
	c.textBytes, c.stored, c.newest = d.int(), d.int(), d.int()
	return c, d.done()
}

// commit writes a batch with the counters, seals it, and sees to a disk that
// fails. The caller holds the writers' lock.
func (x *Index) commit(s *store, w *pebble.Batch, c *counters) error {
	if err := x.room(int64(w.Len())); err != nil {
		return err
	}
	c.sequence = x.counters.sequence + 1
	put(w, []byte{keyCounters}, c.encode())
	if err := s.apply(w); err != nil {
		return fmt.Errorf("the index cannot be written: %w (nothing that was answered for is lost; the next articles are tried again)", err)
	}
	if err := x.seal.write(c.sequence); err != nil {
		s.fence.kill(err)
		return fmt.Errorf("the index cannot be sealed: %w (nothing that was answered for is lost; the next articles are tried again)", err)
	}
	return nil
}

// spare is what must be left on the disk, beside a batch, for the store to put
// its tables in order.
const spare = 64 << 20

// ErrFull is the error of a write for which the disk has too little room.
var ErrFull = errors.New("the disk is full")

// room looks for room before the store does, which takes a full disk hard.
func (x *Index) room(n int64) error {
	u, err := x.fs.GetDiskUsage(x.dir)
	if err != nil || u.TotalBytes == 0 {
		return nil // a file system that cannot say
	}
	if need := 4*n + spare; int64(min(u.AvailBytes, 1<<62)) < need {
		return fmt.Errorf("%w: %d MB are free where the index lies, and %d are needed to go on (make room and try again; nothing is lost)", ErrFull, u.AvailBytes>>20, need>>20)
	}
	return nil
}

func micros(t int64) time.Time { return time.UnixMicro(t).UTC() }
