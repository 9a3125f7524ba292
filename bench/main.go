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
)

func main() {
	articles := flag.Int("articles", 10000, "how many articles to generate")
	seed := flag.Uint64("seed", 11, "seed of the generator")
	file := flag.String("file", "", "measure on this file instead of generated articles")
	threshold := flag.Float64("threshold", .5, "Jaccard index that the two others look for")
	keep := flag.String("profile", "", "write newscheck's processor profile to this file, for go tool pprof")
	alone := flag.Bool("alone", false, "measure newscheck only")
	flag.Parse()
	if err := run(*articles, *seed, *file, *threshold, *alone, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(articles int, seed uint64, file string, threshold float64, alone bool, keep string) error {
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
	if alone {
		texts = 20000 // enough to measure words on, however many there are
	}
	ours, sample, err := newscheck(ctx, file, texts, keep)
	if err != nil {
		return err
	}
	memory := peakMemory()
	words := measureWords(sample)
	outcomes := []*outcome{ours}
	if !alone {
		reference, err := textbook(sample, threshold)
		if err != nil {
			return err
		}
		outcomes = append(outcomes, reference, library(sample, threshold))
	}
	print(os.Stdout, report{truth: known, words: words, memory: memory, outcomes: outcomes})
	return nil
}
