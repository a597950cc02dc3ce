package highlight

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// The guard is on every rule of a lexer and must change nothing: on a part
// of chroma's own samples the tokens are those of the lexer without it.
func TestGuardChangesNoToken(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alecthomas/chroma/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "lexers", "testdata", "*.actual"))
	if err != nil || len(files) < 100 {
		t.Fatalf("%d samples, %v", len(files), err)
	}
	compared := 0
	for i, file := range files {
		if i%4 != 0 { // chroma is slow, above all under the race detector
			continue
		}
		name := strings.TrimSuffix(filepath.Base(file), ".actual")
		bare, ok := lexers.Get(name).(*chroma.RegexLexer)
		if !ok {
			continue
		}
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src := strings.ReplaceAll(string(code), "\r\n", "\n")
		want, wantOK := (&lexer{bare}).tokens(src)
		got, gotOK := (&lexer{guarded(bare)}).tokens(src)
		if !gotOK || gotOK != wantOK || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: guarded %v, bare %v", name, gotOK, wantOK)
		}
		compared++
	}
	if compared < 25 {
		t.Errorf("only %d languages compared", compared)
	}
}
