package main

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/urfave/cli/v2"
)

// defaultOverlap is the default of --min-overlap, in words: about two
// sentences, less than which is not worth calling a re-use.
const defaultOverlap = 40

var dedupeFormats = []string{"table", "json", "jsonl", "csv", "md"}

func dedupeCommand() *command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: table, json, jsonl, csv or md (default table, or as the name of --output ends)"},
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output; it appears when all is done"},
		&cli.IntFlag{Name: "top", Value: 20, Usage: "show `N` stories in a table or in Markdown, 0 for all"},
		&cli.StringFlag{Name: "matches", Usage: "write each pair that matches, with its shared passages, to `FILE` as JSON lines"},
		&cli.StringFlag{Name: "unique", Usage: "write one whole article for each story to `FILE` as JSON lines"},
		&cli.StringFlag{Name: "keep", Value: "fullest", Usage: "what --unique keeps of a story: `WHICH` is fullest or earliest"},
		&cli.StringSliceFlag{Name: "explain", Usage: "say why the articles with the ids `A B` match, or do not"},
		&cli.BoolFlag{Name: "exit-code", DisableDefaultText: true, Usage: "exit with 1 when copies were found, as git diff does"},
	}
	flags = append(flags, searchFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "dedupe", args: "PATH…", min: 1, max: -1,
		summary: "find which articles are copies of the same story",
		examples: []example{
			{"newscheck dedupe corpus/", "a table of stories and their copies"},
			{"newscheck dedupe corpus/ --format jsonl > placed.jsonl", "one line per article, in input order"},
			{"newscheck dedupe feed.jsonl --unique unique.jsonl --keep earliest", "keep one article of each story"},
			{"newscheck dedupe corpus/ --explain wire-201 arch-101", "why these two match, or do not"},
			{"zcat crawl.jsonl.gz | newscheck dedupe - --field text=body --matches pairs.jsonl", "other people's field names, from a pipe"},
		},
		about: `Reads every article under the PATHs (files, folders, globs, or - for standard input) and groups them. Articles of one story are copies of one another; stories of one family are versions of a running story. An article that re-uses a passage inside another one, or shares only quotations with it, is reported with --matches and never grouped.

How short a re-used passage must still be found is said with --min-overlap, and how surely with --recall; the second line of the table says what that comes to for longer passages.`,
		flags:   append(flags, colorFlag()),
		choices: map[string][]string{"format": append([]string{""}, dedupeFormats...), "keep": {"fullest", "earliest"}, "color": colorChoices, "input-format": inputChoices()},
		pairs:   map[string]bool{"explain": true},
		exits:   []exit{{exitFound, "copies were found and --exit-code was given"}, exitReads, exitStops},
		action:  runDedupe,
	}
}

// searchFlags are on every command that looks for copies.
func searchFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "min-overlap", Value: defaultOverlap, Usage: "shortest re-used passage that must be found, in `WORDS`"},
		&cli.Float64Flag{Name: "recall", Value: 0.95, Usage: "least probability `P`, between 0 and 1, that two articles which share such a passage are compared"},
		&cli.BoolFlag{Name: "noisy", DisableDefaultText: true, Usage: "for scanned or transliterated text: compare by characters instead of words"},
		&cli.IntFlag{Name: "workers", Usage: "use `N` goroutines; 0 is one per processor"},
		&cli.StringFlag{Name: "memory", Value: "64MiB", Usage: "keep at most `SIZE` of text in memory, such as 512MB or 2GiB; more goes to a temporary file"},
	}
}

// searchOptions takes the searchFlags of c.
func searchOptions(c *cli.Context) (dedupe.Options, error) {
	o := dedupe.Options{Passage: c.Int("min-overlap"), Recall: c.Float64("recall"), Noisy: c.Bool("noisy"), Workers: c.Int("workers")}
	if !(o.Recall > 0 && o.Recall < 1) {
		err := fmt.Errorf("--recall cannot be %v: it is a probability, above 0 and below 1", o.Recall)
		if o.Recall > 1 && o.Recall < 100 {
			return o, withHint(err, "did you mean --recall %s?", strconv.FormatFloat(o.Recall/100, 'g', -1, 64))
		}
		return o, withHint(err, "0.95 finds 95 of 100 pairs that share just --min-overlap words, and nearly all that share more")
	}
	if o.Workers < 0 {
		return o, fmt.Errorf("--workers cannot be %d: it is 0 or more", o.Workers)
	}
	n, err := parseSize(c.String("memory"))
	if err != nil {
		return o, withHint(fmt.Errorf("--memory cannot be %q: %w", c.String("memory"), err), "write, for example, --memory 512MB")
	}
	o.Memory = n
	set, err := dedupe.New(o) // it knows the other limits
	if err != nil {
		return o, fmt.Errorf("--min-overlap cannot be %d: %s", o.Passage, strings.TrimPrefix(err.Error(), "dedupe: "))
	}
	return o, set.Close()
}

// parseSize reads a number of bytes: 1000, 64k, 512MB, 2GiB.
func parseSize(s string) (int64, error) {
	digits := strings.TrimRight(strings.TrimSpace(s), "bBiIkKmMgGtT ")
	unit := strings.ToLower(strings.TrimSpace(strings.TrimSpace(s)[len(digits):]))
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || !(n > 0) {
		return 0, fmt.Errorf("that is not a size")
	}
	scale, ok := map[string]float64{"": 1, "b": 1, "k": 1e3, "kb": 1e3, "kib": 1 << 10, "m": 1e6, "mb": 1e6, "mib": 1 << 20,
		"g": 1e9, "gb": 1e9, "gib": 1 << 30, "t": 1e12, "tb": 1e12, "tib": 1 << 40}[unit]
	if !ok || n*scale > 1e15 {
		return 0, fmt.Errorf("that is not a size")
	}
	return int64(n * scale), nil
}

func runDedupe(r *run, c *cli.Context) error {
	format, opts, in, err := r.prepare(c, dedupeFormats, "matches", "unique")
	if err != nil {
		return err
	}
	defer in.close()
	explain := c.StringSlice("explain")
	if len(explain) != 0 && len(explain) != 2 {
		return withHint(fmt.Errorf("--explain takes two ids, here it has %d", len(explain)), "newscheck dedupe %s --explain ID1 ID2", in.paths[0])
	}
	if len(explain) == 2 || c.String("unique") != "" {
		if err := in.keepStdin(); err != nil {
			return err
		}
	}
	opts.Spans = len(explain) == 2 || c.String("matches") != ""
	p, err := r.pile(in, opts)
	if err != nil {
		return err
	}
	defer p.close()
	return r.finishDedupe(c, p, format, explain)
}

// prepare takes what the commands that look for copies and write tables have in
// common: --format, --top, the searchFlags and the input. Flags that name files,
// of which --output is one, must name some that can be written.
func (r *run) prepare(c *cli.Context, formats []string, files ...string) (format string, opts dedupe.Options, in *input, err error) {
	if format, err = formatOf(c, formats); err != nil {
		return "", opts, nil, err
	}
	if n := c.Int("top"); n < 0 {
		return "", opts, nil, fmt.Errorf("--top cannot be %d: it is 0 or more", n)
	}
	if opts, err = searchOptions(c); err != nil {
		return "", opts, nil, err
	}
	for _, f := range append(files, "output") {
		if err = writable(c.String(f)); err != nil {
			return "", opts, nil, err
		}
	}
	in, err = r.input(c)
	return format, opts, in, err
}

// finishDedupe writes everything that was asked for. Nothing is put in its
// place before all of it could be written.
func (r *run) finishDedupe(c *cli.Context, p *pile, format string, explain []string) error {
	main := r.output(c.String("output"))
	var err error
	switch {
	case len(explain) == 2 && (format == "json" || format == "jsonl"):
		err = p.writeExplanationJSON(main, r, explain[0], explain[1])
	case len(explain) == 2:
		err = p.writeExplanation(main, r, explain[0], explain[1])
	case format == "json":
		err = p.writeJSON(main)
	case format == "jsonl":
		err = p.writeJSONL(main)
	case format == "csv":
		err = p.writeCSV(main)
	case format == "md":
		err = p.writeMarkdown(main, c.Int("top"))
	default:
		err = p.writeTable(main, r, c.Int("top"), p.detection())
	}
	if err != nil {
		return err
	}
	outputs := []*output{main}
	for _, extra := range []struct {
		path  string
		write func(io.Writer) error
	}{
		{c.String("matches"), p.writeMatches},
		{c.String("unique"), func(w io.Writer) error { return p.writeUnique(w, r, c.String("keep")) }},
	} {
		if extra.path == "" {
			continue
		}
		o := r.output(extra.path)
		if err := extra.write(o); err != nil {
			return err
		}
		outputs = append(outputs, o)
	}
	if err := commit(outputs); err != nil {
		return err
	}
	if cut := p.result.Stats.Cut; cut > 0 {
		r.say("%s of articles that a great many others resemble were not compared one by one", plural(cut, "pair"))
	}
	return r.outcome(p.tally, c.Bool("exit-code") && len(p.cards) > p.result.Stats.Stories)
}

// commit puts all outputs in their places, the main one, which is the first, last.
func commit(outputs []*output) error {
	for _, o := range slices.Backward(outputs) {
		if err := o.commit(); err != nil {
			return err
		}
	}
	return nil
}

// formatOf is the format asked for, else the one that the output's name tells,
// else the first.
func formatOf(c *cli.Context, formats []string) (string, error) {
	if f := c.String("format"); f != "" {
		return f, nil
	}
	ext := strings.TrimPrefix(filepath.Ext(c.String("output")), ".")
	switch {
	case ext == "markdown":
		ext = "md"
	case ext == "ndjson":
		ext = "jsonl"
	}
	if slices.Contains(formats, ext) {
		return ext, nil
	}
	return formats[0], nil
}
