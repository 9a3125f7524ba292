package reliability

import (
	"bufio"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Scheme describes how one rater rates. The descriptions are data
// (schemes/*.tsv, format in schemes/FORMAT.md); they say what a value means in
// the rater's own system and never how an outlet is rated.
type Scheme struct {
	ID        string   `json:"scheme"`
	Name      string   `json:"name"`
	Publisher string   `json:"publisher"`
	Link      string   `json:"link"`
	Ref       string   `json:"ref"` // where the scheme is described
	Note      string   `json:"note,omitempty"`
	Aspects   []Aspect `json:"aspects"`
}

// Aspect is one thing that a scheme says of an outlet.
type Aspect struct {
	ID     string        `json:"aspect"`
	Title  string        `json:"title"`
	Scale  ScaleKind     `json:"scale"`
	Low    string        `json:"low,omitempty"`  // what the low end means
	High   string        `json:"high,omitempty"` // what the high end means
	Merit  bool          `json:"merit"`          // the scale goes from a low to a high opinion; otherwise it only describes
	Values []SchemeValue `json:"values,omitempty"`
}

// ScaleKind says what sort of values an aspect has.
type ScaleKind string

// The kinds of scales.
const (
	Steps   ScaleKind = "steps"   // words in an order
	Number  ScaleKind = "number"  // 0 to 1
	Classes ScaleKind = "classes" // words without an order
)

// SchemeValue is one word of a scheme.
type SchemeValue struct {
	Value string   `json:"value"`
	Rank  int      `json:"rank,omitempty"` // 1 is the low end; 0 without a place
	Side  int      `json:"side,omitempty"` // -1 at the low end, +1 at the high end, 0 between or neither
	Words string   `json:"words"`          // what it means, in neutral words
	Also  []string `json:"also,omitempty"` // other spellings in the rater's files
}

//go:embed schemes/schemes.tsv
var schemesTSV string

//go:embed schemes/aspects.tsv
var aspectsTSV string

//go:embed schemes/values.tsv
var valuesTSV string

var loadSchemes = sync.OnceValues(func() ([]Scheme, error) { return parseSchemes(schemesTSV, aspectsTSV, valuesTSV) })

// Schemes returns the schemes that newscheck can describe, in the order of the data file.
func Schemes() ([]Scheme, error) {
	all, err := loadSchemes()
	return slices.Clone(all), err
}

// schemeOf returns the description of a scheme, or nil.
func schemeOf(id string) *Scheme {
	all, err := loadSchemes()
	if err != nil {
		return nil
	}
	if i := slices.IndexFunc(all, func(s Scheme) bool { return s.ID == id }); i >= 0 {
		return &all[i]
	}
	return nil
}

// aspect returns one aspect of s, or nil.
func (s *Scheme) aspect(id string) *Aspect {
	if s == nil {
		return nil
	}
	if i := slices.IndexFunc(s.Aspects, func(a Aspect) bool { return a.ID == id }); i >= 0 {
		return &s.Aspects[i]
	}
	return nil
}

// find returns the value that a file writes as s, or nil. Case, and whether
// words are parted by spaces or hyphens, make no difference.
func (a *Aspect) find(s string) *SchemeValue {
	if a == nil {
		return nil
	}
	want := foldValue(s)
	for i := range a.Values {
		v := &a.Values[i]
		if foldValue(v.Value) == want || slices.ContainsFunc(v.Also, func(o string) bool { return foldValue(o) == want }) {
			return v
		}
	}
	return nil
}

// levels is the number of steps of a.
func (a *Aspect) levels() int {
	n := 0
	for _, v := range a.Values {
		n = max(n, v.Rank)
	}
	return n
}

// place is where v stands on a, nil when it has no place.
func (a *Aspect) place(v *SchemeValue) *Place {
	if v == nil || v.Rank == 0 {
		return nil
	}
	return &Place{Rank: v.Rank, Of: a.levels()}
}

func foldValue(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return r == ' ' || r == '-' || r == '_' || r == '–' }), " ")
}

// parseSchemes reads the three tables.
func parseSchemes(schemes, aspects, values string) ([]Scheme, error) {
	var all []Scheme
	find := func(id string) (*Scheme, error) {
		if i := slices.IndexFunc(all, func(s Scheme) bool { return s.ID == id }); i >= 0 {
			return &all[i], nil
		}
		return nil, fmt.Errorf("no scheme has the id %q", id)
	}
	err := readTable("schemes.tsv", schemes, []string{"scheme", "name", "publisher", "link", "ref", "note"}, func(f map[string]string) error {
		if f["scheme"] == "" || f["name"] == "" || f["ref"] == "" {
			return fmt.Errorf("scheme, name and ref must be there")
		}
		if _, err := find(f["scheme"]); err == nil {
			return fmt.Errorf("scheme %q is there twice", f["scheme"])
		}
		all = append(all, Scheme{ID: f["scheme"], Name: f["name"], Publisher: f["publisher"], Link: f["link"], Ref: f["ref"], Note: f["note"]})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = readTable("aspects.tsv", aspects, []string{"scheme", "aspect", "title", "scale", "low", "high", "merit", "ref"}, func(f map[string]string) error {
		s, err := find(f["scheme"])
		if err != nil {
			return err
		}
		kind := ScaleKind(f["scale"])
		if kind != Steps && kind != Number && kind != Classes {
			return fmt.Errorf("scale %q is none of steps number classes", kind)
		}
		if f["ref"] == "" {
			return fmt.Errorf("ref must be there")
		}
		s.Aspects = append(s.Aspects, Aspect{ID: f["aspect"], Title: f["title"], Scale: kind, Low: f["low"], High: f["high"], Merit: f["merit"] == "yes"})
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = readTable("values.tsv", values, []string{"scheme", "aspect", "value", "rank", "side", "words", "also", "ref"}, func(f map[string]string) error {
		s, err := find(f["scheme"])
		if err != nil {
			return err
		}
		a := s.aspect(f["aspect"])
		if a == nil {
			return fmt.Errorf("scheme %s has no aspect %q", s.ID, f["aspect"])
		}
		v := SchemeValue{Value: f["value"], Words: f["words"]}
		if f["rank"] != "" {
			if v.Rank, err = strconv.Atoi(f["rank"]); err != nil || v.Rank < 1 {
				return fmt.Errorf("rank %q is not 1 or more", f["rank"])
			}
		}
		switch f["side"] {
		case "low":
			v.Side = -1
		case "high":
			v.Side = 1
		case "":
		default:
			return fmt.Errorf("side %q is neither low nor high nor empty", f["side"])
		}
		if f["also"] != "" {
			v.Also = strings.Split(f["also"], "|")
		}
		if v.Value == "" || v.Words == "" || f["ref"] == "" {
			return fmt.Errorf("value, words and ref must be there")
		}
		a.Values = append(a.Values, v)
		return nil
	})
	return all, err
}

// readTable calls fn for each row of one of our own tab-separated tables, whose
// first line that is no comment must name the columns.
func readTable(file, text string, columns []string, fn func(map[string]string) error) error {
	sc := bufio.NewScanner(strings.NewReader(text))
	head := false
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimRight(sc.Text(), "\r")
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		cells := strings.Split(line, "\t")
		if !head {
			if !slices.Equal(cells, columns) {
				return fmt.Errorf("%s:%d: the columns are %s", file, n, strings.Join(columns, " "))
			}
			head = true
			continue
		}
		if len(cells) > len(columns) {
			return fmt.Errorf("%s:%d: %d cells, but there are %d columns", file, n, len(cells), len(columns))
		}
		row := make(map[string]string, len(columns))
		for i, c := range cells {
			row[columns[i]] = strings.TrimSpace(c)
		}
		if err := fn(row); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return sc.Err()
}

func parseDay(s, layout string) (time.Time, bool) {
	t, err := time.Parse(layout, s)
	return t, err == nil && t.Year() >= 1900
}
