package generator

import (
	"fmt"
	"os"
	"path/filepath"

	"opspress/generator/check"
	"opspress/generator/diag"
)

// readBaseline reads the findings that are accepted.
func (o *CheckOptions) readBaseline() (check.Baseline, error) {
	if o.Baseline == "" {
		return check.Baseline{}, nil
	}
	src, err := os.ReadFile(o.Baseline)
	if err != nil {
		return check.Baseline{}, &RefusedError{fmt.Errorf("the baseline: %w", err), "write one with: opspress check --write-baseline " + o.Baseline}
	}
	b, err := check.ReadBaseline(src)
	if err != nil {
		return check.Baseline{}, &RefusedError{fmt.Errorf("the baseline %s cannot be used: %w", o.Baseline, err), "write it anew with: opspress check --write-baseline " + o.Baseline}
	}
	return b, nil
}

// writeBaseline writes a file that accepts what was found.
func (o *CheckOptions) writeBaseline(found diag.List) error {
	if o.WriteBaseline == "" {
		return nil
	}
	if err := replaceFile(o.WriteBaseline, check.WriteBaseline(found)); err != nil {
		return fmt.Errorf("the baseline %s: %w", o.WriteBaseline, err)
	}
	return nil
}

// replaceFile writes a file of the author's as a whole: a full disk or a second
// Ctrl-C leaves the one that was there.
func replaceFile(name string, b []byte) error {
	mode := os.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real // a link stays one
	}
	if info, err := os.Stat(name); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if e := f.Chmod(mode); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
