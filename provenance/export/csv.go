package export

import (
	"cmp"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/provenance"
)

// Columns are the columns that CSV writes. Names with a dot are fields of the
// records' objects; lists are parted by "; ". "proof" is the rule and the words
// that speak most for the origin, and "independent_sources" how many distinct
// origins stand behind the article's story.
func Columns() []string {
	return []string{"id", "url", "publisher.name", "publisher.domain", "publisher.kind",
		"origin.name", "origin.id", "origin.domain", "origin.kind", "origin.state", "origin_status", "origin_confidence",
		"proof.rule", "proof.text", "via", "headline", "byline", "dateline.place", "dateline.date", "dateline.agency",
		"published", "published.precision", "published.zone_known", "contributors", "cites",
		"story", "family", "parent", "parent_status", "independent_sources", "notices"}
}

// CSV writes a header and one line for each article, in the order of the Set. A
// cell that a spreadsheet would run as a formula gets an apostrophe in front
// (OWASP, CSV injection).
func CSV(w io.Writer, s *Set) error {
	if err := s.check(); err != nil {
		return err
	}
	sources := map[string]int{}
	for i := range s.Stories {
		sources[s.Stories[i].Story] = len(s.Stories[i].IndependentSources)
	}
	out := csv.NewWriter(w)
	if err := out.Write(Columns()); err != nil {
		return err
	}
	for i := range s.Records {
		r := &s.Records[i]
		origin, publisher := orEmpty(r.Origin), orEmpty(r.Publisher)
		dateline, published, parent := provenance.Dateline{}, provenance.Date{}, ""
		if r.Dateline != nil {
			dateline = *r.Dateline
		}
		zone := ""
		if r.Published != nil {
			published, zone = *r.Published, strconv.FormatBool(r.Published.ZoneKnown)
		}
		if r.Parent != nil {
			parent = *r.Parent
		}
		proof := orNone(Proof(r))
		cells := []string{r.ID, s.address(i), publisher.Name, publisher.Domain, publisher.Kind,
			origin.Name, origin.ID, origin.Domain, origin.Kind, origin.State, string(r.OriginStatus), strconv.FormatFloat(r.OriginConfidence, 'f', -1, 64),
			proof.Rule, proof.Text, strings.Join(names(r.Via), "; "), r.Headline, strings.Join(r.Byline, "; "), dateline.Place, dateline.Date, dateline.Agency,
			published.Value, published.Precision, zone, strings.Join(r.Contributors, "; "), strings.Join(r.Cites, "; "),
			r.Story, r.Family, parent, r.ParentStatus, strconv.Itoa(sources[r.Story]), strings.Join(r.Notices, "; ")}
		for j := range cells {
			cells[j] = inert(cells[j])
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// inert is s, never a formula.
func inert(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

func orEmpty(o *provenance.OutletRef) provenance.OutletRef {
	if o == nil {
		return provenance.OutletRef{}
	}
	return *o
}

func orNone(e *provenance.Evidence) provenance.Evidence {
	if e == nil {
		return provenance.Evidence{}
	}
	return *e
}

// Proof is the evidence that speaks most for what r says of the origin, or nil
// when there is none. Of equal ones it is the first.
func Proof(r *provenance.Record) *provenance.Evidence {
	if r.Origin == nil {
		return nil
	}
	var best *provenance.Evidence
	for i := range r.Evidence {
		e := &r.Evidence[i]
		if e.Weight <= 0 || (best != nil && e.Weight <= best.Weight) {
			continue
		}
		named := e.Value == cmp.Or(r.Origin.ID, r.Origin.Name) || e.Value == outletKey(r.Origin)
		switch {
		case r.OriginStatus == provenance.Own && (e.Supports == "own" || e.Supports == "origin" && named):
		case r.OriginStatus == provenance.Inferred && e.Supports == "origin" && named && e.From != "":
		case r.OriginStatus == provenance.Stated && e.Supports == "origin" && named && e.From == "":
		default:
			continue
		}
		best = e
	}
	return best
}
