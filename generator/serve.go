package generator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"opspress/generator/cache"
	"opspress/generator/diag"
	"opspress/generator/serve"
	"opspress/generator/site"
	"opspress/generator/watch"
)

// ServeOptions say how to serve a site while it is being written.
type ServeOptions struct {
	SiteOptions
	Bind     string // address; empty is loopback
	Port     int
	Explicit bool // the port was chosen: a taken one is an error, not a reason for the next
	Navigate bool // open tabs follow to the post that is edited
	Poll     time.Duration
	Hosts    []string // further names in Host
	Tell     ServeTeller

	store *cache.Store
	told  int // warnings of it
}

// A ServeTeller hears what a server has to say. Its functions may be nil; they
// are called one at a time.
type ServeTeller struct {
	// Ready is called when the server answers, before anything is built.
	Ready func(url string)
	// Built is called after each pass over the whole site.
	Built func(b ServeBuild)
	// Note is called with what the author should know: that files are polled,
	// that a port was taken.
	Note func(message string)
}

// A ServeBuild is one pass over the whole site.
type ServeBuild struct {
	Number      uint64
	First       bool
	Changed     int // files
	Files       Counts
	Diagnostics diag.List
	Took        time.Duration
}

// A ListenError says that the server cannot listen where it was told to.
type ListenError = serve.ListenError

// Serve serves the site until ctx is done.
func Serve(ctx context.Context, o ServeOptions) error {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return err
	}
	o.Root = root
	if err := o.exists(); err != nil {
		return err
	}
	ls, port, err := serve.Listen(ctx, o.Bind, o.Port, o.Explicit)
	if err != nil {
		return err
	}
	defer closeAll(ls)
	if port != o.Port && o.Port != 0 && o.Tell.Note != nil {
		o.Tell.Note(fmt.Sprintf("port %d is taken; using %d", o.Port, port))
	}
	origin := "http://" + net.JoinHostPort(hostName(o.Bind), fmt.Sprint(port))
	so := o.site()
	so.Origin, so.SearchOnDemand, so.Lazy = origin, true, true
	store := o.openCache()
	if store != nil {
		defer store.Close()
		so.Cache = store
	}
	s, err := site.New(so)
	if err != nil {
		return err
	}
	defer s.Close()
	o.store = store
	return o.run(ctx, s, ls, origin)
}

func closeAll(ls []net.Listener) {
	for _, l := range ls {
		l.Close()
	}
}

// hostName is the name under which a browser on this machine finds the server.
func hostName(bind string) string {
	if ip := net.ParseIP(bind); bind == "" || ip != nil && (ip.IsUnspecified() || ip.IsLoopback()) {
		return "localhost"
	}
	return bind
}

// run begins the first revision, answers, and follows the files.
func (o *ServeOptions) run(ctx context.Context, s *site.Site, ls []net.Listener, origin string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w, err := watch.New(watch.Options{Root: o.Root, Dirs: []string{"posts", "layouts", "assets"}, Files: []string{"site.yaml"}, Poll: o.Poll, Say: o.say})
	if err != nil {
		return err
	}
	watching := make(chan error, 1)
	go func() { watching <- w.Run(ctx) }()
	select { // a look after the watches stand misses nothing
	case <-w.C():
	case <-time.After(patience):
	}

	l := newLive(s)
	r, err := l.revise(ctx, o.clock())
	if err != nil {
		return err
	}
	base, _, err := r.Base()
	if err != nil {
		return err
	}
	l.base = base
	if l.headers, err = r.Headers(); err != nil {
		return err
	}
	server := serve.New(serve.Options{
		Site: l, Base: base, Hosts: o.Hosts, Bound: bound(o.Bind), Headers: l.production, Navigate: o.Navigate, Source: o.source,
	})
	if o.Tell.Ready != nil {
		o.Tell.Ready(origin + base + "/")
	}
	following := make(chan error, 1)
	go func() { following <- o.follow(ctx, l, r, server, w.C()) }()
	err = server.Serve(ctx, ls)
	cancel()
	if e := <-following; err == nil && !errors.Is(e, context.Canceled) {
		err = e
	}
	if e := <-watching; err == nil && !errors.Is(e, context.Canceled) {
		err = e
	}
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// patience is how long the first look waits for the watches of a large site;
// after it the look comes at once, and another one when they stand.
const patience = 100 * time.Millisecond

func (o *ServeOptions) say(d diag.Diagnostic) {
	if o.Tell.Note == nil {
		return
	}
	if d.Hint != "" {
		d.Message += " (" + d.Hint + ")"
	}
	o.Tell.Note(d.Message)
}

func bound(bind string) []string {
	if bind == "" {
		return nil
	}
	return []string{bind}
}

// production gives the headers that every file has in production, as the
// settings of the current revision say: they name the hosts that a page may ask.
func (l *live) production(string) http.Header {
	hs, err := l.revision().Headers()
	l.mu.Lock()
	if err != nil { // the revision has just ended; those sent last still hold
		hs = l.headers
	}
	l.headers = hs
	l.mu.Unlock()
	h := http.Header{}
	for _, x := range hs {
		h.Set(x.Name, x.Value)
	}
	return h
}

// source reads a source file for the lines around a finding.
func (o *ServeOptions) source(file string) ([]byte, error) {
	root, err := os.OpenRoot(o.Root)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.ReadFile(file)
}
