package main

import (
	"bufio"
	"bytes"
	"errors"
	"html/template"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/adrg/frontmatter"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// A post is what a page shows of one.
type post struct {
	Title       string   `yaml:"title"`
	Date        string   `yaml:"date"`
	Description string   `yaml:"description"`
	Ops         []string `yaml:"ops"`
	Tags        []string `yaml:"tags"`
	Authors     []string `yaml:"authors"`
}

// page stands around the body: its two halves are head and foot.
var page = template.Must(template.New("page").Parse(`{{define "head"}}<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<title>{{.Title}}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{{.Description}}">
</head>
<body>
<header><a href="/">운영 노트</a></header>
<main>
<article>
<h1>{{.Title}}</h1>
<p><time>{{.Date}}</time>{{range .Authors}} {{.}}{{end}}{{range .Ops}} <a href="/ops/{{.}}/">{{.}}</a>{{end}}</p>
{{end}}{{define "foot" -}}
<ul>{{range .Tags}}<li><a href="/tags/{{.}}/">{{.}}</a></li>{{end}}</ul>
</article>
</main>
</body>
</html>
{{end}}`))

// build makes a page of every post of the site and says how many.
func build(site, out string, plain bool) (int, error) {
	options := []goldmark.Option{goldmark.WithExtensions(extension.GFM)}
	if !plain {
		options = append(options, withClasses())
	}
	md := goldmark.New(options...)
	n := 0
	err := filepath.WalkDir(filepath.Join(site, "posts"), func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), "_"):
			return fs.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".md":
			return nil
		}
		n++
		return one(md, name, filepath.Join(out, slug(name)))
	})
	return n, err
}

// slug is the name of the page of a file: of its folder, in a bundle.
func slug(name string) string {
	if filepath.Base(name) == "index.md" {
		name = filepath.Dir(name)
	}
	return strings.TrimSuffix(filepath.Base(name), ".md")
}

// one makes the page of one post, in a folder of its own.
func one(md goldmark.Markdown, name, folder string) error {
	source, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	var p post
	body, err := frontmatter.Parse(bytes.NewReader(source), &p)
	if err != nil {
		return err
	}
	var html bytes.Buffer
	if err := md.Convert(body, &html); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(folder, "index.html"))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = errors.Join(page.ExecuteTemplate(w, "head", p), write(w, html.Bytes()), page.ExecuteTemplate(w, "foot", p), w.Flush())
	return errors.Join(err, f.Close())
}

func write(w io.Writer, b []byte) error {
	_, err := w.Write(b)
	return err
}
