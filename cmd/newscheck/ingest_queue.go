package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"slices"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
)

// How much is added to the index at a time. One batch costs one sync of the
// disk, so that larger ones are faster, and what is in hand when a run is killed
// is one batch.
const (
	batchArticles = 512
	batchBytes    = 32 << 20
	// linger is how long a batch of a stream that is not full waits for more. It is
	// too short to be noticed by who sends one article, and long enough for a reader
	// that is in the middle of a pile. Files are there: their batches are filled, so
	// that what is found does not hang on how fast they are read.
	linger = 10 * time.Millisecond
)

// arrival is an article on its way into the index.
type arrival struct {
	article.Article
	placed bool // its id was made of its place
}

// intake reads articles in a goroutine of its own and hands them on in
// batches of what has come: a trickle one by one, a pile in full batches.
type intake struct {
	stream bool // some of it may come from someone who waits for answers
	ch     chan arrival
	room   *semaphore.Weighted // bytes that wait in ch
	ctx    context.Context     // done when nothing more is wanted
	cancel context.CancelFunc

	tally tally // set before ch is closed
	err   error
}

var errUnwanted = errors.New("nothing more is wanted")

func (r *run) intake(in *input) *intake {
	q := &intake{stream: slices.ContainsFunc(in.paths, isStream), ch: make(chan arrival, batchArticles), room: semaphore.NewWeighted(2 * batchBytes)}
	q.ctx, q.cancel = context.WithCancel(context.Background())
	go func() {
		q.tally, q.err = r.read(in, func(a article.Article) error {
			x := arrival{Article: a, placed: a.ID == a.Source.String()}
			if q.room.Acquire(q.ctx, x.cost()) != nil {
				return errUnwanted
			}
			select {
			case q.ch <- x:
				return nil
			case <-q.ctx.Done():
				return errUnwanted
			}
		})
		close(q.ch)
	}()
	return q
}

// isStream tells a path that may be written to while it is read.
func isStream(path string) bool {
	if path == "-" {
		return true
	}
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// cost is what an article takes of the room of a queue.
func (x *arrival) cost() int64 { return min(int64(len(x.Text)+len(x.HTML)+1024), 2*batchBytes) }

// next waits for an article and returns it with those that came behind it. It
// returns none at the end.
func (q *intake) next() []arrival {
	x, ok := <-q.ch
	if !ok {
		return nil
	}
	var batch []arrival
	bytes := int64(0)
	take := func(x arrival) bool {
		batch = append(batch, x)
		bytes += x.cost()
		q.room.Release(x.cost())
		return len(batch) < batchArticles && bytes < batchBytes
	}
	var over <-chan time.Time
	if q.stream {
		timer := time.NewTimer(linger)
		defer timer.Stop()
		over = timer.C
	}
	for take(x) {
		select {
		case x, ok = <-q.ch:
		case <-over:
			return batch
		}
		if !ok {
			break
		}
	}
	return batch
}

// result is what became of the input; it may be asked for after the last batch.
func (q *intake) result() (tally, error) { return q.tally, q.err }

// stop ends the reading, if it has not ended by itself.
func (q *intake) stop() { q.cancel() }

// settleIDs gives each article of a batch that stands where the index has seen
// another one an id of its own, and reports whether there was one: record 3 of
// today's file is not a new version of record 3 of yesterday's. A page that was
// changed keeps the id of its file, since it shares text with what was there.
func (g *ingestion) settleIDs(ctx context.Context, b *readyBatch) (renamed bool, err error) {
	for i := range b.batch {
		a := &b.articles[i]
		if !b.batch[i].placed || a.ID == "" {
			continue
		}
		was, err := g.index.Article(a.ID)
		if errors.Is(err, index.ErrNotFound) {
			continue
		}
		if err != nil {
			return false, err
		}
		same, err := g.sameArticle(ctx, was, a)
		if err != nil {
			return false, err
		}
		if !same {
			sum := sha256.Sum256([]byte(a.Title + "\n" + a.Text))
			a.ID += "#" + hex.EncodeToString(sum[:4])
			renamed = true
		}
	}
	return renamed, nil
}

// sameArticle reports whether a is the stored article again, or a version of it.
func (g *ingestion) sameArticle(ctx context.Context, was *index.Entry, a *article.Article) (bool, error) {
	if was.Article.Text == a.Text && was.Article.Text != "" || a.URL != "" && a.URL == was.Article.URL {
		return true, nil
	}
	if a.URL != "" && was.Article.URL != "" {
		return false, nil
	}
	f, err := g.index.Lookup(ctx, *a)
	if err != nil {
		return false, err
	}
	if v := f.Revision; f.Known || v != nil && (v.Kept > 0 || v.Edited > v.Added+v.Omitted) {
		return true, nil
	}
	for _, m := range f.Matches {
		if m.ID == was.Article.ID || m.ID == a.ID {
			return true, nil
		}
	}
	return false, nil
}
