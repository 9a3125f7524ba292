package article

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// Bounds of one page of a Parquet column. Writers make pages of about 1 MiB and
// some 20,000 values; the library allocates what a page's header says.
const (
	maxParquetPage   = 256 << 20
	maxParquetValues = 16 << 20
)

// checkParquetFooter checks that the footer is no longer than the file: the
// library allocates what the last bytes say, up to 4 GiB.
func checkParquetFooter(file io.ReaderAt, size int64) error {
	const magic, tail = 4, 8 // the tail is the footer's length and the magic again
	var b [tail]byte
	if size < magic+tail {
		return fmt.Errorf("%d bytes are too few: %w", size, io.ErrUnexpectedEOF)
	}
	if _, err := file.ReadAt(b[:], size-tail); err != nil {
		return err
	}
	if n := int64(binary.LittleEndian.Uint32(b[:])); n > size-magic-tail {
		return fmt.Errorf("it has %d bytes and says its footer has %d: %w", size, n, io.ErrUnexpectedEOF)
	}
	return nil
}

// checkParquetPages reads the headers of all pages of a row group and refuses
// one that would unpack beyond the bounds.
func checkParquetPages(file io.ReaderAt, size int64, group *pqformat.RowGroup) error {
	head := make([]byte, 16<<10) // statistics in a header are bounded by it
	for i := range group.Columns {
		m := &group.Columns[i].MetaData
		at := m.DataPageOffset
		if m.DictionaryPageOffset > 0 && m.DictionaryPageOffset < at {
			at = m.DictionaryPageOffset
		}
		if at < 0 || m.TotalCompressedSize < 0 || m.TotalCompressedSize > size-at {
			return fmt.Errorf("column %d lies outside of the file: %w", i, io.ErrUnexpectedEOF)
		}
		for end := at + m.TotalCompressedSize; at < end; {
			n, err := file.ReadAt(head[:min(int64(len(head)), end-at)], at)
			if err != nil && err != io.EOF {
				return err
			}
			src := &countingReader{b: head[:n]}
			var h pqformat.PageHeader
			if err := thrift.NewDecoder(new(thrift.CompactProtocol).NewReader(src)).Decode(&h); err != nil {
				return fmt.Errorf("column %d has a broken page header: %w", i, err)
			}
			values := max(h.DataPageHeader.V.NumValues, h.DataPageHeaderV2.V.NumValues, h.DictionaryPageHeader.V.NumValues)
			if h.CompressedPageSize < 0 || h.UncompressedPageSize < 0 || h.UncompressedPageSize > maxParquetPage || values > maxParquetValues {
				return fmt.Errorf("column %d has a page of %d bytes and %d values; at most %d and %d are read",
					i, h.UncompressedPageSize, values, maxParquetPage, maxParquetValues)
			}
			at += int64(src.at) + int64(h.CompressedPageSize)
		}
	}
	return nil
}

// countingReader reads bytes and knows how many it gave out.
type countingReader struct {
	b  []byte
	at int
}

func (r *countingReader) Read(p []byte) (int, error) {
	if r.at == len(r.b) {
		return 0, io.EOF
	}
	n := copy(p, r.b[r.at:])
	r.at += n
	return n, nil
}

func (r *countingReader) ReadByte() (byte, error) {
	if r.at == len(r.b) {
		return 0, io.EOF
	}
	r.at++
	return r.b[r.at-1], nil
}
