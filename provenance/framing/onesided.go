package framing

// oneSided tells of sentences that only one page has: those that carry
// something, those that repeat what the other says elsewhere, and furniture.
func (c *comparison) oneSided() {
	c.oneSide(c.a, c.b, c.al.toB, c.al.postB, KindOmitted)
	c.oneSide(c.b, c.a, c.al.toA, c.al.postA, KindAdded)
}

func (c *comparison) oneSide(d, other *doc, to []int, post map[int32][]int32, kind string) {
	for i := range d.units {
		u := &d.units[i]
		if to[i] >= 0 || u.to == u.from {
			continue
		}
		label, w := "", 0
		switch {
		case u.furn == furnHead:
			continue
		case u.furn == furnDeck:
			// A deck is the desk's own summary: what it picks is a choice.
			if label, w = "deck", 1; !d.spoken(u) || !c.onTopic(i, d, to) || c.repeats(d, other, i, post) {
				label, w = "furniture", 0
			}
		case u.furn != "":
			label = "furniture"
		case u.to-u.from < 4:
			label = "furniture"
		default:
			if d.allQuotedUnit(u) {
				if j := c.turned(d, other, i, post); j >= 0 {
					c.turnedQuote(d, other, i, j, kind)
					continue
				}
			}
			label, w = c.judge(d, other, i, to, post)
		}
		n := Note{Kind: kind, Label: label, Weight: w, Quoted: d.allQuotedUnit(u)}
		if w == 0 {
			n.Kind = KindNeutral
		}
		if kind == KindOmitted {
			n.A = d.side(u.span, u.span)
		} else {
			n.B = d.side(u.span, u.span)
		}
		c.add(n)
	}
}

func (d *doc) allQuotedUnit(u *unit) bool {
	for i := u.from; i < u.to; i++ {
		if d.toks[i].quote == 0 && d.toks[i].content() {
			return false
		}
	}
	return u.to > u.from
}

const (
	repeatCover = .78 // share of a sentence's weight found in two neighbouring sentences of the other page
	repeatPairs = .40 // and share of its word pairs found there
)

// judge tells what a one-sided sentence is.
func (c *comparison) judge(d, other *doc, i int, to []int, post map[int32][]int32) (string, int) {
	toks := d.pointers([]int{i})
	if c.repeats(d, other, i, post) {
		return "repeated", 0
	}
	if !c.onTopic(i, d, to) {
		return "other story", 0
	}
	label, w := c.carries(d, toks)
	if w == 0 {
		return "background", 0
	}
	return label, w
}

// repeats tells whether the other page says the same somewhere: an embedded
// post, a caption or a deck often repeats what both bodies say.
func (c *comparison) repeats(d, other *doc, i int, post map[int32][]int32) bool {
	return c.al.coverage(d.units[i].stems, post) >= repeatCover && c.pairShare(d.pointers([]int{i}), other) >= repeatPairs
}

// turned finds the sentence of the other page that has the words of a one-sided one
// and says the contrary: one of them has a negation more. -1 when there is none. Of
// "We are not against the mine. We are against it being here", a copy that keeps
// "We are against the mine" alone has kept every word.
func (c *comparison) turned(d, other *doc, i int, post map[int32][]int32) int {
	if !c.repeats(d, other, i, post) {
		return -1
	}
	cs := c.al.candidates(d.units[i].stems, post, nil)
	if len(cs) == 0 || other.units[cs[0].j].furn != "" || d.negations(i)%2 == other.negations(cs[0].j)%2 {
		return -1
	}
	return cs[0].j
}

func (d *doc) negations(u int) int {
	n := 0
	for _, s := range d.sensesIn(d.units[u].from, d.units[u].to) {
		if s.Kind == rowNegation {
			n++
		}
	}
	return n
}

// turnedQuote tells that a quotation lost the sentence that gave its other half the
// contrary meaning.
func (c *comparison) turnedQuote(d, other *doc, i, j int, kind string) {
	own, kept := d.side(d.units[i].span, d.units[i].span), other.side(other.units[j].span, other.units[j].span)
	n := Note{Kind: KindQuote, Label: "altered", Family: "negation", Weight: 3, Quoted: true, A: own, B: kept}
	if kind == KindAdded {
		n.A, n.B = kept, own
	}
	c.add(n)
}

// spoken tells a line of words from one of names (a byline): it has a word of
// content in lower case.
func (d *doc) spoken(u *unit) bool {
	for k := u.from; k < u.to; k++ {
		if t := &d.toks[k]; t.content() && t.flags&(isCapital|isDate|isNumber|isTitle) == 0 {
			return true
		}
	}
	return false
}

// onTopic tells whether a sentence speaks of what its page speaks of. Teasers,
// captions of other stories, weather and the like stand among the lines too.
// It does when it stands next to a sentence that both pages have or between two
// paragraphs of prose, when it leans
// on what stands before it ("He …", "The …", direct speech), or when enough of
// its content stands in what both pages have or elsewhere on its own page.
func (c *comparison) onTopic(i int, d *doc, to []int) bool {
	u := &d.units[i]
	if d.toks[u.from].quote != 0 || !d.toks[u.from].content() && u.to-u.from > 5 {
		return true
	}
	aligned := func(k int) bool { return k >= 0 && k < len(to) && to[k] >= 0 && d.units[k].furn == "" }
	if aligned(i-1) || aligned(i+1) || d.prose(u.line-1) && d.prose(u.line+1) {
		return true
	}
	hit, n := 0, 0
	for k := u.from; k < u.to; k++ {
		t := &d.toks[k]
		if !t.content() || t.flags&(isDate|isTitle) != 0 || d.reports(k) {
			continue
		}
		n++
		if c.story()[t.stem] || d.otherLine(c.posts(d)[t.stem], u.line) {
			hit++
		}
	}
	return hit >= 2 && hit*4 >= n || hit > 0 && n <= 4
}

// prose tells whether line l exists and opens with a sentence that is no furniture.
func (d *doc) prose(l int) bool {
	return l >= 0 && l < len(d.lines) && d.units[d.lines[l].from].furn == ""
}

// story is the content of the sentences that both pages have.
func (c *comparison) story() map[int32]bool {
	if c.common == nil {
		c.common = map[int32]bool{}
		for _, g := range c.groups {
			for _, i := range g.a {
				if u := &c.a.units[i]; u.furn == "" || u.furn == furnHead {
					for _, s := range u.stems {
						c.common[s] = true
					}
				}
			}
		}
	}
	return c.common
}

func (c *comparison) posts(d *doc) map[int32][]int32 {
	if d == c.a {
		return c.al.postA
	}
	return c.al.postB
}

// otherLine tells whether one of the units is prose outside a line.
func (d *doc) otherLine(units []int32, line int) bool {
	for _, k := range units[:min(len(units), maxPosting)] {
		if u := &d.units[k]; u.line != line && (u.furn == "" || u.furn == furnHead) {
			return true
		}
	}
	return false
}

// reports tells whether token k is a reporting verb, which every story has.
func (d *doc) reports(k int) bool {
	for _, s := range d.sensesIn(k, k+1) {
		if s.Kind == rowVerb || s.Kind == rowSource {
			return true
		}
	}
	return false
}

// pairShare is the share of the words' neighbouring pairs that the other page has.
func (c *comparison) pairShare(ts []*token, other *doc) float64 {
	have := c.allPairs(other)
	n, hit := 0, 0
	for k := 1; k < len(ts); k++ {
		n++
		if have[bigram(ts[k-1], ts[k])] {
			hit++
		}
	}
	if n == 0 {
		return 1
	}
	return float64(hit) / float64(n)
}

func (c *comparison) allPairs(d *doc) map[uint64]bool {
	m := c.pairs[d]
	if m == nil {
		m = make(map[uint64]bool, len(d.toks))
		for k := 1; k < len(d.toks); k++ {
			m[bigram(&d.toks[k-1], &d.toks[k])] = true
		}
		if c.pairs == nil {
			c.pairs = map[*doc]map[uint64]bool{}
		}
		c.pairs[d] = m
	}
	return m
}

// known tells whether words of a clause stand together elsewhere in the other page.
func (c *comparison) known(ts []*token, other *doc) bool {
	var stems []int32
	seen := map[int32]bool{}
	for _, t := range ts {
		if t.content() && !seen[t.stem] {
			seen[t.stem] = true
			stems = append(stems, t.stem)
		}
	}
	post := c.al.postB
	if other == c.a {
		post = c.al.postA
	}
	return c.al.coverage(stems, post) >= repeatCover && c.pairShare(ts, other) >= repeatPairs
}

// carries tells what a one-sided passage carries, and how much that weighs.
func (c *comparison) carries(d *doc, ts []*token) (string, int) {
	if len(ts) == 0 {
		return "", 0
	}
	from := d.indexOf(ts[0])
	to := d.indexOf(ts[len(ts)-1]) + 1
	has := map[string]bool{}
	for _, s := range d.sensesIn(from, to) {
		if s.Kind == rowIntensity && s.Class == "vivid" {
			continue
		}
		has[s.Kind] = true
		if s.Kind == rowVerb && s.Class != "neutral" {
			has["claim"] = true
		}
	}
	quoted, number := false, false
	for i, t := range ts {
		quoted = quoted || t.quote != 0
		number = number || t.flags&isNumber != 0 && t.value != 1 && !isDateNumber(ts, i)
	}
	switch {
	case has[rowDeny]:
		return "denial", 2
	case has[rowAccuse]:
		return "accusation", 2
	case has[rowIntensity] || has["claim"]:
		return "evaluation", 2
	case has[rowStake]:
		return "stake", 1
	case quoted:
		return "quote", 1
	case has[rowVerb] || has[rowSource]:
		return "attribution", 1
	case has[rowHedge] || has[rowContrast] || has[rowNegation]:
		return "limits", 1
	case number || has[rowQuantity]:
		return "count", 1
	case has[rowLabel] || has[rowModifier]:
		return "label", 1
	}
	return "", 0
}
