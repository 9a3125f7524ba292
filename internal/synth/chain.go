package synth

import "strings"

// agency is a news agency that writes originals.
type agency struct{ name, short, dateline string }

func newAgencies() []agency {
	var all []agency
	for _, l := range lines("agencies.txt") {
		if f := strings.Split(l, "\t"); len(f) == 3 {
			all = append(all, agency{f[0], f[1], f[2]})
		}
	}
	return all
}

func (g *generator) tree(name string, at int) { g.family(name, at, 3) }
