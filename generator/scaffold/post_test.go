package scaffold

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

var seoul = time.FixedZone("KST", 9*60*60)

func options(t *testing.T, title string) PostOptions {
	t.Helper()
	return PostOptions{
		Root: t.TempDir(), Title: title, Languages: []string{"ko", "en"},
		Date: time.Date(2026, 3, 1, 9, 30, 0, 0, seoul),
	}
}

func TestPostWritesADraft(t *testing.T) {
	o := options(t, "복구 훈련 일지")
	o.Ops = "devops, Dev Ops"
	got, err := Post(o)
	if err != nil || got != "posts/복구-훈련-일지.md" {
		t.Fatalf("Post = %q, %v", got, err)
	}
	want := `---
title: "복구 훈련 일지"
date: 2026-03-01T09:30:00+09:00
draft: true
ops: [devops, "Dev Ops"]
tags: []
description: ""
---

`
	if text := readFile(t, o.Root, got); text != want {
		t.Errorf("wrote\n%s\nwant\n%s", text, want)
	}
	wantFiles(t, o.Root, got)
}

func TestPostPath(t *testing.T) {
	long := strings.Repeat("가", 300)
	for _, c := range []struct{ title, lang, want string }{
		{"Deploy on Friday", "", "posts/deploy-on-friday.md"},
		{"Deploy on Friday", "en", "posts/deploy-on-friday.en.md"},
		{"금요일 배포", "ko", "posts/금요일-배포.md"},
		{"Node.js 20으로", "", "posts/node-js-20으로.md"},
		{"hello.en", "", "posts/hello-en.md"},
		{"CI/CD & C++", "", "posts/ci-cd-c++.md"},
		{"2026-03-01 회고", "", "posts/2026-03-01-회고.md"},
		{norm.NFD.String("핀옵스"), "", "posts/핀옵스.md"},
		{"Éclair", "", "posts/Éclair.md"},
		{"A?\u0300", "", "posts/à.md"}, // what parted the letter from its mark goes
		{`"quoted" 'title': yes`, "", "posts/quoted-title-yes.md"},
		{"--- front", "", "posts/front.md"},
		{"a\n---\nb: c", "", "posts/a-b-c.md"},
		{"배포 🚀 완료", "", "posts/배포-완료.md"},
		{"../../etc/passwd", "", "posts/etc-passwd.md"},
		{`..\..\x`, "", "posts/x.md"},
		{"/x", "", "posts/x.md"},
		{"nul\x00byte", "", "posts/nulbyte.md"},
		{"broken \xff utf-8", "", "posts/broken-utf-8.md"},
		{"_hidden", "", "posts/hidden.md"},
		{".hidden", "", "posts/hidden.md"},
		{long, "", "posts/" + strings.Repeat("가", 60) + ".md"},
		{strings.Repeat("word ", 100), "", "posts/" + strings.TrimSuffix(strings.Repeat("word-", 36), "-") + ".md"},
	} {
		o := options(t, c.title)
		o.Lang = c.lang
		got, err := Post(o)
		if err != nil || got != c.want {
			t.Errorf("Post(%q) = %q, %v; want %q", c.title, got, err, c.want)
			continue
		}
		wantFiles(t, o.Root, got)
	}
}

func TestPostTitleStaysOneYAMLString(t *testing.T) {
	for title, want := range map[string]string{
		`say "hi" \ bye`:        `title: "say \"hi\" \\ bye"`,
		"a\n---\nb: c":          `title: "a --- b: c"`,
		"tab\there\x00":         `title: "tab here"`,
		"줄\u2028바꿈":             `title: "줄 바꿈"`,
		"배포 🚀":                  `title: "배포 🚀"`,
		"{{< x >}} # & * ! | %": `title: "{{< x >}} # & * ! | %"`,
	} {
		o := options(t, title)
		p, err := Post(o)
		if err != nil {
			t.Errorf("Post(%q): %v", title, err)
			continue
		}
		if line := strings.Split(readFile(t, o.Root, p), "\n")[1]; line != want {
			t.Errorf("Post(%q) wrote %s, want %s", title, line, want)
		}
	}
}

func TestPostNeedsAName(t *testing.T) {
	for _, title := range []string{"🚀🚀", "...", "---", "!?", "README", "Index", "2026-03-01", "1️⃣"[1:]} {
		o := options(t, title)
		_, err := Post(o)
		var name *NameError
		if !errors.As(err, &name) || !strings.Contains(err.Error(), "gives no file name") {
			t.Errorf("Post(%q): %v, want a NameError", title, err)
		}
		wantFiles(t, o.Root)
		o.Name = "named"
		if p, err := Post(o); err != nil || p != "posts/named.md" {
			t.Errorf("Post(%q) with a name = %q, %v", title, p, err)
		}
	}
	for _, title := range []string{"", " \n\t", "\x00"} {
		if _, err := Post(options(t, title)); !errors.Is(err, ErrNoTitle) {
			t.Errorf("Post(%q): %v, want ErrNoTitle", title, err)
		}
	}
}

func TestPostNeverReplaces(t *testing.T) {
	for _, there := range []string{
		"posts/운영.md", "posts/운영.markdown", "posts/운영/index.md",
		"posts/" + norm.NFD.String("운영") + ".md", "posts/운영.MD",
	} {
		o := options(t, "운영")
		put(t, o.Root, there, "mine")
		_, err := Post(o)
		var exists *ExistsError
		if !errors.As(err, &exists) || exists.Path != there {
			t.Errorf("with %s: %v, want an ExistsError that names it", there, err)
		}
		wantFiles(t, o.Root, there)
		if text := readFile(t, o.Root, there); text != "mine" {
			t.Errorf("%s now holds %q", there, text)
		}
	}
	o := options(t, "운영")
	put(t, o.Root, "posts/운영.md", "mine")
	o.Lang = "en"
	if p, err := Post(o); err != nil || p != "posts/운영.en.md" {
		t.Errorf("the translation of a post is no clash: %q, %v", p, err)
	}
}

func TestPostKnowsTheLanguages(t *testing.T) {
	o := options(t, "x")
	o.Lang = "eng"
	_, err := Post(o)
	var lang *LangError
	if !errors.As(err, &lang) || !strings.Contains(err.Error(), `did you mean "en"?`) {
		t.Errorf("got %v", err)
	}
	wantFiles(t, o.Root)
}

func TestPostStaysInTheSite(t *testing.T) {
	o := options(t, "x")
	outside := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(o.Root, "posts")); err != nil {
		t.Fatal(err)
	}
	if p, err := Post(o); err == nil {
		t.Errorf("wrote %s through a link that leads out of the site", p)
	}
	wantFiles(t, outside)
}

// TestSlugIsAlwaysAFileName holds for any title whatever.
func TestSlugIsAlwaysAFileName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		title := rapid.OneOf(
			rapid.String(),
			rapid.StringOfN(rapid.RuneFrom([]rune("aZ가ㄱ.-_/\\ +\x00\n\u0301\ufe0f🚀")), 0, 400, -1),
		).Draw(t, "title")
		s := slug(title)
		switch {
		case len(s) > maxSlug:
			t.Errorf("%d bytes", len(s))
		case !utf8.ValidString(s):
			t.Errorf("%q is no UTF-8", s)
		case strings.ContainsAny(s, "./\\\x00\n \"'<>|?*:#%&"):
			t.Errorf("%q holds what a path or URL must not", s)
		case s != strings.Trim(s, "-_"):
			t.Errorf("%q begins or ends with a mark", s)
		case !norm.NFC.IsNormalString(s):
			t.Errorf("%+q is not NFC", s)
		case slug(s) != s:
			t.Errorf("the slug of %q is %q", s, slug(s))
		}
		if line := quote(plain(title)); strings.ContainsAny(line, "\n\r\x00\u0085\u2028\u2029") {
			t.Errorf("%q is more than one line", line)
		}
	})
}

func put(t *testing.T, root, p, text string) {
	t.Helper()
	name := filepath.Join(root, filepath.FromSlash(p))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, root, p string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(p)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantFiles wants exactly these files under root.
func wantFiles(t *testing.T, root string, want ...string) {
	t.Helper()
	var got []string
	err := filepath.WalkDir(root, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(root, p)
			got = append(got, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("files are %q, want %q", got, want)
	}
}
