package layout

import "testing"

func TestForNamesATemplateForEveryKind(t *testing.T) {
	for _, k := range Kinds() {
		if For(k) == "" {
			t.Errorf("no template for %s", k)
		}
	}
	if For("nothing") != "" {
		t.Error("a kind that there is not has a template")
	}
}
