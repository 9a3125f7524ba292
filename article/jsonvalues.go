package article

import (
	"bufio"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// A valueReader cuts a stream of JSON values into single ones by their brackets
// and quotes, without decoding them, so that a broken or an oversized one does
// not take the others with it. The elements of a top-level array are values.
type valueReader struct {
	r     *bufio.Reader
	max   int
	inner bool // inside the top-level array
}

// next appends the next value to buf. long says that it was over max bytes and
// was read over. It returns io.EOF after the last value.
func (v *valueReader) next(buf []byte) (_ []byte, long bool, err error) {
	if err := v.start(); err != nil {
		return buf, false, err
	}
	depth, quoted, escaped := 0, false, false
	for {
		if _, err := v.r.Peek(1); err != nil {
			if err == io.EOF && depth == 0 && !quoted {
				return buf, long, nil // a number or a word at the very end
			}
			return buf, long, unexpected(err, 1)
		}
		chunk, _ := v.r.Peek(v.r.Buffered())
		end := -1 // length of the value in chunk
		for i := 0; i < len(chunk) && end < 0; i++ {
			c := chunk[i]
			switch {
			case quoted:
				switch {
				case escaped:
					escaped = false
				case c == '\\':
					escaped = true
				case c == '"':
					quoted = false
					if depth == 0 {
						end = i + 1
					}
				}
			case c == '"':
				quoted = true
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				if depth == 0 { // ends what is around this value, or is one, broken
					end = max(i, 1-len(buf))
				} else if depth--; depth == 0 {
					end = i + 1
				}
			case depth == 0 && (c == ',' || c <= ' '):
				end = i
			}
		}
		if end >= 0 {
			chunk = chunk[:end]
		}
		if long = long || len(buf)+len(chunk) > v.max; long {
			buf = buf[:0]
		} else {
			buf = append(buf, chunk...)
		}
		v.r.Discard(len(chunk))
		if end >= 0 {
			return buf, long, nil
		}
	}
}

// start reads up to the first byte of the next value.
func (v *valueReader) start() error {
	for {
		c, err := v.r.ReadByte()
		switch {
		case err != nil:
			return err
		case c == '[' && !v.inner:
			v.inner = true
		case c == ']' && v.inner:
			v.inner = false
		case c != ',' && c > ' ':
			return v.r.UnreadByte()
		}
	}
}

// unexpected turns the end of the stream inside a value into an error.
func unexpected(err error, n int) error {
	if err == io.EOF && n > 0 {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readJSONValues reads a JSON array of objects, one object, or objects one
// after the other. An object that holds no text itself but a list of objects
// (as answers of news services do: {"status": "ok", "articles": [...]}) gives
// the objects of that list.
func (r *reader) readJSONValues(f *file) error {
	if head, _ := f.in.Peek(3); string(head) == string(utf8BOM) {
		f.in.Discard(3)
	}
	if head, _ := f.in.Peek(f.in.Size()); f.walked && !r.holdsText(head) {
		return r.skip(f.name, "JSON without field "+strconv.Quote(r.name("text")))
	}
	values := &valueReader{r: f.in, max: r.max}
	var buf []byte
	var starts []int
	first := 1
	flush := func() error {
		if len(starts) == 0 {
			return nil
		}
		data, at, n := buf, starts, first
		first += len(starts)
		buf, starts = nil, nil
		return r.do(len(data), func(y yield) { r.decodeValues(f, data, at, n, y) })
	}
	for {
		from := len(buf)
		value, long, err := values.next(buf[from:])
		switch {
		case err == nil && !long:
			if from == 0 {
				buf = value
			} else {
				buf = append(buf[:from], value...)
			}
			starts = append(starts, from)
			if len(buf) < blockSize && !f.live {
				continue
			}
			if err := flush(); err != nil {
				return err
			}
		default:
			if e := flush(); e != nil {
				return e
			}
			at := f.at(first)
			first++
			switch {
			case long:
				if e := r.tooLong(f, at.Record); e != nil {
					return e
				}
			case err == io.ErrUnexpectedEOF:
				if e := r.fail(&RecordError{Source: at, Reason: "invalid JSON: the record is cut off", Err: err}); e != nil {
					return e
				}
			case err != io.EOF:
				return r.fail(&RecordError{Source: at, Reason: broken(f, err), Err: err})
			}
			if err != nil {
				return nil
			}
		}
	}
}

// decodeValues yields the articles of the values that start at the given
// offsets of data; the first is record n.
func (r *reader) decodeValues(f *file, data []byte, starts []int, n int, y yield) {
	d := decoder{keys: &r.keys}
	for i, from := range starts {
		to := len(data)
		if i+1 < len(starts) {
			to = starts[i+1]
		}
		value := data[from:to]
		if n+i == 1 {
			if list := r.listIn(&d, value); list != nil {
				k := 0
				more := true
				eachElement(list, func(e jsontext.Value) {
					k++
					more = more && r.decodeRecord(&d, e, f.at(k), y)
				})
				if !more {
					return
				}
				continue
			}
		}
		if !r.decodeRecord(&d, value, f.at(n+i), y) {
			return
		}
	}
}

// listIn is the list of objects inside value, when value is an object without
// text of its own that has just one such list, else nil.
func (r *reader) listIn(d *decoder, value []byte) (list jsontext.Value) {
	var a Article
	var bad *RecordError
	if d.object(value, &a) != nil || !errors.As(r.finish(&a, Source{}), &bad) {
		return nil
	}
	lists := 0
	eachRaw(value, func(name string, v jsontext.Value) {
		if v.Kind() != '[' {
			return
		}
		objects := 0
		eachElement(v, func(e jsontext.Value) {
			if e.Kind() == '{' {
				objects++
			}
		})
		if objects > 0 && d.keys.field([]byte(name)) == fMeta {
			lists++
			list = v.Clone()
		}
	})
	if lists != 1 {
		return nil
	}
	return list
}
