package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestManual does what a reader of the manual does who follows it from the
// first chapter to the last, in one folder: commands are run, files written,
// and what the manual shows of the terminal is what the terminal shows.
func TestManual(t *testing.T) {
	t.Parallel()
	r := newReader(t)
	for _, c := range manual(t) {
		for _, b := range c.blocks {
			where := fmt.Sprintf("%s:%d", c.name, b.line)
			switch {
			case b.out:
				r.compare(t, where, b.text)
			case b.run && b.title != "":
				r.file(t, where, b.title, b.text)
			case b.run && b.lang == "markdown":
				r.post(t, where, b.text)
			case b.run:
				r.commands(t, where, b.text)
			}
		}
	}
	if r.ran < 40 {
		t.Errorf("only %d blocks were run: the marks are not found any more", r.ran)
	}
}

// A reader follows the manual.
type reader struct {
	home, dir string // where it works
	said      string // what the last block wrote to the terminal
	ran       int
}

func newReader(t *testing.T) *reader {
	t.Helper()
	home := t.TempDir()
	r := &reader{home: home, dir: filepath.Join(home, "work")}
	if err := os.Mkdir(r.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return r
}

// prelude stands before each block of commands: a server has to end.
const prelude = `set -e
opspress() {
  case "$1" in
  serve | server) opspress-served "$@" ;;
  *) command opspress "$@" ;;
  esac
}
`

// commands runs a block in the folder where the one before it ended.
func (r *reader) commands(t *testing.T, where, script string) {
	t.Helper()
	r.ran++
	pwd := filepath.Join(r.home, "pwd")
	c := exec.Command("sh", "-c", prelude+script+"\npwd > \"$MANUAL_PWD\"\n")
	c.Dir, c.Env = r.dir, append(os.Environ(), "HOME="+r.home, "MANUAL_PWD="+pwd, "NO_COLOR=1")
	out, err := c.CombinedOutput()
	r.said = string(out)
	if err != nil {
		t.Fatalf("%s: %v\n%s\n%s", where, err, script, out)
	}
	dir, err := os.ReadFile(pwd)
	if err != nil {
		t.Fatal(err)
	}
	r.dir = strings.TrimSpace(string(dir))
}

// file writes a file of the site and builds the site.
func (r *reader) file(t *testing.T, where, name, text string) {
	t.Helper()
	r.ran++
	name = filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	r.build(t, where)
}

// post builds the site with a bundle of this body, and takes it away again.
func (r *reader) post(t *testing.T, where, body string) {
	t.Helper()
	r.ran++
	dir := filepath.Join(r.dir, "posts", "try")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU" +
		"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
	for name, text := range map[string]string{
		"index.md":     "---\ntitle: 해 보기\ndate: 2026-01-01\n---\n" + body,
		"timeline.png": png,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r.build(t, where)
}

// build builds all posts elsewhere. A strict site must build without a finding;
// one that is being moved may still have warnings.
func (r *reader) build(t *testing.T, where string) {
	t.Helper()
	c := exec.Command("opspress", "build", "-q", "-D", "-F", "-E", "-d", filepath.Join(r.home, "built"))
	c.Dir, c.Env = r.dir, append(os.Environ(), "HOME="+r.home)
	out, err := c.CombinedOutput()
	settings, _ := os.ReadFile(filepath.Join(r.dir, "site.yaml"))
	if strict := strings.Contains(string(settings), "strict: true"); err != nil || strict && len(out) > 0 {
		t.Fatalf("%s: the site does not build with it: %v\n%s", where, err, out)
	}
}

var (
	tookTime  = regexp.MustCompile(`\b[\d.]+(ms|µs|s)\b`)
	localPort = regexp.MustCompile(`localhost:\d+`)
	megabyte  = regexp.MustCompile(`\b[\d.]+ MB\b`)
	wholePath = regexp.MustCompile(`(?m)^/\S+/([^/\s]+/public:)`)
)

// steady takes out of what a terminal shows what no two runs share.
func steady(s string) string {
	s = tookTime.ReplaceAllString(s, "TIME")
	s = megabyte.ReplaceAllString(s, "SIZE")
	s = wholePath.ReplaceAllString(s, "/PATH/$1")
	return strings.TrimSpace(localPort.ReplaceAllString(s, "localhost:PORT"))
}

func (r *reader) compare(t *testing.T, where, want string) {
	t.Helper()
	if got := steady(r.said); got != steady(want) {
		t.Errorf("%s: the manual shows\n%s\nand the terminal\n%s", where, steady(want), got)
	}
}

// served is opspress serve for the manual: it asks for the first page once the
// site is built, wants the page to bring the script, and ends the server as
// Ctrl+C does.
func served() {
	if err := askOnce(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "served:", err)
		os.Exit(1)
	}
}

func askOnce(args []string, told io.Writer) error {
	if all := strings.Join(args, " "); !strings.Contains(all, "-p ") {
		args = append(args, "-p", "0")
	}
	for i, a := range args {
		if a == "192.168.0.10" { // the reader's own
			args[i] = "127.0.0.1"
		}
	}
	c := exec.Command("opspress", args...)
	said, err := c.StderrPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	var url string
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		fmt.Fprintln(told, lines.Text())
		if at, ok := strings.CutPrefix(lines.Text(), "serving at "); ok {
			url = at
		}
		if strings.HasPrefix(lines.Text(), "built in ") {
			break
		}
	}
	err = askFirstPage(url)
	if e := c.Process.Signal(os.Interrupt); err == nil {
		err = e
	}
	for lines.Scan() {
		fmt.Fprintln(told, lines.Text())
	}
	if e := c.Wait(); err == nil {
		err = e
	}
	return err
}

func askFirstPage(url string) error {
	res, err := http.Get(url)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK || !strings.Contains(string(page), "/_opspress/dev.js") {
		return fmt.Errorf("%s: status %d, %d bytes without the script", url, res.StatusCode, len(page))
	}
	return nil
}
