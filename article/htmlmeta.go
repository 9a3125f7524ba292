package article

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pageMeta is what a page says about itself.
type pageMeta struct {
	values map[string][]string // "og:title" and so on, in page order; see the package comment for the keys
	title  string              // of <title>
	h1     []string
	lang   string
	base   string
	body   string // articleBody of JSON-LD
	blocks []textBlock

	scripts int // blocks of JSON-LD read
}

func (m *pageMeta) add(key, value string) {
	value = strings.TrimSpace(tidy(value))
	if value == "" || len(m.values[key]) >= 16 || len(m.values) >= maxMetaKeys {
		return
	}
	if !slices.Contains(m.values[key], value) {
		m.values[key] = append(m.values[key], value)
	}
}

// first is the first value of the first key that has one.
func (m *pageMeta) first(keys ...string) string {
	for _, k := range keys {
		if v := m.values[k]; len(v) > 0 {
			return v[0]
		}
	}
	return ""
}

// readMeta collects the metadata of doc without changing it.
func readMeta(doc *html.Node) *pageMeta {
	m := &pageMeta{values: map[string][]string{}}
	m.walk(doc, false)
	m.blocks = blocks(doc)
	return m
}

// walk takes n and what is under it. aside says that n stands in a part of the
// page that is about other stories or the site.
func (m *pageMeta) walk(n *html.Node, aside bool) {
	if n.Type == html.ElementNode {
		kind := pageFurniture.of(n)
		m.element(n)
		m.marked(n, kind, aside)
		switch n.DataAtom {
		case atom.Aside, atom.Nav, atom.Footer, atom.Li:
			aside = true
		case atom.Html, atom.Body, atom.Main, atom.Article:
		default:
			aside = aside || kind == "drop"
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		m.walk(c, aside)
	}
}

func (m *pageMeta) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		m.lang = attr(n, "lang")
		if m.lang == "" {
			m.lang = attr(n, "xml:lang")
		}
	case atom.Base:
		m.base = attr(n, "href")
	case atom.Title:
		if m.title == "" && (n.Parent == nil || n.Parent.DataAtom != atom.Svg) {
			m.title = innerTextMax(n, 2000)
		}
	case atom.H1:
		if s := strings.ReplaceAll(innerTextMax(n, 1000), "\n", " "); s != "" && len(m.h1) < 8 {
			m.h1 = append(m.h1, s)
		}
	case atom.Meta:
		m.metaTag(n)
	case atom.Link:
		for rel := range strings.FieldsSeq(strings.ToLower(attr(n, "rel"))) {
			switch rel {
			case "canonical", "amphtml", "license", "author", "shortlink", "syndication-source", "original-source":
				m.add("link:"+rel, attr(n, "href"))
			}
		}
	case atom.Time:
		if v := attr(n, "datetime"); v != "" {
			m.add("html:time", v)
		}
	case atom.Script:
		if m.scripts < 32 && n.FirstChild != nil && strings.HasPrefix(strings.ToLower(attr(n, "type")), "application/ld+json") {
			m.scripts++
			m.linkedData(n.FirstChild.Data)
		}
	}
	if p := attr(n, "itemprop"); p != "" && n.DataAtom != atom.Meta {
		m.itemProp(n, p)
	}
}

// metaTag takes one <meta>.
func (m *pageMeta) metaTag(n *html.Node) {
	value := attr(n, "content")
	for _, a := range []string{"property", "name", "itemprop", "http-equiv"} {
		key := attr(n, a)
		if key == "" || len(key) > 200 {
			continue
		}
		switch a {
		case "itemprop":
			key = "itemprop:" + key
		case "http-equiv":
			if !strings.EqualFold(key, "content-language") {
				continue
			}
		}
		key = strings.ToLower(key)
		switch key {
		case "viewport", "csrf-token", "csrf-param", "theme-color", "format-detection", "robots", "referrer", "google-site-verification":
			continue
		}
		if value == "" {
			value = attr(n, "value")
		}
		m.add(key, value)
	}
}

// itemProp takes the schema.org properties that stand in the page's elements.
func (m *pageMeta) itemProp(n *html.Node, props string) {
	for p := range strings.FieldsSeq(props) {
		switch p {
		case "headline", "datePublished", "dateModified", "author", "creator", "publisher", "copyrightHolder", "creditText", "sourceOrganization", "name":
			if p == "name" {
				if parent := n.Parent; parent == nil || !strings.Contains(attr(parent, "itemprop"), "author") && !strings.Contains(attr(parent, "itemprop"), "publisher") {
					continue
				}
				p = attr(n.Parent, "itemprop") + ".name"
			}
			v := attr(n, "content")
			if v == "" {
				v = attr(n, "datetime")
			}
			if v == "" {
				v = innerTextMax(n, 500)
			}
			if len(v) <= 500 {
				m.add("itemprop:"+strings.ToLower(p), v)
			}
		}
	}
}

// marked keeps the short text of an element whose class says that it is a
// byline, a credit, a date or a copyright line.
func (m *pageMeta) marked(n *html.Node, kind string, aside bool) {
	switch {
	case n.DataAtom == atom.A && strings.EqualFold(attr(n, "rel"), "author"):
		kind = "byline"
	case n.DataAtom == atom.Figcaption:
		kind = "caption"
	case n.DataAtom == atom.Html || n.DataAtom == atom.Body || n.DataAtom == atom.Main || n.DataAtom == atom.Article:
		return
	}
	limit := 300
	switch kind {
	case "byline", "date":
		limit = 200
		if aside {
			return // of another story
		}
	case "caption":
		limit = 600
	case "credit", "copyright":
	default:
		return
	}
	if key := "html:" + kind; len(m.values[key]) < 8 {
		if s := innerTextMax(n, limit); s != "" {
			m.add(key, strings.ReplaceAll(s, "\n", " "))
		}
	}
}

// into fills the empty fields of a, and Meta.
func (m *pageMeta) into(a *Article) {
	fill := func(p *string, v string) {
		if *p == "" {
			*p = v
		}
	}
	fill(&a.URL, absolute(m.first("og:url", "ld:url"), m.base))
	fill(&a.CanonicalURL, absolute(m.first("link:canonical"), a.URL))
	fill(&a.Publisher, m.first("og:site_name", "ld:publisher", "application-name", "itemprop:publisher.name", "dc.publisher", "dcterms.publisher"))
	fill(&a.Byline, m.byline())
	fill(&a.Published, m.first("article:published_time", "ld:datepublished", "parsely-pub-date", "itemprop:datepublished", "dc.date.issued",
		"dcterms.created", "sailthru.date", "og:published_time", "og:article:published_time", "article.published", "published-date", "publish-date",
		"pubdate", "publishdate", "datepublished", "cxenseparse:recs:publishtime", "article_date_original", "dc.date", "dcterms.date", "date"))
	if a.Published == "" && len(m.values["html:time"]) == 1 {
		a.Published = m.values["html:time"][0]
	}
	lang := m.lang
	if lang == "" {
		lang = m.first("content-language", "ld:inlanguage", "og:locale", "language", "dc.language")
	}
	fill(&a.Language, strings.ReplaceAll(lang, "_", "-"))
	fill(&a.Title, m.headline())

	for _, k := range slices.Sorted(keysOf(m.values)) {
		switch {
		case k == "charset":
		default:
			a.setMeta(k, strings.Join(m.values[k], "\n"), false)
		}
	}
	a.setMeta("html:title", m.title, false)
	a.setMeta("html:h1", strings.Join(m.h1, "\n"), false)
}

func keysOf(m map[string][]string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// byline is the author that the page's metadata names. An author that is only
// the name of the site gives way to one that is not, and to the byline that
// stands on the page.
func (m *pageMeta) byline() string {
	site := m.first("og:site_name", "ld:publisher", "application-name")
	weak := ""
	for _, key := range []string{"ld:author", "author", "byl", "parsely-author", "dc.creator", "dcterms.creator", "article:author", "sailthru.author", "itemprop:author.name", "itemprop:author", "html:byline"} {
		var names []string
		for _, v := range m.values[key] {
			if !strings.Contains(v, "://") { // a profile page is no name
				names = append(names, v)
			}
		}
		if len(names) == 0 {
			continue
		}
		if key == "html:byline" {
			names = names[:1]
		}
		switch all := strings.Join(names, ", "); {
		case !strings.EqualFold(all, site) && likeness(all, site) < 0.6:
			return all
		case weak == "":
			weak = all
		}
	}
	return weak
}

// headline is the title that the metadata states, in the words of the page's
// own <h1> where one says the same, without the name of the site.
func (m *pageMeta) headline() string {
	site := m.first("og:site_name", "ld:publisher", "application-name")
	stated := []string{m.first("ld:headline")}
	for _, s := range []string{m.first("og:title"), m.first("parsely-title"), m.first("twitter:title"), m.first("dc.title"), m.first("itemprop:headline"), m.title} {
		stated = append(stated, withoutSite(strings.ReplaceAll(s, "\n", " "), site))
	}
	best, most := "", 0.0
	for _, h := range m.h1 {
		for _, s := range stated {
			if v := likeness(h, s); v >= 0.6 && v*float64(min(len(h), len(s))) > most {
				best, most = h, v*float64(min(len(h), len(s)))
			}
		}
	}
	if best != "" {
		return best
	}
	for _, s := range stated {
		if s != "" {
			return s
		}
	}
	if len(m.h1) == 1 {
		return m.h1[0]
	}
	return ""
}

// likeness is the share of the words of the shorter of two titles that the
// other has too, 0 where one is less than two words.
func likeness(a, b string) float64 {
	words := func(s string) map[string]bool {
		m := map[string]bool{}
		for w := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
			m[w] = true
		}
		return m
	}
	x, y := words(a), words(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 2 {
		return 0
	}
	n := 0
	for w := range x {
		if y[w] {
			n++
		}
	}
	return float64(n) / float64(len(x))
}

// titleJoint parts a headline from the name of the site or section.
var titleJoint = regexp.MustCompile(` (?:[|•·»]|[-–—]+|::|//) `)

// withoutSite takes the site's name off a page title: after the last joint when
// that is the site's name or much shorter than what stands before it.
func withoutSite(title, site string) string {
	for range 3 {
		at := titleJoint.FindAllStringIndex(title, -1)
		if len(at) == 0 {
			break
		}
		last := at[len(at)-1]
		head, tail := title[:last[0]], title[last[1]:]
		bar := !strings.ContainsAny(title[last[0]:last[1]], "-–—")
		named := site != "" && (strings.EqualFold(tail, site) || likeness(tail, site) >= 0.5)
		if !named && !(bar && len(strings.Fields(tail)) <= 4 && len(strings.Fields(head)) > len(strings.Fields(tail))) {
			break
		}
		title = head
	}
	return strings.TrimSpace(title)
}

// absolute resolves ref against base when both are good.
func absolute(ref, base string) string {
	if ref == "" || strings.Contains(ref, "://") {
		return ref
	}
	b, err := url.Parse(base)
	if err != nil || b.Host == "" {
		return ref
	}
	u, err := b.Parse(ref)
	if err != nil {
		return ref
	}
	return u.String()
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

// innerTextMax is all text under n on lines as <br> cuts it, or "" when it is
// longer than limit bytes or spread over more than 256 nodes.
func innerTextMax(n *html.Node, limit int) string {
	var b strings.Builder
	nodes := 0
	for c := range n.Descendants() {
		if nodes++; nodes > 256 {
			return ""
		}
		switch {
		case c.Type == html.TextNode && !(c.Parent != nil && droppedTag(c.Parent)):
			b.WriteString(c.Data)
		case c.DataAtom == atom.Br:
			b.WriteByte(0)
		case isBlock(c.DataAtom):
			b.WriteByte(' ')
		}
		if b.Len() > 4*limit {
			return ""
		}
	}
	if s := tidy(b.String()); len(s) <= limit {
		return s
	}
	return ""
}
