package eval

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// row is one line of a label table, by column name.
type row map[string]string

// quoting says whether double quotes in a label table mean anything.
type quoting bool

const (
	quoted  quoting = true  // as in CSV: a field may stand in double quotes
	literal quoting = false // a double quote is a double quote
)

// readTable reads a tab-separated table with a header line. Columns that are
// not needed are kept; missing ones are an error that names what was found.
func readTable(r io.Reader, q quoting, need ...string) ([]row, error) {
	next := tableReader(r, q)
	header, err := next()
	if err == io.EOF {
		return nil, fmt.Errorf("the table is empty: a header line with %s is needed", strings.Join(need, ", "))
	}
	if err != nil {
		return nil, err
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	for _, n := range need {
		if !slices.Contains(header, n) {
			return nil, fmt.Errorf("column %q is missing; the header has %s", n, strings.Join(header, ", "))
		}
	}
	var rows []row
	for {
		fields, err := next()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, err
		}
		m := make(row, len(header))
		for i, h := range header {
			if i < len(fields) {
				m[h] = fields[i]
			}
		}
		rows = append(rows, m)
	}
}

// tableReader returns a function that gives the fields of the next line.
func tableReader(r io.Reader, q quoting) func() ([]string, error) {
	if q == quoted {
		c := csv.NewReader(r)
		c.Comma, c.FieldsPerRecord, c.LazyQuotes = '\t', -1, true
		return c.Read
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	return func() ([]string, error) {
		for s.Scan() {
			if line := strings.TrimSuffix(s.Text(), "\r"); line != "" {
				return strings.Split(line, "\t"), nil
			}
		}
		if err := s.Err(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
}
