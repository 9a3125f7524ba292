package dedupe

import (
	"encoding/binary"

	"github.com/newscheck/newscheck/internal/text"
)

// A page that was read is kept packed, so that it need not be read again when
// it is compared: about as long as its text. A word is the lower half of its
// hash, its length and the gap before it; two pages agree by chance on five words
// in a row no more often than before. The layout, all numbers little-endian:
//
//	bytes of text, words, sentences, lines, unit    4 bytes each
//	hash of each word                               4 bytes
//	length of each word, gap before each word       1 byte; wide: see below
//	length of each sentence, flags of it            1 byte each
//	number of sentences up to the end of each line  4 bytes
//	quoted, facts                                   8 bytes for 64 words
//	length and gap of each wide word, in order      4 bytes each
const wide = 255

// Flags of a sentence.
const (
	packedProse = 1 << iota
	packedFurniture
)

// pack appends to dst what was read.
func (pg *page) pack(dst []byte) []byte {
	words, ls := pg.fill.words, pg.fill.lines
	n, marked := len(words), len(words)/64+1
	size := 20 + 6*n + 2*len(pg.sents) + 4*len(ls) + 16*marked
	if cap(dst)-len(dst) < size {
		dst = append(make([]byte, 0, len(dst)+size+size/8), dst...)
	}
	order := binary.LittleEndian
	for _, x := range [...]int{pg.size, n, len(pg.sents), len(ls), pg.unit} {
		dst = order.AppendUint32(dst, uint32(x))
	}
	at := len(dst)
	dst = dst[:at+6*n]
	hashes, lengths, gaps := dst[at:][:4*n], dst[at+4*n:][:n], dst[at+5*n:][:n]
	end := uint32(0)
	wides := 0
	for i, w := range words {
		order.PutUint32(hashes[4*i:], uint32(w.Hash))
		length, gap := w.End-w.Start, w.Start-end
		if length >= wide || gap >= wide {
			length, wides = wide, wides+1
		}
		lengths[i], gaps[i] = byte(length), byte(gap)
		end = w.End
	}
	for _, st := range pg.sents {
		flags := byte(0)
		if st.prose {
			flags |= packedProse
		}
		if st.furniture {
			flags |= packedFurniture
		}
		dst = append(dst, byte(st.to-st.from), flags)
	}
	for _, l := range ls {
		dst = order.AppendUint32(dst, uint32(l.sents))
	}
	for i := range marked {
		dst = order.AppendUint64(dst, pg.quoted[i])
		dst = order.AppendUint64(dst, pg.facts[i])
	}
	for i, end := 0, uint32(0); wides > 0; i++ {
		if w := words[i]; lengths[i] == wide {
			dst = order.AppendUint32(dst, w.End-w.Start)
			dst = order.AppendUint32(dst, w.Start-end)
			wides--
		}
		end = words[i].End
	}
	return dst
}

// unpack reads what pack wrote. The text itself, and what lines say, is gone.
func (pg *page) unpack(b []byte) {
	order := binary.LittleEndian
	next := func() int {
		x := order.Uint32(b)
		b = b[4:]
		return int(x)
	}
	pg.text, pg.size = "", next()
	n, sents, ls := next(), next(), next()
	pg.unit = next()
	marked := n/64 + 1
	f := &pg.fill
	f.words, f.lines = grow(f.words, n), grow(f.lines, ls)
	pg.sents = grow(pg.sents, sents)
	pg.quoted, pg.facts = grow(pg.quoted, marked), grow(pg.facts, marked)

	hashes, lengths, gaps := b[:4*n], b[4*n:][:n], b[5*n:][:n]
	b = b[6*n:]
	flags := b[:2*sents]
	b = b[2*sents:]
	for i := range f.lines {
		f.lines[i] = line{sents: next()}
	}
	for i := range marked {
		pg.quoted[i], pg.facts[i] = order.Uint64(b), order.Uint64(b[8:])
		b = b[16:]
	}
	end := uint32(0)
	for i := range f.words {
		length, gap := uint32(lengths[i]), uint32(gaps[i])
		if length == wide {
			length, gap = uint32(next()), uint32(next())
		}
		start := end + gap
		end = start + length
		f.words[i] = text.Word{Hash: uint64(order.Uint32(hashes[4*i:])), Start: start, End: end}
	}
	from := int32(0)
	for i := range pg.sents {
		to := from + int32(flags[2*i])
		pg.sents[i] = sentence{from: from, to: to, prose: flags[2*i+1]&packedProse != 0, furniture: flags[2*i+1]&packedFurniture != 0}
		from = to
	}
}
