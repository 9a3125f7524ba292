package main

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/framing"
	"pgregory.net/rapid"
)

// TestRowsHoldBothTexts: what the rows of a comparison show of A is all of A,
// and of B all of B, word by word.
func TestRowsHoldBothTexts(t *testing.T) {
	lex, err := framing.LoadLexicon()
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Fields("harbor ferry rope gull lantern mayor said barley dredger quay storm twelve rebels seized claimed Sunday never roof")
	rapid.Check(t, func(t *rapid.T) {
		sentence := rapid.Custom(func(t *rapid.T) string {
			return "The " + strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 3, 14).Draw(t, "words"), " ") + "."
		})
		a := rapid.SliceOfN(sentence, 1, 8).Draw(t, "a")
		b := slices.Clone(a)
		for range rapid.IntRange(0, 5).Draw(t, "edits") {
			i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
			switch rapid.IntRange(0, 3).Draw(t, "edit") {
			case 0:
				b[i] = strings.Replace(b[i], rapid.SampledFrom(words).Draw(t, "old"), rapid.SampledFrom(words).Draw(t, "new"), 1)
			case 1:
				b = slices.Insert(b, i, sentence.Draw(t, "new"))
			case 2:
				b[i] = strings.Replace(b[i], " ", ", "+rapid.SampledFrom(words).Draw(t, "new")+" ", 1)
			default:
				if len(b) > 1 {
					b = slices.Delete(b, i, i+1)
				}
			}
		}
		x := newComparison(article.Article{ID: "a", Text: strings.Join(a, "\n\n")}, article.Article{ID: "b", Text: strings.Join(b, "\n\n")}, lex, framing.Options{}, true)
		var gotA, gotB []string
		for _, r := range x.rows() {
			var onlyA, onlyB strings.Builder
			for _, p := range r.Pieces {
				if p.Kind != "ins" {
					onlyA.WriteString(p.Text + " ")
				}
				if p.Kind != "del" {
					onlyB.WriteString(p.Text + " ")
				}
			}
			gotA = append(gotA, plainWords(onlyA.String())...)
			gotB = append(gotB, plainWords(onlyB.String())...)
		}
		if want := plainWords(x.a.Text); !slices.Equal(gotA, want) {
			t.Fatalf("of A %q\nwant %q", gotA, want)
		}
		slices.Sort(gotB) // rows come in the order of A
		want := plainWords(x.b.Text)
		slices.Sort(want)
		if !slices.Equal(gotB, want) {
			t.Fatalf("of B %q\nwant %q", gotB, want)
		}
	})
}

func plainWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func TestExcerpt(t *testing.T) {
	long := strings.Repeat("gull ", 30)
	for _, c := range []struct {
		name string
		side *framing.Side
		want []piece
	}{
		{"nothing", nil, nil},
		{"whole", side("The old quay.", 0, 13), []piece{{"del", "The old quay."}}},
		{"a place", side("The quay.", 4, 4), []piece{{"", "The "}, {"", "quay."}}},
		{"a word", side("The old quay.", 4, 7), []piece{{"", "The "}, {"del", "old"}, {"", " quay."}}},
		{"a word in a long sentence", side(long+"rope "+long, 150, 154), []piece{{"", "… " + strings.TrimSpace(strings.Repeat("gull ", excerptWords)) + " "},
			{"del", "rope"}, {"", " " + strings.TrimSpace(strings.Repeat("gull ", excerptWords)) + " …"}}},
		{"out of range", side("The quay.", 4, 400), []piece{{"", "The quay."}}},
		{"hostile", side("The \x1b[31mold\x07\u202e quay.", 0, 4), []piece{{"del", "The "}, {"", "old quay."}}},
	} {
		if got := excerpt(c.side, "del"); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func side(text string, from, to int) *framing.Side {
	s := &framing.Side{Text: text}
	s.Span.Start, s.Span.End = 100, 100+len(text)
	s.Focus.Start, s.Focus.End = 100+from, 100+to
	return s
}

func TestWeave(t *testing.T) {
	pieces := []piece{{"", "left "}, {"del", "twelve "}, {"ins", "21"}, {"", " trawlers"}}
	r := &run{}
	if got := strings.Join(r.weave(pieces, 80), "|"); got != "left [-twelve-] {+21+} trawlers" {
		t.Errorf("plain: %q", got)
	}
	r.color = true
	got := strings.Join(r.weave([]piece{{"del", "twelve"}, {"ins", "21"}}, 80), "|")
	if strings.Contains(got, "[-") || !strings.Contains(got, "\x1b[") || !strings.Contains(got, " ") {
		t.Errorf("in colour: %q", got)
	}
}
