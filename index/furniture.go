package index

import (
	"errors"
	"slices"

	"github.com/newscheck/newscheck/dedupe"
)

// furnished is a line that turned out to be furniture.
type furnished struct {
	source uint32
	key    uint64
	number uint32
}

// furnish finds which lines of r stand under different articles of its
// publisher by now; h.lines tells where they stood before. As in dedupe, copies
// of one article on one site share their text, which makes none of it furniture.
func (sc *scope) furnish(r *arrival, h *hits) ([]furnished, error) {
	m := sc.x.memory
	var out []furnished
	f := finder{sc: sc, m: m, long: map[uint32][]uint64{}, differ: map[[2]uint32]bool{}}
	for i, k := range r.sk.lines {
		if len(h.lines[i]) == 0 {
			continue
		}
		if _, ok := m.furniture[k]; ok {
			continue
		}
		need := dedupe.ShortArticles
		if k&1 == 1 {
			need = dedupe.LongArticles
		}
		docs := h.lines[i][:min(len(h.lines[i]), maxLine-1)]
		if len(docs)+1 < need {
			continue
		}
		n, err := f.different(append(slices.Clip(docs), r.number), k, need)
		if err != nil {
			return nil, err
		}
		if n >= need {
			out = append(out, furnished{r.sk.source, k, r.number})
		}
	}
	return out, nil
}

// finder compares articles by their long lines.
type finder struct {
	sc     *scope
	m      *memory
	long   map[uint32][]uint64
	differ map[[2]uint32]bool
}

// different counts articles with the line that differ from one another, up to
// most.
func (f *finder) different(docs []uint32, line uint64, most int) (int, error) {
	var kept []uint32
next:
	for _, d := range docs {
		sk, err := f.sketch(d)
		if err != nil {
			return 0, err
		}
		if _, has := slices.BinarySearch(sk, line); !has {
			continue // another line of the same term
		}
		for _, k := range kept {
			if !f.differs(d, k) {
				continue next
			}
		}
		if kept = append(kept, d); len(kept) == most {
			break
		}
	}
	return len(kept), nil
}

// sketch is the lines of an article.
func (f *finder) sketch(n uint32) ([]uint64, error) {
	if l, ok := f.long[n]; ok {
		return l, nil
	}
	sk, err := f.sc.sketch(n)
	if errors.Is(err, errGone) {
		sk, err = &sketch{}, nil
	}
	if err != nil {
		return nil, err
	}
	f.long[n] = sk.lines
	return sk.lines, nil
}

func (f *finder) differs(a, b uint32) bool {
	pair := [2]uint32{min(a, b), max(a, b)}
	d, ok := f.differ[pair]
	if !ok {
		d = dedupe.Different(f.text(a), f.text(b))
		f.differ[pair] = d
	}
	return d
}

// text is the long lines of an article that are not furniture.
func (f *finder) text(n uint32) []uint64 {
	var out []uint64
	for _, k := range f.long[n] {
		if _, ok := f.m.furniture[k]; k&1 == 1 && !ok {
			out = append(out, k)
		}
	}
	return out
}
