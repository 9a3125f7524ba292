package report

import (
	"strings"

	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
)

// where says in plain words where on a page a rule of attribution looks. Rules
// are named place.mark, and only the places are many enough to need words.
func where(rule string) string {
	place, _, _ := strings.Cut(rule, ".")
	switch place {
	case "masthead", "furniture":
		return "in the masthead"
	case "meta":
		return "in the page's metadata"
	case "url":
		return "in the page's address"
	case "label":
		return "in a label beside the headline"
	case "dateline":
		return "in the dateline"
	case "byline":
		return "in the byline"
	case "credit":
		return "in the credit line"
	case "copyright":
		return "in the copyright line"
	case "bio":
		return "in the note on the writer"
	case "mail":
		return "in a mail address"
	case "self":
		return "it speaks of itself"
	case "publisher", "site":
		return "it is on its own site"
	case "copies":
		return "in another copy"
	}
	return "in the text"
}

// relationWords says what an article of another story is to this one.
func relationWords(r string) string {
	switch r {
	case "version":
		return "another version"
	case "partial":
		return "re-uses a passage"
	case "quote":
		return "shares quotations only"
	case "copy":
		return "a copy"
	}
	return r
}

// statusWords says how an origin is known.
func statusWords(s provenance.Status) string {
	switch s {
	case provenance.Stated:
		return "names its source"
	case provenance.Inferred:
		return "does not name its source"
	case provenance.Own:
		return "its own work"
	}
	return "source not known"
}

// changeWords says in plain words what a note is about.
func changeWords(kind, label, family string) string {
	switch kind {
	case framing.KindQuote:
		switch label {
		case "altered":
			return "Altered quotation"
		case "trimmed":
			return "Quotation cut short"
		case "paraphrased", "dequoted", "de-quoted":
			return "Quotation turned into paraphrase"
		case "scare", "scare-quoted":
			return "Scare quotes added"
		case "so-called":
			return "“So-called” added"
		case "added":
			return "Quotation added"
		case "dropped":
			return "Quotation dropped"
		}
		return "Quotation " + label
	case framing.KindNumber:
		switch label {
		case "dropped", "added":
			return "Number or date " + label
		}
		return "Changed number"
	case framing.KindHeadline:
		switch label {
		case "new":
			return "New headline"
		case "":
			return "Headline"
		}
		return "Headline " + label
	case framing.KindLabel:
		switch label {
		case "added":
			return with("Charged name added", family)
		case "dropped":
			return with("Charged name dropped", family)
		}
		return with("Another name", family)
	case framing.KindAttribution:
		switch label {
		case "verb":
			return with("Another verb of saying", strings.ReplaceAll(family, " / ", " → "))
		case "dropped":
			return "Who says so is dropped"
		case "added":
			return "Who says so is added"
		}
		return "Who says so: " + label
	case framing.KindHedge:
		switch label {
		case "dropped":
			return with("Doubt removed", family)
		case "added":
			return with("Doubt added", family)
		}
		return with("How sure it is, changed", family)
	case framing.KindIntensity:
		switch label {
		case "added":
			return with("Stronger words", family)
		case "dropped":
			return with("Weaker words", family)
		}
		return with("Strength of words changed", family)
	case framing.KindVoice:
		return with("Who acts", family)
	case framing.KindOmitted:
		return "Left out" + matter(label)
	case framing.KindAdded:
		return "Added" + matter(label)
	case framing.KindMoved:
		return "Moved"
	}
	return kind
}

func with(s, detail string) string {
	if detail == "" {
		return s
	}
	return s + " (" + detail + ")"
}

// matter says what a sentence that only one copy has is about.
func matter(label string) string {
	switch label {
	case "":
		return ""
	case "accusation":
		return ": an accusation"
	case "denial":
		return ": a denial"
	case "count":
		return ": a figure"
	case "quote":
		return ": a quotation"
	case "attribution":
		return ": what someone is said to have said"
	case "evaluation":
		return ": an assessment"
	case "stake":
		return ": what is at stake"
	case "limits":
		return ": a limit or exception"
	case "deck":
		return ": a line under the headline"
	case "label":
		return ": a charged name"
	}
	return ": " + label
}

// groupOf is the heading under which a change is listed.
func groupOf(kind string) string {
	switch kind {
	case framing.KindQuote:
		return "quotations"
	case framing.KindNumber:
		return "numbers"
	case framing.KindHeadline:
		return "headlines"
	case framing.KindLabel:
		return "names"
	case framing.KindAttribution:
		return "who says so"
	case framing.KindHedge, framing.KindIntensity, framing.KindVoice:
		return "tone"
	case framing.KindOmitted:
		return "left out"
	case framing.KindAdded:
		return "added"
	}
	return kind
}
