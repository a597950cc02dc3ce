package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// DefaultPort is the port of a dev server, Hugo's too.
const DefaultPort = 1313

// portsTried is how many ports above the default one are looked at.
const portsTried = 100

// A ListenError says which address could not be had, and why.
type ListenError struct {
	Addr string // host:port
	Err  error
}

func (e *ListenError) Error() string {
	switch {
	case errors.Is(e.Err, syscall.EADDRINUSE):
		return fmt.Sprintf("%s is in use by another program; choose another port with --port", e.Addr)
	case errors.Is(e.Err, syscall.EACCES):
		return fmt.Sprintf("no leave to use %s; ports below 1024 belong to the system", e.Addr)
	case errors.Is(e.Err, syscall.EADDRNOTAVAIL):
		return fmt.Sprintf("%s is no address of this machine", e.Addr)
	}
	return fmt.Sprintf("listening on %s: %v", e.Addr, e.Err)
}

func (e *ListenError) Unwrap() error { return e.Err }

// Listen opens the sockets to serve on: bind is an address or a name, or ""
// for both loopback addresses. If explicit, port it is or an error; 0 then
// stands for any free one. Otherwise the first free port from port on is taken;
// the one that was got is the answer.
func Listen(ctx context.Context, bind string, port int, explicit bool) (ls []net.Listener, got int, err error) {
	if port < 0 || port > 65535 {
		return nil, 0, &ListenError{strconv.Itoa(port), errors.New("no such port")}
	}
	hosts := []string{bind}
	if bind == "" {
		hosts = []string{"127.0.0.1", "::1"}
	}
	last := port
	if !explicit || port == 0 {
		last = min(port+portsTried, 65535)
	}
	for try := port; try <= last; try++ {
		ask := try
		if port == 0 {
			ask = 0
		}
		ls, err = listenAll(ctx, hosts, ask)
		if err == nil {
			return ls, ls[0].Addr().(*net.TCPAddr).Port, nil
		}
		if !errors.Is(err, syscall.EADDRINUSE) {
			break
		}
	}
	return nil, 0, err
}

// listenAll opens one port on every host. A machine may lack one of the two
// loopback addresses, but not both; a port that is taken on one is taken.
func listenAll(ctx context.Context, hosts []string, port int) (ls []net.Listener, err error) {
	var none error
	for _, host := range hosts {
		addr := net.JoinHostPort(host, strconv.Itoa(port))
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, "tcp", addr)
		switch {
		case err == nil:
			ls = append(ls, l)
			port = l.Addr().(*net.TCPAddr).Port
		case len(hosts) > 1 && lacksFamily(err):
			none = &ListenError{addr, err}
		default:
			closeAll(ls)
			return nil, &ListenError{addr, err}
		}
	}
	if len(ls) == 0 {
		return nil, none
	}
	return ls, nil
}

// lacksFamily tells whether the machine speaks no IPv4, or no IPv6.
func lacksFamily(err error) bool {
	return errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EAFNOSUPPORT) || errors.Is(err, syscall.EPROTONOSUPPORT)
}

func closeAll(ls []net.Listener) {
	for _, l := range ls {
		_ = l.Close() // nothing was accepted on it
	}
}
