package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"opspress/generator"
)

func newVerb() *cobra.Command {
	c := &cobra.Command{
		Use:     "new",
		Short:   "Begin a post or a site",
		Long:    "new begins a post or a site.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress new site blog\n  opspress new post \"경보를 줄이는 세 가지 방법\" --ops aiops",
		Args:    subcommand,
		RunE:    func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newPostVerb(), newSiteVerb())
	return c
}

func newPostVerb() *cobra.Command {
	var (
		f               siteFlags
		ops, lang, name string
	)
	c := &cobra.Command{
		Use:   "post TITLE [flags]",
		Short: "Begin a post: writes posts/<slug>.md, a draft, and prints its path",
		Long: "post writes a draft with its front matter into posts/ and prints its path. It\n" +
			"never replaces a file.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example: "  opspress new post \"첫 배포 파이프라인\" --ops devops\n  opspress new post \"Unit cost\" --ops finops --lang en",
		Args:    one("a title", "put the title in quotes"),
		RunE: func(c *cobra.Command, as []string) error {
			o, err := f.options(c)
			if err != nil {
				return err
			}
			path, err := generator.NewPost(c.Context(), generator.NewPostOptions{SiteOptions: o, Title: as[0], Name: name, Ops: ops, Lang: lang})
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(c.OutOrStdout(), path)
			return err
		},
	}
	f.add(c)
	c.Flags().StringVar(&ops, "ops", "", "Ops types of the post, separated by commas")
	c.Flags().StringVar(&lang, "lang", "", "language of the post (default the site's)")
	c.Flags().StringVar(&name, "name", "", "name of the file, when the title is not to give it")
	return c
}

func newSiteVerb() *cobra.Command {
	var ci string
	c := &cobra.Command{
		Use:     "site DIR [flags]",
		Short:   "Begin a site that builds at once",
		Long:    "site fills a new or empty folder with settings, a first post in Korean and\nEnglish, and a few Ops types. With --ci a pipeline\ncomes too: check, build, what changes for a reader, and a build when the next post is\ndue. It is one file, which may be copied into any site.\n" + exitStatus(exitDone, exitUsage, exitMachine),
		Example: "  opspress new site blog && cd blog && opspress serve\n  opspress new site blog --ci github",
		Args:    one("a folder", "one at a time"),
	}
	c.RunE = func(c *cobra.Command, as []string) error {
		files, err := generator.NewSite(as[0], ci, time.Now())
		if err != nil {
			return err
		}
		for _, f := range files {
			fmt.Fprintln(c.OutOrStdout(), f)
		}
		fmt.Fprintf(c.ErrOrStderr(), "next: cd %s && opspress serve\n", as[0])
		return nil
	}
	c.Flags().StringVar(&ci, "ci", "", "the pipeline to begin with: "+strings.Join(generator.PipelineHosts(), " or "))
	complete(c, "ci", generator.PipelineHosts()...)
	return c
}
