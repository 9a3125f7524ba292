package index

import (
	"slices"
	"unsafe"
)

// postings is an inverted file in memory: terms of 32 bits, evenly spread, each
// with the numbers of the articles that have it.
//
// A term's upper bits name a bucket; its lower bits stand beside the number in
// an entry of five bytes. A bucket is a chain of blocks of one cache line, the
// newest first. All lie in large chunks beside the garbage collector's heap: a
// hundred million entries cost it nothing, and a growing bucket moves nothing.
// One goroutine writes at a time; the caller keeps readers away meanwhile.
type postings struct {
	buckets []bucket
	chunks  []*[chunkBlocks]block
	blocks  uint32   // blocks given out so far
	free    []uint32 // blocks given back
	entries int
}

type bucket struct {
	head  uint32 // 1-based number of its newest block; 0: none
	count uint32 // entries; all blocks but the newest are full
}

type block struct {
	entries [blockEntries][entrySize]byte // number in 28 bits, then the lower 12 of the term
	next    uint32
}

const (
	bucketBits   = 20
	restBits     = 32 - bucketBits
	entrySize    = 5
	blockEntries = 12
	blockSize    = int(unsafe.Sizeof(block{}))
	chunkBlocks  = 1 << 19 // 32 MiB, of which memory is taken only where it is written
	bucketBytes  = int(unsafe.Sizeof(bucket{})) << bucketBits
	maxNumber    = 1<<28 - 1 // articles that an index can ever be given
)

func newPostings() *postings {
	room := pages(bucketBytes)
	return &postings{buckets: unsafe.Slice((*bucket)(unsafe.Pointer(unsafe.SliceData(room))), 1<<bucketBits)}
}

func (p *postings) block(n uint32) *block { return &p.chunks[(n-1)/chunkBlocks][(n-1)%chunkBlocks] }

func entryOf(term, n uint32) [entrySize]byte {
	rest := term & (1<<restBits - 1)
	return [entrySize]byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n>>24&0xF) | byte(rest<<4), byte(rest >> 4)}
}

// top is the number of entries in a bucket's newest block.
func (b *bucket) top() uint32 { return (b.count-1)%blockEntries + 1 }

// add gives article n to a term.
func (p *postings) add(term, n uint32) {
	b := &p.buckets[term>>restBits]
	if b.count%blockEntries == 0 {
		var at uint32
		if f := len(p.free); f > 0 {
			at, p.free = p.free[f-1], p.free[:f-1]
		} else {
			if p.blocks%chunkBlocks == 0 {
				p.chunks = append(p.chunks, (*[chunkBlocks]block)(unsafe.Pointer(unsafe.SliceData(pages(chunkBlocks*blockSize)))))
			}
			p.blocks++
			at = p.blocks
		}
		p.block(at).next = b.head
		b.head = at
	}
	p.block(b.head).entries[b.count%blockEntries] = entryOf(term, n)
	b.count++
	p.entries++
}

// cursor is how far the search for a term has come.
type cursor struct {
	term  int
	block uint32
	top   uint32
	next  uint32 // block
}

// find looks terms up and appends to each dst[i] the articles below limit that
// have terms[i], ascending. It reads all chains side by side, and one line of each
// before it looks at any of them, so that waiting for memory overlaps.
func (p *postings) find(dst [][]uint32, terms []uint32, limit uint32) {
	live := make([]cursor, 0, 128)
	for i, t := range terms {
		if b := &p.buckets[t>>restBits]; b.count > 0 {
			live = append(live, cursor{term: i, block: b.head, top: b.top()})
		}
	}
	for len(live) > 0 {
		for i := range live {
			live[i].next = p.block(live[i].block).next
		}
		kept := live[:0]
		for _, c := range live {
			b := p.block(c.block)
			rest := terms[c.term] & (1<<restBits - 1)
			hi, lo := byte(rest>>4), byte(rest<<4)
			for j := range b.entries[:c.top] {
				if e := &b.entries[j]; e[4] == hi && e[3]&0xF0 == lo {
					if n := uint32(e[0]) | uint32(e[1])<<8 | uint32(e[2])<<16 | uint32(e[3]&0xF)<<24; n < limit {
						dst[c.term] = append(dst[c.term], n)
					}
				}
			}
			if c.next != 0 {
				kept = append(kept, cursor{term: c.term, block: c.next, top: blockEntries})
			}
		}
		live = kept
	}
	for i := range terms {
		slices.Sort(dst[i])
	}
}

// remove takes article n off a term and reports whether it was there. The
// newest entry of the bucket takes its place.
func (p *postings) remove(term, n uint32) bool {
	b := &p.buckets[term>>restBits]
	if b.count == 0 {
		return false
	}
	want, top := entryOf(term, n), b.top()
	last := &p.block(b.head).entries[top-1]
	for at, size := b.head, top; at != 0; at, size = p.block(at).next, blockEntries {
		bl := p.block(at)
		for j := range bl.entries[:size] {
			if bl.entries[j] != want {
				continue
			}
			bl.entries[j] = *last
			*last = [entrySize]byte{}
			b.count--
			p.entries--
			if b.count%blockEntries == 0 {
				p.free = append(p.free, b.head)
				b.head = p.block(b.head).next
			}
			return true
		}
	}
	return false
}

// memory is the size in bytes.
func (p *postings) memory() int64 {
	return int64(len(p.buckets))*8 + int64(p.blocks)*int64(blockSize) + int64(cap(p.free))*4
}

// close gives the arena back; nothing may be looked up after it.
func (p *postings) close() {
	for _, c := range p.chunks {
		letPagesGo(unsafe.Slice((*byte)(unsafe.Pointer(c)), chunkBlocks*blockSize))
	}
	if p.buckets != nil {
		letPagesGo(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(p.buckets))), bucketBytes))
	}
	*p = postings{}
}
