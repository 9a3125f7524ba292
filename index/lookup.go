package index

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/newscheck/newscheck/article"
)

// Lookup says what Add would say of a, and stores nothing. It waits for no
// writer; what it sees of one Add under way is nothing of it, or all.
func (x *Index) Lookup(ctx context.Context, a article.Article) (f *Finding, err error) {
	for try := range lookupTries {
		if f, err = x.lookup(ctx, a); !errors.Is(err, errGone) {
			break
		}
		select { // until the writer that forgets has synced
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Millisecond << try):
		}
	}
	return f, err
}

// lookupTries is how often a look-up begins anew because something that it had
// found was forgotten meanwhile.
const lookupTries = 10

func (x *Index) lookup(ctx context.Context, a article.Article) (*Finding, error) {
	s, end, err := x.begin()
	if err != nil {
		return nil, err
	}
	defer end()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	t := x.tools.get()
	defer x.tools.put(t)
	r := x.prepare(t, a)
	sc := x.newScope(s, false)
	if err := sc.lookKeys(r); err != nil {
		return nil, err
	}
	x.mu.RLock()
	sc.limit = x.counters.next
	r.limit = sc.limit
	m := x.memory
	m.find(&t.hits, &r.sk, r.limit)
	var missed bool
	r.candidates, r.cut, missed = m.candidates(&t.walker, &r.sk, &t.hits)
	x.mu.RUnlock()
	for _, ns := range []*[]uint32{&r.byID, &r.byURL, &r.byPrint} {
		*ns = slices.DeleteFunc(*ns, func(n uint32) bool { return n != none && n >= r.limit }) // came meanwhile
	}
	if err := sc.identify(r); err != nil {
		return nil, err
	}
	if r.known == none {
		r.h.cut, r.number = missed, r.limit
		sc.fresh = append(sc.fresh, r)
	}
	if err := sc.compare(t, r); err != nil {
		return nil, err
	}
	f, err := sc.judge(ctx, t, r)
	if a.ID == "" && f != nil {
		f.ID = ""
	}
	return f, err
}
