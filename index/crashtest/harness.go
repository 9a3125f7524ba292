package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/index"
	"github.com/newscheck/newscheck/internal/synth"
)

// harness is one run of the test.
type harness struct {
	Kills    int
	Articles int
	Seed     uint64
	Program  string
	Dir      string

	log    io.Writer
	rand   *rand.Rand
	report report
}

// report is the outcome.
type report struct {
	Kills     int      `json:"kills"`
	Early     int      `json:"before_first_finding"` // kills before anything was printed: while it opened or began
	Finished  int      `json:"finished_first"`       // writers that were done before they could be killed
	Indexes   int      `json:"indexes"`
	Completed int      `json:"completed"` // indexes that all articles went into
	Printed   int      `json:"printed"`   // findings of articles that were not known before
	Checks    int      `json:"checks"`    // times that an index was read in full after a kill
	Lost      int      `json:"lost"`      // printed, and not there
	Half      int      `json:"half"`      // there, and not what was given
	Doubled   int      `json:"doubled"`   // there twice, or added again
	Faults    int      `json:"faults"`    // that Verify found
	Stories   int      `json:"other_stories"`
	Examples  []string `json:"examples,omitempty"` // the first of what went wrong, in words
	Seconds   float64  `json:"seconds"`
}

// bad reports whether an index was not what it must be. Where the batches end,
// which a kill changes, decides which lines of a page are known to be furniture
// when it is compared; so a few articles may stand in other stories than in a
// calm run.
func (r *report) bad() bool {
	return r.Lost+r.Half+r.Doubled+r.Faults > 0 || r.Stories*otherStories > r.Printed
}

// otherStories is how many articles there must be for each that is in another
// story than in a run without kills.
const otherStories = 500

func (r *report) wrong(count *int, format string, args ...any) {
	*count++
	if len(r.Examples) < 20 {
		r.Examples = append(r.Examples, fmt.Sprintf(format, args...))
	}
}

// run kills until it has killed enough.
func (h *harness) run(ctx context.Context) (*report, error) {
	begun := time.Now()
	h.rand = rand.New(rand.NewPCG(h.Seed, 0x6b696c6c))
	defer func() { h.report.Seconds = time.Since(begun).Seconds() }()
	for h.report.Kills < h.Kills {
		if err := h.round(ctx, h.report.Indexes); err != nil {
			return &h.report, err
		}
		h.report.Indexes++
		fmt.Fprintf(h.log, "crashtest: %d kills, %d printed, %d lost, %d half, %d doubled, %d faults\n",
			h.report.Kills, h.report.Printed, h.report.Lost, h.report.Half, h.report.Doubled, h.report.Faults)
		if h.report.bad() {
			break
		}
	}
	return &h.report, nil
}

// round makes one index of all articles, killing the writers of it.
func (h *harness) round(ctx context.Context, n int) error {
	var in synth.Gathered
	if err := synth.Generate(ctx, synth.Options{Articles: h.Articles, Seed: h.Seed + uint64(n), Copies: .4}, &in); err != nil {
		return err
	}
	r := &round{harness: h, dir: filepath.Join(h.Dir, fmt.Sprint("index-", n)), in: in.Articles[:h.Articles]}
	defer os.RemoveAll(r.dir)
	for h.report.Kills < h.Kills && !h.report.bad() {
		if err := ctx.Err(); err != nil {
			return err
		}
		from := 0 // mostly from a little before where it was, now and then from the beginning
		if h.rand.IntN(4) > 0 {
			from = max(0, r.safe-1-h.rand.IntN(100))
		}
		killed, err := r.write(ctx, from, true)
		if err != nil {
			return err
		}
		if !killed {
			h.report.Finished++
			break
		}
		h.report.Kills++
		if h.rand.IntN(3) > 0 { // the others are killed again before anyone looks
			if err := r.check(ctx); err != nil {
				return err
			}
		}
	}
	if h.report.bad() {
		return nil
	}
	return r.finish(ctx)
}

// round is one index under way.
type round struct {
	*harness
	dir  string
	in   []article.Article
	safe int // findings printed for in[:safe]
}

// write runs a writer on the articles from a place on, and kills it unless it
// ends before. The moment is drawn by time, or by what was printed, so that
// opening, recovering, adding and ending are all met.
func (r *round) write(ctx context.Context, from int, kill bool) (killed bool, err error) {
	cmd := r.writer(ctx)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return false, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return false, err
	}
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		return false, err
	}
	go func() {
		w := bufio.NewWriterSize(stdin, 32<<10)
		for i := from; i < len(r.in); i++ {
			if article.WriteJSONL(w, &r.in[i]) != nil {
				return
			}
		}
		w.Flush()
		stdin.Close()
	}()
	after, lines := time.Duration(-1), -1
	switch {
	case !kill:
	case r.rand.IntN(3) == 0:
		after = time.Duration(r.rand.IntN(600)) * time.Millisecond
	default:
		lines = 1 + r.rand.IntN(max(r.Articles/8, 2))
	}
	if after >= 0 {
		defer time.AfterFunc(after, func() { cmd.Process.Kill() }).Stop()
	}
	seen := 0
	read := bufio.NewReaderSize(stdout, 1<<20)
	for {
		line, err := read.ReadBytes('\n')
		if err != nil { // a line that is cut off was not printed
			break
		}
		var f printed
		if err := json.Unmarshal(line, &f); err != nil {
			return false, fmt.Errorf("the writer printed %q: %w", line, err)
		}
		if from+seen >= len(r.in) || f.ID != r.in[from+seen].ID {
			return false, fmt.Errorf("finding %d is of %s", seen, f.ID)
		}
		switch at := from + seen; {
		case at < r.safe && !f.Known:
			r.report.wrong(&r.report.Doubled, "%s was printed before and is not known", f.ID)
		case at >= r.safe:
			r.safe = at + 1
			r.report.Printed++
		}
		if seen++; seen == lines {
			time.Sleep(time.Duration(r.rand.IntN(4000)) * time.Microsecond)
			cmd.Process.Kill()
		}
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return false, nil
	case errors.As(err, &exit) && !exit.Exited(): // by the signal
		if seen == 0 {
			r.report.Early++
		}
		return true, nil
	}
	return false, fmt.Errorf("the writer failed: %w: %s", err, errs.String())
}

func (r *round) writer(ctx context.Context) *exec.Cmd {
	if r.Program != "" {
		cmd := exec.CommandContext(ctx, r.Program, "ingest", "--index", r.dir, "--format", "jsonl", "-")
		cmd.Env = append(os.Environ(), "NEWSCHECK_CONFIG="+os.DevNull)
		return cmd
	}
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	cmd := exec.CommandContext(ctx, self, r.dir)
	cmd.Env = append(os.Environ(), childVariable+"=1")
	return cmd
}

// check opens the index and holds all of it against the input.
func (r *round) check(ctx context.Context) error {
	x, err := index.Open(r.dir, index.Options{Create: r.safe == 0})
	if err != nil {
		r.report.wrong(&r.report.Faults, "opening after a kill: %v", err)
		return nil
	}
	defer x.Close()
	r.report.Checks++
	return r.compare(ctx, x)
}

func (r *round) compare(ctx context.Context, x *index.Index) error {
	there := map[string]int{}
	n := 0
	for e, err := range x.Entries(ctx) {
		if err != nil {
			r.report.wrong(&r.report.Faults, "reading after a kill: %v", err)
			return ctx.Err()
		}
		if there[e.Article.ID]++; there[e.Article.ID] > 1 {
			r.report.wrong(&r.report.Doubled, "%s is there twice", e.Article.ID)
			continue
		}
		switch {
		case n >= len(r.in) || e.Article.ID != r.in[n].ID:
			r.report.wrong(&r.report.Half, "%s stands at place %d, where it was not given", e.Article.ID, n)
		case !sameText(&e.Article, &r.in[n]):
			r.report.wrong(&r.report.Half, "%s is not what was given: %+v", e.Article.ID, e.Article)
		case e.Story == "":
			r.report.wrong(&r.report.Half, "%s is in no story", e.Article.ID)
		}
		n++
	}
	for i, a := range r.in[:r.safe] {
		if there[a.ID] == 0 {
			r.report.wrong(&r.report.Lost, "%s, finding %d, was printed and is not there", a.ID, i)
		}
	}
	return x.Verify(ctx, func(f index.Fault) { r.report.wrong(&r.report.Faults, "verify: %+v", f) })
}

func sameText(a, b *article.Article) bool {
	return a.Text == b.Text && a.Title == b.Title && a.URL == b.URL && a.Publisher == b.Publisher && a.Byline == b.Byline && a.Published == b.Published
}

// finish lets a writer end, and holds the stories against those of a run that
// nobody disturbed.
func (r *round) finish(ctx context.Context) error {
	for range 2 { // what is missing; then all again, which must add nothing
		if _, err := r.write(ctx, 0, false); err != nil {
			return err
		}
	}
	x, err := index.Open(r.dir, index.Options{})
	if err != nil {
		return err
	}
	defer x.Close()
	if err := r.compare(ctx, x); err != nil {
		return err
	}
	calm, err := index.Open(r.dir+"-calm", index.Options{Create: true})
	if err != nil {
		return err
	}
	defer os.RemoveAll(r.dir + "-calm")
	defer calm.Close()
	for part := range slices.Chunk(r.in, 256) {
		if _, err := calm.Add(ctx, part); err != nil {
			return err
		}
	}
	got, err := firsts(ctx, x)
	if err != nil {
		return err
	}
	want, err := firsts(ctx, calm)
	if err != nil {
		return err
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			r.report.wrong(&r.report.Stories, "%s is in another story than in a run without kills", r.in[i].ID)
		}
	}
	r.report.Completed++
	return nil
}

// firsts gives each article, in the order of arrival, the place of the first
// article of its story: stories without their names.
func firsts(ctx context.Context, x *index.Index) ([]int, error) {
	first := map[string]int{}
	var all []int
	for e, err := range x.Entries(ctx) {
		if err != nil {
			return nil, err
		}
		if _, ok := first[e.Story]; !ok {
			first[e.Story] = len(all)
		}
		all = append(all, first[e.Story])
	}
	return all, nil
}
