package dedupe_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/dedupe"
)

// seeds are texts that exercise each script, mark and break.
func seeds() []string {
	return []string{
		"", "x", "one two three four five six seven.", lay(bridge...), masthead + lay(bridge[:8]...) + promo, lay(every(2, bridge[:12], news)...),
		lay(russian...), lay(arabic...), lay(chinese...), "“one “two” three", "a\x00b\xff\xfe c", strings.Repeat("so ", 100), ". . . ! ? …\r\n\r\n—",
		"e\u0301\u0301 \u200f1,000,000.5 U.S. don’t", "ﬁ½㎏Ⅷ ￥１２３", "雨", "ก็ไม่รู้สิ",
	}
}

func FuzzMakeSketch(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s, uint8(5), uint8(2), false)
		f.Add(s, uint8(12), uint8(5), true)
	}
	f.Fuzz(func(t *testing.T, s string, shingle, scale uint8, noisy bool) {
		p := dedupe.Params{Shingle: 1 + int(shingle%32), Scale: 1 << (scale % 16), MinShared: 5, Noisy: noisy}
		sk := dedupe.MakeSketch(s, p)
		if !slices.IsSorted(sk.Scaled) || len(slices.Compact(slices.Clone(sk.Scaled))) != len(sk.Scaled) {
			t.Fatalf("kept shingles are not ascending and distinct: %v", sk.Scaled)
		}
		if sk.Words == 0 && len(sk.Scaled) > 0 || sk.Words > len(s) {
			t.Fatalf("%d words and %d kept shingles of %d bytes", sk.Words, len(sk.Scaled), len(s))
		}
		again := dedupe.MakeSketch(s, p)
		if sk.Words != again.Words || sk.Band != again.Band || !slices.Equal(sk.Scaled, again.Scaled) {
			t.Fatal("two sketches of one text differ")
		}
		want := reference(s, p)
		if sk.Words != want.Words || sk.Band != want.Band || !slices.Equal(sk.Scaled, want.Scaled) {
			t.Fatalf("%+v, as described it is %+v", sk, want)
		}
	})
}

func FuzzExplain(f *testing.F) {
	ss := seeds()
	for i, a := range ss {
		f.Add(a, ss[(i+1)%len(ss)], false)
		f.Add(a, lay(bridge...), i%2 == 0)
	}
	f.Fuzz(func(t *testing.T, a, b string, noisy bool) {
		if len(a)+len(b) > 1<<16 {
			t.Skip()
		}
		o := dedupe.Options{Noisy: noisy, Spans: true}
		s := newSet(t, o, doc("a", "post", 1, a), doc("b", "courier", 2, b))
		x, err := s.Explain("a", "b")
		if err != nil {
			t.Fatal(err)
		}
		sane(t, o, a, b, x)
		y, err := s.Explain("b", "a")
		if err != nil {
			t.Fatal(err)
		}
		if x.Relation != y.Relation || x.Score != y.Score || x.Alignment.A != y.Alignment.B || x.Alignment.B != y.Alignment.A {
			t.Fatalf("named in the other order:\n%+v\n%+v", x, y)
		}
		if _, err := s.Lookup(context.Background(), doc("c", "", 0, a+b)); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzGroup(f *testing.F) {
	const sep = "\x1e"
	f.Add(strings.Join(seeds(), sep), uint8(0))
	f.Add(strings.Join([]string{lay(bridge...), lay(bridge[:9]...), lay(orchard...), masthead + lay(bridge...) + promo, lay(every(2, bridge[:12], news)...)}, sep), uint8(1))
	f.Add(sep+sep+sep, uint8(2))
	f.Add(strings.Repeat(lay(bridge[:3]...)+sep, 5), uint8(7))
	f.Fuzz(func(t *testing.T, in string, how uint8) {
		if len(in) > 1<<16 {
			t.Skip()
		}
		var docs []dedupe.Doc
		for i, s := range strings.SplitN(in, sep, 24) {
			docs = append(docs, doc(fmt.Sprintf("%02d", i), []string{"", "post", "courier"}[i*int(how)%3], int64(i%4), s))
		}
		o := dedupe.Options{Noisy: how&1 > 0, Spans: how&2 > 0, Workers: 1 + int(how>>2&1)}
		r := group(t, o, docs...)
		coherent(t, o, docs, r)
		slices.Reverse(docs)
		o.Memory, o.TempDir = 1, t.TempDir()
		same(t, "reversed, on disk", r, group(t, o, docs...))
	})
}
