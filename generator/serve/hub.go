package serve

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

const (
	mostStreams = 2000 // open at once
	mostChanged = 256  // URLs told one by one
)

// A message is what a tab is told: build is the newest one, changed are URLs
// that matter to it. More than fit in are told as all: look for yourself.
type message struct {
	build   uint64
	changed map[string]bool
	all     bool
	errors  int
	follow  string
}

// A hub tells streams what was built. Each stream has room for one message;
// what comes while it stands unread is joined to it, so a stream that nobody
// reads costs the same after a thousand builds as after one.
type hub struct {
	mu      sync.Mutex
	build   uint64
	errors  int
	streams map[*stream]struct{}
	done    chan struct{} // closed when the server ends
	ended   bool
}

type stream struct {
	page string        // the URL its tab shows, or "" for one that wants to hear all
	wake chan struct{} // holds one token while there is something to read

	mu      sync.Mutex
	pending *message
}

func newHub() *hub {
	return &hub{streams: map[*stream]struct{}{}, done: make(chan struct{})}
}

// number gives the newest build.
func (h *hub) number() uint64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.build
}

// built takes note of a build and tells every stream.
func (h *hub) built(build uint64, changed []string, errors int, follow string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.build = max(h.build, build)
	h.errors = errors
	news := newsOf(changed)
	for _, shown := range []bool{true, false} { // who has something new to show comes first
		for s := range h.streams {
			if news.pages[s.page] == shown {
				s.tell(h.message(news, s.page, follow))
			}
		}
	}
}

// message makes one of news for a tab that shows page. h.mu is held.
func (h *hub) message(n news, page, follow string) *message {
	m := &message{build: h.build, errors: h.errors, follow: follow, changed: map[string]bool{}, all: n.manyFiles}
	for _, u := range n.files {
		m.changed[u] = true
	}
	switch {
	case page == "" && len(n.pages) > mostChanged:
		m.all = true
	case page == "":
		maps.Copy(m.changed, n.pages)
	case n.pages[page]:
		m.changed[page] = true
	}
	return m
}

// news are the URLs that a build has changed: pages, which matter to the tabs
// that show them, and other files, which may be part of any page.
type news struct {
	pages     map[string]bool
	files     []string
	manyFiles bool
}

func newsOf(changed []string) news {
	n := news{pages: map[string]bool{}}
	for _, u := range changed {
		switch {
		case strings.HasSuffix(u, "/") || strings.HasSuffix(u, ".html"):
			n.pages[u] = true
		case len(n.files) < mostChanged:
			n.files = append(n.files, u)
		default:
			n.manyFiles = true
		}
	}
	return n
}

// tell joins m to what the stream has not read yet.
func (s *stream) tell(m *message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.pending; p != nil {
		maps.Copy(m.changed, p.changed)
		m.all = m.all || p.all || len(m.changed) > 2*mostChanged
		if m.follow == "" {
			m.follow = p.follow
		}
	}
	if m.all {
		for u := range m.changed {
			if u != s.page {
				delete(m.changed, u)
			}
		}
	}
	s.pending = m
	select {
	case s.wake <- struct{}{}:
	default: // it is awake already
	}
}

// take gives what there is to read, or nil.
func (s *stream) take() *message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.pending
	s.pending = nil
	return m
}

// join adds a stream for a tab that shows page, and gives the newest build:
// what comes after it the stream will be told. It fails when there are too
// many, or when the server ends.
func (h *hub) join(page string) (s *stream, build uint64, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended || len(h.streams) >= mostStreams {
		return nil, 0, false
	}
	s = &stream{page: page, wake: make(chan struct{}, 1)}
	h.streams[s] = struct{}{}
	return s, h.build, true
}

func (h *hub) leave(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams, s)
}

// catchUp tells s what it has missed.
func (h *hub) catchUp(s *stream, changed []string, all bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	m := h.message(newsOf(changed), s.page, "")
	m.all = m.all || all
	s.tell(m)
}

// open gives the pages that streams were opened for, in order, each once.
func (h *hub) open() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	var pages []string
	for s := range h.streams {
		if s.page != "" {
			pages = append(pages, s.page)
		}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

// end lets go of all streams and takes no new ones.
func (h *hub) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.ended {
		h.ended = true
		close(h.done)
	}
}
