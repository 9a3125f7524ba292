package article

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"
)

// maxFeedDepth bounds how deep the elements of a feed may nest.
const maxFeedDepth = 200

// readFeed reads RSS 0.9x to 2.0, RSS 1.0 and Atom. A feed that is not
// well-formed is read item by item.
func (r *reader) readFeed(f *file) error {
	data, err := r.whole(f)
	if data == nil {
		return err
	}
	if m := wideXML.FindSubmatchIndex(data); m != nil {
		// It was UTF-16 by its byte order mark and is UTF-8 by now.
		data = slices.Concat(data[:m[2]], data[m[3]:])
	}
	return r.do(2*len(data), func(y yield) {
		if depth := xmlDepth(data); depth > maxFeedDepth {
			y(Article{}, &RecordError{Source: f.at(0), Reason: fmt.Sprintf("feed nests elements more than %d deep", maxFeedDepth)})
			return
		}
		items, err := parseFeed(data)
		if err == nil {
			if len(items) == 0 {
				y(Article{}, &leftOut{f.name, "feed without items"})
			}
			for i := range items {
				if !r.yieldOne(&items[i], f.at(i+1), y) {
					return
				}
			}
			return
		}
		parts := splitFeed(data)
		if len(parts) == 0 {
			y(Article{}, &RecordError{Source: f.at(0), Reason: "broken feed: " + feedReason(err), Err: err})
			return
		}
		for i, part := range parts {
			items, err := parseFeed(part)
			if err == nil && len(items) != 1 {
				err = errors.New("no item")
			}
			if err != nil {
				if !y(Article{}, &RecordError{Source: f.at(i + 1), Reason: "broken item: " + feedReason(err), Err: err}) {
					return
				}
				continue
			}
			if !r.yieldOne(&items[0], f.at(i+1), y) {
				return
			}
		}
	})
}

func feedReason(err error) string {
	s := err.Error()
	return strings.ToValidUTF8(s[:min(len(s), 200)], "")
}

// parseFeed parses one feed into articles that are not finished.
func parseFeed(data []byte) (all []Article, err error) {
	defer func() {
		if e := recover(); e != nil {
			all, err = nil, fmt.Errorf("feed parser: %v", e)
		}
	}()
	switch gofeed.DetectFeedType(bytes.NewReader(data)) {
	case gofeed.FeedTypeRSS:
		feed, err := (&rss.Parser{}).Parse(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		for _, it := range feed.Items {
			all = append(all, rssArticle(feed, it))
		}
	case gofeed.FeedTypeAtom:
		feed, err := (&atom.Parser{}).Parse(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		for _, e := range feed.Entries {
			all = append(all, atomArticle(feed, e))
		}
	default:
		return nil, errors.New("neither RSS nor Atom")
	}
	return all, nil
}

func rssArticle(feed *rss.Feed, it *rss.Item) Article {
	a := Article{
		URL: it.Link, Publisher: feed.Title, Title: fragmentText(it.Title), Byline: it.Author, Published: it.PubDate, Language: feed.Language,
	}
	if it.GUID != nil {
		a.ID = it.GUID.Value
		if a.URL == "" && it.GUID.IsPermalink != "false" && strings.Contains(a.ID, "://") {
			a.URL = a.ID
		}
	}
	a.HTML = it.Content
	if a.HTML == "" {
		a.HTML = it.Description
	} else if it.Description != "" {
		a.setMeta("rss:description", fragmentText(it.Description), false)
	}
	a.Text = fragmentText(a.HTML)
	if it.Source != nil {
		a.setMeta("rss:source", it.Source.Title, false)
		a.setMeta("rss:source_url", it.Source.URL, false)
	}
	a.setMeta("rss:author", it.Author, false)
	a.setMeta("rss:comments", it.Comments, false)
	var tags []string
	for _, c := range it.Categories {
		tags = append(tags, c.Value)
	}
	a.setMeta("rss:category", strings.Join(tags, "\n"), false)
	a.extensions(it.Extensions)
	for k, v := range it.Custom {
		a.setMeta("rss:"+k, v, false)
	}
	a.setMeta("feed:title", feed.Title, false)
	a.setMeta("feed:link", feed.Link, false)
	a.setMeta("feed:copyright", feed.Copyright, false)
	a.setMeta("feed:generator", feed.Generator, false)
	if a.Byline == "" {
		a.Byline = a.Meta["dc:creator"]
	}
	if a.Published == "" {
		a.Published = a.Meta["dc:date"]
	}
	if a.Language == "" {
		a.Language = a.Meta["dc:language"]
	}
	return a
}

func atomArticle(feed *atom.Feed, e *atom.Entry) Article {
	a := Article{ID: e.ID, Publisher: feed.Title, Title: fragmentText(e.Title), Published: e.Published, Language: feed.Language}
	if a.Published == "" {
		a.Published = e.Updated
	}
	a.setMeta("atom:updated", e.Updated, false)
	for _, l := range e.Links {
		switch {
		case (l.Rel == "" || l.Rel == "alternate") && a.URL == "":
			a.URL = l.Href
		case l.Rel == "canonical" && a.CanonicalURL == "":
			a.CanonicalURL = l.Href
		case l.Rel != "self" && l.Rel != "" && l.Rel != "alternate" && l.Rel != "edit":
			a.setMeta("atom:"+l.Rel, l.Href, false)
		}
	}
	if a.Byline = people(e.Authors); a.Byline == "" {
		a.Byline = people(feed.Authors)
	}
	a.setMeta("atom:author", people(e.Authors), false)
	a.setMeta("atom:contributor", people(e.Contributors), false)
	a.setMeta("atom:rights", e.Rights, false)
	if e.Content != nil {
		a.HTML = e.Content.Value
	}
	if a.HTML == "" {
		a.HTML = e.Summary
	} else {
		a.setMeta("atom:summary", fragmentText(e.Summary), false)
	}
	a.Text = fragmentText(a.HTML)
	if s := e.Source; s != nil {
		a.setMeta("atom:source", s.Title, false)
		a.setMeta("atom:source_id", s.ID, false)
		a.setMeta("atom:source_author", people(s.Authors), false)
		a.setMeta("atom:source_rights", s.Rights, false)
		for _, l := range s.Links {
			if l.Rel != "self" {
				a.setMeta("atom:source_url", l.Href, false)
			}
		}
	}
	var tags []string
	for _, c := range e.Categories {
		tags = append(tags, c.Term)
	}
	a.setMeta("atom:category", strings.Join(tags, "\n"), false)
	a.extensions(e.Extensions)
	a.setMeta("feed:title", feed.Title, false)
	a.setMeta("feed:rights", feed.Rights, false)
	for _, l := range feed.Links {
		if l.Rel == "" || l.Rel == "alternate" {
			a.setMeta("feed:link", l.Href, false)
		}
	}
	return a
}

func people(all []*atom.Person) string {
	var names []string
	for _, p := range all {
		if n := strings.TrimSpace(p.Name); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// extensions puts elements of other namespaces into Meta as prefix:name, those
// that stand inside others too (media:credit inside media:content), and their
// url, href and role attributes as prefix:name@attribute.
func (a *Article) extensions(all ext.Extensions) {
	values := map[string][]string{}
	var walk func(prefix string, e ext.Extension, depth int)
	walk = func(prefix string, e ext.Extension, depth int) {
		key := prefix + ":" + e.Name
		add := func(key, v string) {
			if v = strings.TrimSpace(v); v != "" && len(values[key]) < 16 && !slices.Contains(values[key], v) {
				values[key] = append(values[key], v)
			}
		}
		add(key, e.Value)
		for _, k := range []string{"url", "href", "role"} {
			add(key+"@"+k, e.Attrs[k])
		}
		if depth < 8 {
			for _, name := range sortedNames(e.Children) {
				for _, c := range e.Children[name] {
					walk(prefix, c, depth+1)
				}
			}
		}
	}
	for _, prefix := range sortedNames(all) {
		for _, name := range sortedNames(all[prefix]) {
			for _, e := range all[prefix][name] {
				walk(prefix, e, 0)
			}
		}
	}
	for _, key := range sortedNames(values) {
		v := strings.Join(values[key], "\n")
		if strings.ContainsAny(v, "<&") && !strings.Contains(key, "@") {
			v = fragmentText(v)
		}
		a.setMeta(key, v, false)
	}
}

func sortedNames[V any](m map[string]V) []string {
	all := make([]string, 0, len(m))
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// xmlDepth is how deep the tags of data nest, by a scan that knows comments and
// CDATA and nothing else.
func xmlDepth(data []byte) (deepest int) {
	depth := 0
	for {
		i := bytes.IndexByte(data, '<')
		if i < 0 {
			return deepest
		}
		data = data[i+1:]
		skip := ""
		switch {
		case bytes.HasPrefix(data, []byte("!--")):
			skip = "-->"
		case bytes.HasPrefix(data, []byte("![CDATA[")):
			skip = "]]>"
		case bytes.HasPrefix(data, []byte("/")):
			depth--
		case bytes.HasPrefix(data, []byte("?")), bytes.HasPrefix(data, []byte("!")):
		default:
			end := bytes.IndexByte(data, '>')
			if end < 0 {
				return deepest
			}
			if end == 0 || data[end-1] != '/' {
				depth++
				deepest = max(deepest, depth)
			}
			data = data[end+1:]
		}
		if skip != "" {
			end := bytes.Index(data, []byte(skip))
			if end < 0 {
				return deepest
			}
			data = data[end+len(skip):]
		}
	}
}

var (
	wideXML   = regexp.MustCompile(`^\s*<\?xml[^>]*?(\sencoding=["'](?i:utf-?16(?:le|be)?|ucs-2)["'])`)
	itemStart = regexp.MustCompile(`(?i)<(item|entry)[\s>]`)
	rootName  = regexp.MustCompile(`(?i)<(rss|feed|rdf:RDF)[\s>]`)
)

// splitFeed cuts a feed that is not well-formed into feeds of one item each:
// what stands before the first item, one item, the end tags.
func splitFeed(data []byte) [][]byte {
	first := itemStart.FindSubmatchIndex(data)
	root := rootName.FindSubmatch(data)
	if first == nil || root == nil || first[0] > 16<<10 {
		return nil
	}
	head, tag := data[:first[0]], data[first[2]:first[3]]
	closing := append([]byte("</"), tag...)
	tail := []byte("</" + string(root[1]) + ">")
	if strings.EqualFold(string(root[1]), "rss") {
		tail = append([]byte("</channel>"), tail...)
	} else if i := bytes.Index(head, []byte("</channel>")); strings.EqualFold(string(root[1]), "rdf:rdf") && i < 0 {
		tail = append([]byte("</channel>"), tail...)
	}
	var parts [][]byte
	starts := itemStart.FindAllIndex(data, -1)
	for i, s := range starts {
		end := len(data)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		body := data[s[0]:end]
		if j := bytes.LastIndex(body, closing); j >= 0 {
			if k := bytes.IndexByte(body[j:], '>'); k >= 0 {
				body = body[:j+k+1]
			}
		}
		parts = append(parts, slices.Concat(head, body, tail))
	}
	return parts
}
