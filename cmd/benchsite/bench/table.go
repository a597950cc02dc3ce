package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// median returns for each measure the one in the middle, or the mean of the
// two there.
func median(runs []run) run {
	return run{
		Wall:    mid(runs, func(r run) time.Duration { return r.Wall }),
		CPU:     mid(runs, func(r run) time.Duration { return r.CPU }),
		Peak:    mid(runs, func(r run) int64 { return r.Peak }),
		Written: mid(runs, func(r run) int { return r.Written }),
		Total:   mid(runs, func(r run) int { return r.Total }),
	}
}

func mid[N ~int | ~int64](runs []run, of func(run) N) N {
	var ns []N
	for _, r := range runs {
		ns = append(ns, of(r))
	}
	slices.Sort(ns)
	if k := len(ns) / 2; len(ns)%2 == 1 {
		return ns[k]
	} else if k > 0 {
		return (ns[k-1] + ns[k]) / 2
	}
	return 0
}

// markdown is the report for people.
func (r report) markdown() string {
	var b strings.Builder
	m := r.Machine
	fmt.Fprintf(&b, "%s, %d cores, %s, %s; load %s before, %s after.\n", m.CPU, m.Cores, m.System, m.Disk, cmp.Or(m.Load, "unknown"), cmp.Or(m.LoadPast, "unknown"))
	fmt.Fprintf(&b, "%s; %s at %s; Hugo %s; built with %s.\n", m.Date, m.Opspress, cmp.Or(m.Commit, "an unknown commit"), cmp.Or(m.Hugo, "not measured"), m.Go)
	if r.Images {
		b.WriteString("Every tenth post is a bundle with pictures.\n")
	}
	for _, s := range r.Sizes {
		fmt.Fprintf(&b, "\n%s posts, medians of %d:\n\n", thousands(s.Posts), len(s.Rows[0].Runs))
		s.table(&b)
	}
	return b.String()
}

func (s sized) table(b *strings.Builder) {
	b.WriteString("| what | wall | from - to | CPU | peak memory | written | files | to Hugo | to floor A |\n")
	b.WriteString("|---|---:|---:|---:|---:|---:|---:|---:|---:|\n")
	hugo, floor := s.wall("hugo", cleanHugo), s.wall("floor A", floorA)
	rows := slices.Clone(s.Rows)
	slices.SortStableFunc(rows, func(a, b *row) int { return cmp.Compare(rank(a), rank(b)) })
	for _, r := range rows {
		m := median(r.Runs)
		least := slices.MinFunc(r.Runs, func(a, b run) int { return cmp.Compare(a.Wall, b.Wall) })
		most := slices.MaxFunc(r.Runs, func(a, b run) int { return cmp.Compare(a.Wall, b.Wall) })
		fmt.Fprintf(b, "| %s: %s | %s | %s - %s | %s | %s | %s | %s | %s | %s |\n", r.Program, r.Kind,
			seconds(m.Wall), seconds(least.Wall), seconds(most.Wall), seconds(m.CPU), megabytes(m.Peak),
			thousands(m.Written), thousands(m.Total), ratio(m.Wall, hugo), ratio(m.Wall, floor))
	}
}

// rank is where a program stands in the table, whenever it ran.
func rank(r *row) int {
	return slices.Index([]string{"opspress", "hugo", "floor A", "floor B"}, r.Program)
}

// wall is the median of one row, or 0 where it was not measured.
func (s sized) wall(program, kind string) time.Duration {
	for _, r := range s.Rows {
		if r.Program == program && r.Kind == kind {
			return median(r.Runs).Wall
		}
	}
	return 0
}

// ratio says how many times as long d took as the other, as a fraction when it
// took less.
func ratio(d, other time.Duration) string {
	if d <= 0 || other <= 0 {
		return "-"
	}
	if less := short(float64(other) / float64(d)); d < other && less != "1.0" {
		return "1/" + less
	}
	return short(float64(max(d, other)) / float64(other))
}

// short has two digits that count.
func short(f float64) string {
	if f < 9.95 {
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'f', 0, 64)
}

func seconds(d time.Duration) string {
	switch s := d.Seconds(); {
	case s < 0.9995:
		return strconv.FormatFloat(s*1000, 'f', 0, 64) + " ms"
	case s < 99.95:
		return strconv.FormatFloat(s, 'f', 2, 64) + " s"
	default:
		return strconv.FormatFloat(s, 'f', 0, 64) + " s"
	}
}

// megabytes of a million bytes, as the budgets have them.
func megabytes(n int64) string {
	if n == 0 {
		return "-"
	}
	return strconv.FormatFloat(float64(n)/1e6, 'f', 0, 64) + " MB"
}

// thousands sets a comma before every third digit.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
