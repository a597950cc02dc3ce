package history

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBuildsAreRememberedUpToALimit(t *testing.T) {
	root := t.TempDir()
	if bs, ds := Builds(root); len(bs) > 0 || len(ds) > 0 {
		t.Errorf("before the first build: %v %v", bs, ds)
	}
	for i := range mostBuilds + 3 {
		if i < mostBuilds && i > 2 {
			continue // one write is like another
		}
		if ds := Remember(root, Build{At: day(i), Seconds: 1.5, Pages: i, Bytes: 10, Broken: 1, Warm: true}); len(ds) > 0 {
			t.Fatal(ds)
		}
	}
	bs, ds := Builds(root)
	if len(ds) > 0 || len(bs) != 6 || bs[0].Pages != 0 || bs[5] != (Build{At: day(mostBuilds + 2), Seconds: 1.5, Pages: mostBuilds + 2, Bytes: 10, Broken: 1, Warm: true}) {
		t.Errorf("%v %v", bs, ds)
	}
	many := make([]Build, mostBuilds)
	for i := range many {
		many[i] = Build{At: day(i), Pages: i}
	}
	if err := writeBuilds(root, many); err != nil {
		t.Fatal(err)
	}
	Remember(root, Build{At: day(mostBuilds), Pages: mostBuilds})
	if bs, _ := Builds(root); len(bs) != mostBuilds || bs[0].Pages != 1 {
		t.Errorf("%d builds from %d on", len(bs), bs[0].Pages)
	}
	info, err := os.Stat(filepath.Join(root, buildsFile))
	if err != nil || info.Size() > mostBytes {
		t.Errorf("the file has %v bytes, which cannot be read again (%v)", info.Size(), err)
	}
	if files, _ := os.ReadDir(filepath.Join(root, ".opspress")); len(files) != 1 {
		t.Errorf("something was left behind: %v", files)
	}
}

func TestADamagedFileIsSetAside(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON": "{\"at\"", "other JSON": "{}\n", "zeros": strings.Repeat("\x00", 100), "too large": strings.Repeat("\n", mostBytes+1),
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			if err := os.MkdirAll(filepath.Join(root, ".opspress"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, buildsFile), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if bs, ds := Builds(root); len(bs) > 0 || len(ds) != 1 {
				t.Errorf("read: %v %v", bs, ds)
			}
			if ds := Remember(root, Build{At: day(0)}); len(ds) != 1 || !strings.Contains(ds[0].Hint, "builds.jsonl.broken") {
				t.Errorf("remembered: %v", ds)
			}
			if bs, ds := Builds(root); len(bs) != 1 || len(ds) > 0 {
				t.Errorf("read again: %v %v", bs, ds)
			}
			if aside, err := os.ReadFile(filepath.Join(root, buildsFile+".broken")); err != nil || string(aside) != text {
				t.Error("what was there is lost")
			}
		})
	}
}

func TestABuildThatCannotBeRememberedIsAWarning(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, ".opspress"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if ds := Remember(root, Build{At: day(0)}); len(ds) != 1 {
		t.Errorf("%v", ds)
	}
}
