package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
)

// story makes the report on one story of two or more articles.
func (b *builder) story(s *provenance.Story) Story {
	out := Story{ID: s.Story, Family: s.Family, Origin: s.Origin, First: s.First, Publishers: orEmpty(s.Publishers),
		Sources: orEmpty(s.IndependentSources), Changes: []Change{}, Identical: []string{}, Compared: []Comparison{}, Related: []Related{}, Notices: []string{}}
	for _, id := range s.Copies {
		if i, ok := b.at[id]; ok {
			out.Copies = append(out.Copies, b.copyOf(i))
		}
	}
	inOrder(out.Copies)
	out.Title, out.Language = b.titleOf(&out)
	for _, c := range out.Copies {
		if c.Published != nil {
			if out.Span[0] == "" {
				out.Span[0] = c.Published.Value
			}
			out.Span[1] = c.Published.Value
		}
	}
	out.Proof = bestProof(&out)
	b.compare(&out)
	b.relate(&out)
	out.Finding = findingOf(&out, b.outletOf)
	return out
}

func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

// inOrder sorts the copies of a story by time. Where the time of a copy is known
// to the day only, or its clock has no zone, it does not stand before the text
// that it was taken from.
func inOrder(copies []Copy) {
	slices.SortStableFunc(copies, byTime)
	at := map[string]int{}
	for i := range copies {
		at[copies[i].ID] = i
	}
	out := make([]Copy, 0, len(copies))
	done := make([]bool, len(copies))
	var put func(i, depth int)
	put = func(i, depth int) {
		if done[i] {
			return
		}
		done[i] = true
		c := &copies[i]
		if p, ok := at[c.Parent]; ok && depth < len(copies) && (c.Published == nil || !c.Published.ZoneKnown || lasts(c.Published.Precision) > 0) {
			put(p, depth+1)
		}
		out = append(out, *c)
	}
	for i := range copies {
		put(i, 0)
	}
	copy(copies, out)
}

// byTime orders copies: those with a date first, by the
// end of the time that it may mean, then by id.
func byTime(x, y Copy) int {
	a, aOK := latest(x.Published)
	b, bOK := latest(y.Published)
	switch {
	case aOK && bOK:
		return cmp.Or(a.Compare(b), cmp.Compare(x.ID, y.ID))
	case aOK != bOK:
		if aOK {
			return -1
		}
		return 1
	}
	return cmp.Compare(x.ID, y.ID)
}

// titleOf is the headline that the writer gave: of the first copy at its
// origin, else of the first copy that has one.
func (b *builder) titleOf(s *Story) (title, language string) {
	best := -1
	for i, c := range s.Copies {
		if c.OriginStatus == provenance.Own && refKey(c.Origin) == refKey(s.Origin) {
			best = i
			break
		}
		if best < 0 && c.Title != "" {
			best = i
		}
	}
	if best < 0 {
		return "Untitled", ""
	}
	a := &b.Articles[b.at[s.Copies[best].ID]]
	return s.Copies[best].Title, languageOf(a.Language, a.Text)
}

// languageOf is the language as an HTML lang attribute takes it, or "".
func languageOf(given, body string) string {
	tag, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(given)), "-")
	if len(tag) >= 2 && len(tag) <= 3 && strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") == "" {
		return tag
	}
	return text.Language(body)
}

// bestProof is the strongest mark, in any copy, of the story's origin.
func bestProof(s *Story) *Proof {
	var best *Proof
	for i := range s.Copies {
		c := &s.Copies[i]
		if c.Proof != nil && c.Proof.From == "" && refKey(c.Origin) == refKey(s.Origin) && c.OriginStatus == provenance.Stated && (best == nil || c.Proof.Weight > best.Weight) {
			p := *c.Proof
			p.From = c.ID
			best = &p
		}
	}
	return best
}

// findingOf says what was found, as one would say it aloud.
func findingOf(s *Story, outlet func(*provenance.OutletRef) string) Phrase {
	var p Phrase
	n, sites := len(s.Copies), len(s.Publishers)
	nowhere, unnamed, unknown := 0, 0, 0
	for _, c := range s.Copies {
		if c.Publisher == "" {
			nowhere++
		}
		switch c.OriginStatus {
		case provenance.Inferred:
			unnamed++
		case provenance.Unknown:
			unknown++
		}
	}
	p.strong("%s", count(n, "article"))
	switch {
	case sites == 0:
		p.say(" whose sites are not known")
	case nowhere > 0:
		p.say(" on %s and %s whose site is not known", count(sites, "site"), count(nowhere, "page"))
	default:
		p.say(" on %s", count(sites, "site"))
	}
	if n > 1 && s.identicalTexts() {
		p.say(", word for word the same")
	}
	var names, slugs []string
	for i := range s.Sources {
		names = append(names, s.Sources[i].Name)
		slugs = append(slugs, outlet(&s.Sources[i]))
	}
	switch len(names) {
	case 0:
		p.say(". ")
		p.strong("Where they come from is not known")
		p.say(": none names a source. They count as one source at most.")
		return p
	case 1:
		if sites+nowhere > 1 {
			p.say(", but ")
		} else {
			p.say(", and ")
		}
		p.strong("one source: ")
		p.names(names, slugs)
		switch {
		case s.Proof != nil:
			p.say(" (stated %s: “", s.Proof.Where)
			p.quote(shorten(s.Proof.Text, 80))
			p.say("”)")
		case s.hasOwn():
			p.say(" (published on its own site)")
		}
		p.say(".")
	default:
		p.say(", and ")
		p.strong("%d sources", len(names))
		p.say(" claimed for one text: ")
		p.names(names, slugs)
		p.say(".")
	}
	if unnamed > 0 {
		p.say(" ")
		p.strong("%s %s not name it.", count(unnamed, verb(unnamed, "copy", "copy")), verb(unnamed, "does", "do"))
	}
	if unknown > 0 {
		p.say(" Of %s the source is not known.", count(unknown, "article"))
	}
	if grave := s.grave(); grave > 0 {
		p.say(" ")
		p.strong("%s", count(grave, "grave change"))
		p.say(" to quotations or numbers.")
	}
	return p
}

func (s *Story) hasOwn() bool {
	return slices.ContainsFunc(s.Copies, func(c Copy) bool { return c.OriginStatus == provenance.Own })
}

func (s *Story) identicalTexts() bool { return len(s.Identical) == len(s.Copies)-1 }

// grave counts the changes of the highest weight.
func (s *Story) grave() int {
	n := 0
	for i := range s.Changes {
		if s.Changes[i].Weight >= 3 {
			n++
		}
	}
	return n
}

// maxRelated bounds the articles of other stories that a story lists.
const maxRelated = 24

// relate lists the articles of other stories that share passages with this one:
// each once, where it shares most.
func (b *builder) relate(s *Story) {
	best := map[string]Related{}
	for _, k := range b.matches[s.ID] {
		m := &b.Groups.Matches[k]
		mine, other, shared := m.A, m.B, m.ContainmentAB
		if b.storyOf(m.A) != s.ID {
			mine, other, shared = m.B, m.A, m.ContainmentBA
		}
		if r, ok := best[other]; ok && (r.Shared > shared || r.Shared == shared && r.With <= mine) {
			continue
		}
		c := b.copyOf(b.at[other])
		c.Story = b.storyOf(other)
		best[other] = Related{Copy: c, Relation: m.Relation, With: mine, Shared: round(shared), Passage: b.longestShared(m)}
	}
	for _, r := range best {
		s.Related = append(s.Related, r)
	}
	slices.SortFunc(s.Related, func(x, y Related) int {
		return cmp.Or(cmp.Compare(rank(x.Relation), rank(y.Relation)), cmp.Compare(y.Shared, x.Shared), cmp.Compare(x.Copy.ID, y.Copy.ID))
	})
	if n := len(s.Related); n > maxRelated {
		s.Related = s.Related[:maxRelated]
		s.Notices = append(s.Notices, fmt.Sprintf("%s of other stories share passages with this one; the %d that share most are listed.", count(n, "article"), maxRelated))
	}
}

func rank(r dedupe.Relation) int {
	return slices.Index([]dedupe.Relation{dedupe.Copy, dedupe.Version, dedupe.Partial}, r)
}

func round(f float64) float64 { return float64(int(f*1000+.5)) / 1000 }

// longestShared is the longest passage that the two articles of a match share.
func (b *builder) longestShared(m *dedupe.Match) string {
	t := b.Articles[b.at[m.A]].Text
	var best text.Span
	for _, p := range m.Spans {
		if p.A.Len() > best.Len() && p.A.Start >= 0 && p.A.End <= len(t) {
			best = p.A
		}
	}
	return shorten(best.Of(t), 240)
}

// page is an article as framing compares it.
func (b *builder) page(id string) framing.Page {
	i := b.at[id]
	p := framing.PageOf(b.Articles[i])
	if p.Headline == "" {
		p.Headline = b.Records[i].Headline
	}
	if b.Records[i].Publisher != nil {
		p.Publisher = b.Records[i].Publisher.Name
	}
	return p
}
