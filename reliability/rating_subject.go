package reliability

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/newscheck/newscheck/provenance/outlets"
	"golang.org/x/net/publicsuffix"
)

// address is one address that a rater rated.
type address struct {
	host  string // lower case, without "www."
	path  string // "" or "/…", without a slash at the end
	query bool   // it had a query, which only single pages have
}

func (a address) String() string { return a.host + a.path }

var (
	hostRE = regexp.MustCompile(`^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?)+$`)
	langRE = regexp.MustCompile(`^/(?:[a-z]{2}(?:-[a-z]{2,4})?|english|french|spanish|arabic|russian|german|persian|chinese|turkish|portuguese)$`)
)

// maxAddress bounds the length of an address, in bytes.
const maxAddress = 1024

// parseAddress reads a domain, host, host and path, or URL.
func parseAddress(s string) (address, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return address{}, fmt.Errorf("is empty")
	}
	if len(s) > maxAddress {
		return address{}, fmt.Errorf("is longer than %d bytes", maxAddress)
	}
	if i := strings.Index(s, "//"); i >= 0 && i <= len("https:") {
		s = s[i+2:]
	}
	var a address
	end := strings.IndexAny(s, "/?#")
	if end < 0 {
		end = len(s)
	}
	host, rest := s[:end], s[end:]
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	}
	if i := strings.LastIndexByte(host, ':'); i >= 0 {
		host = host[:i]
	}
	host = strings.TrimSuffix(strings.TrimSpace(host), ".")
	a.host = host
	if h, ok := strings.CutPrefix(host, "www."); ok && strings.Contains(h, ".") {
		a.host = h
	}
	if len(a.host) > 253 || !hostRE.MatchString(a.host) {
		return address{}, fmt.Errorf("%q is not a host name such as example.org", clip(host, 80))
	}
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		a.query = rest[i] == '?' || i+1 < len(rest)
		rest = rest[:i]
	}
	if u, err := url.PathUnescape(rest); err == nil {
		rest = u
	}
	a.path = strings.TrimRight(clean(rest), "/*")
	a.path = strings.NewReplacer("|", "%7c", " ", "%20").Replace(a.path)
	return a, nil
}

// home reports whether a looks like the address of a site rather than of a page
// on it: no query, and nothing but a language or one section below the host.
func (a address) home() bool {
	return !a.query && strings.Count(a.path, "/") <= 1 && !strings.Contains(a.path, ".")
}

// subject says whom an address stands for: the outlet that the registry has for
// it, or nil; the key under which ratings are kept when there is none; and the
// part of the outlet that is meant, "" for all of it.
func subject(reg *outlets.Registry, a address) (o *outlets.Outlet, key, scope string) {
	o = reg.ByDomain(a.String())
	whole := a.path == "" || langRE.MatchString(a.path)
	if o != nil && o.Kind == outlets.Portal && a.personal(o) {
		return nil, a.String(), "" // a page of somebody on a platform is not the platform
	}
	if !whole && (o == nil || !slices.ContainsFunc(o.Domains, func(d string) bool { return strings.HasPrefix(a.String(), d) && strings.Contains(d, "/") })) {
		scope = "pages under " + a.String()
	}
	if o != nil {
		return o, o.ID, scope
	}
	return nil, outlets.DomainName(a.host), scope
}

// personal reports whether a is a page or sub-domain on the platform o.
func (a address) personal(o *outlets.Outlet) bool {
	if slices.Contains(o.Domains, a.host) {
		return a.path != "" && !langRE.MatchString(a.path)
	}
	if slices.Contains(o.Domains, a.String()) {
		return false
	}
	_, icann := publicsuffix.PublicSuffix(a.host)
	sub, _, _ := strings.Cut(a.host, ".")
	return !icann || !langRE.MatchString("/"+sub)
}

// named returns the outlet that a name alone means, or nil when none or several
// have it, or when it is also a word or a code ("Time", "AP").
func named(reg *outlets.Registry, name string) *outlets.Outlet {
	if name = strings.TrimSpace(name); name == "" || len(name) > 200 {
		return nil
	}
	c := reg.Candidates(name)
	if len(c) != 1 {
		if len(c) == 0 && strings.Contains(name, ".") {
			return reg.ByName(name)
		}
		return nil
	}
	for _, al := range c[0].Aliases {
		if al.Class == outlets.Strong && !al.Shared && bare(al.Text) == bare(name) {
			return c[0]
		}
	}
	return nil
}

// bare is a name without a leading article and dots.
func bare(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), ".", "")
	return strings.TrimSpace(strings.TrimPrefix(s, "the "))
}

// clean makes one line of a cell: control characters and runs of space become
// one space.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 }), " ")
}

// clip cuts s to at most n bytes at a rune.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}
