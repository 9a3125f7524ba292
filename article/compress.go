package article

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// A stream that grows more than maxRatio times after freeBytes of output is
// taken for a decompression bomb. Deflate cannot exceed 1,032:1, and articles
// that are all the same but for an id stay under 400:1.
const (
	maxRatio  = 1000
	freeBytes = 256 << 20
	maxWindow = 128 << 20 // largest zstd window; what --long=27 writes
)

var errBomb = fmt.Errorf("unpacks to more than %d times its size; it is read no further", maxRatio)

// A file is one input being read.
type file struct {
	name   string   // slash-separated path as given; "-" for standard input
	walked bool     // found in a folder, not named by the user
	live   bool     // a pipe or a terminal: do not wait for full buffers
	disk   *os.File // the plain file on disk, or nil
	size   int64    // its size
	packed bool     // compressed
	in     *bufio.Reader
}

func (f *file) at(record int) Source { return Source{File: f.name, Record: record} }

// stream unpacks in, tells its format and reads it.
func (r *reader) stream(f *file, in io.Reader) error {
	raw := &counter{r: in, n: &r.count}
	peek := bufio.NewReaderSize(raw, 64<<10)
	var unpacked io.Reader
	magic, _ := peek.Peek(4)
	switch {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(peek) // reads concatenated members as one
		if err != nil {
			return r.fail(&RecordError{Source: f.at(0), Reason: "broken gzip: " + reason(err), Err: err})
		}
		defer z.Close()
		unpacked = z
	case bytes.HasPrefix(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}),
		len(magic) == 4 && magic[0]&0xf0 == 0x50 && bytes.Equal(magic[1:], []byte{0x2a, 0x4d, 0x18}): // skippable frame
		z, err := zstd.NewReader(peek, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow), zstd.WithDecoderLowmem(true))
		if err != nil {
			return r.fail(&RecordError{Source: f.at(0), Reason: "broken zstd: " + reason(err), Err: err})
		}
		defer z.Close()
		unpacked = z
	}
	f.in = peek
	if unpacked != nil {
		f.packed, f.disk = true, nil
		f.in = bufio.NewReaderSize(&bombGuard{r: unpacked, packed: raw}, 64<<10)
	}
	head, err := peekHead(f)
	if len(head) == 0 && err != io.EOF {
		return r.fail(&RecordError{Source: f.at(0), Reason: broken(f, err), Err: err})
	}
	if len(head) == 0 {
		return r.skip(f.name, "empty file")
	}
	if wide := wideReader(head, f.in); wide != nil {
		f.in, f.disk = bufio.NewReaderSize(wide, 64<<10), nil
		head, _ = f.in.Peek(sniffBytes)
	}
	format, why := r.format(f, head)
	if why != "" {
		return r.skip(f.name, why)
	}
	return r.formatReader(format)(f)
}

// peekHead looks at the start of f, up to sniffBytes. Of a live source a first
// line of JSON is enough: it is answered before the next one comes.
func peekHead(f *file) ([]byte, error) {
	for n := 1; f.live && n < sniffBytes; {
		head, err := f.in.Peek(n)
		if err != nil {
			return head, err
		}
		head, _ = f.in.Peek(min(f.in.Buffered(), sniffBytes))
		switch start := bytes.TrimLeft(head, " \t\r\n"); {
		case len(start) == 0:
		case start[0] != '{':
			return f.in.Peek(sniffBytes)
		case bytes.IndexByte(start, '\n') >= 0 && sniff(head) == jsonLines:
			return head, nil
		}
		n = len(head) + 1
	}
	return f.in.Peek(sniffBytes)
}

// broken says why a stream ended before its end.
func broken(f *file, err error) string {
	if errors.Is(err, errBomb) {
		return err.Error()
	}
	if f.packed {
		return "broken compressed data: " + reason(err)
	}
	return "cannot be read: " + reason(err)
}

// A counter counts the bytes read from disk.
type counter struct {
	r    io.Reader
	n    *int64 // of all files
	here int64  // of this one
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	*c.n += int64(n)
	c.here += int64(n)
	return n, err
}

// A bombGuard ends a stream that unpacks to far more than its size.
type bombGuard struct {
	r      io.Reader
	packed *counter
	out    int64
}

func (g *bombGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.out += int64(n)
	if g.out > freeBytes && g.out/maxRatio > g.packed.here {
		return n, errBomb
	}
	return n, err
}
