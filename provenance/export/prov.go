package export

import (
	"cmp"
	"fmt"
	"io"
	"strconv"

	"github.com/newscheck/newscheck/provenance"
)

// The bundle that holds the claims of one run, and who makes them.
const (
	claimsName = "claims:run"
	software   = "nc:newscheck"
)

// attributes of an element or relation of PROV-JSON; JSON sorts them by name.
type attributes map[string]any

// typed is a literal with its datatype (PROV-JSON, section 2.2).
type typed struct {
	Value any    `json:"$"`
	Type  string `json:"type"`
}

func qualified(name string) typed { return typed{name, "prov:QUALIFIED_NAME"} }

// PROV writes one PROV-JSON document. It says one thing of its own: that there
// is a bundle of claims, made by newscheck. All that newscheck tells of the
// articles stands in the bundle:
//
//	entity             each copy (nc:Copy), an original that is not in the pile
//	                   (nc:Original), each story (prov:Collection), and a page
//	                   address of which there are several copies (nc:Page)
//	agent              outlets (prov:Organization) and writers (prov:Person)
//	activity           the publication of a copy; wasGeneratedBy has its time,
//	                   when the zone is known, wasAssociatedWith its publisher
//	used               the copy that the publication was made from
//	wasAttributedTo    the origin, with status, confidence and evidence; writers
//	wasDerivedFrom     the parent: nc:Republication within a story, prov:Revision
//	                   between versions; an original outside the pile is
//	                   prov:PrimarySource
//	alternateOf        copies of one story of which the direction is not known
//	specializationOf   copies of one page address
//	wasInfluencedBy    stations of the way (nc:Via), contributors, cited outlets
//	hadMember          the copies of a story
//
// Relations have no identifiers that mean anything outside the document.
func PROV(w io.Writer, s *Set) error {
	if err := s.check(); err != nil {
		return err
	}
	d := provDocument{Set: s, outlets: s.outletNames(), story: map[string]*provenance.Story{}, place: map[string]int{}}
	for i := range s.Stories {
		d.story[s.Stories[i].Story] = &s.Stories[i]
	}
	for i := range s.Records {
		d.place[s.Records[i].ID] = i
	}
	p := &printer{w: w}
	claims := attributes{"prov:type": qualified("prov:Bundle")}
	if !s.Made.IsZero() {
		claims["prov:generatedAtTime"] = typed{s.Made.UTC().Format("2006-01-02T15:04:05Z"), "xsd:dateTime"}
	}
	maker := attributes{"prov:type": qualified("prov:SoftwareAgent"), "prov:label": "newscheck"}
	if s.Version != "" {
		maker["nc:version"] = s.Version
	}
	p.text("{\n")
	for _, part := range []struct {
		name  string
		value any
	}{
		{"prefix", map[string]string{"nc": Namespace, "claims": claimsURN}},
		{"entity", map[string]any{claimsName: claims}},
		{"agent", map[string]any{software: maker}},
		{"wasAttributedTo", map[string]any{"_:made": attributes{"prov:entity": claimsName, "prov:agent": software}}},
	} {
		p.text(`"` + part.name + `":`)
		p.json(part.value)
		p.text(",\n")
	}
	p.text(`"bundle":{"` + claimsName + `":{` + "\n" + `"prefix":`)
	p.json(map[string]string{"nc": Namespace, "article": articleURN, "original": originalURN, "outlet": outletURN, "person": personURN,
		"story": storyURN, "page": pageURN, "publication": publicationURN, "dcterms": "http://purl.org/dc/terms/"})
	for _, section := range []struct {
		name string
		fill func(put)
	}{
		{"entity", d.entities}, {"agent", d.agents}, {"activity", d.activities}, {"wasGeneratedBy", d.generations}, {"used", d.usages},
		{"wasAssociatedWith", d.associations}, {"wasAttributedTo", d.attributions}, {"wasDerivedFrom", d.derivations}, {"alternateOf", d.alternates},
		{"specializationOf", d.specializations}, {"wasInfluencedBy", d.influences}, {"hadMember", d.members},
	} {
		d.section(p, section.name, section.fill)
	}
	p.text("\n}}}\n")
	return p.err
}

// put writes one element or relation; an id that was written before in the
// section is passed over. An empty id stands for a relation without one.
type put func(id string, a attributes)

// provDocument is what making the document needs to look up.
type provDocument struct {
	*Set
	outlets map[string]string
	story   map[string]*provenance.Story
	place   map[string]int // article id → place
}

// section writes one part of the bundle, unless it is empty.
func (d *provDocument) section(p *printer, name string, fill func(put)) {
	seen := map[string]bool{}
	n := 0
	fill(func(id string, a attributes) {
		if id == "" {
			id = "_:" + name + strconv.Itoa(n+1)
		} else if seen[id] {
			return
		} else {
			seen[id] = true
		}
		if n++; n == 1 {
			p.text(",\n\"" + name + "\":{\n")
		} else {
			p.text(",\n")
		}
		p.json(id)
		p.text(":")
		p.json(a)
	})
	if n > 0 {
		p.text("}")
	}
}

func articleName(id string) string { return "article:" + local(id) }

func outletName(o *provenance.OutletRef) string { return "outlet:" + local(outletKey(o)) }

func (d *provDocument) byName(name string) string {
	return "outlet:" + local(cmp.Or(d.outlets[name], name))
}

// personName tells writers of one name at different outlets apart.
func personName(r *provenance.Record, name string) string {
	house := "unknown"
	switch {
	case known(r):
		house = outletKey(r.Origin)
	case r.Publisher != nil:
		house = outletKey(r.Publisher)
	}
	return "person:" + local(house+"/"+name)
}

// originalName is the original of a record that is not in the pile, or "".
func (d *provDocument) originalName(r *provenance.Record) string {
	if r.Parent != nil || !foreign(r) || r.ParentStatus == "undetermined" {
		return ""
	}
	return "original:" + local(cmp.Or(r.Story, r.ID)+"/"+outletKey(r.Origin))
}

// pages counts the copies of each page address.
func (d *provDocument) pages() map[string]int {
	n := map[string]int{}
	for i := range d.Records {
		if u := d.address(i); u != "" {
			n[u]++
		}
	}
	return n
}

func (d *provDocument) entities(put put) {
	pages := d.pages()
	for i := range d.Records {
		r := &d.Records[i]
		a := attributes{"prov:type": qualified("nc:Copy"), "nc:id": r.ID}
		if r.Headline != "" {
			a["dcterms:title"] = r.Headline
		}
		if tag := d.language(i); tag != "" {
			a["dcterms:language"] = tag
		}
		if u := d.address(i); u != "" {
			a["prov:location"] = typed{u, "xsd:anyURI"}
		}
		if p := r.Published; p != nil {
			a["nc:published"], a["nc:precision"], a["nc:zoneKnown"] = p.Value, p.Precision, p.ZoneKnown
		}
		put(articleName(r.ID), a)
	}
	for i := range d.Records {
		r := &d.Records[i]
		if name := d.originalName(r); name != "" {
			put(name, attributes{"prov:type": qualified("nc:Original"), "nc:observed": false})
		}
		if u := d.address(i); pages[u] > 1 {
			put("page:"+local(u), attributes{"prov:type": qualified("nc:Page"), "prov:location": typed{u, "xsd:anyURI"}})
		}
	}
	for i := range d.Stories {
		st := &d.Stories[i]
		put("story:"+local(st.Story), attributes{"prov:type": []typed{qualified("prov:Collection"), qualified("nc:Story")},
			"nc:family": st.Family, "nc:independentSources": len(st.IndependentSources)})
	}
}

func (d *provDocument) agents(put put) {
	outlet := func(o *provenance.OutletRef) {
		if o == nil {
			return
		}
		a := attributes{"prov:type": qualified("prov:Organization"), "prov:label": o.Name}
		for name, value := range map[string]string{"nc:kind": o.Kind, "nc:state": o.State, "nc:domain": o.Domain} {
			if value != "" {
				a[name] = value
			}
		}
		put(outletName(o), a)
	}
	for i := range d.Records {
		r := &d.Records[i]
		outlet(r.Origin)
		for j := range r.Via {
			outlet(&r.Via[j])
		}
		outlet(r.Publisher)
		for _, n := range r.Byline {
			put(personName(r, n), attributes{"prov:type": qualified("prov:Person"), "prov:label": n})
		}
	}
	for i := range d.Records {
		for _, list := range [][]string{d.Records[i].Contributors, d.Records[i].Cites} {
			for _, n := range list {
				put(d.byName(n), attributes{"prov:type": qualified("prov:Organization"), "prov:label": n})
			}
		}
	}
}

func publicationName(r *provenance.Record) string { return "publication:" + local(r.ID) }

func (d *provDocument) activities(put put) {
	for i := range d.Records {
		put(publicationName(&d.Records[i]), attributes{"prov:type": qualified("nc:Publication")})
	}
}

func (d *provDocument) generations(put put) {
	for i := range d.Records {
		r := &d.Records[i]
		a := attributes{"prov:entity": articleName(r.ID), "prov:activity": publicationName(r)}
		if at, ok := dateTime(r.Published); ok {
			a["prov:time"] = at
		}
		put("", a)
	}
}

func (d *provDocument) usages(put put) {
	for i := range d.Records {
		if r := &d.Records[i]; r.Parent != nil {
			put("", attributes{"prov:activity": publicationName(r), "prov:entity": articleName(*r.Parent)})
		}
	}
}

func (d *provDocument) associations(put put) {
	for i := range d.Records {
		if r := &d.Records[i]; r.Publisher != nil {
			put("", attributes{"prov:activity": publicationName(r), "prov:agent": outletName(r.Publisher), "prov:role": qualified("nc:publisher")})
		}
	}
}

func (d *provDocument) attributions(put put) {
	for i := range d.Records {
		r := &d.Records[i]
		if known(r) {
			a := attributes{"prov:entity": articleName(r.ID), "prov:agent": outletName(r.Origin), "nc:role": qualified("nc:origin"),
				"nc:originStatus": string(r.OriginStatus), "nc:originConfidence": typed{r.OriginConfidence, "xsd:double"}}
			if e := evidenceOf(r.Evidence); len(e) > 0 {
				a["nc:evidence"] = e
			}
			put("", a)
		}
		for _, n := range r.Byline {
			put("", attributes{"prov:entity": articleName(r.ID), "prov:agent": personName(r, n), "nc:role": qualified("nc:writer")})
		}
	}
	seen := map[string]bool{}
	for i := range d.Records {
		r := &d.Records[i]
		if name := d.originalName(r); name != "" && !seen[name] {
			seen[name] = true
			put("", attributes{"prov:entity": name, "prov:agent": outletName(r.Origin), "nc:role": qualified("nc:origin")})
		}
	}
}

// evidenceOf is what speaks for and against an origin, each piece in a line:
// weight, rule and the exact words.
func evidenceOf(list []provenance.Evidence) []string {
	var lines []string
	for i := range list {
		e := &list[i]
		if e.Supports != "origin" && e.Supports != "own" {
			continue
		}
		line := fmt.Sprintf("%+.2f %s %s: %s", e.Weight, e.Rule, e.Value, e.Text)
		if e.From != "" {
			line += " (in " + e.From + ")"
		}
		lines = append(lines, line)
	}
	return lines
}

func (d *provDocument) derivations(put put) {
	edges := map[string]*provenance.Edge{}
	for i := range d.Stories {
		for j := range d.Stories[i].Lineage {
			e := &d.Stories[i].Lineage[j]
			edges[e.To] = e
		}
	}
	for i := range d.Records {
		r := &d.Records[i]
		var a attributes
		if r.Parent != nil {
			kind := "nc:Republication"
			if p, ok := d.place[*r.Parent]; ok && d.Records[p].Story != r.Story {
				kind = "prov:Revision"
			}
			a = attributes{"prov:generatedEntity": articleName(r.ID), "prov:usedEntity": articleName(*r.Parent), "prov:type": qualified(kind)}
		} else if name := d.originalName(r); name != "" {
			a = attributes{"prov:generatedEntity": articleName(r.ID), "prov:usedEntity": name, "prov:type": qualified("prov:PrimarySource")}
		} else {
			continue
		}
		a["nc:parentStatus"] = r.ParentStatus
		if e := edges[r.ID]; e != nil && r.Parent != nil {
			a["nc:score"] = typed{e.Score, "xsd:double"}
			var lines []string
			for k := range e.Evidence {
				lines = append(lines, fmt.Sprintf("%+.2f %s: %s", e.Evidence[k].Weight, e.Evidence[k].Rule, e.Evidence[k].Text))
			}
			if len(lines) > 0 {
				a["nc:evidence"] = lines
			}
		}
		put("", a)
	}
}

func (d *provDocument) alternates(put put) {
	for i := range d.Records {
		r := &d.Records[i]
		st := d.story[r.Story]
		if st == nil || r.Parent != nil || st.First == r.ID || len(st.Copies) < 2 {
			continue
		}
		put("", attributes{"prov:alternate1": articleName(r.ID), "prov:alternate2": articleName(st.First)})
	}
}

func (d *provDocument) specializations(put put) {
	pages := d.pages()
	for i := range d.Records {
		if u := d.address(i); pages[u] > 1 {
			put("", attributes{"prov:specificEntity": articleName(d.Records[i].ID), "prov:generalEntity": "page:" + local(u)})
		}
	}
}

func (d *provDocument) influences(put put) {
	for i := range d.Records {
		r := &d.Records[i]
		influence := func(agent, kind string, more attributes) {
			a := attributes{"prov:influencee": articleName(r.ID), "prov:influencer": agent, "prov:type": qualified(kind)}
			for k, v := range more {
				a[k] = v
			}
			put("", a)
		}
		for j := range r.Via {
			influence(outletName(&r.Via[j]), "nc:Via", attributes{"nc:position": j + 1})
		}
		for _, n := range r.Contributors {
			influence(d.byName(n), "nc:Contribution", nil)
		}
		for _, n := range r.Cites {
			influence(d.byName(n), "nc:Citation", nil)
		}
	}
}

func (d *provDocument) members(put put) {
	for i := range d.Stories {
		st := &d.Stories[i]
		list := make([]string, len(st.Copies))
		for j, id := range st.Copies {
			list[j] = articleName(id)
		}
		put("", attributes{"prov:collection": "story:" + local(st.Story), "prov:entity": list})
	}
}
