// Package article reads articles out of the files people really have.
//
// An [Article] is one published copy of a text with whatever metadata came
// with it, as given: nothing is guessed here but its main text (from HTML) and
// its id (from its place). [Read] streams articles one at a time, so that memory
// does not grow with the pile; a broken record is reported as a [*RecordError]
// and the run goes on. [Anatomy] tells the parts of a page apart.
package article

import (
	"fmt"
)

// Article is one copy of a text. The JSON names are the contract of
// docs/records.md. Strings hold what the source said, unparsed.
type Article struct {
	ID           string            `json:"id"`
	URL          string            `json:"url,omitempty"`
	CanonicalURL string            `json:"canonical_url,omitempty"`
	Publisher    string            `json:"publisher,omitempty"` // name or domain of the site this copy was taken from
	Title        string            `json:"title,omitempty"`
	Byline       string            `json:"byline,omitempty"`
	Published    string            `json:"published,omitempty"`
	Fetched      string            `json:"fetched,omitempty"`
	Language     string            `json:"language,omitempty"` // BCP 47, as given
	Text         string            `json:"text"`               // paragraphs parted by a blank line
	HTML         string            `json:"html,omitempty"`     // kept only when the reader is asked to
	Meta         map[string]string `json:"meta,omitempty"`     // everything else: meta tags, feed elements, unknown fields

	Source Source `json:"-"` // where it was read
}

// Source is the place an article was read from.
type Source struct {
	File   string // path as the user gave or as found under it; "-" for stdin
	Record int    // 1-based number within the file; 0 when the file is one article
}

// String is "file" or "file:record".
func (s Source) String() string {
	if s.Record == 0 {
		return s.File
	}
	return fmt.Sprintf("%s:%d", s.File, s.Record)
}

// RecordError is one record, or one file, that could not be read. Reading goes
// on after it.
type RecordError struct {
	Source
	Field  string // the field at fault, or ""
	Reason string // what is wrong and, where it is known, what to do
	Err    error  // underlying error, or nil
}

func (e *RecordError) Error() string {
	s := e.Source.String() + ": "
	if e.Field != "" {
		s += "field " + e.Field + ": "
	}
	return s + e.Reason
}

func (e *RecordError) Unwrap() error { return e.Err }
