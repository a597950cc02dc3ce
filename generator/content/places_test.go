package content

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/BurntSushi/toml"
)

// TestEveryTOMLValueHasAPlace walks what the library decodes beside the places
// that were found: none is missing, and the text at the place is the value.
func TestEveryTOMLValueHasAPlace(t *testing.T) {
	for _, src := range []string{
		"a = 1\nb.c = 2\n\"d e\".'f.g' = 3\nh . i = 4",
		"[a]\nx = 1\n[a.b]\ny = 2\n[ c . \"d\" ] # e\nz = 3",
		"[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3\n[[a.c]]\nz = 4\n[[a.c]]\nz = 5\n[[a]]\n[[a.c]]\nz = 6",
		"a = [[1, 2], [3], []]\nb = [ # c ]\n 1 # ,\n, 2,\n]\nc = [{x = 1}, {y = [2]}]",
		"a = {b = {c = 1, d.e = 2}, f = 3}\ng = {}",
		"a = 'x # y'\nb = \"\\\" ]\"\nc = '''\n'x' ''' # d\nd = \"\"\"a\\\"\"\"\"\"\"\ne = \"\"\nf = ''",
		"a = 2026-03-01 09:30:00Z # b\nc = 09:30:00\nd = inf\ne = -0.5e3\nf = true\n",
		"\n\n# only a comment\n",
		"\"\\u0061\" = 1\n\"\" = 2",
	} {
		var tree map[string]any
		if _, err := toml.Decode(src, &tree); err != nil {
			t.Fatalf("%q: %v", src, err)
		}
		checkTOML(t, src, tomlPlaces([]byte(src)), "", tree)
	}
}

func checkTOML(t *testing.T, src string, places map[string]tomlPlace, at string, x any) {
	p, known := places[at]
	if at != "" && (!known || p.key > len(src) || p.value > p.end || p.end > len(src)) {
		t.Errorf("%q: the place of %q is %v %v", src, at, p, known)
		return
	}
	switch x := x.(type) {
	case map[string]any:
		for name, it := range x {
			checkTOML(t, src, places, join(at, name), it)
		}
	case []map[string]any:
		for i, it := range x {
			checkTOML(t, src, places, join(at, strconv.Itoa(i)), it)
		}
	case []any:
		for i, it := range x {
			checkTOML(t, src, places, join(at, strconv.Itoa(i)), it)
		}
	default:
		var again struct{ V any }
		if _, err := toml.Decode("V = "+src[p.value:p.end], &again); err != nil || fmt.Sprint(again.V) != fmt.Sprint(x) {
			t.Errorf("%q: at the place of %q stands %q, not %v", src, at, src[p.value:p.end], x)
		}
	}
}
