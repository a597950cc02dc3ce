package history

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Limits of what is read of a log. They count, so that a log gives the same on
// every machine.
const (
	mostCommits = 200_000
	mostRenamed = 1_000   // files of one commit that git compares with each other; equal ones are always found
	longestName = 1 << 16 // bytes
)

// Read asks git about the files below root, the folder of a site. The error is
// that of ctx or of the machine; that there is no history is said by Why.
func Read(ctx context.Context, root string) (Log, error) {
	var answer strings.Builder
	err := git(ctx, root, func(r io.Reader) error {
		_, err := io.Copy(&answer, io.LimitReader(r, 1<<10))
		return err
	}, "rev-parse", "--is-shallow-repository", "--is-inside-work-tree")
	if err != nil {
		why, err := absent(err)
		return Log{Why: why}, err
	}
	shallow, rest, _ := strings.Cut(answer.String(), "\n")
	if strings.TrimSpace(rest) != "true" {
		return Log{Why: "the site is in no git repository"}, nil
	}
	l, err := read(ctx, root, "50%")
	if errors.As(err, new(*gitError)) {
		// A partial clone has no contents to compare: equal files are found without.
		l, err = read(ctx, root, "100%")
	}
	if err != nil {
		why, err := absent(err)
		return Log{Why: why}, err
	}
	if l.Shallow = shallow == "true"; l.Shallow {
		l.files = nil
	}
	return l, nil
}

// read reads what is staged, then the log.
func read(ctx context.Context, root, similar string) (Log, error) {
	p := newParser()
	renames := []string{"--find-renames=" + similar, "-l" + strconv.Itoa(mostRenamed)}
	how := append([]string{"--name-status", "-z", "--relative", "--no-color", "--no-ext-diff", "--no-textconv"}, renames...)
	args := append(append([]string{"log", "--format=" + mark + "%at", "--max-count=" + strconv.Itoa(mostCommits+1)}, how...), "--", ".")
	staged := append(append([]string{"diff", "--cached"}, how...), "HEAD", "--", ".")
	if err := git(ctx, root, p.read, staged...); err != nil {
		var refused *gitError
		if !errors.As(err, &refused) {
			return Log{}, err
		}
		p = newParser() // without a commit there is nothing to compare with; the log says so
	}
	if err := git(ctx, root, p.read, args...); err != nil {
		return Log{}, err
	}
	return p.log(), nil
}

// mark begins what stands before the names of a commit.
const mark = "commit "

// A parser reads the log from the newest commit to the oldest, and knows at each
// place of it which file stands under a name there.
type parser struct {
	at      time.Time // of the commit, zero for what is staged
	commits int
	cut     bool
	here    map[string]*trace // by name at this place of the log
	seen    map[string]bool   // names that stood in the log so far
	all     []*trace
	renames []Rename
}

// A trace is one file on its way back through the log.
type trace struct {
	File
	now  string // its last name
	gone bool   // it is deleted, or another file has its last name
}

func newParser() *parser { return &parser{here: map[string]*trace{}, seen: map[string]bool{}} }

// read reads commits, each its mark and date, then status and names; all end
// with a zero. What stands where is told by its place alone, so no name can
// pass for anything else.
func (p *parser) read(r io.Reader) error {
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		word, err := field(in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		word = strings.TrimPrefix(word, "\n")
		if date, ok := strings.CutPrefix(word, mark); ok {
			if p.commits++; p.commits > mostCommits {
				p.cut = true
				_, err := io.Copy(io.Discard, in)
				return err
			}
			seconds, err := strconv.ParseInt(date, 10, 64)
			if err != nil {
				return fmt.Errorf("git log: a commit at %q", date)
			}
			p.at = time.Unix(seconds, 0).UTC()
			continue
		}
		if err := p.change(in, word); err != nil {
			return err
		}
	}
}

// change reads the names that follow a status.
func (p *parser) change(in *bufio.Reader, status string) error {
	if status == "" || !strings.Contains("ACDMRTUX", status[:1]) {
		return fmt.Errorf("git log: a change of kind %q", status)
	}
	name, err := field(in)
	if err != nil {
		return unended(err)
	}
	switch status[0] {
	case 'R', 'C':
		to, err := field(in)
		if err != nil {
			return unended(err)
		}
		if status[0] == 'R' {
			p.rename(name, to)
			return nil
		}
		p.touch(to)
		delete(p.here, to)
	case 'D':
		p.trace(name).gone = true
	case 'A':
		p.touch(name)
		delete(p.here, name) // what stood here before was another file
	default:
		p.touch(name)
	}
	return nil
}

// trace gives the file that stands under a name here.
func (p *parser) trace(name string) *trace {
	t := p.here[name]
	if t == nil {
		t = &trace{now: name, gone: p.seen[name]}
		p.here[name], p.seen[name] = t, true
		p.all = append(p.all, t)
	}
	return t
}

// touch notes that a commit changed the file that is called name here.
func (p *parser) touch(name string) *trace {
	t := p.trace(name)
	if p.at.IsZero() {
		return t
	}
	if t.First.IsZero() || p.at.Before(t.First) {
		t.First = p.at
	}
	if p.at.After(t.Last) {
		t.Last = p.at
	}
	return t
}

// rename notes that the file called to was called from before.
func (p *parser) rename(from, to string) {
	p.renames = append(p.renames, Rename{from, to, p.at})
	t := p.touch(to)
	delete(p.here, to)
	p.here[from], p.seen[from] = t, true
	if t.now != from && !slices.Contains(t.Was, from) {
		t.Was = append(t.Was, from)
	}
}

func (p *parser) log() Log {
	l := Log{Cut: p.cut, files: make(map[string]File, len(p.all)), renames: p.renames}
	for _, t := range p.all {
		if !t.gone && !t.First.IsZero() {
			l.files[t.now] = t.File
		}
	}
	return l
}

// field reads up to the next zero.
func field(in *bufio.Reader) (string, error) {
	var b []byte
	for {
		part, err := in.ReadSlice(0)
		b = append(b, part...)
		switch {
		case err == nil:
			return string(b[:len(b)-1]), nil
		case err == io.EOF && len(b) > 0:
			return "", io.ErrUnexpectedEOF
		case err != bufio.ErrBufferFull:
			return "", err
		case len(b) > longestName:
			return "", errors.New("git log: a name without an end")
		}
	}
}

func unended(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
