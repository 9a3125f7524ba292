package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/urfave/cli/v2"
)

var compareFormats = []string{"table", "json", "jsonl", "md", "html"}

func compareCommand() *command {
	flags := []cli.Flag{
		&cli.StringSliceFlag{Name: "in", Usage: "look for the articles, by id, under `PATH`; may be repeated"},
		&cli.StringFlag{Name: "story", Usage: "show which copies of the story of the article `ID` use which names; needs --in"},
		&cli.BoolFlag{Name: "all", DisableDefaultText: true, Usage: "show differences that do not matter, too: spelling, furniture, repeats"},
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: table, json, jsonl, md or html (default table, or as the name of --output ends)"},
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output; it appears when all is done"},
		&cli.StringSliceFlag{Name: "lexicon", Usage: "know the words of `FILE`, too, a table as provenance/framing/FORMAT.md describes; may be repeated"},
		&cli.StringFlag{Name: "language", Usage: "take texts that do not say for `TAG`, such as en or es-MX (default: what they look like)"},
		&cli.BoolFlag{Name: "exit-code", DisableDefaultText: true, Usage: "exit with 1 when a difference that matters was found, as git diff does"},
	}
	flags = append(flags, searchFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "compare", args: "A B", min: 0, max: 2,
		summary: "show what one copy of a story changed against another",
		examples: []example{
			{"newscheck compare agency.txt paper.html", "two files: what differs, gravest first, and the texts word by word"},
			{"newscheck compare wire-206 arch-104 --in corpus/", "two articles of a pile, by id"},
			{"newscheck compare wire-206 arch-104 --in corpus/ --format jsonl --all", "every difference as a JSON line, also those that do not matter"},
			{"newscheck compare a.txt b.txt -o changes.html", "a page of its own, to read, print or send"},
			{"newscheck compare --story wire-206 --in corpus/", "which copies say \"rebels\", which \"terrorists\""},
		},
		about: `Aligns the sentences of two copies and says what differs: another name for the same actor, a dropped denial, a changed number, an altered quotation. Both sides are always shown. newscheck says what differs, not who is right, and gives no score.

A quotation that was altered and a number that was changed come first. In plain text, words that only A has stand as [-word-], words that only B has as {+word+}.

A and B are files that hold one article each (- is standard input), or, with --in, ids of articles.`,
		flags:   append(flags, colorFlag()),
		choices: map[string][]string{"format": append([]string{""}, compareFormats...), "color": colorChoices},
		exits:   []exit{{exitFound, "a difference that matters was found and --exit-code was given"}, exitReads, exitStops},
		action:  runCompare,
	}
}

func runCompare(r *run, c *cli.Context) error {
	format, err := formatOf(c, compareFormats)
	if err != nil {
		return err
	}
	if err := writable(c.String("output")); err != nil {
		return err
	}
	lex, err := lexicon(c.StringSlice("lexicon"))
	if err != nil {
		return err
	}
	opts := framing.Options{Language: c.String("language")}
	if id := c.String("story"); id != "" {
		return r.compareStory(c, format, id, lex, opts)
	}
	if c.NArg() < 2 {
		if c.NArg() == 0 {
			fmt.Fprintf(r.err, "%s\n", compareCommand().short())
		}
		return withHint(errors.New("compare needs two articles, A and B"), "newscheck compare A B, or newscheck compare --story ID --in PATH")
	}
	var a, b article.Article
	var t tally
	if in := c.StringSlice("in"); len(in) > 0 {
		a, b, t, err = r.articlesByID(c, in, c.Args().Get(0), c.Args().Get(1))
	} else {
		a, b, t, err = r.articlesOfFiles(c, c.Args().Get(0), c.Args().Get(1))
	}
	if err != nil {
		return err
	}
	x := newComparison(a, b, lex, opts, c.Bool("all"))
	err = r.emit(c.String("output"), func(w io.Writer) error {
		switch format {
		case "json":
			return x.writeJSON(w)
		case "jsonl":
			return x.writeJSONL(w)
		case "md":
			return x.writeMarkdown(w)
		case "html":
			return x.writeHTML(w)
		}
		return x.writeTable(w, r)
	})
	if err != nil {
		return err
	}
	return r.outcome(t, c.Bool("exit-code") && len(framing.Visible(x.diff.Notes)) > 0)
}

// lexicon loads the words that are shipped and those of the given files.
func lexicon(paths []string) (*framing.Lexicon, error) {
	return loadTables(paths, "lexicon", "provenance/framing/FORMAT.md", framing.LoadLexicon)
}

// articlesOfFiles reads two files of one article each.
func (r *run) articlesOfFiles(c *cli.Context, nameA, nameB string) (a, b article.Article, t tally, err error) {
	for _, x := range []struct {
		name string
		to   *article.Article
	}{{nameA, &a}, {nameB, &b}} {
		if _, e := os.Stat(x.name); x.name != "-" && errors.Is(e, fs.ErrNotExist) {
			err = readError(e)
			if h := (hinted{}); errors.As(err, &h) && neighbour(x.name) == "" {
				err = withHint(h.error, "if it is the id of an article, say where to look: newscheck compare %s %s --in PATH", nameA, nameB)
			}
			return a, b, t, err
		}
		in, err := r.input(c)
		if err != nil {
			return a, b, t, err
		}
		in.paths = []string{x.name}
		n := 0
		got, err := r.read(in, func(art article.Article) error {
			if n++; n > 1 {
				return withHint(fmt.Errorf("%s holds more than one article", x.name), "name two of them by id: newscheck compare ID1 ID2 --in %s", x.name)
			}
			*x.to = art
			return nil
		})
		if err != nil {
			return a, b, t, err
		}
		if r.interrupted() {
			return a, b, t, errInterrupted
		}
		t.lost += got.lost
	}
	return a, b, t, nil
}

// articlesByID finds two articles under the paths of --in.
func (r *run) articlesByID(c *cli.Context, paths []string, idA, idB string) (a, b article.Article, t tally, err error) {
	in, err := r.input(c)
	if err != nil {
		return a, b, t, err
	}
	in.paths = paths
	p := newPile(in)
	if t, err = r.read(in, func(art article.Article) error {
		if art.ID == idA {
			a = art
		}
		if art.ID == idB {
			b = art
		}
		p.cards = append(p.cards, card{id: art.ID})
		return nil
	}); err != nil {
		return a, b, t, err
	}
	if r.interrupted() {
		return a, b, t, errInterrupted
	}
	for _, id := range []string{idA, idB} {
		if _, ok := p.index()[id]; !ok {
			return a, b, t, p.unknownID(id)
		}
	}
	return a, b, t, nil
}

// compareStory writes which copies of a story use which names.
func (r *run) compareStory(c *cli.Context, format, id string, lex *framing.Lexicon, opts framing.Options) error {
	paths := append(c.StringSlice("in"), c.Args().Slice()...)
	if len(paths) == 0 {
		return withHint(errors.New("--story needs --in"), "newscheck compare --story %s --in PATH", id)
	}
	if format == "html" {
		return withHint(errors.New("--story has no html form"), "newscheck report %s -o pages shows it for each story", paths[0])
	}
	search, err := searchOptions(c)
	if err != nil {
		return err
	}
	in, err := r.input(c)
	if err != nil {
		return err
	}
	in.paths = paths
	var arts []article.Article
	p, err := r.pile(in, search, func(a article.Article) { arts = append(arts, a) })
	if err != nil {
		return err
	}
	defer p.close()
	story := ""
	if i, ok := p.index()[id]; ok {
		story = p.result.Articles[i].Story
	} else if slices.ContainsFunc(p.result.Articles, func(at dedupe.Placement) bool { return at.Story == id }) {
		story = id
	} else {
		return p.unknownID(id)
	}
	s := storyNames{story: story}
	reg, err := outlets.Default()
	if err != nil {
		return err
	}
	var pages []framing.Page
	for i := range p.result.Articles {
		if p.result.Articles[i].Story != story {
			continue
		}
		page := framing.PageOf(arts[i])
		page.Publisher = p.cards[i].publisher
		if rec := provenance.Attribute(arts[i], reg); rec.Publisher != nil {
			page.Publisher = rec.Publisher.Name
		}
		pages = append(pages, page)
		if s.title == "" || p.result.Articles[i].Relation == dedupe.First {
			s.title = p.cards[i].title
		}
	}
	s.matrix = framing.Matrix(pages, lex, opts, c.Bool("all"))
	err = r.emit(c.String("output"), func(w io.Writer) error {
		switch format {
		case "json":
			return s.writeJSON(w)
		case "jsonl":
			return s.writeJSONL(w)
		case "md":
			return s.writeMarkdown(w)
		}
		return s.writeTable(w, r)
	})
	if err != nil {
		return err
	}
	return r.outcome(p.tally, false)
}
