package main

import (
	"context"

	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/reliability"
	"github.com/newscheck/newscheck/reliability/stored"
	"github.com/urfave/cli/v2"
)

// measureIndex measures all that an index holds, story by story, so that memory
// does not grow with the index.
func (r *run) measureIndex(c *cli.Context, m *measured, mo reliability.MeterOptions) error {
	collectLazily()
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
	ctx := context.WithoutCancel(r.ctx)
	err = stored.Fill(ctx, x, m.meter, stored.Options{Registry: m.registry, Workers: mo.Workers, Next: func(articles int) bool {
		if r.interrupted() {
			return false
		}
		m.articles += articles
		m.stories++
		bar.add(articles)
		return true
	}})
	if err != nil {
		return indexError(dir, err)
	}
	bar.stop()
	if r.interrupted() {
		r.say("interrupted: the figures are about the %s read until then", plural(m.articles, "article"))
	}
	bar = r.progress("comparing copies", "", 0)
	defer bar.stop()
	return indexError(dir, m.meter.Compare(ctx, stored.Fetch(x)))
}
