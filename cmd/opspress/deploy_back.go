package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

func historyVerb() *cobra.Command {
	var f deployFlags
	var target string
	c := &cobra.Command{
		Use:   "history [flags]",
		Short: "List the releases that can be live again",
		Long: "history prints the releases of a target that are kept, newest first: number and\n" +
			"time, commit, how many files and pages each changed. The first one is live.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress deploy history\n  opspress deploy history --target production --json",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			o, err := f.options(c, nil)
			if err != nil {
				return err
			}
			o.Target = target
			name, rs, err := generator.DeployHistory(c.Context(), o)
			if err != nil {
				return err
			}
			if f.data {
				if rs == nil {
					rs = []generator.Release{}
				}
				return writeData(c.OutOrStdout(), struct {
					Target   string              `json:"target"`
					Releases []generator.Release `json:"releases"`
				}{name, rs})
			}
			return writeHistory(c.OutOrStdout(), rs)
		},
	}
	f.addTarget(c, &target)
	return c
}

// addTarget adds the flags of what looks at a target.
func (f *deployFlags) addTarget(c *cobra.Command, target *string) {
	c.Flags().StringVarP(&f.site.source, "source", "s", ".", "folder of the site")
	c.Flags().StringVarP(&f.site.baseURL, "baseURL", "b", "", "URL of the site, instead of the one in site.yaml")
	c.Flags().StringVar(target, "target", "", "which target of site.yaml (may be left out when there is one)")
	c.Flags().BoolVar(&f.data, "json", false, "write JSON")
	completeFolder(c, "source")
}

func writeData(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func writeHistory(w io.Writer, rs []generator.Release) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for i, r := range rs {
		state := ""
		if i == 0 {
			state = "live"
		}
		if r.Of != "" {
			state += " (again " + r.Of + ")"
		}
		commit := r.Commit
		if commit == "" {
			commit = "-"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d files\t%d changed\t%d pages\t%s\n", r.ID, r.Time.Format(time.RFC3339), commit, r.Files, r.Changed, r.Pages, state)
	}
	return t.Flush()
}

func statusVerb() *cobra.Command {
	var f deployFlags
	var target string
	c := &cobra.Command{
		Use:   "status [flags]",
		Short: "Tell which release is live, and whether it is the site as it is here",
		Long: "status builds the site, compares it with what is live at a target, and prints\n" +
			"what a deploy would change. It changes nothing.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress deploy status\n  opspress deploy status --target production --json",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			o, err := f.options(c, nil)
			if err != nil {
				return err
			}
			o.Target = target
			paceBuild()
			st, ds, err := generator.DeployCompare(c.Context(), o)
			stderr := c.ErrOrStderr()
			if e := diag.WriteHuman(stderr, errorsOf(ds), diag.HumanOptions{Color: coloured(stderr), Max: mostFindings}); err == nil {
				err = e
			}
			if err != nil {
				return err
			}
			if f.data {
				return writeData(c.OutOrStdout(), st)
			}
			return writeStatus(c.OutOrStdout(), st)
		},
	}
	f.addTarget(c, &target)
	c.Flags().StringVar(&f.site.clock, "clock", "", "the time to build for, such as 2026-12-01T09:00, in the zone of the site (default now)")
	c.Flags().IntVarP(&f.site.jobs, "jobs", "j", 0, "tasks that run at once (default as many as processors)")
	f.site.addCache(c)
	return c
}

func writeStatus(w io.Writer, st generator.DeployStatus) (err error) {
	say := func(format string, args ...any) {
		if err == nil {
			_, err = fmt.Fprintf(w, format, args...)
		}
	}
	if st.Live == nil {
		say("%s: nothing is live yet\n", st.Target)
		return err
	}
	commit := ""
	if st.Live.Commit != "" {
		commit = ", commit " + st.Live.Commit
	}
	say("%s: %s is live since %s%s\n", st.Target, st.Live.ID, st.Live.Time.Format(time.RFC3339), commit)
	if st.Unfinished {
		say("a deploy was cut short, or is running\n")
	}
	if st.Equal {
		say("it is the site as it is here\n")
		return err
	}
	say("a deploy would change %d files and take %d out\n", len(st.Changes), len(st.Leaving))
	for i, ch := range st.Changes {
		if i == mostTold {
			say("  … and %d more\n", len(st.Changes)-mostTold)
			break
		}
		say("  %-8s %s\n", ch.What, ch.Path)
	}
	return err
}

func rollbackVerb() *cobra.Command {
	var f deployFlags
	var target string
	c := &cobra.Command{
		Use:   "rollback [ID] [flags]",
		Short: "Make an earlier release live again",
		Long: "rollback brings back a release that history lists, by its id or the number at the\n" +
			"end of it; without one, the release before the live one. Nothing is built, and\n" +
			"no file is sent: the target still has them.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitLocked, exitInterrupted),
		Example: "  opspress deploy rollback\n  opspress deploy rollback 12 --target production",
		Args:    atMostOne("the id of a release"),
		RunE: func(c *cobra.Command, as []string) error {
			o, err := f.options(c, nil)
			if err != nil {
				return err
			}
			o.Target = target
			id := ""
			if len(as) > 0 {
				id = as[0]
			}
			bar := newProgress(c.ErrOrStderr(), f.data)
			bar.what, o.Sending = "restoring", bar.at
			began := time.Now()
			d, err := generator.DeployRollback(c.Context(), o, id)
			bar.end()
			var failed *generator.CheckError
			if err != nil && !errors.As(err, &failed) {
				return err
			}
			if f.data {
				if e := writeData(c.OutOrStdout(), d); err == nil {
					err = e
				}
				return err
			}
			tellDeployed(c.ErrOrStderr(), d, time.Since(began).Round(time.Millisecond))
			return err
		},
	}
	f.addTarget(c, &target)
	return c
}
