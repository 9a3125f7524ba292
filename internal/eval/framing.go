package eval

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/provenance/framing"
)

// FramingLabel is one difference between two copies, found by reading.
type FramingLabel struct {
	Pair    string // "a|b", the ids of the two articles
	A, B    string // those ids
	Kind    string // as in framing.Note
	AText   string // the words of A, white space folded; "" when only B has it
	BText   string
	Detail  string // for a headline, its type is the first word
	Matters int    // 0 must not be flagged, 1 small but real, 2 a reader sees the event differently
}

// ReadFraming reads a table with the columns pair_id, doc_a, doc_b, kind,
// a_text, b_text, detail and matters. Double quotes in it are literal. Rows
// that only count what is not listed ("other n sentences") or carry no text
// are left out.
func ReadFraming(r io.Reader) ([]FramingLabel, error) {
	rows, err := readTable(r, literal, "pair_id", "doc_a", "doc_b", "kind", "a_text", "b_text", "detail", "matters")
	if err != nil {
		return nil, err
	}
	var labels []FramingLabel
	for i, m := range rows {
		if strings.HasPrefix(m["detail"], "other ") || m["a_text"] == "" && m["b_text"] == "" {
			continue
		}
		n, err := strconv.Atoi(m["matters"])
		if err != nil {
			return nil, fmt.Errorf("row %d: matters %q is not a number", i+2, m["matters"])
		}
		labels = append(labels, FramingLabel{Pair: m["pair_id"], A: m["doc_a"], B: m["doc_b"], Kind: m["kind"],
			AText: m["a_text"], BText: m["b_text"], Detail: m["detail"], Matters: n})
	}
	return labels, nil
}

// framingKinds are the kinds that recall is given for, in the order printed.
var framingKinds = []string{"label", "attribution", "hedge", "intensity", "number", "quote", "omitted", "added", "voice"}

// kin are the kinds that overlap so much that a right place counts, whatever
// of these it was called.
var kin = map[string]bool{"omitted": true, "added": true, "label": true, "attribution": true,
	"hedge": true, "intensity": true, "quote": true, "voice": true}

// FramingScore is how well differences were found.
type FramingScore struct {
	Matter, MatterHit     int               // labels that matter, and how many a note meets
	Neutral, NeutralHit   int               // labels that do not, and how many were flagged all the same
	Headlines, HeadlineOK int               // labelled headlines, and how many have the right type
	Notes                 int               // notes other than headlines on labelled pairs
	Good                  int               // of Notes: meet a label that matters
	Bad                   int               // of Notes: meet only labels that do not matter
	Unlisted              int               // of Notes: meet no label
	ByKind                map[string][2]int // kind → hit, of; labels that matter
}

// Figures gives s by name.
func (s FramingScore) Figures() []Figure {
	fs := []Figure{
		shareOf("recall", s.MatterHit, s.Matter), shareOf("neutral_flagged", s.NeutralHit, s.Neutral),
		shareOf("headline.acc", s.HeadlineOK, s.Headlines), shareOf("precision_listed", s.Good, s.Good+s.Bad),
		count("notes", s.Notes), count("unlisted", s.Unlisted),
	}
	for _, k := range framingKinds {
		fs = append(fs, shareOf(k+".R", s.ByKind[k][0], s.ByKind[k][1]))
	}
	return fs
}

// Framing scores notes, by pair as in FramingLabel.Pair, against labels. A
// note meets a label when on either side the words of one hold the other's,
// case and white space folded. Notes of kind neutral are not flagged and do
// not count.
func Framing(labels []FramingLabel, notes map[string][]framing.Note) FramingScore {
	s := FramingScore{ByKind: map[string][2]int{}}
	byPair := map[string][]FramingLabel{}
	var order []string
	for _, l := range labels {
		if byPair[l.Pair] == nil {
			order = append(order, l.Pair)
		}
		byPair[l.Pair] = append(byPair[l.Pair], l)
	}
	for _, pair := range order {
		var flagged []framing.Note
		for _, n := range notes[pair] {
			if n.Kind != "neutral" {
				flagged = append(flagged, n)
			}
		}
		s.addLabels(byPair[pair], flagged)
		s.addNotes(byPair[pair], flagged)
	}
	return s
}

// addLabels counts which labels were found.
func (s *FramingScore) addLabels(labels []FramingLabel, notes []framing.Note) {
	for _, l := range labels {
		if l.Kind == "headline" {
			s.Headlines++
			if headlineType(notes) == firstWord(l.Detail) {
				s.HeadlineOK++
			}
			continue
		}
		hit := 0
		for _, n := range notes {
			if (n.Kind == l.Kind || kin[n.Kind] && kin[l.Kind]) && meets(n, l) {
				hit = 1
				break
			}
		}
		if l.Matters == 0 {
			s.Neutral++
			s.NeutralHit += hit
			continue
		}
		s.Matter++
		s.MatterHit += hit
		k := s.ByKind[l.Kind]
		s.ByKind[l.Kind] = [2]int{k[0] + hit, k[1] + 1}
	}
}

// addNotes counts which notes are right.
func (s *FramingScore) addNotes(labels []FramingLabel, notes []framing.Note) {
	for _, n := range notes {
		if n.Kind == "headline" {
			continue
		}
		met, matters := false, 0
		for _, l := range labels {
			if meets(n, l) {
				met, matters = true, max(matters, l.Matters)
			}
		}
		s.Notes++
		switch {
		case !met:
			s.Unlisted++
		case matters > 0:
			s.Good++
		default:
			s.Bad++
		}
	}
}

// headlineType is the type that the first headline note gives; without one
// the headlines are the same.
func headlineType(notes []framing.Note) string {
	for _, n := range notes {
		if n.Kind == "headline" {
			return n.Label
		}
	}
	return "same"
}

func firstWord(detail string) string {
	head, _, _ := strings.Cut(detail, ":")
	if f := strings.Fields(head); len(f) > 0 {
		return f[0]
	}
	return ""
}

// meets reports whether n points at the words of l, on either side.
func meets(n framing.Note, l FramingLabel) bool {
	return sameWords(n.A, l.AText) || sameWords(n.B, l.BText)
}

func sameWords(side *framing.Side, label string) bool {
	if side == nil {
		return false
	}
	t, u := foldSpace(side.Text), foldSpace(label)
	return t != "" && u != "" && (strings.Contains(u, t) || strings.Contains(t, u))
}

func foldSpace(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
