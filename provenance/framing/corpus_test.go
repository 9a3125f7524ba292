package framing

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
)

// TestCorpus measures Compare on the labelled pairs of the project's own sample
// corpus. Run with -v for the figures ("notes" is the share of notes on no listed
// difference); NEWSCHECK_GOLD_MISSES=1 prints every miss.
func TestCorpus(t *testing.T) {
	const dir = "../../corpus"
	pages := map[string]Page{}
	for a, err := range article.Read(context.Background(), []string{dir}, article.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		pages[strings.TrimPrefix(a.ID, dir+"/")] = PageOf(a)
	}
	page := func(id string) Page {
		if p, ok := pages[id]; ok {
			return p
		}
		for k, p := range pages {
			if strings.HasSuffix(k, "/"+id) || strings.HasSuffix(id, "/"+k) {
				return p
			}
		}
		t.Fatalf("the corpus has no article %q", id)
		return Page{}
	}
	var rows []goldRow
	first := true
	readLines(t, dir+"/_truth/framing.tsv", func(line string) {
		if c := strings.Split(line, "\t"); !first && len(c) >= 8 {
			rows = append(rows, goldRow{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]})
		}
		first = false
	})
	lex := mustLexicon(t)
	notes := map[string][]Note{}
	for _, r := range rows {
		if _, ok := notes[r.pair]; !ok {
			notes[r.pair] = Compare(page(r.a), page(r.b), lex, Options{})
		}
	}
	verbose := os.Getenv("NEWSCHECK_GOLD_MISSES") != ""
	got := measure(t, rows, notes, verbose)
	for name, want := range map[string]float64{"recall": .95, "precision_listed": .95, "headline.acc": 1} {
		if got[name] < want {
			t.Errorf("%s %.3f, want %.2f", name, got[name], want)
		}
	}
	if got["neutral_flagged"] > .08 {
		t.Errorf("%.3f of what does not matter is flagged", got["neutral_flagged"])
	}
	if verbose {
		for p, ns := range notes {
			for _, n := range Visible(ns) {
				if n.Kind != KindHeadline && !listed(n, rows, p) {
					t.Logf("UNLISTED %s %s", p, list([]Note{n}))
				}
			}
		}
	}
}

func listed(n Note, rows []goldRow, pair string) bool {
	for _, r := range rows {
		if r.pair == pair && (r.aText != "" || r.bText != "") && r.kind != KindHeadline && meets(n, r) {
			return true
		}
	}
	return false
}
