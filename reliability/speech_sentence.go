package reliability

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

// sentence is one sentence of an article, in which speakers are looked for.
type sentence struct {
	*tongue
	body   string
	all    []text.Word // of the article
	words  []text.Word // of the sentence
	is     []sense     // of each word, or of the phrase that it stands in
	quotes []text.Span // those that may touch it, in order
	asked  int         // how often elsewhere was asked
	seen   map[uint64]uint8
}

// set makes q the sentence of the words from one place to another.
func (q *sentence) set(from, to int, quotes []text.Span) {
	q.words, q.quotes, q.is = q.all[from:to], quotes, q.is[:0]
	for i := 0; i < len(q.words); {
		x := q.at(q.words[i].Hash)
		if x == nil {
			q.is = append(q.is, 0)
			i++
			continue
		}
		is, n := x.opens(q.words[i:])
		if n == 0 {
			is, n = x.is, 1
		}
		for range n {
			q.is = append(q.is, is)
		}
		i += n
	}
}

// name is what before and after return for a proper name.
const name sense = 1 << 15

// reach is how many words from a verb back to who says so are looked at.
const reach = 14

// sources tells whether the sentence ascribes what it says to a name, and whether
// to persons without one.
func (q *sentence) sources() (named, anonymous bool) {
	for i, is := range q.is {
		if is&(veil|source|saying) == 0 || i > 0 && is&(veil|source) != 0 && q.is[i-1] == is || q.quoted(i) || q.passive(i) {
			continue
		}
		var who sense
		switch {
		case is&veil != 0:
			who = person
		case is&source != 0:
			who = q.after(i + 1)
		default:
			who = q.before(i)
			if who == 0 && is&telling == 0 && i > 0 && q.closes(i) {
				who = q.after(i + 1)
			}
		}
		named = named || who == name
		anonymous = anonymous || who == person
	}
	return named, anonymous
}

// passive reports whether the verb at i tells what was said to someone or of
// something: "was told", "had been reported".
func (q *sentence) passive(i int) bool {
	return i > 0 && q.is[i]&saying != 0 && q.is[i-1]&be != 0 && !strings.HasSuffix(q.word(i), "ing")
}

// before looks from the verb at i back to who says so: person, name or 0.
func (q *sentence) before(i int) sense {
	edge := i // where what belongs to the speaker begins, seen from the verb
	for j := i - 1; j >= 0 && i-j <= reach; j-- {
		if q.quoted(j) {
			return 0
		}
		is := q.is[j]
		switch {
		case is&person != 0:
			return person
		case is&(pronoun|saying) != 0:
			return 0 // someone who was named before, or that verb's speaker
		case q.capital(j):
			// The run of capitals that ends here; it is the speaker unless it
			// belongs to a noun before it ("officials of the Port Authority").
			k := j
			for k > 0 && q.capital(k-1) && !q.comma(k-1) {
				k--
			}
			if p := q.tied(k); p >= 0 {
				j, edge = p, p
				continue
			}
			if q.subject(j, edge, i) {
				return name
			}
			return 0
		}
	}
	return 0
}

// tied returns the place of the preposition by which the name at k hangs on the
// word before, or -1.
func (q *sentence) tied(k int) int {
	for p := k - 1; p >= 0 && k-p <= 2 && !q.comma(p); p-- {
		if q.is[p]&within != 0 {
			return p
		}
	}
	return -1
}

// subject reports whether the name that ends at j can be the subject of the verb at
// i: nothing but passing words stands between it and edge, or an apposition in commas.
func (q *sentence) subject(j, edge, i int) bool {
	if q.comma(j) && q.comma(i-1) {
		return true
	}
	for j++; j < edge; j++ {
		if q.is[j]&(passing|calendar|be|source) == 0 && !strings.HasSuffix(q.word(j), "ly") {
			return false
		}
	}
	return true
}

// after looks from i on for who says so: person, name or 0.
func (q *sentence) after(i int) sense {
	for j := i; j < len(q.words) && j < i+7 && !q.quoted(j); j++ {
		next := j+1 < len(q.words) && !q.comma(j)
		switch is := q.is[j]; {
		case is&person != 0:
			if next && q.capital(j+1) { // "official Jane Doe" has a name after all
				return name
			}
			return person
		case is&(pronoun|saying) != 0:
			return 0
		case q.capital(j):
			if next && q.is[j+1]&person != 0 { // "Western officials"
				continue
			}
			return name
		case q.comma(j):
			return 0
		}
	}
	return 0
}

// closes reports whether a quotation or clause ends before the verb at i, so that
// its speaker may follow: “…,” said Jane Doe.
func (q *sentence) closes(i int) bool { return q.comma(i-1) || q.quoted(i-1) }

func (q *sentence) word(j int) string { return q.body[q.words[j].Start:q.words[j].End] }

// capital reports whether a word is written as a name.
func (q *sentence) capital(j int) bool {
	if !upper(q.word(j)) || q.is[j]&(group|pronoun|within|passing|calendar|person) != 0 || text.IsStop(q.words[j].Hash) {
		return false
	}
	return j > 0 || q.opens()
}

// opens reports whether the first word of the sentence is a name, although every
// first word has a capital: another capital follows, or the article writes it so
// within a sentence. One that is nowhere else in the article is taken for a name
// unless it looks like a plural ("Importers said").
func (q *sentence) opens() bool {
	first := q.words[0].Hash
	if len(q.words) > 1 && q.adjoins(0) && upper(q.word(1)) && q.is[1]&(calendar|person) == 0 {
		return true
	}
	seen := q.elsewhere(first)
	return seen&asName != 0 || seen == 0 && !strings.HasSuffix(q.word(0), "s")
}

// How a word is written where it does not open a sentence.
const (
	asName  = 1 << iota // with a capital
	asOther             // without
)

// fewAsked is how often all words of an article are looked through for one word,
// before it is worth while to note once how each is written.
const fewAsked = 16

// elsewhere tells how a word of the article is written within sentences.
func (q *sentence) elsewhere(word uint64) uint8 {
	if q.asked++; q.asked <= fewAsked {
		var seen uint8
		for i := range q.all {
			if q.all[i].Hash == word {
				seen |= q.writes(&q.all[i])
			}
		}
		return seen
	}
	if q.seen == nil {
		q.seen = make(map[uint64]uint8, len(q.all))
		for i := range q.all {
			q.seen[q.all[i].Hash] |= q.writes(&q.all[i])
		}
	}
	return q.seen[word]
}

// writes tells how a word is written; 0 where it opens a sentence.
func (q *sentence) writes(w *text.Word) uint8 {
	if !upper(q.body[w.Start:w.End]) {
		return asOther
	}
	before := strings.TrimRight(q.body[max(0, int(w.Start)-16):w.Start], " \"“'‘(")
	if before != "" && !strings.ContainsAny(before[len(before)-1:], ".!?\n") {
		return asName
	}
	return 0
}

func upper(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// adjoins reports whether nothing but a space stands between word j and the next.
func (q *sentence) adjoins(j int) bool {
	return q.words[j+1].Start == q.words[j].End+1
}

// comma reports whether a comma, a bracket or the end of a quotation stands right
// after word j.
func (q *sentence) comma(j int) bool {
	r, _ := utf8.DecodeRuneInString(q.body[q.words[j].End:])
	return r == ',' || r == ')' || r == '”' || r == '"' || r == '»'
}

// quoted reports whether word j stands in a quotation longer than a name in quotes.
func (q *sentence) quoted(j int) bool {
	at := int(q.words[j].Start)
	for _, s := range q.quotes {
		if s.Start > at {
			return false
		}
		if at < s.End {
			return s.End-s.Start > 24
		}
	}
	return false
}
