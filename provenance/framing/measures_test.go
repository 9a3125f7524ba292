package framing

import (
	"fmt"
	"strings"
	"testing"
)

// Amounts are read with their units, the smaller ones that follow among them.
func TestAmounts(t *testing.T) {
	lex := mustLexicon(t)
	for text, want := range map[string]string{
		"They talked for two-plus hours on Monday.":                        "two-plus hours = time 7200 bound lasts",
		"It lasted two hours and 10 minutes.":                              "two hours and 10 minutes = time 7800 lasts",
		"It ran well past the scheduled 90 minutes.":                       "90 minutes = time 5400 bound lasts",
		"They waited half an hour, then an hour and a half.":               "half an hour = time 1800 lasts; an hour and a half = time 5400 lasts",
		"The pipe is five feet four inches long.":                          "five feet four inches = length 1.6256",
		"It cost $4.5 million, or 20% more, in 2019.":                      "4.5 million = dollar 4.5e+06; 20 = share 20",
		"On May 14 the 31-degree heat (88 F) felled 12 men at 9 a.m.":      "31-degree = temperature 31; 88 F = temperature 31.1111; 12 =  12",
		"Two F-16 jets flew 300 nautical miles at the eleventh hour.":      "Two =  2; 300 nautical miles = length 555600",
		"He paid 40 euros a day for three 12-foot boats.":                  "40 euros = euro 40; a day = time 86400 soft; three =  3; 12-foot = length 3.6576",
		"Nothing was counted here.":                                        "",
		"The mill burned 120 hectares.\nThe mill burned two square miles.": "120 hectares = area 1.2e+06; two square miles = area 5.17998e+06",
	} {
		v := newVocabulary(lex.language("en"))
		d := v.parse(Page{Text: text})
		var got []string
		for _, a := range d.amounts() {
			s := fmt.Sprintf("%s = %s %.6g", d.Text[d.toks[a.from].start:d.toks[a.to-1].end], a.measure.dimension, a.base)
			for _, f := range []struct {
				is   bool
				name string
			}{{a.bound, " bound"}, {a.lasts, " lasts"}, {a.soft, " soft"}} {
				if f.is {
					s += f.name
				}
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%q has %q, want %q", text, s, want)
		}
		v.release()
	}
}

// Amounts of one thing are held against each other wherever they stand, and no others.
func TestAmountsAcrossSentences(t *testing.T) {
	lex := mustLexicon(t)
	for _, c := range []struct{ name, a, b, want string }{
		{"a length, said otherwise",
			"The two mayors spoke behind closed doors for two-plus hours before lunch on Monday.",
			"It was a bright morning. Their session in the town hall ran well past 90 minutes.", "two-plus hours / 90 minutes"},
		{"a length, with what was planned on both sides",
			"The two mayors spoke for two-plus hours. Their meeting had been planned to run 90 minutes.",
			"Their meeting ran well past the planned 90 minutes.", "two-plus hours / 90 minutes"},
		{"one length in two units", "The two mayors spoke for an hour and a half.", "It was a bright morning. Their session ran 90 minutes.", ""},
		{"lengths of other things", "The harbour master has worked in Maruna for 20 years.", "It was a bright morning. Divers stayed below for three hours.", ""},
		{"the same thing counted", "Islanders rallied in the church hall on Saturday, where 200 islanders signed.",
			"In the church hall, the islanders said, 350 islanders signed on Saturday. Rain fell.", "200 / 350"},
		{"other things counted", "Islanders rallied in the church hall on Saturday, where 200 islanders signed.",
			"In the church hall, the islanders said, 350 candles burned on Saturday. Rain fell.", ""},
		{"alone between the same sentences", "About 40 people looked on.", "Some 400 people cheered wildly.", "40 / 400"},
		{"money for other things", "The new pumps will cost 60 million euros.", "A ticket for the fair was sold for 38 euros by a student.", ""},
		{"stands elsewhere", "The new pumps will cost 60 million euros, the board said.", "The board met. Rain fell. Some 60 million euros are what pumps cost.", ""},
	} {
		a, b := Page{ID: "a", Text: story(c.a)}, Page{ID: "b", Text: story(c.b)}
		var got []string
		for _, n := range Compare(a, b, lex, Options{}) {
			if n.Kind == KindNumber && n.Label == "changed" {
				got = append(got, n.A.Focus.Of(a.Text)+" / "+n.B.Focus.Of(b.Text))
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

// A page of numbers alone is compared in time.
func TestManyAmounts(t *testing.T) {
	var a, b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&a, "The pier has %d posts. ", i)
		fmt.Fprintf(&b, "The pier has %d posts. ", i+7)
	}
	Compare(Page{Text: a.String()}, Page{Text: b.String()}, mustLexicon(t), Options{})
}
