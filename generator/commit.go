package generator

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// commitOf gives the commit that the sources in a folder are at, or "": a site
// need not be in git, and git need not be there. A + says that files were
// changed since.
func commitOf(ctx context.Context, root string) string {
	for up := root; ; up = filepath.Dir(up) {
		if _, err := os.Stat(filepath.Join(up, ".git")); err == nil {
			break
		}
		if up == filepath.Dir(up) {
			return ""
		}
	}
	ask := func(args ...string) (string, bool) {
		out, err := exec.CommandContext(ctx, "git", append([]string{"-C", root}, args...)...).Output()
		return strings.TrimSpace(string(out)), err == nil
	}
	id, ok := ask("rev-parse", "--short=12", "HEAD")
	if !ok {
		return ""
	}
	if changed, ok := ask("status", "--porcelain", "--untracked-files=no", "--", "."); ok && changed != "" {
		id += "+"
	}
	return id
}
