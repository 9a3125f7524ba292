package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	minhashlsh "github.com/ekzhu/minhash-lsh"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/bench/plain"
	"github.com/newscheck/newscheck/dedupe"
)

// outcome is what one of the three made of the texts.
type outcome struct {
	name   string
	ids    []string // of the texts; newscheck's only
	group  []int    // equal numbers, same group
	bytes  int      // of text; newscheck's only
	stages []stage
	pairs  int // looked at
	match  int // of them, found alike
}

// stage is one part of the work and the processor time it took.
type stage struct {
	name string
	time time.Duration
}

// total is the time from article to groups: reading files is left out, since the
// two others are given the texts.
func (o *outcome) total() time.Duration {
	var t time.Duration
	for _, s := range o.stages {
		if s.name != "read" {
			t += s.time
		}
	}
	return t
}

// cpu is the processor time that this process has used, garbage collection and all.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakMemory is the most memory that this process has held, in bytes. Linux tells
// it in kilobytes; on other systems it is left out.
func peakMemory() int64 {
	var u syscall.Rusage
	if runtime.GOOS != "linux" || syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return int64(u.Maxrss) << 10
}

// newscheck reads file and groups its articles, stage by stage as the profiler
// sees it. It returns the texts of the first articles too, so many as keep says.
func newscheck(ctx context.Context, file string, keep int, keepProfile string) (*outcome, []string, error) {
	var o *outcome
	var texts []string
	stages, err := profiled(keepProfile, func() (err error) {
		o, texts, err = grouped(ctx, file, keep)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("newscheck: %w", err)
	}
	o.stages = stages
	return o, texts, nil
}

// grouped is newscheck without measuring.
func grouped(ctx context.Context, file string, keep int) (*outcome, []string, error) {
	set, err := dedupe.New(dedupe.Options{Workers: 1})
	if err != nil {
		return nil, nil, err
	}
	defer set.Close()
	var texts []string
	o := &outcome{name: "newscheck"}
	for a, err := range article.Read(ctx, []string{file}, article.Options{Workers: 1}) {
		if err != nil {
			return nil, nil, err
		}
		published, _ := time.Parse(time.RFC3339, a.Published)
		d := dedupe.Doc{ID: a.ID, Source: a.Publisher, Time: published, Text: a.Text}
		err := set.Add(d)
		if errors.Is(err, dedupe.ErrDuplicate) { // real files give an id twice
			d.ID += "#" + strconv.Itoa(len(o.ids))
			err = set.Add(d)
		}
		if err != nil {
			return nil, nil, err
		}
		if len(texts) < keep {
			texts = append(texts, a.Text)
		}
		o.ids = append(o.ids, d.ID)
		o.bytes += len(a.Text)
	}
	result, err := set.Group(ctx)
	if err != nil {
		return nil, nil, err
	}
	if len(result.Articles) != len(o.ids) {
		return nil, nil, fmt.Errorf("%d of %d articles were placed", len(result.Articles), len(o.ids))
	}
	o.pairs, o.match = result.Stats.Verified, result.Stats.Matches
	number := map[string]int{}
	for i, p := range result.Articles {
		if _, ok := number[p.Story]; !ok {
			number[p.Story] = i
		}
		o.group = append(o.group, number[p.Story])
	}
	return o, texts, nil
}

// textbook runs package plain.
func textbook(texts []string, threshold float64) (*outcome, error) {
	opts := plain.Default
	opts.Threshold = threshold
	opts.Bands, opts.Rows = split(threshold)
	o := &outcome{name: fmt.Sprintf("plain MinHash, J ≥ %v", threshold)}
	used := cpu()
	r, err := plain.Group(texts, opts)
	if err != nil {
		return nil, err
	}
	used = cpu() - used
	var wall time.Duration
	for _, s := range r.Stages {
		wall += s.Time
	}
	for _, s := range r.Stages { // the clock tells shares, the processor the sum
		o.stages = append(o.stages, stage{s.Name, time.Duration(float64(s.Time) / float64(wall) * float64(used))})
	}
	o.group, o.pairs, o.match = r.Group, r.Candidates, len(r.Pairs)
	return o, nil
}

// split is how minhash-lsh, and datasketch after it, divide 128 permutations
// into bands and rows for a threshold.
func split(threshold float64) (bands, rows int) {
	rows, bands = minhashlsh.NewMinhashLSH64(plain.Permutations, threshold).Params()
	return bands, rows
}

// library runs minhash-lsh as its documentation shows. It gives no more than
// candidates; they are verified by the share of equal values in their sketches,
// which is cheaper than what package plain does.
func library(texts []string, threshold float64) *outcome {
	o := &outcome{name: fmt.Sprintf("minhash-lsh, J ≥ %v", threshold)}
	start := cpu()
	lap := func(name string) {
		now := cpu()
		o.stages = append(o.stages, stage{name, now - start})
		start = now
	}
	words := make([][]string, len(texts))
	for i, t := range texts {
		words[i] = plain.Words(t)
	}
	lap("tokenise")
	sketches := make([][]uint64, len(texts))
	for i, w := range words {
		m := minhashlsh.NewMinhash(1, plain.Permutations)
		n := min(plain.Default.Shingle, len(w))
		for k := 0; n > 0 && k+n <= len(w); k++ {
			m.Push([]byte(strings.Join(w[k:k+n], " ")))
		}
		if n == 0 { // texts without words are no copies of one another
			m.Push(binary.LittleEndian.AppendUint64(nil, uint64(i)))
		}
		sketches[i] = m.Signature()
	}
	lap("sketch")
	lsh := minhashlsh.NewMinhashLSH64(plain.Permutations, threshold)
	for i, sig := range sketches {
		lsh.Add(i, sig)
	}
	lsh.Index()
	found := make([][]any, len(texts))
	for i, sig := range sketches {
		found[i] = lsh.Query(sig)
	}
	lap("block")
	var pairs []plain.Pair
	for a, keys := range found {
		for _, key := range keys {
			b := key.(int)
			if b <= a {
				continue
			}
			o.pairs++
			same := 0
			for k, v := range sketches[a] {
				if v == sketches[b][k] {
					same++
				}
			}
			if j := float64(same) / plain.Permutations; j >= threshold {
				pairs = append(pairs, plain.Pair{A: a, B: b, Jaccard: j})
			}
		}
	}
	o.match = len(pairs)
	lap("verify")
	o.group = plain.Components(len(texts), pairs)
	lap("group")
	return o
}
