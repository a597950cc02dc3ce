// Package diag says where something is wrong, what it is, and what to do.
//
// A Diagnostic is a value: stages return them, the engine keeps them beside
// the result of the task that made them, and only the outermost command prints
// them. Nothing in this package touches the world.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says what a diagnostic does to the build.
type Severity uint8

const (
	Warning Severity = iota // the build goes on and publishes
	Error                   // nothing is published
)

func (s Severity) String() string {
	if s == Error {
		return "error"
	}
	return "warning"
}

// MarshalText writes the severity as "error" or "warning".
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Diagnostic is one finding. It is comparable, and two equal ones are one
// finding.
type Diagnostic struct {
	Rule     string   `json:"rule"` // stable id such as "front-matter"
	Severity Severity `json:"severity"`
	File     string   `json:"file,omitempty"`   // from the site's root, slash-separated
	Line     int      `json:"line,omitempty"`   // from 1; 0 when the finding is about the whole file
	Column   int      `json:"column,omitempty"` // from 1, in code points; 0 when unknown
	Source   string   `json:"source,omitempty"` // the text of that line, without its end
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"` // what to do
}

// Error gives "file:line:column: message", so that a Diagnostic is an error.
func (d Diagnostic) Error() string {
	if p := d.Place(); p != "" {
		return p + ": " + d.Message
	}
	return d.Message
}

// Place gives "file:line:column", as much of it as is known.
func (d Diagnostic) Place() string {
	switch {
	case d.File == "":
		return ""
	case d.Line == 0:
		return d.File
	case d.Column == 0:
		return fmt.Sprintf("%s:%d", d.File, d.Line)
	}
	return fmt.Sprintf("%s:%d:%d", d.File, d.Line, d.Column)
}

// Compare orders diagnostics by file, place, severity (errors first), rule and
// text.
func Compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.File, b.File),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
		cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Hint, b.Hint),
		cmp.Compare(a.Source, b.Source),
	)
}

// A List is some diagnostics; as an error it tells them all.
type List []Diagnostic

func (l List) Error() string {
	ss := make([]string, len(l))
	for i, d := range l {
		ss[i] = d.Error()
	}
	return strings.Join(ss, "\n")
}

// Sorted returns the diagnostics in order, each once.
func Sorted(ds []Diagnostic) List {
	out := slices.Clone(ds)
	slices.SortFunc(out, Compare)
	return List(slices.Compact(out))
}

// Count returns how many of ds are errors and how many warnings.
func Count(ds []Diagnostic) (errors, warnings int) {
	for _, d := range ds {
		if d.Severity == Error {
			errors++
		} else {
			warnings++
		}
	}
	return errors, warnings
}
