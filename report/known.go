package report

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
)

// compared bounds how many copies are compared for the behaviour of outlets: a
// report shows comparisons of its own.
const compared = 1000

// know puts into m what outlets do in the pile, and what raters say of them. The
// two stand apart.
func (b *builder) know(ctx context.Context, m *Model) error {
	meter, err := reliability.OfPile(ctx, b.Articles, b.Groups, b.Records, reliability.MeterOptions{Registry: b.opts.Registry, Lexicon: b.opts.Lexicon,
		Workers: b.opts.Workers, Compared: compared})
	if err != nil {
		return err
	}
	for i := range m.Outlets {
		o := &m.Outlets[i]
		if o.Articles > 0 {
			if o.Behaviour = meter.Behaviour(reliability.Key(&o.Ref)); o.Behaviour != nil {
				o.Behaviour.Figures = slices.DeleteFunc(o.Behaviour.Figures, func(f reliability.Figure) bool { return f.Of == 0 && f.LeftOut == 0 })
			}
		}
		if !b.opts.Ratings.Empty() {
			k := b.opts.Ratings.About(o.Ref)
			o.Ratings = &k
		}
	}
	if b.opts.Ratings.Empty() {
		return nil
	}
	for i := range m.Stories {
		s := &m.Stories[i]
		s.Known = reliability.ForStory(&provenance.Story{IndependentSources: s.Sources}, b.opts.Ratings)
		s.Carriers = b.carriers(s)
	}
	return nil
}

// carriers is what raters say of the sites that carried a story and are not among
// its sources.
func (b *builder) carriers(s *Story) []reliability.Known {
	out := []reliability.Known{}
	seen := map[string]bool{}
	for i := range s.Sources {
		seen[refKey(&s.Sources[i])] = true
	}
	for i := range s.Copies {
		at, ok := b.at[s.Copies[i].ID]
		if !ok {
			continue
		}
		p := b.Records[at].Publisher
		if k := refKey(p); k != "" && !seen[k] {
			seen[k] = true
			if about := b.opts.Ratings.About(*p); about.Rated() {
				out = append(out, about)
			}
		}
	}
	return out
}

// figureGroup is figures under one heading.
type figureGroup struct {
	Name    string
	Figures []figureRow
	Rates   bool // one of them has enough articles
}

// figureRow is one figure as the page shows it.
type figureRow struct {
	Name    string // as programs call it
	Title   string
	Counts  string // what is counted
	Among   string
	Says    string // the value in words
	Limits  string // the interval in words
	Counted string // "12 of 40"
	Picture *intervalPicture
}

// intervalPicture is a scale with the interval as a bar and the value as a mark.
type intervalPicture struct {
	Desc           string
	Low, Width, At string // percent of the width
	End            string // what the right end of the scale stands for
}

// The headings, with their figures.
var figureHeads = []struct {
	name    string
	figures []string
}{
	{"Whose work it publishes", []string{reliability.OriginKnown, reliability.Originality, reliability.AttributedReuse, reliability.UnattributedReuse, reliability.WireShare, reliability.StateLinkedShare}},
	{"When", []string{reliability.FirstRate, reliability.MedianLag}},
	{"What its copies change", []string{reliability.EditRate, reliability.HeadlineDrift, reliability.LabelShift, reliability.QuotesAltered, reliability.AttributionDropped}},
	{"How it signs, names its sources and corrects", []string{reliability.Bylines, reliability.Datelines, reliability.NamedSources, reliability.AnonymousSources, reliability.CorrectionsNoted, reliability.SilentEdits}},
}

// figures arranges what an outlet does for its page.
func figures(b *reliability.Behaviour) []figureGroup {
	if b == nil {
		return nil
	}
	var out []figureGroup
	for _, h := range figureHeads {
		g := figureGroup{Name: h.name}
		for _, name := range h.figures {
			if f := b.Figure(name); f != nil && f.Of > 0 {
				g.Figures = append(g.Figures, rowOf(f, reliability.Define(name)))
				g.Rates = g.Rates || f.Enough()
			}
		}
		if len(g.Figures) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// hasRates reports whether there are enough articles for any figure.
func hasRates(b *reliability.Behaviour) bool {
	return slices.ContainsFunc(b.Figures, func(f reliability.Figure) bool { return f.Enough() })
}

func rowOf(f *reliability.Figure, d *reliability.Definition) figureRow {
	r := figureRow{Name: f.Name, Title: d.Title, Counts: d.Counts, Among: d.Among}
	switch d.Kind {
	case reliability.Median:
		r.Counted = count(f.Of, "lag")
	case reliability.Density:
		r.Counted = fmt.Sprintf("%s in %s of %s", thousands(f.Count), count(f.Exposure, "sentence"), count(f.Of, "article"))
	default:
		r.Counted = thousands(f.Count) + " of " + thousands(f.Of)
	}
	if f.Sampled > f.Of {
		r.Counted += ", a sample of " + thousands(f.Sampled)
	}
	if f.LeftOut > 0 {
		r.Counted += "; " + thousands(f.LeftOut) + " not clear"
	}
	if !f.Enough() {
		r.Says = "not enough articles"
		return r
	}
	low, high := f.Interval[0], f.Interval[1]
	end := 1.0
	show := func(x float64) string { return fmt.Sprintf("%.0f %%", 100*x) }
	switch d.Kind {
	case reliability.Density:
		end = 10 * math.Ceil(max(20, high)/10)
		show = func(x float64) string { return fmt.Sprintf("%.1f", x) }
		r.Says, r.Limits = show(*f.Value)+" in 100 sentences", show(low)+" to "+show(high)
	case reliability.Median:
		end = 24 * math.Ceil(max(24, high)/24)
		show = lagWords
		r.Says, r.Limits = show(*f.Value), show(low)+" to "+show(high)
	default:
		if high-low < 0.02 {
			show = func(x float64) string { return fmt.Sprintf("%.1f %%", 100*x) }
		}
		r.Says, r.Limits = show(*f.Value), show(low)+" to "+show(high)
	}
	p := &intervalPicture{Low: percent(100 * low / end), Width: percent(max(0.6, 100*(high-low)/end)), At: percent(100 * *f.Value / end), End: show(end)}
	if d.Kind == reliability.Density {
		p.End = fmt.Sprintf("%.0f", end)
	}
	p.Desc = fmt.Sprintf("%s: %s, interval %s, on a scale from 0 to %s", d.Title, r.Says, r.Limits, p.End)
	r.Picture = p
	return r
}

// lagWords is a number of hours as people say it.
func lagWords(h float64) string {
	switch {
	case h < 2:
		return fmt.Sprintf("%.0f min", h*60)
	case h < 72:
		return fmt.Sprintf("%.0f h", h)
	}
	return fmt.Sprintf("%.0f d", h/24)
}

// ratingRow is one rating as a page shows it.
type ratingRow struct {
	Scheme, Of, About, Value, Place, AsOf, Link, Raters string
}

// ratingRows arranges ratings for a page: as raters gave them, each on its own scale.
func ratingRows(k *reliability.Known) []ratingRow {
	if k == nil {
		return nil
	}
	schemes, err := reliability.Schemes()
	if err != nil {
		return nil // they are part of the program; a test loads them
	}
	var out []ratingRow
	for i := range k.Ratings {
		r := &k.Ratings[i]
		row := ratingRow{Scheme: r.Scheme, Of: strings.Join(r.Domains, ", "), About: r.Aspect, Value: r.Value, AsOf: r.AsOf, Place: r.Place.String()}
		for _, s := range schemes {
			if s.ID != r.Scheme {
				continue
			}
			row.Scheme = s.Name
			for _, a := range s.Aspects {
				if a.ID != r.Aspect {
					continue
				}
				row.About = a.Title
				if r.Place != nil && a.Low != "" {
					row.Place = placeWords(r.Place, a.Low, a.High)
				}
			}
		}
		if r.Scope != "" {
			row.About += ", on " + r.Scope
		}
		if len(r.Marks) > 0 {
			row.Value += ", " + strings.Join(r.Marks, ", ")
		}
		switch {
		case r.Imputed == reliability.Filled:
			row.Raters = "filled in, not rated"
		case r.Imputed == reliability.Partly:
			row.Raters = "filled in part"
		case r.Raters > 0:
			row.Raters = count(r.Raters, "rating")
		}
		if strings.HasPrefix(r.Link, "https://") || strings.HasPrefix(r.Link, "http://") {
			row.Link = r.Link
		}
		out = append(out, row)
	}
	return out
}

// placeWords says where a value stands on its own scale.
func placeWords(p *reliability.Place, low, high string) string {
	if p.At != nil {
		return fmt.Sprintf("%.3g, from 0 (%s) to 1 (%s)", *p.At, low, high)
	}
	return fmt.Sprintf("step %d of %d, from %s to %s", p.Rank, p.Of, low, high)
}
