package article

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"golang.org/x/text/encoding/charmap"
)

// warcRecordText is one WARC record.
func warcRecordText(kind, uri, contentType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:%s>\r\nWARC-Date: 2021-02-03T09:00:00Z\r\nWARC-Target-URI: %s\r\nWARC-Payload-Digest: sha1:AAAA\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, kind, uri, contentType, len(block), block)
}

func TestReadWARC(t *testing.T) {
	story := "<html><head><title>Rain in town</title></head><body><p>" + strings.Repeat("Rain fell on the town all day. ", 12) + "</p></body></html>"
	chunked := fmt.Sprintf("%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", 40, story[:40], len(story)-40, story[40:])
	win, _ := charmap.Windows1251.NewEncoder().String("<p>" + strings.Repeat("Дождь шёл весь день. ", 20) + "</p>")
	records := []string{
		warcRecordText("warcinfo", "", "application/warc-fields", "software: test\r\n"),
		warcRecordText("request", "https://a.example/1", "application/http; msgtype=request", "GET /1 HTTP/1.1\r\n\r\n"),
		warcRecordText("response", "https://a.example/1", "application/http; msgtype=response", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"+chunked),
		warcRecordText("response", "https://a.example/2", "application/http; msgtype=response", "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\nContent-Encoding: gzip\r\n\r\n"+string(gzipped(win))),
		warcRecordText("response", "https://a.example/3", "application/http; msgtype=response", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"+story),
		warcRecordText("response", "https://a.example/4", "application/http; msgtype=response", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG"),
		warcRecordText("conversion", "https://a.example/5", "text/plain", "Line one.\r\nLine two."),
		"garbage between records\r\n",
		warcRecordText("resource", "https://a.example/6", "text/html", story),
	}
	whole := strings.Join(records, "")
	for name, in := range map[string][]byte{"plain": []byte(whole), "members": gzipped(records...), "zst": zstded(records...)} {
		var skipped []string
		all, bad, err := collect(t, Options{Stdin: bytes.NewReader(in), Skipped: func(p, w string) { skipped = append(skipped, p+" "+w) }}, "-")
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 4 || len(bad) != 1 || len(skipped) != 2 {
			t.Fatalf("%s: %d articles, %v, %v", name, len(all), bad, skipped)
		}
		if a := all[0]; a.ID != "-:3" || a.URL != "https://a.example/1" || a.Fetched != "2021-02-03T09:00:00Z" || a.Title != "Rain in town" || !strings.HasPrefix(a.Text, "Rain fell") ||
			a.Meta["warc:record-id"] != "<urn:uuid:response>" || a.Meta["warc:payload-digest"] != "sha1:AAAA" || a.Meta["warc:target-uri"] != "https://a.example/1" {
			t.Errorf("%s: %+v", name, a)
		}
		if !strings.HasPrefix(all[1].Text, "Дождь шёл") {
			t.Errorf("%s: %q", name, all[1].Text)
		}
		if all[2].Text != "Line one.\nLine two." {
			t.Errorf("%s: %q", name, all[2].Text)
		}
		if bad[0].Record != 8 {
			t.Errorf("%s: %v", name, bad[0])
		}
	}
	_, bad := fromStdin(t, "warc", strings.NewReader(whole[:len(records[0])+len(records[1])+len(records[2])-200]))
	if len(bad) != 1 || !strings.Contains(bad[0].Reason, "cut off") {
		t.Errorf("cut off: %v", bad)
	}
}

func TestReadParquet(t *testing.T) {
	type row struct {
		ID    int64    `parquet:"id"`
		Title *string  `parquet:"title,optional"`
		Text  string   `parquet:"text,zstd"`
		Tags  []string `parquet:"tags,list"`
		Day   int32    `parquet:"published,date"`
	}
	title := "Ferry"
	rows := []row{{1, &title, "First text.", []string{"a", "b"}, 18660}, {2, nil, "Second\xff text.", nil, 18661}, {3, nil, "", nil, 18661}}
	var b bytes.Buffer
	if err := parquet.Write(&b, rows); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "a.parquet")
	os.WriteFile(path, b.Bytes(), 0o644)
	os.WriteFile(path+".gz", gzipped(b.String()), 0o644)
	for _, p := range []string{path, path + ".gz"} {
		all, bad, err := collect(t, Options{}, p)
		if err != nil || len(all) != 2 || len(bad) != 1 {
			t.Fatal(all, bad, err)
		}
		if a := all[0]; a.ID != "1" || a.Title != "Ferry" || a.Text != "First text." || a.Published != "2021-02-02" || a.Meta["tags"] != "a, b" || a.Source.Record != 1 {
			t.Errorf("%+v", a)
		}
		if a := all[1]; a.Text != "Second\uFFFD text." || a.Meta[MetaReplaced] != "1" {
			t.Errorf("%+v", a)
		}
		if bad[0].Record != 3 || bad[0].Field != "text" {
			t.Error(bad[0])
		}
	}
	os.WriteFile(path, b.Bytes()[:b.Len()-9], 0o644)
	if _, bad, err := collect(t, Options{}, path); len(bad) != 1 || err != nil {
		t.Error("cut off:", bad, err)
	}
	if all, bad := fromStdin(t, "", bytes.NewReader(b.Bytes())); len(all) != 2 || len(bad) != 1 {
		t.Error("from a pipe:", all, bad)
	}
}
