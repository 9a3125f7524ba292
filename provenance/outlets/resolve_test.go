package outlets

import (
	"fmt"
	"testing"
)

func TestResolve(t *testing.T) {
	g := registry(t)
	for _, c := range []struct {
		text, alias string // alias: what must be found
		ctx         Context
		want        string
	}{
		{text: "LONDON (AP) — Rain fell.", alias: "AP", want: "ap"},
		{text: "he told AP on Monday", alias: "AP", want: "ap"},
		{text: "AP reported on Monday", alias: "AP", want: "ap"},
		{text: "AP Chief Minister met farmers", alias: "AP", ctx: Context{Attribution: true}, want: ""},
		{text: "The (AP) government in Amaravati said", alias: "AP", want: ""},
		{text: "an AP chemistry exam", alias: "AP", want: ""},
		{text: "the AP cell of the party", alias: "AP", want: ""},
		{text: "VIENNA (APA) - Ministers met", alias: "APA", want: "apa-at"},
		{text: "Baku. 3 May (APA). A road opened", alias: "APA", want: "apa-az"},
		{text: "Source: APA", alias: "APA", ctx: Context{Country: "AZ"}, want: "apa-az"},
		{text: "Source: APA", alias: "APA", want: ""},
		{text: "Taipei, May 3 (CNA) A ferry", alias: "CNA", want: "cna-tw"},
		{text: "SINGAPORE: he told CNA on Monday", alias: "CNA", want: "cna-sg"},
		{text: "the bishop told CNA on Monday", alias: "CNA", want: "cna-ewtn"},
		{text: "Reported by CNA", alias: "CNA", ctx: Context{Country: "TW"}, want: "cna-tw"},
		{text: "growth in the MENA region slowed", alias: "MENA", want: ""},
		{text: "CAIRO (MENA) - The minister", alias: "MENA", want: "mena"},
		{text: "Damascus, SANA- The ministry", alias: "SANA", ctx: Context{Attribution: true}, want: "sana"},
		{text: "Houthi media in (SANA) said", alias: "SANA", want: ""},
		{text: "KYIV. May 3 (Interfax-Ukraine) - Rail", alias: "Interfax-Ukraine", want: "interfax-ukraine"},
		{text: "MOSCOW. May 3 (Interfax) - Rail", alias: "Interfax", want: "interfax"},
		{text: "RT @someone: look at this", alias: "RT", want: ""},
		{text: "he told RT on Monday", alias: "RT", want: "rt"},
		{text: "Amman, May 3 (Petra) -- The King", alias: "Petra", ctx: Context{Attribution: true}, want: "petra"},
		{text: "tourists walked to Petra at dawn", alias: "Petra", want: ""},
		{text: "a quake in Fars province", alias: "Fars", want: ""},
		{text: "according to Fars, the minister", alias: "Fars", want: "fars"},
		{text: "the Mehr housing scheme", alias: "Mehr", want: ""},
		{text: "The Conversation between the two turned sour", alias: "The Conversation", want: ""},
		{text: "CNN affiliate WXYZ said", alias: "CNN", want: ""},
		{text: "the Reuters building in Baghdad", alias: "Reuters", want: ""},
		{text: "under a blue Sky", alias: "Sky", want: ""},
		{text: "a red Fox ran", alias: "Fox", want: ""},
		{text: "as Time reported", alias: "Time", want: "time"},
		{text: "Time is short", alias: "Time", ctx: Context{Attribution: true}, want: ""},
		{text: "workers on The Hill are tired", alias: "The Hill", want: ""},
		{text: "in an interview with The Hill", alias: "The Hill", want: "thehill"},
		{text: "he told the Guardian", alias: "Guardian", want: "guardian"},
		{text: "he told The Guardian in Lagos", alias: "The Guardian", want: "guardian-ng"},
		{text: "By the Sydney desk, ABC News", alias: "ABC News", want: "abc-au"},
		{text: "he told ABC News", alias: "ABC News", want: "abcnews"},
		{text: "he told ABC News", alias: "ABC News", ctx: Context{Publisher: g.ByID("smh")}, want: "abc-au"},
		{text: "Erie, PA (reuters)", alias: "PA", want: ""},
		{text: "Copyright PA 2020", alias: "PA", want: "pa"},
		{text: "the AA meeting", alias: "AA", want: ""},
		{text: "ANKARA (AA) - The lira", alias: "AA", want: "anadolu"},
		{text: "students at UNI in Cedar Falls", alias: "UNI", want: ""},
		{text: "New Delhi, May 3 (UNI) Rain", alias: "UNI", want: "uni"},
		{text: "ATHENS (ANA) - Ferries", alias: "ANA", want: "ana-mpa"},
		{text: "a TT race on the island", alias: "TT", want: ""},
		{text: "a SPA day", alias: "SPA", want: ""},
		{text: "Riyadh, May 3 (SPA) -- The", alias: "SPA", want: "spa"},
		{text: "the CP rail strike", alias: "CP", want: ""},
		{text: "perbedaan di Antara keduanya", alias: "Antara", want: ""},
		{text: "he told Lusa on Monday", alias: "Lusa", want: "lusa"},
		{text: "Santa Lusa street", alias: "Lusa", want: ""},
		{text: "she told ANI on Monday", alias: "ANI", want: "ani"},
		{text: "cerveza Belga", alias: "Belga", want: "belga"},
		{text: "PTI chairman Imran Khan", alias: "PTI", want: ""},
		{text: "Mumbai, May 3 (PTI) Rain", alias: "PTI", want: "pti"},
	} {
		t.Run(c.text, func(t *testing.T) {
			c.ctx.Text = c.text
			for _, m := range g.Find(nil, c.text) {
				if m.Span.Of(c.text) != c.alias {
					continue
				}
				got := ""
				o, rule := g.Resolve(m, c.ctx)
				if o != nil {
					got = o.ID
				}
				if got != c.want {
					t.Errorf("%s in %q is %q by %s, want %q", c.alias, c.text, got, rule, c.want)
				}
				return
			}
			t.Errorf("%s is not found in %q: %v", c.alias, c.text, g.Find(nil, c.text))
		})
	}
}

func TestCallSign(t *testing.T) {
	for s, want := range map[string]bool{
		"WXYZ": true, "KHOU": true, "KHOU-TV": true, "WJW": true, "CFTO": true, "CFTO-DT": true, "WHO-TV": true,
		"WITH": false, "KCNA": false, "AP": false, "CNN": false, "wxyz": false, "WXYZA": false, "K-9": false, "": false,
	} {
		if CallSign(s) != want {
			t.Errorf("CallSign(%q) is not %v", s, want)
		}
	}
}

func ExampleRegistry_Resolve() {
	g, err := Default()
	if err != nil {
		panic(err)
	}
	s := "AP police said so, and (AP) carried it."
	for _, m := range g.Find(nil, s) {
		o, rule := g.Resolve(m, Context{Text: s})
		if o == nil {
			fmt.Println(m.Alias, "is no outlet:", rule)
			continue
		}
		fmt.Println(m.Alias, "is", o.Name)
	}
	// Output:
	// AP is no outlet: AP:after
	// AP is Associated Press
}
