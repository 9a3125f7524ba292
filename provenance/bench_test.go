package provenance

import (
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
)

// benchPage is a page of about 3 KB with furniture, a dateline, two citations
// and a credit.
func benchPage() article.Article {
	body := []string{
		"The harbour authority said that grain ships had unloaded more cargo this spring than in any quarter of the past ten years, and that two more cranes would be built.",
		"\"We have waited for this for a long time,\" a spokesman for the authority told AFP on Monday, adding that the work at night had been agreed with the union of the dockers.",
		"Reuters reported last week that the owners of the largest shipping line had asked for a second berth, which the ministry has so far refused to grant for want of money.",
		"Dock workers say the pace has its price, as shifts now run through the night on all days of the week and the canteen closes at ten, long before most of them eat.",
		"Three of the cranes were built in a yard in the north, where four hundred people work, and were carried south on barges that had to wait eleven days for calm water.",
	}
	var b strings.Builder
	b.WriteString("Support independent journalism with a donation\n\nMilitary\n\nIran Press TV\n\nHarbour handles record grain cargo in spring quarter\n\nIran Press TV\n\nMon Apr 8, 2019 03:42PM\n\n")
	b.WriteString("TEHRAN (Press TV) - ")
	for i := range 16 {
		b.WriteString(body[i%len(body)])
		b.WriteString("\n\n")
	}
	b.WriteString("Read more: Ships wait at northern port\n\nThe Associated Press contributed to this report.\n\nJoin the GlobalSecurity.org mailing list\n")
	return article.Article{ID: "b", Text: b.String()}
}

func BenchmarkAttribute(b *testing.B) {
	reg := registry(b)
	a := benchPage()
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		Attribute(a, reg)
	}
}

func BenchmarkFind(b *testing.B) {
	reg := registry(b)
	a := benchPage()
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		reg.Find(nil, a.Text)
	}
}

func BenchmarkAnatomy(b *testing.B) {
	reg := registry(b)
	h := article.Hints{Outlet: func(s string) bool { return reg.ByName(s) != nil }}
	a := benchPage()
	b.SetBytes(int64(len(a.Text)))
	for b.Loop() {
		h.Anatomy(a)
	}
}
