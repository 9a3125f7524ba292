// Package lineage tells who copied whom: for the copies and versions of one
// running story it builds a tree whose edges lead from the text that was copied
// to the copy.
//
// Every possible edge has a cost: what an editor must have done to make the
// child out of the parent — cut the end, dropped and added passages, changed
// words, made and mended spelling errors, named or unnamed a source — and how
// well the clocks agree. The costs are log-odds and stand in weights.tsv, each
// with its reference. An extra node stands for an original that is not in the
// pile. The tree is the cheapest arborescence from there (Chu & Liu 1965, Edmonds
// 1967), the stemma of the copies; and since the sum over all trees is a
// determinant (Tutte 1984), each edge gets a probability that weighs all other
// trees (Koo et al. 2007), from which its score comes. An edge whose direction is
// not clear is given as undetermined: that is an answer, too.
//
// Time never decides alone: a clock whose zone is unknown may be wrong by 14
// hours, and a day is no hour.
//
// All is deterministic and does not depend on the order of the copies.
package lineage

import (
	"cmp"
	"context"
	"slices"

	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
)

// Copy is one article as lineage sees it. Copies of one Family are traced
// together, so that versions find the version they were made from.
type Copy struct {
	ID     string // unique
	Story  string
	Family string // "" means Story
	Title  string // headline, when it is known apart from Text
	Text   string
	// Record is what this article alone tells: publisher, origin with its status,
	// published, dateline, via, boilerplate, notices. May be nil. It is not changed.
	Record *provenance.Record
}

// Statuses of an edge.
const (
	Stated       = "stated"       // the child's text names the parent's publisher
	Inferred     = "inferred"     // the texts and clocks say so
	Undetermined = "undetermined" // too little speaks for any parent
)

// Trace returns one edge for each article that has relatives, sorted by To; the
// root of a tree whose publisher wrote the text has none. An edge with From ""
// and status Inferred says that the text comes from an original outside the pile;
// with status Undetermined that nothing can be said. It fails only when ctx is
// done. Safe for concurrent use.
//
// The cost is quadratic in the copies of a family up to a few hundred; above, each
// copy is compared with a bounded number of others that share its rarest readings.
func Trace(ctx context.Context, copies []Copy) ([]provenance.Edge, error) {
	sorted := make([]*Copy, len(copies))
	for i := range copies {
		sorted[i] = &copies[i]
	}
	family := func(c *Copy) string { return cmp.Or(c.Family, c.Story) }
	slices.SortStableFunc(sorted, func(a, b *Copy) int {
		return cmp.Or(cmp.Compare(family(a), family(b)), cmp.Compare(a.ID, b.ID))
	})
	var groups [][]*Copy
	for start := 0; start < len(sorted); {
		end := start + 1
		for end < len(sorted) && family(sorted[start]) != "" && family(sorted[end]) == family(sorted[start]) {
			end++
		}
		if end-start > 1 {
			groups = append(groups, sorted[start:end])
		}
		start = end
	}
	known := newLexicon()
	for _, g := range groups {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		known.add(g)
	}
	var edges []provenance.Edge
	for _, g := range groups {
		e, err := traceGroup(ctx, g, known)
		if err != nil {
			return nil, err
		}
		edges = append(edges, e...)
	}
	slices.SortFunc(edges, func(a, b provenance.Edge) int { return cmp.Compare(a.To, b.To) })
	return edges, nil
}

// lexicon knows which word forms are in use: a form that several families or
// several passages of one have is a word, one that stands in a single passage may
// be a slip.
type lexicon struct {
	count map[uint64]uint8 // passages that have the form, to 255
	seen  map[uint64]bool  // scratch: lines of the family that were counted
	words []text.Word
}

func newLexicon() *lexicon { return &lexicon{count: map[uint64]uint8{}} }

// add counts the words of one family. A line that several copies have in common
// counts once; so does a word that neighbours the same words (an edited line).
func (l *lexicon) add(g []*Copy) {
	l.seen = map[uint64]bool{}
	for _, c := range g {
		l.words = text.Words(l.words[:0], c.Text)
		for i, w := range l.words {
			var before, after uint64
			if i > 0 {
				before = l.words[i-1].Hash
			}
			if i+1 < len(l.words) {
				after = l.words[i+1].Hash
			}
			h := w.Hash
			if l.seen[mix(h, before)] || l.seen[mix(after, h)] {
				l.seen[mix(h, before)], l.seen[mix(after, h)] = true, true
				continue
			}
			l.seen[mix(h, before)], l.seen[mix(after, h)] = true, true
			if n := l.count[h]; n < 255 {
				l.count[h] = n + 1
			}
		}
	}
}

func mix(a, b uint64) uint64 {
	a ^= b*0x9E3779B97F4A7C15 + 0x7F4A7C15
	a ^= a >> 31
	a *= 0xBF58476D1CE4E5B9
	return a ^ a>>29
}
