package provenance

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// page is one page of testdata/pages*.txt with what is wanted of it.
type page struct {
	article.Article
	want map[string]string
}

func readPages(t testing.TB, files ...string) []page {
	t.Helper()
	var pages []page
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range strings.Split("\n"+string(b), "\n== ")[1:] {
			head, text, ok := strings.Cut(block, "\n--\n")
			if !ok {
				t.Fatalf("%s: page %.20q has no text", f, block)
			}
			lines := strings.Split(head, "\n")
			p := page{want: map[string]string{}}
			p.ID, p.Text = lines[0], strings.TrimSpace(text)
			for _, l := range lines[1:] {
				k, v, _ := strings.Cut(l, ": ")
				switch k {
				case "url":
					p.URL = v
				case "publisher":
					p.Publisher = v
				case "canonical":
					p.CanonicalURL = v
				case "title":
					p.Title = v
				case "author":
					p.Article.Byline = v
				default:
					p.want[k] = v
				}
			}
			pages = append(pages, p)
		}
	}
	return pages
}

func registry(t testing.TB) *outlets.Registry {
	t.Helper()
	reg, err := outlets.Default()
	if err != nil {
		t.Fatal(err)
	}
	return reg
}

func list(names []string) string {
	if len(names) == 0 {
		return "-"
	}
	return strings.Join(names, " || ")
}

func TestPages(t *testing.T) {
	reg := registry(t)
	for _, p := range readPages(t, "testdata/pages1.txt", "testdata/pages2.txt", "testdata/pages3.txt", "testdata/pages4.txt", "testdata/pages5.txt", "testdata/pages6.txt", "testdata/pages7.txt", "testdata/pages8.txt", "testdata/pages9.txt") {
		t.Run(p.ID, func(t *testing.T) {
			r := Attribute(p.Article, reg)
			checkSpans(t, p.Text, &r)
			name := func(o *OutletRef) string {
				if o == nil {
					return ""
				}
				return o.Name
			}
			got := map[string]string{
				"status": string(r.OriginStatus), "republisher": name(r.Publisher), "headline": r.Headline,
				"byline": list(r.Byline), "cites": list(r.Cites), "contributors": list(r.Contributors), "notices": list(r.Notices),
			}
			switch r.OriginStatus {
			case Own, Unknown:
				got["origin"] = string(r.OriginStatus)
			default:
				got["origin"] = name(r.Origin)
			}
			var via []string
			for i := range r.Via {
				via = append(via, r.Via[i].Name)
			}
			got["via"] = list(via)
			got["published"], got["place"], got["agency"] = "-", "-", "-"
			if r.Published != nil {
				got["published"] = r.Published.Value
			}
			if r.Dateline != nil {
				got["place"], got["agency"] = r.Dateline.Place, r.Dateline.Agency
				if r.Dateline.Agency == "" {
					got["agency"] = "-"
				}
			}
			for k, want := range p.want {
				switch k {
				case "boilerplate":
					var lines []string
					for _, b := range r.Boilerplate {
						lines = append(lines, b.Text)
					}
					for _, w := range strings.Split(want, " || ") {
						if !slices.Contains(lines, w) {
							t.Errorf("boilerplate lacks %q; it has %q", w, lines)
						}
					}
				case "cites":
					if sorted(got[k]) != sorted(want) {
						t.Errorf("cites: got %s, want %s", got[k], want)
					}
				case "agency", "origin":
					a, b := reg.ByName(got[k]), reg.ByName(want)
					if got[k] != want && (a == nil || a != b) {
						t.Errorf("%s: got %q, want %q; evidence %+v", k, got[k], want, r.Evidence)
					}
				case "place":
					if !strings.EqualFold(got[k], want) {
						t.Errorf("place: got %q, want %q", got[k], want)
					}
				default:
					if got[k] != want {
						t.Errorf("%s: got %q, want %q", k, got[k], want)
					}
				}
			}
		})
	}
}

func sorted(s string) string {
	f := strings.Split(s, " || ")
	slices.Sort(f)
	return strings.Join(f, " || ")
}

// checkSpans fails when a span of the record is not what it says.
func checkSpans(t testing.TB, text string, r *Record) {
	t.Helper()
	for _, e := range r.Evidence {
		if e.Span == nil {
			continue
		}
		if e.Span.Start < 0 || e.Span.End > len(text) || e.Span.Start > e.Span.End {
			t.Fatalf("evidence %s: span %v outside of the text", e.Rule, *e.Span)
		}
		if e.Span.Of(text) != e.Text {
			t.Fatalf("evidence %s: text %q is not what stands at %v: %q", e.Rule, e.Text, *e.Span, e.Span.Of(text))
		}
		if _, ok := RuleByID(e.Rule); !ok {
			t.Fatalf("evidence names rule %q, which is not in the table", e.Rule)
		}
	}
	for _, b := range r.Boilerplate {
		if b.Span.Of(text) != b.Text {
			t.Fatalf("boilerplate %q is not what stands at %v", b.Text, b.Span)
		}
	}
	if d := r.Dateline; d != nil && d.Span.Of(text) != d.Text {
		t.Fatalf("dateline %q is not what stands at %v: %q", d.Text, d.Span, d.Span.Of(text))
	}
}
