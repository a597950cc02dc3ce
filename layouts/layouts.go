// Package layouts holds the templates and interface strings of the default
// theme. A file of the same name in a site's own layouts/ folder takes the
// place of one here.
package layouts

import "embed"

// FS holds the templates, named as layout.Parse wants them, and strings.yaml.
//
//go:embed *.html partials/*.html shortcodes/*.html strings.yaml
var FS embed.FS
