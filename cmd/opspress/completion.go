package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"opspress/generator/diag"
)

func completionVerb() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "Print the script that lets a shell complete our commands",
		Long: "completion prints a script for a shell. Load it when the shell starts: then the\n" +
			"tab key completes commands, flags and their values.\n" + exitStatus(exitDone, exitUsage, exitMachine),
		Example: "  opspress completion bash > ~/.local/share/bash-completion/completions/opspress\n" +
			"  opspress completion zsh > \"${fpath[1]}/_opspress\"\n" +
			"  opspress completion fish > ~/.config/fish/completions/opspress.fish",
		ValidArgs: shells,
		Args: func(c *cobra.Command, as []string) error {
			if err := one("a shell: "+strings.Join(shells, ", "), "one at a time")(c, as); err != nil {
				return err
			}
			if !slices.Contains(shells, as[0]) {
				return &usageError{fmt.Errorf("there is no completion for %q: want %s", as[0], strings.Join(shells, ", ")),
					c.CommandPath(), diag.DidYouMean(as[0], shells)}
			}
			return nil
		},
		RunE: func(c *cobra.Command, as []string) error {
			root, out := c.Root(), c.OutOrStdout()
			switch as[0] {
			case "bash":
				return root.GenBashCompletionV2(out, true)
			case "zsh":
				return root.GenZshCompletion(out)
			case "fish":
				return root.GenFishCompletion(out, true)
			}
			return root.GenPowerShellCompletionWithDesc(out)
		},
	}
}

// complete lets shells offer the values of a flag. The only error there is,
// an unknown flag, is a mistake in a verb, and TestVerbs would find it.
func complete(c *cobra.Command, flag string, values ...cobra.Completion) {
	if err := c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// completeFolder lets shells offer folders for flags.
func completeFolder(c *cobra.Command, flags ...string) {
	for _, f := range flags {
		if err := c.MarkFlagDirname(f); err != nil {
			panic(err)
		}
	}
}
