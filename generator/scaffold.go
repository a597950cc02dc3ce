package generator

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"opspress/generator/diag"
	"opspress/generator/scaffold"
)

// A RefusedError is a wish for a new post or site that cannot be granted.
type RefusedError struct {
	Err  error
	Hint string
}

func (e *RefusedError) Error() string { return e.Err.Error() }
func (e *RefusedError) Unwrap() error { return e.Err }

// NewPostOptions say what post to begin.
type NewPostOptions struct {
	SiteOptions
	Title string
	Name  string // file name, when the title gives none
	Ops   string // ids of Ops types, separated by commas
	Lang  string // empty for the site's default
}

// NewPost writes a draft and gives its path from the site's root.
func NewPost(ctx context.Context, o NewPostOptions) (string, error) {
	root, err := filepath.Abs(o.Root)
	if err != nil {
		return "", err
	}
	o.Root = root
	s, err := o.open(true)
	if err != nil {
		return "", err
	}
	defer s.Close()
	r, err := s.Revise(ctx, o.clock())
	if err != nil {
		return "", err
	}
	f, err := r.Frame()
	if err != nil {
		return "", err
	}
	for t := range strings.SplitSeq(o.Ops, ",") {
		if t = strings.TrimSpace(t); t != "" && len(f.Types) > 0 && !slices.Contains(f.Types, strings.ToLower(t)) {
			hint := diag.DidYouMean(t, f.Types)
			if hint == "" {
				hint = "declared are " + strings.Join(f.Types, ", ")
			}
			return "", &RefusedError{fmt.Errorf("there is no Ops type %q in posts/_ops/", t), hint}
		}
	}
	path, err := scaffold.Post(scaffold.PostOptions{
		Root: root, Title: o.Title, Name: o.Name, Ops: strings.ToLower(o.Ops), Lang: o.Lang, Languages: f.Languages, Date: o.clock().In(f.Zone),
	})
	return path, refused(err)
}

// PipelineHosts gives the hosts of pipelines that NewSite knows, in order.
func PipelineHosts() []string { return slices.Sorted(maps.Keys(scaffold.Pipelines())) }

// NewSite begins a site in dir and gives the paths of its files from there. ci is
// one of PipelineHosts, or empty for a site without a pipeline.
func NewSite(dir, ci string, at time.Time) ([]string, error) {
	if hosts := PipelineHosts(); ci != "" && !slices.Contains(hosts, ci) {
		hint := diag.DidYouMean(ci, hosts)
		if hint == "" {
			hint = "there are " + strings.Join(hosts, ", ")
		}
		return nil, &RefusedError{fmt.Errorf("there is no pipeline for %q", ci), hint}
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	files, err := scaffold.Site(abs, scaffold.SiteOptions{Date: at, CI: ci})
	return files, refused(err)
}

// refused tells a wish that cannot be granted from a machine that fails.
func refused(err error) error {
	var (
		exists *scaffold.ExistsError
		name   *scaffold.NameError
		lang   *scaffold.LangError
		full   *scaffold.NotEmptyError
	)
	if errors.As(err, &name) {
		return &RefusedError{err, "give it one with --name"}
	}
	if errors.Is(err, scaffold.ErrNoTitle) || errors.As(err, &exists) || errors.As(err, &lang) || errors.As(err, &full) {
		return &RefusedError{Err: err}
	}
	return err
}
