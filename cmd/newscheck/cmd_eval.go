package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/eval"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/framing"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/urfave/cli/v2"
)

func evalCommand() *command {
	flags := []cli.Flag{
		&cli.StringFlag{Name: "truth", Usage: "stories and families: a table `FILE` with the columns doc, scored, story, family"},
		&cli.StringFlag{Name: "pairs", Usage: "relations: a table `FILE` with the columns doc_a, doc_b, label"},
		&cli.StringFlag{Name: "provenance", Usage: "origins: a table `FILE` with the columns doc, origin, origin_outlet, cites_only, …"},
		&cli.StringFlag{Name: "framing", Usage: "differences: a table `FILE` with the columns pair_id, doc_a, doc_b, kind, a_text, b_text, detail, matters"},
		&cli.StringSliceFlag{Name: "use", Usage: "score a saved result instead of running: `KIND=FILE` with KIND groups, matches, provenance or framing; may be repeated"},
		&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "table", Usage: "write `FORMAT`: table, json, or plain (a name and a value a line)"},
		&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output"},
	}
	flags = append(flags, searchFlags()...)
	flags = append(flags, inputFlags()...)
	return &command{
		name: "eval", args: "[PATH…]", max: -1,
		summary: "score the result against labels",
		examples: []example{
			{"newscheck eval corpus/ --truth corpus/_truth/docs.tsv", "how well stories and families are found"},
			{"newscheck eval corpus/ --truth corpus/_truth/docs.tsv --pairs corpus/_truth/pairs.tsv", "and the relation of labelled pairs"},
			{"newscheck eval --use groups=placed.jsonl --truth docs.tsv", "score what dedupe --format jsonl wrote before"},
		},
		about: `Labels are tab-separated tables with a header line; docs/records.md describes their columns. Scores of groups count pairs of articles: a pair is found when both articles were put in one group. ARI is the adjusted Rand index. Articles without a label are in the run and not counted.

A label's id is that of an article, or the end of it after a slash: "txt/a.txt" is the label of corpus/txt/a.txt.`,
		flags:   append(flags, colorFlag()),
		choices: map[string][]string{"format": {"table", "json", "plain"}, "color": colorChoices, "input-format": inputChoices()},
		exits:   []exit{exitReads, exitStops},
		action:  runEval,
	}
}

// scores are the sections of an evaluation, those that were asked for.
type scores struct {
	Groups     []eval.Figure
	Relations  []eval.Figure
	Provenance []eval.Figure
	Framing    []eval.Figure
}

func runEval(r *run, c *cli.Context) error {
	saved, err := savedResults(c.StringSlice("use"))
	if err != nil {
		return err
	}
	want := func(flag string) bool { return c.String(flag) != "" }
	if !want("truth") && !want("pairs") && !want("provenance") && !want("framing") {
		return withHint(errors.New("eval needs labels to score against"), "newscheck eval PATH… --truth docs.tsv")
	}
	e := &evaluation{run: r, cli: c, saved: saved}
	defer e.close()
	var s scores
	if want("truth") {
		if s.Groups, err = e.groups(c.String("truth")); err != nil {
			return err
		}
	}
	if want("pairs") {
		if s.Relations, err = e.relations(c.String("pairs")); err != nil {
			return err
		}
	}
	if want("provenance") {
		if s.Provenance, err = e.provenance(c.String("provenance")); err != nil {
			return err
		}
	}
	if want("framing") {
		if s.Framing, err = e.framing(c.String("framing")); err != nil {
			return err
		}
	}
	err = r.emit(c.String("output"), func(w io.Writer) error {
		switch c.String("format") {
		case "json":
			return s.writeJSON(w)
		case "plain":
			return s.writePlain(w)
		}
		return s.writeTable(w, r)
	})
	if err != nil {
		return err
	}
	return r.outcome(tally{lost: e.lost}, false)
}

// evaluation runs what is to be scored, once.
type evaluation struct {
	run   *run
	cli   *cli.Context
	saved map[string]string // kind → file
	p     *pile
	lost  int // records that could not be read
}

func (e *evaluation) close() {
	if e.p != nil {
		e.p.close()
		e.p = nil
	}
}

// noPaths is the error of an evaluation that has nothing to run on.
func (e *evaluation) noPaths(kind string) error {
	return withHint(errors.New("eval needs PATHs to run on"), "or score a saved result: --use %s=FILE", kind)
}

// pile groups the articles under the PATHs.
func (e *evaluation) pile(kind string, also ...func(article.Article)) (*pile, error) {
	if e.p != nil {
		return e.p, nil
	}
	if !e.cli.Args().Present() {
		return nil, e.noPaths(kind)
	}
	opts, err := searchOptions(e.cli)
	if err != nil {
		return nil, err
	}
	in, err := e.run.input(e.cli)
	if err != nil {
		return nil, err
	}
	if e.p, err = e.run.pile(in, opts, also...); err == nil {
		e.lost = max(e.lost, e.p.lost)
	}
	return e.p, err
}

func (e *evaluation) groups(labels string) ([]eval.Figure, error) {
	docs, err := readLabels(labels, eval.ReadDocs)
	if err != nil {
		return nil, err
	}
	var placed []dedupe.Placement
	if file := e.saved["groups"]; file != "" {
		if placed, err = readSaved[dedupe.Placement](file); err != nil {
			return nil, err
		}
	} else {
		p, err := e.pile("groups")
		if err != nil {
			return nil, err
		}
		placed = p.result.Articles
	}
	ids := make([]string, len(placed))
	for i, p := range placed {
		ids[i] = p.ID
	}
	whole := wholeIDs(ids)
	for i := range docs {
		docs[i].ID = whole(docs[i].ID)
	}
	return eval.Groups(docs, placed).Figures(), nil
}

func (e *evaluation) relations(labels string) ([]eval.Figure, error) {
	pairs, err := readLabels(labels, eval.ReadPairs)
	if err != nil {
		return nil, err
	}
	var matches []dedupe.Match
	var ids []string
	if file := e.saved["matches"]; file != "" {
		saved, err := readSaved[savedMatch](file)
		if err != nil {
			return nil, err
		}
		for _, m := range saved {
			matches = append(matches, dedupe.Match{A: m.A, B: m.B, Relation: m.Relation})
			ids = append(ids, m.A, m.B)
		}
	} else {
		p, err := e.pile("matches")
		if err != nil {
			return nil, err
		}
		matches = p.result.Matches
		for _, c := range p.cards {
			ids = append(ids, c.id)
		}
	}
	whole := wholeIDs(ids)
	for i := range pairs {
		pairs[i].A, pairs[i].B = whole(pairs[i].A), whole(pairs[i].B)
	}
	return eval.Relations(pairs, matches).Figures(), nil
}

func (e *evaluation) provenance(labels string) ([]eval.Figure, error) {
	gold, err := readLabels(labels, eval.ReadOrigins)
	if err != nil {
		return nil, err
	}
	var records []provenance.Record
	if file := e.saved["provenance"]; file != "" {
		saved, err := readSaved[savedRecord](file)
		if err != nil {
			return nil, err
		}
		for _, s := range saved {
			records = append(records, provenance.Record{ID: s.ID, OriginStatus: s.OriginStatus, Origin: s.Origin})
		}
	} else if records, err = e.attribute(); err != nil {
		return nil, err
	}
	ids := make([]string, len(records))
	for i, r := range records {
		ids[i] = r.ID
	}
	whole := wholeIDs(ids)
	for i := range gold {
		gold[i].ID = whole(gold[i].ID)
	}
	namer, err := outletNamer()
	if err != nil {
		return nil, err
	}
	return eval.Origin(gold, records, namer).Figures(), nil
}

// attribute tells the origin of every article under the PATHs.
func (e *evaluation) attribute() ([]provenance.Record, error) {
	registry, err := outlets.Default()
	if err != nil {
		return nil, err
	}
	e.close() // a pile that was read before has no articles
	var arts []article.Article
	var records []provenance.Record
	p, err := e.pile("provenance", func(a article.Article) {
		arts = append(arts, a)
		records = append(records, provenance.Attribute(a, registry))
	})
	if err != nil {
		return nil, err
	}
	records, _, err = provenance.Resolve(context.WithoutCancel(e.run.ctx), records, arts, p.result, provenance.ResolveOptions{})
	return records, err
}

// What is read of saved results: the fields that are scored.
type (
	savedMatch struct {
		A        string          `json:"a"`
		B        string          `json:"b"`
		Relation dedupe.Relation `json:"relation"`
	}
	savedRecord struct {
		ID           string                `json:"id"`
		Origin       *provenance.OutletRef `json:"origin"`
		OriginStatus provenance.Status     `json:"origin_status"`
	}
	savedNotes struct {
		Pair  string `json:"pair"`
		Notes []struct {
			Kind  string     `json:"kind"`
			Label string     `json:"label"`
			A     *savedSide `json:"a"`
			B     *savedSide `json:"b"`
		} `json:"notes"`
	}
	savedSide struct {
		Text string `json:"text"`
	}
)

// side is the saved side as a note has it.
func (s *savedSide) side() *framing.Side {
	if s == nil {
		return nil
	}
	return &framing.Side{Text: s.Text}
}

func (e *evaluation) framing(labels string) ([]eval.Figure, error) {
	gold, err := readLabels(labels, eval.ReadFraming)
	if err != nil {
		return nil, err
	}
	notes := map[string][]framing.Note{}
	if file := e.saved["framing"]; file != "" {
		lines, err := readSaved[savedNotes](file)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			for _, n := range l.Notes {
				notes[l.Pair] = append(notes[l.Pair], framing.Note{Kind: n.Kind, Label: n.Label, A: n.A.side(), B: n.B.side()})
			}
		}
	} else if notes, err = e.compare(gold); err != nil {
		return nil, err
	}
	return eval.Framing(gold, notes).Figures(), nil
}

// compare compares the pairs that labels are about.
func (e *evaluation) compare(labels []eval.FramingLabel) (map[string][]framing.Note, error) {
	lexicon, err := framing.LoadLexicon()
	if err != nil {
		return nil, err
	}
	pages := map[string]framing.Page{}
	for _, l := range labels {
		pages[l.A], pages[l.B] = framing.Page{}, framing.Page{}
	}
	if err := e.readPages(pages); err != nil {
		return nil, err
	}
	notes := map[string][]framing.Note{}
	for _, l := range labels {
		if _, done := notes[l.Pair]; done {
			continue
		}
		a, b := pages[l.A], pages[l.B]
		if a.ID == "" || b.ID == "" {
			return nil, fmt.Errorf("the labelled articles %q and %q are not both among the PATHs", l.A, l.B)
		}
		notes[l.Pair] = framing.Compare(a, b, lexicon, framing.Options{})
	}
	return notes, nil
}

// readPages fills in the pages whose ids, or the ends of them after a slash,
// are the keys.
func (e *evaluation) readPages(pages map[string]framing.Page) error {
	if !e.cli.Args().Present() {
		return e.noPaths("framing")
	}
	in, err := e.run.input(e.cli)
	if err != nil {
		return err
	}
	t, err := e.run.read(in, func(a article.Article) error {
		for end := a.ID; ; {
			if p, wanted := pages[end]; wanted && p.ID == "" {
				pages[end] = framing.PageOf(a)
			}
			_, after, ok := strings.Cut(end, "/")
			if !ok {
				return nil
			}
			end = after
		}
	})
	e.lost = max(e.lost, t.lost)
	return err
}

// savedResults reads the values of --use.
func savedResults(uses []string) (map[string]string, error) {
	saved := map[string]string{}
	for _, u := range uses {
		kind, file, ok := strings.Cut(u, "=")
		switch {
		case !ok || file == "":
			return nil, withHint(fmt.Errorf("--use cannot be %q: it is KIND=FILE", u), "for example --use groups=placed.jsonl")
		case kind != "groups" && kind != "matches" && kind != "provenance" && kind != "framing":
			return nil, withHint(fmt.Errorf("--use does not know %q", kind), "KIND is one of groups, matches, provenance, framing")
		}
		saved[kind] = file
	}
	return saved, nil
}

// readLabels reads a table of labels.
func readLabels[T any](path string, read func(io.Reader) ([]T, error)) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer f.Close()
	labels, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return labels, nil
}

// readSaved reads JSON lines.
func readSaved[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer f.Close()
	var all []T
	d := json.NewDecoder(f)
	for n := 1; ; n++ {
		var v T
		switch err := d.Decode(&v); err {
		case nil:
			all = append(all, v)
		case io.EOF:
			return all, nil
		default:
			return nil, fmt.Errorf("%s: record %d: %w", path, n, err)
		}
	}
}

// wholeIDs returns a function that gives the article id a label means: the
// same, else the only one that ends with it after a slash, else the label.
func wholeIDs(ids []string) func(string) string {
	ends := make(map[string]string, len(ids))
	const ambiguous = "\x00"
	for _, id := range ids {
		for at := range len(id) {
			if id[at] != '/' {
				continue
			}
			end := id[at+1:]
			if known, ok := ends[end]; ok && known != id {
				ends[end] = ambiguous
			} else {
				ends[end] = id
			}
		}
	}
	for _, id := range ids {
		ends[id] = id
	}
	return func(label string) string {
		if id, ok := ends[label]; ok && id != ambiguous {
			return id
		}
		return label
	}
}
