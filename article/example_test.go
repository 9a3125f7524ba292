package article_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/newscheck/newscheck/article"
)

// Articles are read one at a time; a broken record does not end the run.
func ExampleRead() {
	in := `{"id":"a1","title":"Ferry line to close","text":"The council voted on Tuesday."}
{"id":"a2","title":"Cut off in the mid
{"id":"a3","body":"Rain fell all day."}`
	opts := article.Options{Stdin: strings.NewReader(in)}
	for a, err := range article.Read(context.Background(), []string{"-"}, opts) {
		var bad *article.RecordError
		switch {
		case errors.As(err, &bad):
			fmt.Println("lost:", bad)
		case err != nil:
			fmt.Println(err)
			return
		default:
			fmt.Println(a.ID, a.Title)
		}
	}
	// Output:
	// a1 Ferry line to close
	// lost: -:2: invalid JSON: the record is cut off
	// lost: -:3: field text: no text in field "text"; if another holds it (body), map it: --field text=NAME
}

// Other people's names are mapped; dots reach into JSON objects.
func ExampleRead_fields() {
	in := `[{"doc":{"key":7,"body":["Rain fell all day.","The river rose."]},"source":"Daily Example"}]`
	opts := article.Options{
		Stdin:  strings.NewReader(in),
		Fields: map[string]string{"id": "doc.key", "text": "doc.body", "publisher": "source"},
	}
	for a, err := range article.Read(context.Background(), []string{"-"}, opts) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%s %s %q\n", a.ID, a.Publisher, a.Text)
	}
	// Output: 7 Daily Example "Rain fell all day.\n\nThe river rose."
}

func ExampleWriteJSONL() {
	a := article.Article{ID: "a1", Publisher: "Daily Example", Text: "Rain fell.\n\nThe river rose.", Meta: map[string]string{"og:type": "article"}}
	if err := article.WriteJSONL(os.Stdout, &a); err != nil {
		fmt.Println(err)
	}
	// Output: {"id":"a1","publisher":"Daily Example","text":"Rain fell.\n\nThe river rose.","meta":{"og:type":"article"}}
}
