package main

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// printable makes text from an article fit for one line of a terminal: no
// control characters, no escape sequences, no marks that turn the direction
// of writing around, white space folded.
func printable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, ansi.Strip(s))
	return strings.Join(strings.Fields(s), " ")
}

// fit cuts s to width columns, with an ellipsis where something was cut.
func fit(s string, width int) string {
	if width < 1 {
		return ""
	}
	return ansi.Truncate(s, width, "…")
}

// fitEnd cuts the front of s: of a long path the end says most.
func fitEnd(s string, width int) string {
	if w := ansi.StringWidth(s); w > width && width > 1 {
		return "…" + ansi.TruncateLeft(s, w-width+1, "")
	}
	return s
}
