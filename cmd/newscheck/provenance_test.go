package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance"
	"pgregory.net/rapid"
)

// TestFlow: whatever text flows, no line is wider than asked for, no control
// character comes out, and the letters stay in order.
func TestFlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(20, 100).Draw(t, "width")
		f := flow{width: width}
		var want strings.Builder
		for range rapid.IntRange(0, 4).Draw(t, "runs") {
			s := rapid.OneOf(rapid.String(), rapid.StringMatching(`([a-z]{1,30}[ \n]){0,8}[a-z]{0,300}`)).Draw(t, "text")
			want.WriteString(readable(s))
			f.add(s, lipgloss.NewStyle())
		}
		lines := f.done()
		for _, l := range lines {
			if w := ansi.StringWidth(l); w > width+2 { // a wide letter may join the last piece
				t.Fatalf("%q is %d columns wide, more than %d", l, w, width)
			}
			if strings.ContainsFunc(l, unicode.IsControl) {
				t.Fatalf("%q holds a control character", l)
			}
		}
		letters := func(s string) string {
			return strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return -1
				}
				return r
			}, s)
		}
		if got := letters(strings.Join(lines, "")); got != letters(want.String()) {
			t.Fatalf("%q came out of %q", got, want.String())
		}
		if more := f.done(); len(more) != 0 {
			t.Fatalf("%q is left over", more)
		}
	})
}

// TestMarksNest: evidence that overlaps is opened and closed in an order that
// can be read.
func TestMarksNest(t *testing.T) {
	span := func(from, to int) *provenance.Span { return &provenance.Span{Start: from, End: to} }
	text := "MOSCOW, May 4 (TASS) - The dredger sank."
	evidence := []provenance.Evidence{
		{Span: span(15, 19), Weight: 0.9},
		{Span: span(0, 22), Weight: 0.2},
		{Field: "byline"},                     // stands nowhere in the text
		{Span: span(0, 6), From: "elsewhere"}, // stands in another text
		{Span: span(30, 4000)},                // stands nowhere at all
		{Span: span(22, 25), Weight: -0.1},
	}
	var b strings.Builder
	th := (&run{}).theme()
	writePage(&b, th, text, []article.Part{{Kind: article.Body, Span: provenance.Span{Start: 0, End: len(text)}}}, evidence, 100)
	want := "  body       │ «MOSCOW, May 4 («TASS»[1]) -»[2]« Th»[6]e dredger sank.\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

// TestPageIsWhole: parts that overlap, leave gaps or lie outside lose no word.
func TestPageIsWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-z]{1,8}[ \n]){0,30}`).Draw(t, "text")
		at := rapid.IntRange(0, len(text)+3)
		var parts []article.Part
		var evidence []provenance.Evidence
		for range rapid.IntRange(0, 5).Draw(t, "parts") {
			x, y := at.Draw(t, "from"), at.Draw(t, "to")
			s := provenance.Span{Start: min(x, y), End: max(x, y)}
			parts = append(parts, article.Part{Kind: rapid.SampledFrom([]article.Kind{article.Body, article.Dateline, article.Promo}).Draw(t, "kind"), Span: s})
			evidence = append(evidence, provenance.Evidence{Span: &s})
		}
		slices.SortStableFunc(parts, func(x, y article.Part) int { return x.Span.Start - y.Span.Start })
		var b strings.Builder
		writePage(&b, (&run{}).theme(), text, parts, evidence, 80)
		var got strings.Builder
		opened, closed := strings.Count(b.String(), "«"), strings.Count(b.String(), "»")
		for _, line := range strings.Split(b.String(), "\n") {
			_, line, _ = strings.Cut(line, "│")
			for len(line) > 0 { // without the marks
				if rest, ok := strings.CutPrefix(line, "«"); ok {
					line = rest
				} else if rest, ok := strings.CutPrefix(line, "»"); ok {
					_, line, _ = strings.Cut(rest, "]")
				} else {
					if line[0] != ' ' {
						got.WriteByte(line[0])
					}
					line = line[1:]
				}
			}
		}
		if want := strings.NewReplacer(" ", "", "\n", "").Replace(text); got.String() != want {
			t.Fatalf("%q of %q\n%s", got.String(), want, b.String())
		}
		if opened != closed {
			t.Fatalf("%d marks open and %d close:\n%s", opened, closed, b.String())
		}
	})
}

func TestNarrow(t *testing.T) {
	for _, c := range []struct {
		widths []int
		width  int
		want   []int
	}{
		{[]int{30, 10, 30}, 76, []int{30, 10, 30}},
		{[]int{30, 10, 30}, 56, []int{19, 10, 21}},
		{[]int{30, 10, 30}, 20, []int{10, 10, 12}}, // no narrower than their least
	} {
		if got := narrow(c.widths, c.width, map[int]int{0: 10, 2: 12}); !slices.Equal(got, c.want) {
			t.Errorf("narrow to %d: %v, want %v", c.width, got, c.want)
		}
	}
}

// TestAttributeKeepsOrder: records come in input order whatever the order of
// stories and the number of workers.
func TestAttributeKeepsOrder(t *testing.T) {
	var first []byte
	for _, workers := range []string{"1", "5"} {
		var out, errs bytes.Buffer
		r := newRun(strings.NewReader(""), &out, &errs, env("NEWSCHECK_CONFIG", "/dev/null"))
		if code := r.main(t.Context(), []string{"provenance", "testdata/pile/news.jsonl", "--format", "json", "--workers", workers}); code != exitOK {
			t.Fatalf("exit code %d: %s", code, errs.String())
		}
		if first == nil {
			first = out.Bytes()
		} else if !bytes.Equal(first, out.Bytes()) {
			t.Error("one worker and five do not write the same")
		}
	}
}
