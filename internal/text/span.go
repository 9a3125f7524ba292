package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lines returns the lines of s that hold more than white space, trimmed of it.
// Line breaks are LF, CR, CR LF, VT, FF, U+0085, U+2028 and U+2029.
func Lines(s string) []Span {
	var out []Span
	for i := 0; i < len(s); {
		end, next := lineEnd(s, i)
		if sp := trim(s, i, end); sp.Len() > 0 {
			out = append(out, sp)
		}
		i = next
	}
	return out
}

// Paragraphs returns the paragraphs of s, trimmed of white space: runs of lines
// parted by blank lines, or, when no blank line stands between two others, the
// lines.
func Paragraphs(s string) []Span {
	lines := Lines(s)
	out := make([]Span, 0, len(lines))
	for i, l := range lines {
		if i > 0 && !blankBetween(s, out[len(out)-1].End, l.Start) {
			out[len(out)-1].End = l.End
		} else {
			out = append(out, l)
		}
	}
	if len(out) == 1 {
		return lines
	}
	return out
}

// blankBetween reports whether more than one line break stands in s[a:b], which
// is all white space.
func blankBetween(s string, a, b int) bool {
	_, next := lineEnd(s, a)
	end, after := lineEnd(s, next)
	return after <= b && after > end
}

// lineEnd returns where the line that begins at s[i] ends, and where the next begins.
func lineEnd(s string, i int) (end, next int) {
	for ; i < len(s); i++ {
		for i+8 <= len(s) && !mayBreak(load64(s, i)) {
			i += 8
		}
		if i == len(s) {
			break
		}
		switch c := s[i]; {
		case c == '\n', c == '\v', c == '\f':
			return i, i + 1
		case c == '\r':
			if i+1 < len(s) && s[i+1] == '\n' {
				return i, i + 2
			}
			return i, i + 1
		case c == 0xC2 && strings.HasPrefix(s[i:], "\u0085"):
			return i, i + 2
		case c == 0xE2 && (strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029")):
			return i, i + 3
		}
	}
	return len(s), len(s)
}

// mayBreak reports whether one of eight bytes can be of a line break: below 0x0E, or
// of a character beyond ASCII.
func mayBreak(x uint64) bool {
	const high = 0x8080808080808080
	return ((x-0x0E0E0E0E0E0E0E0E)|x)&high != 0
}

// trim is the span from a to b without the white space at its ends. Byte order
// marks and zero-width spaces count as white space.
func trim(s string, a, b int) Span {
	blank := func(r rune) bool { return unicode.IsSpace(r) || r == 0xFEFF || r == 0x200B }
	for a < b {
		r, n := utf8.DecodeRuneInString(s[a:b])
		if !blank(r) {
			break
		}
		a += n
	}
	for a < b {
		r, n := utf8.DecodeLastRuneInString(s[a:b])
		if !blank(r) {
			break
		}
		b -= n
	}
	return Span{a, b}
}
