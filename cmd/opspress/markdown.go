package main

import (
	"io"

	"github.com/spf13/cobra"

	"opspress/generator"
)

func markdownVerb() *cobra.Command {
	return &cobra.Command{
		Use:   "markdown",
		Short: "Turn Markdown on stdin into HTML on stdout",
		Long: "markdown renders CommonMark, GFM, footnotes, definition lists, emphasis beside\n" +
			"Hangul, and ids on headings. Raw HTML stays as it is: use it on text you trust.\n" + exitStatus(exitDone, exitUsage, exitMachine),
		Example: "  echo '**운영(Ops)**은 끝이 없다' | opspress markdown",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			src, err := io.ReadAll(c.InOrStdin())
			if err != nil {
				return err
			}
			_, err = c.OutOrStdout().Write(generator.Markdown(src))
			return err
		},
	}
}
