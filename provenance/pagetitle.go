package provenance

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/newscheck/newscheck/provenance/outlets"
)

// titleJoint parts a headline from the name of the site in a page's <title>.
var titleJoint = regexp.MustCompile(`\s(?:[|•·»]|[-–—]+|::|//)\s`)

// siteFromPage tells who published a saved page that names its site neither in an
// address nor in its metadata: by what its <title> has beside the headline, by its
// canonical link, by its line of copyright. It returns the site's name.
func (f *finder) siteFromPage() string {
	host := hostOf(f.a.CanonicalURL)
	if name := f.titleSite(host); name != "" {
		f.pub = f.siteOutlet(name)
		f.evidence("page.title", "publisher", idOr(f.pub, name), "html:title", f.a.Meta["html:title"])
		return name
	}
	if strings.Contains(host, ".") {
		f.pub, _ = f.reg.ByURL(f.a.CanonicalURL)
		f.pubHost = host
		f.evidence("url.host", "publisher", idOr(f.pub, host), "canonical_url", f.a.CanonicalURL)
		return ""
	}
	for _, line := range f.copyrights() {
		if o := f.holder(line); o != nil {
			f.pub = o
			f.evidence("copyright.site", "publisher", o.ID, "html:copyright", line)
			return o.Name
		}
	}
	return ""
}

// titleSite is the name of the site in the page's <title>, before or after the
// headline. A headline with a dash in it looks the same, so that the name must be
// an outlet's that the headline itself does not have, or be told by the page's
// copyright or by host, which may be empty.
func (f *finder) titleSite(host string) string {
	title := strings.TrimSpace(strings.ReplaceAll(f.a.Meta["html:title"], "\n", " "))
	if title == "" || len(title) > 500 {
		return ""
	}
	joints := titleJoint.FindAllStringIndex(title, -1)
	if len(joints) == 0 {
		return ""
	}
	first, last := joints[0], joints[len(joints)-1]
	head, tail := strings.TrimSpace(title[:first[0]]), strings.TrimSpace(title[last[1]:])
	if f.namesSite(tail, host, title[last[0]:last[1]]) {
		return tail
	}
	if f.namesSite(head, host, title[first[0]:first[1]]) {
		return head
	}
	return ""
}

// namesSite tells whether one end of a title, with its joint, is the site's name.
func (f *finder) namesSite(name, host, joint string) bool {
	if len(name) < 2 || len(name) > 60 || len(strings.Fields(name)) > 6 || strings.IndexFunc(name, unicode.IsLetter) < 0 {
		return false
	}
	if bearsName(host, name) && !f.headlineHas(name) {
		return true
	}
	for _, line := range f.copyrights() {
		if holds(line, name) && !f.headlineHas(name) {
			return true
		}
	}
	if f.siteOutlet(name) == nil || f.headlineHas(name) {
		return false
	}
	if !strings.ContainsAny(name, " .") { // Time, News: sections have such names, too
		if ms := f.reg.Find(nil, name); len(ms) != 1 || ms[0].Span.End < len(name) || ms[0].Class == outlets.Contextual {
			return false
		}
	}
	return f.headlines() != nil || !strings.ContainsAny(joint, "-–—")
}

// bearsName tells whether a host is named as the site is: milltownledger.com for
// "The Milltown Ledger".
func bearsName(host, name string) bool {
	return host != "" && name != "" && containsBrand(name, &OutletRef{Domain: outlets.DomainName(host)})
}

// siteOutlet is the outlet that a site's name means, or nil when none or several
// are called so.
func (f *finder) siteOutlet(name string) *outlets.Outlet {
	for _, m := range f.reg.Find(nil, name) {
		if m.Span.Start == 0 && m.Span.End == len(name) {
			o, _ := f.reg.Resolve(m, outlets.Context{Text: name, Attribution: true})
			return o
		}
	}
	if len(f.reg.Candidates(name)) > 1 {
		return nil
	}
	return f.byName(name)
}

// headlines are those that the page states elsewhere than in its <title>.
func (f *finder) headlines() []string {
	var out []string
	for _, k := range [...]string{"html:h1", "ld:headline"} {
		for line := range strings.Lines(f.a.Meta[k]) {
			if line = strings.TrimSpace(line); strings.Count(line, " ") >= 2 && len(out) < 8 {
				out = append(out, line)
			}
		}
	}
	return out
}

// headlineHas tells whether a stated headline has the name in it, as one that
// cites an outlet has.
func (f *finder) headlineHas(name string) bool {
	for _, h := range f.headlines() {
		if strings.Contains(strings.ToLower(h), strings.ToLower(name)) {
			return true
		}
	}
	return false
}

// copyrights are the lines of copyright that the page keeps apart from its text.
func (f *finder) copyrights() []string {
	var out []string
	for line := range strings.Lines(f.a.Meta["html:copyright"]) {
		line = strings.TrimSpace(line)
		if low := strings.ToLower(line); len(out) < 8 && !ofPicture(line) && (strings.Contains(line, "©") || strings.Contains(low, "(c)") || strings.Contains(low, "copyright")) {
			out = append(out, line)
		}
	}
	return out
}

// holder is the outlet that a line of copyright names, when it is one that
// publishes for readers.
func (f *finder) holder(line string) *outlets.Outlet {
	named := f.outletsOf(line)
	if len(named) != 1 || named[0].Wire() || named[0].Kind == outlets.Group {
		return nil
	}
	return named[0]
}

// holds tells whether a line of copyright has name as words of their own: one
// word alone must open what stands after the sign and the year.
func holds(line, name string) bool {
	low, n := strings.ToLower(line), strings.ToLower(name)
	k := strings.Index(low, n)
	if k < 0 {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(low[:k])
	after, _ := utf8.DecodeRuneInString(low[k+len(n):])
	if k > 0 && unicode.IsLetter(before) || k+len(n) < len(low) && unicode.IsLetter(after) {
		return false
	}
	if strings.Contains(n, " ") {
		return true
	}
	opening := strings.TrimFunc(low[:k], func(r rune) bool { return !unicode.IsLetter(r) })
	return opening == "" || opening == "copyright" || opening == "c"
}
