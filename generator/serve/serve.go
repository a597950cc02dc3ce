package serve

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// ErrNotFound is what Site.Page returns for a URL that the site does not have.
var ErrNotFound = errors.New("the site has no such page")

// A Site is what is served. Its URLs are paths from the site's root, decoded,
// in NFC: "/posts/운영/", "/assets/main.0a1b2c3d4e.css". It is called from many
// goroutines at once.
type Site interface {
	// Page gives what a clean build of the sources as they are now would write
	// for url. ErrNotFound says that there is no such page, any other error that
	// the page is broken now; the diagnostics are those of the page and tell why.
	// Keeping the last good bytes is the server's business, not the site's.
	Page(ctx context.Context, url string) (output.File, []diag.Diagnostic, error)
	// Changed gives the URLs whose bytes have changed, come or gone after the
	// build of number since.
	Changed(since uint64) []string
	// About tells what the author's bar shows of url, also of one that is gone.
	About(ctx context.Context, url string) About
}

// Options say how a site is served. Only Site is needed.
type Options struct {
	Site Site
	// Base is the path of the base URL, decoded: "/blog" or "". The site answers
	// below it; what is the server's own stays below /_opspress/ at the host's root.
	Base string
	// Hosts are the names of --allow-host: they may stand in Host and in Origin.
	Hosts []string
	// Bound are the addresses or names that the server is bound to. They may
	// stand in Host. An unspecified address (0.0.0.0, ::) stands for every
	// address, but for no name: rebinding needs a name.
	Bound []string
	// Headers gives the headers that production sends for a path from the host's
	// root. What would let other sites in or a page grow stale is left out.
	Headers func(path string) http.Header
	// Navigate lets open tabs follow to the page whose source was edited (-N).
	Navigate bool
	// Source reads a source file that a diagnostic names, so that the overlay
	// can show the lines around. It is never called with anything of a request.
	Source func(file string) ([]byte, error)
	// Log gets a line for what the HTTP server has to say (a handler that
	// panicked). Without it nothing is logged.
	Log func(line string)
}

// A Server answers for a Site. It is made by New and is an http.Handler.
type Server struct {
	o      Options
	hosts  hosts
	run    string // tells this server from the one before it on the same port
	hub    *hub
	good   *good
	limits limits
	faults atomic.Pointer[[]fault]
	path   atomic.Pointer[string] // of the base URL, without a slash at its end
}

// New returns a server of o.Site at build 0: nothing has been built yet.
func New(o Options) *Server {
	s := &Server{
		o: o, hosts: newHosts(o.Hosts, o.Bound), run: newRun(time.Now()),
		hub: newHub(), good: newGood(goodBytes), limits: usual(),
	}
	s.faults.Store(&[]fault{})
	s.Rebase(o.Base)
	return s
}

// Rebase says that the path of the base URL is another one now. Pages of the
// old one link to what is no longer there, so none of them is kept as good.
func (s *Server) Rebase(base string) {
	base = strings.TrimRight(base, "/")
	s.path.Store(&base)
	s.good.forget()
}

func (s *Server) base() string { return *s.path.Load() }

// Built says that build number build can be had now: changed are the URLs whose
// bytes it changed, ds is everything that is wrong with the site as it is now
// (the overlay shows the errors among it), and follow is the URL of the source that was edited, or "". Open tabs are told
// at once, so it must be called only after Page gives the new bytes. Numbers
// grow; one revision may report itself several times (what is open first, the
// rest later), each time under a new number.
func (s *Server) Built(build uint64, changed []string, ds []diag.Diagnostic, follow string) {
	faults := faultsOf(errorsAmong(ds), s.o.Source)
	s.faults.Store(&faults)
	if !s.o.Navigate {
		follow = ""
	}
	s.hub.built(build, changed, len(faults), follow)
}

// Open gives the URLs that a visible tab shows just now, so that they can be
// made first.
func (s *Server) Open() []string { return s.hub.open() }

// ServeHTTP answers one request, if the guard lets it in.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	harden(w.Header())
	if no := s.refuse(r); no != nil {
		no.answer(w)
		return
	}
	if own, ok := ownPath(r.URL.Path); ok {
		s.serveOwn(w, r, own)
		return
	}
	s.servePage(w, r)
}
