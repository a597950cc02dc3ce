package deploy

import (
	"bytes"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"opspress/generator/output"
)

// serverName is a piece of configuration for nginx, which knows headers and
// redirects no other way.
const serverName = "nginx.conf"

// writeServer writes what nginx has to know: to be included into its server
// block. It changes only when headers or redirects do.
func (f *folder) writeServer(j Job) error {
	var redirects []Redirect
	if r, ok := j.Site.Find("_redirects"); ok {
		var err error
		if redirects, err = readRedirects(r); err != nil {
			return err
		}
	}
	return f.replace(serverName, nginx(f.target, j.Headers, redirects))
}

// nginx writes locations for a server block. nginx inherits add_header only
// where a location has none of its own, so each location has all of them.
func nginx(t Target, headers []output.Header, redirects []Redirect) []byte {
	var b bytes.Buffer
	root, base := filepath.ToSlash(filepath.Join(t.Dir, currentName)), t.Base+"/"
	b.WriteString("# Made by opspress deploy: include it in a server block, and reload nginx when it changes.\n")
	b.WriteString("charset utf-8;\ncharset_types text/css text/javascript application/javascript application/json application/xml text/xml text/markdown text/plain image/svg+xml;\n")
	fmt.Fprintf(&b, "absolute_redirect off;\nerror_page 404 %s404.html;\n", base)
	if slices.Contains(t.Twins, "gzip") {
		b.WriteString("gzip_static on;\n")
	}
	location := func(folder, cache string) {
		fmt.Fprintf(&b, "location %s%s {\n", base, folder)
		if t.Base == "" {
			fmt.Fprintf(&b, "\troot %s;\n", quoted(root))
		} else {
			fmt.Fprintf(&b, "\talias %s;\n", quoted(root+"/"+folder))
		}
		fmt.Fprintf(&b, "\tadd_header Cache-Control %s always;\n", quoted(cache))
		for _, h := range headers {
			fmt.Fprintf(&b, "\tadd_header %s %s always;\n", h.Name, quoted(h.Value))
		}
		b.WriteString("}\n")
	}
	location("", output.Leaf.CacheControl())
	location("assets/", output.HashedAsset.CacheControl())
	for _, r := range redirects {
		fmt.Fprintf(&b, "location = %s { return 301 %s; }\n", quoted(r.From), quoted(strings.ReplaceAll(r.To, "$", "%24")))
	}
	return b.Bytes()
}

// quoted quotes a string for nginx.
func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
