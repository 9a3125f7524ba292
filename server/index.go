package server

import (
	"context"
	"iter"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
)

// Index is what the server needs of an index; *index.Index is one. Its methods
// are called from several goroutines at once.
type Index interface {
	Add(ctx context.Context, articles []article.Article) ([]index.Finding, error)
	Lookup(ctx context.Context, a article.Article) (*index.Finding, error)
	Article(id string) (*index.Entry, error)
	ByURL(url string) (*index.Entry, error)
	Story(id string) (*index.Story, error)
	Family(id string) ([]*index.Story, error)
	Stories(ctx context.Context, since, before time.Time) iter.Seq2[*index.Story, error]
	Members(ctx context.Context) iter.Seq2[[]*index.Entry, error]
	Provenance(id string) (*provenance.Record, error)
	Forget(ctx context.Context, s index.Selection) (int, error)
	Stats() (index.Stats, error)
}

var _ Index = (*index.Index)(nil)
