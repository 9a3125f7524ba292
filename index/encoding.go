package index

import (
	"encoding/binary"
	"math"

	"github.com/newscheck/newscheck/provenance"
)

// encoder appends values.
type encoder []byte

func (e *encoder) uint(n uint64) { *e = binary.AppendUvarint(*e, n) }
func (e *encoder) int(n int64)   { *e = binary.AppendVarint(*e, n) }
func (e *encoder) num(n uint32)  { e.uint(uint64(n + 1)) } // none is 0
func (e *encoder) string(s string) {
	e.uint(uint64(len(s)))
	*e = append(*e, s...)
}
func (e *encoder) bool(b bool) {
	n := byte(0)
	if b {
		n = 1
	}
	*e = append(*e, n)
}

// share writes a figure between 0 and 1 to four digits.
func (e *encoder) share(x float64) { e.uint(uint64(math.Round(min(max(x, 0), 1) * 1e4))) }

func (e *encoder) ref(r *provenance.OutletRef) {
	if r == nil {
		e.bool(false)
		return
	}
	e.bool(true)
	for _, s := range []string{r.Name, r.ID, r.Domain, r.Kind, r.State} {
		e.string(s)
	}
}

func (e *encoder) origin(o origin) {
	e.ref(o.ref)
	e.string(string(o.status))
	e.share(o.confidence)
	e.string(o.rule)
	e.string(o.text)
}

// decoder takes values off; after the first that is not there, bad holds and
// all others are zero.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) fail() {
	d.b, d.bad = nil, true
}

func (d *decoder) uint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) int() int64 {
	n, size := binary.Varint(d.b)
	if size <= 0 {
		d.fail()
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) num() uint32 {
	n := d.uint()
	if n > none {
		d.fail()
	}
	return uint32(n) - 1
}

// count reads the length of what follows, of which each takes a byte or more.
func (d *decoder) count() int {
	n := d.uint()
	if n > uint64(len(d.b)) {
		d.fail()
		return 0
	}
	return int(n)
}

func (d *decoder) bytes(n int) []byte {
	if n > len(d.b) {
		d.fail()
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

func (d *decoder) string() string { return string(d.bytes(d.count())) }

func (d *decoder) bool() bool {
	b := d.bytes(1)
	if len(b) == 1 && b[0] > 1 {
		d.fail()
	}
	return len(b) == 1 && b[0] == 1
}

func (d *decoder) share() float64 {
	n := d.uint()
	if n > 1e4 {
		d.fail()
	}
	return float64(n) / 1e4
}

func (d *decoder) ref() *provenance.OutletRef {
	if !d.bool() {
		return nil
	}
	return &provenance.OutletRef{Name: d.string(), ID: d.string(), Domain: d.string(), Kind: d.string(), State: d.string()}
}

func (d *decoder) origin() origin {
	return origin{ref: d.ref(), status: provenance.Status(d.string()), confidence: d.share(), rule: d.string(), text: d.string()}
}

// done tells whether all was read, and nothing is left.
func (d *decoder) done() bool { return !d.bad && len(d.b) == 0 }
