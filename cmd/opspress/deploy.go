package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

// deployFlags are those of deploy.
type deployFlags struct {
	site                                           siteFlags
	dryRun, force, verify, data, allowDelete, back bool
}

func deployVerb() *cobra.Command {
	var f deployFlags
	c := &cobra.Command{
		Use:   "deploy [TARGET] [flags]",
		Short: "Build the site and bring it to where readers are",
		Long: "deploy builds the site from its sources and brings to a target of site.yaml what\n" +
			"changed there: assets first, then pages, then lists and feeds, so that no reader\n" +
			"meets a page whose parts are missing. It holds a lock meanwhile, records what it\n" +
			"made as a release, and can be run again whenever it was cut short. Credentials\n" +
			"come from the environment.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitLocked, exitInterrupted),
		Example: "  opspress deploy --dry-run\n  opspress deploy production\n  opspress deploy production --rollback-on-failure --json",
		Args:    atMostOne("a target"),
		RunE: func(c *cobra.Command, as []string) error {
			o, err := f.options(c, as)
			if err != nil {
				return err
			}
			paceBuild()
			building, sending := newProgress(c.ErrOrStderr(), f.data), newProgress(c.ErrOrStderr(), f.data)
			sending.what = "sending"
			o.Building, o.Sending = building.at, func(done, all int) {
				building.end()
				sending.at(done, all)
			}
			sum, err := generator.Deploy(c.Context(), o)
			building.end()
			sending.end()
			return f.finish(c, sum, err)
		},
	}
	f.add(c)
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be done, and do nothing")
	c.Flags().BoolVar(&f.force, "force", false, "write every file anew")
	c.Flags().BoolVar(&f.verify, "verify", false, "look at every file that stands at the target, and mend what is not as it was deployed")
	c.Flags().BoolVar(&f.allowDelete, "allow-delete", false, "delete names that nobody needs any more even when they are more than a fifth of all")
	c.Flags().BoolVar(&f.back, "rollback-on-failure", false, "go back to the release before when the check of the public site fails")
	c.Flags().BoolVar(&f.data, "json", false, "write JSON")
	c.AddCommand(historyVerb(), statusVerb(), rollbackVerb())
	for _, s := range c.Commands() {
		s.DisableFlagsInUseLine = true
	}
	return c
}

// add adds the flags of the build. Drafts are not deployed, and saying so is
// better than not knowing the flag.
func (f *deployFlags) add(c *cobra.Command) {
	f.site.add(c)
	f.site.addCache(c)
	c.Flags().StringVarP(&f.site.baseURL, "baseURL", "b", "", "URL of the site, instead of the one in site.yaml")
	c.Flags().BoolVarP(&f.site.drafts, "buildDrafts", "D", false, "is refused: drafts are not deployed")
	c.Flags().Lookup("buildDrafts").Hidden = true
}

func (f *deployFlags) options(c *cobra.Command, as []string) (generator.DeployOptions, error) {
	so, err := f.site.options(c)
	o := generator.DeployOptions{
		SiteOptions: so, DryRun: f.dryRun, Force: f.force, Verify: f.verify, AllowDelete: f.allowDelete, RollbackOnFailure: f.back,
	}
	if len(as) > 0 {
		o.Target = as[0]
	}
	return o, err
}

// finish tells the findings and the summary of a deploy.
func (f *deployFlags) finish(c *cobra.Command, sum generator.DeploySummary, err error) error {
	stderr := c.ErrOrStderr()
	var refused diag.List
	if errors.As(err, &refused) {
		sum.Diagnostics, err = append(sum.Diagnostics, refused...), generator.ErrContent
	}
	if f.data {
		if e := writeDeployReport(c.OutOrStdout(), sum, err, f.dryRun); e != nil {
			return e
		}
	} else {
		ds := append(sum.Diagnostics, sum.Warnings...)
		if e := diag.WriteHuman(stderr, ds, diag.HumanOptions{Color: coloured(stderr), Max: mostFindings}); e != nil {
			return e
		}
		if err == nil {
			tellDeploy(stderr, sum, f.dryRun)
		}
	}
	switch {
	case errors.Is(err, generator.ErrContent) && !f.data:
		fmt.Fprintln(stderr, "nothing was deployed")
	case errors.Is(err, context.Canceled) && !f.dryRun:
		fmt.Fprintln(stderr, "the deploy was cut short: run it again, and it finishes")
	}
	return err
}

// writeDeployReport writes what a deploy did as one JSON document.
func writeDeployReport(w io.Writer, sum generator.DeploySummary, err error, dry bool) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	report := struct {
		diag.Report
		generator.Deployed
		Exported string `json:"exported,omitempty"`
		DryRun   bool   `json:"dryRun"`
		Error    string `json:"error,omitempty"`
	}{Report: diag.NewReport(append(sum.Diagnostics, sum.Warnings...)), Deployed: sum.Deployed, Exported: sum.Exported, DryRun: dry}
	report.Deployed.Warnings = nil
	if err != nil {
		report.Error = err.Error()
	}
	return e.Encode(report)
}

// tellDeploy writes what a deploy did, or would do.
func tellDeploy(w io.Writer, sum generator.DeploySummary, dry bool) {
	fmt.Fprintln(w, kinds(sum.Files))
	switch took := sum.Took.Round(time.Millisecond); {
	case sum.Exported != "" && dry:
		fmt.Fprintf(w, "%s: would be written into %s\n", sum.Target, sum.Exported)
	case sum.Exported != "":
		p := sum.Published
		fmt.Fprintf(w, "%s: %d written, %d unchanged, %d deleted in %s\n", sum.Exported, p.Written, p.Unchanged, p.Deleted, took)
	case dry:
		tellPlan(w, sum.Deployed)
	default:
		tellDeployed(w, sum.Deployed, took)
	}
	for _, name := range sum.Written {
		fmt.Fprintf(w, "wrote %s: hand it to the CDN\n", name)
	}
}

// mostTold is how many names of a plan a terminal shows for each step.
const mostTold = 20

// tellPlan writes what a deploy would do, step by step.
func tellPlan(w io.Writer, d generator.Deployed) {
	for _, ph := range d.Phases {
		fmt.Fprintf(w, "%s: %d\n", ph.Name, len(ph.Changes))
		for i, c := range ph.Changes {
			if i == mostTold {
				fmt.Fprintf(w, "  … and %d more\n", len(ph.Changes)-mostTold)
				break
			}
			fmt.Fprintf(w, "  %-8s %s\n", c.What, c.Path)
		}
	}
	tellNames(w, "leave the site, and stand there for a while", d.Leaving)
	tellNames(w, "are deleted", d.Deleted)
	fmt.Fprintf(w, "%s: %d would change, %d leave, %d be deleted, %d stay\n", d.Target, len(d.Changes), len(d.Leaving), len(d.Deleted), d.Unchanged)
}

func tellNames(w io.Writer, what string, names []string) {
	if len(names) == 0 {
		return
	}
	fmt.Fprintf(w, "%s: %d\n", what, len(names))
	for i, n := range names {
		if i == mostTold {
			fmt.Fprintf(w, "  … and %d more\n", len(names)-mostTold)
			return
		}
		fmt.Fprintf(w, "  %s\n", n)
	}
}

func tellDeployed(w io.Writer, d generator.Deployed, took time.Duration) {
	if !d.Committed && len(d.Changes) == 0 && len(d.Deleted) == 0 {
		fmt.Fprintf(w, "%s: nothing changed, %s is live (%s)\n", d.Target, d.Release.ID, took)
		return
	}
	fmt.Fprintf(w, "%s: %d changed, %d left, %d deleted, %d unchanged, %d bodies sent in %s\n",
		d.Target, len(d.Changes), len(d.Leaving), len(d.Deleted), d.Unchanged, d.Bodies, took)
	var parts []string
	if d.Purged > 0 {
		parts = append(parts, fmt.Sprintf("%d paths purged", d.Purged))
	}
	if d.Checked > 0 {
		parts = append(parts, fmt.Sprintf("%d pages checked", d.Checked))
	}
	if d.Foreign > 0 {
		parts = append(parts, fmt.Sprintf("%d objects are not opspress's, and stay", d.Foreign))
	}
	parts = append(parts, d.Release.ID+" is live")
	fmt.Fprintln(w, strings.Join(parts, ", "))
}

// atMostOne takes one argument or none.
func atMostOne(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, as []string) error {
		if len(as) > 1 {
			return usage(c, fmt.Errorf("%s takes %s, found %d", name(c), what, len(as)))
		}
		return nil
	}
}
