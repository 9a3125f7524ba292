// Package outlets is the registry of news outlets and agencies, and the
// engine that finds their names in text and their marks in addresses.
//
// The facts live in data files (data/*.tsv, falsefriends.tsv; FORMAT.md tells
// their format), each row with a reference; the code holds only the mechanism.
// A Registry is immutable once loaded and safe for concurrent use. Nothing
// here decides who wrote an article: it answers "which outlet does this name,
// host or path token stand for, and could it be something else?".
package outlets

// Kind says what sort of organisation an outlet is.
type Kind string

// The kinds of outlets.
const (
	Agency      Kind = "agency"      // news agency whose copy others carry
	Broadcaster Kind = "broadcaster" // television or radio
	Paper       Kind = "paper"       // newspaper
	Magazine    Kind = "magazine"    // periodical
	Digital     Kind = "digital"     // publishes on the web only, or began there
	Aggregator  Kind = "aggregator"  // republishes what others wrote
	Portal      Kind = "portal"      // front page of a provider or search engine
	Government  Kind = "government"  // organ or press service of a state
	IGO         Kind = "igo"         // intergovernmental organisation
	NGO         Kind = "ngo"         // not-for-profit or academic publisher whose texts are republished
	Distributor Kind = "distributor" // distributes texts of others: press releases, syndicates
	Group       Kind = "group"       // owner of several outlets
)

// Valid reports whether k is one of the kinds above.
func (k Kind) Valid() bool {
	switch k {
	case Agency, Broadcaster, Paper, Magazine, Digital, Aggregator, Portal, Government, IGO, NGO, Distributor, Group:
		return true
	}
	return false
}

// Class says how much a name proves on its own.
type Class string

// The classes of aliases.
const (
	// Strong names mean the outlet wherever they stand: "Agence France-Presse".
	Strong Class = "strong"
	// Caps are short codes, read only as they are spelt or in upper case, that
	// mean the outlet where a source is named: "AP", "AA", "dpa".
	Caps Class = "caps"
	// Contextual names are also ordinary words or other names, and need a sign
	// beside them: "Guardian", "Time", "The Hill".
	Contextual Class = "context"
)

// Alias is one spelling of an outlet's name.
type Alias struct {
	Text   string // as it is spelt
	Class  Class
	Shared bool // also the name of other outlets
}

// State is a documented link between an outlet and a state.
type State struct {
	Country string // ISO 3166-1 alpha-2; empty when there is no documented link
	Nature  string // such as "state-owned", "public", "party-owned", "irgc-linked"
	Ref     string // where this is documented
}

// Linked is the country that o's contents should be read with, or "": public
// broadcasters and agencies with a statute of independence have a State whose
// nature is "public", and are not called state-linked.
func (s State) Linked() string {
	if s.Nature == "public" {
		return ""
	}
	return s.Country
}

// Outlet is one row of the registry. Treat it as read-only: registries share it.
type Outlet struct {
	ID       string // stable slug: "presstv"
	Name     string // canonical display name, in its common short form: "Press TV"
	Kind     Kind
	Country  string   // ISO 3166-1 alpha-2 of its seat; "" for intergovernmental bodies
	Lang     string   // BCP 47 tags of the languages it publishes in, main one first, parted by spaces
	Aliases  []Alias  // Name is the first
	Domains  []string // registrable domains, hosts, or host/path prefixes
	Codes    []string // tokens that stand for it in the paths of sites that carry it
	State    State
	Parent   string   // id of the outlet or group that owns it
	Wikidata string   // entity id such as "Q40469", empty when not known for certain
	Refs     []string // where kind, country and names are documented
	Note     string   // house style of datelines, former names, what the row does not say
}

// Domain is the first of o's domains, or "".
func (o *Outlet) Domain() string {
	if o == nil || len(o.Domains) == 0 {
		return ""
	}
	return o.Domains[0]
}

// Wire reports whether o's texts are made to be carried by others.
func (o *Outlet) Wire() bool {
	return o != nil && (o.Kind == Agency || o.Kind == Distributor)
}
