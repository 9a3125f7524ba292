// Command bench measures newscheck, stage by stage, and beside two others on
// the same texts: the textbook method (package plain) and the library
// github.com/ekzhu/minhash-lsh. All run on one core, in turn, and the fastest of
// three rounds counts. Run it in this folder:
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
	"cmp"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
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
	rounds := flag.Int("rounds", 3, "how often each is measured, in turn; its fastest round counts")
	flag.Parse()
	if err := run(*articles, *seed, *file, *thresholds, *alone, *keep, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(articles int, seed uint64, file, thresholds string, only bool, keep string, rounds int) error {
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
	// In turn, so that what else the machine does hits all of them.
	all := [][]*outcome{{ours}}
	for round := range rounds {
		if round > 0 {
			again, _, err := newscheck(ctx, file, 0, "")
			if err != nil {
				return err
			}
			all[0] = append(all[0], again)
		}
		for i, t := range strings.Split(thresholds, ",") {
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
			if round == 0 {
				all = append(all, nil, nil)
			}
			all[1+2*i] = append(all[1+2*i], reference)
			all[2+2*i] = append(all[2+2*i], library(sample, threshold))
		}
	}
	var outcomes []*outcome
	for _, rounds := range all {
		outcomes = append(outcomes, slices.MinFunc(rounds, func(a, b *outcome) int { return cmp.Compare(a.total(), b.total()) }))
	}
	print(os.Stdout, report{truth: known, alone: alone, memory: memory, outcomes: outcomes})
	return nil
}
