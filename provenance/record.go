// Package provenance tells who wrote an article, who carried it, and which
// evidence says so.
package provenance

import (
	"github.com/newscheck/newscheck/internal/text"
)

// Span is a half-open byte range of an article's Text; in JSON [start,end].
type Span = text.Span

// Status says how an origin is known.
type Status string

// The statuses of an origin.
const (
	Stated   Status = "stated"   // this copy says so
	Inferred Status = "inferred" // another copy of the story says so, or lineage does
	Own      Status = "own"      // the publisher's own staff wrote it
	Unknown  Status = "unknown"  // a wrong name is worse than this
)

// OutletRef names an outlet in a record.
type OutletRef struct {
	Name   string `json:"name"`
	ID     string `json:"id,omitempty"`
	Domain string `json:"domain,omitempty"`
	Kind   string `json:"kind,omitempty"`
	State  string `json:"state,omitempty"` // ISO 3166-1 alpha-2 of the state it is linked to, where documented
}

// Dateline is the place, date and agency that open a story's first paragraph.
type Dateline struct {
	Text   string `json:"text"`
	Place  string `json:"place,omitempty"`
	Date   string `json:"date,omitempty"`
	Agency string `json:"agency,omitempty"`
	Span   Span   `json:"span"`
}

// Date is a time with what is honestly known of it.
type Date struct {
	Value     string `json:"value"`     // ISO 8601, cut to Precision, without a zone unless ZoneKnown
	Precision string `json:"precision"` // year month day hour minute second
	ZoneKnown bool   `json:"zone_known"`
	// Source is meta, text, url, feed or fetched; or text+country or text+language,
	// when the order of day and month in 06/11/2012 is that of the publisher's
	// country or of the text's language.
	Source string `json:"source"`
}

// Evidence is one thing that speaks for or against a claim.
type Evidence struct {
	Rule     string  `json:"rule"`     // id of the rule, as in the rules' data file
	Supports string  `json:"supports"` // origin publisher via own contributor cite
	Value    string  `json:"value"`    // outlet id or name
	Span     *Span   `json:"span,omitempty"`
	Field    string  `json:"field,omitempty"` // metadata field, when not in the text
	Text     string  `json:"text"`            // the exact words
	Weight   float64 `json:"weight"`          // >0 for, <0 against
	From     string  `json:"from,omitempty"`  // id of the other copy that holds this evidence
}

// Boilerplate is page furniture with its kind.
type Boilerplate struct {
	Kind string `json:"kind"`
	Span Span   `json:"span"`
	Text string `json:"text"`
}

// Record is the provenance of one article, as in docs/records.md.
type Record struct {
	ID               string        `json:"id"`
	Publisher        *OutletRef    `json:"publisher"`
	Origin           *OutletRef    `json:"origin"`
	OriginStatus     Status        `json:"origin_status"`
	OriginConfidence float64       `json:"origin_confidence"`
	Via              []OutletRef   `json:"via"`
	Headline         string        `json:"headline"`
	Byline           []string      `json:"byline"`
	Dateline         *Dateline     `json:"dateline"`
	Published        *Date         `json:"published"`
	Contributors     []string      `json:"contributors"`
	Cites            []string      `json:"cites"`
	Story            string        `json:"story,omitempty"`
	Family           string        `json:"family,omitempty"`
	Parent           *string       `json:"parent"`
	ParentStatus     string        `json:"parent_status,omitempty"` // stated inferred unobserved undetermined
	Evidence         []Evidence    `json:"evidence"`
	Boilerplate      []Boilerplate `json:"boilerplate"`
	Notices          []string      `json:"notices"`
}

// Edge says that one copy was taken from another (or that this is undetermined).
type Edge struct {
	From     string     `json:"from"` // the earlier text; "" when unobserved
	To       string     `json:"to"`
	Status   string     `json:"status"` // stated inferred undetermined
	Score    float64    `json:"score"`  // log-odds for this direction
	Evidence []Evidence `json:"evidence"`
}

// Story is what is known of one story across its copies, as in docs/records.md.
type Story struct {
	Story              string      `json:"story"`
	Family             string      `json:"family"`
	Origin             *OutletRef  `json:"origin"`
	First              string      `json:"first"`
	Copies             []string    `json:"copies"`
	Publishers         []string    `json:"publishers"`
	IndependentSources []OutletRef `json:"independent_sources"`
	Lineage            []Edge      `json:"lineage"`
}
