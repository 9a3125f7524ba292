package outlets

import (
	"strings"
	"testing"
)

func id(o *Outlet) string {
	if o == nil {
		return ""
	}
	return o.ID
}

func TestByDomain(t *testing.T) {
	g := registry(t)
	for host, want := range map[string]string{
		"www.reuters.com": "reuters", "uk.reuters.com": "reuters", "REUTERS.com:443": "reuters", "reuters.com.": "reuters",
		"presstv.ir": "presstv", "edition.cnn.com": "cnn", "yahoo.com/news": "yahoo-news", "abcnews.go.com": "abcnews",
		"news.bbc.co.uk": "bbc", "gov.uk": "govuk", "notreuters.com": "", "com": "", "": "", "co.uk": "",
		"war.example": "", "learningenglish.voanews.com": "voa",
	} {
		if got := id(g.ByDomain(host)); got != want {
			t.Errorf("ByDomain(%q) = %q, want %q", host, got, want)
		}
	}
}

func TestDomainName(t *testing.T) {
	for host, want := range map[string]string{
		"www.oregonlive.com": "oregonlive.com", "Blog.Example.co.uk:80": "example.co.uk", "localhost": "localhost", "a.b.example.com/x": "example.com", "": "",
	} {
		if got := DomainName(host); got != want {
			t.Errorf("DomainName(%q) = %q, want %q", host, got, want)
		}
	}
}

func TestByURL(t *testing.T) {
	g := registry(t)
	for _, c := range []struct{ url, publisher, codes string }{
		{"https://www.globalsecurity.org/wmd/library/news/iran/2001/iran-010203-presstv01.htm", "globalsecurity", "presstv/file"},
		{"https://www.globalsecurity.org/military/library/news/2001/02/mil-010203-prc-mnd04.htm", "globalsecurity", "prc-mnd/file"},
		{"http://globalsecurity.org/x/ukraine-20010203-ukraine-mod2.htm", "globalsecurity", "ukraine-mod/file"},
		{"https://aggregator.example/2001/topic-010203-rferl-pda12.htm", "", "rferl/file"},
		{"https://www.dailymail.co.uk/wires/afp/article-1/Rain.html", "dailymail", "afp/section"},
		{"https://paper.example/wires/reuters/rain-falls", "", "reuters/section"},
		{"https://paper.example/news/sns-ap-rain-falls-story.html", "", "ap/slug"},
		{"https://paper.example/ap-rain-falls", "", "ap/slug"},
		{"https://paper.example/rain-falls-ap.html", "", "ap/slug"},
		{"https://paper.example/kit-ap-physics", "", "ap/words"},
		{"https://www.reuters.com/world/reuters-explains", "reuters", ""},
		{"paper.example/reuters/2001/02/03/rain.html", "", "reuters/section"},
		{"https://user@news.yahoo.com/rain-1.html?src=ap", "yahoo-news", ""},
		{"https://paper.example/map-of-rain", "", ""},
		{"", "", ""}, {"://", "", ""}, {"https://", "", ""}, {"/%zz/ap", "", "ap/section"},
	} {
		pub, codes := g.ByURL(c.url)
		var got []string
		for _, k := range codes {
			if c.url[k.Start:k.End] != k.Token {
				t.Errorf("%s: range of %s is %q", c.url, k.Token, c.url[k.Start:k.End])
			}
			got = append(got, k.Outlet.ID+"/"+string(k.Strength))
		}
		if id(pub) != c.publisher || strings.Join(got, " ") != c.codes {
			t.Errorf("ByURL(%q) = %q, %q; want %q, %q", c.url, id(pub), got, c.publisher, c.codes)
		}
	}
}

func TestByName(t *testing.T) {
	g := registry(t)
	for name, want := range map[string]string{
		"AP": "ap", "A.P.": "ap", "ap": "ap", "The Associated Press": "ap", "associated press": "ap", "ASSOCIATED PRESS": "ap",
		"Agence France-Presse": "afp", "agence france presse": "afp", "Iran Press TV": "presstv", "people’s daily": "peoples-daily",
		"U.S. Department of State": "state", "TIME": "time", "presstv.com": "presstv", "РИА Новости": "ria", "ČTK": "ctk",
		"American Forces Press Service": "afps", "New York Times": "nytimes", " Reuters ": "reuters", "RFE/RL": "rferl",
		"CNA (Taiwan)": "cna-tw", "Nobody's Gazette": "", "": "", "the": "", "...": "",
	} {
		if got := id(g.ByName(name)); got != want {
			t.Errorf("ByName(%q) = %q, want %q", name, got, want)
		}
	}
	if c := g.Candidates("CNA"); len(c) < 3 {
		t.Errorf("%d candidates for CNA, want at least 3", len(c))
	}
}
