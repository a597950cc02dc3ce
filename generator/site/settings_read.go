package site

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"opspress/generator/diag"
	"opspress/generator/markdown"
)

// readSettings reads site.yaml strictly: a key that nobody knows is an error
// with a suggestion, at its place.
func readSettings(src []byte) (Settings, []diag.Diagnostic) {
	s := defaults()
	r := &settingsReader{src: src}
	src = []byte(strings.TrimPrefix(string(src), "\ufeff"))
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		r.unreadable(err)
		return s, r.ds
	}
	if len(doc.Content) == 0 || doc.Content[0].Tag == "!!null" {
		return s, nil
	}
	r.settings(doc.Content[0], &s)
	if len(s.Languages) == 0 {
		s.Languages = defaults().Languages
	}
	return s, r.ds
}

type settingsReader struct {
	src []byte
	ds  []diag.Diagnostic
}

// fields names what may stand in a map, and who reads it.
type fields map[string]func(*yaml.Node)

func (r *settingsReader) settings(n *yaml.Node, s *Settings) {
	var one, many *yaml.Node
	later := func(*yaml.Node) {} // read by the command it is for
	r.fields(n, "", fields{
		"title":       r.text(&s.Title),
		"description": r.text(&s.Description),
		"baseURL":     func(n *yaml.Node) { r.baseURL(n, s) },
		"languages":   func(n *yaml.Node) { many = n; r.languages(n, s) },
		"language":    func(n *yaml.Node) { one = n; r.language(n, s) },
		"timeZone":    func(n *yaml.Node) { r.timeZone(n, s) },
		"strict":      r.bool(&s.Strict),
		"paginate":    func(n *yaml.Node) { r.paginate(n, s) },
		"permalinks": func(n *yaml.Node) {
			r.fields(n, "permalinks.", fields{"posts": func(n *yaml.Node) { r.permalink(n, s) }})
		},
		"frontMatter": func(n *yaml.Node) {
			r.fields(n, "frontMatter.", fields{"aliases": func(n *yaml.Node) { r.aliases(n, s) }})
		},
		"markdown": func(n *yaml.Node) {
			r.fields(n, "markdown.", fields{"html": func(n *yaml.Node) { r.html(n, s) }, "shortcodes": r.bool(&s.Shortcodes)})
		},
		"taxonomies": func(n *yaml.Node) {
			r.fields(n, "taxonomies.", fields{"tags": r.declared(s, "tags"), "series": r.declared(s, "series")})
		},
		"feeds":   func(n *yaml.Node) { s.Feeds = r.choices(n, "feeds", "atom", "rss", "json") },
		"menu":    r.links(&s.Menu),
		"social":  r.links(&s.Social),
		"footer":  r.text(&s.Footer),
		"accent":  func(n *yaml.Node) { r.colour(n, s) },
		"logo":    r.string(&s.Logo),
		"contact": func(n *yaml.Node) { r.contact(n, s) },
		"verification": func(n *yaml.Node) {
			r.fields(n, "verification.", fields{"google": r.string(&s.Google), "naver": r.string(&s.Naver)})
		},
		"cards": later, "comments": later, "analytics": later, "check": later, "gone": later, "report": later, "deploy": later,
	})
	if one != nil && many != nil {
		r.complain(one, "language and languages stand together", "keep one: `language: ko` is short for `languages: [ko]`")
	}
}

// yamlLine finds the line in an error of the YAML package.
var yamlLine = regexp.MustCompile(`line (\d+): (?s:(.*))$`)

func (r *settingsReader) unreadable(err error) {
	d := diag.Diagnostic{Rule: "settings", Severity: diag.Error, File: settingsFile, Message: strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ := strconv.Atoi(m[1])
		d.Message = m[2]
		d = diag.AtLine(d, settingsFile, r.src, line, 0)
	}
	r.ds = append(r.ds, d)
}

func (r *settingsReader) complain(n *yaml.Node, message, hint string) {
	r.ds = append(r.ds, diag.AtLine(diag.Diagnostic{
		Rule: "settings", Severity: diag.Error, Message: message, Hint: hint,
	}, settingsFile, r.src, n.Line, n.Column))
}

// want complains that n is not what belongs there.
func (r *settingsReader) want(n *yaml.Node, what string) {
	r.complain(n, fmt.Sprintf("want %s, found %s", what, kindOf(n)), "")
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	return strconv.Quote(n.Value)
}

func (r *settingsReader) fields(n *yaml.Node, prefix string, fs fields) {
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		r.want(n, "a map of settings")
		return
	}
	names := make([]string, 0, len(fs))
	for k := range fs {
		names = append(names, k)
	}
	slices.Sort(names)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		read, ok := fs[k.Value]
		if !ok {
			r.complain(k, fmt.Sprintf("there is no setting %q", prefix+k.Value),
				cmp.Or(diag.DidYouMean(k.Value, names), "here may stand "+strings.Join(names, ", ")))
			continue
		}
		read(v)
	}
}

func (r *settingsReader) scalar(n *yaml.Node) (string, bool) {
	if n.Kind == yaml.ScalarNode {
		if n.Tag == "!!null" {
			return "", true
		}
		return n.Value, true
	}
	r.want(n, "a string")
	return "", false
}

func (r *settingsReader) string(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if s, ok := r.scalar(n); ok {
			*to = s
		}
	}
}

func (r *settingsReader) bool(to *bool) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var b bool
		if err := n.Decode(&b); err != nil || n.Tag != "!!bool" {
			r.want(n, "true or false")
			return
		}
		*to = b
	}
}

// text reads a string, or a string for each language.
func (r *settingsReader) text(to *Text) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind == yaml.MappingNode {
			t := Text{}
			for i := 0; i+1 < len(n.Content); i += 2 {
				if s, ok := r.scalar(n.Content[i+1]); ok {
					t[n.Content[i].Value] = s
				}
			}
			*to = t
			return
		}
		if s, ok := r.scalar(n); ok {
			*to = Text{"": s}
		}
	}
}

func (r *settingsReader) list(n *yaml.Node) []string {
	if n.Kind == yaml.ScalarNode {
		var out []string
		for s := range strings.SplitSeq(n.Value, ",") {
			if s = strings.TrimSpace(s); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	if n.Kind != yaml.SequenceNode {
		r.want(n, "a list")
		return nil
	}
	var out []string
	for _, c := range n.Content {
		if s, ok := r.scalar(c); ok {
			out = append(out, s)
		}
	}
	return out
}

func (r *settingsReader) choices(n *yaml.Node, key string, of ...string) []string {
	out := []string{}
	for _, s := range r.list(n) {
		if !slices.Contains(of, s) {
			r.complain(n, fmt.Sprintf("%s: there is no %q", key, s), "here may stand "+strings.Join(of, ", "))
			continue
		}
		out = append(out, s)
	}
	return out
}

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
	if _, err := time.LoadLocation(z); err != nil || z == "Local" || z == "" {
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
			r.fields(c, "", fields{"title": r.text(&l.Title), "url": r.string(&l.URL), "name": r.text(&l.Title)})
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
	r.fields(n, "contact.", fields{"title": r.text(&c.Title), "text": r.text(&c.Text), "label": r.text(&c.Label), "url": r.string(&c.URL)})
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
