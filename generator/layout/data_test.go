package layout

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Whatever stands in the JSON, the element that Data gives ends where it should,
// and its text is the same JSON still.
func TestDataCannotBeLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"</script>", "<!--<script>", "\u2028", "&lt;", "]]>"})).Draw(t, "text")
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(map[string]string{"a": s}); err != nil {
			t.Fatal(err)
		}
		out := string(Data("application/ld+json", []byte(b.String())))
		text, ok := strings.CutPrefix(out, `<script type="application/ld+json">`)
		text, end := strings.CutSuffix(text, "</script>")
		if !ok || !end || strings.ContainsAny(text, "<>&\u2028\u2029") {
			t.Fatalf("%q", out)
		}
		var got, want map[string]string
		if json.Unmarshal([]byte(text), &got) != nil || json.Unmarshal([]byte(b.String()), &want) != nil || got["a"] != want["a"] {
			t.Fatalf("%q is not %q", text, b.String())
		}
	})
}
