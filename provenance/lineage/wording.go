package lineage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"github.com/newscheck/newscheck/internal/text"
)

// change is one difference in wording from one reading to another.
type change struct {
	kind     changeKind
	from, to string
}

type changeKind uint8

const (
	reworded changeKind = iota
	typoMade
	typoMended
)

func (c change) reverse() change {
	c.from, c.to = c.to, c.from
	switch c.kind {
	case typoMade:
		c.kind = typoMended
	case typoMended:
		c.kind = typoMade
	}
	return c
}

// maxAligned is the longest reading, in words, whose changes are told apart;
// longer ones that differ count as reworded once.
const maxAligned = 400

// maxDiffs is how many comparisons of readings are remembered.
const maxDiffs = 1 << 18

// changes returns how the wording goes from reading a to reading b.
func (rs *readings) changes(a, b int, known *lexicon) []change {
	if a == b {
		return nil
	}
	swap := a > b
	key := [2]int{min(a, b), max(a, b)}
	cs, ok := rs.diffs[key]
	if !ok {
		if len(rs.diffs) >= maxDiffs {
			clear(rs.diffs)
		}
		cs = diff(rs.all[key[0]].text, rs.all[key[1]].text, known)
		rs.diffs[key] = cs
	}
	if !swap {
		return cs
	}
	out := make([]change, len(cs))
	for i, c := range cs {
		out[i] = c.reverse()
	}
	return out
}

// diff aligns two readings by their longest common subsequence of words and
// returns the places where they differ.
func diff(a, b string, known *lexicon) []change {
	x, y := text.Words(nil, a), text.Words(nil, b)
	if len(x) > maxAligned || len(y) > maxAligned {
		return []change{{reworded, a, b}}
	}
	for len(x) > 0 && len(y) > 0 && x[0].Hash == y[0].Hash {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1].Hash == y[len(y)-1].Hash {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	w := len(y) + 1
	lcs := make([]uint16, (len(x)+1)*w)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i].Hash == y[j].Hash {
				lcs[i*w+j] = lcs[(i+1)*w+j+1] + 1
			} else {
				lcs[i*w+j] = max(lcs[(i+1)*w+j], lcs[i*w+j+1])
			}
		}
	}
	var out []change
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		if i < len(x) && j < len(y) && x[i].Hash == y[j].Hash {
			i, j = i+1, j+1
			continue
		}
		i0, j0 := i, j
		for (i < len(x) || j < len(y)) && !(i < len(x) && j < len(y) && x[i].Hash == y[j].Hash) {
			if j == len(y) || i < len(x) && lcs[(i+1)*w+j] >= lcs[i*w+j+1] {
				i++
			} else {
				j++
			}
		}
		out = append(out, classify(phrase(a, x[i0:i]), phrase(b, y[j0:j]), x[i0:i], y[j0:j], known))
	}
	return out
}

func phrase(s string, ws []text.Word) string {
	if len(ws) == 0 {
		return ""
	}
	return s[ws[0].Start:ws[len(ws)-1].End]
}

// classify tells a slip of the pen from another word: one word of at least five
// letters, one or two letters off, and one of the two forms stands nowhere else
// while the other does, or would be the more likely word by its letters.
func classify(a, b string, x, y []text.Word, known *lexicon) change {
	c := change{reworded, a, b}
	if len(x) != 1 || len(y) != 1 || utf8.RuneCountInString(a) < 5 || utf8.RuneCountInString(b) < 5 {
		return c
	}
	la, lb := strings.ToLower(a), strings.ToLower(b)
	if !letters(la) || !letters(lb) || !slip(la, lb) {
		return c
	}
	ka, kb := known.count[x[0].Hash], known.count[y[0].Hash]
	switch {
	case ka >= 2 && kb <= 1:
		c.kind = typoMade
	case kb >= 2 && ka <= 1:
		c.kind = typoMended
	}
	return c
}

func letters(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}

// slip tells whether two words are one slip apart: a letter lost, doubled,
// swapped with its neighbour, or replaced; but no mere ending ("report",
// "reports", "reported"), which is grammar.
func slip(a, b string) bool {
	d := levenshtein.ComputeDistance(a, b)
	if d == 0 || d > 2 {
		return false
	}
	if d == 2 && !swapped(a, b) {
		return false
	}
	short, long := a, b
	if len(short) > len(long) {
		short, long = long, short
	}
	return !strings.HasPrefix(long, short)
}

// swapped tells whether a and b differ by two neighbouring letters swapped.
func swapped(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) != len(y) {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && string(x[i+2:]) == string(y[i+2:])
}
