package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// QuoteSpans returns the stretches of s inside quotation marks, without the
// marks, in order. Marks are " " , “ ”, „ “, « », » «, ‹ ›, 「 」, 『 』, and ‘ ’ where
// the second is no apostrophe; ASCII ' counts only where speech is clear: it
// opens before a letter and closes after , . ! or ?. A quotation inside another
// is part of it. A double mark that opens and never closes runs to the end of its
// paragraph; a single one is taken for an apostrophe. Time is linear in len(s).
func QuoteSpans(s string) []Span {
	var out []Span
	for _, p := range Paragraphs(s) {
		out = paragraphQuotes(out, s, p)
	}
	return out
}

// paragraphQuotes appends the quotations of paragraph p.
func paragraphQuotes(out []Span, s string, p Span) []Span {
	const none = rune(0)
	var open rune // the mark that is open, none if there is none
	var from int
	single, singleFrom := none, 0 // a single mark that may be one, outside double marks
	before := ' '
	for i := p.Start; i < p.End; {
		if c := s[i]; c < utf8.RuneSelf && c != '"' && c != '\'' {
			before = rune(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:p.End])
		next, _ := utf8.DecodeRuneInString(s[i+n : p.End])
		atStart := unicode.IsSpace(before) || isOpening(before) || before == '—' || before == '–' || before == '-' || before == ':'
		switch {
		case open != none:
			if closesQuote(open, r) {
				out = appendSpan(out, trim(s, from, i))
				open = none
			}
		case opensQuote(r, before, atStart, next):
			open, from, single = r, i+n, none
		case single != none && closesSingle(single, r, before, next):
			out = appendSpan(out, trim(s, singleFrom, i))
			single = none
		case single == none && (r == '‘' || r == '\'') && atStart && unicode.IsLetter(next):
			single, singleFrom = r, i+n
		}
		before = r
		i += n
	}
	if open != none {
		out = appendSpan(out, trim(s, from, p.End))
	}
	return out
}

func appendSpan(out []Span, sp Span) []Span {
	if sp.Len() == 0 {
		return out
	}
	return append(out, sp)
}

// opensQuote reports whether r, outside a quotation, opens one.
func opensQuote(r, before rune, atStart bool, next rune) bool {
	switch r {
	case '“', '„', '«', '‹', '「', '『', '‟', '＂':
		return true
	case '"': // not the sign for inches and seconds
		return !unicode.IsDigit(before) && next != utf8.RuneError
	case '”', '»', '›': // as Swedes, Finns and some Germans write it
		return atStart && !unicode.IsSpace(next) && next != utf8.RuneError
	}
	return false
}

// closesQuote reports whether r closes what open opened.
func closesQuote(open, r rune) bool {
	switch open {
	case '"', '＂':
		return r == open || r == '”'
	case '“', '‟':
		return r == '”' || r == '"'
	case '„':
		return r == '“' || r == '”' || r == '"'
	case '”':
		return r == '”'
	case '«':
		return r == '»'
	case '»':
		return r == '«' || r == '»'
	case '‹':
		return r == '›'
	case '›':
		return r == '‹'
	case '「':
		return r == '」'
	case '『':
		return r == '』'
	}
	return false
}

// closesSingle reports whether r closes a single quotation mark and is no
// apostrophe.
func closesSingle(open, r, before, next rune) bool {
	if unicode.IsLetter(next) || unicode.IsDigit(next) {
		return false
	}
	if open == '‘' {
		return r == '’'
	}
	return r == '\'' && strings.ContainsRune(",.!?", before)
}
