package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/reliability"
	"github.com/urfave/cli/v2"
)

func sourcesDiffCommand() *command {
	return &command{
		name: "sources diff", args: "OLD NEW", min: 2, max: 2,
		summary: "tell what raters say otherwise than before",
		examples: []example{
			{"newscheck sources diff 2021 2026", "what was in force at two dates, of the imported ratings"},
			{"newscheck sources diff rsp_2021-03.tsv rsp_2026-04.tsv", "two stored files"},
			{"newscheck sources diff last-year/ratings ratings --format csv", "two folders of stored files, the latest of each scheme"},
		},
		about: `OLD and NEW are two dates (YYYY, YYYY-MM or YYYY-MM-DD: of each scheme, the latest ratings up to then), two files that newscheck sources import made, or two folders of them. Told are the outlets, or parts of them, that a scheme rates otherwise, newly, or no longer.`,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "table", Usage: "write `FORMAT`: table, json or csv"},
			&cli.StringFlag{Name: "scheme", Usage: "only of the scheme `ID`"},
			&cli.IntFlag{Name: "top", Value: 20, Usage: "list `N` changes of a kind in a table, 0 for all"},
			ratingsFlag(),
			colorFlag(),
		},
		choices: map[string][]string{"format": {"table", "json", "csv"}, "color": colorChoices},
		action:  runSourcesDiff,
	}
}

var dateRE = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

func runSourcesDiff(r *run, c *cli.Context) error {
	if c.Int("top") < 0 {
		return fmt.Errorf("--top cannot be %d: it is 0 or more", c.Int("top"))
	}
	old, err := r.inForce(c, c.Args().Get(0))
	if err != nil {
		return err
	}
	now, err := r.inForce(c, c.Args().Get(1))
	if err != nil {
		return err
	}
	all := []reliability.Changes{}
	for _, id := range schemesOf(old, now) {
		if want := c.String("scheme"); want == "" || want == id.scheme {
			all = append(all, reliability.Compare(old[id], now[id]))
		}
	}
	if len(all) == 0 {
		return withHint(errors.New("there is no scheme to compare"), "newscheck sources import reads files of ratings")
	}
	switch c.String("format") {
	case "json":
		return r.emit("", func(w io.Writer) error {
			e := newEncoder(w)
			e.SetIndent("", "  ")
			return e.Encode(all)
		})
	case "csv":
		return r.emit("", func(w io.Writer) error { return changesCSV(w, all) })
	}
	th, top := r.theme(), c.Int("top")
	if top == 0 {
		top = 1 << 30
	}
	var b strings.Builder
	for _, ch := range all {
		writeChanges(&b, th, ch, top, r.width)
		for _, l := range []struct {
			list []reliability.Change
			what string
		}{{ch.Added, "addition"}, {ch.Removed, "removal"}} {
			for i, x := range l.list {
				if i == top {
					fmt.Fprintf(&b, "  %s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all", plural(len(l.list)-top, l.what))))
					break
				}
				fmt.Fprintf(&b, "  %s\n", fit(printable(changeWords(ch.Scheme, x)), r.width-2))
			}
		}
	}
	_, err = io.WriteString(r.out, strings.TrimPrefix(b.String(), "\n"))
	return err
}

// kindOfSet tells sets apart that replace one another in time.
type kindOfSet struct {
	scheme string
	own    bool // made by hand, in the layout csv
}

// inForce returns the latest set of each scheme of a folder, a file, or, for a
// date, of the imported ratings up to that date.
func (r *run) inForce(c *cli.Context, what string) (map[kindOfSet]*reliability.Set, error) {
	path, until := what, ""
	if _, err := os.Stat(what); err != nil {
		if !dateRE.MatchString(what) {
			return nil, withHint(readError(err), "name two dates, two files of ratings or two folders of them")
		}
		path, until = r.ratingsDir(c), what
	}
	sets, err := reliability.ReadSets(path)
	if err != nil {
		return nil, err
	}
	latest := map[kindOfSet]*reliability.Set{}
	for _, s := range sets { // in order of time
		if until == "" || s.AsOf[:min(len(s.AsOf), len(until))] <= until {
			latest[kindOfSet{s.Scheme, s.Layout == "csv"}] = s
		}
	}
	if len(latest) == 0 {
		err := fmt.Errorf("%s holds no ratings", path)
		if until != "" {
			err = fmt.Errorf("%s holds no ratings up to %s", path, until)
		}
		return nil, withHint(err, "newscheck sources import --scheme SCHEME FILE --as-of DATE reads them")
	}
	return latest, nil
}

func schemesOf(all ...map[kindOfSet]*reliability.Set) []kindOfSet {
	var ids []kindOfSet
	for _, m := range all {
		for id := range m {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	slices.SortFunc(ids, func(a, b kindOfSet) int {
		if c := strings.Compare(a.scheme, b.scheme); c != 0 {
			return c
		}
		return boolOrder(a.own, b.own)
	})
	return ids
}

func changesCSV(w io.Writer, all []reliability.Changes) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"scheme", "from", "to", "what", "subject", "aspect", "scope", "old", "new"}); err != nil {
		return err
	}
	for _, ch := range all {
		for _, l := range []struct {
			list []reliability.Change
			what string
		}{{ch.Changed, "changed"}, {ch.Added, "added"}, {ch.Removed, "removed"}} {
			for _, x := range l.list {
				row := []string{ch.Scheme, ch.Old, ch.New, l.what, x.Subject, x.Aspect, x.Scope, strings.Join(x.Old, " / "), strings.Join(x.New, " / ")}
				for i := range row {
					row[i] = safeCell(row[i])
				}
				if err := c.Write(row); err != nil {
					return err
				}
			}
		}
	}
	c.Flush()
	return c.Error()
}
