package generator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"opspress/generator/cache"
	"opspress/generator/deploy"
	"opspress/generator/diag"
	"opspress/generator/history"
	"opspress/generator/output"
	"opspress/generator/publish"
	"opspress/generator/site"
)

// What the commands need of package deploy.
type (
	// A Deployed says what a deploy did.
	Deployed = deploy.Result
	// A Release is a site that is or was live.
	Release = deploy.Release
	// A DeployStatus says whether what is live is the site.
	DeployStatus = deploy.Status
	// A TargetError says what failed at a target.
	TargetError = deploy.TargetError
	// A DeployLockedError says that another deploy has the target.
	DeployLockedError = deploy.LockedError
	// A DeployRefusedError says why there was no deploy.
	DeployRefusedError = deploy.RefusedError
	// A CheckError says what the public site answers after a deploy.
	CheckError = deploy.CheckError
	// A DeployChange is a name and what is done to it.
	DeployChange = deploy.Touched
)

// DeployOptions say which site goes where.
type DeployOptions struct {
	SiteOptions
	Target            string // its name in site.yaml; may be empty when there is one
	DryRun            bool
	Force             bool
	Verify            bool
	AllowDelete       bool
	RollbackOnFailure bool
	Building          func(done, all int) // called as files are made, from several goroutines; may be nil
	Sending           func(done, all int) // likewise, as they are sent

	World deploy.World // what tests put in the place of the network and the clock
}

// A DeploySummary says what a deploy built and did.
type DeploySummary struct {
	Deployed
	Exported    string // folder that an export was written into, or ""
	Files       Counts
	Published   publish.Result // of an export
	Diagnostics diag.List
	Took        time.Duration
}

// Deploy builds the site and brings it to a target. Its error is that of Build,
// a *RefusedError, or one of package deploy.
func Deploy(ctx context.Context, o DeployOptions) (DeploySummary, error) {
	sum := DeploySummary{Files: Counts{}}
	began := time.Now()
	err := o.each(ctx, &sum, func(b *deployBuild) error {
		if b.target.Kind == deploy.Export {
			return b.export(&sum)
		}
		j, err := b.job(&sum)
		if err != nil {
			return err
		}
		res, err := deploy.Deploy(ctx, j)
		if sum.Deployed = res; err != nil {
			return err
		}
		return b.edge(&sum)
	})
	sum.Took = time.Since(began)
	return sum, err
}

// DeployCompare tells how the site differs from what is live.
func DeployCompare(ctx context.Context, o DeployOptions) (DeployStatus, diag.List, error) {
	var st DeployStatus
	sum := DeploySummary{Files: Counts{}}
	err := o.each(ctx, &sum, func(b *deployBuild) error {
		if err := b.recorded(); err != nil {
			return err
		}
		j, err := b.job(&sum)
		if err == nil {
			st, err = deploy.Compare(ctx, j)
		}
		return err
	})
	return st, sum.Diagnostics, err
}

// DeployHistory lists the releases of a target that can be live again.
func DeployHistory(ctx context.Context, o DeployOptions) (string, []Release, error) {
	t, err := o.target(ctx)
	if err != nil {
		return "", nil, err
	}
	rs, err := deploy.History(ctx, t, o.World)
	return t.Name, rs, err
}

// DeployRollback makes an earlier release live again; without an id, the one
// before. Nothing is built.
func DeployRollback(ctx context.Context, o DeployOptions, id string) (Deployed, error) {
	t, err := o.target(ctx)
	if err != nil {
		return Deployed{}, err
	}
	return deploy.Rollback(ctx, deploy.Job{Target: t, World: o.World, Progress: o.Sending}, id)
}

// target reads the settings and finds the target. Nothing is built.
func (o *DeployOptions) target(ctx context.Context) (deploy.Target, error) {
	b := deployBuild{o: o}
	if err := b.open(ctx); err != nil {
		return deploy.Target{}, err
	}
	defer b.site.Close()
	if err := b.choose(); err != nil {
		return deploy.Target{}, err
	}
	return b.target, b.recorded()
}

// A deployBuild is the site on its way to a target.
type deployBuild struct {
	o        *DeployOptions
	ctx      context.Context
	store    *cache.Store
	site     *site.Site
	revision *site.Revision
	settings site.Deployment
	target   deploy.Target
	made     site.Result
	headers  []output.Header
}

// each builds the site for its target and does work with it. It begins anew
// when somebody saves files under it.
func (o *DeployOptions) each(ctx context.Context, sum *DeploySummary, work func(b *deployBuild) error) (err error) {
	if err := o.refuse(); err != nil {
		return err
	}
	store := o.openCache()
	if store != nil {
		defer store.Close()
	}
	for n := range attempts {
		b := deployBuild{o: o, ctx: ctx, store: store}
		if err = b.build(ctx, n == 0, sum); err == nil {
			err = work(&b)
		}
		if b.site != nil {
			b.site.Close()
		}
		if !errors.Is(err, site.ErrChanged) {
			return err
		}
	}
	return err
}

// refuse says no to what must not be published.
func (o *DeployOptions) refuse() error {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return err
	}
	o.Root = root
	if err := o.exists(); err != nil {
		return err
	}
	if o.Drafts {
		return &RefusedError{errors.New("drafts are not deployed"), "leave out -D, or take `draft: true` out of the post"}
	}
	return o.checkCache("")
}

// open opens the site and reads its settings.
func (b *deployBuild) open(ctx context.Context) (err error) {
	if err := b.o.refuse(); err != nil {
		return err
	}
	return b.revise(ctx, false, false)
}

func (b *deployBuild) revise(ctx context.Context, recall, policy bool) (err error) {
	so := b.o.site()
	so.Once, so.Recall, so.MetaPolicy = true, recall, policy
	if b.store != nil {
		so.Cache = b.store
	}
	if b.site, err = site.New(so); err != nil {
		return err
	}
	if b.revision, err = b.site.Revise(ctx, b.o.clock()); err != nil {
		return err
	}
	if b.headers, err = b.revision.Headers(); err != nil {
		return err
	}
	b.settings, err = b.revision.Deployment()
	return err
}

// choose finds the target among the settings.
func (b *deployBuild) choose() error {
	if n, _ := diag.Count(b.settings.Findings); n > 0 {
		return diag.List(slices.DeleteFunc(b.settings.Findings, func(d diag.Diagnostic) bool { return d.Severity != diag.Error }))
	}
	all := b.settings.Destinations
	var names []string
	for _, d := range all {
		names = append(names, d.Name)
	}
	i := slices.Index(names, b.o.Target)
	switch {
	case len(all) == 0:
		return &RefusedError{errors.New("site.yaml names no target"), "for example: deploy: {production: {url: \"s3://bucket?region=ap-northeast-2\"}}"}
	case b.o.Target == "" && len(all) == 1:
		i = 0
	case b.o.Target == "":
		return &RefusedError{fmt.Errorf("there are %d targets: %s", len(all), strings.Join(names, ", ")), "say which one"}
	case i < 0:
		hint := diag.DidYouMean(b.o.Target, names)
		if hint == "" {
			hint = "there are: " + strings.Join(names, ", ")
		}
		return &RefusedError{fmt.Errorf("there is no target %q", b.o.Target), hint}
	}
	if err := published(b.settings.BaseURL); err != nil {
		return err
	}
	d, base := all[i], b.settings.BaseURL
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	t, err := deploy.Parse(deploy.Config{Name: d.Name, URL: d.URL, Public: d.Public, Index: d.Index, Purge: d.Purge, Keep: d.Keep}, b.settings.Base, u.Hostname())
	var wrong diag.Diagnostic
	if errors.As(err, &wrong) {
		wrong.File, wrong.Line, wrong.Column = "site.yaml", d.Line, d.Column
		return wrong
	}
	if t.Dir != "" && !filepath.IsAbs(t.Dir) {
		t.Dir = filepath.Join(b.o.Root, filepath.FromSlash(t.Dir))
	}
	b.target = t
	return err
}

// published says why a site of this baseURL must not be deployed: its links
// would lead readers to their own machines.
func published(base string) error {
	if base == "" {
		return &RefusedError{errors.New("site.yaml has no baseURL"), "feeds, sitemap and links need it: baseURL: https://blog.example.com"}
	}
	u, err := url.Parse(base)
	if err != nil {
		return err
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	ip := net.ParseIP(host)
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && (ip.IsLoopback() || ip.IsUnspecified()) {
		return &RefusedError{fmt.Errorf("baseURL is %s, where no reader finds the site", base), "give the address at which it is published"}
	}
	return nil
}

// recorded says no to what an export does not have.
func (b *deployBuild) recorded() error {
	if b.target.Kind == deploy.Export {
		return &RefusedError{fmt.Errorf("%s is a folder for %s, which keeps the releases", b.target.Name, b.target.Host), "look there"}
	}
	return nil
}

// build makes the site as its target wants it.
func (b *deployBuild) build(ctx context.Context, recall bool, sum *DeploySummary) error {
	if err := b.revise(ctx, recall, false); err != nil {
		return err
	}
	if err := b.choose(); err != nil {
		return err
	}
	if !b.target.CarriesHeaders() {
		b.site.Close()
		if err := b.revise(ctx, recall, true); err != nil {
			return err
		}
	}
	made, err := b.revision.Build(ctx, func(done, all int, _ output.File) error {
		if b.o.Building != nil {
			b.o.Building(done, all)
		}
		return nil
	})
	b.made, sum.Diagnostics = made, made.Diagnostics
	if err != nil {
		return err
	}
	clear(sum.Files)
	for _, f := range made.Manifest.Files() {
		sum.Files[f.Kind]++
	}
	if n, _ := diag.Count(made.Diagnostics); n > 0 {
		return ErrContent
	}
	return nil
}

// job is the deploy of what was built.
func (b *deployBuild) job(sum *DeploySummary) (deploy.Job, error) {
	return deploy.Job{
		Target: b.target, Site: b.made.Manifest, Commit: history.Head(b.ctx, b.o.Root), Headers: b.headers,
		Force: b.o.Force, Verify: b.o.Verify, DryRun: b.o.DryRun, AllowDelete: b.o.AllowDelete, RollbackOnFailure: b.o.RollbackOnFailure,
		Inspect:  func(_ context.Context, files []output.File) error { return b.inspect(files, sum) },
		Progress: b.o.Sending, World: b.o.World,
	}, nil
}

// inspect looks for secrets in what is about to be sent.
func (b *deployBuild) inspect(files []output.File, sum *DeploySummary) error {
	found, err := secretsIn(files)
	if err != nil {
		return err
	}
	if len(found) > 0 {
		sum.Diagnostics = diag.Sorted(append(sum.Diagnostics, found...))
		return ErrContent
	}
	return nil
}

// edge writes the programs for a CDN into the folder of the site.
func (b *deployBuild) edge(sum *DeploySummary) error {
	dir := filepath.Join(".opspress", "deploy", b.target.Name)
	idle := !sum.Committed
	if idle {
		if _, err := os.Stat(filepath.Join(b.o.Root, dir)); err == nil {
			return nil
		}
	}
	if b.o.DryRun {
		return nil
	}
	files, ds, err := deploy.Edge(b.target, b.made.Manifest, b.headers)
	if err != nil || len(files) == 0 {
		return err
	}
	sum.Warnings = append(sum.Warnings, ds...)
	if err := os.MkdirAll(filepath.Join(b.o.Root, dir), 0o755); err != nil {
		return err
	}
	for _, f := range files {
		name := filepath.Join(dir, f.Name)
		if old, err := os.ReadFile(filepath.Join(b.o.Root, name)); err == nil && string(old) == string(f.Bytes) {
			continue
		}
		if err := os.WriteFile(filepath.Join(b.o.Root, name), f.Bytes, 0o644); err != nil {
			return err
		}
		sum.Written = append(sum.Written, filepath.ToSlash(name))
	}
	return nil
}

// export writes the site into a folder for a host.
func (b *deployBuild) export(sum *DeploySummary) error {
	sum.Deployed.Target, sum.Exported = b.target.Name, b.target.Dir
	m, over, err := deploy.Exported(b.target, b.made.Manifest)
	if err != nil {
		return err
	}
	if len(over) > 0 {
		sum.Diagnostics = diag.Sorted(append(sum.Diagnostics, over...))
		return ErrContent
	}
	if err := b.inspect(m.Files(), sum); err != nil || b.o.DryRun {
		return err
	}
	p, err := publish.Open(publish.Options{
		Dir: b.target.Dir, Source: b.o.Root, Clean: b.o.Force,
		Inputs: []string{filepath.Join(b.o.Root, "posts"), filepath.Join(b.o.Root, "layouts"), filepath.Join(b.o.Root, "assets")},
	})
	if err != nil {
		return err
	}
	sum.Published, err = p.Commit(m)
	if e := p.Close(); err == nil {
		err = e
	}
	return err
}
