package main

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/newscheck/newscheck/reliability"
	"github.com/urfave/cli/v2"
)

func sourcesImportCommand() *command {
	return &command{
		name: "sources import", args: "FILE", min: 1, max: 1,
		summary: "read a file of ratings that others made",
		examples: []example{
			{"newscheck sources import --scheme rsp perennial.jsonl --as-of 2026-04", "Wikipedia's perennial sources, as CSV or JSON lines"},
			{"newscheck sources import --scheme lin2023 domain_ratings.csv --as-of 2023-09", "Lin et al.; the file with all columns tells what was imputed"},
			{"newscheck sources import --scheme csv --name our-desk desk.csv --as-of 2026-04-01", "ratings of your own"},
		},
		about: `Reads the file, tells outlets by their domains, aliases and the registry, and keeps what it says in a folder of plain sorted text files, one for each scheme and date, that can be compared and kept under version control. Nothing is fetched. Every row is matched with an outlet of the registry, new (kept under its domain or name), or refused with the reason. Importing a file again changes nothing.

Schemes and the files they come in:
  rsp          Wikipedia's perennial sources: CSV (name, status, urls) or JSON lines (name, status, alltext)
  lin2023      Lin et al. 2023: CSV (domain, pc1, and, for what was imputed, the raters' columns)
  mbfc         Media Bias/Fact Check as collected by Idiap: CSV (source, bias, factual_reporting, mbfc_credibility_rating)
  state-media  the ASD State Media Matrix: CSV (Country, Media company, Main assets, URL, Typology)
  csv          any other rater: CSV (value, and scheme, aspect, domain, outlet, name, low, high, rank, ranks, scope, marks, link, raters, imputed, note)`,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "scheme", Usage: "the file has the layout of `SCHEME`: " + strings.Join(reliability.Layouts(), ", ")},
			&cli.StringFlag{Name: "as-of", Usage: "the ratings held at `DATE`: YYYY, YYYY-MM or YYYY-MM-DD"},
			&cli.StringFlag{Name: "name", Usage: "with --scheme csv: `ID` of the scheme, for rows that do not name one"},
			&cli.StringSliceFlag{Name: "imputed", Usage: "the value of `DOMAIN` was imputed, where the file does not tell; may be repeated"},
			&cli.BoolFlag{Name: "dry-run", DisableDefaultText: true, Usage: "tell what would become of the rows and keep nothing"},
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "table", Usage: "report as `FORMAT`: table or json"},
			&cli.IntFlag{Name: "top", Value: 10, Usage: "list `N` rows and changes of a kind in a table, 0 for all"},
			ratingsFlag(),
			outletsFlag(),
			colorFlag(),
		},
		choices: map[string][]string{"scheme": append([]string{""}, reliability.Layouts()...), "format": {"table", "json"}, "color": colorChoices},
		exits:   []exit{{exitPartial, "finished, but rows were refused; the report names them"}},
		action:  runSourcesImport,
	}
}

// imported is sources import --format json.
type imported struct {
	reliability.Import
	Files   []importedFile        `json:"files"`
	Changes []reliability.Changes `json:"changes"` // against the set before, of each scheme
}

// importedFile is one stored file.
type importedFile struct {
	File    string `json:"file"`
	Ratings int    `json:"ratings"`
	Changed bool   `json:"changed"` // false: it had exactly this already
}

func runSourcesImport(r *run, c *cli.Context) error {
	path := c.Args().First()
	if c.String("scheme") == "" {
		return withHint(errors.New("--scheme is missing"), "it is one of %s; newscheck sources import --help tells what each reads", strings.Join(reliability.Layouts(), ", "))
	}
	if c.String("as-of") == "" {
		return withHint(errors.New("--as-of is missing: ratings change, and the file does not say of when it is"), "write, for example, --as-of 2026-04")
	}
	if c.Int("top") < 0 {
		return fmt.Errorf("--top cannot be %d: it is 0 or more", c.Int("top"))
	}
	dir := r.ratingsDir(c)
	if dir == "" && !c.Bool("dry-run") {
		return withHint(errors.New("there is no folder to keep ratings in"), "name one: --ratings DIR")
	}
	reg, err := registry(c)
	if err != nil {
		return err
	}
	in, err := openPlain(r, path)
	if err != nil {
		return err
	}
	defer in.Close()
	im, err := reliability.ReadRatings(r.ctx, in, reliability.ImportOptions{Layout: c.String("scheme"), AsOf: c.String("as-of"),
		Source: filepath.Base(path), Name: c.String("name"), Imputed: c.StringSlice("imputed"), Registry: reg})
	if r.interrupted() {
		return errInterrupted
	}
	if err != nil {
		return withHint(err, "newscheck sources import --help tells the columns of each scheme; nothing was kept")
	}
	if len(im.Sets) == 0 {
		if err := r.writeImported(c, imported{Import: *im, Files: []importedFile{}, Changes: []reliability.Changes{}}, dir); err != nil {
			return err
		}
		return withHint(fmt.Errorf("%s: no row could be used", path), "is it a file of --scheme %s? nothing was kept", c.String("scheme"))
	}
	stored, err := reliability.ReadSets(dir)
	if err != nil {
		return withHint(err, "take the damaged file away and import it again")
	}
	out := imported{Import: *im, Files: []importedFile{}, Changes: []reliability.Changes{}}
	for _, s := range im.Sets {
		f := importedFile{File: s.File(), Ratings: len(s.Ratings), Changed: true}
		if !c.Bool("dry-run") {
			if f.Changed, err = s.Save(dir); err != nil {
				return fmt.Errorf("cannot keep the ratings in %s: %w", dir, cause(err))
			}
		}
		out.Files = append(out.Files, f)
		if before := reliability.Before(stored, s); before != nil {
			out.Changes = append(out.Changes, reliability.Compare(before, s))
		}
	}
	if err := r.writeImported(c, out, dir); err != nil {
		return err
	}
	if im.Refused > 0 {
		return errUnreadable
	}
	return nil
}

// imputedUnsaid counts the ratings of a scheme that imputes of which it is not known
// whether they were imputed.
func imputedUnsaid(sets []*reliability.Set) int {
	n := 0
	for _, s := range sets {
		for i := range s.Ratings {
			if s.Scheme == "lin2023" && s.Ratings[i].Imputed == "" {
				n++
			}
		}
	}
	return n
}

// openPlain opens a file of ratings, "-" for standard input; .gz is unpacked.
func openPlain(r *run, path string) (io.ReadCloser, error) {
	if path == "-" {
		return io.NopCloser(r.in), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		f.Close()
		return nil, withHint(fmt.Errorf("%s is a folder", path), "name one file of ratings")
	}
	if !strings.HasSuffix(path, ".gz") {
		return f, nil
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot read %s: %w", path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

func (r *run) writeImported(c *cli.Context, im imported, dir string) error {
	if c.String("format") == "json" {
		return r.emit("", func(w io.Writer) error {
			e := newEncoder(w)
			e.SetIndent("", "  ")
			return e.Encode(im)
		})
	}
	th := r.theme()
	top := c.Int("top")
	if top == 0 {
		top = im.Rows + 1<<30
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", th.title.Render(fmt.Sprintf("%s, as of %s: %s", printable(im.Source), im.AsOf, plural(im.Rows, "row"))))
	rows := [][]string{
		{"matched", thousands(im.Matched), "whose outlet the registry has"},
		{"new", thousands(im.New), "kept under their domain or name"},
		{"refused", thousands(im.Refused), "not kept"},
	}
	cols := []column{{style: th.dimColumn}, {right: true}, {style: th.dimColumn}}
	b.WriteString(grid(th, cols, measure(cols, rows), rows, false))
	fmt.Fprintf(&b, "%s kept", plural(im.Ratings, "rating"))
	if im.Repeated > 0 {
		fmt.Fprintf(&b, "; %s nothing new", pluralVerb(im.Repeated, "row says", "rows say"))
	}
	if im.Unplaced > 0 {
		fmt.Fprintf(&b, "; %s no place on an ordered scale", pluralVerb(im.Unplaced, "value has", "values have"))
	}
	b.WriteString("\n")
	if n := imputedUnsaid(im.Sets); n > 0 {
		b.WriteString(wrapText(fmt.Sprintf("Whether %s imputed the file does not tell; the one with the columns of all raters does, or --imputed DOMAIN.", pluralVerb(n, "value was", "values were")), r.width, "") + "\n")
	}
	if len(im.Refusals) > 0 {
		b.WriteString("\n" + th.head.Render("REFUSED") + "\n")
		for i, x := range im.Refusals {
			if i == top {
				fmt.Fprintf(&b, "  %s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all", plural(len(im.Refusals)-top, "row"))))
				break
			}
			fmt.Fprintf(&b, "  %s\n", fit(printable(x.String()), r.width-2))
		}
	}
	for _, ch := range im.Changes {
		writeChanges(&b, th, ch, top, r.width)
	}
	if len(im.Changes) == 0 && len(im.Files) > 0 {
		b.WriteString("\nNo earlier import of this scheme to compare with.\n")
	}
	b.WriteString("\n")
	for _, f := range im.Files {
		state := "written"
		switch {
		case c.Bool("dry-run"):
			state = "not written (--dry-run)"
		case !f.Changed:
			state = "unchanged"
		}
		fmt.Fprintf(&b, "%s: %s, %s\n", filepath.Join(dir, f.File), plural(f.Ratings, "rating"), state)
	}
	_, err := io.WriteString(r.out, b.String())
	return err
}

func pluralVerb(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// writeChanges tells what a scheme says otherwise than before.
func writeChanges(b *strings.Builder, th theme, ch reliability.Changes, top, width int) {
	b.WriteString("\n")
	switch {
	case ch.Old == ch.New:
		b.WriteString(th.head.Render(fmt.Sprintf("%s %s: SINCE THE IMPORT BEFORE", strings.ToUpper(ch.Scheme), ch.New)))
	default:
		b.WriteString(th.head.Render(fmt.Sprintf("%s: FROM %s TO %s", strings.ToUpper(ch.Scheme), orNothing(ch.Old), orNothing(ch.New))))
	}
	fmt.Fprintf(b, "\n  %s changed, %s added, %s removed, %s the same\n", thousands(len(ch.Changed)), thousands(len(ch.Added)), thousands(len(ch.Removed)), thousands(ch.Same))
	for i, x := range ch.Changed {
		if i == top {
			fmt.Fprintf(b, "  %s\n", th.dim.Render(fmt.Sprintf("… and %s more; --top 0 shows all", plural(len(ch.Changed)-top, "change"))))
			break
		}
		fmt.Fprintf(b, "  %s\n", fit(printable(changeWords(ch.Scheme, x)), width-2))
	}
}

func orNothing(s string) string {
	if s == "" {
		return "NOTHING"
	}
	return s
}

// changeWords tells one change: "presstv: generally unreliable → deprecated".
func changeWords(scheme string, x reliability.Change) string {
	title := strings.TrimPrefix(strings.TrimPrefix(reliability.SchemeTitle(scheme, x.Aspect), scheme), " ")
	if x.Scope != "" {
		title = strings.TrimSpace(title + " (" + x.Scope + ")")
	}
	if title != "" {
		title = " " + title
	}
	switch {
	case x.Old == nil:
		return fmt.Sprintf("%s%s: + %s", x.Subject, title, strings.Join(x.New, " / "))
	case x.New == nil:
		return fmt.Sprintf("%s%s: − %s", x.Subject, title, strings.Join(x.Old, " / "))
	}
	return fmt.Sprintf("%s%s: %s → %s", x.Subject, title, strings.Join(x.Old, " / "), strings.Join(x.New, " / "))
}
