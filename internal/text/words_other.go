//go:build !amd64

package text

func turns(out *[maxEdges]uint32, s string, at uint32) (n int, open bool) {
	return turnsPlain(out, s, at)
}

func simple(dst []Word, ends *[maxEdges / 2]int32, edges []uint32, s string, first int) (n, found int) {
	return simplePlain(dst, ends, edges, s, first)
}
