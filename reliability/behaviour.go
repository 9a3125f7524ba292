package reliability

import (
	"github.com/newscheck/newscheck/provenance"
)

// DefaultMin is the least number of articles for which a rate is given.
const DefaultMin = 20

// Behaviour is what one outlet did in the articles at hand.
type Behaviour struct {
	Key      string               `json:"key"` // tells outlets apart: registry id, else domain, else name
	Outlet   provenance.OutletRef `json:"outlet"`
	Articles int                  `json:"articles"` // published by it; of an article with revisions the newest alone
	Repeats  int                  `json:"repeats"`  // of these, further copies of a story that it had already; not in any figure but silent_edits
	Carried  int                  `json:"carried"`  // articles of other houses that come from it
	Unnamed  int                  `json:"unnamed"`  // of these, those that count as unattributed reuse
	Figures  []Figure             `json:"figures"`  // all of Definitions, in that order
}

// Figure returns the figure of a name, or nil.
func (b *Behaviour) Figure(name string) *Figure {
	for i := range b.Figures {
		if b.Figures[i].Name == name {
			return &b.Figures[i]
		}
	}
	return nil
}

// Figure is one measured figure.
type Figure struct {
	Name     string      `json:"figure"`
	Count    int         `json:"count"`                // what was counted; for lag the number of lags
	Of       int         `json:"of"`                   // among how many: the n of the figure
	Exposure int         `json:"sentences,omitempty"`  // of densities: sentences in which was counted
	LeftOut  int         `json:"left_out,omitempty"`   // that belong here but where the answer is not clear
	Sampled  int         `json:"sampled_of,omitempty"` // Of is a sample of so many; 0 when all were looked at
	Value    *float64    `json:"value"`                // nil when there are not enough articles
	Interval *[2]float64 `json:"interval"`             // 95 %; nil when Value is
}

// Enough reports whether there were enough articles to give a value.
func (f *Figure) Enough() bool { return f.Value != nil }

// Kind says what sort of number a figure is, and how its interval is made.
type Kind string

// The kinds of figures.
const (
	Rate    Kind = "rate"    // Count of Of, 0 to 1; Wilson interval
	Median  Kind = "median"  // of hours; interval between order statistics
	Density Kind = "density" // Count in 100 sentences; Garwood interval, widened by how much articles differ
)

// Definition says what a figure is.
type Definition struct {
	Name   string `json:"figure"`
	Kind   Kind   `json:"kind"`
	Title  string `json:"title"`  // short, for tables: "Own work"
	Counts string `json:"counts"` // the numerator, in words
	Among  string `json:"among"`  // the denominator, in words
	Unit   string `json:"unit"`   // "share", "hours" or "in 100 sentences"
}

// The names of the figures.
const (
	OriginKnown        = "origin_known"
	Originality        = "originality"
	AttributedReuse    = "attributed_reuse"
	UnattributedReuse  = "unattributed_reuse"
	WireShare          = "wire_share"
	StateLinkedShare   = "state_linked_share"
	FirstRate          = "first_rate"
	MedianLag          = "median_lag"
	EditRate           = "edit_rate"
	HeadlineDrift      = "headline_drift"
	LabelShift         = "label_shift"
	QuotesAltered      = "quotes_altered"
	AttributionDropped = "attribution_dropped"
	CorrectionsNoted   = "corrections_noted"
	SilentEdits        = "silent_edits"
	NamedSources       = "named_sources"
	AnonymousSources   = "anonymous_sources"
	Bylines            = "bylines"
	Datelines          = "datelines"
)

var definitions = []Definition{
	{OriginKnown, Rate, "Origin known", "articles of which it is clear who wrote them", "articles", "share"},
	{Originality, Rate, "Own work", "articles that the outlet or its house wrote", "articles whose origin is clear", "share"},
	{AttributedReuse, Rate, "Reuse, source named", "articles of another house that name it as their origin", "articles whose origin is clear", "share"},
	{UnattributedReuse, Rate, "Reuse, source not named", "copies of another house's article that name neither it nor any agency", "articles whose origin is clear", "share"},
	{WireShare, Rate, "Agency copy", "articles written by a news agency or distributor of another house", "articles whose origin is clear", "share"},
	{StateLinkedShare, Rate, "State-linked origin", "articles whose origin is documented as linked to a state", "articles whose origin is clear", "share"},
	{FirstRate, Rate, "First to publish", "stories that the outlet had before all other houses", "stories of several houses whose order in time is clear", "share"},
	{MedianLag, Median, "Median lag", "time from the first copy at another house to the outlet's own, where that was certainly before it", "stories of several houses whose order in time is clear, and where the outlet was not first", "hours"},
	{EditRate, Rate, "Copies edited", "copies that put at least one sentence in other words, in a way that matters", "copies compared with what they were taken from", "share"},
	{HeadlineDrift, Rate, "Headline drift", "copies with another headline: fewer than about half of the words shared, or a charged word more or less", "compared copies where both have a headline", "share"},
	{LabelShift, Rate, "Names changed", "copies that call an actor, act or place by another charged name", "copies compared with what they were taken from", "share"},
	{QuotesAltered, Rate, "Quotations altered", "copies with other words inside a quotation", "compared copies whose source has a quotation", "share"},
	{AttributionDropped, Rate, "“Who says so” dropped", "copies that state as fact what their source ascribes to someone", "copies compared with what they were taken from", "share"},
	{CorrectionsNoted, Rate, "Corrections noted", "articles with a correction or clarification", "articles not known to be another house's", "share"},
	{SilentEdits, Rate, "Silent edits", "changes of the text without a notice on the page", "changes of the text under the same address", "share"},
	{NamedSources, Density, "Named sources", "sentences that ascribe what they say to a name", "articles in a known language not known to be another house's", "in 100 sentences"},
	{AnonymousSources, Density, "Anonymous sources", "sentences that ascribe what they say to officials, insiders or others whose name is not told", "articles in a known language not known to be another house's", "in 100 sentences"},
	{Bylines, Rate, "Bylines", "articles that name a person as writer", "articles not known to be another house's", "share"},
	{Datelines, Rate, "Datelines", "articles that open with the place they were written at", "articles not known to be another house's", "share"},
}

// Definitions are the definitions of all figures, in the order in which they are shown.
func Definitions() []Definition { return append([]Definition(nil), definitions...) }

// Define returns the definition of a figure, or nil.
func Define(name string) *Definition {
	for i := range definitions {
		if definitions[i].Name == name {
			d := definitions[i]
			return &d
		}
	}
	return nil
}

// Traced is one article behind a figure.
type Traced struct {
	ID    string `json:"id"`
	Other string `json:"other,omitempty"` // id of the article that it was held against, or that states its origin
	Note  string `json:"note,omitempty"`  // what is known of it, in words
}

// Trace is what stands behind one figure of one outlet.
type Trace struct {
	Figure  string   `json:"figure"`
	Counted []Traced `json:"counted"`  // the numerator; for lag, every lag
	Others  []Traced `json:"others"`   // the rest of the denominator
	LeftOut []Traced `json:"left_out"` // where the answer is not clear, with the reason
}
