package index

import (
	"context"
	"errors"
	"fmt"

	"github.com/newscheck/newscheck/article"
)

// rebuildBatch is how many articles are added at a time.
const rebuildBatch = 512

// Rebuild makes a new index in dir, which must be empty or missing, from the
// texts of x: with the parameters of opts (zero values take the defaults, not
// those of x), in the format of this version. Times of arrival are kept; verdicts
// and stories are told anew, in the order of arrival. What was forgotten is not
// in it. When it fails, what it made is taken away.
func (x *Index) Rebuild(ctx context.Context, dir string, opts Options) (err error) {
	if x.meta.Params.NoText {
		return errors.New("the index keeps no texts to rebuild it from: ingest the articles into a new one")
	}
	opts.Create, opts.ReadOnly = true, false
	if opts.Registry == nil {
		opts.Registry = x.registry
	}
	y, err := Open(dir, opts)
	if err != nil {
		return err
	}
	if y.counters.next > 0 {
		y.Close()
		return fmt.Errorf("%s holds an index with articles already: give a new folder", dir)
	}
	defer func() {
		err = errors.Join(err, y.Close())
		if err != nil {
			err = errors.Join(err, y.fs.RemoveAll(dir))
		}
	}()
	var as []article.Article
	var seen []int64
	flush := func() error {
		_, err := y.add(ctx, as, seen)
		as, seen = as[:0], seen[:0]
		return err
	}
	for e, err := range x.Entries(ctx) {
		if err != nil {
			return err
		}
		a := e.Article
		a.ID = e.id
		as, seen = append(as, a), append(seen, e.Seen.UnixMicro())
		if len(as) == rebuildBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
