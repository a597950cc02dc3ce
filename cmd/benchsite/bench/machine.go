package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// pinnedHugo is the version that the budgets were set against.
const pinnedHugo = "v0.165.0"

// A machine is where and with what was measured.
type machine struct {
	Date     string `json:"date"`
	CPU      string `json:"cpu"`
	Cores    int    `json:"cores"`
	System   string `json:"system"`
	Disk     string `json:"disk"`
	Load     string `json:"load_before,omitempty"`
	LoadPast string `json:"load_after,omitempty"`
	Go       string `json:"go"`
	Opspress string `json:"opspress"`
	Commit   string `json:"commit,omitempty"`
	Hugo     string `json:"hugo,omitempty"`
}

func (p plan) machine() machine {
	m := machine{
		Date:     time.Now().UTC().Format("2006-01-02 15:04 UTC"),
		CPU:      field("/proc/cpuinfo", "model name"),
		Cores:    runtime.NumCPU(),
		System:   strings.TrimSpace(runtime.GOOS + "/" + runtime.GOARCH + " " + line("/proc/sys/kernel/osrelease")),
		Disk:     "folder " + p.dir,
		Load:     load(),
		Go:       runtime.Version(),
		Opspress: said(filepath.Join(p.bin, "opspress"), "version"),
		Commit:   said("git", "describe", "--always", "--dirty"),
	}
	if p.dir == shm {
		m.Disk = "RAM disk"
	}
	if p.hugo != "" {
		m.Hugo = hugoVersion(said(p.hugo, "version"))
	}
	return m
}

// shm is the RAM disk of Linux.
const shm = "/dev/shm"

// ramDisk is a folder in memory, or that for temporary files.
func ramDisk() string {
	f, err := os.CreateTemp(shm, "opspress-bench-")
	if err != nil {
		return os.TempDir()
	}
	f.Close()
	os.Remove(f.Name())
	return shm
}

// findHugo is the hugo of PATH, or where go install puts it, or "".
func findHugo() string {
	if p, err := exec.LookPath("hugo"); err == nil {
		return p
	}
	for _, dir := range []string{said("go", "env", "GOBIN"), filepath.Join(said("go", "env", "GOPATH"), "bin")} {
		if p, err := exec.LookPath(filepath.Join(dir, "hugo")); dir != "" && err == nil {
			return p
		}
	}
	return ""
}

// hugoVersion is the word of Hugo's own line that names its version, with a
// remark when it is another than the pinned one.
func hugoVersion(line string) string {
	for _, w := range strings.Fields(line) {
		if strings.HasPrefix(w, "v") {
			if v, _, _ := strings.Cut(w, "+"); v == pinnedHugo {
				return w
			}
			return fmt.Sprintf("%s (not the pinned %s)", w, pinnedHugo)
		}
	}
	return fmt.Sprintf("of unknown version (pinned is %s)", pinnedHugo)
}

// said is the first line of what a program prints, or "".
func said(program string, args ...string) string {
	out, err := exec.Command(program, args...).Output()
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(first)
}

// line is the first line of a file, or "" where there is none.
func line(name string) string {
	b, err := os.ReadFile(name)
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(b), "\n")
	return first
}

// field is the first "key : value" of a file.
func field(name, key string) string {
	b, err := os.ReadFile(name)
	if err != nil {
		return runtime.GOARCH
	}
	for l := range strings.Lines(string(b)) {
		if k, v, found := strings.Cut(l, ":"); found && strings.TrimSpace(k) == key {
			return strings.TrimSpace(v)
		}
	}
	return runtime.GOARCH
}

// load is how many processes wanted a core, in the last 1, 5 and 15 minutes.
func load() string {
	w := strings.Fields(line("/proc/loadavg"))
	return strings.Join(w[:min(3, len(w))], " ")
}
