package reliability

import (
	"cmp"
	"hash/fnv"
	"math"
	"slices"

	"github.com/newscheck/newscheck/provenance"
)

// The parts that an article can play in a rate.
const (
	in      = iota // counted
	out            // in the denominator only
	aside          // belongs to the figure, but the answer is not clear
	nowhere        // has no part in it
)

// part is the part of one article in one figure.
type part struct {
	figure string
	as     int
	Traced
}

// counted is all that one unit adds to its outlet's sums.
type counted struct {
	parts    []part
	lag      float64 // hours
	lags     bool
	speech   speechCount
	measured bool // speech was
	pair     pair
	pairs    bool
}

// pair is a copy with what it was taken from, by id, to be compared.
type pair struct {
	rank     uint64 // of the copy: a hash of its id, by which samples are drawn
	from, to string
}

// rank of an article in samples.
func rank(id string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(id))
	x := h.Sum64() // the last bytes of ids that are numbered reach only the low bits
	x ^= x >> 31
	x *= 0x9E3779B97F4A7C15
	return x ^ x>>29
}

// tally is a rate in the making.
type tally struct{ in, out, aside int }

// density is a count in sentences in the making: sums over articles, with the
// squares that tell how much articles differ.
type density struct{ count, countSq, cross float64 }

// sums are what a Meter keeps of one outlet.
type sums struct {
	key      string
	ref      provenance.OutletRef
	articles int
	repeats  int
	carried  int
	unnamed  int
	tallies  []tally         // by place in definitions
	lags     map[int32]int32 // minutes, rounded by lagStep → how many
	lagsN    int
	speechN  int     // articles measured
	lines    float64 // sentences
	linesSq  float64
	named    density
	nameless density
	pairs    []pair // the least by rank, at most twice Sample between trims
	pairsN   int
	compared int
	trace    map[string][]part
}

func (m *Meter) sumsOf(key string, ref *provenance.OutletRef) *sums {
	s := m.sums[key]
	if s == nil {
		s = &sums{key: key, ref: *ref, tallies: make([]tally, len(definitions)), lags: map[int32]int32{}, trace: map[string][]part{}}
		m.sums[key] = s
	}
	// What other records know of the outlet, whatever the order they came in.
	s.ref.Name = min(cmp.Or(s.ref.Name, ref.Name), cmp.Or(ref.Name, s.ref.Name))
	for _, f := range [][2]*string{{&s.ref.ID, &ref.ID}, {&s.ref.Domain, &ref.Domain}, {&s.ref.Kind, &ref.Kind}, {&s.ref.State, &ref.State}} {
		if *f[0] == "" || *f[1] != "" && *f[1] < *f[0] {
			*f[0] = *f[1]
		}
	}
	return s
}

// merge adds what was found in one unit. m.mu is held.
func (m *Meter) merge(s *Story, u *unit, c *counted) {
	o := m.sumsOf(u.key, u.ref)
	o.articles += len(u.members)
	o.repeats += max(0, len(u.members)-1)
	if len(u.members) > 0 && (u.class == attributed || u.class == unattributed) {
		w := m.sumsOf(Key(u.origin), u.origin)
		w.carried += len(u.members)
		if u.class == unattributed {
			w.unnamed += len(u.members)
		}
	}
	for i := range c.parts {
		o.add(&c.parts[i], m.opts.Trace)
	}
	if c.lags {
		o.lags[lagStep(c.lag)]++
		o.lagsN++
	}
	if c.measured {
		o.speechN++
		n := float64(c.speech.sentences)
		o.lines += n
		o.linesSq += n * n
		o.named.add(float64(c.speech.named), n)
		o.nameless.add(float64(c.speech.anonymous), n)
	}
	if c.pairs {
		o.pairsN++
		o.pairs = append(o.pairs, c.pair)
		if len(o.pairs) >= 2*m.opts.Sample {
			o.trim(m.opts.Sample)
		}
	}
}

func (d *density) add(k, n float64) {
	d.count += k
	d.countSq += k * k
	d.cross += k * n
}

func (o *sums) add(p *part, trace bool) {
	t := &o.tallies[place(p.figure)]
	switch p.as {
	case in:
		t.in++
	case out:
		t.out++
	case aside:
		t.aside++
	default:
		return
	}
	if trace {
		o.trace[p.figure] = append(o.trace[p.figure], *p)
	}
}

// trim keeps the n pairs of the least rank.
func (o *sums) trim(n int) {
	slices.SortFunc(o.pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from))
	})
	o.pairs = o.pairs[:min(n, len(o.pairs))]
}

// place of a figure in definitions.
func place(name string) int {
	for i := range definitions {
		if definitions[i].Name == name {
			return i
		}
	}
	panic("reliability: no figure is called " + name)
}

// lagStep keeps lags to the minute up to two days, to the hour up to sixty days,
// and to the day above, so that their number is bounded.
func lagStep(hours float64) int32 {
	minutes := math.Round(hours * 60)
	switch {
	case minutes > 60*24*60:
		minutes = math.Round(minutes/1440) * 1440
	case minutes > 2*24*60:
		minutes = math.Round(minutes/60) * 60
	}
	return int32(min(minutes, 1440*36500))
}

// behaviour makes the figures of an outlet out of its sums. m.mu is held.
func (m *Meter) behaviour(o *sums) Behaviour {
	b := Behaviour{Key: o.key, Outlet: o.ref, Articles: o.articles, Repeats: o.repeats, Carried: o.carried, Unnamed: o.unnamed, Figures: make([]Figure, len(definitions))}
	for i, d := range definitions {
		t := o.tallies[i]
		f := Figure{Name: d.Name, Count: t.in, Of: t.in + t.out, LeftOut: t.aside}
		switch d.Kind {
		case Rate:
			if f.Of >= m.opts.Min {
				low, high := Wilson(f.Count, f.Of)
				f.set(float64(f.Count)/float64(f.Of), low, high)
			}
			if compares(d.Name) && o.pairsN > o.compared {
				f.Sampled = o.pairsN
			}
		case Median:
			f.Count, f.Of = o.lagsN, o.lagsN
			if f.Of >= m.opts.Min {
				o.medianLag(&f)
			}
		case Density:
			x := &o.named
			if d.Name == AnonymousSources {
				x = &o.nameless
			}
			f.Count, f.Of, f.Exposure = int(x.count), o.speechN, int(o.lines)
			if f.Of >= m.opts.Min && o.lines > 0 {
				o.perHundred(&f, x)
			}
		}
		b.Figures[i] = f
	}
	return b
}

// set rounds to six digits, so that the same sums print the same everywhere.
func (f *Figure) set(value, low, high float64) {
	round := func(x float64) float64 { return math.Round(x*1e6) / 1e6 }
	value = round(value)
	f.Value, f.Interval = &value, &[2]float64{round(low), round(high)}
}

func (o *sums) medianLag(f *Figure) {
	keys := make([]int32, 0, len(o.lags))
	for k := range o.lags {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	at := func(i int) float64 { // the i-th of all lags in order
		for _, k := range keys {
			if i -= int(o.lags[k]); i < 0 {
				return float64(k) / 60
			}
		}
		return float64(keys[len(keys)-1]) / 60
	}
	n := o.lagsN
	low, high, ok := medianLimits(n)
	if !ok {
		low, high = 0, n-1
	}
	f.set((at((n-1)/2)+at(n/2))/2, at(low), at(high))
}

// perHundred gives a density with Garwood's interval for a Poisson mean. Sources
// cluster in articles, so that counts vary more than Poisson's; the count is
// therefore taken to hold as much as count/φ independent ones would, where φ ≥ 1
// is the variance of the articles' counts around the common density, in relation
// to what Poisson would give (quasi-Poisson: McCullagh & Nelder, Generalized
// Linear Models, 1989, chapter 6).
func (o *sums) perHundred(f *Figure, x *density) {
	r := x.count / o.lines
	phi := 1.0
	if n := float64(o.speechN); n > 1 && r > 0 {
		phi = max(1, (x.countSq-2*r*x.cross+r*r*o.linesSq)/(r*o.lines)*n/(n-1))
	}
	low, high := garwood(x.count / phi)
	f.set(100*r, 100*low*phi/o.lines, 100*high*phi/o.lines)
}
