package article

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
)

// sampleJSONL is about n bytes of JSON Lines with articles of 3 KB.
func sampleJSONL(n int) []byte {
	var b bytes.Buffer
	sentence := `The council of the \"old harbour\" met on Tuesday to weigh a plan that would move the ferries, officials said. `
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `{"id":"n%d","publisher":"example.com","title":"Ferries may move, no. %d","published":"2018-07-15T11:54:28Z","text":"%s"}`+"\n",
			i, i, strings.Repeat(strings.Repeat(sentence, 5)+`\n\n`, 5))
	}
	return b.Bytes()
}

// BenchmarkReadJSONL reads JSON Lines end to end; NEWSCHECK_JSONL names a file
// to read instead of the made one.
func BenchmarkReadJSONL(b *testing.B) {
	data := sampleJSONL(16 << 20)
	if path := os.Getenv("NEWSCHECK_JSONL"); path != "" {
		var err error
		if data, err = os.ReadFile(path); err != nil {
			b.Fatal(err)
		}
	}
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				opts := Options{Stdin: bytes.NewReader(data), Format: "jsonl", Workers: workers}
				for _, err := range Read(context.Background(), []string{"-"}, opts) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
