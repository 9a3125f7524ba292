package main

import (
	"context"
	"runtime"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
	"github.com/urfave/cli/v2"
	"golang.org/x/sync/errgroup"
)

// measureIndex measures all that an index holds, story by story, so that memory
// does not grow with the index.
func (r *run) measureIndex(c *cli.Context, m *measured, mo reliability.MeterOptions) error {
	x, err := r.openIndex(c, index.Options{ReadOnly: true, Registry: m.registry, Workers: mo.Workers})
	if err != nil {
		return err
	}
	defer x.Close()
	dir := c.String("index")
	if m.meter, err = reliability.NewMeter(mo); err != nil {
		return err
	}
	bar := r.progress("measuring", "articles", 0)
	defer bar.stop()
	workers := mo.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	ctx := context.WithoutCancel(r.ctx)
	work, inner := errgroup.WithContext(ctx)
	work.SetLimit(workers)
	attributor := provenance.Attributor{Registry: m.registry}
	for entries, err := range x.Members(inner) {
		if err != nil {
			_ = work.Wait() // its error is this one, or came of it
			return indexError(dir, err)
		}
		if r.interrupted() {
			break
		}
		m.articles += len(entries)
		m.stories++
		bar.add(len(entries))
		work.Go(func() error {
			s := reliability.Story{ID: entries[0].Story, Members: make([]reliability.Member, len(entries))}
			for i, e := range entries {
				rec, err := recordOfEntry(x, attributor, e)
				if err != nil {
					return indexError(dir, err)
				}
				s.Members[i] = ofEntry(e, rec)
			}
			return m.meter.Add(inner, s)
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	bar.stop()
	if r.interrupted() {
		r.say("interrupted: the figures are about the %s read until then", plural(m.articles, "article"))
	}
	bar = r.progress("comparing copies", "", 0)
	defer bar.stop()
	return indexError(dir, m.meter.Compare(ctx, func(_ context.Context, id string) (article.Article, error) {
		e, err := x.Article(id)
		if err != nil {
			return article.Article{}, err
		}
		return e.Article, nil
	}))
}

// recordOfEntry is the provenance of a stored article: what its own text says, and
// what its story tells by now of its origin.
func recordOfEntry(x *index.Index, at provenance.Attributor, e *index.Entry) (*provenance.Record, error) {
	if e.Article.Text == "" { // the index keeps no texts
		return x.Provenance(e.Article.ID)
	}
	rec := at.Attribute(e.Article)
	rec.Story, rec.Family = e.Story, e.Family
	rec.Publisher = e.Publisher
	rec.Origin, rec.OriginStatus, rec.OriginConfidence = e.Origin, e.OriginStatus, e.OriginConfidence
	return &rec, nil
}

// ofEntry makes of a stored article what is measured.
func ofEntry(e *index.Entry, rec *provenance.Record) reliability.Member {
	m := reliability.Member{Article: e.Article, Record: rec, Relation: e.Relation, Replaced: e.RevisedBy != ""}
	if v := e.Revision; v != nil {
		m.Revision = &reliability.Revision{Of: v.Of, Silent: v.Silent}
	}
	return m
}
