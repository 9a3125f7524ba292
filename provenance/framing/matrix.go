package framing

import (
	"sort"
	"strings"
)

// LabelMatrix tells which copies of a story use which names: a row for each
// copy, a column for each term of a label family that any copy uses.
type LabelMatrix struct {
	Terms []MatrixTerm `json:"terms"` // by family, then by use, then by name
	Rows  []MatrixRow  `json:"rows"`  // in the order of the pages
}

// MatrixTerm is a column.
type MatrixTerm struct {
	Family string `json:"family"`
	Term   string `json:"term"` // as the lexicon writes it
	Total  int    `json:"total"`
}

// MatrixRow is one copy: how often it uses each term, and how often of that
// inside direct speech, where the words are not its own.
type MatrixRow struct {
	ID        string      `json:"id"`
	Publisher string      `json:"publisher,omitempty"`
	Cells     []LabelCell `json:"cells"` // as many as Terms
}

// LabelCell counts one term in one copy.
type LabelCell struct {
	N      int `json:"n"`
	Quoted int `json:"quoted"`
}

// Matrix counts the label terms in copies of one story. Furniture is left out.
// A family of which the story uses one term only has nothing to alternate
// with and is left out, unless alone is true. Linear in the texts.
func Matrix(pages []Page, lex *Lexicon, opts Options, alone bool) LabelMatrix {
	type key struct{ family, term string }
	counts := make([]map[key]LabelCell, len(pages))
	total := map[key]int{}
	terms := map[string]int{} // of each family
	for i, p := range pages {
		counts[i] = map[key]LabelCell{}
		v := newVocabulary(lex.language(languageOf(p, p, opts)))
		d := v.parse(p)
		for u := range d.units {
			un := &d.units[u]
			if un.furn != "" && un.furn != furnHead && un.furn != furnDeck {
				continue
			}
			for _, s := range d.sensesIn(un.from, un.to) {
				if s.Kind != rowLabel && s.Kind != rowModifier {
					continue
				}
				k := key{s.Class, strings.ToLower(s.Term.Term)}
				c := counts[i][k]
				c.N++
				if d.toks[s.from].quote != 0 {
					c.Quoted++
				}
				counts[i][k] = c
				if total[k]++; total[k] == 1 {
					terms[k.family]++
				}
			}
		}
		v.release()
	}
	m := LabelMatrix{Terms: []MatrixTerm{}, Rows: make([]MatrixRow, len(pages))}
	for k, n := range total {
		if alone || terms[k.family] > 1 {
			m.Terms = append(m.Terms, MatrixTerm{k.family, k.term, n})
		}
	}
	sort.Slice(m.Terms, func(i, j int) bool {
		x, y := m.Terms[i], m.Terms[j]
		if x.Family != y.Family {
			return x.Family < y.Family
		}
		if x.Total != y.Total {
			return x.Total > y.Total
		}
		return x.Term < y.Term
	})
	for i, p := range pages {
		m.Rows[i] = MatrixRow{ID: p.ID, Publisher: p.Publisher, Cells: make([]LabelCell, len(m.Terms))}
		for j, t := range m.Terms {
			m.Rows[i].Cells[j] = counts[i][key{t.Family, t.Term}]
		}
	}
	return m
}
