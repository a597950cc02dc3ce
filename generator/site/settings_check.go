package site

import (
	"cmp"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"opspress/generator/content"
	"opspress/generator/diag"
)

// Check is the part of site.yaml that `opspress check` and `opspress report` obey.
type Check struct {
	Rules         []CheckLevel
	Paths         []CheckPath
	Allow         []string // external links that are not asked: URLs and hosts, with *
	ThirdParty    []string // hosts that pages may load from
	InternalHosts []string // names and networks that nobody outside shall read
	PageWeight    int64    // bytes that a page may weigh with what it loads; 0 is no limit
	Scheduled     bool     // builds run by schedule, so a future post comes by itself
}

// A CheckLevel is what a rule weighs: off, warning or error.
type CheckLevel struct {
	Rule, Level string
	Pos         content.Pos
}

// A CheckPath is levels for the files that a pattern matches.
type CheckPath struct {
	Pattern string
	Rules   []CheckLevel
	Pos     content.Pos
}

// defaultPageWeight is what a page may weigh where the settings say nothing.
const defaultPageWeight = 1_500_000

func (r *settingsReader) check(n *yaml.Node, s *Settings) {
	r.fields(n, "check.", fields{
		"rules":         func(n *yaml.Node) { s.Check.Rules = r.levels(n) },
		"paths":         func(n *yaml.Node) { s.Check.Paths = r.levelsByPath(n) },
		"allow":         func(n *yaml.Node) { s.Check.Allow = r.list(n) },
		"thirdParty":    func(n *yaml.Node) { s.Check.ThirdParty = r.hosts(n) },
		"internalHosts": func(n *yaml.Node) { s.Check.InternalHosts = r.hosts(n) },
		"objectives":    func(n *yaml.Node) { r.objectives(n, s) },
		"pageWeight":    func(n *yaml.Node) { s.Check.PageWeight = r.size(n) },
		"scheduled":     r.bool(&s.Check.Scheduled),
	})
}

func place(n *yaml.Node) content.Pos { return content.Pos{Line: n.Line, Column: n.Column} }

// levels reads rule: off | warning | error. Which rules there are, check knows.
func (r *settingsReader) levels(n *yaml.Node) (out []CheckLevel) {
	if n.Tag == "!!null" {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.want(n, "a map such as `orphan: off`")
		return nil
	}
	words := []string{"off", "warning", "error"}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		level := strings.ToLower(v.Value)
		if level == "false" {
			level = "off" // as YAML 1.1 reads off
		}
		if v.Kind != yaml.ScalarNode || !slices.Contains(words, level) {
			r.complain(v, fmt.Sprintf("a rule is off, warning or error, not %s", kindOf(v)), diag.DidYouMean(v.Value, words))
			continue
		}
		out = append(out, CheckLevel{k.Value, level, place(k)})
	}
	return out
}

func (r *settingsReader) levelsByPath(n *yaml.Node) (out []CheckPath) {
	if n.Tag == "!!null" || n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.want(n, "a map such as `\"posts/old/**\": {orphan: off}`")
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if strings.Count(k.Value, "**") > 1 || strings.ContainsAny(k.Value, `[]\`) {
			r.complain(k, fmt.Sprintf("the pattern %q cannot be used", k.Value), "* stands for any characters but a slash; ** stands once, for any")
			continue
		}
		out = append(out, CheckPath{k.Value, r.levels(n.Content[i+1]), place(k)})
	}
	return out
}

var hostPattern = regexp.MustCompile(`^(\*\.)?[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$`)

// hosts reads names of hosts, "*." and a name for all below it, and networks.
func (r *settingsReader) hosts(n *yaml.Node) (out []string) {
	for _, h := range r.list(n) {
		_, err := netip.ParsePrefix(h)
		if err != nil && !hostPattern.MatchString(h) {
			r.complain(n, fmt.Sprintf("%q is no host", h), "for example db.example, *.corp.example or 10.0.0.0/8")
			continue
		}
		out = append(out, h)
	}
	return out
}

var sizeOf = regexp.MustCompile(`^(\d+(?:\.\d+)?) ?(B|KB|MB)$`)

// size reads a number of bytes: 1500 KB, 1.5 MB.
func (r *settingsReader) size(n *yaml.Node) int64 {
	m := sizeOf.FindStringSubmatch(n.Value)
	if n.Kind != yaml.ScalarNode || m == nil {
		r.complain(n, "want a size, found "+kindOf(n), "for example 1500 KB")
		return defaultPageWeight
	}
	v, _ := strconv.ParseFloat(m[1], 64)
	return int64(v * map[string]float64{"B": 1, "KB": 1e3, "MB": 1e6}[m[2]])
}

// A Gone is a page that was taken away for good.
type Gone struct {
	Path string // from the site's root
	Pos  content.Pos
}

func (r *settingsReader) gone(n *yaml.Node, s *Settings) {
	if n.Kind != yaml.SequenceNode {
		r.want(n, "a list of paths, such as [/posts/old/]")
		return
	}
	for _, c := range n.Content {
		p, ok := r.scalar(c)
		if !ok {
			continue
		}
		if !strings.HasPrefix(p, "/") || strings.Trim(p, "/ ") == "" {
			r.complain(c, fmt.Sprintf("gone: %q is no path of a page", p), cmp.Or("/"+strings.Trim(p, "/")+"/", ""))
			continue
		}
		s.Gone = append(s.Gone, Gone{p, place(c)})
	}
}
