package reliability

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// Member is one article of a story.
type Member struct {
	Article  article.Article
	Record   *provenance.Record // as provenance.Resolve gives it; not changed
	Page     Page               // what Record lacks of the page; nil when it lacks nothing
	Relation dedupe.Relation
	Revision *Revision // what changed since the revision before; nil when there is none
	Replaced bool      // a later revision took its place: of it only Revision counts
}

// Page attributes one article anew, from its own text and metadata. Where a Member
// has one, its Record need hold only ID, Publisher, Origin, OriginStatus,
// OriginConfidence, Published and what is known of its Parent: a Meter asks for the
// page only where a figure needs what stands on it, which most copies of others'
// articles do not. It is called by the goroutine that called Add, once at most.
type Page func() *provenance.Record

// page is what the article itself says.
func (x *Member) page() *provenance.Record {
	if x.Page != nil {
		return x.Page()
	}
	return x.Record
}

// Revision is a change under a known address.
type Revision struct {
	Of     string // id of the revision before
	Silent bool   // the text changed and the page does not say so
}

// Story is a story with all its articles: what dedupe calls copies of one another.
type Story struct {
	ID      string
	Members []Member
}

// MeterOptions tell how to measure. The zero value gives the defaults.
type MeterOptions struct {
	Registry *outlets.Registry // who is who; nil is the one that newscheck ships
	Lexicon  *framing.Lexicon  // for Compare; nil is the one that newscheck ships
	Speech   *Speech           // words of speech and anonymity; nil is those that newscheck ships
	Min      int               // least number for which a value is given; 0 means DefaultMin
	Sample   int               // most copies compared for each outlet; 0 means 200
	Compared int               // most copies compared in all; 0 means 10,000. Each outlet keeps its first Min
	Trace    bool              // remember the articles behind each figure; memory grows with the pile
	Workers  int               // goroutines of Compare and OfPile; 0 means GOMAXPROCS
}

// Meter measures what outlets do. Its results depend neither on the order of
// stories nor on the number of goroutines. Memory grows with the number of
// outlets, a few hundred bytes each and MeterOptions.Sample pairs of ids, not with
// that of articles (unless MeterOptions.Trace is set). All methods may be called
// from several goroutines at once.
type Meter struct {
	opts   MeterOptions
	houses houses

	mu   sync.Mutex
	sums map[string]*sums
	left int // articles of unknown publishers
}

// NewMeter returns a Meter that has seen nothing.
func NewMeter(opts MeterOptions) (*Meter, error) {
	var err error
	if opts.Registry == nil {
		if opts.Registry, err = outlets.Default(); err != nil {
			return nil, fmt.Errorf("reliability: %w", err)
		}
	}
	if opts.Lexicon == nil {
		if opts.Lexicon, err = framing.LoadLexicon(); err != nil {
			return nil, fmt.Errorf("reliability: %w", err)
		}
	}
	if opts.Speech == nil {
		if opts.Speech, err = LoadSpeech(); err != nil {
			return nil, fmt.Errorf("reliability: %w", err)
		}
	}
	if opts.Min <= 0 {
		opts.Min = DefaultMin
	}
	if opts.Sample <= 0 {
		opts.Sample = 200
	}
	if opts.Compared <= 0 {
		opts.Compared = 10_000
	}
	return &Meter{opts: opts, houses: houses{reg: opts.Registry}, sums: map[string]*sums{}}, nil
}

// Add measures one story. Give each story once, with all its articles. It fails
// only when ctx is done.
func (m *Meter) Add(ctx context.Context, s Story) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.Members = slices.Clone(s.Members)
	slices.SortFunc(s.Members, func(a, b Member) int { return cmp.Compare(a.Article.ID, b.Article.ID) })
	units := m.judge(&s)
	found := make([]counted, len(units))
	for i := range units {
		found[i] = m.measure(&s, &units[i])
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range s.Members {
		if s.Members[i].Record.Publisher == nil {
			m.left++
		}
	}
	for i := range units {
		m.merge(&s, &units[i], &found[i])
	}
	return nil
}

// Nameless is the number of articles so far whose publisher is not known; they are
// in no outlet's figures.
func (m *Meter) Nameless() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.left
}

// Behaviours returns what each outlet did that published an article or wrote one
// that others carried: most articles first, then by key.
func (m *Meter) Behaviours() []Behaviour {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]Behaviour, 0, len(m.sums))
	for _, s := range m.sums {
		out = append(out, m.behaviour(s))
	}
	slices.SortFunc(out, func(a, b Behaviour) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(b.Carried, a.Carried), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// Behaviour returns what the outlet of a key did, or nil. Key makes keys.
func (m *Meter) Behaviour(key string) *Behaviour {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sums[key]
	if s == nil {
		return nil
	}
	b := m.behaviour(s)
	return &b
}

// Key is what tells an outlet apart in Behaviours: its registry id, else its
// registrable domain, else its name.
func Key(ref *provenance.OutletRef) string {
	if ref == nil {
		return ""
	}
	if ref.ID != "" {
		return ref.ID
	}
	if ref.Domain != "" {
		return outlets.DomainName(ref.Domain)
	}
	return ref.Name
}

// Trace returns the articles behind a figure of the outlet of a key, each list in
// order of ids, or nil when there is no such outlet or figure. It holds nothing
// unless MeterOptions.Trace was set; for figures that Compare measures, what was
// sampled.
func (m *Meter) Trace(key, figure string) *Trace {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.sums[key]
	if s == nil || Define(figure) == nil {
		return nil
	}
	t := &Trace{Figure: figure, Counted: []Traced{}, Others: []Traced{}, LeftOut: []Traced{}}
	for _, x := range s.trace[figure] {
		switch x.as {
		case in:
			t.Counted = append(t.Counted, x.Traced)
		case out:
			t.Others = append(t.Others, x.Traced)
		default:
			t.LeftOut = append(t.LeftOut, x.Traced)
		}
	}
	for _, l := range [][]Traced{t.Counted, t.Others, t.LeftOut} {
		slices.SortFunc(l, func(a, b Traced) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Other, b.Other)) })
	}
	return t
}
