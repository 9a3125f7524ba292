package article

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// A parquetColumn is a leaf column of a table.
type parquetColumn struct {
	name  string // dotted path, without the "list.element" of lists
	field field
	show  func(parquet.Value) string
}

// readParquet reads a Apache Parquet table. The file must be at hand as a
// whole, so a stream is first written to a temporary file. Record counts rows.
func (r *reader) readParquet(f *file) (err error) {
	defer func() {
		if e := recover(); e != nil { // a broken file, found in the depth of the library
			err = r.fail(&RecordError{Source: f.at(0), Reason: fmt.Sprintf("broken Parquet file: %v", e)})
		}
	}()
	disk, size := f.disk, f.size
	if disk == nil {
		tmp, err := os.CreateTemp("", "newscheck-*.parquet")
		if err != nil {
			return r.fail(&RecordError{Source: f.at(0), Reason: "no temporary file for a Parquet stream: " + reason(err), Err: err})
		}
		defer os.Remove(tmp.Name())
		defer tmp.Close()
		if size, err = io.Copy(tmp, f.in); err != nil {
			return r.fail(&RecordError{Source: f.at(0), Reason: broken(f, err), Err: err})
		}
		disk = tmp
	} else {
		r.count += size // read by offset, past the counter
	}
	if err := checkParquetFooter(disk, size); err != nil {
		return r.fail(&RecordError{Source: f.at(0), Reason: "broken Parquet file: " + reason(err), Err: err})
	}
	pf, err := parquet.OpenFile(disk, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return r.fail(&RecordError{Source: f.at(0), Reason: "broken Parquet file: " + reason(err), Err: err})
	}
	columns, text := r.parquetColumns(pf.Schema())
	if !text {
		var names []string
		for _, c := range columns[:min(len(columns), 20)] {
			names = append(names, c.name)
		}
		why := fmt.Sprintf("no column %q; the columns are %s; map one: --field text=NAME", r.name("text"), strings.Join(names, ", "))
		if f.walked {
			return r.skip(f.name, why)
		}
		return r.fail(&RecordError{Source: f.at(0), Field: "text", Reason: why})
	}
	b := batch{r: r}
	n := 0
	for i, g := range pf.RowGroups() {
		if err := checkParquetPages(disk, size, &pf.Metadata().RowGroups[i]); err != nil {
			n++
			if err := b.fail(&RecordError{Source: f.at(n), Reason: "broken Parquet row group: " + reason(err), Err: err}); err != nil {
				return err
			}
			continue
		}
		if err := r.parquetRows(f, g, columns, &b, &n); err != nil {
			return err
		}
	}
	return b.flush()
}

func (r *reader) parquetRows(f *file, g parquet.RowGroup, columns []parquetColumn, b *batch, n *int) error {
	rows := g.Rows()
	defer rows.Close()
	buf := make([]parquet.Row, 16)
	for {
		k, err := rows.ReadRows(buf)
		for _, row := range buf[:k] {
			*n++
			if e := r.parquetRow(f, row, columns, b, *n); e != nil {
				return e
			}
		}
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			// The rest of this group cannot be read; the next one may be.
			*n++
			return b.fail(&RecordError{Source: f.at(*n), Reason: "broken Parquet row group: " + reason(err), Err: err})
		case k == 0:
			return b.fail(&RecordError{Source: f.at(*n + 1), Reason: "broken Parquet row group: rows are missing", Err: io.ErrUnexpectedEOF})
		}
	}
}

func (r *reader) parquetRow(f *file, row parquet.Row, columns []parquetColumn, b *batch, n int) error {
	a := &Article{}
	size, bad := 0, 0
	for _, v := range row {
		if v.IsNull() || v.Column() < 0 || v.Column() >= len(columns) {
			continue
		}
		c := &columns[v.Column()]
		s := c.show(v)
		if size += len(s); size > r.max {
			return b.fail(&RecordError{Source: f.at(n), Field: c.name, Reason: fmt.Sprintf("record longer than %d bytes", r.max)})
		}
		if !utf8.ValidString(s) {
			fixed, k := validUTF8([]byte(s))
			s, bad = string(fixed), bad+k
		}
		switch p := c.field.of(a); {
		case p == nil && len(s)+len(a.Meta[c.name]) > maxMetaValue:
			a.leftOut()
		case p == nil && a.Meta[c.name] != "":
			a.Meta[c.name] += ", " + s
		case p == nil:
			a.setMeta(c.name, s, true)
		case *p != "" && c.field == fText:
			*p += "\n\n" + s
		case *p != "":
			*p += ", " + s
		default:
			*p = s
		}
	}
	a.replaced(bad)
	return b.add(a, f.at(n))
}

// parquetColumns are the leaf columns of a schema, and whether one of them is
// text or html.
func (r *reader) parquetColumns(schema *parquet.Schema) (all []parquetColumn, text bool) {
	for _, path := range schema.Columns() {
		leaf, _ := schema.Lookup(path...)
		joined, _ := validUTF8([]byte(strings.Join(path, ".")))
		name := strings.TrimSuffix(strings.TrimSuffix(string(joined), ".list.element"), ".list.item")
		c := parquetColumn{name: name, field: r.keys.field([]byte(name)), show: func(v parquet.Value) string { return v.String() }}
		if c.field == fMetaObject || c.field == fNested {
			c.field = fMeta
		}
		if leaf.Node != nil {
			c.show = shower(leaf.Node.Type())
		}
		text = text || c.field == fText || c.field == fHTML
		all = append(all, c)
	}
	return all, text
}

// shower tells how values of a type are written: dates and times as RFC 3339,
// bytes as they are.
func shower(t parquet.Type) func(parquet.Value) string {
	bytes := func(v parquet.Value) string { return string(v.ByteArray()) }
	switch t.Kind() {
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return bytes
	case parquet.Int96:
		return func(v parquet.Value) string { return int96Time(v).Format(time.RFC3339Nano) }
	}
	if l := t.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *pqformat.DateType:
			return func(v parquet.Value) string {
				return time.Unix(int64(v.Int32())*86400, 0).UTC().Format(time.DateOnly)
			}
		case *pqformat.TimestampType:
			unit := timeUnit(l.Unit)
			layout := "2006-01-02T15:04:05.999999999"
			if l.IsAdjustedToUTC {
				layout += "Z07:00"
			}
			return func(v parquet.Value) string {
				n, per := v.Int64(), int64(time.Second/unit)
				return time.Unix(n/per, n%per*int64(unit)).UTC().Format(layout)
			}
		}
	}
	return func(v parquet.Value) string { return v.String() }
}

func timeUnit(u pqformat.TimeUnit) time.Duration {
	switch u.Value.(type) {
	case *pqformat.MilliSeconds:
		return time.Millisecond
	case *pqformat.MicroSeconds:
		return time.Microsecond
	}
	return time.Nanosecond
}

// int96Time reads the deprecated timestamp of Impala and Spark: nanoseconds of
// the day, then the Julian day.
func int96Time(v parquet.Value) time.Time {
	i := v.Int96()
	const epoch = 2440588 // Julian day of 1970-01-01
	return time.Unix((int64(i[2])-epoch)*86400, int64(uint64(i[1])<<32|uint64(i[0]))).UTC()
}
