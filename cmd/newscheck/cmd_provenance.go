package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/newscheck/newscheck/provenance/export"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/urfave/cli/v2"
)

var (
	provenanceFormats = []string{"table", "json", "jsonl", "csv", "md"}
	exportFormats     = []string{"prov-json", "schema-org", "ninjs", "csv"}
)

func provenanceCommand() *command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: table, json, jsonl, csv or md (default table, or as the name of --output ends)"},
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output; it appears when all is done"},
		&cli.IntFlag{Name: "top", Value: 20, Usage: "show `N` stories in a table or in Markdown, 0 for all"},
		&cli.StringFlag{Name: "stories", Usage: "write what is known of each story, with its lineage and what its copies changed, to `FILE` as JSON lines"},
		&cli.StringFlag{Name: "explain", Usage: "show the page of the article `ID` with its parts marked, each piece of evidence, and what imported ratings say of the outlets behind it"},
		&cli.StringFlag{Name: "export", Usage: "write for other programs, as `VOCABULARY`: prov-json (W3C), schema-org (JSON-LD), ninjs (IPTC ninjs 3.1) or csv"},
		ratingsFlag(),
		outletsFlag(),
	}
	flags = append(flags, searchFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "provenance", args: "PATH…", min: 1, max: -1,
		summary: "tell who wrote each article, who carried it, and what says so",
		examples: []example{
			{"newscheck provenance corpus/", "a table of stories: origin, proof, publishers, independent sources"},
			{"newscheck provenance page.html --explain page.html", "one page with its parts marked and each piece of evidence"},
			{"newscheck provenance corpus/ --format jsonl --stories stories.jsonl > records.jsonl", "one line per article, in input order, and one per story"},
			{"newscheck provenance feed.jsonl --outlets local-papers.tsv", "know outlets that newscheck does not ship"},
			{"newscheck provenance corpus/ --export prov-json -o claims.prov.json", "the same claims as W3C PROV, each with its evidence"},
		},
		about: `Reads every article under the PATHs, finds the copies among them, and tells for each where it comes from: the outlet or agency that wrote it, the site that published this copy, and the stations between. Everything that is said has evidence: a rule, the exact words, where they stand, and a weight for or against.

The origin is stated (this copy says so), inferred (another copy of the story says so), own (the publisher's own staff wrote it), or unknown: a wrong name is worse than none. Outlets that an article quotes, or that are credited with a contribution, are never its origin.

Independent sources are the distinct origins behind a story: ten copies of one agency's text are one source.`,
		flags: append(flags, colorFlag()),
		choices: map[string][]string{"format": append([]string{""}, provenanceFormats...), "export": append([]string{""}, exportFormats...),
			"color": colorChoices},
		exits:  []exit{exitReads, exitStops},
		action: runProvenance,
	}
}

// outletsFlag is on every command that names outlets.
func outletsFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "outlets", Usage: "know the outlets of `FILE`, too, a table as provenance/outlets/FORMAT.md describes; may be repeated"}
}

// registry loads the outlets that are shipped and those of --outlets.
func registry(c *cli.Context) (*outlets.Registry, error) {
	paths := c.StringSlice("outlets")
	if len(paths) == 0 {
		return outlets.Default() // read once
	}
	return loadTables(paths, "outlets", "provenance/outlets/FORMAT.md", outlets.Load)
}

// loadTables gives the files that a flag names to load, which knows what is shipped.
func loadTables[T any](paths []string, flag, format string, load func(...io.Reader) (T, error)) (t T, err error) {
	var extra []io.Reader
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return t, readError(err)
		}
		defer f.Close()
		extra = append(extra, f)
	}
	if t, err = load(extra...); err != nil {
		return t, withHint(fmt.Errorf("cannot use --%s: %w", flag, err), "%s describes the table", format)
	}
	return t, nil
}

func runProvenance(r *run, c *cli.Context) error {
	if c.String("export") != "" && (c.IsSet("format") || c.IsSet("explain")) {
		return withHint(fmt.Errorf("--export is a format of its own and does not go with --format or --explain"), "run newscheck twice")
	}
	format, opts, in, err := r.prepare(c, provenanceFormats, "stories")
	if err != nil {
		return err
	}
	defer in.close()
	reg, err := registry(c)
	if err != nil {
		return err
	}
	a, err := r.attribute(in, opts, reg)
	if err != nil {
		return err
	}
	if c.String("explain") != "" {
		if a.book, err = r.book(c, reg); err != nil {
			return err
		}
	}
	main := r.output(c.String("output"))
	switch id := c.String("explain"); {
	case c.String("export") != "":
		err = a.export(main, c.String("export"))
	case id != "" && (format == "json" || format == "jsonl"):
		err = a.writeExplanationJSON(main, id)
	case id != "":
		err = a.writeExplanation(main, r, id)
	case format == "json":
		err = a.writeJSON(main)
	case format == "jsonl":
		err = a.writeJSONL(main)
	case format == "csv":
		err = a.export(main, "csv")
	case format == "md":
		err = a.writeMarkdown(main, c.Int("top"))
	default:
		err = a.writeTable(main, r, c.Int("top"))
	}
	if err != nil {
		return err
	}
	written := []*output{main}
	if path := c.String("stories"); path != "" {
		o := r.output(path)
		if err := a.writeStories(o); err != nil {
			return err
		}
		written = append(written, o)
	}
	if err := commit(written); err != nil {
		return err
	}
	return r.outcome(a.tally, false)
}

// export writes the records in another vocabulary. The moment is left out, so
// that equal runs give equal bytes.
func (a *attributed) export(w io.Writer, vocabulary string) error {
	s := &export.Set{Articles: a.arts, Records: a.records, Stories: a.stories, Version: version(), Made: time.Time{}}
	switch vocabulary {
	case "prov-json":
		return export.PROV(w, s)
	case "schema-org":
		return export.SchemaOrg(w, s)
	case "ninjs":
		return export.NINJS(w, s)
	}
	return export.CSV(w, s)
}
