package publish

import (
	"strconv"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// Verify reads every file that stands where m has one and that Stage, by the
// record and its size and time, found unchanged. Those whose bytes are others
// are findings: the disk, or somebody who has put the old time back, has changed
// them.
func (p *Publication) Verify(m output.Manifest) (diag.List, error) {
	var ds diag.List
	for _, f := range m.Files() {
		v := p.verdicts[f.Path]
		if v == nil || v.staged != "" || v.refused != nil || v.digest != f.Digest {
			continue
		}
		equal, err := p.holdsBytes(f)
		if err != nil {
			return nil, err
		}
		if !equal {
			ds = append(ds, diag.Diagnostic{
				Rule: "verify", Severity: diag.Error, File: p.shown(f.Path),
				Message: "the bytes of " + strconv.Quote(f.Path) + " are not those that were published, though size and time are",
				Hint:    "remove the file and build again",
			})
		}
	}
	return diag.Sorted(ds), nil
}
