package main

import (
	"encoding/binary"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTheMachinesTimeZonesDoNotMatter builds with a database of the machine in
// which Seoul is eleven hours behind.
func TestTheMachinesTimeZonesDoNotMatter(t *testing.T) {
	root, zones := t.TempDir(), t.TempDir()
	wrong := append([]byte("TZif"), make([]byte, 16)...) // RFC 8536: a header, one type, one name
	for _, n := range []uint32{0, 0, 0, 0, 1, 4} {
		wrong = binary.BigEndian.AppendUint32(wrong, n)
	}
	wrong = binary.BigEndian.AppendUint32(wrong, uint32(0x100000000-11*3600))
	wrong = append(wrong, 0, 0)
	wrong = append(wrong, "BAD\x00"...)
	if z, err := time.LoadLocationFromTZData("Asia/Seoul", wrong); err != nil || !strings.HasSuffix(time.Unix(0, 0).In(z).String(), "-1100 BAD") {
		t.Fatalf("the wrong zone is none: %v, %v", z, err)
	}
	for p, text := range map[string]string{
		filepath.Join(zones, "Asia", "Seoul"):   string(wrong),
		filepath.Join(root, "site.yaml"):        "baseURL: https://blog.example\ntimeZone: Asia/Seoul\n",
		filepath.Join(root, "posts", "post.md"): "---\ntitle: Post\ndate: 2026-03-01\n---\nText.\n",
	} {
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	built := func(env ...string) map[string]string {
		out := filepath.Join(t.TempDir(), "public")
		c := exec.Command("opspress", "build", "-q", "-s", root, "-d", out, "--cache", "off", "--clock", "2026-06-01")
		c.Env = append(os.Environ(), env...)
		if said, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		files := bytesBelow(t, out)
		delete(files, ".opspress.json") // it has the times at which files were written
		return files
	}
	here, there := built(), built("ZONEINFO="+zones)
	if !strings.Contains(here["feed.xml"], "2026-03-01T00:00:00+09:00") {
		t.Errorf("the feed has another date:\n%s", here["feed.xml"])
	}
	if !maps.Equal(here, there) {
		t.Error("the machine's time zones changed the site")
	}
}
