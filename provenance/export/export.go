// Package export writes what newscheck tells of articles in the vocabularies
// that others read.
//
//	PROV       W3C PROV-JSON (Member Submission 24 April 2013) over PROV-DM
//	           (Recommendation 30 April 2013): our claims stand in a bundle of
//	           their own, so that what is said can be told from who says it
//	SchemaOrg  schema.org NewsArticle as JSON-LD 1.1 (W3C Recommendation 2020)
//	NINJS      IPTC ninjs 3.1, one news object a line
//	CSV        RFC 4180, one article a line
//
// All four say less than the records of docs/records.md, each in the words its
// readers know; none says more. Where a vocabulary has no word for how sure a
// claim is, the terms of [Namespace] are added where the format allows others'
// terms, and the claim is left out where it does not.
//
// Output depends on the [Set] alone and not on the machine or the clock. It is
// written piece by piece, so that memory does not grow with it. Identifiers are
// made of the articles' ids, escaped; article text is data and never markup.
// The functions only read the Set and may run beside each other.
package export

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/newscheck/newscheck/article"
	"github.com/newscheck/newscheck/provenance"
)

// Namespace holds the terms that are newscheck's own, such as originStatus.
const Namespace = "https://github.com/newscheck/newscheck/ns#"

// The prefixes of the identifiers that are given to articles, outlets and so
// on. What follows is the id, with all but letters, digits, "-", "_", "." and
// "/" of ASCII percent-encoded (RFC 3986, section 2.1).
const (
	articleURN     = "urn:newscheck:article:"
	originalURN    = "urn:newscheck:original:"
	outletURN      = "urn:newscheck:outlet:"
	personURN      = "urn:newscheck:person:"
	storyURN       = "urn:newscheck:story:"
	pageURN        = "urn:newscheck:page:"
	publicationURN = "urn:newscheck:publication:"
	claimsURN      = "urn:newscheck:claims:"
)

// Set is what is exported: the articles of one run, with what was told of them.
type Set struct {
	Articles []article.Article   // in the order of Records; or nil, which leaves addresses and languages out
	Records  []provenance.Record // as Resolve gives them
	Stories  []provenance.Story
	Version  string    // of the program that made the claims; may be ""
	Made     time.Time // when they were made; the zero time leaves it out, so that equal runs give equal bytes
}

// check reports what does not belong together.
func (s *Set) check() error {
	if s.Articles != nil && len(s.Articles) != len(s.Records) {
		return fmt.Errorf("export: %d articles and %d records do not belong together", len(s.Articles), len(s.Records))
	}
	return nil
}

// address is the address of the copy at place i, or "": an absolute http(s) URL.
func (s *Set) address(i int) string {
	if s.Articles == nil {
		return ""
	}
	return cmp.Or(absolute(s.Articles[i].URL), absolute(s.Articles[i].CanonicalURL))
}

// absolute is u when it is an http(s) address that holds nothing that is
// forbidden in one (RFC 3986, section 2), else "".
func absolute(u string) string {
	u = strings.TrimSpace(u)
	rest, ok := strings.CutPrefix(strings.TrimPrefix(u, "https"), "://")
	if !ok {
		rest, ok = strings.CutPrefix(u, "http://")
	}
	if !ok || rest == "" || rest[0] == '/' || strings.HasPrefix(u, "://") {
		return ""
	}
	for i := 0; i < len(u); i++ {
		if c := u[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return ""
		}
	}
	return u
}

// language is the BCP 47 tag of the article at place i, or "".
func (s *Set) language(i int) string {
	if s.Articles == nil {
		return ""
	}
	tag := s.Articles[i].Language
	for j := 0; j < len(tag); j++ {
		if !plain(tag[j]) || tag[j] == '/' || tag[j] == '.' || tag[j] == '_' {
			return ""
		}
	}
	return tag
}

// local makes an identifier's own part out of any string.
func local(id string) string {
	if id == "" {
		return "_" // an identifier must have one
	}
	var b strings.Builder
	for i := 0; i < len(id); i++ {
		c := id[i]
		edge := i == 0 || i == len(id)-1
		if plain(c) && !(edge && (c == '.' || c == '-' || c == '/')) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func plain(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '/'
}

// outletKey is what tells one outlet from another.
func outletKey(o *provenance.OutletRef) string {
	return cmp.Or(o.ID, o.Domain, o.Name)
}

// outletNames maps the names of the outlets that records refer to to their
// keys, for the fields that hold names alone.
func (s *Set) outletNames() map[string]string {
	names := map[string]string{}
	add := func(o *provenance.OutletRef) {
		if o != nil && names[o.Name] == "" {
			names[o.Name] = outletKey(o)
		}
	}
	for i := range s.Records {
		r := &s.Records[i]
		add(r.Origin)
		add(r.Publisher)
		for j := range r.Via {
			add(&r.Via[j])
		}
	}
	return names
}

// dateTime is d as RFC 3339 asks for it: only when the zone is known and the
// minute, because anything else would have to be made up.
func dateTime(d *provenance.Date) (string, bool) {
	if d == nil || !d.ZoneKnown {
		return "", false
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, d.Value); err == nil {
			return t.Format(time.RFC3339), true
		}
	}
	return "", false
}

// foreign reports whether somebody else than the publisher wrote the text.
func foreign(r *provenance.Record) bool {
	return r.Origin != nil && (r.OriginStatus == provenance.Stated || r.OriginStatus == provenance.Inferred)
}

// known reports whether it is known who wrote the text.
func known(r *provenance.Record) bool {
	return r.Origin != nil && r.OriginStatus != provenance.Unknown && r.OriginStatus != ""
}

// names lists the names of outlets.
func names(refs []provenance.OutletRef) []string {
	out := make([]string, len(refs))
	for i := range refs {
		out[i] = refs[i].Name
	}
	return out
}

// creditLine is how the text is to be credited: "Press TV via GlobalSecurity.org".
func creditLine(r *provenance.Record) string {
	if !known(r) {
		return ""
	}
	chain := []string{r.Origin.Name}
	for i := range r.Via {
		chain = append(chain, r.Via[i].Name)
	}
	if r.Publisher != nil && outletKey(r.Publisher) != outletKey(r.Origin) {
		chain = append(chain, r.Publisher.Name)
	}
	return strings.Join(chain, " via ")
}

// encode is v as JSON in one line, with <, > and & as they are.
func encode(v any) ([]byte, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("export: %w", err)
	}
	return []byte(strings.TrimSuffix(b.String(), "\n")), nil
}

// printer writes and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) text(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, s)
	}
}

func (p *printer) json(v any) {
	if p.err != nil {
		return
	}
	var b []byte
	if b, p.err = encode(v); p.err == nil {
		_, p.err = p.w.Write(b)
	}
}
