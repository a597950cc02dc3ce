package diag

import (
	"encoding/xml"
	"io"
	"strings"
	"unicode/utf8"
)

type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Skipped  int         `xml:"skipped,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int           `xml:"line,attr,omitempty"`
		Failure *junitFailure `xml:"failure"`
	}
	junitFailure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes the diagnostics as a JUnit report, as GitLab and Jenkins read
// it: each finding is a failed test of its file, sorted, each once. Without
// diagnostics one test stands for all and has passed.
func WriteJUnit(w io.Writer, ds []Diagnostic, suite string) error {
	all := Sorted(ds)
	s := junitSuite{Name: suite, Tests: len(all), Failures: len(all)}
	for _, d := range all {
		s.Cases = append(s.Cases, junitCase{Class: xmlText(d.File), Name: xmlText(d.Rule + " " + d.Place()), File: xmlText(d.File), Line: d.Line,
			Failure: &junitFailure{d.Severity.String(), xmlText(d.Message), xmlText(strings.TrimSpace(d.Place() + ": " + said(d) + "\n" + d.Source))}})
	}
	if len(all) == 0 {
		s.Tests, s.Cases = 1, []junitCase{{Class: suite, Name: "no findings"}}
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(junitSuites{Tests: s.Tests, Failures: s.Failures, Suites: []junitSuite{s}}); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// xmlText leaves out what XML 1.0 cannot hold.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return '�'
		}
		return r
	}, s)
}
