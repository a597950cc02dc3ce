package deploy

import (
	"context"
	"fmt"
	"net/http"
	"path"
	"strings"
	"unicode/utf8"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// A Job is one deploy: what goes where, and how.
type Job struct {
	Target  Target
	Site    output.Manifest
	Commit  string          // of the sources, as far as it is known
	Headers []output.Header // that every file carries where headers can be set

	Force             bool // write everything anew
	Verify            bool // look at what stands there instead of believing the manifest
	DryRun            bool // plan, and stop
	AllowDelete       bool // also when it is a large part of the site
	RollbackOnFailure bool // of the check after the commit

	// Inspect looks at the files that are about to be sent, before anything is.
	// Its error ends the deploy. It may be nil.
	Inspect  func(ctx context.Context, files []output.File) error
	Progress func(done, all int) // called as names change, from several goroutines; may be nil

	World
}

// A World is what a deploy reaches out with. Its zero value is the real one.
type World struct {
	Clock     Clock
	Store     Store             // instead of the one that the target names
	HTTP      *http.Client      // for the check and the purge
	Endpoints map[string]string // of purge services, by their names, instead of their own
	Env       func(name string) string

	fault func(op, name string) error // asked before a folder is changed; for tests
}

// A Result says what a deploy did or, for a dry run, would do.
type Result struct {
	Target     string    `json:"target"`
	Release    Release   `json:"release,omitzero"`  // that is live now
	Previous   string    `json:"previous,omitzero"` // that was live before
	Committed  bool      `json:"committed"`         // a release was made
	Phases     []Phase   `json:"-"`
	Changes    []Touched `json:"changes"`
	Unchanged  int       `json:"unchanged"`
	Leaving    []string  `json:"leaving"` // names that no page leads to any more
	Deleted    []string  `json:"deleted"`
	Bodies     int       `json:"bodies"` // that were sent
	Purged     int       `json:"purged"` // paths
	Checked    int       `json:"checked"`
	RolledBack string    `json:"rolledBack,omitempty"` // to this release, because the check failed
	Foreign    int       `json:"foreign,omitempty"`    // objects that no deploy put there; with Verify
	Written    []string  `json:"written,omitempty"`    // files for the host, in the site's folder
	Warnings   diag.List `json:"notes,omitempty"`
}

// A Touched is a name and what was done to it.
type Touched struct {
	Path string `json:"path"`
	What What   `json:"what"`
}

func (r *Result) warn(message, hint string) {
	r.Warnings = append(r.Warnings, diag.Diagnostic{Rule: "deploy", Severity: diag.Warning, Message: message, Hint: hint})
}

// planned tells a plan.
func (r *Result) planned(p *Plan) {
	r.Phases, r.Unchanged = p.Phases, p.Unchanged
	r.Changes, r.Leaving, r.Deleted = []Touched{}, []string{}, []string{}
	for _, ph := range p.Phases {
		for _, c := range ph.Changes {
			r.Changes = append(r.Changes, Touched{c.Path, c.What})
		}
	}
	for _, g := range p.Leaving {
		r.Leaving = append(r.Leaving, g.Path)
	}
	for _, g := range p.deletions() {
		r.Deleted = append(r.Deleted, g.Path)
	}
	if p.Withheld {
		r.warn(fmt.Sprintf("%d names that no release needs any more are more than %.0f%% of all, so they stay", len(p.Due), mostDeleted*100),
			"look at them with --dry-run --allow-delete, then deploy with --allow-delete")
	}
}

// Deploy brings the site to its target. Beside the errors of the package doc
// it gives a *CheckError, that of Inspect, or that of ctx.
func Deploy(ctx context.Context, j Job) (Result, error) {
	j.World = j.World.whole()
	switch j.Target.Kind {
	case Bucket:
		b, err := openBucket(ctx, j.Target, j.World)
		if err != nil {
			return Result{Target: j.Target.Name}, err
		}
		return b.deploy(ctx, j)
	case Folder:
		return deployFolder(ctx, j)
	}
	return Result{}, fmt.Errorf("%s: an export is made by a build", j.Target.Name)
}

// entries gives what is to stand at a target for each file of the site. What
// hosts alone read stays behind.
func entries(t Target, m output.Manifest, redirects map[string]string) ([]Entry, error) {
	out := make([]Entry, 0, m.Len())
	for _, f := range m.Files() {
		if f.Kind == output.Control {
			continue
		}
		if err := mayBe(f.Path); err != nil {
			return nil, err
		}
		e := Entry{Path: f.Path, Kind: kind(f.Kind), Size: f.Size, Digest: f.Digest}
		if t.Kind == Bucket {
			e.Headers = Headers{Type: output.Type(f.Path), Cache: f.Kind.CacheControl()}
			if f.Kind == output.Redirect {
				e.Redirect = redirects[f.Path]
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// mostKey is how many bytes a key of an object may have (S3, GCS, R2).
const mostKey = 1024

func mayBe(p string) error {
	first, _, _ := strings.Cut(p, "/")
	switch {
	case p == "" || path.Clean(p) != p || strings.HasPrefix(p, "/") || strings.HasPrefix(p, "../") || !utf8.ValidString(p):
		return &RefusedError{fmt.Sprintf("the path %q leads out of the site", p), ""}
	case strings.HasPrefix(first, ".opspress"):
		return &RefusedError{fmt.Sprintf("the site has a file %s, a name of opspress's own", p), "give it another name"}
	case len(p) > mostKey-len(ownFolder):
		return &RefusedError{fmt.Sprintf("the path %s is longer than an object's name may be", p), "shorten its slug or folder"}
	}
	return nil
}
