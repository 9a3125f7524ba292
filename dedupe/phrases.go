package dedupe

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"github.com/newscheck/newscheck/internal/text"
)

//go:embed furniture.txt
var furnitureFile string

// phrases finds word sequences of a fixed list.
type phrases struct {
	bloom [256]uint64           // of the first words, two bits each, so that most words cost one test
	first map[uint64][][]uint64 // first word -> the words after it
	class map[uint64]uint64     // word -> the class it stands for
}

// Classes of words in a phrase, as in furniture.txt.
const (
	weekday = 1 + iota
	month
	number
)

var classNames = map[string]uint64{"<weekday>": weekday, "<month>": month, "<number>": number}

// Day and month names of the languages whose agencies date their captions.
const weekdays = `monday tuesday wednesday thursday friday saturday sunday
	lunes martes miércoles jueves viernes sábado domingo
	lundi mardi mercredi jeudi vendredi samedi dimanche
	montag dienstag mittwoch donnerstag freitag samstag sonntag`

const months = `january february march april may june july august september october november december
	jan feb mar apr jun jul aug sep sept oct nov dec
	enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
	janvier février mars avril mai juin juillet août septembre octobre novembre décembre
	januar februar märz juni juli oktober dezember`

var furniturePhrases = sync.OnceValue(func() *phrases { return newPhrases(furnitureFile) })

func newPhrases(file string) *phrases {
	p := &phrases{first: map[uint64][][]uint64{}, class: map[uint64]uint64{}}
	for _, w := range strings.Fields(weekdays) {
		p.class[text.HashOf(text.Fold(w))] = weekday
	}
	for _, w := range strings.Fields(months) {
		p.class[text.HashOf(text.Fold(w))] = month
	}
	for n := range 2100 {
		if n >= 1 && n <= 31 || n >= 1900 {
			p.class[text.HashOf(strconv.Itoa(n))] = number
		}
	}
	for l := range strings.Lines(file) {
		l = strings.TrimSpace(l)
		if l == "" || l[0] == '#' {
			continue
		}
		var seq []uint64
		for _, w := range strings.Fields(l) {
			if c, ok := classNames[w]; ok {
				seq = append(seq, c)
				continue
			}
			for _, x := range text.Words(nil, w) {
				seq = append(seq, x.Hash)
			}
		}
		p.first[seq[0]] = append(p.first[seq[0]], seq[1:])
		p.mark(seq[0])
	}
	for w, c := range p.class {
		if p.first[c] != nil {
			p.mark(w)
		}
	}
	return p
}

func (p *phrases) mark(h uint64) { p.bloom[h&255] |= bloomBits(h) }

func bloomBits(h uint64) uint64 { return 1<<(h>>8&63) | 1<<(h>>14&63) }

// in tells whether words hold one of the phrases.
func (p *phrases) in(words []text.Word) bool {
	if p == nil {
		return false
	}
	for i, w := range words {
		if bits := bloomBits(w.Hash); p.bloom[w.Hash&255]&bits != bits {
			continue
		}
		if p.follows(p.first[w.Hash], words[i+1:]) {
			return true
		}
		if c, ok := p.class[w.Hash]; ok && p.follows(p.first[c], words[i+1:]) {
			return true
		}
	}
	return false
}

func (p *phrases) follows(seqs [][]uint64, words []text.Word) bool {
next:
	for _, seq := range seqs {
		if len(seq) > len(words) {
			continue
		}
		for i, want := range seq {
			got := words[i]
			switch {
			case want == got.Hash:
			case want <= number && p.class[got.Hash] == want:
			default:
				continue next
			}
		}
		return true
	}
	return false
}
