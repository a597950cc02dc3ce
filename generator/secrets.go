package generator

import (
	"strings"

	"opspress/generator/check"
	"opspress/generator/diag"
	"opspress/generator/output"
)

// secretsIn looks for secrets in files that are about to be published.
func secretsIn(files []output.File) (diag.List, error) {
	scanner := check.NewScanner()
	var found diag.List
	for _, f := range files {
		if !strings.Contains(output.Type(f.Path), "charset=") {
			continue
		}
		b, err := f.Bytes()
		if err != nil {
			return nil, err
		}
		for _, d := range scanner.Secrets(f.Path, b) {
			d.Source = "" // a line of a page may hold the secret more than once
			if f.Source != "" {
				d.Message += "; it comes from " + f.Source
			}
			found = append(found, d)
		}
	}
	return diag.Sorted(found), nil
}
