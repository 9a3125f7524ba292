package dedupe

import (
	"context"
	"reflect"
	"testing"

	"github.com/newscheck/newscheck/internal/synth"
	"github.com/newscheck/newscheck/internal/text"
	"pgregory.net/rapid"
)

// laidOut is what a comparison takes from a page.
type laidOut struct {
	Hashes         []uint32
	Places         []Span
	Quoted, Facts  marks
	Sents          []sentence
	Unit, Words    int
	Has            wordSet
	Shingles       []uint64
	Size, Distinct int
}

func laid(pg *page) laidOut {
	pg.know()
	hashes := []uint32{}
	for i := range pg.n {
		hashes = append(hashes, pg.tokens.hash(i))
	}
	return laidOut{hashes, pg.tokens.spans([]Span{}), append(marks{}, pg.quoted...), append(marks{}, pg.facts...),
		append([]sentence{}, pg.sents...), pg.unit, pg.words, pg.has, append([]uint64{}, pg.shingles...), pg.size, pg.distinct}
}

// checkPack lays s out at once, and by way of a packed page in buffers that hold
// the leavings of another.
func checkPack(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, s string, used *page) {
	p := Params{Shingle: shingleWords}
	struck := func(key uint64, words int) bool { return key%5 == 0 }
	var direct, reader page
	direct.layOut(s, furniturePhrases(), p, struck)
	var read text.Tokens
	read.Read(s)
	reader.read(s, &read, unit(read.Words), furniturePhrases())
	packed := reader.pack([]byte("before"), read.Words)[len("before"):]
	used.unpack(packed)
	for i, l := range reader.fill.lines {
		if struck(l.key, l.to-l.from) {
			used.strike(i)
		}
	}
	used.finish(p)
	if a, b := laid(&direct), laid(used); !reflect.DeepEqual(a, b) {
		t.Errorf("packed and unpacked, %q is another page:\n%+v\n%+v", s, a, b)
	}
	words := text.Words(nil, s)
	if used.n != len(words) {
		t.Fatalf("%q has %d words, packed %d", s, len(words), used.n)
	}
	places := used.tokens.spans(nil)
	for i, w := range words {
		if used.tokens.hash(i) != uint32(w.Hash) || places[i] != (Span{Start: int(w.Start), End: int(w.End)}) {
			t.Errorf("word %d of %q, %+v, is packed as %x at %+v", i, s, w, used.tokens.hash(i), places[i])
		}
	}
}

type texts []string

func (x *texts) Article(a synth.Article) error { *x = append(*x, string(a.Text)); return nil }
func (*texts) Doc(synth.Doc) error             { return nil }
func (*texts) Pair(synth.Pair) error           { return nil }
func (*texts) Link(synth.Link) error           { return nil }

func TestPack(t *testing.T) {
	var all texts
	if err := synth.Generate(context.Background(), synth.Options{Articles: 100, Seed: 8, Copies: .3, Noise: .02}, &all); err != nil {
		t.Fatal(err)
	}
	var used page
	for _, s := range all {
		checkPack(t, s, &used)
	}
	piece := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", " ", "\n", ". ", ", ", "“", "” ", "The 5 Mayors ", "临河市议会", "Photo by ",
		string(make([]byte, 300)), "x", longWord, longWord[1:], "é", "\xff", "\r\n", "\" said he, \""}))
	rapid.Check(t, func(rt *rapid.T) {
		var s string
		for _, x := range rapid.SliceOfN(piece, 0, 30).Draw(rt, "pieces") {
			s += x
		}
		checkPack(rt, s, &used)
	})
}

// longWord is one letter longer than what a packed page tells in one byte.
var longWord = func() string {
	b := make([]byte, wide+1)
	for i := range b {
		b[i] = 'w'
	}
	return string(b)
}()

// Marks count as flags one by one do.
func TestMarks(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(rt, "n")
		flags := [2][]bool{make([]bool, n), make([]bool, n)}
		var ms [2]marks
		for k := range ms {
			ms[k] = marks{7, 7, 7}.reset(n)
			for range rapid.IntRange(0, 4).Draw(rt, "runs") {
				from := rapid.IntRange(0, n).Draw(rt, "from")
				to := rapid.IntRange(from, n).Draw(rt, "to")
				ms[k].set(from, to)
				for i := from; i < to; i++ {
					flags[k][i] = true
				}
			}
		}
		from := rapid.IntRange(0, n).Draw(rt, "from")
		to := rapid.IntRange(from, n).Draw(rt, "to")
		count, but := 0, 0
		for i := from; i < to; i++ {
			if ms[0].has(i) != flags[0][i] {
				rt.Fatalf("flag %d is %v", i, ms[0].has(i))
			}
			if flags[0][i] {
				count++
				if !flags[1][i] {
					but++
				}
			}
		}
		if got := ms[0].count(int32(from), int32(to)); got != count {
			rt.Fatalf("count is %d, want %d", got, count)
		}
		if got := ms[0].countBut(ms[1], int32(from), int32(to)); got != but {
			rt.Fatalf("countBut is %d, want %d", got, but)
		}
	})
}
