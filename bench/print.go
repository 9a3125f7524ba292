package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// report is all that was measured.
type report struct {
	truth    truth
	alone    []rate
	memory   int64      // most that the process held after newscheck, in bytes; 0 if unknown
	outcomes []*outcome // newscheck first
}

// rate is how fast something runs on one core, a second.
type rate struct {
	name     string
	bytes    float64 // of text
	articles float64
}

// measureAlone measures tokenising, sketching and attributing alone on texts, and
// tokenising on the same texts with typographic quotes and accents.
func measureAlone(texts []string) ([]rate, error) {
	registry, err := outlets.Default()
	if err != nil {
		return nil, err
	}
	curly := make([]string, len(texts))
	spell := strings.NewReplacer("'", "’", ` "`, " “", `"`, "”", " - ", " — ", "ea", "éa", "on ", "ón ", "us", "üs")
	for i, t := range texts {
		curly[i] = spell.Replace(t)
	}
	var words []text.Word
	tokenise := func(t string) { words = text.Words(words[:0], t) }
	return []rate{
		speed("tokenise, ASCII mostly", texts, tokenise),
		speed("tokenise, curly quotes and accents", curly, tokenise),
		sketchSpeed(texts),
		addSpeed(texts),
		speed("attribute", texts, func(t string) { provenance.Attribute(article.Article{Text: t}, registry) }),
	}, nil
}

// sketchSpeed measures tokenising and sketching.
func sketchSpeed(texts []string) rate {
	params, err := dedupe.Options{}.Params(0)
	if err != nil {
		return rate{}
	}
	scanner := dedupe.NewScanner(params)
	return speed("article to sketch", texts, func(t string) { scanner.Scan(t) })
}

// addSpeed measures all that is done to an article before the first comparison:
// tokenising, sketching, and laying out.
func addSpeed(texts []string) rate {
	set, err := dedupe.New(dedupe.Options{Workers: 1})
	if err != nil {
		return rate{}
	}
	defer set.Close()
	n := 0
	return speed("article into a set", texts, func(t string) {
		set.Add(dedupe.Doc{ID: strconv.Itoa(n), Text: t})
		n++
	})
}

// speed runs f over texts for half a second or more.
func speed(name string, texts []string, f func(string)) rate {
	size, n, start := 0, 0, cpu()
	used := time.Duration(0)
	for ; used < time.Second/2; used = cpu() - start {
		for _, t := range texts[n%len(texts) : min(n%len(texts)+100, len(texts))] {
			f(t)
			size += len(t)
			n++
		}
	}
	return rate{name, float64(size) / used.Seconds(), float64(n) / used.Seconds()}
}

// print writes the tables.
func print(out io.Writer, r report) {
	ours := r.outcomes[0]
	size, count := ours.bytes, len(ours.ids)
	fmt.Fprintf(out, "%d articles, %.1f MB, one core; MB is a million bytes of text, time is processor time\n\n", count, float64(size)/1e6)
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(cells ...string) { fmt.Fprintln(w, strings.Join(cells, "\t")+"\t") }
	mbs := func(t time.Duration) string {
		if t <= 0 {
			return "–"
		}
		return fmt.Sprintf("%.0f", float64(size)/1e6/t.Seconds())
	}

	row("alone", "MB/s", "articles/s")
	for _, m := range r.alone {
		row(m.name, fmt.Sprintf("%.0f", m.bytes/1e6), fmt.Sprintf("%.0f", m.articles))
	}
	w.Flush()
	fmt.Fprintln(out)

	staged := r.outcomes[:min(3, len(r.outcomes))]
	head := []string{"stage"}
	for _, o := range staged {
		head = append(head, o.name, "MB/s", "share")
	}
	row(head...)
	for _, name := range stageNames {
		cells := []string{name}
		for _, o := range staged {
			t := o.in(name)
			if t == 0 {
				cells = append(cells, "–", "–", "–")
				continue
			}
			share := fmt.Sprintf("%.0f %%", 100*t.Seconds()/o.total().Seconds())
			if name == "read" {
				share = "–"
			}
			cells = append(cells, millis(t), mbs(t), share)
		}
		row(cells...)
	}
	cells := []string{"article to groups"}
	for _, o := range staged {
		cells = append(cells, millis(o.total()), mbs(o.total()), "100 %")
	}
	row(cells...)
	cells = []string{"with reading"}
	for _, o := range staged {
		if t := o.in("read"); t > 0 {
			cells = append(cells, millis(t+o.total()), mbs(t+o.total()), "–")
		} else {
			cells = append(cells, "–", "–", "–")
		}
	}
	row(cells...)
	w.Flush()
	whole := ours.total() + ours.in("read")
	fmt.Fprintf(out, "\nnewscheck: %.1f µs an article with reading", whole.Seconds()*1e6/float64(count))
	if r.memory > 0 {
		fmt.Fprintf(out, ", peak memory %d MiB (with the texts, unless it runs alone)", r.memory>>20)
	}
	fmt.Fprint(out, "\n\n")

	row("", "time", "newscheck is", "pairs looked at", "found alike", "recall", "precision", "F1")
	for i, o := range r.outcomes {
		ratio := "–"
		if i > 0 {
			ratio = fmt.Sprintf("%.1f × faster", o.total().Seconds()/r.outcomes[0].total().Seconds())
		}
		cells := []string{o.name, millis(o.total()), ratio, strconv.Itoa(o.pairs), strconv.Itoa(o.match)}
		if r.truth.story == nil {
			cells = append(cells, "–", "–", "–")
		} else {
			s := r.score(o.group)
			cells = append(cells, figure(s.planted), figure(s.precision), figure(s.f1))
		}
		row(cells...)
	}
	w.Flush()
	if r.truth.story != nil {
		fmt.Fprintf(out, "\nrecall: share of the %d planted pairs of copies that are in one group;\nprecision and F1: over all pairs of articles in one group, against all pairs of one story\n\n", len(r.truth.copies))
		mine := r.score(ours.group)
		for _, o := range r.outcomes[1:] {
			s := r.score(o.group)
			fmt.Fprintf(out, "against %s: %.1f × as fast, recall %.3f (theirs %.3f), F1 %.3f (theirs %.3f)\n", o.name,
				o.total().Seconds()/ours.total().Seconds(), mine.planted, s.planted, mine.f1, s.f1)
		}
	}
}

// in is the time of one stage.
func (o *outcome) in(name string) time.Duration {
	for _, s := range o.stages {
		if s.name == name {
			return s.time
		}
	}
	return 0
}

func millis(t time.Duration) string { return fmt.Sprintf("%d ms", t.Milliseconds()) }

func figure(f float64) string {
	if math.IsNaN(f) {
		return "–"
	}
	return fmt.Sprintf("%.3f", f)
}

// scores of a grouping. NaN where there is nothing to count.
type scores struct{ planted, precision, f1 float64 }

// score compares groups with the truth.
func (r report) score(group []int) scores {
	ids := r.outcomes[0].ids
	at := make(map[string]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	found := 0
	for _, p := range r.truth.copies {
		if group[at[p[0]]] == group[at[p[1]]] {
			found++
		}
	}
	type cell struct {
		group int
		story string
	}
	both, groups, stories := map[cell]int{}, map[int]int{}, map[string]int{}
	for i, id := range ids {
		both[cell{group[i], r.truth.story[id]}]++
		groups[group[i]]++
		stories[r.truth.story[id]]++
	}
	right, claimed, actual := pairs(both), pairs(groups), pairs(stories)
	s := scores{planted: float64(found) / float64(len(r.truth.copies)), precision: right / claimed}
	recall := right / actual
	s.f1 = 2 * s.precision * recall / (s.precision + recall)
	return s
}

// pairs counts the pairs within each part.
func pairs[K comparable](parts map[K]int) float64 {
	var n float64
	for _, c := range parts {
		n += float64(c) * float64(c-1) / 2
	}
	return n
}
