package article

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/semaphore"
)

// A reader walks paths and cuts files into jobs, in order. It runs in one
// goroutine; jobs may run in others.
type reader struct {
	ctx   context.Context
	opts  Options
	max   int // opts.MaxBytes
	keys  keys
	emit  func(*job) bool // hands a job on; false means stop
	count int64           // bytes read from disk or standard input so far
	bufs  sync.Pool       // *[]byte of blockSize for line blocks
}

// A yield takes one article or one error; false means stop.
type yield = func(Article, error) bool

// A job is a run of records that can be decoded apart from all others.
type job struct {
	cost int64       // bytes it holds in memory
	work func(yield) // yields its records
	read int64       // reader.count when it was emitted

	out  []result
	done chan struct{}
}

// leftOut is yielded by a job for a file or record that is no article. It goes
// to Options.Skipped and not to the consumer.
type leftOut struct{ path, why string }

func (l *leftOut) Error() string { return l.path + ": " + l.why }

type result struct {
	a   Article
	err error
}

// errStop says that the consumer wants no more.
var errStop = errors.New("stopped")

// do emits work as a job of the given cost.
func (r *reader) do(cost int, work func(yield)) error {
	if !r.emit(&job{cost: int64(cost), work: work, read: r.count}) {
		return errStop
	}
	return r.ctx.Err()
}

// fail emits one record error.
func (r *reader) fail(e *RecordError) error {
	return r.do(0, func(y yield) { y(Article{}, e) })
}

// skip reports a file that is left out.
func (r *reader) skip(path, why string) error {
	return r.do(0, func(y yield) { y(Article{}, &leftOut{path, why}) })
}

// deliver hands one result to the consumer's y.
func (r *reader) deliver(a Article, err error, y yield) bool {
	if l, ok := err.(*leftOut); ok {
		if r.opts.Skipped != nil {
			r.opts.Skipped(l.path, l.why)
		}
		return true
	}
	return y(a, err)
}

// progress calls the callback when more than last bytes have been read.
func (r *reader) progress(read int64, last *int64) {
	if r.opts.Progress != nil && read > *last {
		*last = read
		r.opts.Progress(read)
	}
}

// readInline decodes in the caller's goroutine.
func (r *reader) readInline(paths []string, y yield) {
	stopped := false
	var last int64
	r.emit = func(j *job) bool {
		r.progress(j.read, &last)
		j.work(func(a Article, err error) bool {
			stopped = stopped || !r.deliver(a, err, y)
			return !stopped
		})
		return !stopped
	}
	err := r.paths(paths)
	switch {
	case stopped:
	case err != nil:
		y(Article{}, err)
	default:
		r.progress(r.count, &last)
	}
}

// readParallel cuts files in one goroutine, decodes in opts.Workers others and
// yields in order in the caller's. What is in flight is bounded in jobs and in
// bytes, so that a slow consumer holds the readers back.
func (r *reader) readParallel(paths []string, y yield) {
	ctx, cancel := context.WithCancel(r.ctx)
	defer cancel()
	n := r.opts.Workers
	outer := r.ctx
	r.ctx = ctx
	budget := r.opts.MaxBytes + int64(n)*4*blockSize
	room := semaphore.NewWeighted(budget)
	todo, order := make(chan *job, n), make(chan *job, 4*n)

	r.emit = func(j *job) bool {
		j.cost = min(j.cost+int64(512), budget)
		if room.Acquire(ctx, j.cost) != nil {
			return false
		}
		j.done = make(chan struct{})
		select {
		case order <- j:
		case <-ctx.Done():
			return false
		}
		select {
		case todo <- j:
		case <-ctx.Done():
			return false
		}
		return true
	}
	var end error // written before order is closed
	var total int64
	go func() {
		end = r.paths(paths)
		total = r.count
		close(todo)
		close(order)
	}()
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for range n {
		wg.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case j, ok := <-todo:
					if !ok {
						return
					}
					j.work(func(a Article, err error) bool {
						j.out = append(j.out, result{a, err})
						return ctx.Err() == nil
					})
					close(j.done)
				}
			}
		})
	}
	var last int64
	for {
		select {
		case <-ctx.Done():
			y(Article{}, outer.Err())
			return
		case j, ok := <-order:
			if !ok {
				if err := outer.Err(); err != nil {
					y(Article{}, err)
				} else if end != nil && end != errStop {
					y(Article{}, end)
				} else {
					r.progress(total, &last)
				}
				return
			}
			select {
			case <-ctx.Done():
				y(Article{}, outer.Err())
				return
			case <-j.done:
			}
			r.progress(j.read, &last)
			for i := range j.out {
				if !r.deliver(j.out[i].a, j.out[i].err, y) {
					return
				}
				j.out[i] = result{}
			}
			room.Release(j.cost)
		}
	}
}
