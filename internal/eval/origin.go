package eval

import (
	"io"
	"strings"

	"github.com/newscheck/newscheck/provenance"
)

// OriginLabel says who wrote an article, by what its text shows.
type OriginLabel struct {
	ID      string
	Origin  string   // an outlet's name, "own" (the publisher's staff) or "unknown"
	Outlet  string   // Origin with "own" resolved to the publisher's name
	Cites   []string // outlets that are only quoted as sources: the traps
	ByCopy  string   // only for unknown: what another copy of the article states
	Guessed string   // only for unknown: what the reader of the page believes
}

// ReadOrigins reads a table with the columns doc, origin and origin_outlet,
// and cites_only (parted by ";"), origin_by_copy and origin_guess if there.
func ReadOrigins(r io.Reader) ([]OriginLabel, error) {
	rows, err := readTable(r, quoted, "doc", "origin", "origin_outlet")
	if err != nil {
		return nil, err
	}
	labels := make([]OriginLabel, 0, len(rows))
	for _, m := range rows {
		l := OriginLabel{ID: m["doc"], Origin: m["origin"], Outlet: m["origin_outlet"], ByCopy: m["origin_by_copy"], Guessed: m["origin_guess"]}
		for _, c := range strings.Split(m["cites_only"], ";") {
			if strings.TrimSpace(c) != "" {
				l.Cites = append(l.Cites, c)
			}
		}
		labels = append(labels, l)
	}
	return labels, nil
}

// OriginScore is how well origins were told. The fields count articles.
type OriginScore struct {
	Docs               int
	Foreign            int // labelled with an outlet that is not the publisher's own
	Hit                int // of Foreign: named right
	Abstain            int // of Foreign: said unknown, or named nobody
	Wrong              int // of Foreign: another name
	Own                int // labelled as the publisher's own
	OwnHit             int // of Own: said so
	OwnTakenForForeign int // of Own: another outlet was named
	Unknown            int // labelled unknown
	UnknownSupported   int // of Unknown: named as a copy states or the reader believes
	UnknownUnsupported int // of Unknown: another outlet was named
	ByCopy             int // articles whose origin only another copy states
	ByCopyHit          int // of ByCopy: named right
	Trap               int // an outlet that is merely cited was named
}

// Precision is the share of named foreign origins that are right.
func (s OriginScore) Precision() float64 {
	good := s.Hit + s.UnknownSupported
	return ratio(good, good+s.Wrong+s.OwnTakenForForeign+s.UnknownUnsupported)
}

// Recall is the share of Foreign that was named right.
func (s OriginScore) Recall() float64 { return ratio(s.Hit, s.Foreign) }

// Figures gives s by name.
func (s OriginScore) Figures() []Figure {
	return []Figure{
		count("docs", s.Docs),
		count("gold_foreign", s.Foreign), count("hit", s.Hit), count("abstain", s.Abstain), count("wrong", s.Wrong),
		count("gold_own", s.Own), count("own_hit", s.OwnHit), count("own_taken_for_foreign", s.OwnTakenForForeign),
		count("gold_unknown", s.Unknown), count("unknown_supported", s.UnknownSupported), count("unknown_unsupported", s.UnknownUnsupported),
		count("bycopy", s.ByCopy), count("bycopy_hit", s.ByCopyHit), count("trap", s.Trap),
		share("origin.P", s.Precision()), share("origin.R", s.Recall()),
		shareOf("own.R", s.OwnHit, s.Own), shareOf("trap.rate", s.Trap, s.Docs), shareOf("bycopy.R", s.ByCopyHit, s.ByCopy),
	}
}

// Namer gives the one form of an outlet's name under which its other names are
// compared ("AP" and "The Associated Press" are one outlet).
type Namer func(name string) string

// PlainName folds case, white space and a leading "the". It knows no aliases.
func PlainName(name string) string {
	return strings.TrimPrefix(strings.Join(strings.Fields(strings.ToLower(name)), " "), "the ")
}

// Origin scores provenance records against labels. Names are compared by
// their form under namer; nil means PlainName.
func Origin(labels []OriginLabel, records []provenance.Record, namer Namer) OriginScore {
	if namer == nil {
		namer = PlainName
	}
	by := make(map[string]*provenance.Record, len(records))
	for i := range records {
		by[records[i].ID] = &records[i]
	}
	var s OriginScore
	for _, l := range labels {
		s.add(l, by[l.ID], namer)
	}
	return s
}

// add counts one labelled article; r is nil when nothing was said of it.
func (s *OriginScore) add(l OriginLabel, r *provenance.Record, namer Namer) {
	status, name := provenance.Unknown, ""
	if r != nil {
		if r.OriginStatus != "" {
			status = r.OriginStatus
		}
		if r.Origin != nil {
			name = namer(r.Origin.Name)
		}
	}
	gold, outlet := namer(l.Origin), namer(l.Outlet)
	named := (status == provenance.Stated || status == provenance.Inferred) && name != ""
	foreign := named && !(gold == "own" && name == outlet)
	s.Docs++
	switch gold {
	case "own":
		s.Own++
		switch {
		case foreign:
			s.OwnTakenForForeign++
		case status == provenance.Own || name == outlet:
			s.OwnHit++
		}
	case "unknown":
		s.Unknown++
		believed := l.ByCopy != "" && name == namer(l.ByCopy) || l.Guessed != "" && name == namer(l.Guessed)
		switch {
		case foreign && believed:
			s.UnknownSupported++
		case foreign:
			s.UnknownUnsupported++
		}
	default:
		s.Foreign++
		switch {
		case foreign && name == gold:
			s.Hit++
		case status == provenance.Unknown || name == "":
			s.Abstain++
		default:
			s.Wrong++
		}
	}
	if l.ByCopy != "" {
		s.ByCopy++
		if foreign && name == namer(l.ByCopy) {
			s.ByCopyHit++
		}
	}
	if foreign && name != gold {
		for _, c := range l.Cites {
			if name == namer(c) {
				s.Trap++
				break
			}
		}
	}
}
