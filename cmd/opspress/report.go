package main

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

func reportVerb() *cobra.Command {
	var (
		f                       siteFlags
		html, lang              string
		data, markdown, metrics bool
		enforce                 bool
	)
	c := &cobra.Command{
		Use:   "report [flags]",
		Short: "Tell how the blog is doing as a service",
		Long: "report tells what the blog covers by Ops type, month and language; how fresh each type\n" +
			"is against its objective; what is due for review; orphans, tags used once, translations\n" +
			"behind their source, broken links; how it grows. The site is built in memory; git and\n" +
			"earlier builds are asked, and without them the report says what is missing.\n\n" +
			"Objectives stand in site.yaml:\n\n" +
			"  check:\n    objectives:\n      secops: 10% older than 12 months\n      default: 25% older than 2 years\n\n" +
			"A post is as old as its last revision (lastmod, else date). With --enforce a missed\n" +
			"objective gives exit status 1. `report: true` in site.yaml publishes the part that\n" +
			"follows from sources, settings and day alone at /report/.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress report\n  opspress report --html wall.html\n  opspress report --enforce --markdown >> summary.md\n  opspress report --openmetrics > blog.prom",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			o, err := f.options(c)
			if err != nil {
				return err
			}
			asked := 0
			for _, b := range []bool{data, markdown, metrics, html != ""} {
				if b {
					asked++
				}
			}
			if asked > 1 {
				return usage(c, fmt.Errorf("want one of --html, --json, --markdown and --openmetrics"))
			}
			if lang != "" && html == "" {
				return usage(c, fmt.Errorf("--lang is the language of the page that --html writes"))
			}
			r, ds, err := generator.NewReport(c.Context(), generator.ReportOptions{SiteOptions: o, Lang: lang})
			stderr := c.ErrOrStderr()
			if e := diag.WriteHuman(stderr, said(ds), diag.HumanOptions{Color: coloured(stderr), Max: mostFindings}); e != nil {
				return e
			}
			if err != nil {
				return err
			}
			switch out := c.OutOrStdout(); {
			case html != "":
				err = writeFile(html, out, r.WriteHTML)
			case data:
				err = diag.WriteJSON(out, r)
			case markdown:
				err = r.WriteMarkdown(out)
			case metrics:
				err = r.WriteOpenMetrics(out)
			default:
				err = r.WriteText(out)
			}
			switch {
			case err != nil:
				return err
			case len(errorsOf(ds)) > 0:
				return generator.ErrContent
			case enforce && r.Missed():
				fmt.Fprintf(stderr, "%d %s missed\n", r.Totals.Missed, plural(r.Totals.Missed, "objective", "objectives"))
				return generator.ErrContent
			}
			return nil
		},
	}
	f.add(c)
	f.addCache(c)
	c.Flags().StringVar(&html, "html", "", "write one HTML page that needs no other file (- for stdout)")
	c.Flags().StringVar(&lang, "lang", "", "language of that page (default the site's)")
	c.Flags().BoolVar(&data, "json", false, "write JSON")
	c.Flags().BoolVar(&markdown, "markdown", false, "write Markdown")
	c.Flags().BoolVar(&metrics, "openmetrics", false, "write OpenMetrics text, for Prometheus")
	c.Flags().BoolVar(&enforce, "enforce", false, "exit with 1 when an objective is missed")
	return c
}

// said leaves of the findings of a build what the report does not tell itself.
func said(ds diag.List) diag.List {
	var out diag.List
	for _, d := range ds {
		if d.Severity == diag.Error || d.Rule == "builds" || d.Rule == "settings" {
			out = append(out, d)
		}
	}
	return out
}

// writeFile writes to a file, or to stdout for "-".
func writeFile(name string, stdout io.Writer, write func(io.Writer) error) error {
	if name == "-" {
		return write(stdout)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}
