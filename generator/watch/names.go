package watch

import (
	"strings"
)

// hidden says which names are no news wherever they stand: hidden files, among
// them the swap and lock files of vim (.a.md.swp) and emacs (.#a.md), and what
// else editors and systems leave behind under names that are surely theirs. A
// site does not show them. /.well-known/ is public by its purpose (RFC 8615).
func hidden(name string) bool {
	switch {
	case name == ".well-known":
		return false
	case strings.HasPrefix(name, "."), // vim, emacs, Kate, GNOME, NFS and FUSE
		strings.HasSuffix(name, "~"),                                 // vim, emacs and others: backups
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#"), // emacs: autosave
		strings.HasSuffix(name, "___jb_tmp___"),                      // JetBrains: the new file
		strings.HasSuffix(name, "___jb_old___"),                      // JetBrains: the old one
		name == "node_modules", name == "Thumbs.db":
		return true
	}
	return false
}

// passing says which names are most likely an editor's, but could be an
// author's: vim's trial file (4913 and what it counts on to), Helix's backup
// (a.md and six letters before .bck), sed's output (sed and six letters). They
// are no news only when they came and went between two looks.
func passing(name string) bool {
	if body, ok := strings.CutSuffix(name, ".bck"); ok {
		return len(body) > 6 && alnum(body[len(body)-6:]) && strings.Contains(body[:len(body)-6], ".")
	}
	if tail, ok := strings.CutPrefix(name, "sed"); ok {
		return len(tail) == 6 && alnum(tail)
	}
	return len(name) >= 4 && len(name) <= 6 && strings.Trim(name, "0123456789") == ""
}

func alnum(s string) bool {
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
