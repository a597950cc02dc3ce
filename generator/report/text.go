package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// WriteText writes the report for a person at a terminal. Ops types stand there
// by their IDs, which are as wide as they look.
func WriteText(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	line := func(format string, as ...any) { b.WriteString(visible(fmt.Sprintf(format, as...)) + "\n") }
	t, c := r.Totals, r.Cadence
	line("%s as of %s", postsOf(t), r.Day)
	line("reading all of it takes %d h %d min; %s, %d scheduled, %d expired", t.Minutes/60, t.Minutes%60, plural(t.Drafts, "draft"), t.Scheduled, t.Expired)
	if c.Last != "" {
		line("last post %s, %s ago; %s in the last year, one every %s as a rule, longest pause %s; median age %s", c.Last, plural(c.SinceLast, "day"),
			plural(c.Year, "post"), plural(c.Median, "day"), plural(c.Longest, "day"), plural(t.MedianAge, "day"))
	}
	if s := r.Site; s != nil {
		line("site: %s, %s; %s", plural(s.Pages, "page"), megabytes(s.Bytes), plural(len(s.Broken), "broken link"))
	}
	if n := len(r.Builds); n > 1 {
		first, last := r.Builds[0], r.Builds[n-1]
		line("builds: %d remembered since %s; time %.2f s -> %.2f s (median %.2f s), pages %d -> %d, %s -> %s, broken links %d -> %d", n, first.At.Format("2006-01-02"),
			first.Seconds, last.Seconds, median(r.Builds), first.Pages, last.Pages, megabytes(first.Bytes), megabytes(last.Bytes), first.Broken, last.Broken)
	}
	freshness(b, r)
	coverage(b, r)
	section := func(what string, n int, lines []string) {
		if n == 0 {
			return
		}
		line("\n%s (%d)", what, n)
		for _, l := range lines[:min(n, mostItems)] {
			line("  %s", l)
		}
		if more := n - mostItems; more > 0 {
			line("  and %d more", more)
		}
	}
	for _, s := range careOf(r) {
		section(s.what, len(s.lines), s.lines)
	}
	for _, n := range r.Notes {
		line("\n%s", n)
	}
	return b.Flush()
}

// visible keeps a title from steering the terminal.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func postsOf(t Totals) string {
	s := plural(t.Posts, "post")
	var parts []string
	for _, c := range t.ByLang {
		parts = append(parts, fmt.Sprintf("%s %d", c.Lang, c.N))
	}
	if len(parts) > 1 {
		s += " (" + strings.Join(parts, ", ") + ")"
	}
	return s
}

func freshness(w io.Writer, r *Report) {
	if len(r.Types) == 0 {
		return
	}
	fmt.Fprintln(w, "\nfreshness")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tposts\t< 6 mo\t< 1 y\t< 2 y\tolder\t")
	for i := range r.Types {
		n := &r.Types[i]
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t  %s\n", visible(n.ID), n.All, n.Ages[0], n.Ages[1], n.Ages[2], n.Ages[3], n.Goal.sentence())
	}
	t.Flush()
}

func (g *Goal) sentence() string {
	if g == nil {
		return ""
	}
	state := "met"
	if !g.Met {
		state = "MISSED"
	}
	return fmt.Sprintf("%s: %s%% older than %s, at most %d%%", state, number(g.Share), g.Age, g.Percent)
}

// shownMonths is how many months a terminal has room for.
const shownMonths = 12

func coverage(w io.Writer, r *Report) {
	if len(r.Coverage) == 0 {
		return
	}
	from := max(0, len(r.Months)-shownMonths)
	fmt.Fprintf(w, "\ncoverage, %s to %s\n", r.Months[from].Month, r.Months[len(r.Months)-1].Month)
	t := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "\t\t")
	for _, m := range r.Months[from:] {
		fmt.Fprintf(t, "%s\t", m.Month[5:])
	}
	fmt.Fprintln(t)
	for _, c := range r.Coverage {
		fmt.Fprintf(t, "%s\t%s\t", visible(c.Type), c.Lang)
		for _, n := range c.Counts[from:] {
			if n == 0 {
				fmt.Fprint(t, ".\t")
			} else {
				fmt.Fprintf(t, "%d\t", n)
			}
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}

// A care is a list of what wants somebody's care, in words.
type care struct {
	what  string
	lines []string
}

func careOf(r *Report) []care {
	cs := []care{{what: "due for review"}, {what: "orphans: no other post's text leads there"}, {what: "translations behind their source"},
		{what: "tags used once"}, {what: "not translated"}, {what: "broken links"}}
	for _, x := range r.Review {
		state := x.By
		if x.Days <= 0 {
			state += ", overdue"
		}
		cs[0].lines = append(cs[0].lines, fmt.Sprintf("%s  %s  %s", state, x.Path, x.Title))
	}
	for _, x := range r.Orphans {
		cs[1].lines = append(cs[1].lines, fmt.Sprintf("%s  %s", x.Path, x.Title))
	}
	for _, x := range r.Drift {
		cs[2].lines = append(cs[2].lines, fmt.Sprintf("%s  %s behind %s (by %s)", x.Path, plural(x.Days, "day"), x.Source, x.By))
	}
	for _, x := range r.ThinTags {
		cs[3].lines = append(cs[3].lines, x.ID)
	}
	if len(r.Languages) > 1 {
		for _, c := range r.Missing {
			if c.N > 0 {
				cs[4].lines = append(cs[4].lines, fmt.Sprintf("%s has not %s", c.Lang, plural(c.N, "post")))
			}
		}
	}
	if r.Site != nil {
		for _, b := range r.Site.Broken {
			cs[5].lines = append(cs[5].lines, fmt.Sprintf("%s:%d: %s", b.File, b.Line, b.Message))
		}
	}
	return cs
}
