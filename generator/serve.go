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
	so.Origin = origin
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
	server := serve.New(serve.Options{
		Site: l, Base: base, Hosts: o.Hosts, Bound: bound(o.Bind), Headers: production, Navigate: o.Navigate, Source: o.source,
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

// production gives the headers that every file has in production.
func production(string) http.Header {
	h := http.Header{}
	for _, x := range site.Headers() {
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

// follow makes the whole site, and again whenever something may have changed:
// a file, or what time it is. A newer look ends what an older one is doing.
func (o *ServeOptions) follow(ctx context.Context, l *live, r *site.Revision, server *serve.Server, signals <-chan watch.Signal) error {
	first := true
	for ctx.Err() == nil {
		began := time.Now()
		pass, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- o.pass(pass, l, r, server, began, first) }()
		var wake <-chan time.Time
		finished := false
		for again := false; !again; {
			select {
			case err := <-done:
				finished, done = true, nil
				first = first && err != nil
				wake = o.next(ctx, r, err)
			case <-signals:
				again = true
			case <-wake:
				again = true
			case <-ctx.Done():
				again = true
			}
		}
		stop()
		var next *site.Revision
		if ctx.Err() == nil { // at the end nobody needs a look
			next = o.look(ctx, l, signals)
		}
		if !finished {
			<-done
		}
		r = next
		o.rebase(l, r, server)
	}
	return ctx.Err()
}

// next says when to look again after a pass, if nothing else happens.
func (o *ServeOptions) next(ctx context.Context, r *site.Revision, err error) <-chan time.Time {
	switch {
	case err == nil:
		return o.alarm(r)
	case errors.Is(err, site.ErrChanged): // what changed may have been heard of before
		return time.After(respite)
	case ctx.Err() == nil && !errors.Is(err, context.Canceled):
		o.note(err)
		return time.After(time.Second)
	}
	return nil
}

// rebase moves the site when the path of baseURL has changed.
func (o *ServeOptions) rebase(l *live, r *site.Revision, server *serve.Server) {
	if r == nil {
		return
	}
	base, sound, err := r.Base()
	if err != nil || !sound || base == l.base {
		return
	}
	l.base = base
	server.Rebase(base)
	if o.Tell.Note != nil {
		o.Tell.Note("the site is at " + base + "/ now")
	}
}

// respite is how long a file that changed while it was read is let alone.
const respite = 20 * time.Millisecond

// look takes a new look, as soon as the machine lets it: a disk that is full
// or a folder that is away ends no day's work. Without one, ctx is done.
func (o *ServeOptions) look(ctx context.Context, l *live, signals <-chan watch.Signal) *site.Revision {
	for said := ""; ; {
		r, err := l.revise(ctx, o.clock())
		if err == nil || ctx.Err() != nil {
			return r
		}
		if err.Error() != said {
			said = err.Error()
			o.note(err)
		}
		select {
		case <-signals:
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil
		}
	}
}

func (o *ServeOptions) note(err error) {
	if o.Tell.Note != nil {
		o.Tell.Note(err.Error())
	}
}

// alarm rings when the next post appears or expires. A clock that was set on
// the command line stands still.
func (o *ServeOptions) alarm(r *site.Revision) <-chan time.Time {
	if !o.Clock.IsZero() {
		return nil
	}
	next, err := r.Next()
	if err != nil || next.IsZero() {
		return nil
	}
	const longest = 24 * time.Hour
	return time.After(min(time.Until(next)+time.Millisecond, longest))
}

// flush lets other processes have what this pass has put into the cache.
func (o *ServeOptions) flush() {
	if o.store == nil {
		return
	}
	o.store.Flush()
	for _, w := range o.store.Warnings()[o.told:] {
		o.say(w)
		o.told++
	}
}

// pass makes what is open, then everything, and tells the tabs.
func (o *ServeOptions) pass(ctx context.Context, l *live, r *site.Revision, server *serve.Server, began time.Time, isFirst bool) error {
	if !isFirst {
		if p := l.first(r, server.Open()); len(p.changed) > 0 {
			server.Built(p.build, p.changed, l.known(r), "")
		}
	}
	p, err := l.all(ctx, r)
	if err != nil {
		return err
	}
	server.Built(p.build, p.changed, p.findings, p.follow)
	o.flush()
	if o.Tell.Built != nil {
		o.Tell.Built(ServeBuild{
			Number: p.build, First: isFirst, Changed: len(p.changed), Files: p.files, Diagnostics: p.findings, Took: time.Since(began),
		})
	}
	return nil
}
