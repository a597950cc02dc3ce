// Package scaffold writes sources: a new post, a new site.
//
// It is the one room that writes where people write, so it never replaces
// anything: a name that is taken is an error, and what could not be finished
// is taken away again.
package scaffold

// InstallFrom is where opspress is installed from, for `go install`: the one
// place that says so.
const InstallFrom = "opspress/cmd/opspress"
