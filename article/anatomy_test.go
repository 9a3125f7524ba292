package article

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// someOutlets is a registry for tests.
func someOutlets(name string) bool {
	switch strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(name, "The "), "the ")) {
	case "ap", "associated press", "reuters", "afp", "xinhua", "tass", "irna", "sana", "press tv", "iran press tv", "cnn", "pti", "риа новости", "miami herald", "dpa", "cna", "kcna", "سانا", "washington times", "new york times", "chicago tribune":
		return true
	}
	return false
}

func TestFindStamp(t *testing.T) {
	for in, want := range map[string]string{
		"Mon Oct 3, 2016 6:13PM":                      "2016-10-03T18:13",
		"Monday, 20 May 2024 6:51 AM":                 "2024-05-20T06:51",
		"(Xinhua) 08:13, May 21, 2024":                "2024-05-21T08:13",
		"2024/05/20 22:15:05":                         "2024-05-20T22:15:05",
		"20240520":                                    "2024-05-20",
		"2024-05-21T07:55:11Z":                        "2024-05-21T07:55:11Z",
		"2019-06-05T21:04:11.250+05:30":               "2019-06-05T21:04:11+05:30",
		"Tue, 04 Jun 2019 09:00:00 +0200":             "2019-06-04T09:00:00+02:00",
		"Published 30 July 2021, 09:15 CEST":          "2021-07-30T09:15+02:00",
		"July 16, 2018 at  7:08 AM":                   "2018-07-16T07:08",
		"Posted 6:08 am, July 16, 2018, by CNN Wires": "2018-07-16T06:08",
		"Updated 7:04 PM ET, Sun July 15, 2018":       "2018-07-15T19:04", // ET leaves summer time open
		"Thu 2 May 2019 17.02 BST":                    "2019-05-02T17:02", // BST: British or Bangladesh
		"14.03.2023 12:30":                            "2023-03-14T12:30",
		"07/15/2018, 11:06am":                         "2018-07-15T11:06",
		"03/04/2018":                                  "", // two readings
		"3 октября 2016, 18:13":                       "2016-10-03T18:13",
		"3 de octubre de 2016":                        "2016-10-03",
		"3 octobre 2016 à 18h13":                      "2016-10-03T18:13",
		"2024年5月20日 08:13":                            "2024-05-20T08:13",
		"20 مايو 2024":                                "2024-05-20",
		"14:33, 07-Aug-2020":                          "2020-08-07T14:33",
		"1:03 PM 07/16/2018":                          "2018-07-16T13:03",
		"May 20":                                      "",
		"Feb 30, 2020":                                "",
		"no date":                                     "",
		"Jul.15.2018 / 4:22 PM ET":                    "2018-07-15T16:22",
		"May 31, 2019 10:00AM (UTC)":                  "2019-05-31T10:00Z",
		"Wednesday 21/12/2020 - 14:20 GMT":            "2020-12-21T14:20Z",
		"May, 09, 2018 - 09:32":                       "2018-05-09T09:32",
		"22 May، 2015":                                "2015-05-22",
		"Posted: 6:41 AM, Jul 15, 2018":               "2018-07-15T06:41",
		"OWEN PRYCE - 07/16/18 08:12 AM EDT":          "2018-07-16T08:12-04:00",
		"On 7/16/18 at 10:02 AM":                      "2018-07-16T10:02",
		"a ratio of 24/18/12":                         "",
		"07/08/18 08:12 AM":                           "", // two readings
	} {
		st, ok := FindStamp(in)
		got := ""
		if ok {
			got = st.String()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
		if ok && (st.Span.Start < 0 || st.Span.End > len(in)) {
			t.Errorf("%q: span %v", in, st.Span)
		}
	}
}

func TestFindStampOn(t *testing.T) {
	for _, c := range []struct {
		in         string
		month, day int
		want       string
	}{
		{"16:20 05/09/2012", 9, 5, "2012-09-05T16:20"},
		{"16:20 05/09/2012", 5, 9, "2012-05-09T16:20"},
		{"05-09-2012", 9, 5, "2012-09-05"},
		{"16:20 05/09/2012", 7, 1, ""},
		{"no date", 7, 1, ""},
	} {
		st, ok := FindStampOn(c.in, c.month, c.day)
		got := ""
		if ok {
			got = st.String()
		}
		if got != c.want {
			t.Errorf("%q on %d/%d: got %q, want %q", c.in, c.month, c.day, got, c.want)
		}
	}
}

func TestSharedByline(t *testing.T) {
	for in, want := range map[string]string{
		"By WQLO/AP": "AP", "(AP/KQRV)": "AP", "Jane Doe, WQLO Staff/AP": "AP", "By: WQLO/The Associated Press": "Associated Press",
		"Evan Vucci/AP": "", "AFP/Getty Images": "", "WQLO": "", "/": "", "WQLO/AP/Reuters": "", "WQLO/KQRV": "",
	} {
		if got := SharedByline(in, someOutlets); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestParseDateline(t *testing.T) {
	for in, want := range map[string][3]string{
		"HELSINKI (AP) — A sitdown with a foe.":                           {"HELSINKI", "", "AP"},
		"MACON, Ga. (WQLO/AP) - Growers counted their losses.":            {"MACON, Ga.", "", "WQLO/AP"},
		"CAMBRIDGE, Mass.--(AP)--A lamp was lit.":                         {"CAMBRIDGE, Mass.", "", "AP"},
		"7/8/2010 - KANDAHAR AIRFIELD, Afghanistan (AP) -- Airmen came.":  {"KANDAHAR AIRFIELD, Afghanistan", "", "AP"},
		"Mumbai: Rescuers pulled four out of the rubble.":                 {"Mumbai", "", ""},
		"TASS - The deck was washed.":                                     {"", "", "TASS"},
		"أبوظبي في 5 نوفمبر / سانا / يفتتح المعرض اليوم":                  {"أبوظبي", "5 نوفمبر", "سانا"},
		"GLASGOW, Scotland (AP) -- The guests left.":                      {"GLASGOW, Scotland", "", "AP"},
		"BERLIN, July 15 (Reuters) - The house was sold.":                 {"BERLIN", "July 15", "Reuters"},
		"MOSCOW, October 3. /TASS/. A shipyard has laid a keel.":          {"MOSCOW", "October 3", "TASS"},
		"New Delhi, May 20 (PTI) The panel will study the noise.":         {"New Delhi", "May 20", "PTI"},
		"New Delhi: (PTI) The panel will study the noise.":                {"New Delhi", "", "PTI"},
		"Tehran, May 20, IRNA – The minister opened a plant.":             {"Tehran", "May 20", "IRNA"},
		"TEHRAN, May 20 (Xinhua) -- The president was there.":             {"TEHRAN", "May 20", "Xinhua"},
		"Damascus, SANA- The ministry said so.":                           {"Damascus", "", "SANA"},
		"МУРМАНСК, 3 окт - РИА Новости. Новый причал построят.":           {"МУРМАНСК", "3 окт", "РИА Новости"},
		"新华社昆明5月20日电 一座图书馆开放。":                                            {"昆明", "5月20日", "新华社"},
		"(Reuters) - A bank has bought a bank.":                           {"", "", "Reuters"},
		"Washington (CNN)Few meetings were so odd.":                       {"Washington", "", "CNN"},
		"HELSINKI - HELSINKI (AP) - The latest on the talks.":             {"HELSINKI", "", "AP"},
		"AUGUSTA, Me. — The river rose.":                                  {"AUGUSTA, Me.", "", ""},
		"ST. JOHN'S, N.L. — Eleven sealers were lifted.":                  {"ST. JOHN'S, N.L.", "", ""},
		"New York – In his office, he said no.":                           {"New York", "", ""},
		"RIYADH: The growers met on Tuesday.":                             {"RIYADH", "", ""},
		"SEOUL/TOKYO (Reuters) - Two firms will merge.":                   {"SEOUL/TOKYO", "", "Reuters"},
		"PYONGYANG, May 20, Juche 113 (2024) (KCNA) -- A mill was built.": {},
		"AFP, Colombo": {"Colombo", "", "AFP"},
		"دمشق-سانا":    {"دمشق", "", "سانا"},
	} {
		d, ok := ParseDateline(in, someOutlets)
		if want == ([3]string{}) {
			continue
		}
		if got := [3]string{d.Place, d.Date, d.Agency}; !ok || got != want {
			t.Errorf("%q: got %q %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{
		"Trump — the president — said so.", "BREAKING — Two ships collide.", "U.S.- led forces left.", "OPINION: We must act.", "The cat (Felis) sat.",
		"By Jane Doe - The Washington Times - Updated", "Mr. Smith (R-Texas) said no.", "UPDATE: The road is open.", "Video: How it went", "He said: (laughs) no.",
	} {
		if d, ok := ParseDateline(in, someOutlets); ok {
			t.Errorf("%q: found %+v, want none", in, d)
		}
	}
}

func TestParseByline(t *testing.T) {
	for in, want := range map[string][2]string{
		"By JILL COLVIN Associated Press":                                 {"Jill Colvin", "Associated Press"},
		"By JONATHAN LEMIRE, JILL COLVIN and VLADIMIR ISACHENKOV":         {"Jonathan Lemire|Jill Colvin|Vladimir Isachenkov", ""},
		"Vladimir IsachenkovAssociated Press":                             {"Vladimir Isachenkov", "Associated Press"},
		"Jazz ShawPosted at 12:31 pm on July 15, 2018":                    {"Jazz Shaw", "Posted at 12:31 pm on July 15, 2018"},
		"By Andrew Higgins New York Times":                                {"Andrew Higgins", "New York Times"},
		"By MICHELLE KRUPA AND AJ WILLINGHAM, CNN":                        {"Michelle Krupa|AJ Willingham", "CNN"},
		"By LEE, Matthew":                                                 {"Matthew Lee", ""},
		"The Associated Press — By DARLENE SUPERVILLE - Associated Press": {"Darlene Superville", "Associated Press"},
		"By       ROBERT BURNS , AP National Security Writer":             {"Robert Burns", "AP National Security Writer"},
		"By JANE DOE By JANE DOE":                                         {"Jane Doe", ""},
		"Автор: Иван Петров":                                              {"Иван Петров", ""},
		"desk@example.com (Sam Burnett)":                                  {"Sam Burnett", "desk@example.com"},
		"By Our Correspondent":                                            {"", "Our Correspondent"},
		"By Ludwig van Beethoven and María de la Cruz":                    {"Ludwig van Beethoven|María de la Cruz", ""},
		"By SEAN O'BRIEN":                                                 {"Sean O'Brien", ""},
	} {
		b, ok := ParseByline(in, someOutlets)
		if got := [2]string{strings.Join(b.Names, "|"), b.Rest}; !ok || got != want {
			t.Errorf("%q: got %q %v, want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{"New York", "Bylaws of the club", "Breaking News", "a small line"} {
		if b, ok := ParseByline(in, someOutlets); ok {
			t.Errorf("%q: found %+v, want none", in, b)
		}
	}
}

func TestRulesLoad(t *testing.T) {
	b := lineRules()
	n := len(b.loose) + len(b.buttons) + len(b.anchored)
	rows := 0
	ids := map[string]bool{}
	for row := range strings.SplitSeq(strings.TrimSpace(rulesTSV), "\n") {
		if row[0] == '#' || strings.HasPrefix(row, "id\t") {
			continue
		}
		f := strings.Split(row, "\t")
		if len(f) != 7 {
			t.Errorf("row %q has %d columns, want 7", f[0], len(f))
			continue
		}
		if ids[f[0]] {
			t.Errorf("rule %s stands twice", f[0])
		}
		ids[f[0]] = true
		if f[2] != "word" && !strings.Contains("any head tail edge", f[2]) {
			t.Errorf("rule %s: place %q", f[0], f[2])
		}
		rows++
	}
	if n < rows {
		t.Errorf("%d of %d rules were loaded", n, rows)
	}
}

// Parts lie within the text, in order, and do not overlap but for the dateline.
func checkParts(t testing.TB, text string, parts []Part) {
	end := 0
	for i, p := range parts {
		if p.Span.Start < 0 || p.Span.End > len(text) || p.Span.Start >= p.Span.End {
			t.Fatalf("part %d %+v outside of the text", i, p)
		}
		if p.Kind == Dateline && p.Rule == "dateline" {
			continue
		}
		if p.Span.Start < end {
			t.Fatalf("part %d %+v overlaps the one before", i, p)
		}
		end = p.Span.End
	}
}

func FuzzAnatomy(f *testing.F) {
	f.Add("Promo\n\nIran Press TV\n\nA headline that says enough\n\nIran Press TV\n\nMon Oct 3, 2016 6:13PM\n\nHELSINKI (AP) — A text follows here, and it is long enough to be a paragraph.\n\nJoin the X.org mailing list", "")
	f.Add("\xff\xfe(\n)\n\xe2\x80", "t")
	f.Fuzz(func(t *testing.T, s, title string) {
		checkParts(t, s, Hints{Outlet: someOutlets}.Anatomy(Article{Text: s, Title: title}))
		checkParts(t, s, Anatomy(Article{Text: s, Title: title}))
	})
}

func TestAnatomyProperties(t *testing.T) {
	line := rapid.SampledFrom([]string{"", "By Jane Doe", "HELSINKI (AP) — A man said that the road was closed for good.", "Reuters", "May 3, 2019", "Share", "Read more", "AP Photo/Jan Lind", "Headline of six words stands here", "The harbour was closed for the whole of the day, and nobody knew why it was so until the evening.", "© 2019 AFP", "___", "(Reporting by A B; Editing by C D)"})
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(line, 0, 30).Draw(t, "lines")
		s := strings.Join(lines, "\n")
		parts := Hints{Outlet: someOutlets}.Anatomy(Article{Text: s})
		covered := 0
		for _, p := range parts {
			if p.Kind == Dateline && p.Rule == "dateline" {
				continue
			}
			covered += len(strings.Fields(p.Span.Of(s)))
		}
		if want := len(strings.Fields(s)); covered != want {
			t.Fatalf("parts hold %d of %d words", covered, want)
		}
	})
}

func TestFurniture(t *testing.T) {
	f := NewFurniture()
	for i := range 20 {
		f.Add(Article{Publisher: "a.example", Text: "Ring our tip line at any hour\n\nArticle number " + strings.Repeat("x", i) + " says something else in each edition of it."})
	}
	if !f.Has("a.example", "Ring our tip line at any hour") {
		t.Error("a line on every page is not known as furniture")
	}
	if f.Has("a.example", "Article number x says something else in each edition of it.") || f.Has("b.example", "Ring our tip line at any hour") {
		t.Error("a line of one page, or of another publisher, counts as furniture")
	}
	for i := range 5000 { // memory stays bounded
		f.Add(Article{Publisher: "a.example", Text: "Ring our tip line at any hour\nline " + strings.Repeat("y", i%200) + "z"})
	}
	if n := len(f.sites["a.example"].count); n > maxSiteLines {
		t.Errorf("%d lines kept, want at most %d", n, maxSiteLines)
	}
	parts := Hints{Furniture: f}.Anatomy(Article{Publisher: "a.example", Text: "Ring our tip line at any hour\n\nThe harbour was closed for the whole of the day, and nobody knew why it was so until the evening."})
	if len(parts) != 2 || parts[0].Kind != Tail || parts[0].Rule != "furniture.publisher" {
		t.Errorf("parts: %+v", parts)
	}
}

// A line of bytes that begin no character has an end like any other.
func TestFoldLineOfNoCharacters(t *testing.T) {
	for _, head := range []string{"", "Mon Oct 3, 2016 6:13P"} {
		got := foldLine(nil, head+strings.Repeat("\xa7", 4000))
		if len(got) == 0 || len(got) > 2000 {
			t.Errorf("%d bytes", len(got))
		}
	}
}
