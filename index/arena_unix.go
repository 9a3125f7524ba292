//go:build unix

package index

import "syscall"

// pages takes zeroed memory from the system, beside the garbage collector's
// heap: what lies there makes the collector neither work nor wait longer.
func pages(size int) []byte {
	b, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		panic("index: the system gives no memory: " + err.Error()) // as the runtime does when it gets none
	}
	askForHugePages(b)
	return b
}

func letPagesGo(b []byte) { _ = syscall.Munmap(b) } // fails only for what pages did not give
