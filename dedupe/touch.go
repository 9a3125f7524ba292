package dedupe

// touch does nothing with x, but x was read for it. What is read some steps before
// its turn is at hand then: else each step waits for memory, which takes a hundred
// times longer than the step itself, once a pile is larger than the processor's caches.
//
//go:noinline
func touch(x uint64) {}

// touchAhead is how many steps before its turn something is touched.
const touchAhead = 16
