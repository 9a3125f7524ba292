package framing

import "github.com/newscheck/newscheck/internal/text"

// The kinds of notes.
const (
	KindHeadline    = "headline"
	KindLabel       = "label"       // another name for the same actor, act or place
	KindAttribution = "attribution" // who is said to have said it, and with which verb
	KindHedge       = "hedge"       // how sure it is said to be
	KindIntensity   = "intensity"   // strengthening and evaluating words
	KindNumber      = "number"
	KindQuote       = "quote"
	KindOmitted     = "omitted" // a sentence or clause that only A has
	KindAdded       = "added"   // a sentence or clause that only B has
	KindMoved       = "moved"
	KindVoice       = "voice"   // who is made the actor
	KindNeutral     = "neutral" // style, spelling, furniture, repeats: known, and not shown by default
)

// Side is one side of a note: where it stands and the exact words.
type Side struct {
	Span  text.Span `json:"span"`  // the sentence or clause, in the text of that copy; empty for a headline that the text does not hold
	Text  string    `json:"text"`  // the bytes of Span (or the headline)
	Focus text.Span `json:"focus"` // the words within Span that differ; empty when it is the place where the other side has more
}

// Note is one difference between two copies, as in docs/records.md.
type Note struct {
	From   string `json:"from"` // article id of side A
	To     string `json:"to"`   // article id of side B
	Kind   string `json:"kind"` // headline label attribution hedge intensity number quote omitted added moved voice neutral
	A      *Side  `json:"a"`    // nil when only B has it
	B      *Side  `json:"b"`
	Label  string `json:"label,omitempty"`  // sub-kind: "reframed", "altered", "dropped", …
	Family string `json:"family,omitempty"` // label family, verb class pair, …
	Quoted bool   `json:"quoted"`           // inside direct speech
	Weight int    `json:"weight"`           // 0 does not matter … 3 gravest; notes are sorted gravest first
}

// Visible returns the notes that matter (weight above 0), in their order.
func Visible(notes []Note) []Note {
	out := make([]Note, 0, len(notes))
	for _, n := range notes {
		if n.Weight > 0 {
			out = append(out, n)
		}
	}
	return out
}
