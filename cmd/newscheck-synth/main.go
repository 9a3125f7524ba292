// Newscheck-synth writes labelled corpora of invented news of any size.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/urfave/cli/v2"

	"github.com/newscheck/newscheck/internal/synth"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := newApp(os.Stdout).RunContext(ctx, os.Args)
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "newscheck-synth: interrupted; the files hold what was written so far")
		os.Exit(130)
	default:
		fmt.Fprintln(os.Stderr, "newscheck-synth: "+err.Error())
		os.Exit(2)
	}
}

func newApp(stdout io.Writer) *cli.App {
	return &cli.App{
		Name:      "newscheck-synth",
		Usage:     "write a labelled corpus of invented news",
		UsageText: "newscheck-synth --articles 20000 --seed 7 --output c.jsonl --truth c.docs.tsv --pairs c.pairs.tsv\nnewscheck dedupe c.jsonl --format jsonl --output out.jsonl\nnewscheck eval c.jsonl --truth c.docs.tsv",
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "articles", Aliases: []string{"n"}, Value: 1000, Usage: "how many `N` articles"},
			&cli.Uint64Flag{Name: "seed", Value: 1, Usage: "equal seeds give equal corpora"},
			&cli.Float64Flag{Name: "copies", Value: .4, Usage: "`SHARE` of the articles that are a copy of another"},
			&cli.Float64Flag{Name: "noise", Usage: "`RATE` of misread characters in noisy copies"},
			&cli.Float64Flag{Name: "noise-share", Usage: "`SHARE` of the copies that are noisy (default: 1 when --noise is given)"},
			&cli.Float64Flag{Name: "chains", Usage: "`SHARE` of the articles in copying trees with known parents (default: 0.2 when --lineage is given)"},
			&cli.IntFlag{Name: "outlets", Value: 400, Usage: "number of publishers, at least 100"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Value: "-", Usage: "articles as JSON Lines to `FILE`"},
			&cli.StringFlag{Name: "truth", Usage: "story and family of each article to `FILE.docs.tsv`"},
			&cli.StringFlag{Name: "pairs", Usage: "labelled pairs to `FILE.pairs.tsv`"},
			&cli.StringFlag{Name: "lineage", Usage: "parent and origin of each article in a copying tree to `FILE.tsv`"},
		},
		HideHelpCommand: true,
		OnUsageError:    func(_ *cli.Context, err error, _ bool) error { return err },
		ExitErrHandler:  func(*cli.Context, error) {}, // main maps errors to exit codes
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return fmt.Errorf("unexpected argument %q; newscheck-synth takes flags only (see --help)", c.Args().First())
			}
			return run(c, stdout)
		},
	}
}

func run(c *cli.Context, stdout io.Writer) (err error) {
	opts := synth.Options{
		Articles: c.Int("articles"), Seed: c.Uint64("seed"), Copies: c.Float64("copies"),
		Noise: c.Float64("noise"), NoiseShare: c.Float64("noise-share"),
		Chains: c.Float64("chains"), Outlets: c.Int("outlets"),
	}
	if opts.Noise > 0 && !c.IsSet("noise-share") {
		opts.NoiseShare = 1
	}
	if c.IsSet("lineage") && !c.IsSet("chains") {
		opts.Chains = .2
	}
	var files [4]io.Writer
	for i, flag := range []string{"output", "truth", "pairs", "lineage"} {
		switch path := c.String(flag); path {
		case "":
		case "-":
			files[i] = stdout
		default:
			f, err2 := os.Create(path)
			if err2 != nil {
				return err2
			}
			defer func() { err = errors.Join(err, f.Close()) }()
			files[i] = f
		}
	}
	w, err := synth.NewWriter(files[0], files[1], files[2], files[3], opts.Seed)
	if err != nil {
		return err
	}
	return errors.Join(synth.Generate(c.Context, opts, w), w.Close())
}
