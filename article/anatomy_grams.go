package article

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// gramSet is a set of trigram keys, small enough for the first cache.
type gramSet [1 << 9]uint64

func (g *gramSet) add(k uint16)      { g[k>>6] |= 1 << (k & 63) }
func (g *gramSet) has(k uint16) bool { return g[k>>6]>>(k&63)&1 != 0 }

// nextGram moves a trigram's key on by one byte. A key holds five bits of each
// byte, in which the two cases of a letter are the same.
func nextGram(k uint16, c byte) uint16 { return (k<<5 | uint16(c&31)) & 0x7FFF }

// fileLoose files a rule that starts with a wildcard under two neighbouring
// trigrams, the rarest, of the longest word that a line must have to fulfil it, so
// that one pass over a line, which looks at every second trigram, finds the few
// rules to try. Only bytes that folding leaves in their place
// count, but for the case of letters, so that the pass can be made over the line
// itself.
func (b *ruleBook) fileLoose(r lineRule) {
	n := int16(len(b.loose))
	b.loose = append(b.loose, r)
	core := ""
	for run := range strings.FieldsFuncSeq(r.glob, func(c rune) bool { return c >= utf8.RuneSelf || !keepsPlace(byte(c)) }) {
		if len(run) > len(core) {
			core = run
		}
	}
	if len(core) < 3 {
		b.always = append(b.always, n)
		return
	}
	if len(core) == 3 { // one may end where no pass looks: then the letter before it, whatever that is, counts
		for c := range 32 {
			b.fileGram(nextGram(nextGram(uint16(c), core[0]), core[1]), gramEntry{rule: n, core: core, end: 2})
		}
		b.fileGram(gramKey(core), gramEntry{rule: n, core: core, end: 3})
		return
	}
	best, at := -1, 0
	for k := range len(core) - 3 {
		if score := rarity(core[k:k+3]) + rarity(core[k+1:k+4]); score > best {
			best, at = score, k
		}
	}
	for k := at; k < at+2; k++ {
		b.fileGram(gramKey(core[k:k+3]), gramEntry{rule: n, core: core, end: k + 3})
	}
}

// fileGram files a rule under the key of a trigram.
func (b *ruleBook) fileGram(key uint16, e gramEntry) {
	if b.slots[key] == 0 {
		b.grams = append(b.grams, nil)
		b.slots[key] = uint16(len(b.grams))
	}
	list := &b.grams[b.slots[key]-1]
	*list = append(*list, e)
	b.short.add(key)
	if b.loose[e.rule].max > shortLine {
		b.long.add(key)
	}
}

// gramKey is the key of a trigram.
func gramKey(gram string) (key uint16) {
	for i := range len(gram) {
		key = nextGram(key, gram[i])
	}
	return key
}

// rarity is the higher, the rarer the letters of s are in English.
func rarity(s string) (score int) {
	for i := range len(s) {
		score += 1 + strings.IndexByte("etaoinsrhldcumfpgwybvkxjqz", s[i])
		if !isLetterByte(s[i]) {
			score += 30
		}
	}
	return score
}

// gramEntry is a loose rule that needs a trigram, with the letters around it.
type gramEntry struct {
	rule int16
	core string // run of bytes that must stand in a line as it is, but for case
	end  int    // where in core the trigram ends
}

// stands tells whether the core stands in s, a line folded or not, with its
// trigram ending at i.
func stands[S ~string | ~[]byte](e *gramEntry, s S, i int) bool {
	from := i - e.end
	if from < 0 || from+len(e.core) > len(s) {
		return false
	}
	for k := 0; k < len(e.core); k++ {
		c := s[from+k]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != e.core[k] {
			return false
		}
	}
	return true
}

// keepsPlace tells the bytes of a folded line that stand in the line itself,
// too, and beside the same ones.
func keepsPlace(c byte) bool {
	return 'a' <= c && c <= 'z' || isDigit(c) || c == '(' || c == ')' || c == '/' || c == '@'
}

// looseMatch returns the first loose rule that the folded line fulfils.
func (b *ruleBook) looseMatch(folded []byte, n int) *lineRule {
	best := len(b.loose)
	try := func(i int16) {
		r := &b.loose[i]
		if int(i) < best && n <= r.max && bytes.Contains(folded, r.probe) && globMatch(r.glob, folded) {
			best = int(i)
		}
	}
	set := &b.short
	if n > shortLine {
		set = &b.long
	}
	key := uint16(0)
	for i := 2; i <= len(folded); i += 2 {
		if key = nextGram(nextGram(key, folded[i-2]), folded[i-1]); !set.has(key) {
			continue
		}
		list := b.grams[b.slots[key]-1]
		for k := range list {
			if stands(&list[k], folded, i) {
				try(list[k].rule)
			}
		}
	}
	for _, i := range b.always {
		try(i)
	}
	if best == len(b.loose) {
		return nil
	}
	return &b.loose[best]
}

// mayMatchLoose tells, from the line itself, whether a loose rule, of those whose
// trigrams are in set, has what it needs in s. It errs only towards yes.
func (b *ruleBook) mayMatchLoose(s string, set *gramSet) bool {
	key := uint16(0)
	for i := 2; i <= len(s); i += 2 {
		if key = nextGram(nextGram(key, s[i-2]), s[i-1]); !set.has(key) {
			continue
		}
		list := b.grams[b.slots[key]-1]
		for k := range list {
			if len(s) <= b.loose[list[k].rule].max && stands(&list[k], s, i) {
				return true
			}
		}
	}
	for _, i := range b.always {
		if r := &b.loose[i]; len(s) <= r.max && (bytes.ContainsFunc(r.probe, unicode.IsLetter) || strings.Contains(s, string(r.probe))) {
			return true
		}
	}
	return false
}
