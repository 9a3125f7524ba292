package synth

import (
	"fmt"
	"math"
	"time"
)

// generator writes one event after another. An event is everything that its
// articles say about one matter: a story with its copies and versions, or
// articles that share no more than the matter.
type generator struct {
	Options
	*desk
	sink      Sink
	outlets   []*outlet
	agencies  []agency
	labels    [][]string // families of words that outlets put for one another
	briefs    []brief
	lastBrief map[int]string  // template -> the last article made from it
	ring      [64]clipping    // what roundups can take from
	written   int             // articles so far
	copied    int             // of these, copies of an earlier one
	chained   int             // of these, in copying trees
	ids       map[uint64]bool // scratch of shared
	buf       []byte
	raw       []byte
	err       error
}

// member is an article of the current event, for its pairs.
type member struct {
	id, story, family string
	sents             []sentence
}

// clipping is an article that a roundup may take a passage from.
type clipping struct {
	text    []byte
	sents   []sentence // offsets into text
	members []member
}

func (g *generator) event(n uint64) {
	r := &rng{state: mix(g.Seed) ^ mix(n*0x9E3779B97F4A7C15)}
	g.reset(r, n)
	at := r.intn(span)
	name := fmt.Sprintf("e%d", n)
	switch {
	case float64(g.chained) < g.Chains*float64(g.written+1):
		g.tree(name, at)
	case float64(g.copied) < g.Copies*float64(g.written+1):
		g.republished(name, at)
	default:
		switch k := r.intn(100); {
		case k < 12:
			g.daily(name, at, 0)
		case k < 18:
			g.roundup(name, at)
		case k < 25:
			g.ownWords(name, at)
		case k < 28:
			g.family(name, at, 0)
		default:
			g.family(name, at, -1)
		}
	}
}

// republished writes a story and its copies: mostly a few, sometimes very many.
func (g *generator) republished(name string, at int) {
	copies := 1 + int(min(math.Exp(1.1*math.Abs(g.r.normal()))-.6, 60))
	if g.r.chance(.06) {
		g.daily(name, at, copies)
		return
	}
	g.family(name, at, copies)
}

// family writes a story with copies copies, and in one case of four later
// versions of it, which are copied too. With copies < 0 it is a single article;
// with 0 its versions have no copies.
func (g *generator) family(name string, at, copies int) {
	original := g.story(g.length())
	if g.r.chance(.5) {
		original.agency = choose(g.r, g.agencies).short
	}
	versions := 1
	if copies >= 0 && len(original.sents) >= 10 && (copies == 0 || g.r.chance(.25)) {
		versions = g.r.between(2, 3)
	}
	papers := g.papers(versions + max(copies, 0))
	var all []member
	for v := range versions {
		story := name
		if versions > 1 {
			story = fmt.Sprintf("%s.%d", name, v+1)
		}
		if v > 0 {
			original = g.rewrite(original)
			at += g.r.between(60, 600)
		}
		share := max(copies, 0) / (versions - v)
		copies -= share
		for i := range share + 1 {
			d, when := original, at
			if i > 0 {
				d, when = g.copyOf(original), at+g.lag()
			}
			noisy := i > 0 && g.r.chance(g.NoiseShare)
			id, ok := g.print(d, papers[0], "full", story, name, when, noisy)
			if !ok {
				break
			}
			papers = papers[1:]
			all = append(all, member{id, story, name, d.sents})
			if i > 0 {
				g.copied++
			}
		}
	}
	g.pairs(all)
	if g.r.chance(.3) && len(all) > 0 {
		g.clip(original, all)
	}
}

// papers draws n outlets, all different.
func (g *generator) papers(n int) []*outlet {
	out := make([]*outlet, 0, n)
	step := 1 + g.r.intn(len(g.outlets)-1)
	for gcd(step, len(g.outlets)) != 1 {
		step++
	}
	for at := g.r.intn(len(g.outlets)); len(out) < n; at += step {
		out = append(out, g.outlets[at%len(g.outlets)])
	}
	return out
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// lag is how many minutes after the original a copy appears.
func (g *generator) lag() int { return 3 + int(-400*math.Log(1-g.r.float())) }

// copyOf returns a copy as an outlet would run it: cut, re-headlined, edited. Its
// changes stay below what makes a version: at most about one sentence in twelve
// is new, and at least a third of the article and 60 words are left.
func (g *generator) copyOf(original *draft) *draft {
	d := original.clone()
	if g.r.chance(.2) { // a near-identical reprint: one word in fifty changed
		g.edit(d, .02)
		return d
	}
	if g.r.chance(.5) {
		g.cut(d, .35+.6*g.r.float(), 400)
	}
	if g.r.chance(.6) {
		d.headline = g.sentence(nil, "headline", g.r, g.m)
	}
	if g.r.chance(.15) && len(d.sents) >= 12 {
		g.insert(d, 1+len(d.sents)/24, len(d.sents))
	}
	if g.r.chance(.2) {
		g.drop(d)
	}
	if g.r.chance(.5) {
		g.edit(d, .002+.018*g.r.float())
	}
	if g.r.chance(.15) {
		d.place = ""
	}
	if g.r.chance(.3) {
		d.byline = ""
	}
	return d
}

// rewrite returns a write-through of d: 30 to 60 % of its sentences are new, most
// of them in its upper part.
func (g *generator) rewrite(d *draft) *draft {
	v := d.clone()
	total := len(d.sents)
	fresh := int(float64(total) * (.3 + .3*g.r.float()))
	old := d.sents[1:] // the lead is always new
	v.sents = v.sents[:0]
	for i := range total {
		left := total - i
		if i == 0 || fresh > 0 && (g.r.float()*float64(left) < 1.4*float64(fresh) || len(old) == 0) {
			kind := "body"
			if i == 0 {
				kind = "lead"
			} else if g.r.chance(.2) {
				kind = "quote"
			}
			s := g.write(kind)
			s.opens = i == 0 || g.r.chance(.5)
			v.sents = append(v.sents, s)
			fresh--
		} else if len(old) > 0 {
			v.sents = append(v.sents, old[0])
			old = old[1:]
		}
	}
	v.headline = g.sentence(nil, "headline", g.r, g.m)
	return v
}

// daily writes a brief by a template, with copies.
func (g *generator) daily(name string, at, copies int) {
	kind := g.r.intn(len(g.briefs))
	t := g.briefs[kind]
	d := &draft{headline: []byte(g.fill(t.headline, g.r, g.m))}
	for i, l := range t.body {
		if i > 1 && g.r.chance(.1) {
			continue
		}
		s := g.put([]byte(g.fill(l, g.r, g.m)))
		s.opens = true
		d.sents = append(d.sents, s)
	}
	var all []member
	for i, o := range g.papers(1 + copies) {
		c, when := d, at
		if i > 0 {
			c, when = d.clone(), at+g.lag()
			g.edit(c, .01)
		}
		id, ok := g.print(c, o, "brief", name, name, when, i > 0 && g.r.chance(g.NoiseShare))
		if !ok {
			break
		}
		all = append(all, member{id, name, name, c.sents})
		if i > 0 {
			g.copied++
		}
	}
	g.pairs(all)
	if len(all) > 0 {
		if last := g.lastBrief[kind]; last != "" {
			g.pair(last, all[0].id, "unrelated", "template")
		}
		g.lastBrief[kind] = all[0].id
	}
}

// ownWords writes up to three articles on one event by different hands: two share
// quotations, the third only the event.
func (g *generator) ownWords(name string, at int) {
	quotes := []sentence{g.write("quote"), g.write("quote"), g.write("quote")}[:g.r.between(1, 3)]
	var ids []string
	for i, o := range g.papers(3) {
		d := g.story(max(g.length(), 1200))
		if i < 2 {
			for _, q := range quotes {
				q.opens = true
				at := 1 + g.r.intn(len(d.sents))
				d.sents = append(d.sents[:at], append([]sentence{q}, d.sents[at:]...)...)
			}
		}
		story := fmt.Sprintf("%s.%d", name, i+1)
		id, ok := g.print(d, o, "full", story, story, at+g.lag(), false)
		if !ok {
			break
		}
		ids = append(ids, id)
	}
	for i, b := range ids {
		for _, a := range ids[:i] {
			if i == 1 {
				g.pair(a, b, "quote-only", "event")
			} else {
				g.pair(a, b, "same-event", "event")
			}
		}
	}
}

// clip keeps d for roundups.
func (g *generator) clip(d *draft, members []member) {
	c := &g.ring[g.r.intn(len(g.ring))]
	c.text, c.sents, c.members = c.text[:0], c.sents[:0], append(c.members[:0], members...)
	for _, s := range d.sents {
		start := int32(len(c.text))
		c.text = append(c.text, g.text(s)...)
		s.start, s.end = start, int32(len(c.text))
		c.sents = append(c.sents, s)
	}
}

// roundup writes an article that takes two to four consecutive sentences from
// each of several others. Each clipping is taken once.
func (g *generator) roundup(name string, at int) {
	d := &draft{headline: []byte("What to know today: " + string(g.sentence(nil, "headline", g.r, g.m)))}
	first := g.write("body")
	first.opens = true
	d.sents = append(d.sents, first)
	taken := map[uint64]bool{}
	var from []member
	for range g.r.between(3, 6) {
		own := g.write("lead")
		own.opens = true
		d.sents = append(d.sents, own)
		c := &g.ring[g.r.intn(len(g.ring))]
		n := g.r.between(2, 4)
		if len(c.sents) < n+2 {
			continue
		}
		k := g.r.intn(min(len(c.sents)-n, 6)) // roundups take from the top
		for i, s := range c.sents[k : k+n] {
			id := s.id
			s = g.put(c.text[s.start:s.end])
			s.id, s.opens = id, i == 0
			taken[id] = true
			d.sents = append(d.sents, s)
		}
		from = append(from, c.members...)
		c.sents = c.sents[:0]
	}
	id, ok := g.print(d, g.papers(1)[0], "roundup", name, name, at, false)
	if !ok {
		return
	}
	for _, m := range from {
		run, longest := 0, 0
		for _, s := range m.sents {
			if taken[s.id] {
				run++
				longest = max(longest, run)
			} else {
				run = 0
			}
		}
		if longest >= 2 {
			g.pair(m.id, id, "partial", "roundup")
		}
	}
}

// pairs tells how the articles of one event stand to each other. Versions that
// were cut until hardly a sentence is common to both are not labelled.
func (g *generator) pairs(all []member) {
	for i, b := range all {
		for _, a := range all[:i] {
			switch {
			case a.story == b.story:
				g.pair(a.id, b.id, "copy", "planted")
			case g.shared(a.sents, b.sents) >= 3:
				g.pair(a.id, b.id, "version", "planted")
			}
		}
	}
}

// shared counts the sentences that two articles have in common.
func (g *generator) shared(a, b []sentence) (n int) {
	clear(g.ids)
	for _, s := range a {
		g.ids[s.id] = true
	}
	for _, s := range b {
		if g.ids[s.id] {
			n++
		}
	}
	return n
}

func (g *generator) pair(a, b, label, basis string) {
	if g.err == nil {
		g.err = g.sink.Pair(Pair{a, b, label, basis})
	}
}

// stamp writes a time given in minutes since the epoch.
func stamp(minutes int) string {
	return epoch.Add(time.Duration(minutes) * time.Minute).Format(time.RFC3339)
}

// print sets d in o's style, dated to the minute, and hands it to the sink. It
// tells false when the corpus is full or the sink has failed.
func (g *generator) print(d *draft, o *outlet, kind, story, family string, at int, noisy bool) (id string, ok bool) {
	return g.publish(d, o, kind, story, family, stamp(at), noisy)
}

// publish is print with the time as it is to be shown, or none.
func (g *generator) publish(d *draft, o *outlet, kind, story, family, published string, noisy bool) (id string, ok bool) {
	if g.err != nil || g.written >= g.Articles {
		return "", false
	}
	id = articleID(g.written, g.Seed)
	g.written++
	text := append(g.buf[:0], o.top...)
	if o.headlined {
		text = append(append(text, d.headline...), "\n\n"...)
	}
	if o.byline && d.byline != "" {
		text = append(append(append(text, "By "...), d.byline...), "\n\n"...)
	}
	text = g.body(text, d, o)
	for _, l := range d.foot {
		text = append(append(text, "\n\n"...), l...)
	}
	text = append(text, o.tail...)
	g.buf = text
	if noisy && g.Noise > 0 {
		g.raw = noise(g.raw[:0], text, g.Noise, g.r)
		text = g.raw
	}
	a := Article{ID: id, Publisher: o.domain, URL: "https://www." + o.domain + "/news/" + id[1:], Published: published, Text: text}
	if o.titled {
		a.Title = string(d.headline)
	}
	if !o.byline {
		a.Byline = d.byline
	}
	if g.err = g.sink.Article(a); g.err == nil {
		g.err = g.sink.Doc(Doc{id, o.domain, kind, story, family})
	}
	return id, g.err == nil
}

// body appends the dateline and the sentences of d in o's style.
func (g *generator) body(text []byte, d *draft, o *outlet) []byte {
	if d.dateline != "" {
		text = append(text, d.dateline...)
	} else if d.place != "" {
		text = appendUpper(text, d.place)
		if d.agency != "" {
			text = append(append(append(text, " ("...), d.agency...), ')')
		}
		text = append(text, " — "...)
	}
	for i, s := range d.sents {
		switch {
		case i == 0:
		case s.opens || o.runOn:
			text = append(text, "\n\n"...)
		default:
			text = append(text, ' ')
		}
		if o.curly {
			text = appendCurly(text, g.text(s))
		} else {
			text = append(text, g.text(s)...)
		}
	}
	return text
}

func appendUpper(dst []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// appendCurly appends s with straight quotation marks made curly.
func appendCurly(dst, s []byte) []byte {
	for i, c := range s {
		switch {
		case c == '"' && (i == 0 || s[i-1] == ' '):
			dst = append(dst, "“"...)
		case c == '"':
			dst = append(dst, "”"...)
		case c == '\'':
			dst = append(dst, "’"...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
