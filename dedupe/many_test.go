package dedupe_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/dedupe"
)

// A wire story in more outlets than an article is compared with, cut to
// different lengths and lightly edited, stays one story.
func TestMoreCopiesThanAreCompared(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	words := make([]string, 3000)
	for i := range words {
		words[i] = fmt.Sprintf("word%d", rng.IntN(1e9))
	}
	var paragraphs []string
	for at := 0; at < 700; at += 35 {
		paragraphs = append(paragraphs, strings.Join(words[at:at+35], " ")+".")
	}
	s, err := dedupe.New(dedupe.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 400 {
		body := strings.Fields(strings.Join(paragraphs[:7+rng.IntN(len(paragraphs)-7)], "\n\n "))
		for range len(body) / 60 {
			body[rng.IntN(len(body))] = words[700+rng.IntN(2300)]
		}
		text := fmt.Sprintf("Outlet %d home\n\n%s", i, strings.Join(body, " "))
		if err := s.Add(dedupe.Doc{ID: fmt.Sprintf("%03d", i), Source: fmt.Sprintf("outlet%d.example", i), Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := s.Group(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if r.Stats.Stories != 1 {
		t.Errorf("%d stories, want 1: %+v", r.Stats.Stories, r.Stats)
	}
}
