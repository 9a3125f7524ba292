package reliability

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Changes is how what one scheme said changed between two sets.
type Changes struct {
	Scheme  string   `json:"scheme"`
	Old     string   `json:"old"` // date of the older set; "" when there is none
	New     string   `json:"new"`
	Same    int      `json:"same"` // aspects of outlets that are rated as before
	Added   []Change `json:"added"`
	Removed []Change `json:"removed"`
	Changed []Change `json:"changed"`
}

// Change is one aspect of one outlet, or part of it, in two sets.
type Change struct {
	Subject string   `json:"subject"`
	Aspect  string   `json:"aspect"`
	Scope   string   `json:"scope,omitempty"`
	Old     []string `json:"old,omitempty"` // all values that the older set has for it, with their marks
	New     []string `json:"new,omitempty"`
}

// rated tells apart what is compared: one aspect of one subject, or of a part.
// Addresses count for rater's domains that are one outlet.
type rated struct{ subject, aspect, scope string }

// valuesBy gathers the values of s by what they rate, each with its address when
// an outlet has several in s.
func valuesBy(s *Set) map[rated][]string {
	all := map[rated][]string{}
	if s == nil {
		return all
	}
	for i := range s.Ratings {
		r := &s.Ratings[i]
		v := r.Value
		if len(r.Marks) > 0 {
			v += ", " + strings.Join(r.Marks, ", ")
		}
		for _, key := range r.keys() {
			k := rated{key, r.Aspect, strings.ToLower(r.Scope)}
			if !slices.Contains(all[k], v) {
				all[k] = append(all[k], v)
			}
		}
	}
	for _, v := range all {
		slices.Sort(v)
	}
	return all
}

// Compare says what changed from old to new, two sets of one scheme; either may
// be nil. Lists are in order of their subjects.
func Compare(old, new *Set) Changes {
	c := Changes{Added: []Change{}, Removed: []Change{}, Changed: []Change{}}
	if old != nil {
		c.Scheme, c.Old = old.Scheme, old.AsOf
	}
	if new != nil {
		c.Scheme, c.New = new.Scheme, new.AsOf
	}
	was, is := valuesBy(old), valuesBy(new)
	for _, k := range slices.SortedFunc(maps.Keys(is), compareRated) {
		ch := Change{k.subject, k.aspect, k.scope, was[k], is[k]}
		switch {
		case ch.Old == nil:
			c.Added = append(c.Added, ch)
		case slices.Equal(ch.Old, ch.New):
			c.Same++
		default:
			c.Changed = append(c.Changed, ch)
		}
	}
	for _, k := range slices.SortedFunc(maps.Keys(was), compareRated) {
		if is[k] == nil {
			c.Removed = append(c.Removed, Change{k.subject, k.aspect, k.scope, was[k], nil})
		}
	}
	return c
}

func compareRated(a, b rated) int {
	return cmp.Or(cmp.Compare(a.subject, b.subject), cmp.Compare(a.aspect, b.aspect), cmp.Compare(a.scope, b.scope))
}

// Before returns the set that s should be compared with after an import: the one
// that it replaces, else the latest earlier one of its scheme, else nil.
func Before(stored []*Set, s *Set) *Set {
	var best *Set
	for _, o := range stored {
		if o.Scheme != s.Scheme || o.AsOf > s.AsOf || (o.Layout == "csv") != (s.Layout == "csv") {
			continue
		}
		if best == nil || o.AsOf >= best.AsOf {
			best = o
		}
	}
	return best
}
