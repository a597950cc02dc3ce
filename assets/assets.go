// Package assets holds the style sheets and static files of the default theme.
// A file of the same name in a site's own assets/ folder takes the place of one
// here; files under static/ are published as they are,
// and cards are drawn with the fonts under fonts/.
package assets

import "embed"

// FS holds css/, fonts/, js/ and static/. Every page can be read without its
// script.
//
//go:embed css/*.css fonts js/*.js js/search/*.js static
var FS embed.FS
