package export

import (
	"io"
	"strings"

	"github.com/newscheck/newscheck/provenance"
)

// ninjsSchema is the identifier of the schema that NINJS writes for.
const ninjsSchema = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"

// The objects of ninjs 3.1 that are written. Field order is that of the schema.
type (
	ninjsObject struct {
		URI                string             `json:"uri"`
		Type               string             `json:"type"`
		RepresentationType string             `json:"representationType"`
		Profile            string             `json:"profile"`
		VersionCreated     string             `json:"versionCreated,omitempty"`
		ContentCreated     string             `json:"contentCreated,omitempty"`
		PubStatus          string             `json:"pubStatus,omitempty"`
		CopyrightHolder    string             `json:"copyrightHolder,omitempty"`
		CopyrightNotice    string             `json:"copyrightNotice,omitempty"`
		EdNote             string             `json:"edNote,omitempty"`
		Language           string             `json:"language,omitempty"`
		Descriptions       []ninjsText        `json:"descriptions,omitempty"`
		Headlines          []ninjsText        `json:"headlines,omitempty"`
		InfoSources        []ninjsParty       `json:"infoSources,omitempty"`
		By                 string             `json:"by,omitempty"`
		Located            string             `json:"located,omitempty"`
		Associations       []ninjsAssociation `json:"associations,omitempty"`
		AltIDs             []ninjsAltID       `json:"altIds,omitempty"`
		Standard           ninjsStandard      `json:"standard"`
	}
	ninjsText struct {
		Role  string `json:"role,omitempty"`
		Value string `json:"value"`
	}
	ninjsParty struct {
		Name    string `json:"name"`
		Role    string `json:"role"`
		URI     string `json:"uri,omitempty"`
		Literal string `json:"literal,omitempty"`
	}
	ninjsAssociation struct {
		URI  string `json:"uri"`
		Name string `json:"name"`
		Rel  string `json:"rel"`
	}
	ninjsAltID struct {
		Role  string `json:"role"`
		Value string `json:"value"`
	}
	ninjsStandard struct {
		Name    string `json:"name"`
		Version string `json:"version"`
		Schema  string `json:"schema"`
	}
)

// NINJS writes one IPTC ninjs 3.1 news object for each article, one a line, in
// the order of the Set. It holds metadata alone (representationType "partial").
//
// infoSources name the parties with these roles: originator (the origin; with
// "inferred" beside it in literal when only other copies tell), distributor (a
// station between origin and publisher), publisher, contributor, and cited. A
// date goes to contentCreated when its zone is known, and as it is to a
// description of role "published" when it is not. A parent that is known is an
// association of rel "derivedFrom". A notice that the text was killed makes
// pubStatus "canceled".
func NINJS(w io.Writer, s *Set) error {
	if err := s.check(); err != nil {
		return err
	}
	known := s.outletNames()
	headline := map[string]string{}
	for i := range s.Records {
		headline[s.Records[i].ID] = s.Records[i].Headline
	}
	p := printer{w: w}
	for i := range s.Records {
		p.json(s.ninjs(i, known, headline))
		p.text("\n")
	}
	return p.err
}

func (s *Set) ninjs(i int, outlets, headline map[string]string) ninjsObject {
	r := &s.Records[i]
	o := ninjsObject{URI: articleURN + local(r.ID), Type: "text", RepresentationType: "partial", Profile: "newscheck-provenance",
		Language: s.language(i), By: strings.Join(r.Byline, ", "), EdNote: strings.Join(r.Notices, "\n"),
		Standard: ninjsStandard{"ninjs", "3.1", ninjsSchema}}
	if !s.Made.IsZero() {
		o.VersionCreated = s.Made.UTC().Format("2006-01-02T15:04:05Z")
	}
	if r.Headline != "" {
		o.Headlines = []ninjsText{{Value: r.Headline}}
	}
	if r.Dateline != nil {
		o.Located = r.Dateline.Place
		o.Descriptions = append(o.Descriptions, ninjsText{"dateline", r.Dateline.Text})
	}
	if at, ok := dateTime(r.Published); ok {
		o.ContentCreated = at
	} else if r.Published != nil {
		o.Descriptions = append(o.Descriptions, ninjsText{"published", r.Published.Value})
	}
	if killed(r.Notices) {
		o.PubStatus = "canceled"
	}
	for j := range r.Evidence {
		if e := &r.Evidence[j]; strings.HasPrefix(e.Rule, "copyright.") && e.Weight > 0 {
			o.CopyrightNotice = e.Text
			if e.Rule == "copyright.agency" && foreign(r) && e.Value == outletKey(r.Origin) {
				o.CopyrightHolder = r.Origin.Name
			}
			break
		}
	}
	o.InfoSources = parties(r, outlets)
	if r.Parent != nil {
		name := headline[*r.Parent]
		if name == "" {
			name = *r.Parent
		}
		o.Associations = []ninjsAssociation{{articleURN + local(*r.Parent), name, "derivedFrom"}}
	}
	if u := s.address(i); u != "" {
		o.AltIDs = append(o.AltIDs, ninjsAltID{"url", u})
	}
	for _, id := range []ninjsAltID{{"id", r.ID}, {"story", r.Story}, {"family", r.Family}} {
		if id.Value != "" {
			o.AltIDs = append(o.AltIDs, id)
		}
	}
	return o
}

// parties are the infoSources of a record.
func parties(r *provenance.Record, outlets map[string]string) []ninjsParty {
	var all []ninjsParty
	add := func(o *provenance.OutletRef, role, literal string) {
		all = append(all, ninjsParty{o.Name, role, outletURN + local(outletKey(o)), literal})
	}
	if known(r) {
		literal := ""
		if r.OriginStatus == provenance.Inferred {
			literal = "inferred"
		}
		add(r.Origin, "originator", literal)
	}
	for i := range r.Via {
		add(&r.Via[i], "distributor", "")
	}
	if r.Publisher != nil {
		add(r.Publisher, "publisher", "")
	}
	for _, list := range []struct {
		role  string
		names []string
	}{{"contributor", r.Contributors}, {"cited", r.Cites}} {
		for _, n := range list.names {
			party := ninjsParty{Name: n, Role: list.role}
			if key := outlets[n]; key != "" {
				party.URI = outletURN + local(key)
			}
			all = append(all, party)
		}
	}
	return all
}

// killed tells whether an agency took the text back: IPTC and the agencies mark
// that with KILL or WITHDRAWN at the head of a notice.
func killed(notices []string) bool {
	for _, n := range notices {
		head, _, _ := strings.Cut(strings.TrimLeft(n, "(*[ "), " ")
		switch strings.TrimRight(head, ":;.,)]*-") {
		case "KILL", "KILLED", "WITHDRAWN", "WITHDRAWAL":
			return true
		}
	}
	return false
}
