package reliability

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance/outlets"
)

// ImportOptions says what a file of ratings is.
type ImportOptions struct {
	Layout   string            // rsp, lin2023, mbfc, state-media or csv
	AsOf     string            // when the ratings held: YYYY, YYYY-MM or YYYY-MM-DD
	Source   string            // name of the file, for messages and the head of what is stored
	Name     string            // csv only: id of the scheme, for rows that do not say
	Imputed  []string          // addresses whose value was filled in, where the file does not tell
	Registry *outlets.Registry // who is who
}

// Layouts are the layouts of files that can be imported.
func Layouts() []string { return []string{"rsp", "lin2023", "mbfc", "state-media", "csv"} }

// Import is what became of a file of ratings. Rows = Matched + New + Refused.
type Import struct {
	Layout   string    `json:"layout"`
	AsOf     string    `json:"as_of"`
	Source   string    `json:"source"`
	Rows     int       `json:"rows"`     // rows or records, without the header
	Matched  int       `json:"matched"`  // whose outlet the registry has
	New      int       `json:"new"`      // kept under their domain or name
	Refused  int       `json:"refused"`  // not kept, each with a reason
	Repeated int       `json:"repeated"` // of the matched and new rows, those that say nothing that an earlier row did not
	Ratings  int       `json:"ratings"`  // kept; one row can hold several aspects
	Unplaced int       `json:"unplaced"` // kept, with a value that has no place on its scale
	Refusals []Refusal `json:"refusals"`
	NewOnes  []Row     `json:"new_subjects"` // the rows that are counted as new
	Sets     []*Set    `json:"-"`            // the ratings, by scheme
}

// Refusal says why a row was not kept.
type Refusal struct {
	Row    int    `json:"row"` // line in the file, from 1
	Field  string `json:"field"`
	Value  string `json:"value"`
	Reason string `json:"reason"`
}

func (r Refusal) String() string {
	if r.Value == "" {
		return fmt.Sprintf("line %d: %s: %s", r.Row, r.Field, r.Reason)
	}
	return fmt.Sprintf("line %d: %s %q: %s", r.Row, r.Field, r.Value, r.Reason)
}

// Row is a row and whom it was kept under.
type Row struct {
	Row     int    `json:"row"`
	Subject string `json:"subject"`
}

// Bounds on what is read, so that a broken or hostile file ends in a message.
const (
	maxFile = 256 << 20
	maxRows = 500_000
	maxLine = 16 << 20
	maxCell = 2000 // bytes kept of a cell
)

// ReadRatings reads a file of ratings. Rows that cannot be used are refused, each with
// its reason; an error means that the file as a whole is not what it should be,
// and nothing of it is kept.
func ReadRatings(ctx context.Context, r io.Reader, opts ImportOptions) (*Import, error) {
	if !slices.Contains(Layouts(), opts.Layout) {
		return nil, fmt.Errorf("there is no scheme %q; it is one of %s", opts.Layout, strings.Join(Layouts(), ", "))
	}
	if err := checkDate(opts.AsOf); err != nil {
		return nil, fmt.Errorf("the date of the ratings: %w", err)
	}
	if opts.Registry == nil {
		reg, err := outlets.Default()
		if err != nil {
			return nil, err
		}
		opts.Registry = reg
	}
	im := &importer{ImportOptions: opts, ctx: ctx, out: &Import{Layout: opts.Layout, AsOf: opts.AsOf, Source: clean(opts.Source), Refusals: []Refusal{}, NewOnes: []Row{}},
		kept: map[[sha256.Size]byte]bool{}, filled: map[string]bool{}}
	for _, s := range opts.Imputed {
		a, err := parseAddress(s)
		if err != nil {
			return nil, fmt.Errorf("imputed %w", err)
		}
		im.filled[a.String()] = false
	}
	limited := &io.LimitedReader{R: r, N: maxFile}
	br := bufio.NewReaderSize(limited, 64<<10)
	if b, err := br.Peek(3); err == nil && bytes.Equal(b, []byte("\xef\xbb\xbf")) {
		br.Discard(3)
	}
	var err error
	switch opts.Layout {
	case "rsp":
		err = im.rsp(br)
	case "lin2023":
		err = im.table(br, []string{"domain", "pc1"}, linRow)
	case "mbfc":
		err = im.table(br, []string{"source", "bias", "factual_reporting"}, mbfcRow)
	case "state-media":
		err = im.table(br, []string{"Country", "Media company", "Main assets", "URL", "Typology"}, stateRow)
	case "csv":
		err = im.table(br, []string{"value"}, plainRow)
	}
	if err != nil {
		if name := im.out.Source; name != "" {
			err = fmt.Errorf("%s: %w", name, err)
		}
		return nil, err
	}
	if limited.N <= 0 {
		return nil, fmt.Errorf("%s is larger than %d MiB; split the file", im.out.Source, maxFile>>20)
	}
	for a, used := range im.filled {
		if !used {
			return nil, fmt.Errorf("%s: no row rates %s, which is said to be imputed", im.out.Source, a)
		}
	}
	im.finish()
	return im.out, nil
}

// importer is one import under way.
type importer struct {
	ImportOptions
	ctx  context.Context
	out  *Import
	all  []Rating
	kept map[[sha256.Size]byte]bool // stored lines, to count repetitions
	// of the list of perennial sources: the rows, and the one under way
	perennials []perennial
	last       *perennial
	filled     map[string]bool // addresses said to be imputed → seen
}

// refused is why a row cannot be kept.
type refused struct{ field, value, reason string }

func (r refused) Error() string { return r.field + " " + r.reason }

func refuse(field, value, format string, args ...any) error {
	return refused{field, clip(clean(value), 120), fmt.Sprintf(format, args...)}
}

// row takes one row: what it says of an outlet, or why it is refused.
func (im *importer) row(line int, ratings []Rating, err error) error {
	if im.out.Rows%1024 == 0 && im.ctx.Err() != nil {
		return im.ctx.Err()
	}
	defer func() { im.last = nil }()
	if im.out.Rows++; im.out.Rows > maxRows {
		return fmt.Errorf("line %d: more than %d rows; split the file", line, maxRows)
	}
	if err != nil {
		var no refused
		if !errors.As(err, &no) {
			return err
		}
		im.out.Refused++
		im.out.Refusals = append(im.out.Refusals, Refusal{line, no.field, no.value, no.reason})
		return nil
	}
	fresh := false
	for i := range ratings {
		r := &ratings[i]
		r.AsOf = im.AsOf
		for _, d := range r.Domains {
			if _, said := im.filled[d]; said {
				im.filled[d] = true
				r.Imputed = Filled
			}
		}
		if key := sha256.Sum256([]byte(r.Scheme + "\t" + strings.Join(r.cells(), "\t"))); !im.kept[key] {
			im.kept[key] = true
			fresh = true
			im.all = append(im.all, *r)
			if im.last != nil {
				im.last.at = len(im.all) - 1
				im.perennials = append(im.perennials, *im.last)
			}
			if r.Place == nil {
				im.out.Unplaced++
			}
		}
	}
	if !fresh {
		im.out.Repeated++
	}
	if len(ratings[0].Outlets) > 0 {
		im.out.Matched++
	} else {
		im.out.New++
		im.out.NewOnes = append(im.out.NewOnes, Row{line, ratings[0].Subject})
	}
	return nil
}

// finish makes sets of the ratings.
func (im *importer) finish() {
	im.parts()
	im.out.Ratings = len(im.all)
	by := map[string]*Set{}
	for _, r := range im.all {
		s := by[r.Scheme]
		if s == nil {
			s = &Set{Scheme: r.Scheme, Layout: im.Layout, AsOf: im.AsOf, Source: im.out.Source}
			by[r.Scheme] = s
			im.out.Sets = append(im.out.Sets, s)
		}
		s.Ratings = append(s.Ratings, r)
	}
	slices.SortFunc(im.out.Sets, func(a, b *Set) int { return cmp.Compare(a.Scheme, b.Scheme) })
	for _, s := range im.out.Sets {
		s.sort()
	}
}

// rate fills in whom the ratings of a row are about: by its addresses, else by
// its names, of which the first that means an outlet counts.
func (im *importer) rate(r Rating, addresses []address, names ...string) (Rating, error) {
	type meant struct {
		o          *outlets.Outlet
		key, scope string
		exact      bool // the registry has this very address, not only the site it belongs to
	}
	all := make([]meant, len(addresses))
	exact := false
	for i, a := range addresses {
		m := &all[i]
		m.o, m.key, m.scope = subject(im.Registry, a)
		m.exact = m.o != nil && (slices.Contains(m.o.Domains, a.host) || slices.Contains(m.o.Domains, a.String()))
		exact = exact || m.exact
		if s := a.String(); !slices.Contains(r.Domains, s) {
			r.Domains = append(r.Domains, s)
		}
	}
	for _, m := range all {
		if m.o != nil && (m.exact || !exact) && !slices.Contains(r.Outlets, m.o.ID) {
			r.Outlets = append(r.Outlets, m.o.ID)
		}
	}
	var parts []string // what is meant of an outlet when all that is rated is a part of it
	whole := false
	for _, m := range all {
		if len(r.Outlets) > 0 && m.o == nil {
			continue
		}
		if whole = whole || m.scope == ""; !slices.Contains(parts, m.scope) {
			parts = append(parts, m.scope)
		}
	}
	if r.Scope == "" && !whole {
		slices.Sort(parts)
		r.Scope = strings.Join(parts, ", ")
	}
	if len(r.Outlets) == 0 {
		for _, n := range names {
			if o := named(im.Registry, n); o != nil {
				r.Outlets = append(r.Outlets, o.ID)
				break
			}
		}
	}
	slices.Sort(r.Outlets)
	slices.Sort(r.Domains)
	switch {
	case len(r.Outlets) > 0:
		r.Subject = r.Outlets[0]
	case len(all) > 0:
		r.Subject = all[0].key
	case len(names) > 0 && foldName(names[0]) != "":
		r.Subject = "name:" + foldName(names[0])
	default:
		return r, refuse("row", "", "names neither an address nor an outlet")
	}
	return r, nil
}

// foldName is the form in which names without address are looked up.
func foldName(s string) string { return strings.ToLower(clean(s)) }

// cellsOf is a row of a table by column.
type cellsOf func(column string) string

// table reads comma-separated values whose header has at least the columns need.
func (im *importer) table(r io.Reader, need []string, row func(*importer, cellsOf) ([]Rating, error)) error {
	lim := &longLines{r: r}
	cr := csv.NewReader(lim)
	cr.FieldsPerRecord = -1
	cr.ReuseRecord = true
	head, err := cr.Read()
	if err == io.EOF {
		return fmt.Errorf("is empty; the first line must name the columns %s", strings.Join(need, ", "))
	}
	if err != nil {
		return tableError(err)
	}
	at := map[string]int{}
	for i, c := range head {
		c = strings.ToLower(clean(c))
		if _, twice := at[c]; twice && c != "" {
			return fmt.Errorf("line 1: the column %q is there twice", c)
		}
		at[c] = i
	}
	width := len(head)
	for _, c := range need {
		if _, ok := at[strings.ToLower(c)]; !ok {
			return fmt.Errorf("line 1: there is no column %q; --scheme %s reads %s, parted by commas", c, im.Layout, strings.Join(need, ", "))
		}
	}
	for {
		cells, err := cr.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return tableError(err)
		}
		lim.used = 0
		line, _ := cr.FieldPos(0)
		if len(cells) != width {
			err = refuse("row", "", "has %d cells, and the first line names %d columns", len(cells), width)
			if err := im.row(line, nil, err); err != nil {
				return err
			}
			continue
		}
		ratings, err := row(im, func(column string) string {
			if i, ok := at[strings.ToLower(column)]; ok {
				return clip(clean(cells[i]), maxCell)
			}
			return ""
		})
		if err := im.row(line, ratings, err); err != nil {
			return err
		}
	}
}

// tableError says what is wrong with a table, with its line.
func tableError(err error) error {
	var pe *csv.ParseError
	if errors.As(err, &pe) {
		return fmt.Errorf("line %d, column %d: %w; nothing was imported", pe.Line, pe.Column, pe.Err)
	}
	return err
}

// longLines ends a read of a record that grows beyond maxLine, as one open
// quotation mark would make of a whole file.
type longLines struct {
	r    io.Reader
	used int
}

func (l *longLines) Read(p []byte) (int, error) {
	if l.used > maxLine {
		return 0, fmt.Errorf("a row is longer than %d bytes; is a quotation mark not closed?", maxLine)
	}
	n, err := l.r.Read(p)
	l.used += n
	return n, err
}
