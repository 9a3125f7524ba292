package server

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"golang.org/x/net/netutil"
	"golang.org/x/sync/semaphore"

	"github.com/newscheck/newscheck/provenance/framing"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
)

// Options of New. The zero value gives a server for this machine alone, with
// the bounds below.
type Options struct {
	Token       string        // what requests must carry; "" serves loopback addresses only
	Hosts       []string      // further names that the server goes by, without a port; matters without a token
	MaxBody     int64         // bytes of one article as sent; 0 means 4 MiB
	MaxRequests int           // requests worked on at once; 0 means 32
	Timeout     time.Duration // for a body to arrive, and again for the answer; 0 means 30 s
	Version     string        // of the program, for /openapi.json
	Log         *slog.Logger  // one line for each request; nil logs nothing

	Registry *outlets.Registry // who is who; nil is the one that newscheck ships
	Lexicon  *framing.Lexicon  // nil is the one that newscheck ships
	Ratings  *reliability.Book // what others say of outlets; nil means that nothing was imported
}

// Defaults of Options.
const (
	DefaultMaxBody     = 4 << 20
	DefaultMaxRequests = 32
	DefaultTimeout     = 30 * time.Second
)

// Bounds that are not worth an option.
const (
	minToken     = 16              // bytes of a token
	bodies       = 16              // largest articles that may be in hand at once
	queueTime    = 2 * time.Second // a request waits for its turn
	graceTime    = 30 * time.Second
	lingerTime   = 2 * time.Second // the rest of a stream that was ended is read over
	maxHeader    = 32 << 10
	maxConns     = 4096
	headerTime   = 10 * time.Second
	idleTime     = 2 * time.Minute
	streamBatch  = 256       // articles of a stream that become durable together
	streamBuffer = 512 << 10 // bytes of a stream read ahead
)

// ErrNeedsToken is the error of Serve when others than this machine could reach
// a server that asks for no token.
var ErrNeedsToken = errors.New("the address can be reached from other machines, and no token is set")

// Server answers HTTP requests out of an index. Its methods may be called from
// several goroutines at once.
type Server struct {
	ix    Index
	opts  Options
	token [sha256.Size]byte

	mux     *http.ServeMux
	handler http.Handler
	openAPI []byte
	look    look
	metrics *metrics
	started time.Time

	work    chan struct{}       // a place for each request that is worked on
	streams chan struct{}       // and for each stream
	heavy   chan struct{}       // and for each report that is made
	memory  *semaphore.Weighted // bytes of bodies
	queue   time.Duration       // how long a request waits for its turn
	stop    chan struct{}       // closed when the server is being stopped
	halt    func()              // closes stop, once
	life    context.Context     // of what is done behind answers; ends with halt

	background  sync.WaitGroup
	surveying   sync.Mutex // guards what follows
	survey      *survey
	surveyError error
	running     chan struct{} // closed when something of the survey that is being made can be shown; nil when none is
}

// New makes a server. It fails when an option is out of range.
func New(ix Index, opts Options) (*Server, error) {
	opts.MaxBody = cmp.Or(opts.MaxBody, DefaultMaxBody)
	opts.MaxRequests = cmp.Or(opts.MaxRequests, DefaultMaxRequests)
	opts.Timeout = cmp.Or(opts.Timeout, DefaultTimeout)
	opts.Version = cmp.Or(opts.Version, "0")
	switch {
	case opts.MaxBody < 1<<10 || opts.MaxBody > 1<<30:
		return nil, fmt.Errorf("server: bodies of %d bytes: must be from 1024 to 1073741824", opts.MaxBody)
	case opts.MaxRequests < 1:
		return nil, fmt.Errorf("server: %d requests at once: must be at least 1", opts.MaxRequests)
	case opts.Timeout < 0:
		return nil, fmt.Errorf("server: timeout of %v: must not be negative", opts.Timeout)
	case opts.Token != "" && len(opts.Token) < minToken:
		return nil, fmt.Errorf("server: the token has %d bytes: must have at least %d, so that it cannot be guessed", len(opts.Token), minToken)
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	var err error
	if opts.Registry == nil {
		if opts.Registry, err = outlets.Default(); err != nil {
			return nil, fmt.Errorf("server: %w", err)
		}
	}
	if opts.Lexicon == nil {
		if opts.Lexicon, err = framing.LoadLexicon(); err != nil {
			return nil, fmt.Errorf("server: %w", err)
		}
	}
	if opts.Ratings == nil {
		if opts.Ratings, err = reliability.NewBook(nil, opts.Registry); err != nil {
			return nil, fmt.Errorf("server: %w", err)
		}
	}
	s := &Server{ix: ix, opts: opts, token: sha256.Sum256([]byte(opts.Token)), started: time.Now(),
		work: make(chan struct{}, opts.MaxRequests), streams: make(chan struct{}, max(2, opts.MaxRequests/4)),
		queue: queueTime, heavy: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), memory: semaphore.NewWeighted(bodies * opts.MaxBody), stop: make(chan struct{})}
	var end context.CancelFunc
	s.life, end = context.WithCancel(context.Background())
	s.halt = sync.OnceFunc(func() { close(s.stop); end() })
	if s.look, err = newLook(); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	if s.openAPI, err = openAPI(opts.Version); err != nil {
		return nil, fmt.Errorf("server: %w", err)
	}
	s.metrics = newMetrics(ix)
	s.mux = http.NewServeMux()
	for _, r := range routes() {
		s.mux.Handle(r.method+" "+r.path, s.handle(r))
	}
	s.handler = s.observe(s.guard(http.HandlerFunc(s.dispatch)))
	return s, nil
}

// Handler answers requests, with every check but those of the connection.
func (s *Server) Handler() http.Handler { return s.handler }

// Serve answers requests from l until ctx is done. Then it accepts no more,
// finishes what is in hand (streams end after the articles that were read) and
// returns nil; after half a minute it gives up on clients that do not read their
// answers, and returns an error. The caller closes the index.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if s.opts.Token == "" && !loopback(l.Addr()) {
		return ErrNeedsToken
	}
	h := &http.Server{Handler: s.handler, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(s.opts.Log.Handler(), slog.LevelWarn)}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(netutil.LimitListener(l, maxConns)) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.halt()
	defer s.background.Wait()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), graceTime)
	defer cancel()
	if err := h.Shutdown(grace); err != nil {
		_ = h.Close()
		return fmt.Errorf("some clients did not take their answers within %v: %w", graceTime, err)
	}
	return nil
}

// loopback reports whether only this machine can reach an address.
func loopback(a net.Addr) bool {
	switch a := a.(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}
