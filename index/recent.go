package index

import "sync"

// recent keeps what was lately used, up to some bytes. It has two generations:
// what is used moves to the young one, and when that is full it becomes the old
// one, of which the rest goes. Its methods may be called from several goroutines
// at once.
type recent[V any] struct {
	room int // bytes of both generations

	mu         sync.Mutex
	young, old map[uint32]kept[V]
	cost       [2]int // of young and old
	cleared    int
}

type kept[V any] struct {
	value V
	cost  int
}

// get returns what is kept under n.
func (c *recent[V]) get(n uint32) (v V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k, ok := c.young[n]; ok {
		return k.value, true
	}
	k, ok := c.old[n]
	if ok {
		c.set(n, k)
	}
	return k.value, ok
}

// put keeps v, which takes about cost bytes, in the place of what was there.
func (c *recent[V]) put(n uint32, v V, cost int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(n, kept[V]{v, cost})
}

func (c *recent[V]) set(n uint32, k kept[V]) {
	c.forget(n)
	if c.young == nil || c.cost[0]+k.cost > c.room/2 {
		c.old, c.young = c.young, map[uint32]kept[V]{}
		c.cost[1], c.cost[0] = c.cost[0], 0
	}
	c.young[n] = k
	c.cost[0] += k.cost
}

// drop lets go of what is kept under n.
func (c *recent[V]) drop(n uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.forget(n)
}

func (c *recent[V]) forget(n uint32) {
	for i, m := range [2]map[uint32]kept[V]{c.young, c.old} {
		if k, ok := m[n]; ok {
			c.cost[i] -= k.cost
			delete(m, n)
		}
	}
}

// clear lets go of everything.
func (c *recent[V]) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.young, c.old, c.cost = nil, nil, [2]int{}
	c.cleared++
}

// times is how often it was cleared. What was read before it was cleared is not
// to be put into it after: putIf sees to that.
func (c *recent[V]) times() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cleared
}

// putIf is put, unless the cache was cleared since times was so many.
func (c *recent[V]) putIf(times int, n uint32, v V, cost int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cleared == times {
		c.set(n, kept[V]{v, cost})
	}
}

// memory is what it takes, in bytes.
func (c *recent[V]) memory() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int64(c.cost[0] + c.cost[1])
}
