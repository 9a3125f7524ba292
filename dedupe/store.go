package dedupe

import (
	"fmt"
	"os"
	"unsafe"
)

// store keeps texts by number: the first ones in memory, and past a budget the
// rest in a temporary file, which the system's page cache holds as long as it can.
type store struct {
	budget int64
	dir    string
	texts  []string // in memory; "" when spilled
	at     []int64  // place in the file, or -1
	size   []int32
	file   *os.File
	end    int64
	buf    []byte // not yet written
}

const spillBuffer = 1 << 20

func newStore(budget int64, dir string) *store { return &store{budget: budget, dir: dir} }

// add keeps t as the next text. The caller serialises.
func (s *store) add(t string) error {
	s.size = append(s.size, int32(len(t)))
	if int64(len(t)) <= s.budget {
		s.budget -= int64(len(t))
		s.texts = append(s.texts, t)
		s.at = append(s.at, -1)
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
	s.texts = append(s.texts, "")
	s.at = append(s.at, s.end)
	s.end += int64(len(t))
	s.buf = append(s.buf, t...)
	if len(s.buf) >= spillBuffer {
		return s.flush()
	}
	return nil
}

func (s *store) flush() error {
	if len(s.buf) == 0 {
		return nil
	}
	if _, err := s.file.Write(s.buf); err != nil {
		return fmt.Errorf("cannot spill texts to disk: %w", err)
	}
	s.buf = s.buf[:0]
	return nil
}

// text returns text i. buf is used when the text must be read from disk; the
// result is valid until buf is used again. Safe for concurrent use after flush.
func (s *store) text(i int, buf *[]byte) (string, error) {
	if s.at[i] < 0 {
		return s.texts[i], nil
	}
	n := int(s.size[i])
	if cap(*buf) < n {
		*buf = make([]byte, n, n+n/2)
	}
	b := (*buf)[:n]
	if _, err := s.file.ReadAt(b, s.at[i]); err != nil {
		return "", fmt.Errorf("cannot read spilled text back: %w", err)
	}
	return unsafe.String(unsafe.SliceData(b), len(b)), nil
}

// spilled tells whether text i lies on disk.
func (s *store) spilled(i int) bool { return s.at[i] >= 0 }

func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	os.Remove(s.file.Name())
	s.file = nil
	return err
}
