// Command opspress turns a folder of Markdown posts about operations into a
// static site. Each verb has a file of its own; this one is the table of them.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() { os.Exit(run()) }

// run does what the command line says and gives the exit code. The first
// interrupt cancels the work, a second one ends the process at once.
func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	defer stop()
	root := command()
	err := root.ExecuteContext(ctx)
	return report(root.ErrOrStderr(), err)
}

// command makes the whole command line.
func command() *cobra.Command {
	root := &cobra.Command{
		Use:   "opspress",
		Short: "A static site generator for a blog that is operated",
		Long: "opspress turns a folder of Markdown posts about operations into a static site.\n" +
			"A blog is operated: it never shows a stale page, never loses a URL, and is\npublished whole or not at all.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitLocked, exitInterrupted),
		Example:       "  opspress new site blog && cd blog\n  opspress new post \"첫 글\"\n  opspress build -D",
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true}, // there is one of our own
		Args:              subcommand,
		RunE:              func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.SetFlagErrorFunc(wrongFlag)
	root.SetHelpCommand(&cobra.Command{Hidden: true}) // there is one of our own
	root.AddCommand(buildVerb(), serveVerb(), judgeVerb(), deployVerb(), newVerb(), listVerb(), whyVerb(), diffVerb(), reportVerb(), markdownVerb(), versionVerb(), completionVerb(), helpVerb())
	for _, c := range root.Commands() {
		c.DisableFlagsInUseLine = true
	}
	return root
}
