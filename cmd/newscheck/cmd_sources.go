package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
	"github.com/urfave/cli/v2"
)

var sourcesFormats = []string{"table", "json", "csv", "md"}

func sourcesCommand() *command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: table, json, csv or md (default table, or as the name of --output ends)"},
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output; it appears when all is done"},
		&cli.StringFlag{Name: "sort", Value: "articles", Usage: "order by `COLUMN`, largest first: articles, name, or a figure such as originality; -COLUMN puts the smallest first"},
		&cli.StringFlag{Name: "figures", Usage: "show these `FIGURES`, parted by commas, in a table or Markdown, or all (default as many as fit)"},
		&cli.IntFlag{Name: "top", Value: 20, Usage: "show `N` outlets in a table or in Markdown, 0 for all"},
		&cli.IntFlag{Name: "min", Value: reliability.DefaultMin, Usage: "give no rate that rests on fewer than `N` articles; not below 20"},
		&cli.StringFlag{Name: "trace", Usage: "write the articles behind a figure, `OUTLET:FIGURE`, or those behind all figures to a file of JSON lines"},
		indexFlag(),
		ratingsFlag(),
		outletsFlag(),
		&cli.StringSliceFlag{Name: "lexicon", Usage: "know the words of `FILE`, too, a table as provenance/framing/FORMAT.md describes; may be repeated"},
	}
	flags = append(flags, searchFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "sources", args: "PATH…", max: -1,
		summary: "show what outlets do in the articles at hand, and what others say of them",
		examples: []example{
			{"newscheck sources corpus/", "a table of outlets: how much is their own, from whom the rest is"},
			{"newscheck sources --index archive --sort unattributed_reuse", "the same over all that an index has seen"},
			{"newscheck sources corpus/ --trace presstv:originality", "the articles behind one figure"},
			{"newscheck sources import --scheme rsp perennial.jsonl --as-of 2026-04", "read what a rater says, from a file that you have"},
			{"newscheck sources explain presstv.com corpus/", "all that is known of one outlet"},
		},
		about: `Two things, never merged. What an outlet does is counted in the articles under the PATHs or in an index: how much it wrote itself, how much comes from others and whether it says so, what its copies changed, how it corrects. Each figure has a number of articles and the limits between which the true rate lies with 95 % confidence; below 20 articles only the counts are given. What others say is read from files of ratings that you import: each with its scheme, date and scale, also where they contradict each other. newscheck ships no rating and fetches none.

A figure is about these articles. What they do not show, such as whether something is true, newscheck does not tell: newscheck sources explain OUTLET lists it.`,
		flags: append(flags, colorFlag()),
		choices: map[string][]string{"format": append([]string{""}, sourcesFormats...), "color": colorChoices,
			"input-format": inputChoices()},
		exits:  []exit{exitReads, exitStops},
		subs:   []*command{sourcesExplainCommand(), sourcesImportCommand(), sourcesDiffCommand()},
		action: runSources,
	}
}

// ratingsFlag is on every command that shows what others say.
func ratingsFlag() cli.Flag {
	return &cli.StringFlag{Name: "ratings", Usage: "the folder `DIR` of imported ratings (default newscheck/ratings in the XDG data folder)"}
}

// ratingsDir is the folder of imported ratings; "" when there is no place for one.
func (r *run) ratingsDir(c *cli.Context) string {
	if dir := c.String("ratings"); dir != "" {
		return dir
	}
	if dir := r.env("NEWSCHECK_RATINGS"); dir != "" { // for commands without the flag
		return dir
	}
	data := r.env("XDG_DATA_HOME")
	if data == "" {
		if r.env("HOME") == "" {
			return ""
		}
		data = filepath.Join(r.env("HOME"), ".local", "share")
	}
	return filepath.Join(data, "newscheck", "ratings")
}

// book opens the imported ratings. A folder that is named and not there is an
// error; the default one need not be there.
func (r *run) book(c *cli.Context, reg *outlets.Registry) (*reliability.Book, error) {
	dir := r.ratingsDir(c)
	if c.String("ratings") != "" {
		if _, err := os.Stat(dir); err != nil {
			return nil, withHint(fmt.Errorf("cannot read the ratings in %s: %w", dir, cause(err)), "newscheck sources import --ratings %s --scheme SCHEME FILE --as-of DATE makes the folder", dir)
		}
	}
	if dir == "" {
		return reliability.NewBook(nil, reg)
	}
	b, err := reliability.OpenBook(dir, reg)
	if err != nil {
		return nil, withHint(fmt.Errorf("cannot read the ratings: %w", cause(err)), "import the file of that rater again, or take the stored one away")
	}
	return b, nil
}

func runSources(r *run, c *cli.Context) error {
	format, err := formatOf(c, sourcesFormats)
	if err != nil {
		return err
	}
	if n := c.Int("top"); n < 0 {
		return fmt.Errorf("--top cannot be %d: it is 0 or more", n)
	}
	if n := c.Int("min"); n < reliability.DefaultMin {
		return withHint(fmt.Errorf("--min cannot be %d: a rate of fewer than %d articles says little", n, reliability.DefaultMin), "the counts are in every format")
	}
	by, down, err := sortColumn(c.String("sort"))
	if err != nil {
		return err
	}
	figures, err := shownFigures(c.String("figures"))
	if err != nil {
		return err
	}
	who, figure, traceFile, err := traceWanted(c.String("trace"))
	if err != nil {
		return err
	}
	for _, f := range []string{c.String("output"), traceFile} {
		if err := writable(f); err != nil {
			return err
		}
	}
	m, err := r.measure(c, c.Args().Slice(), c.String("trace") != "")
	if err != nil {
		return err
	}
	m.order(by, down)
	main := r.output(c.String("output"))
	written := []*output{main}
	switch {
	case figure != "":
		err = m.writeTrace(main, r, who, figure, format)
	case format == "json":
		err = m.writeJSON(main)
	case format == "csv":
		err = m.writeCSV(main)
	case format == "md":
		err = m.writeMarkdown(main, figures, c.Int("top"))
	default:
		err = m.writeTable(main, r, figures, c.Int("top"))
	}
	if err != nil {
		return err
	}
	if traceFile != "" {
		o := r.output(traceFile)
		if err := m.writeTraces(o); err != nil {
			return err
		}
		written = append(written, o)
	}
	for _, o := range slices.Backward(written) {
		if err := o.commit(); err != nil {
			return err
		}
	}
	return r.outcome(m.tally, false)
}

// sortColumn reads --sort.
func sortColumn(s string) (by string, down bool, err error) {
	by, up := strings.CutPrefix(s, "-")
	names := append([]string{"articles", "name"}, figureNames()...)
	if !slices.Contains(names, by) {
		err := fmt.Errorf("--sort cannot be %q", by)
		if near := nearest(by, names); near != "" {
			return "", false, withHint(err, "did you mean --sort %s?", near)
		}
		return "", false, withHint(err, "it is one of %s", strings.Join(names, ", "))
	}
	return by, !up, nil
}

func figureNames() []string {
	var names []string
	for _, d := range reliability.Definitions() {
		names = append(names, d.Name)
	}
	return names
}

// usualFigures stand in a table when nothing else is asked for, as far as they fit.
var usualFigures = []string{reliability.Originality, reliability.AttributedReuse, reliability.UnattributedReuse, reliability.WireShare,
	reliability.StateLinkedShare, reliability.FirstRate, reliability.Bylines}

// shownFigures reads --figures; nil means as many of the usual ones as fit.
func shownFigures(s string) ([]string, error) {
	switch s {
	case "":
		return nil, nil
	case "all":
		return figureNames(), nil
	}
	var out []string
	for _, f := range strings.Split(s, ",") {
		if f = strings.TrimSpace(f); f == "" {
			continue
		}
		if err := knownFigure("--figures", f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	if len(out) == 0 {
		return nil, errors.New("--figures names no figure")
	}
	return out, nil
}

func knownFigure(flag, f string) error {
	if reliability.Define(f) != nil {
		return nil
	}
	err := fmt.Errorf("%s: there is no figure %q", flag, f)
	if near := nearest(f, figureNames()); near != "" {
		return withHint(err, "did you mean %s?", near)
	}
	return withHint(err, "the figures are %s", strings.Join(figureNames(), ", "))
}

// traceWanted reads --trace: an outlet and a figure, or a file.
func traceWanted(s string) (outlet, figure, file string, err error) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", "", s, nil
	}
	outlet, figure = s[:i], s[i+1:]
	if strings.ContainsAny(figure, "/.") || figure == "" {
		return "", "", s, nil // a path with a colon in it
	}
	return outlet, figure, "", knownFigure("--trace", figure)
}
