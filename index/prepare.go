package index

import (
	"crypto/sha256"
	"encoding/binary"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"github.com/klauspost/compress/zstd"
	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// arrival is an article on its way in.
type arrival struct {
	art  article.Article
	rec  provenance.Record
	h    header
	sk   sketch
	text []byte // as stored

	packed                  *dedupe.Packed // its page; nil when the index compares characters or keeps no texts
	idKey, urlKey, printKey [16]byte
	byID, byURL, byPrint    []uint32 // what the store had under them; see identify
	known                   uint32   // the article that it is, if it was there
	revises                 uint32

	number     uint32 // its own, or none
	limit      uint32 // it meets the articles below
	candidates []candidate
	cut        int
	found      []found
}

// found is a stored article that shares text with an arrival; A of the
// comparison is the arrival.
type found struct {
	number uint32
	dedupe.Comparison
}

// tools are the buffers of one goroutine that prepares articles.
type tools struct {
	scanner *dedupe.Scanner
	comp    *zstd.Encoder
	decomp  *zstd.Decoder
	buf     []byte
	compare dedupe.Comparer
	own     dedupe.Page // what it compares,
	other   dedupe.Page // and with what
	walker  walker
	hits    hits
}

func (x *Index) newTools() *tools {
	// Neither fails with these options.
	enc, _ := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(true), zstd.WithWindowSize(64<<10), zstd.WithLowerEncoderMem(true))
	dec, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxArticle))
	return &tools{scanner: dedupe.NewScanner(x.params), comp: enc, decomp: dec}
}

// maxArticle bounds what a stored article unpacks to.
const maxArticle = 1 << 30

// prepare does what needs no other article.
func (x *Index) prepare(t *tools, a article.Article) *arrival {
	a.HTML = ""
	r := &arrival{art: a, known: none, revises: none, number: none}
	r.printKey = hashOf(a.Text)
	if r.art.ID == "" {
		r.art.ID = "text-" + hexOf(r.printKey[:8])
	}
	r.idKey = hashOf(r.art.ID)
	if u := addressOf(a.URL); u != "" {
		r.urlKey = hashOf(u)
	}
	r.rec = provenance.Attributor{Registry: x.registry}.Attribute(r.art)
	r.h = header{id: r.art.ID, ordinal: 1, source: sourceOf(&r.art, &r.rec), title: a.Title, url: a.URL, published: a.Published,
		when: whenOf(&r.art, &r.rec), size: len(a.Text), print: r.printKey, publisher: r.rec.Publisher, said: saidBy(&r.rec),
		twin: none, revises: none}
	if r.h.title == "" {
		r.h.title = r.rec.Headline
	}
	r.h.detach()
	sk, lines := t.scanner.Scan(a.Text)
	r.h.words = sk.Words
	if !x.meta.Params.NoText {
		r.packed = t.scanner.Pack()
	}
	r.sk = sketchOf(sk, lines, sourceHash(r.h.source), dayOf(r.h.when))
	for i, h := range [][16]byte{r.idKey, r.urlKey, r.printKey} {
		if h != [16]byte{} {
			r.sk.keys[i] = keyOf(h)
		}
	}
	return r
}

// keyOf is a hash in short, never 0.
func keyOf(h [16]byte) uint32 { return binary.LittleEndian.Uint32(h[:]) | 1 }

// pack makes what is stored of the article itself.
func (x *Index) pack(t *tools, r *arrival) {
	stored := r.art
	if x.meta.Params.NoText {
		stored.Text = ""
	}
	t.buf = encodeArticle(t.buf[:0], &stored)
	r.text = t.comp.EncodeAll(t.buf, nil)
}

// sourceOf is the publisher as the source of boilerplate: as given, else the
// host of the address, else as the page says.
func sourceOf(a *article.Article, r *provenance.Record) string {
	if a.Publisher != "" {
		return a.Publisher
	}
	for _, s := range []string{a.URL, a.CanonicalURL} {
		if u, err := url.Parse(s); err == nil && u.Host != "" {
			return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		}
	}
	if r.Publisher != nil {
		return r.Publisher.Name
	}
	return ""
}

// addressOf is an address as it names one article, "" when it does not. What
// only counts visits is left out.
func addressOf(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" {
		return ""
	}
	q := u.Query()
	for k := range q {
		if l := strings.ToLower(k); strings.HasPrefix(l, "utm_") || l == "fbclid" || l == "gclid" {
			q.Del(k)
		}
	}
	path := strings.TrimSuffix(u.EscapedPath(), "/")
	if path == "" && len(q) == 0 {
		return "" // a front page: different articles from day to day
	}
	out := strings.TrimPrefix(strings.ToLower(u.Host), "www.") + path
	if len(q) > 0 {
		out += "?" + q.Encode()
	}
	return out
}

// saidBy is the origin that an article states of itself.
func saidBy(r *provenance.Record) origin {
	o := origin{ref: r.Origin, status: r.OriginStatus, confidence: r.OriginConfidence}
	key, best := refKey(r.Origin), 0.0
	for i := range r.Evidence {
		if e := &r.Evidence[i]; e.Weight > best && e.Value == key && (e.Supports == "origin" || e.Supports == "own") {
			best, o.rule, o.text = e.Weight, e.Rule, cutText(e.Text, 120)
		}
	}
	return o
}

// detach makes what is long kept in memory of an article a copy of its own, for a
// few words would keep the whole text that they stand in.
func (h *header) detach() {
	parts := []*string{&h.id, &h.source, &h.title, &h.url, &h.published, &h.said.text}
	for _, ref := range [2]**provenance.OutletRef{&h.publisher, &h.said.ref} {
		if *ref != nil {
			r := **ref
			*ref = &r
			parts = append(parts, &r.Name, &r.ID, &r.Domain, &r.Kind, &r.State)
		}
	}
	n := 0
	for _, p := range parts {
		n += len(*p)
	}
	var b strings.Builder
	b.Grow(n)
	for _, p := range parts {
		b.WriteString(*p)
	}
	all := b.String()
	for _, p := range parts {
		*p, all = all[:len(*p)], all[len(*p):]
	}
}

func cutText(s string, n int) string {
	if len(s) <= n {
		return strings.ToValidUTF8(s, "�")
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

func refKey(r *provenance.OutletRef) string {
	switch {
	case r == nil:
		return ""
	case r.ID != "":
		return r.ID
	case r.Domain != "":
		return r.Domain
	}
	return r.Name
}

// whenOf is the latest second at which an article can have been published: as
// given, else it was fetched, else as the page says.
func whenOf(a *article.Article, r *provenance.Record) int64 {
	if p := r.Published; p == nil || p.Source != "meta" {
		if st, ok := article.FindStamp(a.Fetched); ok {
			return latest(&provenance.Date{Value: st.String(), ZoneKnown: st.ZoneKnown})
		}
	}
	return latest(r.Published)
}

// dayOf is a time of whenOf as a day of dedupe's.
func dayOf(when int64) int32 {
	if when == unknownTime {
		return dedupe.NoDay
	}
	return dedupe.Day(time.Unix(when, 0))
}

// latest is the last second that a date can mean: a day without a time ends
// after 24 hours, and where the zone is not known, twelve hours later.
func latest(d *provenance.Date) int64 {
	if d == nil {
		return unknownTime
	}
	for _, f := range []struct {
		layout string
		slack  func(time.Time) time.Time
	}{
		{time.RFC3339Nano, nil}, {"2006-01-02T15:04Z07:00", nil}, {"2006-01-02T15Z07:00", nil},
		{"2006-01-02T15:04:05.999999999", nil}, {"2006-01-02T15:04", nil}, {"2006-01-02T15", nil},
		{"2006-01-02", func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }},
		{"2006-01", func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }},
		{"2006", func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }},
	} {
		t, err := time.Parse(f.layout, d.Value)
		if err != nil {
			continue
		}
		if f.slack != nil {
			t = f.slack(t)
		}
		if !d.ZoneKnown {
			t = t.Add(12 * time.Hour)
		}
		return t.Unix()
	}
	return unknownTime
}

func hashOf(s string) (h [16]byte) {
	sum := sha256.Sum256(unsafe.Slice(unsafe.StringData(s), len(s))) // a copy of a text is dear
	copy(h[:], sum[:])
	return h
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, 2*len(b))
	for _, c := range b {
		out = append(out, digits[c>>4], digits[c&15])
	}
	return string(out)
}

// lookKeys reads which articles have the arrival's id, address and text. Most
// have none of them, which the filter tells.
func (sc *scope) lookKeys(r *arrival) (err error) {
	var may [3]bool
	sc.memory(func(m *memory) {
		for i, k := range r.sk.keys {
			may[i] = k != 0 && m.known.has(k^uint32(i)<<30)
		}
	})
	for i, k := range []struct {
		kind byte
		hash [16]byte
		out  *[]uint32
	}{{keyID, r.idKey, &r.byID}, {keyURL, r.urlKey, &r.byURL}, {keyPrint, r.printKey, &r.byPrint}} {
		if !may[i] {
			continue
		}
		if *k.out, err = sc.s.numbers(hashKey(k.kind, k.hash)); err != nil {
			return err
		}
	}
	return nil
}

// numbers reads a list of articles; none when it is not there.
func (s *store) numbers(key []byte) ([]uint32, error) {
	b, err := s.get(key)
	if err != nil || b == nil {
		return nil, err
	}
	d := decoder{b: b}
	ns := make([]uint32, d.count())
	for i := range ns {
		ns[i] = d.num()
	}
	if !d.done() {
		return nil, faultAt(key, "a list of articles cannot be read")
	}
	return ns, nil
}

func encodeList(ns []uint32) []byte {
	var e encoder
	e.uint(uint64(len(ns)))
	for _, n := range ns {
		e.num(n)
	}
	return e
}

// newest is the last article of a list, or none.
func newest(ns []uint32) uint32 {
	for _, n := range slices.Backward(ns) {
		if n != none {
			return n
		}
	}
	return none
}

// each calls f for 0 to n-1 on all workers, each with tools of its own, and
// returns the first error in order.
func (x *Index) each(n int, f func(t *tools, i int) error) error {
	errs := make([]error, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(x.opts.Workers, n) {
		wg.Go(func() {
			t := x.tools.get()
			defer x.tools.put(t)
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				errs[i] = f(t, i)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
