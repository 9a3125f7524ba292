package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func parts(s string, spans []Span) []string {
	var out []string
	for _, sp := range spans {
		out = append(out, sp.Of(s))
	}
	return out
}

// TestSentences gives sentences parted by ¦; joined, they must be split there
// again and nowhere else.
func TestSentences(t *testing.T) {
	for _, in := range []string{
		"The mayor left. ¦She came back at noon! ¦Why? ¦Nobody knows.",
		"Mr. Brown met Sen. Ana Ruiz on Jan. 5 in the U.S. capital. ¦They spoke.",
		"WASHINGTON (AP) — The bill passed. ¦It goes to the president.",
		"ALBANY, N.Y. (AP) — The bill passed. ¦ALBANY, N.Y. — It passed.",
		"“We won.” ¦He smiled. ¦“We won,” he said. ¦“Did we?” she asked.",
		`"We won." ¦He smiled. ¦"Stop!" he said. ¦"Go." ¦"No."`,
		"J. R. R. Tolkien wrote it. ¦A. A. Milne did not.",
		"Prices rose 3.5 percent to $1.2 million. ¦See example.com for more.",
		"He paused ... and went on. ¦He paused… ¦Then he left.",
		"It happened in the U.S. ¦The dollar fell.",
		"They arrived at 10 a.m. Monday. ¦They left at 5 p.m. ¦The day was long.",
		"Acme Inc. said so. ¦Acme Corp. Chairman Lee agreed. ¦So did Acme Ltd. ¦It was late.",
		"She is No. 1 in the list. ¦Is it? ¦No. ¦Not at all.",
		"He won (again). ¦(She did not.) ¦They left.[12] ¦More came.",
		"The vote was lost in May.The next one is open. ¦See www.example.Com today.",
		"First line without stop\n¦Second line. ¦Third",
		"El Sr. Díaz llegó a EE. UU. en enero. ¦¿Por qué? ¦¡Nadie lo sabe! ¦La Sra. Gil calla.",
		"« C’est fini. » ¦Il est parti. ¦M. Dupont et Mme Lenoir restent. ¦« Vraiment ? » dit-il.",
		"В 2016 г. в Москве жило 12 млн. человек. ¦А. С. Пушкин родился в 1799 г. ¦Он писал и т.д. ¦Это всё.",
		"他走了。¦她说：“很好。”¦我们不知道！¦为什么？",
		"彼は言った。¦「行こう。」¦終わり。",
		"ماذا حدث؟ ¦لا أحد يعرف. ¦انتهى.",
		"यह खबर है। ¦यह नई है।",
		"»Es ist vorbei.« ¦Er ging. ¦„Schluss.“ ¦Dann kam sie.",
		"Version 2.0 shipped. ¦5 people came. ¦iPhone sales fell.",
		"The Ph.D. student spoke, i.e. She talked. ¦The end.",
		"1. The first item. ¦2. The second. ¦He was born in 1990. ¦She was not.",
		"… Even a strike would hurt. ¦FLASHBACK, DEC. 2015: MR. LEE WON.",
		"Yahoo! said so. ¦Really?! ¦Yes.",
	} {
		in = strings.ReplaceAll(in, "The vote was lost in May.The next", "The vote was lost in May.¦The next")
		want := strings.Split(in, "¦")
		for i := range want {
			want[i] = strings.TrimSpace(want[i])
		}
		s := strings.ReplaceAll(in, "¦", "")
		if got := parts(s, Sentences(s)); !slices.Equal(got, want) {
			t.Errorf("got\n\t%s\nwant\n\t%s", strings.Join(got, " ¦ "), strings.Join(want, " ¦ "))
		}
	}
}

// Every line break is found, wherever it stands among the eight bytes that are looked
// at together.
func TestLineEnd(t *testing.T) {
	for _, br := range []string{"\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029", ""} {
		for before := range 40 {
			for _, fill := range []string{"x", "\t", "é", "…", "\u2027"} {
				s := strings.Repeat("x", before) + fill + "y" + br + "next line, and more"
				want := before + len(fill) + 1
				if br == "" {
					want = len(s)
				}
				if end, next := lineEnd(s, 0); end != want || next != end+len(br) {
					t.Errorf("%q ends at %d and goes on at %d, want %d and %d", s, end, next, want, want+len(br))
				}
			}
		}
	}
}

func TestParagraphs(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"", nil},
		{" \n\n ", nil},
		{"one\ntwo", []string{"one", "two"}},
		{"one\ntwo\n\nthree\r\n\r\nfour ", []string{"one\ntwo", "three", "four"}},
		{"one\n \t\ntwo", []string{"one", "two"}},
		{"\n\none\ntwo\n\n", []string{"one", "two"}},
		{"one\u2029two\u0085three", []string{"one", "two", "three"}},
		{"\ufeffone\r\rtwo\rthree", []string{"one", "two\rthree"}},
	} {
		if got := parts(c.in, Paragraphs(c.in)); !slices.Equal(got, c.want) {
			t.Errorf("Paragraphs(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestQuoteSpans(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{`He said: "We won." Then "and lost," he said.`, []string{"We won.", "and lost,"}},
		{"“It’s the boys’ house,” she said, “isn’t it?”", []string{"It’s the boys’ house,", "isn’t it?"}},
		{"It’s the boys’ house, and '90s rock 'n' roll don't count", nil},
		{"‘It’s late,’ he said.", []string{"It’s late,"}},
		{"'We'll go,' he said. The dogs' home.", []string{"We'll go,"}},
		{"« C’est fini », dit-il. »Schluss«, sagte er. „Aus“, sagte sie.", []string{"C’est fini", "Schluss", "Aus"}},
		{"他说：「好。」", []string{"好。"}},
		{"“open to the end\n\nnext “one”", []string{"open to the end", "one"}},
		{"“one\ntwo", []string{"one"}},
		{`a 12" pipe and 5'10" man`, nil},
		{"”Det är slut”, sa han.", []string{"Det är slut"}},
		{"‘He said “stop” to me’", []string{"stop"}},
		{`""`, nil},
	} {
		if got := parts(c.in, QuoteSpans(c.in)); !slices.Equal(got, c.want) {
			t.Errorf("QuoteSpans(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// checkSpans holds what is promised of every function that returns spans.
func checkSpans(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) {
	t.Helper()
	for name, spans := range map[string][]Span{
		"Sentences": Sentences(s), "Paragraphs": Paragraphs(s), "Lines": Lines(s), "QuoteSpans": QuoteSpans(s),
	} {
		last := 0
		for _, sp := range spans {
			if sp.Start < last || sp.End <= sp.Start || sp.End > len(s) {
				t.Fatalf("%s(%q): span %v after %d", name, s, sp, last)
			}
			if utf8.ValidString(s) && !utf8.ValidString(sp.Of(s)) {
				t.Fatalf("%s(%q): span %v cuts a rune", name, s, sp)
			}
			if tr := trim(s, sp.Start, sp.End); tr != sp {
				t.Fatalf("%s(%q): span %v is not trimmed", name, s, sp)
			}
			last = sp.End
		}
		if name == "QuoteSpans" {
			continue
		}
		// Nothing but white space is left out.
		rest := []byte(s)
		for _, sp := range spans {
			for i := sp.Start; i < sp.End; i++ {
				rest[i] = ' '
			}
		}
		if sp := trim(string(rest), 0, len(rest)); sp.Len() > 0 {
			t.Fatalf("%s(%q) leaves out %q", name, s, sp.Of(string(rest)))
		}
	}
}

func TestSpanProperties(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{" ", " ", ". ", ".", "!", "?”", "“", "\"", "\"", "'", "’", "»", "« ", "\n", "\n\n", "\r\n",
		"Mr.", "U.S.", "The", "a", "1", "。", "「", "」", "\u2028", "\u00a0", "\ufeff", "\xff", "[1]", "..."}), rapid.StringN(0, 8, -1))
	text := rapid.Map(rapid.SliceOfN(piece, 0, 30), func(p []string) string { return strings.Join(p, "") })
	rapid.Check(t, func(t *rapid.T) { checkSpans(t, text.Draw(t, "text")) })
}

// TestSpansLinear would take minutes if time grew with the square of length.
func TestSpansLinear(t *testing.T) {
	for _, unit := range []string{".", ". ", "\"", "“", "‘a ", "'a ", " ", "\n", ".\n", "»", ". »", "[1", "…", "\u200b", "A. ", "a.B", "¿", ".(", "。"} {
		s := strings.Repeat(unit, 1<<17)
		Sentences(s)
		Paragraphs(s)
		QuoteSpans("x. " + s)
	}
}

func FuzzSpans(f *testing.F) {
	f.Add("Mr. Brown “won.” He\n\n« Oui. » 好。「x」")
	f.Fuzz(func(t *testing.T, s string) { checkSpans(t, s) })
}

func TestDataFiles(t *testing.T) {
	for _, row := range rows(abbreviationData) {
		if len(row) != 4 || strings.HasSuffix(row[0], ".") || !slices.Contains([]string{"title", "number", "any"}, row[1]) || row[3] == "" {
			t.Errorf("abbreviations.tsv: row %q is not abbreviation, kind, languages, reference", row)
		}
	}
	for _, row := range rows(starterData) {
		if len(row) != 2 {
			t.Errorf("starters.tsv: row %q is not language, words", row)
		}
	}
}
