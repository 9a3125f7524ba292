package index

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// Compact writes the folder anew so that nothing of what was forgotten is left
// in any file. While a loop over the index is under way, what it still can see is
// kept; Compact then fails, and can be called again.
func (x *Index) Compact(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	s, end, err := x.beginWrite(ctx)
	if err != nil {
		return err
	}
	defer end()
	if err := x.room(0); err != nil {
		return err
	}
	c := x.counters
	c.forgotten = 0
	w := s.db.NewBatch()
	defer w.Close()
	if err := x.commit(s, w, &c); err != nil {
		return err
	}
	x.mu.Lock()
	x.counters = c
	x.mu.Unlock()
	err = s.guarded(func() error {
		if err := s.db.Flush(); err != nil {
			return err
		}
		return s.db.Compact(ctx, []byte{0}, []byte{0xFF}, false)
	})
	if err != nil {
		return damage(fmt.Errorf("the index cannot be compacted: %w", err))
	}
	// Files go in the background.
	for wait := time.Millisecond; ; wait *= 2 {
		m := s.db.Metrics()
		if m.Table.ObsoleteCount == 0 && m.Table.ZombieCount == 0 && m.Keys.TombstoneCount == 0 {
			break
		}
		if wait > 4*time.Second {
			return fmt.Errorf("something still reads what was forgotten: %d old files and %d marks are left (end the loops over the index and compact again)", m.Table.ObsoleteCount+m.Table.ZombieCount, m.Keys.TombstoneCount)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
	}
	return x.dropLogs()
}

// dropLogs deletes the logs that the library would write over later. All but
// the newest one are in tables by now.
func (x *Index) dropLogs() error {
	names, err := x.fs.List(x.path(storeName))
	if err != nil {
		return err
	}
	newest := -1
	logs := map[int]string{}
	for _, n := range names {
		if k, err := strconv.Atoi(strings.TrimSuffix(n, ".log")); err == nil && strings.HasSuffix(n, ".log") {
			logs[k] = n
			newest = max(newest, k)
		}
	}
	for k, n := range logs {
		if k == newest {
			continue
		}
		if err := x.fs.Remove(x.fs.PathJoin(x.path(storeName), n)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}
