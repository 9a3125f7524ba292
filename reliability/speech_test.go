package reliability

import (
	"fmt"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
)

func TestSpeech(t *testing.T) {
	s, err := speech()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sentence         string
		named, anonymous bool
	}{
		{"Maria Haddad said the ferry stays in harbour.", true, false},
		{"“The ferry stays,” said Maria Haddad, who runs it.", true, false},
		{"Haddad also said that the pumps were old.", true, false},
		{"Haddad, head of the port, said on Monday that it stays.", true, false},
		{"Haddad of the National Water Board said it stays.", true, false},
		{"Mayor Ilse Varga of Pell City, the largest of five towns that sued, said it stays.", true, false},
		{"The ferry stays, according to Maria Haddad.", true, false},
		{"The Harbour Board told reporters that it stays.", true, false},
		{"Officials said the ferry stays.", false, true},
		{"A senior official in Garsan said the ferry stays.", false, true},
		{"The ferry stays, according to two Western diplomats.", false, true},
		{"Officials of the Harbour Board said the ferry stays.", false, true},
		{"People familiar with the matter said the ferry stays.", false, true},
		{"The captain spoke on condition of anonymity because the talks go on.", false, true},
		{"The mayor, who asked not to be named, expects no ferry this week.", false, true},
		{"An official, Maria Haddad, said the ferry stays.", true, false},
		{"The ferry stays, according to port official Maria Haddad.", true, false},
		{"Maria Haddad and two diplomats said different things; officials said nothing.", false, true},
		{"He said the ferry stays in harbour.", false, false},
		{"Police said the ferry stays in harbour.", false, false},
		{"Residents of Garsan said that shops had stayed shut.", false, false},
		{"The government said it would mend the pumps.", false, false},
		{"Importers in Rotterdam reported calls from customers.", false, false},
		{"Haddad was told that the ferry stays.", false, false},
		{"A priest said Mass in the car park of the hall.", false, false},
		{"The ferry stays, according to court filings.", false, false},
		{"The crew mended the pumps before the winter.", false, false},
		{"“Haddad said it stays and so it will stay for all of us,” the child wrote.", false, false},
	} {
		a := article.Article{Language: "en", Text: c.sentence}
		n, ok := s.count(&a, &provenance.Record{})
		if !ok || n.sentences != 1 || (n.named == 1) != c.named || (n.anonymous == 1) != c.anonymous {
			t.Errorf("%q: %+v, %v; want named %v, anonymous %v", c.sentence, n, ok, c.named, c.anonymous)
		}
	}
}

func TestSpeechLeavesOut(t *testing.T) {
	s, err := speech()
	if err != nil {
		t.Fatal(err)
	}
	page := "Ferry stays, Haddad says\n\nBy Jane Doe\n\nThe ferry stays in harbour, Maria Haddad said.\n\nJane Doe said: subscribe to our letter."
	tail := strings.Index(page, "Jane Doe said")
	r := &provenance.Record{Boilerplate: []provenance.Boilerplate{{Span: text.Span{Start: tail, End: len(page)}}}}
	if n, ok := s.count(&article.Article{Language: "en-GB", Text: page}, r); !ok || n != (speechCount{1, 1, 0}) {
		t.Errorf("a page with headline, byline and furniture: %+v, %v", n, ok)
	}
	for _, a := range []article.Article{{Text: ""}, {Text: "Паром остаётся в гавани, сообщил мэр города в понедельник утром.", Language: "ru"}, {Text: "Ferry stays"}} {
		if n, ok := s.count(&a, &provenance.Record{}); ok {
			t.Errorf("%q: %+v", a.Text, n)
		}
	}
}

// However often it is asked, elsewhere says the same of a word.
func TestElsewhere(t *testing.T) {
	q := sentence{body: "Haddad said it. It stays, Mr Haddad and the Port said. “Port fees rise,” said Importers. Some importers left Garsan."}
	q.all = text.Words(nil, q.body)
	want := map[string]uint8{"haddad": asName, "it": asOther, "some": 0, "port": asName, "importers": asName | asOther, "garsan": asName, "said": asOther, "nowhere": 0}
	for range 2 * fewAsked {
		for w, is := range want {
			if got := q.elsewhere(text.HashOf(w)); got != is {
				t.Fatalf("asked %d times, %q is written %b, want %b", q.asked, w, got, is)
			}
		}
	}
	if q.seen == nil {
		t.Error("the words were looked through anew each time")
	}
}

// Words stand in a table that grows, and come out as they went in.
func TestTongue(t *testing.T) {
	s, err := LoadSpeech()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for i := range 5000 {
		list = append(list, fmt.Sprintf("w%d", i), fmt.Sprintf("w%d of x", i), fmt.Sprintf("w%d of", i))
	}
	if err := s.read("test", strings.NewReader("xx\tperson\t"+strings.Join(list, "|")+"\tX\nxx\tveil\tw7 of\tX\n")); err != nil {
		t.Fatal(err)
	}
	x := s.langs["xx"]
	for i := range 5000 {
		words := text.Words(nil, fmt.Sprintf("w%d of x y", i))
		term := x.at(words[0].Hash)
		if term == nil || term.is != person {
			t.Fatalf("word %d is %+v", i, term)
		}
		if is, n := term.opens(words); is != person || n != 3 {
			t.Errorf("a phrase of word %d is %d of %d words", i, is, n)
		}
		if is, n := term.opens(words[:2]); n != 2 || is != person {
			t.Errorf("a shorter phrase of word %d is %d of %d words", i, is, n)
		}
	}
	if x.at(text.HashOf("y")) != nil || 4*x.taken > len(x.places) {
		t.Errorf("%d of %d places are taken", x.taken, len(x.places))
	}
}

func TestSignature(t *testing.T) {
	s, err := speech()
	if err != nil {
		t.Fatal(err)
	}
	for page, want := range map[string]string{
		"The ferry stays.\n\n(Reporting by Helena Voss and Omar Said; Editing by Joan Whit)":      "(Reporting by Helena Voss and Omar Said; Editing by Joan Whit)",
		"The ferry stays.\n\nReporting by Helena Voss in Garsan; additional reporting by Ann Lee": "Reporting by Helena Voss in Garsan; additional reporting by Ann Lee",
		"The ferry stays.\n(Reporte de Elena Paz)\n\nShare this":                                  "(Reporte de Elena Paz)",
		"The ferry stays.\n\n(Additional reporting by Helena Voss; Editing by Joan Whit)":         "",
		"The ferry stays.\n\n(Editing by Joan Whit)":                                              "",
		"The ferry stays.\n\nReporting by the islanders was late.":                                "",
		"Reporting by Helena Voss":       "Reporting by Helena Voss",
		"Written by rote.\nThe ferry.":   "",
		"":                               "",
		"\n \n":                          "",
		"The ferry stays, Voss reported": "",
		"(Reporting by Helena Voss)" + strings.Repeat("\nThe ferry stays.", creditLines): "",
		"(Reporting by " + strings.Repeat("Helena Voss, ", creditBytes) + "and Ann Lee)": "",
	} {
		if got := s.signature(page); got != want {
			t.Errorf("%.80q is signed %q, want %q", page, got, want)
		}
	}
}

func TestCorrections(t *testing.T) {
	s, err := speech()
	if err != nil {
		t.Fatal(err)
	}
	for notice, want := range map[string]bool{
		"CORRECTION: The bridge is 40 metres long.": true, "Corrects name of mayor": true, "This article was amended on 3 May.": true,
		"Clarification: the vote was close.": true, "UPDATE 2": false, "(ATTN: ADDS details)": false, "": false, "An incorrect headline": false,
	} {
		if got := s.correction([]string{notice}) != ""; got != want {
			t.Errorf("%q is a correction: %v", notice, got)
		}
	}
}

func TestLoadSpeech(t *testing.T) {
	extra, err := LoadSpeech(strings.NewReader("# mine\nde\tsay\tsagte | sagt\tDUDEN\n\nde\tperson\tBeamte\tDUDEN\n"))
	if err != nil {
		t.Fatal(err)
	}
	if n, ok := extra.count(&article.Article{Language: "de", Text: "Anna Berg sagte, dass die Fähre bleibt."}, &provenance.Record{}); !ok || n.named != 1 {
		t.Errorf("with words of another language: %+v, %v", n, ok)
	}
	for _, c := range []struct{ row, says string }{
		{"de\tsay\tsagte", ":1: 3 columns"}, {"\tsay\tsagte\tX", "language"}, {"de\tsay\tsagte\t", "reference"},
		{"de\tshout\tsagte\tX", `kind: "shout"`}, {"de\tsay\tsagte | \tX", "terms"},
	} {
		if _, err := LoadSpeech(strings.NewReader(c.row)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v, want %q", c.row, err, c.says)
		}
	}
}

// Any table is read or refused, and any text counted: no more sources than sentences.
func FuzzSpeech(f *testing.F) {
	f.Add("en\tsay\tsaid\tX", "Haddad said so. “No,” said a source.")
	f.Add("en\tveil\tnot be named | condition of\tX", "He asked not be named\xff, ”he” said Officials")
	f.Fuzz(func(t *testing.T, table, page string) {
		s, err := LoadSpeech(strings.NewReader(table))
		if err != nil {
			if s, err = speech(); err != nil {
				t.Fatal(err)
			}
		}
		n, _ := s.count(&article.Article{Language: "en", Text: page}, &provenance.Record{})
		if n.named > n.sentences || n.anonymous > n.sentences || n.sentences < 0 {
			t.Errorf("%+v", n)
		}
	})
}
