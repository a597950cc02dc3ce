package history

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"opspress/generator/diag"
)

// A Build is what is remembered of a build, one line of JSON each.
type Build struct {
	At      time.Time `json:"at"`
	Seconds float64   `json:"seconds"`
	Pages   int       `json:"pages"`
	Bytes   int64     `json:"bytes"`
	Broken  int       `json:"broken"` // links and pictures that lead nowhere
	Warm    bool      `json:"warm"`   // something came from the cache
}

// buildsFile is where builds are remembered, from the site's root.
const buildsFile = ".opspress/builds.jsonl"

// Limits of what is remembered.
const (
	mostBuilds = 500
	mostBytes  = 1 << 20
)

// Builds gives the builds of the site in root that are remembered, oldest first.
// A file that is damaged gives none, and a warning.
func Builds(root string) ([]Build, diag.List) {
	bs, err := readBuilds(root)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return bs, nil
	}
	return nil, diag.List{buildsWarning(fmt.Sprintf("the builds of before cannot be read: %v", err), "the next build sets the file aside")}
}

// Remember adds a build. A damaged file is set aside beside itself. What goes
// wrong is a warning: no build fails because it cannot be remembered.
func Remember(root string, b Build) diag.List {
	bs, err := readBuilds(root)
	var ds diag.List
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist):
	default:
		aside := buildsFile + ".broken"
		if e := os.Rename(filepath.Join(root, buildsFile), filepath.Join(root, aside)); e != nil {
			return diag.List{buildsWarning(fmt.Sprintf("this build is not remembered: %v", errors.Join(err, e)), "")}
		}
		ds = append(ds, buildsWarning(fmt.Sprintf("the builds of before cannot be read: %v", err), "they are in "+aside+" now, and remembering begins anew"))
	}
	bs = append(bs, b)
	if err := writeBuilds(root, bs[max(0, len(bs)-mostBuilds):]); err != nil {
		ds = append(ds, buildsWarning(fmt.Sprintf("this build is not remembered: %v", err), ""))
	}
	return ds
}

func buildsWarning(message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Rule: "builds", Severity: diag.Warning, File: buildsFile, Message: message, Hint: hint}
}

func readBuilds(root string) ([]Build, error) {
	f, err := os.Open(filepath.Join(root, buildsFile))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := io.ReadAll(io.LimitReader(f, mostBytes+1))
	if err != nil {
		return nil, err
	}
	if len(all) > mostBytes {
		return nil, fmt.Errorf("it is larger than %d bytes", mostBytes)
	}
	var bs []Build
	for n, line := range bytes.Split(bytes.TrimSpace(all), []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var b Build
		if err := json.Unmarshal(line, &b); err != nil || b.At.IsZero() {
			return nil, fmt.Errorf("line %d is no build", n+1)
		}
		bs = append(bs, b)
	}
	return bs, nil
}

// writeBuilds puts the file in place as a whole.
func writeBuilds(root string, bs []Build) error {
	var all bytes.Buffer
	e := json.NewEncoder(&all)
	for _, b := range bs {
		if err := e.Encode(b); err != nil {
			return err
		}
	}
	name := filepath.Join(root, buildsFile)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "builds-*")
	if err != nil {
		return err
	}
	_, err = f.Write(all.Bytes())
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(f.Name(), 0o644)
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
