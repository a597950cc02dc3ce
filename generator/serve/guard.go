package serve

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"
)

// targetBytes is the longest request target that is answered.
const targetBytes = 8 << 10

// A refusal is an answer to a request that is not let in: one line of plain
// text, so that nothing of the request can become markup.
type refusal struct {
	status int
	text   string
	close  bool // the connection too: what follows on it cannot be trusted
}

func (n *refusal) answer(w http.ResponseWriter) {
	if n.close {
		w.Header().Set("Connection", "close")
	}
	if n.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "GET, HEAD")
	}
	http.Error(w, "opspress serve: "+n.text, n.status)
}

// harden sets what every answer carries, whatever else it is: other origins
// read nothing, nobody guesses a type, nobody frames it, nobody keeps it.
func harden(h http.Header) {
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "SAMEORIGIN")
	h.Set("Cache-Control", "no-store")
}

// refuse says why a request is not let in, or nil. The name it calls us by
// comes first: to a stranger every other answer would already tell something.
func (s *Server) refuse(r *http.Request) *refusal {
	_, own := ownPath(r.URL.Path)
	for _, no := range []*refusal{s.wrongHost(r), body(r), method(r), target(r), s.foreign(r, own)} {
		if no != nil {
			return no
		}
	}
	return nil
}

// wrongHost looks at Host alone: X-Forwarded-Host and its kin are for anybody
// to set.
func (s *Server) wrongHost(r *http.Request) *refusal {
	if s.hosts.ok(r.Host) {
		return nil
	}
	hint := "the request names no host"
	if name, good := hostname(r.Host); good {
		hint = fmt.Sprintf("host %q is not one of ours; if it should be, start with --allow-host %s", r.Host, printable(name))
	}
	return &refusal{status: http.StatusForbidden, text: hint}
}

// body refuses what GET and HEAD do not have. Where a body ends is what
// requests are smuggled with, so the connection ends here.
func body(r *http.Request) *refusal {
	if r.ContentLength == 0 { // it is -1 for a body of unknown length
		return nil
	}
	return &refusal{http.StatusBadRequest, "a request here has no body", true}
}

func method(r *http.Request) *refusal {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	return &refusal{status: http.StatusMethodNotAllowed, text: "only GET and HEAD are answered"}
}

// target refuses request targets that no browser makes of an address of ours.
// Nothing here protects files, because none is opened by path; it keeps one
// page at one address, and every later line free of the question what a path
// might mean to whom.
func target(r *http.Request) *refusal {
	if len(r.RequestURI) > targetBytes {
		return &refusal{http.StatusRequestURITooLong, "the address is too long", true}
	}
	raw, _, _ := strings.Cut(strings.ToLower(r.RequestURI), "?")
	path := r.URL.Path
	odd := !strings.HasPrefix(path, "/") || r.URL.Scheme != "" && r.URL.Scheme != "http" && r.URL.Scheme != "https" ||
		strings.Contains(path, "//") || strings.Contains(path, `\`) || !utf8.ValidString(path) || strings.ContainsFunc(path, func(c rune) bool { return c < ' ' || c == 0x7f })
	for _, segment := range strings.Split(path, "/") {
		odd = odd || segment == "." || segment == ".."
	}
	for _, hidden := range []string{"#", "%2f", "%2e", "%5c"} {
		odd = odd || strings.Contains(raw, hidden)
	}
	if odd {
		return &refusal{status: http.StatusBadRequest, text: "no page has such an address"}
	}
	return nil
}

// foreign refuses what another site's page asks for. Browsers say so on their
// own: an Origin that is not ours, or Sec-Fetch-Site. A link to us may be
// followed from anywhere; being loaded as a part of another page may not. What
// is the server's own is for pages of this very origin only.
func (s *Server) foreign(r *http.Request, own bool) *refusal {
	no := &refusal{status: http.StatusForbidden, text: "another site's page may not load this"}
	for _, origin := range r.Header.Values("Origin") {
		if !s.hosts.originOK(origin, r.Host) {
			return no
		}
	}
	site, mode, dest := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Sec-Fetch-Mode"), r.Header.Get("Sec-Fetch-Dest")
	switch {
	case own && (site == "cross-site" || site == "same-site"):
		return no
	case site == "cross-site" && (mode != "navigate" || dest != "document"):
		return no
	}
	return nil
}

// printable leaves of a host's name what can stand in a command line.
func printable(name string) string {
	return strings.Map(func(c rune) rune {
		if c == '.' || c == '-' || c == ':' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' {
			return c
		}
		return -1
	}, name)
}
