package outlets

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Folding brings spellings of one name together: lower case, accents and
// apostrophes gone, dots of initialisms gone (A.P. = ap), and one space for a
// hyphen, a slash, or white space (also across one line break). It works rune
// by rune so that the scanner can fold while it walks, without a copy.

const (
	drop rune = 0  // contributes nothing
	stop rune = -1 // ends any name
)

// foldLimit bounds the table of folded runes: Latin, Greek, Cyrillic, Hebrew
// and Arabic lie below it.
const foldLimit = 0x700

// folder folds runes. Its table is filled once, when a registry is loaded.
type folder struct{ table [foldLimit]rune }

func newFolder() *folder {
	f := &folder{}
	for r := range f.table {
		f.table[r] = foldRune(rune(r))
	}
	return f
}

// foldRune folds one rune without regard to its neighbours.
func foldRune(r rune) rune {
	switch r {
	case '\'', '’', '‘', 'ʼ', 'ʻ', '`', '´', '!', '(', ')', '"', '“', '”', '«', '»',
		0x00AD, 0x0640, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF:
		return drop
	case ' ', '\t', 0x00A0, 0x202F, 0x2009, '-', 0x2010, 0x2011, '/', '_', '・', '·':
		return ' '
	case '&', '+':
		return r
	case 'ł', 'Ł':
		return 'l'
	case 'ø', 'Ø':
		return 'o'
	case 'đ', 'Đ':
		return 'd'
	case 'ı':
		return 'i'
	case 'ى', 'ی', 'ئ':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ё', 'Ё':
		return 'е'
	}
	if unicode.Is(unicode.Mn, r) {
		return drop
	}
	if unicode.Is(unicode.Mc, r) {
		return r // a vowel sign of an Indian script
	}
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return stop
	}
	if r >= 0x1100 && isCJK(r) {
		return r
	}
	for _, d := range norm.NFKD.String(string(r)) {
		return unicode.ToLower(d) // the base letter comes first
	}
	return stop
}

func (f *folder) rune(r rune) rune {
	if r < foldLimit {
		return f.table[r]
	}
	return foldRune(r)
}

// next folds what stands at s[i:] and says how many bytes it took. prev is the
// last folded rune, which tells whether white space would repeat.
func (f *folder) next(s string, i int, prev rune) (r rune, n int) {
	c := s[i]
	if c >= utf8.RuneSelf {
		q, n := utf8.DecodeRuneInString(s[i:])
		if q == utf8.RuneError {
			return stop, n
		}
		r := f.rune(q)
		if r == ' ' && prev == ' ' {
			return drop, n
		}
		return r, n
	}
	switch c {
	case ' ', '\t', '\n', '\r':
		return f.space(s, i)
	case '-', '/', '_':
		// Only inside a name: "Interfax-Ukraine", not "Reuters - Ukraine".
		if prev == ' ' || i+1 >= len(s) || s[i+1] == ' ' || s[i+1] == '\n' {
			return stop, 1
		}
		return ' ', 1
	case '.':
		return f.dot(s, i), 1
	case ',':
		// "Ministry of National Defense, ROC"
		if i+1 < len(s) && s[i+1] == ' ' {
			return drop, 1
		}
		return stop, 1
	case '(':
		// "CNA (Taiwan)", but not "(" at the start of a name.
		if prev == ' ' {
			return drop, 1
		}
		return stop, 1
	}
	return f.table[c], 1
}

// space folds a run of white space that holds at most one line break.
func (f *folder) space(s string, i int) (rune, int) {
	breaks, j := 0, i
	for j < len(s) && j < i+8 && (s[j] == ' ' || s[j] == '\t' || s[j] == '\n' || s[j] == '\r') {
		if s[j] == '\n' {
			breaks++
		}
		j++
	}
	if breaks > 1 || j == i+8 {
		return stop, j - i
	}
	return ' ', j - i
}

// dot drops the dot of an initialism ("U.S. Navy"), of an address
// ("GlobalSecurity.org") and of a short abbreviation ("St. Louis"); any other
// dot ends a sentence, and so a name.
func (f *folder) dot(s string, i int) rune {
	if i+1 >= len(s) || i == 0 {
		return stop
	}
	next := s[i+1]
	if next >= utf8.RuneSelf || isASCIIWord(next) {
		return drop
	}
	if next != ' ' && next != '\'' {
		return stop
	}
	// A letter that stands alone, or one capital and one small letter.
	p := s[i-1]
	if !isASCIIWord(p) {
		return stop
	}
	if i == 1 || !isASCIIWord(s[i-2]) {
		return drop
	}
	if p >= 'a' && s[i-2] >= 'A' && s[i-2] <= 'Z' && (i == 2 || !isASCIIWord(s[i-3])) {
		return drop
	}
	return stop
}

// fold is the folded form of a whole name: the form in which names are equal.
// Punctuation that could not stand inside a name is left out.
func (f *folder) fold(s string) string { return string(f.appendFold(nil, s)) }

// appendFold appends the folded form of a whole name to dst.
func (f *folder) appendFold(dst []byte, s string) []byte {
	from, prev := len(dst), ' '
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		if r != '\n' && r != '\r' {
			r = f.rune(r)
		} else {
			r = ' '
		}
		if r == drop || r == stop || r == ' ' && prev == ' ' {
			continue
		}
		dst = utf8.AppendRune(dst, r)
		prev = r
	}
	for len(dst) > from && dst[len(dst)-1] == ' ' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

func isASCIIWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// isWord reports whether r belongs to a word.
func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return isASCIIWord(byte(r))
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r))
}

// isCJK reports whether r belongs to a script that puts no space around a
// name, or, as in Korean, attaches particles to it.
func isCJK(r rune) bool {
	return r >= 0x0E00 && r < 0x0F00 || r >= 0x1100 && r < 0x1200 || r >= 0x1780 && r < 0x1800 ||
		r >= 0x2E80 && r < 0xA4D0 || r >= 0xAC00 && r < 0xD7B0 || r >= 0xF900 && r < 0xFB00 ||
		r >= 0xFF66 && r < 0xFFDD || r >= 0x20000 && r < 0x32000
}
