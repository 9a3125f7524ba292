package article

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	readability "codeberg.org/readeck/go-readability/v2"
)

// TestMainText measures the main text of HTML pages by the measure of
// github.com/scrapinghub/article-extraction-benchmark (MIT): overlap of the
// multisets of word 4-grams, counts of each page divided by their sum,
// precision and recall averaged over pages, F1 of the two averages. It runs
// when NEWSCHECK_HTML_BENCH names a folder with ground-truth.json and
// pages/*.html.gz laid out as there. NEWSCHECK_HTML_WORST=n prints the n worst
// pages, NEWSCHECK_HTML_DUMP=dir writes each page's texts there.
func TestMainText(t *testing.T) {
	dir := os.Getenv("NEWSCHECK_HTML_BENCH")
	if dir == "" {
		t.Skip("NEWSCHECK_HTML_BENCH names no folder")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "ground-truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var gold map[string]struct{ ArticleBody, URL string }
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	type page struct {
		id, url, truth string
		html           string
	}
	var pages []page
	for id, g := range gold {
		f, err := os.Open(filepath.Join(dir, "pages", id+".html.gz"))
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(z)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := decodePage(data, "")
		pages = append(pages, page{id, g.URL, g.ArticleBody, text})
	}
	slices.SortFunc(pages, func(a, b page) int { return strings.Compare(a.id, b.id) })
	for _, x := range []struct {
		name string
		text func(page, url string) string
	}{
		{"readability", func(page, u string) string { return readabilityAlone(page, u) }},
		{"newscheck", func(page, u string) string {
			a := Article{URL: u}
			pageInto(&a, page)
			return a.Text
		}},
	} {
		var ps, rs []float64
		var worst []string
		var size int
		var spent time.Duration
		for _, p := range pages {
			size += len(p.html)
			start := time.Now()
			got := x.text(p.html, p.url)
			spent += time.Since(start)
			tp, fp, fn := shingleOverlap(p.truth, got)
			pr, re := 1.0, 1.0
			if tp+fp > 0 {
				pr = tp / (tp + fp)
				ps = append(ps, pr)
			}
			if tp+fn > 0 {
				re = tp / (tp + fn)
				rs = append(rs, re)
			}
			worst = append(worst, fmt.Sprintf("%.3f P %.3f R %.3f %s %s", 2*tp/(2*tp+fp+fn), pr, re, p.id[:8], p.url))
			if dump := os.Getenv("NEWSCHECK_HTML_DUMP"); dump != "" {
				os.WriteFile(filepath.Join(dump, p.id[:8]+".gold.txt"), []byte(p.truth), 0o644)
				os.WriteFile(filepath.Join(dump, p.id[:8]+"."+x.name+".txt"), []byte(got), 0o644)
			}
		}
		pr, re := mean(ps), mean(rs)
		t.Logf("%-22s F1 %.4f  P %.4f  R %.4f  %d pages, %.1f ms a page, %.1f MB/s", x.name, 2*pr*re/(pr+re), pr, re,
			len(pages), spent.Seconds()*1000/float64(len(pages)), float64(size)/1e6/spent.Seconds())
		slices.Sort(worst)
		n := 0
		fmt.Sscan(os.Getenv("NEWSCHECK_HTML_WORST"), &n)
		for _, w := range worst[:min(n, len(worst))] {
			t.Log(w)
		}
	}
}

// readabilityAlone is what the library gives without anything of ours.
func readabilityAlone(page, u string) string {
	base, _ := url.Parse(u)
	found, err := readability.FromReader(strings.NewReader(page), base)
	if err != nil || found.Node == nil {
		return ""
	}
	var b strings.Builder
	found.RenderText(&b)
	return b.String()
}

var benchToken = regexp.MustCompile(`[\pL\pN_\p{Mn}]+`)

// shingleOverlap is the normalised true positives, false positives and false
// negatives of the word 4-grams of got against truth.
func shingleOverlap(truth, got string) (tp, fp, fn float64) {
	grams := func(s string) map[string]int {
		tokens := benchToken.FindAllString(s, -1)
		m := map[string]int{}
		for i := 0; i < max(1, len(tokens)-3); i++ {
			m[strings.Join(tokens[i:min(len(tokens), i+4)], " ")]++
		}
		if len(tokens) == 0 {
			clear(m)
		}
		return m
	}
	a, b := grams(truth), grams(got)
	for k, n := range a {
		tp += float64(min(n, b[k]))
		fn += float64(max(0, n-b[k]))
	}
	for k, n := range b {
		fp += float64(max(0, n-a[k]))
	}
	if sum := tp + fp + fn; sum > 0 {
		return tp / sum, fp / sum, fn / sum
	}
	return 0, 0, 0
}

func mean(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s / float64(len(v))
}
