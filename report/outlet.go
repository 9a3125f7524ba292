package report

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
)

// slugs gives outlets names that are safe in paths and addresses: ASCII letters,
// digits and hyphens only, never the text itself.
type slugs struct {
	byKey map[string]string
	taken map[string]bool
}

func newSlugs() *slugs { return &slugs{map[string]string{}, map[string]bool{}} }

// add gives a key its slug. Call it in an order that does not change.
func (s *slugs) add(key string) {
	if _, ok := s.byKey[key]; ok || key == "" {
		return
	}
	base := slug(key)
	name := base
	for i := 2; s.taken[name]; i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	s.taken[name] = true
	s.byKey[key] = name
}

func (s *slugs) of(key string) string { return s.byKey[key] }

// slug makes a file name of a string.
func slug(s string) string {
	const most = 48
	var b strings.Builder
	gap := false
	for _, r := range text.Fold(strings.NewReplacer(".", "-", "'", "-", "’", "-").Replace(s[:min(len(s), 400)])) {
		if b.Len() >= most {
			break
		}
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r)
			gap = false
		} else {
			gap = true
		}
	}
	if b.Len() == 0 {
		return "page"
	}
	return b.String()
}

// nameOutlets gives every publisher and origin its slug.
func (b *builder) nameOutlets() {
	var keys []string
	for i := range b.Records {
		r := &b.Records[i]
		keys = append(keys, refKey(r.Publisher), refKey(r.Origin))
	}
	for i := range b.Stories {
		keys = append(keys, refKey(b.Stories[i].Origin))
		for j := range b.Stories[i].IndependentSources {
			keys = append(keys, refKey(&b.Stories[i].IndependentSources[j]))
		}
	}
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		b.slugs.add(k)
	}
}

// outletOf is the slug of an outlet.
func (b *builder) outletOf(r *provenance.OutletRef) string { return b.slugs.of(refKey(r)) }

// outlets sums up what each outlet wrote and carried.
func (b *builder) outlets(m *Model) {
	byKey := map[string]*Outlet{}
	get := func(r *provenance.OutletRef) *Outlet {
		k := refKey(r)
		o := byKey[k]
		if o == nil {
			o = &Outlet{Slug: b.slugs.of(k), Ref: *r, Published: []Copy{}, Elsewhere: []Copy{}, Took: []Flow{}, Gave: []Flow{}}
			byKey[k] = o
		}
		if o.Ref.Kind == "" {
			o.Ref.Kind = r.Kind
		}
		if o.Ref.Domain == "" {
			o.Ref.Domain = r.Domain
		}
		return o
	}
	flows := map[[2]string]*Flow{}
	order := make([]int, len(b.Records))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(b.Records[x].ID, b.Records[y].ID) })
	size := map[string]int{}
	for i := range b.Stories {
		size[b.Stories[i].Story] = len(b.Stories[i].Copies)
	}
	for _, i := range order {
		r := &b.Records[i]
		foreign := r.Origin != nil && (r.OriginStatus == provenance.Stated || r.OriginStatus == provenance.Inferred)
		if r.Publisher == nil && !foreign {
			continue
		}
		c := b.copyOf(i)
		if size[r.Story] > 1 {
			c.Story = r.Story
		}
		if r.Publisher != nil {
			o := get(r.Publisher)
			o.Articles++
			o.Published = append(o.Published, c)
			switch r.OriginStatus {
			case provenance.Own:
				o.Own++
			case provenance.Stated:
				o.Stated++
			case provenance.Inferred:
				o.Inferred++
			default:
				o.Unknown++
			}
		}
		if !foreign {
			continue
		}
		from := get(r.Origin)
		from.CarriedBy++
		if r.OriginStatus == provenance.Inferred {
			from.Unnamed++
		}
		from.Elsewhere = append(from.Elsewhere, c)
		if r.Publisher == nil || refKey(r.Publisher) == refKey(r.Origin) {
			continue
		}
		k := [2]string{from.Slug, c.Outlet}
		f := flows[k]
		if f == nil {
			f = &Flow{From: from.Slug, To: c.Outlet, FromName: r.Origin.Name, ToName: r.Publisher.Name}
			flows[k] = f
		}
		f.Articles++
		if r.OriginStatus == provenance.Stated {
			f.Stated++
		}
	}
	bySlug := map[string]*Outlet{}
	for _, o := range byKey {
		bySlug[o.Slug] = o
	}
	for _, f := range flows {
		m.Flows = append(m.Flows, *f)
	}
	slices.SortFunc(m.Flows, func(x, y Flow) int {
		return cmp.Or(cmp.Compare(y.Articles, x.Articles), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	for _, f := range m.Flows {
		bySlug[f.From].Gave = append(bySlug[f.From].Gave, f)
		bySlug[f.To].Took = append(bySlug[f.To].Took, f)
	}
	for _, o := range byKey {
		slices.SortStableFunc(o.Published, byTime)
		slices.SortStableFunc(o.Elsewhere, byTime)
		o.Finding = o.finding()
		m.Outlets = append(m.Outlets, *o)
	}
	slices.SortFunc(m.Outlets, func(x, y Outlet) int {
		return cmp.Or(cmp.Compare(y.Articles+y.CarriedBy, x.Articles+x.CarriedBy), cmp.Compare(x.Ref.Name, y.Ref.Name), cmp.Compare(x.Slug, y.Slug))
	})
}

// finding says what an outlet did in this pile.
func (o *Outlet) finding() Phrase {
	var p Phrase
	if o.Articles == 0 {
		p.say("None of the articles was taken from its site. ")
	} else {
		p.strong("%s", count(o.Articles, "article"))
		p.say(" of this pile %s published here", verb(o.Articles, "was", "were"))
		var parts []string
		add := func(n int, s string) {
			if n > 0 {
				parts = append(parts, fmt.Sprintf("%s %s", thousands(n), s))
			}
		}
		add(o.Own, "of its own")
		add(o.Stated, "taken from others and saying so")
		add(o.Inferred, "whose source only other copies show")
		add(o.Unknown, "whose source is not known")
		p.say(": %s. ", strings.Join(parts, ", "))
	}
	if o.CarriedBy > 0 {
		p.strong("%s elsewhere %s from it", count(o.CarriedBy, "article"), verb(o.CarriedBy, "comes", "come"))
		switch {
		case o.Unnamed == 0:
			p.say("; all say so.")
		case o.Unnamed == o.CarriedBy:
			p.say("; of none of them the text at hand says so.")
		default:
			p.say("; in %s of them the text at hand does not say so.", thousands(o.Unnamed))
		}
	} else {
		p.say("No article elsewhere is known to come from it.")
	}
	return p
}
