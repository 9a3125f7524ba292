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
// The evidence of an edge holds both readings of the pair: what this direction
// took, against it, under the names of weights.tsv, and what the other direction
// would have taken, in its favor, with "reverse." before the name.
//
// Time never decides alone where zones are unknown: such a clock may be wrong by
// 14 hours, and a day is no hour.
//
// All is deterministic and does not depend on the order of the copies.
package lineage

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/newscheck/newscheck/article"
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

// Trace is [Tracer.Trace] of a Tracer that knows the words of copies alone.
func Trace(ctx context.Context, copies []Copy) ([]provenance.Edge, error) {
	t := NewTracer()
	for i := range copies {
		t.Learn(copies[i].Text)
	}
	return t.Trace(ctx, copies)
}

// Tracer traces copies, and knows which word forms are in use, so that it can
// tell a spelling error from a word. Learn must not run beside other methods; the
// others may run beside each other.
type Tracer struct{ known *lexicon }

// NewTracer returns a Tracer that knows no words yet.
func NewTracer() *Tracer { return &Tracer{newLexicon()} }

// Learn adds the words of one article. Give it every article of the pile, or as
// many as there are: a form that stands in several passages is taken for a word.
// A passage that was learnt before, from another copy, counts once. Memory is
// bounded.
func (t *Tracer) Learn(text string) { t.known.add(text) }

// Edges is Trace for articles given as their records and texts, in the same
// order; it is a [provenance.LineageFunc].
func (t *Tracer) Edges(ctx context.Context, records []provenance.Record, arts []article.Article) ([]provenance.Edge, error) {
	copies := make([]Copy, len(records))
	for i := range records {
		r := &records[i]
		copies[i] = Copy{ID: r.ID, Story: r.Story, Family: r.Family, Title: arts[i].Title, Text: arts[i].Text, Record: r}
	}
	return t.Trace(ctx, copies)
}

// Trace returns one edge for each article that has relatives, sorted by To; an
// original whose publisher wrote it has none. An edge with From "" and status
// Inferred says that the text comes from an original outside the pile; with
// status Undetermined that nothing can be said. It fails only when ctx is done.
//
// The work is quadratic in the copies of a family up to a few hundred; above, each
// copy is compared with a bounded number of others that share its rarest readings.
func (t *Tracer) Trace(outer context.Context, copies []Copy) ([]provenance.Edge, error) {
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
	found := make([][]provenance.Edge, len(groups))
	work, ctx := errgroup.WithContext(outer)
	work.SetLimit(runtime.GOMAXPROCS(0))
	for i, g := range groups {
		if ctx.Err() != nil {
			break
		}
		work.Go(func() (err error) {
			found[i], err = traceGroup(ctx, g, t.known)
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	if err := outer.Err(); err != nil {
		return nil, err
	}
	edges := slices.Concat(found...)
	slices.SortFunc(edges, func(a, b provenance.Edge) int { return cmp.Compare(a.To, b.To) })
	return edges, nil
}

// lexicon counts in how many passages each word form stands.
type lexicon struct {
	count map[uint64]uint8 // to 255
	pairs map[uint64]bool  // neighbours that were seen; tells a passage that was counted
	words []text.Word
}

// Bounds of a lexicon; entries take about 20 bytes each.
const (
	maxForms = 1 << 20
	maxPairs = 1 << 22
)

func newLexicon() *lexicon {
	return &lexicon{count: map[uint64]uint8{}, pairs: map[uint64]bool{}}
}

// add counts the words of one text. A word beside a neighbour that it was seen
// beside before is taken to stand in a passage that was counted, edited or not.
func (l *lexicon) add(s string) {
	l.words = text.Words(l.words[:0], s)
	for i, w := range l.words {
		var before, after uint64
		if i > 0 {
			before = l.words[i-1].Hash
		}
		if i+1 < len(l.words) {
			after = l.words[i+1].Hash
		}
		left, right := mix(before, w.Hash), mix(^w.Hash, after)
		again := l.pairs[left] || l.pairs[right]
		if len(l.pairs) < maxPairs {
			l.pairs[left], l.pairs[right] = true, true
		}
		n, have := l.count[w.Hash]
		if !again && n < 255 && (have || len(l.count) < maxForms) {
			l.count[w.Hash] = n + 1
		}
	}
}

func mix(a, b uint64) uint64 {
	a ^= b*0x9E3779B97F4A7C15 + 0x7F4A7C15
	a ^= a >> 31
	a *= 0xBF58476D1CE4E5B9
	return a ^ a>>29
}
