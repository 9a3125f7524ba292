package report

import (
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// smallPile is a story in four copies, a version of it, an article that re-uses
// a passage, and one that has nothing to do with them. All is invented.
func smallPile() []article.Article {
	const (
		lead   = "The harbor council of Port Ellery voted 7 to 2 on Tuesday to close the old swing bridge to trucks, after inspectors found 14 cracked bolts in its turntable."
		quote  = `"We will not wait for a truck to land in the water," said council chair Ines Okafor.`
		deny   = "The bridge's operator, Tollard Works, denied that the bolts were unsafe and said it had replaced nine of them in April."
		rebels = "Truckers who oppose the vote gathered at the east gate, where activists blocked one lane for about an hour."
		count  = "Some 1,200 trucks cross the bridge on a working day, the council's figures show, and most will now drive 18 kilometers around the bay."
		cause  = "The inspectors said salt water may have weakened the bolts, and that the bridge could reopen to trucks in October."
		close_ = "A ferry for goods will run twice a day until then, at no charge to firms from the town."
		mayor  = "Mayor Tadeo Lind said the town had asked for a new bridge in every budget since 2009 and had been refused each time."
	)
	join := func(paras ...string) string {
		out := ""
		for i, p := range paras {
			if i > 0 {
				out += "\n\n"
			}
			out += p
		}
		return out
	}
	return []article.Article{
		{ID: "wire-1", URL: "https://apnews.com/article/bridge-1", Publisher: "apnews.com", Title: "Port closes swing bridge to trucks after cracked bolts are found", Published: "2025-06-03T15:10:00Z",
			Text: join("PORT ELLERY (AP) — "+lead, quote, deny, rebels, count, cause, close_, mayor)},
		{ID: "paper-1", Publisher: "ellerycourant.example", Title: "Port closes swing bridge to trucks", Published: "2025-06-03T16:40:00Z",
			Text: join("PORT ELLERY (AP) — "+lead, quote, deny, rebels, count, cause, close_)},
		{ID: "paper-2", Publisher: "bayside.example", Title: "Mob blocks gate as bridge shuts", Published: "2025-06-03T18:05:00Z",
			Text: join(lead, `"We will wait for a truck to land in the water," said council chair Ines Okafor.`, "Truckers who oppose the vote gathered at the east gate, where thugs blocked one lane for about an hour.",
				"Some 2,100 trucks cross the bridge on a working day, the council's figures show, and most will now drive 18 kilometers around the bay.",
				"The inspectors said salt water has weakened the bolts, and that the bridge could reopen to trucks in October.", close_, mayor)},
		{ID: "blog/one.txt", Text: join("Bridge news", "June 4, 2025", lead, quote, deny, rebels, count, cause, close_, mayor)},
		{ID: "roundup-1", Publisher: "weekinports.example", Title: "The week in ports", Published: "2025-06-07T08:00:00Z",
			Text: join("Dredgers have returned to the mouth of the Sarn, where two coasters ran aground in May and were pulled free by a tug from the naval yard.", count, cause, "Grain prices at the three southern terminals fell for a fourth week, and the cold store at Wick Harbour is for sale again.")},
		{ID: "other-1", Publisher: "ellerycourant.example", Title: "School orchestra wins a prize", Published: "2025-06-02T10:00:00Z",
			Text: join("By Moira Fenn, Courant Staff", "The orchestra of the Ellery school came home from the capital with a silver cup and a bus full of sleeping violinists.", "Their conductor, who had promised to shave off his beard, kept his word on the ferry.")},
	}
}

// smallKnown is the small pile with its groups and provenance as a person would
// give them.
func smallKnown() Pile {
	p := Pile{Articles: smallPile(), Groups: &dedupe.Result{}}
	ap := &provenance.OutletRef{Name: "Associated Press", ID: "ap", Domain: "apnews.com", Kind: "agency"}
	site := func(name string) *provenance.OutletRef { return &provenance.OutletRef{Name: name, Domain: name} }
	at := func(value, precision string, zone bool) *provenance.Date {
		return &provenance.Date{Value: value, Precision: precision, ZoneKnown: zone, Source: "meta"}
	}
	dateline := provenance.Evidence{Rule: "dateline.agency", Supports: "origin", Value: "ap", Text: "AP", Weight: .93}
	copied := provenance.Evidence{Rule: "copies.stated", Supports: "origin", Value: "ap", Text: "AP", From: "paper-1", Weight: .85}
	wire, paper1 := "wire-1", "paper-1"
	add := func(story, family string, rel dedupe.Relation, words int, r provenance.Record) {
		a := p.Articles[len(p.Records)]
		r.ID, r.Headline, r.Story, r.Family = a.ID, a.Title, story, family
		p.Records = append(p.Records, r)
		p.Groups.Articles = append(p.Groups.Articles, dedupe.Placement{ID: a.ID, Story: story, Family: family, Relation: rel, Words: words})
	}
	add("s1", "f1", dedupe.First, 175, provenance.Record{Publisher: ap, Origin: ap, OriginStatus: provenance.Own, OriginConfidence: .9, Published: at("2025-06-03T15:10:00Z", "second", true),
		Evidence: []provenance.Evidence{{Rule: "dateline.own", Supports: "own", Value: "ap", Text: "AP", Weight: .85}}})
	add("s1", "f1", dedupe.Copy, 152, provenance.Record{Publisher: site("ellerycourant.example"), Origin: ap, OriginStatus: provenance.Stated, OriginConfidence: .93, Published: at("2025-06-03T16:40:00Z", "second", true),
		Evidence: []provenance.Evidence{dateline}, Parent: &wire, ParentStatus: "stated"})
	add("s1", "f1", dedupe.Copy, 149, provenance.Record{Publisher: site("bayside.example"), Origin: ap, OriginStatus: provenance.Inferred, OriginConfidence: .85, Published: at("2025-06-03T18:05:00Z", "second", true),
		Evidence: []provenance.Evidence{copied}, Parent: &wire, ParentStatus: "inferred"})
	add("s1", "f1", dedupe.Copy, 177, provenance.Record{Origin: ap, OriginStatus: provenance.Inferred, OriginConfidence: .85, Published: at("2025-06-04", "day", false),
		Evidence: []provenance.Evidence{copied}, ParentStatus: "undetermined"})
	add("s2", "f2", dedupe.Single, 90, provenance.Record{Publisher: site("weekinports.example"), OriginStatus: provenance.Unknown, Published: at("2025-06-07T08:00:00Z", "second", true)})
	add("s3", "f3", dedupe.Single, 45, provenance.Record{Publisher: site("ellerycourant.example"), Origin: site("ellerycourant.example"), OriginStatus: provenance.Own, OriginConfidence: .7, Published: at("2025-06-02T10:00:00Z", "second", true)})
	p.Groups.Matches = []dedupe.Match{{A: paper1, B: "roundup-1", Relation: dedupe.Partial, ContainmentAB: .29, ContainmentBA: .51, Spans: []dedupe.SpanPair{{A: dedupe.Span{Start: 506, End: 640}, B: dedupe.Span{Start: 140, End: 274}}}}}
	p.Stories = []provenance.Story{
		{Story: "s1", Family: "f1", Origin: ap, First: wire, Copies: []string{"blog/one.txt", "paper-1", "paper-2", "wire-1"}, Publishers: []string{"Associated Press", "bayside.example", "ellerycourant.example"}, IndependentSources: []provenance.OutletRef{*ap},
			Lineage: []provenance.Edge{{From: wire, To: paper1, Status: "stated", Score: 4, Evidence: []provenance.Evidence{dateline}}, {From: wire, To: "paper-2", Status: "inferred", Score: 2}}},
		{Story: "s2", Family: "f2", First: "roundup-1", Copies: []string{"roundup-1"}, Publishers: []string{"weekinports.example"}},
		{Story: "s3", Family: "f3", First: "other-1", Copies: []string{"other-1"}, Publishers: []string{"ellerycourant.example"}, Origin: site("ellerycourant.example"), IndependentSources: []provenance.OutletRef{*site("ellerycourant.example")}},
	}
	return p
}
