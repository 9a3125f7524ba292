package reliability

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// Roles of an outlet in an article or story.
const (
	RoleOrigin    = "origin"    // wrote it
	RoleVia       = "via"       // passed it on
	RolePublisher = "publisher" // carried this copy
	RoleSource    = "source"    // one of a story's independent sources
)

// Assessed is an outlet that stands behind an article, and what raters say of it.
type Assessed struct {
	Role   string `json:"role"`
	Reason string `json:"reason"` // why it is asked about, in words
	Known
}

// ForArticle gives what is known of the outlets behind an article, the one that
// wrote it first: a copy of an agency's story is the agency's text wherever it
// stands, so the agency's ratings come before those of the site that carries it.
// Publisher and origin are one entry when they are one outlet.
func ForArticle(rec *provenance.Record, b *Book) []Assessed {
	var out []Assessed
	add := func(role, reason string, ref *provenance.OutletRef) {
		out = append(out, Assessed{role, reason, b.About(*ref)})
	}
	o, p := rec.Origin, rec.Publisher
	one := o != nil && p != nil && sameRef(o, p)
	switch {
	case o == nil:
	case one:
		add(RoleOrigin, "wrote and published it", o)
	case rec.OriginStatus == provenance.Stated:
		add(RoleOrigin, "wrote it, as this copy states; what is said of the text is the writer's to answer for", o)
	case rec.OriginStatus == provenance.Inferred:
		add(RoleOrigin, "wrote it, inferred from other copies; what is said of the text is the writer's to answer for", o)
	default:
		add(RoleOrigin, "wrote it", o)
	}
	for i := range rec.Via {
		if v := &rec.Via[i]; !(o != nil && sameRef(v, o)) && !(p != nil && sameRef(v, p)) {
			add(RoleVia, "passed it on", v)
		}
	}
	switch {
	case p == nil || one:
	case o == nil:
		add(RolePublisher, "carries this copy; who wrote it is not known, so these ratings may not be about the text", p)
	default:
		add(RolePublisher, fmt.Sprintf("carries this copy of a text by %s; it answers for the choice and for what it changed", o.Name), p)
	}
	return out
}

// ForStory gives what is known of each independent source of a story.
func ForStory(st *provenance.Story, b *Book) []Assessed {
	out := make([]Assessed, 0, len(st.IndependentSources))
	for _, s := range st.IndependentSources {
		out = append(out, Assessed{RoleSource, fmt.Sprintf("one of %s behind these copies", plain(len(st.IndependentSources), "independent source")), b.About(s)})
	}
	return out
}

func sameRef(x, y *provenance.OutletRef) bool {
	key := func(r *provenance.OutletRef) string {
		switch {
		case r.ID != "":
			return "id:" + r.ID
		case r.Domain != "":
			return "domain:" + strings.ToLower(r.Domain)
		}
		return "name:" + foldName(r.Name)
	}
	return key(x) == key(y)
}

// plain is a count of things: "1 article", "3 articles".
func plain(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Facts are what the registry says of an outlet, with references. They are no
// rater's opinion.
type Facts struct {
	ID       string   `json:"id,omitempty"`
	Name     string   `json:"name"`
	Kind     string   `json:"kind,omitempty"`
	Country  string   `json:"country,omitempty"`
	Lang     string   `json:"languages,omitempty"`
	Aliases  []string `json:"aliases,omitempty"`
	Domains  []string `json:"domains,omitempty"`
	State    string   `json:"state,omitempty"` // documented link: country and nature
	StateRef string   `json:"state_ref,omitempty"`
	Parent   string   `json:"parent,omitempty"`
	Refs     []string `json:"refs,omitempty"`
}

// Criterion is one of the nine criteria that NewsGuard rates sites by, and what
// can be seen of it from texts alone.
type Criterion struct {
	Criterion string   `json:"criterion"`
	Seen      string   `json:"seen"`    // partly, or no
	Figures   []string `json:"figures"` // names of the figures that bear on it
	Why       string   `json:"why"`     // what can be seen, or why nothing can
}

// Explanation is all that is known of an outlet: facts, ratings, behaviour. They
// stand side by side and are never made into one.
type Explanation struct {
	Facts     *Facts      `json:"facts"` // nil when the registry lacks it
	Raters    Known       `json:"raters"`
	Behaviour *Behaviour  `json:"behaviour"` // nil when no articles were given or it has none in them
	Examples  []Trace     `json:"examples"`  // articles behind figures
	Unseen    []Criterion `json:"criteria"`
}

// Explain gathers what is known of an outlet without articles; Behaviour and
// Examples are the caller's to add.
func (b *Book) Explain(ref provenance.OutletRef) Explanation {
	e := Explanation{Raters: b.About(ref), Examples: []Trace{}, Unseen: Criteria()}
	if o := b.reg.ByID(ref.ID); o != nil {
		e.Facts = factsOf(b.reg, o)
	}
	return e
}

func factsOf(reg *outlets.Registry, o *outlets.Outlet) *Facts {
	f := &Facts{ID: o.ID, Name: o.Name, Kind: string(o.Kind), Country: o.Country, Lang: o.Lang, Domains: o.Domains, StateRef: o.State.Ref, Refs: o.Refs}
	for _, a := range o.Aliases {
		if a.Text != o.Name {
			f.Aliases = append(f.Aliases, a.Text)
		}
	}
	if o.State.Country != "" {
		f.State = o.State.Country + " " + o.State.Nature
	}
	if p := reg.Parent(o); p != nil {
		f.Parent = p.Name
	}
	return f
}

//go:embed schemes/criteria.tsv
var criteriaTSV string

var loadCriteria = sync.OnceValues(func() ([]Criterion, error) { return parseCriteria(criteriaTSV) })

// Criteria are NewsGuard's nine criteria and what texts can tell of each. About
// three can be seen in part; the others need more than texts.
func Criteria() []Criterion {
	all, err := loadCriteria()
	if err != nil {
		return nil
	}
	return append([]Criterion(nil), all...)
}

func parseCriteria(text string) ([]Criterion, error) {
	var all []Criterion
	err := readTable("criteria.tsv", text, []string{"criterion", "seen", "figures", "why", "ref"}, func(f map[string]string) error {
		c := Criterion{Criterion: f["criterion"], Seen: f["seen"], Figures: []string{}, Why: f["why"]}
		if f["figures"] != "" {
			c.Figures = strings.Split(f["figures"], "|")
		}
		for _, name := range c.Figures {
			if Define(name) == nil {
				return fmt.Errorf("there is no figure %q", name)
			}
		}
		if c.Seen != "partly" && c.Seen != "no" || c.Why == "" || f["ref"] == "" {
			return fmt.Errorf("seen must be partly or no, and why and ref must be there")
		}
		all = append(all, c)
		return nil
	})
	return all, err
}
