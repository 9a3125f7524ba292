package server

import (
	"context"
	"errors"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
)

// survey is what the outlets of the whole index do, counted at one time.
type survey struct {
	made     time.Time
	took     time.Duration
	articles int
	seen     index.Stats // of the index when it was made
	outlets  []reliability.Behaviour
	byKey    map[string]*reliability.Behaviour
}

// How often a survey is made anew, when the index has changed: not sooner than
// after a minute, and so that it never takes more than a twentieth of the time
// of one processor.
const (
	surveyRest  = time.Minute
	surveyShare = 20
)

// surveyed returns the last survey. The first one is waited for shortly; later
// ones are made behind the answers of the one before.
func (s *Server) surveyed(ctx context.Context) (*survey, error) {
	st, err := s.ix.Stats()
	if err != nil {
		return nil, err
	}
	s.surveying.Lock()
	last, running := s.survey, s.running
	if running == nil && (last == nil || changed(last.seen, st) && time.Since(last.made) > max(surveyRest, surveyShare*last.took)) {
		running = make(chan struct{})
		s.running = running
		s.background.Go(func() { s.makeSurvey(st, running) })
	}
	s.surveying.Unlock()
	if last != nil {
		return last, nil
	}
	wait := time.NewTimer(s.queue)
	defer wait.Stop()
	select {
	case <-running:
	case <-wait.C:
		return nil, busy.problem("The outlets of %d articles are being counted; ask again in a moment.", st.Articles).after(5)
	case <-ctx.Done():
		return nil, gone(ctx)
	}
	s.surveying.Lock()
	defer s.surveying.Unlock()
	if s.survey == nil {
		return nil, s.surveyError
	}
	return s.survey, nil
}

func changed(a, b index.Stats) bool {
	return a.Articles != b.Articles || a.Revisions != b.Revisions || !a.Newest.Equal(b.Newest) || a.Stories != b.Stories
}

// makeSurvey counts what outlets do, on one processor, and keeps the result.
func (s *Server) makeSurvey(st index.Stats, done chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	v, err := s.count(ctx)
	s.surveying.Lock()
	defer s.surveying.Unlock()
	defer close(done)
	s.running, s.surveyError = nil, err
	if err == nil {
		v.seen = st
		s.survey = v
	} else if ctx.Err() == nil {
		s.opts.Log.Error("the outlets could not be counted", "error", err)
	}
}

func (s *Server) count(ctx context.Context) (*survey, error) {
	began := time.Now()
	meter, err := reliability.NewMeter(reliability.MeterOptions{Registry: s.opts.Registry, Lexicon: s.opts.Lexicon, Workers: 1})
	if err != nil {
		return nil, err
	}
	v := &survey{made: began, byKey: map[string]*reliability.Behaviour{}}
	at := provenance.Attributor{Registry: s.opts.Registry}
	for entries, err := range s.ix.Members(ctx) {
		if err != nil {
			return nil, err
		}
		st := reliability.Story{ID: entries[0].Story, Members: make([]reliability.Member, 0, len(entries))}
		for _, e := range entries {
			rec, err := s.recordOf(at, e)
			if errors.Is(err, index.ErrNotFound) {
				continue // it was forgotten meanwhile
			}
			if err != nil {
				return nil, err
			}
			m := reliability.Member{Article: e.Article, Record: rec, Relation: e.Relation, Replaced: e.RevisedBy != ""}
			if e.Revision != nil {
				m.Revision = &reliability.Revision{Of: e.Revision.Of, Silent: e.Revision.Silent}
			}
			st.Members = append(st.Members, m)
		}
		v.articles += len(st.Members)
		if err := meter.Add(ctx, st); err != nil {
			return nil, err
		}
	}
	err = meter.Compare(ctx, func(_ context.Context, id string) (article.Article, error) {
		e, err := s.ix.Article(id)
		if errors.Is(err, index.ErrNotFound) {
			return article.Article{}, nil
		}
		if err != nil {
			return article.Article{}, err
		}
		return e.Article, nil
	})
	if err != nil {
		return nil, err
	}
	v.outlets = meter.Behaviours()
	for i := range v.outlets {
		v.byKey[v.outlets[i].Key] = &v.outlets[i]
	}
	v.took = time.Since(began)
	return v, nil
}

// recordOf is the provenance of a stored article: what its text says, and what
// its story tells of its origin by now.
func (s *Server) recordOf(at provenance.Attributor, e *index.Entry) (*provenance.Record, error) {
	if e.Article.Text == "" { // the index keeps no texts
		return s.ix.Provenance(e.Article.ID)
	}
	r := at.Attribute(e.Article)
	r.Story, r.Family, r.Publisher = e.Story, e.Family, e.Publisher
	r.Origin, r.OriginStatus, r.OriginConfidence = e.Origin, e.OriginStatus, e.OriginConfidence
	return &r, nil
}
