// Package synth writes corpora of invented news whose truth is known: which
// articles are copies of one story, which are versions of it, which only re-use
// a passage or a quotation, who copied whom. Finding copies and telling lineage
// can so be measured at any size.
//
// The language is English-like: sentence frames filled from a ranked vocabulary
// of about 80,000 words by Zipf's law, topics and names that an event's articles
// share, set phrases that unrelated articles share, and outlets with a house
// style and furniture of their own. What it plants follows what is known of real
// republication (Smith, Cordell & Dillon, "Infectious Texts", 2013; Spangher et
// al., "NewsEdits", NAACL 2022; Silcock et al., "Noise-Robust De-Duplication at
// Scale", ICLR 2023): cuts from the bottom, new headlines, light edits, inserted
// sentences, write-throughs, roundups, shared quotations, daily templates that
// are no copies, and misread characters.
//
// Output depends on nothing but the options: equal options, equal bytes. Memory
// does not grow with the number of articles.
package synth

import (
	"context"
	"fmt"
	"time"
)

// Options tell what to write. The zero value of a field that has a default in
// parentheses means that default.
type Options struct {
	Articles   int     // how many articles; at least 1
	Seed       uint64  // any value
	Copies     float64 // share of the articles that are a copy of another one, 0 to 0.9
	Noise      float64 // probability that a character of a noisy copy is misread, 0 to 0.5
	NoiseShare float64 // share of the copies that are noisy, 0 to 1
	Chains     float64 // share of the articles that stand in copying trees with known parents, 0 to 1
	Outlets    int     // number of publishers (400)
}

// Article is one printed article. Text is valid until the sink's method returns.
type Article struct {
	ID, Publisher, URL, Title, Byline, Published string
	Text                                         []byte
}

// Doc is the truth on one article, a row of docs.tsv.
type Doc struct{ ID, Publisher, Kind, Story, Family string }

// Pair is the truth on two articles, a row of pairs.tsv. Label is copy, version,
// partial, quote-only, same-event or unrelated.
type Pair struct{ A, B, Label, Basis string }

// Link is the truth on where one article was taken from, a row of lineage.tsv.
// Parent is an article's ID, "unobserved", or "" for the original itself;
// Evidence tells whether the origin is named by this text ("this"), by another
// of its group ("group") or nowhere ("none").
type Link struct{ ID, Story, Family, Group, Relation, Parent, Origin, Evidence string }

// Sink takes what is generated. An error from it ends the run.
type Sink interface {
	Article(Article) error
	Doc(Doc) error
	Pair(Pair) error
	Link(Link) error
}

// Generate writes a corpus to sink. It fails when an option is out of range,
// when ctx is done, or when the sink fails.
func Generate(ctx context.Context, opts Options, sink Sink) error {
	for _, c := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"articles", float64(opts.Articles), 1, 1e12},
		{"copies", opts.Copies, 0, .9},
		{"noise", opts.Noise, 0, .5},
		{"noise share", opts.NoiseShare, 0, 1},
		{"chains", opts.Chains, 0, 1},
		{"outlets", float64(opts.Outlets), 0, 1e6},
	} {
		if !(c.v >= c.lo && c.v <= c.hi) {
			return fmt.Errorf("synth: %s is %g; give a value from %g to %g", c.name, c.v, c.lo, c.hi)
		}
	}
	if opts.Outlets == 0 {
		opts.Outlets = 400
	}
	opts.Outlets = max(opts.Outlets, 100) // a story runs in each outlet once
	p := newProse()
	g := &generator{
		Options: opts, sink: sink, desk: &desk{prose: p},
		outlets: newOutlets(p, opts.Outlets, opts.Seed), briefs: newBriefs(),
		lastBrief: map[int]string{}, agencies: newAgencies(), labels: newLabels(), ids: map[uint64]bool{},
	}
	for event := uint64(1); g.written < opts.Articles && g.err == nil; event++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		g.event(event)
	}
	return g.err
}

// epoch is when the first event of every corpus may happen.
var epoch = time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)

const span = 120 * 24 * 60 // minutes over which events are spread

// article ids are a permutation of the running number, so that they tell
// nothing of the story.
func articleID(n int, seed uint64) string {
	const bits, mask = 40, 1<<40 - 1
	z := (uint64(n) + seed*0x9E3779B1) & mask
	for range 3 { // odd multiplication and xor-shift are bijections of 40 bits
		z = z * 0x9E3779B97F4A7C15 & mask
		z ^= z >> (bits / 2)
	}
	return fmt.Sprintf("n%010x", z)
}
