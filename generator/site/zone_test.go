package site

import (
	"archive/zip"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "take the time zone database of the Go at hand")

// TestEveryZoneLoads reads the whole database; -update brings it anew.
func TestEveryZoneLoads(t *testing.T) {
	if *update {
		root, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "time", "zoneinfo.zip"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("zoneinfo.zip", b, 0o644); err != nil {
			t.Fatal(err)
		}
		zoneinfo = string(b)
	}
	files, err := zip.NewReader(strings.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, f := range files.File {
		if f.FileInfo().IsDir() {
			continue
		}
		n++
		z, err := loadZone(f.Name)
		if err != nil || f.Name != "UTC" && z.String() != f.Name {
			t.Errorf("%s: %v, %v", f.Name, z, err)
		}
	}
	if n < 400 {
		t.Errorf("there are %d zones", n)
	}
}

func TestZonesByName(t *testing.T) {
	moment := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	for name, want := range map[string]string{
		"Asia/Seoul": "KST +0900", "UTC": "UTC +0000", "Europe/Berlin": "CEST +0200", "America/New_York": "EDT -0400", "Asia/Kolkata": "IST +0530",
	} {
		z, err := loadZone(name)
		if err != nil {
			t.Error(err)
		} else if got := moment.In(z).Format("MST -0700"); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	for _, name := range []string{"", "Local", "Asia", "Asia/", "asia/seoul", "Seoul", "../Asia/Seoul", "/etc/localtime", "KST"} {
		if z, err := loadZone(name); err == nil {
			t.Errorf("%q is %v", name, z)
		}
	}
}
