package reliability

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/provenance"
	"pgregory.net/rapid"
)

// inventedBook imports all invented files.
func inventedBook(t testing.TB) *Book {
	t.Helper()
	reg := inventedOutlets(t)
	var sets []*Set
	for _, f := range inventedFiles {
		if f.file != "quality_all.csv" { // the same scheme in another layout
			sets = append(sets, readInvented(t, reg, f.layout, f.file, f.asOf).Sets...)
		}
	}
	b, err := NewBook(sets, reg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSaveTwice: importing a file again changes nothing on disk.
func TestSaveTwice(t *testing.T) {
	reg := inventedOutlets(t)
	dir := filepath.Join(t.TempDir(), "a folder [of] ratings")
	for round := range 2 {
		for _, f := range inventedFiles {
			for _, s := range readInvented(t, reg, f.layout, f.file, f.asOf).Sets {
				changed, err := s.Save(dir)
				if err != nil {
					t.Fatal(err)
				}
				if changed != (round == 0) {
					t.Errorf("round %d: %s changed: %v", round+1, s.File(), changed)
				}
			}
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".tsv") {
			t.Errorf("%s was left behind", f.Name())
		}
	}
	sets, err := ReadSets(dir)
	if err != nil || len(sets) != len(files) {
		t.Fatalf("%d sets of %d files, error %v", len(sets), len(files), err)
	}
}

// TestSaveFails: a folder that cannot be written is an error and nothing is lost.
func TestSaveFails(t *testing.T) {
	if os.Getuid() == 0 {
		file := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(file, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		s := &Set{Scheme: "x", AsOf: "2024"}
		if _, err := s.Save(filepath.Join(file, "below")); err == nil {
			t.Error("a folder below a file was made")
		}
	}
}

// TestReadSetErrors: a damaged file is named with line and field.
func TestReadSetErrors(t *testing.T) {
	head := storeMark + "\n# scheme: x\n# as of: 2024\n" + strings.Join(storeColumns, "\t") + "\n"
	row := func(change func([]string)) string {
		cells := []string{"a.example", "rating", "", "good", "good", "", "1/2", "", "a.example", "", "", "", "", ""}
		change(cells)
		return head + strings.Join(cells, "\t") + "\n"
	}
	for _, c := range []struct{ name, text, want string }{
		{"another file", "domain,pc1\n", "f:1: this is no file of ratings"},
		{"nothing", "", "f:1: the file ends"},
		{"no columns", storeMark + "\n", "f:2: the file ends"},
		{"no scheme", storeMark + "\n# as of: 2024\n" + strings.Join(storeColumns, "\t") + "\n", "# scheme"},
		{"no date", storeMark + "\n# scheme: x\n" + strings.Join(storeColumns, "\t") + "\n", "as of"},
		{"other columns", storeMark + "\n# scheme: x\nsubject\n", "the columns must be"},
		{"few cells", head + "a\tb\n", "f:5: row: has 2 cells"},
		{"no subject", row(func(c []string) { c[0] = "" }), "f:5: subject: is empty"},
		{"place", row(func(c []string) { c[6] = "3/2" }), "f:5: place"},
		{"place is no number", row(func(c []string) { c[6] = "NaN" }), "f:5: place"},
		{"raters", row(func(c []string) { c[10] = "-1" }), "f:5: raters"},
		{"imputed", row(func(c []string) { c[11] = "perhaps" }), "f:5: imputed"},
		{"link", row(func(c []string) { c[12] = "javascript:1" }), "f:5: link"},
	} {
		_, err := ReadSet(strings.NewReader(c.text), "f")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.want)
		}
	}
	if _, err := ReadSet(strings.NewReader(row(func([]string) {})), "f"); err != nil {
		t.Error(err)
	}
}

// TestStoreRoundTrip: any set is read again as it was written.
func TestStoreRoundTrip(t *testing.T) {
	word := rapid.StringMatching(`[a-zé ]{0,12}`)
	rapid.Check(t, func(rt *rapid.T) {
		s := &Set{Scheme: "x", Layout: "csv", AsOf: "2024-02", Source: "f.csv"}
		for range rapid.IntRange(0, 8).Draw(rt, "n") {
			r := Rating{Scheme: "x", AsOf: "2024-02", Aspect: "rating", Scope: clean(word.Draw(rt, "scope")), Value: "v" + clean(word.Draw(rt, "value")),
				Subject: rapid.StringMatching(`[a-z]{1,8}`).Draw(rt, "subject"), Name: clean(word.Draw(rt, "name")), Note: clean(word.Draw(rt, "note")),
				Imputed: rapid.SampledFrom([]Imputation{NotTold, Given, Partly, Filled}).Draw(rt, "imputed"), Raters: rapid.IntRange(0, 9).Draw(rt, "raters")}
			r.Original = r.Value
			switch rapid.IntRange(0, 2).Draw(rt, "place") {
			case 1:
				at := rapid.Float64Range(0, 1).Draw(rt, "at")
				r.Place = &Place{At: &at}
			case 2:
				of := rapid.IntRange(1, 9).Draw(rt, "of")
				r.Place = &Place{Rank: rapid.IntRange(1, of).Draw(rt, "rank"), Of: of}
			}
			r.Marks = rapid.SampledFrom([][]string{nil, {"a"}, {"a", "b c"}}).Draw(rt, "marks")
			s.Ratings = append(s.Ratings, r)
		}
		var b bytes.Buffer
		if _, err := s.WriteTo(&b); err != nil {
			rt.Fatal(err)
		}
		got, err := ReadSet(bytes.NewReader(b.Bytes()), "f")
		if err != nil {
			rt.Fatalf("%v\n%s", err, b.Bytes())
		}
		if !reflect.DeepEqual(got, s) {
			rt.Errorf("wrote %+v\nread %+v", s, got)
		}
	})
}

// FuzzReadSet: no file makes the reader crash, and what it reads it writes again.
func FuzzReadSet(f *testing.F) {
	for _, x := range inventedFiles {
		f.Add(stored(f, readInvented(f, inventedOutlets(f), x.layout, x.file, x.asOf)))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadSet(strings.NewReader(text), "f")
		if err != nil {
			return
		}
		var b bytes.Buffer
		if _, err := s.WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSet(bytes.NewReader(b.Bytes()), "f"); err != nil {
			t.Fatalf("%v\n%s", err, b.Bytes())
		}
	})
}

// TestCompare tells what a rater says otherwise than before.
func TestCompare(t *testing.T) {
	b := inventedBook(t)
	var old, now *Set
	for _, s := range b.Sets() {
		switch s.File() {
		case "rsp_2021-03.tsv":
			old = s
		case "rsp_2026-04.tsv":
			now = s
		}
	}
	c := Compare(old, now)
	subjects := func(l []Change) []string {
		var out []string
		for _, x := range l {
			out = append(out, strings.TrimSpace(x.Subject+" "+x.Scope))
		}
		return out
	}
	if got := subjects(c.Changed); !slices.Equal(got, []string{"copyshelf", "lantern-news"}) {
		t.Errorf("changed: %v", got)
	}
	if got := subjects(c.Added); !slices.Equal(got, []string{"name:mixed bag", "tideline-two.example", "tideline.example 2010–present"}) {
		t.Errorf("added: %v", got)
	}
	if got := subjects(c.Removed); !slices.Equal(got, []string{"name:nobody knows", "tideline.example contributors"}) {
		t.Errorf("removed: %v", got)
	}
	if c.Same != 2 {
		t.Errorf("%d the same, want 2: Harbour Post and Tideline", c.Same)
	}
	if x := Compare(now, now); len(x.Added)+len(x.Removed)+len(x.Changed) != 0 {
		t.Errorf("a set differs from itself: %+v", x)
	}
	if x := Compare(nil, now); len(x.Removed) != 0 || len(x.Added) == 0 {
		t.Errorf("against nothing: %+v", x)
	}
	if Before(b.Sets(), now) != now {
		t.Error("the set that is replaced does not come first")
	}
	later := &Set{Scheme: "rsp", Layout: "rsp", AsOf: "2030"}
	if Before(b.Sets(), later) != now {
		t.Error("the latest earlier set is not found")
	}
	if Before(b.Sets(), &Set{Scheme: "rsp", Layout: "rsp", AsOf: "2020"}) != nil {
		t.Error("a later set counts as one before")
	}
}

// TestBook finds ratings by id, name, alias and every address of an outlet.
func TestBook(t *testing.T) {
	b := inventedBook(t)
	want := len(b.Ratings(provenance.OutletRef{ID: "lantern-news"}))
	if want == 0 {
		t.Fatal("nothing is said of Lantern News")
	}
	for _, name := range []string{"lantern-news", "Lantern News", "lanterntv", "lantern.example", "https://www.lantern.test/x", "fr.lantern.example"} {
		ref, ok := b.Outlet(name)
		if got := len(b.Ratings(ref)); !ok || got != want {
			t.Errorf("%s: %+v with %d ratings, want %d", name, ref, got, want)
		}
	}
	for name, want := range map[string]bool{"tideline.example": true, "www.tideline.example/en": true, "tideline-two.example": true, "Nobody Knows": true,
		"loudsquare.example/somebody": true, "unheard-of.example": false, "Unheard Of": false} {
		ref, ok := b.Outlet(name)
		if got := len(b.Ratings(ref)) > 0; got != want || ok != want {
			t.Errorf("%s: known %v with ratings %v, want %v", name, ok, got, want)
		}
	}
	if ref, ok := b.Outlet("loudsquare.example"); !ok || len(b.Ratings(ref)) != 0 {
		t.Errorf("a page on a platform is taken for the platform: %+v", b.Ratings(ref))
	}
	k := b.About(provenance.OutletRef{ID: "copyshelf", Name: "Copyshelf.example"})
	if !slices.Equal(k.Absent, []string{"lin2023 (2023-09)", "mbfc (2022)", "state-media (2023)"}) {
		t.Errorf("absent from %v", k.Absent)
	}
}

// TestNoBook: without ratings nothing is known and nothing breaks.
func TestNoBook(t *testing.T) {
	var b *Book
	if !b.Empty() || b.Sets() != nil || b.Subjects() != nil {
		t.Error("a nil book is not empty")
	}
	if k := b.About(provenance.OutletRef{ID: "x"}); k.Rated() || k.Conflicts == nil || k.Ratings == nil || k.Absent == nil {
		t.Errorf("%+v", k)
	}
	e, err := OpenBook(filepath.Join(t.TempDir(), "none"), nil)
	if err != nil || !e.Empty() {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestLaterRegistry: ratings kept under a domain are the outlet's once the
// registry has it.
func TestLaterRegistry(t *testing.T) {
	im, err := ReadRatings(t.Context(), strings.NewReader("domain,pc1\nlantern.example,0.5\nshop.other.example,0.6\n"), ImportOptions{Layout: "lin2023", AsOf: "2024"})
	if err != nil {
		t.Fatal(err)
	}
	if im.New != 2 {
		t.Fatalf("%+v", im)
	}
	b, err := NewBook(im.Sets, inventedOutlets(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Ratings(provenance.OutletRef{ID: "lantern-news"}); len(got) != 1 {
		t.Errorf("%+v", got)
	}
}
