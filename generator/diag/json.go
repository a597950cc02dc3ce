package diag

import (
	"encoding/json"
	"io"
)

// WriteJSON writes the diagnostics as one JSON document for programs:
// {"diagnostics": […], "errors": n, "warnings": n}, sorted, each once.
func WriteJSON(w io.Writer, ds []Diagnostic) error {
	all := Sorted(ds)
	if all == nil {
		all = List{} // an empty list is [], not null
	}
	errors, warnings := Count(all)
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Diagnostics List `json:"diagnostics"`
		Errors      int  `json:"errors"`
		Warnings    int  `json:"warnings"`
	}{all, errors, warnings})
}
