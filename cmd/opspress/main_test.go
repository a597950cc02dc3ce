package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"opspress": main, "opspress-served": served})
}

// TestScripts runs every promise in testdata/script: a small site, commands,
// and what must come out. Each file is named for what it promises.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: false,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", e.WorkDir+"/home")
			e.Values[notesKey{}] = map[string]stamp{}
			e.Values[noteKey("")] = map[string]map[string]state{}
			e.Setenv("TZ", "America/New_York") // the machine's zone must not matter
			return os.MkdirAll(e.WorkDir+"/home", 0o755)
		},
		Cmds: commands(),
	})
}
