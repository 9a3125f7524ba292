package dedupe

import (
	"slices"
	"sync/atomic"
)

// Packed is a page as a program keeps it that compares articles again and again:
// somewhat shorter than its text, and laid out from in a fraction of the time. Its
// methods may be called from several goroutines at once.
type Packed struct {
	lines    []Line
	record   []byte
	distinct atomic.Int32 // 1 + its different shingles when no line is struck; 0 before they were counted
}

// Pack packs the page of the text that was scanned last. It returns nil when
// Params.Noisy holds, for characters cannot be packed.
func (s *Scanner) Pack() *Packed {
	if s.p.Noisy {
		return nil
	}
	s.page.read(s.text, &s.tokens, unit(s.tokens.Words), furniturePhrases())
	s.record = s.page.pack(s.record[:0], s.tokens.Words)
	k := &Packed{lines: make([]Line, len(s.page.fill.lines)), record: slices.Clone(s.record)}
	for i, l := range s.page.fill.lines {
		k.lines[i] = Line{l.key, l.to - l.from}
	}
	return k
}

// PackText is Pack of t, which need not have been scanned.
func (s *Scanner) PackText(t string) *Packed {
	s.text = t
	s.tokens.Read(t)
	return s.Pack()
}

// Size is about how many bytes it takes.
func (k *Packed) Size() int { return len(k.record) + 16*len(k.lines) + 48 }

// LayOut makes pg the page that LayOut makes of the text with the same p and
// repeated. The page holds on to k; its buffers are used again.
func (k *Packed) LayOut(pg *Page, p Params, repeated func(l Line) bool) {
	struck := k.outline(pg, p, repeated)
	pg.page.tabulate()
	if !struck {
		k.distinct.Store(int32(pg.page.distinct) + 1)
	}
}

// LayOutOther is LayOut of a page that is given to Compare only, and never to Load,
// which takes half the time.
func (k *Packed) LayOutOther(pg *Page, p Params, repeated func(l Line) bool) {
	struck := k.outline(pg, p, repeated)
	if n := k.distinct.Load(); n > 0 && !struck {
		pg.page.distinct = int(n - 1)
		return
	}
	pg.page.tabulate()
	if !struck {
		k.distinct.Store(int32(pg.page.distinct) + 1)
	}
}

// outline lays out all but the table. It tells whether a line was struck.
func (k *Packed) outline(pg *Page, p Params, repeated func(l Line) bool) (struck bool) {
	pg.page.unpack(k.record)
	if repeated != nil {
		for i, l := range k.lines {
			if repeated(l) {
				pg.page.strike(i)
				struck = true
			}
		}
	}
	pg.page.outline(p)
	pg.page.know()
	return struck
}

// packer is what a Scanner packs with.
type packer struct {
	text   string
	page   page
	record []byte
}
