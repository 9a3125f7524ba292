package article

import (
	"bytes"
	"io"
	"strconv"
	"strings"
)

var utf8BOM = []byte("\xef\xbb\xbf")

// whole reads all of f, which is one record. It returns nil after it has
// reported a file that is too long, broken or blank.
func (r *reader) whole(f *file) ([]byte, error) {
	var buf bytes.Buffer
	if f.disk != nil && f.size < r.opts.MaxBytes {
		buf.Grow(int(f.size) + bytes.MinRead)
	}
	if _, err := buf.ReadFrom(io.LimitReader(f.in, r.opts.MaxBytes+1)); err != nil {
		return nil, r.fail(&RecordError{Source: f.at(0), Reason: broken(f, err), Err: err})
	}
	if int64(buf.Len()) > r.opts.MaxBytes {
		return nil, r.fail(&RecordError{Source: f.at(0), Reason: "file longer than " + strconv.FormatInt(r.opts.MaxBytes, 10) + " bytes"})
	}
	if len(bytes.TrimSpace(bytes.TrimPrefix(buf.Bytes(), utf8BOM))) == 0 {
		return nil, r.skip(f.name, "empty file")
	}
	return buf.Bytes(), nil
}

// readText reads a plain text: its text is all there is. Line ends become \n.
func (r *reader) readText(f *file) error {
	data, err := r.whole(f)
	if data == nil {
		return err
	}
	return r.do(len(data), func(y yield) {
		a := Article{ID: f.name}
		text, n := decodeText(data, "")
		a.Text = lineEnds(text)
		a.replaced(n)
		r.yieldOne(&a, f.at(0), y)
	})
}

// yieldOne finishes a and yields it or its error.
func (r *reader) yieldOne(a *Article, at Source, y yield) bool {
	if err := r.finish(a, at); err != nil {
		return y(Article{}, err)
	}
	return y(*a, nil)
}

// lineEnds turns \r\n and \r into \n.
func lineEnds(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}
