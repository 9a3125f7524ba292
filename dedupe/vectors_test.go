package dedupe_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"math/rand/v2"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/newscheck/newscheck/dedupe"
)

var update = flag.Bool("update", false, "rewrite testdata/vectors.json")

// vector is one entry of testdata/vectors.json, which is an array of them. It is
// for programs in other languages that are to make the same sketches, so that
// sketches can be exchanged; testdata/README.md says how a sketch is made.
//
//	name    what the vector is about
//	text    the text, unless it is not valid UTF-8
//	hex     the text's bytes in hexadecimal, when it is not
//	params  shingle: words (noisy: characters) in a shingle; scale: one shingle in so many is kept; noisy
//	words   words in the text
//	scaled  the kept shingles, ascending, 32 bits each
//	band    the LSH keys, 16 of 32 bits
type vector struct {
	Name   string   `json:"name"`
	Text   string   `json:"text,omitempty"`
	Hex    string   `json:"hex,omitempty"`
	Params params   `json:"params"`
	Words  int      `json:"words"`
	Scaled []uint32 `json:"scaled"`
	Band   []uint32 `json:"band"`
}

type params struct {
	Shingle int  `json:"shingle"`
	Scale   int  `json:"scale"`
	Noisy   bool `json:"noisy"`
}

// TestSketchVectors holds MakeSketch to the published vectors: a change of
// them makes every stored sketch worthless.
func TestSketchVectors(t *testing.T) {
	const path = "testdata/vectors.json"
	if *update {
		writeVectors(t, path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var vs []vector
	if err := json.Unmarshal(b, &vs); err != nil {
		t.Fatal(err)
	}
	if len(vs) < 20 {
		t.Fatalf("only %d vectors", len(vs))
	}
	for _, v := range vs {
		s := v.Text
		if v.Hex != "" {
			raw, err := hex.DecodeString(v.Hex)
			if err != nil {
				t.Fatal(err)
			}
			s = string(raw)
		}
		sk := dedupe.MakeSketch(s, dedupe.Params{Shingle: v.Params.Shingle, Scale: v.Params.Scale, Noisy: v.Params.Noisy})
		if sk.Words != v.Words {
			t.Errorf("%s: %d words, want %d", v.Name, sk.Words, v.Words)
		}
		if len(sk.Scaled)+len(v.Scaled) > 0 && !reflect.DeepEqual(sk.Scaled, v.Scaled) {
			t.Errorf("%s: kept\n%v, want\n%v", v.Name, sk.Scaled, v.Scaled)
		}
		if !reflect.DeepEqual(sk.Band[:], v.Band) {
			t.Errorf("%s: bands\n%v, want\n%v", v.Name, sk.Band, v.Band)
		}
	}
}

func writeVectors(t *testing.T, path string) {
	rng := rand.New(rand.NewPCG(1, 9))
	long := random(rng, 150)
	five := params{Shingle: 5, Scale: 4}
	chars := params{Shingle: 12, Scale: 32, Noisy: true}
	var vs []vector
	for _, c := range []struct {
		name, text string
		p          params
	}{
		{"empty", "", five},
		{"no words", "… — !", five},
		{"one word", "Velmara", five},
		{"four words: fewer than a shingle", "Lorries must turn back", five},
		{"five words: one shingle", "Lorries must turn back here", five},
		{"six words: two shingles", "Lorries must turn back here today", five},
		{"the same shingle twice", "so it goes so it goes so it goes", params{Shingle: 3, Scale: 1}},
		{"one sentence", bridge[0], five},
		{"one sentence in capitals: the same sketch", strings.ToUpper(bridge[0]), five},
		{"case, accents, apostrophes, initialisms, grouping commas", "The U.S. café didn’t sell 1,000 crêpes in São Tomé", five},
		{"the same, plain: the same sketch", "the us cafe didnt sell 1000 crepes in sao tome", five},
		{"64 shingles: all are kept", sentences(words(rng, 68)), five},
		{"65 shingles: one in four is kept", sentences(words(rng, 69)), five},
		{"150 words, one in 4", long, five},
		{"150 words, all", long, params{Shingle: 5, Scale: 1}},
		{"150 words, one in 16", long, params{Shingle: 5, Scale: 16}},
		{"150 words in threes", long, params{Shingle: 3, Scale: 4}},
		{"a report", lay(bridge...), five},
		{"Russian", lay(russian[:3]...), five},
		{"Arabic", lay(arabic[:3]...), five},
		{"Chinese: a character is a word, ten of them a shingle", lay(chinese[:3]...), five},
		{"characters", lay(bridge[:2]...), chars},
		{"characters, fewer than a shingle", "Velmara", chars},
		{"characters, Russian", russian[0], chars},
		{"invalid UTF-8 parts words", "Lorries must\xff turn back \xc3\x28 here today and tomorrow", five},
	} {
		v := vector{Name: c.name, Text: c.text, Params: c.p}
		if strings.ToValidUTF8(c.text, "") != c.text {
			v.Text, v.Hex = "", hex.EncodeToString([]byte(c.text))
		}
		sk := dedupe.MakeSketch(c.text, dedupe.Params{Shingle: c.p.Shingle, Scale: c.p.Scale, Noisy: c.p.Noisy})
		v.Words, v.Scaled, v.Band = sk.Words, append([]uint32{}, sk.Scaled...), sk.Band[:]
		vs = append(vs, v)
	}
	var b strings.Builder
	b.WriteString("[\n")
	for i, v := range vs {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(line)
		if i < len(vs)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	b.WriteString("]\n")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}
