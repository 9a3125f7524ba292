package main

import (
	"cmp"
	"slices"
	"time"

	"github.com/newscheck/newscheck/dedupe"
)

// story is one story of a pile as people look at it: its copies in reading
// order, and what of them is worth reading. Its fields are those of the
// "stories" in --format json.
type story struct {
	ID         string   `json:"story"`
	Family     string   `json:"family"`
	Title      string   `json:"title,omitempty"`
	First      string   `json:"first"`          // id of the article that the others are copies of
	From       string   `json:"from,omitempty"` // earliest and latest date, when known
	To         string   `json:"to,omitempty"`
	Publishers []string `json:"publishers"`
	Read       []string `json:"read"`               // ids worth reading: together they hold what the copies say
	Versions   []string `json:"versions,omitempty"` // other stories of the family
	Copies     []copied `json:"copies"`

	from, to time.Time
}

// copied is one article of a story.
type copied struct {
	ID        string          `json:"id"`
	Publisher string          `json:"publisher,omitempty"`
	Published string          `json:"published,omitempty"`
	Relation  dedupe.Relation `json:"relation"`
	Words     int             `json:"words"`
	Overlap   *float64        `json:"overlap,omitempty"`   // share of it that stands in the first; nil when they were not compared
	NewWords  *int            `json:"new_words,omitempty"` // words of it that do not

	at    int // place in the pile
	when  moment
	reads bool
}

// worthReading is how much new a copy must hold to be worth reading beside the
// fullest one: a paragraph.
const worthReading = 40 // words

// stories lists the stories of p that have copies, largest first; stories of
// the same size in input order.
func (p *pile) stories() []story {
	groups, order := map[string][]int{}, []string{}
	families := map[string][]string{} // family → stories, in input order
	for i, a := range p.result.Articles {
		if groups[a.Story] == nil {
			order = append(order, a.Story)
			families[a.Family] = append(families[a.Family], a.Story)
		}
		groups[a.Story] = append(groups[a.Story], i)
	}
	found := p.overlaps()
	var all []story
	for _, id := range order {
		if len(groups[id]) < 2 {
			continue
		}
		s := p.story(groups[id], found)
		for _, other := range families[s.Family] {
			if other != s.ID {
				s.Versions = append(s.Versions, other)
			}
		}
		all = append(all, s)
	}
	slices.SortStableFunc(all, func(a, b story) int { return cmp.Compare(len(b.Copies), len(a.Copies)) })
	return all
}

// overlaps maps (x, y) to the share of x that stands in y, by places.
func (p *pile) overlaps() map[[2]int]float64 {
	found := make(map[[2]int]float64, 2*len(p.result.Matches))
	for _, m := range p.result.Matches {
		a, b := p.index()[m.A], p.index()[m.B]
		if p.result.Articles[a].Story == p.result.Articles[b].Story {
			found[[2]int{a, b}], found[[2]int{b, a}] = m.ContainmentAB, m.ContainmentBA
		}
	}
	return found
}

// story makes the story of the articles at the given places.
func (p *pile) story(members []int, found map[[2]int]float64) story {
	first := members[0]
	for _, i := range members {
		if p.result.Articles[i].Relation == dedupe.First {
			first = i
		}
	}
	a := p.result.Articles[first]
	s := story{ID: a.Story, Family: a.Family, First: a.ID, Title: p.cards[first].title}
	for _, i := range members {
		c, a := p.cards[i], p.result.Articles[i]
		d := copied{ID: a.ID, Publisher: c.publisher, Published: c.published, Relation: a.Relation, Words: a.Words, at: i, when: c.when}
		if share, ok := found[[2]int{i, first}]; ok && i != first {
			fresh := int((1-share)*float64(a.Words) + 0.5)
			share = rounded(share)
			d.Overlap, d.NewWords = &share, &fresh
		}
		s.Copies = append(s.Copies, d)
		if c.publisher != "" && !slices.Contains(s.Publishers, c.publisher) {
			s.Publishers = append(s.Publishers, c.publisher)
		}
		if t := c.when.Time; !t.IsZero() {
			if s.from.IsZero() || t.Before(s.from) {
				s.from = t
			}
			if t.After(s.to) {
				s.to = t
			}
		}
	}
	if !s.from.IsZero() {
		s.From, s.To = s.from.Format(time.DateOnly), s.to.Format(time.DateOnly)
	}
	slices.SortStableFunc(s.Copies, func(x, y copied) int {
		switch {
		case x.at == first || y.at == first:
			return boolOrder(x.at == first, y.at == first)
		case x.when.IsZero() != y.when.IsZero():
			return boolOrder(!x.when.IsZero(), !y.when.IsZero())
		}
		return cmp.Or(x.when.latest.Compare(y.when.latest), cmp.Compare(x.at, y.at))
	})
	s.choose(found)
	return s
}

// boolOrder puts what is true in front.
func boolOrder(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// choose marks what is worth reading: the first, when no copy holds a paragraph
// that it lacks; else the fullest, and every other that holds a paragraph which
// none chosen before it has.
func (s *story) choose(found map[[2]int]float64) {
	if !slices.ContainsFunc(s.Copies, func(c copied) bool { return c.NewWords != nil && *c.NewWords >= worthReading }) {
		s.Copies[0].reads = true
		s.Read = []string{s.First}
		return
	}
	order := make([]int, len(s.Copies))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(s.Copies[y].Words, s.Copies[x].Words) })
	var chosen []int
	for _, i := range order {
		c := &s.Copies[i]
		fresh := float64(c.Words)
		for _, j := range chosen {
			if share, ok := found[[2]int{c.at, s.Copies[j].at}]; ok {
				fresh = min(fresh, (1-share)*float64(c.Words))
			} else { // in one story though never compared: alike through others
				fresh = min(fresh, 0)
			}
		}
		if len(chosen) == 0 || fresh >= worthReading {
			chosen = append(chosen, i)
			c.reads = true
		}
	}
	for _, c := range s.Copies {
		if c.reads {
			s.Read = append(s.Read, c.ID)
		}
	}
}

// unique lists the places of one article for each story, in input order: the
// fullest or the earliest of its copies.
func (p *pile) unique(keep string) []int {
	best := map[string]int{}
	for i, a := range p.result.Articles {
		j, ok := best[a.Story]
		if !ok || p.better(keep, i, j) {
			best[a.Story] = i
		}
	}
	var places []int
	for i, a := range p.result.Articles {
		if best[a.Story] == i {
			places = append(places, i)
		}
	}
	return places
}

// better reports whether article i is to be kept rather than j, which stands
// before it. What is equal by the rule asked for is decided by the other rule.
func (p *pile) better(keep string, i, j int) bool {
	fuller := cmp.Compare(p.result.Articles[i].Words, p.result.Articles[j].Words)
	earlier := 0
	if a, b := p.cards[i].when.latest, p.cards[j].when.latest; !a.IsZero() || !b.IsZero() {
		switch {
		case b.IsZero():
			earlier = 1
		case a.IsZero():
			earlier = -1
		default:
			earlier = b.Compare(a)
		}
	}
	if keep == "earliest" {
		return cmp.Or(earlier, fuller) > 0
	}
	return cmp.Or(fuller, earlier) > 0
}
