package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteMarkdown writes the report as Markdown, for an issue or the summary of a
// pipeline. What posts say stands there as text.
func WriteMarkdown(w io.Writer, r *Report) error {
	var b strings.Builder
	t, c := r.Totals, r.Cadence
	fmt.Fprintf(&b, "## Report of %s\n\n%s.", r.Day, postsOf(t))
	if c.Last != "" {
		fmt.Fprintf(&b, " Last post %s ago, %s in the last year, median age %s.", plural(c.SinceLast, "day"), plural(c.Year, "post"), plural(t.MedianAge, "day"))
	}
	fmt.Fprintf(&b, " Reviews overdue: %d.", t.Overdue)
	if s := r.Site; s != nil {
		fmt.Fprintf(&b, " %s, %s, broken links: %d.", plural(s.Pages, "page"), megabytes(s.Bytes), len(s.Broken))
	}
	b.WriteString("\n")
	if t.Missed > 0 {
		fmt.Fprintf(&b, "\n> [!WARNING]\n> %s missed.\n", plural(t.Missed, "objective"))
	}
	if len(r.Types) > 0 {
		b.WriteString("\n| type | posts | < 6 months | < 1 year | < 2 years | older | objective |\n|---|--:|--:|--:|--:|--:|---|\n")
		for i := range r.Types {
			n := &r.Types[i]
			fmt.Fprintf(&b, "| %s | %d | %d | %d | %d | %d | %s |\n", plain(n.ID), n.All, n.Ages[0], n.Ages[1], n.Ages[2], n.Ages[3], n.Goal.sentence())
		}
	}
	for _, s := range careOf(r) {
		if len(s.lines) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n<details><summary>%s (%d)</summary>\n\n", upper(s.what), len(s.lines))
		for _, l := range s.lines[:min(len(s.lines), 10*mostItems)] {
			fmt.Fprintf(&b, "- %s\n", plain(l))
		}
		if more := len(s.lines) - 10*mostItems; more > 0 {
			fmt.Fprintf(&b, "- and %d more\n", more)
		}
		b.WriteString("\n</details>\n")
	}
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "\n%s\n", plain(n))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// plain is text that Markdown leaves alone.
func plain(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(s), " ") {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@', r == '#': // no mention, no link to an issue
			fmt.Fprintf(&b, "&#%d;", r)
		case strings.ContainsRune("\\`*_[]|~$", r):
			b.WriteString("\\" + string(r))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// median gives the middle time of builds, in seconds.
func median(bs []Build) float64 {
	var ns []float64
	for _, b := range bs {
		ns = append(ns, b.Seconds)
	}
	slices.Sort(ns)
	return ns[len(ns)/2]
}
