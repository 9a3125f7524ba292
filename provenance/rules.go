package provenance

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed rules.tsv
var rulesTSV string

// Rule is one row of rules.tsv: a kind of mark that speaks for something.
type Rule struct {
	ID       string
	Supports string  // origin publisher via own contributor cite
	Depth    int     // nearness to the writer when several outlets are named
	Weight   float64 // starting weight
	What     string  // what it is, in words
	Ref      string  // key of a reference in the file's head
}

var ruleTable = sync.OnceValue(func() map[string]Rule {
	m := map[string]Rule{}
	for row := range strings.SplitSeq(rulesTSV, "\n") {
		if row == "" || row[0] == '#' || strings.HasPrefix(row, "id\t") {
			continue
		}
		f := strings.Split(row, "\t")
		if len(f) != 6 {
			continue
		}
		r := Rule{ID: f[0], Supports: f[1], What: f[4], Ref: f[5]}
		r.Depth, _ = strconv.Atoi(f[2])
		r.Weight, _ = strconv.ParseFloat(f[3], 64)
		m[r.ID] = r
	}
	return m
})

// RuleByID returns the rule with an id, so that a report can say in words what
// a piece of evidence is.
func RuleByID(id string) (Rule, bool) {
	r, ok := ruleTable()[id]
	return r, ok
}
