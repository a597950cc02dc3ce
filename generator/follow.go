package generator

import (
	"context"
	"errors"
	"time"

	"opspress/generator/serve"
	"opspress/generator/site"
	"opspress/generator/watch"
)

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
