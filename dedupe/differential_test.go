package dedupe_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/synth"
	"github.com/newscheck/newscheck/internal/text"
)

// Group must find what comparing every two articles finds.
func TestGroupFindsWhatAllPairsShow(t *testing.T) {
	for _, c := range []struct {
		name    string
		synth   synth.Options
		opts    dedupe.Options
		copy    float64 // least share of the copies and versions that must be found
		partial float64 // and of the re-used passages
	}{
		{"clean", synth.Options{Articles: 400, Seed: 81, Copies: .5, Chains: .2}, dedupe.Options{}, .99, .9},
		// Noise spoils shingles that the stated probability counts on.
		{"misread", synth.Options{Articles: 100, Seed: 82, Copies: .5, Noise: .04, NoiseShare: .5}, dedupe.Options{Noisy: true}, .97, .7},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := generate(t, c.synth)
			for i := range g.docs {
				g.docs[i].Source = "" // else furniture of publishers comes into it
			}
			s := newSet(t, c.opts, g.docs...)
			all, err := s.AllPairs()
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.Group(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			got := map[[2]string]bool{}
			for _, m := range r.Matches {
				got[[2]string{m.A, m.B}] = true
			}
			hit, want := map[dedupe.Relation]int{}, map[dedupe.Relation]int{}
			for _, m := range all {
				rel := m.Relation
				if rel == dedupe.Version {
					rel = dedupe.Copy
				}
				want[rel]++
				if got[[2]string{min(m.A, m.B), max(m.A, m.B)}] {
					hit[rel]++
				}
			}
			t.Logf("found %v of %v", hit, want)
			for rel, least := range map[dedupe.Relation]float64{dedupe.Copy: c.copy, dedupe.Partial: c.partial} {
				if want[rel] == 0 && rel == dedupe.Copy {
					t.Fatal("no pairs: the test says nothing")
				}
				if share := float64(hit[rel]) / float64(max(want[rel], 1)); want[rel] > 0 && share < least {
					t.Errorf("%s: %d of %d found, want %v of them", rel, hit[rel], want[rel], least)
				}
			}
		})
	}
}

// The stated probability of detection must be the measured one: planted passages
// in random texts, looked for by their sketches alone.
func TestDetectionIsAsStated(t *testing.T) {
	const pairs = 600
	for i, c := range []struct {
		opts dedupe.Options
		plus int // planted words above what was asked for
	}{
		{dedupe.Options{}, 0},
		{dedupe.Options{Recall: .5}, 0},
		{dedupe.Options{Recall: .5}, 20},
		{dedupe.Options{Passage: 100}, 0},
		{dedupe.Options{Passage: 100}, -50},
		{dedupe.Options{Passage: 300, Recall: .9}, 0},
		{dedupe.Options{Noisy: true, Recall: .5}, 0},
	} {
		o, planted := c.opts, c.opts.Passage+c.plus
		if o.Passage == 0 {
			planted += 40
		}
		p := newSet(t, o).Params()
		t.Run(fmt.Sprintf("%d words, recall %v, noisy %v: 1 in %d", planted, o.Recall, o.Noisy, p.Scale), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(uint64(i), 17))
			var sk []dedupe.Sketch
			var rank []int32
			chars := 0
			for range pairs {
				ws := words(rng, planted)
				if o.Noisy { // stated for words of five letters
					for i, w := range ws {
						ws[i] = (w + word(rng.IntN(20000)))[:5]
					}
				}
				for range 2 {
					before, after := 150+rng.IntN(100), 150+rng.IntN(100)
					all := append(append(words(rng, before), ws...), words(rng, after)...)
					rank = append(rank, int32(len(sk)))
					sk = append(sk, dedupe.MakeSketch(sentences(all), p))
				}
				for _, w := range ws {
					chars += len(w)
				}
			}
			cands, err := dedupe.Block(context.Background(), sk, make([]uint32, len(sk)), make([]time.Time, len(sk)), rank, p, 2)
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for i := range pairs {
				for _, j := range cands.Of[2*i+1] {
					if int(j) == 2*i {
						found++
					} else {
						t.Errorf("texts %d and %d share nothing, and are candidates", j, 2*i+1)
					}
				}
			}
			want := p.Detection(planted)
			// Shingles overlap, so hits are not wholly independent; five standard
			// deviations and a little for that.
			slack := 5*math.Sqrt(want*(1-want)/pairs) + .01
			got := float64(found) / pairs
			t.Logf("stated %.3f, measured %.3f", want, got)
			if math.Abs(got-want) > slack {
				t.Errorf("stated %.3f, measured %.3f ± %.3f", want, got, slack)
			}
		})
	}
}

func TestDetection(t *testing.T) {
	for _, o := range []dedupe.Options{{}, {Passage: 12}, {Passage: 200}, {Recall: .999}, {Recall: .2}, {Noisy: true}, {Noisy: true, Passage: 100}, {Passage: 6, Recall: .999}} {
		p := newSet(t, o).Params()
		passage, recall := o.Passage, o.Recall
		if passage == 0 {
			passage = 40
		}
		if recall == 0 {
			recall = .95
		}
		if p.Scale < 1 || p.Scale&(p.Scale-1) != 0 {
			t.Errorf("%+v: scale %d is no power of two", o, p.Scale)
		}
		if d := p.Detection(passage); d < recall && p.Scale > 1 {
			t.Errorf("%+v: found with probability %v, %v was asked for", o, d, recall)
		}
		if next := p; p.Scale < 256 {
			next.Scale *= 2
			if d := next.Detection(passage); d >= recall {
				t.Errorf("%+v: scale %d would do, %d was chosen", o, next.Scale, p.Scale)
			}
		}
		last := 0.0
		for n := range 2000 {
			d := p.Detection(n)
			if d < last-1e-12 || d < 0 || d > 1 || math.IsNaN(d) {
				t.Fatalf("%+v: probability %v at %d words, %v at one less", o, d, n, last)
			}
			last = d
		}
		if p.Detection(0) != 0 || p.Detection(-5) != 0 {
			t.Errorf("%+v: nothing is found with probability %v", o, p.Detection(0))
		}
		if last < .999 {
			t.Errorf("%+v: 2,000 shared words are found with probability %v", o, last)
		}
	}
}

// Scaled keeps one shingle in Scale, whatever else stands in the text, so that
// containment can be estimated from it.
func TestScaledIsASampleOfTheShingles(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 23))
	p := dedupe.Params{Shingle: 5, Scale: 4, MinShared: 5}
	for range 50 {
		ws := words(rng, 400+rng.IntN(800))
		sk := dedupe.MakeSketch(sentences(ws), p)
		n := len(ws) - p.Shingle + 1
		if sk.Words != len(ws) {
			t.Fatalf("%d words, want %d", sk.Words, len(ws))
		}
		mean, sd := float64(n)/4, math.Sqrt(float64(n)*3/16)
		if d := math.Abs(float64(len(sk.Scaled)) - mean); d > 6*sd {
			t.Errorf("%d of %d shingles were kept, want %.0f", len(sk.Scaled), n, mean)
		}
		// A part's sample is part of the sample.
		part := dedupe.MakeSketch(sentences(ws[:len(ws)/2]), p)
		if k := common(part.Scaled, sk.Scaled); k != len(part.Scaled) {
			t.Errorf("%d of %d kept shingles of the first half are in the whole", k, len(part.Scaled))
		}
		// Containment is estimated without bias: here it is about a half.
		if est := float64(common(part.Scaled, sk.Scaled)) / float64(len(sk.Scaled)); math.Abs(est-.5) > .2 {
			t.Errorf("containment of the first half: %.2f", est)
		}
	}
	// Briefs keep every shingle.
	brief := words(rng, 60)
	if sk := dedupe.MakeSketch(sentences(brief), p); len(sk.Scaled) != 56 {
		t.Errorf("a brief of 60 words keeps %d shingles, want all 56", len(sk.Scaled))
	}
}

func common(a, b []uint32) int {
	in := map[uint32]bool{}
	for _, x := range b {
		in[x] = true
	}
	n := 0
	for _, x := range a {
		if in[x] {
			n++
		}
	}
	return n
}

// A band is shared as often as theory has it: with probability J to the power of
// its rows, for texts whose shingles have resemblance J.
func TestBandsFollowResemblance(t *testing.T) {
	rng := rand.New(rand.NewPCG(29, 29))
	p := dedupe.Params{Shingle: 5, Scale: 1 << 20, MinShared: 5}
	for _, cut := range []float64{.97, .9, .8} { // the second text is this part of the first
		same, want := 0.0, 0.0
		const n = 300
		for range n {
			ws := words(rng, 800)
			a, b := sentences(ws), sentences(ws[:int(cut*800)])
			x, y := dedupe.MakeSketch(a, p), dedupe.MakeSketch(b, p)
			for i := range x.Band {
				if x.Band[i] == y.Band[i] {
					same++
				}
			}
			j := float64(len(text.Words(nil, b))-4) / 796
			want += dedupe.Bands * math.Pow(j, dedupe.Rows)
		}
		if same < .8*want || same > 1.25*want {
			t.Errorf("texts with resemblance %.2f share %.2f bands, want %.2f", cut, same/n, want/n)
		}
	}
}
