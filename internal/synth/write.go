package synth

import (
	"bufio"
	"errors"
	"io"
)

// Writer is a Sink that writes articles as JSON Lines and the truth as
// tab-separated tables, in the layouts of docs/records.md. Articles leave it in
// shuffled order, through a window of a few thousand articles, so that copies do
// not stand next to each other. Not safe for concurrent use.
type Writer struct {
	articles, docs, pairs, links *bufio.Writer // nil ones are not written
	window                       [][]byte
	r                            rng
	line                         []byte
}

const windowSize = 4096 // articles; about 15 MB

// NewWriter returns a Writer to the given files; any of them may be nil. It
// writes the tables' heads.
func NewWriter(articles, docs, pairs, links io.Writer, seed uint64) (*Writer, error) {
	w := &Writer{r: rng{state: mix(seed ^ 0x77696E646F77)}}
	for _, f := range []struct {
		dst  **bufio.Writer
		to   io.Writer
		head string
	}{
		{&w.articles, articles, ""},
		{&w.docs, docs, "doc\tpublisher\tkind\tscored\tstory\tfamily\n"},
		{&w.pairs, pairs, "doc_a\tdoc_b\tlabel\tbasis\n"},
		{&w.links, links, "id\tstory\tfamily\tgroup\trelation\tparent\torigin\torigin_evidence\n"},
	} {
		if f.to == nil {
			continue
		}
		*f.dst = bufio.NewWriterSize(f.to, 1<<18)
		if _, err := (*f.dst).WriteString(f.head); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// Article takes one article.
func (w *Writer) Article(a Article) error {
	if w.articles == nil {
		return nil
	}
	b := w.line[:0]
	b = appendField(b, `{"id":`, a.ID)
	b = appendField(b, `,"publisher":`, a.Publisher)
	b = appendField(b, `,"url":`, a.URL)
	if a.Title != "" {
		b = appendField(b, `,"title":`, a.Title)
	}
	if a.Byline != "" {
		b = appendField(b, `,"byline":`, a.Byline)
	}
	if a.Published != "" {
		b = appendField(b, `,"published":`, a.Published)
	}
	b = appendField(b, `,"text":`, a.Text)
	b = append(b, "}\n"...)
	if len(w.window) < windowSize {
		w.window = append(w.window, b)
		w.line = make([]byte, 0, len(b))
		return nil
	}
	slot := &w.window[w.r.intn(windowSize)]
	w.line, *slot = *slot, b
	_, err := w.articles.Write(w.line)
	return err
}

func appendField[T string | []byte](b []byte, name string, value T) []byte {
	b = append(append(b, name...), '"')
	b = appendEscaped(b, value)
	return append(b, '"')
}

// escaped tells the bytes that a JSON string must escape.
var escaped = func() (t [256]bool) {
	for c := range ' ' {
		t[c] = true
	}
	t['"'], t['\\'] = true, true
	return t
}()

// appendEscaped appends s as the inside of a JSON string. What the generator
// makes is valid UTF-8 but for letters that noise has broken.
func appendEscaped[T string | []byte](b []byte, s T) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !escaped[c] {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		switch c {
		case '\n':
			b = append(b, '\\', 'n')
		case '"', '\\':
			b = append(b, '\\', c)
		default:
			const hex = "0123456789abcdef"
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(b, s[from:]...)
}

// Doc takes a row of docs.tsv.
func (w *Writer) Doc(d Doc) error {
	return w.row(w.docs, d.ID, d.Publisher, d.Kind, "1", d.Story, d.Family)
}

// Pair takes a row of pairs.tsv.
func (w *Writer) Pair(p Pair) error { return w.row(w.pairs, p.A, p.B, p.Label, p.Basis) }

// Link takes a row of lineage.tsv.
func (w *Writer) Link(l Link) error {
	return w.row(w.links, l.ID, l.Story, l.Family, l.Group, l.Relation, l.Parent, l.Origin, l.Evidence)
}

func (w *Writer) row(to *bufio.Writer, fields ...string) error {
	if to == nil {
		return nil
	}
	for i, f := range fields {
		if i > 0 {
			to.WriteByte('\t')
		}
		to.WriteString(f)
	}
	return to.WriteByte('\n') // bufio keeps the first error
}

// Close writes what is left. It does not close the files.
func (w *Writer) Close() error {
	for i := len(w.window) - 1; i > 0; i-- {
		j := w.r.intn(i + 1)
		w.window[i], w.window[j] = w.window[j], w.window[i]
	}
	var errs []error
	for _, line := range w.window {
		if _, err := w.articles.Write(line); err != nil {
			errs = append(errs, err)
			break
		}
	}
	w.window = nil
	for _, f := range []*bufio.Writer{w.articles, w.docs, w.pairs, w.links} {
		if f != nil {
			errs = append(errs, f.Flush())
		}
	}
	return errors.Join(errs...)
}
