package index

import "sync"

// toolbox keeps tools for the next goroutine that needs some: they are dear to
// make, and a sync.Pool forgets them at every collection of garbage.
type toolbox struct {
	make func() *tools
	mu   sync.Mutex
	idle []*tools
}

// maxIdle is how many are kept; each has some megabytes of buffers.
const maxIdle = 16

func (b *toolbox) get() *tools {
	b.mu.Lock()
	defer b.mu.Unlock()
	if n := len(b.idle); n > 0 {
		t := b.idle[n-1]
		b.idle = b.idle[:n-1]
		return t
	}
	return b.make()
}

func (b *toolbox) put(t *tools) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.idle) < maxIdle {
		b.idle = append(b.idle, t)
	}
}
