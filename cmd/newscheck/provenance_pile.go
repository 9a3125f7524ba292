package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/lineage"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
)

// attributed is a pile with the provenance of each of its articles. arts and
// records are in the order of its cards.
type attributed struct {
	*pile
	arts       []article.Article
	records    []provenance.Record
	stories    []provenance.Story // most copies first, then in input order
	attributor provenance.Attributor
	registry   *outlets.Registry
	workers    int
	book       *reliability.Book // what raters say; nil unless it was asked for
}

// attribute reads all articles of in, finds the copies, and tells where each
// article comes from.
func (r *run) attribute(in *input, opts dedupe.Options, reg *outlets.Registry) (*attributed, error) {
	a := &attributed{registry: reg, workers: opts.Workers}
	var err error
	if a.pile, err = r.pile(in, opts, func(x article.Article) { a.arts = append(a.arts, x) }); err != nil {
		return nil, err
	}
	a.pile.close()
	bar := r.progress("telling the origin of", plural(len(a.arts), "article"), 0)
	defer bar.stop()
	known, err := lineage.OfPile(context.WithoutCancel(r.ctx), a.arts, a.result, reg, a.workers)
	if err != nil {
		return nil, fmt.Errorf("cannot tell the origins: %w", err)
	}
	a.attributor, a.records, a.stories = known.Attributor, known.Records, known.Stories
	first := make(map[string]int, len(a.stories)) // story → place of its first member in the input
	for i := len(a.records) - 1; i >= 0; i-- {
		first[a.records[i].Story] = i
	}
	slices.SortStableFunc(a.stories, func(x, y provenance.Story) int {
		return cmp.Or(cmp.Compare(len(y.Copies), len(x.Copies)), cmp.Compare(first[x.Story], first[y.Story]))
	})
	return a, nil
}

// sources counts the distinct origins behind all articles.
func (a *attributed) sources() int {
	all := map[string]bool{}
	for i := range a.stories {
		for _, o := range a.stories[i].IndependentSources {
			all[cmp.Or(o.ID, o.Domain, o.Name)] = true
		}
	}
	return len(all)
}
