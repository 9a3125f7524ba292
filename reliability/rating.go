package reliability

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/provenance/outlets"
)

// Rating is what one rater said of one outlet, or of a part of it, at one time.
// It is kept as it was said: nothing is averaged, rescaled or merged with what
// others said.
type Rating struct {
	Scheme   string     `json:"scheme"`            // id of the scheme, such as "rsp"
	Aspect   string     `json:"aspect"`            // what of the outlet is rated: "status", "factual_reporting"
	Scope    string     `json:"scope,omitempty"`   // the part that is meant, in the rater's words: "politics"; "" is the whole
	Subject  string     `json:"subject"`           // registry id, else domain, else "name:" and a name
	Outlets  []string   `json:"outlets,omitempty"` // registry ids of all outlets that are meant
	Domains  []string   `json:"domains,omitempty"` // addresses as rated, without scheme and "www."
	Name     string     `json:"name,omitempty"`    // as the rater writes it
	Value    string     `json:"value"`             // in the scheme's words, or a number
	Original string     `json:"original"`          // exactly as the file has it
	Marks    []string   `json:"marks,omitempty"`   // what is said beside the value: "blacklisted"
	Place    *Place     `json:"place"`             // nil for classes that have no order, and for words without a place
	AsOf     string     `json:"as_of"`             // YYYY, YYYY-MM or YYYY-MM-DD
	Link     string     `json:"link,omitempty"`
	Raters   int        `json:"raters,omitempty"`  // how many ratings of others it rests on; 0 when the file does not tell
	Imputed  Imputation `json:"imputed,omitempty"` // "" when the file does not tell
	Note     string     `json:"note,omitempty"`
}

// Place is where a value stands on its scheme's own scale. Places of different
// schemes cannot be compared as numbers.
type Place struct {
	At   *float64 `json:"at,omitempty"`   // 0 to 1, of a scale in numbers
	Rank int      `json:"rank,omitempty"` // 1 is the low end, of a scale in steps
	Of   int      `json:"of,omitempty"`   // how many steps there are
}

// Imputation says whether the value was given by raters or filled in.
type Imputation string

// The kinds of imputation.
const (
	NotTold Imputation = ""       // the file does not tell
	Given   Imputation = "no"     // every part of it was given by a rater
	Partly  Imputation = "partly" // some of the ratings it was made of were filled in
	Filled  Imputation = "yes"    // it was filled in
)

// String writes p as in a stored file: "2/4" or "0.234"; "" for nil.
func (p *Place) String() string {
	switch {
	case p == nil:
		return ""
	case p.At != nil:
		return strconv.FormatFloat(*p.At, 'g', -1, 64)
	}
	return fmt.Sprintf("%d/%d", p.Rank, p.Of)
}

// parsePlace reads what String writes.
func parsePlace(s string) (*Place, error) {
	if s == "" {
		return nil, nil
	}
	if rank, of, steps := strings.Cut(s, "/"); steps {
		r, err1 := strconv.Atoi(rank)
		n, err2 := strconv.Atoi(of)
		if err1 != nil || err2 != nil || r < 1 || n < r {
			return nil, fmt.Errorf("%q is not a step such as 2/4", s)
		}
		return &Place{Rank: r, Of: n}, nil
	}
	at, err := strconv.ParseFloat(s, 64)
	if err != nil || !(at >= 0 && at <= 1) {
		return nil, fmt.Errorf("%q is neither a step such as 2/4 nor a number from 0 to 1", s)
	}
	return &Place{At: &at}, nil
}

// keys are all names under which a rating is found: outlets, and the addresses
// that no outlet is known for.
func (r *Rating) keys() []string {
	if len(r.Outlets) > 0 {
		return r.Outlets
	}
	keys := []string{r.Subject}
	for _, d := range r.Domains {
		if d == r.Subject {
			continue // also a page on a platform, which is not the platform
		}
		if d = outlets.DomainName(d); !slices.Contains(keys, d) {
			keys = append(keys, d)
		}
	}
	return keys
}

// addresses is what r was said of: its addresses, else the name.
func (r *Rating) addresses() string {
	if len(r.Domains) > 0 {
		return strings.Join(r.Domains, ", ")
	}
	return r.Name
}

// WholeSite reports whether r was said of a whole site, or of an outlet by its
// name, and not only of sub-domains or pages of a site.
func (r *Rating) WholeSite() bool { return !r.subSite() }

// subSite reports whether r was said of nothing but sub-domains or pages of sites.
func (r *Rating) subSite() bool {
	return len(r.Domains) > 0 && !slices.ContainsFunc(r.Domains, func(d string) bool { return outlets.DomainName(d) == d })
}

// compareRatings orders ratings of one outlet: by scheme, aspect, the whole
// before its parts, time, whole sites before sub-domains, address, value.
func compareRatings(a, b Rating) int {
	return cmp.Or(
		cmp.Compare(a.Scheme, b.Scheme),
		cmp.Compare(a.Aspect, b.Aspect),
		cmp.Compare(a.Scope, b.Scope),
		cmp.Compare(a.AsOf, b.AsOf),
		cmp.Compare(one(a.subSite()), one(b.subSite())),
		slices.Compare(a.Domains, b.Domains),
		cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Value, b.Value),
		cmp.Compare(a.Original, b.Original),
	)
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// checkDate reports whether s is a year, a month or a day.
func checkDate(s string) error {
	for _, layout := range []string{"2006", "2006-01", "2006-01-02"} {
		if len(s) == len(layout) {
			if _, ok := parseDay(s, layout); ok {
				return nil
			}
		}
	}
	return fmt.Errorf("%q is no date; write YYYY, YYYY-MM or YYYY-MM-DD", s)
}
