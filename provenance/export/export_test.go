package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "rewrite the golden output in testdata")

// formats are the exports by the name of their golden file.
var formats = []struct {
	file  string
	write func(io.Writer, *Set) error
	check func([]byte) error // what breaks the rules of the format
}{
	{"sample.prov.json", PROV, checkPROV},
	{"sample.jsonld", SchemaOrg, checkSchemaOrg},
	{"sample.ninjs.jsonl", NINJS, checkNINJS},
	{"sample.csv", CSV, checkCSV},
}

// sample is a story of three copies, the first of them outside the pile, and a
// text of the publisher's own, with all fields that an export can show.
func sample() *Set {
	agency := &provenance.OutletRef{Name: "Harbor News Agency", ID: "hna", Domain: "hna.example", Kind: "agency", State: "QX"}
	portal := &provenance.OutletRef{Name: "Bay Portal", ID: "bayportal", Domain: "bayportal.example", Kind: "portal"}
	paper := &provenance.OutletRef{Name: "The Quay <Times>", Domain: "quaytimes.example"}
	parent := "a/1"
	span := provenance.Span{Start: 0, End: 22}
	dateline := provenance.Evidence{Rule: "dateline.agency", Supports: "origin", Value: "hna", Span: &span, Text: "SALT BAY, May 4 (HNA) -", Weight: 0.93}
	return &Set{
		Version: "1.2.3",
		Articles: []article.Article{
			{ID: "a/1", URL: "https://bayportal.example/port?x=1", Language: "en"},
			{ID: "b:2", URL: "https://quaytimes.example/port", Language: "en-GB"},
			{ID: "c 3", URL: "javascript:alert(1)"},
			{ID: "d4", URL: "https://quaytimes.example/port"},
		},
		Records: []provenance.Record{
			{ID: "a/1", Publisher: portal, Origin: agency, OriginStatus: provenance.Stated, OriginConfidence: 0.93, Headline: "Port shuts after storm",
				Dateline:  &provenance.Dateline{Text: "SALT BAY, May 4 (HNA) -", Place: "SALT BAY", Date: "May 4", Agency: "HNA", Span: span},
				Published: &provenance.Date{Value: "2021-05-04T09:30Z", Precision: "minute", ZoneKnown: true, Source: "meta"},
				Cites:     []string{"Dock Radio"}, Story: "s1", Family: "f1", ParentStatus: "unobserved",
				Evidence: []provenance.Evidence{dateline, {Rule: "copyright.agency", Supports: "origin", Value: "hna", Text: "(c) 2021 HNA", Weight: 0.85}},
				Notices:  []string{"KILL: the port is open"}},
			{ID: "b:2", Publisher: paper, Origin: agency, OriginStatus: provenance.Inferred, OriginConfidence: 0.86, Headline: `Harbor "shut", says <mayor>`,
				Byline: []string{"Ida Brandt", "O. Quist"}, Via: []provenance.OutletRef{*portal}, Contributors: []string{"Bay Portal"},
				Published: &provenance.Date{Value: "2021-05-04T11:02", Precision: "minute", Source: "text"},
				Story:     "s1", Family: "f1", Parent: &parent, ParentStatus: "inferred",
				Evidence: []provenance.Evidence{{Rule: "copies.stated", Supports: "origin", Value: "hna", From: "a/1", Text: dateline.Text, Weight: 0.86},
					{Rule: "byline.bare", Supports: "origin", Value: "hna", Text: "By Ida Brandt", Weight: -0.15}}},
			{ID: "c 3", OriginStatus: provenance.Unknown, Headline: "=HYPERLINK(1)", Story: "s1", Family: "f1", ParentStatus: "undetermined"},
			{ID: "d4", Publisher: paper, Origin: paper, OriginStatus: provenance.Own, OriginConfidence: 0.6, Headline: "Chess club moves",
				Published: &provenance.Date{Value: "2021-05", Precision: "month", Source: "text"}, Story: "s2", Family: "f2", ParentStatus: "undetermined",
				Evidence: []provenance.Evidence{{Rule: "byline.staff", Supports: "own", Value: "quaytimes.example", Text: "By our staff", Weight: 0.6}}},
		},
		Stories: []provenance.Story{
			{Story: "s1", Family: "f1", Origin: agency, First: "a/1", Copies: []string{"a/1", "b:2", "c 3"}, Publishers: []string{"Bay Portal", "The Quay <Times>"},
				IndependentSources: []provenance.OutletRef{*agency},
				Lineage: []provenance.Edge{{From: "a/1", To: "b:2", Status: "inferred", Score: 2.5,
					Evidence: []provenance.Evidence{{Rule: "time.before", Supports: "parent", Value: "a/1", Text: "92 minutes later", Weight: 1.5}}},
					{To: "c 3", Status: "undetermined"}}},
			{Story: "s2", Family: "f2", Origin: paper, First: "d4", Copies: []string{"d4"}, IndependentSources: []provenance.OutletRef{*paper}},
		},
	}
}

func TestGolden(t *testing.T) {
	for _, f := range formats {
		t.Run(f.file, func(t *testing.T) {
			var b bytes.Buffer
			if err := f.write(&b, sample()); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", f.file)
			if *update {
				if err := os.WriteFile(path, b.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(b.Bytes(), want) {
				t.Errorf("%s differs from what is written now; go test -update rewrites it", path)
			}
			if err := f.check(b.Bytes()); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestClock: the moment of the claims stands in the formats that have a place
// for it, and is still in order.
func TestClock(t *testing.T) {
	s := sample()
	s.Made = time.Date(2021, 6, 1, 12, 0, 0, 0, time.FixedZone("", 3600))
	for i, want := range []string{`"prov:generatedAtTime":{"$":"2021-06-01T11:00:00Z","type":"xsd:dateTime"}`, `"sdDatePublished":"2021-06-01"`, `"versionCreated":"2021-06-01T11:00:00Z"`} {
		var b bytes.Buffer
		if err := formats[i].write(&b, s); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s: no %s", formats[i].file, want)
		}
		if err := formats[i].check(b.Bytes()); err != nil {
			t.Error(err)
		}
	}
}

// TestSays holds the mapping to what it must say and must not say.
func TestSays(t *testing.T) {
	out := map[string]string{}
	for _, f := range formats {
		var b bytes.Buffer
		if err := f.write(&b, sample()); err != nil {
			t.Fatal(err)
		}
		out[f.file] = b.String()
	}
	for _, c := range []struct {
		file, text string
		want       bool
	}{
		{"sample.prov.json", `"nc:originStatus":"inferred"`, true},
		{"sample.prov.json", `"prov:usedEntity":"article:a/1"`, true},
		{"sample.prov.json", `"prov:type":{"$":"prov:PrimarySource","type":"prov:QUALIFIED_NAME"}`, true},
		{"sample.prov.json", `"prov:alternate1":"article:c%203"`, true},
		{"sample.prov.json", `"prov:generalEntity":"page:https%3A//quaytimes.example/port"`, true},
		{"sample.prov.json", `"prov:time":"2021-05-04T09:30:00Z"`, true},
		{"sample.prov.json", `2021-05-04T11:02:00`, false}, // the zone is not known
		{"sample.prov.json", `javascript:`, false},
		{"sample.jsonld", `"isBasedOn":{"@id":"urn:newscheck:article:a/1"}`, true},
		{"sample.jsonld", `"creditText":"Harbor News Agency via Bay Portal via The Quay <Times>"`, true},
		{"sample.jsonld", `javascript:`, false},
		{"sample.ninjs.jsonl", `"contentCreated":"2021-05-04T09:30:00Z"`, true},
		{"sample.ninjs.jsonl", `{"role":"published","value":"2021-05-04T11:02"}`, true},
		{"sample.ninjs.jsonl", `"pubStatus":"canceled"`, true},
		{"sample.ninjs.jsonl", `"copyrightHolder":"Harbor News Agency"`, true},
		{"sample.ninjs.jsonl", `{"name":"Harbor News Agency","role":"originator","uri":"urn:newscheck:outlet:hna","literal":"inferred"}`, true},
		{"sample.csv", `'=HYPERLINK(1)`, true},
		{"sample.csv", `"=HYPERLINK`, false},
	} {
		if got := strings.Contains(out[c.file], c.text); got != c.want {
			t.Errorf("%s: %q is there: %v, want %v", c.file, c.text, got, c.want)
		}
	}
}

// TestAnySet: whatever texts a set holds, every format keeps its rules, and the
// same set gives the same bytes.
func TestAnySet(t *testing.T) {
	words := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "a", "x/y:z", `"}{`, "</script>", "urn:x y", "\xff\xfe", "%41", "..", "-", "é", "=1"}))
	ref := rapid.Custom(func(t *rapid.T) provenance.OutletRef {
		return provenance.OutletRef{Name: "n" + words.Draw(t, "name"), ID: words.Draw(t, "id"), Domain: words.Draw(t, "domain"),
			Kind: rapid.SampledFrom([]string{"", "agency", "government", "portal"}).Draw(t, "kind")}
	})
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 4).Draw(t, "articles")
		s := &Set{}
		for i := range n {
			r := provenance.Record{ID: fmt.Sprint(i, words.Draw(t, "id")), Headline: words.Draw(t, "headline"), Story: fmt.Sprint("s", i%2), Family: "f",
				OriginStatus: rapid.SampledFrom([]provenance.Status{provenance.Stated, provenance.Inferred, provenance.Own, provenance.Unknown}).Draw(t, "status"),
				Byline:       rapid.SliceOfN(words, 0, 2).Draw(t, "byline"), Cites: rapid.SliceOfN(words, 0, 2).Draw(t, "cites"),
				Contributors: rapid.SliceOfN(words, 0, 2).Draw(t, "contributors"), Notices: rapid.SliceOfN(words, 0, 1).Draw(t, "notices"),
				Via: rapid.SliceOfN(ref, 0, 2).Draw(t, "via"), ParentStatus: rapid.SampledFrom([]string{"", "inferred", "undetermined"}).Draw(t, "parent")}
			if o := ref.Draw(t, "origin"); r.OriginStatus != provenance.Unknown {
				r.Origin = &o
			}
			if rapid.Bool().Draw(t, "published") {
				p := ref.Draw(t, "publisher")
				r.Publisher, r.Published = &p, &provenance.Date{Value: "2020-02-03T04:05:06+01:00", Precision: "second", ZoneKnown: rapid.Bool().Draw(t, "zone")}
				r.Dateline = &provenance.Dateline{Text: words.Draw(t, "dateline"), Place: words.Draw(t, "place")}
			}
			if i > 0 && rapid.Bool().Draw(t, "copied") {
				parent := s.Records[i-1].ID
				r.Parent = &parent
			}
			s.Articles = append(s.Articles, article.Article{ID: r.ID, URL: words.Draw(t, "url"), Language: words.Draw(t, "language")})
			s.Records = append(s.Records, r)
		}
		for k := range min(n, 2) {
			st := provenance.Story{Story: fmt.Sprint("s", k), Family: "f", First: s.Records[k].ID}
			for i := k; i < n; i += 2 {
				st.Copies = append(st.Copies, s.Records[i].ID)
			}
			s.Stories = append(s.Stories, st)
		}
		for _, f := range formats {
			var one, two bytes.Buffer
			if err := f.write(&one, s); err != nil {
				t.Fatal(err)
			}
			if err := f.write(&two, s); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
				t.Fatalf("%s: not the same twice (%v)", f.file, err)
			}
			if err := f.check(one.Bytes()); err != nil {
				t.Fatalf("%s: %v\n%s", f.file, err, one.Bytes())
			}
		}
	})
}

func TestMismatch(t *testing.T) {
	s := sample()
	s.Articles = s.Articles[:1]
	for _, f := range formats {
		if err := f.write(io.Discard, s); err == nil {
			t.Errorf("%s: one article and four records pass", f.file)
		}
	}
	s.Articles = nil // allowed: only records are known
	for _, f := range formats {
		var b bytes.Buffer
		if err := f.write(&b, s); err != nil {
			t.Error(err)
		} else if err := f.check(b.Bytes()); err != nil {
			t.Error(err)
		}
	}
}

// failing is a writer whose disk is full.
type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	for _, f := range formats {
		if err := f.write(&failing{100}, sample()); err == nil {
			t.Errorf("%s: a failed write is no error", f.file)
		}
	}
}

// TestCheckersCatch: the checkers of this test find what is wrong.
func TestCheckersCatch(t *testing.T) {
	for _, c := range []struct{ file, old, new string }{
		{"sample.prov.json", `"prov:usedEntity":"article:a/1"`, `"prov:usedEntity":"article:zz"`},
		{"sample.prov.json", `"prov:usedEntity":"article:a/1"`, `"prov:usedentity":"article:a/1"`},
		{"sample.prov.json", `"prov:agent":"outlet:hna"`, `"prov:agent":"article:a/1"`},
		{"sample.prov.json", `"prov:time":"2021-05-04T09:30:00Z"`, `"prov:time":"2021-05-04"`},
		{"sample.prov.json", `"nc:independentSources":1`, `"xx:independentSources":1`},
		{"sample.prov.json", `{"$":"nc:Copy","type":"prov:QUALIFIED_NAME"}`, `{"$":"nc:Copy"}`},
		{"sample.jsonld", `"headline"`, `"headlyne"`},
		{"sample.jsonld", `"sourceOrganization":{"@type":"NewsMediaOrganization"`, `"sourceOrganization":{"@type":"Person"`},
		{"sample.jsonld", `"datePublished":"2021-05"`, `"datePublished":"May 2021"`},
		{"sample.ninjs.jsonl", `"headlines"`, `"headline"`},
		{"sample.ninjs.jsonl", `"uri":"urn:newscheck:article:a/1","type"`, `"type"`},
		{"sample.ninjs.jsonl", `"pubStatus":"canceled"`, `"pubStatus":"killed"`},
		{"sample.ninjs.jsonl", `"contentCreated":"2021-05-04T09:30:00Z"`, `"contentCreated":"2021-05-04T09:30"`},
		{"sample.csv", "'=HYPER", "=HYPER"},
	} {
		data, err := os.ReadFile(filepath.Join("testdata", c.file))
		if err != nil {
			t.Fatal(err)
		}
		broken := strings.Replace(string(data), c.old, c.new, 1)
		if broken == string(data) {
			t.Errorf("%s has no %s", c.file, c.old)
		}
		for _, f := range formats {
			if f.file == c.file && f.check([]byte(broken)) == nil {
				t.Errorf("%s with %s passes", c.file, c.new)
			}
		}
	}
}

func checkCSV(data []byte) error {
	rows, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		return err
	}
	for i, row := range rows {
		if len(row) != len(Columns()) {
			return fmt.Errorf("line %d has %d cells", i+1, len(row))
		}
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				return fmt.Errorf("line %d: the cell %q is a formula", i+1, cell)
			}
		}
	}
	return nil
}

// decode reads one JSON value, refusing names that stand twice in an object.
func decode(data []byte) (any, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("something follows the value")
	}
	return v, noTwins(json.NewDecoder(bytes.NewReader(data)))
}

// noTwins walks one value.
func noTwins(d *json.Decoder) error {
	tok, err := d.Token()
	if err != nil {
		return err
	}
	switch tok {
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			name, err := d.Token()
			if err != nil {
				return err
			}
			if seen[name.(string)] {
				return fmt.Errorf("%q stands twice in one object", name)
			}
			seen[name.(string)] = true
			if err := noTwins(d); err != nil {
				return err
			}
		}
		_, err = d.Token()
	case json.Delim('['):
		for d.More() {
			if err := noTwins(d); err != nil {
				return err
			}
		}
		_, err = d.Token()
	}
	return err
}

func BenchmarkExports(b *testing.B) {
	s := sample()
	for _, f := range formats {
		b.Run(f.file, func(b *testing.B) {
			for b.Loop() {
				if err := f.write(io.Discard, s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
