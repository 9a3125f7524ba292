package dedupe

import (
	"fmt"
	"os"
)

// store keeps records by number: the first ones in memory, and past a budget the
// rest in a temporary file, which the system's page cache holds as long as it can.
type store struct {
	budget int64
	dir    string
	memory [][]byte // the first records
	chunk  []byte   // where the next one in memory goes
	ends   []int64  // of each other record, in the file
	file   *os.File // nil until the budget is spent
	size   int64    // bytes in the file
	buf    []byte   // what comes after them: not yet written
}

const (
	spillBuffer = 1 << 20
	chunkSize   = 1 << 20
)

func newStore(budget int64, dir string) *store { return &store{budget: budget, dir: dir} }

// add keeps a copy of b as the next record. The caller serialises.
func (s *store) add(b []byte) error {
	if s.file == nil && int64(len(b)) <= s.budget {
		s.budget -= int64(len(b))
		if cap(s.chunk)-len(s.chunk) < len(b) {
			s.chunk = roomy[byte](max(len(b), int(min(chunkSize, s.budget))))
		}
		from := len(s.chunk)
		s.chunk = append(s.chunk, b...)
		s.memory = append(s.memory, s.chunk[from:len(s.chunk):len(s.chunk)])
		return nil
	}
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "newscheck-texts-*")
		if err != nil {
			return fmt.Errorf("cannot spill texts to disk: %w (give another folder in Options.TempDir, or more memory)", err)
		}
		os.Remove(f.Name()) // gone when closed, however the program ends; fails on Windows, where close removes
		s.file = f
	}
	if len(s.buf) > 0 && len(s.buf)+len(b) > spillBuffer {
		if _, err := s.file.WriteAt(s.buf, s.size); err != nil { // as it was before: the next call tries again
			return fmt.Errorf("cannot spill texts to disk: %w (give another folder in Options.TempDir, or more memory)", err)
		}
		s.size += int64(len(s.buf))
		s.buf = s.buf[:0]
	}
	s.ends = append(s.ends, s.end(len(s.ends))+int64(len(b)))
	s.buf = append(s.buf, b...)
	return nil
}

// end is where the first n records in the file end.
func (s *store) end(n int) int64 {
	if n == 0 {
		return 0
	}
	return s.ends[n-1]
}

// record returns record i. buf is used when it must be read from disk; the
// result is valid until buf is used again, or add is called. Safe for concurrent
// use, but not with add.
func (s *store) record(i int, buf *[]byte) ([]byte, error) {
	if i < len(s.memory) {
		return s.memory[i], nil
	}
	i -= len(s.memory)
	from := s.end(i)
	if from >= s.size { // a record is written whole
		return s.buf[from-s.size : s.ends[i]-s.size], nil
	}
	*buf = grow(*buf, int(s.ends[i]-from))
	if _, err := s.file.ReadAt(*buf, from); err != nil {
		return nil, fmt.Errorf("cannot read spilled text back: %w", err)
	}
	return *buf, nil
}

func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	os.Remove(s.file.Name())
	s.file = nil
	return err
}
