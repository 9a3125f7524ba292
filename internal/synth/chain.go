package synth

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// agency is a news agency that writes originals.
type agency struct{ name, short, domain, dateline string }

func newAgencies() []agency {
	var all []agency
	for _, l := range lines("agencies.txt") {
		if f := strings.Split(l, "\t"); len(f) == 4 {
			all = append(all, agency{f[0], f[1], f[2], f[3]})
		}
	}
	return all
}

// newLabels returns the families of alternative words, as letters.
func newLabels() [][]string {
	var all [][]string
	for _, l := range lines("labels.txt") {
		if l != "" {
			all = append(all, strings.Split(l, " | "))
		}
	}
	return all
}

// typo is a word spelled wrong somewhere in a draft.
type typo struct{ right, wrong string }

// node is one article of a copying tree.
type node struct {
	*draft
	paper    *outlet
	parent   int // index among the nodes, or -1
	depth    int
	at       int
	story    string
	relation string
	typos    []typo
	names    bool // the text names the origin
	hidden   bool // not in the corpus
	id       string
}

// tree writes an original and copies of it, each made from the original or from
// an earlier copy: cut, relabelled, with typing errors added, carried or mended,
// with glosses and own reporting, with or without a word on where it is from. In
// three trees of ten the original itself stays out of the corpus.
func (g *generator) tree(name string, at int) {
	labels := choose(g.r, g.labels)
	root := &node{draft: g.story(max(g.length(), 1500)), parent: -1, at: at, story: name, relation: "first", hidden: g.r.chance(.3)}
	papers := g.papers(9)
	root.paper = papers[8]
	origin := root.paper.name
	if g.r.chance(.6) {
		a := choose(g.r, g.agencies)
		root.paper = &outlet{name: a.short, domain: a.domain, titled: true, headlined: true}
		origin = a.name
		if root.place == "" {
			root.place = g.m.places[0]
		}
		root.agency = a.short
		date := epoch.Add(time.Duration(at) * time.Minute).Format("January 2")
		root.dateline = strings.NewReplacer("{PLACE}", strings.ToUpper(root.place), "{Place}", root.place, "{date}", date).Replace(a.dateline)
		root.names = true
	}
	g.m.label = choose(g.r, labels)
	for range g.r.between(1, 3) {
		g.place(root, "label")
	}
	if g.r.chance(.5) {
		g.m.outlet = root.paper.name
		g.place(root, "told")
		root.names = true
	}
	for range g.r.intn(3) {
		g.misspell(root)
	}
	nodes := []*node{root}
	for i := range g.r.between(2, 7) {
		parent := 0
		if g.r.chance(.5) {
			parent = g.r.intn(len(nodes))
		}
		if nodes[parent].depth > 3 {
			parent = 0
		}
		nodes = append(nodes, g.child(nodes, parent, papers[i], labels, fmt.Sprintf("%s.%d", name, i+2), origin))
	}
	timed := g.r.chance(.7)
	observed, named := 0, false
	for _, n := range nodes {
		if n.hidden {
			continue
		}
		n.paper = restyle(n.paper, g.r)
		published := ""
		if timed && g.r.chance(.85) {
			published = g.clock(n.at)
		}
		var ok bool
		if n.id, ok = g.publish(n.draft, n.paper, "full", n.story, name, published, false); !ok {
			n.hidden = true
			break
		}
		observed++
		named = named || n.names
	}
	g.chained += observed
	g.copied += max(observed-1, 0)
	var all []member
	for _, n := range nodes {
		if n.id == "" || g.err != nil {
			continue
		}
		all = append(all, member{n.id, n.story, name, n.sents})
		l := Link{ID: n.id, Story: n.story, Family: name, Group: name, Relation: n.relation, Origin: origin, Evidence: "none"}
		switch {
		case n.names:
			l.Evidence = "this"
		case named:
			l.Evidence = "group"
		}
		if n.parent >= 0 {
			if l.Parent = nodes[n.parent].id; l.Parent == "" {
				l.Parent = "unobserved"
			}
		}
		g.err = g.sink.Link(l)
	}
	g.pairs(all)
}

// restyle returns o as it prints in a copying tree: the headline apart or in the
// text, never lost.
func restyle(o *outlet, r *rng) *outlet {
	c := *o
	c.titled, c.headlined = true, c.headlined && r.chance(.5)
	return &c
}

// child makes a copy of an earlier node. It always leaves at least one trace.
func (g *generator) child(nodes []*node, parent int, paper *outlet, labels []string, story, origin string) *node {
	p := nodes[parent]
	n := &node{draft: p.clone(), paper: paper, parent: parent, depth: p.depth + 1, at: p.at + 4 + g.lag(), story: p.story, relation: "copy",
		typos: slices.Clone(p.typos), names: p.names}
	if g.r.chance(.1) && len(n.sents) >= 10 {
		n.draft = g.rewrite(n.draft)
		n.story, n.relation = story, "version"
	}
	for traces := 0; traces < 2; {
		if g.r.chance(.5) && len(n.sents) > 8 {
			g.cut(n.draft, .55+.4*g.r.float(), 500)
			traces++
		}
		if g.r.chance(.3) {
			if to := choose(g.r, labels); g.relabel(n.draft, labels, to) {
				traces++
			}
		}
		if g.r.chance(.15) {
			g.drop(n.draft)
			traces++
		}
		if g.r.chance(.2) && g.misspell(n) {
			traces++
		}
		if len(n.typos) > 0 && g.r.chance(.35) {
			t := n.typos[len(n.typos)-1]
			n.typos = n.typos[:len(n.typos)-1]
			if g.substitute(n.draft, t.wrong, t.right) {
				traces++
			}
		}
		if g.r.chance(.3) {
			g.place(n, "gloss")
			traces++
		}
		if g.r.chance(.2) {
			g.m.outlet = paper.name
			g.place(n, "told")
			traces++
		}
		if g.r.chance(.4) {
			g.edit(n.draft, .003+.007*g.r.float())
			traces++
		}
	}
	if g.r.chance(.5) {
		n.headline = g.sentence(nil, "headline", g.r, g.m)
	}
	if n.dateline != "" && g.r.chance(.3) {
		n.dateline, n.agency, n.place = "", "", ""
		n.names = g.named(n.draft, nodes[0].paper.name)
	} else if n.dateline != "" {
		n.names = true
	}
	if g.r.chance(.4) {
		g.attribute(n, p, nodes[0])
	} else if g.r.chance(.5) {
		n.foot = nil
	}
	n.names = n.names && (n.dateline != "" || g.named(n.draft, nodes[0].paper.name))
	if g.r.chance(.06) {
		n.foot = append(slices.Clone(n.foot), "Correction: An earlier version of this article misstated the number of "+g.plurals.draw(g.r)+".")
	}
	return n
}

// attribute says where n is from: the parent, by one of the common forms.
func (g *generator) attribute(n, p, root *node) {
	who := p.paper.name
	switch g.r.intn(4) {
	case 0: // in the lead
		s := n.sents[0]
		text := bytes.TrimSuffix(slices.Clone(g.text(s)), []byte{'.'})
		lead := g.put(append(text, (", " + who + " reported.")...))
		lead.id, lead.opens = s.id, s.opens
		n.sents[0] = lead
	case 1:
		n.foot = []string{"Source: " + who}
	case 2:
		n.foot = []string{"This article was originally published by " + who + "."}
	default:
		n.foot = []string{"This story first appeared on " + who + "."}
	}
	if p == root {
		n.names = true
	}
}

func (g *generator) named(d *draft, name string) bool {
	for _, s := range d.sents {
		if bytes.Contains(g.text(s), []byte(name)) {
			return true
		}
	}
	return slices.ContainsFunc(d.foot, func(l string) bool { return strings.Contains(l, name) })
}

// place puts a new sentence of a kind into n after its first sentence.
func (g *generator) place(n *node, kind string) {
	s := g.write(kind)
	s.opens = g.r.chance(.5)
	at := 1 + g.r.intn(max(min(len(n.sents)-1, 8), 1))
	n.sents = slices.Insert(n.sents, min(at, len(n.sents)), s)
}

// substitute replaces every from by to, and tells whether there was one.
func (g *generator) substitute(d *draft, from, to string) bool {
	found := false
	for i, s := range d.sents {
		if t := g.text(s); bytes.Contains(t, []byte(from)) {
			e := g.put(bytes.ReplaceAll(slices.Clone(t), []byte(from), []byte(to)))
			d.sents[i].start, d.sents[i].end = e.start, e.end
			found = true
		}
	}
	return found
}

func (g *generator) relabel(d *draft, family []string, to string) bool {
	found := false
	for _, from := range family {
		if from != to && g.substitute(d, "the "+from, "the "+to) {
			found = true
		}
	}
	return found
}

// misspell puts a typing error into a long word of n: two letters swapped, one
// lost or one doubled.
func (g *generator) misspell(n *node) bool {
	for range 20 {
		at := g.r.intn(len(n.sents))
		words := strings.Fields(string(g.text(n.sents[at])))
		w := words[g.r.intn(len(words))]
		if len(w) < 7 || strings.IndexFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
			continue
		}
		i := 1 + g.r.intn(len(w)-3)
		wrong := w[:i] + w[i+1:]
		switch g.r.intn(3) {
		case 0:
			wrong = w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]
		case 1:
			wrong = w[:i] + w[i:i+1] + w[i:]
		}
		if wrong == w {
			continue
		}
		s := n.sents[at]
		e := g.put(bytes.Replace(slices.Clone(g.text(s)), []byte(w), []byte(wrong), 1))
		n.sents[at].start, n.sents[at].end = e.start, e.end
		n.typos = append(n.typos, typo{w, wrong})
		return true
	}
	return false
}

// clock prints a time as sites do: with its zone, in an unnamed local zone, or
// the day alone.
func (g *generator) clock(at int) string {
	t := epoch.Add(time.Duration(at) * time.Minute)
	switch k := g.r.intn(10); {
	case k < 5:
		return t.Format(time.RFC3339)
	case k < 6:
		return t.In(time.FixedZone("", g.r.between(-8, 9)*3600)).Format(time.RFC3339)
	case k < 8:
		return t.Add(time.Duration(g.r.between(-8, 9)) * time.Hour).Format("2006-01-02T15:04")
	}
	return strconv.Itoa(t.Year()) + t.Format("-01-02")
}
