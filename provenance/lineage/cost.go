package lineage

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/internal/text"
)

// deed is one thing an editor did on the way from a parent to a child, with its
// cost and the words that show it.
type deed struct {
	rule string
	cost float64
	text string
	span *text.Span // in the child's text
}

// bench compares witnesses of one group.
type bench struct {
	weights
	ws      []*witness
	rs      *readings
	pubs    *publishers
	known   *lexicon
	named   []map[int]mention // per copy: publisher -> first mention, body ones first
	stated  map[string]bool   // origins that some copy states
	namedBy map[int]int       // publisher -> how many copies of others name it

	holders [][]int // for large families: reading -> copies
	fullest []int   // the fullest and the earliest proved copies
}

// cost is what it takes to make child out of parent. When deeds is not nil, what
// was done is appended to it.
func (b *bench) cost(parent, child int, deeds *[]deed) float64 {
	p, c := b.ws[parent], b.ws[child]
	total := 0.0
	add := func(rule string, times float64, words string, span *text.Span) {
		if times == 0 {
			return
		}
		x := times * b.weights[rule]
		total += x
		if deeds != nil {
			*deeds = append(*deeds, deed{rule, x, words, span})
		}
	}
	b.textCost(p, c, b.pubs.of[parent] >= 0 && b.pubs.of[parent] == b.pubs.of[child], add)
	b.nameCost(parent, child, add)
	if p.notice > 0 && c.notice == 0 {
		add(ruleNoticeLost, 1, "", nil)
	} else if c.notice > 0 && p.notice == 0 {
		add(ruleNoticeNew, 1, "", nil)
	}
	switch sign, firm := order(p.clock, c.clock); {
	case sign > 0 && firm:
		add(ruleTimeReversed, 1, p.Record.Published.Value+" > "+c.Record.Published.Value, nil)
	case sign > 0:
		add(ruleTimeReversedW, 1, p.Record.Published.Value+" > "+c.Record.Published.Value, nil)
	default:
		if h := hoursApart(p.clock, c.clock); h > 12 {
			add(ruleTimeFar, math.Log2(h/12), fmt.Sprintf("%.0f h", h), nil)
		}
	}
	return total
}

type adder func(rule string, times float64, words string, span *text.Span)

// textCost compares what the two texts say; house tells that they have one
// publisher.
func (b *bench) textCost(p, c *witness, house bool, add adder) {
	lost := make([]bool, len(p.places))   // by position in p
	gained := make([]bool, len(c.places)) // by position in c
	for i := range lost {
		lost[i] = true
	}
	for i := range gained {
		gained[i] = true
	}
	var made, mended, reword, restored []change
	from := make([]int, len(c.places)) // where the shared passages stand in p
	for i, j := 0, 0; i < len(p.sorted) && j < len(c.sorted); {
		x, y := p.sorted[i], c.sorted[j]
		switch {
		case x.locus < y.locus:
			i++
		case x.locus > y.locus:
			j++
		default:
			lost[x.at], gained[y.at], from[y.at] = false, false, x.at
			odd := b.rs.all[y.reading].support > b.rs.all[x.reading].support
			for _, ch := range b.rs.changes(x.reading, y.reading, b.known) {
				switch {
				case ch.kind == typoMade:
					made = once(made, ch)
				case ch.kind == typoMended:
					mended = once(mended, ch)
				case odd:
					restored = once(restored, ch)
				default:
					reword = once(reword, ch)
				}
			}
			i, j = i+1, j+1
		}
	}
	moved, last := false, -1
	for at, k := range from {
		if !gained[at] {
			moved = moved || k < last
			last = k
		}
	}
	lostTail, lostRuns, lostShare := runs(lost)
	gainTail, gainRuns, gainShare := runs(gained)
	sum := 0.0
	var parts []deed
	part := func(rule string, times float64, words string, span *text.Span) {
		if times > 0 {
			sum += times * b.weights[rule]
			parts = append(parts, deed{rule, times, words, span})
		}
	}
	if lostTail > 0 {
		part(ruleCutTail, 1, strconv.Itoa(lostTail)+" sentences", nil)
	}
	part(ruleDropPassage, diminished(lostRuns), "", nil)
	if gainTail > 0 {
		at := c.places[len(c.places)-gainTail]
		rule := ruleGainTail
		if b.rs.held[at.locus] > 1 {
			rule = ruleRestoreTail
		}
		part(rule, 1, at.span.Of(c.Text), &at.span)
	}
	if gainRuns > 0 {
		s := c.places[slices.Index(gained, true)].span
		part(ruleGainPassage, diminished(gainRuns), s.Of(c.Text), &s)
		for at := range c.places[:len(c.places)-gainTail] {
			if x := c.places[at]; gained[at] && 2*b.rs.held[x.locus] > len(b.ws) && b.rs.held[x.locus] > 1 {
				part(ruleRestorePassage, 1, x.span.Of(c.Text), &x.span)
				break
			}
		}
	}
	most := b.weights[ruleRewrite]
	if !house {
		most += b.weights[ruleElsewhere]
	}
	if sum > most && (lostShare > .25 || gainShare > .25) {
		add(ruleRewrite, 1, fmt.Sprintf("%.0f%% lost, %.0f%% gained", 100*lostShare, 100*gainShare), nil)
		if !house {
			add(ruleElsewhere, 1, "", nil)
		}
	} else {
		for _, d := range parts {
			add(d.rule, d.cost, d.text, d.span)
		}
	}
	if moved {
		add(ruleMoved, 1, "", nil)
	}
	add(ruleTypoMade, diminished(len(made)), quoteChanges(made), nil)
	add(ruleTypoMended, diminished(len(mended)), quoteChanges(mended), nil)
	all := append(restored, reword...)
	add(ruleWordChanged, diminished(len(all)), quoteChanges(all), nil)
	add(ruleRestoreWord, diminished(len(restored)), quoteChanges(restored), nil)
	if p.title != c.title && p.title != 0 && c.title != 0 {
		add(ruleHeadlineNew, 1, c.Title, nil)
	}
}

// once adds a change unless the same words were changed so before: an editor who
// puts one word for another does it throughout.
func once(cs []change, c change) []change {
	if slices.Contains(cs, c) {
		return cs
	}
	return append(cs, c)
}

// diminished counts n like deeds: who does one often does more.
func diminished(n int) float64 {
	if n == 0 {
		return 0
	}
	return 1 + math.Log2(float64(n))
}

// quoteChanges shows up to three changes in wording.
func quoteChanges(cs []change) string {
	if len(cs) == 0 {
		return ""
	}
	var out []string
	for _, c := range cs[:min(len(cs), 3)] {
		out = append(out, clip(c.from)+" → "+clip(c.to))
	}
	if len(cs) > 3 {
		out = append(out, fmt.Sprintf("and %d more", len(cs)-3))
	}
	return strings.Join(out, "; ")
}

// clip shortens words that evidence shows.
func clip(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && s[cut]&0xC0 == 0x80 {
		cut--
	}
	return s[:cut] + "…"
}

// runs tells how many sentences at the end are marked, how many other runs of
// marked ones there are, and what share is marked.
func runs(marked []bool) (tail, others int, share float64) {
	n := 0
	for i, m := range marked {
		if m {
			n++
			if i == 0 || !marked[i-1] {
				others++
			}
		}
	}
	for i := len(marked) - 1; i >= 0 && marked[i]; i-- {
		tail++
	}
	if tail > 0 {
		others--
	}
	return tail, others, float64(n) / float64(max(len(marked), 1))
}

// nameCost compares whom the two texts name as their source.
func (b *bench) nameCost(parent, child int, add adder) {
	p, c := b.ws[parent], b.ws[child]
	pp, cp := b.pubs.of[parent], b.pubs.of[child]
	pn, cn := b.named[parent], b.named[child]
	if m, ok := pn[cp]; ok && cp >= 0 && pp != cp {
		add(ruleNamedChild, 1, m.span.Of(p.Text), nil)
	}
	for _, k := range keys(cn) {
		m := cn[k]
		_, inherited := pn[k]
		if inherited {
			continue
		}
		switch {
		case k == pp && k == cp: // another copy of the same publisher
		case k == pp:
			add(ruleNamedParent, 1, m.span.Of(c.Text), &m.span)
		case k == cp:
			if m.body {
				add(ruleNamedSelf, 1, m.span.Of(c.Text), &m.span)
			}
		default:
			add(ruleNamedOther, 1, m.span.Of(c.Text), &m.span)
		}
	}
	for _, k := range keys(pn) {
		if _, kept := cn[k]; !kept && k != cp && pn[k].body {
			add(ruleNamedLost, 1, pn[k].span.Of(p.Text), nil)
		}
	}
	po, co := p.origin, c.origin
	switch {
	case co.stated && co.key != po.publisher && co.key != po.key:
		add(ruleOriginNew, 1, co.key, nil)
	case po.stated && !co.stated && po.key != co.publisher:
		add(ruleOriginLost, 1, po.key, nil)
	}
	if po.stated && po.key == co.publisher && co.publisher != "" && po.publisher != co.publisher || slices.Contains(po.via, co.publisher) && co.publisher != "" {
		add(ruleOriginSelf, 1, co.publisher, nil)
	}
}

func keys(m map[int]mention) []int {
	out := make([]int, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// originalCost is what it takes to believe that a copy is the original of all,
// and the rule that says so.
func (b *bench) originalCost(i int) (cost float64, rule string) {
	c := b.ws[i]
	pub := b.pubs.of[i]
	o := c.origin
	rule = ruleOriginal
	self, foreign := false, o.stated && o.key != o.publisher
	for k, m := range b.named[i] {
		if k == pub {
			self = m.body
		} else {
			foreign = true // names another copy's publisher
		}
	}
	switch {
	case o.publisher != "" && (b.stated[o.publisher] || o.stated && o.key == o.publisher) && !foreign:
		rule = ruleProved
	case foreign:
	case o.agency:
		rule = ruleAgency
	case self, pub >= 0 && b.namedBy[pub] > 0:
		rule = ruleSelf
	case o.own:
		rule = ruleOwn
	}
	return b.weights[rule], rule
}
