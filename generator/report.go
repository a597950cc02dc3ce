package generator

import (
	"context"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"time"

	"opspress/generator/diag"
	"opspress/generator/history"
	"opspress/generator/output"
	"opspress/generator/report"
	"opspress/generator/site"
)

// A Report is how a blog is doing as a service.
type Report struct {
	report.Report
	page report.Page // for HTML
}

// ReportOptions say what to report.
type ReportOptions struct {
	SiteOptions
	Lang string // of the HTML page; empty is the site's default
}

// NewReport builds the site in memory and reports on it, with what git and
// earlier builds know beside the sources. The diagnostics are those of the build;
// what is broken is reported on as far as it can be. The error is a
// *NoSiteError, a *RefusedError, that of ctx or of the machine.
func NewReport(ctx context.Context, o ReportOptions) (*Report, diag.List, error) {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return nil, nil, err
	}
	o.Root = root
	if err := o.exists(); err != nil {
		return nil, nil, err
	}
	if err := o.checkCache(""); err != nil {
		return nil, nil, err
	}
	store := o.openCache()
	if store != nil {
		defer store.Close()
	}
	so := o.site()
	so.Once, so.Recall = true, true
	if store != nil {
		so.Cache = store
	}
	s, err := site.New(so)
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	r, err := s.Revise(ctx, o.clock())
	if err != nil {
		return nil, nil, err
	}
	res, err := r.Build(ctx, nil)
	if err != nil {
		return nil, nil, err
	}
	sf, err := r.ReportFacts()
	if err != nil {
		return nil, res.Diagnostics, err
	}
	f := reportFacts(sf)
	f.Site = reportSite(res)
	ds, err := o.past(ctx, &f)
	if err != nil {
		return nil, res.Diagnostics, err
	}
	out := &Report{Report: report.Make(f)}
	out.page, err = o.reportPage(r)
	return out, append(res.Diagnostics, ds...), err
}

// past adds what git and earlier builds know.
func (o *ReportOptions) past(ctx context.Context, f *report.Facts) (diag.List, error) {
	git, err := history.Read(ctx, o.Root)
	if err != nil {
		return nil, err
	}
	switch {
	case git.Why != "":
		f.Notes = append(f.Notes, "Dates from git are off: "+git.Why+".")
	case git.Shallow:
		f.Notes = append(f.Notes, "Dates from git are off: the clone is shallow. Fetch all of it, with fetch-depth: 0 in CI.")
	default:
		f.Changed = func(p string) (time.Time, bool) {
			file, ok := git.File(p)
			return file.Last, ok
		}
	}
	bs, ds := history.Builds(o.Root)
	for _, b := range bs {
		f.Builds = append(f.Builds, report.Build(b))
	}
	return ds, nil
}

// brokenRules are the rules of what leads nowhere.
var brokenRules = map[string]bool{"link": true, "image": true}

func broken(ds diag.List) (n int) {
	for _, d := range ds {
		if brokenRules[d.Rule] {
			n++
		}
	}
	return n
}

func reportSite(res site.Result) *report.Site {
	s := &report.Site{Broken: []report.Broken{}}
	for _, f := range res.Manifest.Files() {
		s.Bytes += f.Size
		if isHTML(f) {
			s.Pages++
		}
	}
	for _, d := range res.Diagnostics {
		if brokenRules[d.Rule] {
			s.Broken = append(s.Broken, report.Broken{File: d.File, Line: d.Line, Message: d.Message})
		}
	}
	return s
}

func isHTML(f output.File) bool { return path.Ext(f.Path) == ".html" && f.Kind != output.Redirect }

// reportPage says how the report looks as a file of its own.
func (o *ReportOptions) reportPage(r *site.Revision) (p report.Page, err error) {
	fr, err := r.Frame()
	if err != nil {
		return p, err
	}
	if p.Lang = o.Lang; p.Lang == "" {
		p.Lang = fr.Languages[0]
	}
	known := false
	for _, l := range fr.Languages {
		known = known || l == p.Lang
	}
	if !known {
		return p, &RefusedError{fmt.Errorf("the site has no language %q", p.Lang), diag.DidYouMean(p.Lang, fr.Languages)}
	}
	strs, err := r.Words(p.Lang)
	if err != nil {
		return p, err
	}
	p.Site, p.Origin, p.Home = fr.Title.In(p.Lang), fr.Origin, fr.Home
	p.Generator, p.Word = "opspress "+Version, strs.T
	return p, nil
}

// WriteText, and the others below, write the report: for a terminal, as Markdown,
// as OpenMetrics, and as an HTML page that needs no other file.
func (r *Report) WriteText(w io.Writer) error { return report.WriteText(w, &r.Report) }

// WriteMarkdown writes the report as Markdown.
func (r *Report) WriteMarkdown(w io.Writer) error { return report.WriteMarkdown(w, &r.Report) }

// WriteOpenMetrics writes the numbers of the report.
func (r *Report) WriteOpenMetrics(w io.Writer) error { return report.WriteOpenMetrics(w, &r.Report) }

// WriteHTML writes the report as an HTML page that needs no other file.
func (r *Report) WriteHTML(w io.Writer) error {
	b, err := report.HTML(&r.Report, r.page)
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// remember adds a build to those that reports look back on. Previews are none of
// them.
func (o *BuildOptions) remember(sum *Summary, res output.Manifest) {
	if o.Cache != "" || o.Drafts || o.Future || o.Expired || o.BaseURL != "" {
		return
	}
	b := history.Build{At: o.clock(), Seconds: sum.Took.Seconds(), Broken: broken(sum.Diagnostics), Warm: sum.Cache != nil && sum.Cache.Hits > 0}
	for _, f := range res.Files() {
		b.Bytes += f.Size
		if isHTML(f) {
			b.Pages++
		}
	}
	sum.Diagnostics = diag.Sorted(append(sum.Diagnostics, history.Remember(o.Root, b)...))
}

// reporter makes the pages at /report/ for a site that wants them.
func reporter() *site.Reporter {
	return &site.Reporter{Style: report.Style(), Page: func(p site.ReportPage) ([]byte, error) {
		r := report.Make(reportFacts(p.Facts))
		rp := report.Page{
			Lang: p.Lang, Site: p.Title, Home: p.Home, StyleHref: p.Style, Permalink: p.Permalink,
			Generator: p.Generator, Icon: p.Icon, Word: p.Word,
		}
		for _, a := range p.Alternates {
			rp.Alternates = append(rp.Alternates, report.Alternate(a))
		}
		return report.HTML(&r, rp)
	}}
}

// reportFacts hands the facts of a site over to the room that judges them.
func reportFacts(f site.ReportFacts) report.Facts {
	out := report.Facts{Day: f.Day, Languages: f.Languages, Drafts: f.Drafts, Scheduled: f.Scheduled, Expired: f.Expired}
	for _, t := range f.Types {
		out.Types = append(out.Types, report.Type(t))
	}
	for _, p := range f.Posts {
		out.Posts = append(out.Posts, report.Post(p))
	}
	for _, t := range f.Tags {
		out.Tags = append(out.Tags, report.Tag(t))
	}
	for _, o := range f.Objectives {
		out.Objectives = append(out.Objectives, report.Objective{Type: o.Type, Percent: o.Percent, Count: o.Count, Unit: o.Unit})
	}
	return out
}
