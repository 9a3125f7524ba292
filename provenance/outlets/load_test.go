package outlets

import (
	"io"
	"strings"
	"testing"
	"unicode/utf8"
)

type named struct {
	io.Reader
	name string
}

func (n named) Name() string { return n.name }

const header = "id\tname\tkind\tcountry\taliases\tdomains\tcodes\tstate\tstate_ref\tparent\twikidata\tref\n"

func TestLoadExtra(t *testing.T) {
	g, err := Load(strings.NewReader("# ours\n" + header +
		"harbour\tHarbour Gazette\tpaper\tGB\tcaps:HGZ|ctx:Gazette of the Harbour\tharbour.example\thgz\t\t\t\t\thttps://harbour.example/about\n" +
		"presstv\tPress TV (ours)\tbroadcaster\tIR\tPress TV\tpresstv.com\tpresstv\n"))
	if err != nil {
		t.Fatal(err)
	}
	if o := g.ByID("harbour"); o == nil || g.ByDomain("www.harbour.example") != o || g.ByName("HGZ") != o {
		t.Error("the added outlet is not found")
	}
	if o := g.ByName("Press TV"); o == nil || o.Name != "Press TV (ours)" {
		t.Error("the row with the same id was not replaced")
	}
	if registry(t).ByID("harbour") != nil {
		t.Error("the default registry changed")
	}
}

func TestLoadErrors(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"name\tid\n", `extra.tsv:1: header: column "kind" is missing`},
		{"id\tname\tkind\tcolour\n", `extra.tsv:1: header: unknown column "colour"`},
		{"id\tid\tname\tkind\n", `extra.tsv:1: header: column "id" occurs twice`},
		{header + "Bad Id\tX\tpaper\n", `extra.tsv:2: id: "Bad Id" is not a slug`},
		{header + "x\t\tpaper\n", `extra.tsv:2: name: is empty`},
		{header + "x\tX One\tnewspaper\n", `extra.tsv:2: kind: "newspaper" is none of`},
		{header + "\n# c\nx\tX One\tpaper\tuk\n", `extra.tsv:4: country: "uk" is not two capital letters`},
		{header + "x\tX One\tpaper\tGB\t\thttps://x.example/\n", `extra.tsv:2: domains: "https://x.example/" is not`},
		{header + "x\tX One\tpaper\tGB\t\treuters.com\n", `extra.tsv:2: domains: "reuters.com" already belongs to reuters`},
		{header + "x\tX One\tpaper\tGB\t\tco.uk\n", `extra.tsv:2: domains: "co.uk" is a public suffix`},
		{header + "x\tReuters\tpaper\tGB\n", `extra.tsv:2: aliases: "Reuters" is also a name of reuters`},
		{header + "x\tX One\tpaper\tGB\tcaps:\n", `extra.tsv:2: aliases: "caps:" has no text`},
		{header + "x\tX One\tpaper\tGB\t...\n", `extra.tsv:2: aliases: "..." has no letter or digit`},
		{header + "x\tX One\tpaper\tGB\t\t\tpresstv\n", `extra.tsv:2: codes: "presstv" already stands for presstv`},
		{header + "x\tX One\tpaper\tGB\t\t\tA B\n", `extra.tsv:2: codes: "A B" is not a path token`},
		{header + "x\tX One\tpaper\tGB\t\t\t\tstate-owned\n", `extra.tsv:2: state: "state-owned" is not a country and a nature`},
		{header + "x\tX One\tpaper\tGB\t\t\t\t\t\tnobody\n", `extra.tsv:2: parent: no other row has the id "nobody"`},
		{header + "x\tX One\tpaper\tGB\t\t\t\t\t\t\tX1\n", `extra.tsv:2: wikidata: "X1" is not an entity id`},
		{header + "x\tX One\tpaper\nx\tX Two\tpaper\n", `extra.tsv:3: id: "x" is already on line 2`},
		{header + strings.Repeat("x\t", 20) + "\n", `extra.tsv:2: row: 21 cells`},
		{header + strings.Repeat("x", maxLine+1), `extra.tsv:2: row: `},
	} {
		_, err := Load(named{strings.NewReader(c.in), "extra.tsv"})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %s", err, c.want)
		}
	}
}

func TestReadRulesErrors(t *testing.T) {
	const head = "alias\twhen\twords\tthen\n"
	for _, c := range []struct{ in, want string }{
		{head + "\tafter\tx\t-\n", "f:2: alias: is empty"},
		{head + "AP\tlater\tx\t-\n", `f:2: when: "later" is none of`},
		{head + "AP\tafter\t\t-\n", "f:2: words: is empty"},
		{head + "AP\tafter\tx\t\n", "f:2: then: is empty"},
	} {
		if _, err := readRules(strings.NewReader(c.in), "f"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error is %v, want %s", err, c.want)
		}
	}
}

// Every rule must speak of a name that some outlet has, or it can never hold.
func TestRulesHaveNames(t *testing.T) {
	g := registry(t)
	for key, rules := range g.rules {
		if len(g.names[key]) == 0 {
			t.Errorf("falsefriends.tsv:%d: no outlet is called %q", rules[0].line, rules[0].alias)
		}
		for _, r := range rules {
			if r.then == "" || r.then == keep {
				continue
			}
			found := false
			for _, e := range g.names[key] {
				found = found || e.outlet.ID == r.then
			}
			if !found && r.alias != "Interfax" {
				t.Errorf("falsefriends.tsv:%d: %s is not called %q", r.line, r.then, r.alias)
			}
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(header + "x\tX One\tpaper\tGB\tcaps:XO|ctx*:Time\tx.example/a\txo\tGB public\tref\t\tQ1\tref\n")
	f.Add("\ufeffid\tname\tkind\r\nx\tX\tpaper\r\n")
	f.Add("#\n\n\x00\t\xff")
	f.Fuzz(func(t *testing.T, s string) {
		rows, err := readRows(nil, strings.NewReader(s), "fuzz")
		if err != nil {
			return
		}
		if g, err := build(rows, nil); err == nil && g.Len() != len(rows) {
			t.Errorf("%d outlets of %d rows", g.Len(), len(rows))
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, s := range []string{"MOSCOW, May 3 (AP) - x", "/ТАСС/ 新华社 رويترز", "A.P. U.S. News & World Report", "’AP’ \xff\xfeReuters", "The (CNA (Taiwan"} {
		f.Add(s)
	}
	g := registry(f)
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, m := range g.Find(nil, s) {
			if m.Span.Start < end || m.Span.End <= m.Span.Start || m.Span.End > len(s) {
				t.Fatalf("span %v after %d in %q", m.Span, end, s)
			}
			end = m.Span.End
			if v := m.Span.Of(s); utf8.ValidString(s) && !utf8.ValidString(v) {
				t.Fatalf("%q cuts a character of %q", v, s)
			}
			g.Resolve(m, Context{Text: s})
		}
		g.ByURL(s)
		g.ByName(s)
		DomainName(s)
	})
}
