package framing

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestLexiconShipped(t *testing.T) {
	lex := mustLexicon(t)
	if got := strings.Join(lex.Languages(), " "); got != "en es fr ru" {
		t.Errorf("languages %q", got)
	}
	for _, l := range []string{"en", "es", "fr", "ru"} {
		kinds := map[string]bool{}
		for _, es := range lex.langs[l].entries {
			for _, e := range es {
				kinds[e.Kind] = true
				if e.Ref == "" {
					t.Errorf("%s %s %q has no reference", l, e.Kind, e.Term.Term)
				}
			}
		}
		for _, k := range []string{rowLabel, rowVerb, rowSource, rowHedge, rowIntensity, rowAccuse, rowDeny, rowVariant, rowNumber, rowFurniture} {
			if !kinds[k] {
				t.Errorf("%s has no %s rows", l, k)
			}
		}
		for f, ts := range lex.Families(l) {
			if len(ts) < 2 {
				t.Errorf("%s: family %q has one term, nothing to alternate with", l, f)
			}
		}
	}
}

// Every reference key of the data files is explained in FORMAT.md, every key
// explained is used, and every kind is documented.
func TestReferencesAreExplained(t *testing.T) {
	b, err := os.ReadFile("FORMAT.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(b)
	explained := map[string]bool{}
	_, refs, _ := strings.Cut(doc, "## References")
	for _, m := range regexp.MustCompile(`\*\*([A-Z0-9-]+)\*\*`).FindAllStringSubmatch(refs, -1) {
		explained[m[1]] = false
	}
	names, _ := shipped.ReadDir("data")
	for _, n := range names {
		f, err := shipped.Open("data/" + n.Name())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := readRows(nil, f, n.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			for _, k := range strings.Split(r.ref, ";") {
				k = strings.TrimSpace(k)
				if _, ok := explained[k]; !ok {
					t.Errorf("%s: reference %q of %s/%s is not explained in FORMAT.md", n.Name(), k, r.kind, r.class)
				}
				explained[k] = true
			}
		}
	}
	for k, used := range explained {
		if !used {
			t.Errorf("FORMAT.md explains %s, which no row uses", k)
		}
	}
	for k := range rowKinds {
		if !strings.Contains(doc, "`"+k+"`") {
			t.Errorf("FORMAT.md does not name kind %s", k)
		}
	}
}

func TestLoadLexiconErrors(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"en\tlabel\tdam\tdam | barrage", "4 tab-separated columns"},
		{"en\tlable\tdam\tdam | barrage\tx", `kind "lable" is not known`},
		{"en\tlabel\t\tdam | barrage\tx", "must not be empty"},
		{"en\tnumber\tmany\tmany\tx", "value"},
	} {
		_, err := LoadLexicon(strings.NewReader("# comment\n\n" + c.in + "\n"))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "lexicon 1:3") {
			t.Errorf("%q: %v, want %q", c.in, err, c.want)
		}
	}
}

func TestLoadLexiconAdds(t *testing.T) {
	lex, err := LoadLexicon(
		strings.NewReader("\ufeffen\tlabel\tdam\tdam | barrage\tours\r\n"),
		strings.NewReader("sv\tlabel\tvakt\tväktare | livvakt\tours\nsv\tverb\tneutral\t=sade | =säger\tours\n"))
	if err != nil {
		t.Fatal(err)
	}
	note := only(t, Compare(Page{Text: "Engineers opened the gates of the dam after the storm had passed."},
		Page{Text: "Engineers opened the gates of the barrage after the storm had passed."}, lex, Options{Language: "en"}), KindLabel)
	if note.Family != "dam" {
		t.Errorf("family %q", note.Family)
	}
	note = only(t, Compare(Page{Text: "Två väktare stod framför porten hela natten, sade polisen."},
		Page{Text: "Två livvakter stod framför porten hela natten, sade polisen."}, lex, Options{Language: "sv"}), KindLabel)
	if note.Family != "vakt" {
		t.Errorf("family %q", note.Family)
	}
}

// only returns the one visible note that is no headline, which must be of the kind.
func only(t *testing.T, notes []Note, kind string) Note {
	t.Helper()
	var got []Note
	for _, n := range Visible(notes) {
		if n.Kind != KindHeadline {
			got = append(got, n)
		}
	}
	if len(got) != 1 || got[0].Kind != kind {
		t.Fatalf("want one %s note, got %s", kind, list(got))
	}
	return got[0]
}

func list(notes []Note) string {
	var b strings.Builder
	for _, n := range notes {
		b.WriteString("\n\t" + n.Kind + "/" + n.Label + "/" + n.Family)
		for _, s := range []*Side{n.A, n.B} {
			if s != nil {
				b.WriteString(" | " + s.Text)
			}
		}
	}
	return b.String()
}
