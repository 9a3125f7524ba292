package index

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/dedupe"
	"github.com/newscheck/newscheck/provenance"
)

// formatVersion is the version of what is written here.
//
// # History of the format
//
// 1 is the first. The folder holds
//
//	index.json   version and parameters, for people and for Open
//	seal         how many batches were written, twice, in turns; see seal.go
//	LOCK         locked while a process writes
//	store/       a pebble store
//
// Keys of the store begin with one letter. Articles are numbered from 0 in the
// order of arrival and a number is never given twice; it stands in keys as four
// bytes, big-endian, so that keys sort by arrival.
//
//	a number  header: what the article is and was when it came; never changes
//	c number  members of a component, under the lowest: articles that links of
//	          copies and versions join. A component of one has none
//	f hash    a publisher's furniture: since which article
//	i hash    id → numbers of its revisions; 0xFFFFFFFF for a forgotten one
//	k number  sketch: shingles (deltas), bands, lines
//	l number  links to earlier articles, with scores
//	n         counters, and the number of the next article
//	p number  provenance, when no texts are kept (JSON, zstd)
//	r number  the article whose story took the id that a forgotten one had given
//	s number  state: story, family, relation, origin as the story tells it
//	t number  the article's other fields and its text (zstd)
//	u hash    address → numbers
//	x hash    print of a text → numbers of the articles that have it
//
// Ids, addresses and names are hashed in keys, so that nothing of a forgotten
// article outlives its values in a file's table of keys. Numbers in values are
// varints unless said otherwise, strings are their length and their bytes.
const formatVersion = 1

const (
	keyHeader     = 'a'
	keyComponent  = 'c'
	keyFurniture  = 'f'
	keyID         = 'i'
	keySketch     = 'k'
	keyLinks      = 'l'
	keyCounters   = 'n'
	keyProvenance = 'p'
	keyRedirect   = 'r'
	keyState      = 's'
	keyText       = 't'
	keyURL        = 'u'
	keyPrint      = 'x'
)

// none stands for no article where a number is expected.
const none = math.MaxUint32

func numberKey(kind byte, n uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{kind}, n)
}

func hashKey(kind byte, h [16]byte) []byte { return append([]byte{kind}, h[:]...) }

func furnitureKey(k uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{keyFurniture}, k)
}

// numberOf is the number in a key of numberKey.
func numberOf(key []byte) uint32 {
	if len(key) != 5 {
		return none
	}
	return binary.BigEndian.Uint32(key[1:])
}

// header is what never changes of an article.
type header struct {
	id        string
	ordinal   int // 1 for the first article under the id
	source    string
	title     string
	url       string
	published string
	seen      int64 // microseconds since 1970; greater than that of any article before
	when      int64 // latest second at which it can have been published; unknownTime
	words     int
	size      int // bytes of text
	print     [16]byte
	publisher *provenance.OutletRef
	said      origin // as its own text and metadata tell it
	verdict   Verdict
	twin      uint32 // the first article with this very text, or none
	cut       bool   // a bound may have kept copies from being looked at
	revises   uint32 // the article whose place it took, or none
	revision  Revision
}

const unknownTime = math.MinInt64

// origin is an origin in short.
type origin struct {
	ref        *provenance.OutletRef
	status     provenance.Status
	confidence float64 // to the hundredth
	rule, text string  // the best evidence
}

func (o origin) same(p origin) bool {
	return o.status == p.status && o.confidence == p.confidence && (o.ref == nil) == (p.ref == nil) && (o.ref == nil || *o.ref == *p.ref)
}

// cost is about the bytes that it takes in memory.
func (h *header) cost() int {
	return 640 + len(h.id) + len(h.title) + len(h.url) + len(h.published) + len(h.said.text)
}

// state is what later arrivals change of an article.
type state struct {
	story    uint32 // number of the article that gave the story its id
	family   uint32
	relation dedupe.Relation
	of       uint32 // or none
	jaccard  float64
	contain  float64
	now      *origin  // when it is not what the article says itself
	revised  uint32   // the article that took its place, or none
	old      bool     // that one has the same id
	led      bool     // its story had its id once, and may have been told so
	was      []uint32 // forgotten articles whose ids of stories it stands for, ascending
}

// link is a verified pair; from is the later article.
type link struct {
	from, to       uint32
	relation       dedupe.Relation
	score, related float64
	jaccard        float64
	inTo, inFrom   float64 // share of from that to has, and the other way round
}

// strong tells whether a link can make two articles one story or one family: no
// mean of links reaches what none of them has.
func (l *link) strong() bool { return l.score >= joinAt || l.related >= joinAt }

func (s *state) same(t *state) bool {
	return s.story == t.story && s.family == t.family && s.relation == t.relation && s.of == t.of && s.jaccard == t.jaccard &&
		s.contain == t.contain && (s.now == nil) == (t.now == nil) && (s.now == nil || s.now.same(*t.now)) &&
		s.revised == t.revised && s.old == t.old && s.led == t.led && slices.Equal(s.was, t.was)
}

// joinAt is the mean from which dedupe.Stories and dedupe.Families join.
const joinAt = 0.5

func (h *header) encode() []byte {
	e := make(encoder, 0, 256)
	e.string(h.id)
	e.uint(uint64(h.ordinal))
	e.string(h.source)
	e.string(h.title)
	e.string(h.url)
	e.string(h.published)
	e.int(h.seen)
	e.int(h.when)
	e.uint(uint64(h.words))
	e.uint(uint64(h.size))
	e = append(e, h.print[:]...)
	e.ref(h.publisher)
	e.origin(h.said)
	e.string(string(h.verdict))
	e.num(h.twin)
	e.bool(h.cut)
	e.num(h.revises)
	if h.revises != none {
		r := &h.revision
		for _, n := range []int{r.Number, r.Kept, r.Edited, r.Added, r.Omitted} {
			e.uint(uint64(n))
		}
		e.bool(r.Title)
		e.bool(r.Silent)
		e.uint(uint64(len(r.Changes)))
		for _, c := range r.Changes {
			e.string(c)
		}
	}
	return e
}

func decodeHeader(b []byte) (*header, bool) {
	d := decoder{b: b}
	h := &header{id: d.string(), ordinal: int(d.uint()), source: d.string(), title: d.string(), url: d.string(), published: d.string(),
		seen: d.int(), when: d.int(), words: int(d.uint()), size: int(d.uint())}
	copy(h.print[:], d.bytes(16))
	h.publisher, h.said, h.verdict, h.twin, h.cut, h.revises = d.ref(), d.origin(), Verdict(d.string()), d.num(), d.bool(), d.num()
	if h.revises != none {
		r := &h.revision
		for _, n := range []*int{&r.Number, &r.Kept, &r.Edited, &r.Added, &r.Omitted} {
			*n = int(d.uint())
		}
		r.Title, r.Silent = d.bool(), d.bool()
		for range d.count() {
			r.Changes = append(r.Changes, d.string())
		}
	}
	return h, d.done()
}

func (s *state) encode() []byte {
	e := make(encoder, 0, 32)
	e.num(s.story)
	e.num(s.family)
	e.string(string(s.relation))
	e.num(s.of)
	e.share(s.jaccard)
	e.share(s.contain)
	e.bool(s.now != nil)
	if s.now != nil {
		e.origin(*s.now)
	}
	e.num(s.revised)
	e.bool(s.old)
	e.bool(s.led)
	e.numbers(s.was)
	return e
}

func decodeState(b []byte) (state, bool) {
	d := decoder{b: b}
	s := state{story: d.num(), family: d.num(), relation: dedupe.Relation(d.string()), of: d.num(), jaccard: d.share(), contain: d.share()}
	if d.bool() {
		o := d.origin()
		s.now = &o
	}
	s.revised, s.old, s.led, s.was = d.num(), d.bool(), d.bool(), d.numbers()
	return s, d.done()
}

// numbers writes how many, and then ascending ones as differences.
func (e *encoder) numbers(ns []uint32) {
	e.uint(uint64(len(ns)))
	last := uint32(0)
	for _, n := range ns {
		e.uint(uint64(n - last))
		last = n
	}
}

func (d *decoder) numbers() []uint32 {
	n := d.count()
	if n == 0 {
		return nil
	}
	out := make([]uint32, n)
	last := uint64(0)
	for i := range out {
		last += d.uint()
		if last > none {
			d.fail()
			return nil
		}
		out[i] = uint32(last)
	}
	return out
}

func encodeLinks(ls []link) []byte {
	e := make(encoder, 0, 16*len(ls))
	e.uint(uint64(len(ls)))
	for _, l := range ls {
		e.num(l.to)
		e.string(string(l.relation))
		for _, x := range []float64{l.score, l.related, l.jaccard, l.inTo, l.inFrom} {
			e.share(x)
		}
	}
	return e
}

func decodeLinks(from uint32, b []byte) ([]link, bool) {
	d := decoder{b: b}
	ls := make([]link, d.count())
	for i := range ls {
		ls[i] = link{from: from, to: d.num(), relation: dedupe.Relation(d.string()),
			score: d.share(), related: d.share(), jaccard: d.share(), inTo: d.share(), inFrom: d.share()}
	}
	return ls, d.done()
}

// sketch is what postings are made of.
type sketch struct {
	keys     [3]uint32 // hashes of id, address (0: none) and text, to be known again by
	source   uint32    // hash of the publisher; 0 when unknown
	day      int32     // of publication; dedupe.NoDay when unknown
	twin     bool      // another article has this very text: not posted
	unposted []uint32  // places in shingles of those that so many had before that they were not posted
	shingles []uint32  // ascending
	bands    []uint32  // keys of the first bands; none of a text without words
	lines    []uint64  // lineKey of each, ascending; none without a publisher
}

func (s *sketch) encode() []byte {
	e := make(encoder, 0, 4*len(s.shingles)+4*len(s.bands)+6*len(s.lines)+16)
	for _, k := range s.keys {
		e = binary.LittleEndian.AppendUint32(e, k)
	}
	e = binary.LittleEndian.AppendUint32(e, s.source)
	e = binary.LittleEndian.AppendUint32(e, uint32(s.day))
	e.bool(s.twin)
	e.numbers(s.unposted)
	e.uint(uint64(len(s.shingles)))
	last := uint32(0)
	for _, n := range s.shingles {
		e.uint(uint64(n - last))
		last = n
	}
	e.uint(uint64(len(s.bands)))
	for _, b := range s.bands {
		e = binary.LittleEndian.AppendUint32(e, b)
	}
	e.uint(uint64(len(s.lines)))
	for _, k := range s.lines {
		e = append(e, byte(k), byte(k>>8), byte(k>>16), byte(k>>24), byte(k>>32), byte(k>>40))
	}
	return e
}

// lineBits is how much of the hash of a line is kept.
const lineBits = 48

func decodeSketch(b []byte) (sketch, bool) {
	var s sketch
	ok := s.decode(b)
	return s, ok
}

// decode is decodeSketch into the slices that s has.
func (s *sketch) decode(b []byte) bool {
	d := decoder{b: b}
	s.shingles, s.bands, s.lines = s.shingles[:0], s.bands[:0], s.lines[:0]
	if x := d.bytes(20); x != nil {
		for i := range s.keys {
			s.keys[i] = binary.LittleEndian.Uint32(x[4*i:])
		}
		s.source = binary.LittleEndian.Uint32(x[12:])
		s.day = int32(binary.LittleEndian.Uint32(x[16:]))
	}
	s.twin, s.unposted = d.bool(), d.numbers()
	last := uint64(0)
	for range d.count() {
		last += d.uint()
		s.shingles = append(s.shingles, uint32(last))
	}
	if last > math.MaxUint32 {
		return false
	}
	for range d.count() {
		if x := d.bytes(4); x != nil {
			s.bands = append(s.bands, binary.LittleEndian.Uint32(x))
		}
	}
	for range d.count() {
		if x := d.bytes(6); x != nil {
			s.lines = append(s.lines, uint64(x[0])|uint64(x[1])<<8|uint64(x[2])<<16|uint64(x[3])<<24|uint64(x[4])<<32|uint64(x[5])<<40)
		}
	}
	return d.done()
}

// encodeArticle writes the fields that the header lacks. A byte behind the text
// says that the article came without the headline that the header has.
func encodeArticle(dst []byte, a *article.Article) []byte {
	e := encoder(dst)
	for _, s := range []string{a.CanonicalURL, a.Publisher, a.Byline, a.Fetched, a.Language} {
		e.string(s)
	}
	e.uint(uint64(len(a.Meta)))
	for _, k := range slices.Sorted(maps.Keys(a.Meta)) {
		e.string(k)
		e.string(a.Meta[k])
	}
	e.string(a.Source.File)
	e.uint(uint64(a.Source.Record))
	e.string(a.Text)
	if a.Title == "" {
		e.bool(true)
	}
	return e
}

func decodeArticle(b []byte, h *header) (article.Article, bool) {
	d := decoder{b: b}
	a := article.Article{ID: h.id, Title: h.title, URL: h.url, Published: h.published,
		CanonicalURL: d.string(), Publisher: d.string(), Byline: d.string(), Fetched: d.string(), Language: d.string()}
	if n := d.count(); n > 0 {
		a.Meta = make(map[string]string, n)
		for range n {
			k := d.string()
			a.Meta[k] = d.string()
		}
	}
	a.Source.File, a.Source.Record = d.string(), int(d.uint())
	a.Text = d.string()
	if len(d.b) > 0 && d.bool() {
		a.Title = ""
	}
	return a, d.done()
}

// textOf takes the text alone out of what encodeArticle wrote.
func textOf(b []byte) (string, bool) {
	d := decoder{b: b}
	for range 5 {
		d.bytes(d.count())
	}
	for range 2 * d.count() {
		d.bytes(d.count())
	}
	d.bytes(d.count())
	d.uint()
	s := d.string()
	if len(d.b) > 0 {
		d.bool()
	}
	return s, d.done()
}

// nameOf is how records name an article; see Index.Article.
func nameOf(h *header, st *state) string {
	if st.old {
		return h.id + "@" + strconv.Itoa(h.ordinal)
	}
	return h.id
}
