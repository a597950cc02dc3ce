package watch

import "time"

const (
	settle   = 2 * time.Millisecond   // what one save makes comes within this time of each other
	lone     = 4 * time.Millisecond   // a lone event waits no longer
	quiet    = 20 * time.Millisecond  // a burst has ended when nothing came for so long
	patience = 150 * time.Millisecond // a burst waits no longer
	few      = 8                      // more names than one save touches are a burst
	lockTick = 10 * time.Millisecond  // how often git's lock is looked at
	lockCap  = 5 * time.Second        // git's lock holds up no longer
)

// A pace decides when events have waited long enough. It is arithmetic on the
// times that it is given. The zero value is ready, and calm.
type pace struct {
	began, last time.Time // of the events that wait for a signal; zero: none wait
	ceiling     time.Time // the signal comes no later
	burst       bool
	held        time.Time // when git was last seen to hold its lock; zero: it does not
	sent        time.Time // the signal before
}

// saw takes note of an event; names is how many names wait by now.
func (p *pace) saw(now time.Time, names int) {
	if p.began.IsZero() {
		p.began, p.ceiling = now, now.Add(lone)
		if !p.sent.IsZero() && now.Sub(p.sent) < quiet {
			p.hurry(now)
		}
	}
	p.last = now
	if names > few && !p.burst {
		p.hurry(p.began)
	}
}

// hurry makes a burst, of which the first event came at from.
func (p *pace) hurry(from time.Time) {
	p.burst, p.ceiling = true, from.Add(patience)
}

// due says when the signal is due, unless something comes; the zero time says
// never.
func (p *pace) due() time.Time {
	if p.began.IsZero() {
		return time.Time{}
	}
	at := p.last.Add(settle)
	switch {
	case !p.held.IsZero():
		at = p.held.Add(lockTick)
	case p.burst:
		at = p.last.Add(quiet)
	}
	if at.After(p.ceiling) {
		return p.ceiling
	}
	return at
}

// hold is told, when the signal is due, whether git holds its lock, and says
// whether to go on waiting. When the lock goes, a burst has just ended.
func (p *pace) hold(now time.Time, locked bool) bool {
	end := p.began.Add(lockCap)
	if !now.Before(end) {
		return false
	}
	switch {
	case locked:
		p.held, p.ceiling = now, end
	case !p.held.IsZero():
		p.held, p.last = time.Time{}, now
		p.hurry(now)
		if p.ceiling.After(end) {
			p.ceiling = end
		}
	default:
		return false
	}
	return true
}

// doubt makes a lone event wait as a burst does, once, and says whether there
// is anything left to wait for.
func (p *pace) doubt(now time.Time) bool {
	if p.burst {
		return false
	}
	p.hurry(p.began)
	return now.Before(p.due())
}

// signalled makes it calm again.
func (p *pace) signalled(now time.Time) { *p = pace{sent: now} }

// dropped makes it calm without a signal: what had come meant nothing.
func (p *pace) dropped() { *p = pace{sent: p.sent} }
