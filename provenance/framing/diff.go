package framing

import "github.com/newscheck/newscheck/internal/text"

// Hunk is a run of words that both sides have (Equal), or that differ.
type Hunk struct {
	Equal bool      `json:"equal"`
	A     text.Span `json:"a"` // empty where A has nothing
	B     text.Span `json:"b"`
}

// Pair is one row of a side-by-side view: sentences of A against sentences of
// B, with the words that differ.
type Pair struct {
	Op
	Hunks []Hunk `json:"hunks,omitempty"` // of edited, split and merged sentences
}

// Diff is a comparison as a renderer needs it. All spans are byte ranges of the
// two pages' texts.
type Diff struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Pairs []Pair `json:"pairs"` // in order of A; see Align
	Notes []Note `json:"notes"` // gravest first
}

// change is a hunk in tokens.
type change struct {
	a0, a1, b0, b1 int // positions in the two token lists
}

// maxCells bounds the table of a word diff; longer sentences are compared by
// common beginning and end only.
const maxCells = 1 << 20

// diffTokens returns the runs in which x and y differ, by a longest common
// subsequence over canonical words. Runs parted by a lone function word that
// both have are one run: "of", alone, is no anchor.
func diffTokens(x, y []*token) []change {
	p := 0
	for p < len(x) && p < len(y) && x[p].id == y[p].id {
		p++
	}
	e := 0
	for e < len(x)-p && e < len(y)-p && x[len(x)-1-e].id == y[len(y)-1-e].id {
		e++
	}
	mx, my := x[p:len(x)-e], y[p:len(y)-e]
	if len(mx) == 0 && len(my) == 0 {
		return nil
	}
	n, m := len(mx), len(my)
	if n == 0 || m == 0 || n*m > maxCells {
		return []change{{p, p + n, p, p + m}}
	}
	// table[i][j]: length of the LCS of mx[i:] and my[j:]; content words count
	// more, so that the alignment hangs on them.
	w := m + 1
	table := make([]int32, (n+1)*w)
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			best := max(table[(i+1)*w+j], table[i*w+j+1])
			if mx[i].id == my[j].id {
				best = max(best, table[(i+1)*w+j+1]+gain(mx[i]))
			}
			table[i*w+j] = best
		}
	}
	var out []change
	for i, j := 0, 0; i < n || j < m; {
		if i < n && j < m && mx[i].id == my[j].id && table[i*w+j] == table[(i+1)*w+j+1]+gain(mx[i]) {
			i++
			j++
			continue
		}
		i0, j0 := i, j
		for (i < n || j < m) && !(i < n && j < m && mx[i].id == my[j].id && table[i*w+j] == table[(i+1)*w+j+1]+gain(mx[i])) {
			if j == m || i < n && table[(i+1)*w+j] >= table[i*w+j+1] {
				i++
			} else {
				j++
			}
		}
		out = append(out, change{p + i0, p + i, p + j0, p + j})
	}
	merged := out[:0]
	for _, c := range out {
		if k := len(merged) - 1; k >= 0 && c.a0-merged[k].a1 == 1 && !x[merged[k].a1].content() {
			last := merged[k]
			if (last.a1 > last.a0 || c.a1 > c.a0) && (last.b1 > last.b0 || c.b1 > c.b0) {
				merged[k].a1, merged[k].b1 = c.a1, c.b1
				continue
			}
		}
		merged = append(merged, c)
	}
	return merged
}

func gain(t *token) int32 {
	if t.content() {
		return 3
	}
	return 2
}

// pointers collects the tokens of units in order.
func (d *doc) pointers(units []int) []*token {
	var out []*token
	for _, u := range units {
		for i := d.units[u].from; i < d.units[u].to; i++ {
			out = append(out, &d.toks[i])
		}
	}
	return out
}

// spanOf is the byte range of toks[i:j]; empty, at the place between its
// neighbours, when i == j.
func spanOf(toks []*token, i, j int, whole text.Span) text.Span {
	if i < j {
		return text.Span{Start: toks[i].start, End: toks[j-1].end}
	}
	if i < len(toks) {
		return text.Span{Start: toks[i].start, End: toks[i].start}
	}
	return text.Span{Start: whole.End, End: whole.End}
}
