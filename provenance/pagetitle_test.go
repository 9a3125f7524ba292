package provenance

import (
	"testing"

	"github.com/newscheck/newscheck/article"
)

// TestSavedPage tells the publisher of pages that name their site only in their
// title, their canonical link or their line of copyright.
func TestSavedPage(t *testing.T) {
	reg := registry(t)
	const text = "The town council voted on Tuesday night to close two of its four swimming pools, saying that repairs would cost more than it has set aside.\n\nThe two that remain will open an hour earlier from April, the council said in a statement after the vote was taken."
	for _, c := range []struct {
		name                            string
		title, h1, canonical, copyright string
		url                             string
		want, domain                    string
	}{
		{name: "known outlet after a bar", title: "Council votes to close two pools | The Guardian", h1: "Council votes to close two pools", want: "The Guardian", domain: "theguardian.com"},
		{name: "known outlet after a dash", title: "Council votes to close two pools - Los Angeles Times", h1: "Council votes to close two pools", want: "Los Angeles Times", domain: "latimes.com"},
		{name: "known outlet before a bar", title: "Deccan Herald | Council votes to close two pools", h1: "Council votes to close two pools", want: "Deccan Herald", domain: "deccanherald.com"},
		{name: "known outlet, page without headings", title: "Council votes to close two pools | Los Angeles Times", want: "Los Angeles Times", domain: "latimes.com"},
		{name: "headline that cites", title: "Council votes to close two pools - Reuters", h1: "Council votes to close two pools - Reuters"},
		{name: "headline that may cite", title: "Council votes to close two pools - Reuters"},
		{name: "headline with a dash", title: "Council votes to close two pools - Clubs protest", h1: "Council votes to close two pools"},
		{name: "section with an outlet's name", title: "Council votes to close two pools | Time", h1: "Council votes to close two pools"},
		{name: "unknown site", title: "Council votes to close two pools | Milltown Ledger", h1: "Council votes to close two pools"},
		{name: "unknown site, in the copyright", title: "Council votes to close two pools | Milltown Ledger", h1: "Council votes to close two pools", copyright: "Copyright © 2024 Milltown Ledger. All rights reserved.", want: "Milltown Ledger"},
		{name: "word of the copyright", title: "Council votes to close two pools | News", h1: "Council votes to close two pools", copyright: "© 2024 Milltown News. All rights reserved."},
		{name: "unknown site, in the link", title: "Council votes to close two pools - Milltown Ledger", h1: "Council votes to close two pools", canonical: "https://www.milltownledger.com/news/pools", want: "Milltown Ledger", domain: "milltownledger.com"},
		{name: "link only", title: "Council votes to close two pools", h1: "Council votes to close two pools", canonical: "https://www.milltownledger.com/news/pools", want: "milltownledger.com", domain: "milltownledger.com"},
		{name: "copyright only", title: "Council votes to close two pools", copyright: "© 2024 Deccan Herald", want: "Deccan Herald", domain: "deccanherald.com"},
		{name: "copyright of an agency", title: "Council votes to close two pools", copyright: "© 2024 The Associated Press. All rights reserved."},
		{name: "copyright of a picture", title: "Council votes to close two pools", copyright: "Image copyright Deccan Herald"},
		{name: "address without a name", title: "Council votes to close two pools | Milltown Ledger", h1: "Council votes to close two pools", url: "https://milltownledger.com/pools", want: "Milltown Ledger", domain: "milltownledger.com"},
		{name: "address of a mirror", title: "Council votes to close two pools | The Guardian", h1: "Council votes to close two pools", url: "https://mirror-of-all.example/pools", want: "mirror-of-all.example", domain: "mirror-of-all.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := article.Article{ID: "a", URL: c.url, CanonicalURL: c.canonical, Text: text, Meta: map[string]string{}}
			for k, v := range map[string]string{"html:title": c.title, "html:h1": c.h1, "html:copyright": c.copyright} {
				if v != "" {
					a.Meta[k] = v
				}
			}
			r := Attribute(a, reg)
			checkSpans(t, text, &r)
			got := OutletRef{}
			if r.Publisher != nil {
				got = *r.Publisher
			}
			if got.Name != c.want || got.Domain != c.domain {
				t.Errorf("publisher is %q (%s), want %q (%s); evidence %+v", got.Name, got.Domain, c.want, c.domain, r.Evidence)
			}
		})
	}
}

// TestCanonicalOfSavedPage checks that the canonical link of a page without an
// address tells the origin where the page's own title names another outlet.
func TestCanonicalOfSavedPage(t *testing.T) {
	a := article.Article{ID: "a", CanonicalURL: "https://www.theguardian.com/world/pools",
		Text: "The town council voted on Tuesday night to close two of its four swimming pools, saying that repairs would cost more than it has set aside.",
		Meta: map[string]string{"html:title": "Council votes to close two pools | Deccan Herald", "html:h1": "Council votes to close two pools"}}
	r := Attribute(a, registry(t))
	if r.Publisher == nil || r.Publisher.ID != "deccanherald" || r.OriginStatus != Stated || r.Origin.ID != "guardian" {
		t.Errorf("publisher %v, origin %s %v", r.Publisher, r.OriginStatus, r.Origin)
	}
}
