package server

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// fake is an index in memory that knows copies by equal texts only.
type fake struct {
	mu      sync.Mutex
	entries map[string]*index.Entry
	order   []string // of ids
	stories map[string]*index.Story
	clock   time.Time
	batches int
	fail    error                 // what Add and Forget fail with
	slow    func(context.Context) // called by Add and Lookup before they work
}

func newFake() *fake {
	return &fake{entries: map[string]*index.Entry{}, stories: map[string]*index.Story{}, clock: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
}

func (x *fake) record(a article.Article) provenance.Record {
	reg, err := outlets.Default()
	if err != nil {
		panic(err)
	}
	return provenance.Attribute(a, reg)
}

// finding says what a is to what is there.
func (x *fake) finding(a article.Article) *index.Finding {
	r := x.record(a)
	f := &index.Finding{ID: a.ID, Publisher: a.Publisher, Title: a.Title, Verdict: index.Original, Reason: "Nothing like it is in the index.", Relation: dedupe.Single,
		Words: len(strings.Fields(a.Text)), Origin: r.Origin, OriginStatus: r.OriginStatus, OriginConfidence: r.OriginConfidence, Evidence: r.Evidence, Matches: []index.Match{}, SeenIn: 1}
	for _, id := range x.order {
		e := x.entries[id]
		if e.Article.ID == a.ID && e.Article.Text == a.Text {
			f.Known = true
			continue
		}
		all := text.Span{Start: 0, End: len(a.Text)}
		if e.Article.Text == a.Text {
			f.Verdict, f.Reason, f.Relation, f.Of, f.Story = index.Republished, "It is a copy of an article that was seen before.", dedupe.Copy, id, e.Story
			f.Matches = append(f.Matches, index.Match{ID: id, Publisher: e.Article.Publisher, Title: e.Article.Title, Published: e.Article.Published, Story: e.Story, Relation: dedupe.Copy, Jaccard: 1,
				ContainmentAB: 1, ContainmentBA: 1, Spans: []dedupe.SpanPair{{A: all, B: all}}, Origin: e.Origin})
		}
	}
	return f
}

func (x *fake) Add(ctx context.Context, arts []article.Article) ([]index.Finding, error) {
	if x.slow != nil {
		x.slow(ctx)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.fail != nil {
		return nil, x.fail
	}
	x.batches++
	var out []index.Finding
	for _, a := range arts {
		f := x.finding(a)
		if !f.Known {
			x.clock = x.clock.Add(time.Second)
			if f.Story == "" {
				f.Story = fmt.Sprint("s", len(x.stories)+1)
				x.stories[f.Story] = &index.Story{Story: f.Story, Family: f.Story, First: a.ID, Copies: []string{}, Publishers: []string{}, Began: x.clock}
			}
			st := x.stories[f.Story]
			st.Copies, st.Grew = append(st.Copies, a.ID), x.clock
			if !slices.Contains(st.Publishers, a.Publisher) {
				st.Publishers = append(st.Publishers, a.Publisher)
			}
			r := x.record(a)
			x.entries[a.ID] = &index.Entry{Article: a, Seen: x.clock, Story: f.Story, Family: f.Story, Relation: f.Relation, Of: f.Of, Words: f.Words, Verdict: f.Verdict,
				Publisher: r.Publisher, Origin: r.Origin, OriginStatus: r.OriginStatus, OriginConfidence: r.OriginConfidence}
			x.order = append(x.order, a.ID)
		}
		out = append(out, *f)
	}
	return out, nil
}

func (x *fake) Lookup(ctx context.Context, a article.Article) (*index.Finding, error) {
	if x.slow != nil {
		x.slow(ctx)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.finding(a), ctx.Err()
}

func (x *fake) Article(id string) (*index.Entry, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if e := x.entries[id]; e != nil {
		return e, nil
	}
	return nil, index.ErrNotFound
}

func (x *fake) ByURL(url string) (*index.Entry, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, e := range x.entries {
		if e.Article.URL == url {
			return e, nil
		}
	}
	return nil, index.ErrNotFound
}

func (x *fake) Story(id string) (*index.Story, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if st := x.stories[id]; st != nil {
		c := *st
		return &c, nil
	}
	return nil, index.ErrNotFound
}

func (x *fake) Family(id string) ([]*index.Story, error) {
	st, err := x.Story(id)
	return []*index.Story{st}, err
}

func (x *fake) Stories(ctx context.Context, since, before time.Time) iter.Seq2[*index.Story, error] {
	return func(yield func(*index.Story, error) bool) {
		x.mu.Lock()
		var all []*index.Story
		for _, st := range x.stories {
			if !st.Grew.Before(since) && (before.IsZero() || st.Grew.Before(before)) {
				all = append(all, st)
			}
		}
		x.mu.Unlock()
		slices.SortFunc(all, func(a, b *index.Story) int { return b.Grew.Compare(a.Grew) })
		for _, st := range all {
			if !yield(st, nil) {
				return
			}
		}
	}
}

func (x *fake) Members(context.Context) iter.Seq2[[]*index.Entry, error] {
	return func(yield func([]*index.Entry, error) bool) {
		x.mu.Lock()
		var all [][]*index.Entry
		for _, st := range x.stories {
			var in []*index.Entry
			for _, id := range st.Copies {
				if e := x.entries[id]; e != nil {
					in = append(in, e)
				}
			}
			all = append(all, in)
		}
		x.mu.Unlock()
		for _, in := range all {
			if len(in) > 0 && !yield(in, nil) {
				return
			}
		}
	}
}

func (x *fake) Provenance(id string) (*provenance.Record, error) {
	e, err := x.Article(id)
	if err != nil {
		return nil, err
	}
	r := x.record(e.Article)
	return &r, nil
}

func (x *fake) Forget(_ context.Context, s index.Selection) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.fail != nil {
		return 0, x.fail
	}
	n := 0
	for _, id := range s.IDs {
		if x.entries[id] != nil {
			delete(x.entries, id)
			x.order = slices.DeleteFunc(x.order, func(o string) bool { return o == id })
			n++
		}
	}
	return n, nil
}

func (x *fake) Stats() (index.Stats, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return index.Stats{Articles: len(x.entries), Stories: len(x.stories)}, nil
}

func (x *fake) len() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.entries)
}

// near is a fake that takes any text for a copy of the first article.
type near struct{ *fake }

func (x *near) Lookup(ctx context.Context, a article.Article) (*index.Finding, error) {
	f, err := x.fake.Lookup(ctx, a)
	e := x.entries[x.order[0]]
	f.Verdict, f.Relation, f.Of, f.Story = index.Republished, dedupe.Copy, e.Article.ID, e.Story
	f.Matches = []index.Match{{ID: e.Article.ID, Publisher: e.Article.Publisher, Title: e.Article.Title, Story: e.Story, Relation: dedupe.Copy, Jaccard: .9, ContainmentAB: .93, ContainmentBA: .93}}
	return f, err
}
