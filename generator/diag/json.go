package diag

import (
	"encoding/json"
	"io"
)

// A Report is diagnostics as one JSON document for programs:
// {"diagnostics": […], "errors": n, "warnings": n}.
type Report struct {
	Diagnostics List `json:"diagnostics"`
	Errors      int  `json:"errors"`
	Warnings    int  `json:"warnings"`
}

// NewReport returns the report of ds, sorted, each once.
func NewReport(ds []Diagnostic) Report {
	all := Sorted(ds)
	if all == nil {
		all = List{} // an empty list is [], not null
	}
	errors, warnings := Count(all)
	return Report{all, errors, warnings}
}

// WriteJSON writes a report, or a document that holds one, the way people can
// read it too.
func WriteJSON(w io.Writer, document any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(document)
}
