package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

func whyVerb() *cobra.Command {
	var (
		f    siteFlags
		data bool
	)
	c := &cobra.Command{
		Use:   "why URL [flags]",
		Short: "Tell what a page was made from",
		Long: "why makes one page and prints what it was made from: its sources, its templates,\n" +
			"and the questions that it put to the graph of all posts (projections). URL may be\n" +
			"a path of the site or a whole URL, with or without the slash at its end.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress why /posts/hello/\n  opspress why https://blog.example/ops/devops/ --json",
		Args:    one("a URL, such as /posts/hello/", "one at a time"),
		RunE: func(c *cobra.Command, as []string) error {
			o, err := f.options(c)
			if err != nil {
				return err
			}
			w, ds, err := generator.WhyURL(c.Context(), o, as[0])
			if err != nil {
				stderr := c.ErrOrStderr()
				if e := diag.WriteHuman(stderr, errorsOf(ds), diag.HumanOptions{Color: coloured(stderr), Max: mostFindings}); e != nil {
					return e
				}
				return err
			}
			if data {
				return diag.WriteJSON(c.OutOrStdout(), w)
			}
			return writeWhy(c.OutOrStdout(), w)
		},
	}
	f.add(c)
	f.addVisibility(c)
	c.Flags().BoolVar(&data, "json", false, "write JSON")
	return c
}

func writeWhy(w io.Writer, y generator.Why) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\n  %s: %s\n", y.URL, y.Kind, y.File)
	for _, part := range []struct {
		name  string
		lines []string
	}{{"sources", y.Sources}, {"templates", y.Templates}, {"projections", y.Projections}} {
		if len(part.lines) == 0 {
			continue
		}
		fmt.Fprintf(&b, "%s\n", part.name)
		for _, l := range part.lines {
			fmt.Fprintf(&b, "  %s\n", l)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}
