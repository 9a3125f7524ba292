package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// kind says what a rune does to the word around it.
type kind uint8

const (
	separator  kind = iota // ends a word
	letter                 // begins or continues a word
	digit                  // begins or continues a word; decimal digits of any script
	mark                   // continues a word, never begins one
	invisible              // soft hyphens, joiners, tatweel: dropped, the word goes on
	apostrophe             // dropped when a letter stands on both sides, else a separator
	ideograph              // a word of its own, with the marks that follow it
)

// kindOf classifies one rune by the Unicode character database. The tables in
// tables.go hold its answers for the runes that news is mostly made of.
func kindOf(r rune) kind {
	switch {
	case isInvisible(r):
		return invisible
	case isApostrophe(r):
		return apostrophe
	case r == utf8.RuneError:
		return separator
	case r == 0xFF9E || r == 0xFF9F: // half-width voiced sound marks are letters only in name
		return mark
	case unicode.IsLetter(r) || r == 0x3007:
		if isIdeograph(r) {
			return ideograph
		}
		return letter
	case unicode.IsDigit(r):
		return digit
	case unicode.IsMark(r):
		return mark
	}
	return separator
}

// isInvisible reports the runes that leave no trace on paper: soft hyphen,
// zero-width spaces and joiners, direction marks, variation selectors, the
// byte order mark, and the Arabic tatweel, which only stretches a line.
func isInvisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x640, r == 0xFEFF,
		r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r >= 0xFC5E && r <= 0xFC63, r >= 0xFCF2 && r <= 0xFCF4, r >= 0xFE70 && r <= 0xFE7F, // Arabic vowels on a tatweel
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF, r == 0x180E:
		return true
	}
	return false
}

// isApostrophe reports the marks that writers put inside a word: apostrophes
// and what stands in for them, the Hebrew geresh and gershayim, the Catalan
// middle dot.
func isApostrophe(r rune) bool {
	switch r {
	case '\'', '`', 0xB4, 0xB7, 0x2B9, 0x2BA, 0x2BB, 0x2BC, 0x2BD, 0x2BE, 0x2BF, 0x2C8, 0x2EE, 0x374,
		0x5F3, 0x5F4, 0x2018, 0x2019, 0x201B, 0x2027, 0x2032, 0xFF07:
		return true
	}
	return false
}

// isIdeograph reports letters of scripts written without spaces between words.
func isIdeograph(r rune) bool {
	switch {
	case r < 0xE00:
		return false
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3040 && r <= 0x30FF, r == 0xFF70:
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// isAccent reports the marks that folding strips: those written over or under
// letters of Latin, Greek, Cyrillic, Hebrew and Arabic. Marks that are the
// vowels of their script (Devanagari, Thai) or tell consonants apart (kana)
// are kept.
func isAccent(r rune) bool {
	switch {
	case r < 0x300:
		return false
	case r <= 0x36F,
		r >= 0x483 && r <= 0x489, r >= 0x591 && r <= 0x5C7, r >= 0x610 && r <= 0x61A,
		r >= 0x64B && r <= 0x65F, r == 0x670, r >= 0x6D6 && r <= 0x6ED, r >= 0x8CA && r <= 0x8FF,
		r >= 0x1AB0 && r <= 0x1AFF, r >= 0x1DC0 && r <= 0x1DFF, r >= 0x20D0 && r <= 0x20FF,
		r >= 0xFE20 && r <= 0xFE2F:
		return unicode.IsMark(r)
	}
	return false
}

// isLetterPart reports whether mark m over the Cyrillic letter base makes
// another letter (й, ў, ї, ѓ, ќ) rather than an accented one (ё, а́).
func isLetterPart(base, m rune) bool {
	switch base {
	case 'и', 'у':
		return m == 0x306
	case 'і':
		return m == 0x308
	case 'г', 'к':
		return m == 0x301
	}
	return false
}

// plainLetter gives the spelling without its ornament of letters that Unicode does
// not decompose, and the common form of letters that keyboards of different
// countries write with different code points.
func plainLetter(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ħ':
		return "h"
	case 'ł':
		return "l"
	case 'þ':
		return "th"
	case 'ŋ':
		return "n"
	case 'ŧ':
		return "t"
	case 'ı':
		return "i"
	case 'ς':
		return "σ"
	case 'ى', 'ی':
		return "ي"
	case 'ک':
		return "ك"
	case 'ٱ':
		return "ا"
	case 'ة', 'ہ', 'ھ', 'ە', 'ۃ':
		return "ه"
	}
	return ""
}

// Fold returns the folded form of one word, the form whose hash [Words] gives:
// HashOf(Fold(s[w.Start:w.End])) == w.Hash. What belongs to no word (spaces,
// hyphens) is kept, so that folding a name of several words keeps them apart.
// Folding twice changes nothing.
func Fold(w string) string {
	if lower, ok := foldASCII(w); ok {
		return lower
	}
	// Decompose, drop what is dropped, then compose what is left, so that
	// composed and decomposed spellings of a word meet.
	out := make([]byte, 0, len(w))
	var base rune
	for _, r := range norm.NFKD.String(strings.Map(seen, w)) {
		switch {
		case r == '.' || r == ',' || isInvisible(r) || isApostrophe(r):
			continue
		case isAccent(r) && !isLetterPart(base, r):
			continue
		case r > 0x7F && unicode.IsDigit(r):
			r = '0' + digitValue(r)
		default:
			r = unicode.ToLower(r)
		}
		base = r
		if p := plainLetter(r); p != "" {
			out = append(out, p...)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	return string(norm.NFC.Bytes(out))
}

// seen drops the runes that folding drops. Before decomposition, because some
// of them decompose into a space and an accent.
func seen(r rune) rune {
	if isInvisible(r) || isApostrophe(r) {
		return -1
	}
	return r
}

// foldASCII folds w if it is all ASCII. It returns w itself when there is
// nothing to fold.
func foldASCII(w string) (string, bool) {
	plain := true
	for i := 0; i < len(w); i++ {
		c := w[i]
		if c >= utf8.RuneSelf {
			return "", false
		}
		if 'A' <= c && c <= 'Z' || c == '\'' || c == '`' || c == '.' || c == ',' {
			plain = false
		}
	}
	if plain {
		return w, true
	}
	out := make([]byte, 0, len(w))
	for i := 0; i < len(w); i++ {
		switch c := w[i]; {
		case c == '\'' || c == '`' || c == '.' || c == ',':
		case 'A' <= c && c <= 'Z':
			out = append(out, c|0x20)
		default:
			out = append(out, c)
		}
	}
	return string(out), true
}

// digitValue is the value of a decimal digit. Unicode keeps the ten digits of a
// script together, and its table of digits lists them in runs of tens.
func digitValue(r rune) rune {
	for _, run := range unicode.Nd.R16 {
		if r <= rune(run.Hi) {
			return (r - rune(run.Lo)) % 10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if r <= rune(run.Hi) {
			return (r - rune(run.Lo)) % 10
		}
	}
	return 0
}
