package text

import (
	"math"
	"math/bits"
	"unicode/utf8"
)

// These are the inner loops of Words in Go. For some processors there are faster
// ones, which do exactly the same.

// turnsPlain writes to out where in s, whose first byte is number at, the runs begin
// and end, in turn, and returns how many turns there are and whether a run is open at
// the end of s. The length of s is a number of blocks, at most stretch.
func turnsPlain(out *[maxEdges]uint32, s string, at uint32) (n int, open bool) {
	before := uint64(0) // whether the byte before belongs to a run
	for ; len(s) >= block; at += block {
		var b uint64
		for k := 0; k < block; k += 8 {
			x := load64(s, k)
			b |= gather(alnum(x)|x&highs) << k
		}
		t := b ^ (b<<1 | before)
		before = b >> (block - 1)
		e := out[n:][:block]
		count := bits.OnesCount64(t)
		for k := range count {
			e[k] = at + uint32(bits.TrailingZeros64(t))
			t &= t - 1
		}
		n += count
		s = s[block:]
	}
	return n, before != 0
}

// simplePlain writes to dst the words of the runs, up to the first run that may not
// be one whole word of up to 16 ASCII letters and digits, and returns how many there
// are. A run near the end of s is none of them. To ends it writes the number of each
// word, the first one being number first, behind which something else stands than one
// space and the next run, which begins in ASCII, and returns how many those are. Behind the edges there must
// be one more, the beginning of the next run or noRun.
func simplePlain(dst []Word, ends *[maxEdges / 2]int32, edges []uint32, s string, first int) (n, found int) {
	edges = edges[:len(edges)+1]
	for ; len(edges) >= 3 && n < len(dst); edges = edges[2:] {
		start, end := int(edges[0]), int(edges[1])
		size := end - start
		if size > 16 || start+18 > len(s) {
			break
		}
		if s[end+1] >= '0' && mayJoin[s[end]] {
			break
		}
		x, y := load64(s, start), load64(s, start+8)
		// Setting bit 5 makes letters lower case and leaves digits as they are.
		h := mix(hashSeed, x|0x20*ones)
		if size <= 8 {
			h, x, y = hashSeed, 0, x
		}
		keep := uint64(math.MaxUint64) >> (uint(-8*size) & 63)
		if (x|y&keep)&highs != 0 {
			break
		}
		dst[n] = Word{Hash: finish(h, (y|0x20*ones)&keep, size), Start: uint32(start), End: uint32(end)}
		if edges[2] != uint32(end)+1 || s[end] != ' ' || s[end+1] >= utf8.RuneSelf {
			ends[found] = int32(first + n)
			found++
		}
		n++
	}
	return n, found
}
