package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// terminal opens a pseudo-terminal: what the program writes to its end comes
// out at ours.
func terminal(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ours.Close() })
	control := func(request uintptr, arg *uint32) {
		if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, ours.Fd(), request, uintptr(unsafe.Pointer(arg))); e != 0 {
			t.Fatal(e)
		}
	}
	var unlock, number uint32
	control(syscall.TIOCSPTLCK, &unlock)
	control(syscall.TIOCGPTN, &number)
	theirs, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { theirs.Close() })
	return ours, theirs
}

// TestProgress wants a bar on a terminal when the build takes longer than a
// second, and none otherwise.
func TestProgress(t *testing.T) {
	long := time.Now().Add(-2 * patience)
	ours, theirs := terminal(t)
	for _, c := range []struct {
		name  string
		quiet bool
		began time.Time
	}{
		{"a build of an instant", false, time.Now().Add(time.Hour)},
		{"a quiet build", true, long},
	} {
		p := newProgress(theirs, c.quiet)
		p.began = c.began
		p.at(1, 10)
		if p.bar != nil {
			t.Errorf("%s shows a bar", c.name)
		}
		p.end()
	}

	pipe, err := os.CreateTemp(t.TempDir(), "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	p := newProgress(pipe, false)
	p.began = long
	p.at(1, 10)
	p.end()
	if info, err := pipe.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("%d bytes (%v) go to a file", info.Size(), err)
	}

	p = newProgress(theirs, false)
	p.began = long
	p.at(3, 10)
	p.end()
	if _, err := theirs.WriteString("the end\n"); err != nil {
		t.Fatal(err)
	}
	var shown strings.Builder
	for b := make([]byte, 4096); !strings.Contains(shown.String(), "the end"); {
		n, err := ours.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		shown.Write(b[:n])
	}
	if !strings.Contains(shown.String(), "building") || !strings.Contains(shown.String(), "3/10") {
		t.Errorf("the terminal shows %q", shown.String())
	}
}

// TestNoColor wants colours on a terminal, unless NO_COLOR or TERM says no.
func TestNoColor(t *testing.T) {
	_, theirs := terminal(t)
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "xterm")
	if !coloured(theirs) {
		t.Error("no colours on a terminal")
	}
	t.Setenv("NO_COLOR", "1")
	if coloured(theirs) {
		t.Error("colours although NO_COLOR is set")
	}
	t.Setenv("NO_COLOR", "")
	t.Setenv("TERM", "dumb")
	if coloured(theirs) {
		t.Error("colours on a dumb terminal")
	}
	if coloured(&strings.Builder{}) {
		t.Error("colours in text that no terminal shows")
	}
}
