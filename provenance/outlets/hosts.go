package outlets

import (
	"net"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// hostRule says whose a host is, or the part of it below a path.
type hostRule struct {
	path   string // "" for the whole host, else "/news"
	outlet *Outlet
}

func (g *Registry) addHosts(rw row) error {
	for _, d := range rw.Domains {
		host, path, _ := strings.Cut(d, "/")
		if path != "" {
			path = "/" + strings.TrimSuffix(path, "/")
		}
		if suffix, icann := publicsuffix.PublicSuffix(host); suffix == host && icann {
			return rw.errorf("domains", "%q is a public suffix, under which anybody can register", d)
		}
		for _, h := range g.hosts[host] {
			if h.path == path {
				return rw.errorf("domains", "%q already belongs to %s; repeat that row to change it", d, h.outlet.ID)
			}
		}
		g.hosts[host] = append(g.hosts[host], hostRule{path, rw.Outlet})
		slices.SortStableFunc(g.hosts[host], func(a, b hostRule) int { return len(b.path) - len(a.path) })
	}
	return nil
}

func (g *Registry) addCodes(rw row) error {
	for i, c := range rw.Codes {
		shared := strings.HasPrefix(c, "*")
		c = strings.TrimPrefix(c, "*")
		rw.Codes[i] = c
		if !shared && len(g.codes[c]) > 0 {
			return rw.errorf("codes", "%q already stands for %s; write *%s in both rows if it stands for both", c, g.codes[c][0].ID, c)
		}
		g.codes[c] = append(g.codes[c], rw.Outlet)
	}
	return nil
}

// ByDomain returns the outlet that publishes on a host, or nil. The host may
// carry a port, "www." or other sub-domains, and a path ("yahoo.com/news").
func (g *Registry) ByDomain(host string) *Outlet {
	host, path, _ := strings.Cut(host, "/")
	host, path = cleanHost(host), "/"+path
	if o := g.publisher(host, path); o != nil {
		return o
	}
	// A site that lives on www. of a public suffix, such as www.gov.uk.
	return g.publisher("www."+host, path)
}

// publisher finds the rule with the longest host suffix, then the longest path.
func (g *Registry) publisher(host, path string) *Outlet {
	for h := host; h != ""; {
		for _, r := range g.hosts[h] {
			if r.path == "" || strings.HasPrefix(path, r.path) && (len(path) == len(r.path) || strings.ContainsRune("/?#", rune(path[len(r.path)]))) {
				return r.outlet
			}
		}
		dot := strings.IndexByte(h, '.')
		if dot < 0 {
			break
		}
		h = h[dot+1:]
	}
	return nil
}

func cleanHost(host string) string {
	host = strings.ToLower(strings.TrimSpace(host))
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.TrimSuffix(host, ".")
}

// DomainName returns the name under which to show a host that no outlet is
// known for: its registrable domain ("oregonlive.com"), or the host itself
// when it has none.
func DomainName(host string) string {
	host, _, _ = strings.Cut(host, "/")
	host = strings.TrimPrefix(cleanHost(host), "www.")
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// Strength says where in an address a code stands, which is what it proves.
type Strength string

// The strengths, from the most to the least telling.
const (
	InFile    Strength = "file"    // file name made of topic, date and source: iran-240520-presstv08.htm
	InSection Strength = "section" // a path element of its own: /wires/afp/
	InSlug    Strength = "slug"    // first or last word of a headline slug: ap-us-syria, …-afp.html
	InWords   Strength = "words"   // between the words of a slug, where a short code may be a word
)

// Code is a token in an address that stands for an outlet.
type Code struct {
	Outlet   *Outlet
	Token    string
	Start    int // byte range of Token in the URL
	End      int
	Strength Strength
}

// ByURL returns the outlet that publishes at an address, or nil, and the
// tokens in the path that stand for other outlets, the most telling first. An
// address without scheme is accepted.
func (g *Registry) ByURL(rawURL string) (publisher *Outlet, codes []Code) {
	if len(rawURL) > maxURL {
		rawURL = rawURL[:maxURL]
	}
	rest, base := rawURL, 0
	if i := strings.Index(rawURL, "://"); i >= 0 && i < 16 {
		base = i + 3
		rest = rawURL[base:]
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	host, path := rest[:end], rest[end:]
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	publisher = g.publisher(cleanHost(host), path)
	if q := strings.IndexAny(path, "?#"); q >= 0 {
		path = path[:q]
	}
	codes = g.pathCodes(path, base+end, publisher)
	return publisher, codes
}

const maxURL = 4096

// pathCodes finds codes in a path that starts at byte off of its URL.
func (g *Registry) pathCodes(path string, off int, publisher *Outlet) []Code {
	var out []Code
	add := func(token string, start int, s Strength) {
		for _, o := range g.codes[token] {
			if o == publisher || slices.ContainsFunc(out, func(c Code) bool { return c.Outlet == o && c.Start <= off+start && off+start < c.End }) {
				continue
			}
			out = append(out, Code{Outlet: o, Token: token, Start: off + start, End: off + start + len(token), Strength: s})
		}
	}
	lower := path
	if u, err := url.PathUnescape(path); err == nil && len(u) == len(path) {
		lower = u
	}
	lower = strings.ToLower(lower)
	if len(lower) != len(path) { // case folding moved the offsets
		return nil
	}
	last := strings.LastIndexByte(strings.TrimSuffix(lower, "/"), '/') + 1
	g.fileCode(lower, last, add)
	for i := 0; i < last; {
		j := strings.IndexByte(lower[i:], '/')
		if j < 0 {
			break
		}
		if j > 0 {
			add(lower[i:i+j], i, InSection)
		}
		i += j + 1
	}
	g.slugCodes(lower, last, add)
	slices.SortStableFunc(out, func(a, b Code) int { return a.Strength.rank() - b.Strength.rank() })
	return out
}

func (s Strength) rank() int {
	switch s {
	case InFile:
		return 0
	case InSection:
		return 1
	case InSlug:
		return 2
	}
	return 3
}

// fileCode reads a file name of topic, date (six or eight digits) and source
// with a running number, as archives of several sources name their pages.
func (g *Registry) fileCode(path string, start int, add func(string, int, Strength)) {
	name := path[start:]
	if dot := strings.IndexByte(name, '.'); dot >= 0 {
		name = name[:dot]
	}
	for i := 0; i < len(name); {
		j := i
		for j < len(name) && name[j] != '-' && name[j] != '_' {
			j++
		}
		if n := j - i; (n == 6 || n == 8) && isDigits(name[i:j]) && j < len(name) {
			code := strings.TrimRight(name[j+1:], "0123456789")
			code = strings.TrimRight(code, "-_")
			if g.codes[code] == nil { // "rferl-pda01": the first word may suffice
				code, _, _ = strings.Cut(code, "-")
			}
			add(code, start+j+1, InFile)
			return
		}
		i = j + 1
	}
}

// slugCodes looks for agencies' codes among the words of the last path element.
func (g *Registry) slugCodes(path string, start int, add func(string, int, Strength)) {
	name := strings.TrimSuffix(path[start:], "/")
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		name = name[:dot]
	}
	parted := func(c byte) bool { return c == '-' || c == '_' || c == '.' }
	words := 0
	for i := 0; i < len(name); {
		j := i
		for j < len(name) && !parted(name[j]) {
			j++
		}
		word := name[i:j]
		for _, o := range g.codes[word] {
			if !o.Wire() {
				continue
			}
			switch {
			case words == 0 && j < len(name), j == len(name) && words > 0:
				add(word, start+i, InSlug)
			case words == 0 && start > 1:
				add(word, start+i, InSection)
			case words == 1 && wireFeed(name[:i-1]):
				add(word, start+i, InSlug)
			default:
				add(word, start+i, InWords)
			}
		}
		words++
		i = j + 1
	}
}

// wireFeed reports whether word, first in a slug, is how publishing systems
// mark a syndicated feed: "sns-ap-…", "wires_ap", "bc-ap-…".
func wireFeed(word string) bool {
	return word == "sns" || word == "bc" || word == "wire" || word == "wires"
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
