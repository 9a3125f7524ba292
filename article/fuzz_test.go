package article

import (
	"bytes"
	"encoding/csv"
	"io"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/parquet-go/parquet-go"
)

// fuzzFormat feeds data to the reader of one format and checks what every
// reader promises: no fatal error, valid UTF-8, an id and a text in each
// article, a file and a reason in each error, the same result for one worker
// and for three.
func fuzzFormat(t *testing.T, format string, data []byte) {
	opts := Options{Format: format, Stdin: bytes.NewReader(data), MaxBytes: 1 << 20, Workers: 1}
	all, bad, err := collect(t, opts, "-")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if a.ID == "" || isBlank(a.Text) || a.Source.File != "-" {
			t.Errorf("%+v", a)
		}
		for _, s := range append(slices.Collect(maps.Values(a.Meta)), a.ID, a.URL, a.CanonicalURL, a.Publisher, a.Title, a.Byline, a.Published, a.Fetched, a.Language, a.Text) {
			if !utf8.ValidString(s) {
				t.Errorf("invalid UTF-8 in %q", s)
			}
		}
		if len(a.Meta) > maxMetaKeys+1 {
			t.Errorf("%d keys in Meta", len(a.Meta))
		}
		var again Article
		d := decoder{keys: &keys{}}
		if err := d.object(AppendJSON(nil, &a), &again); err != nil || again.Text != a.Text || again.ID != a.ID || !maps.Equal(again.Meta, a.Meta) {
			t.Errorf("written and read again: %v\n%+v\n%+v", err, a, again)
		}
	}
	for _, e := range bad {
		if e.File != "-" || e.Reason == "" {
			t.Errorf("%#v", e)
		}
	}
	opts.Stdin, opts.Workers = bytes.NewReader(data), 3
	all3, bad3, err := collect(t, opts, "-")
	if err != nil || !reflect.DeepEqual(all, all3) || len(bad) != len(bad3) {
		t.Errorf("three workers: %v\n%v %v\n%v %v", err, all, bad, all3, bad3)
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"", "a\r\n\r\nb", "\xef\xbb\xbfx", "\xff\xfea\x00b", "a\x00", "caf\xe9"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, "text", data) })
}

func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{"---\na: b\n---\n# T\n\n**x** [l](u)\n", "---\n- x\n---\n", "```\ncode\n```", "> q\n1. a\n===\n", "![a](b)<b>&amp;\\*"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, "md", data) })
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{samplePage, "<p>x", "<table><tr><td>a<td>b</table>", "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[{}]}</script><h1>a b</h1>", "<meta charset=utf-16><p>é", "<svg><title>x</title></svg><template><p>y"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, "html", data) })
}

func FuzzFeed(f *testing.F) {
	for _, s := range []string{
		`<rss version="2.0"><channel><title>F</title><item><guid>g</guid><source url="u">S</source><description>d &lt;b&gt;</description></item><item><b></item></channel></rss>`,
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>t</title><content type="xhtml"><div>x</div></content><source><title>s</title></source></entry></feed>`,
		`<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel/><item><title>t</title><description>d</description></item></rdf:RDF>`,
		`<?xml version="1.0" encoding="utf-16"?><rss>`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, "feed", data) })
}

func FuzzWARC(f *testing.F) {
	f.Add([]byte(warcRecordText("response", "u", "application/http", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n3\r\n<p>\r\n1\r\nx\r\n0\r\n\r\n")))
	f.Add([]byte(warcRecordText("response", "u", "application/http", "HTTP/1.1 200\r\nContent-Encoding: gzip, deflate, br\r\n\r\n"+string(gzipped("<p>x")))))
	f.Add([]byte(warcRecordText("conversion", "u", "text/plain", "x") + "junk\r\n" + warcRecordText("resource", "u", "text/html", "<p>y")))
	f.Add(gzipped(warcRecordText("conversion", "u", "text/plain", "x")))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, "warc", data) })
}

func FuzzParquet(f *testing.F) {
	type row struct {
		ID   string   `parquet:"id"`
		Text string   `parquet:"text,snappy"`
		Tags []string `parquet:"tags,list"`
	}
	var b bytes.Buffer
	if err := parquet.Write(&b, []row{{"1", "one", []string{"a"}}, {"2", "two", nil}}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PAR1PAR1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		fuzzFormat(t, "parquet", data)
	})
}

func FuzzJSONValues(f *testing.F) {
	for _, s := range []string{`[{"text":"a"},{"text":"b"}]`, `{"text":"a"}{"text":"b"}`, `{"articles":[{"text":"a"}]}`, `[[1,{"text":"a"}]`, `"x" 1 null {"text":"\"]"}`, `[{"text":"a`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, "json", data) })
}

// FuzzCSV also checks that tables which encoding/csv reads strictly are read
// to the same cells.
func FuzzCSV(f *testing.F) {
	for _, s := range []string{"id,text\n1,a\n", "text\n\"a\"\"b\"\n", "text;x\r\n\"a\nb\";c\r\n", "a\ttext\n\"\t\"\n", "text\n\"open\n", "text,\"a\"b,c\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzFormat(t, "csv", data)
		if bytes.IndexByte(data, '\r') >= 0 {
			return // encoding/csv takes a lone \r for data
		}
		std := csv.NewReader(bytes.NewReader(data))
		std.FieldsPerRecord = -1
		want, err := std.ReadAll()
		if err != nil {
			return
		}
		own := &rowReader{r: bytes.NewReader(data), comma: ',', max: 1 << 20}
		for _, row := range want {
			cells, err := own.next()
			for err == nil && len(cells) == 1 && len(cells[0]) == 0 && !(len(row) == 1 && row[0] == "") {
				cells, err = own.next() // an empty line, which encoding/csv passes over
			}
			if err != nil {
				t.Fatalf("%v, want %q", err, row)
			}
			for i := range max(len(row), len(cells)) {
				if i >= len(row) || i >= len(cells) || row[i] != string(cells[i]) {
					t.Fatalf("%q, want %q", cells, row)
				}
			}
		}
		for {
			cells, err := own.next()
			if err == io.EOF {
				return
			}
			if err != nil || len(cells) != 1 || len(cells[0]) != 0 {
				t.Fatalf("%q %v after the last row", cells, err)
			}
		}
	})
}

// FuzzJSONL checks the decoder of JSON Lines against jsontext: what the one
// takes the other takes, and to the same article.
func FuzzJSONL(f *testing.F) {
	for _, s := range []string{
		`{"id":"a","text":"b\u00e9\ud83d\ude00\ud83d \"\\\/\b\f\n\r\t","x":1.5e3,"y":[1,{"z":null}],"meta":{"a":"b","c":true}}`,
		`{"id":-0,"text":null,"title":true,"byline":["a",{"name":"b"}],"publisher":{"name":"x"},"published":{"a":1}}`,
		"{ \"text\" : \"a\xffb\" , \"text\":\"c\", \"k\xff\":\"\xc3\x28\"}", `{"text":"a",}`, `{"text":"a"} x`, `{"a":01}`, `{"a":1.}`, `{"a":tru}`, "{\"a\":\"\x01\"}", `{"a":"\u12"}`, `{"a":"\x"}`, `{}`, `[]`, `{"a":{"b":[}]}`, ``, ` `,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		fuzzFormat(t, "jsonl", line)
		if len(line) > 1<<16 {
			return
		}
		var got, want Article
		d := decoder{keys: &keys{}}
		gotErr, wantErr := d.object(bytes.Clone(line), &got), oracle(line, &want)
		if (gotErr == nil) != (wantErr == nil) {
			t.Fatalf("%q: %v, jsontext: %v", line, gotErr, wantErr)
		}
		delete(got.Meta, MetaReplaced)
		if len(got.Meta) == 0 {
			got.Meta = nil
		}
		if gotErr == nil && !reflect.DeepEqual(got, want) {
			t.Fatalf("%q:\n%+v\n%+v", line, got, want)
		}
	})
}

// oracle decodes line with jsontext alone.
func oracle(line []byte, a *Article) error {
	dec := jsontext.NewDecoder(bytes.NewReader(line), lenient...)
	if dec.PeekKind() != '{' {
		if _, err := dec.ReadValue(); err != nil {
			return err
		}
		return errNotObject
	}
	v, err := dec.ReadValue()
	if err != nil {
		return err
	}
	v = v.Clone()
	if _, err := dec.ReadToken(); err != io.EOF {
		return errNotObject
	}
	meta := map[string]string{}
	eachRaw(v, func(name string, raw jsontext.Value) {
		field := fieldNames[name]
		raw = jsontext.Value(string([]rune(string(raw)))) // invalid bytes, one by one, are U+FFFD
		if k := raw.Kind(); k == '{' || k == '[' {
			raw.Compact(lenient...)
		}
		switch p := field.of(a); {
		case p != nil && (raw.Kind() == '{' || raw.Kind() == '['):
			*p = joined(raw, field)
		case p != nil:
			*p = valueText(raw)
		case field == fMetaObject && raw.Kind() == '{':
			eachMember(raw, func(k string, _ jsontext.Kind, text string) {
				if delete(meta, k); text != "" && k != "" {
					meta[k] = text
				}
			})
		default:
			if delete(meta, name); valueText(raw) != "" && name != "" {
				meta[name] = valueText(raw)
			}
		}
	})
	if len(meta) > 0 {
		a.Meta = meta
	}
	return nil
}

// FuzzUnpack feeds any bytes under no format at all, as standard input is read.
func FuzzUnpack(f *testing.F) {
	f.Add(gzipped("{\"text\":\"a\"}\n", "{\"text\":\"b\"}\n"))
	f.Add(zstded("text\na\n"))
	f.Add([]byte("\x28\xb5\x2f\xfd"))
	f.Add([]byte(strings.Repeat("<", 100)))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzFormat(t, "", data) })
}
