// Package report shows what newscheck found in a pile of articles: which are
// copies of one story, who stands behind them, who carried whom, and what each
// copy changed.
//
// Everything that is shown is first put into a [Model], a plain value. Its JSON
// is one form of the report; [Markdown] and [Pages] are renderings of the same
// value. [From] makes a Model out of articles and their groups; [Build] does so
// when provenance is known already.
//
// The pages need nothing but a browser: no network, no script, one style sheet
// inside each page, so that a page can be sent alone. A content security policy
// forbids everything else. Article text is hostile input: it passes through
// html/template only, control characters and marks that turn the direction of
// writing are made visible, and every name stands in an element of its own
// direction. Pictures are SVG with a title, a description and a table of the
// same data beside them.
//
// Pages stay light however large a story is: beyond the bounds in [Limits] a
// page says how much it leaves out. The Model keeps every article.
//
// Equal input gives equal bytes, whatever the number of workers. All functions
// are safe for concurrent use.
package report

import (
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
	"github.com/newscheck/newscheck/reliability"
)

// Model is a whole report. Its JSON is the report in --format json.
type Model struct {
	Title   string   `json:"title"`
	Totals  Totals   `json:"totals"`
	Stories []Story  `json:"stories"` // of two or more articles; most articles first, then by id
	Outlets []Outlet `json:"outlets"` // most articles first, then by name
	Flows   []Flow   `json:"flows"`   // who carried whom; most articles first
	Notices []string `json:"notices"` // what was left out of the whole
}

// Totals counts the pile.
type Totals struct {
	Articles   int `json:"articles"`
	Stories    int `json:"stories"`     // groups of copies, among them articles without copies
	Copied     int `json:"copied"`      // stories of two or more articles
	InCopied   int `json:"in_copied"`   // articles of those stories
	Families   int `json:"families"`    // running stories
	Publishers int `json:"publishers"`  // sites that are known
	Sources    int `json:"sources"`     // independent sources: distinct origins that are known
	CopiedFrom int `json:"copied_from"` // the same, behind the stories of two or more articles
	Stated     int `json:"stated"`      // articles that name the foreign source they come from
	Inferred   int `json:"inferred"`    // articles that do not name it, while it is known from elsewhere
	Own        int `json:"own"`         // articles that their publisher wrote
	Unknown    int `json:"unknown"`     // articles whose source is not known
}

// Story is a story that stands in several articles.
type Story struct {
	ID         string                 `json:"story"`
	Family     string                 `json:"family"`
	Title      string                 `json:"title"`
	Language   string                 `json:"language,omitempty"` // ISO 639-1, when it is known
	Finding    Phrase                 `json:"finding"`            // what was found, in a sentence or three
	Origin     *provenance.OutletRef  `json:"origin"`
	Proof      *Proof                 `json:"proof"` // what says so best, and in which copy
	First      string                 `json:"first"` // id of the earliest known copy
	Publishers []string               `json:"publishers"`
	Sources    []provenance.OutletRef `json:"independent_sources"`
	Span       [2]string              `json:"published"`                    // first and last date, ISO 8601; empty when unknown
	Copies     []Copy                 `json:"copies"`                       // in order of time
	Changes    []Change               `json:"changes"`                      // what copies changed, gravest first
	Identical  []string               `json:"identical"`                    // ids of copies that have every sentence of what they were compared with, unchanged
	Compared   []Comparison           `json:"compared"`                     // side by side; at most Limits.Compared
	Matrix     framing.LabelMatrix    `json:"labels"`                       // which copies use which name
	Known      []reliability.Assessed `json:"raters_of_sources,omitempty"`  // what raters say of each of Sources, when ratings were given
	Carriers   []reliability.Known    `json:"raters_of_carriers,omitempty"` // and of the other sites that carried it, those that are rated
	Related    []Related              `json:"related"`                      // articles of other stories that share passages
	Notices    []string               `json:"notices"`                      // what was left out of this story
}

// Copy is one article of a story.
type Copy struct {
	ID           string                `json:"id"`
	Outlet       string                `json:"outlet,omitempty"` // slug of its outlet; "" when the site is not known
	Publisher    string                `json:"publisher"`        // name; "" when the site is not known
	Title        string                `json:"title"`
	URL          string                `json:"url,omitempty"`
	Published    *provenance.Date      `json:"published"`
	Words        int                   `json:"words"`
	Relation     dedupe.Relation       `json:"relation"`
	Origin       *provenance.OutletRef `json:"origin"`
	OriginStatus provenance.Status     `json:"origin_status"`
	Confidence   float64               `json:"origin_confidence"`
	Proof        *Proof                `json:"proof"` // what says so best
	Via          []string              `json:"via,omitempty"`
	Cites        []string              `json:"cites,omitempty"`
	Parent       string                `json:"parent,omitempty"`       // id of the article it was taken from
	ParentName   string                `json:"parent_name,omitempty"`  // where the parent stands in another story: who published it
	ParentStory  string                `json:"parent_story,omitempty"` // and in which
	ParentStatus string                `json:"parent_status"`          // stated inferred unobserved undetermined
	ParentProof  *Proof                `json:"parent_proof,omitempty"`
	Against      string                `json:"compared_with,omitempty"` // id of the article that Changes speak of
	Grave        int                   `json:"grave"`                   // changes of weight 3
	Changes      int                   `json:"changes"`                 // changes of any weight above 0
	Story        string                `json:"story,omitempty"`         // in lists that mix stories
}

// Proof is the strongest evidence for a claim.
type Proof struct {
	Rule   string  `json:"rule"`
	Where  string  `json:"where"` // in plain words: "in the dateline"
	Text   string  `json:"text"`  // the exact words
	From   string  `json:"from,omitempty"`
	Weight float64 `json:"weight"`
}

// Change is one difference, as one or several copies made it.
type Change struct {
	Kind   string   `json:"kind"`
	Label  string   `json:"label,omitempty"`
	Family string   `json:"family,omitempty"`
	Says   string   `json:"says"` // in plain words: "Altered quotation"
	Quoted bool     `json:"quoted"`
	Weight int      `json:"weight"` // 1 to 3, gravest
	A      *Passage `json:"a"`      // nil when only B has it
	B      *Passage `json:"b"`
	From   string   `json:"from"` // id of the copy with side A
	In     []string `json:"in"`   // ids of the copies with side B
}

// Passage is a sentence with the words in it that matter.
type Passage struct {
	Before string `json:"before,omitempty"`
	Focus  string `json:"focus,omitempty"`
	After  string `json:"after,omitempty"`
}

// Comparison is two copies side by side.
type Comparison struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Kept      int    `json:"kept"` // sentences
	Edited    int    `json:"edited"`
	Added     int    `json:"added"`
	Omitted   int    `json:"omitted"`
	Moved     int    `json:"moved"`
	Furniture int    `json:"furniture"` // lines of the page on one side alone; not shown
	Rows      []Row  `json:"rows"`
	Cut       int    `json:"cut,omitempty"` // rows that are left out at the end
}

// Row is sentences of one copy against those of the other.
type Row struct {
	Kind  string    `json:"kind"` // headline, kept, edited, added, omitted, moved, split, merged
	A     []Segment `json:"a,omitempty"`
	B     []Segment `json:"b,omitempty"` // empty when Kind is kept: A stands for both
	Notes []RowNote `json:"notes,omitempty"`
}

// Segment is a run of words.
type Segment struct {
	Text    string `json:"text"`
	Differs bool   `json:"differs,omitempty"`
}

// RowNote names a change that a row shows.
type RowNote struct {
	Says   string `json:"says"`
	Weight int    `json:"weight"`
}

// Related is an article of another story that shares passages with this one.
type Related struct {
	Copy     Copy            `json:"copy"`
	Relation dedupe.Relation `json:"relation"`
	With     string          `json:"with"`   // id of the article of this story
	Shared   float64         `json:"shared"` // share of that article that the other has
	Passage  string          `json:"passage"`
}

// Outlet is a site or agency: what it wrote and what it carried.
type Outlet struct {
	Slug      string               `json:"slug"`
	Ref       provenance.OutletRef `json:"outlet"`
	Finding   Phrase               `json:"finding"`
	Articles  int                  `json:"articles"` // published here
	Own       int                  `json:"own"`
	Stated    int                  `json:"stated"`   // carried, the source named
	Inferred  int                  `json:"inferred"` // carried, the source not named
	Unknown   int                  `json:"unknown"`
	CarriedBy int                  `json:"carried_by"` // articles at other sites that come from here
	Unnamed   int                  `json:"unnamed"`    // of these, those that do not say so
	Published []Copy               `json:"published"`  // its articles, in order of time
	Elsewhere []Copy               `json:"elsewhere"`  // articles at other sites that come from here
	Took      []Flow               `json:"took"`       // whom it carried
	Gave      []Flow               `json:"gave"`       // who carried it

	Behaviour *reliability.Behaviour `json:"behaviour,omitempty"` // what it does in this pile; figures without an article are left out
	Ratings   *reliability.Known     `json:"raters,omitempty"`    // what raters say of it, when ratings were given
}

// Flow counts the articles that one outlet carried of another.
type Flow struct {
	From     string `json:"from"` // slug of the outlet that wrote them
	To       string `json:"to"`   // slug of the outlet that carried them
	FromName string `json:"from_name"`
	ToName   string `json:"to_name"`
	Articles int    `json:"articles"`
	Stated   int    `json:"stated"` // of these, those that name the source
}

// Limits bound what a page shows and what a Model keeps of texts. The zero
// value of a field means the default in parentheses.
type Limits struct {
	Compared int // comparisons side by side in one story (12)
	Text     int // bytes of text side by side in one story (300,000)
	Changes  int // changes listed on a page (60)
	Copies   int // articles listed in a table of a page (100)
	List     int // stories or outlets listed on one page of a list (200)
}

func (l Limits) orDefault() Limits {
	set := func(v *int, d int) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.Compared, 12)
	set(&l.Text, 300_000)
	set(&l.Changes, 60)
	set(&l.Copies, 100)
	set(&l.List, 200)
	return l
}
