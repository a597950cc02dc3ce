// Benchsite writes a synthetic blog about operations, for measuring site
// generators.
//
//	benchsite N DIR
//
// writes N posts of about 8 KB into DIR/posts, at most 1,000 in a folder, with
// the term files of twelve Ops types and a site.yaml. Three posts of four are
// in Korean, one is in English; every post has lists, links and two blocks of
// code that stand in no other post, so that no cache of one block can serve
// another. The bytes of post i depend on i alone: not on N, the machine or the
// day.
package main

import (
	"fmt"
	"os"
	"strconv"
)

const usage = `usage: benchsite N DIR

Writes N synthetic posts into DIR, which must be absent or empty.

exit codes: 0 done, 2 wrong usage, 3 DIR cannot be written`

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, usage)
		os.Exit(2)
	}
	n, err := strconv.Atoi(os.Args[1])
	if err != nil || n < 0 {
		fmt.Fprintf(os.Stderr, "benchsite: %q is no number of posts\n%s\n", os.Args[1], usage)
		os.Exit(2)
	}
	if err := write(os.Args[2], n); err != nil {
		fmt.Fprintln(os.Stderr, "benchsite:", err)
		os.Exit(3)
	}
}
