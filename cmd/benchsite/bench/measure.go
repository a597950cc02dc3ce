package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// A report is all that was measured in one go.
type report struct {
	Machine machine `json:"machine"`
	Images  bool    `json:"images"`
	Sizes   []sized `json:"sizes"`
}

// A sized is the rows of the site of so many posts.
type sized struct {
	Posts int    `json:"posts"`
	Rows  []*row `json:"rows"`
}

// measure writes a site of each size, measures it and takes it away. What it
// is at goes to tell.
func (p plan) measure(ctx context.Context, tell io.Writer) (report, error) {
	r := report{Machine: p.machine(), Images: p.images}
	if !p.alone && p.hugo == "" {
		fmt.Fprintf(tell, "bench: no hugo: its rows are left out; go install github.com/gohugoio/hugo@%s\n", pinnedHugo)
	}
	for _, n := range p.sizes {
		rows, err := p.one(ctx, tell, n)
		if err != nil {
			return r, err
		}
		r.Sizes = append(r.Sizes, sized{n, rows})
	}
	r.Machine.LoadPast = load()
	return r, nil
}

func (p plan) one(ctx context.Context, tell io.Writer, n int) ([]*row, error) {
	dir, err := os.MkdirTemp(p.dir, "opspress-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, err
	}
	s, err := p.set(ctx, dir, n)
	if err != nil {
		return nil, err
	}
	rows := s.rows()
	for i := range p.runs {
		fmt.Fprintf(tell, "bench: %d posts, round %d of %d\n", n, i+1, p.runs)
		if err := s.round(ctx, rows, i); err != nil {
			return nil, err
		}
	}
	return rows, nil
}
