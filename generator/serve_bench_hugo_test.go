//go:build bench

package generator

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// benchHugo makes the same edits under hugo server, as it comes: rendered to
// memory, fast render on. The event is the reload that its websocket sends to
// an open tab; bytes are polled for every 2 ms after it.
func benchHugo(t *testing.T, root string) {
	hugo, err := exec.LookPath("hugo")
	site := filepath.Join(root, "hugo")
	if _, none := os.Stat(site); err != nil || none != nil {
		fmt.Println("hugo server: not measured, hugo or its site is not there")
		return
	}
	b := newBench(t, root)
	b.root = site
	port := freePort(t)
	b.url = "http://localhost:" + port
	version, _ := exec.Command(hugo, "version").Output()
	cmd := exec.CommandContext(t.Context(), hugo, "server", "-s", site, "-p", port, "--quiet")
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	for text := ""; !bytes.Contains([]byte(text), []byte("<article")); text, _ = b.get(b.page) {
		if time.Since(began) > 5*time.Minute {
			t.Fatal("hugo server does not answer")
		}
		<-time.After(2 * time.Millisecond)
	}
	pid := strconv.Itoa(cmd.Process.Pid)
	fmt.Printf("hugo server: ready (first page served) %s, resident %s; %s\n", round(time.Since(began)), resident(pid), bytes.TrimSpace(version))
	b.livereload(port)
	page, err1 := os.ReadFile(filepath.Join(site, "layouts/page.html"))
	css, err2 := os.ReadFile(filepath.Join(site, "assets/css/main.css"))
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	b.kinds = append(b.texts(5, 3, 3),
		b.template("layout", 2, "layouts/page.html", string(page), `class="post wrap"`),
		b.style("css", 2, "assets/css/main.css", string(css)))
	b.all()
	fmt.Printf("after %d edits: resident %s; %s\n", b.edits, resident(pid), loadNow())
}

func freePort(t *testing.T) string {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// livereload opens the websocket of a tab (RFC 6455) and makes an event of each
// reload that it is told.
func (b *serveBench) livereload(port string) {
	c, err := net.Dial("tcp", "localhost:"+port)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	fmt.Fprintf(c, "GET /livereload HTTP/1.1\r\nHost: localhost:%s\r\nOrigin: http://localhost:%s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", port, port)
	r := bufio.NewReader(c)
	res, err := http.ReadResponse(r, nil)
	if err != nil || res.StatusCode != http.StatusSwitchingProtocols {
		b.t.Fatalf("livereload: %v, %v", res, err)
	}
	go func() {
		for {
			text, err := frame(r)
			if err != nil {
				return
			}
			if bytes.Contains(text, []byte(`"reload"`)) {
				b.events <- benchEvent{All: true, at: time.Now()}
			}
		}
	}()
}

// frame reads one frame of a server, which masks none.
func frame(r io.Reader) ([]byte, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return nil, err
	}
	n := uint64(head[1] & 0x7f)
	if n > 125 {
		long := make([]byte, 8)
		size := long[6:]
		if n == 127 {
			size = long
		}
		if _, err := io.ReadFull(r, size); err != nil {
			return nil, err
		}
		n = binary.BigEndian.Uint64(long)
	}
	text := make([]byte, n)
	_, err := io.ReadFull(r, text)
	return text, err
}
