package serve

import (
	"container/list"
	"sync"

	"opspress/generator/output"
)

// goodBytes is how much of recently asked pages is kept.
const goodBytes = 256 << 20

// A page is a file of the site as it was once given.
type page struct {
	path   string // of the file
	digest output.Digest
	bytes  []byte
}

// good keeps the last good bytes of each URL, those asked for least recently
// going first when there are too many. A page that cannot be made now keeps
// what it was.
type good struct {
	mu    sync.Mutex
	limit int64
	size  int64
	order *list.List // of goodEntry, the latest first
	at    map[string]*list.Element
}

type goodEntry struct {
	url  string
	page page
}

func newGood(limit int64) *good {
	return &good{limit: limit, order: list.New(), at: map[string]*list.Element{}}
}

// find gives the last good page of url.
func (g *good) find(url string) (page, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	e, ok := g.at[url]
	if !ok {
		return page{}, false
	}
	g.order.MoveToFront(e)
	return e.Value.(goodEntry).page, true
}

// forget lets go of everything.
func (g *good) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.size = 0
	g.order.Init()
	clear(g.at)
}

// keep makes p the last good page of url. One that alone would fill half of
// the room is not kept.
func (g *good) keep(url string, p page) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.remove(url)
	if int64(len(p.bytes)) > g.limit/2 {
		return
	}
	g.at[url] = g.order.PushFront(goodEntry{url, p})
	g.size += int64(len(p.bytes))
	for g.size > g.limit {
		g.remove(g.order.Back().Value.(goodEntry).url)
	}
}

// drop forgets url: the page is gone, not broken.
func (g *good) drop(url string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.remove(url)
}

func (g *good) remove(url string) {
	if e, ok := g.at[url]; ok {
		g.order.Remove(e)
		delete(g.at, url)
		g.size -= int64(len(e.Value.(goodEntry).page.bytes))
	}
}
