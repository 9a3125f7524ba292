package article

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tail tells what stands under the body, and the links between its paragraphs.
func (p *anatomyPage) tail() {
	n := len(p.lines)
	related := false
	for i := p.body + 1; i < n; i++ {
		l := &p.lines[i]
		inTail := i > p.last
		if l.kind != "" {
			related = l.kind == Related
			continue
		}
		s := p.str(i)
		if related && !l.ends && l.size <= 140 && (inTail || p.lines[i-1].rule == "related.link" || isHeading(p.lines[i-1].rule)) {
			p.set(i, Related, "related.link")
			continue
		}
		related = false
		if l.size > 200 {
			continue
		}
		if inTail || i > n-4 {
			switch {
			case !hasLetter(s):
				p.set(i, Share, "share.marks")
			case isSignOff(s, p.hints.Outlet):
				p.set(i, Credit, "credit.signoff")
			case p.isPhotoCredit(i, s):
				p.set(i, Caption, "caption.credit")
			case p.isByline(i, true) || inTail && (strings.HasPrefix(s, "—") || strings.HasPrefix(s, "–") || strings.HasPrefix(s, "-") || isUpperWord(s)) && (p.isByline(i, false) || isSignature(s)):
				p.set(i, Byline, "byline.tail")
			case p.isBio(i):
				p.set(i, Tail, "tail.bio")
			case l.size <= 120 && p.isDate(i):
				p.set(i, DateLine, "date.tail")
			case inTail && l.size < 60 && !l.ends:
				p.set(i, Tail, "tail.position")
			}
			continue
		}
		if l.size <= 4 && !hasLetter(s) {
			p.set(i, Share, "share.marks")
		} else if l.size <= 90 && !l.ends && p.captionBefore(i) {
			p.set(i, Caption, "caption.position")
		} else if l.size >= 60 && p.captionBefore(i) {
			p.set(i, Caption, "caption.position")
		}
	}
	p.buttons()
	// Bios are also the last paragraph of an op-ed.
	for i := max(p.body+1, n-6); i < n; i++ {
		if l := &p.lines[i]; l.kind == "" && l.size <= 400 && p.isBio(i) {
			p.set(i, Tail, "tail.bio")
		}
	}
}

// isHeading tells the rules that announce links to other stories.
func isHeading(rule string) bool {
	return strings.HasPrefix(rule, "related.") && rule != "related.link" && !strings.HasPrefix(rule, "related.link.")
}

// isSignOff tells "-- IANS", "(PTI)", "AP", "—Bernama", "(With agencies)",
// "(APA, 12.3.2019)".
func isSignOff(s string, outlet func(string) bool) bool {
	if len(s) > 60 {
		return false
	}
	t := strings.Trim(s, " \u00a0-–—―()[]/.*_")
	if t == "" {
		return false
	}
	if outlet != nil && outlet(t) {
		return true
	}
	if k := strings.IndexByte(t, '/'); k > 0 && outlet != nil && outlet(t[:k]) { // APP/ab, XINHUA/li
		return true
	}
	_, ok := ParseSignOff(s, outlet)
	return ok
}

// isSignature tells how letters to the editor are signed: "— Jane Doe, Oak Park".
func isSignature(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if r != '—' && r != '–' && r != '-' || len(s) > 70 || strings.Contains(s, "@") {
		return false
	}
	b, ok := ParseByline(s, nil)
	if !ok || len(b.Names) == 0 {
		return false
	}
	for w := range strings.FieldsSeq(b.Rest) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// isBio is the function of that name for line i, which is asked once.
func (p *anatomyPage) isBio(i int) bool {
	l := &p.lines[i]
	l.noBio = l.noBio || !isBio(p.str(i), l.ends)
	return !l.noBio
}

// isBio tells "Jane Doe is a reporter for …".
func isBio(s string, ends bool) bool {
	if !ends && !strings.HasSuffix(s, ")") || len(s) < 25 {
		return false
	}
	head := strings.ReplaceAll(cutRune(s, 80), "\u00a0", " ")
	k := bioVerb(head)
	if k < 0 {
		return false
	}
	b, ok := ParseByline(strings.TrimPrefix(head[:k], "The writer, "), nil)
	if !ok || len(b.Names) == 0 || b.Rest != "" && len(b.Rest) > 12 {
		return strings.HasPrefix(s, "The writer is ") || strings.HasPrefix(s, "The author is ")
	}
	low := strings.ToLower(s)
	for _, w := range []string{"reporter", "editor", "correspondent", "columnist", "journalist", "fellow", "professor", "writer", "author", "staff", "contributor", "analyst", "director", "covers", "researcher", "lecturer", "blogger", "freelance"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// bioVerbs join a writer's name to what is said of it.
var bioVerbs = [...]string{" is a ", " is an ", " is the ", " are ", " covers ", " was a ", ", a "}

// bioVerb is where the first of bioVerbs stands in s, or -1. One that stands at
// the very beginning, before there can be a name, counts for nothing wherever else
// it stands.
func bioVerb(s string) int {
	var early [len(bioVerbs)]bool
	for k := 0; k+4 <= len(s); k++ {
		if s[k] != ' ' && s[k] != ',' {
			continue
		}
		switch s[k+1] {
		case 'i', 'a', 'c', 'w', ' ':
		default:
			continue
		}
		for v, verb := range bioVerbs {
			switch {
			case !strings.HasPrefix(s[k:], verb) || early[v]:
			case k <= 4:
				early[v] = true
			default:
				return k
			}
		}
	}
	return -1
}

// buttons finds short lines that stand three times or more on the page.
func (p *anatomyPage) buttons() {
	var counts map[string]int
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != "" || l.size > 30 || l.ends {
			continue
		}
		if counts == nil {
			counts = map[string]int{}
		}
		counts[p.str(i)]++
	}
	for i := range p.lines {
		if l := &p.lines[i]; l.kind == "" && l.size <= 30 && !l.ends && counts[p.str(i)] >= 3 {
			p.set(i, Share, "share.repeated")
		}
	}
}
