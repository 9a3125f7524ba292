package dedupe

// AllPairs compares every two articles of s, whether their sketches bring them
// up or not: what Group would find if it could afford to. Pairs without any
// relation are left out. Publishers' furniture is not told; leave Source empty.
func (s *Set) AllPairs() ([]Match, error) {
	v := newVerifier(s, lineSet{})
	var out []Match
	for b := range s.docs {
		of := make([]int32, b)
		for a := range of {
			of[a] = int32(a)
		}
		ms, err := v.against(nil, int32(b), of)
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			if m.relation != "" {
				out = append(out, Match{A: s.docs[m.a].id, B: s.docs[m.b].id, Relation: m.relation})
			}
		}
	}
	return out, nil
}
