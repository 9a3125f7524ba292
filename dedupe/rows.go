package dedupe

// rows keeps a short slice for each article, in blocks: growing copies nothing
// but within the last block, so that millions of articles are never held twice.
type rows[T any] struct {
	blocks []rowBlock[T]
	n      int // rows
	size   int // values
}

type rowBlock[T any] struct {
	values []T
	ends   []uint32 // of each row, in values
}

// rowsInBlock is the number of rows of a block.
const rowsInBlock = 1 << 12

// add appends a row.
func (r *rows[T]) add(row []T) {
	if r.n%rowsInBlock == 0 {
		b := rowBlock[T]{ends: make([]uint32, 0, rowsInBlock)}
		if k := len(r.blocks); k > 0 { // the next block will be about as long as this one
			b.values = roomy[T](len(r.blocks[k-1].values) * 17 / 16)
		}
		r.blocks = append(r.blocks, b)
	}
	b := &r.blocks[len(r.blocks)-1]
	b.values = append(b.values, row...)
	b.ends = append(b.ends, uint32(len(b.values)))
	r.n++
	r.size += len(row)
}

// of returns row i.
func (r *rows[T]) of(i int) []T {
	b, i := &r.blocks[i/rowsInBlock], i%rowsInBlock
	if i == 0 {
		return b.values[:b.ends[0]]
	}
	return b.values[b.ends[i-1]:b.ends[i]]
}
