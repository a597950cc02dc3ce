package layout

import (
	"strings"
	"testing"
)

// TestEndless wants that a template which never ends is an error, whether it
// writes or not, and that one which takes long for good reason is none.
func TestEndless(t *testing.T) {
	half := `{{define "half"}}{{if .}}{{template "half" slice . 1}}{{template "half" slice . 1}}{{end}}{{end}}`
	for _, c := range []struct{ name, text, want string }{
		{"an empty loop", `{{range 1000000000000}}{{end}}`, "does not end"},
		{"a loop that writes", `{{range 1000000000000}}x{{end}}`, "does not end"},
		{"a loop that writes much", `{{range 1000000000000}}` + strings.Repeat("x", 1000) + `{{end}}`, "longer than 64 MiB"},
		{"a loop with nothing but a condition", `{{range 1000000000000}}{{if false}}x{{end}}{{end}}`, "does not end"},
		{"loops in loops", `{{range 1000000}}{{range 1000000}}{{end}}{{end}}`, "does not end"},
		{"a call of itself", `{{define "r"}}{{template "r" .}}{{end}}{{template "r" .}}`, "exceeded maximum template depth"},
		{"two calls at each step", half + `{{template "half" "0123456789012345678901234567890123456789"}}`, "does not end"},
		{"a long page", `{{range 50000}}x{{end}}`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			tree, ds := Parse("page.html", []byte(c.text))
			if len(ds) > 0 {
				t.Fatal(ds)
			}
			l, ds := Compile("page.html", func(string) (*Tree, bool) { return tree, true })
			if len(ds) > 0 {
				t.Fatal(ds)
			}
			_, err := l.within(200_000, nil)
			if c.want == "" {
				if err != nil {
					t.Error(err)
				}
			} else if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}
