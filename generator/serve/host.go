package serve

import (
	"net/netip"
	"net/url"
	"strings"
)

// hosts tells which names a request may call us by. A page of another site can
// make a browser send us any request, but it cannot choose the Host; only by
// rebinding a name of its own to our address can it read the answer, and then
// Host is that name. So names are listed one by one, while an address needs no
// list of its own: no name stands behind it that could be rebound.
type hosts struct {
	names     map[string]bool // --allow-host, and bound names, in lower case
	allowed   map[string]bool // --allow-host alone
	addresses map[netip.Addr]bool
	any       bool // bound to every address
}

func newHosts(allow, bound []string) hosts {
	h := hosts{names: map[string]bool{}, allowed: map[string]bool{}, addresses: map[netip.Addr]bool{}}
	for _, name := range allow {
		name = strings.ToLower(strings.Trim(name, "[]"))
		h.allowed[name] = true
		h.bind(name)
	}
	for _, name := range bound {
		h.bind(strings.ToLower(strings.Trim(name, "[]")))
	}
	return h
}

func (h *hosts) bind(name string) {
	a, err := netip.ParseAddr(name)
	switch {
	case err != nil:
		h.names[name] = true
	case a.IsUnspecified():
		h.any = true
	default:
		h.addresses[plain(a)] = true
	}
}

// plain gives an address as it is compared: without a zone, IPv4 as IPv4.
func plain(a netip.Addr) netip.Addr { return a.WithZone("").Unmap() }

// ok tells whether host, as a Host header has it, may be used.
func (h hosts) ok(host string) bool {
	name, good := hostname(host)
	if !good {
		return false
	}
	if h.loopback(host) || h.names[name] {
		return true
	}
	a, err := netip.ParseAddr(name)
	return err == nil && (h.any || h.addresses[plain(a)])
}

// loopback tells whether host means this machine to a browser on it.
func (h hosts) loopback(host string) bool {
	name, good := hostname(host)
	a, err := netip.ParseAddr(name)
	return good && (name == "localhost" || strings.HasSuffix(name, ".localhost") || err == nil && plain(a).IsLoopback())
}

// originOK tells whether a request with this Origin header comes from our own
// pages: those of the very host and port it asks, or of a name the author has
// allowed, which may be that of a proxy with a port of its own.
func (h hosts) originOK(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Path != "" || u.RawQuery != "" {
		return false
	}
	name, good := hostname(u.Host)
	return good && (strings.EqualFold(u.Host, host) || h.allowed[name])
}

// hostname gives the name or address in host, in lower case, without brackets
// and port. It is not good unless host is exactly that: no user, no second
// colon, no port that is no number.
func hostname(host string) (name string, good bool) {
	name, port := host, ""
	if strings.HasPrefix(host, "[") {
		inside, rest, closed := strings.Cut(host[1:], "]")
		if !closed || rest != "" && rest[0] != ':' || !strings.Contains(inside, ":") {
			return "", false
		}
		name, port = inside, rest
	} else if i := strings.IndexByte(host, ':'); i >= 0 {
		name, port = host[:i], host[i:]
	}
	if port = strings.TrimPrefix(port, ":"); strings.Trim(port, "0123456789") != "" {
		return "", false
	}
	return strings.ToLower(name), name != "" && !strings.ContainsAny(name, "@/\\ ")
}
