package generator

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"opspress/generator/check"
	"opspress/generator/content"
	"opspress/generator/history"
	"opspress/generator/output"
	"opspress/generator/site"
)

// A Fixed is one alias that a check has written into front matter.
type Fixed struct {
	File string // of the post, from the site's root
	URL  string // that leads to it again
	How  string // what told that the page had moved there
}

// mend gives lost URLs back: it finds the post that took the place of each, and
// writes the URL into its aliases. What it is not sure of it leaves; untold is what
// git could not help with.
func (o *CheckOptions) mend(ctx context.Context, r *site.Revision, v *judgement) (out []Fixed, untold string, err error) {
	if len(v.Lost) == 0 {
		return nil, "", nil
	}
	log, err := history.Read(ctx, o.Root)
	if err != nil {
		return nil, "", err
	}
	untold = untoldBy(log)
	committed, err := history.Committed(ctx, o.Root, "posts")
	if err != nil {
		return nil, untold, err
	}
	f := &finder{ctx: ctx, root: o.Root, r: r, v: v, log: log, committed: committed, texts: map[string]map[uint64]bool{}}
	for _, lost := range v.Lost {
		file, how, err := f.find(lost)
		if err != nil {
			return out, untold, err
		}
		if file == "" {
			continue
		}
		if err := addAlias(filepath.Join(o.Root, filepath.FromSlash(file)), lost); err != nil {
			return out, untold, fmt.Errorf("%s: %w", file, err)
		}
		out = append(out, Fixed{file, lost, how})
		v.Findings = slices.DeleteFunc(v.Findings, func(x check.Finding) bool {
			return x.Rule == "url-lost" && x.Message == check.LostMessage(lost)
		})
	}
	return out, untold, nil
}

// untoldBy says plainly what a log does not know of renames.
func untoldBy(log history.Log) string {
	switch {
	case log.Why != "":
		return "git tells nothing of lost URLs: " + log.Why
	case log.Shallow:
		return "git tells of the newest commits alone, because the clone is shallow: git fetch --unshallow brings the others, fetch-depth: 0 in CI"
	}
	return ""
}

// addAlias writes an alias into the front matter of a post; everything else in the
// file stays as it is.
func addAlias(file, url string) error {
	src, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	out, err := content.Rewrite(src, "aliases", []string{url})
	if err != nil || bytes.Equal(src, out) {
		return err
	}
	return replaceFile(file, out)
}

// A finder looks for the post that took the place of a lost page.
type finder struct {
	ctx       context.Context
	root      string
	r         *site.Revision
	v         *judgement
	log       history.Log
	committed []string
	texts     map[string]map[uint64]bool
}

// enough is how much of a text has to be the same for it to be the same post.
const enough = 0.5

// find gives the file of the post, and how it was found; "" when nobody knows.
func (f *finder) find(lost string) (file, how string, err error) {
	for _, old := range f.sourcesOf(lost) {
		if now, ok := f.renamed(old); ok {
			return now, "git has renamed " + old, nil
		}
	}
	for _, old := range f.sourcesOf(lost) {
		b, ok, err := history.Show(f.ctx, f.root, old)
		if err != nil {
			return "", "", err
		}
		if ok {
			if now := f.like(check.Lines(old, b), func(p posted) (string, []byte) { return p.File, f.r.Text(p.File) }); now != "" {
				return now, "its text is that of " + old, nil
			}
		}
	}
	if file := f.sluggish(lost); file != "" {
		return file, "it had this slug before", nil
	}
	return f.built(lost)
}

// sourcesOf gives the files of the last commits that may have made a page: those
// whose name is the last part of its path.
func (f *finder) sourcesOf(lost string) (out []string) {
	name := path.Base(lost)
	names := slices.Clone(f.committed)
	for _, r := range f.log.Renames() {
		names = append(names, r.From)
	}
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		if !content.IsPost(n) {
			continue
		}
		stem := strings.TrimSuffix(strings.TrimSuffix(n, path.Ext(n)), "/index")
		base := path.Base(stem)
		lang := path.Ext(base)
		for _, try := range []string{base, strings.TrimSuffix(base, lang)} {
			if content.ParseFileName("posts/"+try+".md", nil).Name == name && (lang == "" || !strings.HasPrefix(lang, ".") || strings.HasPrefix(lost, "/"+lang[1:]+"/") || try == base) {
				out = append(out, n)
				break
			}
		}
	}
	return out
}

// renamed follows a file to the post that it is now.
func (f *finder) renamed(old string) (string, bool) {
	now, ok := f.log.Now(old)
	if !ok || now == old {
		return "", false
	}
	return now, slices.ContainsFunc(f.v.Posts, func(p posted) bool { return p.File == now })
}

// like gives the one new post whose text is most like another, if it is enough.
func (f *finder) like(lines map[uint64]bool, text func(posted) (string, []byte)) string {
	best, score := "", enough
	for _, p := range f.v.Posts {
		if !p.New {
			continue
		}
		name, b := text(p)
		if f.texts[name] == nil {
			f.texts[name] = check.Lines(name, b)
		}
		if l := check.Likeness(lines, f.texts[name]); l > score {
			best, score = p.File, l
		}
	}
	return best
}

// sluggish finds the post whose front matter once had the slug or url of the page.
func (f *finder) sluggish(lost string) string {
	for _, text := range []string{"slug: " + path.Base(lost), "slug: \"" + path.Base(lost), "url: " + lost} {
		files, err := history.Mentioned(f.ctx, f.root, "posts", text)
		if err != nil {
			return ""
		}
		for _, file := range files {
			if now, ok := f.log.Now(file); ok {
				file = now
			}
			if slices.ContainsFunc(f.v.Posts, func(p posted) bool { return p.File == file && sameLanguage(p.Page, lost) }) {
				return file
			}
		}
	}
	return ""
}

// sameLanguage compares the first segments of two paths, where a language stands.
func sameLanguage(a, b string) bool {
	first := func(p string) string {
		s, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
		return s
	}
	return first(a) == first(b)
}

// built compares the page that stands in the output folder still with the pages
// that are new.
func (f *finder) built(lost string) (file, how string, err error) {
	old, err := os.ReadFile(filepath.Join(f.root, "public", filepath.FromSlash(lost), "index.html"))
	if err != nil {
		return "", "", nil // nothing was built here
	}
	file = f.like(check.Lines("index.html", old), func(p posted) (string, []byte) {
		name := p.Page + "index.html"
		page, err := f.r.Page(p.Page)
		if err != nil {
			return name, nil
		}
		b, _ := output.File(page).Bytes()
		return name, b
	})
	return file, "the page in public/ has its text", nil
}
