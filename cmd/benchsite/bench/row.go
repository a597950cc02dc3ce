package main

import (
	"context"
	"fmt"
	"path/filepath"
)

// A row is one kind of run of one program.
type row struct {
	Program string `json:"program"`
	Kind    string `json:"kind"`
	Runs    []run  `json:"runs"`

	prepare func(i int) error // before the i-th run, outside of its time
	args    []string
	check   func(i int, r run) error // after it
}

// The rows that others are held against.
const (
	cleanHugo = "clean"
	floorA    = "chroma's classes"
)

// rows are the runs of one round, in order: the programs take turns, and the
// state of opspress goes from nothing over a full cache to one edit after
// another.
func (s *stage) rows() []*row {
	ours, theirs := s.out["opspress"], s.out["hugo"]
	all := []*row{
		s.opspress("first build, filling the cache", func(int) error { return clear(ours, s.cache) }, true, s.all),
		s.hugoRow(cleanHugo, func(int) error { return clear(theirs) }),
		s.opspress("cold, --cache off", func(int) error { return clear(ours) }, false, s.all),
		s.floor("floor A", floorA),
		s.opspress("warm cache, empty public/", func(int) error { return clear(ours) }, true, s.all),
		s.opspress("nothing changed", nil, true, s.same),
		s.hugoRow("again, nothing changed", nil),
		s.opspress("one body edited", s.editBody, true, s.edited("body")),
		s.floor("floor B", "code as it stands"),
		s.opspress("one title edited", s.editTitle, true, s.edited("title")),
		s.opspress("one layout edited", s.editLayout, true, s.edited("layout")),
	}
	var mine []*row
	for _, r := range all {
		if r.Program == "opspress" || !s.alone && (r.Program != "hugo" || s.hugo != "") {
			mine = append(mine, r)
		}
	}
	return mine
}

func (s *stage) opspress(kind string, prepare func(int) error, cached bool, check func(int, run) error) *row {
	cache := "off"
	if cached {
		cache = s.cache
	}
	return &row{Program: "opspress", Kind: kind, prepare: prepare, check: check,
		args: []string{"build", "-q", "-s", s.site, "-d", s.out["opspress"], "--cache", cache}}
}

func (s *stage) hugoRow(kind string, prepare func(int) error) *row {
	return &row{Program: "hugo", Kind: kind, prepare: prepare, check: s.all,
		args: []string{"-s", filepath.Join(s.site, "hugo"), "-d", s.out["hugo"], "--cacheDir", filepath.Join(filepath.Dir(s.site), "hugo-cache"), "--quiet"}}
}

func (s *stage) floor(name, kind string) *row {
	args := []string{s.site, s.out[name]}
	if name == "floor B" {
		args = append([]string{"--plain"}, args...)
	}
	return &row{Program: name, Kind: kind, args: args, check: s.all,
		prepare: func(int) error { return clear(s.out[name]) }}
}

// program is the file of the program of a row.
func (s *stage) program(r *row) string {
	switch r.Program {
	case "hugo":
		return s.hugo
	case "opspress":
		return filepath.Join(s.bin, "opspress")
	}
	return filepath.Join(s.bin, "floor")
}

// all wants a page of every post.
func (s *stage) all(_ int, r run) error {
	if r.Total < s.posts {
		return fmt.Errorf("%d files of %d posts", r.Total, s.posts)
	}
	return nil
}

// same wants no file touched.
func (s *stage) same(_ int, r run) error {
	if r.Written > 0 {
		return fmt.Errorf("%d files were written and nothing had changed", r.Written)
	}
	return nil
}

// edited wants the edit in its page.
func (s *stage) edited(kind string) func(int, run) error {
	return func(i int, _ run) error { return s.shows(word(kind, i)) }
}

// round measures every row once more.
func (s *stage) round(ctx context.Context, rows []*row, i int) error {
	if err := s.restore(); err != nil {
		return err
	}
	for _, r := range rows {
		if r.prepare != nil {
			if err := r.prepare(i); err != nil {
				return err
			}
		}
		did, err := child(ctx, s.out[r.Program], s.program(r), r.args...)
		if err == nil {
			err = r.check(i, did)
		}
		if err != nil {
			return fmt.Errorf("%d posts, %s, %s: %w", s.posts, r.Program, r.Kind, err)
		}
		r.Runs = append(r.Runs, did)
	}
	return nil
}
