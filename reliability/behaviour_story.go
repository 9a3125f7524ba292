package reliability

import (
	"cmp"
	"slices"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// leader is a member of a story under a key, with the moment it is ordered by.
type leader struct {
	key    string
	member int
	when   moment
	weight float64
}

// leaders keeps the best member and the best with another key than that, so that
// "the best that is not mine" is known for every key without looking at all.
type leaders struct {
	better func(a, b leader) bool
	best   [2]leader
	n      int
}

func (l *leaders) offer(x leader) {
	switch {
	case l.n == 0:
		l.best[0], l.n = x, 1
	case x.key == l.best[0].key:
		if l.better(x, l.best[0]) {
			l.best[0] = x
		}
	case l.better(x, l.best[0]):
		l.best[1], l.best[0], l.n = l.best[0], x, 2
	case l.n == 1 || l.better(x, l.best[1]):
		l.best[1], l.n = x, 2
	}
}

// except is the best whose key is another.
func (l *leaders) except(key string) (leader, bool) {
	for _, x := range l.best[:l.n] {
		if x.key != key {
			return x, true
		}
	}
	return leader{}, false
}

func lowest(a, b leader) bool  { return a.when.low.Before(b.when.low) }
func highest(a, b leader) bool { return a.when.high.Before(b.when.high) }
func surest(a, b leader) bool  { return a.weight > b.weight }

// first tells whether a moment is before or after a group of others for certain.
type first struct {
	exact, rough leaders // by the least low, exact clocks apart: they are compared with each other to the minute
	past         leaders // by the least high
	unknown      leaders // members without a date
}

func newFirst() *first {
	return &first{exact: leaders{better: lowest}, rough: leaders{better: lowest}, past: leaders{better: highest}, unknown: leaders{better: func(a, b leader) bool { return false }}}
}

func (f *first) offer(x leader) {
	switch {
	case !x.when.known:
		f.unknown.offer(x)
		return
	case x.when.exact:
		f.exact.offer(x)
	default:
		f.rough.offer(x)
	}
	f.past.offer(x)
}

// leads reports whether w was before all others of another key for certain.
func (f *first) leads(w moment, key string) bool {
	if _, some := f.unknown.except(key); some || !w.known {
		return false
	}
	for _, l := range []*leaders{&f.exact, &f.rough} {
		if x, ok := l.except(key); ok && !w.before(x.when) {
			return false
		}
	}
	return true
}

// follows reports whether one of another key was before w for certain, and which.
func (f *first) follows(w moment, key string) (int, bool) {
	for _, l := range []*leaders{&f.past, &f.exact} {
		if x, ok := l.except(key); ok && x.when.before(w) {
			return x.member, true
		}
	}
	return 0, false
}

// scene is a story as judging needs it: each lookup takes constant time, however
// many articles the story has.
type scene struct {
	*Story
	when    []moment
	key     []string            // of the publisher of each member; "" when it is not known
	house   []string            // of the publisher of each member; "" when it is not known
	claim   []string            // house that each member is said to come from; "" when nothing is said
	order   *first              // all members by house
	rivals  *first              // members by the house they come from, else by their own
	claims  map[string]int      // house → members that say it is theirs or that they have it from there
	credits map[string]int      // house → members of other houses that say they have it from there
	saying  int                 // the same in all
	stating map[string]*leaders // house → members, by house, that state it as origin: surest first
	pages   map[string]*leader  // house → the earliest member of its own that says it is its work
	houses  map[string]bool
	byID    map[string]int
}

// said tells whether a record itself speaks of its origin, and well enough.
func said(r *provenance.Record) bool {
	return r.Origin != nil && (r.OriginStatus == provenance.Stated || r.OriginStatus == provenance.Own)
}

func (m *Meter) scene(s *Story) *scene {
	c := &scene{Story: s, when: make([]moment, len(s.Members)), key: make([]string, len(s.Members)), house: make([]string, len(s.Members)), claim: make([]string, len(s.Members)),
		order: newFirst(), rivals: newFirst(), claims: map[string]int{}, credits: map[string]int{}, stating: map[string]*leaders{}, pages: map[string]*leader{}, houses: map[string]bool{}, byID: map[string]int{}}
	for i := range s.Members {
		x := &s.Members[i]
		r := x.Record
		by := m.houses.find(r.Publisher)
		c.when[i], c.key[i], c.house[i] = momentOf(r.Published), by.key, by.house
		if r.Origin != nil && r.OriginStatus != provenance.Unknown {
			c.claim[i] = m.houses.of(r.Origin)
		}
		c.byID[x.Article.ID] = i
		l := leader{key: c.house[i], member: i, when: c.when[i]}
		c.houses[c.house[i]] = true
		c.order.offer(l)
		byClaim := l
		byClaim.key = cmp.Or(c.claim[i], c.house[i])
		c.rivals.offer(byClaim)
		if !said(r) || c.claim[i] == "" {
			continue
		}
		c.claims[c.claim[i]]++
		c.saying++
		if r.OriginStatus == provenance.Stated {
			if c.claim[i] != c.house[i] {
				c.credits[c.claim[i]]++
			}
			if c.stating[c.claim[i]] == nil {
				c.stating[c.claim[i]] = &leaders{better: surest}
			}
			l.weight = r.OriginConfidence
			c.stating[c.claim[i]].offer(l)
		} else if p := c.pages[c.claim[i]]; p == nil || l.when.compare(p.when) < 0 {
			c.pages[c.claim[i]] = &l
		}
	}
	return c
}

// unit is what one outlet has of one story. Several copies at one outlet are one.
type unit struct {
	ref     *provenance.OutletRef
	key     string
	house   string
	members []int // the first to be published first; replaced revisions are left out
	changed []int // members with a revision
	from    int   // member that it was taken from, or -1
	verdict
	timing
}

// rep is the member that stands for all.
func (u *unit) rep() int { return u.members[0] }

// units parts a story by outlet.
func (c *scene) units() []unit {
	at := map[string]int{}
	var us []unit
	for i := range c.Members {
		x := &c.Members[i]
		key := c.key[i]
		if key == "" {
			continue
		}
		j, ok := at[key]
		if !ok {
			j = len(us)
			at[key] = j
			us = append(us, unit{ref: x.Record.Publisher, key: key, house: c.house[i]})
		}
		if x.Revision != nil {
			us[j].changed = append(us[j].changed, i)
		}
		if !x.Replaced {
			us[j].members = append(us[j].members, i)
		}
	}
	for j := range us {
		slices.SortFunc(us[j].members, func(a, b int) int {
			return cmp.Or(c.when[a].compare(c.when[b]), cmp.Compare(c.Members[a].Article.ID, c.Members[b].Article.ID))
		})
	}
	return us
}

// copied reports whether a member has the whole article, and no new one around it.
func copied(x *Member) bool { return x.Relation == dedupe.Copy || x.Relation == dedupe.First }
