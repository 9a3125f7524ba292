// Package framing tells what one copy of a story changed against another: both
// sides shown, no verdict.
package framing

import "github.com/newscheck/newscheck/internal/text"

// Side is one side of a note: where it stands and the exact words.
type Side struct {
	Span text.Span `json:"span"`
	Text string    `json:"text"`
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
