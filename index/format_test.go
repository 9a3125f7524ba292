package index

import (
	"bytes"
	"math"
	"reflect"
	"slices"
	"testing"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
	"pgregory.net/rapid"
)

func genNumber() *rapid.Generator[uint32] {
	return rapid.OneOf(rapid.Just(uint32(none)), rapid.Uint32Range(0, maxNumber))
}

func genAscending(max uint32) *rapid.Generator[[]uint32] {
	return rapid.Custom(func(t *rapid.T) []uint32 {
		ns := rapid.SliceOfNDistinct(rapid.Uint32Range(0, max), 0, 40, func(n uint32) uint32 { return n }).Draw(t, "numbers")
		if len(ns) == 0 {
			return nil
		}
		slices.Sort(ns)
		return ns
	})
}

func genShare() *rapid.Generator[float64] {
	return rapid.Custom(func(t *rapid.T) float64 { return float64(rapid.IntRange(0, 1e4).Draw(t, "share")) / 1e4 })
}

func genOrigin() *rapid.Generator[origin] {
	return rapid.Custom(func(t *rapid.T) origin {
		o := origin{status: rapid.SampledFrom([]provenance.Status{provenance.Stated, provenance.Own, provenance.Unknown}).Draw(t, "status"),
			confidence: genShare().Draw(t, "confidence"), rule: rapid.String().Draw(t, "rule"), text: rapid.String().Draw(t, "text")}
		if rapid.Bool().Draw(t, "known") {
			o.ref = &provenance.OutletRef{Name: rapid.String().Draw(t, "name"), ID: rapid.String().Draw(t, "id"), State: "IR"}
		}
		return o
	})
}

func TestFormatRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &header{id: rapid.String().Draw(t, "id"), ordinal: rapid.IntRange(1, 9).Draw(t, "ordinal"), source: rapid.String().Draw(t, "source"),
			title: rapid.String().Draw(t, "title"), url: rapid.String().Draw(t, "url"), seen: rapid.Int64().Draw(t, "seen"),
			when: rapid.SampledFrom([]int64{unknownTime, 0, -5, math.MaxInt64}).Draw(t, "when"), words: rapid.IntRange(0, 1<<30).Draw(t, "words"),
			print: [16]byte(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "print")), said: genOrigin().Draw(t, "said"), verdict: Republished,
			twin: genNumber().Draw(t, "twin"), cut: rapid.Bool().Draw(t, "cut"), revises: genNumber().Draw(t, "revises")}
		if h.revises != none {
			h.revision = Revision{Number: 3, Edited: 2, Silent: true, Changes: []string{rapid.String().Draw(t, "change")}}
		}
		if got, ok := decodeHeader(h.encode()); !ok || !reflect.DeepEqual(got, h) {
			t.Fatalf("%+v\n%+v", h, got)
		}
		s := state{story: genNumber().Draw(t, "story"), family: genNumber().Draw(t, "family"), relation: dedupe.Version, of: genNumber().Draw(t, "of"),
			jaccard: genShare().Draw(t, "jaccard"), revised: genNumber().Draw(t, "revised"), led: rapid.Bool().Draw(t, "led"), was: genAscending(maxNumber).Draw(t, "was")}
		if rapid.Bool().Draw(t, "inferred") {
			o := genOrigin().Draw(t, "now")
			s.now = &o
		}
		if got, ok := decodeState(s.encode()); !ok || !reflect.DeepEqual(got, s) || !got.same(&s) {
			t.Fatalf("%+v\n%+v", s, got)
		}
		k := sketch{keys: [3]uint32{1, 0, 7}, source: rapid.Uint32().Draw(t, "source"), twin: rapid.Bool().Draw(t, "twin"),
			unposted: genAscending(200).Draw(t, "unposted"), shingles: genAscending(math.MaxUint32-1).Draw(t, "shingles"), bands: rapid.SliceOf(rapid.Uint32()).Draw(t, "bands")}
		for _, l := range genAscending(math.MaxUint32-1).Draw(t, "lines") {
			k.lines = append(k.lines, uint64(l)<<16|uint64(l&1))
		}
		got, ok := decodeSketch(k.encode())
		if !ok || !slices.Equal(got.shingles, k.shingles) || !slices.Equal(got.bands, k.bands) || !slices.Equal(got.lines, k.lines) || !slices.Equal(got.unposted, k.unposted) || got.twin != k.twin || got.keys != k.keys {
			t.Fatalf("%+v\n%+v", k, got)
		}
		a := article.Article{ID: h.id, Title: h.title, URL: h.url, Text: rapid.String().Draw(t, "text"), Byline: rapid.String().Draw(t, "byline"),
			Meta: rapid.SampledFrom([]map[string]string{nil, {"b": "2", "a": "1"}}).Draw(t, "meta"), Source: article.Source{File: "x", Record: 3}}
		b := encodeArticle(nil, &a)
		if got, ok := decodeArticle(b, h); !ok || !reflect.DeepEqual(got, a) {
			t.Fatalf("%+v\n%+v", a, got)
		}
		if text, ok := textOf(b); !ok || text != a.Text {
			t.Fatalf("%q, want %q", text, a.Text)
		}
		ls := []link{{from: 9, to: 3, relation: dedupe.Copy, score: genShare().Draw(t, "score"), inTo: 1}, {from: 9, to: 8, related: 0.25}}
		if got, ok := decodeLinks(9, encodeLinks(ls)); !ok || !reflect.DeepEqual(got, ls) {
			t.Fatalf("%+v\n%+v", ls, got)
		}
		c := counters{sequence: 4, next: 7, articles: 6, stories: 5, textBytes: 1 << 40, newest: -1}
		if got, ok := decodeCounters(c.encode()); !ok || got != c {
			t.Fatalf("%+v", got)
		}
	})
}

// Any bytes decode, or do not; what decodes is written as it was read.
func FuzzDecode(f *testing.F) {
	h := header{id: "a", print: [16]byte{1}, twin: none, revises: 3, revision: Revision{Changes: []string{"x"}}}
	f.Add(h.encode())
	f.Add((&state{story: 1, of: none, revised: none, was: []uint32{2, 5}}).encode())
	f.Add((&sketch{shingles: []uint32{1, 9}, lines: []uint64{4}}).encode())
	f.Add(encodeLinks([]link{{from: 2, to: 1, relation: dedupe.Copy}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, ok := decodeHeader(b); ok {
			if again, ok := decodeHeader(h.encode()); !ok || !reflect.DeepEqual(h, again) {
				t.Errorf("header %+v", h)
			}
		}
		if s, ok := decodeState(b); ok {
			if again, ok := decodeState(s.encode()); !ok || !s.same(&again) {
				t.Errorf("state %+v", s)
			}
		}
		decodeSketch(b)
		decodeRoster(b)
		decodeCounters(b)
		decodeLinks(0, b)
		(&decoder{b: b}).numbers()
		decodeArticle(b, &header{})
		textOf(b)
	})
}

// Postings against a map, with adds and removals in any order.
func TestPostings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := newPostings()
		defer p.close()
		model := map[uint32][]uint32{}
		// Few terms, some in one bucket, so that chains grow and shrink.
		terms := []uint32{0, 1, 1 << restBits, 1<<restBits | 1, math.MaxUint32, math.MaxUint32 - 1}
		for n := range uint32(rapid.IntRange(0, 200).Draw(t, "steps")) {
			term := rapid.SampledFrom(terms).Draw(t, "term")
			if l := model[term]; len(l) > 0 && rapid.IntRange(0, 3).Draw(t, "remove") == 0 {
				i := rapid.IntRange(0, len(l)-1).Draw(t, "which")
				if !p.remove(term, l[i]) || p.remove(term, l[i]) {
					t.Fatal("removed wrongly")
				}
				model[term] = slices.Delete(slices.Clone(l), i, i+1)
				continue
			}
			p.add(term, n)
			model[term] = append(model[term], n)
		}
		limit := uint32(rapid.IntRange(0, 200).Draw(t, "limit"))
		got := make([][]uint32, len(terms))
		p.find(got, terms, limit)
		entries := 0
		for i, term := range terms {
			entries += len(model[term])
			want := slices.DeleteFunc(slices.Clone(model[term]), func(n uint32) bool { return n >= limit })
			if !slices.Equal(got[i], want) {
				t.Fatalf("term %d: %v, want %v", i, got[i], want)
			}
		}
		if p.entries != entries {
			t.Fatalf("%d entries, want %d", p.entries, entries)
		}
	})
}

func TestFilter(t *testing.T) {
	var f filter
	const n = 200_000
	for k := range uint32(n) {
		f.add(k*2 + 1)
	}
	wrong := 0
	for k := range uint32(n) {
		if !f.has(k*2 + 1) {
			t.Fatal("a key was lost")
		}
		if f.has(k * 2) {
			wrong++
		}
	}
	if wrong > n/8 {
		t.Errorf("%d of %d unknown keys seem known", wrong, n)
	}
}

func TestAddressOf(t *testing.T) {
	for in, want := range map[string]string{
		"https://www.A.example/x/?utm_source=z#top": "a.example/x",
		"http://a.example/x?b=2&a=1&fbclid=q":       "a.example/x?a=1&b=2",
		"https://a.example/":                        "",
		"https://a.example/?p=12":                   "a.example?p=12",
		"not an address":                            "",
		"":                                          "",
		"https://a.example/%E2%82%AC":               "a.example/%E2%82%AC",
	} {
		if got := addressOf(in); got != want {
			t.Errorf("addressOf(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSeal(t *testing.T) {
	if bytes.Equal(sealBytes(1), sealBytes(2)) || len(sealBytes(1)) != sealSlot {
		t.Error("seals do not tell batches apart")
	}
}
