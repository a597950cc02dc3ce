package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// The tests of this file do what the hosts of pipelines do: they read the file
// that a site begins with and run every command in it, in a clone of a
// repository, with the opspress of the test in place of the one to install.

// A project is the repository of a site, and what its host keeps of it.
type project struct {
	*testing.T
	dir       string // the repository
	cache     string // what the cache actions keep
	artifacts string
	env       []string
	install   bool // opspress is installed as the pipeline says
}

// newProject begins a site with a pipeline, in a repository with one commit.
func newProject(t *testing.T, ci string) *project {
	p := emptyProject(t)
	p.run(filepath.Dir(p.dir), "opspress", "new", "site", "blog", "--ci", ci)
	p.edit("site.yaml", "# baseURL:", "deploy: {web: {url: \"dir:"+filepath.ToSlash(p.deployed())+"\"}}\nbaseURL:")
	p.run(p.dir, "git", "init", "-q", "-b", "main")
	p.commit()
	return p
}

// deployed is the folder that the main branch is deployed to.
func (p *project) deployed() string { return filepath.Join(filepath.Dir(p.dir), "srv") }

// emptyProject is one whose repository is still to come.
func emptyProject(t *testing.T) *project {
	base := t.TempDir()
	return &project{
		T: t, dir: filepath.Join(base, "blog"), cache: filepath.Join(base, "cache"), artifacts: filepath.Join(base, "artifacts"),
		env: append(os.Environ(), "HOME="+base, "TMPDIR="+base, "GIT_CONFIG_NOSYSTEM=1", "NO_COLOR=1",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.com"),
	}
}

func (p *project) run(dir, name string, args ...string) string {
	p.Helper()
	c := exec.Command(name, args...)
	c.Dir, c.Env = dir, p.env
	out, err := c.CombinedOutput()
	if err != nil {
		p.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit commits everything and gives the commit.
func (p *project) commit() string {
	p.Helper()
	p.run(p.dir, "git", "add", "-A")
	p.run(p.dir, "git", "commit", "-q", "--allow-empty", "-m", "a commit")
	return p.run(p.dir, "git", "rev-parse", "HEAD")
}

func (p *project) path(name string) string { return filepath.Join(p.dir, filepath.FromSlash(name)) }

func (p *project) read(name string) string {
	p.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		p.Fatal(err)
	}
	return string(b)
}

func (p *project) write(name, text string) {
	p.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		p.Fatal(err)
	}
}

// edit replaces a text in a file of the site, which must have it.
func (p *project) edit(name, old, new string) {
	p.Helper()
	text := p.read(p.path(name))
	if !strings.Contains(text, old) {
		p.Fatalf("%s does not hold %q", name, old)
	}
	p.write(p.path(name), strings.Replace(text, old, new, 1))
}

// clone gives a fresh clone of the repository at a commit.
func (p *project) clone(commit string) string {
	p.Helper()
	dir := filepath.Join(p.TempDir(), "work")
	p.run(p.dir, "git", "clone", "-q", "--no-checkout", "file://"+p.dir, dir)
	p.run(dir, "git", "checkout", "-q", "--detach", commit)
	return dir
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// copyOver copies a file or a folder, in place of what is there.
func (p *project) copyOver(from, to string) {
	p.Helper()
	if err := os.RemoveAll(to); err != nil {
		p.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		p.Fatal(err)
	}
	p.run(".", "cp", "-Rp", from, to)
}

// installs finds the command that installs opspress: it stands in a pipeline
// once, and from the module's own place or that of this repository.
var installs = regexp.MustCompile(`(?m)^\s*go install (\S+)$`)

// ready gives a script with the opspress of the test in place of the one that it
// installs.
func ready(script string) string { return installs.ReplaceAllString(script, "true") }

// unsettled finds an expression of GitHub within a script, where what it stands
// for could be read as commands.
var unsettled = regexp.MustCompile(`\$\{\{`)

// TestPipelinesAreSafe looks at the files themselves.
func TestPipelinesAreSafe(t *testing.T) {
	t.Parallel()
	for _, f := range []struct{ name, install string }{
		{"../../generator/scaffold/ci/github.yml", "@INSTALL@@latest"},
		{"../../generator/scaffold/ci/gitlab.yml", "@INSTALL@@latest"},
		{"../../.github/workflows/blog.yml", "./cmd/opspress"},
		{"../../.github/workflows/ci.yml", ""},
	} {
		b, err := os.ReadFile(f.name)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, m := range regexp.MustCompile(`go install (\S+)`).FindAllSubmatch(b, -1) {
			got = append(got, string(m[1]))
		}
		if strings.Join(got, " ") != f.install {
			t.Errorf("%s installs %q, want %q once", f.name, got, f.install)
		}
		if strings.HasSuffix(f.name, "gitlab.yml") {
			continue
		}
		var w workflow
		if err := yaml.Unmarshal(b, &w); err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
		if len(w.Permissions) != 1 || w.Permissions["contents"] != "read" {
			t.Errorf("%s begins with the permissions %v", f.name, w.Permissions)
		}
		for name, j := range w.jobs(t) {
			for _, s := range j.Steps {
				if unsettled.MatchString(s.Run) {
					t.Errorf("%s, job %s: a script holds an expression; hand it over by env:\n%s", f.name, name, s.Run)
				}
				if s.Uses != "" && !regexp.MustCompile(`^actions/[a-z-]+(/[a-z]+)?@v\d+$`).MatchString(s.Uses) {
					t.Errorf("%s, job %s uses %s", f.name, name, s.Uses)
				}
			}
			if write := j.Permissions["pull-requests"] == "write"; write && strings.Contains(j.commands(), "git ") {
				t.Errorf("%s: job %s may write and has the code of a stranger", f.name, name)
			}
		}
	}
}

// Our own blog has the pipeline that a new site has, but for what it installs.
func TestOurPipelineIsTheOneWeGive(t *testing.T) {
	t.Parallel()
	theirs, err := os.ReadFile("../../generator/scaffold/ci/github.yml")
	if err != nil {
		t.Fatal(err)
	}
	ours, err := os.ReadFile("../../.github/workflows/blog.yml")
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(string(theirs), "@INSTALL@@latest", "./cmd/opspress", 1); string(ours) != want {
		t.Error("they differ: sed 's|@INSTALL@@latest|./cmd/opspress|' generator/scaffold/ci/github.yml > .github/workflows/blog.yml")
	}
}
