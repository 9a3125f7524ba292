package text

// The hash of a word reads its folded bytes eight at a time, so that the fast
// loop can hash a word of up to eight letters from one register:
//
//	h = seed
//	while more than eight bytes are left:  h = mix(h, eight bytes)
//	h = finish(h, rest, number of bytes)   rest: the last 1–8 bytes, zero padded
//
// Every step can be undone, so words of up to eight bytes never collide; longer
// ones do with probability 2⁻⁶⁴ a pair. The seed is fixed: hashes are written to
// disk. It is no defence against someone who makes words collide on purpose;
// such an article only hurts itself.
const (
	hashSeed = 0x9E3779B97F4A7C15 // 2⁶⁴ / golden ratio
	hashMul  = 0xD6E8FEB86659FD93 // odd, found by search (Stafford, Rettenmaier)
)

// HashOf is the 64-bit hash of a folded word.
func HashOf(folded string) uint64 {
	h, i := uint64(hashSeed), 0
	for ; i+8 < len(folded); i += 8 {
		h = mix(h, load64(folded, i))
	}
	return finish(h, loadTail(folded, i), len(folded))
}

// mix takes a full chunk of eight bytes into h.
func mix(h, chunk uint64) uint64 {
	h = (h ^ chunk) * hashMul
	return h ^ h>>32
}

// finish takes the last bytes of a word of n bytes into h and spreads its bits.
// The mixer is Pelle Evensen's "moremur".
func finish(h, rest uint64, n int) uint64 {
	h = (h ^ rest) + uint64(n)*hashSeed
	h ^= h >> 27
	h *= 0x3C79AC492BA7B653
	h ^= h >> 33
	h *= 0x1C69B3F74AC4AE35
	return h ^ h>>27
}

// load64 reads eight bytes of s from i on, lowest address in the lowest bits.
// The compiler makes one load of it.
func load64(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// loadTail is load64 for eight bytes or fewer before the end of s; what is
// missing reads as zero.
func loadTail(s string, i int) uint64 {
	var x uint64
	for j := len(s) - 1; j >= i; j-- {
		x = x<<8 | uint64(s[j])
	}
	return x
}

// hasher hashes a word whose folded bytes come one to three at a time.
type hasher struct {
	h, acc uint64
	fill   int // bits in acc, 0–64
	n      int // bytes taken
}

// add takes n bytes, 1–3, that lie in the low bits of b.
func (s *hasher) add(b uint64, n int) {
	s.n += n
	s.acc |= b << s.fill
	if s.fill += 8 * n; s.fill > 64 {
		s.h = mix(s.h, s.acc)
		s.fill -= 64
		s.acc = b >> (8*n - s.fill)
	}
}

func (s *hasher) sum() uint64 { return finish(s.h, s.acc, s.n) }

// SWAR: eight bytes in one register, a flag in the top bit of each.
const (
	ones  = 0x0101010101010101
	highs = 0x80 * ones
)

// alnum sets the top bit of every byte of x that is an ASCII letter or digit.
// Adding to seven-bit values cannot carry into the next byte.
func alnum(x uint64) uint64 {
	t := x &^ highs
	l := t | 0x20*ones // lower case; digits are not changed by it
	letters := (l + (0x80-'a')*ones) &^ (l + (0x80-'z'-1)*ones)
	digits := (t + (0x80-'0')*ones) &^ (t + (0x80-'9'-1)*ones)
	return (letters | digits) & highs &^ x
}

// gather packs the flags in f, one for each byte, into the low eight bits, lowest
// byte first. The product moves bit 8k of f>>7 to bit 56+k; no two meet.
func gather(f uint64) uint64 { return f >> 7 * 0x0102040810204080 >> 56 }
