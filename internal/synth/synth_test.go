package synth

import (
	"context"
	"testing"
)

// nothing is a sink that counts bytes.
type nothing struct{ bytes int64 }

func (n *nothing) Article(a Article) error { n.bytes += int64(len(a.Text)); return nil }
func (*nothing) Doc(Doc) error             { return nil }
func (*nothing) Pair(Pair) error           { return nil }
func (*nothing) Link(Link) error           { return nil }

func BenchmarkGenerate(b *testing.B) {
	var n nothing
	if err := Generate(context.Background(), Options{Articles: b.N, Seed: 1, Copies: .4}, &n); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(n.bytes / int64(b.N))
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "articles/s")
}
