// Crashtest kills programs that write an index, again and again, at random
// moments, and holds what is left against what they were given:
//
//	go run ./index/crashtest -kills 500 -newscheck bin/newscheck
//
// It feeds articles to newscheck ingest (or, without -newscheck, to a small
// writer of its own), kills it without warning, opens the index, and goes on
// from there. An article whose finding was printed must be in the index, whole;
// what is in the index must be the first articles of the input, in order, each
// once; and Verify must find nothing. When all articles are in, the stories must
// be those of a run that nobody disturbed (but for very few), and giving everything once more must
// add nothing. It prints one line of JSON, and exits with 1 when anything was
// lost, half there, doubled, or damaged.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	if os.Getenv(childVariable) != "" {
		os.Exit(child(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	h := &harness{log: os.Stderr}
	flag.IntVar(&h.Kills, "kills", 500, "how many times to kill")
	flag.IntVar(&h.Articles, "articles", 4000, "articles that one index grows to before the next is begun")
	flag.Uint64Var(&h.Seed, "seed", 1, "equal seeds give equal articles and equal moments, though not equal races")
	flag.StringVar(&h.Program, "newscheck", "", "the newscheck program whose ingest is killed; without it a writer of this program's own")
	flag.StringVar(&h.Dir, "dir", "", "folder for the indexes (default: a temporary one)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if h.Dir == "" {
		dir, err := os.MkdirTemp("", "newscheck-crash-")
		if err != nil {
			fmt.Fprintln(os.Stderr, "crashtest:", err)
			os.Exit(2)
		}
		defer os.RemoveAll(dir)
		h.Dir = dir
	}
	report, err := h.run(ctx)
	line, _ := json.Marshal(report) // a struct of numbers and strings
	fmt.Println(string(line))
	if err != nil {
		fmt.Fprintln(os.Stderr, "crashtest:", err)
	}
	if err != nil || report.bad() {
		os.RemoveAll(h.Dir)
		os.Exit(1)
	}
}
