//go:build !unix

package index

// pages takes zeroed memory.
func pages(size int) []byte { return make([]byte, size) }

func letPagesGo([]byte) {}
