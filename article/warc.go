package article

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http/httputil"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// maxHeader bounds the header of a WARC record and of the HTTP message in it.
const maxHeader = 256 << 10

var errNoWARC = errors.New("no WARC record where one should start")

// A warcReader reads the records of a WARC file (ISO 28500:2017), unpacked.
type warcReader struct {
	in   *bufio.Reader
	left int64 // bytes of the current record's block not yet read
}

// next skips to the next record and returns its header, names in lower case.
// It returns io.EOF after the last one, and errNoWARC where something else
// stands; resync finds the next record then.
func (w *warcReader) next() (map[string]string, error) {
	if err := w.discard(); err != nil {
		return nil, err
	}
	for { // blank lines end the record before
		c, err := w.in.ReadByte()
		if err != nil {
			return nil, err
		}
		if c != '\r' && c != '\n' {
			w.in.UnreadByte()
			break
		}
	}
	line, err := w.line(maxHeader)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if !strings.HasPrefix(line, "WARC/") {
		return nil, errNoWARC
	}
	h, err := headers(w.in)
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(h["content-length"], 10, 64)
	if err != nil || n < 0 {
		return h, fmt.Errorf("Content-Length %q is no length", h["content-length"])
	}
	w.left = n
	return h, nil
}

func (w *warcReader) line(limit int) (string, error) { return headerLine(w.in, &limit) }

// discard reads over what is left of the current block.
func (w *warcReader) discard() error {
	for w.left > 0 {
		n, err := w.in.Discard(int(min(w.left, 1<<20)))
		w.left -= int64(n)
		if err != nil {
			w.left = 0
			return unexpected(err, 1)
		}
	}
	return nil
}

// block reads the current block, at most max bytes of it.
func (w *warcReader) block(max int64) ([]byte, error) {
	var buf bytes.Buffer
	n, err := buf.ReadFrom(io.LimitReader(w.in, min(w.left, max)))
	w.left -= n
	if err == nil && w.left > 0 && n < max {
		w.left, err = 0, io.ErrUnexpectedEOF
	}
	return buf.Bytes(), err
}

// resync reads on to the line that starts the next record.
func (w *warcReader) resync() error {
	w.left = 0
	for {
		if b, err := w.in.Peek(5); string(b) == "WARC/" {
			return nil
		} else if err != nil {
			return err
		}
		for { // to the next line
			_, err := w.in.ReadSlice('\n')
			if err == nil {
				break
			}
			if err != bufio.ErrBufferFull {
				return err
			}
		}
	}
}

// headerLine reads one line without its end; *room bytes may still be read.
func headerLine(in *bufio.Reader, room *int) (string, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		if *room -= len(part); *room < 0 {
			return "", fmt.Errorf("header longer than %d bytes", maxHeader)
		}
		line = append(line, part...)
		if err != bufio.ErrBufferFull {
			return strings.TrimRight(string(line), "\r\n"), err
		}
	}
}

// headers reads "Name: value" lines up to a blank line, folded ones joined.
// Of equal names the first counts.
func headers(in *bufio.Reader) (map[string]string, error) {
	h := map[string]string{}
	room, last := maxHeader, ""
	for {
		line, err := headerLine(in, &room)
		if err != nil && (err != io.EOF || line == "") {
			return h, unexpected(err, 1)
		}
		if line == "" {
			return h, nil
		}
		if line[0] == ' ' || line[0] == '\t' {
			if last != "" {
				h[last] += " " + strings.ToValidUTF8(strings.TrimSpace(line), "\uFFFD")
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		last = ""
		if name = strings.ToLower(strings.TrimSpace(name)); ok && h[name] == "" {
			last = name
			h[name] = strings.ToValidUTF8(strings.TrimSpace(value), "\uFFFD")
		}
	}
}

// readWARC reads the response, resource and conversion records that hold a page
// or a plain text. Record counts all records of the file.
func (r *reader) readWARC(f *file) error {
	w := &warcReader{in: f.in}
	for n := 1; ; n++ {
		h, err := w.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			if err = r.warcRecord(f, w, h, f.at(n)); err == errStop || r.ctx.Err() != nil {
				return err
			}
		}
		if err == nil {
			continue
		}
		why := "broken WARC record: " + reason(err)
		if f.packed && err != errNoWARC {
			why = broken(f, err)
		}
		if e := r.fail(&RecordError{Source: f.at(n), Reason: why, Err: err}); e != nil {
			return e
		}
		if w.resync() != nil {
			return nil
		}
	}
}

// warcRecord reads one record. An error means that the file cannot be read on
// from here.
func (r *reader) warcRecord(f *file, w *warcReader, h map[string]string, at Source) error {
	kind := strings.ToLower(h["warc-type"])
	switch kind {
	case "response", "resource", "conversion":
	default:
		return nil
	}
	if kind != "response" && !isText(h["content-type"]) || strings.HasPrefix(strings.ToLower(h["warc-target-uri"]), "dns:") {
		return nil
	}
	if w.left > r.opts.MaxBytes {
		return r.tooLong(f, at.Record)
	}
	data, err := w.block(r.opts.MaxBytes)
	if err != nil {
		return err
	}
	return r.do(len(data), func(y yield) {
		a := Article{URL: strings.Trim(h["warc-target-uri"], "<>"), Fetched: h["warc-date"]}
		for _, k := range []string{"warc-record-id", "warc-date", "warc-target-uri", "warc-payload-digest", "warc-type", "warc-refers-to", "warc-identified-payload-type"} {
			a.setMeta("warc:"+strings.TrimPrefix(k, "warc-"), h[k], false)
		}
		contentType := h["content-type"]
		if kind == "response" {
			var left string
			var err error
			if data, contentType, left, err = httpBody(data, &a, r.opts.MaxBytes); err != nil {
				y(Article{}, &RecordError{Source: at, Reason: reason(err), Err: err})
				return
			} else if left != "" {
				y(Article{}, &leftOut{at.String(), left})
				return
			}
		}
		var n int
		if isHTML(contentType) || sniff(data) == htmlPage {
			a.HTML, n = decodePage(data, contentType)
		} else {
			a.Text, n = decodeText(data, charsetOf(contentType))
			a.Text = lineEnds(a.Text)
		}
		a.replaced(n)
		if isBlank(a.Text) && isBlank(a.HTML) {
			y(Article{}, &leftOut{at.String(), "empty page"})
			return
		}
		err := r.finish(&a, at)
		if err != nil {
			y(Article{}, &leftOut{at.String(), "page without text"})
			return
		}
		y(a, nil)
	})
}

func isText(contentType string) bool {
	t := strings.ToLower(contentType)
	return isHTML(t) || strings.HasPrefix(t, "text/plain")
}

func isHTML(contentType string) bool {
	t := strings.ToLower(contentType)
	return strings.HasPrefix(t, "text/html") || strings.HasPrefix(t, "application/xhtml")
}

// httpBody takes an HTTP response apart: its body, unpacked, and Content-Type.
// why says that it holds no article: another status than 2xx, no text.
func httpBody(msg []byte, a *Article, max int64) (body []byte, contentType, why string, err error) {
	in := bufio.NewReader(bytes.NewReader(msg))
	room := maxHeader
	status, err := headerLine(in, &room)
	if err != nil && err != io.EOF {
		return nil, "", "", err
	}
	if !strings.HasPrefix(status, "HTTP/") {
		return nil, "", "", errors.New("no HTTP response in the record")
	}
	h, err := headers(in)
	if err != nil {
		return nil, "", "", fmt.Errorf("HTTP header: %w", err)
	}
	_, code, _ := strings.Cut(status, " ")
	if !strings.HasPrefix(strings.TrimSpace(code), "2") {
		return nil, "", "HTTP status " + strings.ToValidUTF8(code[:min(len(code), 40)], ""), nil
	}
	contentType = h["content-type"]
	if contentType != "" && !isText(contentType) {
		return nil, "", "content of type " + strings.ToValidUTF8(contentType[:min(len(contentType), 80)], ""), nil
	}
	for _, k := range []string{"last-modified", "content-language", "link"} {
		a.setMeta("http:"+k, h[k], false)
	}
	raw, _ := io.ReadAll(in)
	body = raw
	if strings.EqualFold(h["transfer-encoding"], "chunked") {
		// Some archives keep the header and not the chunks.
		if plain, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(raw))); err == nil || len(plain) > 0 {
			body = plain
		}
	}
	if body, err = decoded(body, h["content-encoding"], max); err != nil {
		return nil, "", "", err
	}
	if contentType == "" && isBinary(body[:min(len(body), sniffBytes)]) {
		return nil, "", "binary content", nil
	}
	return body, contentType, "", nil
}

// decoded undoes the content codings (RFC 9110, 8.4.1), last first. A coding
// that the bytes do not bear out has been undone by the archive.
func decoded(body []byte, codings string, max int64) ([]byte, error) {
	all := strings.Split(strings.ToLower(codings), ",")
	if len(all) > 3 {
		return nil, errors.New("more than three content codings")
	}
	for i := len(all) - 1; i >= 0; i-- {
		var in io.Reader
		src := bytes.NewReader(body)
		var err error
		switch strings.TrimSpace(all[i]) {
		case "gzip", "x-gzip":
			if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
				in, err = gzip.NewReader(src)
			}
		case "deflate":
			if len(body) > 1 && body[0]&0x0f == 8 && (int(body[0])<<8|int(body[1]))%31 == 0 {
				in, err = zlib.NewReader(src)
			}
		case "br":
			if !startsText(body) {
				in = brotli.NewReader(src)
			}
		case "zstd":
			if bytes.HasPrefix(body, []byte{0x28, 0xb5, 0x2f, 0xfd}) {
				var z *zstd.Decoder
				if z, err = zstd.NewReader(src, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true)); err == nil {
					defer z.Close()
					in = z
				}
			}
		}
		if err != nil {
			return nil, fmt.Errorf("content coding %s: %w", strings.TrimSpace(all[i]), err)
		}
		if in == nil {
			continue
		}
		out, err := io.ReadAll(io.LimitReader(in, max+1))
		if int64(len(out)) > max {
			return nil, fmt.Errorf("record longer than %d bytes when unpacked", max)
		}
		if err != nil && len(out) == 0 {
			return nil, fmt.Errorf("content coding %s: %w", strings.TrimSpace(all[i]), err)
		}
		body = out // a body that was cut off still has its start
	}
	return body, nil
}

// startsText says whether b starts as text or a page does.
func startsText(b []byte) bool {
	b = bytes.TrimLeft(b[:min(len(b), 256)], " \t\r\n\xef\xbb\xbf")
	return len(b) > 0 && (b[0] == '<' || !isBinary(b) && bytes.IndexFunc(b, func(r rune) bool { return r == '\uFFFD' }) < 0)
}
