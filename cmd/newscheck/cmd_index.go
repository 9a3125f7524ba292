package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/newscheck/newscheck/index"
	"github.com/urfave/cli/v2"
)

func indexCommand() *command {
	return &command{
		name: "index", args: "COMMAND", max: -1,
		summary: "look after an index: forget, verify, compact, export",
		examples: []example{
			{"newscheck index stats --index archive", "what it holds"},
			{"newscheck index forget --index archive --publisher example.com --compact", "forget an outlet, also on disk"},
			{"newscheck index verify --index archive", "read everything and name what is damaged"},
			{"newscheck index export --index archive | newscheck dedupe -", "its articles for other commands"},
		},
		about: `An index is a folder that newscheck ingest makes and adds to. One program at a time may write it. Copies of the folder are whole when no program had it open.`,
		subs: []*command{
			indexStatsCommand(), indexForgetCommand(), indexVerifyCommand(), indexCompactCommand(), indexExportCommand(), indexRebuildCommand(),
		},
	}
}

// answerFlags are on the commands that answer with a table or one document.
func answerFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: table or json (default table on a terminal, json elsewhere)"},
		colorFlag(),
	}
}

func answerChoices() map[string][]string {
	return map[string][]string{"format": {"", "table", "json"}, "color": colorChoices}
}

// asTable reports whether the answer goes to a person.
func (r *run) asTable(c *cli.Context) bool {
	return cmp.Or(c.String("format"), map[bool]string{true: "table", false: "json"}[r.outTerminal]) == "table"
}

// answer writes v as one JSON document.
func (r *run) answer(v any) error {
	return r.emit("", func(w io.Writer) error {
		e := newEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(v)
	})
}

// properties writes lines of a name and a value.
func (r *run) properties(rows [][]string) error {
	th := r.theme()
	cols := []column{{}, {}}
	cols[0].style = th.dimColumn
	for _, row := range rows {
		row[1] = printable(row[1])
	}
	_, err := io.WriteString(r.out, grid(th, cols, measure(cols, rows), rows, false))
	return err
}

func indexStatsCommand() *command {
	return &command{
		name:    "index stats",
		summary: "what an index holds",
		examples: []example{
			{"newscheck index stats --index archive", "for people"},
			{"newscheck index stats --index archive --format json", "for other programs"},
		},
		flags:   append([]cli.Flag{indexFlag(), outletsFlag()}, answerFlags()...),
		choices: answerChoices(),
		action: func(r *run, c *cli.Context) error {
			x, err := r.openIndex(c, index.Options{ReadOnly: true})
			if err != nil {
				return err
			}
			defer x.Close()
			s, err := x.Stats()
			if err != nil {
				return indexError(c.String("index"), err)
			}
			if !r.asTable(c) {
				return r.answer(s)
			}
			return r.properties(statsRows(s))
		},
	}
}

// statsRows are the lines of index stats.
func statsRows(s index.Stats) [][]string {
	how := []string{fmt.Sprintf("passages of %d words with probability %v", s.Params.Passage, s.Params.Recall)}
	if s.Params.Noisy {
		how = append(how, "compared by characters")
	}
	if s.Params.NoText {
		how = append(how, "no texts kept")
	}
	rows := [][]string{
		{"articles", fmt.Sprintf("%s, %s replaced by a later revision", thousands(s.Articles), thousands(s.Revisions))},
		{"stories", fmt.Sprintf("%s in %s", thousands(s.Stories), plural(s.Families, "family"))},
		{"added", span(s.Oldest, s.Newest)},
		{"texts", fmt.Sprintf("%s, %s as stored", size(s.TextBytes), size(s.Stored))},
		{"on disk", size(s.DiskBytes)},
		{"in memory", size(s.Memory)},
		{"finds", strings.Join(how, ", ")},
		{"format", fmt.Sprintf("version %d", s.Version)},
	}
	if s.Forgotten > 0 {
		rows = append(rows, []string{"forgotten", fmt.Sprintf("%s, whose bytes stay on disk until newscheck index compact", plural(s.Forgotten, "article"))})
	}
	return rows
}

// span is two moments as people write them.
func span(from, to time.Time) string {
	if from.IsZero() {
		return "nothing yet"
	}
	const form = "2006-01-02 15:04"
	return from.Local().Format(form) + " to " + to.Local().Format(form)
}

// verified is index verify --format json.
type verified struct {
	Articles int           `json:"articles"` // that the index says it holds
	Faults   []index.Fault `json:"faults"`
	Cut      int           `json:"faults_cut,omitempty"` // faults beyond those listed
}

// maxFaults is how many faults are listed; a folder that is damaged all over
// has as many as articles.
const maxFaults = 1000

func indexVerifyCommand() *command {
	return &command{
		name:     "index verify",
		summary:  "read everything in an index and name what is damaged",
		examples: []example{{"newscheck index verify --index archive && cp -a archive backup/", "make a copy only of what is whole"}},
		about:    `Reads every file and checks all checksums, that every article is whole, and that articles, stories and look-up tables agree with one another. Each fault is named with the article or file it is in.`,
		flags:    append([]cli.Flag{indexFlag(), outletsFlag()}, answerFlags()...),
		choices:  answerChoices(),
		exits:    []exit{{exitInterrupted, "interrupted; not everything was read"}},
		action:   runIndexVerify,
	}
}

func runIndexVerify(r *run, c *cli.Context) error {
	dir, err := indexDir(c)
	if err != nil {
		return err
	}
	v := verified{Faults: []index.Fault{}}
	x, err := r.openIndex(c, index.Options{ReadOnly: true})
	if errors.Is(err, index.ErrDamaged) { // so badly that it cannot even be opened
		v.Faults = append(v.Faults, index.Fault{What: err.Error()})
	} else if err != nil {
		return err
	} else {
		defer x.Close()
		bar := r.progress("reading "+printable(dir), "faults", 0)
		err = x.Verify(r.ctx, func(f index.Fault) {
			bar.add(1)
			if len(v.Faults) == maxFaults {
				v.Cut++
				return
			}
			v.Faults = append(v.Faults, f)
		})
		bar.stop()
		if r.interrupted() {
			return errInterrupted
		}
		if err != nil {
			return indexError(dir, err)
		}
		if s, err := x.Stats(); err == nil {
			v.Articles = s.Articles
		}
	}
	if err := r.writeVerified(c, dir, v); err != nil {
		return err
	}
	if n := len(v.Faults) + v.Cut; n > 0 {
		return withHint(fmt.Errorf("%s is damaged: %s", dir, plural(n, "fault")),
			"take a whole copy of the folder, or save what can be read: newscheck index rebuild --index %s --to NEW", dir)
	}
	return nil
}

func (r *run) writeVerified(c *cli.Context, dir string, v verified) error {
	if !r.asTable(c) {
		return r.answer(v)
	}
	if len(v.Faults) == 0 {
		_, err := fmt.Fprintf(r.out, "%s is whole: %s read and checked\n", printable(dir), plural(v.Articles, "article"))
		return err
	}
	th := r.theme()
	cols := []column{{head: "WHERE"}, {head: "WHAT IS WRONG"}}
	cols[1].style = th.badColumn
	var rows [][]string
	for _, f := range v.Faults {
		rows = append(rows, []string{printable(cmp.Or(f.ID, f.File, f.Key, dir)), printable(f.What)})
	}
	widths := measure(cols, rows)
	widths[0] = min(widths[0], 40)
	widths[1] = max(r.width-widths[0]-4, 20)
	for _, row := range rows {
		row[0], row[1] = fitEnd(row[0], widths[0]), fit(row[1], widths[1])
	}
	text := grid(th, cols, widths, rows, true)
	if v.Cut > 0 {
		text += fmt.Sprintf("  … and %s more\n", thousands(v.Cut))
	}
	_, err := io.WriteString(r.out, text)
	return err
}

// compacted is index compact --format json.
type compacted struct {
	Before    int64 `json:"disk_bytes_before"`
	After     int64 `json:"disk_bytes"`
	Forgotten int   `json:"forgotten"` // articles whose bytes were removed
}

func indexCompactCommand() *command {
	return &command{
		name:     "index compact",
		summary:  "write an index anew without what was forgotten",
		examples: []example{{"newscheck index compact --index archive", "no byte of a forgotten article is left in any file"}},
		flags:    append([]cli.Flag{indexFlag(), outletsFlag()}, answerFlags()...),
		choices:  answerChoices(),
		action: func(r *run, c *cli.Context) error {
			x, err := r.openIndex(c, index.Options{})
			if err != nil {
				return err
			}
			defer x.Close()
			done, err := r.compact(c.String("index"), x)
			if err != nil {
				return err
			}
			if !r.asTable(c) {
				return r.answer(done)
			}
			_, err = fmt.Fprintf(r.out, "%s: %s before, %s now; %s gone from disk\n", printable(c.String("index")),
				size(done.Before), size(done.After), plural(done.Forgotten, "forgotten article"))
			return err
		},
	}
}

// compact compacts x and says what that did.
func (r *run) compact(dir string, x *index.Index) (compacted, error) {
	var done compacted
	s, err := x.Stats()
	if err != nil {
		return done, indexError(dir, err)
	}
	done.Before, done.Forgotten = s.DiskBytes, s.Forgotten
	bar := r.progress("compacting "+printable(dir), "", 0)
	err = x.Compact(context.WithoutCancel(r.ctx))
	bar.stop()
	if err != nil {
		return done, indexError(dir, err)
	}
	s, err = x.Stats()
	done.After = s.DiskBytes
	return done, indexError(dir, err)
}

// rebuilt is index rebuild --format json.
type rebuilt struct {
	To       string           `json:"to"`
	Articles int              `json:"articles"`
	Lost     int              `json:"lost"` // of the old index, that could not be read
	Params   index.Parameters `json:"parameters"`
}

func indexRebuildCommand() *command {
	flags := []cli.Flag{indexFlag(), &cli.StringFlag{Name: "to", Usage: "make the new index in the folder `NEW`"}, outletsFlag()}
	flags = append(append(flags, fixedFlags()...), answerFlags()...)
	return &command{
		name:    "index rebuild",
		summary: "make a new index of the articles of one",
		examples: []example{
			{"newscheck index rebuild --index archive --to archive2 --min-overlap 20", "find shorter passages"},
			{"newscheck index rebuild --index damaged --to saved", "save what can be read"},
			{"newscheck index rebuild --index archive --to lean --no-text", "the same without texts"},
		},
		about:   `The new index is in the format of this version of newscheck, with the parameters given here and those of the old one for the rest. When each article came is kept. The old index is left as it is; put the new one in its place when you are content with it.`,
		flags:   flags,
		choices: answerChoices(),
		exits:   []exit{{exitPartial, "made, but some articles of the old index could not be read"}},
		action:  runIndexRebuild,
	}
}

func runIndexRebuild(r *run, c *cli.Context) error {
	to := c.String("to")
	if to == "" {
		return withHint(errors.New("--to is missing"), "name a new folder: newscheck index rebuild --index %s --to NEW", cmp.Or(c.String("index"), "OLD"))
	}
	if entries, err := os.ReadDir(to); err == nil && len(entries) > 0 {
		return withHint(fmt.Errorf("cannot make an index in %s: the folder is not empty", to), "name a new folder")
	}
	opts, err := r.fixedOptions(c, false)
	if err != nil {
		return err
	}
	x, err := r.openIndex(c, index.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer x.Close()
	if opts.Registry, err = registry(c); err != nil {
		return err
	}
	old, err := x.Stats()
	if err != nil {
		return indexError(c.String("index"), err)
	}
	bar := r.progress("rebuilding "+printable(c.String("index")), "", 0)
	err = x.Rebuild(r.ctx, to, opts)
	bar.stop()
	if r.interrupted() {
		return errInterrupted
	}
	if err != nil {
		return indexError(c.String("index"), err)
	}
	y, err := index.Open(to, index.Options{ReadOnly: true, Registry: opts.Registry})
	if err != nil {
		return indexError(to, err)
	}
	defer y.Close()
	s, err := y.Stats()
	if err != nil {
		return indexError(to, err)
	}
	done := rebuilt{To: to, Articles: s.Articles, Lost: old.Articles - s.Articles, Params: s.Params}
	if r.asTable(c) {
		_, err = fmt.Fprintf(r.out, "%s: %s\n", printable(to), plural(s.Articles, "article"))
	} else {
		err = r.answer(done)
	}
	if err == nil && done.Lost > 0 {
		r.say("%s of %s could not be read", plural(done.Lost, "article"), c.String("index"))
		return errUnreadable
	}
	return err
}
