package provenance

import (
	"strings"
	"unicode"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// publisher tells who published this copy: by address, by the publisher field,
// else by what the page's own furniture gives away.
func (f *finder) publisher() {
	var codes []outlets.Code
	if f.a.URL != "" {
		f.pub, codes = f.reg.ByURL(f.a.URL)
		f.pubHost = hostOf(f.a.URL)
		if f.borrowedAddress() {
			f.claimField("meta.canonical", f.pub, "", "og:url", f.a.URL)
			f.pub, f.pubHost, codes = nil, "", nil
		}
	}
	if f.pubHost != "" && f.a.URL != "" {
		f.evidence("url.host", "publisher", idOr(f.pub, f.pubHost), "url", f.a.URL)
	}
	if f.pub == nil && f.a.Publisher != "" {
		o := f.reg.ByName(f.a.Publisher)
		if o == nil {
			o, _ = f.reg.ByURL(f.a.Publisher)
		}
		f.pub = o
		if f.pubHost == "" && strings.Contains(f.a.Publisher, ".") && !strings.Contains(f.a.Publisher, " ") {
			f.pubHost = hostOf(f.a.Publisher)
		}
		f.evidence("meta.site", "publisher", idOr(f.pub, f.a.Publisher), "publisher", f.a.Publisher)
	}
	name := f.a.Publisher
	if f.pub == nil && f.pubHost == "" && name == "" {
		name = f.siteFromMeta()
	}
	if f.pub == nil && f.pubHost == "" && name == "" {
		name = f.siteFromPage()
	}
	if f.pub == nil && f.pubHost == "" && name == "" {
		name = f.siteFromFurniture()
	}
	if host := hostOf(f.a.CanonicalURL); f.pub == nil && f.pubHost == "" && bearsName(host, name) {
		f.pubHost = host
	}
	if f.pub == nil && name == "" {
		if site := f.titleSite(f.pubHost); bearsName(f.pubHost, site) {
			name = site
		}
	}
	switch {
	case f.pub != nil:
		f.rec.Publisher = refOf(f.pub, "")
	case f.pubHost != "":
		f.rec.Publisher = &OutletRef{Name: outlets.DomainName(f.pubHost), Domain: outlets.DomainName(f.pubHost)}
		if name != "" && !strings.Contains(name, "/") && !strings.EqualFold(strings.TrimPrefix(name, "www."), f.pubHost) {
			f.rec.Publisher.Name = name
		}
	case name != "":
		f.rec.Publisher = &OutletRef{Name: name}
	}
	for k, c := range codes {
		if k > 0 && codes[k-1].Start == c.Start {
			continue // the first reading of a token is the likeliest
		}
		rule := ""
		switch c.Strength {
		case outlets.InFile:
			rule = "url.file"
		case outlets.InSection:
			rule = "url.section"
		case outlets.InSlug:
			rule = "url.slug"
			if c.Outlet == nil || !c.Outlet.Wire() {
				continue // "…-cnn.html" is as likely about the outlet
			}
			if f.inHeadline(c.Token) {
				continue // the slug only repeats a word of the headline
			}
		default:
			continue
		}
		if c.Outlet != nil && !f.same(c.Outlet) {
			f.claimField(rule, c.Outlet, "", "url", c.Token)
		}
	}
}

// borrowedAddress tells a page whose only address is the og:url that it gives,
// which is another outlet's, while its site name is not: it republishes, and
// says of whom.
func (f *finder) borrowedAddress() bool {
	site := strings.TrimSpace(f.a.Meta["og:site_name"])
	if f.pub == nil || site == "" || f.a.Meta["og:url"] != f.a.URL || f.a.Publisher != site {
		return false
	}
	if o := f.reg.ByName(site); o != nil {
		return !f.related(o, f.pub) && !sameBrand(o.Name, f.pub.Name)
	}
	for _, k := range []string{"ld:mainentityofpage", "ld:url", "ld:@id"} { // an address that bears the site's name
		host := outlets.DomainName(hostOf(f.a.Meta[k]))
		if host != "" && host != outlets.DomainName(f.pubHost) && containsBrand(site, &OutletRef{Domain: host}) {
			return true
		}
	}
	return false
}

func idOr(o *outlets.Outlet, name string) string {
	if o != nil {
		return o.ID
	}
	return name
}

// evidence records a mark from metadata that supports no origin.
func (f *finder) evidence(rule, supports, value, field, text string) {
	r := ruleTable()[rule]
	f.claims = append(f.claims, claim{Evidence: Evidence{Rule: rule, Supports: supports, Value: value, Field: field, Text: text, Weight: r.Weight}})
}

// hostOf is the host of an address, without "www.".
func hostOf(rawURL string) string {
	s := rawURL
	if i := strings.Index(s, "://"); i >= 0 {
		s = s[i+3:]
	}
	if i := strings.IndexAny(s, "/?#"); i >= 0 {
		s = s[:i]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	if i := strings.LastIndexByte(s, ':'); i > 0 {
		s = s[:i]
	}
	return strings.TrimPrefix(strings.ToLower(s), "www.")
}

// siteFromMeta reads the site's name from meta tags.
func (f *finder) siteFromMeta() string {
	for _, k := range []string{"og:site_name", "application-name", "article:publisher", "site", "site_name"} {
		v := strings.TrimSpace(f.a.Meta[k])
		if v == "" || len(v) > 120 {
			continue
		}
		if o := f.reg.ByName(v); o != nil {
			f.pub = o
		}
		f.evidence("meta.site", "publisher", idOr(f.pub, v), k, v)
		return v
	}
	if u := f.a.Meta["og:url"]; u != "" {
		f.pub, _ = f.reg.ByURL(u)
		f.pubHost = hostOf(u)
		f.evidence("url.host", "publisher", idOr(f.pub, f.pubHost), "og:url", u)
	}
	return ""
}

// siteFromFurniture reads who published the page from its own furniture:
// a mailing-list tail, a copyright line, an address in the tail.
func (f *finder) siteFromFurniture() string {
	for _, p := range f.parts {
		if p.Site == "" || !furnitureSite(p.Kind) {
			continue
		}
		if o := f.byName(p.Site); o != nil {
			f.pub = o
			f.claimPublisher("furniture.site", o.ID, p.Span)
			return o.Name
		}
		if name := originalCase(p.Span.Of(f.text), p.Site); name != "" && !isPronoun(p.Site) {
			f.claimPublisher("furniture.site", name, p.Span)
			return name
		}
	}
	for _, p := range f.parts { // an agency's own lines name the papers that it serves
		if p.Kind == article.Credit && strings.HasPrefix(strings.ToLower(p.Span.Of(f.text)), "distributed by ") {
			return ""
		}
	}
	// An outlet or an address that furniture names.
	for _, p := range f.parts {
		if p.Kind != article.Tail && p.Kind != article.Promo && p.Kind != article.Share {
			continue
		}
		for _, m := range f.within(p.Span) {
			if m.Class == outlets.Caps || m.Class == outlets.Contextual || m.Outlet.Kind == outlets.Agency || strings.HasPrefix(p.Rule, "tail.bio") || socialNetwork(m.Outlet.ID) {
				continue
			}
			f.pub = m.Outlet
			f.claimPublisher("furniture.site", m.Outlet.ID, p.Span)
			return m.Outlet.Name
		}
	}
	for _, p := range f.parts {
		if p.Kind != article.Copyright || p.Span.Start < f.bodyStart {
			continue
		}
		for _, m := range f.within(p.Span) {
			if m.Outlet.Wire() {
				return ""
			}
			f.pub = m.Outlet
			f.claimPublisher("copyright.site", m.Outlet.ID, p.Span)
			return m.Outlet.Name
		}
	}
	return ""
}

// socialNetwork tells platforms that furniture names without being the site.
func socialNetwork(id string) bool {
	switch id {
	case "wordpress", "facebook", "twitter", "x", "instagram", "telegram", "whatsapp", "youtube", "linkedin", "googlenews", "google-news", "flipboard", "reddit":
		return true
	}
	return false
}

func furnitureSite(k article.Kind) bool {
	return k == article.Tail || k == article.Promo || k == article.Related
}

func isPronoun(s string) bool {
	switch s {
	case "us", "our", "the", "this", "me", "him", "her", "them", "it", "you", "the author", "all":
		return true
	}
	return strings.HasPrefix(s, "our ") || strings.HasPrefix(s, "@")
}

// originalCase finds a folded name in the line that it was taken from.
func originalCase(line, folded string) string {
	if len(folded) < 2 {
		return ""
	}
	for i := 0; i+len(folded) <= len(line); i++ {
		if strings.EqualFold(line[i:i+len(folded)], folded) {
			return line[i : i+len(folded)]
		}
	}
	return folded
}

func (f *finder) claimPublisher(rule, value string, sp Span) {
	r := ruleTable()[rule]
	f.claims = append(f.claims, claim{Evidence: Evidence{Rule: rule, Supports: "publisher", Value: value, Span: f.keep(sp), Text: sp.Of(f.text), Weight: r.Weight}})
}

// within returns the mentions that lie inside a span.
func (f *finder) within(sp Span) []outlets.Mention {
	lo, hi := 0, len(f.mentions)
	for lo < hi { // mentions are in order of place
		mid := (lo + hi) / 2
		if f.mentions[mid].Span.Start < sp.Start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(f.mentions) && f.mentions[end].Span.End <= sp.End {
		end++
	}
	return f.mentions[lo:end]
}

// metadata reads what the source's own fields say of the origin.
func (f *finder) metadata() {
	if c := f.a.CanonicalURL; c != "" {
		o, _ := f.reg.ByURL(c)
		host := hostOf(c)
		elsewhere := outlets.DomainName(host) != outlets.DomainName(hostOf(f.a.URL))
		if f.a.URL == "" { // then only outlets that the registry has tell another's page from an own one
			elsewhere = o != nil && f.pub != nil && !f.related(o, f.pub) && !sameBrand(o.Name, f.pub.Name)
		}
		if host != "" && elsewhere && !f.same(o) {
			f.claimField("meta.canonical", o, outlets.DomainName(host), "canonical_url", c)
		}
	}
	for _, k := range []string{"syndication-source", "original-source"} {
		if v := f.a.Meta[k]; v != "" {
			o, _ := f.reg.ByURL(v)
			if host := hostOf(v); !f.same(o) && host != "" && outlets.DomainName(host) != outlets.DomainName(f.pubHost) {
				f.claimField("meta.syndication", o, outlets.DomainName(host), k, v)
			}
		}
	}
	for _, k := range []string{"source", "rss:source", "dc:source", "dc.source", "DC.source"} {
		if v := f.a.Meta[k]; v != "" && len(v) < 200 {
			if o := f.lookup(v); o != nil && !f.same(o) {
				f.claimField("meta.rss-source", o, "", k, v)
			}
		}
	}
	for _, k := range []string{"agency", "news_agency", "credit", "creditline", "provider"} {
		if v := f.a.Meta[k]; v != "" && len(v) < 200 {
			if o := f.lookup(v); o != nil && !f.same(o) {
				f.claimField("meta.agency", o, "", k, v)
			}
		}
	}
	if f.pub != nil && f.pub.Kind == outlets.Agency && f.a.URL != "" {
		f.claimOwnField("publisher.agency", "url", f.a.URL)
	}
	if b := strings.TrimSpace(f.a.Byline); b != "" && len(b) < 200 {
		if o := f.authorOutlet(b); o != nil {
			if f.same(o) {
				f.claimOwnField("meta.author.site", "byline", b)
			} else {
				f.claimField("meta.author", o, "", "byline", b)
			}
		} else if p, ok := article.ParseByline(b, f.outletName); ok {
			rule := "meta.author.person"
			if f.staffTitle(p.Rest) {
				rule = "byline.staff"
			}
			f.claimOwnField(rule, "byline", b)
		}
	}
}

// inHeadline tells whether the headline that came with the article has word, as
// a word of its own.
func (f *finder) inHeadline(word string) bool {
	for _, w := range strings.FieldsFunc(f.a.Title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// staffTitle tells whether what follows a name in a byline is a post at the
// publisher: "Ledger Correspondent" at The Harbor Ledger.
func (f *finder) staffTitle(rest string) bool {
	if f.rec.Publisher == nil || rest == "" {
		return false
	}
	for _, w := range strings.Fields(rest) {
		if len(w) < 4 {
			continue
		}
		for _, n := range strings.Fields(f.rec.Publisher.Name) {
			if strings.EqualFold(w, n) {
				return true
			}
		}
	}
	return false
}

// authorOutlet is the outlet that an author field names, alone or after names.
func (f *finder) authorOutlet(b string) *outlets.Outlet {
	if o := f.byName(b); o != nil {
		return o
	}
	if p, ok := article.ParseByline(b, f.outletName); ok && p.Rest != "" {
		return f.byName(p.Rest)
	}
	return nil
}

func (f *finder) lookup(v string) *outlets.Outlet {
	if o := f.reg.ByName(v); o != nil {
		return o
	}
	if strings.Contains(v, "://") {
		o, _ := f.reg.ByURL(v)
		return o
	}
	return nil
}

func (f *finder) claimOwnField(rule, field, text string) {
	r := ruleTable()[rule]
	f.claims = append(f.claims, claim{Evidence: Evidence{Rule: rule, Supports: "own", Value: idOr(f.pub, "publisher"), Field: field, Text: text, Weight: r.Weight}})
}
