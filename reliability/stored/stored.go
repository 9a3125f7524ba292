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
}

// Measure goes once through all stories of an index, attributes each article anew
// and measures it; origins are those that the index keeps, which take in what other
// copies state. Then the sampled copies are fetched again and compared. Who copied
// whom is not traced, so that a copy is compared only where its origin's own page is
// in the index. Where no texts are kept, what needs them is left out. Memory is that
// of the Meter and of some stories.
func Measure(ctx context.Context, from Source, opts reliability.MeterOptions) (*reliability.Meter, error) {
	m, err := reliability.NewMeter(opts)
	if err != nil {
		return nil, err
	}
	reg := opts.Registry
	if reg == nil {
		if reg, err = outlets.Default(); err != nil {
			return nil, err
		}
	}
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	// Small stories travel in bundles, so that handing over costs little beside
	// measuring.
	const bundle = 64
	work, inner := errgroup.WithContext(ctx)
	work.SetLimit(workers)
	var stories [][]*index.Entry
	n := 0
	flush := func() {
		batch := stories
		stories, n = nil, 0
		work.Go(func() error {
			for _, entries := range batch {
				if err := m.Add(inner, story(entries, reg)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for entries, err := range from.Members(inner) {
		if err != nil {
			work.Wait()
			return nil, err
		}
		stories = append(stories, entries)
		if n += len(entries); n >= bundle {
			flush()
		}
	}
	flush()
	if err := work.Wait(); err != nil {
		return nil, err
	}
	return m, m.Compare(ctx, func(_ context.Context, id string) (article.Article, error) {
		e, err := from.Article(id)
		if err != nil {
			return article.Article{}, err
		}
		return e.Article, nil
	})
}

// story makes a story of stored articles.
func story(entries []*index.Entry, reg *outlets.Registry) reliability.Story {
	var s reliability.Story
	attribute := provenance.Attributor{Registry: reg}
	for _, e := range entries {
		s.ID = e.Story
		x := reliability.Member{Article: e.Article, Relation: e.Relation, Replaced: e.RevisedBy != ""}
		var r provenance.Record
		published := stamp(e.Article.Published)
		switch {
		case e.Article.Text == "":
			r.Published = published
		case e.OriginStatus == provenance.Stated && e.Publisher != nil && published != nil:
			// Nothing else is asked of an article that names its source.
			r.Published = published
		default:
			r = attribute.Attribute(e.Article)
		}
		r.ID = e.Article.ID
		if e.Publisher != nil {
			r.Publisher = e.Publisher
		}
		r.Origin, r.OriginStatus, r.OriginConfidence = e.Origin, e.OriginStatus, e.OriginConfidence
		x.Record = &r
		if e.Revision != nil {
			x.Revision = &reliability.Revision{Of: e.Revision.Of, Silent: e.Revision.Silent}
		}
		s.Members = append(s.Members, x)
	}
	return s
}

// stamp reads the date that came with an article as attribution does; nil when
// there is none that can be read.
func stamp(s string) *provenance.Date {
	if st, ok := article.FindStamp(strings.TrimSpace(s)); ok {
		return &provenance.Date{Value: st.String(), Precision: st.Precision, ZoneKnown: st.ZoneKnown, Source: "meta"}
	}
	return nil
}
