package reliability

import (
	"maps"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// Book holds all ratings that the user imported, by outlet. It is immutable and
// safe for concurrent use. A nil *Book and one without sets know of nothing.
type Book struct {
	sets []*Set
	reg  *outlets.Registry
	by   map[string][]*Rating // registry id, domain, or "name:" and a name
}

// OpenBook reads the ratings stored in a folder, or in one file. A folder that is not there gives
// an empty book. reg is the registry to know outlets by; nil is the shipped one.
func OpenBook(path string, reg *outlets.Registry) (*Book, error) {
	sets, err := ReadSets(path)
	if err != nil {
		return nil, err
	}
	return NewBook(sets, reg)
}

// NewBook makes a book of sets.
func NewBook(sets []*Set, reg *outlets.Registry) (*Book, error) {
	if reg == nil {
		var err error
		if reg, err = outlets.Default(); err != nil {
			return nil, err
		}
	}
	b := &Book{sets: slices.Clone(sets), reg: reg, by: map[string][]*Rating{}}
	sortSets(b.sets)
	for _, s := range b.sets {
		for i := range s.Ratings {
			r := &s.Ratings[i]
			for _, k := range r.keys() {
				b.by[k] = append(b.by[k], r)
			}
		}
	}
	return b, nil
}

// Sets are the sets of b, by scheme and date. Treat them as read-only.
func (b *Book) Sets() []*Set {
	if b == nil {
		return nil
	}
	return b.sets
}

// Empty reports whether b has no ratings at all.
func (b *Book) Empty() bool { return b == nil || len(b.sets) == 0 }

// Subjects lists all under whom ratings are kept, sorted.
func (b *Book) Subjects() []string {
	if b == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(b.by))
}

// Outlet returns what is meant by an id, a name, an alias, a domain or an
// address: a row of the registry, or a domain or name that only raters know. ok
// is false when neither knows it; the reference then holds it as a domain or name.
func (b *Book) Outlet(s string) (ref provenance.OutletRef, ok bool) {
	s = clean(s)
	if o := b.reg.ByID(strings.ToLower(s)); o != nil {
		return outletRef(o), true
	}
	a, err := parseAddress(s)
	if err == nil {
		o, key, _ := subject(b.reg, a)
		if o != nil {
			return outletRef(o), true
		}
		if b.by[key] != nil {
			return provenance.OutletRef{Name: key, Domain: key}, true
		}
	}
	if o := b.reg.ByName(s); o != nil {
		return outletRef(o), true
	}
	if r := b.by["name:"+foldName(s)]; r != nil {
		return provenance.OutletRef{Name: r[0].Name}, true
	}
	if err == nil {
		return provenance.OutletRef{Name: a.String(), Domain: outlets.DomainName(a.host)}, false
	}
	return provenance.OutletRef{Name: s}, false
}

func outletRef(o *outlets.Outlet) provenance.OutletRef {
	return provenance.OutletRef{Name: o.Name, ID: o.ID, Domain: o.Domain(), Kind: string(o.Kind), State: o.State.Linked()}
}

// Ratings are all ratings of an outlet: by its id, else by its domain, else by
// its name; and those of the domains that the registry gives it, from before it
// was in the registry. They are in order of scheme, aspect, part and time.
func (b *Book) Ratings(ref provenance.OutletRef) []Rating {
	if b.Empty() {
		return nil
	}
	var keys []string
	var out []Rating
	seen := map[*Rating]bool{}
	add := func(r *Rating) {
		if !seen[r] {
			seen[r] = true
			out = append(out, *r)
		}
	}
	if o := b.reg.ByID(ref.ID); o != nil {
		keys = append(keys, o.ID)
		for _, d := range o.Domains {
			a, err := parseAddress(d)
			if err != nil || a.path != "" {
				continue
			}
			for _, r := range b.by[outlets.DomainName(a.host)] {
				if slices.ContainsFunc(r.Domains, func(d string) bool { return d == a.host || strings.HasSuffix(d, "."+a.host) }) {
					add(r)
				}
			}
		}
		for _, al := range o.Aliases {
			if al.Class == outlets.Strong && !al.Shared {
				keys = append(keys, "name:"+foldName(al.Text))
			}
		}
	} else {
		if ref.Domain != "" {
			if a, err := parseAddress(ref.Domain); err == nil {
				keys = append(keys, a.String(), outlets.DomainName(a.host))
			}
		}
		keys = append(keys, "name:"+foldName(ref.Name))
	}
	for _, k := range keys {
		for _, r := range b.by[k] {
			add(r)
		}
	}
	slices.SortStableFunc(out, compareRatings)
	return out
}

// Known is what raters say of one outlet.
type Known struct {
	Outlet    provenance.OutletRef `json:"outlet"`
	Ratings   []Rating             `json:"ratings"`   // by scheme, aspect, part and time
	Conflicts []string             `json:"conflicts"` // where they changed or differ, in words
	Absent    []string             `json:"absent"`    // sets that were imported and do not rate it: "lin2023 (2023-09)"
}

// Rated reports whether anybody rated it.
func (k *Known) Rated() bool { return len(k.Ratings) > 0 }

// About is what b's raters say of an outlet.
func (b *Book) About(ref provenance.OutletRef) Known {
	k := Known{Outlet: ref, Ratings: []Rating{}, Conflicts: []string{}, Absent: []string{}}
	if b.Empty() {
		return k
	}
	if all := b.Ratings(ref); len(all) > 0 {
		k.Ratings = all
		k.Conflicts = Conflicts(all)
	}
	for _, s := range b.sets {
		if s.Layout == "csv" {
			continue // a few rows of a user's own: nobody expects all outlets in them
		}
		if !slices.ContainsFunc(k.Ratings, func(r Rating) bool { return r.Scheme == s.Scheme && r.AsOf == s.AsOf }) {
			k.Absent = append(k.Absent, s.Scheme+" ("+s.AsOf+")")
		}
	}
	return k
}
