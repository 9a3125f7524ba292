package report

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks may stand on one letter: Vietnamese and
// Hebrew need three, and a tower of them covers the lines above.
const maxMarks = 4

// Visible makes the characters of a page visible that would act on it unseen:
// controls, marks that override or embed a direction of writing, interlinear and
// tag characters. Direction marks and joiners that Arabic, Persian, Hebrew and
// Indian scripts need stay. Nothing in the templates uses the former, so that
// the whole page can be treated at once and no string is forgotten.
func Visible(page []byte) []byte {
	out := make([]byte, 0, len(page)+len(page)/64)
	marks := 0
	for len(page) > 0 {
		if c := page[0]; c >= 0x20 && c < 0x7F || c == '\n' {
			marks = 0
			out = append(out, c)
			page = page[1:]
			continue
		}
		r, n := utf8.DecodeRune(page)
		switch {
		case r == utf8.RuneError && n == 1:
			out = append(out, "\uFFFD"...)
		case r == '\t' || r == '\r':
			out = append(out, ' ')
		case acts(r):
			out = fmt.Appendf(out, "⟨U+%04X⟩", r)
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r):
			if marks++; marks <= maxMarks {
				out = append(out, page[:n]...)
			}
			page = page[n:]
			continue
		default:
			out = append(out, page[:n]...)
		}
		marks = 0
		page = page[n:]
	}
	return out
}

// acts reports whether r changes how other characters are shown.
func acts(r rune) bool {
	switch {
	case unicode.IsControl(r):
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069: // embeddings, overrides, isolates
		return true
	case r >= 0x206A && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB: // deprecated format characters, interlinear marks
		return true
	case r >= 0xE0000 && r <= 0xE007F: // tags
		return true
	case r >= 0xFDD0 && r <= 0xFDEF, r&0xFFFE == 0xFFFE: // no characters
		return true
	}
	return false
}
