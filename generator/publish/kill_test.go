package publish

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"opspress/generator/output"
)

// The test binary is its own child: with this variable set it publishes a site
// and is killed on the way.
const childVariable = "PUBLISH_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(child(os.Args[1], os.Args[2], os.Args[3]))
	}
	os.Exit(m.Run())
}

// child publishes the site of a JSON file into dir and kills itself before the
// n-th operation; with n = 0 it goes through, and n = -1 stops it there, with
// the lock in hand, until it is killed.
func child(dir, siteFile, nth string) int {
	var files tree
	b, err := os.ReadFile(siteFile)
	if err == nil {
		err = json.Unmarshal(b, &files)
	}
	n, e := strconv.Atoi(nth)
	if err = errors.Join(err, e); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 9
	}
	var all []output.File
	for p, b := range files {
		all = append(all, output.New(p, kindOf(p), "", []byte(b)))
	}
	m, err := output.NewManifest(all)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 9
	}
	count := 0
	_, err = publishTo(Options{Dir: dir}, m, func(op, p string) error {
		count++
		if count == n {
			return syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		if n == -1 && op == "create" {
			fmt.Println("holding")
			io.Copy(io.Discard, os.Stdin) // until the parent kills us, or dies
		}
		return nil
	})
	switch {
	case errors.As(err, new(*LockedError)):
		return 4
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	return 0
}

func startChild(t *testing.T, dir string, files tree, n int) *exec.Cmd {
	t.Helper()
	b, err := json.Marshal(files)
	if err != nil {
		t.Fatal(err)
	}
	siteFile := filepath.Join(t.TempDir(), "site.json")
	if err := os.WriteFile(siteFile, b, 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(os.Args[0], dir, siteFile, strconv.Itoa(n))
	c.Env = append(os.Environ(), childVariable+"=1")
	c.Stderr = os.Stderr
	return c
}

func killed(c *exec.Cmd) bool {
	s, ok := c.ProcessState.Sys().(syscall.WaitStatus)
	return ok && s.Signaled() && s.Signal() == syscall.SIGKILL
}

func TestKilledBeforeEachOperation(t *testing.T) {
	for n := 1; ; n++ {
		dir := quickDir(t)
		standing(t, dir)
		c := startChild(t, dir, newSite, n)
		err := c.Run()
		if err == nil {
			if n < 50 {
				t.Errorf("a build has only %d operations", n)
			}
			return
		}
		if !killed(c) {
			t.Fatalf("operation %d: %v", n, err)
		}
		wantServable(t, dir)
		wantConverges(t, dir, []tree{newSite, thirdSite, oldSite}[n%3])
		if t.Failed() {
			t.Fatalf("killed before operation %d", n)
		}
	}
}

// Killed at any moment, also inside an operation.
func TestKilledAtAnyMoment(t *testing.T) {
	const pages = 200
	from, to := tree{"assets/one.css": "one"}, tree{"assets/two.css": "two"}
	for i := range pages {
		from[fmt.Sprintf("posts/%d/index.html", i)] = "old needs assets/one.css" + strings.Repeat(" ", i)
		to[fmt.Sprintf("posts/%d/index.html", i+pages/3)] = "new needs assets/two.css" + strings.Repeat(" ", i)
	}
	cut := 0
	for range 20 {
		dir := quickDir(t)
		mustPublish(t, dir, from)
		c := startChild(t, dir, to, 0)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		moment := time.AfterFunc(rand.N(30*time.Millisecond), func() { c.Process.Kill() })
		c.Wait()
		moment.Stop()
		if killed(c) {
			cut++
		}
		for p, b := range read(t, dir) {
			if strings.HasPrefix(p, ".opspress") {
				continue
			}
			if b != from[p] && b != to[p] {
				t.Errorf("%s holds %q", p, b)
			}
			if _, need, ok := strings.Cut(strings.TrimSpace(b), "needs "); ok {
				lstat(t, dir, need)
			}
		}
		mustPublish(t, dir, to)
		wantTree(t, dir, to)
		if t.Failed() {
			return
		}
	}
	if cut == 0 {
		t.Error("no build was killed in time: the test shows nothing")
	}
}

func TestAKilledHolderFreesTheLock(t *testing.T) {
	dir := t.TempDir()
	mustPublish(t, dir, oldSite)
	c := startChild(t, dir, newSite, -1)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, new(string)); err != nil {
		t.Fatal(err)
	}
	_, err = Open(Options{Dir: dir})
	var locked *LockedError
	if !errors.As(err, &locked) || locked.PID != c.Process.Pid {
		t.Errorf("got %v, want the process %d", err, c.Process.Pid)
	}
	c.Process.Kill()
	c.Wait()
	mustPublish(t, dir, newSite)
	wantTree(t, dir, newSite)
}
