package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/newscheck/newscheck/index"
	"github.com/urfave/cli/v2"
)

// indexFlag is on every command that works on an index.
func indexFlag() cli.Flag {
	return &cli.StringFlag{Name: "index", Aliases: []string{"i"}, Usage: "the folder `DIR` that holds the index"}
}

// fixedFlags are the parameters that an index is made with.
func fixedFlags() []cli.Flag {
	return []cli.Flag{
		&cli.IntFlag{Name: "min-overlap", Aliases: []string{"passage"}, Usage: "shortest re-used passage that must be found, in `WORDS`; fixed when the index is made (40 unless given then)"},
		&cli.Float64Flag{Name: "recall", Usage: "least probability `P` that it is found; fixed when the index is made (0.95 unless given then)"},
		&cli.BoolFlag{Name: "noisy", DisableDefaultText: true, Usage: "compare by characters instead of words, for scanned text; fixed when the index is made"},
		&cli.BoolFlag{Name: "no-text", DisableDefaultText: true, Usage: "keep no texts, so that overlap is estimated; fixed when the index is made"},
	}
}

// fixedOptions takes the fixedFlags of c. Where the index is there already,
// only what stands on the command line itself is held against it: a value of
// the config file is for the next index that is made.
func (r *run) fixedOptions(c *cli.Context, making bool) (index.Options, error) {
	var o index.Options
	for _, s := range r.settings {
		if s.from == "default" || s.from != "flag" && !making {
			continue
		}
		switch s.flag {
		case "min-overlap":
			if o.Passage = c.Int("min-overlap"); o.Passage < 1 {
				return o, withHint(fmt.Errorf("--min-overlap cannot be %d: it is a number of words", o.Passage), "about 40 words are two sentences")
			}
		case "recall":
			if o.Recall = c.Float64("recall"); !(o.Recall > 0 && o.Recall < 1) {
				return o, withHint(fmt.Errorf("--recall cannot be %v: it is a probability, above 0 and below 1", o.Recall), "0.95 is what is taken without it")
			}
		case "noisy":
			o.Noisy = c.Bool("noisy")
		case "no-text":
			o.NoText = c.Bool("no-text")
		}
	}
	return o, nil
}

// collectLazily is for commands that work on an index for long. What grows with it
// is not the collector's, so that may be lazy, within a bound; see mainExit for
// piles.
func collectLazily() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(100)
		debug.SetMemoryLimit(1 << 30)
	}
}

// indexDir is the folder that --index names.
func indexDir(c *cli.Context) (string, error) {
	if dir := c.String("index"); dir != "" {
		return dir, nil
	}
	return "", withHint(errors.New("--index is missing"), "name the folder of the index: --index archive, or once for all: export NEWSCHECK_INDEX=archive")
}

// openIndex opens the index that --index names, which must be there.
func (r *run) openIndex(c *cli.Context, opts index.Options) (*index.Index, error) {
	dir, err := indexDir(c)
	if err != nil {
		return nil, err
	}
	if opts.Registry == nil {
		if opts.Registry, err = registry(c); err != nil {
			return nil, err
		}
	}
	bar := r.progress("opening "+printable(dir), "", 0)
	x, err := index.Open(dir, opts)
	bar.stop()
	return x, indexError(dir, err)
}

// indexError puts what can be done beside an error of the index in dir.
func indexError(dir string, err error) error {
	if err == nil {
		return nil
	}
	say := fmt.Errorf("%s", strings.TrimPrefix(err.Error(), "index: "))
	if !strings.Contains(say.Error(), dir) {
		say = fmt.Errorf("%s: %w", dir, say)
	}
	keep := indexFailure{say, err}
	switch {
	case errors.Is(err, index.ErrNotIndex):
		return withHint(keep, "newscheck ingest --index %s PATH… makes one", dir)
	case errors.Is(err, index.ErrVersion):
		return withHint(keep, "newscheck index rebuild --index %s --to NEW writes it in the form of this version", dir)
	case errors.Is(err, index.ErrParameters):
		return withHint(keep, "leave --min-overlap, --recall, --noisy and --no-text out, or newscheck index rebuild --index %s --to NEW with them", dir)
	case errors.Is(err, index.ErrLocked):
		return withHint(keep, "wait until it ends, or ask it: newscheck serve answers while it holds the index")
	case errors.Is(err, index.ErrDamaged):
		return withHint(keep, "newscheck index verify --index %s names what is damaged; newscheck index rebuild --index %s --to NEW saves what can be read", dir, dir)
	}
	return keep
}

// indexFailure says an error in other words and stays the error that it was.
type indexFailure struct{ error, was error }

func (f indexFailure) Error() string { return f.error.Error() }
func (f indexFailure) Unwrap() error { return f.was }
