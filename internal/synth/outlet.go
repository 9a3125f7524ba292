package synth

import (
	"strconv"
	"strings"
)

// outlet is an invented publisher with its house style. Its furniture is the
// same on all its articles.
type outlet struct {
	name, domain, city string
	top, tail          []byte // furniture, each line ended by a blank line; tail begins with one
	curly              bool   // prints curly quotation marks
	titled             bool   // keeps the headline apart from the text
	headlined          bool   // shows the headline in the text
	runOn              bool   // sets every sentence as a paragraph
	byline             bool
}

var paperNames = []string{"Times", "Herald", "Post", "Courier", "Gazette", "Ledger", "Tribune", "Observer", "Chronicle", "Sentinel", "Mirror", "Record", "Dispatch", "Today", "Online", "News", "Wire", "Standard", "Examiner", "Monitor"}

// newOutlets makes n outlets; they depend on the seed.
func newOutlets(p *prose, n int, seed uint64) []*outlet {
	r := &rng{state: mix(seed ^ 0x6F75746C6574)}
	furniture := map[string][]string{}
	for _, l := range lines("furniture.txt") {
		if place, s, ok := strings.Cut(l, "\t"); ok {
			furniture[place] = append(furniture[place], s)
		}
	}
	seen := map[string]bool{}
	outlets := make([]*outlet, 0, n)
	for len(outlets) < n {
		o := &outlet{city: p.places.rare(r), curly: r.chance(.2), headlined: r.chance(.5), titled: r.chance(.85), runOn: r.chance(.25), byline: r.chance(.4)}
		o.name = o.city + " " + choose(r, paperNames)
		if seen[o.name] {
			continue
		}
		seen[o.name] = true
		o.domain = hostname(o.name) + choose(r, []string{".com", ".com", ".com", ".org", ".net", ".co.uk"})
		o.headlined = o.headlined || !o.titled
		fill := strings.NewReplacer("{outlet}", o.name, "{city}", o.city, "{domain}", o.domain, "{num}", strconv.Itoa(10+r.intn(90)))
		pick := func(place string, share float64) (out []byte) {
			for _, s := range furniture[place] {
				if r.chance(share) {
					out = append(append(out, fill.Replace(s)...), "\n\n"...)
				}
			}
			return out
		}
		amount := r.float() * r.float() // most outlets have little furniture, some have much
		o.top = pick("top", amount)
		o.tail = append([]byte("\n\n"), pick("tail", amount)...)
		if r.chance(amount) {
			o.tail = append(append(o.tail, fill.Replace(choose(r, furniture["about"]))...), "\n\n"...)
		}
		o.tail = o.tail[:len(o.tail)-2]
		outlets = append(outlets, o)
	}
	return outlets
}
