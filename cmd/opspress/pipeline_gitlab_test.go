package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// gitlabFile is a .gitlab-ci.yml, as far as ours uses it.
type gitlabFile struct {
	Site struct {
		Before    []string `yaml:"before_script"`
		Script    []string `yaml:"script"`
		Cache     struct{ Paths []string }
		Artifacts struct {
			Paths, Exclude []string
			Reports        struct{ JUnit string }
		}
	}
}

// gitlab runs the job as GitLab's runner does: all lines in one shell, with
// errexit and pipefail, in a clone into which the cache is put.
func (p *project) gitlab(source, commit, base string) (dir, said string, ok bool) {
	p.Helper()
	var f gitlabFile
	if err := yaml.Unmarshal([]byte(p.run(p.dir, "git", "show", commit+":.gitlab-ci.yml")), &f); err != nil {
		p.Fatal(err)
	}
	dir = p.clone(commit)
	kept := f.Site.Cache.Paths[0]
	if exists(p.cache) {
		p.copyOver(p.cache, filepath.Join(dir, kept))
	}
	script := strings.Join(slices.Concat(f.Site.Before, f.Site.Script), "\n")
	if n := len(installs.FindAllString(script, -1)); n != 1 {
		p.Fatalf("opspress is installed in %d places", n)
	}
	c := exec.Command("bash", "-e", "-o", "pipefail", "-c", ready(script))
	c.Dir = dir
	c.Env = append(slices.Clone(p.env), "CI_PIPELINE_SOURCE="+source, "CI_MERGE_REQUEST_DIFF_BASE_SHA="+base)
	out, err := c.CombinedOutput()
	if exists(filepath.Join(dir, kept)) {
		p.copyOver(filepath.Join(dir, kept), p.cache)
	}
	for _, a := range append(f.Site.Artifacts.Paths, f.Site.Artifacts.Reports.JUnit) {
		if from := filepath.Join(dir, a); exists(from) {
			p.copyOver(from, filepath.Join(p.artifacts, a))
		}
	}
	for _, a := range f.Site.Artifacts.Exclude {
		os.Remove(filepath.Join(p.artifacts, a))
	}
	return dir, string(out), err == nil
}

// TestGitLabPipeline lives through the first days of a blog whose pipeline is the
// file that `new site --ci gitlab` writes.
func TestGitLabPipeline(t *testing.T) {
	t.Parallel()
	p := newProject(t, "gitlab")
	main := p.run(p.dir, "git", "rev-parse", "HEAD")

	p.run(p.dir, "git", "switch", "-q", "-c", "edit")
	p.edit("posts/hello.md", "title: ", "title: 고친 ")
	edit := p.commit()
	_, said, ok := p.gitlab("merge_request_event", edit, main)
	if !ok {
		t.Fatalf("a merge request:\n%s", said)
	}
	if diff := p.read(filepath.Join(p.artifacts, "diff.md")); !strings.HasPrefix(diff, "<!-- opspress diff -->\n") || !strings.Contains(diff, "고친") {
		t.Errorf("diff.md is\n%s", diff)
	}
	if !strings.Contains(p.read(filepath.Join(p.artifacts, "check.xml")), "<testsuite") {
		t.Error("there is no report of the check")
	}
	if exists(filepath.Join(p.cache, "live")) || exists(p.deployed()) {
		t.Error("a merge request counts as live")
	}

	if _, said, ok = p.gitlab("push", main, ""); !ok || !strings.Contains(said, " as of ") {
		t.Fatalf("a push:\n%s", said)
	}
	if !exists(filepath.Join(p.artifacts, "public", "index.html")) || exists(filepath.Join(p.artifacts, "public", ".opspress.json")) || !exists(filepath.Join(p.cache, "live", "index.html")) {
		t.Error("the site is not kept as it should")
	}
	if !exists(filepath.Join(p.deployed(), "current", "posts", "hello", "index.html")) {
		t.Errorf("a push is not deployed:\n%s", said)
	}
	if _, said, ok = p.gitlab("merge_request_event", edit, "nowhere"); !ok {
		t.Fatalf("compared with what is live:\n%s", said)
	}

	// Every hour: nothing is due, then a post is.
	if dir, said, ok := p.gitlab("schedule", main, ""); !ok || !strings.Contains(said, "nothing is due") || exists(filepath.Join(dir, "public", "index.html")) {
		t.Errorf("an hour in which nothing is due:\n%s", said)
	}
	p.write(filepath.Join(p.cache, "next"), "2026-01-01T00:00:00+09:00\n")
	if dir, said, ok := p.gitlab("schedule", main, ""); !ok || !exists(filepath.Join(dir, "public", "index.html")) {
		t.Errorf("an hour in which a post is due:\n%s", said)
	}

	p.write(p.path("posts/bad.md"), "---\ntitle: [\n---\n")
	if _, said, ok = p.gitlab("push", p.commit(), ""); ok {
		t.Errorf("a broken site passes:\n%s", said)
	}
}
