package article

import (
	"bytes"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/net/html"
)

// ldKeys are the properties of schema.org articles that are kept, as "ld:" and
// their lower-case name.
var ldKeys = []string{"headline", "alternativeHeadline", "datePublished", "dateModified", "dateCreated", "author", "creator", "contributor", "editor", "publisher",
	"sourceOrganization", "provider", "isBasedOn", "isBasedOnUrl", "creditText", "copyrightHolder", "copyrightNotice", "copyrightYear", "dateline",
	"inLanguage", "url", "mainEntityOfPage", "articleSection", "keywords", "locationCreated", "contentLocation", "name", "sdPublisher", "acquireLicensePage", "license", "correction", "citation"}

// linkedData takes the first article that a block of JSON-LD describes.
func (m *pageMeta) linkedData(src string) {
	if len(src) > 1<<20 {
		return
	}
	v := jsontext.Value(bytes.TrimSpace([]byte(src)))
	if !v.IsValid(lenient...) {
		// Raw line ends inside strings are the usual fault.
		v = jsontext.Value(bytes.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, v))
		if !v.IsValid(lenient...) {
			return
		}
	}
	m.ldValue(v, 0)
}

func (m *pageMeta) ldValue(v jsontext.Value, depth int) {
	if depth > 6 {
		return
	}
	switch v.Kind() {
	case '[':
		eachElement(v, func(e jsontext.Value) { m.ldValue(e, depth+1) })
	case '{':
		kind, graph, entity := "", jsontext.Value(nil), jsontext.Value(nil)
		eachRaw(v, func(name string, val jsontext.Value) {
			switch name {
			case "@type":
				kind = ldText(val)
			case "@graph":
				graph = val.Clone()
			case "mainEntity":
				entity = val.Clone()
			}
		})
		if graph != nil {
			m.ldValue(graph, depth+1)
		}
		if entity != nil {
			m.ldValue(entity, depth+1)
		}
		if !isArticleType(kind) {
			return
		}
		m.add("ld:@type", kind)
		eachRaw(v, func(name string, val jsontext.Value) {
			if name == "articleBody" && m.body == "" && val.Kind() == '"' {
				m.body = fragmentText(html.UnescapeString(valueText(val)))
				return
			}
			if !slices.Contains(ldKeys, name) {
				return
			}
			if text := ldText(val); text != "" && len(m.values["ld:"+strings.ToLower(name)]) == 0 {
				for part := range strings.SplitSeq(text, "\n") {
					m.add("ld:"+strings.ToLower(name), html.UnescapeString(part))
				}
			}
		})
	}
}

// isArticleType says whether a schema.org type (or list of them) is some kind
// of article.
func isArticleType(kinds string) bool {
	for k := range strings.SplitSeq(kinds, "\n") {
		k = k[strings.LastIndexByte(k, '/')+1:]
		if strings.HasSuffix(k, "Article") || strings.HasSuffix(k, "BlogPosting") || strings.HasSuffix(k, "NewsStory") || k == "Report" || k == "Review" || k == "AnalysisNewsArticle" {
			return true
		}
	}
	return false
}

// ldText is the text of a JSON-LD value: a string or number itself, the name
// (or legal name, URL, id) of a thing, the texts of a list, one a line.
func ldText(v jsontext.Value) string {
	switch v.Kind() {
	case '{':
		got := map[string]string{}
		eachRaw(v, func(name string, val jsontext.Value) {
			switch name {
			case "name", "legalName", "headline", "url", "@id", "@value":
				if val.Kind() == '"' {
					got[name] = valueText(val)
				} else if val.Kind() == '[' && name == "name" {
					got[name] = ldText(val)
				}
			}
		})
		for _, k := range []string{"name", "legalName", "@value", "headline", "url", "@id"} {
			if got[k] != "" {
				return got[k]
			}
		}
		return ""
	case '[':
		var all []string
		eachElement(v, func(e jsontext.Value) {
			if e.Kind() != '[' {
				if s := ldText(e); s != "" && len(all) < 16 {
					all = append(all, s)
				}
			}
		})
		return strings.Join(all, "\n")
	}
	return valueText(v)
}
