package main

import (
	"strings"
	"unicode"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// flow sets text of several styles into lines of a width. Each word is drawn by
// itself, so that no colour runs into a margin, and words that are too long are
// broken. Text from articles goes through it safely: control characters, escape
// sequences and marks that turn the direction of writing are dropped.
type flow struct {
	width int
	lines []string

	line, word       strings.Builder
	lineCols, wdCols int
}

// pieceRunes is how much of a word is measured at once.
const pieceRunes = 16

// add appends s in a style. White space, also at its ends, parts words, and a
// line break ends the line.
func (f *flow) add(s string, style lipgloss.Style) {
	s = ansi.Strip(s)
	var piece strings.Builder
	runes := 0
	flush := func() {
		if piece.Len() == 0 {
			return
		}
		text := piece.String()
		cols := ansi.StringWidth(text)
		if f.wdCols > 0 && f.wdCols+cols > f.width {
			f.endWord()
			f.endLine()
		}
		f.word.WriteString(style.Render(text))
		f.wdCols += cols
		piece.Reset()
		runes = 0
	}
	for _, c := range s {
		switch {
		case unicode.IsSpace(c):
			flush()
			f.endWord()
			if c == '\n' {
				f.endLine()
			}
		case unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || c == unicode.ReplacementChar:
		default:
			piece.WriteRune(c)
			if runes++; runes == pieceRunes {
				flush()
			}
		}
	}
	flush()
}

// endWord puts the word that was being set into the line.
func (f *flow) endWord() {
	if f.word.Len() == 0 {
		return
	}
	if f.lineCols > 0 && f.lineCols+1+f.wdCols > f.width {
		f.endLine()
	}
	if f.lineCols > 0 {
		f.line.WriteByte(' ')
		f.lineCols++
	}
	f.line.WriteString(f.word.String())
	f.lineCols += f.wdCols
	f.word.Reset()
	f.wdCols = 0
}

func (f *flow) endLine() {
	if f.line.Len() > 0 {
		f.lines = append(f.lines, f.line.String())
	}
	f.line.Reset()
	f.lineCols = 0
}

// done returns the lines and makes f ready for the next paragraph.
func (f *flow) done() []string {
	f.endWord()
	f.endLine()
	lines := f.lines
	f.lines = nil
	return lines
}
