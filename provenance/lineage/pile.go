package lineage

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// Pile is the provenance of a whole pile of articles.
type Pile struct {
	Records    []provenance.Record // in the order of the articles
	Stories    []provenance.Story
	Attributor provenance.Attributor // what each article was attributed with
}

// OfPile does all that is needed to go from grouped articles to their
// provenance: it learns each publisher's furniture and the words of the pile,
// attributes every article on workers goroutines (0: one a processor), carries
// origins across copies, and traces who copied whom. arts are in the order of
// groups.Articles. It fails when they do not belong together or ctx is done.
func OfPile(ctx context.Context, arts []article.Article, groups *dedupe.Result, reg *outlets.Registry, workers int) (*Pile, error) {
	if len(groups.Articles) != len(arts) {
		return nil, fmt.Errorf("lineage: %d articles and %d placements do not belong together", len(arts), len(groups.Articles))
	}
	furniture, tracer := article.NewFurniture(), NewTracer()
	seen := map[[2]string]bool{} // story and site: what a site has in many copies of one story is no furniture
	for i := range arts {
		tracer.Learn(arts[i].Text)
		if key := [2]string{groups.Articles[i].Story, arts[i].Publisher}; !seen[key] {
			seen[key] = true
			furniture.Add(arts[i])
		}
	}
	p := &Pile{Records: make([]provenance.Record, len(arts)), Attributor: provenance.Attributor{Registry: reg, Furniture: furniture}}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, len(arts)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(arts) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				p.Records[i] = p.Attributor.Attribute(arts[i])
			}
		})
	}
	wg.Wait()
	var err error
	p.Records, p.Stories, err = provenance.Resolve(ctx, p.Records, arts, groups, provenance.ResolveOptions{Lineage: tracer.Edges})
	return p, err
}
