package text

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed data/abbreviations.tsv
var abbreviationData string

//go:embed data/starters.tsv
var starterData string

// abbreviationKind is the second column of data/abbreviations.tsv.
type abbreviationKind uint8

const (
	noAbbreviation abbreviationKind = iota
	beforeName                      // title
	beforeNumber                    // number
	mayEnd                          // any
)

// abbreviations holds data/abbreviations.tsv, each with its first letter in
// lower case as well as in upper.
var abbreviations = sync.OnceValue(func() map[string]abbreviationKind {
	kinds := map[string]abbreviationKind{"title": beforeName, "number": beforeNumber, "any": mayEnd}
	m := make(map[string]abbreviationKind)
	for _, row := range rows(abbreviationData) {
		m[row[0]] = kinds[row[1]]
	}
	for _, row := range rows(abbreviationData) {
		r, n := utf8.DecodeRuneInString(row[0])
		if n == len(row[0]) { // a single capital is an initial
			continue
		}
		if upper := string(unicode.ToUpper(r)) + row[0][n:]; m[upper] == noAbbreviation {
			m[upper] = kinds[row[1]]
		}
	}
	return m
})

// starters holds data/starters.tsv.
var starters = sync.OnceValue(func() map[string]bool {
	m := make(map[string]bool)
	for _, row := range rows(starterData) {
		for w := range strings.FieldsSeq(row[1]) {
			m[w] = true
		}
	}
	return m
})

// rows splits a data file into its rows and columns, without comments.
func rows(data string) [][]string {
	var out [][]string
	for line := range strings.Lines(data) {
		if line = strings.TrimRight(line, "\r\n"); line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// Sentences returns the sentences of s in order, trimmed of white space. A line
// break always ends a sentence. A full stop does not when it belongs to an
// abbreviation (data/abbreviations.tsv), an initial or a number, or when a
// lower-case word follows. Closing quotation marks and brackets after the stop
// belong to the sentence that it ends.
//
// The rules need no language: the abbreviations of all languages are looked
// for together, since a word that is an abbreviation in one and ends sentences
// in another is rare. Time is linear in len(s).
func Sentences(s string) []Span {
	var out []Span
	for i := 0; i < len(s); {
		end, next := lineEnd(s, i)
		out = lineSentences(out, s, i, end)
		i = next
	}
	return out
}

// lineSentences appends the sentences of the line s[from:to].
func lineSentences(out []Span, s string, from, to int) []Span {
	line := s[:to]
	start := from
	for i := from; i < to; {
		if c := line[i]; c < utf8.RuneSelf && c != '.' && c != '!' && c != '?' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(line[i:])
		if !isStop(r) {
			i += n
			continue
		}
		stop := i
		dots := 0 // of an ellipsis
		for isStop(r) {
			if r == '.' {
				dots++
			} else if r == '…' {
				dots += 3
			} else {
				dots = -len(s) // another mark among them
			}
			i += n
			r, n = utf8.DecodeRuneInString(line[i:])
		}
		first, _ := utf8.DecodeRuneInString(line[stop:])
		end := closers(line, i)
		if end > i {
			i = end
		}
		if ends(line, start, stop, end, first, dots) {
			if sp := trim(s, start, end); sp.Len() > 0 {
				out = append(out, sp)
			}
			start = end
		}
	}
	if sp := trim(s, start, to); sp.Len() > 0 {
		out = append(out, sp)
	}
	return out
}

// isStop reports the marks that can end a sentence.
func isStop(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？', '．', '｡', '؟', '۔', '।', '॥', '‼', '⁇', '⁈', '⁉', '։', '።':
		return true
	}
	return false
}

// closers is the end of the closing marks that stand at s[i] and after: quotation
// marks, brackets, footnote numbers in square brackets, and a » after a space,
// as the French write it.
func closers(s string, i int) int {
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case '"', '\'', '”', '’', '»', '›', ')', ']', '}', '」', '』', '）', '］', '》', '〉', '】':
			i += n
			continue
		case '“', '«': // close in German
			if next, _ := utf8.DecodeRuneInString(s[i+n:]); !unicode.IsLetter(next) && !unicode.IsDigit(next) {
				i += n
				continue
			}
		case '[':
			j := i + 1
			for j < len(s) && j < i+4 && s[j]-'0' <= 9 {
				j++
			}
			if j > i+1 && j < len(s) && s[j] == ']' {
				i = j + 1
				continue
			}
		case ' ', '\u00a0', '\u202f', '\u2009':
			if rest := s[i+n:]; strings.HasPrefix(rest, "»") {
				if next, _ := utf8.DecodeRuneInString(rest[len("»"):]); !unicode.IsLetter(next) && !unicode.IsDigit(next) {
					i += n + len("»")
					continue
				}
			}
		}
		break
	}
	return i
}

// ends reports whether the stop at line[stop], whose closing marks reach to end,
// ends the sentence that begins at start. first is the stop; dots counts full
// stops in it and is negative when others stand among them.
func ends(line string, start, stop, end int, first rune, dots int) bool {
	next, gap := after(line, end)
	if next == "" {
		return true
	}
	r, _ := utf8.DecodeRuneInString(next)
	switch first {
	case '。', '！', '？', '｡', '।', '॥', '۔', '؟', '։', '።':
		return true
	}
	if !gap {
		// "said.The": a blank lost on the way. "example.Com" and "3.5" are left alone.
		return dots == 1 && end == stop+1 && lostBlank(line[start:stop], next)
	}
	if start == stop || strings.TrimSpace(line[start:stop]) == "" { // "… and on": goes with what follows
		return false
	}
	inside := strings.TrimLeftFunc(next, isOpening) // the first word, behind “ or (
	opening, n := utf8.DecodeRuneInString(inside)
	if second, _ := utf8.DecodeRuneInString(inside[n:]); unicode.IsLower(opening) && !unicode.IsUpper(second) { // but iPhone
		return false
	}
	switch {
	case dots < 0 || dots > 1: // ! ? … ...
		return unicode.IsLetter(opening) || unicode.IsDigit(opening) || dots < 0
	case strings.ContainsRune(",;:", r):
		return false
	}
	word := lastToken(line[start:stop])
	if isEnumerator(strings.TrimSpace(line[start:stop])) { // "7. The council ..."
		return false
	}
	kind, initial := abbreviation(word, end > stop+1)
	switch {
	case kind == beforeName:
		return false
	case kind == beforeNumber:
		return !unicode.IsDigit(r)
	case kind == mayEnd || initial:
		return starters()[firstWord(next)] && !(initial && utf8.RuneCountInString(firstWord(next)) == 1)
	}
	return true
}

// isEnumerator reports whether s, all of a sentence so far, is the number of a
// list's item.
func isEnumerator(s string) bool {
	for i := range len(s) {
		if c := s[i]; c-'0' > 9 && c != '.' && c != '-' {
			return false
		}
	}
	return len(s) > 0 && len(s) <= 4
}

// after returns what follows end in the line, at most 64 bytes of it, and whether
// white space stands before it.
func after(line string, end int) (next string, gap bool) {
	i := end
	for i < len(line) {
		r, n := utf8.DecodeRuneInString(line[i:])
		if !unicode.IsSpace(r) && !isInvisible(r) {
			break
		}
		i += n
	}
	stop := min(i+64, len(line))
	for stop < len(line) && isTail(line[stop]) {
		stop++
	}
	return line[i:stop], i > end
}

// lostBlank reports whether a word that ends in two lower-case letters and is no
// abbreviation stands before a stop, and a capitalised word after it.
func lostBlank(before, next string) bool {
	token := lastToken(before)
	if kind, _ := abbreviation(token, false); kind != noAbbreviation || strings.ContainsAny(token, "./@") {
		return false
	}
	for range 2 {
		r, n := utf8.DecodeLastRuneInString(token)
		if !unicode.IsLower(r) {
			return false
		}
		token = token[:len(token)-n]
	}
	r, n := utf8.DecodeRuneInString(next)
	second, _ := utf8.DecodeRuneInString(next[n:])
	return unicode.IsUpper(r) && (unicode.IsLower(second) || second == ' ')
}

// isOpening reports marks that stand before the first word of a sentence.
func isOpening(r rune) bool {
	switch r {
	case '"', '\'', '“', '„', '‘', '«', '‹', '(', '[', '「', '『', '（', '¿', '¡', '»':
		return true
	}
	return false
}

// lastToken is what stands between the last white space or opening mark of s and
// its end; at most 32 bytes of it.
func lastToken(s string) string {
	i := len(s)
	for i > 0 && len(s)-i < 32 {
		r, n := utf8.DecodeLastRuneInString(s[:i])
		if unicode.IsSpace(r) || isOpening(r) && r != '\'' || r == '—' || r == '–' {
			break
		}
		i -= n
	}
	return s[i:]
}

// firstWord is the run of letters at the beginning of s, opening marks left out.
func firstWord(s string) string {
	s = strings.TrimLeftFunc(s, isOpening)
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }); i >= 0 {
		return s[:i]
	}
	return s
}

// abbreviation tells what the token before a full stop is an abbreviation of.
// initial is true for a single letter and for initialisms such as "U.S" and
// "т.д". closed says that a quotation mark or bracket stands after the stop,
// behind which a name cannot go on.
func abbreviation(token string, closed bool) (kind abbreviationKind, initial bool) {
	if closed {
		return noAbbreviation, false
	}
	if k := abbreviations()[token]; k != noAbbreviation {
		return k, false
	}
	if i := strings.LastIndexAny(token, "-/'’"); i >= 0 { // "Lt.-Gov", "l'av"
		_, n := utf8.DecodeRuneInString(token[i:])
		token = token[i+n:]
		if k := abbreviations()[token]; k != noAbbreviation {
			return k, false
		}
	}
	if len(token) > 1 && strings.ToUpper(token) == token { // "DEC", "MR"
		_, n := utf8.DecodeRuneInString(token)
		if k := abbreviations()[token[:n]+strings.ToLower(token[n:])]; k != noAbbreviation {
			return k, false
		}
	}
	letters := 0
	for part := range strings.SplitSeq(token, ".") {
		if r, n := utf8.DecodeRuneInString(part); n == 0 || n != len(part) || !unicode.IsLetter(r) {
			return noAbbreviation, false
		} else if letters++; letters == 1 && !strings.Contains(token, ".") && !unicode.IsUpper(r) {
			return noAbbreviation, false
		}
	}
	return noAbbreviation, letters > 0
}
