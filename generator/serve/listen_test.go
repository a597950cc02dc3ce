package serve

import (
	"context"
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// taken opens a port that nobody else gets.
func taken(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().(*net.TCPAddr).Port
}

func TestAPortThatIsTaken(t *testing.T) {
	port := taken(t)
	t.Run("asked for by name is an error", func(t *testing.T) {
		_, _, err := Listen(t.Context(), "", port, true)
		var l *ListenError
		if !errors.As(err, &l) || !errors.Is(err, syscall.EADDRINUSE) || !strings.Contains(err.Error(), "in use") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the default gives way to the next free one", func(t *testing.T) {
		ls, got, err := Listen(t.Context(), "", port, false)
		if err != nil || got <= port {
			t.Fatalf("got %d, %v", got, err)
		}
		defer closeAll(ls)
		for _, l := range ls {
			a := l.Addr().(*net.TCPAddr)
			if a.Port != got || !a.IP.IsLoopback() {
				t.Errorf("it listens on %v", a)
			}
		}
	})
}

func TestAttackA18AddressesThatCannotBeHad(t *testing.T) {
	for _, c := range []struct {
		bind string
		port int
		want string
	}{
		{"203.0.113.7", 0, "no address of this machine"},
		{"127.0.0.1", 70000, "no such port"},
		{"127.0.0.1", -1, "no such port"},
		{"not a host", 0, "listening on"},
	} {
		ls, _, err := Listen(t.Context(), c.bind, c.port, true)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			closeAll(ls)
			t.Errorf("%s:%d: %v", c.bind, c.port, err)
		}
	}
	below := &ListenError{"127.0.0.1:80", syscall.EACCES}
	if !strings.Contains(below.Error(), "1024") {
		t.Error(below)
	}
}

// Of three servers the quickest is judged: a server that waits for something
// always waits, and a busy machine does not always stand still.
func TestTheServerEndsWithinASecond(t *testing.T) {
	quickest := time.Hour
	for range 3 {
		if quickest = min(quickest, ends(t)); quickest <= time.Second {
			return
		}
	}
	t.Errorf("it took %v", quickest)
}

// ends tells how long a server takes to end that has a stream and half a
// connection.
func ends(t *testing.T) time.Duration {
	t.Helper()
	ls, _, err := Listen(t.Context(), "", 0, true)
	if err != nil {
		t.Fatal(err)
	}
	s := New(Options{Site: newFakeSite(nil)})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, ls) }()
	addr := ls[0].Addr().String()
	listen(t, addr, "")
	half, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	begin := time.Now()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	took := time.Since(begin)
	if c, err := net.Dial("tcp", addr); err == nil {
		c.Close()
		t.Error("the port is still open")
	}
	return took
}

// A tab is told that the stream is over; its connection is not torn.
func TestTheServerTakesLeaveOfItsTabs(t *testing.T) {
	r := startAt(t, Options{Site: newFakeSite(nil)}, 0)
	x, _ := listen(t, r.addr, "")
	r.stop()
	for x.lines.Scan() {
	}
	if err := x.lines.Err(); err != nil {
		t.Error(err)
	}
}

func TestALostListenerEndsTheServer(t *testing.T) {
	ls, _, err := Listen(t.Context(), "", 0, true)
	if err != nil {
		t.Fatal(err)
	}
	closeAll(ls[:1])
	if err := New(Options{Site: newFakeSite(nil)}).Serve(t.Context(), ls); err == nil {
		t.Error("no error")
	}
}
