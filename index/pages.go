package index

import (
	"sync"

	"github.com/newscheck/newscheck/dedupe"
)

// pageCache keeps laid-out pages of stored articles where they cannot be packed: in
// an index that compares characters. A page is good for one epoch of its
// publisher's furniture.
type pageCache struct {
	mu     sync.Mutex
	at     map[uint32]int
	pages  []cachedPage
	hand   int
	tokens int
}

type cachedPage struct {
	number uint32
	epoch  int
	used   bool // since the hand last passed: clock replacement
	page   *dedupe.Page
}

// cacheTokens bounds the cache, to some 50 MB.
const cacheTokens = 1 << 19

func (c *pageCache) get(n uint32, epoch int) *dedupe.Page {
	c.mu.Lock()
	defer c.mu.Unlock()
	i, ok := c.at[n]
	if !ok || c.pages[i].epoch != epoch {
		return nil
	}
	c.pages[i].used = true
	return c.pages[i].page
}

func (c *pageCache) put(n uint32, epoch int, p *dedupe.Page) {
	if p.Tokens() > cacheTokens/8 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.at == nil {
		c.at = map[uint32]int{}
	}
	if i, ok := c.at[n]; ok {
		c.tokens += p.Tokens() - c.pages[i].page.Tokens()
		c.pages[i] = cachedPage{n, epoch, true, p}
		return
	}
	for c.tokens+p.Tokens() > cacheTokens && len(c.pages) > 0 {
		c.hand %= len(c.pages)
		if e := &c.pages[c.hand]; e.used {
			e.used = false
			c.hand++
			continue
		}
		c.drop(c.hand)
	}
	c.at[n] = len(c.pages)
	c.pages = append(c.pages, cachedPage{n, epoch, false, p})
	c.tokens += p.Tokens()
}

// drop takes out page i; the last one takes its place.
func (c *pageCache) drop(i int) {
	c.tokens -= c.pages[i].page.Tokens()
	delete(c.at, c.pages[i].number)
	last := len(c.pages) - 1
	if i != last {
		c.pages[i] = c.pages[last]
		c.at[c.pages[i].number] = i
	}
	c.pages[last] = cachedPage{}
	c.pages = c.pages[:last]
}

// clear lets go of everything.
func (c *pageCache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.pages, c.hand, c.tokens = nil, nil, 0, 0
}
