package synth

import (
	"bytes"
	"math"
)

// sentence is one sentence of a draft. Edited copies of a sentence keep its id,
// so that truth can tell which passages two articles share.
type sentence struct {
	id         uint64
	start, end int32 // where it stands in the arena of its event
	opens      bool  // begins a paragraph
	quote      bool  // direct speech
}

// draft is an article before an outlet prints it.
type draft struct {
	headline []byte
	byline   string
	place    string   // of the dateline; "" has none
	agency   string   // in the dateline; "" is the outlet's own
	dateline string   // as printed, when it is not the outlet's own style
	foot     []string // credit lines and notices
	sents    []sentence
}

func (d *draft) clone() *draft {
	c := *d
	c.sents = append(make([]sentence, 0, len(d.sents)+8), d.sents...)
	return &c
}

// desk writes and edits the drafts of one event. Sentences live in one arena;
// drafts hold offsets into it.
type desk struct {
	*prose
	r      *rng
	m      *matter
	arena  []byte
	nextID uint64
}

// reset readies the desk for another event, whose sentence ids begin at id<<20.
func (d *desk) reset(r *rng, id uint64) {
	d.r, d.m, d.arena, d.nextID = r, d.newMatter(r), d.arena[:0], id<<20
}

func (d *desk) text(s sentence) []byte { return d.arena[s.start:s.end] }

func (d *desk) size(sents []sentence) (n int) {
	for _, s := range sents {
		n += int(s.end - s.start)
	}
	return n
}

// write appends a new sentence of a kind to the arena.
func (d *desk) write(kind string) sentence {
	start := len(d.arena)
	d.arena = d.sentence(d.arena, kind, d.r, d.m)
	d.nextID++
	return sentence{id: d.nextID, start: int32(start), end: int32(len(d.arena)), quote: kind == "quote"}
}

// put appends given words to the arena as a new sentence.
func (d *desk) put(text []byte) sentence {
	start := len(d.arena)
	d.arena = append(d.arena, text...)
	d.nextID++
	return sentence{id: d.nextID, start: int32(start), end: int32(len(d.arena))}
}

// length draws an article's length in bytes: one in twelve is a brief of 60 to
// 120 words, the rest are lognormal about 3 KB.
func (d *desk) length() int {
	if d.r.chance(1.0 / 12) {
		return d.r.between(360, 720)
	}
	return int(min(2900*math.Exp(.45*d.r.normal()), 20000))
}

// story writes an article of about n bytes on the event: a lead, then paragraphs
// of one to three sentences, one in four of them a quotation.
func (d *desk) story(n int) *draft {
	a := &draft{headline: d.sentence(nil, "headline", d.r, d.m), sents: make([]sentence, 0, n/100+8)}
	if d.r.chance(.7) {
		a.place = choose(d.r, d.m.places[:])
	}
	if d.r.chance(.5) {
		who := person{d.firsts.draw(d.r), d.surnames.draw(d.r), ""}
		a.byline = who.first + " " + who.last
	}
	s := d.write("lead")
	s.opens = true
	a.sents = append(a.sents, s)
	size := int(s.end - s.start)
	for left := 0; size < n; left-- {
		kind := "body"
		if left <= 0 {
			left = d.r.between(1, 3)
			if d.r.chance(.25) {
				kind, left = "quote", 1
			}
			s = d.write(kind)
			s.opens = true
		} else {
			s = d.write(kind)
		}
		a.sents = append(a.sents, s)
		size += int(s.end-s.start) + 1
	}
	return a
}

// cut drops sentences from the bottom until about share of the bytes are left,
// and keeps at least floor bytes.
func (d *desk) cut(a *draft, share float64, floor int) {
	want := max(int(share*float64(d.size(a.sents))), floor)
	size := 0
	for i, s := range a.sents {
		if size += int(s.end - s.start); size >= want {
			a.sents = a.sents[:i+1]
			return
		}
	}
}

// insert puts n new sentences at places after the first and before limit.
func (d *desk) insert(a *draft, n, limit int) {
	for range n {
		s := d.write("body")
		s.opens = d.r.chance(.5)
		at := 1
		if limit > 2 {
			at = 1 + d.r.intn(limit-1)
		}
		a.sents = append(a.sents, sentence{})
		copy(a.sents[at+1:], a.sents[at:])
		a.sents[at] = s
		limit++
	}
}

// drop removes one sentence from the middle of a.
func (d *desk) drop(a *draft) {
	if len(a.sents) > 5 {
		at := 2 + d.r.intn(len(a.sents)-2)
		a.sents = append(a.sents[:at], a.sents[at+1:]...)
	}
}

// edit replaces words of a by others, each with probability rate.
func (d *desk) edit(a *draft, rate float64) {
	skip := d.r.gap(rate)
	for i, s := range a.sents {
		text := d.text(s)
		words := bytes.Count(text, []byte{' '}) + 1
		if skip >= words {
			skip -= words
			continue
		}
		start := len(d.arena)
		for {
			at := 0
			for ; skip > 0; skip-- {
				at += bytes.IndexByte(text[at:], ' ') + 1
			}
			end := at
			for end < len(text) && text[end] != ' ' {
				end++
			}
			word, from := text[at:end], at
			for len(word) > 0 && !isLetter(word[0]) {
				word, from = word[1:], from+1
			}
			to := from
			for to < end && isLetter(text[to]) {
				to++
			}
			d.arena = append(d.arena, text[:from]...)
			if to > from {
				d.arena = append(d.arena, d.replacement(text[from:to])...)
			}
			d.arena = append(d.arena, text[to:end]...)
			text = text[end:]
			if len(text) == 0 {
				skip = d.r.gap(rate)
				break
			}
			d.arena = append(d.arena, ' ')
			text = text[1:]
			words = bytes.Count(text, []byte{' '}) + 1
			if skip = d.r.gap(rate); skip >= words {
				skip -= words
				d.arena = append(d.arena, text...)
				break
			}
		}
		a.sents[i].start, a.sents[i].end = int32(start), int32(len(d.arena))
	}
}

// replacement draws a word of another form than w, capital where w is.
func (d *desk) replacement(w []byte) string {
	lists := [...]*list{d.nouns, d.plurals, d.pasts, d.adjs}
	for {
		s := lists[d.r.intn(len(lists))].draw(d.r)
		if w[0] >= 'A' && w[0] <= 'Z' {
			s = capital(s)
		}
		if s != string(w) {
			return s
		}
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// noise appends src to dst with misread characters, as bad optical character
// recognition leaves them: each byte that is a letter, digit or space is with
// probability rate replaced (6 in 10), lost or followed by a stray one (2 in 10).
func noise(dst, src []byte, rate float64, r *rng) []byte {
	const stray = "etaoinsrhldcumfpgwybvkxjqz1l0.,;'"
	for {
		n := r.gap(rate)
		if n >= len(src) {
			return append(dst, src...)
		}
		c := src[n]
		dst = append(dst, src[:n]...)
		src = src[n+1:]
		if !isLetter(c) && c != ' ' && (c < '0' || c > '9') {
			dst = append(dst, c)
			continue
		}
		switch k := r.intn(10); {
		case k < 6:
			dst = append(dst, stray[r.intn(len(stray))])
		case k < 8:
		default:
			dst = append(dst, c, stray[r.intn(len(stray))])
		}
	}
}
