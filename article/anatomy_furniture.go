package article

import (
	"maps"
	"slices"
	"sync"
)

// maxFurnitureLine is the longest line that is counted as furniture, in bytes.
const maxFurnitureLine = 300

// Furniture learns which lines a publisher puts on many of its pages. It keeps
// a bounded number of line hashes per publisher and forgets the rarest, as in
// Misra and Gries' frequent-items algorithm (Science of Computer Programming
// 2(2), 1982): a line that stands on more than 1 in 512 of a publisher's pages
// is never forgotten. Safe for concurrent use.
type Furniture struct {
	mu    sync.RWMutex
	sites map[string]*siteLines
}

type siteLines struct {
	pages int
	count map[uint64]int32
}

const (
	maxSites     = 4096
	maxSiteLines = 512
	minPages     = 8 // pages of one publisher before anything is said
)

// NewFurniture returns a Furniture that has seen nothing.
func NewFurniture() *Furniture { return &Furniture{sites: map[string]*siteLines{}} }

// Add counts the lines of one article. Lines inside an article count once.
// Copies of one story would make its sentences look like furniture: leave them
// out, or add one article of each story only.
func (f *Furniture) Add(a Article) {
	if a.Publisher == "" {
		return
	}
	p := anatomyPage{text: a.Text}
	p.split()
	seen := make(map[uint64]bool, len(p.lines))
	for i := range p.lines {
		if l := &p.lines[i]; l.end-l.start <= maxFurnitureLine {
			seen[lineHash(p.str(i))] = true
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.sites[a.Publisher]
	if s == nil {
		if len(f.sites) >= maxSites {
			return
		}
		s = &siteLines{count: map[uint64]int32{}}
		f.sites[a.Publisher] = s
	}
	s.pages++
	for _, h := range slices.Sorted(maps.Keys(seen)) {
		if _, ok := s.count[h]; !ok && len(s.count) >= maxSiteLines {
			for k := range s.count {
				if s.count[k]--; s.count[k] <= 0 {
					delete(s.count, k)
				}
			}
			continue
		}
		s.count[h]++
	}
}

// Has tells whether line stands on at least 3 and a fifth of the publisher's
// pages, of which at least 8 have been seen.
func (f *Furniture) Has(publisher, line string) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	s := f.sites[publisher]
	if s == nil || s.pages < minPages {
		return false
	}
	n := int(s.count[lineHash(line)])
	return n >= 3 && n*5 >= s.pages
}

// lineHash is 64-bit FNV-1a of the line.
func lineHash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
