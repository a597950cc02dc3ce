package site

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"opspress/generator/diag"
	"opspress/generator/markdown"
)

// The functions of this file read one setting each.

func (r *settingsReader) baseURL(n *yaml.Node, s *Settings) {
	raw, ok := r.scalar(n)
	if !ok || raw == "" {
		return
	}
	clean, wrong := checkBase(raw)
	if wrong != "" {
		r.complain(n, fmt.Sprintf("baseURL %q %s", raw, wrong), "for example https://blog.example.com")
		return
	}
	s.BaseURL = clean
}

// language tags as they may stand in file names and URLs (RFC 5646, the short
// forms).
var languageTag = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)

func (r *settingsReader) languages(n *yaml.Node, s *Settings) {
	s.Languages = nil
	for _, l := range r.list(n) {
		switch {
		case !languageTag.MatchString(l):
			r.complain(n, fmt.Sprintf("%q is no language", l), "a tag such as ko, en or zh-Hant")
		case slices.Contains(s.Languages, l):
			r.complain(n, fmt.Sprintf("language %q stands here twice", l), "")
		default:
			s.Languages = append(s.Languages, l)
		}
	}
	if len(s.Languages) == 0 {
		r.complain(n, "languages is empty", "name at least one; the first is the default")
	}
}

func (r *settingsReader) language(n *yaml.Node, s *Settings) {
	if n.Kind != yaml.ScalarNode {
		r.want(n, "one language")
		return
	}
	r.languages(n, s)
}

func (r *settingsReader) timeZone(n *yaml.Node, s *Settings) {
	z, ok := r.scalar(n)
	if !ok {
		return
	}
	if _, err := loadZone(z); err != nil {
		r.complain(n, fmt.Sprintf("there is no time zone %q", z), "a name of the IANA database, such as Asia/Seoul or UTC")
		return
	}
	s.TimeZone = z
}

func (r *settingsReader) paginate(n *yaml.Node, s *Settings) {
	v, err := strconv.Atoi(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil || v < 1 {
		r.want(n, "a number of posts a page, 1 or more")
		return
	}
	s.Paginate = v
}

var permalinkToken = regexp.MustCompile(`:[A-Za-z]+`)

func (r *settingsReader) permalink(n *yaml.Node, s *Settings) {
	p, ok := r.scalar(n)
	if !ok {
		return
	}
	known := []string{":year", ":month", ":day", ":slug", ":section"}
	for _, t := range permalinkToken.FindAllString(p, -1) {
		if !slices.Contains(known, t) {
			r.complain(n, fmt.Sprintf("permalinks.posts: there is no %s", t), cmp.Or(diag.DidYouMean(t, known), "use "+strings.Join(known, " ")))
			return
		}
	}
	if !strings.Contains(p, ":slug") {
		r.complain(n, "permalinks.posts has no :slug", "without it all posts would share one URL")
		return
	}
	s.Permalink = "/" + strings.Trim(p, "/") + "/"
}

// aliases reads frontMatter.aliases: further key -> one of ours.
func (r *settingsReader) aliases(n *yaml.Node, s *Settings) {
	if n.Kind != yaml.MappingNode {
		r.want(n, "a map such as `categories: tags`")
		return
	}
	keys := frontMatterKeys()
	for i := 0; i+1 < len(n.Content); i += 2 {
		to, ok := r.scalar(n.Content[i+1])
		if !ok {
			continue
		}
		if !slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, to) }) {
			r.complain(n.Content[i+1], fmt.Sprintf("front matter has no key %q", to), diag.DidYouMean(to, keys))
			continue
		}
		s.Aliases[strings.ToLower(n.Content[i].Value)] = strings.ToLower(to)
	}
}

func (r *settingsReader) html(n *yaml.Node, s *Settings) {
	switch n.Value {
	case "sanitize":
		s.HTML = markdown.Sanitize
	case "escape":
		s.HTML = markdown.Escape
	case "allow":
		s.HTML = markdown.Allow
	default:
		r.want(n, "sanitize, escape or allow")
	}
}

func (r *settingsReader) declared(s *Settings, taxonomy string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		switch n.Value {
		case "open", "declared":
			s.Declared[taxonomy] = n.Value == "declared"
		default:
			r.want(n, "open or declared")
		}
	}
}

func (r *settingsReader) links(to *[]NamedURL) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.SequenceNode {
			r.want(n, "a list of {title, url}")
			return
		}
		for _, c := range n.Content {
			var l NamedURL
			r.fields(c, "", fields{"title": r.text(&l.Title), "url": r.url(&l.URL), "name": r.text(&l.Title)})
			if l.URL == "" || len(l.Title) == 0 {
				r.complain(c, "a link wants title and url", "")
				continue
			}
			*to = append(*to, l)
		}
	}
}

func (r *settingsReader) contact(n *yaml.Node, s *Settings) {
	var c Contact
	r.fields(n, "contact.", fields{"title": r.text(&c.Title), "text": r.text(&c.Text), "label": r.text(&c.Label), "url": r.url(&c.URL)})
	s.Contact = &c
}

var hexColour = regexp.MustCompile(`^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

func (r *settingsReader) colour(n *yaml.Node, s *Settings) {
	c, ok := r.scalar(n)
	if ok && !hexColour.MatchString(c) {
		r.complain(n, fmt.Sprintf("accent %q is no colour", c), "three or six hex digits, such as #0b6bcb")
		return
	}
	s.Accent = c
}
