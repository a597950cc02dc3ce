package history

import (
	"bytes"
	"context"
	"io"
	"strings"
)

// Head gives the commit that the sources in a folder are at, shortened to
// twelve digits, with a + when files that git knows have changed since. It is
// "" where there is no git or no commit.
func Head(ctx context.Context, root string) string {
	ask := func(args ...string) (string, bool) {
		var out bytes.Buffer
		err := git(ctx, root, func(r io.Reader) error { _, err := out.ReadFrom(r); return err }, args...)
		return strings.TrimSpace(out.String()), err == nil
	}
	id, ok := ask("rev-parse", "--short=12", "--verify", "HEAD")
	if !ok {
		return ""
	}
	if changed, ok := ask("status", "--porcelain", "--untracked-files=no", "--", "."); ok && changed != "" {
		id += "+"
	}
	return id
}
