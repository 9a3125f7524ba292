package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/provenance"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
	"github.com/urfave/cli/v2"
)

// kept is what an index knows of one of its articles: one line of index export
// --what placements, and beside the article's own fields with --what all.
type kept struct {
	Story            string                `json:"story"`
	Family           string                `json:"family"`
	Relation         dedupe.Relation       `json:"relation"`
	Of               string                `json:"of,omitempty"`
	Words            int                   `json:"words"`
	Verdict          index.Verdict         `json:"verdict"` // as told when it came
	Origin           *provenance.OutletRef `json:"origin"`
	OriginStatus     provenance.Status     `json:"origin_status"`
	OriginConfidence float64               `json:"origin_confidence"`
	Seen             time.Time             `json:"seen"`
	Revision         *index.Revision       `json:"revision,omitempty"`
	RevisedBy        string                `json:"revised_by,omitempty"`
}

func keptOf(e *index.Entry) kept {
	return kept{e.Story, e.Family, e.Relation, e.Of, e.Words, e.Verdict, e.Origin, e.OriginStatus, rounded(e.OriginConfidence),
		e.Seen.UTC(), e.Revision, e.RevisedBy}
}

// placement is one line of index export --what placements: the fields of
// dedupe --format jsonl, and what an index knows beside them.
type placement struct {
	ID        string `json:"id"`
	URL       string `json:"url,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"`
	kept
}

func placementOf(e *index.Entry) placement {
	return placement{e.Article.ID, e.Article.URL, publisherOf(e.Article), titleOf(e.Article), e.Article.Published, keptOf(e)}
}

// exportedRow is a row of index export --format parquet. The names of the
// columns are those of the fields in JSON.
type exportedRow struct {
	ID           string    `parquet:"id"`
	URL          string    `parquet:"url,dict"`
	CanonicalURL string    `parquet:"canonical_url,dict"`
	Publisher    string    `parquet:"publisher,dict"`
	Title        string    `parquet:"title"`
	Byline       string    `parquet:"byline"`
	Published    string    `parquet:"published"`
	Fetched      string    `parquet:"fetched"`
	Language     string    `parquet:"language,dict"`
	Text         string    `parquet:"text"`
	Meta         string    `parquet:"meta"` // a JSON object
	Story        string    `parquet:"story"`
	Family       string    `parquet:"family"`
	Relation     string    `parquet:"relation,dict"`
	Of           string    `parquet:"of"`
	Words        int64     `parquet:"words"`
	Verdict      string    `parquet:"verdict,dict"`
	Origin       string    `parquet:"origin,dict"` // its name
	OriginID     string    `parquet:"origin_id,dict"`
	OriginStatus string    `parquet:"origin_status,dict"`
	Confidence   float64   `parquet:"origin_confidence"`
	Seen         time.Time `parquet:"seen,timestamp(millisecond)"`
	RevisedBy    string    `parquet:"revised_by"`
}

func indexExportCommand() *command {
	return &command{
		name:    "index export",
		summary: "write the articles of an index for other commands and programs",
		examples: []example{
			{"newscheck index export --index archive -o archive.jsonl", "the articles as they came, as JSON lines"},
			{"newscheck index export --index archive | newscheck report - -o report", "a report on all that was seen"},
			{"newscheck index export --index archive --what placements > placed.jsonl", "story, verdict and origin of each, without texts"},
			{"newscheck index export --index archive -o archive.parquet", "everything in one table"},
		},
		about: `Articles come in the order in which they were added, older revisions included. With --what all each line has the fields of the article and those of its placement; newscheck reads such lines too and keeps what it does not know as meta. A Parquet table always has all columns.`,
		flags: []cli.Flag{
			indexFlag(),
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Usage: "write `FORMAT`: jsonl or parquet (default jsonl, or as the name of --output ends)"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE` instead of standard output; it appears when all is done"},
			&cli.StringFlag{Name: "what", Value: "articles", Usage: "write `WHAT`: articles, placements or all"},
			outletsFlag(),
		},
		choices: map[string][]string{"format": {"", "jsonl", "parquet"}, "what": {"articles", "placements", "all"}},
		exits:   []exit{{exitInterrupted, "interrupted; no file was written"}},
		action:  runIndexExport,
	}
}

func runIndexExport(r *run, c *cli.Context) error {
	format, err := formatOf(c, []string{"jsonl", "parquet"})
	if err != nil {
		return err
	}
	if err := writable(c.String("output")); err != nil {
		return err
	}
	if format == "parquet" && r.outTerminal && c.String("output") == "" {
		return withHint(errors.New("a Parquet table is not for a terminal"), "--output archive.parquet")
	}
	x, err := r.openIndex(c, index.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer x.Close()
	s, err := x.Stats()
	if err != nil {
		return indexError(c.String("index"), err)
	}
	what := c.String("what")
	if s.Params.NoText && what == "articles" && format == "jsonl" {
		return withHint(fmt.Errorf("%s keeps no texts, so there are no articles to write", c.String("index")), "--what placements writes what is known of them")
	}
	out := r.output(c.String("output"))
	w := exporter(newLineExporter(out, what))
	if format == "parquet" {
		w = newParquetExporter(out)
	}
	bar := r.progress("writing", "articles", 0)
	defer bar.stop()
	for e, err := range x.Entries(r.ctx) {
		if r.interrupted() {
			return errInterrupted
		}
		if err == nil {
			err = w.write(e)
		}
		if err != nil {
			return indexError(c.String("index"), err)
		}
		bar.add(1)
	}
	if err := w.close(); err != nil {
		return err
	}
	return out.commit()
}

// exporter writes stored articles in one format.
type exporter interface {
	write(*index.Entry) error
	close() error
}

type lineExporter struct {
	w    *bufio.Writer
	what string
	buf  []byte
}

func newLineExporter(w io.Writer, what string) *lineExporter {
	return &lineExporter{w: bufio.NewWriterSize(w, 64<<10), what: what}
}

func (x *lineExporter) write(e *index.Entry) error {
	if x.what == "placements" {
		return newEncoder(x.w).Encode(placementOf(e))
	}
	x.buf = article.AppendJSON(x.buf[:0], &e.Article)
	if x.what == "all" {
		more, err := json.Marshal(keptOf(e))
		if err != nil {
			return err
		}
		x.buf = append(x.buf[:len(x.buf)-1], ',')
		x.buf = append(x.buf, more[1:]...)
	}
	_, err := x.w.Write(append(x.buf, '\n'))
	return err
}

func (x *lineExporter) close() error { return x.w.Flush() }

type parquetExporter struct {
	w *parquet.GenericWriter[exportedRow]
}

// rowGroup is how many articles stand in one part of a Parquet file; a reader
// holds one part in memory.
const rowGroup = 20_000

func newParquetExporter(w io.Writer) *parquetExporter {
	return &parquetExporter{parquet.NewGenericWriter[exportedRow](w, parquet.Compression(&zstd.Codec{}), parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.CreatedBy("newscheck", version(), ""))}
}

func (x *parquetExporter) write(e *index.Entry) error {
	a := e.Article
	row := exportedRow{ID: a.ID, URL: a.URL, CanonicalURL: a.CanonicalURL, Publisher: a.Publisher, Title: a.Title, Byline: a.Byline,
		Published: a.Published, Fetched: a.Fetched, Language: a.Language, Text: a.Text,
		Story: e.Story, Family: e.Family, Relation: string(e.Relation), Of: e.Of, Words: int64(e.Words), Verdict: string(e.Verdict),
		OriginStatus: string(e.OriginStatus), Confidence: rounded(e.OriginConfidence), Seen: e.Seen.UTC(), RevisedBy: e.RevisedBy}
	if e.Origin != nil {
		row.Origin, row.OriginID = e.Origin.Name, e.Origin.ID
	}
	if len(a.Meta) > 0 {
		meta, err := json.Marshal(a.Meta)
		if err != nil {
			return err
		}
		row.Meta = string(meta)
	}
	_, err := x.w.Write([]exportedRow{row})
	return err
}

func (x *parquetExporter) close() error { return x.w.Close() }
