package article

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode"
	"unicode/utf8"
)

func wordCount(s string) int {
	n, in, han := 0, false, 0
	for _, r := range s {
		switch {
		case r >= 0x2E80 && unicode.Is(unicode.Han, r):
			han++
			in = false
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !in {
				n++
			}
			in = true
		case r == '\'' || r == '’' || r == '-' || r == '.':
		default:
			in = false
		}
	}
	return n + (han+1)/2
}

// headline chooses the headline among the lines above the body.
func (p *anatomyPage) headline() {
	end := min(p.body, len(p.lines))
	best, bestScore := -1, 0
	consider := func(i int, base int) {
		l := &p.lines[i]
		s := p.str(i)
		n := wordCount(s)
		if l.size < 8 || l.end-l.start > 330 || n < 2 || n == 2 && l.size < 12 {
			return
		}
		score := base + min(n, 6)*10 - min(2*i, 40)
		if n <= 3 {
			score -= 25
		}
		if l.size > 200 || l.ends && !strings.HasSuffix(s, "?") && l.size > 90 {
			score -= 25
		}
		if p.title != "" && sameTitle(p.title, s) {
			score += 200
		} else if _, ok := FindStamp(s); ok && l.size <= 100 { // "The Daily March 12, 2019 News"
			score -= 25
		}
		if i+1 < end && l.size > 20 {
			switch p.lines[i+1].kind {
			case Masthead, Byline, DateLine:
				score += 2
			}
		} else if i+1 == end {
			score++
		}
		if l.ends && !strings.HasSuffix(s, "...") && strings.Contains(s[max(0, len(s)-5):], ".") {
			score -= 12
		}
		if p.captionBefore(i) {
			score -= 40
		}
		if i < end-1 && n <= 5 && topicCase(s) {
			score -= 12
		}
		if i > 0 && p.lines[i-1].kind == Masthead && i+1 < end && p.lines[i+1].kind == Masthead {
			score += 40
		}
		for j := i + 1; j < end && j < i+12; j++ { // stands twice
			if p.lines[j].size == l.size && p.str(j) == s {
				score += 30
				break
			}
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	for i := 0; i < end && i < 60; i++ {
		if p.lines[i].kind == "" {
			consider(i, 0)
		}
	}
	if best < 0 || bestScore < 30 {
		for i := 0; i < end && i < 20; i++ {
			switch p.lines[i].kind {
			case Related, Notice, Section:
				if !p.lines[i].ends || wordCount(p.str(i)) > 4 {
					consider(i, -15)
				}
			case Caption:
				if !p.lines[i].ends && (strings.HasPrefix(p.lines[i].rule, "caption.video") || strings.HasPrefix(p.lines[i].rule, "caption.photo5") || p.lines[i].rule == "caption.photo" || strings.HasPrefix(p.lines[i].rule, "caption.pictured")) {
					consider(i, -15)
				}
			}
		}
	}
	if best >= 0 && bestScore < 18 && p.shortHeadline(best, end) {
		bestScore = 18
	}
	if best < 0 || bestScore < 18 {
		if end < len(p.lines) && p.title != "" && sameTitle(p.title, p.str(p.body)) && p.lines[p.body].size < 220 {
			p.set(p.body, Headline, "headline.title")
			p.head0 = p.body
		}
		return
	}
	if best == 1 && p.overDeck(end) {
		best = 0
	}
	best = p.headlineOfBody(best, end)
	p.head0 = best
	p.set(best, Headline, "headline.position")
	if p.title != "" && sameTitle(p.title, p.str(best)) {
		p.lines[best].rule = "headline.title"
	}
	for j := 0; j < end; j++ { // the same headline again, also with the site's name after it
		if j == best || p.lines[j].kind != "" {
			continue
		}
		s, h := p.str(j), p.str(best)
		if s == h || len(s) > len(h) && (strings.HasPrefix(s, h) && isTitleTail(s[len(h):]) || strings.HasSuffix(s, h) && strings.HasSuffix(strings.TrimRight(s[:len(s)-len(h)], " "), "|")) {
			p.set(j, Headline, headlineAgain)
		} else if len(h) > len(s) && strings.HasPrefix(h, s) && isTitleTail(h[len(s):]) {
			p.set(j, Headline, "headline.position")
			p.set(best, Headline, headlineAgain)
			best = j
			p.head0 = j
		} else if len(h) > len(s) && strings.HasSuffix(h, s) && strings.HasSuffix(strings.TrimRight(h[:len(h)-len(s)], " "), "|") {
			p.set(j, Headline, "headline.position")
			p.set(best, Headline, headlineAgain)
			best = j
			p.head0 = j
		}
	}
	p.cutTitleTail()
}

// overDeck tells that the first line is a headline of four or five words and the
// second, longer one its deck: nothing but byline and date lines follow.
func (p *anatomyPage) overDeck(end int) bool {
	s := p.str(0)
	if n := wordCount(s); p.lines[0].kind != "" || p.lines[0].ends || n < 4 || n > 5 || topicCase(s) || end < 3 || p.title != "" && sameTitle(p.title, p.str(1)) {
		return false
	}
	for i := 2; i < end; i++ {
		switch p.lines[i].kind {
		case Byline, DateLine, Dateline, Share:
		default:
			return false
		}
	}
	return true
}

// shortHeadline tells a line of few words that can be nothing else than the
// headline: at the top, not spelt as sections are, with the article's own lines
// after it.
func (p *anatomyPage) shortHeadline(i, end int) bool {
	s := p.str(i)
	if i > 3 || p.lines[i].kind != "" || p.lines[i].ends || wordCount(s) < 3 || topicCase(s) {
		return false
	}
	for j := 0; j < end; j++ {
		if j != i && p.lines[j].kind == "" && p.str(j) != s {
			return false
		}
	}
	return true
}

// headlineOfBody returns the line that shares words with the body's opening,
// where the one that stands best shares none: links to other stories stand above
// headlines and have their form.
func (p *anatomyPage) headlineOfBody(best, end int) int {
	if p.title != "" && sameTitle(p.title, p.str(best)) || end >= len(p.lines) {
		return best
	}
	other := false
	for j := best + 1; j < end && j <= best+6; j++ {
		other = other || p.mayBeHeadline(j)
	}
	if !other {
		return best
	}
	open := p.text[p.lines[p.body].start:min(len(p.text), p.lines[p.body].start+1500)]
	p.buf = appendLowerText(p.buf[:0], open)
	low := p.buf
	if n, hits := sharedWords(p.str(best), low, 1); n < 3 || hits > 0 {
		return best
	}
	for j := best + 1; j < end && j <= best+6; j++ {
		if !p.mayBeHeadline(j) {
			continue
		}
		if m, k := sharedWords(p.str(j), low, 16); m >= 3 && k >= 2 && k*3 >= m {
			return j
		}
	}
	return best
}

func (p *anatomyPage) mayBeHeadline(i int) bool {
	l := &p.lines[i]
	return l.kind == "" && l.size >= 20 && l.size <= 200 && !(l.ends && l.size > 90) && !p.captionBefore(i)
}

// sharedWords counts the words of a line that have four letters or more, and
// those of them that stand in low, a text in lower case, in any inflection that
// keeps their first five letters. It stops when it has found enough of them.
func sharedWords(line string, low []byte, enough int) (n, hits int) {
	for w := range strings.FieldsFuncSeq(strings.ToLower(line), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if utf8.RuneCountInString(w) < 4 {
			continue
		}
		if n++; n > 16 || hits == enough {
			return n, hits
		}
		stem := w
		for k, c := 0, 0; k < len(w); c++ {
			if c == 5 {
				stem = w[:k]
				break
			}
			_, size := utf8.DecodeRuneInString(w[k:])
			k += size
		}
		if contains(low, stem) {
			hits++
		}
	}
	return n, hits
}

// contains tells whether word stands in low. It goes from one to the next of the
// word's rarest letter.
func contains(low []byte, word string) bool {
	pivot, best := 0, -1
	for i := range len(word) {
		if r := rarity(word[i : i+1]); r > best {
			pivot, best = i, r
		}
	}
	for at := pivot; at < len(low); at++ {
		k := bytes.IndexByte(low[at:], word[pivot])
		if k < 0 {
			return false
		}
		at += k
		if from := at - pivot; from+len(word) <= len(low) && string(low[from:from+len(word)]) == word {
			return true
		}
	}
	return false
}

// appendLowerText appends to dst what strings.ToLower returns.
func appendLowerText(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		if i+8 <= len(s) {
			if x := load8(s, i); x&highs == 0 {
				dst = binary.LittleEndian.AppendUint64(dst, lower8(x))
				i += 8
				continue
			}
		}
		if c := s[i]; c < utf8.RuneSelf {
			dst = append(dst, lower(c))
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		dst = utf8.AppendRune(dst, unicode.ToLower(r))
		i += n
	}
	return dst
}

// cutTitleTail leaves the site's name out of a headline that ends in it.
func (p *anatomyPage) cutTitleTail() {
	l := &p.lines[p.head0]
	h := p.text[l.start:l.end]
	for _, sep := range []string{" | ", " - ", " – ", " — ", " :: "} {
		if strings.IndexByte(h, sep[1]) < 0 {
			continue
		}
		k := strings.LastIndex(h, sep)
		if k < 20 {
			continue
		}
		name := strings.TrimSpace(h[k+len(sep):])
		if p.hints.Outlet != nil && p.hints.Outlet(name) || p.publisher != "" && (strings.EqualFold(name, p.publisher) || strings.HasPrefix(strings.ToLower(p.publisher), strings.ToLower(strings.ReplaceAll(name, " ", ""))+".")) {
			l.end = l.start + k
			return
		}
	}
}

// topicCase tells a line in which no word but a particle is in lower case, or
// that closes with an acronym in brackets: the names of sections look so, and
// headlines only in some houses.
func topicCase(s string) bool {
	if strings.HasSuffix(s, ")") {
		if k := strings.LastIndexByte(s, '('); k > 0 && isUpperWord(s[k+1:len(s)-1]) && len(s)-k < 9 {
			return true
		}
	}
	for w := range strings.FieldsSeq(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) && !isParticle(w) && w != "in" && w != "for" && w != "to" && w != "with" && w != "at" {
			return false
		}
	}
	return true
}

// isTitleTail tells " | Miami Herald", " - BBC News".
func isTitleTail(s string) bool {
	t := strings.TrimLeft(s, " \u00a0")
	return len(t) < len(s) && len(t) < 60 && (strings.HasPrefix(t, "|") || strings.HasPrefix(t, "-") || strings.HasPrefix(t, "–") || strings.HasPrefix(t, "—") || strings.HasPrefix(t, "»"))
}

// sameTitle tells whether a title from metadata is the line, with or without
// the name of the site after it.
func sameTitle(title, line string) bool {
	title = strings.TrimSpace(title)
	return strings.EqualFold(title, line) || len(title) > len(line) && len(line) > 12 && strings.EqualFold(cutRune(title, len(line)), line) && isTitleTail(title[len(cutRune(title, len(line))):])
}

// deckAndSection tells what else stands above the body.
func (p *anatomyPage) deckAndSection() {
	end := min(p.body, len(p.lines))
	for i := 0; i < end; i++ {
		l := &p.lines[i]
		if l.kind != "" {
			continue
		}
		switch {
		case p.captionBefore(i) || l.size >= 60 && l.ends && !p.isDeck(i):
			p.set(i, Caption, "caption.position")
		case i < p.head0 || p.head0 < 0:
			if l.size <= 70 && !l.ends {
				p.set(i, Section, "section.position")
			} else {
				p.set(i, Tail, "head.other")
			}
		case l.size >= 20:
			p.set(i, Deck, "deck.position")
		default:
			p.set(i, Share, "share.position")
		}
	}
}

// isDeck tells whether line i stands right under the headline.
func (p *anatomyPage) isDeck(i int) bool {
	return p.head0 >= 0 && (i == p.head0+1 || i == p.head0+2 && p.lines[i-1].kind != "")
}
