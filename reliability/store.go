package reliability

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Set is all that one scheme said at one time. On disk it is one file,
// SCHEME_AS-OF.tsv, of sorted lines: the same ratings give the same bytes, so
// that files can be compared and kept under version control.
type Set struct {
	Scheme  string   `json:"scheme"`
	Layout  string   `json:"layout"` // of the file that it was read from
	AsOf    string   `json:"as_of"`
	Source  string   `json:"source"` // name of that file
	Ratings []Rating `json:"-"`
}

// storeMark is the first line of a stored file.
const storeMark = "# newscheck ratings 1"

var storeColumns = []string{"subject", "aspect", "scope", "value", "original", "marks", "place", "outlets", "domains", "name", "raters", "imputed", "link", "note"}

// File is the name of s in a folder of ratings. Ratings of a described scheme
// that came in the layout csv stand beside those that came from the rater's own
// file, and do not replace them.
func (s *Set) File() string {
	name := s.Scheme + "_" + s.AsOf
	if s.Layout == "csv" && schemeOf(s.Scheme) != nil {
		name += "_csv"
	}
	return name + ".tsv"
}

// cells are the cells of r in a stored file.
func (r *Rating) cells() []string {
	raters := ""
	if r.Raters > 0 {
		raters = strconv.Itoa(r.Raters)
	}
	return []string{r.Subject, r.Aspect, r.Scope, r.Value, r.Original, strings.Join(r.Marks, "|"), r.Place.String(),
		strings.Join(r.Outlets, "|"), strings.Join(r.Domains, "|"), r.Name, raters, string(r.Imputed), r.Link, r.Note}
}

// sort orders s as its file does.
func (s *Set) sort() {
	slices.SortFunc(s.Ratings, func(a, b Rating) int { return slices.Compare(a.cells(), b.cells()) })
}

// WriteTo writes s as it is stored.
func (s *Set) WriteTo(w io.Writer) (int64, error) {
	s.sort()
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n# scheme: %s\n# layout: %s\n# as of: %s\n# source: %s\n%s\n", storeMark, s.Scheme, s.Layout, s.AsOf, clean(s.Source), strings.Join(storeColumns, "\t"))
	for i := range s.Ratings {
		b.WriteString(strings.Join(s.Ratings[i].cells(), "\t"))
		b.WriteByte('\n')
	}
	return b.WriteTo(w)
}

// ReadSet reads what WriteTo writes. Errors name the file, line and field.
func ReadSet(r io.Reader, file string) (*Set, error) {
	s := &Set{}
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	fail := func(n int, format string, args ...any) error {
		return fmt.Errorf("%s:%d: %s", file, n, fmt.Sprintf(format, args...))
	}
	head := false
	n := 0
	for sc.Scan() {
		n++
		line := strings.TrimRight(sc.Text(), "\r")
		if n == 1 && line != storeMark {
			return nil, fail(n, "this is no file of ratings; the first line must be %q (newscheck sources import makes such files)", storeMark)
		}
		if line == "" {
			continue
		}
		if line[0] == '#' && !head {
			key, value, _ := strings.Cut(strings.TrimSpace(line[1:]), ":")
			value = strings.TrimSpace(value)
			switch key {
			case "scheme":
				s.Scheme = value
			case "layout":
				s.Layout = value
			case "as of":
				s.AsOf = value
			case "source":
				s.Source = value
			}
			continue
		}
		cells := strings.Split(line, "\t")
		if !head {
			if !slices.Equal(cells, storeColumns) {
				return nil, fail(n, "the columns must be %s", strings.Join(storeColumns, " "))
			}
			if !schemeRE.MatchString(s.Scheme) {
				return nil, fail(n, "the head has no line \"# scheme: ID\"")
			}
			if err := checkDate(s.AsOf); err != nil {
				return nil, fail(n, "as of: %v", err)
			}
			head = true
			continue
		}
		if n > maxRows {
			return nil, fail(n, "more than %d lines", maxRows)
		}
		rt, field, err := parseRating(cells)
		if err != nil {
			return nil, fail(n, "%s: %v", field, err)
		}
		rt.Scheme, rt.AsOf = s.Scheme, s.AsOf
		s.Ratings = append(s.Ratings, rt)
	}
	if err := sc.Err(); err != nil {
		return nil, fail(n+1, "%v", err)
	}
	if !head {
		return nil, fail(n+1, "the file ends before its columns are named")
	}
	s.sort()
	return s, nil
}

// parseRating reads the cells of one line; field names the cell that is wrong.
func parseRating(cells []string) (r Rating, field string, err error) {
	if len(cells) != len(storeColumns) {
		return r, "row", fmt.Errorf("has %d cells, and there are %d columns", len(cells), len(storeColumns))
	}
	list := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, "|")
	}
	r = Rating{Subject: cells[0], Aspect: cells[1], Scope: cells[2], Value: cells[3], Original: cells[4], Marks: list(cells[5]),
		Outlets: list(cells[7]), Domains: list(cells[8]), Name: cells[9], Imputed: Imputation(cells[11]), Link: cells[12], Note: cells[13]}
	if r.Subject == "" {
		return r, "subject", errors.New("is empty")
	}
	if r.Aspect == "" {
		return r, "aspect", errors.New("is empty")
	}
	if r.Value == "" {
		return r, "value", errors.New("is empty")
	}
	if !isLink(r.Link) {
		return r, "link", fmt.Errorf("%q does not begin with http:// or https://", clip(r.Link, 80))
	}
	if r.Place, err = parsePlace(cells[6]); err != nil {
		return r, "place", err
	}
	if cells[10] != "" {
		if r.Raters, err = strconv.Atoi(cells[10]); err != nil || r.Raters < 1 {
			return r, "raters", fmt.Errorf("%q is not a whole number", cells[10])
		}
	}
	switch r.Imputed {
	case NotTold, Given, Partly, Filled:
	default:
		return r, "imputed", fmt.Errorf("%q is none of yes, no, partly", r.Imputed)
	}
	return r, "", nil
}

// Save writes s into dir, which is made when it is not there. The file appears
// when it is whole. changed is false when dir had exactly that already.
func (s *Set) Save(dir string) (changed bool, err error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return false, err
	}
	path := filepath.Join(dir, s.File())
	var b bytes.Buffer
	if _, err := s.WriteTo(&b); err != nil {
		return false, err
	}
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, b.Bytes()) {
		return false, nil
	}
	f, err := os.CreateTemp(dir, "."+s.File()+".*.part")
	if err != nil {
		return false, err
	}
	defer os.Remove(f.Name()) // fails when it was renamed, as it should
	_, err = f.Write(b.Bytes())
	err = errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err == nil, err
}

// ReadSets reads all stored files of a folder, or one file, in the order of
// scheme and date. A folder that is not there has none.
func ReadSets(path string) ([]*Set, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	files := []string{path}
	if info.IsDir() {
		if files, err = filepath.Glob(filepath.Join(escapeGlob(path), "*.tsv")); err != nil {
			return nil, err
		}
	}
	var sets []*Set
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		s, err := ReadSet(f, file)
		f.Close()
		if err != nil {
			return nil, err
		}
		sets = append(sets, s)
	}
	sortSets(sets)
	return sets, nil
}

func sortSets(sets []*Set) {
	slices.SortStableFunc(sets, func(a, b *Set) int {
		return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.AsOf, b.AsOf), cmp.Compare(a.Layout, b.Layout))
	})
}

// escapeGlob quotes what a pattern would read in a path.
func escapeGlob(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}
