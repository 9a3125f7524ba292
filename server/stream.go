package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
)

// addStream keeps a stream of articles. It makes durable what has arrived and
// answers it, while at most one more batch is read: the rest of what a client
// sends waits in the connection.
func (s *Server) addStream(w http.ResponseWriter, r *http.Request) error {
	select {
	case s.streams <- struct{}{}:
		defer func() { <-s.streams }()
	default:
		s.metrics.refused.WithLabelValues("streams").Inc()
		return busy.problem("%d streams are being read, which is the most at once.", cap(s.streams)).after(5)
	}
	c := http.NewResponseController(w)
	if err := c.EnableFullDuplex(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	in := newArrivals(s, r, c)
	defer in.end()
	out := &streamOut{w: w, c: c, r: r}
	last, batches := 0, 0
	over := func(p *Problem) error {
		p.Line = last + 1
		out.send(p)
		return out.end(last, batches)
	}
	for {
		var next arrival
		select {
		case next = <-in.groups:
		case <-s.stop:
			return over(stopping.problem("The stream was not read on from this line; send the rest again.").after(2))
		}
		s.answerBy(w)
		if n := len(next.group); n > 0 {
			batches++
			if p := s.addLines(r, next.group, out); p != nil {
				last = next.group[0].number - 1
				return over(p)
			}
			last = next.group[n-1].number
		}
		switch {
		case next.err == io.EOF:
			return out.end(last, batches)
		case next.err != nil:
			return over(problemOf(bodyError(next.err)))
		case out.flush() != nil:
			return errClientGone
		}
	}
}

// arrival is what has arrived of a stream: some lines, and why there are no more.
type arrival struct {
	group []line
	err   error
}

// arrivals reads a stream, one batch ahead of what is worked on.
type arrivals struct {
	groups chan arrival
	quit   chan struct{}
	ended  chan struct{}
	c      *http.ResponseController
}

func newArrivals(s *Server, r *http.Request, c *http.ResponseController) *arrivals {
	a := &arrivals{make(chan arrival), make(chan struct{}), make(chan struct{}), c}
	in := newLines(r.Body, int(s.opts.MaxBody))
	go func() {
		defer close(a.ended)
		for {
			_ = c.SetReadDeadline(time.Now().Add(s.opts.Timeout))
			group, err := in.batch(streamBatch)
			select {
			case a.groups <- arrival{group, err}:
			case <-a.quit:
				if err == nil {
					_, _ = io.Copy(io.Discard, in.r)
				}
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return a
}

// end lets go of the stream. A client that is still sending would lose the last
// answers if the connection were closed under it, so what it sends is read over
// until it stops, for a while.
func (a *arrivals) end() {
	close(a.quit)
	linger := time.NewTimer(lingerTime)
	defer linger.Stop()
	select {
	case <-a.ended:
		_ = a.c.SetReadDeadline(time.Time{})
	case <-linger.C:
		_ = a.c.SetReadDeadline(time.Now())
		<-a.ended
	}
}

// addLines makes the articles of some lines durable, as one, and answers each
// line. A problem means that nothing of them was kept.
func (s *Server) addLines(r *http.Request, group []line, out *streamOut) *Problem {
	done, err := s.turn(r.Context())
	if err != nil {
		return problemOf(err)
	}
	defer done()
	ctx := context.WithoutCancel(r.Context()) // what is begun is finished
	all, errs := decodeLines(ctx, group)
	var arts []article.Article
	for i := range group {
		if group[i].long {
			errs[i] = tooLarge.problem("The line has more than %d bytes.", s.opts.MaxBody)
		}
		if errs[i] == nil {
			arts = append(arts, all[i])
		}
	}
	var found []index.Finding
	if len(arts) > 0 {
		if found, err = s.ix.Add(ctx, arts); err != nil {
			noteOf(r).err = err
			return problemOf(err)
		}
	}
	for i, l := range group {
		if errs[i] != nil {
			p := problemOf(errs[i])
			p.Line = l.number
			out.send(p)
			continue
		}
		s.metrics.verdict(&found[0], true)
		out.send(&found[0])
		found = found[1:]
	}
	return nil
}

// streamOut answers a stream line by line. The first error of the client's side
// is kept; what follows is not sent.
type streamOut struct {
	w   http.ResponseWriter
	c   *http.ResponseController
	r   *http.Request
	buf bytes.Buffer
	err error
}

func (o *streamOut) send(v any) {
	e := json.NewEncoder(&o.buf)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		o.err = errors.Join(o.err, err)
	}
}

func (o *streamOut) flush() error {
	if o.err != nil {
		return o.err
	}
	h := o.w.Header()
	h.Set("Content-Type", ndjsonType)
	h.Set("Cache-Control", "no-store")
	if _, o.err = o.w.Write(o.buf.Bytes()); o.err == nil {
		o.err = o.c.Flush()
	}
	if errors.Is(o.err, http.ErrNotSupported) {
		o.err = nil
	}
	o.buf.Reset()
	return o.err
}

func (o *streamOut) end(lines, batches int) error {
	n := noteOf(o.r)
	n.attrs = append(n.attrs, slog.Int("lines", lines), slog.Int("batches", batches))
	if o.flush() != nil {
		return errClientGone
	}
	return nil
}

// line is one line of a stream that is not blank.
type line struct {
	number int // from 1, blank ones counted
	data   []byte
	long   bool // it was too long and was read over
}

// lines cuts a stream into lines and hands on what has arrived.
type lines struct {
	r      *bufio.Reader
	most   int // bytes of a line
	number int // of the last line handed on
}

func newLines(r io.Reader, most int) *lines {
	return &lines{r: bufio.NewReaderSize(r, streamBuffer), most: most}
}

// batch waits for one line and returns it with those that have arrived with it,
// at most n. An error comes with the lines before it; io.EOF is the end.
func (l *lines) batch(n int) (group []line, err error) {
	size := 0
	for len(group) < n && size < streamBuffer {
		if len(group) > 0 && !l.arrived() {
			break
		}
		x, err := l.next()
		if x.number > 0 {
			group = append(group, x)
			size += len(x.data)
		}
		if err != nil {
			return group, err
		}
	}
	return group, nil
}

// arrived reports whether a whole line can be read without waiting.
func (l *lines) arrived() bool {
	b, _ := l.r.Peek(l.r.Buffered())
	return bytes.IndexByte(b, '\n') >= 0
}

// next reads one line. A blank one has no number.
func (l *lines) next() (line, error) {
	var data []byte
	long := false
	for {
		part, err := l.r.ReadSlice('\n')
		if long = long || len(data)+len(part) > l.most; long {
			data = nil
		} else {
			data = append(data, part...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err != nil && err != io.EOF:
			return line{}, fmt.Errorf("line %d: %w", l.number+1, err) // the last line was cut off
		case err == io.EOF && len(data) == 0 && !long:
			return line{}, io.EOF
		}
		l.number++
		if !long && len(bytes.TrimSpace(data)) == 0 {
			return line{}, err
		}
		return line{l.number, data, long}, err
	}
}
