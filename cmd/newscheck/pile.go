package main

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// pile is a set of articles whose copies were found. Of each article only a
// card is kept; its text is in the set, which spills to disk.
type pile struct {
	tally
	in     *input
	cards  []card
	index  func() map[string]int // id → place in cards; made when it is first asked for
	result *dedupe.Result
	opts   dedupe.Options
	set    *dedupe.Set
}

// card is what the output says of an article beside its placement.
type card struct {
	id        string
	publisher string
	title     string
	published string // as given
	when      moment
}

func newPile(in *input) *pile {
	p := &pile{in: in}
	p.index = sync.OnceValue(func() map[string]int {
		index := make(map[string]int, len(p.cards))
		for i := range p.cards {
			index[p.cards[i].id] = i
		}
		return index
	})
	return p
}

// pile reads all articles of in and finds their copies. Each article is also
// given to also, for commands that need more of it than its card.
func (r *run) pile(in *input, opts dedupe.Options, also ...func(article.Article)) (*pile, error) {
	set, err := dedupe.New(opts)
	if err != nil {
		return nil, err
	}
	p := newPile(in)
	p.opts, p.set = opts, set
	dates := newDateReader()
	publishers := map[string]string{} // one copy of each name
	batch := make([]dedupe.Doc, 0, batchSize)
	percent := 0
	flush := func() error {
		if now := collectPercent(len(p.cards)); now != percent && os.Getenv("GOGC") == "" {
			percent = now
			debug.SetGCPercent(percent) // see mainExit
		}
		err := set.AddBatch(batch)
		clear(batch)
		batch = batch[:0]
		return err
	}
	p.tally, err = r.read(in, func(a article.Article) error {
		for _, f := range also {
			f(a)
		}
		if a.Source.Record == 0 {
			if err := describePage(&a); err != nil {
				return err
			}
		}
		when := dates.when(a)
		c := newCard(a, when)
		if known, ok := publishers[c.publisher]; ok {
			c.publisher = known
		} else {
			c.publisher = strings.Clone(c.publisher)
			publishers[c.publisher] = c.publisher
		}
		p.cards = append(p.cards, c)
		a.ID = c.id
		if batch = append(batch, docOf(a, when)); len(batch) < batchSize {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil && r.interrupted() && len(p.cards) == 0 {
		err = errInterrupted
	}
	if err != nil {
		p.close()
		return nil, err
	}
	bar := r.progress("comparing", plural(len(p.cards), "article"), 0)
	p.result, err = set.Group(context.WithoutCancel(r.ctx))
	bar.stop()
	if err != nil {
		p.close()
		return nil, fmt.Errorf("cannot find the copies: %w", err)
	}
	if r.interrupted() {
		r.say("interrupted: the result holds the %s read until then", plural(len(p.cards), "article"))
	}
	return p, nil
}

// collectPercent is how much garbage may gather in a pile of so many articles, in
// percent of what is in use: as much while the pile is small, little once memory
// is dearer than time.
func collectPercent(articles int) int { return min(100, 16+20_000_000/(1+articles)) }

// batchSize is how many articles are sketched at a time, on all cores.
const batchSize = 256

// close removes what was spilled to disk; p cannot explain anything after it.
func (p *pile) close() { p.set.Close() }

// describePage fills in publisher and date of a page that is a file of its own:
// only the page itself says whose it is and when it ran.
func describePage(a *article.Article) error {
	if publisherOf(*a) != "" && a.Published != "" {
		return nil
	}
	registry, err := outlets.Default() // parsed once
	if err != nil {
		return err
	}
	r := provenance.Attribute(*a, registry)
	if publisherOf(*a) == "" && r.Publisher != nil {
		a.Publisher = r.Publisher.Name
	}
	if a.Published == "" && r.Published != nil {
		a.Published = r.Published.Value
	}
	return nil
}

// detection says what the parameters come to: how likely a pair is compared
// that shares a passage of the length asked for, and of longer ones.
func (p *pile) detection() string {
	words := p.opts.Passage
	if words == 0 {
		words = defaultOverlap
	}
	params := p.set.Params()
	s := "finds " + chance(params.Detection(words)) + fmt.Sprintf(" of the pairs that share %d words in a row", words)
	for _, n := range []int{2 * words, 4 * words} {
		if params.Detection(n/2) < sure {
			s += fmt.Sprintf(", %s at %d", chance(params.Detection(n)), n)
		}
	}
	return s
}

// sure is a probability from which on more nines tell nothing.
const sure = 0.9999

// chance is a probability with as many nines as it has.
func chance(f float64) string {
	if f > sure {
		return "> 99.99 %"
	}
	digits := 0
	if f > 0.99 {
		digits = 2
	}
	cut := math.Pow10(digits)
	return strconv.FormatFloat(math.Floor(f*100*cut+1e-6)/cut, 'f', -1, 64) + " %" // rounded down: a promise
}

// docOf is what is compared of an article.
func docOf(a article.Article, when moment) dedupe.Doc {
	return dedupe.Doc{ID: a.ID, Source: publisherOf(a), Time: when.latest, Text: a.Text}
}

// when is the moment an article was published or, if that is not known, fetched.
func (d *dateReader) when(a article.Article) moment {
	if m := d.read(a.Published); !m.IsZero() {
		return m
	}
	return d.read(a.Fetched)
}

// publisherOf is the site a copy was taken from: what the source says, else
// the host of its address.
func publisherOf(a article.Article) string {
	if a.Publisher != "" {
		return a.Publisher
	}
	for _, s := range []string{a.URL, a.CanonicalURL} {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		}
	}
	return ""
}

func newCard(a article.Article, when moment) card {
	title := titleOf(a)
	// One string to allocate, and for the collector to mark, instead of three.
	all := a.ID + title + a.Published
	c := card{publisher: publisherOf(a), when: when}
	c.id, all = all[:len(a.ID)], all[len(a.ID):]
	c.title, c.published = all[:len(title)], all[len(title):]
	return c
}

// titleOf is the headline: as given, else, of a page in a file of its own, as
// the page shows it, else how the text begins.
func titleOf(a article.Article) string {
	if a.Title != "" {
		return a.Title
	}
	text := a.Text
	if a.Source.Record == 0 {
		for _, p := range article.Anatomy(a) {
			if p.Kind == article.Headline {
				return p.Span.Of(a.Text)
			}
			if p.Kind == article.Body {
				text = p.Span.Of(a.Text)
				break
			}
		}
	}
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return cutWords(line, 100)
}

// cutWords cuts s at a space to at most n bytes, give or take a rune.
func cutWords(s string, n int) string {
	if len(s) <= n {
		return s
	}
	s = strings.ToValidUTF8(s[:n], "")
	if i := strings.LastIndexByte(s, ' '); i > n/2 {
		s = s[:i]
	}
	return s + "…"
}
