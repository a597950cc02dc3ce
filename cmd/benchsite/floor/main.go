// Floor is the plainest program that turns posts into pages: one loop on one
// thread that reads a post, its front matter and its Markdown, and writes one
// page. It makes no lists, no feeds and no links between posts. What a site
// generator costs is measured against it.
//
//	floor [--plain] SITE OUT
//
// turns SITE/posts into OUT/<name>/index.html: as floor A, with chroma's
// classes on code; with --plain as floor B, code as it stands.
package main

import (
	"flag"
	"fmt"
	"os"
)

const usage = `usage: floor [--plain] SITE OUT

Turns the posts of SITE into OUT/<name>/index.html and says how many they are.

  --plain  leave code as it stands (floor B), without chroma's classes (floor A)

exit codes: 0 done, 2 wrong usage, 3 a post cannot be read or a page written`

func main() {
	plain := flag.Bool("plain", false, "")
	flag.Usage = func() { fmt.Fprintln(os.Stderr, usage) }
	flag.Parse() // exits with 2
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	n, err := build(flag.Arg(0), flag.Arg(1), *plain)
	if err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(3)
	}
	fmt.Println(n)
}
