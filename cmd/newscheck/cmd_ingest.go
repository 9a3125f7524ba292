package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/urfave/cli/v2"
)

var ingestFormats = []string{"table", "jsonl", "csv"}

func ingestCommand() *command {
	flags := []cli.Flag{
		indexFlag(),
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: table, jsonl or csv (default table on a terminal, jsonl elsewhere)"},
		&cli.StringFlag{Name: "watch", Usage: "then follow the folder `DIR`: take in each file that comes or changes, until interrupted"},
		&cli.DurationFlag{Name: "settle", Value: time.Second, Usage: "with --watch, read a file when it has not changed for `TIME`"},
		&cli.StringFlag{Name: "keep", Usage: "forget what was added longer than `TIME` ago, such as 90d or 12h"},
		&cli.IntFlag{Name: "top", Value: 20, Usage: "show `N` findings in a table, 0 for all"},
		&cli.IntFlag{Name: "every", Usage: "say on stderr after every `N` articles how fast they were taken in"},
		&cli.BoolFlag{Name: "exit-code", DisableDefaultText: true, Usage: "exit with 1 when something republished was found"},
		&cli.IntFlag{Name: "workers", Usage: "use `N` goroutines; 0 is one per processor"},
		outletsFlag(),
	}
	flags = append(flags, fixedFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "ingest", args: "PATH…", max: -1,
		summary: "take articles into an index and tell of each whether it is new",
		examples: []example{
			{"newscheck ingest --index archive corpus/", "make an index and see what is republished, and from whom"},
			{"newscheck ingest --index archive today.jsonl.gz --format jsonl > findings.jsonl", "one line per article, in input order"},
			{"tail -F feed.jsonl | newscheck ingest --index archive -", "a stream: each line is answered when it comes"},
			{"newscheck ingest --index archive --watch inbox/ --keep 90d", "follow a folder; forget what is older than 90 days"},
			{"newscheck ingest --index archive page.html --exit-code || echo seen before", "in a script"},
		},
		about: `Reads every article under the PATHs (as dedupe does; - is standard input), holds it against everything that the index has, adds it, and says what it is: original, republished (a copy of an article that was seen, or another outlet's work by its own words), revision (changed text under the same address or id, or a new version by the same outlet), partial (re-uses passages), or undetermined.

What is printed is safe on disk. A run that is interrupted or killed can be started again on the same input: what is there already is said to be known, and nothing is added twice. The index is made when it is not there.

An article without an id has its place as its id (file, or file and record). When another article stands at that place later, it gets an id of its own, with a part of the hash of its text at the end.`,
		flags:   append(flags, colorFlag()),
		choices: map[string][]string{"format": append([]string{""}, ingestFormats...), "color": colorChoices, "input-format": inputChoices()},
		exits: []exit{{exitFound, "something republished was found and --exit-code was given"}, exitReads,
			{exitInterrupted, "interrupted; what was printed is in the index"}},
		action: runIngest,
	}
}

func runIngest(r *run, c *cli.Context) error {
	if c.NArg() == 0 && c.String("watch") == "" {
		return ingestCommand().needsArgs(r)
	}
	format := c.String("format")
	if format == "" {
		format = "jsonl"
		if r.outTerminal {
			format = "table"
		}
	}
	for _, f := range []string{"top", "every", "workers"} {
		if n := c.Int(f); n < 0 {
			return fmt.Errorf("--%s cannot be %d: it is 0 or more", f, n)
		}
	}
	keep, err := parseAge(c.String("keep"))
	if err != nil {
		return withHint(fmt.Errorf("--keep cannot be %q: %w", c.String("keep"), err), "write, for example, --keep 90d")
	}
	if c.Duration("settle") < 0 {
		return fmt.Errorf("--settle cannot be %v: it is 0 or more", c.Duration("settle"))
	}
	in, err := r.input(c)
	if err != nil {
		return err
	}
	in.again = true
	var watch *watcher
	if dir := c.String("watch"); dir != "" {
		if watch, err = r.watch(dir, c.Duration("settle")); err != nil {
			return err
		}
		defer watch.close()
	}
	for _, p := range in.paths { // before an index is made for nothing
		if _, err := os.Stat(p); p != "-" && err != nil && !strings.ContainsAny(p, "*?[") {
			return readError(err)
		}
	}
	collectLazily()
	g, err := r.ingestion(c, format)
	if err != nil {
		return err
	}
	defer g.close()
	return g.all(in, watch, keep, c)
}

// parseAge reads a length of time in days (90d), weeks (2w), or as Go writes
// it (36h). "" is none.
func parseAge(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(s)
	for unit, hours := range map[string]float64{"d": 24, "w": 7 * 24} {
		if digits, ok := strings.CutSuffix(s, unit); ok {
			var n float64
			if n, err = strconv.ParseFloat(digits, 64); err == nil && n < 1e5 {
				d = time.Duration(n * hours * float64(time.Hour))
			}
		}
	}
	if err != nil || d <= 0 {
		return 0, errors.New("that is not a length of time")
	}
	return d, nil
}

// ingestion is one run of ingest over an open index.
type ingestion struct {
	run   *run
	index *index.Index
	dir   string
	out   findingWriter
	rate  rate
	sum   summary
	lost  int
	quiet bool // print nothing of what was known: a file that is followed comes whole with each line added to it
}

// ingestion opens the index that c names, or makes it.
func (r *run) ingestion(c *cli.Context, format string) (*ingestion, error) {
	dir, err := indexDir(c)
	if err != nil {
		return nil, err
	}
	_, err = os.Stat(dir)
	making := errors.Is(err, fs.ErrNotExist)
	opts, err := r.fixedOptions(c, making)
	if err != nil {
		return nil, err
	}
	if opts.Registry, err = registry(c); err != nil {
		return nil, err
	}
	opts.Workers = c.Int("workers")
	bar := r.progress("opening "+printable(dir), "", 0)
	x, err := index.Open(dir, opts)
	if errors.Is(err, index.ErrNotIndex) {
		if opts, err = withFixed(r, c, opts); err == nil {
			opts.Create = true
			if x, err = index.Open(dir, opts); err == nil {
				r.say("made the index %s", printable(dir))
			}
		}
	}
	bar.stop()
	if err != nil {
		return nil, indexError(dir, err)
	}
	g := &ingestion{run: r, index: x, dir: dir, rate: rate{every: c.Int("every"), say: r.say}}
	switch format {
	case "table":
		g.out = &findingTable{run: r, top: c.Int("top")}
	case "csv":
		g.out = newFindingCSV(r.out)
	default:
		g.out = newFindingLines(r.out)
	}
	return g, nil
}

// withFixed is opts with the parameters for a new index.
func withFixed(r *run, c *cli.Context, opts index.Options) (index.Options, error) {
	fixed, err := r.fixedOptions(c, true)
	fixed.Registry, fixed.Workers = opts.Registry, opts.Workers
	return fixed, err
}

func (g *ingestion) close() { g.index.Close() }

// all takes in the paths of in, then what watch tells of, and sums up.
func (g *ingestion) all(in *input, watch *watcher, keep time.Duration, c *cli.Context) error {
	r := g.run
	g.rate.begin()
	var err error
	if len(in.paths) > 0 {
		in.following = watch != nil || slices.Equal(in.paths, []string{"-"}) // a stream may have nothing new
		err = g.take(in)
	}
	if err == nil && keep > 0 {
		err = g.retain(keep)
	}
	if err == nil && watch != nil && !r.interrupted() {
		err = g.follow(in, watch, keep)
	}
	if e := g.out.end(&g.sum, g); err == nil && e != nil {
		err = e
	}
	if err != nil {
		if h := (hinted{}); g.sum.articles > 0 && !errors.As(err, &h) {
			return withHint(err, "%s of this run are in the index and safe; running the same again goes on from there", plural(g.sum.articles, "article"))
		}
		return err
	}
	if r.interrupted() {
		r.say("interrupted: the %s read until then are in the index, %s of them since before", plural(g.sum.articles, "article"), thousands(g.sum.known))
	}
	if e := g.index.Close(); e != nil {
		return indexError(g.dir, e)
	}
	return r.outcome(tally{articles: g.sum.articles, lost: g.lost}, c.Bool("exit-code") && g.sum.verdicts[index.Republished] > 0)
}

// take reads the paths of in and adds what they hold.
func (g *ingestion) take(in *input) error {
	q := g.run.intake(in)
	defer q.stop()
	ready := make(chan *readyBatch)
	go func() {
		defer close(ready)
		for {
			batch := q.next()
			if len(batch) == 0 {
				return
			}
			select {
			case ready <- g.prepare(batch):
			case <-q.ctx.Done():
				return
			}
		}
	}()
	for b := range ready {
		if err := g.add(b); err != nil {
			return err
		}
	}
	t, err := q.result()
	g.lost += t.lost
	return err
}

// readyBatch is a batch that the index has prepared, while it added the one
// before.
type readyBatch struct {
	batch    []arrival
	articles []article.Article
	prepared *index.Prepared
	err      error
}

// prepare prepares a batch under the ids that its articles have so far.
func (g *ingestion) prepare(batch []arrival) *readyBatch {
	b := &readyBatch{batch: batch, articles: make([]article.Article, len(batch))}
	for i := range batch {
		b.articles[i] = batch[i].Article
		if a := &b.articles[i]; batch[i].placed && a.Source.File == "-" {
			a.ID = "" // a place in a stream is none: the index makes an id of the text
		}
	}
	b.prepared, b.err = g.index.Prepare(context.Background(), b.articles)
	return b
}

// add adds one batch and prints what was found.
func (g *ingestion) add(b *readyBatch) error {
	// What is in hand is finished also when the user has asked to stop.
	ctx := context.WithoutCancel(g.run.ctx)
	if b.err == nil {
		var renamed bool
		if renamed, b.err = g.settleIDs(ctx, b); b.err == nil && renamed {
			b.prepared, b.err = g.index.Prepare(ctx, b.articles)
		}
	}
	if b.err != nil {
		return indexError(g.dir, b.err)
	}
	findings, err := g.index.AddPrepared(ctx, b.prepared)
	if err != nil {
		return indexError(g.dir, err)
	}
	for i := range findings {
		f := &findings[i]
		g.sum.add(f)
		if g.quiet && f.Known {
			continue
		}
		if err := g.out.write(f, &b.articles[i]); err != nil {
			return fmt.Errorf("cannot write standard output: %w", cause(err))
		}
	}
	if err := g.out.flush(); err != nil {
		return fmt.Errorf("cannot write standard output: %w", cause(err))
	}
	g.rate.add(len(findings))
	return nil
}

// retain forgets what was added longer than keep ago. Once a good part of the
// folder is made of it, it is written anew without it.
func (g *ingestion) retain(keep time.Duration) error {
	ctx := context.WithoutCancel(g.run.ctx)
	n, err := g.index.Forget(ctx, index.Selection{Before: time.Now().Add(-keep)})
	if err != nil {
		return indexError(g.dir, err)
	}
	g.sum.forgotten += n
	s, err := g.index.Stats()
	if err != nil {
		return indexError(g.dir, err)
	}
	if s.Forgotten > 0 && s.Forgotten*compactShare >= s.Articles {
		bar := g.run.progress("compacting", "", 0)
		err = g.index.Compact(ctx)
		bar.stop()
	}
	return indexError(g.dir, err)
}

// compactShare is how many articles there must be for each forgotten one
// before an index is compacted for it: writing twenty to be rid of one is fair.
const compactShare = 20
