package synth

import (
	"fmt"
	"strconv"
	"strings"
)

// slot is a kind of gap in a sentence frame; 0 is literal text.
type slot uint8

const (
	slotNP slot = iota + 1
	slotPP
	slotNoun
	slotPlural
	slotAdj
	slotVerb
	slotPast
	slotGerund
	slotKey
	slotPerson
	slotLast
	slotTitle
	slotRole
	slotOrg
	slotPlace
	slotSet
	slotNumber
	slotPercent
	slotMoney
	slotDay
	slotMonth
	slotYear
	slotQuotation
	slotLabel
	slotOutlet
)

// slots are the names of the slots in the data files; an upper-case first letter
// asks for a capital.
var slots = map[string]slot{
	"np": slotNP, "pp": slotPP, "n": slotNoun, "ns": slotPlural, "adj": slotAdj,
	"v": slotVerb, "vd": slotPast, "ving": slotGerund, "key": slotKey,
	"person": slotPerson, "last": slotLast, "title": slotTitle, "role": slotRole,
	"org": slotOrg, "place": slotPlace, "set": slotSet, "num": slotNumber,
	"pct": slotPercent, "money": slotMoney, "day": slotDay, "month": slotMonth,
	"year": slotYear, "q": slotQuotation, "label": slotLabel, "outlet": slotOutlet,
}

// op is one step of a sentence frame: literal text, or a slot to fill.
type op struct {
	lit     string
	slot    slot
	capital bool
}

// frame is a compiled sentence frame.
type frame []op

func compile(s string) frame {
	var f frame
	for s != "" {
		lit, rest, ok := strings.Cut(s, "{")
		if lit != "" {
			f = append(f, op{lit: lit})
		}
		if !ok {
			break
		}
		name, rest, _ := strings.Cut(rest, "}")
		low := strings.ToLower(name)
		if slots[low] == 0 {
			panic(fmt.Sprintf("synth: frame has an unknown slot {%s}", name))
		}
		f = append(f, op{slot: slots[low], capital: low != name || strings.HasSuffix(lit, `"`)})
		s = rest
	}
	return f
}

// prose writes sentences about an event.
type prose struct {
	*vocabulary
	frames map[string][]frame
	nps    []frame // noun phrases and prepositional phrases are most of the slots
	pps    []frame
	roles  []frame
	sets   []frame // set phrases
}

func newProse() *prose {
	p := &prose{vocabulary: newVocabulary(), frames: map[string][]frame{}}
	for _, l := range lines("frames.txt") {
		if kind, s, ok := strings.Cut(l, "\t"); ok {
			p.frames[kind] = append(p.frames[kind], compile(s))
		}
	}
	for _, s := range p.vocabulary.roles {
		p.roles = append(p.roles, compile(s))
	}
	for _, s := range p.phrases {
		p.sets = append(p.sets, compile(s))
	}
	p.nps, p.pps = p.frames["np"], p.frames["pp"]
	return p
}

// person is someone an event's articles name.
type person struct{ first, last, title string }

// matter is what an event is about: the names and words that its articles have
// in common whoever writes them.
type matter struct {
	nouns   [20]int // ranks of the topic's nouns
	verbs   [10]int
	keys    [6]string
	persons [5]person
	orgs    [3]string
	places  [3]string
	label   string // a loaded word for the event's actors or acts
	outlet  string // whom people talk to
}

var orgKinds = []string{"Institute", "Council", "Union", "Bank", "Group", "Agency", "Ministry", "University", "Foundation", "Association", "Authority", "Party", "Company", "Hospital"}

// newMatter draws what an event is about. Topics overlap: half of a topic's nouns
// are drawn by frequency, half belong to few topics.
func (p *prose) newMatter(r *rng) *matter {
	m := &matter{}
	topic := rng{state: uint64(r.intn(400)) * 7919} // events of one topic share its nouns
	for i := range m.nouns {
		if i < len(m.nouns)/2 {
			m.nouns[i] = topic.intn(600)
		} else {
			m.nouns[i] = p.nouns.rank(r)
		}
	}
	for i := range m.verbs {
		m.verbs[i] = p.verbs.rank(r)
	}
	for i := range m.keys {
		m.keys[i] = p.nouns.rare(r)
		if i < 2 {
			m.keys[i] = p.surnames.rare(r)
		}
	}
	for i := range m.persons {
		m.persons[i] = person{p.firsts.draw(r), p.surnames.draw(r), choose(r, p.titles)}
	}
	for i := range m.places {
		m.places[i] = p.places.draw(r)
	}
	for i := range m.orgs {
		m.orgs[i] = "the " + choose(r, m.places[:]) + " " + capital(p.nouns.draw(r)) + " " + choose(r, orgKinds)
	}
	return m
}

func (p *prose) noun(r *rng, m *matter) int {
	if r.chance(.3) {
		return m.nouns[min(r.intn(len(m.nouns)), r.intn(len(m.nouns)))]
	}
	return p.nouns.rank(r)
}

func (p *prose) verb(r *rng, m *matter) int {
	if r.chance(.2) {
		return choose(r, m.verbs[:])
	}
	return p.verbs.rank(r)
}

// sentence appends a sentence of the given kind to dst.
func (p *prose) sentence(dst []byte, kind string, r *rng, m *matter) []byte {
	start := len(dst)
	dst = p.expand(dst, choose(r, p.frames[kind]), r, m)
	if c := dst[start]; c >= 'a' && c <= 'z' {
		dst[start] = c - 'a' + 'A'
	}
	return dst
}

// expand appends f with its slots filled.
func (p *prose) expand(dst []byte, f frame, r *rng, m *matter) []byte {
	who := &m.persons[min(r.intn(len(m.persons)), r.intn(len(m.persons)))]
	for _, o := range f {
		start := len(dst)
		switch o.slot {
		case 0:
			dst = append(dst, o.lit...)
			continue
		case slotNP:
			dst = p.expand(dst, choose(r, p.nps), r, m)
		case slotPP:
			dst = p.expand(dst, choose(r, p.pps), r, m)
		case slotNoun:
			dst = append(dst, p.nouns.words[p.noun(r, m)]...)
		case slotPlural:
			dst = append(dst, p.plurals.words[p.noun(r, m)]...)
		case slotAdj:
			dst = append(dst, p.adjs.draw(r)...)
		case slotVerb:
			dst = append(dst, p.verbs.words[p.verb(r, m)]...)
		case slotPast:
			dst = append(dst, p.pasts.words[p.verb(r, m)]...)
		case slotGerund:
			dst = append(dst, p.ings.words[p.verb(r, m)]...)
		case slotKey:
			dst = append(dst, choose(r, m.keys[:])...)
		case slotPerson:
			dst = append(append(append(dst, who.first...), ' '), who.last...)
		case slotLast:
			dst = append(dst, who.last...)
		case slotTitle:
			dst = append(dst, who.title...)
		case slotRole:
			dst = p.expand(dst, choose(r, p.roles), r, m)
		case slotOrg:
			dst = append(dst, choose(r, m.orgs[:])...)
		case slotPlace:
			dst = append(dst, choose(r, m.places[:])...)
		case slotSet:
			dst = p.expand(dst, choose(r, p.sets), r, m)
		case slotNumber:
			dst = strconv.AppendInt(dst, int64(2+r.intn(11)*r.intn(80)), 10)
		case slotPercent:
			dst = strconv.AppendInt(dst, int64(r.intn(40)), 10)
			dst = append(dst, '.')
			dst = strconv.AppendInt(dst, int64(r.intn(10)), 10)
		case slotMoney:
			dst = append(dst, '$')
			dst = strconv.AppendInt(dst, int64(1+r.intn(900)), 10)
			dst = append(dst, choose(r, moneyUnits)...)
		case slotDay:
			dst = append(dst, choose(r, p.days)...)
		case slotMonth:
			dst = append(dst, choose(r, p.months)...)
		case slotYear:
			dst = strconv.AppendInt(dst, int64(1950+r.intn(75)), 10)
		case slotLabel:
			dst = append(dst, m.label...)
		case slotOutlet:
			dst = append(dst, m.outlet...)
		case slotQuotation:
			dst = p.expand(dst, choose(r, p.frames["q"]), r, m)
		}
		if c := dst[start]; o.capital && c >= 'a' && c <= 'z' {
			dst[start] = c - 'a' + 'A'
		}
	}
	return dst
}

var moneyUnits = []string{"", "", " million", " million", " billion", ",000", ".50"}

// brief is a daily template: the same words around other names and numbers.
type brief struct {
	headline string
	body     []string
}

func newBriefs() []brief {
	var all []brief
	for _, block := range strings.Split(strings.Trim(strings.Join(lines("briefs.txt"), "\n"), "\n"), "\n\n") {
		ls := strings.Split(block, "\n")
		all = append(all, brief{ls[0], ls[1:]})
	}
	return all
}

// fill returns a template's line with choices made and names and numbers drawn.
// Names come from m, so that the headline and the body agree.
func (p *prose) fill(s string, r *rng, m *matter) string {
	for { // innermost braces first, so that a choice may hold slots
		end := strings.IndexByte(s, '}')
		if end < 0 {
			return s
		}
		start := strings.LastIndexByte(s[:end], '{')
		in := s[start+1 : end]
		var out string
		switch in {
		case "co":
			out = capital(m.keys[0]) + " " + strings.TrimPrefix(m.orgs[0], "the "+m.places[0]+" ")
		case "team":
			out = m.places[0]
		case "foe":
			out = m.places[1]
		case "city":
			out = choose(r, m.places[:])
		case "first":
			out = choose(r, m.persons[:]).first
		case "last":
			out = choose(r, m.persons[:]).last
		case "n0":
			out = strconv.Itoa(1 + r.intn(12))
		case "n1":
			out = strconv.Itoa(10 + r.intn(89))
		case "n2":
			out = strconv.Itoa(100 + r.intn(1800))
		case "p":
			out = fmt.Sprintf("%d.%d", r.intn(30), r.intn(10))
		case "day":
			out = choose(r, p.days)
		case "month":
			out = choose(r, p.months)
		case "year":
			out = strconv.Itoa(1930 + r.intn(95))
		default:
			out = choose(r, strings.Split(in, " || "))
			if in == out {
				panic("synth: template has an unknown slot {" + in + "}")
			}
		}
		s = s[:start] + out + s[end+1:]
	}
}
