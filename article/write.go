package article

import (
	"io"
	"maps"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// AppendJSON appends a as one JSON object, without a line end, to dst. Field
// order is fixed and Meta is sorted, so equal articles give equal bytes; empty
// fields but id and text are left out; invalid UTF-8 becomes U+FFFD. What Read
// makes of it is a again, but for Source and empty values in Meta.
func AppendJSON(dst []byte, a *Article) []byte {
	dst = append(dst, `{"id":`...)
	dst = appendString(dst, a.ID)
	for _, m := range []struct{ name, value string }{
		{"url", a.URL}, {"canonical_url", a.CanonicalURL}, {"publisher", a.Publisher}, {"title", a.Title}, {"byline", a.Byline},
		{"published", a.Published}, {"fetched", a.Fetched}, {"language", a.Language},
	} {
		if m.value != "" {
			dst = append(append(append(dst, ',', '"'), m.name...), '"', ':')
			dst = appendString(dst, m.value)
		}
	}
	dst = append(dst, `,"text":`...)
	dst = appendString(dst, a.Text)
	if a.HTML != "" {
		dst = append(dst, `,"html":`...)
		dst = appendString(dst, a.HTML)
	}
	if len(a.Meta) > 0 {
		dst = append(dst, `,"meta":`...)
		sep := byte('{')
		for _, k := range slices.Sorted(maps.Keys(a.Meta)) {
			dst = append(dst, sep)
			dst = appendString(dst, k)
			dst = append(dst, ':')
			dst = appendString(dst, a.Meta[k])
			sep = ','
		}
		dst = append(dst, '}')
	}
	return append(dst, '}')
}

// appendString appends s quoted; invalid UTF-8 becomes U+FFFD, which
// AppendQuote does beside reporting it.
func appendString(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s)
	return dst
}

// WriteJSONL writes a as one line of JSON Lines.
func WriteJSONL(w io.Writer, a *Article) error {
	_, err := w.Write(append(AppendJSON(nil, a), '\n'))
	return err
}
