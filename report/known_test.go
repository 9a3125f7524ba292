package report

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"github.com/newscheck/newscheck/provenance/outlets"
	"github.com/newscheck/newscheck/reliability"
)

// manyPile is one outlet with thirty articles, of which it wrote eighteen.
func manyPile() Pile {
	p := Pile{Groups: &dedupe.Result{}}
	site := &provenance.OutletRef{Name: "Ellery Courant", Domain: "ellerycourant.example"}
	ap := &provenance.OutletRef{Name: "Associated Press", ID: "ap", Domain: "apnews.com", Kind: "agency"}
	for i := range 30 {
		id := fmt.Sprintf("a%02d", i)
		r := provenance.Record{ID: id, Publisher: site, Origin: site, OriginStatus: provenance.Own, OriginConfidence: .9, Story: id, Family: id, Headline: "Ferry news"}
		if i >= 18 {
			r.Origin, r.OriginStatus = ap, provenance.Stated
		}
		p.Articles = append(p.Articles, article.Article{ID: id, Publisher: site.Name, Language: "en", Text: "The ferry stays in harbour, Maria Haddad said."})
		p.Records = append(p.Records, r)
		p.Groups.Articles = append(p.Groups.Articles, dedupe.Placement{ID: id, Story: id, Family: id, Relation: dedupe.Single, Words: 8})
		p.Stories = append(p.Stories, provenance.Story{Story: id, Family: id, Origin: r.Origin, First: id, Copies: []string{id}, Publishers: []string{site.Name}, IndependentSources: []provenance.OutletRef{*r.Origin}})
	}
	return p
}

// hostileBook is a book whose rater writes markup into every field.
func hostileBook(t *testing.T) *reliability.Book {
	t.Helper()
	reg, err := outlets.Default()
	if err != nil {
		t.Fatal(err)
	}
	data := "domain,value,note,link\nellerycourant.example,\"<script>alert(1)</script>\",\"<b>note</b>\",javascript:alert(1)\n" +
		"ellerycourant.example,\"<i>low</i>\",,https://desk.example/courant\n"
	read, err := reliability.ReadRatings(t.Context(), strings.NewReader(data), reliability.ImportOptions{Layout: "csv", AsOf: "2026", Name: "desk", Registry: reg})
	if err != nil {
		t.Fatal(err)
	}
	if read.Ratings == 0 {
		t.Fatalf("no rating was kept: %+v", read)
	}
	book, err := reliability.NewBook(read.Sets, reg)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// The page of an outlet shows its figures with their intervals, in words and as a
// picture with a text; ratings stand apart, escaped.
func TestOutletPageShowsFiguresAndRatings(t *testing.T) {
	m, err := Build(context.Background(), manyPile(), Options{Ratings: hostileBook(t)})
	if err != nil {
		t.Fatal(err)
	}
	page := ""
	err = Pages(context.Background(), m, Limits{}, func(name string, b []byte) error {
		if name == "outlet/ellerycourant-example.html" {
			page = string(b)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"What it does in these 30 articles", "18 of 30", "<strong>60 %</strong>", "42 % to 75 %", `aria-label="Own work: 60 %, interval 42 % to 75 %, on a scale from 0 to 100 %"`,
		"What others say", "&lt;i&gt;low", "18 in 18 sentences of 18 articles"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, no := range []string{"<script", "javascript:", "<b>note", "unreliable", "score of"} {
		if strings.Contains(page, no) {
			t.Errorf("the page has %q", no)
		}
	}
	var md bytes.Buffer
	if err := Markdown(&md, m, Limits{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"In these 30 articles:", "| 60 % | 42 % to 75 % | 18 of 30 |", "What others say:"} {
		if !strings.Contains(md.String(), want) {
			t.Errorf("the Markdown lacks %q", want)
		}
	}
	if strings.Contains(md.String(), "<script") {
		t.Error("the Markdown has markup of a rater")
	}
}

// With few articles there are counts and no rates.
func TestFewArticlesGiveNoRates(t *testing.T) {
	m, err := Build(context.Background(), smallKnown(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := range m.Outlets {
		if b := m.Outlets[i].Behaviour; b != nil {
			for _, f := range b.Figures {
				n++
				if f.Value != nil || f.Interval != nil {
					t.Errorf("%s: %s of %d articles has a value", m.Outlets[i].Slug, f.Name, f.Of)
				}
				if f.Of == 0 && f.LeftOut == 0 {
					t.Errorf("%s: %s is empty and shown", m.Outlets[i].Slug, f.Name)
				}
			}
		}
		if m.Outlets[i].Ratings != nil {
			t.Error("there are ratings that nobody gave")
		}
	}
	if n == 0 {
		t.Error("no outlet has figures")
	}
}
