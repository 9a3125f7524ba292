package reliability

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/provenance/outlets"
	"pgregory.net/rapid"
)

var updateRatings = flag.Bool("update-ratings", false, "rewrite testdata/ratings/*.golden")

// inventedOutlets is the registry that the invented files are about.
func inventedOutlets(t testing.TB) *outlets.Registry {
	t.Helper()
	f, err := os.Open("testdata/ratings/outlets.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	reg, err := outlets.Load(f)
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

// inventedFiles are the layouts, each with an invented file of it.
var inventedFiles = []struct{ layout, file, asOf string }{
	{"rsp", "perennial_2021.csv", "2021-03"},
	{"rsp", "perennial_2026.jsonl", "2026-04"},
	{"lin2023", "quality_pc1.csv", "2023-09"},
	{"lin2023", "quality_all.csv", "2023-10"},
	{"mbfc", "checker.csv", "2022"},
	{"state-media", "state.csv", "2023"},
	{"csv", "desk.csv", "2026-04-01"},
}

func readInvented(t testing.TB, reg *outlets.Registry, layout, file, asOf string) *Import {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata/ratings", file))
	if err != nil {
		t.Fatal(err)
	}
	return readText(t, reg, layout, string(text), asOf, file)
}

func readText(t testing.TB, reg *outlets.Registry, layout, text, asOf, file string) *Import {
	t.Helper()
	im, err := ReadRatings(context.Background(), strings.NewReader(text), ImportOptions{Layout: layout, AsOf: asOf, Source: file, Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	return im
}

// TestImportGolden holds what becomes of every row of the invented files against
// golden files, and that all rows are accounted for.
func TestImportGolden(t *testing.T) {
	reg := inventedOutlets(t)
	for _, f := range inventedFiles {
		t.Run(f.file, func(t *testing.T) {
			im := readInvented(t, reg, f.layout, f.file, f.asOf)
			if im.Rows != im.Matched+im.New+im.Refused {
				t.Errorf("%d rows, but %d matched, %d new and %d refused", im.Rows, im.Matched, im.New, im.Refused)
			}
			if len(im.Refusals) != im.Refused || len(im.NewOnes) != im.New {
				t.Errorf("%d refusals and %d new subjects are listed, want %d and %d", len(im.Refusals), len(im.NewOnes), im.Refused, im.New)
			}
			var b bytes.Buffer
			fmt.Fprintf(&b, "rows %d matched %d new %d refused %d repeated %d ratings %d unplaced %d\n", im.Rows, im.Matched, im.New, im.Refused, im.Repeated, im.Ratings, im.Unplaced)
			for _, r := range im.Refusals {
				fmt.Fprintln(&b, r)
			}
			for _, n := range im.NewOnes {
				fmt.Fprintf(&b, "line %d: new, kept under %s\n", n.Row, n.Subject)
			}
			for _, s := range im.Sets {
				fmt.Fprintf(&b, "\n== %s\n", s.File())
				if _, err := s.WriteTo(&b); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, filepath.Join("testdata/ratings", f.file+".golden"), b.Bytes())
		})
	}
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *updateRatings {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update-ratings rewrites it):\n%s", path, got)
	}
}

// TestImportWhole: what is wrong with a file as a whole is an error that names
// the file, and nothing is read of it.
func TestImportWhole(t *testing.T) {
	reg := inventedOutlets(t)
	long := "domain,pc1\n\"" + strings.Repeat("x", maxLine+100_000)
	for _, c := range []struct{ name, layout, asOf, text, want string }{
		{"no such scheme", "stars", "2024", "", "there is no scheme"},
		{"no date", "lin2023", "", "domain,pc1\n", "YYYY-MM-DD"},
		{"odd date", "lin2023", "2024-13", "domain,pc1\n", "YYYY-MM-DD"},
		{"day of another form", "lin2023", "1/2/2024", "domain,pc1\n", "YYYY-MM-DD"},
		{"empty", "lin2023", "2024", "", "is empty"},
		{"empty list", "rsp", "2024", " \n ", "is empty"},
		{"missing column", "lin2023", "2024", "domain,score\na.example,1\n", `no column "pc1"`},
		{"column twice", "lin2023", "2024", "domain,pc1,PC1\n", "twice"},
		{"open quotation", "mbfc", "2024", "source,bias,factual_reporting\n\"a.example,left,high\n", "line 2"},
		{"stray quotation", "mbfc", "2024", "source,bias,factual_reporting\na.ex\"ample,left,high\n", "line 2, column 5"},
		{"endless row", "lin2023", "2024", long, "longer than"},
		{"imputed is not there", "lin2023", "2024", "domain,pc1\na.example,1\n", "no row rates b.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			opts := ImportOptions{Layout: c.layout, AsOf: c.asOf, Source: "file.csv", Registry: reg}
			if c.name == "imputed is not there" {
				opts.Imputed = []string{"b.example"}
			}
			im, err := ReadRatings(context.Background(), strings.NewReader(c.text), opts)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want one with %q", err, c.want)
			}
			if im != nil {
				t.Error("something was read")
			}
		})
	}
}

// TestImputedByUser: what the user says of imputation is kept, and only there.
func TestImputedByUser(t *testing.T) {
	im, err := ReadRatings(context.Background(), strings.NewReader("domain,pc1\na.example,0.5\nb.example,0.6\n"),
		ImportOptions{Layout: "lin2023", AsOf: "2024", Registry: inventedOutlets(t), Imputed: []string{"https://www.b.example/"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]Imputation{}
	for _, r := range im.Sets[0].Ratings {
		got[r.Subject] = r.Imputed
	}
	if got["a.example"] != NotTold || got["b.example"] != Filled {
		t.Errorf("imputed: %v", got)
	}
}

// TestBOM: a byte order mark before the header does not hide the first column.
func TestBOM(t *testing.T) {
	if im := readText(t, inventedOutlets(t), "lin2023", "\ufeffdomain,pc1\na.example,0.5\n", "2024", "x"); im.New != 1 {
		t.Errorf("%+v", im)
	}
}

// TestOrderOfRows: the stored files are the same whatever the order of rows,
// though the numbers of refused rows are not.
func TestOrderOfRows(t *testing.T) {
	reg := inventedOutlets(t)
	for _, f := range inventedFiles {
		text, err := os.ReadFile(filepath.Join("testdata/ratings", f.file))
		if err != nil {
			t.Fatal(err)
		}
		want := stored(t, readText(t, reg, f.layout, string(text), f.asOf, f.file))
		lines := strings.Split(strings.TrimSpace(strings.Replace(string(text), "An invented\nnote", "An invented note", 1)), "\n")
		if f.file == "perennial_2026.jsonl" {
			lines = slices.Insert(lines, 0, "")
		}
		rapid.Check(t, func(rt *rapid.T) {
			seed := rapid.Uint64().Draw(rt, "seed")
			rows := slices.Clone(lines[1:])
			rand.New(rand.NewPCG(seed, 1)).Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			got := stored(t, readText(t, reg, f.layout, lines[0]+"\n"+strings.Join(rows, "\n")+"\n", f.asOf, f.file))
			if got != want {
				rt.Errorf("%s: another order gives another file:\n%s", f.file, got)
			}
		})
	}
}

func stored(t testing.TB, im *Import) string {
	t.Helper()
	var b bytes.Buffer
	for _, s := range im.Sets {
		fmt.Fprintln(&b, s.File())
		if _, err := s.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestAddress tells addresses of one outlet from pages on a platform.
func TestAddress(t *testing.T) {
	reg := inventedOutlets(t)
	for _, c := range []struct{ address, outlet, key, scope string }{
		{"lantern.example", "lantern-news", "lantern-news", ""},
		{"HTTPS://WWW.Lantern.Example:443/", "lantern-news", "lantern-news", ""},
		{"fr.lantern.example", "lantern-news", "lantern-news", ""},
		{"lantern.example/en", "lantern-news", "lantern-news", ""},
		{"lantern.example/opinion", "lantern-news", "lantern-news", "pages under lantern.example/opinion"},
		{"//lantern.test", "lantern-news", "lantern-news", ""},
		{"loudsquare.example", "loudsquare", "loudsquare", ""},
		{"loudsquare.example/somebody", "", "loudsquare.example/somebody", ""},
		{"somebody.loudsquare.example", "", "somebody.loudsquare.example", ""},
		{"news.other.example", "", "other.example", ""},
		{"somebody.blogspot.com", "", "somebody.blogspot.com", ""},
	} {
		a, err := parseAddress(c.address)
		if err != nil {
			t.Errorf("%s: %v", c.address, err)
			continue
		}
		o, key, scope := subject(reg, a)
		id := ""
		if o != nil {
			id = o.ID
		}
		if id != c.outlet || key != c.key || scope != c.scope {
			t.Errorf("%s is %q under %q, %q; want %q under %q, %q", c.address, id, key, scope, c.outlet, c.key, c.scope)
		}
	}
	for _, bad := range []string{"", " ", "nodots", "two words.example", "-a.example", "a..example", "http://", "ex\x00ample.org", strings.Repeat("a.", 300) + "example"} {
		if a, err := parseAddress(bad); err == nil {
			t.Errorf("%q was read as %q", bad, a)
		}
	}
}

// FuzzImport: no file of any layout makes the importer crash or lose count, and
// what it keeps is read again as it was.
func FuzzImport(f *testing.F) {
	for i, x := range inventedFiles {
		text, err := os.ReadFile(filepath.Join("testdata/ratings", x.file))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(i, string(text))
	}
	f.Add(0, "name,status,urls\n\"\",\"[\"\"d\"\"]\",[]\n")
	f.Add(1, `{"name":"A|B\tC","status":"d","domain":"x.example/a|b"}`)
	f.Add(6, "value,scheme,outlet,marks\n\x00,a,#b,|;|\n")
	reg := inventedOutlets(f)
	f.Fuzz(func(t *testing.T, i int, text string) {
		x := inventedFiles[uint(i)%uint(len(inventedFiles))]
		im, err := ReadRatings(context.Background(), strings.NewReader(text), ImportOptions{Layout: x.layout, AsOf: x.asOf, Source: x.file, Name: "fuzz", Registry: reg})
		if err != nil {
			return
		}
		if im.Rows != im.Matched+im.New+im.Refused || len(im.Refusals) != im.Refused {
			t.Fatalf("rows are lost: %+v", im)
		}
		for _, s := range im.Sets {
			var b bytes.Buffer
			if _, err := s.WriteTo(&b); err != nil {
				t.Fatal(err)
			}
			again, err := ReadSet(bytes.NewReader(b.Bytes()), s.File())
			if err != nil {
				t.Fatalf("what was stored cannot be read: %v\n%s", err, b.Bytes())
			}
			var c bytes.Buffer
			if _, err := again.WriteTo(&c); err != nil || !bytes.Equal(b.Bytes(), c.Bytes()) {
				t.Fatalf("stored:\n%s\nread and stored again:\n%s", b.Bytes(), c.Bytes())
			}
		}
	})
}

// TestCancelled: an import ends when its context does.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := ReadRatings(ctx, io.MultiReader(strings.NewReader("domain,pc1\n"), strings.NewReader(strings.Repeat("a.example,1\n", 5000))),
		ImportOptions{Layout: "lin2023", AsOf: "2024", Registry: inventedOutlets(t)})
	if err == nil {
		t.Error("it did not end")
	}
}
