package text

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// articles generates n texts of about 3 KB with the word lengths and the
// punctuation of news. Each word of them passes through spell.
func articles(n int, spell func(r *rand.Rand, w string) string) []string {
	r := rand.New(rand.NewPCG(1, 2))
	const letters = "eeeeetttaaaooiinnsshhrrdlcumwfgypbvk"
	lengths := []int{1, 2, 2, 2, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8, 9, 10, 11, 13}
	vocabulary := make([]string, 20000)
	for i := range vocabulary {
		w := make([]byte, lengths[r.IntN(len(lengths))])
		for j := range w {
			w[j] = letters[r.IntN(len(letters))]
		}
		vocabulary[i] = string(w)
	}
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		for b.Len() < 3000 {
			for j, words := 0, 12+r.IntN(20); j < words; j++ {
				w := vocabulary[min(r.IntN(len(vocabulary)), r.IntN(len(vocabulary)), r.IntN(len(vocabulary)))]
				if j == 0 || r.IntN(9) == 0 {
					w = strings.ToUpper(w[:1]) + w[1:]
				}
				if r.IntN(60) == 0 {
					w = []string{"1,200", "3.5", "U.S.", "2016", "Mr. Ax"}[r.IntN(5)]
				}
				b.WriteString(spell(r, w))
				switch {
				case j == words-1:
					b.WriteString(". ")
				case r.IntN(12) == 0:
					b.WriteString(", ")
				default:
					b.WriteString(" ")
				}
			}
			if r.IntN(3) == 0 {
				b.WriteString("\n\n")
			}
		}
		out[i] = b.String()
	}
	return out
}

func plainSpelling(r *rand.Rand, w string) string {
	switch r.IntN(60) {
	case 0:
		return w + "'s"
	case 1:
		return `"` + w + `"`
	}
	return w
}

// curlySpelling gives one word in eight an accent and one in sixteen a
// typographic mark: more than French has accents, or English curly quotes.
func curlySpelling(r *rand.Rand, w string) string {
	switch r.IntN(64) {
	case 0:
		return w + "’s"
	case 1:
		return "“" + w + "”"
	case 2:
		return w + " —"
	case 3:
		return w + "\u00a0"
	}
	if r.IntN(8) == 0 {
		return strings.NewReplacer("e", "é", "a", "ä", "o", "ø", "n", "ñ").Replace(w)
	}
	return w
}

func benchmarkWords(b *testing.B, spell func(*rand.Rand, string) string) {
	texts := articles(300, spell)
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	var dst []Word
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, t := range texts {
			dst = Words(dst[:0], t)
		}
	}
}

func BenchmarkWordsASCII(b *testing.B) { benchmarkWords(b, plainSpelling) }
func BenchmarkWordsCurly(b *testing.B) { benchmarkWords(b, curlySpelling) }
func BenchmarkWordsCyrillic(b *testing.B) {
	benchmarkWords(b, func(_ *rand.Rand, w string) string {
		return strings.Map(func(c rune) rune {
			if c >= 'a' && c <= 'z' {
				return []rune("абцдефгхийклмнопярстувшщыз")[c-'a']
			}
			return c
		}, strings.ToLower(w))
	})
}
func BenchmarkWordsChinese(b *testing.B) {
	benchmarkWords(b, func(_ *rand.Rand, w string) string {
		return strings.Map(func(c rune) rune {
			if c >= 'a' && c <= 'z' {
				return []rune("的中国新华社北京电日本人年月市会说前不在开是了有和对")[c-'a']
			}
			return c
		}, strings.ToLower(w))
	})
}
func BenchmarkWordsPlain(b *testing.B) { // the plain version, for comparison
	texts := articles(20, plainSpelling)
	b.SetBytes(int64(20 * len(texts[0])))
	for b.Loop() {
		for _, t := range texts {
			plainWords(t)
		}
	}
}

func BenchmarkSentences(b *testing.B) {
	texts := articles(300, curlySpelling)
	b.SetBytes(int64(300 * len(texts[0])))
	for b.Loop() {
		for _, t := range texts {
			Sentences(t)
		}
	}
}

func BenchmarkLanguage(b *testing.B) {
	texts := articles(30, curlySpelling)
	b.SetBytes(int64(30 * len(texts[0])))
	for b.Loop() {
		for _, t := range texts {
			Language(t)
		}
	}
}

func BenchmarkStem(b *testing.B) {
	texts := articles(100, plainSpelling)
	var dst []Word
	stems := NewStemmer("en")
	b.SetBytes(int64(100 * len(texts[0])))
	for b.Loop() {
		for _, t := range texts {
			dst = Words(dst[:0], t)
			for _, w := range dst {
				stems.Stem(t[w.Start:w.End])
			}
		}
	}
}

func BenchmarkIsStop(b *testing.B) {
	texts := articles(100, plainSpelling)
	var all []Word
	for _, t := range texts {
		all = Words(all, t)
	}
	n := 0
	for b.Loop() {
		for _, w := range all {
			if IsStop(w.Hash) {
				n++
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(all)), "ns/word")
}

// BenchmarkWordsFile reads real text, of any articles, from the file that
// NEWSCHECK_TEXT names.
func BenchmarkWordsFile(b *testing.B) {
	name := os.Getenv("NEWSCHECK_TEXT")
	if name == "" {
		b.Skip("NEWSCHECK_TEXT is not set")
	}
	data, err := os.ReadFile(name)
	if err != nil {
		b.Fatal(err)
	}
	texts := strings.Split(string(data), "\x00")
	var dst []Word
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		for _, t := range texts {
			dst = Words(dst[:0], t)
		}
	}
}
