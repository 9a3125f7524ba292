package article

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed anatomy_regions.txt
var regionsTXT string

// regionNames are the countries, states and provinces that stand after a town's
// name; true marks those that persons are called, too.
var regionNames = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for l := range strings.SplitSeq(regionsTXT, "\n") {
		if l != "" && l[0] != '#' {
			name, mark, _ := strings.Cut(l, "\t")
			m[name] = mark != ""
		}
	}
	return m
})

// inRegion tells a town with its country or state, "RIZE, Turkey" or "Springfield,
// Ohio". The town need not be known. A region that is also a person's name counts
// only behind a known place, "TBILISI, Georgia", since the line could be a name
// the other way round; and a town of two words or more only in capitals, since
// "Jane Doe, Ohio" is none.
func inRegion(s string) bool {
	town, region, ok := strings.Cut(s, ",")
	region = strings.TrimSpace(region)
	if !ok || len(town) < 2 || len(town) > 40 || len(region) > 40 {
		return false
	}
	called, ok := regionNames()[strings.ToLower(region)]
	if r, _ := utf8.DecodeRuneInString(region); !ok || !unicode.IsUpper(r) {
		return false
	}
	if IsPlace(town) {
		return true
	}
	words := 0
	for w := range strings.FieldsSeq(town) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !isParticle(w) {
			return false
		}
		words++
	}
	return !called && hasLetter(town) && (words == 1 || words < 5 && isUpperWord(town))
}
