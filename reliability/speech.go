package reliability

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/internal/text"
	"github.com/newscheck/newscheck/provenance"
)

//go:embed data/speech.tsv
var speechFile string

// Speech knows the words by which a text says who said something. It is immutable
// and safe for concurrent use. Its rows are data; see FORMAT.md.
type Speech struct {
	langs   map[string]*tongue
	notices []string   // openings of words that make a notice a correction, folded
	writers [][]uint64 // words that open a line which credits a writer, of all languages
}

// tongue is the words of one language: a table of a power of two of places, of which
// a quarter at most is taken. A word stands at its hash, or behind what was there.
type tongue struct {
	places []term
	taken  int
}

// term is what a word is, alone and as the first of phrases.
type term struct {
	hash    uint64
	taken   bool
	is      sense
	phrases []phrase // that begin with it, longest first
}

// at returns the term of a word, or nil.
func (t *tongue) at(hash uint64) *term {
	mask := uint64(len(t.places) - 1)
	for i := hash & mask; t.places[i].taken; i = (i + 1) & mask {
		if t.places[i].hash == hash {
			return &t.places[i]
		}
	}
	return nil
}

// term returns the term of a word, which it adds where it is new.
func (t *tongue) term(hash uint64) *term {
	if x := t.at(hash); x != nil {
		return x
	}
	if 4*(t.taken+1) > len(t.places) {
		old := t.places
		*t = tongue{places: make([]term, max(64, 2*len(old)))}
		for _, x := range old {
			if x.taken {
				*t.term(x.hash) = x
			}
		}
	}
	t.taken++
	mask := uint64(len(t.places) - 1)
	i := hash & mask
	for t.places[i].taken {
		i = (i + 1) & mask
	}
	t.places[i] = term{hash: hash, taken: true}
	return &t.places[i]
}

// sense is a set of what a word can be.
type sense uint16

const (
	saying   sense = 1 << iota // says: "said"
	telling                    // says, and an object follows: "told"
	source                     // stands before who says so: "according to"
	person                     // a person without a name: "official", "diplomat"
	veil                       // asks for no name: "on condition of anonymity"
	group                      // a noun that opens sentences and is no name: "police"
	within                     // ties a place or body to the noun before it: "of", "in"
	passing                    // stands between the speaker and the verb: "also", "has"
	pronoun                    // stands for who was named before: "he"
	calendar                   // day, month
	be                         // auxiliary of the passive
)

var senses = map[string]sense{"say": saying, "tell": saying | telling, "source": source, "person": person, "veil": veil,
	"group": group, "within": within, "passing": passing, "pronoun": pronoun, "calendar": calendar, "be": be}

// phrase is a run of words with a sense.
type phrase struct {
	words []uint64
	sense sense
}

// LoadSpeech returns the words that newscheck ships, and those of extra tables in
// the same format. Errors name the line and the column.
func LoadSpeech(extra ...io.Reader) (*Speech, error) {
	s := &Speech{langs: map[string]*tongue{}}
	if err := s.read("data/speech.tsv", strings.NewReader(speechFile)); err != nil {
		return nil, err
	}
	for i, r := range extra {
		name := "table " + strconv.Itoa(i+1)
		if n, ok := r.(interface{ Name() string }); ok {
			name = n.Name()
		}
		if err := s.read(name, r); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *Speech) read(name string, r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("reliability: %s: %w", name, err)
	}
	n := 0
	for l := range strings.Lines(string(data)) {
		n++
		l = strings.TrimRight(l, "\r\n")
		if l == "" || l[0] == '#' {
			continue
		}
		f := strings.Split(l, "\t")
		if len(f) != 4 {
			return fmt.Errorf("reliability: %s:%d: %d columns; want language, kind, terms and reference, parted by tabs", name, n, len(f))
		}
		if f[0] == "" {
			return fmt.Errorf("reliability: %s:%d: language: is empty; want an ISO 639-1 code", name, n)
		}
		if f[3] == "" {
			return fmt.Errorf("reliability: %s:%d: reference: is empty; say where the words are described", name, n)
		}
		is, ok := senses[f[1]]
		if !ok && f[1] != "correction" && f[1] != "writer" {
			return fmt.Errorf("reliability: %s:%d: kind: %q is not one; see FORMAT.md", name, n, f[1])
		}
		for term := range strings.SplitSeq(f[2], "|") {
			words := text.Words(nil, term)
			if len(words) == 0 {
				return fmt.Errorf("reliability: %s:%d: terms: %q has no word", name, n, term)
			}
			switch f[1] {
			case "correction":
				s.notices = append(s.notices, text.Fold(strings.TrimSpace(term)))
			case "writer":
				s.writers = append(s.writers, hashes(words))
			default:
				s.tongue(f[0]).add(words, is)
			}
		}
	}
	return nil
}

func (s *Speech) tongue(lang string) *tongue {
	t := s.langs[lang]
	if t == nil {
		t = &tongue{places: make([]term, 64)}
		s.langs[lang] = t
	}
	return t
}

func (t *tongue) add(words []text.Word, is sense) {
	x := t.term(words[0].Hash)
	if len(words) == 1 {
		x.is |= is
		return
	}
	p := phrase{hashes(words), is}
	at := len(x.phrases)
	for at > 0 && len(x.phrases[at-1].words) < len(p.words) {
		at--
	}
	x.phrases = slices.Insert(x.phrases, at, p)
}

func hashes(words []text.Word) []uint64 {
	out := make([]uint64, len(words))
	for i, w := range words {
		out[i] = w.Hash
	}
	return out
}

// opens returns the longest phrase of the term that words begin with: its sense and
// its length, or 0.
func (x *term) opens(words []text.Word) (sense, int) {
	for i := range x.phrases {
		if p := &x.phrases[i]; begins(words, p.words) {
			return p.sense, len(p.words)
		}
	}
	return 0, 0
}

// correction returns the first notice that speaks of a correction, or "".
func (s *Speech) correction(notices []string) string {
	for _, n := range notices {
		for w := range strings.FieldsFuncSeq(text.Fold(n), func(r rune) bool { return !unicode.IsLetter(r) }) {
			for _, c := range s.notices {
				if strings.HasPrefix(w, c) {
					return n
				}
			}
		}
	}
	return ""
}

// ends reports whether s ends as a sentence does.
func ends(s string) bool {
	s = strings.TrimRight(s, "\"”“’'»)] ")
	return s != "" && (strings.ContainsRune(".!?", rune(s[len(s)-1])) || strings.HasSuffix(s, "…"))
}

// speechCount is what was found in one article.
type speechCount struct{ sentences, named, anonymous int }

func (n speechCount) note(k int) string {
	return strconv.Itoa(k) + " of " + strconv.Itoa(n.sentences) + " sentences"
}

// Bounds of what is looked at.
const (
	maxSpeech = 200_000 // bytes of one article
)

// sentences keeps the buffers of articles that were counted.
var sentences = sync.Pool{New: func() any { return new(sentence) }}

// maxKept bounds the words of a buffer that is kept for the next article.
const maxKept = 1 << 14

func (q *sentence) release() {
	if cap(q.all) > maxKept {
		return
	}
	*q = sentence{all: q.all[:0], is: q.is[:0]}
	sentences.Put(q)
}

// count counts the sentences of an article that say who said it. ok is false when
// there are no words for its language.
func (s *Speech) count(a *article.Article, r *provenance.Record) (n speechCount, ok bool) {
	lang, _, _ := strings.Cut(strings.ToLower(a.Language), "-")
	if s.langs[lang] == nil {
		lang = text.Language(a.Text[:min(len(a.Text), 1000)])
	}
	t := s.langs[lang]
	if t == nil {
		return n, false
	}
	body := a.Text[:min(len(a.Text), maxSpeech)]
	q := sentences.Get().(*sentence)
	defer q.release()
	q.tongue, q.body, q.all = t, body, text.Words(q.all, body)
	words := q.all
	quotes := text.QuoteSpans(body)
	skip := r.Boilerplate
	wi, qi, bi := 0, 0, 0
	for _, sp := range text.Sentences(body) {
		for bi < len(skip) && skip[bi].Span.End <= sp.Start {
			bi++
		}
		if bi < len(skip) && skip[bi].Span.Start < sp.End {
			continue // furniture of the page
		}
		for wi < len(words) && int(words[wi].Start) < sp.Start {
			wi++
		}
		end := wi
		for end < len(words) && int(words[end].Start) < sp.End {
			end++
		}
		for qi < len(quotes) && quotes[qi].End <= sp.Start {
			qi++
		}
		if end-wi < 3 || !ends(sp.Of(body)) {
			continue // a headline, a byline, a line of the page
		}
		n.sentences++
		q.set(wi, end, quotes[qi:])
		named, anonymous := q.sources()
		if named {
			n.named++
		}
		if anonymous {
			n.anonymous++
		}
	}
	return n, n.sentences > 0
}
