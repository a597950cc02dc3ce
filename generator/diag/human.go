package diag

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
)

// HumanOptions say how WriteHuman writes.
type HumanOptions struct {
	Color bool // with ANSI colours, for a terminal
	Max   int  // show at most so many findings, errors before warnings; 0 shows all
	// MaxOfRule shows at most so many findings of one rule, and counts the others of
	// each; 0 shows all.
	MaxOfRule int
}

// WriteHuman writes the diagnostics for a person to read: sorted, each once,
// with the source line, a caret under the column and the hint; a line that
// counts them ends the list. Without diagnostics nothing is written. Control
// characters of sources and messages are shown as U+FFFD, so that a post
// cannot steer the terminal.
func WriteHuman(w io.Writer, ds []Diagnostic, o HumanOptions) error {
	all := Sorted(ds)
	if len(all) == 0 {
		return nil
	}
	h := human{bufio.NewWriter(w), o.Color}
	few, left := fewOfRule(all, o.MaxOfRule)
	shown := foremost(few, o.Max)
	for _, d := range shown {
		h.diagnostic(d)
	}
	for _, r := range left {
		fmt.Fprintf(h, "and %d more of %s\n", r.n, visible(r.rule))
	}
	if more := len(few) - len(shown); more > 0 {
		fmt.Fprintf(h, "and %d more\n", more)
	}
	errors, warnings := Count(all)
	fmt.Fprintln(h, tally(errors, warnings))
	return h.Flush()
}

// A ruleCount is how many findings of a rule are not shown.
type ruleCount struct {
	rule string
	n    int
}

// fewOfRule gives at most limit findings of each rule, and what it left out, most
// first: a fault that a thousand posts share must not hide the others.
func fewOfRule(ds List, limit int) (few List, left []ruleCount) {
	if limit <= 0 {
		return ds, nil
	}
	count := map[string]int{}
	for _, d := range ds {
		if count[d.Rule]++; count[d.Rule] <= limit {
			few = append(few, d)
		}
	}
	for rule, n := range count {
		if n > limit {
			left = append(left, ruleCount{rule, n - limit})
		}
	}
	slices.SortFunc(left, func(a, b ruleCount) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.rule, b.rule)) })
	return few, left
}

// foremost gives at most limit of the sorted ds, still sorted. Warnings give
// way to errors: what stops the build must not hide behind what does not.
func foremost(ds List, limit int) List {
	if limit <= 0 || len(ds) <= limit {
		return ds
	}
	errors, _ := Count(ds)
	room := map[Severity]int{Error: min(errors, limit), Warning: max(limit-errors, 0)}
	var out List
	for _, d := range ds {
		if room[d.Severity] > 0 {
			room[d.Severity]--
			out = append(out, d)
		}
	}
	return out
}

func tally(errors, warnings int) string {
	var parts []string
	for _, c := range []struct {
		n    int
		name string
	}{{errors, "error"}, {warnings, "warning"}} {
		switch {
		case c.n == 1:
			parts = append(parts, "1 "+c.name)
		case c.n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", c.n, c.name))
		}
	}
	return strings.Join(parts, ", ")
}

type human struct {
	*bufio.Writer
	color bool
}

// The colours of a terminal, as parameters of SGR (ECMA-48, 8.3.117).
const (
	bold   = "1"
	red    = "1;31"
	yellow = "1;33"
	green  = "32"
)

func (h human) paint(color, s string) string {
	if !h.color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func (h human) diagnostic(d Diagnostic) {
	tone := yellow
	if d.Severity == Error {
		tone = red
	}
	if place := d.Place(); place != "" {
		h.WriteString(h.paint(bold, visible(place)) + ": ")
	}
	h.WriteString(h.paint(tone, d.Severity.String()+":") + " " + indented(d.Message))
	if d.Rule != "" {
		h.WriteString(" [" + visible(d.Rule) + "]")
	}
	h.WriteByte('\n')
	if d.Source != "" {
		fmt.Fprintf(h, "    %s\n", visible(d.Source))
		if pad, ok := beneath(d.Source, d.Column); ok {
			fmt.Fprintf(h, "    %s%s\n", pad, h.paint(green, "^"))
		}
	}
	if d.Hint != "" {
		fmt.Fprintf(h, "  hint: %s\n", indented(d.Hint))
	}
}

// beneath gives the blanks that bring a caret under the column of the line. A
// tab stays one, so that the terminal widens both alike. It is false when the
// column is unknown or lies behind the part of the line that is shown.
func beneath(line string, column int) (string, bool) {
	runes := []rune(line)
	if column < 1 || column > len(runes)+1 {
		return "", false
	}
	var b strings.Builder
	for _, r := range runes[:column-1] {
		if r == '\t' {
			b.WriteByte('\t')
		} else {
			b.WriteString(strings.Repeat(" ", cells(r)))
		}
	}
	return b.String(), true
}

// indented is text whose further lines stand under the first.
func indented(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, l := range lines {
		lines[i] = visible(l)
	}
	return strings.Join(lines, "\n    ")
}

// visible replaces what would steer a terminal or turn the reading direction
// round; tabs stay.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.In(r, unicode.Cc, unicode.Bidi_Control) {
			return '�'
		}
		return r
	}, s)
}
