package index

import (
	"math/rand/v2"
	"testing"
)

// A cache stays within its room, keeps what is used, and gives back what was put
// last.
func TestRecent(t *testing.T) {
	c := recent[int]{room: 1000}
	r := rand.New(rand.NewPCG(1, 2))
	put := map[uint32]int{}
	c.put(0, 7, 10)
	put[0] = 7
	for i := range 10_000 {
		n := 1 + uint32(r.IntN(500))
		switch r.IntN(4) {
		case 0, 1:
			c.put(n, i, 10)
			put[n] = i
		case 2:
			c.drop(n)
			delete(put, n)
		}
		if got, ok := c.get(n); ok && got != put[n] {
			t.Fatalf("step %d: got %d, want %d", i, got, put[n])
		}
		if got, ok := c.get(0); !ok || got != 7 {
			t.Fatalf("step %d: what is always used is gone", i)
		}
		if m := c.memory(); m > 1000 || m != int64(10*(len(c.young)+len(c.old))) {
			t.Fatalf("step %d: %d bytes for %d and %d", i, m, len(c.young), len(c.old))
		}
	}
	times := c.times()
	c.putIf(times, 3, 3, 10)
	if got, ok := c.get(3); !ok || got != 3 {
		t.Error("not put")
	}
	c.clear()
	c.putIf(times, 4, 4, 10)
	for _, n := range []uint32{0, 3, 4} {
		if _, ok := c.get(n); ok {
			t.Errorf("%d is there after all was cleared", n)
		}
	}
	if c.memory() != 0 {
		t.Error("an empty cache has a size")
	}
}

// What is larger than the room is kept until the next one comes.
func TestRecentTooLarge(t *testing.T) {
	c := recent[int]{room: 100}
	for i := range uint32(5) {
		c.put(i, 1, 400)
	}
	if c.memory() > 800 {
		t.Errorf("%d bytes", c.memory())
	}
}

func TestSet(t *testing.T) {
	var s set
	for _, n := range []uint32{0, 63, 64, 1000} {
		if s.put(n, false); s.has(n) {
			t.Errorf("%d is in before it was put", n)
		}
		if s.put(n, true); !s.has(n) || s.has(n+1) {
			t.Errorf("%d was not put", n)
		}
	}
	if s.put(63, false); s.has(63) || !s.has(64) || !s.has(0) {
		t.Error("63 alone was to be taken out")
	}
}
