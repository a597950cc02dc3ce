package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// eventJSON is a message on the wire. URLs are paths from the host's root,
// decoded.
type eventJSON struct {
	Build   uint64   `json:"build"`
	Changed []string `json:"changed"`
	All     bool     `json:"all,omitempty"`
	Errors  int      `json:"errors"`
	Run     string   `json:"run"`
	Follow  string   `json:"follow,omitempty"`
}

// serveEvents holds a stream of Server-Sent Events open: events?since=N&run=R
// &page=P, all of them optional. since (or Last-Event-ID, which a browser sends
// when it connects again by itself) is the build that the tab has; what changed
// after it is told at once. run is the run of the server that the number is
// of; page is the path that the tab shows, and spares it the news of others.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	page, _ := s.sitePath(q.Get("page"))
	st, build, ok := s.hub.join(page)
	if !ok {
		w.Header().Set("Retry-After", "5")
		http.Error(w, "opspress serve: too many streams", http.StatusServiceUnavailable)
		return
	}
	defer s.hub.leave(st)
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no") // a proxy must not save up events
	if r.Method == http.MethodHead {
		return
	}
	had, known := since(r)
	other := q.Has("run") && q.Get("run") != s.run
	if known && (other || had > build) {
		// A number of another run says nothing about this site: the tab must
		// look for itself.
		s.hub.catchUp(st, nil, true)
	} else if known && had < build {
		s.hub.catchUp(st, s.o.Site.Changed(had), false)
	} else {
		s.hub.catchUp(st, nil, false)
	}
	s.pump(w, r, st)
}

// since gives the build that a tab has; a tab that has none is as new as can be.
func since(r *http.Request) (n uint64, known bool) {
	for _, text := range []string{r.Header.Get("Last-Event-ID"), r.URL.Query().Get("since")} {
		if n, err := strconv.ParseUint(text, 10, 64); err == nil {
			return n, true
		}
	}
	return 0, false
}

// pump writes what the stream is told until the reader or the server goes. A
// reader that takes nothing for a while is let go; its tab connects again
// and catches up.
func (s *Server) pump(w http.ResponseWriter, r *http.Request, st *stream) {
	rc := http.NewResponseController(w)
	tick := time.NewTicker(s.limits.beat)
	defer tick.Stop()
	for {
		var text string
		select {
		case <-r.Context().Done():
			return
		case <-s.hub.done:
			return
		case <-st.wake:
			if m := st.take(); m != nil {
				text = s.event(m)
			}
		case <-tick.C:
			text = "event: beat\ndata: {}\n\n"
		}
		_ = rc.SetWriteDeadline(time.Now().Add(s.limits.event)) // only a test's writer has none
		if _, err := w.Write([]byte(text)); err != nil || rc.Flush() != nil {
			return
		}
	}
}

// event writes m as one event.
func (s *Server) event(m *message) string {
	e := eventJSON{Build: m.build, Changed: []string{}, All: m.all, Errors: m.errors, Run: s.run}
	for u := range m.changed {
		e.Changed = append(e.Changed, s.base()+u)
	}
	slices.Sort(e.Changed)
	if m.follow != "" {
		e.Follow = s.href(m.follow)
	}
	b, _ := json.Marshal(e) // strings and numbers: cannot fail
	return fmt.Sprintf("id: %d\ndata: %s\n\n", m.build, b)
}
