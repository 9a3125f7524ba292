package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/newscheck/newscheck/reliability"
	"github.com/newscheck/newscheck/report"
	"github.com/urfave/cli/v2"
)

var reportFormats = []string{"html", "md", "json"}

func reportCommand() *command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the pages to the folder `DIR`, or Markdown or JSON to a file of that name; it appears when all is done"},
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: html, md or json (default html, or as the name of --output ends)"},
		&cli.StringFlag{Name: "title", Usage: "call the report `TITLE`"},
		&cli.IntFlag{Name: "side-by-side", Value: 12, Usage: "show at most `N` copies of a story side by side with what they were taken from"},
		outletsFlag(),
		&cli.StringFlag{Name: "ratings", Usage: "show what the ratings in the folder `DIR` say of outlets, too (newscheck sources import makes it)"},
		&cli.StringSliceFlag{Name: "lexicon", Usage: "know the words of `FILE`, too, a table as provenance/framing/FORMAT.md describes; may be repeated"},
	}
	flags = append(flags, searchFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "report", args: "PATH…", min: 1, max: -1,
		summary: "write pages that show stories, sources, copies and changes",
		examples: []example{
			{"newscheck report corpus/ -o pages", "a folder of pages; open pages/index.html"},
			{"newscheck report feed.jsonl -o pages --title \"Wire copy, week 12\"", "the same under a title of your own"},
			{"newscheck report corpus/ --format json | jq '.stories[0].finding'", "what the pages say, for programs"},
			{"newscheck report corpus/ -o report.md", "the same to paste into a document"},
		},
		about: `Finds the copies among all articles under the PATHs, tells where each comes from and what it changed, and writes pages: an overview, a page for each story that stands in several copies (when each appeared, who copied whom, what shows it, what was changed, the texts side by side) and a page for each outlet (what it does in these articles, with intervals; what it wrote and what it carried; with --ratings what others say of it).

The pages are one folder that needs no network, no server and no script. Each page can be sent or printed alone. An older report in the folder is replaced; a folder that holds anything else is left alone.

newscheck says what differs between copies and what a text states of its source. It does not say who is right.`,
		flags:   append(flags, colorFlag()),
		choices: map[string][]string{"format": append([]string{""}, reportFormats...), "color": colorChoices},
		exits:   []exit{exitReads, exitStops},
		action:  runReport,
	}
}

func runReport(r *run, c *cli.Context) error {
	format, err := formatOf(c, reportFormats)
	if err != nil {
		return err
	}
	opts, err := searchOptions(c)
	if err != nil {
		return err
	}
	opts.Spans = true
	if n := c.Int("side-by-side"); n < 1 {
		return fmt.Errorf("--side-by-side cannot be %d: it is 1 or more", n)
	}
	in, err := r.input(c)
	if err != nil {
		return err
	}
	defer in.close()
	out := c.String("output")
	if err := reportPlace(format, out, in); err != nil {
		return err
	}
	reg, err := registry(c)
	if err != nil {
		return err
	}
	lex, err := lexicon(c.StringSlice("lexicon"))
	if err != nil {
		return err
	}
	var book *reliability.Book
	if c.String("ratings") != "" { // only when asked for: reports are sent to others
		if book, err = r.book(c, reg); err != nil {
			return err
		}
	}
	a, err := r.attribute(in, opts, reg)
	if err != nil {
		return err
	}
	limits := report.Limits{Compared: c.Int("side-by-side")}
	bar := r.progress("telling what changed in", plural(len(a.arts), "article"), 0)
	m, err := report.Build(context.WithoutCancel(r.ctx), report.Pile{Articles: a.arts, Groups: a.result, Records: a.records, Stories: a.stories},
		report.Options{Title: c.String("title"), Registry: reg, Lexicon: lex, Workers: opts.Workers, Ratings: book, Limits: limits})
	bar.stop()
	if err != nil {
		return fmt.Errorf("cannot make the report: %w", err)
	}
	switch format {
	case "json":
		err = r.emit(out, func(w io.Writer) error { return report.JSON(w, m) })
	case "md":
		err = r.emit(out, func(w io.Writer) error { return report.Markdown(w, m, limits) })
	default:
		var n int
		var size int64
		if n, size, err = report.WriteDir(context.WithoutCancel(r.ctx), m, limits, out); err != nil {
			return fmt.Errorf("cannot write %s: %w", out, cause(err))
		}
		r.say("%s, %s; open %s", plural(n, "page"), megabytes(size), filepath.Join(out, "index.html"))
	}
	if err != nil {
		return err
	}
	return r.outcome(a.tally, false)
}

// reportPlace reports what would keep a report from being written, so that a
// long run does not end with that.
func reportPlace(format, out string, in *input) error {
	if format != "html" {
		return writable(out)
	}
	if out == "" || out == "-" {
		return withHint(errors.New("pages are a folder, and --output names none"), "newscheck report %s -o pages; or --format md writes to standard output", in.paths[0])
	}
	err := report.Replaceable(out)
	if errors.Is(err, report.ErrNotReport) {
		return withHint(fmt.Errorf("cannot write %s: the folder holds something that is no report", out), "name a folder that does not exist yet")
	}
	if err != nil {
		return withHint(fmt.Errorf("cannot write %s: %w", out, cause(err)), "name a folder that does not exist yet")
	}
	return nil
}

// megabytes is a size as people say it.
func megabytes(n int64) string {
	if n < 1e6 {
		return fmt.Sprintf("%d kB", (n+999)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
