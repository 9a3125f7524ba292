package index

import (
	"errors"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
)

// Bounds on what is told of a revision.
const (
	maxChanges = 20
	maxChange  = 200 // bytes
)

// revise tells what r changed against the article whose place it takes, and
// notes there that it was replaced.
func (sc *scope) revise(t *tools, r *arrival) (*Revision, error) {
	old, err := sc.header(r.revises)
	if errors.Is(err, errGone) {
		r.revises, r.h.revises = none, none
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	part, err := sc.component(r.revises)
	if err != nil {
		return nil, err
	}
	p := *part
	p.members = slices.Clone(part.members)
	i, ok := p.place(r.revises)
	if !ok {
		return nil, errGone
	}
	m := &p.members[i]
	m.state.revised, m.state.old = r.number, old.id == r.h.id
	sc.replace(&p, nil)

	rev := &Revision{Of: nameOf(old, &m.state), Number: 2, Title: !sameWords(old.title, r.h.title)}
	if old.revises != none {
		rev.Number = old.revision.Number + 1
	}
	before, err := sc.article(t, r.revises)
	if err != nil {
		return nil, err
	}
	if sc.x.meta.Params.NoText {
		rev.Changes = []string{"the text changed; the index keeps no texts to say how"}
		r.h.revision = *rev
		return rev, nil
	}
	if err := sc.changes(rev, before, r); err != nil {
		return nil, err
	}
	r.h.revision = *rev
	return rev, nil
}

// changes aligns the two texts sentence by sentence.
func (sc *scope) changes(rev *Revision, before article.Article, r *arrival) error {
	lex, err := sc.x.lexicon()
	if err != nil {
		return err
	}
	told := 0
	say := func(kind string, a, b string) {
		if told++; len(rev.Changes) == maxChanges {
			return
		}
		switch {
		case a == "":
			rev.Changes = append(rev.Changes, kind+": "+cutText(b, maxChange))
		case b == "":
			rev.Changes = append(rev.Changes, kind+": "+cutText(a, maxChange))
		default:
			rev.Changes = append(rev.Changes, kind+": "+cutText(a, maxChange)+" → "+cutText(b, maxChange))
		}
	}
	if rev.Title {
		say("headline", before.Title, r.h.title)
	}
	of := func(t string, spans []text.Span) string {
		if len(spans) == 0 {
			return ""
		}
		return strings.Join(strings.Fields(t[spans[0].Start:spans[len(spans)-1].End]), " ")
	}
	for _, op := range framing.Align(before.Text, r.art.Text, lex, framing.Options{Language: r.art.Language}) {
		a, b := of(before.Text, op.A), of(r.art.Text, op.B)
		switch op.Kind {
		case framing.OpAdded:
			rev.Added += len(op.B)
			say("added", a, b)
		case framing.OpOmitted:
			rev.Omitted += len(op.A)
			say("omitted", a, b)
		case framing.OpKept:
			rev.Kept += len(op.B)
		case framing.OpMoved:
			if a == b {
				rev.Kept += len(op.B)
				continue
			}
			fallthrough
		default:
			if a == b {
				rev.Kept += len(op.B)
				continue
			}
			rev.Edited += len(op.B)
			say("edited", a, b)
		}
	}
	// The page says so when it has a notice that it did not have before.
	notices := provenance.Attributor{Registry: sc.x.registry}.Attribute(before).Notices
	rev.Silent = rev.Added+rev.Edited+rev.Omitted > 0
	for _, n := range r.rec.Notices {
		if !slices.ContainsFunc(notices, func(o string) bool { return sameWords(o, n) }) {
			rev.Silent = false
		}
	}
	return nil
}

func sameWords(a, b string) bool {
	return a == b || slices.Equal(strings.Fields(text.Fold(a)), strings.Fields(text.Fold(b)))
}
