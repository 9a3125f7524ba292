package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
)

// Markdown writes m as one document in GitHub's Markdown: the whole, then a
// section for each story, then the outlets. Foreign text is escaped, so that it
// can make no links, headings or HTML.
func Markdown(w io.Writer, m *Model, limits Limits) error {
	b := bufio.NewWriter(w)
	d := &markdown{b, newSite(m, limits.orDefault())}
	d.overview()
	for i := range m.Stories {
		d.story(&m.Stories[i])
	}
	d.outlets()
	d.behaviour()
	return b.Flush()
}

type markdown struct {
	w    *bufio.Writer
	site *site
}

func (d *markdown) say(format string, args ...any) { fmt.Fprintf(d.w, format, args...) }

// mdText escapes foreign text for the middle of a line of Markdown: no markup, no
// HTML, no table cells, no mentions, and no addresses that would become links.
func mdText(s string) string {
	s = string(Visible([]byte(strings.Join(strings.Fields(s), " "))))
	var b strings.Builder
	for i, r := range s {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '\\', '`', '*', '_', '[', ']', '#', '|', '~', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '@':
			b.WriteString("&#64;")
		case ':':
			if strings.HasPrefix(s[i:], "://") {
				b.WriteString("&#58;")
				continue
			}
			b.WriteRune(r)
		case '.':
			if i >= 3 && strings.EqualFold(s[i-3:i], "www") {
				b.WriteString("&#46;")
				continue
			}
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// markdown is the sentence with what is foreign in it escaped.
func (p Phrase) markdown() string {
	var b strings.Builder
	for _, x := range p {
		t := x.Text
		if x.Name {
			t = mdText(t)
		}
		if x.Strong && strings.TrimSpace(t) == t && t != "" {
			t = "**" + t + "**"
		}
		b.WriteString(t)
	}
	return b.String()
}

func (d *markdown) overview() {
	m := d.site.m
	v := d.site.overview()
	d.say("# %s\n\n%s\n\n", mdText(m.Title), v.Finding.markdown())
	t := m.Totals
	d.say("| articles | stories | sites | independent sources | own work | name their source | do not name it | source not known |\n|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	d.say("| %d | %d | %d | %d | %d | %d | %d | %d |\n\n", t.Articles, t.Stories, t.Publishers, t.Sources, t.Own, t.Stated, t.Inferred, t.Unknown)
	if len(m.Flows) > 0 {
		d.say("## Who carried whom\n\n| wrote | carried | articles | naming the source |\n|---|---|---:|---:|\n")
		for _, f := range m.Flows {
			d.say("| %s | %s | %d | %d |\n", mdText(f.FromName), mdText(f.ToName), f.Articles, f.Stated)
		}
		d.say("\n")
	}
	for _, n := range m.Notices {
		d.say("*%s*\n\n", mdText(n))
	}
	if len(m.Stories) > 0 {
		d.say("## Stories\n\n")
	}
}

func (d *markdown) story(s *Story) {
	v := d.site.story(s)
	d.say("### %s\n\n%s\n\n", mdText(s.Title), s.Finding.markdown())
	d.say("| copy | published | source | shown by | taken from | changes | words |\n|---|---|---|---|---|---:|---:|\n")
	for i := range v.Table {
		c := &v.Table[i]
		source := statusWords(c.OriginStatus)
		if c.Origin != nil && c.OriginStatus != provenance.Own {
			source += ": " + mdText(c.Origin.Name)
		}
		shown := ""
		if c.Proof != nil {
			shown = mdText(c.Proof.Where)
			if c.Proof.From != "" {
				shown = mdText(v.Label(c.Proof.From)) + " says so " + shown
			}
			if c.Proof.Text != "" {
				shown += ": “" + mdText(c.Proof.Text) + "”"
			}
		}
		from := "not determined"
		switch {
		case v.Has(c.Parent):
			from = mdText(v.Label(c.Parent)) + " (" + mdText(c.ParentStatus) + ")"
		case c.ParentStory != "":
			from = "another version, at " + mdText(c.ParentName) + " (" + mdText(c.ParentStatus) + ")"
		case c.OriginStatus == provenance.Own:
			from = "–"
		case c.ParentStatus == "unobserved":
			from = "an original that is not here"
		}
		d.say("| %s · %s | %s | %s | %s | %s | %d | %d |\n", mdText(v.Label(c.ID)), mdText(shorten(c.Title, 100)), showDate(c.Published), source, shown, from, c.Changes, c.Words)
	}
	d.say("\n")
	if v.MoreC > 0 {
		d.say("*%s not listed here; --format json has all.*\n\n", count(v.MoreC, "more copy"))
	}
	for _, g := range v.Groups {
		d.say("**%s**\n\n", mdText(capital(g.Name)))
		for _, c := range g.Changes {
			d.say("- %s, %s → %s: ", mdText(c.Says), mdText(v.Label(c.From)), mdText(v.Who(c.In)))
			switch {
			case c.A == nil:
				d.say("%s\n", c.B.markdown())
			case c.B == nil:
				d.say("%s\n", c.A.markdown())
			default:
				d.say("%s → %s\n", c.A.markdown(), c.B.markdown())
			}
		}
		d.say("\n")
	}
	if v.MoreN > 0 {
		d.say("*%s not listed here; --format json has all.*\n\n", count(v.MoreN, "more change"))
	}
	d.matrix(v)
	for i := range s.Compared {
		c := &s.Compared[i]
		d.say("%s → %s: %s kept, %d edited, %d left out, %d added, %d moved.\n\n", mdText(v.Label(c.From)), mdText(v.Label(c.To)), count(c.Kept, "sentence"), c.Edited, c.Omitted, c.Added, c.Moved)
	}
	for _, r := range s.Related {
		d.say("- %s: %s (%s), shares %.0f %% of %s\n", mdText(relationWords(string(r.Relation))), mdText(r.Copy.Title), mdText(r.Copy.ID), 100*r.Shared, mdText(v.Label(r.With)))
	}
	if len(s.Related) > 0 {
		d.say("\n")
	}
	for _, n := range s.Notices {
		d.say("*%s*\n\n", mdText(n))
	}
}

func (d *markdown) matrix(v *storyView) {
	x := &v.Matrix
	if len(x.Terms) == 0 {
		return
	}
	d.say("**Names used** (in brackets: inside quotations)\n\n| copy |")
	for _, t := range x.Terms {
		d.say(" %s |", mdText(t.Term))
	}
	d.say("\n|---|%s\n", strings.Repeat("---:|", len(x.Terms)))
	for _, r := range x.Rows {
		d.say("| %s |", mdText(v.Label(r.ID)))
		for _, c := range r.Cells {
			switch {
			case c.Quoted > 0:
				d.say(" %d (%d) |", c.N, c.Quoted)
			case c.N > 0:
				d.say(" %d |", c.N)
			default:
				d.say(" |")
			}
		}
		d.say("\n")
	}
	d.say("\n")
}

func (p *Passage) markdown() string {
	focus := strings.TrimSpace(p.Focus)
	if focus == "" || strings.TrimSpace(p.Before+p.After) == "" {
		return "“" + mdText(p.Before+p.Focus+p.After) + "”"
	}
	return "“" + mdText(p.Before) + space(p.Before, p.Focus) + "**" + mdText(focus) + "**" + space(p.Focus, p.After) + mdText(p.After) + "”"
}

// space is a space when one stands where a and b meet.
func space(a, b string) string {
	if strings.HasSuffix(a, " ") || strings.HasPrefix(b, " ") {
		return " "
	}
	return ""
}

func (d *markdown) outlets() {
	m := d.site.m
	if len(m.Outlets) == 0 {
		return
	}
	d.say("## Outlets\n\n| outlet | articles | its own | carried, source named | carried, not named | source not known | carried by others |\n|---|---:|---:|---:|---:|---:|---:|\n")
	for i := range m.Outlets {
		o := &m.Outlets[i]
		d.say("| %s | %d | %d | %d | %d | %d | %d |\n", mdText(o.Ref.Name), o.Articles, o.Own, o.Stated, o.Inferred, o.Unknown, o.CarriedBy)
	}
}

// behaviour tells what outlets do and what raters say of them, of those of which
// there is enough to say.
func (d *markdown) behaviour() {
	first := true
	for i := range d.site.m.Outlets {
		o := &d.site.m.Outlets[i]
		does := o.Behaviour != nil && slices.ContainsFunc(o.Behaviour.Figures, func(f reliability.Figure) bool { return f.Enough() })
		if !does && (o.Ratings == nil || !o.Ratings.Rated()) {
			continue
		}
		if first {
			d.say("\n## What outlets do here, and what others say\n\nThe two stand apart, and neither is a score. The limits are those between which a rate lies with 95 %% confidence.\n\n")
			first = false
		}
		d.say("### %s\n\n", mdText(o.Ref.Name))
		if does {
			d.say("In these %s:\n\n| figure | value | limits | counted |\n|---|---:|---:|---:|\n", count(o.Articles, "article"))
			for _, g := range figures(o.Behaviour) {
				for _, r := range g.Figures {
					d.say("| %s: %s, among %s | %s | %s | %s |\n", mdText(r.Title), mdText(r.Counts), mdText(r.Among), r.Says, r.Limits, r.Counted)
				}
			}
			d.say("\n")
		}
		if o.Ratings == nil || !o.Ratings.Rated() {
			continue
		}
		d.say("What others say:\n\n| who rates | what | rating | on its own scale | as of |\n|---|---|---|---|---|\n")
		for _, r := range ratingRows(o.Ratings) {
			d.say("| %s | %s | %s | %s | %s |\n", mdText(r.Scheme), mdText(r.About), mdText(strings.TrimSpace(r.Value+" "+r.Raters)), mdText(r.Place), mdText(r.AsOf))
		}
		d.say("\n")
		for _, c := range o.Ratings.Conflicts {
			d.say("- %s\n", mdText(c))
		}
		d.say("\n")
	}
}
