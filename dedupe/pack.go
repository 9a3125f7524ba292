package dedupe

import (
	"encoding/binary"

	"github.com/newscheck/newscheck/internal/text"
)

// A page that was read is kept packed, so that it need not be read again when
// it is compared: somewhat shorter than its text. Of a token the lower half of its
// hash is kept; two pages agree by chance on five words in a row no more often
// for that. The layout, all numbers little-endian:
//
//	bytes of text, tokens, sentences, lines, unit, wide tokens    4 bytes each
//	hash of each token                                            4 bytes
//	length of each token and gap before it                        1 byte; see wide
//	length and flags of each sentence                             4 bytes
//	number of sentences up to the end of each line                4 bytes
//	quoted, facts                                                 8 bytes for 64 tokens
//	length and gap of each wide token, in order                   4 bytes each

// columns are the tokens of a packed page, column by column. They are read where
// they are packed: what holds the page must not change.
type columns struct {
	hashes []byte
	places []byte
	wides  []byte
}

// A place is the length of a token, in the lower six bits, and the gap before it
// in bytes. Where one of them is too large it is wide, and they stand elsewhere.
const (
	wide       = 1<<lengthBits - 1
	wideGap    = 4
	lengthBits = 6
)

// Flags of a sentence, and how many there are.
const (
	packedProse = 1 << iota
	packedFurniture
	packedFlags = iota
)

// hash is the hash of token i.
func (c *columns) hash(i int) uint32 { return binary.LittleEndian.Uint32(c.hashes[4*i:]) }

// spans appends where each token stands in the text.
func (c *columns) spans(dst []Span) []Span {
	wides := c.wides
	end := uint32(0)
	for _, p := range c.places {
		length, gap := uint32(p&wide), uint32(p>>lengthBits)
		if length == wide {
			length, gap = binary.LittleEndian.Uint32(wides), binary.LittleEndian.Uint32(wides[4:])
			wides = wides[8:]
		}
		start := end + gap
		end = start + length
		dst = append(dst, Span{Start: int(start), End: int(end)})
	}
	return dst
}

// shingles returns, in the memory of dst, the hash of each run of n tokens, of
// fewer when there are not so many. It is a rolling polynomial, which tells runs apart but, being linear,
// would make a bad sample: sketches mix it.
func (c *columns) shingles(dst []uint64, n int) []uint64 {
	tokens := len(c.places)
	if tokens == 0 {
		return dst[:0]
	}
	n = min(n, tokens)
	var h, top uint64 = 0, 1
	for i := range n {
		h = h*base + uint64(c.hash(i))
		top *= base
	}
	dst = append(grow(dst, tokens-n+1)[:0], h)
	in, gone := c.hashes[4*n:], c.hashes[:4*(tokens-n)]
	for ; len(in) >= 4 && len(gone) >= 4; in, gone = in[4:], gone[4:] {
		h = h*base + (uint64(binary.LittleEndian.Uint32(in)) - uint64(binary.LittleEndian.Uint32(gone))*top)
		dst = append(dst, h)
	}
	return dst
}

// pack appends to dst what was read, with tokens as the tokens.
func (pg *page) pack(dst []byte, tokens []text.Word) []byte {
	ls := pg.fill.lines
	n, marked := len(tokens), len(tokens)/64+1
	size := 24 + 5*n + 4*len(pg.sents) + 4*len(ls) + 16*marked
	if cap(dst)-len(dst) < size {
		dst = append(make([]byte, 0, len(dst)+size+size/8), dst...)
	}
	order := binary.LittleEndian
	for _, x := range [...]int{pg.size, n, len(pg.sents), len(ls), pg.unit} {
		dst = order.AppendUint32(dst, uint32(x))
	}
	at := len(dst)
	dst = dst[:at+4+5*n]
	hashes, places := dst[at+4:][:4*n], dst[at+4+4*n:][:len(tokens)]
	end := uint32(0)
	wides := 0
	for i := range tokens {
		w := &tokens[i]
		order.PutUint32(hashes, uint32(w.Hash))
		hashes = hashes[4:]
		length, gap := w.End-w.Start, w.Start-end
		if length >= wide || gap >= wideGap {
			length, gap = wide, 0
			wides++
		}
		places[i] = byte(gap<<lengthBits | length)
		end = w.End
	}
	order.PutUint32(dst[at:], uint32(wides))
	for _, st := range pg.sents {
		x := uint32(st.to-st.from) << packedFlags
		if st.prose {
			x |= packedProse
		}
		if st.furniture {
			x |= packedFurniture
		}
		dst = order.AppendUint32(dst, x)
	}
	for _, l := range ls {
		dst = order.AppendUint32(dst, uint32(l.sents))
	}
	for i := range marked {
		dst = order.AppendUint64(dst, pg.quoted[i])
		dst = order.AppendUint64(dst, pg.facts[i])
	}
	for i, end := 0, uint32(0); wides > 0; i++ {
		if w := tokens[i]; places[i]&wide == wide {
			dst = order.AppendUint32(dst, w.End-w.Start)
			dst = order.AppendUint32(dst, w.Start-end)
			wides--
		}
		end = tokens[i].End
	}
	return dst
}

// unpack reads what pack wrote; b must not change while the page is used. The
// text itself, and what lines say, is gone.
func (pg *page) unpack(b []byte) {
	order := binary.LittleEndian
	next := func() int {
		x := order.Uint32(b)
		b = b[4:]
		return int(x)
	}
	pg.size, pg.n = next(), next()
	sents, ls := next(), next()
	pg.unit = next()
	wides, marked := next(), pg.n/64+1
	pg.sents, pg.fill.lines = grow(pg.sents, sents), grow(pg.fill.lines, ls)
	pg.quoted, pg.facts = grow(pg.quoted, marked), grow(pg.facts, marked)
	pg.tokens.hashes, pg.tokens.places, b = b[:4*pg.n], b[4*pg.n:][:pg.n], b[5*pg.n:]
	from := int32(0)
	for i := range pg.sents {
		x := next()
		to := from + int32(x>>packedFlags)
		pg.sents[i] = sentence{from: from, to: to, prose: x&packedProse != 0, furniture: x&packedFurniture != 0}
		from = to
	}
	for i := range pg.fill.lines {
		pg.fill.lines[i] = line{sents: next()}
	}
	for i := range marked {
		pg.quoted[i], pg.facts[i] = order.Uint64(b), order.Uint64(b[8:])
		b = b[16:]
	}
	pg.tokens.wides = b[:8*wides]
}
