package outlets

import (
	"strings"
	"testing"
)

// TestHeads checks that the looks at how a name begins pass over no name: every
// alias in several spellings, alone and within a sentence.
func TestHeads(t *testing.T) {
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for o := range g.All() {
		for _, a := range o.Aliases {
			upper := strings.ToUpper(a.Text)
			if strings.Contains(a.Text, "ς") { // a final sigma does not come back
				upper = a.Text
			}
			for _, name := range []string{a.Text, upper, strings.ReplaceAll(a.Text, " ", "\u00a0"), strings.ReplaceAll(a.Text, "'", "’")} {
				for _, after := range []string{"", " ", ".", ", and so on", " reported on Monday", "\nnext", "’s own", " – "} {
					if !g.trie.mayBegin(name + after) {
						t.Fatalf("%q, a name of %s, is passed over in %q", name, o.ID, name+after)
					}
				}
				spellings := []string{name, " " + name + " "}
				if !strings.HasPrefix(strings.ToLower(name), "the") {
					spellings = append(spellings, "the "+name, "The "+name)
				}
				for _, s := range spellings {
					if len(s) <= maxName && g.ByName(s) == nil {
						t.Fatalf("%q is not found by its name %q", o.ID, s)
					}
				}
			}
		}
	}
}
