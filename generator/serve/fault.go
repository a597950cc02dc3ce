package serve

import (
	"strings"
	"unicode/utf8"

	"opspress/generator/diag"
)

const (
	linesAround = 3   // shown before and after the line that is meant
	lineRunes   = 200 // of a line
	mostFaults  = 500 // in one answer; no author reads more
)

// A fault is a diagnostic as the overlay shows it.
type fault struct {
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Place    string `json:"place"` // file:line:column
	Message  string `json:"message"`
	Hint     string `json:"hint"`
	Column   int    `json:"column"`
	Lines    []line `json:"lines"`
}

// A line is one of the source lines around a fault.
type line struct {
	Number int    `json:"number"`
	Text   string `json:"text"`
	Here   bool   `json:"here"`
}

// faultsOf gives the diagnostics in order, each once, with the lines around.
// The source is read now, while it is what the diagnostic speaks of. If that
// fails, the line that the diagnostic itself carries is what there is.
func faultsOf(ds []diag.Diagnostic, source func(string) ([]byte, error)) []fault {
	sorted := diag.Sorted(ds)
	if len(sorted) > mostFaults {
		sorted = sorted[:mostFaults]
	}
	out := make([]fault, 0, len(sorted))
	texts := map[string][]string{}
	for _, d := range sorted {
		f := fault{
			Severity: d.Severity.String(), Rule: d.Rule, Place: d.Place(),
			Message: d.Message, Hint: d.Hint, Column: d.Column, Lines: []line{},
		}
		if d.File != "" && d.Line > 0 {
			if _, read := texts[d.File]; !read && source != nil {
				b, err := source(d.File)
				if err != nil {
					b = nil
				}
				texts[d.File] = strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
			}
			f.Lines = around(texts[d.File], d)
		}
		out = append(out, f)
	}
	return out
}

func errorsAmong(ds []diag.Diagnostic) []diag.Diagnostic {
	var errs []diag.Diagnostic
	for _, d := range ds {
		if d.Severity == diag.Error {
			errs = append(errs, d)
		}
	}
	return errs
}

// around cuts the lines next to the one that d means out of text. When the
// file says something else there by now, its lines would explain nothing.
func around(text []string, d diag.Diagnostic) []line {
	if d.Line > len(text) || d.Source != "" && !strings.HasPrefix(clean(text[d.Line-1]), clean(d.Source)) {
		if d.Source == "" {
			return []line{}
		}
		return []line{{d.Line, clean(d.Source), true}}
	}
	out := []line{}
	for n := max(1, d.Line-linesAround); n <= min(len(text), d.Line+linesAround); n++ {
		out = append(out, line{n, clean(text[n-1]), n == d.Line})
	}
	return out
}

// clean makes a source line fit to be shown: valid, without its end, not
// endless.
func clean(s string) string {
	s = strings.ToValidUTF8(strings.TrimRight(s, "\r\n"), "\uFFFD")
	if utf8.RuneCountInString(s) > lineRunes {
		s = string([]rune(s)[:lineRunes])
	}
	return s
}
