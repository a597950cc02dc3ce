package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

func buildVerb() *cobra.Command {
	var (
		f      siteFlags
		out    string
		format string
		clean  bool
		verify bool
		record bool
		quiet  bool
	)
	c := &cobra.Command{
		Use:   "build [flags]",
		Short: "Build the site into a folder that can be deployed as it is",
		Long: "build renders everything first and then publishes by difference: files that\n" +
			"did not change are not touched, files that vanished are deleted, and with an\n" +
			"error nothing is published at all. Files that opspress did not write are left alone.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitLocked, exitInterrupted),
		Example: "  opspress build\n  opspress build -D -d /tmp/preview -b http://localhost:8000\n  opspress build --clock 2026-12-25T09:00+09:00\n  opspress build --verify",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			o, err := f.options(c)
			if err != nil {
				return err
			}
			if format != "human" && format != "json" {
				return usage(c, fmt.Errorf("--format %s: want human or json", format))
			}
			if record && (f.drafts || f.future || f.expired) {
				return usage(c, errors.New("--record-urls with -D, -F or -E: what is no part of the published site must not be promised"))
			}
			paceBuild()
			bar := newProgress(c.ErrOrStderr(), quiet)
			sum, err := generator.Build(c.Context(), generator.BuildOptions{
				SiteOptions: o, Out: out, Clean: clean, Verify: verify, Record: record, Progress: bar.at,
			})
			bar.end()
			return finish(c, sum, err, format, quiet)
		},
	}
	f.add(c)
	f.addVisibility(c)
	f.addCache(c)
	c.Flags().StringVarP(&out, "destination", "d", "public", "output folder, from the folder of the site")
	c.Flags().BoolVar(&clean, "clean", false, "replace files in the output folder that opspress did not write, where it needs their place")
	c.Flags().BoolVar(&verify, "verify", false, "build without the cache too, compare, and read every file that stands in the output folder; a difference publishes nothing")
	c.Flags().BoolVar(&record, "record-urls", false, "add the URLs that are published to posts/_urls.txt, so that check tells when one is lost")
	c.Flags().BoolVarP(&quiet, "quiet", "q", false, "say nothing but errors and warnings")
	c.Flags().StringVar(&format, "format", "human", "how to write findings: human (stderr) or json (stdout)")
	complete(c, "format", "human", "json")
	completeFolder(c, "destination")
	return c
}

// mostFindings is how many a terminal shows.
const mostFindings = 50

// finish tells the findings and the summary of a build.
func finish(c *cobra.Command, sum generator.Summary, err error, format string, quiet bool) error {
	stderr := c.ErrOrStderr()
	var refused diag.List
	if errors.As(err, &refused) {
		sum.Diagnostics, err = append(sum.Diagnostics, refused...), generator.ErrContent
	}
	if format == "json" {
		if e := writeReport(c.OutOrStdout(), sum); e != nil {
			return e
		}
	} else if e := diag.WriteHuman(stderr, sum.Diagnostics, diag.HumanOptions{Color: coloured(stderr), Max: mostFindings}); e != nil {
		return e
	}
	if err == nil && !quiet {
		summarise(stderr, sum)
	}
	if errors.Is(err, generator.ErrContent) && format == "human" {
		fmt.Fprintln(stderr, "nothing was published")
	}
	return err
}

// writeReport writes findings and cache counts as one JSON document.
func writeReport(w io.Writer, sum generator.Summary) error {
	return diag.WriteJSON(w, struct {
		diag.Report
		Cache *generator.CacheStats `json:"cache,omitempty"`
	}{diag.NewReport(sum.Diagnostics), sum.Cache})
}

// kinds counts the files of a site by kind.
func kinds(files generator.Counts) string {
	var parts []string
	for _, k := range generator.Kinds() {
		if n := files[k]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, generator.KindName(k, n)))
		}
	}
	return strings.Join(parts, ", ")
}

// summarise writes what a build did, in two lines.
func summarise(w io.Writer, sum generator.Summary) {
	fmt.Fprintln(w, kinds(sum.Files))
	p := sum.Published
	fmt.Fprintf(w, "%s: %d written, %d unchanged, %d deleted in %s\n",
		sum.Out, p.Written, p.Unchanged, p.Deleted, sum.Took.Round(time.Millisecond))
	if c := sum.Cache; c != nil {
		fmt.Fprintf(w, "cache: %d %s, %d %s, %s\n", c.Hits, plural(c.Hits, "hit", "hits"), c.Misses, plural(c.Misses, "miss", "misses"), megabytes(c.Bytes))
	}
	if sum.Recorded > 0 {
		fmt.Fprintf(w, "%d new %s recorded in posts/_urls.txt\n", sum.Recorded, plural(sum.Recorded, "URL", "URLs"))
	}
	if p.NoRecord {
		fmt.Fprintln(w, "the folder has no record of an earlier build, so nothing in it was deleted")
	}
	for _, k := range p.Kept {
		fmt.Fprintf(w, "left alone: %s (it is no longer what opspress wrote)\n", k)
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
