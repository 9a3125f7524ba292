package text

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// plainWords is Words as one would write it without an eye on speed. It is what
// the fast one is compared with.
func plainWords(s string) (words []Word, folds []string) {
	type item struct {
		r    rune
		k    kind
		a, z int
	}
	items := make([]item, 0, len(s)+3)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		items = append(items, item{r, kindOf(r), i, i + n})
		i += n
	}
	items = append(items, item{}, item{})
	add := func(a, z int) {
		f := plainFold(s[a:z])
		words = append(words, Word{Hash: HashOf(f), Start: uint32(a), End: uint32(z)})
		folds = append(folds, f)
	}
	wordish := func(k kind) bool { return k == letter || k == digit }
	for i := 0; i < len(items)-2; i++ {
		it := items[i]
		if it.k == ideograph {
			a, z := it.a, it.z
			for j := i + 1; items[j].k == mark || items[j].k == invisible; j++ {
				if items[j].k == mark {
					z, i = items[j].z, j
				}
			}
			add(a, z)
			continue
		}
		if !wordish(it.k) {
			continue
		}
		a, z, size, onlyLetter := it.a, it.z, 0, true
	word:
		for ; ; i++ {
			it, next := items[i], items[i+1]
			switch {
			case wordish(it.k):
				z = it.z
				size++
				onlyLetter = onlyLetter && it.k == letter
			case it.k == mark:
				z = it.z
			case it.k == invisible:
			case it.k == apostrophe && next.k == letter:
			case it.r == ',' && items[i-1].k == digit && next.k == digit:
			case it.r == '.' && size == 1 && onlyLetter && next.k == letter:
				j := i + 2
				for items[j].k == mark || items[j].k == invisible {
					j++
				}
				if wordish(items[j].k) {
					break word
				}
				size, onlyLetter = 0, true
			default:
				break word
			}
		}
		i--
		add(a, z)
	}
	return words, folds
}

// plainFold is Fold without its shortcuts.
func plainFold(w string) string {
	var b strings.Builder
	var base rune
	for _, r := range norm.NFKD.String(strings.Map(seen, w)) {
		if r == '.' || r == ',' || isInvisible(r) || isApostrophe(r) || isAccent(r) && !isLetterPart(base, r) {
			continue
		}
		r = unicode.ToLower(r)
		if unicode.IsDigit(r) {
			r = '0' + digitValue(r)
		}
		base = r
		if p := plainLetter(r); p != "" {
			b.WriteString(p)
		} else {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

func foldsOf(s string) []string {
	var out []string
	for _, w := range Words(nil, s) {
		out = append(out, Fold(s[w.Start:w.End]))
	}
	return out
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"Hello, world", "hello world"},
		{"Don't don’t DON‘T dont don`t", "dont dont dont dont dont"},
		{"the boys' 'quoted' word", "the boys quoted word"},
		{"rock'n'roll o'Neill", "rocknroll oneill"},
		{"U.S. U.S.A. US J.R.R. Tolkien", "us usa us jrr tolkien"},
		{"U.S.-led at 10 a.m. on", "us led at 10 am on"},
		{"ends here.A new one. J.Smith", "ends here a new one j smith"},
		{"b.Next", "b next"},
		{"1,000,000 or 3.5 or 1,a or a,1", "1000000 or 3 5 or 1 a or a 1"},
		{"Zürich ZU\u0308RICH Łódź Ærø straße STRASSE", "zurich zurich lodz aero strasse strasse"},
		{"naïve café “quoted” — dash", "naive cafe quoted dash"},
		{"soft\u00adhyphen zero\u200bwidth bom\ufeffbom word\u200b next", "softhyphen zerowidth bombom word next"},
		{"ﬁnal Ｆｕｌｌ ｗｉｄｔｈ １２３", "final full width 123"},
		{"Ёлка елка йод и\u0306од мо\u0301ре", "елка елка йод йод море"},
		{"їжак", "їжак"},
		{"ΟΔΟΣ οδός", "οδοσ οδοσ"},
		{"الْعَرَبِيَّة العربيه", "العربيه العربيه"},
		{"إيران أيران ايران آب", "ايران ايران ايران اب"},
		{"می\u200cشود ميشود", "ميشود ميشود"},
		{"١٩٩٠ ۱۹۹۰", "1990 1990"},
		{"צה״ל צהל שָׁלוֹם", "צהל צהל שלום"},
		{"新华社", "新 华 社"},
		{"か\u3099が ガｶﾞ カー", "が が ガ ガ カ ー"},
		{"한국어 기사", "한국어 기사"},
		{norm.NFD.String("한국"), "한국"},
		{"हिन्दी में", "हिन्दी में"},
		{"Việt Nam", "viet nam"},
		{"İstanbul ISPARTA ısparta", "istanbul isparta isparta"},
		{"col·lecció", "colleccio"},
		{"a\xffb\xc3 \xe2\x80 c", "a b c"},
		{"x\u0301\u0301\u0301y", "xy"},
		{"12345678 1234567 123456789 abcdefghijklmnopq", "12345678 1234567 123456789 abcdefghijklmnopq"},
	} {
		if got := strings.Join(foldsOf(c.in), " "); got != c.want {
			t.Errorf("Words(%q) folds to %q, want %q", c.in, got, c.want)
		}
	}
}

// checkWords holds all that is promised of Words, for one text.
func checkWords(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) {
	t.Helper()
	got := Words(nil, s)
	want, folds := plainWords(s)
	if len(got) != len(want) {
		t.Fatalf("%q: %d words, plain version %d (%q)", s, len(got), len(want), folds)
	}
	last := uint32(0)
	for i, w := range got {
		if w != want[i] {
			t.Fatalf("%q: word %d is %v, plain version %v (%q)", s, i, w, want[i], folds[i])
		}
		if w.Start < last || w.End <= w.Start || int(w.End) > len(s) {
			t.Fatalf("%q: word %d at %d–%d after %d", s, i, w.Start, w.End, last)
		}
		last = w.End
		in := s[w.Start:w.End]
		if !utf8.ValidString(in) {
			t.Fatalf("%q: word %d cuts a rune", s, i)
		}
		f := Fold(in)
		if f == "" || f != folds[i] || HashOf(f) != w.Hash || Fold(f) != f {
			t.Fatalf("%q: word %d folds to %q, then %q; plain version %q", s, i, f, Fold(f), folds[i])
		}
	}
}

// checkBreaks holds what is promised of Tokens.
func checkBreaks(t interface {
	Helper()
	Fatalf(string, ...any)
}, s string) {
	t.Helper()
	var k Tokens
	k.Read(s)
	if !slices.Equal(k.Words, Words(nil, s)) {
		t.Fatalf("%q: words %v, tokens %v", s, Words(nil, s), k.Words)
	}
	if !slices.IsSorted(k.Breaks) || len(slices.Compact(slices.Clone(k.Breaks))) != len(k.Breaks) {
		t.Fatalf("%q: breaks %v do not ascend", s, k.Breaks)
	}
	for i, w := range k.Words {
		gap := s[w.End:]
		if i+1 < len(k.Words) {
			gap = gap[:k.Words[i+1].Start-w.End]
		}
		if _, found := slices.BinarySearch(k.Breaks, int32(i)); !found && (gap != " " || i+1 == len(k.Words)) {
			t.Fatalf("%q: %q stands behind word %d, and that is no break of %v", s, gap, i, k.Breaks)
		}
	}
	if n := len(k.Breaks); n > 0 && int(k.Breaks[n-1]) >= len(k.Words) {
		t.Fatalf("%q: breaks %v of %d words", s, k.Breaks, len(k.Words))
	}
}

// newsText draws text that is full of what tokenisers stumble over.
func newsText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{" ", " ", ". ", ", ", "'", "’", "“", "”", "—", "\u00a0", "\u00ad", "\u200d", ".", ",", "\n",
			"a", "U.S.", "1,000", "don’t", "é", "e\u0301", "ё", "й", "и\u0306", "ß", "ﬁ", "İ", "مـد", "أ", "中", "が", "か\u3099", "ｶﾞ", "한",
			"\u1112\u1161\u11ab", "कि", "ไ", "\xff", "\xc3", "\xe2\x80", "😀", "️", "½", "ª", "١", "Ⅳ", "·", "ĳ", "ǆ", "ﷺ"}),
		rapid.StringMatching(`[a-zA-Z0-9]{1,20}`),
		rapid.String(),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 30), func(p []string) string { return strings.Join(p, "") })
}

func TestWordsAgainstPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Repeat(newsText().Draw(t, "text"), rapid.SampledFrom([]int{1, 1, 1, 20}).Draw(t, "times"))
		checkWords(t, s)
		checkBreaks(t, s)
	})
}

// TestEveryRune puts each code point alone, inside a word, and doubled.
func TestEveryRune(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r == 0x20000 { // planes 2 to 13 hold ideographs and nothing assigned
			r = 0xE0000
		}
		if r == 0x3400 || r == 0x4E00 || r == 0xAC00 || r == 0xE0200 {
			// Uniform blocks: the first hundred stand for all.
			for i := rune(0); i < 100; i++ {
				checkWords(t, "a"+string(r+i)+"b "+string(r+i)+string(r+i))
			}
			switch r {
			case 0x3400:
				r = 0x4DBF
			case 0x4E00:
				r = 0x9FFF
			case 0xAC00:
				r = 0xD7A3
			default:
				return
			}
			continue
		}
		checkWords(t, "a"+string(r)+"b "+string(r)+string(r)+"")
	}
}

// TestNormalForms checks that composed and decomposed text have the same words.
func TestNormalForms(t *testing.T) {
	hashes := func(s string) []uint64 {
		var h []uint64
		for _, w := range Words(nil, s) {
			h = append(h, w.Hash)
		}
		return h
	}
	rapid.Check(t, func(t *rapid.T) {
		s := strings.ToValidUTF8(newsText().Draw(t, "text"), " ")
		c, d := hashes(norm.NFC.String(s)), hashes(norm.NFD.String(s))
		if len(c) != len(d) {
			t.Fatalf("%q: %d words composed, %d decomposed", s, len(c), len(d))
		}
		for i := range c {
			if c[i] != d[i] {
				t.Fatalf("%q: word %d differs between NFC and NFD", s, i)
			}
		}
	})
}

func TestHashChunks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		f := hasher{h: hashSeed}
		for i := 0; i < len(s); {
			n := min(rapid.IntRange(1, 3).Draw(t, "n"), len(s)-i)
			f.add(loadTail(s[i:i+n], 0), n)
			i += n
		}
		if f.sum() != HashOf(s) {
			t.Fatalf("hash of %q depends on how its bytes come", s)
		}
	})
}

// TestHashSpread looks for collisions and for bits that stay the same among
// hashes of many similar words.
func TestHashSpread(t *testing.T) {
	seen := make(map[uint64]bool, 1<<18)
	var set [64]int
	const letters = "abcdefghijklmnop"
	for i := range 1 << 18 {
		w := []byte("word-")
		for n := i; n > 0 || len(w) == 5; n >>= 4 {
			w = append(w, letters[n&15])
		}
		h := HashOf(string(w))
		if seen[h] {
			t.Fatalf("collision at %q", w)
		}
		seen[h] = true
		for b := range 64 {
			set[b] += int(h >> b & 1)
		}
	}
	for b, n := range set {
		if d := n - 1<<17; d < -1500 || d > 1500 { // six standard deviations
			t.Errorf("bit %d is set in %d of %d hashes", b, n, 1<<18)
		}
	}
}

// TestLongWords checks that time grows with length, not with its square: each
// of these would take minutes otherwise.
func TestLongWords(t *testing.T) {
	const n = 1 << 18
	for _, unit := range []string{"a", "é", "a.", "e\u0301", "\u0301", "a\u200b", "’", "a’", "1,", "क", "が\u3099", "中\u0301", "\u00ad", ".", "a\u0301.", "\xff", "a.\u0301"} {
		s := strings.Repeat(unit, n)
		Words(nil, "x"+s)
		Fold(s)
	}
}

func TestWordsKeepsDst(t *testing.T) {
	dst := Words(nil, "one two")
	dst = Words(dst, "three")
	if len(dst) != 3 || dst[2].Start != 0 || dst[2].End != 5 {
		t.Errorf("got %v", dst)
	}
	buf := make([]Word, 0, 64)
	text := strings.Repeat("It’s the U.S. café, 1,000 times — naïve. ", 1)
	if n := testing.AllocsPerRun(10, func() { buf = Words(buf[:0], text) }); n != 0 {
		t.Errorf("%v allocations a call", n)
	}
}

// TestInnerLoops compares the inner loops of this processor with those in Go.
func TestInnerLoops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Repeat(newsText().Draw(t, "text"), rapid.IntRange(1, 40).Draw(t, "times"))
		for len(s) >= block {
			part := s[:min(len(s)/block, stretch)*block]
			at := rapid.Uint32Range(0, 1<<30).Draw(t, "at")
			var got, want [maxEdges]uint32
			n, open := turns(&got, part, at)
			m, wantOpen := turnsPlain(&want, part, at)
			if n != m || open != wantOpen || !slices.Equal(got[:n], want[:n]) {
				t.Fatalf("turns of %q:\ngot  %v %v\nwant %v %v", part, got[:n], open, want[:m], wantOpen)
			}
			edges := want[:m&^1]
			for i := range edges {
				edges[i] -= at
			}
			want[len(edges)] = noRun
			for len(edges) > 0 {
				room := rapid.IntRange(0, len(edges)).Draw(t, "room")
				a, b := make([]Word, room), make([]Word, room)
				var ends, wantEnds [maxEdges / 2]int32
				k, e := simple(a, &ends, edges, s, 7)
				kk, ee := simplePlain(b, &wantEnds, edges, s, 7)
				if k != kk || !slices.Equal(a[:k], b[:kk]) || !slices.Equal(ends[:e], wantEnds[:ee]) {
					t.Fatalf("simple of %q:\ngot  %v %v\nwant %v %v", s, a[:k], ends[:e], b[:kk], wantEnds[:ee])
				}
				edges = edges[2*min(k+1, len(edges)/2):]
			}
			s = s[len(part):]
		}
	})
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Don’t say “U.S.” 1,000 naïve", "新华社北京电", "الْعَرَبِيَّة", "a\xff\xe2\x80b", "한국 ｶﾞ ไทย"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkWords(t, s)
		checkBreaks(t, s)
	})
}

// TestHashVectors keeps hashes as they are: indexes on disk are made of them.
func TestHashVectors(t *testing.T) {
	for folded, want := range map[string]uint64{
		"":                     0xb70fb2cc55af013f,
		"a":                    0xed6ce39084ba74cc,
		"the":                  0x26b48f3a32b6d579,
		"minister":             0x3a08a63a520debe4,
		"ministers":            0xf928a539a3f1346b,
		"internationalisation": 0x2d38722dc7de939c,
		"新":                    0x387e6a7d2036a01b,
		"елка":                 0xc359b61af9a4beb8,
	} {
		if got := HashOf(folded); got != want {
			t.Errorf("HashOf(%q) = %#x, want %#x", folded, got, want)
		}
	}
}
