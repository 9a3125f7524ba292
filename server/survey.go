package server

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/reliability"
	"github.com/newscheck/newscheck/reliability/stored"
)

// survey is what the outlets of the whole index do, counted at one time.
type survey struct {
	made     time.Time
	took     time.Duration
	articles int
	partial  bool        // the first one, as far as it is
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

// surveyed returns the last survey. The first one, or a part of it, is waited for
// shortly; later ones are made behind the answers of the one before.
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
		return nil, counting(0)
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

// counting is the problem of who asks before there is an answer.
func counting(articles int) *Problem {
	return busy.problem("What outlets do is being counted, so far in %d articles; ask again in a moment.", articles).after(5)
}

func changed(a, b index.Stats) bool {
	return a.Articles != b.Articles || a.Revisions != b.Revisions || !a.Newest.Equal(b.Newest) || a.Stories != b.Stories
}

// makeSurvey counts what outlets do, on one processor, and keeps the result. Of
// the first one it keeps what is counted so far, after twice the time each time.
func (s *Server) makeSurvey(st index.Stats, some chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	defer context.AfterFunc(s.life, cancel)()
	show := sync.OnceFunc(func() { close(some) })
	defer show()
	v, err := s.count(ctx, func(part *survey) {
		s.surveying.Lock()
		if s.survey == nil || s.survey.partial {
			s.survey = part
		}
		s.surveying.Unlock()
		show()
	})
	s.surveying.Lock()
	defer s.surveying.Unlock()
	s.running, s.surveyError = nil, err
	if err == nil {
		v.seen = st
		s.survey = v
	} else if ctx.Err() == nil {
		s.opts.Log.Error("the outlets could not be counted", "error", err)
	}
}

// count makes a survey, and gives what there is of it now and then to show.
func (s *Server) count(ctx context.Context, show func(*survey)) (*survey, error) {
	began := time.Now()
	meter, err := reliability.NewMeter(reliability.MeterOptions{Registry: s.opts.Registry, Lexicon: s.opts.Lexicon, Workers: 1})
	if err != nil {
		return nil, err
	}
	articles := 0
	sum := func(partial bool) *survey {
		v := &survey{made: began, took: time.Since(began), articles: articles, partial: partial, outlets: meter.Behaviours(), byKey: map[string]*reliability.Behaviour{}}
		for i := range v.outlets {
			v.byKey[v.outlets[i].Key] = &v.outlets[i]
		}
		return v
	}
	from, next := survivors{s.ix}, s.queue/2
	err = stored.Fill(ctx, from, meter, stored.Options{Registry: s.opts.Registry, Workers: 1, Next: func(n int) bool {
		if time.Since(began) > next {
			if part := sum(true); len(part.outlets) > 0 {
				next = 2 * time.Since(began)
				show(part)
			}
		}
		articles += n
		return true
	}})
	if err == nil {
		err = meter.Compare(ctx, stored.Fetch(from))
	}
	if err != nil {
		return nil, err
	}
	return sum(false), nil
}

// survivors is an index in which an article that was forgotten since its story was
// read says nothing.
type survivors struct{ Index }

func (x survivors) Article(id string) (*index.Entry, error) {
	e, err := x.Index.Article(id)
	if errors.Is(err, index.ErrNotFound) {
		return &index.Entry{}, nil
	}
	return e, err
}

func (x survivors) Provenance(id string) (*provenance.Record, error) {
	r, err := x.Index.Provenance(id)
	if errors.Is(err, index.ErrNotFound) {
		return &provenance.Record{ID: id}, nil
	}
	return r, err
}
