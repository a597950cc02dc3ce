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

var samples = []string{
	"bash", "css", "go", "graphql", "java", "javascript", "json", "kotlin", "nginx", "powershell", "ruby", "terraform", "typescript", "yaml",
}

// The guard is on every rule of a lexer and must change nothing: on chroma's own
// samples the tokens are those of the lexer without it. The samples are cut
// short, for on a long one chroma may give up by the clock, in one run and not
// in the other.
func TestGuardChangesNoToken(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/alecthomas/chroma/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range samples {
		file := filepath.Join(strings.TrimSpace(string(out)), "lexers", "testdata", name+".actual")
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		bare, ok := lexers.Get(name).(*chroma.RegexLexer)
		if !ok {
			t.Fatalf("%s is no lexer of rules", name)
		}
		src := strings.ToValidUTF8(string(code[:min(len(code), 600)]), "")
		want, wantOK := (&lexer{bare}).tokens(src)
		got, gotOK := (&lexer{guarded(bare)}).tokens(src)
		if !gotOK || gotOK != wantOK || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: guarded %v, bare %v", name, gotOK, wantOK)
		}
	}
}
