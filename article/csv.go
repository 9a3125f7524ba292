package article

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A rowReader cuts a delimited table into rows: RFC 4180, with any of LF, CRLF
// and CR as line end, and quotes that stand inside a field taken as they are. A
// quote that is opened and not closed before the end of the table is taken as
// it is too, so that tables written without quoting can be read.
type rowReader struct {
	r       io.Reader
	comma   byte
	max     int
	buf     []byte
	at      int // first byte of buf that is not consumed
	literal int // so many bytes from at hold no closing quote
	err     error
	cells   [][]byte
	store   []byte
}

var errRowTooLong = errors.New("row too long")

// next returns the cells of the next row, valid until the next call. It returns
// io.EOF after the last row; after errRowTooLong the next row can be read.
func (t *rowReader) next() ([][]byte, error) {
	tried := -1 // length of the unread part that did not hold a whole row
	for {
		rest := t.buf[t.at:]
		if tried < 0 || len(rest) >= 2*tried || len(rest) > t.max || t.err != nil {
			n, ok := t.row(rest, t.err != nil)
			switch {
			case ok && n > t.max:
				t.skip(n)
				return nil, errRowTooLong
			case ok:
				t.skip(n)
				return t.cells, nil
			case len(rest) > t.max:
				t.dropLong(rest)
				return nil, errRowTooLong
			}
			tried = max(len(rest), 1)
		}
		if t.err != nil {
			if t.err != io.EOF || len(rest) == 0 {
				return nil, t.err
			}
			t.literal = len(rest) // a quote is open, and nothing closes it
			continue
		}
		t.fill()
	}
}

func (t *rowReader) skip(n int) {
	t.at += n
	t.literal = max(0, t.literal-n)
}

// dropLong reads over the lines of rest, or to the end of the line that fills
// it.
func (t *rowReader) dropLong(rest []byte) {
	if i := bytes.LastIndexByte(rest, '\n'); i >= 0 {
		t.skip(i + 1)
		return
	}
	for {
		t.skip(len(t.buf) - t.at)
		if t.err != nil {
			return
		}
		t.fill()
		if i := bytes.IndexByte(t.buf[t.at:], '\n'); i >= 0 {
			t.skip(i + 1)
			return
		}
	}
}

// fill reads more, moving what is unread to the front.
func (t *rowReader) fill() {
	if t.at > 0 {
		t.buf = t.buf[:copy(t.buf, t.buf[t.at:])]
		t.at = 0
	}
	if len(t.buf) == cap(t.buf) {
		t.buf = slices.Grow(t.buf, max(64<<10, len(t.buf)))
	}
	n, err := t.r.Read(t.buf[len(t.buf):cap(t.buf)])
	t.buf = t.buf[:len(t.buf)+n]
	t.err = err
}

// row splits the first row of b into t.cells and returns its length. ok is
// false when b does not hold a whole row; last says that no more will come.
func (t *rowReader) row(b []byte, last bool) (n int, ok bool) {
	t.cells, t.store = t.cells[:0], t.store[:0]
	i := 0
	for {
		if i < len(b) && b[i] == '"' && i >= t.literal {
			from := len(t.store)
			i++
			for {
				q := bytes.IndexByte(b[i:], '"')
				if q < 0 {
					return 0, false
				}
				t.store = append(t.store, b[i:i+q]...)
				i += q + 1
				if i >= len(b) {
					if !last {
						return 0, false
					}
					break
				}
				if b[i] == '"' {
					t.store = append(t.store, '"')
					i++
					continue
				}
				if b[i] == t.comma || b[i] == '\n' || b[i] == '\r' {
					break
				}
				t.store = append(t.store, '"') // a quote inside the field
			}
			t.cells = append(t.cells, t.store[from:len(t.store):len(t.store)])
		} else {
			from := i
			for i < len(b) && b[i] != t.comma && b[i] != '\n' && b[i] != '\r' {
				i++
			}
			if i >= len(b) && !last {
				return 0, false
			}
			t.cells = append(t.cells, b[from:i])
		}
		switch {
		case i >= len(b):
			return i, i > 0
		case b[i] == t.comma:
			i++
			if i == len(b) {
				if !last {
					return 0, false
				}
				t.cells = append(t.cells, nil)
				return i, true
			}
		case b[i] == '\r':
			if i+1 >= len(b) {
				return i + 1, last
			}
			if b[i+1] == '\n' {
				i++
			}
			return i + 1, true
		default:
			return i + 1, true
		}
	}
}

// readTable reads a table whose first row names the columns. Record counts the
// rows after it.
func (r *reader) readTable(f *file, tabs bool) error {
	head, _ := f.in.Peek(f.in.Size())
	if bytes.HasPrefix(head, utf8BOM) {
		f.in.Discard(3)
		head = head[3:]
	}
	t := &rowReader{r: f.in, comma: '\t', max: r.max}
	if !tabs {
		t.comma = delimiter(head)
	}
	names, err := t.next()
	if err != nil {
		why := "the row of column names cannot be read: " + err.Error()
		if err == io.EOF {
			why = "no row of column names"
		} else if err != errRowTooLong {
			why = broken(f, err)
		}
		return r.fail(&RecordError{Source: f.at(0), Reason: why, Err: err})
	}
	columns := make([]string, len(names))
	fields := make([]field, len(names))
	text := false
	for i, name := range names {
		name = bytes.TrimSpace(name)
		columns[i] = strings.ToValidUTF8(string(name), "\uFFFD")
		fields[i] = r.keys.field(name)
		if fields[i] == fNested || fields[i] == fMetaObject {
			fields[i] = fMeta
		}
		if fields[i] == fMeta && r.keys.names == nil {
			fields[i] = r.keys.field(bytes.ToLower(name))
			if fields[i] == fMetaObject {
				fields[i] = fMeta
			}
		}
		text = text || fields[i] == fText || fields[i] == fHTML
	}
	if !text {
		why := fmt.Sprintf("no column %q; the columns are %s; map one: --field text=NAME", r.name("text"), strings.Join(columns[:min(len(columns), 20)], ", "))
		if f.walked {
			return r.skip(f.name, why)
		}
		return r.fail(&RecordError{Source: f.at(0), Field: "text", Reason: why})
	}
	b := batch{r: r, live: f.live}
	for n := 1; ; n++ {
		cells, err := t.next()
		switch {
		case err == io.EOF:
			return b.flush()
		case err == errRowTooLong:
			err = b.fail(&RecordError{Source: f.at(n), Reason: "row longer than " + strconv.Itoa(r.max) + " bytes", Err: err})
		case err != nil:
			return b.end(&RecordError{Source: f.at(n), Reason: broken(f, err), Err: err})
		case len(cells) == 1 && len(cells[0]) == 0:
			n--
		case len(cells) != len(columns):
			err = b.fail(&RecordError{Source: f.at(n), Reason: fmt.Sprintf("%d cells in the row, %d columns named", len(cells), len(columns))})
		default:
			err = b.add(rowArticle(cells, columns, fields), f.at(n))
		}
		if err != nil {
			return err
		}
	}
}

// rowArticle makes an article of one row.
func rowArticle(cells [][]byte, columns []string, fields []field) *Article {
	a := &Article{}
	bad := 0
	for i, c := range cells {
		if !utf8.Valid(c) {
			var n int
			c, n = validUTF8(c)
			bad += n
		}
		if p := fields[i].of(a); p != nil {
			*p = string(c)
		} else if len(c) > maxMetaValue {
			a.leftOut()
		} else {
			a.setMeta(columns[i], string(c), true)
		}
	}
	a.replaced(bad)
	return a
}

// delimiter tells what parts the columns of a table by its first line: of
// comma, semicolon, tab and bar the one that stands there most often.
func delimiter(head []byte) byte {
	line, _, _ := bytes.Cut(head, newline)
	best, most := byte(','), 0
	for _, c := range []byte{',', ';', '\t', '|'} {
		if n := bytes.Count(line, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}

// A batch gathers articles that are cheap to make into jobs.
type batch struct {
	r    *reader
	live bool // do not wait for more
	cost int
	out  []func(yield) bool
}

// add takes one article to be finished and yielded.
func (b *batch) add(a *Article, at Source) error {
	b.cost += len(a.Text) + len(a.HTML) + 256
	return b.put(func(y yield) bool { return b.r.yieldOne(a, at, y) })
}

// fail takes one error.
func (b *batch) fail(e *RecordError) error {
	return b.put(func(y yield) bool { return y(Article{}, e) })
}

func (b *batch) put(f func(yield) bool) error {
	b.out = append(b.out, f)
	if b.cost >= blockSize || len(b.out) >= 256 || b.live {
		return b.flush()
	}
	return nil
}

// flush emits what is gathered.
func (b *batch) flush() error {
	if len(b.out) == 0 {
		return nil
	}
	out, cost := b.out, b.cost
	b.out, b.cost = nil, 0
	return b.r.do(cost, func(y yield) {
		for _, f := range out {
			if !f(y) {
				return
			}
		}
	})
}

// end emits what is gathered and e after it.
func (b *batch) end(e *RecordError) error {
	b.out = append(b.out, func(y yield) bool { return y(Article{}, e) })
	return b.flush()
}
