package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

func judgeVerb() *cobra.Command {
	var (
		f                    siteFlags
		o                    generator.CheckOptions
		format, fail, tellOf string
		quiet                bool
	)
	c := &cobra.Command{
		Use:   "check [flags]",
		Short: "Judge the site as a careful editor and an operator would",
		Long: "check builds the site in memory and judges sources and pages: links, markup, texts,\n" +
			"terms, freshness, leaks, code, and that no URL is ever lost. Nothing is published.\n" +
			"Each finding names the place in the source; --explain RULE tells what it is about.\n" +
			"Settings (check: in site.yaml) and comments (<!-- opspress-ignore rule: why -->) say\n" +
			"what a site wants otherwise.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress check\n  opspress check --format github --fail-on warning\n  opspress check --write-baseline .opspress-baseline.json\n  opspress check --explain orphan",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			if c.Flags().Changed("explain") {
				text, err := generator.Explain(tellOf)
				if err == nil {
					_, err = io.WriteString(c.OutOrStdout(), text)
				}
				return err
			}
			var err error
			if o.SiteOptions, err = f.options(c); err != nil {
				return err
			}
			if formats := []string{"human", "json", "sarif", "github", "junit"}; !slices.Contains(formats, format) {
				return usage(c, fmt.Errorf("--format %s: want one of %s", format, strings.Join(formats, ", ")))
			}
			if fail != "error" && fail != "warning" {
				return usage(c, fmt.Errorf("--fail-on %s: want error or warning", fail))
			}
			for flag, file := range map[string]string{"baseline": o.Baseline, "write-baseline": o.WriteBaseline} {
				if c.Flags().Changed(flag) && file == "" {
					return usage(c, fmt.Errorf("--%s: want the name of a file", flag))
				}
			}
			if o.Baseline != "" && o.WriteBaseline != "" {
				return usage(c, errors.New("--baseline and --write-baseline: accept an earlier baseline, or write one"))
			}
			paceBuild()
			res, err := generator.Check(c.Context(), o)
			if err != nil {
				return err
			}
			if err := writeFindings(c, res.Findings, format); err != nil {
				return err
			}
			if !quiet {
				summariseCheck(c.ErrOrStderr(), res, o)
			}
			return failing(res.Findings, fail)
		},
	}
	f.add(c)
	f.addVisibility(c)
	f.addCache(c)
	c.Flags().StringVar(&format, "format", "human", "how to write findings: human (stderr), or json, sarif, github, junit (stdout)")
	c.Flags().StringVar(&fail, "fail-on", "error", "the lightest finding with which check exits 1: error or warning")
	c.Flags().BoolVar(&o.External, "external", false, "ask the sites that links lead to whether the pages are still there; good answers hold for a week")
	c.Flags().BoolVar(&o.Fix, "fix", false, "give lost URLs back: write each into the aliases of the post that took its place")
	c.Flags().StringVar(&o.Baseline, "baseline", "", "file of findings that are accepted, so that only new ones count")
	c.Flags().StringVar(&o.WriteBaseline, "write-baseline", "", "accept what is found now: write it to this file")
	c.Flags().StringVar(&tellOf, "explain", "", "print the page of the manual about a rule, or a line about all of them")
	c.Flags().BoolVarP(&quiet, "quiet", "q", false, "say nothing but findings")
	complete(c, "format", "human", "json", "sarif", "github", "junit")
	complete(c, "fail-on", "error", "warning")
	complete(c, "explain", append(ruleNames(), "all")...)
	return c
}

func ruleNames() (out []string) {
	for _, r := range generator.Rules() {
		out = append(out, r.ID)
	}
	return out
}

// writeFindings writes findings: for people to stderr and grouped, for programs to
// stdout and whole.
func writeFindings(c *cobra.Command, ds diag.List, format string) error {
	out := c.OutOrStdout()
	switch format {
	case "json":
		return diag.WriteJSON(out, diag.NewReport(ds))
	case "sarif":
		return diag.WriteSARIF(out, ds, diag.Tool{Name: "opspress", Version: generator.Version, Rules: generator.Rules()})
	case "github":
		return diag.WriteGitHub(out, ds)
	case "junit":
		return diag.WriteJUnit(out, ds, "opspress check")
	}
	stderr := c.ErrOrStderr()
	return diag.WriteHuman(stderr, ds, diag.HumanOptions{Color: coloured(stderr), Max: mostFindings, MaxOfRule: mostOfRule})
}

// mostOfRule is how many findings of one rule a terminal shows.
const mostOfRule = 10

func summariseCheck(w io.Writer, res generator.Checked, o generator.CheckOptions) {
	for _, f := range res.Fixed {
		fmt.Fprintf(w, "%s: aliases has %s now (%s)\n", f.File, f.URL, f.How)
	}
	if res.Untold != "" {
		fmt.Fprintln(w, res.Untold)
	}
	if a := res.Asked; o.External {
		fmt.Fprintf(w, "%d external %s asked, %d known from the last week, %d allowed; of %d a program cannot tell\n",
			a.Asked, plural(a.Asked, "link", "links"), a.Remembered, a.Allowed, a.Unsure)
	}
	fmt.Fprintf(w, "%d %s judged in %s", res.Pages, plural(res.Pages, "page", "pages"), res.Took.Round(time.Millisecond))
	if o.WriteBaseline != "" {
		fmt.Fprintf(w, "; %d %s written to %s", res.Accepted, plural(res.Accepted, "finding", "findings"), o.WriteBaseline)
	} else if o.Baseline != "" {
		fmt.Fprintf(w, "; the baseline accepts %d %s", res.Accepted, plural(res.Accepted, "finding", "findings"))
		if res.Mended > 0 {
			fmt.Fprintf(w, ", and %d of it %s mended", res.Mended, plural(res.Mended, "is", "are"))
		}
	}
	fmt.Fprintln(w)
}

// failing is the error of findings that weigh enough.
func failing(ds diag.List, fail string) error {
	errors, warnings := diag.Count(ds)
	if errors > 0 || fail == "warning" && warnings > 0 {
		return generator.ErrContent
	}
	return nil
}
