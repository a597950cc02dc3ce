package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"opspress/generator"
	"opspress/generator/diag"
)

func listVerb() *cobra.Command {
	var (
		f          siteFlags
		next, data bool
	)
	which := []string{"all", "drafts", "future", "expired", "stale"}
	c := &cobra.Command{
		Use:   "list [all|drafts|future|expired|stale] [flags]",
		Short: "List posts, and when the site next changes by itself",
		Long: "list prints the posts of the sources, whether a build would publish them or not.\n" +
			"stale posts are those whose reviewBy has passed. --next prints the moment at\n" +
			"which the site next changes by itself, so that a scheduler can build then; with a\n" +
			"list, the moment at which the next post enters it: future is the next one that is\n" +
			"published. Nothing is printed when there is none. With --json the posts are those\n" +
			"of that moment.\n" + exitStatus(exitDone, exitContent, exitUsage, exitMachine, exitInterrupted),
		Example:   "  opspress list\n  opspress list drafts\n  opspress list future --next",
		ValidArgs: which,
		Args: func(c *cobra.Command, as []string) error {
			switch {
			case len(as) > 1:
				return usage(c, fmt.Errorf("list takes one list, found %d", len(as)))
			case len(as) == 1 && !slices.Contains(which, as[0]):
				return &usageError{fmt.Errorf("there is no list %q: want one of %s", as[0], strings.Join(which, ", ")),
					c.CommandPath(), diag.DidYouMean(as[0], which)}
			}
			return nil
		},
		RunE: func(c *cobra.Command, as []string) error {
			o, err := f.options(c)
			if err != nil {
				return err
			}
			posts, change, ds, err := generator.List(c.Context(), o)
			if err != nil {
				return err
			}
			stderr := c.ErrOrStderr()
			if err := diag.WriteHuman(stderr, errorsOf(ds), diag.HumanOptions{Color: coloured(stderr), Max: mostFindings}); err != nil {
				return err
			}
			switch {
			case next && len(as) == 1 && as[0] != "all":
				posts, change = due(posts, as[0])
			case next && data:
				posts = changing(posts, change)
			case len(as) == 1:
				posts = only(posts, as[0])
			}
			if err := writeList(c.OutOrStdout(), posts, change, next, data); err != nil {
				return err
			}
			if len(errorsOf(ds)) > 0 {
				return generator.ErrContent
			}
			return nil
		},
	}
	f.add(c)
	c.Flags().BoolVar(&next, "next", false, "print only the next moment: of the list, or at which the site changes by itself")
	c.Flags().BoolVar(&data, "json", false, "write JSON")
	return c
}

func errorsOf(ds diag.List) diag.List {
	return slices.DeleteFunc(slices.Clone(ds), func(d diag.Diagnostic) bool { return d.Severity != diag.Error })
}

// only keeps the posts of a state.
func only(posts []generator.Listed, which string) []generator.Listed {
	state := strings.TrimSuffix(which, "s")
	return slices.DeleteFunc(posts, func(p generator.Listed) bool {
		return which != "all" && !slices.Contains(p.States, state)
	})
}

// moment gives when a post that is not in a list will be: when a future one is
// published, when one expires, when its review is due. Nothing happens to a
// draft by itself.
func moment(p generator.Listed, which string) time.Time {
	is := func(state string) bool { return slices.Contains(p.States, state) }
	switch {
	case is("draft") && which != "stale":
	case which == "future" && is("future"):
		if p.Publish.IsZero() {
			return p.Date
		}
		return p.Publish
	case which == "expired" && !is("expired"):
		return p.Expiry
	case which == "stale" && !is("stale"):
		return p.Review
	}
	return time.Time{}
}

// due gives the next moment of a list and the posts that it is of.
func due(posts []generator.Listed, which string) (of []generator.Listed, next time.Time) {
	for _, p := range posts {
		switch at := moment(p, which); {
		case at.IsZero():
		case next.IsZero() || at.Before(next):
			of, next = []generator.Listed{p}, at
		case at.Equal(next):
			of = append(of, p)
		}
	}
	return of, next
}

// changing gives the posts that appear or expire at a moment.
func changing(posts []generator.Listed, at time.Time) (of []generator.Listed) {
	for _, p := range posts {
		from := p.Publish
		if from.IsZero() {
			from = p.Date
		}
		if !at.IsZero() && (from.Equal(at) || p.Expiry.Equal(at)) {
			of = append(of, p)
		}
	}
	return of
}

func writeList(w io.Writer, posts []generator.Listed, change time.Time, next, data bool) error {
	if data {
		if posts == nil {
			posts = []generator.Listed{}
		}
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(struct {
			Posts []generator.Listed `json:"posts"`
			Next  time.Time          `json:"next,omitzero"`
		}{posts, change})
	}
	if next {
		if change.IsZero() {
			return nil // no line is the answer that a script understands
		}
		_, err := fmt.Fprintln(w, change.Format(time.RFC3339))
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range posts {
		day := "-"
		if !p.Date.IsZero() {
			day = p.Date.Format(time.DateOnly)
		}
		state := strings.Join(p.States, ",")
		if state == "" {
			state = "-"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", day, state, p.Path, p.Title)
	}
	return t.Flush()
}
