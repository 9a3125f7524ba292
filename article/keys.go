package article

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A field is one of the fields of Article that a source can fill.
type field int

const (
	fMeta field = iota // no field of its own: goes to Meta under its name
	fID
	fURL
	fCanonicalURL
	fPublisher
	fTitle
	fByline
	fPublished
	fFetched
	fLanguage
	fText
	fHTML
	fMetaObject // an object whose members go to Meta, as WriteJSONL writes it
	fNested     // an object that holds a field named by a dotted path
)

var fieldNames = map[string]field{
	"id": fID, "url": fURL, "canonical_url": fCanonicalURL, "publisher": fPublisher,
	"title": fTitle, "byline": fByline, "published": fPublished, "fetched": fFetched,
	"language": fLanguage, "text": fText, "html": fHTML, "meta": fMetaObject,
}

// of is the place of field f in a, or nil for those that are no string.
func (f field) of(a *Article) *string {
	switch f {
	case fID:
		return &a.ID
	case fURL:
		return &a.URL
	case fCanonicalURL:
		return &a.CanonicalURL
	case fPublisher:
		return &a.Publisher
	case fTitle:
		return &a.Title
	case fByline:
		return &a.Byline
	case fPublished:
		return &a.Published
	case fFetched:
		return &a.Fetched
	case fLanguage:
		return &a.Language
	case fText:
		return &a.Text
	case fHTML:
		return &a.HTML
	}
	return nil
}

// keys tell which name of a record is which field.
type keys struct {
	names  map[string]field // nil when nothing is mapped
	nested map[string]bool  // paths above a dotted name ("a" and "a.b" for "a.b.c")
}

// newKeys makes keys from Options.Fields. A field that is mapped is no longer
// read from its own name.
func newKeys(fields map[string]string) (keys, error) {
	if len(fields) == 0 {
		return keys{}, nil
	}
	k := keys{names: maps.Clone(fieldNames), nested: map[string]bool{}}
	for name := range fields {
		f := fieldNames[name]
		if f == fMeta || f == fMetaObject {
			return keys{}, fmt.Errorf("no field %q to map: use one of %s", name, strings.Join(mappable(), ", "))
		}
		delete(k.names, name)
	}
	taken := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		source := fields[name]
		if source == "" {
			return keys{}, fmt.Errorf("field %s is mapped to nothing: write %s=NAME", name, name)
		}
		if other := taken[source]; other != "" {
			return keys{}, fmt.Errorf("fields %s and %s are both mapped to %q", other, name, source)
		}
		taken[source] = name
		k.names[source] = fieldNames[name]
		for i, c := range source {
			if c == '.' && i > 0 {
				k.nested[source[:i]] = true
			}
		}
	}
	return k, nil
}

func mappable() []string {
	var all []string
	for name, f := range fieldNames {
		if f != fMetaObject {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return all
}

// field is the field that a top-level name stands for.
func (k *keys) field(name []byte) field {
	if k.names != nil {
		if f, ok := k.names[string(name)]; ok {
			return f
		}
		if k.nested[string(name)] {
			return fNested
		}
		return fMeta
	}
	switch string(name) {
	case "id":
		return fID
	case "url":
		return fURL
	case "canonical_url":
		return fCanonicalURL
	case "publisher":
		return fPublisher
	case "title":
		return fTitle
	case "byline":
		return fByline
	case "published":
		return fPublished
	case "fetched":
		return fFetched
	case "language":
		return fLanguage
	case "text":
		return fText
	case "html":
		return fHTML
	case "meta":
		return fMetaObject
	}
	return fMeta
}

// name is the name in the source of the field that is called own here.
func (r *reader) name(own string) string {
	if s := r.opts.Fields[own]; s != "" {
		return s
	}
	return own
}

// Bounds of Article.Meta, so that a record's odd extras cannot hold the memory
// that its text should have. What is over is left out and counted in
// MetaLeftOut.
const (
	maxMetaValue = 64 << 10 // bytes of one value
	maxMetaKeys  = 512
)

// Keys of Article.Meta that the reader itself writes for any format.
const (
	MetaLeftOut  = "newscheck:left_out" // how many extras were over the bounds of Meta
	MetaReplaced = "newscheck:replaced" // how many invalid bytes became U+FFFD
)

// setMeta puts one extra into a.Meta; empty values are not kept, and of equal
// keys the first stays unless replace is set.
func (a *Article) setMeta(key, value string, replace bool) {
	if value == "" || key == "" {
		return
	}
	old, there := a.Meta[key]
	if there && (!replace || old == value) {
		return
	}
	if len(value) > maxMetaValue || len(key) > maxMetaValue || !there && len(a.Meta) >= maxMetaKeys {
		a.leftOut()
		return
	}
	if a.Meta == nil {
		a.Meta = make(map[string]string, 4)
	}
	a.Meta[key] = value
}

func (a *Article) leftOut() {
	if a.Meta == nil {
		a.Meta = make(map[string]string, 1)
	}
	n, _ := strconv.Atoi(a.Meta[MetaLeftOut])
	a.Meta[MetaLeftOut] = strconv.Itoa(n + 1)
}

// replaced notes that n invalid bytes of a were replaced.
func (a *Article) replaced(n int) {
	if n > 0 {
		a.setMeta(MetaReplaced, strconv.Itoa(n), true)
	}
}

// finish makes a whole: main text from HTML where there is no text, and an id.
// The error is a *RecordError when nothing is left to read.
func (r *reader) finish(a *Article, at Source) error {
	a.Source = at
	if isBlank(a.Text) && a.HTML != "" {
		if err := pageInto(a, a.HTML); err != nil {
			return &RecordError{Source: at, Field: "html", Reason: reason(err), Err: err}
		}
	}
	if !r.opts.KeepHTML {
		a.HTML = ""
	}
	if isBlank(a.Text) {
		return &RecordError{Source: at, Field: "text", Reason: r.noText(a)}
	}
	if a.ID == "" {
		a.ID = at.String()
	}
	return nil
}

// noText says what a record without text has instead.
func (r *reader) noText(a *Article) string {
	why := "no text in field " + strconv.Quote(r.name("text"))
	if len(a.Meta) == 0 {
		return why
	}
	names := slices.Sorted(maps.Keys(a.Meta))
	if !slices.ContainsFunc(names, func(n string) bool { return !strings.HasPrefix(n, "html:") }) {
		return "the page has no text of an article"
	}
	if len(names) > 8 {
		names = append(names[:8], "…")
	}
	return why + "; if another holds it (" + strings.Join(names, ", ") + "), map it: --field text=NAME"
}

func isBlank(s string) bool {
	for i := range len(s) {
		if c := s[i]; c != ' ' && c != '\n' && c != '\t' && c != '\r' {
			return strings.TrimSpace(s) == ""
		}
	}
	return true
}
