package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/newscheck/newscheck/index"
	"github.com/urfave/cli/v2"
)

// forgotten is index forget --format json.
type forgotten struct {
	Articles int      `json:"articles"`
	DryRun   bool     `json:"dry_run"`
	Gone     bool     `json:"gone"`          // no byte of them is left on disk
	IDs      []string `json:"ids,omitempty"` // of a dry run, the first of them
}

// maxForgottenIDs is how many ids a dry run lists.
const maxForgottenIDs = 1000

func indexForgetCommand() *command {
	flags := []cli.Flag{
		indexFlag(),
		&cli.StringSliceFlag{Name: "id", Usage: "forget the article with the `ID`, in all its revisions; may be repeated"},
		&cli.StringFlag{Name: "publisher", Usage: "forget the articles of `OUTLET`, by its name or domain"},
		&cli.StringFlag{Name: "before", Usage: "forget what was added before `DATE`, such as 2026-01-31 or 2026-01-31T12:00:00Z"},
		&cli.BoolFlag{Name: "dry-run", Aliases: []string{"n"}, DisableDefaultText: true, Usage: "forget nothing, say what would be"},
		&cli.BoolFlag{Name: "compact", DisableDefaultText: true, Usage: "then compact the index, so that nothing of it is left on disk"},
		outletsFlag(),
	}
	return &command{
		name:    "index forget",
		summary: "take articles out of an index",
		examples: []example{
			{"newscheck index forget --index archive --publisher example.com --dry-run", "what would be forgotten"},
			{"newscheck index forget --index archive --id a17 --id a18 --compact", "two articles, and their bytes on disk"},
			{"newscheck index forget --index archive --before 2026-01-01", "what was added before this year"},
		},
		about:   `Where several of --id, --publisher and --before are given, an article must meet all of them. What is forgotten shows in no answer any more. Its bytes may lie in the folder until the index is compacted: --compact does that at once, newscheck index compact later.`,
		flags:   append(flags, answerFlags()...),
		choices: answerChoices(),
		action:  runIndexForget,
	}
}

func runIndexForget(r *run, c *cli.Context) error {
	s := index.Selection{IDs: c.StringSlice("id"), Publisher: c.String("publisher")}
	if d := c.String("before"); d != "" {
		m := newDateReader().read(d)
		if m.IsZero() {
			return withHint(fmt.Errorf("--before cannot be %q: that is no date", d), "write, for example, --before 2026-01-31")
		}
		s.Before = m.Time
	}
	if len(s.IDs) == 0 && s.Publisher == "" && s.Before.IsZero() {
		return withHint(errors.New("index forget needs --id, --publisher or --before"), "newscheck index forget --help shows examples")
	}
	x, err := r.openIndex(c, index.Options{ReadOnly: c.Bool("dry-run")})
	if err != nil {
		return err
	}
	defer x.Close()
	dir := c.String("index")
	done := forgotten{DryRun: c.Bool("dry-run")}
	if done.DryRun {
		done.Articles, done.IDs, err = x.Selected(r.ctx, s, maxForgottenIDs)
		if r.interrupted() {
			return errInterrupted
		}
		if err != nil {
			return indexError(dir, err)
		}
		return r.writeForgotten(c, done)
	}
	ctx := context.WithoutCancel(r.ctx)
	if done.Articles, err = x.Forget(ctx, s); err != nil {
		return indexError(dir, err)
	}
	if c.Bool("compact") {
		if _, err := r.compact(dir, x); err != nil {
			return err
		}
		done.Gone = true
	}
	return r.writeForgotten(c, done)
}

func (r *run) writeForgotten(c *cli.Context, done forgotten) error {
	if !r.asTable(c) {
		return r.answer(done)
	}
	text := "forgot " + plural(done.Articles, "article")
	switch {
	case done.DryRun:
		text = "would forget " + plural(done.Articles, "article")
	case done.Gone:
		text += "; nothing of them is left on disk"
	case done.Articles > 0:
		text += "; their bytes may stay on disk until newscheck index compact --index " + c.String("index")
	}
	text += "\n"
	const shown = 20
	for i, id := range done.IDs {
		if i == shown {
			text += fmt.Sprintf("  … and %s more\n", thousands(done.Articles-shown))
			break
		}
		text += "  " + printable(id) + "\n"
	}
	_, err := fmt.Fprint(r.out, text)
	return err
}
