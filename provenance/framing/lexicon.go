package framing

import (
	"bufio"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/internal/text"
)

//go:embed data/*.tsv
var shipped embed.FS

// The kinds of rows of a lexicon file, as described in FORMAT.md.
const (
	rowLabel     = "label"     // class: family of alternative names
	rowNaming    = "naming"    // terms: label families that name people and powers
	rowModifier  = "modifier"  // class: family of words that colour a name ("so-called")
	rowVerb      = "verb"      // class: what a reporting verb does to the claim
	rowSource    = "source"    // words that name a source without a verb ("according to")
	rowHedge     = "hedge"     // class: how sure
	rowIntensity = "intensity" // class: evaluative, strengthening, weakening
	rowAccuse    = "accuse"    // accusation cue
	rowDeny      = "deny"      // denial cue
	rowContrast  = "contrast"  // a turn against what was said ("but", "despite")
	rowStake     = "stake"     // demands, fears, decisions, conflict: things a reader would miss
	rowVariant   = "variant"   // class: canonical form of spellings, transliterations, abbreviations
	rowForm      = "form"      // class: lemma of irregular forms
	rowNumber    = "number"    // class: value of a number word
	rowQuantity  = "quantity"  // class: vague quantity ("several")
	rowDate      = "date"      // words of dates and clock times
	rowTitle     = "title"     // titles and offices that stand before or for a name
	rowStop      = "stop"      // function words
	rowBe        = "be"        // auxiliaries of the passive
	rowBy        = "by"        // agent prepositions of the passive
	rowFurniture = "furniture" // page furniture, by kind
	rowWording   = "wording"   // class: plain words that stand for one another
	rowNegation  = "negation"  // words that turn a statement round
	rowEnding    = "ending"    // class adverb or adjective: endings of words that judge or strengthen
	rowMagnitude = "magnitude" // class: factor; million, bn
	rowJoin      = "join"      // words within a spelled number ("three hundred and forty")
	rowUnit      = "unit"      // class: dimension, factor and offset to its unit
	rowLasting   = "lasting"   // verbs that say how long something went on; class "for": the preposition
	rowPlain     = "plain"     // class adverb or adjective: words with such an ending that do neither
)

var rowKinds = map[string]bool{rowLabel: true, rowNaming: true, rowModifier: true, rowVerb: true, rowSource: true, rowHedge: true, rowIntensity: true,
	rowAccuse: true, rowDeny: true, rowContrast: true, rowStake: true, rowVariant: true, rowForm: true, rowNumber: true, rowQuantity: true,
	rowDate: true, rowTitle: true, rowStop: true, rowBe: true, rowBy: true, rowFurniture: true,
	rowUnit: true, rowLasting: true, rowWording: true, rowNegation: true, rowEnding: true, rowPlain: true, rowMagnitude: true, rowJoin: true}

// Lexicon holds the words that give notes their names: label families, verb
// classes, hedges, evaluative words, cues and neutral variants, per language.
// It is immutable after loading and safe for concurrent use.
type Lexicon struct {
	langs map[string]*language
}

// Term is one entry of a lexicon as a user wrote it.
type Term struct {
	Kind  string `json:"kind"`
	Class string `json:"class"`
	Term  string `json:"term"`
	Ref   string `json:"ref,omitempty"`
}

type language struct {
	code       string
	stops      bool                // it has function words of its own
	entries    map[string][]*entry // by stem of the first word
	namers     map[string]bool     // label families that name people and powers
	forms      map[string]string   // folded irregular form -> stem of its lemma
	endings    map[string][]string // adverb, adjective, compound -> endings, folded
	magnitudes map[string]float64  // million, bn -> factor, folded
	plain      map[string]bool     // "class word" or "class ~stem" of words that colour nothing
	signs      map[rune]*yardstick // units that are signs: $, %
	idle       sync.Pool           // of *vocabulary
}

type entry struct {
	Term
	words   []string   // folded words when exact, stems otherwise
	exact   bool       // compare folded forms instead of stems
	upper   bool       // the text must have capitals where the term has them (US, not us)
	start   bool       // only at the start of a line (furniture)
	whole   bool       // only a line of its own (furniture)
	number  int        // of its kind
	hyphen  bool       // the words must hang together by a hyphen, as in the term (would-be)
	value   float64    // of a number word
	measure *yardstick // of a unit
}

// LoadLexicon reads the lexicon that newscheck ships and then extra files in the
// format of FORMAT.md, which add terms or languages. The error names the line
// and says what is wrong with it.
func LoadLexicon(extra ...io.Reader) (*Lexicon, error) {
	lex := &Lexicon{langs: map[string]*language{}}
	names, err := fs.Glob(shipped, "data/*.tsv")
	if err != nil {
		return nil, err
	}
	var rows []row
	for _, n := range names {
		f, err := shipped.Open(n)
		if err != nil {
			return nil, err
		}
		rows, err = readRows(rows, f, n)
		f.Close()
		if err != nil {
			return nil, err
		}
	}
	for i, r := range extra {
		if rows, err = readRows(rows, r, fmt.Sprintf("lexicon %d", i+1)); err != nil {
			return nil, err
		}
	}
	// Forms come first: the stems of every other row depend on them.
	stemmers := map[string]*text.Stemmer{}
	for _, want := range []bool{true, false} {
		for _, r := range rows {
			if stemmers[r.lang] == nil {
				stemmers[r.lang] = text.NewStemmer(r.lang)
			}
			if (r.kind == rowForm) == want {
				lex.add(r, stemmers[r.lang])
			}
		}
	}
	return lex, nil
}

type row struct {
	lang, kind, class, ref string
	terms                  []string
}

func readRows(rows []row, r io.Reader, name string) ([]row, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), 1<<20)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimRight(sc.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			return nil, fmt.Errorf("%s:%d: %d tab-separated columns, want 5: language, kind, class, terms, reference", name, n, len(f))
		}
		for i := range f {
			f[i] = strings.TrimSpace(f[i])
		}
		if !rowKinds[f[1]] {
			return nil, fmt.Errorf("%s:%d: kind %q is not known; see FORMAT.md for the kinds", name, n, f[1])
		}
		if f[0] == "" || f[2] == "" || f[3] == "" {
			return nil, fmt.Errorf("%s:%d: language, class and terms must not be empty", name, n)
		}
		if f[1] == rowNumber || f[1] == rowMagnitude {
			if _, err := strconv.ParseFloat(f[2], 64); err != nil {
				return nil, fmt.Errorf("%s:%d: the class of a %s row is its value, not %q", name, n, f[1], f[2])
			}
		}
		if f[1] == rowUnit {
			if _, ok := parseMeasure(f[2]); !ok {
				return nil, fmt.Errorf("%s:%d: the class of a unit row is its dimension, its factor and, where it has one, its offset, as in \"length 1000\", not %q", name, n, f[2])
			}
		}
		rows = append(rows, row{lang: strings.ToLower(f[0]), kind: f[1], class: f[2], ref: f[4], terms: strings.Split(f[3], "|")})
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}

func (lex *Lexicon) add(r row, st *text.Stemmer) {
	l := lex.langs[r.lang]
	if l == nil {
		l = &language{code: r.lang, entries: map[string][]*entry{}, namers: map[string]bool{}, forms: map[string]string{},
			endings: map[string][]string{}, magnitudes: map[string]float64{}, plain: map[string]bool{}, signs: map[rune]*yardstick{}}
		lex.langs[r.lang] = l
	}
	for _, t := range r.terms {
		t = strings.TrimSpace(t)
		switch r.kind {
		case rowNaming:
			l.namers[t] = true
			continue
		case rowEnding:
			l.endings[r.class] = append(l.endings[r.class], text.Fold(strings.TrimPrefix(t, "-")))
			continue
		case rowMagnitude:
			l.magnitudes[text.Fold(t)], _ = strconv.ParseFloat(r.class, 64)
			continue
		case rowJoin:
			l.plain["join "+text.Fold(t)] = true
			continue
		case rowPlain:
			if exact, ok := strings.CutPrefix(t, "="); ok {
				l.plain[r.class+" "+text.Fold(exact)] = true
			} else {
				l.plain[r.class+" ~"+l.stem(st, t)] = true
			}
			continue
		}
		e := &entry{Term: Term{Kind: r.kind, Class: r.class, Ref: r.ref}, number: kindNumbers[r.kind]}
		for len(t) > 1 {
			switch t[0] {
			case '=':
				e.exact = true
			case '^':
				e.start = true
			case '!':
				e.whole = true
			default:
				goto words
			}
			t = t[1:]
		}
	words:
		e.Term.Term = t
		if r.kind == rowForm {
			l.forms[text.Fold(t)] = l.stem(st, r.class)
			continue
		}
		// A term that is all capitals is an abbreviation: "US" is not "us".
		e.upper = isAbbreviation(t)
		e.hyphen = strings.Contains(t, "-")
		key := ""
		for _, w := range text.Words(nil, t) {
			raw := t[w.Start:w.End]
			if len(e.words) == 0 {
				key = l.stem(st, raw)
			}
			if e.exact {
				e.words = append(e.words, text.Fold(raw))
			} else {
				e.words = append(e.words, l.stem(st, raw))
			}
		}
		if r.kind == rowUnit {
			e.measure, _ = parseMeasure(r.class)
			if sign, n := utf8.DecodeRuneInString(t); len(e.words) == 0 && n == len(t) {
				l.signs[sign] = e.measure
			}
		}
		if len(e.words) == 0 {
			continue
		}
		if r.kind == rowNumber {
			e.value, _ = strconv.ParseFloat(r.class, 64)
		}
		l.stops = l.stops || r.kind == rowStop
		l.entries[key] = append(l.entries[key], e)
	}
}

func isAbbreviation(t string) bool {
	n := 0
	for _, r := range t {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			n++
		}
	}
	return n > 1
}

// stem is the stem of a word as it stands in a text, irregular forms first.
func (l *language) stem(st *text.Stemmer, raw string) string {
	if s, ok := l.forms[text.Fold(raw)]; ok {
		return s
	}
	return st.Stem(raw)
}

// Languages lists the languages that have entries, sorted.
func (lex *Lexicon) Languages() []string {
	var out []string
	for k := range lex.langs {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// Families lists the label families of a language with their terms, sorted by
// family, terms in file order.
func (lex *Lexicon) Families(lang string) map[string][]string {
	out := map[string][]string{}
	l := lex.langs[lang]
	if l == nil {
		return out
	}
	for _, es := range l.entries {
		for _, e := range es {
			if e.Kind == rowLabel {
				out[e.Class] = append(out[e.Class], e.Term.Term)
			}
		}
	}
	for _, ts := range out {
		sort.Strings(ts)
	}
	return out
}

// language returns the entries for a language tag ("en-GB" is "en"); a language
// without entries gets an empty one, with the stemmer of that language if any.
func (lex *Lexicon) language(tag string) *language {
	tag, _, _ = strings.Cut(strings.ToLower(tag), "-")
	if l := lex.langs[tag]; l != nil {
		return l
	}
	return &language{code: tag}
}
