package publish

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"opspress/generator/output"
)

// A stamp is what lstat tells of a file that is worth comparing.
type stamp struct {
	size  int64
	mtime int64 // nanoseconds since 1970
}

func stampOf(fi fs.FileInfo) stamp { return stamp{fi.Size(), fi.ModTime().UnixNano()} }

// An entry is what the record knows of one file.
type entry struct {
	stamp
	digest output.Digest
	kind   output.Kind // decides when the file is deleted
}

// A record is what opspress wrote, by path. It is nil when there is none.
type record map[string]entry

// The record's form on disk: one line for each file, in order of path, so that
// it can be read as a diff. A record of another version is none.
type recordFile struct {
	Version int           `json:"version"`
	Files   []recordEntry `json:"files"`
}

type recordEntry struct {
	Path   string        `json:"path"`
	Kind   output.Kind   `json:"kind"`
	Size   int64         `json:"size"`
	MTime  int64         `json:"mtime"`
	Digest output.Digest `json:"digest"`
}

const recordVersion = 1

// readRecord reads the record at name. One that is absent, damaged or of
// another version gives nil: nothing is known then, so nothing is deleted.
func readRecord(d *disk, name string) (record, error) {
	fi, err := d.lstat(name)
	if err != nil || fi == nil || !fi.Mode().IsRegular() {
		return nil, err
	}
	b, err := d.read(name)
	if err != nil {
		return nil, err
	}
	var f recordFile
	if json.Unmarshal(b, &f) != nil || f.Version != recordVersion {
		return nil, nil
	}
	r := make(record, len(f.Files))
	for _, e := range f.Files {
		if checkPath(e.Path) == "" {
			r[e.Path] = entry{stamp{e.Size, e.MTime}, e.Digest, e.Kind}
		}
	}
	return r, nil
}

// write writes the record to name, a path inside the stage.
func (r record) write(d *disk, name string) error {
	var b bytes.Buffer
	b.WriteString(`{"version":1,"files":[`)
	for i, p := range slices.Sorted(maps.Keys(r)) {
		e := r[p]
		line, err := json.Marshal(recordEntry{p, e.kind, e.size, e.mtime, e.digest})
		if err != nil {
			return err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]}\n")
	_, err := d.create(d.root, path.Dir(name), name, &b)
	return err
}

// checkPath says what is wrong with a path of the site, or "".
func checkPath(p string) string {
	switch {
	case p == "" || p == "." || path.Clean(p) != p || !filepath.IsLocal(filepath.FromSlash(p)):
		return "leads out of the output folder"
	case !utf8.ValidString(p), strings.ContainsAny(p, "\\\x00"):
		return "holds a character that file names cannot have"
	case slices.Contains([]string{recordName, lockName, stageName}, strings.Split(p, "/")[0]):
		return "is a name of opspress's own"
	}
	return ""
}
