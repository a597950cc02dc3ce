package publish

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"opspress/generator/diag"
	"opspress/generator/output"
)

// A verdict is what Stage found for one file of the site.
type verdict struct {
	digest  output.Digest
	stamp   stamp
	staged  string // name in the stage; "" when the file that stands there is equal
	folder  bool   // a folder of ours stands there, to be removed first
	refused error
}

// Stage takes one file of the site. If an equal one stands at its path nothing
// happens; else its bytes are written into the stage. It may be called from
// many goroutines. A foreign file in the way is refused with a diag.Diagnostic;
// that the file system, or f itself, fails is an *IOError.
func (p *Publication) Stage(f output.File) error {
	if p.committed || p.closed {
		return errDone
	}
	_, err := p.stage(f)
	return err
}

func (p *Publication) stage(f output.File) (verdict, error) {
	v, err := p.judge(f)
	if err != nil {
		return v, err
	}
	v.digest = f.Digest
	p.mu.Lock()
	p.verdicts[f.Path] = &v
	p.mu.Unlock()
	return v, v.refused
}

// judge compares f with what stands at its path.
func (p *Publication) judge(f output.File) (verdict, error) {
	if wrong := checkPath(f.Path); wrong != "" {
		return verdict{refused: diag.Diagnostic{
			Rule: "output-path", Severity: diag.Error, File: f.Source,
			Message: "the output path " + strconv.Quote(f.Path) + " " + wrong,
		}}, nil
	}
	s, err := p.ground.at(f.Path)
	if err != nil {
		return verdict{}, err
	}
	switch s.what {
	case aFile:
		return p.compare(f, s)
	case odd:
		return p.replace(f, s, false)
	case blocked:
		return p.unblock(f, s)
	case aFolder:
		return p.replaceFolder(f)
	}
	return p.write(f)
}

// compare judges f where a regular file stands: by the record and lstat when
// they agree, else by the bytes.
func (p *Publication) compare(f output.File, s spot) (verdict, error) {
	e, ours := p.record[f.Path]
	if ours && e.stamp == s.stamp {
		if e.digest == f.Digest {
			return verdict{stamp: s.stamp}, nil
		}
		return p.write(f)
	}
	if s.stamp.size == f.Size {
		equal, err := p.holdsBytes(f)
		if err != nil {
			return verdict{}, err
		}
		if equal {
			return verdict{stamp: s.stamp}, nil
		}
	}
	if !ours {
		var err error
		if ours, err = p.otherCase(f.Path); err != nil {
			return verdict{}, err
		}
	}
	return p.replace(f, s, ours)
}

// otherCase says whether the file at path is one that we wrote under a name
// that differs in case only.
func (p *Publication) otherCase(path string) (bool, error) {
	other, ok := p.folded()[strings.ToLower(path)]
	if !ok {
		return false, nil
	}
	return p.disk.sameFile(path, other)
}

// holdsBytes says whether the file that stands at f's path has its digest.
func (p *Publication) holdsBytes(f output.File) (bool, error) {
	r, err := p.disk.open(f.Path)
	if err != nil {
		return false, err
	}
	defer r.Close()
	h := sha256.New()
	err = p.disk.do("read", f.Path, func() error { _, err := io.Copy(h, r); return err })
	return err == nil && output.Digest(h.Sum(nil)) == f.Digest, err
}

// replace stages f although something stands at its path, if that is ours or
// may go.
func (p *Publication) replace(f output.File, s spot, ours bool) (verdict, error) {
	if ours || p.opts.Clean {
		return p.write(f)
	}
	return verdict{refused: p.refuse(f.Path, stranger(s.mode)+" stands where the site has a page or file"+origin(f))}, nil
}

// unblock stages f although no folder stands where it needs one, if what does
// is ours or may go. All files that need the folder are refused as one.
func (p *Publication) unblock(f output.File, s spot) (verdict, error) {
	if _, ours := p.record[s.by]; ours && s.mode.IsRegular() || p.opts.Clean {
		return p.write(f)
	}
	return verdict{refused: p.refuse(s.by, stranger(s.mode)+" stands where the site has a folder")}, nil
}

// replaceFolder stages f where a folder stands, if all in it is ours; then
// nothing of it is in the site, or two pages would clash.
func (p *Publication) replaceFolder(f output.File) (verdict, error) {
	entries, err := p.disk.inside(f.Path)
	if err != nil {
		return verdict{}, err
	}
	for _, e := range entries {
		if _, ours := p.record[e.path]; !e.mode.IsDir() && (!ours || !e.mode.IsRegular()) {
			d := p.refuse(e.path, stranger(e.mode)+" lies in a folder where the site has a file"+origin(f))
			d.Hint = "move it away"
			return verdict{refused: d}, nil
		}
	}
	v, err := p.write(f)
	v.folder = true
	return v, err
}

// write puts the bytes of f into the stage, under a number: there no file can
// be in the way of another.
func (p *Publication) write(f output.File) (verdict, error) {
	if err := p.openStage(); err != nil {
		return verdict{}, err
	}
	r, err := f.Open()
	if err != nil {
		return verdict{}, &IOError{"read", cmp.Or(f.Source, f.Path), err}
	}
	defer r.Close()
	name := strconv.FormatInt(p.serial.Add(1), 10)
	s, err := p.disk.create(p.stageRoot, stageName, name, r)
	if err == nil && s.size != f.Size {
		err = fmt.Errorf("%d bytes came, not %d", s.size, f.Size)
	}
	// A number says nothing to the user.
	return verdict{stamp: s, staged: name}, p.disk.ioError("write", f.Path, err)
}

// openStage makes the stage when the first file needs it.
func (p *Publication) openStage() error {
	p.stageOnce.Do(func() {
		if p.stageErr = p.disk.mkdir(stageName); p.stageErr != nil {
			return
		}
		p.stageErr = p.disk.do("open folder", stageName, func() (err error) {
			p.stageRoot, err = p.disk.root.OpenRoot(stageName)
			return err
		})
	})
	return p.stageErr
}

// refuse makes the diagnostic of a foreign file. Its place is in the output
// folder, since that is where to act.
func (p *Publication) refuse(at, message string) diag.Diagnostic {
	return diag.Diagnostic{
		Rule: "foreign-file", Severity: diag.Error, File: p.shown(at), Message: message,
		Hint: "move it away, or build with --clean to replace it",
	}
}

func stranger(mode fs.FileMode) string {
	if mode&fs.ModeSymlink != 0 {
		return "a link that opspress did not make"
	}
	return "a file that opspress did not write"
}

func origin(f output.File) string {
	if f.Source == "" {
		return ""
	}
	return " (made from " + f.Source + ")"
}

// shown names a path of the output folder as the user knows it: from the
// site's root if it lies there.
func (p *Publication) shown(at string) string {
	full := filepath.Join(p.opts.Dir, filepath.FromSlash(at))
	if src, err := resolve(p.opts.Source); err == nil {
		if rel, err := filepath.Rel(src, full); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel)
		}
	}
	return filepath.ToSlash(full)
}
