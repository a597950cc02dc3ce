package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"opspress/generator"
)

// siteFlags are those of every verb that reads a site.
type siteFlags struct {
	source                  string
	baseURL                 string
	drafts, future, expired bool
	clock                   string
	jobs                    int
	cache                   string
}

func (f *siteFlags) add(c *cobra.Command) {
	c.Flags().StringVarP(&f.source, "source", "s", ".", "folder of the site")
	c.Flags().StringVar(&f.clock, "clock", "", "the time to build for, such as 2026-12-01T09:00, in the zone of the site (default now)")
	c.Flags().IntVarP(&f.jobs, "jobs", "j", 0, "tasks that run at once (default as many as processors)")
	completeFolder(c, "source")
}

func (f *siteFlags) addVisibility(c *cobra.Command) {
	c.Flags().StringVarP(&f.baseURL, "baseURL", "b", "", "URL of the site, instead of the one in site.yaml")
	c.Flags().BoolVarP(&f.drafts, "buildDrafts", "D", false, "build drafts too")
	c.Flags().BoolVarP(&f.future, "buildFuture", "F", false, "build posts whose date lies ahead too")
	c.Flags().BoolVarP(&f.expired, "buildExpired", "E", false, "build expired posts too")
}

func (f *siteFlags) addCache(c *cobra.Command) {
	c.Flags().StringVar(&f.cache, "cache", "", "folder of the cache between builds, from the folder of the site, or off (default .opspress/cache)")
	completeFolder(c, "cache")
}

func (f *siteFlags) options(c *cobra.Command) (generator.SiteOptions, error) {
	o := generator.SiteOptions{
		Root: f.source, BaseURL: f.baseURL, Drafts: f.drafts, Future: f.future, Expired: f.expired, Jobs: f.jobs, Cache: f.cache,
	}
	if f.jobs < 0 {
		return o, usage(c, fmt.Errorf("-j %d: want a number of tasks, 1 or more", f.jobs))
	}
	if f.clock != "" {
		t, err := generator.ParseTime(f.clock, f.source)
		if err != nil {
			return o, usage(c, fmt.Errorf("--clock: %w", err))
		}
		o.Clock = t
	}
	if err := generator.CheckBaseURL(f.baseURL); err != nil {
		return o, usage(c, fmt.Errorf("-b: %w", err))
	}
	return o, nil
}
