package article

import "github.com/newscheck/newscheck/internal/text"

// Kind of a part of a page.
type Kind string

// The parts of a page, from top to bottom as they usually stand.
const (
	Promo     Kind = "promo"    // call to donate, subscribe, follow
	Section   Kind = "section"  // section or topic line of the site
	Masthead  Kind = "masthead" // name of the outlet, standing alone
	Headline  Kind = "headline"
	Deck      Kind = "deck" // sub-headline
	Byline    Kind = "byline"
	DateLine  Kind = "date"     // publication date line ("Mon Oct 3, 2016 6:13PM")
	Dateline  Kind = "dateline" // "MOSCOW (AP) --" at the start of the first body paragraph
	Body      Kind = "body"
	Caption   Kind = "caption"
	Credit    Kind = "credit" // "X contributed to this report", "Reporting by …", photo credit
	Copyright Kind = "copyright"
	Notice    Kind = "notice"  // correction, update, editor's note
	Related   Kind = "related" // links to other stories
	Share     Kind = "share"   // share buttons, comment counters, player controls
	Tail      Kind = "tail"    // mailing-list tail, "about the author" and the like
)

// Part is a run of bytes of Article.Text with its kind. Parts do not overlap
// (but a Dateline lies inside the first Body part) and are sorted by start.
type Part struct {
	Kind Kind      `json:"kind"`
	Span text.Span `json:"span"`
	Rule string    `json:"rule"` // id of the rule that told it
}

// Anatomy tells the parts of one article's text apart, by what the text alone
// shows. Pure; linear in len(a.Text).
func Anatomy(a Article) []Part { return nil }
