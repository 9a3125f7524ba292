package index

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance"
)

// Index is an open index. Its methods may be called from several goroutines at
// once; Add, Forget and Compact wait for one another, and look-ups wait for none
// of them.
type Index struct{}

var errSoon = errors.New("not built yet")

// Open opens the index in dir, or with Options.Create makes one there. Errors
// are ErrNotIndex, ErrVersion, ErrParameters, ErrLocked and ErrDamaged, wrapped
// in words that say what to do, or those of the disk.
func Open(dir string, opts Options) (*Index, error) { return nil, errSoon }

// Close lets go of the folder. All that Add answered for is there already.
func (x *Index) Close() error { return nil }

// Add puts articles into the index, as one durable batch, and says of each, in
// the order of the call, what it is to all that was there before it, those
// before it in the call included. On an error nothing of the call is kept. When
// the disk was full or failed, the next Add opens the folder anew and goes on.
func (x *Index) Add(ctx context.Context, articles []article.Article) ([]Finding, error) {
	return nil, errSoon
}

// Lookup says what Add would say of a, and stores nothing.
func (x *Index) Lookup(ctx context.Context, a article.Article) (*Finding, error) {
	return nil, errSoon
}

// Article returns the newest revision of the article with the id, or its Nth
// when id ends in "@N". In records an article that was revised under its own id
// is named in that way. Without such an article the error is ErrNotFound.
func (x *Index) Article(id string) (*Entry, error) { return nil, errSoon }

// ByURL returns the newest article of an address.
func (x *Index) ByURL(url string) (*Entry, error) { return nil, errSoon }

// Story returns a story, also under the id of one that became part of it.
func (x *Index) Story(id string) (*Story, error) { return nil, errSoon }

// Family returns the stories of a family, those that began first first.
func (x *Index) Family(id string) ([]*Story, error) { return nil, errSoon }

// Stories yields the stories that grew at since or later and before before,
// those that grew last first. A zero time bounds nothing. No two stories have
// equal Grew, so to page, give the Grew of the last one as before.
func (x *Index) Stories(ctx context.Context, since, before time.Time) iter.Seq2[*Story, error] {
	return func(yield func(*Story, error) bool) { yield(nil, errSoon) }
}

// Members yields the articles of each story, with their texts, in the order of
// arrival; stories that began first come first.
func (x *Index) Members(ctx context.Context) iter.Seq2[[]*Entry, error] {
	return func(yield func([]*Entry, error) bool) { yield(nil, errSoon) }
}

// Entries yields all articles in the order of arrival.
func (x *Index) Entries(ctx context.Context) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) { yield(nil, errSoon) }
}

// Provenance returns the full provenance of a stored article: read anew from
// its text, with what its story tells; without a text, what was stored of it.
func (x *Index) Provenance(id string) (*provenance.Record, error) { return nil, errSoon }

// Forget takes the selected articles out of the index and returns how many.
// They no longer show in any answer when it returns. Their bytes may lie in the
// folder until Compact.
func (x *Index) Forget(ctx context.Context, s Selection) (int, error) { return 0, errSoon }

// Compact writes the folder anew so that nothing of what was forgotten is left
// in any file.
func (x *Index) Compact(ctx context.Context) error { return errSoon }

// Verify reads everything and tells report each fault, from one goroutine. An
// error means that it could not look; no error and no fault, that all is whole.
func (x *Index) Verify(ctx context.Context, report func(Fault)) error { return errSoon }

// Stats says what the index holds. It is cheap.
func (x *Index) Stats() (Stats, error) { return Stats{}, errSoon }

// Rebuild makes a new index in dir, which must not be one, from the texts of x:
// with the parameters of opts, in the format of this version. Times of arrival
// and former verdicts are kept.
func (x *Index) Rebuild(ctx context.Context, dir string, opts Options) error { return errSoon }
