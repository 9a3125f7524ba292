package article

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// A format is a kind of file that articles are read from.
type format int

const (
	unknown format = iota
	plainText
	markdown
	htmlPage
	jsonLines
	jsonValues // an array, one object, or objects one after the other
	csvTable
	tsvTable
	parquetTable
	warcRecords
	feedXML
	jsonAny // jsonLines or jsonValues, by content
	xmlAny  // feedXML or htmlPage, by content
)

// formatNames are the names of Options.Format.
var formatNames = map[string]format{
	"text": plainText, "txt": plainText,
	"markdown": markdown, "md": markdown,
	"html": htmlPage, "xhtml": htmlPage,
	"jsonl": jsonLines, "ndjson": jsonLines,
	"json": jsonAny,
	"csv":  csvTable, "tsv": tsvTable,
	"parquet": parquetTable,
	"warc":    warcRecords,
	"feed":    feedXML, "rss": feedXML, "atom": feedXML,
}

// Formats are the names that Options.Format takes, sorted. Some name the same
// format twice ("md" and "markdown").
func Formats() []string {
	var all []string
	for name := range formatNames {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// suffixes are the file name endings of each format, before any .gz or .zst.
var suffixes = map[string]format{
	".txt": plainText, ".text": plainText,
	".md": markdown, ".markdown": markdown,
	".html": htmlPage, ".htm": htmlPage, ".xhtml": htmlPage,
	".jsonl": jsonAny, ".ndjson": jsonAny, ".json": jsonAny,
	".csv": csvTable, ".tsv": tsvTable, ".tab": tsvTable,
	".parquet": parquetTable, ".pq": parquetTable,
	".warc": warcRecords,
	".rss":  feedXML, ".atom": feedXML, ".xml": xmlAny,
}

// formatOfName tells the format of a file by its name; inner is true when the
// name ends in .gz or .zst and says nothing of what is inside.
func formatOfName(name string) (f format, inner bool) {
	name = strings.ToLower(path.Base(name))
	ext := path.Ext(name)
	if ext == ".gz" || ext == ".zst" || ext == ".zstd" || ext == ".gzip" {
		name = strings.TrimSuffix(name, ext)
		if ext = path.Ext(name); suffixes[ext] == unknown {
			return jsonAny, true
		}
	}
	return suffixes[ext], false
}

// sniffBytes is how much of a file's start is looked at to tell its format.
const sniffBytes = 4096

// format tells the format of f from the options, its name and its first bytes.
// why is not empty when f holds no article.
func (r *reader) format(f *file, head []byte) (_ format, why string) {
	want := formatNames[r.opts.Format]
	if want == parquetTable {
		return want, ""
	}
	parquet := bytes.HasPrefix(head, []byte("PAR1"))
	if !parquet && !bytes.HasPrefix(head, []byte("WARC/")) && isBinary(head) {
		return unknown, "binary file"
	}
	if want == unknown {
		var inner bool
		if want, inner = formatOfName(f.name); inner || f.name == "-" {
			want = unknown
		}
		if want == parquetTable || parquet && want == unknown {
			return parquetTable, ""
		}
		if parquet {
			return unknown, "binary file"
		}
	}
	content := sniff(head)
	switch want {
	case unknown:
		if content == unknown {
			content = plainText
		}
		return content, ""
	case jsonAny:
		if content == jsonValues {
			return jsonValues, ""
		}
		return jsonLines, ""
	case jsonLines:
		if content == jsonValues {
			return jsonValues, ""
		}
	case xmlAny:
		if content != feedXML && content != htmlPage {
			return unknown, "XML, but no feed and no page"
		}
		return content, ""
	}
	return want, ""
}

// formatReader is the reader of a format.
func (r *reader) formatReader(f format) func(*file) error {
	switch f {
	case markdown:
		return r.readMarkdown
	case htmlPage:
		return r.readHTML
	case jsonLines:
		return r.readJSONLines
	case jsonValues:
		return r.readJSONValues
	case csvTable, tsvTable:
		return func(in *file) error { return r.readTable(in, f == tsvTable) }
	case parquetTable:
		return r.readParquet
	case warcRecords:
		return r.readWARC
	case feedXML:
		return r.readFeed
	}
	return r.readText
}

// check finds wrong options before anything is read.
func (r *reader) check() error {
	if f := r.opts.Format; f != "" && formatNames[f] == unknown {
		return fmt.Errorf("unknown format %q: use one of %s", f, strings.Join(Formats(), ", "))
	}
	var err error
	r.keys, err = newKeys(r.opts.Fields)
	return err
}

// sniff tells a format by content, or unknown.
func sniff(head []byte) format {
	b := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(b, []byte("PAR1")):
		return parquetTable
	case bytes.HasPrefix(b, []byte("WARC/")):
		return warcRecords
	case bytes.HasPrefix(b, []byte("[")):
		if rest := bytes.TrimLeft(b[1:], " \t\r\n"); len(rest) == 0 || rest[0] == '{' || rest[0] == ']' {
			return jsonValues
		}
	case bytes.HasPrefix(b, []byte("{")):
		line, _, _ := bytes.Cut(b, []byte("\n"))
		line = bytes.TrimSpace(line)
		switch rest := bytes.TrimLeft(line[1:], " \t"); {
		case len(rest) == 0: // pretty-printed
			return jsonValues
		case rest[0] == '"' || rest[0] == '}':
			if line[len(line)-1] == ',' || line[len(line)-1] == '{' || line[len(line)-1] == '[' {
				return jsonValues
			}
			return jsonLines
		}
	case bytes.HasPrefix(b, []byte("---\n")), bytes.HasPrefix(b, []byte("---\r\n")):
		return markdown
	case bytes.HasPrefix(b, []byte("<")):
		lower := bytes.ToLower(b)
		feed, page := len(b), len(b)
		for _, tag := range []string{"<rss", "<feed", "<rdf:rdf", "<channel"} {
			if i := bytes.Index(lower, []byte(tag)); i >= 0 {
				feed = min(feed, i)
			}
		}
		for _, tag := range []string{"<!doctype html", "<html", "<head", "<body", "<meta", "<title", "<p>", "<p ", "<div", "<article", "<h1"} {
			if i := bytes.Index(lower, []byte(tag)); i >= 0 {
				page = min(page, i)
			}
		}
		switch {
		case feed < page:
			return feedXML
		case page < len(b):
			return htmlPage
		}
	}
	return unknown
}

// isBinary says whether head starts no text: it holds a NUL byte outside of
// UTF-16, or more than one in ten bytes are control characters.
func isBinary(head []byte) bool {
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return false // UTF-16 by its byte order mark
	}
	for _, magic := range []string{"%PDF-", "PK\x03\x04", "\x89PNG", "GIF8", "\xff\xd8\xff", "\x1f\x8b", "BZh", "\xfd7zXZ", "\x28\xb5\x2f\xfd", "\x7fELF", "SQLite format 3", "{\\rtf"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	control := 0
	for i := 0; i < len(head); {
		c := head[i]
		if c < utf8.RuneSelf {
			if c == 0 {
				return true
			}
			if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' && c != 0x1b || c == 0x7f {
				control++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(head[i:])
		if r >= 0x80 && r < 0xa0 {
			control++
		}
		i += n
	}
	return control*10 > len(head)
}
