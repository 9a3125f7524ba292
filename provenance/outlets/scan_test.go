package outlets

import (
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	g := registry(t)
	for _, c := range []struct{ in, want string }{
		{"MOSCOW (Reuters) - It said", "reuters:Reuters"},
		{"By THE ASSOCIATED PRESS", "ap:ASSOCIATED PRESS"},
		{"as the Associated\nPress reported", "ap:Associated\nPress"},
		{"in Paris (AFP) and A.P. in Rome", "afp:AFP ap:A.P."},
		{"associated press rules", ""},
		{"Iran Press TV\n\nUS suspends", "presstv:Iran Press TV"},
		{"KYIV. May 3 (Interfax-Ukraine) -", "interfax-ukraine:Interfax-Ukraine"},
		{"Reuters - Ukraine said", "reuters:Reuters"},
		{"people’s daily; People’s Daily Online", "peoples-daily:People’s Daily Online"},
		{"the Fars news agency said", "fars:Fars news agency"},
		{"Global times are hard", ""},
		{"Global Times says", "globaltimes:Global Times"},
		{"МОСКВА, 3 октября. /ТАСС/.", "tass:ТАСС"},
		{"新华社北京5月3日电", "xinhua:新华社"},
		{"وقالت وكالة رويترز إن", "reuters:وكالة رويترز"},
		{"نقلا لرويترز أمس", "reuters:رويترز"},
		{"서울 연합뉴스는 3일", "yonhap:연합뉴스"},
		{"Agence France-Presse and Agence France Presse", "afp:Agence France-Presse afp:Agence France Presse"},
		{"l’AFP, dell'ANSA", "afp:AFP ansa:ANSA"},
		{"APPLE and APS-C and MAP-21", "aps-dz:APS map-ma:MAP"},
		{"the U.S. News & World Report list", "usnews:U.S. News & World Report"},
		{"dpa/afp and DPA", "dpa:dpa dpa:DPA"},
		{"BuzzFeed’s Anna", "buzzfeed:BuzzFeed"},
		{"The CNA (Taiwan) desk", "cna-tw:CNA (Taiwan)"},
		{"Česká tisková kancelář", "ctk:Česká tisková kancelář"},
		{"Ceska tiskova kancelar", "ctk:Ceska tiskova kancelar"},
		{"AP", "ap:AP"},
		{"A", ""},
		{"", ""},
	} {
		var got []string
		for _, m := range g.Find(nil, c.in) {
			got = append(got, m.Outlet.ID+":"+m.Span.Of(c.in))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("Find(%q) = %q, want %q", c.in, s, c.want)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	g := registry(b)
	prose := strings.Repeat(`The minister told reporters on Tuesday that talks with the union would go on
until Friday, and that nobody in the cabinet had asked for the strike to be called off. "We have time,"
he said. Mary Ellis, who leads the dockers in Port Harbour, said that the offer of 3.5 per cent was an insult;
according to Reuters the owners met in Geneva on Monday. The Washington Post had reported an earlier offer.
Rain is expected over the coast, and the ferries will stay in harbour for a second day.
`, 40)
	b.SetBytes(int64(len(prose)))
	b.ReportAllocs()
	dst := g.Find(nil, prose)
	for b.Loop() {
		dst = g.Find(dst[:0], prose)
	}
}

func BenchmarkFindPlain(b *testing.B) {
	g := registry(b)
	prose := strings.Repeat(`The ferry left the harbour before dawn, and by the time the sun was over the hills the deck was
crowded with people who had never seen the island. A woman sold coffee from a trolley; two boys counted gulls.
Nobody spoke of the storm that had closed the port for a week, or of the price of bread, which had doubled since
spring. When the engines stopped the captain came down and told them that the pilot boat was late.
`, 40)
	b.SetBytes(int64(len(prose)))
	dst := g.Find(nil, prose)
	for b.Loop() {
		dst = g.Find(dst[:0], prose)
	}
}
