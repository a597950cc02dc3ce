package main

import (
	"fmt"
	"os/exec"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

// defaultPort is Hugo's, so that habits and bookmarks hold.
const defaultPort = 1313

func serveVerb() *cobra.Command {
	var (
		f        siteFlags
		o        generator.ServeOptions
		openIt   bool
		pollText string
	)
	c := &cobra.Command{
		Use:     "serve [flags]",
		Aliases: []string{"server"},
		Short:   "Serve the site while you write, with live reload",
		Long: "serve answers at once, builds in the background, and tells open pages when their\n" +
			"bytes have changed. What it serves is what a clean build would give, but for one\n" +
			"script tag. It binds loopback unless told otherwise.\n" + exitStatus(exitDone, exitUsage, exitMachine),
		Example: "  opspress serve -D\n  opspress serve -p 8080 -N -O",
		Args:    nothing,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if o.SiteOptions, err = f.options(c); err != nil {
				return err
			}
			if pollText != "" {
				if o.Poll, err = time.ParseDuration(pollText); err != nil || o.Poll <= 0 {
					return usage(c, fmt.Errorf("--poll %s: want a duration such as 700ms", pollText))
				}
			}
			if o.Port < 0 || o.Port > 65535 {
				return usage(c, fmt.Errorf("--port %d: want a port from 1 to 65535, or 0 for any free one", o.Port))
			}
			o.Explicit = c.Flags().Changed("port")
			o.Tell = teller(c, openIt)
			paceServe()
			return generator.Serve(c.Context(), o)
		},
	}
	f.add(c)
	c.Flags().BoolVarP(&f.drafts, "buildDrafts", "D", false, "serve drafts too")
	c.Flags().BoolVarP(&f.future, "buildFuture", "F", false, "serve posts whose date lies ahead too")
	c.Flags().BoolVarP(&f.expired, "buildExpired", "E", false, "serve expired posts too")
	c.Flags().IntVarP(&o.Port, "port", "p", defaultPort, "port; when the default is taken, the next free one")
	c.Flags().StringVar(&o.Bind, "bind", "", "address to listen on (default loopback)")
	c.Flags().BoolVarP(&o.Navigate, "navigateToChanged", "N", false, "open pages follow to the post that is edited, when it is one")
	c.Flags().BoolVarP(&openIt, "openBrowser", "O", false, "open a browser")
	c.Flags().StringVar(&pollText, "poll", "", "look at the files this often instead of waiting for events, such as 700ms")
	c.Flags().StringArrayVar(&o.Hosts, "allow-host", nil, "a further host name to answer to; may be repeated")
	return c
}

// teller writes what a server has to say to the terminal: each finding once.
func teller(c *cobra.Command, openIt bool) generator.ServeTeller {
	w := c.ErrOrStderr()
	var shown findings
	return generator.ServeTeller{
		Ready: func(url string) {
			fmt.Fprintf(w, "serving at %s\nPress Ctrl+C to stop\nbuilding the site; pages that you open come first\n", url)
			if openIt {
				if err := browse(url); err != nil {
					fmt.Fprintf(w, "no browser could be opened: %v\n", err)
				}
			}
		},
		Note: func(message string) { fmt.Fprintln(w, message) },
		Built: func(b generator.ServeBuild) {
			fresh, mended := shown.next(b.Diagnostics)
			diag.WriteHuman(w, fresh, diag.HumanOptions{Color: coloured(w), Max: mostFindings})
			if mended != "" {
				fmt.Fprintln(w, mended)
			}
			took := b.Took.Round(time.Millisecond)
			if b.First {
				fmt.Fprintf(w, "%s\nbuilt in %s\n", kinds(b.Files), took)
				return
			}
			fmt.Fprintf(w, "build %d: %d changed in %s\n", b.Number, b.Changed, took)
		},
	}
}

// findings are what the terminal has shown of a site as it is. A finding that
// an edit above it has moved is no new one.
type findings struct {
	counts map[diag.Diagnostic]int
	errors int
}

// next takes in the findings of a build, gives those that are new, and what is
// to be said when others have gone.
func (f *findings) next(ds diag.List) (fresh diag.List, mended string) {
	now := map[diag.Diagnostic]int{}
	for _, d := range ds {
		same := diag.Diagnostic{Severity: d.Severity, Rule: d.Rule, File: d.File, Message: d.Message}
		if now[same]++; now[same] > f.counts[same] {
			fresh = append(fresh, d)
		}
	}
	errors, warnings := diag.Count(ds)
	switch {
	case errors+warnings == 0 && len(f.counts) > 0:
		mended = "all mended"
	case errors == 0 && f.errors > 0:
		mended = "no errors any more"
	}
	f.counts, f.errors = now, errors
	return fresh, mended
}

// browse opens a URL in the browser of the desktop, and does not wait for it.
func browse(url string) error {
	c := exec.Command("xdg-open", url)
	switch runtime.GOOS {
	case "darwin":
		c = exec.Command("open", url)
	case "windows":
		c = exec.Command("rundll32", "url.dll,FileProtocolHandler", url)
	}
	if err := c.Start(); err != nil {
		return err
	}
	go func() { _ = c.Wait() }() // else it would stay in the process table all day
	return nil
}
