package server

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/report"
)

// verdictView is the page that says what an article is.
type verdictView struct {
	frame
	*index.Finding
	Headline string
	Foreign  bool
	Best     *index.Match
	Overlap  float64  // share of the article that the best match has
	Passages []string // what it shares with the best match, longest first
	MoreP    int      // passages left out
	Beside   *besideView
	NoText   bool // the index keeps no texts to show beside it
	Matches  []index.Match
	MoreM    int
}

// ShowPassages reports whether the shared passages are worth a list of their
// own: where the whole is a copy, both texts side by side show them.
func (v *verdictView) ShowPassages() bool { return v.Beside == nil || v.Best.Relation != dedupe.Copy }

// besideView is the article beside what it was compared with.
type besideView struct {
	*report.Comparison
	A, B      string // what the two are called
	Language  string
	Identical bool
	Changes   []report.Change
	MoreC     int
}

// Bounds of what a page shows.
const (
	shownMatches  = 20
	shownPassages = 6
	shownChanges  = 12
)

func (s *Server) verdictView(ctx context.Context, a article.Article, f *index.Finding) (*verdictView, error) {
	v := &verdictView{frame: frame{headline(f), "check"}, Finding: f, Headline: headline(f), Foreign: foreign(f)}
	v.Matches = f.Matches[:min(len(f.Matches), shownMatches)]
	v.MoreM = len(f.Matches) - len(v.Matches) + f.MatchesCut
	if len(f.Matches) == 0 {
		return v, nil
	}
	v.Best = &f.Matches[0]
	v.Overlap = v.Best.ContainmentAB
	v.Passages, v.MoreP = passages(a.Text, v.Best.Spans)
	e, err := s.ix.Article(v.Best.ID)
	switch {
	case errors.Is(err, index.ErrNotFound): // it was forgotten since the look-up
		return v, nil
	case err != nil:
		return nil, err
	case e.Article.Text == "":
		v.NoText = true
		return v, nil
	}
	v.Beside, err = s.beside(ctx, a, f, e)
	return v, err
}

// passages are the words that an article shares with another, longest first.
func passages(t string, spans []dedupe.SpanPair) (out []string, more int) {
	for _, p := range spans {
		if p.A.Start >= 0 && p.A.Start < p.A.End && p.A.End <= len(t) {
			out = append(out, strings.Join(strings.Fields(p.A.Of(t)), " "))
		}
	}
	slices.SortStableFunc(out, func(x, y string) int { return cmp.Compare(len(y), len(x)) })
	n := min(len(out), shownPassages)
	for i := range out[:n] {
		out[i] = cutRunes(600, out[i])
	}
	return out[:n], len(out) - n
}

// asked is the id of the article in question where it stands beside a stored
// one; the stored one may have its own.
const asked = "the article in question"

// beside lays an article out beside a stored one, as the report does with a copy
// and what it was taken from.
func (s *Server) beside(ctx context.Context, a article.Article, f *index.Finding, e *index.Entry) (*besideView, error) {
	stored := e.Article
	a.ID = asked
	arts := []article.Article{stored, a}
	const story = "s1"
	pile := report.Pile{Articles: arts, Groups: &dedupe.Result{}, Stories: []provenance.Story{{Story: story, Family: story, First: stored.ID, Copies: []string{stored.ID, asked}}}}
	for i := range arts {
		r := provenance.Attribute(arts[i], s.opts.Registry)
		r.Story, r.Family = story, story
		if i == 1 {
			r.Parent = &stored.ID // so that the stored one stands on the left, whatever their dates
			r.Origin, r.OriginStatus, r.OriginConfidence = f.Origin, f.OriginStatus, f.OriginConfidence
		} else {
			r.Origin, r.OriginStatus, r.OriginConfidence = e.Origin, e.OriginStatus, e.OriginConfidence
		}
		pile.Records = append(pile.Records, r)
		pile.Groups.Articles = append(pile.Groups.Articles, dedupe.Placement{ID: arts[i].ID, Story: story, Family: story, Relation: dedupe.Copy})
	}
	m, err := report.Build(ctx, pile, report.Options{Registry: s.opts.Registry, Lexicon: s.opts.Lexicon, Workers: 1})
	if err != nil {
		return nil, err
	}
	if len(m.Stories) == 0 {
		return nil, nil
	}
	st := &m.Stories[0]
	v := &besideView{A: "in the index", B: "what you sent", Language: st.Language, Identical: len(st.Identical) > 0}
	if e.Publisher != nil {
		v.A = cutRunes(80, e.Publisher.Name)
	}
	if len(st.Compared) > 0 {
		v.Comparison = &st.Compared[0]
	}
	n := min(len(st.Changes), shownChanges)
	for _, c := range st.Changes[:n] {
		v.Changes = append(v.Changes, c.Brief())
	}
	v.MoreC = len(st.Changes) - n
	return v, nil
}
