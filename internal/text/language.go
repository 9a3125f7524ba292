package text

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// languageSample is how many bytes of a text Language looks at.
const languageSample = 4096

// Language guesses the language of s from its script and its function words and
// returns its ISO 639-1 code: one of ar de en es fa fr hu id it ja ko nl no pl pt ro
// ru sv tr uk zh, or "" when unsure. It is meant for running text of a sentence
// or more; it looks at the first 4 KB only.
func Language(s string) string {
	if len(s) > languageSample {
		s = s[:languageSample]
	}
	var han, kana, hangul, letters int
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			if c := r | 0x20; c >= 'a' && c <= 'z' {
				letters++
			}
		case r >= 0x3040 && r <= 0x30FF:
			kana++
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		case unicode.IsLetter(r):
			letters++
		}
	}
	// A character of these scripts says about as much as two letters and a half.
	switch east := 5 * (han + kana + hangul) / 2; {
	case east == 0 || east < letters:
	case hangul > han+kana:
		return "ko"
	case 20*kana > han: // Chinese has no kana but in names
		return "ja"
	case han >= 4:
		return "zh"
	default:
		return ""
	}

	l := functionWords()
	var buf [languageSample / 4]Word
	words := Words(buf[:0], s)
	var score [32]int // in quarters of a word
	for _, w := range words {
		langs := l.of(w.Hash)
		if langs == 0 {
			continue
		}
		// A word of few languages tells more.
		weight := 0
		switch bits.OnesCount32(langs) {
		case 1:
			weight = 4
		case 2:
			weight = 3
		case 3:
			weight = 2
		default:
			weight = 1
		}
		for ; langs != 0; langs &= langs - 1 {
			score[bits.TrailingZeros32(langs)] += weight
		}
	}
	for _, r := range s { // letters that folding hides
		if r < utf8.RuneSelf {
			continue
		}
		for _, tell := range tellingLetters {
			if r == tell.letter {
				for i, name := range l.names {
					if name == tell.language {
						score[i] += 2
					}
				}
			}
		}
	}
	best, second := -1, 0
	for i := range l.names {
		if best < 0 || score[i] > score[best] {
			if best >= 0 {
				second = max(second, score[best])
			}
			best = i
		} else {
			second = max(second, score[i])
		}
	}
	// Function words make up 30–50 % of running text; a tenth, and a lead of a
	// fifth before the next language, is enough.
	if score[best] < 6 || 5*score[best] < 2*len(words) || 5*score[best] < 6*second {
		return ""
	}
	return l.names[best]
}

// tellingLetters occur in one language and not in those that share many of its
// function words.
var tellingLetters = []struct {
	letter   rune
	language string
}{
	{'ы', "ru"}, {'э', "ru"}, {'ё', "ru"}, {'ъ', "ru"},
	{'і', "uk"}, {'ї', "uk"}, {'є', "uk"}, {'ґ', "uk"},
	{'پ', "fa"}, {'چ', "fa"}, {'ژ', "fa"}, {'گ', "fa"}, {'ی', "fa"}, {'ک', "fa"},
	{'ة', "ar"}, {'ي', "ar"}, {'ك', "ar"}, {'أ', "ar"},
	{'ã', "pt"}, {'õ', "pt"}, {'ñ', "es"}, {'¿', "es"}, {'ß', "de"},
	{'ğ', "tr"}, {'ı', "tr"}, {'ő', "hu"}, {'ű', "hu"}, {'ł', "pl"}, {'ą', "pl"}, {'ę', "pl"},
	{'ț', "ro"}, {'ţ', "ro"}, {'ă', "ro"}, {'ä', "sv"}, {'ø', "no"}, {'æ', "no"},
}
