// Package stored measures what outlets do in the articles of an index. It is apart
// from package reliability so that who has no index need not link a store.
package stored

import (
	"context"
	"iter"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
)

// Source is what of an index is needed; *index.Index has it.
type Source interface {
	// Members yields the articles of each story.
	Members(ctx context.Context) iter.Seq2[[]*index.Entry, error]
	// Article returns the newest revision of an article.
	Article(id string) (*index.Entry, error)
	// Provenance returns the full provenance of an article.
	Provenance(id string) (*provenance.Record, error)
}

// Options tell how an index is read. The zero value gives the defaults.
type Options struct {
	Registry *outlets.Registry // who is who; nil is the one that newscheck ships
	Workers  int               // goroutines; 0 means GOMAXPROCS
	// Next is called before each story with the number of its articles, by one
	// goroutine at a time; when it returns false, reading ends. It may be nil.
	Next func(articles int) bool
}

// Measure goes once through all stories of an index and measures each, as Fill does;
// then the sampled copies are fetched again and compared. Memory is that of the Meter
// and of some stories.
func Measure(ctx context.Context, from Source, opts reliability.MeterOptions) (*reliability.Meter, error) {
	m, err := reliability.NewMeter(opts)
	if err != nil {
		return nil, err
	}
	if err := Fill(ctx, from, m, Options{Registry: opts.Registry, Workers: opts.Workers}); err != nil {
		return nil, err
	}
	return m, m.Compare(ctx, Fetch(from))
}

// bundle is how many articles are handed over at once: small stories travel
// together, so that this costs little beside measuring them.
const bundle = 64

// Fill adds all stories of an index to a Meter: publishers and origins as the index
// keeps them, which take in what other copies state. What stands on an article's page
// is found anew, where a figure needs it. Who copied whom is not traced, so that a copy
// is compared only where its origin's own page is in the index. Where no texts are
// kept, what needs them is left out. It fails when the index does, or ctx is done.
func Fill(ctx context.Context, from Source, m *reliability.Meter, opts Options) error {
	reg := opts.Registry
	if reg == nil {
		var err error
		if reg, err = outlets.Default(); err != nil {
			return err
		}
	}
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	r := reader{from, provenance.Attributor{Registry: reg}}
	work, inner := errgroup.WithContext(ctx)
	work.SetLimit(workers)
	var stories [][]*index.Entry
	n := 0
	flush := func() {
		batch := stories
		stories, n = nil, 0
		work.Go(func() error {
			for _, entries := range batch {
				s, err := r.story(entries)
				if err != nil {
					return err
				}
				if err := m.Add(inner, s); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for entries, err := range from.Members(inner) {
		if err != nil {
			if failed := work.Wait(); failed != nil {
				err = failed // which ended the reading
			}
			return err
		}
		if opts.Next != nil && !opts.Next(len(entries)) {
			break
		}
		stories = append(stories, entries)
		if n += len(entries); n >= bundle {
			flush()
		}
	}
	flush()
	return work.Wait()
}

// Fetch gives the articles of an index to Meter.Compare.
func Fetch(from Source) reliability.Fetch {
	return func(_ context.Context, id string) (article.Article, error) {
		e, err := from.Article(id)
		if err != nil {
			return article.Article{}, err
		}
		return e.Article, nil
	}
}

// reader makes stories of what is stored.
type reader struct {
	from      Source
	attribute provenance.Attributor
}

func (r *reader) story(entries []*index.Entry) (reliability.Story, error) {
	s := reliability.Story{ID: entries[0].Story, Members: make([]reliability.Member, len(entries))}
	for i, e := range entries {
		x := &s.Members[i]
		*x = reliability.Member{Article: e.Article, Relation: e.Relation, Replaced: e.RevisedBy != ""}
		if v := e.Revision; v != nil {
			x.Revision = &reliability.Revision{Of: v.Of, Silent: v.Silent}
		}
		x.Record = &provenance.Record{ID: e.Article.ID, Publisher: e.Publisher,
			Origin: e.Origin, OriginStatus: e.OriginStatus, OriginConfidence: e.OriginConfidence}
		if st, ok := article.FindStamp(strings.TrimSpace(e.Article.Published)); ok {
			// The date that came with an article is what attribution goes by, too.
			x.Record.Published = &provenance.Date{Value: st.String(), Precision: st.Precision, ZoneKnown: st.ZoneKnown, Source: "meta"}
		}
		switch {
		case e.Article.Text == "":
			if x.Record.Published == nil {
				kept, err := r.from.Provenance(e.Article.ID)
				if err != nil {
					return s, err
				}
				x.Record.Published = kept.Published
			}
		case x.Record.Published == nil:
			page := r.page(e)
			x.Record.Published = page.Published
			x.Page = func() *provenance.Record { return page }
		default:
			x.Page = func() *provenance.Record { return r.page(e) }
		}
	}
	return s, nil
}

// page attributes a stored article anew.
func (r *reader) page(e *index.Entry) *provenance.Record {
	rec := r.attribute.Attribute(e.Article)
	return &rec
}
