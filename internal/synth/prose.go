package synth

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// op is one step of a sentence frame: literal text, or a slot to fill.
type op struct {
	lit  string
	slot string
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
		slot, rest, ok := strings.Cut(rest, "}")
		if !ok {
			panic(fmt.Sprintf("synth: frame %q lacks a closing brace", s))
		}
		f = append(f, op{slot: slot})
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
	roleFs []frame
}

func newProse() *prose {
	p := &prose{vocabulary: newVocabulary(), frames: map[string][]frame{}}
	for _, l := range lines("frames.txt") {
		if kind, s, ok := strings.Cut(l, "\t"); ok {
			p.frames[kind] = append(p.frames[kind], compile(s))
		}
	}
	for _, s := range p.roles {
		p.roleFs = append(p.roleFs, compile(s))
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
		if o.slot == "" {
			dst = append(dst, o.lit...)
			continue
		}
		start := len(dst)
		switch o.slot {
		case "np", "NP":
			dst = p.expand(dst, choose(r, p.nps), r, m)
		case "pp":
			dst = p.expand(dst, choose(r, p.pps), r, m)
		case "n":
			dst = append(dst, p.nouns.words[p.noun(r, m)]...)
		case "ns":
			dst = append(dst, p.plurals.words[p.noun(r, m)]...)
		case "adj", "Adj":
			dst = append(dst, p.adjs.draw(r)...)
		case "v":
			dst = append(dst, p.verbs.words[p.verb(r, m)]...)
		case "vd":
			dst = append(dst, p.pasts.words[p.verb(r, m)]...)
		case "ving", "vding":
			dst = append(dst, p.ings.words[p.verb(r, m)]...)
		case "key":
			dst = append(dst, choose(r, m.keys[:])...)
		case "person":
			dst = append(append(append(dst, who.first...), ' '), who.last...)
		case "last":
			dst = append(dst, who.last...)
		case "title":
			dst = append(dst, who.title...)
		case "role":
			dst = p.expand(dst, choose(r, p.roleFs), r, m)
		case "org":
			dst = append(dst, choose(r, m.orgs[:])...)
		case "place":
			dst = append(dst, choose(r, m.places[:])...)
		case "set":
			dst = append(dst, choose(r, p.phrases)...)
		case "num":
			dst = strconv.AppendInt(dst, int64(2+r.intn(11)*r.intn(80)), 10)
		case "pct":
			dst = strconv.AppendInt(dst, int64(r.intn(40)), 10)
			dst = append(dst, '.')
			dst = strconv.AppendInt(dst, int64(r.intn(10)), 10)
		case "money":
			dst = append(dst, '$')
			dst = strconv.AppendInt(dst, int64(1+r.intn(900)), 10)
			dst = append(dst, choose(r, moneyUnits)...)
		case "day":
			dst = append(dst, choose(r, p.days)...)
		case "month":
			dst = append(dst, choose(r, p.months)...)
		case "year":
			dst = strconv.AppendInt(dst, int64(1950+r.intn(75)), 10)
		case "q", "Q":
			dst = p.expand(dst, choose(r, p.frames["q"]), r, m)
		default:
			panic("synth: frame has an unknown slot {" + o.slot + "}")
		}
		if c := o.slot[0]; (c >= 'A' && c <= 'Z' || start > 0 && dst[start-1] == '"') && len(dst) > start {
			if b := dst[start]; b >= 'a' && b <= 'z' {
				dst[start] = b - 'a' + 'A'
			}
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
			if in == out && !slices.Contains([]string{""}, in) {
				panic("synth: template has an unknown slot {" + in + "}")
			}
			out = strings.Trim(out, "")
		}
		s = s[:start] + out + s[end+1:]
	}
}
