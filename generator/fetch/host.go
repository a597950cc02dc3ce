package fetch

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"net/url"
	"sync"
	"syscall"
)

// errPrivate is the error of an address that is not public.
var errPrivate = errors.New("the address is not public")

// public refuses connections to addresses that are not public: it is asked when
// the name has been looked up, so no name and no redirect leads past it.
func public(_, address string, _ syscall.RawConn) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return err
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return err
	}
	if ip = ip.Unmap(); !ip.IsGlobalUnicast() || ip.IsPrivate() || carrierGrade(ip) {
		return errPrivate
	}
	return nil
}

// carrierGrade says whether an address is of RFC 6598, which clouds use within.
func carrierGrade(ip netip.Addr) bool {
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{100, 64, 0, 0}), 10).Contains(ip)
}

// hosts lets one request at a time go to each host.
type hosts struct {
	mu sync.Mutex
	at map[string]*host
}

type host struct {
	turn  chan struct{}
	asked bool
}

// enter waits for the turn of a request, and when the host was asked before, for
// the pause.
func (h *hosts) enter(ctx context.Context, raw string, o Options) (release func(), err error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	h.mu.Lock()
	at := h.at[u.Host]
	if at == nil {
		at = &host{turn: make(chan struct{}, 1)}
		h.at[u.Host] = at
	}
	h.mu.Unlock()
	select {
	case at.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if at.asked {
		if err := o.Wait(ctx, o.Pause); err != nil {
			<-at.turn
			return nil, err
		}
	}
	at.asked = true
	return func() { <-at.turn }, nil
}
