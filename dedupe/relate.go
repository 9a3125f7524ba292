package dedupe

// Thresholds of Relate. They were fitted on hand-labelled web news; each can be
// read as a sentence.
const (
	// MaxNew is the share of new words, of new and shared ones, up to which two
	// articles are copies: about one sentence in five or six.
	MaxNew = 0.19
	// containedShare: an article whose words all but stand in the other is a cut
	// of it, or the other is the same with more furniture around it …
	containedShare = 0.96
	// … as long as at least half of the other's matching stretch is shared.
	containedMaxNew = 0.5
	// A version shares at least so many words, in more than one passage (one
	// unbroken passage is an excerpt that was built in), …
	versionWords = 110
	// or so much of the shorter article …
	versionShare = 0.7
	// … and no more than so much of it, measured as above, is new.
	versionMaxNew = 0.76
	// Articles of about one length, that is up to twice, may share fewer words when
	// at most so much is new.
	peerMaxNew = 0.7
	// A re-used passage is two sentences outside quotation marks, or so many words.
	partialWords     = 40
	partialSentences = 2
	// Less than this part of an article is an excerpt of it, not a cut copy.
	excerptShare = 1.0 / 6
	// Shared sentences with so many numbers and names, of which this part is not
	// in the other article at all, are a form that was filled in anew.
	formFacts = 4
	formShare = 0.35
	// An article of so few words that stands whole in another one was taken from it.
	wholeBrief = 25
	// Under this many shared words nothing is said of copies and versions.
	minShared = 12
)

// Relate names the relation of two aligned articles: Copy, Version, Partial,
// Quote, or "" when they share nothing to speak of. score is how much like a
// copy the pair is, from 0 to 1; Copy means score ≥ 0.5. related is in the same
// way how much like two versions of one story they are.
func Relate(x Alignment) (rel Relation, score, related float64) {
	if formLetters(x) {
		return "", 0, 0
	}
	shared := min(x.A.Shared, x.B.Shared)
	if shared < minShared {
		return briefly(x)
	}
	fresh := x.A.New() + x.B.New()
	newShare := float64(fresh) / float64(fresh+shared)
	short, long := x.A, x.B
	if short.Prose > long.Prose {
		short, long = long, short
	}
	within := float64(shared) / float64(max(short.Prose, 1))
	score = max(0, 1-newShare/(2*MaxNew))
	if within >= containedShare && newShare <= containedMaxNew {
		score = max(score, 0.6)
	}
	related = max(score, min(max(float64(shared)/(2*versionWords), within/(2*versionShare)), (1-newShare)/(2*(1-versionMaxNew))))
	if shared >= partialWords && 2*short.Prose >= long.Prose {
		related = max(related, (1-newShare)/(2*(1-peerMaxNew)))
	}
	related = min(related, 1)
	if score >= 0.5 && float64(short.Prose) < excerptShare*float64(long.Prose) {
		score, related = min(score, 0.4), min(related, 0.4)
	}
	if block := x.A.Inside+x.B.Inside == 0; block && score < 0.5 && 2*shared < long.Prose {
		related = max(score, min(related, 0.4)) // no version, and no less than what it is as a copy
	}
	switch {
	case score >= 0.5:
		return Copy, score, 1
	case related >= 0.5:
		return Version, score, related
	case partial(x), within >= containedShare && shared >= wholeBrief:
		return Partial, score, related
	}
	if 2*min(x.A.Quoted, x.B.Quoted) >= shared {
		return Quote, score, related
	}
	return "", score, related
}

// formLetters tells articles that fill in one form (forecasts, results, market
// reports, obituaries): the sentences are alike, and the numbers and names that
// they carry are not. Copies, even edited ones, keep them.
func formLetters(x Alignment) bool {
	return x.A.fills() && x.B.fills()
}

func (s Side) fills() bool {
	return s.Facts >= formFacts && float64(s.OtherFacts) >= formShare*float64(s.Facts)
}

// partial tells whether a passage of running text, not just a quotation, was
// re-used.
func partial(x Alignment) bool {
	run := min(x.A.Run, x.B.Run)
	return run >= partialWords || run > 0 && min(x.A.RunLength, x.B.RunLength) >= partialSentences
}

// briefly relates articles with hardly any running text in common: lists,
// tables, headlines, texts without full stops. There whole words are counted.
func briefly(x Alignment) (Relation, float64, float64) {
	if min(x.A.Prose, x.B.Prose) >= 2*minShared { // they have running text, and it differs
		return "", 0, 0
	}
	c := min(x.A.Containment, x.B.Containment)
	if c < 1-MaxNew {
		return "", 0, 0
	}
	return Copy, 1 - (1-c)/(2*MaxNew), 1
}
