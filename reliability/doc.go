// Package reliability gathers what can be known of outlets as sources: what
// others say of them, and what they do in the articles at hand. The two are
// never merged, and neither is made into one score.
//
// # Behaviour
//
// A [Meter] is fed stories, one by one, in any order, by as many goroutines as
// there are. It keeps counts for each outlet, not texts, and gives each outlet's
// [Behaviour]: figures such as the share of articles that are its own work, or
// of quotations that it altered. Every [Figure] says what was counted, among how
// many, and between which limits the true rate lies with 95 % confidence. Below
// [DefaultMin] articles no rate is given, only the counts. What each figure
// counts, in words, is told by [Definitions]; docs/figures.md holds the same with
// the reasons and the literature.
//
//	m, err := reliability.NewMeter(reliability.MeterOptions{})
//	err = m.Add(ctx, story)               // for each story
//	err = m.Compare(ctx, fetch)           // a bounded sample of copies against what they were taken from
//	for _, b := range m.Behaviours() { … }
//
// [OfPile] does this for a pile that is in memory.
//
// Words are careful by design: a figure speaks of "these 412 articles", and never
// of what an outlet is.
package reliability
