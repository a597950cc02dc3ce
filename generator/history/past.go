package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// largestPast is the size of the largest file that is shown as it was.
const largestPast = 16 << 20

// Committed gives the paths of all files below folder as the last commit has them,
// from root. Without a commit or without git there are none.
func Committed(ctx context.Context, root, folder string) ([]string, error) {
	out, err := ask(ctx, root, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", folder+"/")
	return names(out), err
}

// Show gives the file at a path from root as the last commit has it. It is not
// there without a commit, without git, or when the commit has no such file.
func Show(ctx context.Context, root, path string) (b []byte, ok bool, err error) {
	b, err = ask(ctx, root, "show", "--no-textconv", "HEAD:./"+path)
	return b, b != nil, err
}

// Mentioned gives the files below folder in which commits have added or taken away
// a text, from root, those of the newest commit first, each once.
func Mentioned(ctx context.Context, root, folder, text string) ([]string, error) {
	out, err := ask(ctx, root, "log", "--format=", "--name-only", "-z", "--relative", "--no-color", "--no-ext-diff", "--no-textconv",
		fmt.Sprintf("--max-count=%d", mostMentions), "-S"+text, "--", folder+"/")
	var once []string
	seen := map[string]bool{}
	for _, n := range names(out) {
		if !seen[n] {
			seen[n] = true
			once = append(once, n)
		}
	}
	return once, err
}

// mostMentions is how many commits are asked for a text.
const mostMentions = 50

// ask gives what git writes; nil when git refuses.
func ask(ctx context.Context, root string, args ...string) ([]byte, error) {
	var b bytes.Buffer
	err := git(ctx, root, func(r io.Reader) error {
		_, err := io.Copy(&b, io.LimitReader(r, largestPast))
		return err
	}, args...)
	if err == nil {
		return b.Bytes(), nil
	}
	if errors.As(err, new(*gitError)) {
		return nil, nil
	}
	_, err = absent(err)
	return nil, err
}

func names(out []byte) (all []string) {
	for n := range strings.SplitSeq(string(out), "\x00") {
		if n = strings.TrimLeft(n, "\n"); n != "" {
			all = append(all, n)
		}
	}
	return all
}
