package article

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decodeText turns data into valid UTF-8. A byte order mark wins, then the
// declared charset (a label of the WHATWG Encoding Standard, or ""), then
// UTF-8. replaced counts the bytes that were no valid UTF-8 and became U+FFFD.
func decodeText(data []byte, label string) (text string, replaced int) {
	switch {
	case bytes.HasPrefix(data, utf8BOM):
		data = data[len(utf8BOM):]
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return convert(data, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM))
	case label != "":
		if e, name := charset.Lookup(label); e != nil && name != "utf-8" {
			return convert(data, e)
		}
	}
	if utf8.Valid(data) {
		return string(data), 0
	}
	out, n := validUTF8(data)
	return string(out), n
}

// convert decodes data by e, which puts U+FFFD for what it cannot decode.
func convert(data []byte, e encoding.Encoding) (string, int) {
	out, _, err := transform.Bytes(e.NewDecoder(), data)
	if err != nil || !utf8.Valid(out) {
		out, _ = validUTF8(out)
	}
	n := bytes.Count(out, []byte("\uFFFD"))
	return string(out), n
}

// decodePage turns an HTML page into UTF-8: by byte order mark, by the charset
// of its HTTP header, by its <meta>, as UTF-8 where it is valid UTF-8, else as
// windows-1252, as browsers do.
func decodePage(data []byte, contentType string) (page string, replaced int) {
	label := charsetOf(contentType)
	if label == "" {
		head := data[:min(len(data), 1024)]
		if _, name, sure := charset.DetermineEncoding(head, ""); sure || name != "windows-1252" {
			label = name
		}
		if label == "" && !utf8.Valid(data) {
			if label = lateCharset(data); label == "" && mostlyLatin(data) {
				label = "windows-1252"
			}
		}
	}
	return decodeText(data, label)
}

// lateCharset finds the charset of a <meta> beyond the first 1,024 bytes, where
// it should not stand but does, or "".
func lateCharset(data []byte) string {
	head := bytes.ToLower(data[:min(len(data), 64<<10)])
	for {
		i := bytes.Index(head, []byte("<meta"))
		if i < 0 {
			return ""
		}
		head = head[i:]
		end := bytes.IndexByte(head, '>')
		if end < 0 {
			return ""
		}
		if label := charsetOf(string(head[:end])); label != "" {
			if e, name := charset.Lookup(label); e != nil && !strings.HasPrefix(name, "utf-16") {
				return name
			}
		}
		head = head[end:]
	}
}

// mostlyLatin says whether invalid UTF-8 in data looks like a one-byte charset
// and not like UTF-8 with a few broken bytes.
func mostlyLatin(data []byte) bool {
	good, bad := 0, 0
	for len(data) > 0 {
		if data[0] < utf8.RuneSelf {
			data = data[1:]
			continue
		}
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		data = data[n:]
	}
	return bad > good
}

// charsetOf is the charset parameter of a Content-Type, or "".
func charsetOf(contentType string) string {
	i := strings.Index(strings.ToLower(contentType), "charset=")
	if i < 0 {
		return ""
	}
	label := contentType[i+len("charset="):]
	label = strings.TrimLeft(label, `"' `)
	if end := strings.IndexAny(label, `"'; ,/>`); end >= 0 {
		label = label[:end]
	}
	return label
}

// wideReader decodes a stream of UTF-16 that starts with a byte order mark, or
// is nil when head shows none.
func wideReader(head []byte, in io.Reader) io.Reader {
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		return transform.NewReader(in, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder())
	}
	return nil
}
