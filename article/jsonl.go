package article

import (
	"bytes"
	"io"
	"strconv"
)

// blockSize is how many bytes of lines are decoded at a time.
const blockSize = 256 << 10

// A lineReader cuts a stream into blocks of whole lines. A line that is longer
// than max bytes is dropped while it is read, so that memory stays bounded.
type lineReader struct {
	r     io.Reader
	max   int
	live  bool // hand on what there is instead of waiting for a full block
	lines int  // lines in all blocks so far
	tail  []byte
	err   error
}

// A block is a run of whole lines.
type block struct {
	data  []byte
	first int // number of its first line, from 1
	long  int // number of a line that was dropped before data, or 0
}

// next returns the next block, in buf where it fits. It returns io.EOF after
// the last one; any other error comes after the lines that could be read.
func (l *lineReader) next(buf []byte) (block, error) {
	buf = append(buf[:0], l.tail...)
	l.tail = l.tail[:0]
	b := block{first: l.lines + 1}
	seen := 0 // buf[:seen] holds no newline
	for {
		if l.err != nil { // the last line may lack its newline
			if len(buf) == 0 {
				return b, l.err
			}
			b.data = buf
			l.lines += bytes.Count(buf, newline)
			if buf[len(buf)-1] != '\n' {
				l.lines++
			}
			return b, nil
		}
		if len(buf) == cap(buf) || l.live {
			if i := bytes.LastIndexByte(buf[seen:], '\n'); i >= 0 {
				end := seen + i + 1
				l.tail = append(l.tail, buf[end:]...)
				b.data = buf[:end]
				l.lines += bytes.Count(b.data, newline)
				return b, nil
			}
			seen = len(buf)
			if len(buf) > l.max {
				b.long = b.first
				l.lines++
				b.first++
				seen = 0
				buf = l.dropLine(buf)
				continue
			}
			if len(buf) == cap(buf) {
				bigger := make([]byte, len(buf), max(blockSize, min(2*len(buf), l.max+1)))
				copy(bigger, buf)
				buf = bigger
			}
		}
		var n int
		n, l.err = l.r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
	}
}

var newline = []byte{'\n'}

// dropLine reads to the end of the line that fills buf and returns what
// follows it, in buf.
func (l *lineReader) dropLine(buf []byte) []byte {
	buf = buf[:cap(buf)]
	for l.err == nil {
		var n int
		n, l.err = l.r.Read(buf)
		if i := bytes.IndexByte(buf[:n], '\n'); i >= 0 {
			return buf[:copy(buf, buf[i+1:n])]
		}
	}
	return buf[:0]
}

// buffer lends a block buffer; release gives it back.
func (r *reader) buffer() []byte {
	if b, ok := r.bufs.Get().(*[]byte); ok {
		return *b
	}
	return make([]byte, 0, blockSize)
}

func (r *reader) release(b []byte) {
	if cap(b) == blockSize {
		r.bufs.Put(&b)
	}
}

// readJSONLines reads one object a line. Record is the number of the line;
// blank lines are passed over.
func (r *reader) readJSONLines(f *file) error {
	head, _ := f.in.Peek(3)
	if bytes.Equal(head, utf8BOM) {
		f.in.Discard(3)
	}
	lines := &lineReader{r: f.in, max: r.max, live: f.live}
	for {
		buf := r.buffer()
		b, err := lines.next(buf)
		if b.long > 0 {
			if err := r.tooLong(f, b.long); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return r.fail(&RecordError{Source: f.at(b.first), Reason: broken(f, err), Err: err})
		}
		if f.walked && b.first == 1 && !r.holdsText(b.data) {
			return r.skip(f.name, "JSON without field "+strconv.Quote(r.name("text")))
		}
		f.walked = false
		if err := r.do(len(b.data), func(y yield) { r.decodeLines(f, b, y) }); err != nil {
			return err
		}
	}
}

func (r *reader) tooLong(f *file, record int) error {
	return r.fail(&RecordError{Source: f.at(record), Reason: "record longer than " + strconv.FormatInt(r.opts.MaxBytes, 10) + " bytes"})
}

// holdsText says whether the name of the text or html field stands in b.
func (r *reader) holdsText(b []byte) bool {
	for _, own := range []string{"text", "html"} {
		name := r.name(own)
		if i := bytes.LastIndexByte([]byte(name), '.'); i >= 0 && !bytes.Contains(b, []byte(strconv.Quote(name))) {
			name = name[i+1:]
		}
		if bytes.Contains(b, []byte(`"`+name+`"`)) {
			return true
		}
	}
	return false
}

// decodeLines yields the articles of one block and gives its buffer back.
func (r *reader) decodeLines(f *file, b block, y yield) {
	defer r.release(b.data)
	d := decoder{keys: &r.keys}
	data, n := b.data, b.first
	for ; len(data) > 0; n++ {
		end := bytes.IndexByte(data, '\n')
		line := data
		if end >= 0 {
			line, data = data[:end], data[end+1:]
		} else {
			data = nil
		}
		if space(line, 0) == len(line) {
			continue
		}
		if !r.decodeRecord(&d, line, f.at(n), y) {
			return
		}
	}
}

// decodeRecord yields the article or the error of one JSON object.
func (r *reader) decodeRecord(d *decoder, line []byte, at Source, y yield) bool {
	if len(line) > r.max {
		return y(Article{}, &RecordError{Source: at, Reason: "record longer than " + strconv.Itoa(r.max) + " bytes"})
	}
	var a Article
	if err := d.object(line, &a); err != nil {
		return y(Article{}, &RecordError{Source: at, Reason: err.Error(), Err: err})
	}
	if err := r.finish(&a, at); err != nil {
		return y(Article{}, err)
	}
	return y(a, nil)
}
