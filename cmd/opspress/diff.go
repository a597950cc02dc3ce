package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

func diffVerb() *cobra.Command {
	var (
		f              siteFlags
		markdown, data bool
	)
	c := &cobra.Command{
		Use:   "diff OLD [NEW] [flags]",
		Short: "Tell what changed for a reader between two sites",
		Long: "diff compares two sites as a reader meets them: pages that came, went, moved or say\n" +
			"something else, headings whose links break, redirects, URLs that are lost, what a\n" +
			"first view weighs. What only looks different (digests in names of assets, markup) is\n" +
			"left out.\n\n" +
			"OLD and NEW are each a built folder, which has an index.html at its top, or the folder\n" +
			"of a site, whose sources are built in memory. Without NEW it is the site of -s, as its\n" +
			"sources are now. Flags about building hold for sources only.\n\n" +
			"--markdown is the comment of a pull request: bounded to what GitHub takes, details\n" +
			"folded; its first line, " + generator.DiffMarker + ", finds it again. Differences are\n" +
			"no failure: the exit status is 0 with and without them.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress diff public\n  opspress diff live-site public --json\n  opspress diff public --markdown > comment.md",
		Args: func(c *cobra.Command, as []string) error {
			switch len(as) {
			case 1, 2:
				return nil
			case 0:
				return usage(c, fmt.Errorf("diff wants the folder of the old site, such as public"))
			}
			return usage(c, fmt.Errorf("diff wants two sites, found %d", len(as)))
		},
		RunE: func(c *cobra.Command, as []string) error {
			o, err := f.options(c)
			if err != nil {
				return err
			}
			if markdown && data {
				return usage(c, fmt.Errorf("--markdown and --json stand together: want one of them"))
			}
			new := ""
			if len(as) == 2 {
				new = as[1]
			}
			d, ds, err := generator.Diff(c.Context(), o, as[0], new)
			stderr := c.ErrOrStderr()
			if e := diag.WriteHuman(stderr, errorsOf(ds), diag.HumanOptions{Color: coloured(stderr), Max: mostFindings}); e != nil {
				return e
			}
			switch {
			case err != nil:
				return err
			case data:
				return diag.WriteJSON(c.OutOrStdout(), d)
			case markdown:
				return generator.WriteDiffMarkdown(c.OutOrStdout(), &d)
			}
			return generator.WriteDiff(c.OutOrStdout(), &d)
		},
	}
	f.add(c)
	f.addVisibility(c)
	f.addCache(c)
	c.Flags().BoolVar(&markdown, "markdown", false, "write Markdown for the comment of a pull request")
	c.Flags().BoolVar(&data, "json", false, "write JSON, all of it")
	return c
}
