package dedupe

import (
	"cmp"
	"context"
	"slices"
)

// Lookup finds what d is to the added documents, best match first. d need not
// be in the set; A of each match is d.ID. It looks at every document whose
// sketch shares enough with d's, so it costs time proportional to the size of
// the set: for many look-ups keep an index.
func (s *Set) Lookup(ctx context.Context, d Doc) ([]Match, error) {
	w, p := s.scratch.Get().(*scratch), s.ready.Get().(*prepared)
	defer s.scratch.Put(w)
	defer s.ready.Put(p)
	s.prepare(w, p, d)

	s.mu.RLock()
	defer s.mu.RUnlock()
	v := newVerifier(s, lineSet{})
	var own page
	own.layOut(d.Text, furniturePhrases(), s.params, nil)
	v.al.load(&own)
	type found struct {
		m     Match
		score float32
	}
	var all []found
	for i := range s.docs {
		if i&1023 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if s.docs[i].id == d.ID || !s.near(p.sk, i) {
			continue
		}
		pg, err := v.page(int32(i))
		if err != nil {
			return nil, err
		}
		m, ok := v.compare(pg)
		if !ok || m.relation == "" {
			continue
		}
		spans := slices.Clone(m.spans)
		for j, x := range spans {
			spans[j] = SpanPair{A: x.B, B: x.A}
		}
		all = append(all, found{Match{A: d.ID, B: s.docs[i].id, Relation: m.relation, Jaccard: share(m.jaccard),
			ContainmentAB: share(m.inA), ContainmentBA: share(m.inB), Spans: spans}, m.score})
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(-cmp.Compare(a.score, b.score), -cmp.Compare(a.m.ContainmentAB, b.m.ContainmentAB), cmp.Compare(a.m.B, b.m.B))
	})
	out := make([]Match, len(all))
	for i, f := range all {
		out[i] = f.m
	}
	return out, nil
}

// near tells whether document i shares enough of sk to be verified.
func (s *Set) near(sk Sketch, i int) bool {
	bands := s.sketches.bands.of(i)
	for b, k := range sk.Band {
		if bands[b] == k && sk.Words > 0 {
			return true
		}
	}
	return overlap(sk.Scaled, s.sketches.scaled.of(i)) >= int(s.params.MinShared)
}

// overlap counts the values that two ascending slices share.
func overlap[T uint32 | uint64](a, b []T) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}
