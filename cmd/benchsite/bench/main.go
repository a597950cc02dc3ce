// Bench measures opspress beside Hugo and beside a plain loop (floor), on
// synthetic sites that benchsite writes: wall time, CPU time, peak memory and
// files written. The programs take turns, so that what slows the machine
// slows all of them; of several runs the table shows the median.
//
//	bench [flags]
//
// It runs the programs opspress, benchsite and floor that stand beside it, and
// Hugo where it is installed. make bench builds them and calls it.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
)

const usage = `usage: bench [--sizes "100 1000"] [--runs 5] [--only opspress] [--images] [--dir DIR] [--hugo FILE] [--json]

Measures opspress, Hugo and the floors on sites of so many posts, and prints a
table in Markdown. Run it from the root of the repository.

  --sizes   numbers of posts, separated by spaces or commas (default "100 1000 10000")
  --runs    how often each row is measured (default 5)
  --only    opspress: measure it alone
  --images  every tenth post has pictures
  --dir     where the sites are written (default /dev/shm, else the folder for temporary files)
  --hugo    the hugo to run (default the one of PATH, else of GOPATH/bin)
  --json    print every run as JSON instead of the table

exit codes: 0 done, 2 wrong usage, 3 a program failed`

// A plan is what the flags ask for.
type plan struct {
	sizes  []int
	runs   int
	alone  bool // opspress and nothing else
	images bool
	dir    string // the sites are written below it
	bin    string // our programs stand here
	hugo   string // empty: there is none
}

func main() {
	p, asJSON, err := parse(os.Args[1:])
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	r, err := p.measure(ctx, os.Stderr)
	if err == nil && asJSON {
		e := json.NewEncoder(os.Stdout)
		e.SetIndent("", "  ")
		err = e.Encode(r)
	} else if err == nil {
		_, err = io.WriteString(os.Stdout, r.markdown())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(3)
	}
}

func parse(args []string) (p plan, asJSON bool, err error) {
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	sizes := fs.String("sizes", "100 1000 10000", "")
	only := fs.String("only", "", "")
	fs.IntVar(&p.runs, "runs", 5, "")
	fs.BoolVar(&p.images, "images", false, "")
	fs.StringVar(&p.dir, "dir", ramDisk(), "")
	fs.StringVar(&p.hugo, "hugo", "", "")
	fs.BoolVar(&asJSON, "json", false, "")
	if err := fs.Parse(args); err != nil {
		return p, false, err
	}
	for _, s := range strings.FieldsFunc(*sizes, func(r rune) bool { return r == ' ' || r == ',' }) {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return p, false, fmt.Errorf("--sizes: %q is no number of posts", s)
		}
		p.sizes = append(p.sizes, n)
	}
	switch {
	case fs.NArg() > 0:
		return p, false, fmt.Errorf("nothing is known about %q", fs.Arg(0))
	case len(p.sizes) == 0 || p.runs < 1:
		return p, false, errors.New("at least one size and one run")
	case *only != "" && *only != "opspress":
		return p, false, fmt.Errorf("--only %s: opspress is all that can be measured alone", *only)
	}
	p.alone = *only != ""
	self, err := os.Executable()
	p.bin = filepath.Dir(self)
	if p.hugo == "" && !p.alone {
		p.hugo = findHugo()
	}
	return p, asJSON, err
}
