package main

import (
	"strings"
	"testing"
	"time"
)

func TestMedianIsOfEachMeasure(t *testing.T) {
	runs := []run{
		{Wall: 5 * time.Second, CPU: 1 * time.Second, Peak: 30, Written: 7, Total: 9},
		{Wall: 1 * time.Second, CPU: 9 * time.Second, Peak: 10, Written: 7, Total: 9},
		{Wall: 2 * time.Second, CPU: 2 * time.Second, Peak: 20, Written: 8, Total: 9},
	}
	want := run{Wall: 2 * time.Second, CPU: 2 * time.Second, Peak: 20, Written: 7, Total: 9}
	if got := median(runs); got != want {
		t.Errorf("got %+v", got)
	}
	if got := median(runs[:2]).Wall; got != 3*time.Second {
		t.Errorf("the median of two is %v", got)
	}
}

func TestRatio(t *testing.T) {
	for _, c := range []struct {
		d, other time.Duration
		want     string
	}{
		{1000, 8300, "1/8.3"}, {1000, 31200, "1/31"}, {8300, 1000, "8.3"}, {1000, 1000, "1.0"}, {1000, 1010, "1.0"}, {1000, 0, "-"},
	} {
		if got := ratio(c.d, c.other); got != c.want {
			t.Errorf("%d to %d is %s, want %s", c.d, c.other, got, c.want)
		}
	}
}

func TestTable(t *testing.T) {
	r := report{
		Machine: machine{Date: "2026-11-22", CPU: "a CPU", Cores: 2, System: "linux", Disk: "RAM disk", Go: "go1.26", Opspress: "opspress 0.1.0", Commit: "abc", Hugo: "v0.165.0"},
		Sizes: []sized{{1000, []*row{
			{Program: "hugo", Kind: cleanHugo, Runs: []run{{Wall: 3600 * time.Millisecond, CPU: 7 * time.Second, Peak: 431e6, Written: 1869, Total: 1870}}},
			{Program: "opspress", Kind: "cold", Runs: []run{{Wall: 450 * time.Millisecond, CPU: 800 * time.Millisecond, Peak: 79e6, Written: 3474, Total: 3474}}},
			{Program: "floor A", Kind: floorA, Runs: []run{{Wall: 2 * time.Second, CPU: 2 * time.Second, Written: 1000, Total: 1000}}},
		}}},
	}
	got := r.markdown()
	for _, want := range []string{
		"a CPU, 2 cores, linux, RAM disk; load unknown before, unknown after.\n2026-11-22; opspress 0.1.0 at abc; Hugo v0.165.0; built with go1.26.\n",
		"\n1,000 posts, medians of 1:\n\n| what |",
		"---:|\n| opspress: cold | 450 ms | 450 ms - 450 ms | 800 ms | 79 MB | 3,474 | 3,474 | 1/8.0 | 1/4.4 |\n| hugo: clean | 3.60 s |",
		"| 7.00 s | 431 MB | 1,869 | 1,870 | 1.0 | 1.8 |\n| floor A: chroma's classes |",
		"| 2.00 s | - | 1,000 | 1,000 | 1/1.8 | 1.0 |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestHugoVersion(t *testing.T) {
	for line, want := range map[string]string{
		"hugo v0.165.0 linux/amd64 BuildDate=unknown":           "v0.165.0",
		"hugo v0.165.0+extended linux/amd64 BuildDate=unknown":  "v0.165.0+extended",
		"hugo v0.164.1-abcdef linux/amd64 BuildDate=2026-01-01": "v0.164.1-abcdef (not the pinned v0.165.0)",
		"": "of unknown version (pinned is v0.165.0)",
	} {
		if got := hugoVersion(line); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}
