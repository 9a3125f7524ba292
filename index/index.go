package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// Options of Open. What stands under "fixed" is stored when the index is made;
// opening it later with another value is an error, the zero value takes what is
// stored.
type Options struct {
	Passage int     // fixed: shortest re-used passage that must be found, in words; 0 means 40
	Recall  float64 // fixed: wanted probability that it is found; 0 means 0.95
	Noisy   bool    // fixed: compare by character shingles
	NoText  bool    // fixed: keep no texts; overlap is then estimated from sketches

	Registry *outlets.Registry // who is who; nil means outlets.Default
	Workers  int               // goroutines that prepare articles; 0 means GOMAXPROCS
	Cache    int64             // bytes of disk blocks kept in memory, and half as many of packed pages; 0 means 128 MiB
	ReadOnly bool              // Add, Forget and Compact fail; several readers may share a folder that no one writes
	Create   bool              // make the index when there is none

	FS  vfs.FS           // where the folder lies; nil means the operating system's files. For tests of failing disks
	Now func() time.Time // nil means time.Now
}

// Errors that callers may want to tell apart.
var (
	ErrNotIndex   = errors.New("the folder holds no index")
	ErrVersion    = errors.New("the index was written by another version of newscheck")
	ErrParameters = errors.New("the index was made with other parameters")
	ErrLocked     = errors.New("another process has the index open")
	ErrNotFound   = errors.New("not in the index")
	ErrDamaged    = errors.New("the index is damaged")
	ErrReadOnly   = errors.New("the index is open for reading only")
	ErrClosed     = errors.New("the index is closed")

	errGone = fmt.Errorf("forgotten meanwhile: %w", ErrNotFound)
)

// Verdict is what an article is to all that was seen before it.
type Verdict string

// The verdicts, as in docs/records.md.
const (
	Original     Verdict = "original"     // nothing like it was seen, and it names no other outlet as its origin
	Republished  Verdict = "republished"  // a copy of what was seen, or another outlet's work by its own words
	Revised      Verdict = "revision"     // changed text under a known URL or id, or a new version by the same outlet
	Partial      Verdict = "partial"      // re-uses passages of what was seen
	Undetermined Verdict = "undetermined" // too short, or what speaks for it is as strong as what speaks against
)

// Finding is what the index says of one article.
type Finding struct {
	ID               string                `json:"id"`
	Publisher        string                `json:"publisher,omitempty"`
	Title            string                `json:"title,omitempty"`
	Published        string                `json:"published,omitempty"`
	Verdict          Verdict               `json:"verdict"`
	Reason           string                `json:"reason"` // the verdict's ground, in words
	Story            string                `json:"story,omitempty"`
	Family           string                `json:"family,omitempty"`
	Relation         dedupe.Relation       `json:"relation"`
	Of               string                `json:"of,omitempty"`
	Jaccard          float64               `json:"jaccard,omitempty"`
	Containment      float64               `json:"containment,omitempty"`
	Words            int                   `json:"words"`
	Origin           *provenance.OutletRef `json:"origin"`
	OriginStatus     provenance.Status     `json:"origin_status"`
	OriginConfidence float64               `json:"origin_confidence"`
	Evidence         []provenance.Evidence `json:"evidence"`            // the proof of the origin
	IndependentSrcs  int                   `json:"independent_sources"` // of its story, so far
	SeenIn           int                   `json:"seen_in"`             // publishers that have carried the story, this one included
	Matches          []Match               `json:"matches"`             // best first
	MatchesCut       int                   `json:"matches_cut,omitempty"`
	Estimated        bool                  `json:"estimated,omitempty"` // overlaps come from sketches, for the index keeps no texts
	Revision         *Revision             `json:"revision,omitempty"`
	Joined           []string              `json:"joined,omitempty"` // stories that became part of Story with this article
	Known            bool                  `json:"known,omitempty"`  // this very article was there already; nothing was added
}

// Match is one stored article that shares text with the one in question (a).
type Match struct {
	ID            string                `json:"id"`
	Publisher     string                `json:"publisher,omitempty"`
	Title         string                `json:"title,omitempty"`
	URL           string                `json:"url,omitempty"`
	Published     string                `json:"published,omitempty"`
	Story         string                `json:"story"`
	Relation      dedupe.Relation       `json:"relation"`
	Jaccard       float64               `json:"jaccard"`
	ContainmentAB float64               `json:"containment_ab"` // share of the article in question that the stored one has
	ContainmentBA float64               `json:"containment_ba"`
	Spans         []dedupe.SpanPair     `json:"spans"` // empty when no texts are kept
	Origin        *provenance.OutletRef `json:"origin"`
}

// Revision tells what changed under a known URL or id.
type Revision struct {
	Of      string   `json:"of"`     // id of the revision before
	Number  int      `json:"number"` // 2 for the first change
	Kept    int      `json:"kept"`   // sentences
	Edited  int      `json:"edited"`
	Added   int      `json:"added"`
	Omitted int      `json:"omitted"`
	Title   bool     `json:"title"`  // the headline changed
	Silent  bool     `json:"silent"` // the text changed and the page does not say so
	Changes []string `json:"changes,omitempty"`
}

// Entry is one stored article.
type Entry struct {
	Article          article.Article       `json:"article"` // Text is empty when the index keeps none
	Seen             time.Time             `json:"seen"`    // when it was added
	Story            string                `json:"story"`
	Family           string                `json:"family"`
	Relation         dedupe.Relation       `json:"relation"`
	Of               string                `json:"of,omitempty"`
	Words            int                   `json:"words"`
	Verdict          Verdict               `json:"verdict"` // as told when it arrived
	Publisher        *provenance.OutletRef `json:"publisher"`
	Origin           *provenance.OutletRef `json:"origin"` // as its own text states it, or as its story does by now
	OriginStatus     provenance.Status     `json:"origin_status"`
	OriginConfidence float64               `json:"origin_confidence"`
	Revision         *Revision             `json:"revision,omitempty"`
	RevisedBy        string                `json:"revised_by,omitempty"` // id of the revision that took its place

	id string // as it was given; Article.ID may have the number of the revision
}

// Story is a stored story.
type Story struct {
	Story              string                 `json:"story"`
	Family             string                 `json:"family"`
	First              string                 `json:"first"`
	Origin             *provenance.OutletRef  `json:"origin"`
	Copies             []string               `json:"copies"` // ids, in the order of arrival
	Publishers         []string               `json:"publishers"`
	IndependentSources []provenance.OutletRef `json:"independent_sources"`
	Began              time.Time              `json:"began"` // when its first article was added
	Grew               time.Time              `json:"grew"`  // when its last one was
	Was                []string               `json:"was,omitempty"`
}

// Selection names articles to forget; all set fields must hold. An empty one
// names none.
type Selection struct {
	IDs       []string
	Publisher string    // name or domain, as ingested or as resolved
	Before    time.Time // added before
}

// Stats are what an index holds.
type Stats struct {
	Articles  int        `json:"articles"`
	Revisions int        `json:"revisions"` // of Articles, those that a later revision replaced
	Stories   int        `json:"stories"`
	Families  int        `json:"families"`
	Forgotten int        `json:"forgotten"` // since the last compaction
	TextBytes int64      `json:"text_bytes"`
	Stored    int64      `json:"stored_bytes"` // texts as compressed
	DiskBytes int64      `json:"disk_bytes"`
	Memory    int64      `json:"memory_bytes"` // postings and caches
	Oldest    time.Time  `json:"oldest"`
	Newest    time.Time  `json:"newest"`
	Version   int        `json:"version"` // of the format
	Params    Parameters `json:"parameters"`
}

// Parameters are fixed when an index is made.
type Parameters struct {
	Passage int     `json:"passage"`
	Recall  float64 `json:"recall"`
	Noisy   bool    `json:"noisy"`
	NoText  bool    `json:"no_text"`
}

// Fault is one thing that Verify found wrong.
type Fault struct {
	What string `json:"what"` // what is wrong, in words
	ID   string `json:"id,omitempty"`
	Key  string `json:"key,omitempty"`
	File string `json:"file,omitempty"`
}

// Source yields what is stored. It is implemented by *Index.
type Source interface {
	Entries(ctx context.Context) iter.Seq2[*Entry, error]
}
