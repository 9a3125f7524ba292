package reliability

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// OfPile measures a pile that is in memory: articles, their placements and their
// records belong together and are in the same order. Articles under one address at
// one publisher, with different texts, are taken for revisions, in the order in
// which they were fetched. What one house has in several copies counts once.
func OfPile(ctx context.Context, arts []article.Article, groups *dedupe.Result, records []provenance.Record, opts MeterOptions) (*Meter, error) {
	if len(groups.Articles) != len(arts) || len(records) != len(arts) {
		return nil, fmt.Errorf("reliability: %d articles, %d placements and %d records do not belong together", len(arts), len(groups.Articles), len(records))
	}
	m, err := NewMeter(opts)
	if err != nil {
		return nil, err
	}
	members := make([]Member, len(arts))
	for i := range arts {
		members[i] = Member{Article: arts[i], Record: &records[i], Relation: groups.Articles[i].Relation}
	}
	revise(members)
	at := map[string]int{}
	var stories []Story
	byID := make(map[string]int, len(arts))
	for i := range members {
		byID[arts[i].ID] = i
		id := groups.Articles[i].Story
		j, ok := at[id]
		if !ok {
			j = len(stories)
			at[id] = j
			stories = append(stories, Story{ID: id})
		}
		stories[j].Members = append(stories[j].Members, members[i])
	}
	work, inner := errgroup.WithContext(ctx)
	workers := opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	work.SetLimit(workers)
	for i := range stories {
		work.Go(func() error { return m.Add(inner, stories[i]) })
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	err = m.Compare(ctx, func(_ context.Context, id string) (article.Article, error) { return arts[byID[id]], nil })
	if err != nil {
		return nil, err
	}
	return m, nil
}

// revise finds the revisions among members: the same publisher and address, texts
// that differ. They are ordered by when they were fetched; where that is not known
// of all, nothing is said.
func revise(members []Member) {
	type page struct{ key, url string }
	pages := map[page][]int{}
	for i := range members {
		a := &members[i].Article
		if url := cmp.Or(a.CanonicalURL, a.URL); url != "" {
			p := page{Key(members[i].Record.Publisher), url}
			pages[p] = append(pages[p], i)
		}
	}
	for _, ix := range pages {
		if len(ix) < 2 || slices.ContainsFunc(ix, func(i int) bool { return members[i].Article.Fetched == "" }) {
			continue
		}
		slices.SortFunc(ix, func(x, y int) int {
			a, b := &members[x].Article, &members[y].Article
			return cmp.Or(cmp.Compare(a.Fetched, b.Fetched), cmp.Compare(a.ID, b.ID))
		})
		for k := 1; k < len(ix); k++ {
			was, is := &members[ix[k-1]], &members[ix[k]]
			was.Replaced = true
			if strings.Join(strings.Fields(was.Article.Text), " ") != strings.Join(strings.Fields(is.Article.Text), " ") {
				is.Revision = &Revision{Of: was.Article.ID, Silent: !noticed(was.Record, is.Record)}
			}
		}
	}
}

// noticed reports whether a page has a notice that the one before it had not.
func noticed(was, is *provenance.Record) bool {
	return slices.ContainsFunc(is.Notices, func(n string) bool { return !slices.Contains(was.Notices, n) })
}
