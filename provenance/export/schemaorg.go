package export

import (
	"io"

	"github.com/newscheck/newscheck/provenance"
)

// The nodes that SchemaOrg writes. Field order is the order of output.
type (
	newsArticle struct {
		Type            string         `json:"@type"`
		ID              string         `json:"@id,omitempty"`
		Identifier      string         `json:"identifier,omitempty"`
		URL             string         `json:"url,omitempty"`
		Headline        string         `json:"headline,omitempty"`
		InLanguage      string         `json:"inLanguage,omitempty"`
		DatePublished   string         `json:"datePublished,omitempty"`
		Dateline        string         `json:"dateline,omitempty"`
		LocationCreated *thing         `json:"locationCreated,omitempty"`
		Author          []thing        `json:"author,omitempty"`
		Contributor     []thing        `json:"contributor,omitempty"`
		Publisher       *thing         `json:"publisher,omitempty"`
		SourceOrg       *thing         `json:"sourceOrganization,omitempty"`
		Via             []thing        `json:"nc:via,omitempty"`
		CreditText      string         `json:"creditText,omitempty"`
		IsBasedOn       any            `json:"isBasedOn,omitempty"` // thing or newsArticle
		Mentions        []thing        `json:"mentions,omitempty"`
		Correction      []correction   `json:"correction,omitempty"`
		SDPublisher     *thing         `json:"sdPublisher,omitempty"`
		SDDate          string         `json:"sdDatePublished,omitempty"`
		OriginStatus    string         `json:"nc:originStatus,omitempty"`
		Confidence      *float64       `json:"nc:originConfidence,omitempty"`
		Story           string         `json:"nc:story,omitempty"`
		Family          string         `json:"nc:family,omitempty"`
		Evidence        []evidenceNode `json:"nc:evidence,omitempty"`
	}
	thing struct {
		Type string `json:"@type,omitempty"`
		ID   string `json:"@id,omitempty"`
		Name string `json:"name,omitempty"`
		URL  string `json:"url,omitempty"`
	}
	correction struct {
		Type string `json:"@type"`
		Text string `json:"text"`
	}
	evidenceNode struct {
		Rule     string  `json:"nc:rule"`
		Supports string  `json:"nc:supports"`
		Value    string  `json:"nc:value"`
		Text     string  `json:"nc:text,omitempty"`
		Weight   float64 `json:"nc:weight"`
		From     *thing  `json:"nc:from,omitempty"`
	}
)

// SchemaOrg writes one JSON-LD document whose @graph holds a schema.org
// NewsArticle for each article, in the order of the Set.
//
// publisher is the site the copy was taken from, sourceOrganization the origin
// where it is known ("the Organization on whose behalf the creator was
// working"), isBasedOn the copy it was taken from, or, where that is not in the
// pile, an article of the origin without an identifier. Outlets that the text
// quotes are mentions. A date stands as precise as it is known. What schema.org
// has no word for (how sure the origin is, the story, the evidence) uses the
// terms of Namespace under the prefix nc, which readers of schema.org pass over.
func SchemaOrg(w io.Writer, s *Set) error {
	if err := s.check(); err != nil {
		return err
	}
	outlets := s.outletNames()
	p := printer{w: w}
	p.text(`{"@context":["https://schema.org",{"nc":"` + Namespace + `"}],` + "\n" + `"@graph":[`)
	for i := range s.Records {
		if i > 0 {
			p.text(",")
		}
		p.text("\n")
		p.json(s.newsArticle(i, outlets))
	}
	p.text("\n]}\n")
	return p.err
}

func (s *Set) newsArticle(i int, outlets map[string]string) newsArticle {
	r := &s.Records[i]
	confidence := r.OriginConfidence
	a := newsArticle{Type: "NewsArticle", ID: articleURN + local(r.ID), Identifier: r.ID, URL: s.address(i), Headline: r.Headline, InLanguage: s.language(i),
		Publisher: organization(r.Publisher), CreditText: creditLine(r), OriginStatus: string(r.OriginStatus), Confidence: &confidence,
		Story: r.Story, Family: r.Family, SDPublisher: &thing{Type: "Organization", Name: "newscheck"}}
	if !s.Made.IsZero() {
		a.SDDate = s.Made.UTC().Format("2006-01-02")
	}
	if r.Published != nil {
		a.DatePublished = r.Published.Value
	}
	if r.Dateline != nil {
		a.Dateline = r.Dateline.Text
		if r.Dateline.Place != "" {
			a.LocationCreated = &thing{Type: "Place", Name: r.Dateline.Place}
		}
	}
	for _, n := range r.Byline {
		a.Author = append(a.Author, thing{Type: "Person", Name: n})
	}
	if known(r) {
		a.SourceOrg = organization(r.Origin)
	}
	for j := range r.Via {
		a.Via = append(a.Via, *organization(&r.Via[j]))
	}
	a.Contributor, a.Mentions = named(r.Contributors, outlets), named(r.Cites, outlets)
	switch {
	case r.Parent != nil:
		a.IsBasedOn = thing{ID: articleURN + local(*r.Parent)}
	case foreign(r):
		a.IsBasedOn = newsArticle{Type: "NewsArticle", Publisher: organization(r.Origin)}
	}
	for _, n := range r.Notices {
		a.Correction = append(a.Correction, correction{"CorrectionComment", n})
	}
	for j := range r.Evidence {
		e := &r.Evidence[j]
		node := evidenceNode{Rule: e.Rule, Supports: e.Supports, Value: e.Value, Text: e.Text, Weight: e.Weight}
		if e.From != "" {
			node.From = &thing{ID: articleURN + local(e.From)}
		}
		a.Evidence = append(a.Evidence, node)
	}
	return a
}

// organization is an outlet as schema.org has it.
func organization(o *provenance.OutletRef) *thing {
	if o == nil {
		return nil
	}
	t := thing{Type: "NewsMediaOrganization", ID: outletURN + local(outletKey(o)), Name: o.Name}
	switch o.Kind {
	case "government":
		t.Type = "GovernmentOrganization"
	case "igo", "ngo", "portal", "aggregator", "distributor", "group":
		t.Type = "Organization"
	}
	if o.Domain != "" {
		t.URL = absolute("https://" + o.Domain + "/")
	}
	return &t
}

// named are outlets of which only the names are known.
func named(list []string, outlets map[string]string) []thing {
	var all []thing
	for _, n := range list {
		t := thing{Type: "Organization", Name: n}
		if key := outlets[n]; key != "" {
			t.ID = outletURN + local(key)
		}
		all = append(all, t)
	}
	return all
}
