package text

// folded is an entry of the folding tables: up to three folded bytes of a rune,
// how many, and the kind of the rune. Kind mark says that the table cannot tell
// how the rune folds without its neighbours.
//
//	bits 0–23 bytes   24–25 how many   28–30 kind
type folded uint32

const (
	sizeShift = 24
	kindShift = 28
)

func (e folded) bytes() uint64 { return uint64(e & 0xFFFFFF) }
func (e folded) size() int     { return int(e>>sizeShift) & 3 }
func (e folded) kind() kind    { return kind(e >> kindShift) }

// foldedOf computes the entry of one rune from kindOf and Fold.
func foldedOf(r rune) folded {
	k := kindOf(r)
	switch k {
	case letter, digit:
		f := Fold(string(r))
		if len(f) < 1 || len(f) > 3 {
			return folded(mark) << kindShift
		}
		var e folded
		for i := range len(f) {
			e |= folded(f[i]) << (8 * i)
		}
		return e | folded(len(f))<<sizeShift | folded(k)<<kindShift
	case ideograph:
		k = mark
	}
	return folded(k) << kindShift
}
