package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// manualFolder holds the chapters of the manual.
var manualFolder = filepath.Join("..", "..", "posts", "manual")

// A chapter is a file of the manual.
type chapter struct {
	name, text string
	weight     int
	blocks     []block
}

// A block is a fenced block of code of a chapter. Words of its info string that
// mean nothing to Markdown are the test's, and no reader sees them:
//
//	run  commands: they are run; with a title: the file is written and the
//	     site built; Markdown without one: so is a post of that text
//	out  what the block before it writes to the terminal
type block struct {
	lang, title, text string
	run, out          bool
	line              int // of the first line of code
}

// first is the first line of a block, by which the list below names it.
func (b block) first() string {
	line, _, _ := strings.Cut(b.text, "\n")
	return line
}

// manual reads the chapters in the order of the series.
func manual(t *testing.T) []chapter {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(manualFolder, "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no chapters: %v", err)
	}
	var all []chapter
	for _, f := range files {
		src, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		c := chapter{name: filepath.Base(f), text: string(src), blocks: blocksOf(string(src))}
		if m := regexp.MustCompile(`(?m)^weight: (\d+)$`).FindStringSubmatch(c.text); m != nil {
			c.weight, _ = strconv.Atoi(m[1])
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b chapter) int { return a.weight - b.weight })
	for i, c := range all {
		if c.weight != i+1 {
			t.Fatalf("%s: weight %d, want %d: the chapters are counted from 1", c.name, c.weight, i+1)
		}
	}
	return all
}

var blockTitle = regexp.MustCompile(`title="([^"]*)"`)

// blocksOf finds the fenced blocks of a chapter, whose fences are backticks.
func blocksOf(src string) []block {
	var all []block
	var open string
	var b block
	for i, line := range strings.Split(src, "\n") {
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case open == "" && len(ticks) >= 3:
			open, b = ticks, block{line: i + 2}
			info := line[len(ticks):]
			if m := blockTitle.FindStringSubmatch(info); m != nil {
				b.title = m[1]
			}
			words := strings.Fields(blockTitle.ReplaceAllString(info, ""))
			b.run, b.out = slices.Contains(words, "run"), slices.Contains(words, "out")
			if len(words) > 0 {
				b.lang = words[0]
			}
		case open != "" && line == open:
			all, open = append(all, b), ""
		case open != "":
			b.text += line + "\n"
		}
	}
	return all
}

// notRun are the blocks of commands and settings that no test runs, by chapter
// and first line, and why.
var notRun = map[string]string{
	"install.md: cd opspress            # 소스를 받은 폴더":                             "compiles the sources: what it makes is the program under test",
	"serve.md: opspress list --json | jq -r '.posts[] | [.date, .title] | @tsv'": "needs jq",
	"write.md: groups:":                "shows how code looks",
	"write.md: - alert: HighErrorRate": "shows how code looks",
	"pictures.md: cards: true":         "is one line of a site.yaml that the settings chapter runs",
	"pictures.md: translationKey: old": "is one line of front matter for a file that has been renamed",
	"speed.md: - name: 캐시를 되돌린다":       "is read by a CI host",
	"publish.md: name: blog":           "is read by a CI host",

	"deploy.md: export AWS_PROFILE=blog":                                                                      "needs a store: TestManualDeploysToAStore runs it",
	"deploy.md: f=.opspress/deploy/production/cloudfront.js":                                                  "needs an account at AWS",
	"deploy.md: npx wrangler deploy .opspress/deploy/r2/worker.js --name ops --compatibility-date 2026-11-01": "needs an account at Cloudflare",
	"deploy.md: npx netlify deploy --prod --dir dist/netlify":                                                 "needs accounts at hosts",
	"check.md: opspress check --external --fail-on error":                                                     "asks the sites of others",
}

// TestManualBlocksAreRun wants every block of commands or settings in the
// manual run, or a reason.
func TestManualBlocksAreRun(t *testing.T) {
	used := map[string]bool{}
	for _, c := range manual(t) {
		for _, b := range c.blocks {
			key := c.name + ": " + b.first()
			_, listed := notRun[key]
			guarded := b.title != "" && b.lang != "nginx" && b.lang != "text" || slices.Contains([]string{"sh", "console", "bash", "yaml", "toml", "json"}, b.lang)
			used[key] = used[key] || listed
			switch {
			case listed && b.run:
				t.Errorf("%s:%d: is run, and stands on the list of those that are not", c.name, b.line)
			case guarded && !b.run && !listed:
				t.Errorf("%s:%d: a block of %s that nobody runs: write run behind the language, or a reason into notRun", c.name, b.line, b.lang)
			}
		}
	}
	for key := range notRun {
		if !used[key] {
			t.Errorf("notRun has %q, which the manual has no more", key)
		}
	}
}
