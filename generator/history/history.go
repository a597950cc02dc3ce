// Package history reads what git knows of the files of a site: since when each
// is there, when it last changed, and what it was called before.
//
// Git is asked in one pass over the log, however many files there are, and it
// is asked as one asks a stranger: without hooks, pager, colours, signatures,
// external programs or network, and without the GIT_* variables of whoever
// called us (a git hook sets GIT_DIR, for one). Names of files are bytes
// between zeros, so they may hold what they like.
//
// That there is no history is no error: Log.Why says the reason in words, and
// whoever shows dates says so too. A shallow clone knows the names of its last
// commits but not the dates of anything older, so it gives no dates at all.
package history

import (
	"slices"
	"time"
)

// A Log is what git knows of the files below the folder of a site. The zero
// Log knows nothing.
type Log struct {
	Why     string // why there is no log, in a few words; "" when there is one
	Shallow bool   // a clone without the older commits: it has renames, but no dates
	Cut     bool   // there are more commits than are read: dates of the oldest files are too young

	files   map[string]File
	renames []Rename
}

// A File is what git knows of one file that there is now.
type File struct {
	First, Last time.Time // author dates of the first and the last commit of it, under any name
	Was         []string  // earlier names, newest first
}

// A Rename is a file that got another name. Paths are from the folder of the
// site, with slashes, as git has them.
type Rename struct {
	From, To string
	At       time.Time // author date of the commit; zero for one that is staged but not committed
}

// File gives what is known of the file at a path from the folder of the site.
// A log that is shallow or missing knows no file.
func (l Log) File(path string) (File, bool) {
	f, ok := l.files[path]
	return f, ok
}

// Renames gives every rename of the log, newest first. The caller must not
// change them.
func (l Log) Renames() []Rename { return l.renames }

// Now gives the name that the file once called path has now, following one
// rename after the other. ok is false when git saw it go nowhere.
func (l Log) Now(path string) (now string, ok bool) {
	now = path
	for _, r := range slices.Backward(l.renames) {
		if r.From == now {
			now = r.To
		}
	}
	return now, now != path
}
