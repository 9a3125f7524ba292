package provenance

import (
	"strings"
	"testing"
	"time"

	"github.com/newscheck/newscheck/article"
)

// FuzzAttribute asks of any text: no panic, spans that hold what they say.
func FuzzAttribute(f *testing.F) {
	reg := registry(f)
	for _, p := range readPages(f, "testdata/pages1.txt", "testdata/pages2.txt", "testdata/pages3.txt") {
		f.Add(p.Text, p.URL, p.Article.Byline, p.Publisher)
	}
	f.Add("(AP) \xff\xfe — (", "http://[", "By ,", "\x00")
	f.Fuzz(func(t *testing.T, text, url, byline, publisher string) {
		r := Attribute(article.Article{ID: "f", Text: text, URL: url, Byline: byline, Publisher: publisher}, reg)
		checkSpans(t, text, &r)
		if r.OriginConfidence < 0 || r.OriginConfidence > 1 {
			t.Fatalf("confidence %v", r.OriginConfidence)
		}
		if (r.OriginStatus == Stated) != (r.Origin != nil && r.OriginStatus != Own) {
			t.Fatalf("status %s with origin %+v", r.OriginStatus, r.Origin)
		}
	})
}

// The cost must grow with the length of the text and no faster.
func TestAttributeLinear(t *testing.T) {
	reg := registry(t)
	hostile := []string{
		"By ", "(", "AP ", "told AFP, ", "\n", "a\n", "By Jane Doe\n", "Join the \n", "Mon Oct 3, 2016\n", "HELSINKI (AP) - \n", "© \n", "Source: ", "x@y.com ", ". ", "新华社", "Reuters\n",
		"Associated Press writer contributed to this report. ", "[[[[", "————", "Jan 1, ", "'s The ",
	}
	for _, unit := range hostile {
		cost := func(n int) time.Duration {
			a := article.Article{Text: strings.Repeat(unit, n/len(unit))}
			best := time.Hour
			for range 3 {
				start := time.Now()
				Attribute(a, reg)
				best = min(best, time.Since(start))
			}
			return best
		}
		small, large := cost(1<<13), cost(1<<16) // 8 times the text
		for range 4 {                            // a busy machine may have held up one of them
			if large <= 40*small+50*time.Millisecond {
				break
			}
			small, large = max(small, cost(1<<13)), min(large, cost(1<<16))
		}
		if large > 40*small+50*time.Millisecond {
			t.Errorf("%.20q: 8 KB takes %v, 64 KB takes %v", unit, small, large)
		}
	}
}
