package generator

import (
	"fmt"
	"time"

	"opspress/generator/content"
	"opspress/generator/markdown"
	"opspress/generator/output"
	"opspress/generator/publish"
	"opspress/generator/site"
)

// What the commands need of the rooms goes through here, so that they know
// generator alone.

// A LockedError says that another build has the output folder.
type LockedError = publish.LockedError

// An IOError says that the output folder could not be read or written.
type IOError = publish.IOError

// Markdown renders text as `opspress markdown` does: CommonMark, GFM and what
// Korean needs, without anything of a site.
func Markdown(src []byte) []byte { return markdown.Plain(src) }

// ParseTime reads a time in any shape that front matter may have. Without a
// zone it is that of the site in the folder root.
func ParseTime(s, root string) (time.Time, error) {
	return content.ParseDate(s, site.Zone(root))
}

// CheckBaseURL says what is wrong with a base URL; an empty one is right.
func CheckBaseURL(raw string) error { return site.CheckBaseURL(raw) }

// Kinds gives all kinds of files in the order of a summary.
func Kinds() []output.Kind {
	return []output.Kind{output.Leaf, output.List, output.Feed, output.Redirect, output.HashedAsset, output.Asset, output.Control}
}

// KindName names n files of a kind.
func KindName(k output.Kind, n int) string {
	name := map[output.Kind]string{
		output.Leaf: "post", output.List: "list", output.Feed: "data file", output.Redirect: "redirect",
		output.HashedAsset: "hashed file", output.Asset: "asset", output.Control: "host file",
	}[k]
	if n == 1 {
		return name
	}
	return fmt.Sprint(name, "s")
}
