package dedupe_test

import (
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/internal/text"
)

// reference makes a sketch as testdata/README.md tells it, one plain step after
// the other.
func reference(s string, p dedupe.Params) dedupe.Sketch {
	const mul = 0x9E3779B97F4A7C15
	mix := func(x uint64) uint64 {
		x ^= x >> 33
		x *= 0xFF51AFD7ED558CCD
		x ^= x >> 33
		x *= 0xC4CEB9FE1A85EC53
		return x ^ x>>33
	}
	wordHash := func(w string) uint64 {
		h := uint64(mul)
		n := uint64(len(w))
		chunk := func(b string) (x uint64) {
			for i := range len(b) {
				x |= uint64(b[i]) << (8 * i)
			}
			return x
		}
		for ; len(w) > 8; w = w[8:] {
			h = (h ^ chunk(w[:8])) * 0xD6E8FEB86659FD93
			h ^= h >> 32
		}
		h = (h ^ chunk(w)) + n*mul
		h ^= h >> 27
		h *= 0x3C79AC492BA7B653
		h ^= h >> 33
		h *= 0x1C69B3F74AC4AE35
		return h ^ h>>27
	}

	ws := text.Words(nil, s)
	sk := dedupe.Sketch{Words: len(ws)}
	var units []uint64
	run := p.Shingle
	touching, sampled := 0, max(1, len(ws)/64)
	for i, w := range ws {
		folded := text.Fold(s[w.Start:w.End])
		if p.Noisy {
			for _, r := range folded {
				units = append(units, mix(uint64(r)))
			}
			continue
		}
		units = append(units, wordHash(folded))
		if n := w.End - w.Start; i%sampled == 0 && n >= 3 && n <= 4 && i+1 < len(ws) && ws[i+1].Start == w.End {
			touching++
		}
	}
	if touching*sampled*2 > len(ws) {
		run *= 2
	}
	if len(units) == 0 {
		return sk
	}
	run = min(run, len(units))
	var hashes []uint64
	for i := 0; i+run <= len(units); i++ {
		h := uint64(0)
		for _, u := range units[i : i+run] {
			h = h*mul + u
		}
		hashes = append(hashes, mix(h))
	}

	top := int(math.Log2(float64(p.Scale)))
	bins := make([]uint32, dedupe.Bands*dedupe.Rows)
	for i := range bins {
		bins[i] = math.MaxUint32
	}
	for _, h := range hashes {
		if len(hashes) <= 64 || h>>(64-top) == 0 {
			sk.Scaled = append(sk.Scaled, uint32(h<<top>>32))
		}
		b := h % uint64(len(bins))
		bins[b] = min(bins[b], uint32(h>>32))
	}
	slices.Sort(sk.Scaled)
	sk.Scaled = slices.Compact(sk.Scaled)

	full := slices.Clone(bins)
	for i := range bins {
		for t := uint64(1); bins[i] == math.MaxUint32; t++ {
			bins[i] = full[mix(uint64(i)<<32|t)%uint64(len(bins))]
		}
	}
	for b := range sk.Band {
		x := uint64(b + 1)
		for _, v := range bins[b*dedupe.Rows : (b+1)*dedupe.Rows] {
			x = mix(x ^ uint64(v))
		}
		sk.Band[b] = uint32(x >> 32)
	}
	return sk
}

// MakeSketch and the description of it must not part.
func TestSketchIsAsDescribed(t *testing.T) {
	texts := rapid.OneOf(
		rapid.String(),
		rapid.Map(rapid.SliceOfN(rapid.IntRange(0, 19_999), 0, 300), func(ns []int) string {
			var ws []string
			for _, n := range ns {
				ws = append(ws, word(n))
			}
			return strings.Join(ws, " ")
		}),
		rapid.Map(rapid.SliceOfN(rapid.SampledFrom(slices.Concat(bridge, russian, arabic, chinese)), 1, 12), func(ss []string) string { return lay(ss...) }),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 400), func(b []byte) string { return string(b) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		s := texts.Draw(t, "text")
		p := dedupe.Params{Shingle: rapid.IntRange(1, 16).Draw(t, "shingle"), Scale: 1 << rapid.IntRange(0, 8).Draw(t, "scale"), Noisy: rapid.Bool().Draw(t, "noisy")}
		got, want := dedupe.MakeSketch(s, p), reference(s, p)
		if got.Words != want.Words || !slices.Equal(got.Scaled, want.Scaled) || !reflect.DeepEqual(got.Band, want.Band) {
			t.Fatalf("%q, %+v:\n%+v, want\n%+v", s, p, got, want)
		}
	})
}
