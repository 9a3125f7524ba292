package dedupe

import "context"

// Options are what a user can ask for. The zero value gives the defaults.
type Options struct {
	MinOverlap float64 // least share of the shorter article that must be found in the other; 0 means the default
	Recall     float64 // wanted probability that a pair at MinOverlap is looked at; 0 means the default
	Noisy      bool    // OCR or transliteration noise: compare by character shingles
	Workers    int     // goroutines; 0 means GOMAXPROCS
	Memory     int64   // bytes of text kept in memory before it spills to TempDir; 0 means the default
	TempDir    string  // where to spill; "" means os.TempDir()
}

// Set is a pile of documents whose copies are to be found.
type Set struct{ docs []Doc }

// New returns an empty set. It fails when an option is out of range.
func New(opts Options) (*Set, error) { return &Set{}, nil }

// Add puts d into the set. Safe for concurrent use; d.ID must be new.
func (s *Set) Add(d Doc) error { s.docs = append(s.docs, d); return nil }

// Group finds all matches, stories and families among the added documents.
func (s *Set) Group(ctx context.Context) (*Result, error) { return nil, nil }

// Lookup finds the matches of d among the added documents, best first. A is d.
func (s *Set) Lookup(ctx context.Context, d Doc) ([]Match, error) { return nil, nil }

// Close removes spilled files.
func (s *Set) Close() error { return nil }
