//go:build cilocal

package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestOurPipelineOnAClone runs .github/workflows/blog.yml as it stands in the last
// commit, on a clone, with opspress installed as it says: for a push, for a pull
// request, and in an hour in which nothing is due. `make ci-local` runs it.
func TestOurPipelineOnAClone(t *testing.T) {
	p := emptyProject(t)
	top := strings.TrimSpace(p.run(".", "git", "rev-parse", "--show-toplevel"))
	p.run(".", "git", "clone", "-q", "file://"+top, p.dir)
	for _, name := range []string{"GOMODCACHE", "GOCACHE"} {
		p.env = append(p.env, name+"="+p.run(".", "go", "env", name))
	}
	p.env = append(p.env, "GOFLAGS=-modcacherw", "GOPATH="+filepath.Join(filepath.Dir(p.dir), "go"))
	p.install = true
	main := p.run(p.dir, "git", "rev-parse", "HEAD")

	r := p.actions(event{name: "push", commit: main})
	t.Log(r.said + r.summary)
	p.wants("a push", r, map[string]string{"due": "success", "site": "success", "comment": "skipped"})

	p.edit("posts/gitops-rollback.md", "title: \"", "title: \"고친 ")
	r = p.actions(event{name: "pull_request", commit: p.commit(), base: main})
	t.Log(r.said)
	p.wants("a pull request", r, map[string]string{"due": "success", "site": "success", "comment": "success"})
	diff := p.read(filepath.Join(p.artifacts, "diff", "diff.md"))
	if !strings.Contains(diff, "| changed | `/posts/gitops-rollback/`") || strings.Contains(diff, "lost") {
		t.Errorf("the comment:\n%s", diff)
	}

	r = p.actions(event{name: "schedule", commit: main})
	p.wants("an hour in which nothing is due", r, map[string]string{"due": "success", "site": "skipped", "comment": "skipped"})
}
