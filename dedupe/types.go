// Package dedupe finds copies of the same article in a pile of articles.
package dedupe

import (
	"time"

	"github.com/newscheck/newscheck/internal/text"
)

// Span is a half-open byte range of a Doc's Text; in JSON [start,end].
type Span = text.Span

// Doc is what dedupe needs to know of an article.
type Doc struct {
	ID     string    // unique in the set
	Source string    // who published this copy; tells boilerplate from wire
	Time   time.Time // publication or fetch time, zero when unknown
	Text   string    // what is compared; paragraphs parted by a line break
}

// Relation says what one article is to another.
type Relation string

// The relations, as in docs/records.md.
const (
	First   Relation = "first"   // the earliest, else the fullest, of its story
	Copy    Relation = "copy"    // same article; boilerplate, headline, trims, light edits differ
	Version Relation = "version" // substantial shared paragraphs and substantial new ones
	Partial Relation = "partial" // re-uses consecutive sentences inside another article
	Quote   Relation = "quote"   // shares only direct quotations or official statements
	Single  Relation = "single"  // no copies
)

// Placement is where one article stands among the others.
type Placement struct {
	ID          string   `json:"id"`
	Story       string   `json:"story"`
	Family      string   `json:"family"`
	Relation    Relation `json:"relation"`
	Of          string   `json:"of,omitempty"` // the article that Relation is to
	Jaccard     float64  `json:"jaccard,omitempty"`
	Containment float64  `json:"containment,omitempty"` // share of the shorter one's weight found in the longer
	Words       int      `json:"words"`
}

// Match is one verified pair; A's id sorts before B's.
type Match struct {
	A             string     `json:"a"`
	B             string     `json:"b"`
	Relation      Relation   `json:"relation"`
	Jaccard       float64    `json:"jaccard"`
	ContainmentAB float64    `json:"containment_ab"` // share of A's weight that is found in B
	ContainmentBA float64    `json:"containment_ba"`
	Spans         []SpanPair `json:"spans"` // shared passages, in order of A
}

// SpanPair is a passage that two articles share.
type SpanPair struct {
	A Span `json:"a"`
	B Span `json:"b"`
}

// Result is what grouping a set gives.
type Result struct {
	Articles []Placement // in the order in which they were added
	Matches  []Match     // sorted by A, then B
	Stats    Stats
}

// Stats counts what was done, so that nothing is cut silently.
type Stats struct {
	Articles, Words, Candidates, Verified, Matches, Stories, Families int
	Cut                                                               int // candidate pairs left out by the fan-out bound
}
