package framing

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
)

// TestGold measures Compare against labelled differences between real copies,
// which are third-party text and not part of the project:
//
//	NEWSCHECK_GOLD=dir go test ./provenance/framing -run TestGold -v
//
// dir holds *.articles.jsonl (id, publisher, text) and *.framing.tsv (pair_id,
// doc_a, doc_b, kind, a_text, b_text, detail, matters). NEWSCHECK_GOLD_OUT names a
// file for the notes, one {"pair","notes"} a line; NEWSCHECK_GOLD_MISSES=1 prints
// what was missed and what was flagged without need.
func TestGold(t *testing.T) {
	dir := os.Getenv("NEWSCHECK_GOLD")
	if dir == "" {
		t.Skip("NEWSCHECK_GOLD names no folder of labelled pairs")
	}
	pages := map[string]Page{}
	for _, f := range glob(t, dir, "*.articles.jsonl") {
		readLines(t, f, func(line string) {
			var a article.Article
			if err := json.Unmarshal([]byte(line), &a); err != nil {
				t.Fatal(err)
			}
			pages[a.ID] = PageOf(a)
		})
	}
	var rows []goldRow
	for _, f := range glob(t, dir, "*.framing.tsv") {
		first := true
		readLines(t, f, func(line string) {
			c := strings.Split(line, "\t")
			if !first && len(c) >= 8 {
				rows = append(rows, goldRow{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]})
			}
			first = false
		})
	}
	lex := mustLexicon(t)
	notes := map[string][]Note{}
	var order []string
	for _, r := range rows {
		if _, ok := notes[r.pair]; !ok {
			notes[r.pair] = Compare(pages[r.a], pages[r.b], lex, Options{})
			order = append(order, r.pair)
		}
	}
	if out := os.Getenv("NEWSCHECK_GOLD_OUT"); out != "" {
		f, err := os.Create(out)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		for _, p := range order {
			b, err := json.Marshal(map[string]any{"pair": p, "notes": notes[p]})
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(f, "%s\n", b)
		}
	}
	measure(t, rows, notes, os.Getenv("NEWSCHECK_GOLD_MISSES") != "")
}

type goldRow struct{ pair, a, b, kind, aText, bText, detail, matters string }

// soft kinds may stand for one another when the place is right.
var soft = map[string]bool{KindOmitted: true, KindAdded: true, KindLabel: true, KindAttribution: true, KindHedge: true, KindIntensity: true, KindQuote: true, KindVoice: true}

func fold(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func side(s *Side) string {
	if s == nil {
		return ""
	}
	return fold(s.Text)
}

// meets: on one side the words of the note hold those of the row, or the other way round.
func meets(n Note, r goldRow) bool {
	for _, p := range [][2]string{{side(n.A), fold(r.aText)}, {side(n.B), fold(r.bText)}} {
		if p[0] != "" && p[1] != "" && (strings.Contains(p[0], p[1]) || strings.Contains(p[1], p[0])) {
			return true
		}
	}
	return false
}

func measure(t *testing.T, rows []goldRow, notes map[string][]Note, verbose bool) map[string]float64 {
	meet := meets
	shown := map[string][]Note{}
	for p, ns := range notes {
		for _, n := range ns {
			if n.Kind != KindNeutral {
				shown[p] = append(shown[p], n)
			}
		}
	}
	hit, all := map[string]int{}, map[string]int{}
	byPair := map[string][]goldRow{}
	for _, r := range rows {
		if strings.HasPrefix(r.detail, "other ") || r.aText == "" && r.bText == "" {
			continue
		}
		byPair[r.pair] = append(byPair[r.pair], r)
		if r.kind == KindHeadline {
			want := strings.Fields(strings.SplitN(r.detail, ":", 2)[0])[0]
			got, ha, hb := "same", "", ""
			for _, n := range shown[r.pair] {
				if n.Kind == KindHeadline {
					got, ha, hb = n.Label, side(n.A), side(n.B)
					break
				}
			}
			all["headline.acc"]++
			if got == want {
				hit["headline.acc"]++
			} else if verbose {
				t.Logf("HEAD want %s got %s | %q | %q | gold %q %q (%s)", want, got, ha, hb, r.aText, r.bText, r.pair)
			}
			continue
		}
		ok := false
		for _, n := range shown[r.pair] {
			if meet(n, r) && (n.Kind == r.kind || soft[n.Kind] && soft[r.kind]) {
				ok = true
				break
			}
		}
		if r.matters == "0" {
			all["neutral_flagged"]++
			if ok {
				hit["neutral_flagged"]++
				if verbose {
					t.Logf("FLAGGED %s | %s | %s | %s (%s)", r.kind, r.aText, r.bText, r.detail, r.pair)
				}
			}
			continue
		}
		all["recall"]++
		all[r.kind+".R"]++
		if ok {
			hit["recall"]++
			hit[r.kind+".R"]++
		} else if verbose {
			why := ""
			for _, n := range notes[r.pair] {
				if meet(n, r) {
					why += " " + n.Kind + "/" + n.Label
				}
			}
			t.Logf("MISS %s %s | %s | %s | %s (%s) [%s]", r.kind, r.matters, r.aText, r.bText, r.detail, r.pair, why)
		}
	}
	for p, rs := range byPair {
		for _, n := range shown[p] {
			if n.Kind == KindHeadline {
				continue
			}
			all["notes"]++
			on, good := false, false
			for _, r := range rs {
				if meet(n, r) {
					on = true
					good = good || r.matters != "0"
				}
			}
			if on {
				all["precision_listed"]++
				if good {
					hit["precision_listed"]++
				} else if verbose {
					t.Logf("BAD %s/%s/%s | %s | %s (%s)", n.Kind, n.Label, n.Family, side(n.A), side(n.B), p)
				}
			} else {
				hit["notes"]++
			}
		}
	}
	var keys []string
	for k := range all {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	out := map[string]float64{}
	for _, k := range keys {
		out[k] = float64(hit[k]) / float64(all[k])
		t.Logf("%-18s %.3f  (%d of %d)", k, out[k], hit[k], all[k])
	}
	return out
}

func glob(t *testing.T, dir, pattern string) []string {
	t.Helper()
	fs, err := filepath.Glob(filepath.Join(dir, pattern))
	if err != nil || len(fs) == 0 {
		t.Fatalf("no %s under %s: %v", pattern, dir, err)
	}
	return fs
}

func readLines(t *testing.T, path string, f func(string)) {
	t.Helper()
	r, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 64<<20)
	for sc.Scan() {
		f(sc.Text())
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
}

func mustLexicon(t testing.TB) *Lexicon {
	t.Helper()
	lex, err := LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	return lex
}
