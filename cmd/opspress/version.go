package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"opspress/generator"
)

func versionVerb() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "version prints the version of opspress, of Go, and the platform.\n" + exitStatus(exitDone, exitUsage, exitMachine),
		Example: "  opspress version",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(c.OutOrStdout(), "opspress %s %s %s/%s\n", generator.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
