package article

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// readHTML reads one page: its main text, and its metadata into the fields and
// Meta.
func (r *reader) readHTML(f *file) error {
	data, err := r.whole(f)
	if data == nil {
		return err
	}
	return r.do(len(data), func(y yield) {
		page, n := decodePage(data, "")
		a := Article{ID: f.name, HTML: page}
		a.replaced(n)
		r.yieldOne(&a, f.at(0), y)
	})
}

// pageInto fills the empty fields of a from page: main text, metadata.
func pageInto(a *Article, page string) error {
	doc, err := parsePage(page)
	if err != nil {
		a.Text = plainOfHTML(page)
		a.setMeta(MetaMainText, "whole page", true)
		return nil
	}
	m := readMeta(doc)
	m.into(a)
	text, err := mainText(doc, page, a.URL)
	if err == nil && len(m.body) > 250 && len(m.body) > 2*len(text) {
		text = m.body
		a.setMeta(MetaMainText, "ld:articleBody", true)
	}
	if isBlank(text) {
		text = plainOfHTML(page)
		a.setMeta(MetaMainText, "whole page", true)
	}
	a.Text = text
	m.linesInto(a)
	return nil
}

// MetaMainText is the key of Article.Meta that tells how the main text of a
// page was found where it was not by searching its tree: "ld:articleBody" (the
// page states it as JSON-LD) or "whole page" (all of its text; the page was too
// large, too deep, or has no main part).
const MetaMainText = "html:main_text"

// plainOfHTML is all the text of a page or of a fragment of one, tag by tag,
// without a tree: blocks become paragraphs. It is linear and cannot fail.
func plainOfHTML(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	var all []textBlock
	var cur strings.Builder
	flush := func() {
		if cur.Len() > 0 {
			if s := tidy(cur.String()); s != "" {
				all = append(all, textBlock{text: s})
			}
			cur.Reset()
		}
	}
	skip := atom.Atom(0) // inside this element text is no text
	for {
		switch z.Next() {
		case html.ErrorToken:
			flush()
			return joinBlocks(all)
		case html.TextToken:
			if skip == 0 {
				cur.Write(bytes.ReplaceAll(z.Text(), []byte{0}, nil))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			switch {
			case tag == atom.Br:
				cur.WriteByte(0)
			case tag == atom.Td || tag == atom.Th:
				cur.WriteByte(' ')
			case isBlock(tag):
				flush()
			case tag == atom.Script || tag == atom.Style || tag == atom.Noscript || tag == atom.Template:
				skip = tag
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if tag == skip {
				skip = 0
			}
			if isBlock(tag) {
				flush()
			}
		}
	}
}

// fragmentText is the text of a fragment of HTML, such as a feed carries, or
// of plain text that only may be one.
func fragmentText(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return strings.TrimSpace(lineEnds(s))
	}
	return plainOfHTML(s)
}

// pageLinesTSV lists what lines of a page tell where its article came from.
// Its format is in its first lines.
//
//go:embed pagelines.tsv
var pageLinesTSV string

// A pageLine is one row of pagelines.tsv.
type pageLine struct {
	kind string
	re   *regexp.Regexp
}

// pageLines is pagelines.tsv, read once. It never changes.
var pageLines = parsePageLines(pageLinesTSV)

func parsePageLines(tsv string) []pageLine {
	var all []pageLine
	for line := range strings.Lines(tsv) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(cols) != 4 {
			panic(fmt.Sprintf("pagelines.tsv: %d columns in %q", len(cols), line))
		}
		all = append(all, pageLine{cols[0], regexp.MustCompile(cols[1])})
	}
	return all
}

// linesInto keeps in Meta the lines of the page that tell where the article
// came from and that its main text does not hold.
func (m *pageMeta) linesInto(a *Article) {
	found := map[string][]string{}
	for _, b := range m.blocks {
		if len(b.text) > 300 || b.links*10 >= len(b.text)*8 || strings.Contains(a.Text, b.text) {
			continue
		}
		for _, l := range pageLines {
			if key := "html:" + l.kind; len(m.values[key])+len(found[key]) < 8 && l.re.MatchString(b.text) {
				found[key] = append(found[key], strings.ReplaceAll(b.text, "\n", " "))
				break
			}
		}
	}
	for key, lines := range found {
		for _, s := range lines {
			m.add(key, s)
		}
		a.setMeta(key, strings.Join(m.values[key], "\n"), true)
	}
	if a.Byline == "" && len(found["html:byline"]) > 0 {
		a.Byline = found["html:byline"][0]
	}
}
