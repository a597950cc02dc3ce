package main

import "github.com/spf13/cobra"

func helpVerb() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Tell about a command, as its --help does",
		Long:    "help tells what a command does, its flags and its exit codes.\n" + exitStatus(exitDone, exitUsage),
		Example: "  opspress help build\n  opspress help new post",
		RunE: func(c *cobra.Command, as []string) error {
			about, rest, err := c.Root().Find(as)
			if err != nil || len(rest) > 0 {
				return subcommand(about, rest)
			}
			return about.Help()
		},
	}
}
