// Package assets holds the style sheets and static files of the default theme.
// A file of the same name in a site's own assets/ folder takes the place of one
// here; files under static/ are published as they are.
package assets

import "embed"

// FS holds css/ and static/. There is no js/: the theme needs no script.
//
//go:embed css/*.css static
var FS embed.FS
