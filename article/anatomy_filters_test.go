package article

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

// TestWorthFolding checks that no line which fulfils a rule is passed over by the
// look at the line as it is: lines made of the rules' own words, in any case and
// with decoration, in prose and alone.
func TestWorthFolding(t *testing.T) {
	b := lineRules()
	var globs []string
	for _, list := range [][]lineRule{b.anchored, b.loose} {
		for i := range list {
			globs = append(globs, list[i].glob)
		}
	}
	labels := make([]string, 0, len(b.buttons))
	for w := range b.buttons {
		labels = append(labels, w)
	}
	slices.Sort(labels)
	rapid.Check(t, func(t *rapid.T) {
		var line strings.Builder
		line.WriteString(rapid.SampledFrom([]string{"", "", "> ", "* ", "• ", "[", "— "}).Draw(t, "mark"))
		if rapid.IntRange(0, 9).Draw(t, "kind") == 0 {
			for range rapid.IntRange(1, 4).Draw(t, "buttons") {
				line.WriteString(rapid.SampledFrom(labels).Draw(t, "label") + rapid.SampledFrom([]string{" ", " | ", " - "}).Draw(t, "sep"))
			}
		} else {
			for _, c := range rapid.SampledFrom(globs).Draw(t, "glob") {
				switch c {
				case '*':
					line.WriteString(rapid.SampledFrom([]string{"", "", "a", " some words between ", "İstanbul", "…"}).Draw(t, "run"))
				case '#':
					line.WriteString(rapid.SampledFrom([]string{"7", "2019"}).Draw(t, "digits"))
				case siteMark:
					line.WriteString("the ledger")
				default:
					line.WriteRune(c)
				}
			}
		}
		s := strings.TrimFunc(line.String(), unicode.IsSpace)
		switch rapid.IntRange(0, 2).Draw(t, "case") {
		case 0:
			s = strings.ToUpper(s)
		case 1:
			up := true
			s = strings.Map(func(r rune) rune {
				was := up
				if up = !unicode.IsLetter(r); was {
					return unicode.ToUpper(r)
				}
				return r
			}, s)
		}
		ends := endsLine(s)
		if r := b.match(foldLine(nil, s), len(s), ends); r != nil && !b.worthFolding(s) {
			t.Fatalf("%q fulfils %s and is passed over", s, r.id)
		}
	})
}

// TestFastForms checks what is done eight bytes at a time against what it stands
// for.
func TestFastForms(t *testing.T) {
	words := []string{"a", "A", "Z", "z", "@", "[", " ", "  ", "\t", "0", "é", "É", "İ", "世", "\x80", "\xff", "\u00a0", "harbour", "WALL", ".", "’"}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 24).Draw(t, "words"), "")
		if got, want := string(appendLowerText(nil, s)), strings.ToLower(s); got != want {
			t.Fatalf("appendLowerText(%q) is %q, want %q", s, got, want)
		}
		if got, want := string(lowerWord(nil, s)), strings.ToLower(s); got != want {
			t.Fatalf("lowerWord(%q) is %q, want %q", s, got, want)
		}
		if got, want := Tidy(s), strings.Join(strings.Fields(s), " "); got != want {
			t.Fatalf("Tidy(%q) is %q, want %q", s, got, want)
		}
		if got, want := isASCII(s), strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0; got != want {
			t.Fatalf("isASCII(%q) is %v", s, got)
		}
		wide := 0
		for i := range len(s) {
			switch c := s[i]; {
			case c < 0x80 || c >= 0xC0 && (c < 0xE3 || c > 0xED):
				wide += 2
			case c >= 0xE3 && c <= 0xED:
				wide += 6
			}
		}
		if got := lookLength(s); got != wide/2 {
			t.Fatalf("lookLength(%q) is %d, want %d", s, got, wide/2)
		}
		low := []byte(strings.ToLower(s))
		if w := rapid.SampledFrom([]string{"harb", "wal", "a", "zz", "e0"}).Draw(t, "word"); contains(low, w) != strings.Contains(string(low), w) {
			t.Fatalf("contains(%q, %q) is %v", low, w, contains(low, w))
		}
	})
}
