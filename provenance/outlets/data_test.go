package outlets

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// ordinary are English words that no strong alias may be: they would be found
// in running text that names no outlet.
const ordinary = `time people nature wired dawn mint punch vanguard metro slate salon vox fox sky mirror guardian
independent telegraph express star sun standard nation herald national times post globe journal record state news
week focus stern bild welt trend beta trouble patch medium puck vice mic insider stuff scoop reason fortune forbidden
variety billboard deadline atlantic economist spectator diplomat forward advocate blade observer federalist press
reuter sputnik petra fars mehr turan antara lusa andina kabar mizan borna novum reveal grist quartz excite juno kan
globes globe kompas tempo confidencial semana proceso reforma milenio twitchy esquire kremlin hearst scripps getty
stateline jang leadership crikey express telex delo politika kurier blick trouw stacker newsy conversation hill`

func TestRows(t *testing.T) {
	g := registry(t)
	words := make(map[string]bool)
	for _, w := range strings.Fields(ordinary) {
		words[w] = true
	}
	domains := make(map[string]string)
	for o := range g.All() {
		if len(o.Refs) == 0 {
			t.Errorf("%s has no reference", o.ID)
		}
		for _, r := range o.Refs {
			if !strings.HasPrefix(r, "https://") && !strings.HasPrefix(r, "http://") {
				t.Errorf("%s: reference %q is no address", o.ID, r)
			}
		}
		if o.State.Country != "" && o.State.Ref == "" {
			t.Errorf("%s: its state link has no reference", o.ID)
		}
		if o.Country == "" && o.Kind != IGO && o.Kind != Aggregator {
			t.Errorf("%s has no country", o.ID)
		}
		if o.Lang == "" {
			t.Errorf("%s has no language", o.ID)
		}
		for _, d := range o.Domains {
			if p := domains[d]; p != "" {
				t.Errorf("%s: domain %s is also %s's", o.ID, d, p)
			}
			domains[d] = o.ID
			host, _, _ := strings.Cut(d, "/")
			if got := g.ByDomain(d); got != o {
				t.Errorf("ByDomain(%q) is not %s", d, o.ID)
			}
			if got := g.ByDomain("sub.domain." + host); d == host && got != o {
				t.Errorf("a sub-domain of %q is not %s's", d, o.ID)
			}
		}
		class := make(map[string]Class)
		for _, a := range o.Aliases {
			key := g.folder.fold(a.Text)
			if c, ok := class[key]; ok && c != a.Class {
				t.Errorf("%s: %q is both %s and %s", o.ID, a.Text, c, a.Class)
			}
			class[key] = a.Class
			if a.Class == Strong && (words[key] || words[strings.TrimPrefix(key, "the ")] && !strings.HasPrefix(key, "the ")) {
				t.Errorf("%s: %q is an ordinary word and needs ctx:", o.ID, a.Text)
			}
			if a.Class == Strong && utf8.RuneCountInString(key) <= 2 && key < "\u0400" {
				t.Errorf("%s: %q is too short to be strong", o.ID, a.Text)
			}
			if strings.ContainsFunc(a.Text, unicode.IsControl) || strings.TrimSpace(a.Text) != a.Text {
				t.Errorf("%s: %q has stray white space", o.ID, a.Text)
			}
			found := false
			for _, c := range g.Candidates(a.Text) {
				found = found || c == o
			}
			if !found {
				t.Errorf("%s is not a candidate for its own name %q", o.ID, a.Text)
			}
			ms := g.Find(nil, a.Text)
			if len(ms) == 0 || ms[0].Span.Start != 0 && !strings.HasPrefix(key, "the ") {
				t.Errorf("%s: its name %q is not found in text", o.ID, a.Text)
			}
		}
	}
}

func TestCounts(t *testing.T) {
	g := registry(t)
	kinds := make(map[Kind]int)
	countries := make(map[string]bool)
	for o := range g.All() {
		kinds[o.Kind]++
		countries[o.Country] = true
	}
	for k, least := range map[Kind]int{Agency: 140, Broadcaster: 150, Paper: 300, Magazine: 50, Digital: 150, Government: 60, IGO: 20, NGO: 20, Aggregator: 15, Portal: 15, Distributor: 15, Group: 15} {
		if kinds[k] < least {
			t.Errorf("%d outlets of kind %s, want at least %d", kinds[k], k, least)
		}
	}
	if len(countries) < 140 {
		t.Errorf("outlets of %d countries, want at least 140", len(countries))
	}
	t.Logf("%d outlets of %d countries: %v", g.Len(), len(countries), kinds)
}
