package article

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

// collect reads paths and returns what came, in order.
func collect(t testing.TB, opts Options, paths ...string) (all []Article, bad []*RecordError, fatal error) {
	t.Helper()
	for a, err := range Read(context.Background(), paths, opts) {
		if err == nil {
			all = append(all, a)
			continue
		}
		e, ok := err.(*RecordError)
		if !ok {
			return all, bad, err
		}
		bad = append(bad, e)
	}
	return all, bad, nil
}

// fromStdin reads one input of the given format.
func fromStdin(t testing.TB, format string, in io.Reader) ([]Article, []*RecordError) {
	t.Helper()
	all, bad, err := collect(t, Options{Format: format, Stdin: in, Workers: 1}, "-")
	if err != nil {
		t.Fatal(err)
	}
	return all, bad
}

func TestReadJSONLines(t *testing.T) {
	in := `{"id":"a","title":"Bridge opens","text":"The bridge opened on Monday.\n\nCars crossed.","section":"City","views":12,"tags":["x", "y"]}

{"id":7,"text":"Second \u00e9t\u00e9 \ud83d\ude00 \"quoted\"","byline":null,"meta":{"og:title":"T","n":null}}
{"id":"broken","text":"no end
{"title":"no text"}
[1,2]
{"text":"third","byline":["Ana Ruiz","Li Wei"],"publisher":{"name":"Daily Example"}} junk
{"text":["one","two"],"byline":["Ana Ruiz","Li Wei"],"publisher":{"name":"Daily Example"}}`
	for _, workers := range []int{1, 3} {
		all, bad, err := collect(t, Options{Stdin: strings.NewReader(in), Workers: workers}, "-")
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		for _, a := range all {
			fmt.Fprintf(&got, "%s|%s|%s|%s|%q|%v\n", a.Source, a.ID, a.Byline, a.Publisher, a.Text, a.Meta)
		}
		for _, e := range bad {
			fmt.Fprintln(&got, e)
		}
		want := `-:1|a|||"The bridge opened on Monday.\n\nCars crossed."|map[section:City tags:["x","y"] views:12]
-:3|7|||"Second été 😀 \"quoted\""|map[og:title:T]
-:8|-:8|Ana Ruiz, Li Wei|Daily Example|"one\n\ntwo"|map[]
-:4: invalid JSON: the record is cut off
-:5: field text: no text in field "text"
-:6: a record must be a JSON object
-:7: invalid JSON: more follows the object on its line
`
		if got.String() != want {
			t.Errorf("workers %d:\n%s\nwant:\n%s", workers, got.String(), want)
		}
	}
}
