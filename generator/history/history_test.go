package history

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A repo is a repository that a test writes.
type repo struct {
	*testing.T
	dir string
	day int
}

func newRepo(t *testing.T) *repo {
	r := &repo{T: t, dir: t.TempDir()}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *repo) git(args ...string) string {
	r.Helper()
	c := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...)
	at := r.date().Format(time.RFC3339)
	c.Dir = r.dir
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_AUTHOR_DATE="+at, "GIT_COMMITTER_DATE="+at)
	out, err := c.CombinedOutput()
	if err != nil {
		r.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// date is that of the next commit: each is a day after the one before it.
func (r *repo) date() time.Time { return day(r.day) }

func day(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC) }

func (r *repo) write(name, text string) {
	r.Helper()
	name = filepath.Join(r.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		r.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		r.Fatal(err)
	}
}

func (r *repo) commit() {
	r.Helper()
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", "a commit")
	r.day++
}

func (r *repo) read(sub string) Log {
	r.Helper()
	l, err := Read(context.Background(), filepath.Join(r.dir, sub))
	if err != nil {
		r.Fatal(err)
	}
	return l
}

const body = "one line\nand another\nand a third\nand a fourth\n"

func TestDatesAreThoseOfTheFirstAndLastCommit(t *testing.T) {
	r := newRepo(t)
	r.write("blog/posts/a.md", body)
	r.write("else.md", "x")
	r.commit()
	r.commit() // an empty one
	r.write("blog/posts/a.md", body+"more\n")
	r.commit()
	r.write("else.md", "y")
	r.commit()
	l := r.read("blog")
	f, ok := l.File("posts/a.md")
	if !ok || !f.First.Equal(day(0)) || !f.Last.Equal(day(2)) {
		t.Errorf("File = %+v, %v; want first %v, last %v", f, ok, day(0), day(2))
	}
	if _, ok := l.File("else.md"); ok || l.Why != "" || l.Shallow || l.Cut {
		t.Errorf("%+v: what lies outside of the site is none of its files", l)
	}
}

func TestAFileIsFollowedThroughItsNames(t *testing.T) {
	r := newRepo(t)
	r.write("posts/a.md", body)
	r.commit()
	r.git("mv", "posts/a.md", "posts/b.md")
	r.commit()
	r.write("posts/a.md", "something else altogether\n")
	r.commit()
	r.git("mv", "posts/b.md", "posts/c.md")
	r.write("posts/c.md", body+"a fifth\n")
	r.commit()
	r.git("mv", "posts/c.md", "posts/staged.md")
	l := r.read(".")
	if f, _ := l.File("posts/staged.md"); !f.First.Equal(day(0)) || !f.Last.Equal(day(3)) ||
		!slices.Equal(f.Was, []string{"posts/c.md", "posts/b.md", "posts/a.md"}) {
		t.Errorf("staged.md = %+v", f)
	}
	if f, _ := l.File("posts/a.md"); !f.First.Equal(day(2)) || len(f.Was) > 0 {
		t.Errorf("the new a.md = %+v; it has nothing of the old one", f)
	}
	for from, want := range map[string]string{"posts/b.md": "posts/staged.md", "posts/a.md": "posts/staged.md", "posts/staged.md": ""} {
		if now, ok := l.Now(from); ok != (want != "") || ok && now != want {
			t.Errorf("Now(%s) = %s, %v; want %q", from, now, ok, want)
		}
	}
	if rs := l.Renames(); len(rs) != 3 || rs[0].To != "posts/staged.md" || !rs[0].At.IsZero() || rs[2].From != "posts/a.md" {
		t.Errorf("renames %+v; want the newest first, the staged one without a date", rs)
	}
}

func TestAFileThatWentAndCameBackIsAtItsName(t *testing.T) {
	r := newRepo(t)
	r.write("a.md", body)
	r.commit()
	r.git("mv", "a.md", "b.md")
	r.commit()
	r.git("mv", "b.md", "a.md")
	r.commit()
	l := r.read(".")
	if now, ok := l.Now("b.md"); !ok || now != "a.md" {
		t.Errorf("Now(b.md) = %s, %v", now, ok)
	}
	if now, ok := l.Now("a.md"); ok {
		t.Errorf("Now(a.md) = %s: it never left for good", now)
	}
	r.git("rm", "-q", "a.md")
	r.commit()
	r.write("a.md", "new\n")
	r.commit()
	l = r.read(".")
	if f, _ := l.File("a.md"); !f.First.Equal(day(4)) {
		t.Errorf("a.md = %+v; it was written anew", f)
	}
	if _, ok := l.File("b.md"); ok {
		t.Error("b.md is gone")
	}
}

func TestNamesMayHoldWhatTheyLike(t *testing.T) {
	r := newRepo(t)
	names := []string{
		"commit 12.md", "\ncommit 12", "R100", "A\nb", "한글 이름.md", "-n", "a\tb", "\"quoted\".md", ":(top)x", "\xff\xfe",
	}
	for _, n := range names {
		r.write(n, n+body)
	}
	r.commit()
	r.git("mv", "--", "-n", "\nM")
	r.commit()
	l := r.read(".")
	for _, n := range names {
		if n == "-n" {
			n = "\nM"
		}
		if f, ok := l.File(n); !ok || !f.First.Equal(day(0)) {
			t.Errorf("%q = %+v, %v", n, f, ok)
		}
	}
	if now, ok := l.Now("-n"); !ok || now != "\nM" {
		t.Errorf("Now(-n) = %q, %v", now, ok)
	}
}

func TestAShallowCloneHasNoDates(t *testing.T) {
	r := newRepo(t)
	r.write("a.md", body)
	r.commit()
	r.git("mv", "a.md", "b.md")
	r.commit()
	r.write("c.md", "c")
	r.commit()
	clone := t.TempDir()
	r.git("clone", "-q", "--depth=2", "file://"+r.dir, clone)
	l, err := Read(context.Background(), clone)
	if err != nil || !l.Shallow || l.Why != "" {
		t.Errorf("%+v, %v; want a shallow one", l, err)
	}
	if f, ok := l.File("b.md"); ok {
		t.Errorf("b.md = %+v: that date is the clone's, not the file's", f)
	}
}

func TestWhyThereIsNoHistory(t *testing.T) {
	empty := newRepo(t)
	for name, c := range map[string]struct{ dir, path, want string }{
		"no repository": {t.TempDir(), os.Getenv("PATH"), "the site is in no git repository"},
		"no commit":     {empty.dir, os.Getenv("PATH"), "the repository has no commit yet"},
		"no git":        {empty.dir, t.TempDir(), "git is not installed"},
		"inside .git":   {filepath.Join(empty.dir, ".git"), os.Getenv("PATH"), "the site is in no git repository"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("PATH", c.path)
			t.Setenv("GIT_CEILING_DIRECTORIES", "/") // which is not passed on
			l, err := Read(context.Background(), c.dir)
			if err != nil || l.Why != c.want {
				t.Errorf("Why = %q, %v; want %q", l.Why, err, c.want)
			}
		})
	}
}

// A repository may be somebody else's: its settings name programs, and so may
// the variables of whoever calls.
func TestGitRunsNothingElse(t *testing.T) {
	r := newRepo(t)
	r.write("a.md", body)
	r.write(".gitattributes", "*.md diff=evil filter=evil\n")
	r.commit()
	r.write("a.md", body+"more\n")
	r.commit()
	ran := filepath.Join(t.TempDir(), "ran")
	evil := "touch " + ran
	for _, s := range []string{"core.pager", "core.fsmonitor", "diff.external", "diff.evil.command", "diff.evil.textconv",
		"gpg.program", "core.sshCommand", "pager.log"} {
		r.git("config", s, evil)
	}
	r.git("config", "log.showSignature", "true")
	r.git("config", "core.hooksPath", r.dir)
	r.git("config", "diff.relative", "false")
	r.git("config", "log.showRoot", "false")
	t.Setenv("GIT_DIR", "/nowhere")
	t.Setenv("GIT_EXTERNAL_DIFF", evil)
	t.Setenv("GIT_PAGER", evil)
	l := r.read(".")
	if f, ok := l.File("a.md"); !ok || !f.First.Equal(day(0)) || !f.Last.Equal(day(1)) {
		t.Errorf("a.md = %+v, %v, %q", f, ok, l.Why)
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("git ran a program that the repository named")
	}
}

func TestACancelledReadIsAnError(t *testing.T) {
	r := newRepo(t)
	r.commit()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, r.dir); err == nil {
		t.Error("no error")
	}
}

func TestBrokenOutputIsAnError(t *testing.T) {
	for _, out := range []string{"commit x\x00", "commit 12\x00\nR100\x00a\x00", "commit 12\x00\nA\x00", "commit 12\x00\n?\x00a\x00", "commit 12"} {
		if err := newParser().read(strings.NewReader(out)); err == nil {
			t.Errorf("%q was read", out)
		}
	}
}
