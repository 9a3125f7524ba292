package framing

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The generator writes plain news prose and plants edits of known kinds in a
// copy of it, among changes of style that must stay silent. All words are the
// project's own.

var (
	genPlaces = []string{"Velmora", "Port Casson", "Idrin", "Tashvale", "North Quell", "Saint Orban", "Kelderby", "Maruna", "Brackwater", "Oskelia"}
	genNames  = []string{"Ilse Varga", "Tomas Brandt", "Amina Okoro", "Peter Holloway", "Lucia Ferrante", "Dmitri Sorokin", "Grace Adeyemi", "Henrik Lund"}
	genRoles  = []string{"the interior ministry", "the harbour board", "the relief agency", "the regional council", "the rail operator", "the health department"}
	genTopics = []string{"the coastal road", "the grain depot", "the water plant", "the border crossing", "the northern valley", "the old market", "the power station"}
)

type generator struct{ *rand.Rand }

func (g generator) pick(xs []string) string { return xs[g.IntN(len(xs))] }

// plain sentences, none of which is edited.
func (g generator) filler() string {
	p, n, t := g.pick(genPlaces), g.pick(genNames), g.pick(genTopics)
	switch g.IntN(10) {
	case 0:
		return fmt.Sprintf("Residents of %s began to return to their homes along %s on Tuesday.", p, t)
	case 1:
		return fmt.Sprintf("%s, who has worked in %s since the spring, walked through %s with a group of engineers.", n, p, t)
	case 2:
		return fmt.Sprintf("A convoy carrying flour, blankets and fuel reached %s shortly before noon.", p)
	case 3:
		return fmt.Sprintf("“We have to look after %s before the winter comes,” %s told reporters in %s.", t, n, p)
	case 4:
		return fmt.Sprintf("Schools in %s will stay open, and buses to %s are running as usual.", p, t)
	case 5:
		return fmt.Sprintf("According to %s, repairs at %s could take several weeks.", g.pick(genRoles), t)
	case 6:
		return fmt.Sprintf("The meeting in %s was attended by %s and two members of %s.", p, n, g.pick(genRoles))
	case 7:
		return fmt.Sprintf("%s said the plan for %s had been drawn up in %s last year.", n, t, p)
	case 8:
		return fmt.Sprintf("Traders at %s reported that prices in %s had fallen by 4 percent since June.", t, p)
	}
	return fmt.Sprintf("Heavy rain had washed away part of %s near %s earlier in the month.", t, p)
}

// edit returns a sentence, its edited form, and the kind of note that must come.
func (g generator) edit() (before, after, kind string) {
	p, n, t, r := g.pick(genPlaces), g.pick(genNames), g.pick(genTopics), g.pick(genRoles)
	a := 3 + g.IntN(90)
	b := a + 1 + g.IntN(40)
	swap := func(pairs [][2]string) (string, string) {
		x := pairs[g.IntN(len(pairs))]
		if g.IntN(2) == 0 {
			return x[1], x[0]
		}
		return x[0], x[1]
	}
	switch g.IntN(12) {
	case 0:
		x, y := swap([][2]string{{"terrorists", "militants"}, {"rebels", "insurgents"}, {"extremists", "fighters"}, {"gunmen", "terrorists"}, {"opposition fighters", "mercenaries"}})
		f := func(w string) string {
			return fmt.Sprintf("Army units moved against %s near %s before dawn and closed %s.", w, p, t)
		}
		return f(x), f(y), KindLabel
	case 1:
		x, y := swap([][2]string{{"regime", "government"}, {"junta", "administration"}, {"authorities", "regime"}})
		f := func(w string) string { return fmt.Sprintf("The %s in %s has promised new funds for %s.", w, p, t) }
		return f(x), f(y), KindLabel
	case 2:
		x, y := swap([][2]string{{"protest", "riot"}, {"uprising", "unrest"}, {"invasion", "operation"}, {"invasion", "intervention"}, {"ceasefire", "truce"}, {"demonstration", "riot"}})
		if x == "operation" || y == "operation" {
			x, y = "invasion", "incursion"
		}
		f := func(w string) string {
			return fmt.Sprintf("The %s near %s entered its third day with shops in %s closed.", w, t, p)
		}
		return f(x), f(y), KindLabel
	case 3:
		f := func(k int) string {
			return fmt.Sprintf("Rescue teams counted %d damaged houses around %s by nightfall.", k, t)
		}
		return f(a), f(b), KindNumber
	case 4:
		f := func(k int) string {
			return fmt.Sprintf("The company plans to hire %d people for its site at %s, %s said.", k, p, n)
		}
		return f(a), f(b), KindNumber
	case 5:
		x, y := swap([][2]string{{"said", "claimed"}, {"said", "admitted"}, {"said", "insisted"}, {"told reporters", "alleged"}, {"said", "conceded"}, {"said", "boasted"}})
		f := func(w string) string {
			return fmt.Sprintf("%s %s that the pumps at %s had been checked in March.", n, w, t)
		}
		return f(x), f(y), KindAttribution
	case 6:
		s := fmt.Sprintf("The pumps at %s were switched off an hour before the flood reached %s", t, p)
		return s + ", " + r + " said.", s + ".", KindAttribution
	case 7:
		s := fmt.Sprintf("a valve at %s had been left open overnight.", t)
		return "According to " + r + ", " + s, strings.ToUpper(s[:1]) + s[1:], KindAttribution
	case 8:
		x, y := swap([][2]string{{"never", "rarely"}, {"every", "almost every"}, {"good", "poor"}, {"safe", "closed"}})
		f := func(w string) string {
			return fmt.Sprintf("“Our crews have had %s chance to inspect %s this season,” said %s.", w, t, n)
		}
		return f(x), f(y), KindQuote
	case 9:
		x, y := swap([][2]string{{"allegedly ", ""}, {"reportedly ", ""}})
		f := func(w string) string { return fmt.Sprintf("The driver %sleft %s without checking the brakes.", w, t) }
		return f(x), f(y), KindHedge
	case 10:
		x, y := swap([][2]string{{"disastrous ", ""}, {"shocking ", ""}, {"historic ", ""}, {"shameful ", ""}, {"brutal ", ""}})
		f := func(w string) string {
			return fmt.Sprintf("Voters in %s will remember the %sdecision about %s.", p, w, t)
		}
		return f(x), f(y), KindIntensity
	}
	f := func(q, z string) string {
		return fmt.Sprintf("%s described the repair of %s as a %sfresh start%s for %s.", n, t, q, z, p)
	}
	return f("", ""), f("“", "”"), KindQuote
}

// style changes nothing of what is said.
func (g generator) style(s string) string {
	switch g.IntN(6) {
	case 0:
		return strings.NewReplacer("“", `"`, "”", `"`).Replace(s)
	case 1:
		return strings.ReplaceAll(s, "percent", "per cent")
	case 2:
		return strings.NewReplacer("harbour", "harbor", "two ", "2 ").Replace(s)
	case 3:
		return strings.ReplaceAll(s, " have to ", "  have to ")
	}
	return s
}

type planted struct {
	kind, before, after string
}

func (g generator) pair() (a, b string, edits []planted) {
	var pa, pb []string
	head := fmt.Sprintf("Work on %s goes on in %s", g.pick(genTopics), g.pick(genPlaces))
	pa = append(pa, head, "By "+g.pick(genNames), "Monday, March 4, 2019 10:12 AM")
	pb = append(pb, head, "Mar 4, 2019 at 7:40 PM", "Share this article")
	seen := map[string]bool{}
	for i, n := 0, 12+g.IntN(14); i < n; i++ {
		if g.IntN(4) == 0 {
			x, y, k := g.edit()
			if !seen[x] && !seen[y] {
				seen[x], seen[y] = true, true
				edits = append(edits, planted{k, x, y})
				pa, pb = append(pa, x), append(pb, y)
				continue
			}
		}
		s := g.filler()
		if seen[s] {
			continue
		}
		seen[s] = true
		pa, pb = append(pa, s), append(pb, g.style(s))
	}
	pa = append(pa, "3 Comments")
	pb = append(pb, "17 Comments", "All rights reserved.")
	return strings.Join(pa, "\n\n"), strings.Join(pb, "\n\n"), edits
}

// TestPlantedEdits asks for nearly all planted edits, of their kind, and for
// nearly nothing else.
func TestPlantedEdits(t *testing.T) {
	lex := mustLexicon(t)
	plantedN, found, shown, good := 0, 0, 0, 0
	misses := map[string]int{}
	for seed := range uint64(300) {
		g := generator{rand.New(rand.NewPCG(seed, 7))}
		a, b, edits := g.pair()
		notes := Visible(Compare(Page{ID: "a", Text: a}, Page{ID: "b", Text: b}, lex, Options{Language: "en"}))
		for _, e := range edits {
			plantedN++
			ok := false
			for _, n := range notes {
				if n.Kind == e.kind && n.A != nil && n.B != nil && n.A.Text == e.before && n.B.Text == e.after {
					ok = true
				}
			}
			if ok {
				found++
			} else if misses[e.kind]++; misses[e.kind] <= 3 {
				t.Logf("missed %s: %s | %s", e.kind, e.before, e.after)
			}
		}
		for _, n := range notes {
			shown++
			ok := false
			for _, e := range edits {
				ok = ok || n.A != nil && n.B != nil && n.A.Text == e.before && n.B.Text == e.after && n.Kind == e.kind
			}
			if ok {
				good++
			} else if misses["!"+n.Kind]++; misses["!"+n.Kind] <= 3 {
				t.Logf("not planted: %s/%s/%s %v %v", n.Kind, n.Label, n.Family, n.A, n.B)
			}
		}
	}
	recall, precision := float64(found)/float64(plantedN), float64(good)/float64(shown)
	t.Logf("planted %d: recall %.4f, precision %.4f of %d notes", plantedN, recall, precision, shown)
	if recall < .97 || precision < .97 {
		t.Errorf("recall %.4f, precision %.4f, want .97 each; %v", recall, precision, misses)
	}
}
