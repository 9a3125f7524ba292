package dedupe

import (
	"context"
	"reflect"
	"testing"

	"github.com/newscheck/newscheck/internal/synth"
)

// A page that is laid out from what was kept of a text is the one that is laid
// out from the text, whatever is struck and whatever the buffers held.
func TestPacked(t *testing.T) {
	var all texts
	if err := synth.Generate(context.Background(), synth.Options{Articles: 60, Seed: 9, Copies: .3}, &all); err != nil {
		t.Fatal(err)
	}
	all = append(all, "", "Rain.", "临河市议会星期一说。\n\n大坝将修好。", longWord+" and\n\n"+longWord)
	p := Params{Shingle: shingleWords}
	scanner := NewScanner(p)
	var used Page
	struck, size := 0, 0
	for i, s := range all {
		_, ls := scanner.Scan(s)
		kept := scanner.Pack()
		if again, alone := scanner.PackText(all[len(all)-1-i]), NewScanner(p).PackText(all[len(all)-1-i]); !reflect.DeepEqual(again, alone) {
			t.Errorf("%q is packed in another way behind %q", all[len(all)-1-i], s)
		}
		if want := append([]Line{}, ls...); !reflect.DeepEqual(append([]Line{}, kept.lines...), want) {
			t.Errorf("%q: lines %v, want %v", s, kept.lines, want)
		}
		size += kept.Size() - len(s)
		for _, repeated := range []func(Line) bool{nil, func(l Line) bool { return l.Key%3 == 0 }} {
			kept.LayOut(&used, p, repeated)
			direct := LayOut(s, p, repeated)
			if a, b := laid(&direct.page), laid(&used.page); !reflect.DeepEqual(a, b) {
				t.Errorf("%q is another page:\n%+v\n%+v", s, a, b)
			}
			for range 2 { // before and after the different shingles were counted
				kept.LayOutOther(&used, p, repeated)
				if a, b := laid(&direct.page), laid(&used.page); !reflect.DeepEqual(a, b) {
					t.Errorf("as the other one, %q is another page:\n%+v\n%+v", s, a, b)
				}
			}
			for _, st := range used.page.sents {
				if st.furniture {
					struck++
				}
			}
		}
	}
	if struck == 0 {
		t.Error("nothing was struck")
	}
	if size > 0 {
		t.Errorf("what is kept is %d bytes longer than the texts", size)
	}
	if NewScanner(Params{Shingle: shingleWords, Noisy: true}).Pack() != nil {
		t.Error("characters were packed")
	}
}
