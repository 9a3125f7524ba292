package article

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
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
			benchmarkRead(b, data, len(data), Options{Format: "jsonl", Workers: workers})
		})
	}
	b.Run("gz", func(b *testing.B) { benchmarkRead(b, gzipped(string(data)), len(data), Options{Workers: 1}) })
	b.Run("zst", func(b *testing.B) { benchmarkRead(b, zstded(string(data)), len(data), Options{Workers: 1}) })
}

// benchmarkRead reads data, which unpacks to size bytes.
func benchmarkRead(b *testing.B, data []byte, size int, opts Options) {
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		opts.Stdin = bytes.NewReader(data)
		for _, err := range Read(context.Background(), []string{"-"}, opts) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkReadFormats reads the same articles from each other format.
func BenchmarkReadFormats(b *testing.B) {
	type row struct {
		ID   string `parquet:"id"`
		Text string `parquet:"text,zstd"`
	}
	var jsons, tables, warcs, feeds strings.Builder
	var rows []row
	tables.WriteString("id,text\n")
	jsons.WriteString("[")
	feeds.WriteString("<rss version=\"2.0\"><channel>")
	text := strings.Repeat("The council of the \"old harbour\" met on Tuesday to weigh a plan that would move the ferries, officials said. ", 25)
	for i := range 1000 {
		if i > 0 {
			jsons.WriteString(",")
		}
		jsons.Write(AppendJSON(nil, &Article{ID: fmt.Sprint("n", i), Text: text}))
		fmt.Fprintf(&tables, "n%d,\"%s\"\n", i, strings.ReplaceAll(text, `"`, `""`))
		warcs.WriteString(warcRecordText("conversion", "https://a.example", "text/plain", text))
		fmt.Fprintf(&feeds, "<item><guid>n%d</guid><description>%s</description></item>", i, text)
		rows = append(rows, row{fmt.Sprint("n", i), text + fmt.Sprint(i)})
	}
	jsons.WriteString("]")
	feeds.WriteString("</channel></rss>")
	var pq bytes.Buffer
	if err := parquet.Write(&pq, rows); err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct{ format, in string }{{"json", jsons.String()}, {"csv", tables.String()}, {"warc", warcs.String()}, {"feed", feeds.String()}, {"html", samplePage}, {"md", text}, {"parquet", pq.String()}} {
		b.Run(c.format, func(b *testing.B) {
			size := len(c.in)
			if c.format == "parquet" {
				size = 1000 * len(text)
			}
			benchmarkRead(b, []byte(c.in), size, Options{Format: c.format, Workers: 1})
		})
	}
}
