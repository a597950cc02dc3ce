package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// A workflow is a file of GitHub Actions, as far as ours use it.
type workflow struct {
	Permissions map[string]string `yaml:"permissions"`
	Jobs        yaml.Node         `yaml:"jobs"`
}

type workflowJob struct {
	name        string
	Needs       string            `yaml:"needs"`
	If          string            `yaml:"if"`
	Outputs     map[string]string `yaml:"outputs"`
	Permissions map[string]string `yaml:"permissions"`
	Steps       []workflowStep    `yaml:"steps"`
}

type workflowStep struct {
	Name string            `yaml:"name"`
	ID   string            `yaml:"id"`
	If   string            `yaml:"if"`
	Uses string            `yaml:"uses"`
	With map[string]string `yaml:"with"`
	Env  map[string]string `yaml:"env"`
	Run  string            `yaml:"run"`
}

// jobs gives the jobs by name.
func (w *workflow) jobs(t *testing.T) map[string]workflowJob {
	t.Helper()
	out := map[string]workflowJob{}
	for _, j := range w.inOrder(t) {
		out[j.name] = j
	}
	return out
}

func (w *workflow) inOrder(t *testing.T) (out []workflowJob) {
	t.Helper()
	for i := 0; i+1 < len(w.Jobs.Content); i += 2 {
		var j workflowJob
		if err := w.Jobs.Content[i+1].Decode(&j); err != nil {
			t.Fatal(err)
		}
		j.name = w.Jobs.Content[i].Value
		out = append(out, j)
	}
	return out
}

func (j *workflowJob) commands() string {
	var all []string
	for _, s := range j.Steps {
		all = append(all, s.Run)
	}
	return strings.Join(all, "\n")
}

// An event is why a workflow runs.
type event struct {
	name   string // push, pull_request, schedule
	commit string
	base   string // of a pull request
	fork   bool   // it comes from one
	gh     string // ids of our comments that are there already
}

// ran is what came of a workflow.
type ran struct {
	jobs    map[string]string // name -> success, failure, skipped
	said    string            // what all commands wrote
	summary string
	asked   string // of gh
}

// A workflowRunner runs the workflow of a project for one event.
type workflowRunner struct {
	*project
	event event
	known map[string]string // what expressions may ask
	ran   ran
}

// actions runs the workflow as GitHub does.
func (p *project) actions(e event) ran {
	p.Helper()
	var w workflow
	if err := yaml.Unmarshal([]byte(p.run(p.dir, "git", "show", e.commit+":.github/workflows/blog.yml")), &w); err != nil {
		p.Fatal(err)
	}
	ref := "refs/heads/main"
	if e.name == "pull_request" {
		ref = "refs/pull/7/merge"
	}
	head := "me/blog"
	if e.fork {
		head = "somebody/blog"
	}
	r := &workflowRunner{project: p, event: e, ran: ran{jobs: map[string]string{}}, known: map[string]string{
		"github.event_name": e.name, "github.ref": ref, "github.run_id": time.Now().Format("150405.000000"), "github.run_attempt": "1",
		"github.event.pull_request.base.sha": e.base, "github.event.pull_request.number": "7", "github.repository": "me/blog",
		"github.event.pull_request.head.repo.full_name": head, "github.token": "secret",
	}}
	for _, j := range w.inOrder(p.T) {
		r.job(&j)
	}
	return r.ran
}

// condition says whether something runs. Without a function that asks for the
// state, what went before must have succeeded.
func (r *workflowRunner) condition(expr string, ok bool) bool {
	r.Helper()
	expr = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(expr), "${{"), "}}"))
	if expr == "" {
		return ok
	}
	v, err := evaluate(expr, r.known)
	if err != nil {
		r.Fatal(err)
	}
	return v == "true" && (ok || strings.Contains(expr, "cancelled()"))
}

func (r *workflowRunner) job(j *workflowJob) {
	r.Helper()
	ok := j.Needs == "" || r.ran.jobs[j.Needs] == "success"
	if !r.condition(j.If, ok) {
		r.ran.jobs[j.name] = "skipped"
		return
	}
	s := &jobRunner{workflowRunner: r, dir: filepath.Join(r.TempDir(), "work"), temp: r.TempDir(), ok: true}
	if err := os.Mkdir(s.dir, 0o755); err != nil {
		r.Fatal(err)
	}
	for name := range r.known {
		if strings.HasPrefix(name, "steps.") {
			delete(r.known, name)
		}
	}
	for i := range j.Steps {
		s.step(&j.Steps[i])
	}
	r.ran.jobs[j.name] = map[bool]string{true: "success", false: "failure"}[s.ok]
	for name, expr := range j.Outputs {
		v, err := expand(expr, r.known)
		if err != nil {
			r.Fatal(err)
		}
		r.known["needs."+j.name+".outputs."+name] = v
	}
}

// A jobRunner runs the steps of one job in a folder of its own.
type jobRunner struct {
	*workflowRunner
	dir, temp string
	path      []string // what steps put before PATH
	ok        bool
}

func (s *jobRunner) step(st *workflowStep) {
	s.Helper()
	if !s.condition(st.If, s.ok) {
		return
	}
	outcome := true
	if st.Uses != "" {
		s.uses(st)
	} else {
		outcome = s.script(st)
	}
	if st.ID != "" {
		s.known["steps."+st.ID+".outcome"] = map[bool]string{true: "success", false: "failure"}[outcome]
	}
	s.ok = s.ok && outcome
}

// uses does what an action of GitHub's does.
func (s *jobRunner) uses(st *workflowStep) {
	s.Helper()
	with := maps.Clone(st.With)
	for k, v := range with {
		e, err := expand(v, s.known)
		if err != nil {
			s.Fatal(err)
		}
		with[k] = e
	}
	switch name, _, _ := strings.Cut(st.Uses, "@"); name {
	case "actions/checkout":
		if err := os.Remove(s.dir); err != nil {
			s.Fatal(err)
		}
		s.copyOver(s.clone(s.event.commit), s.dir)
	case "actions/setup-go":
	case "actions/cache/restore":
		if exists(s.cache) && strings.HasPrefix(filepath.Base(s.newest()), with["restore-keys"]) {
			s.copyOver(s.newest(), filepath.Join(s.dir, with["path"]))
		}
	case "actions/cache/save":
		s.copyOver(filepath.Join(s.dir, with["path"]), filepath.Join(s.cache, with["key"]))
	case "actions/upload-artifact":
		to := filepath.Join(s.artifacts, with["name"])
		for _, path := range strings.Fields(with["path"]) {
			if not, ok := strings.CutPrefix(path, "!"); ok {
				os.Remove(filepath.Join(to, strings.TrimPrefix(not, "public/")))
				continue
			}
			if !strings.Contains(path, ".") { // a folder; a file goes into one
				s.copyOver(filepath.Join(s.dir, path), to)
				continue
			}
			s.copyOver(filepath.Join(s.dir, path), filepath.Join(to, path))
		}
	case "actions/download-artifact":
		s.run(".", "cp", "-R", filepath.Join(s.artifacts, with["name"])+"/.", s.dir)
	default:
		s.Fatalf("nobody knows what %s does", st.Uses)
	}
}

// newest gives the cache that was saved last.
func (s *jobRunner) newest() string {
	s.Helper()
	names, err := filepath.Glob(filepath.Join(s.cache, "*"))
	if err != nil || len(names) == 0 {
		s.Fatalf("no cache: %v", err)
	}
	return slices.Max(names)
}

// script runs commands as the shell of a runner does: bash -e.
func (s *jobRunner) script(st *workflowStep) bool {
	s.Helper()
	files := map[string]string{}
	env := append(slices.Clone(s.env), "RUNNER_TEMP="+s.temp, "GH_ASKED="+filepath.Join(s.temp, "gh"), "GH_IDS="+s.event.gh)
	for _, f := range []string{"GITHUB_OUTPUT", "GITHUB_PATH", "GITHUB_STEP_SUMMARY"} {
		files[f] = filepath.Join(s.temp, f)
		s.write(files[f], "")
		env = append(env, f+"="+files[f])
	}
	for k, v := range st.Env {
		e, err := expand(v, s.known)
		if err != nil {
			s.Fatal(err)
		}
		env = append(env, k+"="+e)
	}
	bin := filepath.Join(s.temp, "bin")
	s.write(filepath.Join(bin, "gh"), fakeGh)
	if err := os.Chmod(filepath.Join(bin, "gh"), 0o755); err != nil {
		s.Fatal(err)
	}
	env = append(env, "PATH="+strings.Join(append(slices.Clone(s.path), bin, os.Getenv("PATH")), string(filepath.ListSeparator)))
	run := st.Run
	if !s.install {
		run = ready(run)
	}
	c := exec.Command("bash", "-e", "-c", run)
	c.Dir, c.Env = s.dir, env
	out, err := c.CombinedOutput()
	s.ran.said += "$ " + st.Run + "\n" + string(out)
	for l := range strings.Lines(s.read(files["GITHUB_OUTPUT"])) {
		if name, value, ok := strings.Cut(strings.TrimSpace(l), "="); ok && st.ID != "" {
			s.known["steps."+st.ID+".outputs."+name] = value
		}
	}
	s.path = append(strings.Fields(s.read(files["GITHUB_PATH"])), s.path...)
	s.ran.summary += s.read(files["GITHUB_STEP_SUMMARY"])
	if exists(filepath.Join(s.temp, "gh")) {
		s.ran.asked = s.read(filepath.Join(s.temp, "gh"))
	}
	return err == nil
}

// fakeGh notes what it is asked and gives the comments that there are.
const fakeGh = `#!/bin/sh
echo "$@" >> "$GH_ASKED"
case "$*" in
*--paginate*) for id in $GH_IDS; do echo "$id"; done ;;
*) [ -s diff.md ] || { echo "no diff.md" >&2; exit 1; } ;;
esac
`

func (p *project) wants(what string, r ran, jobs map[string]string) {
	p.Helper()
	if !maps.Equal(r.jobs, jobs) {
		p.Fatalf("%s: %v, want %v\n%s", what, r.jobs, jobs, r.said)
	}
}

// TestGitHubPipeline lives through the first days of a blog whose pipeline is the
// file that `new site --ci github` writes.
func TestGitHubPipeline(t *testing.T) {
	t.Parallel()
	p := newProject(t, "github")
	main := p.run(p.dir, "git", "rev-parse", "HEAD")

	// A pull request before anything is live: it is compared with its base.
	p.run(p.dir, "git", "switch", "-q", "-c", "edit")
	p.edit("posts/hello.md", "title: ", "title: 고친 ")
	edit := p.commit()
	r := p.actions(event{name: "pull_request", commit: edit, base: main})
	p.wants("a pull request", r, map[string]string{"due": "success", "site": "success", "comment": "success"})
	diff := p.read(filepath.Join(p.artifacts, "diff", "diff.md"))
	if !strings.HasPrefix(diff, "<!-- opspress diff -->\n") || !strings.Contains(diff, "고친") || !strings.Contains(r.summary, diff) {
		t.Errorf("the comment is\n%s\nand the summary\n%s", diff, r.summary)
	}
	if !strings.Contains(r.asked, "pr comment 7 --body-file diff.md") || exists(p.cache) {
		t.Errorf("gh was asked %q; what a pull request leaves in the cache: %v", r.asked, exists(p.cache))
	}

	if exists(p.deployed()) {
		t.Error("a pull request is deployed")
	}

	// It is merged, and is live.
	p.run(p.dir, "git", "switch", "-q", "main")
	r = p.actions(event{name: "push", commit: main})
	p.wants("a push", r, map[string]string{"due": "success", "site": "success", "comment": "skipped"})
	if !exists(filepath.Join(p.deployed(), "current", "posts", "hello", "index.html")) {
		t.Errorf("a push is not deployed:\n%s", r.said)
	}
	for name, want := range map[string]bool{"index.html": true, ".opspress.json": false} {
		if exists(filepath.Join(p.artifacts, "site", name)) != want {
			t.Errorf("the site that is kept has %s: %v", name, !want)
		}
	}
	if !strings.Contains(r.summary, "## Report of ") || strings.Contains(r.summary, "git are off") {
		t.Errorf("the summary of a push: %s", r.summary)
	}

	// The next one is compared with what is live, and renews its comment; one
	// from a fork has none.
	r = p.actions(event{name: "pull_request", commit: edit, base: "nowhere", gh: "41 42"})
	p.wants("a second push to it", r, map[string]string{"due": "success", "site": "success", "comment": "success"})
	if !strings.Contains(r.asked, "api --method PATCH repos/me/blog/issues/comments/41 --field body=@diff.md") {
		t.Errorf("gh was asked %q", r.asked)
	}
	r = p.actions(event{name: "pull_request", commit: edit, base: main, fork: true})
	p.wants("from a fork", r, map[string]string{"due": "success", "site": "success", "comment": "skipped"})

	// What is wrong stops it, with the place, and nothing of it becomes live.
	p.write(p.path("posts/bad.md"), "---\ntitle: [\n---\n")
	bad := p.commit()
	live := (&jobRunner{workflowRunner: &workflowRunner{project: p}}).newest()
	r = p.actions(event{name: "push", commit: bad})
	p.wants("a broken push", r, map[string]string{"due": "success", "site": "failure", "comment": "skipped"})
	if !strings.Contains(r.said, "file=posts/bad.md,line=") {
		t.Errorf("without a note at the line:\n%s", r.said)
	}
	if now := (&jobRunner{workflowRunner: &workflowRunner{project: p}}).newest(); now != live {
		t.Error("a broken site was kept as the live one")
	}

	// Every hour: nothing is due, then a post is.
	r = p.actions(event{name: "schedule", commit: main})
	p.wants("an hour in which nothing is due", r, map[string]string{"due": "success", "site": "skipped", "comment": "skipped"})
	p.write(filepath.Join(live, "next"), "2026-01-01T00:00:00+09:00\n")
	r = p.actions(event{name: "schedule", commit: main})
	p.wants("an hour in which a post is due", r, map[string]string{"due": "success", "site": "success", "comment": "skipped"})
}
