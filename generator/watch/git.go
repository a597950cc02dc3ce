package watch

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// gitLocked says whether git is changing the files below root: whether a
// repository at or above it has a lock on its index or on HEAD that was taken
// within the last five seconds. An older one was left behind by a git that
// died, or is held while its user writes a commit message.
func gitLocked(root string, now time.Time) bool {
	for dir := root; ; dir = filepath.Dir(dir) {
		if repo := repository(dir); repo != "" {
			for _, lock := range []string{"index.lock", "HEAD.lock"} {
				if info, err := os.Lstat(filepath.Join(repo, lock)); err == nil && now.Sub(info.ModTime()) < lockCap {
					return true
				}
			}
			return false
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

// repository gives the folder in which git keeps the index of the work tree
// dir, or "". In a linked work tree and in a submodule .git is a file that
// names it.
func repository(dir string) string {
	dotGit := filepath.Join(dir, ".git")
	info, err := os.Stat(dotGit)
	if err != nil {
		return ""
	}
	if info.IsDir() {
		return dotGit
	}
	if !info.Mode().IsRegular() || info.Size() > 4096 {
		return ""
	}
	b, err := os.ReadFile(dotGit)
	if err != nil {
		return ""
	}
	repo, ok := strings.CutPrefix(strings.TrimSpace(string(b)), "gitdir: ")
	if !ok {
		return ""
	}
	if !filepath.IsAbs(repo) {
		repo = filepath.Join(dir, repo)
	}
	return repo
}
