package reliability

import (
	"context"
	"fmt"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// One story of four copies, 3 KB each, as in a stream of many.
func BenchmarkAdd(b *testing.B) {
	m := newMeter(b, MeterOptions{})
	body := ""
	for i := range 30 {
		body += fmt.Sprintf("The harbour board of Garsan, which met on day %d, said that the pumps would be mended before the winter. ", i)
	}
	sites := []*provenance.OutletRef{gazette, herald, post, ap}
	b.ReportAllocs()
	for i := range b.N {
		var s Story
		for k, site := range sites {
			status, origin := provenance.Own, site
			if k < 3 {
				status, origin = provenance.Stated, ap
			}
			if k == 1 {
				status = provenance.Inferred
			}
			x := member(fmt.Sprint(i, "-", k), site, origin, status, "2024-03-01T10:00Z")
			x.Article = article.Article{ID: x.Record.ID, Text: body, Language: "en"}
			x.Relation = dedupe.Copy
			s.Members = append(s.Members, x)
		}
		if err := m.Add(context.Background(), s); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(4*b.N), "µs/article")
}
