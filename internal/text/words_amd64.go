package text

import "unsafe"

// turns is turnsPlain, sixteen bytes at a time, by SSE2, which every such processor has.
func turns(out *[maxEdges]uint32, s string, at uint32) (n int, open bool) {
	return turnsSSE2(&out[0], unsafe.StringData(s), min(len(s)/block, stretch), at)
}

// simple is simplePlain.
func simple(dst []Word, ends *[maxEdges / 2]int32, edges []uint32, s string, first int) (n, found int) {
	pairs := min(len(dst), len(edges)/2, len(ends)-1)
	if pairs == 0 {
		return 0, 0
	}
	return simpleASM(&dst[0], &ends[0], &edges[:len(edges)+1][0], pairs, unsafe.StringData(s), len(s)-18, first)
}

//go:noescape
func turnsSSE2(out *uint32, s *byte, blocks int, at uint32) (n int, open bool)

// simpleASM takes so many runs of s; last is where one must begin at the latest.
//
//go:noescape
func simpleASM(dst *Word, ends *int32, edges *uint32, pairs int, s *byte, last, first int) (n, found int)
