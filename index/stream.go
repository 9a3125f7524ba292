package index

import (
	"context"
	"errors"
	"iter"
	"sort"
	"sync"
	"time"

	"github.com/cockroachdb/pebble/v2"
)

// Loops over the index see it as it was when they began or, of what a writer
// changes meanwhile, as it is; an article that is forgotten meanwhile is left
// out. Close waits for them.

// Stories yields the stories that grew at since or later and before before,
// those that grew last first. A zero time bounds nothing. No two stories have
// equal Grew, so to page, give the Grew of the last one as before.
func (x *Index) Stories(ctx context.Context, since, before time.Time) iter.Seq2[*Story, error] {
	return func(yield func(*Story, error) bool) {
		s, end, err := x.begin()
		if err != nil {
			yield(nil, err)
			return
		}
		defer end()
		from, to := uint32(0), uint32(none)
		if !since.IsZero() {
			from, err = x.arrivedFrom(s, since)
		}
		if err == nil && !before.IsZero() {
			to, err = x.arrivedFrom(s, before)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: numberKey(keyState, from), UpperBound: numberKey(keyState, to)})
		if err != nil {
			yield(nil, damage(err))
			return
		}
		defer it.Close()
		for ok := it.Last(); ok; ok = it.Prev() {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			n := numberOf(it.Key())
			c, i, err := x.component(s, n)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				yield(nil, err)
				return
			}
			story := c.members[i].state.story
			last := true // of its story to arrive
			for j := i + 1; j < len(c.members) && last; j++ {
				last = c.members[j].state.story != story
			}
			if !last {
				continue
			}
			st, err := s.story(c, story)
			if errors.Is(err, errGone) {
				continue
			}
			if !yield(st, err) || err != nil {
				return
			}
		}
		if err := it.Error(); err != nil {
			yield(nil, damage(err))
		}
	}
}

// arrivedFrom is the number of the first article that arrived at t or later.
func (x *Index) arrivedFrom(s *store, t time.Time) (uint32, error) {
	x.mu.RLock()
	next := x.counters.next
	x.mu.RUnlock()
	it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte{keyHeader}, UpperBound: []byte{keyHeader + 1}})
	if err != nil {
		return 0, damage(err)
	}
	defer it.Close()
	var failed error
	at := sort.Search(int(next), func(i int) bool {
		// The next one that is there stands for one that was forgotten.
		if failed != nil || !it.SeekGE(numberKey(keyHeader, uint32(i))) {
			return true
		}
		v, err := it.ValueAndErr()
		if err != nil {
			failed = damage(err)
			return true
		}
		h, ok := decodeHeader(v)
		if !ok {
			failed = faultAt(it.Key(), "the header of an article cannot be read")
			return true
		}
		return h.seen >= t.UnixMicro()
	})
	return uint32(at), errors.Join(failed, damage(it.Error()))
}

// Entries yields all articles in the order of arrival, revisions included.
func (x *Index) Entries(ctx context.Context) iter.Seq2[*Entry, error] {
	return func(yield func(*Entry, error) bool) {
		x.stream(ctx, func(ctx context.Context, s *store, send func([]uint32) error) error {
			return s.states(ctx, func(n uint32, _ state) error { return send([]uint32{n}) })
		}, func(es []*Entry, err error) bool {
			if err != nil {
				return yield(nil, err)
			}
			return yield(es[0], nil)
		})
	}
}

// Members yields the articles of each story, with their texts, in the order of
// arrival; stories that began first come first. It takes some 12 bytes an article.
func (x *Index) Members(ctx context.Context) iter.Seq2[[]*Entry, error] {
	return func(yield func([]*Entry, error) bool) {
		x.stream(ctx, func(ctx context.Context, s *store, send func([]uint32) error) error {
			// Who is in which story is gathered beforehand, in one go over the states:
			// asking for the members of each story takes several times as long.
			var story []uint32 // of each article
			if err := s.states(ctx, func(n uint32, st state) error {
				for uint32(len(story)) < n {
					story = append(story, none) // forgotten
				}
				story = append(story, st.story)
				return nil
			}); err != nil {
				return err
			}
			ends := make([]uint32, len(story)) // of the members of each story, in members
			for _, first := range story {
				if first < uint32(len(ends)) {
					ends[first]++
				}
			}
			sum := uint32(0)
			for first, n := range ends {
				ends[first] = sum // where they begin, for now
				sum += n
			}
			members := make([]uint32, sum)
			for n, first := range story {
				if first < uint32(len(ends)) {
					members[ends[first]] = uint32(n)
					ends[first]++
				}
			}
			from := uint32(0)
			for first, end := range ends {
				if story[first] == uint32(first) {
					if err := send(members[from:end]); err != nil {
						return err
					}
				}
				from = end
			}
			return nil
		}, yield)
	}
}

// states gives f the number and state of every article, in the order of arrival.
func (s *store) states(ctx context.Context, f func(n uint32, st state) error) error {
	return scan(ctx, s.db, []byte{keyState}, func(k, v []byte) error {
		st, ok := decodeState(v)
		if !ok {
			return faultAt(k, "the state of an article cannot be read")
		}
		return f(numberOf(k), st)
	})
}

// streamWindow is how many groups are read ahead.
const streamWindow = 128

// group is articles on their way out of stream.
type group struct {
	numbers []uint32
	entries []*Entry
	err     error
	done    chan struct{}
}

// stream yields the articles that groups sends, together as they are sent. They
// are read and unpacked on all workers, a window ahead of the loop.
func (x *Index) stream(ctx context.Context, groups func(ctx context.Context, s *store, send func([]uint32) error) error, yield func([]*Entry, error) bool) {
	s, end, err := x.begin()
	if err != nil {
		yield(nil, err)
		return
	}
	defer end()
	ctx, cancel := context.WithCancelCause(ctx)
	jobs, ordered := make(chan *group), make(chan *group, streamWindow)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel(errStopped)
	for range x.opts.Workers {
		wg.Go(func() {
			t := x.tools.get()
			defer x.tools.put(t)
			for g := range jobs {
				g.entries, g.err = s.entries(t, g.numbers)
				close(g.done)
			}
		})
	}
	wg.Go(func() {
		defer close(ordered)
		defer close(jobs)
		send := func(g *group) error {
			select {
			case ordered <- g:
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			if g.err != nil {
				close(g.done)
				return nil
			}
			select {
			case jobs <- g:
			case <-ctx.Done():
				g.err = context.Cause(ctx)
				close(g.done)
				return g.err
			}
			return nil
		}
		err := groups(ctx, s, func(ns []uint32) error { return send(&group{numbers: ns, done: make(chan struct{})}) })
		if err != nil && !errors.Is(err, errStopped) {
			_ = send(&group{err: err, done: make(chan struct{})}) // nobody listens any more
		}
	})
	for g := range ordered {
		<-g.done
		if g.err != nil {
			if !errors.Is(g.err, errStopped) {
				yield(nil, g.err)
			}
			return
		}
		if len(g.entries) > 0 && !yield(g.entries, nil) {
			return
		}
	}
	if err := ctx.Err(); err != nil {
		yield(nil, err)
	}
}

var errStopped = errors.New("the loop has ended")

// entries reads articles; those that are gone are left out.
func (s *store) entries(t *tools, ns []uint32) ([]*Entry, error) {
	out := make([]*Entry, 0, len(ns))
	for _, n := range ns {
		h, err := s.header(n)
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		st, err := s.state(n)
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		e, err := s.entry(t, n, h, &st)
		if errors.Is(err, errGone) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}
