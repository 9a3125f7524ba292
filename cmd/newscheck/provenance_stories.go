package main

import (
	"cmp"
	"io"
	"runtime"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
	"golang.org/x/sync/errgroup"
)

// storyRecord is one line of --stories. docs/records.md describes it.
type storyRecord struct {
	provenance.Story
	FamilySources []provenance.OutletRef `json:"family_sources"` // distinct origins behind all stories of its family
	Framing       []framing.Note         `json:"framing"`        // what copies changed against what they were taken from, gravest first
}

// writeStories writes a line for each story, most copies first. Each copy is
// compared with its parent or, where none is known, with the first of the story.
func (a *attributed) writeStories(w io.Writer) error {
	lex, err := framing.LoadLexicon()
	if err != nil {
		return err
	}
	stories := whole(a.stories)
	families := provenance.FamilySources(a.records)
	records := make([]storyRecord, len(stories))
	var g errgroup.Group
	g.SetLimit(cmp.Or(a.workers, runtime.GOMAXPROCS(0)))
	for i := range stories {
		g.Go(func() error {
			records[i] = storyRecord{stories[i], families[stories[i].Family], a.changes(&stories[i], lex)}
			if records[i].FamilySources == nil {
				records[i].FamilySources = []provenance.OutletRef{}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	e := newEncoder(w)
	for i := range records {
		if err := e.Encode(&records[i]); err != nil {
			return err
		}
	}
	return nil
}

// changes lists what the copies of a story changed.
func (a *attributed) changes(st *provenance.Story, lex *framing.Lexicon) []framing.Note {
	notes := []framing.Note{}
	if len(st.Copies) < 2 {
		return notes
	}
	inStory := make(map[string]bool, len(st.Copies))
	for _, id := range st.Copies {
		inStory[id] = true
	}
	pages := map[string]framing.Page{}
	page := func(id string) framing.Page {
		p, ok := pages[id]
		if !ok {
			p = framing.PageOf(a.arts[a.index()[id]])
			pages[id] = p
		}
		return p
	}
	for weight := 3; weight > 0; weight-- { // one pair after another within a weight
		for _, id := range st.Copies {
			from := st.First
			if parent := a.records[a.index()[id]].Parent; parent != nil && inStory[*parent] {
				from = *parent
			}
			if from == id {
				continue
			}
			for _, n := range framing.Compare(page(from), page(id), lex, framing.Options{}) {
				if n.Weight == weight {
					notes = append(notes, n)
				}
			}
		}
	}
	return notes
}
