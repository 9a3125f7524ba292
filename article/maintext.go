package article

import (
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds within which a page is parsed into a tree and its main text searched.
// What is over is read tag by tag instead, which is linear and keeps nothing.
const (
	maxTreeBytes = 16 << 20
	maxTreeNodes = 200_000
	maxTreeWork  = 24_000_000 // see treeSize; large real pages have 3,000,000
)

var errNoTree = errors.New("the page is too large or too deep to be searched for its main text")

// furnitureTSV lists the class and id words that mark parts of a page which
// are not its main text. Its format is in its first lines.
//
//go:embed furniture.tsv
var furnitureTSV string

// furniture maps a class word to what it marks.
type furniture map[string]string

// pageFurniture is furniture.tsv, read once. It never changes.
var pageFurniture = parseFurniture(furnitureTSV)

func parseFurniture(tsv string) furniture {
	f := furniture{}
	for line := range strings.Lines(tsv) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if cols := strings.Split(strings.TrimRight(line, "\n"), "\t"); len(cols) == 3 {
			f[cols[0]] = cols[1]
		}
	}
	return f
}

// of tells what the class, id and data attributes of n mark it as, or "".
func (f furniture) of(n *html.Node) string {
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "data-component", "data-testid", "data-module", "itemprop", "rel", "role":
		default:
			continue
		}
		if len(a.Val) > 1000 {
			continue
		}
		if kind := f.ofName(a.Val); kind != "" {
			return kind
		}
	}
	return ""
}

// ofName looks for words of f, and pairs of words, in a class attribute.
func (f furniture) ofName(class string) string {
	kind := ""
	for name := range strings.FieldsSeq(class) {
		last := ""
		for w := range classWords(name) {
			if k := f[last+"-"+w]; k != "" && last != "" {
				return k
			}
			if k := f[w]; k != "" && kind == "" {
				kind = k
			}
			last = w
		}
	}
	return kind
}

// classWords splits a class name into lower-case words at punctuation, digits
// and camel case.
func classWords(name string) func(func(string) bool) {
	return func(yield func(string) bool) {
		from := 0
		for i := 0; i <= len(name); i++ {
			cut := i == len(name)
			if !cut {
				c := name[i]
				switch {
				case 'a' <= c && c <= 'z', c >= utf8.RuneSelf:
					continue
				case 'A' <= c && c <= 'Z':
					if i == from || 'A' <= name[i-1] && name[i-1] <= 'Z' {
						continue
					}
				}
			}
			if i > from {
				if !yield(strings.ToLower(name[from:i])) {
					return
				}
			}
			from = i
			if !cut && !('A' <= name[i] && name[i] <= 'Z') {
				from = i + 1
			}
		}
	}
}

// parsePage parses a page into a tree, or returns errNoTree.
func parsePage(page string) (doc *html.Node, err error) {
	if len(page) > maxTreeBytes {
		return nil, errNoTree
	}
	defer func() {
		if e := recover(); e != nil {
			doc, err = nil, fmt.Errorf("%w: %v", errNoTree, e)
		}
	}()
	doc, err = html.ParseWithOptions(strings.NewReader(page), html.ParseOptionEnableScripting(false))
	if err != nil {
		return nil, errNoTree
	}
	if nodes, work := treeSize(doc, 1); nodes > maxTreeNodes || work > maxTreeWork {
		return nil, errNoTree
	}
	return doc, nil
}

// treeSize is the number of nodes under n, and a measure of the time that is
// spent when each element looks at all that is under it, as readability does.
func treeSize(n *html.Node, depth int) (nodes, work int) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		nodes++
		work += depth
		if c.Type == html.TextNode && !droppedTag(n) {
			work += depth * len(c.Data) / 8
		}
		k, w := treeSize(c, depth+1)
		nodes, work = nodes+k, work+w
	}
	return nodes, work
}

// mainText returns the main text of doc, which is page parsed, as paragraphs
// parted by blank lines.
// Furniture is pruned by its class words, readability finds the element that
// holds the article, and lists of links and the like are taken out of it. It
// changes doc.
func mainText(doc *html.Node, page, pageURL string) (text string, err error) {
	defer func() {
		if e := recover(); e != nil {
			text, err = "", fmt.Errorf("main text: %v", e)
		}
	}()
	mass := prune(doc)
	text, err = readable(doc, pageURL)
	if err == nil && len(text)*2 >= mass && len(text) >= 250 {
		return text, nil
	}
	// Little is left: a class word of this page means something else than
	// elsewhere, or there is little to find. See what the whole page gives.
	full, e := parsePage(page)
	if e != nil {
		return text, err
	}
	if all, e := readable(full, pageURL); e == nil && len(all)*2 > len(text)*3 {
		return all, nil
	}
	return text, err
}

// readable is the main text that readability finds in doc, block by block.
func readable(doc *html.Node, pageURL string) (string, error) {
	base, _ := url.Parse(pageURL)
	p := readability.NewParser()
	p.MaxElemsToParse = maxTreeNodes
	p.DisableJSONLD = true
	found, err := p.ParseAndMutate(doc, base)
	if err != nil || found.Node == nil {
		return "", err
	}
	return joinBlocks(body(blocks(found.Node))), nil
}

// prune takes out of doc what is marked as furniture, unless it holds a good
// part of the page's running text or its headline. It returns the length of
// the running text before: of text nodes outside links that are long enough to
// be part of a sentence.
func prune(doc *html.Node) (total int) {
	for n := range doc.Descendants() {
		total += running(n)
	}
	var walk func(n *html.Node) (mass int, h1 bool)
	walk = func(n *html.Node) (mass int, h1 bool) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			mass += running(c)
			if c.Type == html.ElementNode {
				m, h := walk(c)
				switch {
				case droppedTag(c), !h && m*4 <= total && marked(c), hidden(c) && m*2 <= total:
					n.RemoveChild(c)
				default:
					mass += m
					h1 = h1 || h
				}
			}
			c = next
		}
		return mass, h1 || n.DataAtom == atom.H1
	}
	walk(doc)
	return total
}

// running is the length of n if it is a text node of running text, else 0.
func running(n *html.Node) int {
	if n.Type != html.TextNode || n.Parent == nil {
		return 0
	}
	switch n.Parent.DataAtom {
	case atom.A, atom.Script, atom.Style, atom.Noscript, atom.Title, atom.Template, atom.Option, atom.Button:
		return 0
	}
	if l := len(strings.TrimSpace(n.Data)); l >= 40 {
		return l
	}
	return 0
}

// marked says whether n is furniture by its words or its tag.
func marked(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Aside, atom.Nav, atom.Footer, atom.Figcaption, atom.Form, atom.Button, atom.Dialog, atom.Time, atom.Address, atom.Menu:
		return true
	case atom.Html, atom.Body, atom.Main:
		return false
	}
	return pageFurniture.of(n) != ""
}

func droppedTag(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Svg, atom.Iframe, atom.Object, atom.Select, atom.Textarea, atom.Input, atom.Noscript:
		return true
	}
	return false
}

func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			if s := strings.ReplaceAll(a.Val, " ", ""); strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// A textBlock is one paragraph, heading or list item.
type textBlock struct {
	text  string
	tag   atom.Atom
	links int // bytes of text inside links
	item  bool
}

func (b *textBlock) heading() bool {
	switch b.tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// blocks cuts the text under n at block elements.
func blocks(n *html.Node) []textBlock {
	var out []textBlock
	var cur strings.Builder
	links := 0
	flush := func(tag atom.Atom, item bool) {
		if s := tidy(cur.String()); s != "" {
			out = append(out, textBlock{s, tag, links, item})
		}
		cur.Reset()
		links = 0
	}
	var walk func(n *html.Node, tag atom.Atom, link, item bool)
	walk = func(n *html.Node, tag atom.Atom, link, item bool) {
		switch n.Type {
		case html.TextNode:
			cur.WriteString(n.Data)
			if link {
				links += len(strings.TrimSpace(n.Data))
			}
			return
		case html.ElementNode:
			if droppedTag(n) {
				return
			}
			if n.DataAtom == atom.Br {
				cur.WriteString("\x00")
				return
			}
			if n.DataAtom == atom.Td || n.DataAtom == atom.Th {
				cur.WriteByte(' ')
			}
			block := isBlock(n.DataAtom)
			if block {
				flush(tag, item)
				tag = n.DataAtom
			}
			link = link || n.DataAtom == atom.A
			item = item || n.DataAtom == atom.Li
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c, tag, link, item)
			}
			if block {
				flush(tag, item)
			}
		case html.DocumentNode:
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				walk(c, tag, link, item)
			}
		}
	}
	walk(n, 0, false, false)
	flush(0, false)
	return out
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.P, atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Aside, atom.Nav,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Ul, atom.Ol, atom.Li, atom.Dl, atom.Dt, atom.Dd,
		atom.Table, atom.Tr, atom.Tbody, atom.Thead, atom.Caption, atom.Blockquote, atom.Pre,
		atom.Figure, atom.Figcaption, atom.Form, atom.Fieldset, atom.Hr, atom.Address, atom.Center, atom.Body, atom.Html,
		atom.Head, atom.Title, atom.Details, atom.Summary, atom.Option, atom.Button:
		return true
	}
	return false
}

// tidy folds runs of white space to one blank; \x00 stands for <br>, of which
// two make a blank line and one a line end.
func tidy(s string) string {
	var b strings.Builder
	breaks, blank := 0, false
	for _, r := range s {
		switch {
		case r == 0:
			breaks++
		case unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff':
			blank = true
		default:
			if b.Len() > 0 {
				switch {
				case breaks >= 2:
					b.WriteString("\n\n")
				case breaks == 1:
					b.WriteByte('\n')
				case blank:
					b.WriteByte(' ')
				}
			}
			breaks, blank = 0, false
			b.WriteRune(r)
		}
	}
	return b.String()
}

// body drops what is no part of an article from the blocks of the element that
// holds it: blocks that are all link, the headings over nothing, the lines
// before the first sentence that only repeat what stands in the metadata.
func body(all []textBlock) []textBlock {
	keep, begun := all[:0], false
	for _, b := range all {
		words := len(strings.Fields(b.text))
		linked := b.links*2 > len(b.text)
		begun = begun || words >= 20 || endsSentence(b.text)
		switch {
		case !begun && words <= 16 && !b.heading() && (clockTime.MatchString(b.text) || bylineStart.MatchString(b.text)):
			continue // a byline or date line, which Meta has
		case linked && b.links*10 >= len(b.text)*8 && !endsSentence(b.text):
			continue // a list entry, a teaser, a button
		case b.item && b.links*5 > len(b.text)*2 && !endsSentence(b.text):
			continue // a list entry with a remark
		case linked && words < 25 && strings.Contains(b.text, ":"):
			continue // "Read more: …"
		}
		keep = append(keep, b)
	}
	out := keep[:0]
	for i, b := range keep {
		if b.heading() && (i+1 == len(keep) || keep[i+1].heading() && keep[i+1].tag <= b.tag) {
			continue
		}
		out = append(out, b)
	}
	return out
}

var (
	clockTime   = regexp.MustCompile(`\b[0-2]?\d[:h][0-5]\d\b`)
	bylineStart = regexp.MustCompile(`^(?i:by) \p{Lu}`)
)

// endsSentence says whether s ends as a sentence does.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, "\"'”’»)] ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？؟।", r)
}

func joinBlocks(all []textBlock) string {
	var b strings.Builder
	for _, t := range all {
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(t.text)
	}
	return b.String()
}
