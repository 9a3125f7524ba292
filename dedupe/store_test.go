package dedupe

import (
	"bytes"
	"fmt"
	"os"
	"testing"
)

// Records can be read back at any time, wherever they are: in memory, in the
// file, or on their way to it.
func TestStore(t *testing.T) {
	s := newStore(1000, t.TempDir())
	defer s.close()
	record := func(i int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d ", i), 1+i*i%40_000) }
	var buf []byte
	same := func(i int) {
		t.Helper()
		if got, err := s.record(i, &buf); err != nil || !bytes.Equal(got, record(i)) {
			t.Fatalf("record %d: %d bytes, %v; want %d bytes", i, len(got), err, len(record(i)))
		}
	}
	const n = 200
	for i := range n {
		if err := s.add(record(i)); err != nil {
			t.Fatal(err)
		}
		same(i)
		same(i / 2)
	}
	if len(s.memory) == 0 || s.size == 0 || len(s.buf) == 0 {
		t.Errorf("%d records in memory, %d bytes in the file, %d before it: one way is not tested", len(s.memory), s.size, len(s.buf))
	}
	for i := range n {
		same(i)
	}
}

// What cannot be written is not there, and everything before it still is.
func TestStoreFull(t *testing.T) {
	s := newStore(0, t.TempDir())
	defer s.close()
	big := bytes.Repeat([]byte("x"), spillBuffer)
	if err := s.add(big); err != nil {
		t.Fatal(err)
	}
	file := s.file
	readOnly, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer readOnly.Close()
	s.file = readOnly
	if err := s.add([]byte("lost")); err == nil {
		t.Fatal("no error from a file that takes nothing")
	}
	s.file = file
	if err := s.add([]byte("kept")); err != nil {
		t.Fatal(err)
	}
	var buf []byte
	for i, want := range [][]byte{big, []byte("kept")} {
		if got, err := s.record(i, &buf); err != nil || !bytes.Equal(got, want) {
			t.Errorf("record %d: %d bytes, %v", i, len(got), err)
		}
	}
}
