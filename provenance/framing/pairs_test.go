package framing

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/internal/text"
)

// The pairs of testdata/pairs were written for this project as two desks would
// print one story: a text with marks {{kind:what A has|what B has}}, read into
// both copies. They were written before Compare was run on them; what the first
// run of each file found is in testdata/pairs/README.md.

// mark is a planted difference.
type mark struct {
	kind string
	a, b text.Span // place in each copy, may be empty
}

type markedPair struct {
	name, lang, head string // head is the type that the headlines must get
	a, b             Page
	marks            []mark
}

var markKinds = map[string]string{"L": KindLabel, "A": KindAttribution, "H": KindHedge, "I": KindIntensity, "N": KindNumber,
	"Q": KindQuote, "O": KindOmitted, "D": KindAdded, "C": "clause", "V": KindVoice, "0": KindNeutral}

var markSyntax = regexp.MustCompile(`(?s)\{\{([A-Z0]):(.*?)\}\}`)

// readPairs reads a file of pairs: "== name | language | type of headline", the
// two headlines on lines of their own, and the marked text.
func readPairs(t *testing.T, path string) []markedPair {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []markedPair
	for _, s := range strings.Split("\n"+string(b), "\n== ")[1:] {
		lines := strings.SplitN(s, "\n", 4)
		f := strings.Split(lines[0], " | ")
		if len(lines) < 4 || len(f) != 3 {
			t.Fatalf("%s: a pair begins with name, language and type of headline and has two headlines: %q", path, lines[0])
		}
		p := markedPair{name: f[0], lang: f[1], head: f[2]}
		var ta, tb strings.Builder
		body, at := strings.TrimSpace(lines[3]), 0
		for _, m := range markSyntax.FindAllStringSubmatchIndex(body, -1) {
			ta.WriteString(body[at:m[0]])
			tb.WriteString(body[at:m[0]])
			at = m[1]
			kind, ok := markKinds[body[m[2]:m[3]]]
			if !ok {
				t.Fatalf("%s: %s: no kind %q", path, p.name, body[m[2]:m[3]])
			}
			x, y, two := strings.Cut(body[m[4]:m[5]], "|")
			if kind == KindAdded && !two {
				x, y = "", x
			}
			mk := mark{kind: kind, a: text.Span{Start: ta.Len(), End: ta.Len() + len(x)}, b: text.Span{Start: tb.Len(), End: tb.Len() + len(y)}}
			ta.WriteString(x)
			tb.WriteString(y)
			p.marks = append(p.marks, mk)
		}
		ta.WriteString(body[at:])
		tb.WriteString(body[at:])
		p.a = Page{ID: p.name + "/a", Language: p.lang, Headline: lines[1], Text: ta.String()}
		p.b = Page{ID: p.name + "/b", Language: p.lang, Headline: lines[2], Text: tb.String()}
		out = append(out, p)
	}
	return out
}

// overlaps tells whether a note's words meet a mark's.
func overlaps(s *Side, m text.Span) bool {
	return s != nil && m.End > m.Start && s.Focus.End > s.Focus.Start && s.Focus.Start < m.End && m.Start < s.Focus.End
}

func (m mark) metBy(n *Note) bool { return overlaps(n.A, m.a) || overlaps(n.B, m.b) }

type tally struct{ hit, all int }

func (t tally) String() string {
	return fmt.Sprintf("%.3f (%d of %d)", float64(t.hit)/float64(max(t.all, 1)), t.hit, t.all)
}

// scorePairs counts, by kind, which marks a note meets (the soft kinds may stand
// for one another), how many notes meet one ("precision"), which marks got a note
// of their very kind ("kind"), and how many headlines got their type.
func scorePairs(t *testing.T, pairs []markedPair, lex *Lexicon, verbose bool) map[string]tally {
	out := map[string]tally{}
	count := func(k string, ok bool) {
		c := out[k]
		if c.all++; ok {
			c.hit++
		}
		out[k] = c
	}
	for _, p := range pairs {
		notes := Visible(Compare(p.a, p.b, lex, Options{}))
		head := "same"
		for _, n := range notes {
			if n.Kind == KindHeadline {
				head = n.Label
			}
		}
		count("headline", head == p.head)
		if verbose && head != p.head {
			t.Logf("%s HEAD want %s got %s: %q | %q", p.name, p.head, head, p.a.Headline, p.b.Headline)
		}
		met := make([]bool, len(notes))
		for _, m := range p.marks {
			found, exact, flagged := false, false, false
			for i := range notes {
				n := &notes[i]
				if n.Kind == KindHeadline || !m.metBy(n) {
					continue
				}
				flagged = true
				if m.kind == KindNeutral {
					continue
				}
				met[i] = true
				clause := m.kind == "clause" && soft[n.Kind]
				found = found || n.Kind == m.kind || soft[n.Kind] && soft[m.kind] || clause
				exact = exact || n.Kind == m.kind || m.kind == "clause" && (n.Kind == KindOmitted || n.Kind == KindAdded)
			}
			if m.kind == KindNeutral {
				count("neutral flagged", flagged)
				if verbose && flagged {
					t.Logf("%s FLAGGED %q | %q", p.name, m.a.Of(p.a.Text), m.b.Of(p.b.Text))
				}
				continue
			}
			count("recall", found)
			count(m.kind, found)
			count("kind", exact)
			if verbose && !exact {
				what := "MISS"
				if found {
					what = "KIND"
				}
				t.Logf("%s %s %s: %q | %q", p.name, what, m.kind, m.a.Of(p.a.Text), m.b.Of(p.b.Text))
			}
		}
		for i := range notes {
			n := &notes[i]
			if n.Kind == KindHeadline {
				continue
			}
			count("precision", met[i])
			if verbose && !met[i] {
				words := ""
				for _, x := range []struct {
					side *Side
					page Page
				}{{n.A, p.a}, {n.B, p.b}} {
					if x.side != nil {
						words += fmt.Sprintf(" %q", x.side.Focus.Of(x.page.Text))
					}
				}
				t.Logf("%s FALSE %s/%s/%s%s", p.name, n.Kind, n.Label, n.Family, words)
			}
		}
	}
	return out
}

// TestPairs holds Compare to what the issue asks, on every file of pairs.
func TestPairs(t *testing.T) {
	files, err := filepath.Glob("testdata/pairs/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no pairs: %v", err)
	}
	lex := mustLexicon(t)
	verbose := os.Getenv("NEWSCHECK_GOLD_MISSES") != ""
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".txt"), func(t *testing.T) {
			got := scorePairs(t, readPairs(t, f), lex, verbose)
			var keys []string
			for k := range got {
				keys = append(keys, k)
			}
			sort.Strings(keys)
			for _, k := range keys {
				t.Logf("%-16s %s", k, got[k])
			}
			for k, want := range map[string]float64{"recall": .87, "precision": .93} {
				if c := got[k]; float64(c.hit) < want*float64(c.all) {
					t.Errorf("%s %s, want %.2f", k, c, want)
				}
			}
		})
	}
}
