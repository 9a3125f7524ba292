package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
	"github.com/urfave/cli/v2"
)

// measured is what outlets did in a pile or an index, and what others say of
// them. The two stand side by side.
type measured struct {
	tally
	meter    *reliability.Meter
	book     *reliability.Book
	registry *outlets.Registry
	stories  int
	nameless int // articles whose publisher is not known
	min      int
	sources  []sourceRecord
}

// sourceRecord is one outlet in sources --format json: what it did, and, apart
// from that, what others say of it.
type sourceRecord struct {
	reliability.Behaviour
	Raters reliability.Known `json:"raters"`
}

// measure reads the articles of paths, or of the index, and measures what
// outlets did in them.
func (r *run) measure(c *cli.Context, paths []string, trace bool) (*measured, error) {
	dir := c.String("index")
	if len(paths) > 0 && !r.typed("index") {
		dir = "" // an index named in the environment is for runs without PATHs
	}
	if dir != "" && len(paths) > 0 {
		return nil, withHint(errors.New("--index and PATHs were both given"), "leave one of them out; newscheck ingest --index %s PATH… adds articles to the index", dir)
	}
	if dir == "" && len(paths) == 0 {
		return nil, withHint(errors.New("there is nothing to measure: give PATHs or --index DIR"), "newscheck %s --help shows examples", c.Command.Name)
	}
	reg, err := registry(c)
	if err != nil {
		return nil, err
	}
	lex, err := lexicon(c.StringSlice("lexicon"))
	if err != nil {
		return nil, err
	}
	book, err := r.book(c, reg)
	if err != nil {
		return nil, err
	}
	m := &measured{book: book, registry: reg, min: c.Int("min")}
	opts := reliability.MeterOptions{Registry: reg, Lexicon: lex, Min: m.min, Trace: trace, Workers: c.Int("workers")}
	if dir != "" {
		err = r.measureIndex(c, m, opts)
	} else {
		err = r.measurePile(c, paths, m, opts)
	}
	if err != nil {
		return nil, err
	}
	m.nameless = m.meter.Nameless()
	for _, b := range m.meter.Behaviours() {
		m.sources = append(m.sources, sourceRecord{b, book.About(b.Outlet)})
	}
	return m, nil
}

// typed reports whether a flag stands on the command line itself.
func (r *run) typed(flag string) bool {
	return slices.ContainsFunc(r.settings, func(s setting) bool { return s.flag == flag && s.from == "flag" })
}

func (r *run) measurePile(c *cli.Context, paths []string, m *measured, mo reliability.MeterOptions) error {
	opts, err := searchOptions(c)
	if err != nil {
		return err
	}
	in, err := r.input(c)
	if err != nil {
		return err
	}
	in.paths = paths
	defer in.close()
	a, err := r.attribute(in, opts, m.registry)
	if err != nil {
		return err
	}
	m.tally, m.stories = a.tally, len(a.stories)
	bar := r.progress("measuring", plural(len(a.arts), "article"), 0)
	defer bar.stop()
	m.meter, err = reliability.OfPile(context.WithoutCancel(r.ctx), a.arts, a.result, a.records, mo)
	return err
}

// order sorts the outlets by a column; those without a value come last, and equal
// ones stay in the order of articles and key.
func (m *measured) order(by string, down bool) {
	if by == "articles" && down {
		return
	}
	slices.SortStableFunc(m.sources, func(a, b sourceRecord) int {
		order := 0
		switch by {
		case "articles":
			order = cmp.Compare(a.Articles, b.Articles)
		case "name":
			order = cmp.Compare(strings.ToLower(b.Outlet.Name), strings.ToLower(a.Outlet.Name)) // A first by default
		default:
			x, y := a.Figure(by), b.Figure(by)
			switch xs, ys := x != nil && x.Enough(), y != nil && y.Enough(); {
			case xs && ys:
				order = cmp.Compare(*x.Value, *y.Value)
			case xs:
				return -1
			case ys:
				return 1
			default:
				return 0
			}
		}
		if down {
			return -order
		}
		return order
	})
}

// find returns the outlet that the user named, among those measured.
func (m *measured) find(name string) (*sourceRecord, error) {
	ref, _ := m.book.Outlet(name)
	keys := []string{reliability.Key(&ref), name}
	for i := range m.sources {
		s := &m.sources[i]
		if slices.Contains(keys, s.Key) || strings.EqualFold(s.Outlet.Name, name) {
			return s, nil
		}
	}
	err := fmt.Errorf("no article is by or from %q", name)
	var names []string
	for _, s := range m.sources {
		names = append(names, s.Key, s.Outlet.Name)
	}
	if near := nearest(name, names); near != "" {
		return nil, withHint(err, "did you mean %s?", near)
	}
	return nil, withHint(err, "newscheck sources without --trace lists the outlets")
}
