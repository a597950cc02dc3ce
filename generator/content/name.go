package content

import (
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"
)

// A FileName is what a post's path says.
type FileName struct {
	Key    string // see Meta.Key
	Name   string // see Meta.Name
	Lang   string // one of the site's languages
	Bundle bool   // the file is an index.md in a folder of its own
	Date   string // "2026-03-01" in front of the name, or ""
}

// Taxonomies are the folders under posts/ that hold term files, without "_".
func Taxonomies() []string { return []string{"ops", "series", "tags", "authors"} }

// extension gives the Markdown extension of a file's name, or "".
func extension(name string) string {
	for _, ext := range []string{".md", ".markdown"} {
		if strings.HasSuffix(name, ext) {
			return ext
		}
	}
	return ""
}

// hidden says that a segment of a path is no content by its name.
func hidden(segment string) bool {
	return segment == "" || segment[0] == '.' || segment[0] == '_'
}

// IsPost says by its name alone whether the file at path (from the site's
// root, slash-separated) is a post.
func IsPost(path string) bool {
	rest, ok := strings.CutPrefix(path, "posts/")
	if !ok || extension(rest) == "" || slices.ContainsFunc(strings.Split(rest, "/"), hidden) {
		return false
	}
	base := rest[strings.LastIndexByte(rest, '/')+1:]
	return strings.TrimSuffix(base, extension(base)) != "README"
}

// IsTerm says by its name alone whether the file at path is a term file, and
// of which taxonomy.
func IsTerm(path string) (taxonomy string, ok bool) {
	rest, ok := strings.CutPrefix(path, "posts/_")
	folder, base, found := strings.Cut(rest, "/")
	if !ok || !found || strings.Contains(base, "/") || hidden(base) || !slices.Contains(Taxonomies(), folder) {
		return "", false
	}
	ext := extension(base)
	if ext == "" || strings.TrimSuffix(base, ext) == "README" {
		return "", false
	}
	return folder, true
}

// ParseFileName reads what a post's path says. The first of languages is that
// of a name without a language; ".en" at the end of a name is a language only
// when listed.
func ParseFileName(file string, languages []string) FileName {
	stem := norm.NFC.String(strings.TrimPrefix(file, "posts/"))
	stem, lang := cutLanguage(strings.TrimSuffix(stem, extension(stem)), languages)
	n := FileName{Key: stem, Lang: lang}
	if dir, base := path.Split(stem); base == "index" && dir != "" {
		n.Key, n.Bundle = strings.TrimSuffix(dir, "/"), true
	}
	n.Date, n.Name = cutDate(path.Base(n.Key))
	return n
}

// cutLanguage takes a listed language off the end of a name.
func cutLanguage(stem string, languages []string) (rest, lang string) {
	if i := strings.LastIndexByte(stem, '.'); i > strings.LastIndexByte(stem, '/')+1 && slices.Contains(languages, stem[i+1:]) {
		return stem[:i], stem[i+1:]
	}
	if len(languages) > 0 {
		lang = languages[0]
	}
	return stem, lang
}

// cutDate takes a date off the front of a name: "2026-03-01-name". A name that
// is only a date stays the name too, and digits that are no day are no date.
func cutDate(name string) (date, rest string) {
	parts := strings.SplitN(name, "-", 4)
	if len(parts) < 3 {
		return "", name
	}
	date = strings.Join(parts[:3], "-")
	if _, err := ParseDate(date, time.UTC); err != nil {
		return "", name
	}
	if len(parts) == 3 || parts[3] == "" {
		return date, name
	}
	return date, parts[3]
}
