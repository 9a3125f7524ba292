package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/newscheck/newscheck/corpus"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/urfave/cli/v2"
)

func demoCommand() *command {
	return &command{
		name:    "demo",
		summary: "run dedupe on the sample corpus inside the program",
		examples: []example{
			{"newscheck demo", "see which of the sample articles are copies of one another"},
			{"newscheck demo --extract corpus", "write the sample corpus to a folder, to try the other commands on"},
		},
		about: `The sample corpus was written for newscheck: stories as agencies sent them and as papers, broadcasters and aggregators carried them, cut, re-headlined, updated and quoted. No person or event in it is real. Its truth tables are in the folder _truth, for newscheck eval.`,
		flags: append([]cli.Flag{
			&cli.StringFlag{Name: "extract", Usage: "write the corpus to the folder `DIR` and do nothing else"},
		}, dedupeDemoFlags()...),
		choices: map[string][]string{"format": append([]string{""}, dedupeFormats...), "color": colorChoices},
		exits:   []exit{exitStops},
		action:  runDemo,
	}
}

// dedupeDemoFlags are the flags of dedupe that make sense for the demo.
func dedupeDemoFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: table, json, jsonl, csv or md (default table)"},
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"},
		&cli.IntFlag{Name: "top", Value: 20, Usage: "show `N` stories in a table or in Markdown, 0 for all"},
		colorFlag(),
	}
}

func runDemo(r *run, c *cli.Context) error {
	if dir := c.String("extract"); dir != "" {
		n, err := extractCorpus(dir)
		if err != nil {
			return err
		}
		r.say("%s written to %s; try newscheck dedupe %s", plural(n, "file"), dir, dir)
		return nil
	}
	format, err := formatOf(c, dedupeFormats)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "newscheck-demo-*")
	if err != nil {
		return fmt.Errorf("cannot unpack the sample corpus: %w", err)
	}
	defer os.RemoveAll(dir)
	if _, err := extractCorpus(dir); err != nil {
		return err
	}
	in, err := r.input(c)
	if err != nil {
		return err
	}
	in.root = dir
	for _, name := range corpus.Articles() {
		in.paths = append(in.paths, filepath.Join(dir, name))
	}
	p, err := r.pile(in, dedupe.Options{})
	if err != nil {
		return err
	}
	defer p.close()
	return r.finishDedupe(c, p, format, nil)
}

// extractCorpus writes the sample corpus under dir and returns how many files
// that were. It never writes over a file that differs.
func extractCorpus(dir string) (int, error) {
	n := 0
	err := fs.WalkDir(corpus.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		to := filepath.Join(dir, filepath.FromSlash(path))
		if d.IsDir() {
			return os.MkdirAll(to, 0o777)
		}
		data, err := fs.ReadFile(corpus.FS, path)
		if err != nil {
			return err
		}
		n++
		if there, err := os.ReadFile(to); err == nil {
			if string(there) == string(data) {
				return nil
			}
			return withHint(fmt.Errorf("%s is there already and differs", to), "name a folder that does not exist yet")
		}
		return os.WriteFile(to, data, 0o666)
	})
	if h := (hinted{}); err != nil && !errors.As(err, &h) {
		err = fmt.Errorf("cannot write the sample corpus: %w", err)
	}
	return n, err
}
