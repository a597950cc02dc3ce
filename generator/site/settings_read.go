package site

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

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
		"feeds":     func(n *yaml.Node) { s.Feeds = r.choices(n, "feeds", "atom", "rss", "json") },
		"menu":      r.links(&s.Menu),
		"social":    r.links(&s.Social),
		"footer":    r.text(&s.Footer),
		"accent":    func(n *yaml.Node) { r.colour(n, s) },
		"logo":      r.url(&s.Logo),
		"contact":   func(n *yaml.Node) { r.contact(n, s) },
		"comments":  func(n *yaml.Node) { r.comments(n, s) },
		"analytics": func(n *yaml.Node) { r.analytics(n, s) },
		"verification": func(n *yaml.Node) {
			r.fields(n, "verification.", fields{"google": r.string(&s.Google), "naver": r.string(&s.Naver)})
		},
		"cards":  r.bool(&s.Cards),
		"gone":   func(n *yaml.Node) { r.gone(n, s) },
		"report": r.bool(&s.Report),
		"check":  func(n *yaml.Node) { r.check(n, s) },
		"deploy": func(n *yaml.Node) { r.destinations(n, s) },
	})
	if one != nil && many != nil {
		r.complain(one, "language and languages stand together", "keep one: `language: ko` is short for `languages: [ko]`")
	}
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
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if seen[k.Value] {
			r.complain(k, fmt.Sprintf("the setting %q stands here twice", prefix+k.Value), "keep one of them")
			continue
		}
		seen[k.Value] = true
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

// url reads a destination, which must be one that may stand in a page.
func (r *settingsReader) url(to *string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		s, ok := r.scalar(n)
		if !ok {
			return
		}
		if *to = s; !markdown.MayLead(s) {
			r.complain(n, fmt.Sprintf("a link to %q may not be", s), schemes)
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
