package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// WriteGitHub writes the diagnostics as workflow commands of GitHub Actions, which
// shows them beside the lines of a pull request: sorted, each once, a line each
// (docs.github.com, "Workflow commands for GitHub Actions").
func WriteGitHub(w io.Writer, ds []Diagnostic) error {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	b := bufio.NewWriter(w)
	for _, d := range Sorted(ds) {
		var at []string
		if d.File != "" {
			at = append(at, "file="+property.Replace(d.File))
		}
		if d.Line > 0 && d.File != "" {
			at = append(at, fmt.Sprintf("line=%d", d.Line))
			if d.Column > 0 {
				at = append(at, fmt.Sprintf("col=%d", d.Column))
			}
		}
		at = append(at, "title="+property.Replace(d.Rule))
		fmt.Fprintf(b, "::%s %s::%s\n", d.Severity, strings.Join(at, ","), data.Replace(said(d)))
	}
	return b.Flush()
}
