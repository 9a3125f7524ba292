// Package text is the one place in newscheck that knows what a word is: it
// folds, tokenises, splits sentences and stems. Everything else that touches
// words calls it, so that two rooms never disagree about them.
//
// All functions are pure and safe for concurrent use; types say when they are
// not. Offsets are byte offsets into the string that was given, and always lie
// on rune boundaries of valid UTF-8; invalid bytes are treated as separators.
// Everything takes time linear in the length of its text, whatever the text.
//
// # Words
//
// [Words] reads a text a kilobyte at a time, in two steps. The first computes for
// each 64 bytes one number of 64 bits: which bytes may belong to a word, that is
// ASCII letters, digits, and whatever is not ASCII. Where that changes, a run
// begins or ends; finding the places is counting zero bits.
//
//	bytes    T  h  e     U  .  S  .     c  a  f  é----     “-------  o  n  ”-------  ...
//	bits     1  1  1  0  1  0  1  0  0  1  1  1  1  1   0  1  1  1   1  1  1  1  1
//	         └──┬──┘     └──┬──┘        └──────┬──────┘    └────────────┬───────────┘
//	         simple       joined by          mixed                    mixed
//	                      tableWord
//
// The second step takes the runs. Nearly all of them are simple: one word of up to
// sixteen ASCII letters and digits. Its letters are loaded into a register, made
// lower case with one OR, cut to length with one AND, and hashed with three
// multiplications; nothing is copied and nothing is called.
//
//	load  "The U.S."  ──OR 0x20…──▶  "the u.s."  ──AND 0xFFFFFF──▶  "the"  ──▶  hash
//
// Both steps are written in Go and once more, since every text passes through
// them, in assembly for amd64. The tests compare the two.
//
// A word leaves this path only when it is mixed, or when the byte behind it might
// belong to it: an apostrophe before a letter, a dot in an initialism, a comma in a
// number. Then tableWord reads it from its beginning, rune by rune, from tables that hold the folded bytes of every rune below U+0800 and of
// Latin Extended Additional: all of Latin, Greek, Cyrillic, Hebrew and Arabic
// that news is written in. The hash takes bytes in chunks of eight wherever they
// come from, so that both paths give “café” and “cafe” the same. Combining marks
// and rarer scripts go to a third path, which asks the Unicode database and
// [golang.org/x/text/unicode/norm].
//
// The tests hold a fourth version, which does one plain thing after the other,
// and compare the fast one with it on random text and on every code point.
//
// # Folding
//
// What [Fold] does is told at [Word]. Beyond that: letters which Unicode does not
// decompose lose their ornament (ł ø đ ß æ become l o d ss ae); Cyrillic ё is е,
// but й and ї stay letters of their own, as the stemmer needs; Turkish İ and ı
// are both i, so that the same name meets in any spelling; Arabic vowel signs
// and the tatweel go, alef is alef with any hamza, ya and ta marbuta have one form,
// and Persian letters that look the same as Arabic ones are the same; decimal
// digits of any script are ASCII digits; Hebrew points go; vowel signs of Indian
// scripts and the voicing marks of Japanese stay.
//
// # Data
//
// The folder data holds abbreviations, words that begin sentences and function
// words, each file with its format and references in its head.
package text
