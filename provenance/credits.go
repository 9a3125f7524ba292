package provenance

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance/outlets"
)

// credit reads a credit or copyright line, sentence by sentence: one line may
// hold a copyright notice and a contribution.
func (f *finder) credit(i int) {
	p := &f.parts[i]
	if p.Rule == "credit.signoff" {
		f.signOffLine(p.Span, i)
		return
	}
	s := p.Span.Of(f.text)
	if len(s) > 1200 {
		s = s[:1200]
		for len(s) > 0 && !utf8.ValidString(s[len(s)-1:]) && !utf8.RuneStart(s[len(s)-1]) {
			s = s[:len(s)-1]
		}
	}
	for start := 0; start < len(s); {
		end := len(s)
		if k := strings.Index(s[start:], ". "); k > 12 {
			end = start + k + 2
		}
		f.creditSentence(p, Span{Start: p.Span.Start + start, End: p.Span.Start + end})
		start = end
	}
}

func (f *finder) creditSentence(p *article.Part, sp Span) {
	raw := sp.Of(f.text)
	low := strings.ToLower(raw)
	switch {
	case isContribution(low):
		f.contribution(sp, low)
	case strings.HasPrefix(strings.TrimLeft(low, " "), "distributed by"):
		f.namedAfter("label.distributor", sp, raw, []string{"distributed by "})
	case strings.Contains(low, "originally ") || republication(low) || strings.Contains(low, "original article ") || strings.Contains(low, "original story ") || strings.Contains(low, "first published") || strings.Contains(low, "first appeared") || strings.Contains(low, "republished") || strings.Contains(low, "reprinted") || strings.Contains(low, "is from ") || strings.Contains(low, "comes from ") || strings.Contains(low, "a version of this") || strings.Contains(low, "was published"):
		f.originally(sp, raw)
	case strings.Contains(low, "was produced by"):
		f.namedAfter("credit.produced", sp, raw, []string{"produced by "})
	case strings.Contains(low, "reporting by ") || strings.Contains(low, "writing by "):
		f.reportingBy(sp, low)
	case strings.HasPrefix(p.Rule, "credit.source") || isSourceLine(low) || p.Span.Start > f.bodyStart && len(f.within(sp)) > 0 && (strings.HasPrefix(low, "courtesy:") || strings.HasPrefix(low, "courtesy;")):
		f.sourceLine(sp, raw)
	case strings.HasPrefix(low, "via "):
		f.sourceLine(sp, raw)
	case p.Kind == article.Copyright:
		f.copyright(p, sp, raw)
	case strings.HasPrefix(low, "edited by") || strings.HasPrefix(low, "compiled by") || strings.HasPrefix(low, "produced by") || strings.Contains(low, "produced and edited"):
		if len(f.within(sp)) == 0 {
			f.claimOwn("credit.own", sp)
		}
	}
}

func isContribution(low string) bool {
	for _, w := range []string{"contributed", "additional reporting", "with reporting", "inputs from", "input from", "with agency", "material from", "information from", "additional material", "avec afp", "avec reuters", "avec agences", "(avec ", "con información de", "com informações d", "mit material von"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// republication tells the words by which texts of others are marked.
func republication(low string) bool {
	for _, w := range []string{"cross-posted from", "reposted from", "syndicated from", "with permission", "by permission", "originalmente", "republié", "publié ", "erschien", "originariamente", "provided by"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

func isSourceLine(low string) bool {
	low = strings.TrimLeft(low, "/( ")
	if rest, ok := strings.CutPrefix(low, "source "); ok && len(rest) < 50 && !strings.ContainsAny(rest, ".,;") {
		return true
	}
	for _, w := range []string{"source:", "source :", "sources:", "источник:", "来源", "來源", "المصدر", "fuente:"} {
		if strings.HasPrefix(low, w) {
			return true
		}
	}
	return false
}

// contribution reads "Fox News' Gregg Re and The Associated Press contributed
// to this report": outlets named so are contributors. "Associated Press writer N
// contributed" is how an agency signs its own story. "Wire services contributed"
// names nobody, and is recorded so.
func (f *finder) contribution(sp Span, low string) {
	named := false
	defer func() {
		const unnamed = "wire services (unnamed)"
		if !named && unnamedServices(low) && !slices.Contains(f.rec.Contributors, unnamed) {
			f.rec.Contributors = append(f.rec.Contributors, unnamed)
			f.claim("credit.contribution", nil, "wire services", sp)
		}
	}()
	ctx := outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}
	for _, m := range f.within(sp) {
		o := f.resolve(m, ctx)
		if o == nil {
			continue
		}
		if surname(f.text[sp.Start:m.Span.Start], m.Span.Of(f.text)) {
			continue
		}
		named = named || !f.same(o)
		m.Outlet = o
		after := f.text[m.Span.End:min(sp.End, m.Span.End+40)]
		possessive := strings.HasPrefix(after, "'") || strings.HasPrefix(after, "’")
		role := startsWithRole(after)
		switch {
		case f.same(o):
			f.claimOwn("credit.own", sp)
		case (role || possessive) && strings.Contains(low, "contributed") && !strings.Contains(low, "inputs"):
			if !f.houseClaim(o) && f.hasOwnByline() {
				f.contributor(m)
			} else {
				f.claim("credit.house", o, "", sp)
			}
		default:
			f.contributor(m)
		}
	}
}

// unnamedServices tells "Herald wire services contributed to this report".
func unnamedServices(low string) bool {
	if !strings.Contains(low, "contributed") {
		return false
	}
	for _, w := range []string{"wire services", "news services", "wire reports", "news agencies", "wire agencies"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// surname tells a one-word name that stands after a capitalised word, as in
// "CNN's Lauren Fox": more likely a person's than an outlet's.
func surname(before, name string) bool {
	if strings.ContainsAny(name, " .") || isCode(name) || !strings.HasSuffix(before, " ") {
		return false
	}
	w, _ := lastWord(before, len(before))
	r, _ := utf8.DecodeRuneInString(w)
	return r >= 'A' && r <= 'Z' && w != "The" && !strings.HasSuffix(strings.TrimRight(before, " "), ",")
}

// startsWithRole tells " writer", " writers", " Diplomatic Correspondent".
func startsWithRole(s string) bool {
	s = strings.ToLower(strings.TrimLeft(s, " "))
	for _, w := range []string{"writer", "reporter", "correspondent", "journalist", "video", "staff", "national ", "diplomatic ", "researcher"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// houseClaim tells whether an outlet already stands as a source.
func (f *finder) houseClaim(o *outlets.Outlet) bool {
	for i := range f.claims {
		if c := &f.claims[i]; c.Supports == "origin" && c.outlet == o {
			return true
		}
	}
	return false
}

// hasOwnByline tells whether the publisher's staff is credited above.
func (f *finder) hasOwnByline() bool {
	for i := range f.claims {
		switch f.claims[i].Rule {
		case "byline.own", "byline.staff", "dateline.own", "credit.own":
			return true
		case "byline.bare":
			if f.pub != nil {
				return true
			}
		}
	}
	return false
}

func (f *finder) contributor(m outlets.Mention) {
	for _, c := range f.rec.Contributors {
		if c == m.Outlet.Name {
			return
		}
	}
	f.rec.Contributors = append(f.rec.Contributors, m.Outlet.Name)
	f.claim("credit.contribution", m.Outlet, "", m.Span)
}

// originally reads "This article was originally published on The Conversation".
func (f *finder) originally(sp Span, raw string) {
	f.namedAfter("credit.originally", sp, raw, []string{"original article on ", "original article at ", "original article in ", "this report by ", "this story by ", "this article by ", "originally on ", "originally in ", "originally by ", "cross-posted from ", "reposted from ", "syndicated from ", "originalmente en ", "originalmente por ", "originalmente no ", "originalmente na ", "originalmente em ", "originalmente pelo ", "originalmente pela ", "republié à partir de ", "publié sur ", "publié par ", "publié dans ", "zuerst auf ", "zuerst bei ", "zuerst in ", "erschienen auf ", "erschienen bei ", "erschienen in ", "originariamente su ", "provided by ", "published on ", "published by ", "published in ", "published at ", "appeared on ", "appeared in ", "appeared at ", "appeared first on ", "republished from ", "reprinted from ", "is from ", "comes from ", "permission from ", "permission of ", "from ", "courtesy of ", "of ", "by "})
}

// namedAfter records the outlet that is named after the first of the words
// that the sentence has; a name that the registry does not know is taken when
// it is spelt like one.
func (f *finder) namedAfter(rule string, sp Span, raw string, cues []string) bool {
	low := strings.ToLower(raw)
	if len(low) != len(raw) {
		low = raw
	}
	ctx := outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}
	for _, cue := range cues {
		k := strings.Index(low, cue)
		if k < 0 {
			continue
		}
		from := sp.Start + k + len(cue)
		for _, m := range f.within(Span{Start: from, End: sp.End}) {
			if m.Span.Start > from+24 {
				break
			}
			o := f.resolve(m, ctx)
			if o == nil {
				continue
			}
			if f.same(o) {
				f.claimOwn("credit.own", sp)
			} else {
				f.claim(rule, o, "", Span{Start: sp.Start, End: max(m.Span.End, sp.Start+len(strings.TrimRight(raw, " ")))})
			}
			return true
		}
		if cue == "this story by " || cue == "this report by " || cue == "this article by " {
			continue // names its writer, where it names no outlet
		}
		if name := properNoun(raw[k+len(cue):]); name != "" && rule == "credit.originally" && f.rec.Publisher != nil && containsBrand(name, f.rec.Publisher) {
			f.claimOwn("credit.own", sp)
			return true
		} else if name != "" && rule == "credit.originally" && cue != "from " && cue != "of " && f.rec.Publisher == nil || name != "" && f.rec.Publisher != nil && rule == "credit.originally" && cue != "from " && cue != "of " && !strings.EqualFold(name, f.rec.Publisher.Name) {
			f.claim(rule, nil, name, sp)
			return true
		}
	}
	return false
}

// properNoun is the run of capitalised words that opens s.
func properNoun(s string) string {
	end := 0
	words := 0
	for i := 0; i < len(s) && words < 5; {
		j := i
		for j < len(s) && s[j] != ' ' && s[j] != ',' && s[j] != '.' && s[j] != ';' && s[j] != ')' && s[j] != ':' {
			j++
		}
		w := s[i:j]
		r, _ := utf8.DecodeRuneInString(w)
		if w == "" || !(r >= 'A' && r <= 'Z' || r >= 0xC0 && r != utf8.RuneError) && !(words > 0 && (w == "of" || w == "the" || w == "and")) {
			break
		}
		if article.IsDateWord(strings.ToLower(w)) && !strings.EqualFold(w, "the") {
			break
		}
		words++
		end = j
		if j >= len(s) || s[j] != ' ' {
			break
		}
		i = j + 1
	}
	name := strings.TrimSpace(s[:end])
	for _, w := range []string{" and", " the", " of"} {
		name = strings.TrimSuffix(name, w)
	}
	if name == "The" || len(name) < 3 {
		return ""
	}
	return name
}

// reportingBy reads "(Reporting by N in Place; Editing by M)".
func (f *finder) reportingBy(sp Span, low string) {
	ms := f.within(sp)
	for _, m := range ms {
		if o := f.resolve(m, outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}); o != nil && !f.same(o) {
			m.Outlet = o
			f.contributor(m)
		}
	}
	t := strings.TrimLeft(low, " ")
	if !(strings.HasPrefix(t, "(reporting by ") || strings.HasPrefix(t, "(additional reporting by ") || strings.HasPrefix(t, "(writing by ") || strings.HasPrefix(t, "reporting by ")) || !strings.Contains(low, "editing by ") || !strings.Contains(low, ";") {
		if len(ms) == 0 && (strings.HasPrefix(t, "reporting by ") || strings.HasPrefix(t, "(reporting by ") || strings.HasPrefix(t, "written by ")) {
			f.claimOwn("credit.own", sp)
		}
		return
	}
	if o := f.reg.ByID("reuters"); o != nil && len(ms) == 0 {
		if f.same(o) {
			f.claimOwn("credit.own", sp)
		} else {
			f.claim("credit.reuters-style", o, "", sp)
		}
	}
}

// sourceLine reads "Source: X" and "via X".
func (f *finder) sourceLine(sp Span, raw string) {
	ctx := outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}
	known := 0
	for _, m := range f.within(sp) {
		o := f.resolve(m, ctx)
		if o == nil {
			continue
		}
		known++
		switch {
		case f.same(o):
			f.claimOwn("masthead.own", m.Span)
		case known == 1:
			f.claim("credit.source", o, "", m.Span)
		default:
			m.Outlet = o
			f.contributor(m)
		}
	}
	if known > 0 {
		return
	}
	k := strings.IndexAny(raw, ":：")
	if k < 0 {
		return
	}
	rest := raw[k+1:]
	name := strings.TrimSpace(rest)
	name = strings.TrimRight(name, ".) ")
	if o := f.byName(name); o != nil {
		at := sp.Start + k + 1 + strings.Index(rest, name)
		if f.same(o) {
			f.claimOwn("masthead.own", sp)
		} else {
			f.claim("credit.source", o, "", Span{Start: at, End: at + len(name)})
		}
	} else if n := properNoun(name); n != "" && n == name {
		f.claim("credit.source", nil, name, sp)
	}
}

// copyright reads "Copyright 2018 The Associated Press." and "© 2016 AFP".
func (f *finder) copyright(p *article.Part, sp Span, raw string) {
	if ofPicture(raw) {
		return
	}
	ctx := outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}
	for _, m := range f.within(sp) {
		o := f.resolve(m, ctx)
		if o == nil {
			continue
		}
		if strings.HasPrefix(strings.TrimLeft(f.text[m.Span.End:min(sp.End, m.Span.End+3)], " "), "/") {
			return // © Sputnik / N is a photo credit
		}
		if f.same(o) || f.sister(o) || o.Kind == outlets.Group { // an owner writes nothing itself
			f.claimOwn("copyright.own", sp)
		} else {
			f.claim("copyright.agency", o, "", sp)
		}
		return
	}
	// Not in the registry: the publisher's own, when it is named like its host.
	if f.rec.Publisher != nil && containsBrand(raw, f.rec.Publisher) {
		f.claimOwn("copyright.own", sp)
	}
}

// ofPicture tells a copyright line that is a picture's: "Image copyright X".
func ofPicture(line string) bool {
	low := strings.ToLower(line)
	for _, w := range []string{"image", "photo", "picture", "foto", "video"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// sister tells an outlet of the publisher's owner, in whose name the house holds
// its rights: Dow Jones on the pages of its papers.
func (f *finder) sister(o *outlets.Outlet) bool {
	return o != nil && f.pub != nil && o.Parent != "" && o.Parent == f.pub.Parent
}

// containsBrand tells whether a copyright line names the publisher by the
// first label of its domain ("ClickOnDetroit" for clickondetroit.com).
func containsBrand(raw string, p *OutletRef) bool {
	brand, _, _ := strings.Cut(p.Domain, ".")
	if len(brand) < 4 {
		return p.Name != "" && strings.Contains(raw, p.Name)
	}
	var b strings.Builder
	for _, r := range strings.ToLower(raw) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return strings.Contains(b.String(), brand) || p.Name != "" && strings.Contains(raw, p.Name)
}

// signOffLine reads an agency that stands alone under the text.
func (f *finder) signOffLine(sp Span, i int) {
	s := sp.Of(f.text)
	if off, ok := article.ParseSignOff(s, f.outletName); ok {
		f.claimSignOff("credit.signoff", off, sp)
		return
	}
	trimmed := strings.Trim(s, " \u00a0-–—―()[]/.*_")
	o := f.byName(trimmed)
	if o == nil {
		if k := strings.IndexByte(trimmed, '/'); k > 0 {
			o = f.byName(trimmed[:k])
		}
	}
	if o == nil || f.neighbour(i, -1) == article.Caption {
		return
	}
	if f.same(o) {
		f.claimOwn("masthead.own", sp)
		return
	}
	f.claim("credit.signoff", o, "", sp)
}

// jointSignOff reads "… at noon. – Rappler.com/Agence France-Presse" at the end of
// a paragraph of which sp is the last piece.
func (f *finder) jointSignOff(sp Span) bool {
	s := strings.TrimRight(sp.Of(f.text), " \u00a0.")
	if strings.IndexByte(s, '/') < 0 {
		return false
	}
	k := max(strings.LastIndex(s, ". – "), strings.LastIndex(s, ". — "), strings.LastIndex(s, ". - "))
	if k < 0 {
		return false
	}
	tail := s[k+2:]
	name := strings.TrimLeft(tail, " –—-")
	if !strings.Contains(name, "/") {
		return false
	}
	at := sp.Start + k + 2 + len(tail) - len(name)
	return f.claimJoint(Span{Start: at, End: at + len(name)})
}

// signOffs reads the end of the last paragraph: "… said. (ANI)", "… year. – PTI",
// and lines such as "PTI SKC RHL" and "IANS/int/jd" of Indian agencies.
func (f *finder) signOffs() {
	last := -1
	for i := range f.parts {
		if f.parts[i].Kind == article.Body {
			last = i
		}
	}
	if last < 0 {
		return
	}
	end := f.parts[last].Span.End
	start := max(f.parts[last].Span.Start, end-64)
	for start < end && !utf8.RuneStart(f.text[start]) {
		start++
	}
	if f.jointSignOff(Span{Start: start, End: end}) || f.bracketSignOff(f.parts[last].Span) {
		return
	}
	ctx := outlets.Context{Text: f.text, Attribution: true, Publisher: f.pub}
	for _, m := range f.within(Span{Start: start, End: end}) {
		after := strings.Trim(f.text[m.Span.End:end], " \u00a0.)]/*")
		before := strings.TrimRight(f.text[start:m.Span.Start], " \u00a0")
		opened := strings.HasSuffix(before, "(") || strings.HasSuffix(before, "[") || strings.HasSuffix(before, "/")
		dashed := strings.HasSuffix(before, "-") || strings.HasSuffix(before, "–") || strings.HasSuffix(before, "—")
		stop := strings.TrimRight(before, " \u00a0([-–—/\n\"”'")
		sentence := strings.HasSuffix(stop, ".") || strings.HasSuffix(stop, "!") || strings.HasSuffix(stop, "?") || strings.HasSuffix(before, "\n")
		initials := after != "" && len(after) < 24 && strings.ToUpper(after) == after && strings.HasSuffix(before, "\n")
		slash := strings.HasPrefix(f.text[m.Span.End:end], "/") && len(after) < 16 && !strings.Contains(after, ". ")
		if !(after == "" || initials || slash) || !(opened || dashed || sentence) || !sentence && !opened {
			continue
		}
		if after == "" && !opened && !dashed && !strings.HasSuffix(before, "\n") && !sentence {
			continue
		}
		if opened && !sentence {
			continue
		}
		o := f.resolve(m, ctx)
		switch {
		case o == nil:
		case f.same(o):
			f.claimOwn("masthead.own", m.Span)
		default:
			f.claim("credit.inline", o, "", m.Span)
		}
	}
}
