package dedupe

import (
	"fmt"
)

// Explanation tells why two articles match, or why they don't.
type Explanation struct {
	Match               // Relation is what the pair is by itself, before stories settle it; "" when nothing is shared
	Score     float64   // how much like a copy, 0 to 1; a copy from 0.5 on
	Related   float64   // how much like versions of one story, 0 to 1
	Alignment Alignment // the figures behind them
	Candidate bool      // whether the sketches alone would have brought the pair up
	Kept      int       // shingles that both sketches kept
	Reasons   []Reason  // what decided, in the order in which it was asked
}

// Reason is one question that was asked of a pair.
type Reason struct {
	Asked string // "new words among shared ones"
	Found string // "3 of 100 (3 %)"
	Limit string // "at most 19 % for a copy"
	Holds bool
}

// Explain compares two added documents, named by id, and says what decided.
func (s *Set) Explain(a, b string) (*Explanation, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	_, i, ok := s.find(a)
	_, j, ok2 := s.find(b)
	switch {
	case !ok:
		return nil, fmt.Errorf("dedupe: no article has the id %q", a)
	case !ok2:
		return nil, fmt.Errorf("dedupe: no article has the id %q", b)
	}
	v := newVerifier(s, s.lines.furniture(s.ranks(), s.sketches.day))
	v.pin = i
	pa, err := v.page(i)
	if err != nil {
		return nil, err
	}
	pb, err := v.page(j)
	if err != nil {
		return nil, err
	}
	v.al.load(pb)
	x := v.al.align(pa)
	x.A, x.B = x.B, x.A
	e := &Explanation{Alignment: x, Kept: overlap(s.sketches.scaled.of(int(i)), s.sketches.scaled.of(int(j)))}
	e.Candidate = float64(e.Kept) >= s.params.MinShared
	for k := range Bands {
		e.Candidate = e.Candidate || s.sketches.bands.of(int(i))[k] == s.sketches.bands.of(int(j))[k]
	}
	e.A, e.B, e.Jaccard, e.ContainmentAB, e.ContainmentBA = a, b, x.Jaccard, x.A.Containment, x.B.Containment
	e.Relation, e.Score, e.Related = Relate(x)
	e.Spans = v.al.spans(pa)
	e.Reasons = Reasons(x)
	return e, nil
}

// Reasons lists the questions that Relate asks of an alignment, up to the one
// that decides.
func Reasons(x Alignment) []Reason {
	percent := func(n, of int) string {
		if of == 0 {
			return "none"
		}
		return fmt.Sprintf("%d of %d (%.0f %%)", n, of, 100*float64(n)/float64(of))
	}
	var rs []Reason
	ask := func(holds bool, asked, found, limit string, args ...any) bool {
		rs = append(rs, Reason{asked, found, fmt.Sprintf(limit, args...), holds})
		return holds
	}
	if formLetters(x) {
		ask(true, "numbers and names of shared sentences that the other lacks",
			percent(x.A.OtherFacts, x.A.Facts)+" and "+percent(x.B.OtherFacts, x.B.Facts),
			"from %.0f %% on both sides: one form, filled in twice", 100*formShare)
		return rs
	}
	shared := min(x.A.Shared, x.B.Shared)
	if !ask(shared >= minShared, "words in shared sentences", fmt.Sprint(shared), "at least %d", minShared) {
		return rs
	}
	_, score, related := Relate(x)
	short, long := x.A, x.B
	if short.Prose > long.Prose {
		short, long = long, short
	}
	fresh := x.A.New() + x.B.New()
	if ask(fresh*100 <= int(MaxNew*100)*(fresh+shared), "new words before or between shared sentences", percent(fresh, fresh+shared), "at most %.0f %% for a copy", 100*MaxNew) && score >= 0.5 {
		return rs
	}
	if ask(float64(shared) >= containedShare*float64(short.Prose), "the shorter one's words that the longer has", percent(shared, short.Prose), "from %.0f %% on it is a cut copy", 100*containedShare) && score >= 0.5 {
		return rs
	}
	ask(float64(short.Prose) >= excerptShare*float64(long.Prose), "length of the shorter against the longer", percent(short.Prose, long.Prose), "under %.0f %% it is an excerpt, no copy", 100*excerptShare)
	if x.A.Inside+x.B.Inside == 0 {
		ask(2*shared >= long.Prose, "one unbroken passage; its part of the longer", percent(shared, long.Prose), "at least half for a version; else it was built in")
	}
	if ask(related >= 0.5, "shared words, and new ones around them", fmt.Sprintf("%d, %s", shared, percent(fresh, fresh+shared)), "a version shares %d and has at most %.0f %% new", versionWords, 100*versionMaxNew) {
		return rs
	}
	if ask(partial(x), "longest shared run outside quotation marks", fmt.Sprintf("%d words in %d sentences", min(x.A.Run, x.B.Run), min(x.A.RunLength, x.B.RunLength)), "a re-used passage has %d words or %d sentences", partialWords, partialSentences) {
		return rs
	}
	if ask(float64(shared) >= containedShare*float64(short.Prose) && shared >= wholeBrief, "words of the shorter one, all in the longer", percent(shared, short.Prose), "an excerpt from %d words on", wholeBrief) {
		return rs
	}
	ask(2*min(x.A.Quoted, x.B.Quoted) >= shared, "shared words inside quotation marks", percent(min(x.A.Quoted, x.B.Quoted), shared), "from half on they share a quotation")
	return rs
}
