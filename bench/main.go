// Command bench measures newscheck, stage by stage, and beside two others on
// the same texts: the textbook method (package plain) and the library
// github.com/ekzhu/minhash-lsh. All run on one core. Run it in this folder:
//
//	go run .                              10,000 generated articles
//	go run . -articles 100000             more of them
//	go run . -alone -articles 1000000     newscheck only: its memory, and time per article
//	go run . -file news.jsonl             your own articles, in any format newscheck reads
//
// It is a module of its own, so that who uses newscheck never downloads what it
// is compared with.
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"strconv"
	"strings"
)

func main() {
	articles := flag.Int("articles", 10000, "how many articles to generate")
	seed := flag.Uint64("seed", 11, "seed of the generator")
	file := flag.String("file", "", "measure on this file instead of generated articles")
	thresholds := flag.String("thresholds", ".5,.3", "Jaccard indexes that the two others look for, first the one that their stages are told of")
	keep := flag.String("profile", "", "write newscheck's processor profile to this file, for go tool pprof")
	alone := flag.Bool("alone", false, "measure newscheck only")
	flag.Parse()
	if err := run(*articles, *seed, *file, *thresholds, *alone, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(articles int, seed uint64, file, thresholds string, only bool, keep string) error {
	runtime.GOMAXPROCS(1) // everything is told per core
	ctx := context.Background()
	var known truth
	if file == "" {
		f, t, err := generate(ctx, articles, seed)
		if err != nil {
			return err
		}
		defer os.Remove(f)
		file, known = f, t
	}
	texts := math.MaxInt
	if only {
		texts = 20000 // enough to measure words on, however many there are
	}
	ours, sample, err := newscheck(ctx, file, texts, keep)
	if err != nil {
		return err
	}
	memory := peakMemory()
	alone, err := measureAlone(sample)
	if err != nil {
		return err
	}
	outcomes := []*outcome{ours}
	for t := range strings.SplitSeq(thresholds, ",") {
		threshold, err := strconv.ParseFloat(t, 64)
		if err != nil || threshold <= 0 || threshold > 1 {
			return fmt.Errorf("-thresholds cannot be %q: it is numbers above 0 and up to 1, with commas between them", thresholds)
		}
		if only {
			break
		}
		reference, err := textbook(sample, threshold)
		if err != nil {
			return err
		}
		outcomes = append(outcomes, reference, library(sample, threshold))
	}
	print(os.Stdout, report{truth: known, alone: alone, memory: memory, outcomes: outcomes})
	return nil
}
