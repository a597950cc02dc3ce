// Benchsite writes a synthetic blog about operations, for measuring site
// generators.
//
//	benchsite [--images] [--hugo] N DIR
//
// writes N posts of about 8 KB into DIR/posts, at most 1,000 in a folder, with
// the term files of twelve Ops types and a site.yaml. Three posts of four are
// in Korean, one is in English; every post has lists, links and two blocks of
// code that stand in no other post, so that no cache of one block can serve
// another. The bytes of post i depend on i and --images alone: not on N, the
// machine or the day.
//
// With --images every tenth post is a bundle with pictures of its own. With
// --hugo there is also DIR/hugo, a site of Hugo over the same posts.
//
// Its folder bench measures generators on such sites; floor is the plain loop
// that they are held against.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
)

const usage = `usage: benchsite [--images] [--hugo] N DIR

Writes N synthetic posts into DIR, which must be absent or empty.

  --images  every tenth post is a bundle with one to three pictures
  --hugo    DIR/hugo makes the same site with Hugo: hugo -s DIR/hugo

exit codes: 0 done, 2 wrong usage, 3 DIR cannot be written`

func main() {
	var s site
	flag.BoolVar(&s.images, "images", false, "")
	flag.BoolVar(&s.hugo, "hugo", false, "")
	flag.Usage = func() { fmt.Fprintln(os.Stderr, usage) }
	flag.Parse() // exits with 2
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	n, err := strconv.Atoi(flag.Arg(0))
	if err != nil || n < 0 {
		fmt.Fprintf(os.Stderr, "benchsite: %q is no number of posts\n%s\n", flag.Arg(0), usage)
		os.Exit(2)
	}
	if err := s.write(flag.Arg(1), n); err != nil {
		fmt.Fprintln(os.Stderr, "benchsite:", err)
		os.Exit(3)
	}
}
