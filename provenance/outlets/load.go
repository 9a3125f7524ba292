package outlets

import (
	"bufio"
	"embed"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
)

//go:embed data/*.tsv
var dataFiles embed.FS

//go:embed falsefriends.tsv
var falseFriends string

// defaultRegistry parses the embedded data on first use.
var defaultRegistry = sync.OnceValues(func() (*Registry, error) { return Load() })

// Default returns the registry of the embedded data. It is parsed on first use
// and shared by all callers.
func Default() (*Registry, error) { return defaultRegistry() }

// Load returns a registry of the embedded data and of extra rows, in the same
// format (FORMAT.md). An extra row whose id exists replaces that row. Errors
// name the file (when a reader has a Name method, as *os.File has), the line
// and the field.
func Load(extra ...io.Reader) (*Registry, error) {
	var rows []row
	entries, err := dataFiles.ReadDir("data") // sorted by name
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		f, err := dataFiles.Open("data/" + e.Name())
		if err != nil {
			return nil, err
		}
		rows, err = readRows(rows, f, e.Name())
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	for i, r := range extra {
		name := fmt.Sprintf("outlets[%d]", i)
		if n, ok := r.(interface{ Name() string }); ok {
			name = n.Name()
		}
		more, err := readRows(nil, r, name)
		if err != nil {
			return nil, err
		}
		rows = override(rows, more)
	}
	rules, err := readRules(strings.NewReader(falseFriends), "falsefriends.tsv")
	if err != nil {
		return nil, err
	}
	return build(rows, rules)
}

// override replaces rows by later ones of the same id and appends the others.
func override(rows, more []row) []row {
	at := make(map[string]int, len(rows))
	for i, r := range rows {
		at[r.ID] = i
	}
	for _, m := range more {
		if i, ok := at[m.ID]; ok {
			rows[i] = m
			continue
		}
		rows = append(rows, m)
	}
	return rows
}

// row is an outlet and where it was read.
type row struct {
	*Outlet
	file string
	line int
}

func (r row) errorf(field, format string, args ...any) error {
	return fieldError(r.file, r.line, field, format, args...)
}

func fieldError(file string, line int, field, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %s: %s", file, line, field, fmt.Sprintf(format, args...))
}

// Columns of the outlets' files, in the order in which the embedded files have them.
var columns = []string{"id", "name", "kind", "country", "lang", "aliases", "domains", "codes", "state", "state_ref", "parent", "wikidata", "ref", "note"}

const maxLine = 1 << 20 // bytes in one row; names and addresses are short

var (
	slugRE    = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	countryRE = regexp.MustCompile(`^[A-Z]{2}$`)
	qidRE     = regexp.MustCompile(`^Q[1-9][0-9]{0,11}$`)
	domainRE  = regexp.MustCompile(`^[\p{Ll}\p{Lo}0-9-]+(?:\.[\p{Ll}\p{Lo}0-9-]+)+(?:/[^\s|?#]*)?$`)
	codeRE    = regexp.MustCompile(`^\*?[a-z0-9]+(?:-[a-z0-9]+)*$`)
)

// readTSV calls fn for each row of a tab-separated file whose first line that
// is neither empty nor a comment names the columns.
func readTSV(r io.Reader, file string, known []string, need []string, fn func(line int, field func(string) string) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	var at map[string]int
	n := 0
	for sc.Scan() {
		n++
		line := strings.TrimSuffix(sc.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if at == nil {
			at = make(map[string]int, len(cells))
			for i, c := range cells {
				c = strings.TrimSpace(c)
				if !slices.Contains(known, c) {
					return fieldError(file, n, "header", "unknown column %q; the columns are %s, parted by tabs", c, strings.Join(known, " "))
				}
				if _, dup := at[c]; dup {
					return fieldError(file, n, "header", "column %q occurs twice", c)
				}
				at[c] = i
			}
			for _, c := range need {
				if _, ok := at[c]; !ok {
					return fieldError(file, n, "header", "column %q is missing; the first line must name the columns, parted by tabs", c)
				}
			}
			continue
		}
		if len(cells) > len(at) {
			return fieldError(file, n, "row", "%d cells, but the header names %d columns", len(cells), len(at))
		}
		field := func(name string) string {
			if i, ok := at[name]; ok && i < len(cells) {
				return strings.TrimSpace(cells[i])
			}
			return ""
		}
		if err := fn(n, field); err != nil {
			return err
		}
	}
	if err := sc.Err(); err != nil {
		return fieldError(file, n+1, "row", "%v", err)
	}
	return nil
}

// readRows appends the outlets of one file to rows.
func readRows(rows []row, r io.Reader, file string) ([]row, error) {
	seen := make(map[string]int)
	err := readTSV(r, file, columns, columns[:3], func(line int, field func(string) string) error {
		o := &Outlet{
			ID: field("id"), Name: field("name"), Kind: Kind(field("kind")),
			Country: field("country"), Lang: field("lang"),
			Parent: field("parent"), Wikidata: field("wikidata"), Note: field("note"),
			Domains: split(field("domains")), Codes: split(field("codes")),
		}
		rw := row{Outlet: o, file: file, line: line}
		if !slugRE.MatchString(o.ID) {
			return rw.errorf("id", "%q is not a slug of lower-case letters, digits and hyphens", o.ID)
		}
		if first, dup := seen[o.ID]; dup {
			return rw.errorf("id", "%q is already on line %d", o.ID, first)
		}
		seen[o.ID] = line
		if o.Name == "" {
			return rw.errorf("name", "is empty")
		}
		if !o.Kind.Valid() {
			return rw.errorf("kind", "%q is none of agency broadcaster paper magazine digital aggregator portal government igo ngo distributor group", o.Kind)
		}
		if o.Country != "" && !countryRE.MatchString(o.Country) {
			return rw.errorf("country", "%q is not two capital letters (ISO 3166-1 alpha-2)", o.Country)
		}
		if o.Wikidata != "" && !qidRE.MatchString(o.Wikidata) {
			return rw.errorf("wikidata", "%q is not an entity id such as Q40469", o.Wikidata)
		}
		for _, d := range o.Domains {
			if !domainRE.MatchString(d) {
				return rw.errorf("domains", "%q is not a lower-case host, or host/path, without scheme", d)
			}
		}
		for _, c := range o.Codes {
			if !codeRE.MatchString(c) {
				return rw.errorf("codes", "%q is not a path token of lower-case letters, digits and hyphens", c)
			}
		}
		if s := field("state"); s != "" {
			country, nature, ok := strings.Cut(s, " ")
			if !ok || !countryRE.MatchString(country) {
				return rw.errorf("state", "%q is not a country and a nature, such as \"RU state-owned\"", s)
			}
			o.State = State{Country: country, Nature: nature, Ref: expandRef(field("state_ref"))}
		}
		for _, ref := range split(field("ref")) {
			o.Refs = append(o.Refs, expandRef(ref))
		}
		return parseAliases(rw, field("aliases"), &rows)
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// parseAliases fills in the aliases of rw, the name first, and appends rw to rows.
func parseAliases(rw row, cell string, rows *[]row) error {
	o := rw.Outlet
	name := Alias{Text: o.Name, Class: Strong}
	var rest []Alias
	for _, a := range split(cell) {
		al := Alias{Text: a, Class: Strong}
		for _, p := range []struct {
			prefix string
			class  Class
		}{{"caps", Caps}, {"ctx", Contextual}, {"strong", Strong}} {
			if t, ok := strings.CutPrefix(a, p.prefix+":"); ok {
				al = Alias{Text: t, Class: p.class}
				break
			}
			if t, ok := strings.CutPrefix(a, p.prefix+"*:"); ok {
				al = Alias{Text: t, Class: p.class, Shared: true}
				break
			}
		}
		al.Text = strings.TrimSpace(al.Text)
		if al.Text == "" {
			return rw.errorf("aliases", "%q has no text", a)
		}
		if al.Text == o.Name {
			name = al // the row says what class its own name has
			continue
		}
		rest = append(rest, al)
	}
	o.Aliases = append([]Alias{name}, rest...)
	*rows = append(*rows, rw)
	return nil
}

// split parts a cell at its bars.
func split(cell string) []string {
	if cell == "" {
		return nil
	}
	var out []string
	for _, c := range strings.Split(cell, "|") {
		if c = strings.TrimSpace(c); c != "" {
			out = append(out, c)
		}
	}
	return out
}

// expandRef writes a reference in full: "wp:Press_TV" is an article of the
// English Wikipedia, "asd:SC" a typology of the ASD State Media Matrix; anything
// else is a URL or a citation as it stands.
func expandRef(ref string) string {
	if t, ok := strings.CutPrefix(ref, "wp:"); ok {
		return "https://en.wikipedia.org/wiki/" + t
	}
	if t, ok := strings.CutPrefix(ref, "asd:"); ok {
		return "ASD State Media Matrix (Alliance for Securing Democracy, after M. Dragomir's State Media Monitor), typology " + t
	}
	return ref
}
