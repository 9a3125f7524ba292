package outlets

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"
)

// Registry answers what a name, a host or a path token stands for. It is
// immutable and safe for concurrent use.
type Registry struct {
	list   []*Outlet
	byID   map[string]*Outlet
	names  map[string][]nameEntry // folded name, without "the" -> who is called so
	heads  headSet                // how these names begin
	hosts  map[string][]hostRule  // host -> rules, longest path first
	codes  map[string][]*Outlet   // path token -> who is meant
	folder *folder
	trie   trie
	rules  map[string][]rule // folded alias -> false friends, in the order of the file
	cues   cues
}

type nameEntry struct {
	outlet *Outlet
	alias  Alias
}

// build indexes rows and checks what one row alone cannot show.
func build(rows []row, rules []rule) (*Registry, error) {
	g := &Registry{
		byID:   make(map[string]*Outlet, len(rows)),
		names:  make(map[string][]nameEntry, 4*len(rows)),
		hosts:  make(map[string][]hostRule, 2*len(rows)),
		codes:  make(map[string][]*Outlet),
		folder: newFolder(),
		rules:  make(map[string][]rule),
	}
	for _, rw := range rows {
		if g.byID[rw.ID] != nil {
			return nil, rw.errorf("id", "%q is the id of another row", rw.ID)
		}
		g.byID[rw.ID] = rw.Outlet
		g.list = append(g.list, rw.Outlet)
	}
	var errs []error
	for _, rw := range rows {
		if rw.Parent != "" && (g.byID[rw.Parent] == nil || rw.Parent == rw.ID) {
			errs = append(errs, rw.errorf("parent", "no other row has the id %q", rw.Parent))
		}
		errs = append(errs, g.addNames(rw), g.addHosts(rw), g.addCodes(rw))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	for _, r := range rules {
		if r.then != "" && r.then != keep && g.byID[r.then] == nil {
			return nil, fieldError("falsefriends.tsv", r.line, "then", "no outlet has the id %q", r.then)
		}
		if r.alias == anyCaps || r.alias == anyContext {
			g.cues.add(g.folder, r)
			continue
		}
		r.fold(g.folder)
		key := g.key(r.alias)
		g.rules[key] = append(g.rules[key], r)
	}
	g.trie.pack()
	return g, nil
}

func (g *Registry) addNames(rw row) error {
	for _, a := range rw.Aliases {
		key := g.key(a.Text)
		if key == "" {
			return rw.errorf("aliases", "%q has no letter or digit", a.Text)
		}
		for _, e := range g.names[key] {
			if e.outlet != rw.Outlet && !(e.alias.Shared && a.Shared) {
				return rw.errorf("aliases", "%q is also a name of %s; if both are right mark it as shared in both rows (%s*:%s)", a.Text, e.outlet.ID, prefixOf(a.Class), a.Text)
			}
		}
		if !slices.ContainsFunc(g.names[key], func(e nameEntry) bool { return e.outlet == rw.Outlet && e.alias.Class == a.Class }) {
			g.names[key] = append(g.names[key], nameEntry{rw.Outlet, a})
			g.heads.add(key)
		}
		g.trie.add(g.folder, rw.Outlet, a)
	}
	return nil
}

func prefixOf(c Class) string {
	if c == Contextual {
		return "ctx"
	}
	return string(c)
}

// key is the form in which names are looked up: folded, without an article.
func (g *Registry) key(s string) string {
	return strings.TrimPrefix(g.folder.fold(s), "the ")
}

// Len is the number of outlets.
func (g *Registry) Len() int { return len(g.list) }

// All yields the outlets in the order of the data files.
func (g *Registry) All() iter.Seq[*Outlet] { return slices.Values(g.list) }

// ByID returns the outlet with an id, or nil.
func (g *Registry) ByID(id string) *Outlet { return g.byID[id] }

// Parent returns the outlet or group that owns o, or nil.
func (g *Registry) Parent(o *Outlet) *Outlet {
	if o == nil || o.Parent == "" {
		return nil
	}
	return g.byID[o.Parent]
}

// ByName returns the outlet that a whole string names, or nil. Case, accents,
// a leading article and the dots of initialisms do not matter; a domain of the
// outlet is a name, too. When several outlets are called so, it is the first
// of Candidates.
func (g *Registry) ByName(s string) *Outlet {
	if c := g.named(s); len(c) > 0 {
		return c[0].outlet
	}
	if strings.Contains(s, ".") && !strings.ContainsAny(s, " \t\n") {
		return g.ByDomain(s)
	}
	return nil
}

// Candidates returns all outlets that a whole string may name, in the order of
// the data files (agencies first).
func (g *Registry) Candidates(s string) []*Outlet {
	var out []*Outlet
	for _, e := range g.named(s) {
		if !slices.Contains(out, e.outlet) {
			out = append(out, e.outlet)
		}
	}
	return out
}

// maxName bounds, in bytes, what can be a name at all.
const maxName = 256

// named returns who is called by a whole string.
func (g *Registry) named(s string) []nameEntry {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxName || !g.heads.mayHold(s) {
		return nil
	}
	var buf [maxName]byte
	return g.names[string(bytes.TrimPrefix(g.folder.appendFold(buf[:0], s), theBytes))]
}

var theBytes = []byte("the ")
