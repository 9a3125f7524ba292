package server

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
)

// headline says a verdict as one would say it aloud.
func headline(f *index.Finding) string {
	switch {
	case f.Known:
		return "This very article is in the index already"
	case f.Verdict == index.Original && len(f.Matches) > 0:
		return "The original, as far as the index knows"
	case f.Verdict == index.Original:
		return "Not seen before"
	case f.Verdict == index.Republished && foreign(f) && f.OriginStatus == provenance.Stated:
		return "Republished from " + cutRunes(60, f.Origin.Name) + ", and it says so"
	case f.Verdict == index.Republished && foreign(f):
		return "Republished from " + cutRunes(60, f.Origin.Name) + " without saying so"
	case f.Verdict == index.Republished:
		return "Republished: the text was seen before"
	case f.Verdict == index.Revised:
		return "A new version of an article that was seen before"
	case f.Verdict == index.Partial:
		return "Parts of it were seen before"
	}
	return "Not enough to tell"
}

// sentence makes a sentence of a reason.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	r, n := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(r)) + s[n:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// published is a date as people write it, where it is in a form that has one
// meaning.
func published(s string) string {
	for layout, shown := range map[string]string{time.RFC3339: "2 Jan 2006, 15:04 MST", time.DateOnly: "2 Jan 2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return strings.Replace(t.Format(shown), " +0000", " UTC", 1)
		}
	}
	return cutRunes(40, s)
}

// foreign reports whether the origin is known and is not who published it.
func foreign(f *index.Finding) bool {
	return f.Origin != nil && (f.OriginStatus == provenance.Stated || f.OriginStatus == provenance.Inferred)
}

// statusWords say how an origin is known, with the marks of the report.
func statusWords(s provenance.Status) string {
	switch s {
	case provenance.Stated:
		return "the text names it"
	case provenance.Inferred:
		return "another copy names it, this one does not"
	case provenance.Own:
		return "its publisher’s own work"
	}
	return "not known"
}

// relationWords say what a stored article is to the one in question.
func relationWords(r dedupe.Relation) string {
	switch r {
	case dedupe.Copy:
		return "the same article"
	case dedupe.Version:
		return "another version"
	case dedupe.Partial:
		return "shares a passage"
	case dedupe.Quote:
		return "shares quotations only"
	}
	return string(r)
}

// proof is a piece of evidence in words.
type proof struct {
	What  string // the kind of mark
	Text  string // the exact words
	Whose string // what it speaks for
	Away  bool   // another copy holds it
	no    bool   // it speaks against
	w     float64
}

// Against reports whether it speaks against the claim.
func (p proof) Against() bool { return p.no }

// maxProofs bounds the evidence that a page lists.
const maxProofs = 8

// proofs are what speaks most for or against who wrote an article.
func proofs(evidence []provenance.Evidence) []proof {
	var out []proof
	for _, e := range evidence {
		if e.Supports != "origin" && e.Supports != "own" || e.Weight == 0 {
			continue
		}
		p := proof{What: e.Rule, Text: cutRunes(200, strings.Join(strings.Fields(e.Text), " ")), Whose: e.Value, Away: e.From != "", no: e.Weight < 0, w: max(e.Weight, -e.Weight)}
		if r, ok := provenance.RuleByID(e.Rule); ok {
			p.What = r.What
		}
		if !slices.ContainsFunc(out, func(o proof) bool { return o.What == p.What && o.Text == p.Text }) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y proof) int { return cmp.Compare(y.w, x.w) })
	return out[:min(len(out), maxProofs)]
}
