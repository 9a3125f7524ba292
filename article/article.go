// Package article reads articles out of the files people really have.
//
// An [Article] is one published copy of a text with whatever metadata came
// with it, as given: nothing is guessed here but its main text (from HTML) and
// its id (from its place). [Read] streams articles one at a time, so that memory
// does not grow with the pile; a broken record is reported as a [*RecordError]
// and the run goes on. [Anatomy] tells the parts of a page apart. [WriteJSONL]
// writes an article as Read reads it.
//
// # Formats
//
// Told by file name, then by content; Options.Format forces one. Each may be
// packed by gzip or zstd (also concatenated members), which is told by content.
//
//	text      .txt .text             one article; its text is all there is
//	markdown  .md .markdown          one article; simple front matter into fields
//	html      .html .htm .xhtml      one article: main text and metadata
//	jsonl     .jsonl .ndjson         one object a line; Record is the line
//	json      .json                  array, one object, objects in a row, or an object with one list of objects
//	csv, tsv  .csv .tsv .tab         first row names the columns; , ; tab or | between them
//	parquet   .parquet .pq           columns named as the fields
//	warc      .warc                  response, resource and conversion records (ISO 28500) that hold text or a page
//	feed      .rss .atom .xml        RSS 0.9x to 2.0, RSS 1.0, Atom
//
// In folders, hidden files, files of other names, and tables and JSON without
// a text column are left out; so are empty and binary files anywhere. Each goes
// to Options.Skipped. WARC records of other types than text, of other HTTP
// status than 2xx, and pages without text are left out in the same way.
//
// # Fields
//
// Records use the names of Article in JSON; Options.Fields maps others ("text"
// -> "body", "doc.body" for nested JSON objects and Parquet groups). A number
// stands for its digits, null for nothing, a list of strings for the strings
// joined (blank lines in text, commas elsewhere), an object for its "name".
// Where text is missing, html gives it. A record with neither is an error. An id
// that is missing is made of path and record ("dir/a.jsonl:12"; the path alone
// for a file that is one article).
//
// # Keys of Meta
//
// Of records: each field that Article does not have, under its own name, values
// that are no strings as compact JSON; members of "meta" under theirs.
//
// Of pages: the names of <meta> tags in lower case ("og:site_name", "author",
// "article:published_time", "dc.creator", "parsely-author", "syndication-source",
// "original-source"; "itemprop:…" for microdata), "link:canonical",
// "link:amphtml", "link:license", "link:author", and of JSON-LD articles "ld:"
// and the lower-case property ("ld:headline", "ld:author", "ld:publisher",
// "ld:datepublished", "ld:sourceorganization", "ld:isbasedon", "ld:credittext",
// "ld:copyrightholder", "ld:@type"). What stands on the page outside of its main
// text: "html:title" (of <title>), "html:h1", "html:time" (<time datetime>),
// "html:byline", "html:date", "html:credit", "html:caption", "html:copyright",
// "html:origin" (lines such as "originally published in …"), "html:main_text"
// (see MetaMainText). Several values stand one a line.
//
// Of feeds: "rss:source", "rss:source_url", "rss:author", "rss:description",
// "rss:category", "atom:source", "atom:source_url", "atom:source_id", "atom:via",
// "atom:author", "atom:rights", "atom:summary", "atom:category", "feed:title",
// "feed:link", "feed:copyright", and elements of other namespaces by prefix and
// name ("dc:creator", "dc:source", "media:credit", "media:credit@role").
//
// Of WARC: "warc:record-id", "warc:date", "warc:target-uri",
// "warc:payload-digest", "warc:type", "warc:refers-to", "http:last-modified",
// "http:content-language", "http:link", beside those of the page.
//
// Of any: "newscheck:replaced" (invalid bytes that became U+FFFD) and
// "newscheck:left_out" (extras over the bounds below).
//
// # Promises
//
// The order of articles depends on the paths alone, not on Options.Workers. All
// strings are valid UTF-8: a byte order mark, an HTTP header, <meta>, or an XML
// declaration tells the charset, else it is UTF-8 (windows-1252 for pages that
// are not), and bytes that are no text become U+FFFD and are counted.
//
// Input is hostile: one record is bounded by Options.MaxBytes after unpacking
// and what is longer is read over, not kept; a compressed stream that grows more
// than 1,000 times (after its first 256 MiB) is given up; a page of more than 16
// MiB or nested more than 512 deep is read tag by tag instead of by its main
// text; feeds nest at most 200 deep; Meta holds at most 512 values of at most
// 64 KiB. Memory in flight is at most about twice MaxBytes and some blocks for
// each worker, times what a parser needs for its tree. Of Parquet, the pages of
// one row group that stand beside one another are unpacked as a whole; a page of
// more than 256 MiB or 16 Mi values is refused.
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
