package site

import (
	"bytes"
	"regexp"

	"go.yaml.in/yaml/v3"

	"opspress/generator/diag"
)

// yamlFault is an error of the YAML package, whose line is often that where
// the whole block begins, and for some errors the one before it.
var yamlFault = regexp.MustCompile(`^yaml: (?:line \d+: )?(?s:(.*))$`)

// unreadable complains of a site.yaml that is no YAML.
func (r *settingsReader) unreadable(err error) {
	message := err.Error()
	if m := yamlFault.FindStringSubmatch(message); m != nil {
		message = m[1]
	}
	d := diag.Diagnostic{Rule: "settings", Severity: diag.Error, Message: message}
	r.ds = append(r.ds, diag.AtLine(d, settingsFile, r.src, faultLine(r.src), 0))
}

// faultLine gives the line behind the longest run of lines that can be read.
func faultLine(src []byte) int {
	lines := bytes.SplitAfter(src, []byte("\n"))
	at := min(len(lines), maxSettingLines)
	for ; at > 1; at-- {
		var n yaml.Node
		if yaml.Unmarshal(bytes.Join(lines[:at-1], nil), &n) == nil {
			break
		}
	}
	if at > 1 && len(lines[at-1]) == 0 {
		at-- // what is missing is missing at the end
	}
	return at
}

// maxSettingLines is in how many lines the place of a fault is looked for.
const maxSettingLines = 2000
