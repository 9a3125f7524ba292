package article

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func gzipped(parts ...string) []byte {
	var b bytes.Buffer
	for _, p := range parts { // one member each
		z := gzip.NewWriter(&b)
		z.Write([]byte(p))
		z.Close()
	}
	return b.Bytes()
}

func zstded(parts ...string) []byte {
	var b bytes.Buffer
	for _, p := range parts {
		z, _ := zstd.NewWriter(&b)
		z.Write([]byte(p))
		z.Close()
	}
	return b.Bytes()
}

// samplePage is an HTML page with furniture around a story of three paragraphs.
const samplePage = `<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Ferry line to close in spring - The Quay Post</title>
<meta property="og:title" content="Ferry line to close in spring">
<meta property="og:site_name" content="The Quay Post">
<meta property="og:url" content="https://quaypost.example/news/ferry">
<meta name="author" content="Mara Lind">
<meta property="article:published_time" content="2021-02-03T08:15:00+01:00">
<meta name="syndication-source" content="https://agency.example/ferry">
<link rel="canonical" href="https://agency.example/2021/ferry">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Ferry line to close in spring",
"author":[{"@type":"Person","name":"Mara Lind"},{"@type":"Person","name":"Jon Aas"}],"publisher":{"@type":"Organization","name":"The Quay Post"},
"sourceOrganization":{"@type":"Organization","name":"Harbour News Agency"},"isBasedOn":"https://agency.example/2021/ferry","creditText":"HNA"}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article><h1>Ferry line to close in spring</h1>
<p class="byline">By Mara Lind and Jon Aas</p>
<figure><img src="x.jpg"><figcaption>The ferry Alba leaves the old quay. Photo: Ina Vold</figcaption></figure>
<p>The council voted on Tuesday to end the ferry line across the bay after ninety years, saying that too few people still use the boats to pay for them.</p>
<p>Residents of the northern shore, who gathered in front of the town hall, said the bus around the bay takes an hour longer and does not run at night.</p>
<h2>What happens next</h2>
<p>The last boat will leave on the first of April, the harbour office said, and the two ships will be offered for sale to other towns on the coast before summer.</p>
<div class="related-articles"><h3>Related</h3><ul><li><a href="/a">Bridge toll to rise again in May</a></li><li><a href="/b">Old quay gets a new roof</a></li></ul></div>
<p class="note">This article was originally published by Harbour News Agency.</p>
</article></main>
<footer><p>© 2021 The Quay Post. All rights reserved.</p></footer>
</body></html>`

func TestReadHTML(t *testing.T) {
	all, bad := fromStdin(t, "", strings.NewReader(samplePage))
	if len(bad) > 0 || len(all) != 1 {
		t.Fatal(all, bad)
	}
	a := all[0]
	for name, c := range map[string][2]string{
		"title":     {a.Title, "Ferry line to close in spring"},
		"byline":    {a.Byline, "Mara Lind, Jon Aas"},
		"published": {a.Published, "2021-02-03T08:15:00+01:00"},
		"publisher": {a.Publisher, "The Quay Post"},
		"language":  {a.Language, "en-GB"},
		"url":       {a.URL, "https://quaypost.example/news/ferry"},
		"canonical": {a.CanonicalURL, "https://agency.example/2021/ferry"},
		"html":      {a.HTML, ""},
	} {
		if c[0] != c[1] {
			t.Errorf("%s = %q, want %q", name, c[0], c[1])
		}
	}
	paragraphs := strings.Split(a.Text, "\n\n")
	if len(paragraphs) < 4 || !strings.HasPrefix(paragraphs[0], "The council voted") || paragraphs[2] != "What happens next" || !strings.HasPrefix(paragraphs[3], "The last boat") {
		t.Errorf("text %q", paragraphs)
	}
	for _, not := range []string{"Bridge toll", "Home", "Photo:", "All rights"} {
		if strings.Contains(a.Text, not) {
			t.Errorf("text holds %q", not)
		}
	}
	for k, want := range map[string]string{
		"syndication-source":    "https://agency.example/ferry",
		"ld:sourceorganization": "Harbour News Agency",
		"ld:isbasedon":          "https://agency.example/2021/ferry",
		"ld:credittext":         "HNA",
		"ld:publisher":          "The Quay Post",
		"ld:author":             "Mara Lind\nJon Aas",
		"link:canonical":        "https://agency.example/2021/ferry",
		"og:site_name":          "The Quay Post",
		"html:h1":               "Ferry line to close in spring",
		"html:title":            "Ferry line to close in spring - The Quay Post",
		"html:byline":           "By Mara Lind and Jon Aas",
		"html:copyright":        "© 2021 The Quay Post. All rights reserved.",
		"html:caption":          "The ferry Alba leaves the old quay. Photo: Ina Vold",
	} {
		if a.Meta[k] != want {
			t.Errorf("Meta[%q] = %q, want %q", k, a.Meta[k], want)
		}
	}
	if !strings.Contains(a.Text+a.Meta["html:origin"], "originally published by Harbour News Agency") {
		t.Error("the line that tells the origin is lost")
	}
}

// TestHTMLLeadingLines has byline and date lines without any class on top of
// the story: they go to Meta, and a dateline stays.
func TestHTMLLeadingLines(t *testing.T) {
	src := "<article><p>By Ana Ruiz, Staff Writer</p><p>Published 4 May 2020 at 10:15</p><p>NORTH QUAY (HNA)</p><p>" + strings.Repeat("The river rose all night and took the old bridge with it. ", 8) + "</p></article>"
	all, _ := fromStdin(t, "html", strings.NewReader(src))
	if len(all) != 1 || !strings.HasPrefix(all[0].Text, "NORTH QUAY (HNA)") || all[0].Meta["html:byline"] != "By Ana Ruiz, Staff Writer" ||
		all[0].Byline != "By Ana Ruiz, Staff Writer" || all[0].Meta["html:date"] != "Published 4 May 2020 at 10:15" {
		t.Errorf("%+v", all)
	}
}

func TestHTMLTitle(t *testing.T) {
	tests := []struct{ head, h1, want string }{
		{`<title>Rain floods the valley | Daily Example</title>`, "", "Rain floods the valley"},
		{`<title>Rain floods the valley - Daily Example</title><meta property="og:site_name" content="Daily Example">`, "", "Rain floods the valley"},
		{`<title>Storm - the long night of the fishing fleet</title>`, "", "Storm - the long night of the fishing fleet"},
		{`<title>Rain floods the valley | News | Daily Example</title>`, "<h1>Daily Example</h1><h1>Rain floods the valley, three missing</h1>", "Rain floods the valley, three missing"},
		{`<meta property="og:title" content="Rain &amp; mud"><title>x</title>`, "", "Rain & mud"},
		{``, "<h1>Rain floods the valley</h1>", "Rain floods the valley"},
	}
	for _, c := range tests {
		src := "<html><head>" + c.head + "</head><body>" + c.h1 + "<p>" + strings.Repeat("The river rose all night. ", 20) + "</p></body></html>"
		all, _ := fromStdin(t, "html", strings.NewReader(src))
		if len(all) != 1 || all[0].Title != c.want {
			t.Errorf("%s %s: %v, want %q", c.head, c.h1, all, c.want)
		}
	}
}

func TestLinkedData(t *testing.T) {
	body := "<p>" + strings.Repeat("The river rose all night. ", 20) + "</p>"
	tests := []struct{ name, ld, key, want string }{
		{"graph", `{"@graph":[{"@type":"WebSite","name":"W"},{"@type":["Thing","ReportageNewsArticle"],"headline":"H one","author":"Ana Ruiz"}]}`, "ld:author", "Ana Ruiz"},
		{"list", `[{"@type":"BreadcrumbList"},{"@type":"NewsArticle","author":[{"name":"A B"},{"name":"C D"}]}]`, "ld:author", "A B\nC D"},
		{"main entity", `{"@type":"WebPage","mainEntity":{"@type":"Article","isBasedOn":{"@type":"CreativeWork","url":"https://agency.example/1"}}}`, "ld:isbasedon", "https://agency.example/1"},
		{"raw line ends", "{\"@type\":\"NewsArticle\",\"copyrightHolder\":{\"name\":\"Harbour\nNews\"}}", "ld:copyrightholder", "Harbour News"},
		{"entities", `{"@type":"NewsArticle","headline":"Rain &amp; mud"}`, "ld:headline", "Rain & mud"},
		{"no article", `{"@type":"Organization","name":"X","headline":"Y"}`, "ld:headline", ""},
		{"broken", `{"@type":"NewsArticle","headline":`, "ld:headline", ""},
	}
	for _, c := range tests {
		all, _ := fromStdin(t, "html", strings.NewReader(`<script type="application/ld+json">`+c.ld+"</script>"+body))
		if len(all) != 1 || all[0].Meta[c.key] != c.want {
			t.Errorf("%s: %v", c.name, all)
		}
	}
	long := strings.Repeat("A sentence that only the linked data holds. ", 20)
	all, _ := fromStdin(t, "html", strings.NewReader(`<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"`+long+`"}</script><div id="app">Loading the story</div>`))
	if len(all) != 1 || all[0].Text != strings.TrimSpace(long) || all[0].Meta[MetaMainText] != "ld:articleBody" {
		t.Error(all)
	}
}

func TestCharsets(t *testing.T) {
	russian := "Паром перестанет ходить весной, сообщила администрация города во вторник вечером."
	win, _ := charmap.Windows1251.NewEncoder().String(russian)
	latin, _ := charmap.Windows1252.NewEncoder().String("“Café” — déjà vu: l’été à la plage, où l’on a passé des journées entières.")
	u16le, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(russian)
	u16be, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(russian)
	tests := []struct{ name, format, in, want, replaced string }{
		{"utf-8 BOM", "text", "\xef\xbb\xbf" + russian, russian, ""},
		{"utf-16le", "text", u16le, russian, ""},
		{"utf-16be", "text", u16be, russian, ""},
		{"invalid", "text", "ab\xffcd\xc3", "ab\uFFFDcd\uFFFD", "2"},
		{"line ends", "text", "a\r\n\r\nb\rc", "a\n\nb\nc", ""},
		{"meta charset", "html", `<meta charset="windows-1251"><p>` + win + "</p>", russian, ""},
		{"meta http-equiv", "html", `<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>` + win + "</p>", russian, ""},
		{"late meta", "html", "<!--" + strings.Repeat("x", 3000) + `--><meta charset="windows-1251"><p>` + win + "</p>", russian, ""},
		{"undeclared latin", "html", "<p>" + latin + "</p>", "“Café” — déjà vu: l’été à la plage, où l’on a passé des journées entières.", ""},
		{"undeclared utf-8", "html", "<p>" + russian + "</p>", russian, ""},
		{"utf-16 page", "html", u16("<p>" + russian + "</p>"), russian, ""},
		{"json", "jsonl", "{\"text\":\"ab\xffcd\"}", "ab\uFFFDcd", "1"},
		{"csv", "csv", "text\nab\xffcd\n", "ab\uFFFDcd", "1"},
		{"csv utf-16", "csv", u16("id;text\n1;" + russian + "\n"), russian, ""},
		{"jsonl utf-16", "", u16(`{"text":"` + russian + `"}`), russian, ""},
		{"rss utf-16", "", u16(`<?xml version="1.0" encoding="UTF-16"?><rss version="2.0"><channel><item><description>` + russian + `</description></item></channel></rss>`), russian, ""},
		{"rss", "feed", `<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel><item><description>` + win + `</description></item></channel></rss>`, russian, ""},
	}
	for _, c := range tests {
		all, bad := fromStdin(t, c.format, strings.NewReader(c.in))
		if len(all) != 1 || all[0].Text != c.want || all[0].Meta[MetaReplaced] != c.replaced {
			t.Errorf("%s: %+v %v", c.name, all, bad)
		}
	}
}

func u16(s string) string {
	out, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s)
	return out
}

func TestReadTables(t *testing.T) {
	tests := []struct {
		name, format, in string
		opts             Options
		want             string
	}{
		{"rfc 4180", "csv", "id,title,text,section\r\n1,\"A \"\"B\"\", C\",\"two\nlines\",x\r\n2,,plain,\r\n", Options{}, `-:1|1|A "B", C|two⏎lines|map[section:x]
-:2|2||plain|map[]
`},
		{"semicolon", "csv", "id;text\n7;eins, zwei\n", Options{}, "-:1|7||eins, zwei|map[]\n"},
		{"unclosed at the end", "tsv", "id\ttext\na\tone\nb\t\"open\nc\tthree\n", Options{}, "-:1|a||one|map[]\n-:2|b||\"open|map[]\n-:3|c||three|map[]\n"},
		{"mapped", "csv", "doc,body,text\n5,the story,short\n", Options{Fields: map[string]string{"text": "body", "id": "doc"}}, "-:1|5||the story|map[text:short]\n"},
		{"broken row", "csv", "id,text\n1,a,b\n2,ok\n3\n\n4,\n", Options{}, `-:1: 3 cells in the row, 2 columns named
-:2|2||ok|map[]
-:3: 1 cells in the row, 2 columns named
-:4: field text: no text in field "text"
`},
		{"no text column", "csv", "id,body\n1,a\n", Options{}, "-: field text: no column \"text\"; the columns are id, body; map one: --field text=NAME\n"},
		{"upper case names", "csv", "ID,Text\n1,a\n", Options{}, "-:1|1||a|map[]\n"},
		{"html column", "csv", "id,html\n1,<p>One.</p><p>Two.</p>\n", Options{}, "-:1|1||One.⏎⏎Two.|map[]\n"},
	}
	for _, c := range tests {
		c.opts.Format, c.opts.Stdin = c.format, strings.NewReader(c.in)
		var got strings.Builder
		for a, err := range Read(t.Context(), []string{"-"}, c.opts) {
			if err != nil {
				fmt.Fprintln(&got, err)
			} else {
				fmt.Fprintf(&got, "%s|%s|%s|%s|%v\n", a.Source, a.ID, a.Title, strings.ReplaceAll(a.Text, "\n", "⏎"), a.Meta)
			}
		}
		if got.String() != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got.String(), c.want)
		}
	}
}

func TestReadJSONValues(t *testing.T) {
	tests := []struct {
		name, in string
		fields   map[string]string
		want     string
	}{
		{"array", `[{"id":1,"text":"a"}, {"id":2,"text":"b [x] {y} \"z\""}]`, nil, `-:1|1|a;-:2|2|b [x] {y} "z"`},
		{"one object", "{\n \"id\": \"x\",\n \"text\": \"a\"\n}\n", nil, "-:1|x|a"},
		{"objects in a row", "{\n\"text\":\"a\"\n}\n{\n\"text\":\"b\"\n}", nil, "-:1|-:1|a;-:2|-:2|b"},
		{"list inside", "{\n\"status\":\"ok\",\"articles\":[{\"text\":\"a\"},{\"text\":\"b\"}]}", nil, "-:1|-:1|a;-:2|-:2|b"},
		{"broken element", `[{"text":"a"},{"text":b},{"text":"c"}]`, nil, `-:1|-:1|a;-:2: invalid JSON: invalid character 'b' at start of value within "/text" after offset 8;-:3|-:3|c`},
		{"cut off", `[{"text":"a"},{"text":"b`, nil, "-:1|-:1|a;-:2: invalid JSON: the record is cut off"},
		{"no object", `[{"text":"a"},"b",3,null]`, nil, "-:1|-:1|a;-:2: a record must be a JSON object;-:3: a record must be a JSON object;-:4: a record must be a JSON object"},
		{"nested fields", `[{"doc":{"id":"q","body":["a","b"],"lang":"en"}}]`, map[string]string{"text": "doc.body", "id": "doc.id"}, "-:1|q|a\n\nb"},
		{"literal dots", `[{"doc.id":"q","text":"a"}]`, map[string]string{"id": "doc.id"}, "-:1|q|a"},
	}
	for _, c := range tests {
		var got []string
		for a, err := range Read(t.Context(), []string{"-"}, Options{Stdin: strings.NewReader(c.in), Fields: c.fields}) {
			if err != nil {
				got = append(got, err.Error())
			} else {
				got = append(got, fmt.Sprintf("%s|%s|%s", a.Source, a.ID, a.Text))
			}
		}
		if s := strings.Join(got, ";"); s != c.want {
			t.Errorf("%s: got  %s\nwant %s", c.name, s, c.want)
		}
	}
}

func TestReadFeeds(t *testing.T) {
	rss := `<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Quay Post</title><link>https://quaypost.example</link><language>en</language><copyright>Quay Post</copyright>
<item><title>Ferry &amp; bus</title><link>https://quaypost.example/1</link><guid isPermaLink="false">g1</guid><pubDate>Tue, 02 Feb 2021 10:00:00 GMT</pubDate>
<dc:creator>Mara Lind</dc:creator><dc:source>Harbour News Agency</dc:source><source url="https://agency.example/feed">Harbour News Agency</source>
<description>Short.</description><content:encoded><![CDATA[<p>First <b>part</b>.</p><p>Second part.</p>]]></content:encoded>
<media:content url="https://x.example/i.jpg"><media:credit role="photographer">Ina Vold</media:credit></media:content></item>
<item><title>No body</title></item>
</channel></rss>`
	all, bad := fromStdin(t, "", strings.NewReader(rss))
	if len(all) != 1 || len(bad) != 1 {
		t.Fatal(all, bad)
	}
	a := all[0]
	if a.ID != "g1" || a.Title != "Ferry & bus" || a.Byline != "Mara Lind" || a.Publisher != "Quay Post" || a.URL != "https://quaypost.example/1" ||
		a.Published != "Tue, 02 Feb 2021 10:00:00 GMT" || a.Language != "en" || a.Text != "First part.\n\nSecond part." {
		t.Errorf("%+v", a)
	}
	for k, want := range map[string]string{
		"rss:source": "Harbour News Agency", "rss:source_url": "https://agency.example/feed", "dc:creator": "Mara Lind", "dc:source": "Harbour News Agency",
		"media:credit": "Ina Vold", "media:credit@role": "photographer", "rss:description": "Short.", "feed:title": "Quay Post", "feed:copyright": "Quay Post",
	} {
		if a.Meta[k] != want {
			t.Errorf("Meta[%q] = %q, want %q", k, a.Meta[k], want)
		}
	}
	if bad[0].Record != 2 || bad[0].Field != "text" {
		t.Error(bad[0])
	}

	atom := `<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><author><name>Desk</name></author>
<entry><id>tag:1</id><title>T</title><updated>2021-02-02T10:00:00Z</updated><link href="https://q.example/1"/><link rel="via" href="https://agency.example/1"/>
<content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content><rights>Agency</rights>
<source><title>Agency</title><id>urn:a</id></source></entry></feed>`
	all, bad = fromStdin(t, "", strings.NewReader(atom))
	if len(all) != 1 || len(bad) != 0 {
		t.Fatal(all, bad)
	}
	a = all[0]
	if a.ID != "tag:1" || a.URL != "https://q.example/1" || a.Byline != "Desk" || a.Published != "2021-02-02T10:00:00Z" || a.Text != "One.\n\nTwo." ||
		a.Meta["atom:source"] != "Agency" || a.Meta["atom:via"] != "https://agency.example/1" || a.Meta["atom:rights"] != "Agency" {
		t.Errorf("%+v", a)
	}

	broken := strings.Replace(rss, "<item><title>No body</title></item>", "<item><title>No <b>body</title></item><item><description>Third item.</description></item>", 1)
	all, bad = fromStdin(t, "feed", strings.NewReader(broken))
	if len(all) != 2 || all[1].Text != "Third item." || len(bad) != 1 || bad[0].Record != 2 {
		t.Errorf("broken item: %v %v", all, bad)
	}
}

func TestReadMarkdown(t *testing.T) {
	in := `---
title: "Ferry: the end"
author: [Mara Lind, 'Jon Aas']
date: 2021-02-03
tags:
  - boats
  - town
url: https://q.example/1
---
# Ferry: the end

The *council* voted on [Tuesday](https://x.example) to **end** the line_of_boats.

> "We are sad," said ` + "`Eva`" + `.

- one
- two

![ferry](f.jpg)

    ---
***
Under
=====
Last &amp; least.`
	all, bad := fromStdin(t, "md", strings.NewReader(in))
	if len(all) != 1 {
		t.Fatal(bad)
	}
	a := all[0]
	want := "Ferry: the end\n\nThe council voted on Tuesday to end the line_of_boats.\n\n\"We are sad,\" said Eva.\n\none\n\ntwo\n\nferry\n\n---\n\nUnder\n\nLast & least."
	if a.Text != want {
		t.Errorf("text %q\nwant %q", a.Text, want)
	}
	if a.Title != "Ferry: the end" || a.Byline != "Mara Lind, Jon Aas" || a.Published != "2021-02-03" || a.Meta["tags"] != "boats, town" || a.URL != "https://q.example/1" {
		t.Errorf("%+v", a)
	}
}

// TestFolders reads a tree of files of all kinds, packed and not, and checks
// order, ids and what is left out, for several numbers of workers.
func TestFolders(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte) {
		p := filepath.Join(dir, filepath.FromSlash(name))
		os.MkdirAll(filepath.Dir(p), 0o755)
		if err := os.WriteFile(p, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("b/plain.txt", []byte("Plain text."))
	write("b/packed.txt.gz", gzipped("Packed ", "text."))
	write("b/packed.jsonl.zst", zstded(`{"id":"j1","text":"One."}`+"\n", `{"id":"j2","text":"Two."}`+"\n"))
	write("a.csv", []byte("id,text\nc1,Cell.\n"))
	write("c.html", []byte(samplePage))
	write("d.md", []byte("# Head\n\nBody."))
	write("e.xml", []byte(`<rss version="2.0"><channel><title>F</title><item><guid>f1</guid><description>Item.</description></item></channel></rss>`))
	write("f.xml", []byte(`<config><a/></config>`))
	write("truth.tsv", []byte("id\tstory\nj1\ts1\n"))
	write("settings.json", []byte(`{"a": 1}`))
	write(".hidden.txt", []byte("x"))
	write(".git/HEAD.txt", []byte("x"))
	write("photo.jpg", []byte("\xff\xd8\xff"))
	write("binary.txt", []byte("a\x00b\x00c"))
	write("empty.txt", nil)
	write("blank.txt", []byte(" \n\n"))
	write("README.md", []byte("About this folder."))
	cut := gzipped(`{"id":"x1","text":"Good."}` + "\n")
	cut = cut[:len(cut)-4]
	write("bad.jsonl.gz", cut)
	os.Symlink(filepath.Join(dir, "b"), filepath.Join(dir, "link"))

	var first string
	for _, workers := range []int{1, 2, 7} {
		var got strings.Builder
		skipped := map[string]string{}
		var progress int64
		opts := Options{Workers: workers, Skipped: func(p, why string) { skipped[strings.TrimPrefix(p, filepath.ToSlash(dir)+"/")] = why }, Progress: func(n int64) {
			if n <= progress {
				t.Error("progress does not grow")
			}
			progress = n
		}}
		for a, err := range Read(t.Context(), []string{dir}, opts) {
			if err != nil {
				fmt.Fprintln(&got, "error", strings.ReplaceAll(err.Error(), filepath.ToSlash(dir), "D"))
			} else {
				fmt.Fprintln(&got, strings.ReplaceAll(a.ID+" "+a.Source.String(), filepath.ToSlash(dir), "D"))
			}
		}
		if first == "" {
			first = got.String()
			wantFirst := `c1 D/a.csv:1
j1 D/b/packed.jsonl.zst:1
j2 D/b/packed.jsonl.zst:2
D/b/packed.txt.gz D/b/packed.txt.gz
D/b/plain.txt D/b/plain.txt
x1 D/bad.jsonl.gz:1
error D/bad.jsonl.gz:2: broken compressed data: cut off (unexpected end of file)
D/c.html D/c.html
D/d.md D/d.md
f1 D/e.xml:1
`
			if first != wantFirst {
				t.Errorf("got\n%s\nwant\n%s", first, wantFirst)
			}
		} else if got.String() != first {
			t.Errorf("%d workers: other order:\n%s", workers, got.String())
		}
		names := slices.Sorted(maps.Keys(skipped))
		if s := strings.Join(names, " "); s != ".git/ .hidden.txt README.md binary.txt blank.txt empty.txt f.xml link photo.jpg settings.json truth.tsv" {
			t.Errorf("skipped %v", skipped)
		}
		if progress == 0 {
			t.Error("no progress")
		}
	}
	if all, _, err := collect(t, Options{}, filepath.Join(dir, "link")); err != nil || len(all) != 4 {
		t.Error("a folder by a link:", len(all), err)
	}
	all, _, err := collect(t, Options{}, filepath.Join(dir, "b", "*.gz"), filepath.Join(dir, "a.csv"))
	if err != nil || len(all) != 2 || all[0].Text != "Packed text." {
		t.Error("glob:", all, err)
	}
	for _, paths := range [][]string{{filepath.Join(dir, "none")}, {filepath.Join(dir, "*.none")}, {}} {
		if _, _, err := collect(t, Options{}, paths...); err == nil {
			t.Error(paths, "no error")
		}
	}
	for _, opts := range []Options{{Format: "pdf"}, {Fields: map[string]string{"body": "x"}}, {Fields: map[string]string{"text": "x", "id": "x"}}} {
		if _, _, err := collect(t, opts, dir); err == nil {
			t.Errorf("%+v: no error", opts)
		}
	}
}
