package reliability

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
)

// compared are the figures that Compare measures.
var comparedFigures = [...]string{EditRate, HeadlineDrift, LabelShift, QuotesAltered, AttributionDropped}

func compares(name string) bool { return slices.Contains(comparedFigures[:], name) }

// Fetch gives the article of an id. It is called from several goroutines at once.
type Fetch func(ctx context.Context, id string) (article.Article, error)

// Compare holds copies of other houses' articles against what they were taken from
// and measures what was changed: the figures EditRate to AttributionDropped.
// Comparing takes some milliseconds a pair, so that of an outlet with many copies a
// sample is compared: those whose ids have the least hashes, MeterOptions.Sample at
// most, and so few that the sum stays near MeterOptions.Compared; outlets that have
// fewer copies than MeterOptions.Min are left out when that bound is reached. The
// sample depends on the ids alone. Call it after the last Add; calling it again
// measures again. It fails when fetch does, or ctx is done.
func (m *Meter) Compare(ctx context.Context, fetch Fetch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	chosen := m.sample()
	workers := m.opts.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	work, inner := errgroup.WithContext(ctx)
	work.SetLimit(workers)
	results := make([][]part, len(chosen))
	for i, c := range chosen {
		if inner.Err() != nil {
			break
		}
		work.Go(func() error {
			a, err := fetch(inner, c.from)
			if err != nil {
				return fmt.Errorf("reliability: article %s, which %s was taken from: %w", c.from, c.to, err)
			}
			b, err := fetch(inner, c.to)
			if err != nil {
				return fmt.Errorf("reliability: article %s: %w", c.to, err)
			}
			if a.Text != "" && b.Text != "" {
				results[i] = m.compare(a, b)
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, o := range m.sums {
		o.compared = 0
		for _, f := range comparedFigures {
			o.tallies[place(f)] = tally{}
			delete(o.trace, f)
		}
	}
	for i, c := range chosen {
		c.outlet.compared++
		for k := range results[i] {
			c.outlet.add(&results[i][k], m.opts.Trace)
		}
	}
	return nil
}

// drawn is a pair with its outlet.
type drawn struct {
	pair
	outlet *sums
}

// sample draws the pairs to compare. m.mu is held.
func (m *Meter) sample() []drawn {
	total := 0
	for _, o := range m.sums {
		o.trim(m.opts.Sample)
		total += len(o.pairs)
	}
	most := m.opts.Sample
	least := 0
	if total > m.opts.Compared {
		least = m.opts.Min
		for most > m.opts.Min && m.drawing(most, least) > m.opts.Compared {
			most--
		}
	}
	var out []drawn
	for _, o := range m.sums {
		if len(o.pairs) < least {
			continue
		}
		for _, p := range o.pairs[:min(most, len(o.pairs))] {
			out = append(out, drawn{p, o})
		}
	}
	return out
}

// drawing is how many pairs are compared with these bounds for each outlet.
func (m *Meter) drawing(most, least int) int {
	n := 0
	for _, o := range m.sums {
		if len(o.pairs) >= least {
			n += min(most, len(o.pairs))
		}
	}
	return n
}

// compare tells the part of one copy, b, in the figures.
func (m *Meter) compare(a, b article.Article) []part {
	pa, da := m.page(a)
	pb, db := m.page(b)
	notes := framing.Compare(pa, pb, m.opts.Lexicon, framing.Options{})
	// Datelines change as a matter of style.
	style := func(n *framing.Note) bool {
		return n.A != nil && n.A.Focus.End > n.A.Focus.Start && inside(n.A, da()) || n.B != nil && n.B.Focus.End > n.B.Focus.Start && inside(n.B, db())
	}
	is := map[string]*framing.Note{}
	headlines := false
	for i := range notes {
		n := &notes[i]
		figure := ""
		switch {
		case n.Kind == framing.KindHeadline:
			headlines = n.A != nil && n.B != nil
			if headlines && n.Weight > 0 && (n.Label == "reframed" || n.Label == "new") {
				figure = HeadlineDrift
			}
		case n.Weight == 0 || style(n):
			continue
		case n.Kind == framing.KindLabel:
			figure = LabelShift
		case n.Kind == framing.KindQuote && n.Label == "altered":
			figure = QuotesAltered
		case n.Kind == framing.KindAttribution && n.Label == "dropped":
			figure = AttributionDropped
		}
		if figure != "" && is[figure] == nil {
			is[figure] = n
		}
		if edited(n) && is[EditRate] == nil {
			is[EditRate] = n
		}
	}
	var parts []part
	for _, f := range comparedFigures {
		t := Traced{ID: b.ID, Other: a.ID}
		as := out
		if n := is[f]; n != nil {
			as, t.Note = in, shows(n)
		}
		if f == HeadlineDrift && !headlines || f == QuotesAltered && len(text.QuoteSpans(a.Text)) == 0 {
			continue
		}
		parts = append(parts, part{f, as, t})
	}
	return parts
}

// edited reports whether a note is of other words in a sentence that both pages
// have. A sentence more or less is no edit here, for it may be a line of the page.
func edited(n *framing.Note) bool {
	return n.Kind != framing.KindHeadline && n.Kind != framing.KindMoved && n.Weight > 0 && n.A != nil && n.B != nil
}

// page takes an article apart for comparing. dateline tells where its dateline is,
// which is found when it is asked for, as the headline of an article without a title.
func (m *Meter) page(a article.Article) (p framing.Page, dateline func() text.Span) {
	record := sync.OnceValue(func() provenance.Record { return provenance.Attribute(a, m.opts.Registry) })
	titled := a
	if titled.Title == "" {
		titled.Title = record().Headline
	}
	return framing.PageOf(titled), func() text.Span {
		if d := record().Dateline; d != nil {
			return d.Span
		}
		return text.Span{}
	}
}

// inside reports whether what a side of a note is about lies in a span.
func inside(s *framing.Side, in text.Span) bool {
	return s.Focus.Start >= in.Start && s.Focus.End <= in.End
}

// shows quotes both sides of a note.
func shows(n *framing.Note) string {
	words := func(s *framing.Side) string {
		if s == nil {
			return "–"
		}
		w := s.Text
		if at, end := s.Focus.Start-s.Span.Start, s.Focus.End-s.Span.Start; n.Kind != framing.KindHeadline && at >= 0 && end <= len(w) && at < end {
			w = w[at:end]
		}
		w = strings.Join(strings.Fields(w), " ")
		if len(w) > 120 {
			w = strings.ToValidUTF8(w[:120], "") + "…"
		}
		return w
	}
	return words(n.A) + " → " + words(n.B)
}
