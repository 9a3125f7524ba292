package index

import (
	"slices"

	"github.com/newscheck/newscheck/dedupe"
)

// minShared is how many kept shingles two articles must share to be compared. A
// Set takes five of one in four; two of one in eight find a passage of forty
// words as surely, with half the postings, and some more pairs to compare.
const minShared = 2

// bandsKept is how many of a sketch's sixteen bands are kept. They bring
// together what resembles as a whole when its shingles are too common to: at a
// resemblance of .9 one of eight bands agrees in 99 of 100 pairs.
const bandsKept = 8

// sketchOf takes what the index keeps of a scan.
func sketchOf(sk dedupe.Sketch, lines []dedupe.Line, source uint32, day int32) sketch {
	s := sketch{source: source, day: day, shingles: slices.Clone(sk.Scaled)}
	if sk.Words == 0 {
		return s
	}
	for i, b := range sk.Band[:bandsKept] {
		s.bands = append(s.bands, uint32(mix(uint64(b)<<8|uint64(i))>>32))
	}
	if source != 0 {
		s.lines = make([]uint64, len(lines))
		for i, l := range lines {
			s.lines[i] = lineKey(source, l)
		}
		slices.Sort(s.lines)
		s.lines = slices.Compact(s.lines)
	}
	return s
}

// lineKey is a line on the pages of one publisher. Its lowest bit tells a long
// line.
func lineKey(source uint32, l dedupe.Line) uint64 {
	k := mix(l.Key^uint64(source)*0x9E3779B97F4A7C15) >> (64 - lineBits) &^ 1
	if l.Long() {
		k |= 1
	}
	return k
}

// lineTerm is the posting term of a lineKey.
func lineTerm(k uint64) uint32 { return uint32(k >> (lineBits - 32)) }

// sourceHash tells publishers apart; 0 is unknown.
func sourceHash(name string) uint32 {
	if name == "" {
		return 0
	}
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return uint32(mix(h)>>32) | 1
}

// mix is the finaliser of MurmurHash3.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xFF51AFD7ED558CCD
	x ^= x >> 33
	x *= 0xC4CEB9FE1A85EC53
	return x ^ x>>33
}
