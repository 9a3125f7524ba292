package dedupe

import "math/bits"

// marks are flags of the tokens of a page, one bit each.
type marks []uint64

// reset returns m with room for n flags, none set.
func (m marks) reset(n int) marks {
	m = grow(m, n/64+1)
	clear(m)
	return m
}

// extend returns m with room for n flags.
func (m marks) extend(n int) marks {
	for len(m) < n/64+1 {
		m = append(m, 0)
	}
	return m
}

func (m marks) has(i int) bool { return m[i>>6]&(1<<(i&63)) != 0 }

func (m marks) unset(i int) { m[i>>6] &^= 1 << (i & 63) }

// set sets the flags [from,to).
func (m marks) set(from, to int) {
	if from >= to {
		return
	}
	a, b := from>>6, (to-1)>>6
	head, tail := ^uint64(0)<<(from&63), ^uint64(0)>>(63-(to-1)&63)
	if a == b {
		m[a] |= head & tail
		return
	}
	m[a] |= head
	for i := a + 1; i < b; i++ {
		m[i] = ^uint64(0)
	}
	m[b] |= tail
}

// part is word i of the flags [from,to), others cleared.
func part(x uint64, i int, from, to int32) uint64 {
	if lo := int(from) - i*64; lo > 0 {
		x &= ^uint64(0) << lo
	}
	if hi := int(to) - i*64; hi < 64 {
		x &= 1<<hi - 1
	}
	return x
}

// count is the number of flags set in [from,to).
func (m marks) count(from, to int32) int {
	n := 0
	for i := int(from) >> 6; i*64 < int(to); i++ {
		n += bits.OnesCount64(part(m[i], i, from, to))
	}
	return n
}

// countBut is the number of flags in [from,to) that m has and not lacks.
func (m marks) countBut(not marks, from, to int32) int {
	n := 0
	for i := int(from) >> 6; i*64 < int(to); i++ {
		n += bits.OnesCount64(part(m[i]&^not[i], i, from, to))
	}
	return n
}
