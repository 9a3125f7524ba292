package framing

import (
	"strings"
	"testing"

	"github.com/newscheck/newscheck/internal/text"
)

// One edit a row; the rest of the story is the same on both sides.
var editCases = []struct {
	name, a, b     string
	kind, label    string // "" where no note may be visible
	quoted         bool
	focusA, focusB string
}{
	{"label swap", "Troops said the terrorists had left the town of Idrin before dawn.", "Troops said the militants had left the town of Idrin before dawn.", KindLabel, "changed", false, "terrorists", "militants"},
	{"label of two words", "The freedom fighters crossed the river near the old bridge at night.", "The gunmen crossed the river near the old bridge at night.", KindLabel, "changed", false, "freedom fighters", "gunmen"},
	{"so-called", "The mission visited the people's republic on its way to the coast.", "The mission visited the so-called people's republic on its way to the coast.", KindLabel, "added", false, "", "so-called"},
	{"backed", "Rebels held the northern road through the winter and the spring.", "Foreign-backed rebels held the northern road through the winter and the spring.", KindLabel, "added", false, "", "Foreign-backed"},
	{"verb class", "The minister said the valve had been tested twice.", "The minister claimed the valve had been tested twice.", KindAttribution, "verb", false, "said", "claimed"},
	{"verb dropped", "The valve at the water plant had been left open overnight, the council said.", "The valve at the water plant had been left open overnight.", KindAttribution, "dropped", false, "the council said", ""},
	{"source added", "The convoy was stopped twice on the road to the harbour.", "According to residents, the convoy was stopped twice on the road to the harbour.", KindAttribution, "added", false, "", "According to residents"},
	{"one of two sources dropped", "Ilse Varga said the pumps were old, according to the inspection report.", "Ilse Varga said the pumps were old.", KindAttribution, "dropped", false, "according to the inspection report", ""},
	{"hedge dropped", "The captain was accused of selling the ship's fuel in three ports.", "The captain was held for selling the ship's fuel in three ports.", KindHedge, "dropped", false, "accused of", "held for"},
	{"hedge changed", "The new line may open before the summer holidays.", "The new line will open before the summer holidays.", KindHedge, "changed", false, "may", "will"},
	{"intensity", "The debate ended with a vote on the harbour budget.", "The farcical debate ended with a vote on the harbour budget.", KindIntensity, "added", false, "", "farcical"},
	{"intensity changed", "Prices rose slightly in the second week of the harvest.", "Prices rose dramatically in the second week of the harvest.", KindIntensity, "changed", false, "slightly", "dramatically"},
	{"number", "Divers found 83 crates on the floor of the bay.", "Divers found 38 crates on the floor of the bay.", KindNumber, "changed", false, "83", "38"},
	{"number word", "Divers found three crates on the floor of the bay.", "Divers found seven crates on the floor of the bay.", KindNumber, "changed", false, "three", "seven"},
	{"money", "The bridge will cost $4.5 million, about as much as the tunnel.", "The bridge will cost $6.5 million, about as much as the tunnel.", KindNumber, "changed", false, "4.5 million", "6.5 million"},
	{"money written in two ways", "The bridge will cost $4.5 million, about as much as the tunnel.", "The bridge will cost $4.5m, about as much as the tunnel.", "", "", false, "", ""},
	{"source against a verb", "The ice could be gone by the spring, according to the mill's team.", "The ice could be gone by the spring, the mill's team warned.", KindAttribution, "verb", false, "according to", "warned"},
	{"number in words", "The landslide cut off three hundred and forty people in the north.", "The landslide cut off 340 people in the north.", "", "", false, "", ""},
	{"another number in words", "The landslide cut off two thousand five hundred people in the north.", "The landslide cut off 2,600 people in the north.", KindNumber, "changed", false, "two thousand five hundred", "2,600"},
	{"ordinal", "The mayor came third in the race for the harbour board.", "The mayor came fifth in the race for the harbour board.", KindNumber, "changed", false, "third", "fifth"},
	{"weeks", "The strike at the mill will last for 6 weeks in all.", "The strike at the mill will last for 9 weeks in all.", KindNumber, "changed", false, "6", "9"},
	{"one length in two ways", "The strike at the mill will last for 48 hours in all.", "The strike at the mill will last for two days in all.", "", "", false, "", ""},
	{"one length in three ways", "The strike at the mill went on for a day and a half in all.", "The strike at the mill went on for 36 hours in all.", "", "", false, "", ""},
	{"one length in two units", "The strike at the mill took an hour and a half in all.", "The strike at the mill took 90 minutes in all.", "", "", false, "", ""},
	{"one distance in two units", "The blast at the mill was heard 16 kilometres (10 miles) away.", "The blast at the mill was heard 16 km away.", "", "", false, "", ""},
	{"one area in two units", "The fire at the mill burned 120 hectares of old wood.", "The fire at the mill burned 300 acres of old wood.", "", "", false, "", ""},
	{"another area in two units", "The fire at the mill burned 120 hectares of old wood.", "The fire at the mill burned 120 acres of old wood.", KindNumber, "changed", false, "120 hectares", "120 acres"},
	{"one heat in two units", "The runners gave up in 31-degree heat (88 F) at the mill.", "The runners gave up in 31-degree heat at the mill.", "", "", false, "", ""},
	{"an amount that moved", "Guards at the mill noticed after six hours that the men were missing.", "Guards at the mill noticed that the men were missing, a full 45 minutes later.", KindNumber, "changed", false, "six hours", "45 minutes"},
	{"written together", "The blast at the limestone pit was heard in town.", "The blast at the lime stone pit was heard in town.", "", "", false, "", ""},
	{"as good as a number", "The island has 1,500 people and a mill.", "The island has some 1,500 people and a mill.", "", "", false, "", ""},
	{"as good as about", "The island has about 1,500 people and a mill.", "The island has some 1,500 people and a mill.", "", "", false, "", ""},
	{"wing", "Campaigners blocked the road to the mill on Monday.", "Left-wing campaigners blocked the road to the mill on Monday.", KindLabel, "added", false, "", "Left-wing"},
	{"none", "The blast at the mill left three people hurt on the road.", "The blast at the mill left no people hurt on the road.", KindNumber, "changed", false, "three", "no"},
	{"negated", "The council did rule out a sale of the mill by spring.", "The council did not rule out a sale of the mill by spring.", KindHedge, "negated", false, "did", "did not"},
	{"a word no list has", "A tanker leaked oil off the northern cape on Thursday.", "A tanker belched oil off the northern cape on Thursday.", KindIntensity, "changed", false, "leaked", "belched"},
	{"another noun", "Police led the lodgers out of the house before noon.", "Police led the interlopers out of the house before noon.", KindLabel, "changed", false, "lodgers", "interlopers"},
	{"plain words", "The council began its meeting at the mill on Monday.", "The council started its session at the mill on Monday.", "", "", false, "", ""},
	{"plain verbs", "The ferry carried the crew to the mill on Monday.", "The ferry brought the crew to the mill on Monday.", "", "", false, "", ""},
	{"a longer word for it", "The teacher left the mill with her class on Monday.", "The schoolteacher left the mill with her class on Monday.", "", "", false, "", ""},
	{"judging adverb", "The council turned down the plan for the mill.", "The council spitefully turned down the plan for the mill.", KindIntensity, "added", false, "", "spitefully"},
	{"plain adverb", "The council turned down the plan for the mill.", "The council recently turned down the plan for the mill.", "", "", false, "", ""},
	{"participle with a hyphen", "Divers searched the lake below the mill for the boat.", "Divers searched the eel-infested lake below the mill for the boat.", KindIntensity, "added", false, "", "eel-infested"},
	{"would be is no would-be", "The mayor said the mill would be sold.", "The mill is to be sold, the mayor said.", "", "", false, "", ""},
	{"a name in marks", "The ferry Nordic Star left the harbour at noon on Monday.", "The ferry “Nordic Star” left the harbour at noon on Monday.", "", "", false, "", ""},
	{"vague number", "Dozens of farmers blocked the road to the mill.", "Hundreds of farmers blocked the road to the mill.", KindNumber, "changed", false, "Dozens", "Hundreds"},
	{"day of the month", "The truce went into effect on September 9 in the whole valley.", "The truce went into effect on September 12 in the whole valley.", KindNumber, "changed", false, "9", "12"},
	{"number dropped", "The 14 members of the board met on the ferry.", "The members of the board met on the ferry.", KindNumber, "dropped", false, "14", ""},
	{"altered quote", "“We will never sell the old mill to anyone,” Brandt told the meeting.", "“We will gladly sell the old mill to anyone,” Brandt told the meeting.", KindQuote, "altered", true, "never", "gladly"},
	{"word dropped in quote", "“We did not know of the leak before Friday,” Brandt told the meeting.", "“We did know of the leak before Friday,” Brandt told the meeting.", KindQuote, "altered", true, "did not", "did"},
	{"number in quote", "“We have seen 40 ships this week alone,” Brandt told the meeting.", "“We have seen 90 ships this week alone,” Brandt told the meeting.", KindQuote, "altered", true, "40", "90"},
	{"trimmed quote", "“The mill is safe, and the dam is not in danger,” Brandt told the meeting.", "“The mill is safe,” Brandt told the meeting.", KindQuote, "trimmed", true, "and the dam is not in danger", ""},
	{"scare quotes", "The mayor called the reform of the port a success at the session.", "The mayor called the reform of the port a “success” at the session.", KindQuote, "scare-quoted", false, "success", "success"},
	{"de-quoted", "Brandt called the plan a “gift to smugglers” in his letter.", "Brandt called the plan a gift to smugglers in his letter.", KindQuote, "de-quoted", false, "gift to smugglers", "gift to smugglers"},
	{"voice", "Guards killed two fishermen near the pier on Sunday.", "Two fishermen were killed near the pier on Sunday.", KindVoice, "passive", false, "killed", "were killed"},
	{"charge added", "The contract for the ferry was signed in the spring.", "The fraudulent contract for the ferry was signed in the spring.", KindIntensity, "added", false, "", "fraudulent"},

	{"US spelling", "The labour organisation cancelled its programme in the harbour.", "The labor organization canceled its program in the harbor.", "", "", false, "", ""},
	{"quote style", "“We will rebuild the mill,” Brandt told the council.", `"We will rebuild the mill," Brandt told the council.`, "", "", false, "", ""},
	{"abbreviation", "The United States and the United Nations sent two teams of engineers.", "The U.S. and the UN sent 2 teams of engineers.", "", "", false, "", ""},
	{"transliteration", "Trains to Kiev and Deir ez-Zor were late on Monday because of snow.", "Trains to Kyiv and Dayr al-Zawr were late on Monday because of snow.", "", "", false, "", ""},
	{"contraction", "The board does not know when the line is going to open.", "The board doesn't know when the line is going to open.", "", "", false, "", ""},
	{"hyphen", "A face-to-face meeting is planned for the week-long fair.", "A face to face meeting is planned for the weeklong fair.", "", "", false, "", ""},
	{"dash and accents", "The café at the pier — closed since May — opened again on Friday.", "The cafe at the pier - closed since May - opened again on Friday.", "", "", false, "", ""},
	{"title", "Prime Minister Ilse Varga opened the fair with a short speech.", "Ilse Varga opened the fair with a short speech.", "", "", false, "", ""},
	{"tense", "The engineers say the bridge is ready for the first trains.", "The engineers said the bridge was ready for the first trains.", "", "", false, "", ""},
	{"year is no count", "The line was closed after the flood of the spring.", "The line was closed after the 2016 flood of the spring.", "", "", false, "", ""},
}

const (
	storyHead = "Work on the coastal railway goes on after the flood"
	storyTop  = "MARUNA — Engineers returned to the coastal railway on Monday, a month after the flood carried away part of the line near the harbour."
	storyMid  = "The line links the fishing towns of the bay with the markets of the capital."
	storyEnd  = "Buses run between Maruna and the capital every hour until the line is open again."
)

func story(s string) string {
	return strings.Join([]string{storyHead, storyTop, s, storyMid, storyEnd}, "\n\n")
}

func TestEdits(t *testing.T) {
	lex := mustLexicon(t)
	for _, c := range editCases {
		t.Run(c.name, func(t *testing.T) {
			a, b := Page{ID: "a", Text: story(c.a)}, Page{ID: "b", Text: story(c.b)}
			notes := Compare(a, b, lex, Options{})
			if c.kind == "" {
				if v := Visible(notes); len(v) > 0 {
					t.Errorf("want silence, got %s", list(v))
				}
				return
			}
			n := only(t, notes, c.kind)
			if n.Label != c.label || n.Quoted != c.quoted {
				t.Errorf("label %q quoted %v, want %q %v", n.Label, n.Quoted, c.label, c.quoted)
			}
			if n.A == nil || n.B == nil || n.A.Text != c.a || n.B.Text != c.b {
				t.Fatalf("sides %s", list([]Note{n}))
			}
			if fa, fb := n.A.Focus.Of(a.Text), n.B.Focus.Of(b.Text); fa != c.focusA || fb != c.focusB {
				t.Errorf("focus %q %q, want %q %q", fa, fb, c.focusA, c.focusB)
			}
		})
	}
}

var sidedCases = []struct {
	name, add, label string
}{
	{"denial", "The operator denied that the brakes had failed.", "denial"},
	{"accusation", "The union accused the operator of hiding two reports.", "accusation"},
	{"evaluation", "It was a disastrous season for the towns of the bay.", "evaluation"},
	{"quote", "“Nobody asked us about the new line,” Amina Okoro wrote to the council.", "quote"},
	{"count", "Nearly 60 boats are tied up in the harbour of Maruna.", "limits"},
	{"attribution", "The council said a second line was under study.", "attribution"},
}

func TestOneSided(t *testing.T) {
	lex := mustLexicon(t)
	base := strings.Join([]string{storyHead, storyTop, storyMid, storyEnd}, "\n\n")
	for _, c := range sidedCases {
		t.Run(c.name, func(t *testing.T) {
			with := strings.Join([]string{storyHead, storyTop, c.add, storyMid, storyEnd}, "\n\n")
			n := only(t, Compare(Page{Text: base}, Page{Text: with}, lex, Options{}), KindAdded)
			if n.B.Text != c.add || n.A != nil || n.Label != c.label {
				t.Errorf("%s", list([]Note{n}))
			}
			n = only(t, Compare(Page{Text: with}, Page{Text: base}, lex, Options{}), KindOmitted)
			if n.A.Text != c.add || n.B != nil {
				t.Errorf("%s", list([]Note{n}))
			}
		})
	}
}

// Any two names of a family that stand for each other are told, of that family
// or of another that has both.
func TestFamilies(t *testing.T) {
	lex := mustLexicon(t)
	pairs, missed := 0, 0
	for family, terms := range lex.Families("en") {
		for i, x := range terms {
			for _, y := range terms[i+1:] {
				f := func(w string) string { return "Reports from the valley spoke of the " + w + " near the river." }
				pairs++
				ok := false
				notes := Visible(Compare(Page{Text: story(f(x))}, Page{Text: story(f(y))}, lex, Options{}))
				for _, n := range notes {
					ok = ok || n.Kind == KindLabel && n.Label == "changed"
				}
				if stem := lex.langs["en"]; !ok && sameForms(stem, x, y) {
					pairs-- // inflected forms of one name
				} else if !ok {
					if missed++; missed < 20 {
						t.Logf("%s: %q / %q: %s", family, x, y, list(notes))
					}
				}
			}
		}
	}
	t.Logf("%d of %d missed", missed, pairs)
	if missed*50 > pairs {
		t.Errorf("%d of %d pairs of names missed", missed, pairs)
	}
}

func sameForms(l *language, x, y string) bool {
	v := newVocabulary(l)
	a, b := &doc{Page: Page{Text: x}}, &doc{Page: Page{Text: y}}
	a.tokenize(v)
	b.tokenize(v)
	if len(a.toks) != len(b.toks) {
		return false
	}
	for i := range a.toks {
		if a.toks[i].stem != b.toks[i].stem {
			return false
		}
	}
	return true
}

// What the page adds around the story is no addition to it.
func TestFurnitureIsSilent(t *testing.T) {
	lex := mustLexicon(t)
	base := strings.Join([]string{storyHead, storyTop, storyMid, storyEnd}, "\n\n")
	for _, add := range []string{
		"Monday, March 4, 2019 10:12 AM", "Posted: 2:14 AM, July 16, 2018", "17 Comments", "Share on Facebook Share on Twitter",
		"Subscribe for unlimited digital access.", "Sign up for our morning newsletter and never miss a story.",
		"This material may not be published, broadcast, rewritten or redistributed.", "By ILSE VARGA and TOMAS BRANDT",
		"(Photo: Grace Adeyemi, Agency)", "Image 3 of 12", "Ilse Varga reported from Maruna.",
		"Related: Five killed in ferry accident off Oskelia", "Trending in World", "Advertisement", "60.169856 24.938379",
		"window._x = window._x || []; _x.push({mode: 'thumbs'});", "What do you think?",
		"Workers clear mud from a platform in Maruna on Monday, March 4, 2019, after the flood. (Agency/Grace Adeyemi)",
		"The engineers returned to the coastal railway near the harbour a month after the flood carried away part of the line.", // a deck that repeats the lead
	} {
		with := strings.Join([]string{storyHead, add, storyTop, storyMid, storyEnd, add}, "\n\n")
		if v := Visible(Compare(Page{Text: base}, Page{Text: with}, lex, Options{})); len(v) > 0 {
			t.Errorf("%q: %s", add, list(v))
		}
	}
}

func TestCutPage(t *testing.T) {
	lex := mustLexicon(t)
	whole := strings.Join([]string{storyHead, storyTop, storyMid, "The operator denied that the brakes of the train had failed in the tunnel."}, "\n\n")
	cut := strings.Join([]string{storyHead, storyTop, storyMid, "The operator denied that the brakes"}, "\n\n")
	n := only(t, Compare(Page{Text: whole}, Page{Text: cut}, lex, Options{}), KindOmitted)
	if n.Label != "cut" || n.A.Focus.Of(whole) != "of the train had failed in the tunnel" {
		t.Errorf("%s %q", list([]Note{n}), n.A.Focus.Of(whole))
	}
}

func TestHeadlines(t *testing.T) {
	lex := mustLexicon(t)
	for _, c := range []struct{ a, b, want string }{
		{"Council Votes to Close Old Harbour Mill", "Council votes to close old harbor mill", "same"},
		{"Council votes to close old mill | The Maruna Post", "Council votes to close old mill", "same"},
		{"Council votes to close old mill after flood damage", "Council votes to close old mill", "trimmed"},
		{"Council votes to close old harbour mill", "Old harbour mill to close after council votes", "reworded"},
		{"Militants enter border town of Idrin", "Terrorists enter border town of Idrin", "reframed"},
		{"Council votes to close old mill", "Council slams owners over disastrous mill", "reframed"},
		{"Flood trawler reaches Idrin harbour cut off by frost", "Flood trawler gets through to stranded Idrin harbour", "reworded"},
		{"Monday's flood near the harbour tears up railway line", "Coastal railway's engineers back near flood harbour", "reworded"}, // both pages say all of it
		{"Monday's riot near the harbour tears up railway line", "Coastal railway's engineers back near flood harbour", "reframed"},  // names an act that the other does not
		{"Council votes to close old mill", "Ferries late as storm reaches the bay", "new"},
	} {
		for _, r := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			n := Compare(Page{Headline: r[0], Text: storyTop}, Page{Headline: r[1], Text: storyTop}, lex, Options{})
			if len(n) == 0 || n[0].Kind != KindHeadline || n[0].Label != c.want {
				t.Errorf("%q / %q: want %s, got %s", r[0], r[1], c.want, list(n))
			}
		}
	}
}

// A quotation that keeps one half of a contrast is altered, though it has no other word.
func TestQuotationTurnedRound(t *testing.T) {
	lex := mustLexicon(t)
	whole := story("“We are not against the mill. We are against the mill being here,” elder Ilse Varga told the council.")
	half := story("“We are against the mill,” elder Ilse Varga told the council.")
	for _, c := range []struct {
		a, b string
		want bool
	}{{whole, half, true}, {half, whole, true},
		{story("“We like the mill. We like the old mill most,” elder Ilse Varga told the council."), story("“We like the old mill most,” elder Ilse Varga told the council."), false}} {
		found := false
		for _, n := range Compare(Page{ID: "a", Text: c.a}, Page{ID: "b", Text: c.b}, lex, Options{}) {
			found = found || n.Kind == KindQuote && n.Label == "altered" && n.A != nil && n.B != nil
		}
		if found != c.want {
			t.Errorf("altered is %v, want %v: %s", found, c.want, list(Compare(Page{ID: "a", Text: c.a}, Page{ID: "b", Text: c.b}, lex, Options{})))
		}
	}
}

func TestHeadlineIsFound(t *testing.T) {
	lex := mustLexicon(t)
	for _, top := range []string{
		storyHead,
		"The Maruna Post\n\nRegion\n\n" + storyHead + "\n\nBy Ilse Varga\n\nMarch 4, 2019",
		"Workers on a platform in Maruna look at the broken line. | Agency photo\n\n" + storyHead + "\n\nShare this",
	} {
		d := newVocabulary(lex.language("en")).parse(Page{Text: top + "\n\n" + storyTop + "\n\n" + storyMid + "\n\n" + storyEnd})
		if d.Headline != storyHead {
			t.Errorf("%q: found %q", top, d.Headline)
		}
	}
}

func TestOtherLanguages(t *testing.T) {
	lex := mustLexicon(t)
	for _, c := range []struct{ lang, a, b, kind string }{
		{"es", "El ejército dijo que los terroristas abandonaron la ciudad antes del amanecer.", "El ejército dijo que los rebeldes abandonaron la ciudad antes del amanecer.", KindLabel},
		{"es", "El ministro dijo que la válvula estaba cerrada desde marzo.", "El ministro admitió que la válvula estaba cerrada desde marzo.", KindAttribution},
		{"es", "Los buzos hallaron 83 cajas en el fondo de la bahía.", "Los buzos hallaron 38 cajas en el fondo de la bahía.", KindNumber},
		{"es", "El capitán vendió el combustible del barco en tres puertos.", "El capitán presuntamente vendió el combustible del barco en tres puertos.", KindHedge},
		{"es", "La huelga duró 48 horas en todo el valle.", "La huelga duró dos días en todo el valle.", ""},
		{"fr", "La grève a duré 48 heures dans toute la vallée.", "La grève a duré deux jours dans toute la vallée.", ""},
		{"ru", "Забастовка длилась 48 часов во всей долине.", "Забастовка длилась двое суток во всей долине.", ""},
		{"fr", "L'armée affirme que les terroristes ont quitté la ville avant l'aube.", "L'armée affirme que les rebelles ont quitté la ville avant l'aube.", KindLabel},
		{"fr", "Selon le conseil, la vanne était restée ouverte toute la nuit.", "La vanne était restée ouverte toute la nuit.", KindAttribution},
		{"fr", "Les plongeurs ont trouvé 83 caisses au fond de la baie.", "Les plongeurs ont trouvé 38 caisses au fond de la baie.", KindNumber},
		{"ru", "Военные сообщили, что террористы покинули город до рассвета.", "Военные сообщили, что повстанцы покинули город до рассвета.", KindLabel},
		{"ru", "Министр сказал, что клапан был закрыт с марта.", "Министр признал, что клапан был закрыт с марта.", KindAttribution},
		{"ru", "«Мы никогда не продадим старую мельницу», — сказал мэр города.", "«Мы скоро продадим старую мельницу», — сказал мэр города.", KindQuote},
	} {
		n := Visible(Compare(Page{Text: c.a}, Page{Text: c.b}, lex, Options{Language: c.lang}))
		if c.kind == "" && len(n) == 0 {
			continue
		}
		if len(n) != 1 || n[0].Kind != c.kind {
			t.Errorf("%s %q: want one %s, got %s", c.lang, c.a, c.kind, list(n))
		}
	}
}

func TestAlign(t *testing.T) {
	lex := mustLexicon(t)
	kept := "Dr. J. R. Holloway of the U.S. Geological Survey arrived on the 7 a.m. ferry."
	edited := [2]string{"The council of Maruna approved a new budget for the coastal railway.", "The council of Maruna approved a larger budget for the coastal railway."}
	one := "Divers searched the floor of the bay for the lost crates, and the coast guard closed the channel to fishing boats."
	two := []string{"Divers searched the floor of the bay for the lost crates.", "The coast guard closed the channel to fishing boats."}
	moved := "A museum of the railway will open in the old station next spring."
	gone := "Schoolchildren planted forty apple trees along the river."
	came := "A choir from Oskelia sang in the market square."
	a := strings.Join([]string{moved, kept, edited[0], one, gone}, " ")
	b := strings.Join([]string{kept, edited[1], two[0], two[1], came, moved}, " ")
	var got []string
	for _, op := range Align(a, b, lex, Options{}) {
		s := op.Kind
		for _, x := range op.A {
			s += " <" + x.Of(a)[:8]
		}
		for _, x := range op.B {
			s += " >" + x.Of(b)[:8]
		}
		got = append(got, s)
	}
	want := []string{
		"moved <A museum >A museum",
		"kept <Dr. J. R >Dr. J. R",
		"edited <The coun >The coun",
		"split <Divers s >Divers s >The coas",
		"added >A choir ",
		"omitted <Schoolch",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, op := range Align(b, a, lex, Options{}) {
		if op.Kind == OpMerged && len(op.A) == 2 {
			return
		}
	}
	t.Error("the other way round, two sentences are not merged")
}

// A denial that went from the top to the end is a choice; where a plain
// sentence stands is not.
func TestMoved(t *testing.T) {
	lex := mustLexicon(t)
	denial := "The operator denied that the brakes had failed."
	more := "Ilse Varga, who has worked in Maruna since the spring, walked along the platform with the engineers."
	a := strings.Join([]string{storyHead, storyTop, denial, storyMid, more, storyEnd}, "\n\n")
	b := strings.Join([]string{storyHead, storyTop, storyMid, more, storyEnd, denial}, "\n\n")
	if n := only(t, Compare(Page{Text: a}, Page{Text: b}, lex, Options{}), KindMoved); n.Label != "denial" || n.A.Text != denial || n.B.Text != denial {
		t.Errorf("%s", list([]Note{n}))
	}
	b = strings.Join([]string{storyHead, storyTop, denial, more, storyEnd, storyMid}, "\n\n")
	if v := Visible(Compare(Page{Text: a}, Page{Text: b}, lex, Options{})); len(v) > 0 {
		t.Errorf("%s", list(v))
	}
}

func TestSideBySide(t *testing.T) {
	lex := mustLexicon(t)
	a, b := Page{ID: "x", Text: story(editCases[0].a)}, Page{ID: "y", Text: story(editCases[0].b)}
	d := SideBySide(a, b, lex, Options{})
	if d.From != "x" || d.To != "y" || len(d.Pairs) != 5 {
		t.Fatalf("%+v", d)
	}
	var h []string
	for _, k := range d.Pairs[2].Hunks {
		h = append(h, k.A.Of(a.Text)+"|"+k.B.Of(b.Text))
		if k.Equal == (k.A.Of(a.Text) != k.B.Of(b.Text)) {
			t.Errorf("%+v", k)
		}
	}
	if want := "Troops said the|Troops said the;terrorists|militants;had left the town of Idrin before dawn|had left the town of Idrin before dawn"; strings.Join(h, ";") != want {
		t.Errorf("%q", h)
	}
}

func TestGravestFirst(t *testing.T) {
	lex := mustLexicon(t)
	var a, b []string
	for _, c := range editCases {
		if c.kind == KindLabel || c.name == "altered quote" || c.name == "number" || c.kind == KindIntensity {
			a, b = append(a, c.a), append(b, c.b)
		}
	}
	n := Compare(Page{Text: strings.Join(a, "\n\n")}, Page{Text: strings.Join(b, "\n\n")}, lex, Options{})
	if n[0].Kind != KindQuote || n[0].Label != "altered" || n[1].Kind != KindNumber {
		t.Errorf("%s", list(n))
	}
	for i := 1; i < len(n); i++ {
		if n[i].Weight > n[i-1].Weight {
			t.Errorf("note %d outweighs the one before", i)
		}
	}
}

func TestMatrix(t *testing.T) {
	lex := mustLexicon(t)
	m := Matrix([]Page{
		{ID: "a", Publisher: "A", Text: "The rebels left. The rebels came back, and the regime sent “terrorists” home."},
		{ID: "b", Publisher: "B", Text: "The militants left. The militants came back, and the government waited."},
	}, lex, Options{Language: "en"}, false)
	var terms []string
	for _, x := range m.Terms {
		terms = append(terms, x.Family+":"+x.Term)
	}
	if got := strings.Join(terms, " "); got != "government:government government:regime militancy:militant militancy:rebel militancy:terrorist" {
		t.Fatal(got)
	}
	if c := m.Rows[0].Cells; c[3] != (LabelCell{2, 0}) || c[4] != (LabelCell{1, 1}) || c[2] != (LabelCell{}) {
		t.Errorf("%+v", m.Rows)
	}
	if c := m.Rows[1].Cells; c[2] != (LabelCell{2, 0}) || c[0] != (LabelCell{1, 0}) {
		t.Errorf("%+v", m.Rows)
	}
}

// A month, or a road, is no label.
func TestMatrixNames(t *testing.T) {
	m := Matrix([]Page{{ID: "a", Text: "The march ended in March. It was the second since March 2019, and police on Strike Road watched the strike."}}, mustLexicon(t), Options{Language: "en"}, true)
	for _, x := range m.Terms {
		if x.Total != 1 {
			t.Errorf("%q is counted %d times: a month and a road are no labels", x.Term, x.Total)
		}
	}
	if len(m.Terms) == 0 {
		t.Error("the march is not counted")
	}
}

func TestSkip(t *testing.T) {
	lex := mustLexicon(t)
	extra := "The operator denied that the brakes had failed."
	b := storyTop + "\n\n" + extra + "\n\n" + storyMid
	i := strings.Index(b, extra)
	v := Visible(Compare(Page{Text: storyTop + "\n\n" + storyMid}, Page{Text: b, Skip: []text.Span{{Start: i, End: i + len(extra)}}}, lex, Options{}))
	if len(v) > 0 {
		t.Errorf("%s", list(v))
	}
}
