package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Words appends the words of s to dst and returns the extended slice.
func Words(dst []Word, s string) []Word {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isWordRune(r) {
			i += n
			continue
		}
		start := i
		if isIdeographic(r) {
			i += n
			dst = append(dst, Word{Hash: hashString(Fold(s[start:i])), Start: uint32(start), End: uint32(i)})
			continue
		}
		for i < len(s) {
			r, n = utf8.DecodeRuneInString(s[i:])
			if isWordRune(r) && !isIdeographic(r) || unicode.Is(unicode.Mn, r) {
				i += n
				continue
			}
			if r == '\'' || r == '’' || r == '.' || r == ',' { // joiner when a word rune follows
				r2, _ := utf8.DecodeRuneInString(s[i+n:])
				prev, _ := utf8.DecodeLastRuneInString(s[:i])
				if (r == '\'' || r == '’') && unicode.IsLetter(r2) ||
					r == ',' && unicode.IsDigit(r2) && unicode.IsDigit(prev) ||
					r == '.' && unicode.IsUpper(r2) && unicode.IsUpper(prev) && i-start <= 2 {
					i += n
					continue
				}
			}
			break
		}
		dst = append(dst, Word{Hash: hashString(Fold(s[start:i])), Start: uint32(start), End: uint32(i)})
	}
	return dst
}

// Fold returns the folded form of one word, the form whose hash Words gives.
func Fold(w string) string {
	out := make([]rune, 0, len(w))
	for _, r := range norm.NFKD.String(w) {
		if unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '.' || r == ',' {
			continue
		}
		out = append(out, unicode.ToLower(r))
	}
	return string(out)
}

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isIdeographic(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer))
}

func hashString(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	h ^= h >> 32
	h *= 0x9E3779B97F4A7C15
	return h ^ h>>29
}
