package provenance

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// TestGold writes the records of labelled pages as JSON Lines, to be scored.
// NEWSCHECK_GOLD names a file of articles (JSON Lines), NEWSCHECK_OUT the file
// to write, and NEWSCHECK_DOCS, when given, a table whose columns doc, story
// and family tell the groups for Resolve.
func TestGold(t *testing.T) {
	in, out := os.Getenv("NEWSCHECK_GOLD"), os.Getenv("NEWSCHECK_OUT")
	if in == "" || out == "" {
		t.Skip("set NEWSCHECK_GOLD to a file of articles and NEWSCHECK_OUT to the file to write")
	}
	reg, err := outlets.Default()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var records []Record
	var arts []article.Article
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<28)
	for sc.Scan() {
		var a article.Article
		if err := json.Unmarshal(sc.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		arts = append(arts, a)
		records = append(records, Attribute(a, reg))
	}
	if docs := os.Getenv("NEWSCHECK_DOCS"); docs != "" {
		records, _, err = Resolve(context.Background(), records, arts, groupsFrom(t, docs), ResolveOptions{})
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := os.Create(filepath.Clean(out))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range records {
		if err := enc.Encode(&records[i]); err != nil {
			t.Fatal(err)
		}
	}
}

func groupsFrom(t *testing.T, path string) *dedupe.Result {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	r.LazyQuotes = true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, name := range rows[0] {
		col[name] = i
	}
	var g dedupe.Result
	for _, row := range rows[1:] {
		g.Articles = append(g.Articles, dedupe.Placement{ID: row[col["doc"]], Story: row[col["story"]], Family: row[col["family"]]})
	}
	return &g
}
